"""Audit an index by a table of concepts: artefacts that go with a label, and what a linear probe leans on."""

import csv
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import Field, computed_field

from dermagent.concepts.confounders import Cooccurrence, cooccurrences
from dermagent.concepts.sensitivity import LEAST, Floats, fit_probe, sensitivity
from dermagent.encoders.protocol import Vectors
from dermagent.errors import InputError
from dermagent.index.entries import IndexEntry
from dermagent.index.store import Index
from dermagent.types import Value

#: Least images of an environment that takes part, and of a label that the probe learns.
LEAST_OF_ENVIRONMENT, LEAST_OF_LABEL = 10, 5
#: Fields of an index that may stand for environments where the table has no such column.
_FIELDS = ("modality", "site", "fitzpatrick")
_VALUES = {"1": 1.0, "0": 0.0, "": math.nan}
_PAIRS_SHOWN = 20
_PAIRS_HEAD = ("| concept | label | images | lift |", "| --- | --- | --- | --- |")


class FourNumbers(Value):
    """How a probe does at home and elsewhere (KnoBo's report): accuracies, their gap and their mean, with counts."""

    environment: str
    in_domain: float
    n_in_domain: int
    out_of_domain: float
    n_out_of_domain: int

    @computed_field  # type: ignore[prop-decorator]
    @property
    def gap(self) -> float:
        """How much worse it is elsewhere."""
        return self.in_domain - self.out_of_domain

    @computed_field  # type: ignore[prop-decorator]
    @property
    def average(self) -> float:
        """The mean of both."""
        return (self.in_domain + self.out_of_domain) / 2


class Sensitivity(Value):
    """The share of all differences between environments that one concept makes, and the label it moves most."""

    concept: str
    share: float
    label: str


class Audit(Value):
    """What the table says of the index.

    `unnamed` images of the table are not in the index. `environments` are the images that the ranking looked at, by
    environment; `left_out` says why a concept, label or environment takes no part in it.
    """

    images: int
    unnamed: int
    pairs: tuple[Cooccurrence, ...]
    environments: dict[str, int] = Field(default_factory=dict)
    sensitivities: tuple[Sensitivity, ...] = ()
    shifts: tuple[FourNumbers, ...] = ()
    left_out: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True)
class ConceptTable:
    """Concept values (1, 0, NaN for not known) and an environment ("" for not known) by image."""

    concepts: tuple[str, ...]
    values: Mapping[str, tuple[float, ...]]
    environments: Mapping[str, str] | None


def read_concepts(path: Path, environment: str | None = None) -> ConceptTable:
    """A CSV file with image, one column a concept holding 1, 0 or nothing, and if named a column of environments.

    Raises:
        InputError: no such file or columns, a value that is none of those, or an image twice; with line and column.
    """
    values: dict[str, tuple[float, ...]] = {}
    groups: dict[str, str] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            columns = tuple(reader.fieldnames or ())
            concepts = tuple(column for column in columns if column not in ("image", environment))
            if "image" not in columns or not concepts or len(set(columns)) < len(columns):
                raise InputError(
                    f"{path.name}: expected the column image and one column a concept, each once, found "
                    f"{', '.join(columns) or 'nothing'}"
                )
            for number, line in enumerate(reader, start=2):
                name = (line["image"] or "").strip()
                if name in values:
                    raise InputError(f"{path.name}, line {number}: {name!r} stands twice")
                where = f"{path.name}, line {number}"
                values[name] = tuple(_value(line[concept], where, concept) for concept in concepts)
                groups[name] = (line.get(environment) or "").strip() if environment else ""
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError(f"{path.name}: expected a CSV file in UTF-8 with image and concepts") from error
    if not values:
        raise InputError(f"{path.name} names no image")
    return ConceptTable(concepts, values, groups if environment in columns else None)


def _value(text: str | None, where: str, concept: str) -> float:
    told = (text or "").strip()
    if told not in _VALUES:
        raise InputError(
            f"{where}, column {concept!r}: expected 1, 0 or nothing, found {told!r}; if it holds environments, "
            f"name it: --environment {concept}"
        )
    return _VALUES[told]


