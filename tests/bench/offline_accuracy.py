"""Accuracy of the offline pipeline on real cases, beside the prior alone; `python -m tests.bench.offline_accuracy`.

Part 1: DermaVQA train and valid, text only, in three languages. The forum prior counts the reference answers of train,
so on train it is counted anew for each case from the other folds (5 folds); valid uses the shipped profile. Abstentions
count as wrong. Part 2: all photographs pass through without a crash, and what the history fields alone give: the lesion
head is switched off, since it was trained on these photographs (for it see `tests.bench.lesions`).
"""

import argparse
import asyncio
import csv
import hashlib
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import READER
from dermagent.evals.metrics.ranking import top_k_hit
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.priors import Prior, ToldFindings, prior_from_weights, read_prior
from dermagent.settings import resolve
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.retrieve.findings import FindingsRanker, parameters
from dermagent.types import Case, CaseImage, Complaint, Language, Patient
from dermagent.workflow import run
from tests.shared import shared
from tools.build_priors import told_findings

FOLDS = 5
KS = (1, 3, 5)


def fold_of(case_id: str) -> int:
    """The fold of a case, from its id alone."""
    return int(hashlib.sha256(case_id.encode()).hexdigest(), 16) % FOLDS


def fold_priors(cases: list[LabelledCase]) -> list[Prior]:
    """For each fold the forum prior counted on the other folds, with what was told in them."""
    priors = []
    read = [(case, observe(case.case)) for case in cases]
    for fold in range(FOLDS):
        counts: Counter[str] = Counter()
        for case in cases:
            if fold_of(case.case.id) != fold:
                for condition in case.reference:
                    counts[condition] += 1 / len(case.reference)
        told = told_findings((case, seen) for case, seen in read if fold_of(case.case.id) != fold)
        priors.append(prior_from_weights(f"forum without fold {fold}", counts, knowledge(), ToldFindings(counts, told)))
    return priors


@dataclass
class Scored:
    """Ranked lists of one case: the pipeline with its abstention, the ranker that always answers, the prior alone."""

    case: LabelledCase
    pipeline: list[str]
    ranker: list[str]
    prior: list[str]


def score(cases: list[LabelledCase], rankers: list[FindingsRanker], priors: list[Prior]) -> list[Scored]:
    """All cases through observe, triage and the ranker of their fold."""
    by_prior = [sorted(p.by_condition, key=lambda c, p=p: (-p.by_condition[c], c)) for p in priors]
    scored = []
    for case in cases:
        fold = fold_of(case.case.id) % len(rankers)
        seen = observe(case.case)
        ranking = rankers[fold].rank(seen, k=0)
        ranked = [candidate.condition for candidate in ranking.candidates]
        thin = ranking.information_nats < parameters().abstain_below_nats and not flag(seen).red_flags
        scored.append(Scored(case, [] if thin else ranked, ranked, by_prior[fold]))
    return scored


def report(title: str, scored: list[Scored]) -> None:
    """Print the table of one set."""
    with_reference = [s for s in scored if s.case.reference]
    carded = [s for s in with_reference if s.case.reference.keys() & knowledge().cards.keys()]
    reasons = Counter(s.case.why_empty for s in scored if s.case.why_empty)
    abstained = sum(not s.pipeline for s in with_reference) / max(len(with_reference), 1)
    print(f"\n{title}: {len(scored)} cases, {len(with_reference)} with a reference answer, {dict(reasons)}")
    print(f"  reference has a card in {len(carded)}; abstention rate {abstained:.3f}; lost cases 0")
    for k in KS:
        hits = {
            name: [top_k_hit(getattr(s, name), s.case.reference, k=k) for s in with_reference]
            for name in ("pipeline", "ranker", "prior")
        }
        difference = paired_difference(hits["ranker"], hits["prior"])
        print(f"  top-{k}  pipeline {mean_with_interval(hits['pipeline'])}")
        print(f"         ranker   {mean_with_interval(hits['ranker'])}")
        base = mean_with_interval(hits["prior"])
        ratio = mean_with_interval(hits["ranker"]).value / base.value if base.value else float("inf")
        print(f"         prior    {base};  ratio {ratio:.2f}")
        print(f"         ranker - prior {difference}")
        with_abstention = paired_difference(hits["pipeline"], hits["prior"])
        print(f"         pipeline - prior {with_abstention}")


def dermavqa(languages: tuple[Language, ...], splits_shown: tuple[str, ...]) -> None:
    """Part 1."""
    root = shared() / "data/dermavqa/iiyi"
    for language in languages:
        train = list(READER.load(root, split="train", language=language))
        if "train" in splits_shown:
            priors = fold_priors(train)
            rankers = [FindingsRanker(knowledge(), prior) for prior in priors]
            report(f"DermaVQA train, {language} (prior cross-fitted)", score(train, rankers, priors))
        if "valid" in splits_shown:
            shipped = read_prior("forum", knowledge())
            valid = list(READER.load(root, split="valid", language=language))
            ranker = FindingsRanker(knowledge(), shipped)
            report(f"DermaVQA valid, {language} (prior: forum)", score(valid, [ranker], [shipped]))


