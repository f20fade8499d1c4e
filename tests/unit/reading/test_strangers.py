"""What a stranger's review of the reader found: kinds of text that stopped it, slowed it or turned what was said."""

import time

import pytest

from dermagent.reading.text import read_text


@pytest.mark.parametrize("text", ["rash after d'aspirin", "o'paracetamol", "a rash since 'n'ibuprofen"])
def test_a_drug_glued_to_an_apostrophe_at_the_end_is_read(text: str) -> None:
    read_text(text, "en", "history")


@pytest.mark.parametrize(
    "text", ["Itchy rash, 39{} years", "a mole, 5{}mm x", "aged 4{}y", "itch ({}", "itch {}"], ids=range(5)
)
@pytest.mark.parametrize("run", [" ", "+", "-"])
def test_a_run_of_one_character_costs_its_length(text: str, run: str) -> None:
    read_text("warm", "en", "history")
    began = time.process_time()
    read_text(text.format(run * 8000), "en", "history")
    assert time.process_time() - began < 4


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Urticaria. Él sí presenta disnea", "dyspnoea"),
        ("No tiene fiebre, pero sí picazón y ampollas", "pruritus"),
        ("Niega fiebre, sí dificultad para respirar", "dyspnoea"),
    ],
)
def test_the_spanish_yes_is_no_if(text: str, finding: str) -> None:
    said = [one for one in read_text(text, "es", "history").items if one.finding == finding]
    assert said and all((one.polarity, one.time) == ("present", "current") for one in said)


def test_the_spanish_if_still_imagines() -> None:
    said = [one for one in read_text("Volver si presenta disnea", "es", "history").items if one.finding == "dyspnoea"]
    assert not [one for one in said if (one.polarity, one.time) == ("present", "current")]


def test_behind_the_knees_is_no_extensor_side() -> None:
    found = {one.finding for one in read_text("Itchy elbows and behind the knees", "en", "history").items}
    assert "flexural" in found and "extensor" not in found
    assert "extensor" in {one.finding for one in read_text("Scales on elbows and knees", "en", "history").items}
