"""Spanish ages behind a short name for a child, at "my seventy-six", by sign and by trade; how long is none."""

import pytest

from tests.told import present


@pytest.mark.parametrize(
    ("history", "finding"),
    [
        ("El crío, 3 años, lleva desde ayer echando moco.", "child_age_1_12_years"),
        ("Mi nene, 2 años, se metió la pila por la nariz.", "child_age_1_12_years"),
        ("La peque (4 años) tiene ronchas.", "child_age_1_12_years"),
        ("El nieto, año y medio, ha aparecido con el bote.", "child_age_1_12_years"),
        ("Hijo, a mis setenta y seis una ya se acostumbra a que le duela algo.", "adult_age_60_years"),
        ("A sus 81 no se queja, pero le pica.", "adult_age_60_years"),
        ("Agricultor 68 a, costra en la oreja.", "adult_age_60_years"),
        ("Lactante ♀ 3 m, traída por cólicos.", "infant_age_1_year"),
        ("Rev. niño sano 2 m. Mancha azul.", "infant_age_1_year"),
    ],
)
def test_an_age_is_heard(history: str, finding: str) -> None:
    assert finding in present(history, "es")


@pytest.mark.parametrize(
    "history",
    [
        "La nena lleva 2 años con manchas.",
        "Mancha en la espalda hace año y medio.",
        "A mis 3 gatos les falta pelo.",
        "A mis dos hijas les pica.",
        "El eccema, 3 años, va y viene.",
    ],
)
def test_how_long_and_how_many_are_no_ages(history: str) -> None:
    assert not {"child_age_1_12_years", "adult_age_60_years", "infant_age_1_year"} & present(history, "es")
