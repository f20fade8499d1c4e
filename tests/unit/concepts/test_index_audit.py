"""`dermagent index audit`: a planted shortcut is flagged and ranks first; bad tables are refused."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.index import index as command
from dermagent.concepts.audit import audit, domain_shifts, read_concepts, to_markdown
from dermagent.concepts.sensitivity import direction, fit_probe, sensitivity, tendency
from dermagent.encoders.protocol import encoded
from dermagent.errors import InputError
from dermagent.index.store import Index, IndexEntry, write_index
from tests.unit.encoders.test_encoders import Colours

SIZE, EACH = 16, 60
CONCEPTS = ("ruler", "scale", "crust")
HEAD = ["image", *CONCEPTS, "hospital"]


def planted(seed: int = 0) -> tuple[np.ndarray, list[str], list[str], dict[str, np.ndarray]]:
    """Two hospitals: in the first a ruler lies on malignant lesions only, in the second on any; scale is a sign."""
    rng = np.random.default_rng(seed)
    labels = ["malignant" if n % 3 == 0 else "benign" for n in range(2 * EACH)]
    hospitals = ["first" if n < EACH else "second" for n in range(2 * EACH)]
    malignant = np.array([label == "malignant" for label in labels])
    first = np.array([name == "first" for name in hospitals])
    chance = rng.random((3, 2 * EACH))
    values = {
        "ruler": np.where(first, malignant, chance[0] < 0.2),
        "scale": np.where(malignant, chance[1] < 0.75, chance[1] < 0.25),
        "crust": chance[2] < 0.5,
    }
    vectors = 0.25 * rng.normal(size=(2 * EACH, SIZE))
    for column, name in enumerate(CONCEPTS):
        vectors[:, column] += values[name]
    return vectors, labels, hospitals, {name: value.astype(float) for name, value in values.items()}


def written(tmp_path: Path) -> tuple[Path, Path]:
    vectors, labels, hospitals, values = planted()
    entries = [
        IndexEntry(sha256=f"{n:064x}", name=f"{n}.png", label=label, site="arm" if n % 2 else "leg")
        for n, label in enumerate(labels)
    ]
    write_index(tmp_path / "index", encoded(vectors), entries, Colours(), {})
    rows = [[f"{n}.png", *(int(values[c][n]) for c in CONCEPTS), hospitals[n]] for n in range(len(labels))]
    with (tmp_path / "concepts.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return tmp_path / "index", tmp_path / "concepts.csv"


@pytest.mark.parametrize("seed", range(5))
def test_row_40_a_spurious_concept_of_one_environment_ranks_first(seed: int) -> None:
    vectors, labels, hospitals, values = planted(seed)
    probe = fit_probe(vectors, labels)
    spread = sensitivity(probe, vectors, labels, hospitals, values)
    assert spread.sum() == pytest.approx(1) and spread.shape == (3, 2)
    assert CONCEPTS[int(spread.sum(axis=1).argmax())] == "ruler"
    assert np.array_equal(spread, sensitivity(probe, vectors, labels, hospitals, values))


def test_row_40_the_tendency_is_the_softmax_of_the_gradient_along_the_concept() -> None:
    vectors, labels, _, values = planted()
    probe = fit_probe(vectors, labels)
    inside = probe.inside(vectors)
    along = direction(inside, values["scale"] == 1)
    wanted = np.array([[label == name for name in probe.classes] for label in labels], dtype=float)

    def entropy(weights: np.ndarray) -> float:
        scores = inside @ weights.T + probe.bias
        return float((np.log(np.exp(scores).sum(axis=1)) - (scores * wanted).sum(axis=1)).mean())

    slopes, tiny = [], 1e-6
    for m in range(2):  # the gradient by differences
        moved = np.zeros((2, SIZE))
        moved[m] = tiny * along
        slopes.append((entropy(probe.weights - moved) - entropy(probe.weights + moved)) / (2 * tiny))
    by_hand = np.exp(slopes) / np.exp(slopes).sum()
    assert tendency(probe, inside, labels, along) == pytest.approx(by_hand, abs=1e-6)


def test_row_40_the_direction_separates_and_is_as_long_as_its_margin() -> None:
    rng = np.random.default_rng(2)
    present = np.arange(80) % 4 == 0
    rows = 0.05 * rng.normal(size=(80, 8))
    rows[:, 3] += np.where(present, 1.0, -1.0)
    along = direction(rows, present)
    assert np.abs(along).argmax() == 3 and along[3] > 0
    assert np.linalg.norm(along) > 0.5
    with pytest.raises(ValueError, match="needs 5 images with and without it, found 80 and 0"):
        direction(rows, np.ones(80, dtype=bool))


def test_a_probe_finds_the_least_loss_of_its_kind() -> None:
    vectors, labels, _, _ = planted()
    probe = fit_probe(vectors, labels)
    inside = np.column_stack([probe.inside(vectors), np.ones(len(labels))])
    wanted = np.array([[label == name for name in probe.classes] for label in labels], dtype=float)
    weights = np.column_stack([probe.weights, probe.bias])
    gradient = (probe.probabilities(inside[:, :-1]) - wanted).T @ inside / len(labels) + 1e-3 * weights
    assert np.abs(gradient).max() < 1e-4
    with pytest.raises(ValueError, match="at least two labels, found 1"):
        fit_probe(vectors, ["a"] * len(labels))


def test_row_41_a_probe_that_learnt_the_shortcut_does_worse_elsewhere() -> None:
    vectors, labels, hospitals, _ = planted()
    first, second = domain_shifts(encoded(vectors), labels, hospitals, [f"{n}" for n in range(len(labels))])
    assert second.environment == "second" and second.n_out_of_domain == EACH
    assert second.gap > 0.05 and second.gap == second.in_domain - second.out_of_domain
    assert second.average == (second.in_domain + second.out_of_domain) / 2
    assert second.gap > first.gap


def test_the_command_tells_it_as_json_and_markdown(tmp_path: Path) -> None:
    folder, table = written(tmp_path)
    arguments = ["audit", str(folder), "--concepts", str(table), "--environment", "hospital"]
    done = CliRunner().invoke(command, arguments, standalone_mode=False)
    told = json.loads(done.output)
    assert told["sensitivities"][0]["concept"] == "ruler"
    assert told["environments"] == {"first": EACH, "second": EACH} and told["left_out"] == {}
    assert {"gap", "average"} <= told["shifts"][0].keys()
    page = CliRunner().invoke(command, [*arguments, "--format", "md"], standalone_mode=False).output
    assert "| ruler |" in page and "## With one environment held out" in page
    plain = CliRunner().invoke(command, arguments[:4], standalone_mode=False)
    assert isinstance(plain.exception, InputError)  # hospital is no concept: it must be named


def test_without_environments_only_the_pairs_are_told(tmp_path: Path) -> None:
    folder, table = written(tmp_path)
    rows = [line.rsplit(",", 1)[0] for line in table.read_text(encoding="utf-8").splitlines()]
    table.write_text("\n".join([*rows, "elsewhere.png,1,0,"]), encoding="utf-8")
    told = audit(Index(folder), read_concepts(table))
    assert (told.images, told.unnamed, told.sensitivities) == (2 * EACH, 1, ())
    ruler = next(pair for pair in told.pairs if (pair.concept, pair.label) == ("ruler", "malignant"))
    assert ruler.artefact and ruler.both >= 20
    assert "Not ranked: name a column of environments." in to_markdown(told)


def test_a_field_of_the_index_may_stand_for_environments_and_what_is_too_small_is_named(tmp_path: Path) -> None:
    folder, table = written(tmp_path)
    lines = table.read_text(encoding="utf-8").splitlines()
    by_site = tmp_path / "by_site.csv"
    by_site.write_text("\n".join(line.rsplit(",", 1)[0] for line in lines), encoding="utf-8")
    told = audit(Index(folder), read_concepts(by_site), environment="site")
    assert told.environments == {"arm": EACH, "leg": EACH} and len(told.sensitivities) == 3
    small = tmp_path / "small.csv"
    head, *rest = lines
    cut = [line.replace(",second", ",third") if n > 2 * EACH - 6 else line for n, line in enumerate(rest)]
    small.write_text("\n".join([head, *cut]), encoding="utf-8")
    told = audit(Index(folder), read_concepts(small, "hospital"), environment="hospital")
    assert told.left_out == {"environment third": "5 images, 10 are needed"}
    only = tmp_path / "only.csv"
    only.write_text("\n".join([head, *(line.replace("second", "first") for line in rest)]), encoding="utf-8")
    told = audit(Index(folder), read_concepts(only, "hospital"), environment="hospital")
    assert told.sensitivities == () and "two of each are needed" in told.left_out["ranking"]
    rare = tmp_path / "rare.csv"
    cells = [line.split(",") for line in rest]
    rare.write_text("\n".join([head, *(f"{a[0]},,{a[2]},0,{a[4]}" for a in cells)]), encoding="utf-8")
    told = audit(Index(folder), read_concepts(rare, "hospital"), environment="hospital")
    assert set(told.left_out) == {"concept ruler", "concept crust", "concept scale"}
    assert told.sensitivities == ()


def test_images_where_a_concept_is_not_known_do_not_shape_its_direction() -> None:
    vectors, labels, hospitals, values = planted()
    probe = fit_probe(vectors, labels)
    doubtful = {**values, "scale": np.where(np.arange(2 * EACH) % 3 == 1, np.nan, values["scale"])}
    unknown = sensitivity(probe, vectors, labels, hospitals, doubtful)
    absent = {**values, "scale": np.nan_to_num(doubtful["scale"], nan=0.0)}
    assert not np.array_equal(unknown, sensitivity(probe, vectors, labels, hospitals, absent))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "expected the column image and one column a concept, each once, found nothing"),
        ("image\na.png\n", "expected the column image and one column a concept"),
        ("picture,ruler\na.png,1\n", "found picture, ruler"),
        ("image,ruler,ruler\na.png,1,1\n", "each once"),
        ("image,ruler\n", "concepts.csv names no image"),
        ("image,ruler\na.png,yes\n", "concepts.csv, line 2, column 'ruler': expected 1, 0 or nothing, found 'yes'"),
        ("image,ruler\na.png,1\na.png,0\n", "concepts.csv, line 3: 'a.png' stands twice"),
        ("image,ruler\nno.png,1\n", "no image of the table is in the index 'index'"),
    ],
)
def test_a_bad_table_is_refused(tmp_path: Path, text: str, message: str) -> None:
    folder, table = written(tmp_path)
    table.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        audit(Index(folder), read_concepts(table))


def test_an_unknown_environment_or_no_file_is_refused(tmp_path: Path) -> None:
    folder, table = written(tmp_path)
    table.write_text("image,ruler\n0.png,1\n", encoding="utf-8")
    with pytest.raises(InputError, match="the table has no column 'ward', and an index no such field; it has modality"):
        audit(Index(folder), read_concepts(table, "ward"), environment="ward")
    with pytest.raises(InputError, match=r"no\.csv: expected a CSV file"):
        read_concepts(tmp_path / "no.csv")


def test_one_concept_alone_has_no_share(tmp_path: Path) -> None:
    index, table = written(tmp_path)
    with table.open(encoding="utf-8", newline="") as file:
        rows = [[row[0], row[1], row[-1]] for row in csv.reader(file)]
    with table.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(rows)
    told = audit(Index(index), read_concepts(table, "hospital"), environment="hospital")
    assert told.sensitivities == () and told.shifts
    assert told.left_out["concept ruler"] == "a share says nothing of one concept alone; name two or more"