def audit(index: Index, table: ConceptTable, *, environment: str | None = None) -> Audit:
    """Co-occurrences of concepts and labels, and with environments the probe's sensitivities and domain shifts.

    Environments are the table's column, or else a field of the index (modality, site, fitzpatrick). Only the vectors of
    the table's images are read.

    Raises:
        InputError: no image of the table is in the index, or there is no such environment.
    """
    places = {entry.name: n for n, entry in enumerate(index.entries)}
    names = [name for name in table.values if name in places]
    if not names:
        raise InputError(f"no image of the table is in the index {index.folder.name!r}; name them as its labels did")
    entries = [index.entries[places[name]] for name in names]
    values = {c: np.array([table.values[name][n] for name in names]) for n, c in enumerate(table.concepts)}
    told = Audit(
        images=len(names),
        unnamed=len(table.values) - len(names),
        pairs=cooccurrences({concept: list(given) for concept, given in values.items()}, [e.label for e in entries]),
    )
    if environment is None:
        return told
    groups = _environments(table, entries, names, environment)
    kept, left_out = _large_enough(groups, [entry.label for entry in entries])
    told = told.model_copy(update={"environments": dict(Counter(groups[n] for n in kept)), "left_out": left_out})
    if "ranking" in left_out:
        return told
    return _leaned_on(
        told,
        index.vectors()[[places[names[n]] for n in kept]],
        [entries[n] for n in kept],
        [groups[n] for n in kept],
        {concept: given[kept] for concept, given in values.items()},
    )


def _large_enough(groups: Sequence[str], labels: Sequence[str]) -> tuple[list[int], dict[str, str]]:
    """Places of images of large enough environments and labels, and what is left out and why."""
    sizes = Counter(group for group in groups if group)
    left_out = {
        f"environment {name}": f"{n} images, {LEAST_OF_ENVIRONMENT} are needed"
        for name, n in sorted(sizes.items())
        if n < LEAST_OF_ENVIRONMENT
    }
    kept = [n for n, group in enumerate(groups) if sizes[group] >= LEAST_OF_ENVIRONMENT]
    common = Counter(labels[n] for n in kept)
    left_out |= {
        f"label {label}": f"{n} images, {LEAST_OF_LABEL} are needed"
        for label, n in sorted(common.items())
        if n < LEAST_OF_LABEL
    }
    kept = [n for n in kept if common[labels[n]] >= LEAST_OF_LABEL]
    found = len({groups[n] for n in kept}), len({labels[n] for n in kept})
    if min(found) < 2:
        left_out["ranking"] = f"{found[0]} environments and {found[1]} labels are large enough; two of each are needed"
    return kept, left_out


def _leaned_on(
    told: Audit,
    vectors: Vectors,
    entries: Sequence[IndexEntry],
    groups: Sequence[str],
    values: Mapping[str, Floats],
) -> Audit:
    labels = [entry.label for entry in entries]
    left_out = dict(told.left_out)
    few = {concept for concept, given in values.items() if min((given == 1).sum(), (given == 0).sum()) < LEAST}
    left_out |= {f"concept {concept}": f"fewer than {LEAST} images with it or without it" for concept in sorted(few)}
    shown = {concept: given for concept, given in values.items() if concept not in few}
    if len(shown) == 1:
        left_out |= {f"concept {name}": "a share says nothing of one concept alone; name two or more" for name in shown}
        shown = {}
    probe = fit_probe(vectors, labels)
    spread = sensitivity(probe, vectors, labels, groups, shown)
    ranked = [
        Sensitivity(concept=concept, share=round(float(row.sum()), 6), label=probe.classes[int(row.argmax())])
        for concept, row in zip(shown, spread, strict=True)
    ]
    return told.model_copy(
        update={
            "sensitivities": tuple(sorted(ranked, key=lambda one: (-one.share, one.concept))),
            "shifts": domain_shifts(vectors, labels, groups, [entry.patient or entry.name for entry in entries]),
            "left_out": left_out,
        }
    )


