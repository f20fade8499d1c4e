"""The lesion head inside the pipeline on photographs of held-out patients; `python -m tests.bench.lesions`.

For each of five folds a head is trained on the other patients and takes the shipped one's place; the pipeline then gets
the held-out photographs, alone, with the answers as fields of the case, and with the same answers in words. Beside it:
the head alone, the findings ranker alone, the commonest class for all.
"""

import asyncio
import csv
import hashlib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np

from dermagent.encoders.lesion_head import CLASSES, LesionHead, LesionHistory
from dermagent.encoders.packaged import OpenNsfw
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.index.entries import IndexEntry
from dermagent.index.store import write_index
from dermagent.settings import resolve
from dermagent.types import URGENCIES, Case, CaseImage, Complaint, Patient
from dermagent.workflow.run import run
from tests.shared import shared
from tools.train_head import CODES, FOLDS, TAKEN_IN, encoded, fitted, folds_of, read

ROOT = shared() / "data" / "skin_photos"
#: Each answer in words, where it is yes and where it is no.
SAID = {
    "itch": ("It itches.", "It does not itch."),
    "grew": ("It has grown.", "It has not grown."),
    "hurt": ("It hurts.", "It does not hurt."),
    "changed": ("It has changed.", "It has not changed."),
    "bleed": ("It bleeds.", "It does not bleed."),
    "elevation": ("It is raised.", "It is flat."),
}


def in_words(history: LesionHistory) -> str:
    """The answers as a patient might write them."""
    where = f" on the {history.region.lower()}" if history.region else ""
    told = [SAID[name][0 if value else 1] for name, value in history.symptoms.items() if value is not None]
    return " ".join([f"I am {history.age_years:.0f} years old and have a spot{where}.", *told])


def cases(told: str) -> list[Case]:
    """The photographs as cases, with what was answered in "fields" or "words", or alone ("")."""
    rows, histories = read()
    made = []
    for row, history in zip(rows, histories, strict=True):
        image = (CaseImage(path=row["path"]),)
        if told != "fields":
            text = in_words(history) if told else ""
            made.append(Case(id=row["id"], images=image, history=text, patient=Patient(id=row["patient_id"])))
            continue
        names = {"itch": "pruritus", "grew": "scin_increasing_size", "hurt": "pain", "changed": "changing_lesion"}
        names |= {"bleed": "bleeding", "elevation": "scin_raised_or_bumpy"}
        symptoms = {names[n]: value for n, value in history.symptoms.items() if value is not None}
        site = (history.region or "").lower()
        complaint = Complaint(symptoms=dict(symptoms), sites=(site,) if site else ())
        made.append(
            Case(
                id=row["id"],
                images=image,
                patient=Patient(id=row["patient_id"], age_years=history.age_years),
                complaint=complaint,
            )
        )
    return made


async def ranked(
    made: list[Case], heads: list[LesionHead], folds: np.ndarray, retrievers: tuple[str, ...], index: Path | None = None
) -> list[tuple[list[str], bool]]:  # type: ignore[type-arg]
    """The pipeline's conditions for each case, with the head of its fold, and whether a specialist should see it."""
    settings = resolve(retrievers=retrievers, index=index)
    found = []
    for case, fold in zip(made, folds, strict=True):
        with patch("dermagent.steps.retrieve.lesion.shipped_head", lambda f=fold: heads[f]):
            result = await run(case, settings, folder=ROOT)
        soon = result.urgency is not None and URGENCIES.index(result.urgency) <= URGENCIES.index("urgent_referral")
        found.append(([form.condition for form in result.exact], soon))
    return found


def entries_of(rows: list[dict[str, str]]) -> list[IndexEntry]:
    """The photographs as images of an index, each with its patient."""
    return [
        IndexEntry(
            sha256=hashlib.sha256((ROOT / row["path"]).read_bytes()).hexdigest(),
            name=row["path"],
            label=row["label"],
            conditions=(CLASSES[row["label_code"]],),
            patient=row["patient_id"],
        )
        for row in rows
    ]


def main() -> int:
    """Print the table."""
    with (ROOT / "manifest.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file))
    scratch = TemporaryDirectory()
    rows, histories = read()
    labels, patients = [row["label_code"] for row in rows], [row["patient_id"] for row in rows]
    classes = np.array([CODES.index(label) for label in labels])
    vectors, folds = encoded(rows), folds_of(labels, patients)
    heads, alone = [], np.zeros((len(rows), 6))
    for fold in range(FOLDS):
        out = folds == fold
        head = fitted(vectors[~out], [h for h, o in zip(histories, out, strict=True) if not o], classes[~out])
        inner = np.concatenate(
            [
                fitted(
                    vectors[~out & (folds != other)],
                    [h for h, o in zip(histories, ~out & (folds != other), strict=True) if o],
                    classes[~out & (folds != other)],
                ).residual(vectors[folds == other])
                for other in range(FOLDS)
                if other != fold
            ]
        )
        heads.append(replace(head, farthest=float(np.quantile(inner, TAKEN_IN)), powers=np.array([0.5, 0.75])))
        alone[out] = heads[-1].opinion(vectors[out], [h for h, o in zip(histories, out, strict=True) if o])
    right = [{CLASSES[label]} | ({"squamous_cell_carcinoma_in_situ"} if label == "SCC" else set()) for label in labels]
    lists = {
        "head alone, image and answers": [[list(CLASSES.values())[n] for n in np.argsort(-row)] for row in alone],
        "commonest class for all": [[CLASSES[c] for c, _ in Counter(labels).most_common()]] * len(labels),
    }
    referred: dict[str, list[float]] = {}
    place = Path(scratch.name) / "index"
    write_index(place, vectors, entries_of(rows), OpenNsfw(), {})
    for told, form in (("picture alone", ""), ("picture and answers", "fields"), ("answers in words", "words")):
        made = cases(form)
        for name, retrievers, index in (
            ("pipeline", ("findings", "lesion"), None),
            ("pipeline with an index of other patients", ("findings", "lesion"), place),
            ("findings alone", ("findings",), None),
        )[: 1 if form == "words" else 3]:
            both = asyncio.run(ranked(made, heads, folds, retrievers, index))
            lists[f"{name}, {told}"] = [conditions for conditions, _ in both]
            referred[f"{name}, {told}"] = [float(soon) for _, soon in both]
    base = [
        float(bool(row[:1] and row[0] in r)) for row, r in zip(lists["commonest class for all"], right, strict=True)
    ]
    print(f"{len(rows)} photographs of {len(set(patients))} patients, whole patients held out")
    for name, found in lists.items():
        hits = {k: [float(bool(set(row[:k]) & r)) for row, r in zip(found, right, strict=True)] for k in (1, 3)}
        one, three = (mean_with_interval(hits[k], clusters=patients) for k in (1, 3))
        gain = paired_difference(hits[1], base, clusters=patients)
        ratio = one.value / (sum(base) / len(base))
        answered = sum(bool(row) for row in found) / len(found)
        print(
            f"{name}: top-1 {one}, {ratio:.2f} x the commonest class ({gain}); top-3 {three}; answered {answered:.2f}"
        )
    for name, soon in referred.items():
        for group, codes in (
            ("melanoma or SCC", ("MEL", "SCC")),
            ("actinic keratosis, nevus, SEK", ("ACK", "NEV", "SEK")),
        ):
            among = [n for n, label in enumerate(labels) if label in codes]
            share = mean_with_interval([soon[n] for n in among], clusters=[patients[n] for n in among])
            print(f"{name}: urgent referral of {group}: {share} of {len(among)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