LABELS = {
    "ACK": {"actinic_keratosis"},
    "BCC": {"basal_cell_carcinoma"},
    "MEL": {"melanoma", "superficial_spreading_melanoma", "nodular_melanoma", "melanoma_in_situ"},
    "NEV": {"melanocytic_nevus"},
    "SCC": {"squamous_cell_carcinoma_of_skin", "squamous_cell_carcinoma_in_situ"},
    "SEK": {"seborrheic_keratosis"},
}
#: PAD-UFES-20's questions as finding ids.
PAD_SYMPTOMS = {
    "itch": "pruritus",
    "grew": "rapid_growth",
    "hurt": "pain",
    "changed": "changing_lesion",
    "bleed": "bleeding",
    "elevation": "scin_raised_or_bumpy",
}
PAD_SITES = {
    "arm",
    "face",
    "neck",
    "foot",
    "thigh",
    "hand",
    "forearm",
    "chest",
    "back",
    "abdomen",
    "scalp",
    "ear",
    "nose",
    "lip",
}


def pad_prior(patients: set[str], folder: Path) -> Path:
    """Label counts of the PAD-UFES-20 table without the patients whose photographs are scored, as a profile file."""
    counts: Counter[str] = Counter()
    with (shared() / "data/skin_photos/pad_ufes_20_metadata.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if row["patient_id"] not in patients:
                ids = sorted(LABELS[row["diagnostic"]])
                counts.update({condition: 1 / len(ids) for condition in ids})
    path = folder / "pad_ufes_20.csv"
    path.write_text(
        "condition_id,weight\n" + "".join(f"{c},{n}\n" for c, n in sorted(counts.items())), encoding="utf-8"
    )
    return path


def pad_case(entry: dict[str, str]) -> Case:
    """A row of the manifest as a case: the image, the answers to PAD's questions, age and sex."""
    answered = [word for word in entry["symptoms"].split(";") if word in PAD_SYMPTOMS]
    return Case(
        id=entry["id"],
        language="en",
        images=(
            CaseImage(path=entry["path"], modality="dermoscopic" if entry["modality"] == "dermoscopic" else "clinical"),
        ),
        patient=Patient(
            age_years=float(entry["age"]) if entry["age"] else None,
            sex="female" if entry["sex"] == "female" else "male" if entry["sex"] == "male" else None,
        ),
        complaint=Complaint(
            symptoms={PAD_SYMPTOMS[word]: True for word in answered},
            sites=tuple(site for site in [entry["site"]] if site in PAD_SITES),
        ),
    )


async def photos(folder: Path) -> None:
    """Part 2: every photograph through the whole workflow, with the history fields its manifest has."""
    root = shared() / "data/skin_photos"
    with (root / "manifest.csv").open(newline="", encoding="utf-8") as file:
        entries = list(csv.DictReader(file))
    prior_file = pad_prior({entry["patient_id"] for entry in entries}, folder)
    prior = read_prior(str(prior_file), knowledge())
    by_prior = sorted(prior.by_condition, key=lambda c: (-prior.by_condition[c], c))
    settings = resolve(prior=str(prior_file), top_k=50, retrievers=("findings",))
    outcomes: Counter[str] = Counter()
    hits: dict[int, list[float]] = {k: [] for k in KS}
    base: dict[int, list[float]] = {k: [] for k in KS}
    patients: list[str] = []
    poor = 0
    for entry in entries:
        result = await run(pad_case(entry), settings, folder=root)
        outcomes[result.outcome] += 1
        poor += any(image.refused or not (image.quality and image.quality.usable) for image in result.images)
        if entry["source_dataset"] == "PAD-UFES-20":
            patients.append(entry["patient_id"])
            for k in KS:
                ranked = [form.condition for form in result.exact]
                hits[k].append(top_k_hit(ranked, LABELS[entry["label_code"]], k=k))
                base[k].append(top_k_hit(by_prior, LABELS[entry["label_code"]], k=k))
    lost = len(entries) - sum(outcomes.values())
    print(f"\nPhotographs: {len(entries)} cases, outcomes {dict(outcomes)}, lost {lost}, poor or refused images {poor}")
    print("  PAD-UFES-20 by history fields alone (no model looks at the image); prior counted on other patients,")
    print("  intervals by patient:")
    for k in KS:
        ours, prior_only = (mean_with_interval(h[k], clusters=patients) for h in (hits, base))
        print(f"  top-{k}  pipeline {ours}")
        print(f"         prior    {prior_only};  ratio {ours.value / prior_only.value:.2f}")
        print(f"         pipeline - prior {paired_difference(hits[k], base[k], clusters=patients)}")


def main(arguments: list[str] | None = None) -> int:
    """Run both parts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--languages", nargs="+", default=["en", "zh", "es"], choices=["en", "zh", "es"])
    parser.add_argument("--splits", nargs="+", default=["train", "valid"], choices=["train", "valid"])
    parser.add_argument("--skip-photos", action="store_true")
    given = parser.parse_args(arguments)
    if not (shared() / "data").is_dir():
        print(f"the data folder {shared().name!r} is not here; set DERMAGENT_SHARED", file=sys.stderr)
        return 2
    dermavqa(tuple(given.languages), tuple(given.splits))
    if not given.skip_photos:
        with tempfile.TemporaryDirectory() as folder:
            asyncio.run(photos(Path(folder)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