def _environments(
    table: ConceptTable, entries: Sequence[IndexEntry], names: Sequence[str], environment: str
) -> list[str]:
    if table.environments is not None:
        return [table.environments[name] for name in names]
    if environment in _FIELDS:
        return [getattr(entry, environment) for entry in entries]
    raise InputError(
        f"the table has no column {environment!r}, and an index no such field; it has {', '.join(_FIELDS)}"
    )


def domain_shifts(
    vectors: Vectors,
    labels: Sequence[str],
    environments: Sequence[str],
    patients: Sequence[str],
) -> tuple[FourNumbers, ...]:
    """Each environment held out in turn: a probe of half of the other patients, asked about the rest of them and it.

    Where the halves leave nothing to ask about or less than two labels, the environment is not told of.
    """
    told, where = np.array(labels), np.array(environments)
    half = {patient: n % 2 for n, patient in enumerate(sorted(set(patients)))}
    learns = np.array([half[patient] == 0 for patient in patients])
    shifts: list[FourNumbers] = []
    for name in sorted(set(environments)):
        training, home, away = (where != name) & learns, (where != name) & ~learns, where == name
        if len(set(told[training])) < 2 or not home.any():
            continue
        probe = fit_probe(vectors[training], list(told[training]))
        shifts.append(
            FourNumbers(
                environment=name,
                in_domain=probe.accuracy(vectors[home], list(told[home])),
                n_in_domain=int(home.sum()),
                out_of_domain=probe.accuracy(vectors[away], list(told[away])),
                n_out_of_domain=int(away.sum()),
            )
        )
    return tuple(shifts)


def to_markdown(told: Audit) -> str:
    """The audit as Markdown."""
    lines = ["# Concepts in the index", ""]
    lines.append(f"{told.images} images; {told.unnamed} of the table are not in the index.")
    flagged = [pair for pair in told.pairs if pair.flagged]
    lines += ["", "## Artefacts that go with a label", ""]
    if flagged:
        lines += ["A model can learn these instead of the disease.", ""]
        lines += [*_PAIRS_HEAD, *(_pair(pair) for pair in flagged)]
    else:
        lines.append("None is flagged (lift of 3 or more, on 10 images or more, of a concept on the artefact list).")
    others = [pair for pair in told.pairs if not pair.flagged and pair.lift > 1][:_PAIRS_SHOWN]
    if others:
        lines += ["", "## Other pairs above chance", "", *_PAIRS_HEAD, *(_pair(pair) for pair in others)]
    lines += ["", "## What a linear probe leans on", ""]
    if told.sensitivities:
        lines += ["| concept | share of the difference between environments | label |", "| --- | --- | --- |"]
        lines += [f"| {_cell(s.concept)} | {s.share:.2f} | {_cell(s.label)} |" for s in told.sensitivities]
    else:
        lines.append("Not ranked." if told.left_out else "Not ranked: name a column of environments.")
    if told.shifts:
        lines += ["", "## With one environment held out", ""]
        lines += ["| held out | in-domain (n) | out-of-domain (n) | gap | average |", "| --- | --- | --- | --- | --- |"]
        lines += [
            f"| {_cell(s.environment)} | {s.in_domain:.3f} ({s.n_in_domain}) | {s.out_of_domain:.3f} "
            f"({s.n_out_of_domain}) | {s.gap:+.3f} | {s.average:.3f} |"
            for s in told.shifts
        ]
    if told.left_out:
        lines += ["", "## Left out", "", *(f"- {_cell(what)}: {why}" for what, why in told.left_out.items())]
    return "\n".join(lines) + "\n"


def _pair(pair: Cooccurrence) -> str:
    return f"| {_cell(pair.concept)} | {_cell(pair.label)} | {pair.both} of {pair.of_label} | {pair.lift:.1f} |"


def _cell(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "\\<").replace("\n", " ")
