"""Count the prior profiles that ship with the package, from openly licensed data (CC BY 4.0, see priors/README.md).

`teledermatology`: inverse-rank-normalised mass of each label over the 1,947 cases of the multi-reader differential set
(Stutz et al., TMLR 2023), mapped with eval_sets/scin/label_map.csv. `forum`: reference answers of DermaVQA train.
Usage: DERMAGENT_SHARED=../shared python -m tools.build_priors
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.dermavqa import READER
from dermagent.knowledge.base import knowledge, split
from dermagent.knowledge.priors import SOMETHING_ELSE
from dermagent.resources import KNOWLEDGE, data_root
from dermagent.steps.observe import observe
from dermagent.types import Observations
from tests.shared import shared


def teledermatology() -> Counter[str]:
    """Mass by condition; a label that stands for several conditions is shared evenly."""
    labels: dict[str, tuple[str, ...]] = {}
    with (data_root() / "eval_sets/scin/label_map.csv").open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            labels[row["label"].casefold()] = split(row["condition_ids"])
    for condition in knowledge().conditions.values():
        for name in (condition.name, *condition.synonyms):
            labels.setdefault(name.casefold(), (condition.id,))
    labels["sjs/ten"] = ("stevens_johnson_syndrome", "toxic_epidermal_necrolysis")
    folder = shared() / "data/ddx_uncertain_ground_truth"
    names = (folder / "dermatology_conditions.txt").read_text(encoding="utf-8").splitlines()
    weights: Counter[str] = Counter()
    unmapped: Counter[str] = Counter()
    for readers in json.loads((folder / "dermatology_selectors.json").read_text(encoding="utf-8")):
        case: Counter[str] = Counter()
        for blocks in readers:
            for place, block in enumerate(blocks):
                for index in block:
                    case[names[index]] += 1 / (1 + place)
        total = sum(case.values())
        for name, mass in case.items():
            ids = labels.get(name.strip().casefold(), ())
            if not ids:
                unmapped[name] += mass / total
            for condition in ids:
                weights[condition] += mass / total / len(ids)
    weights[SOMETHING_ELSE] = sum(unmapped.values())
    share = sum(unmapped.values()) / sum(weights.values())
    print(f"teledermatology: {len(weights)} conditions; {share:.1%} of the mass has unmapped labels")
    print("  most mass unmapped:", [(name, round(mass, 1)) for name, mass in unmapped.most_common(12)])
    return weights


def forum() -> tuple[Counter[str], Counter[tuple[str, str]]]:
    """Reference answers of DermaVQA train, and what was told; several references of one case share it."""
    cases = list(READER.load(shared() / "data/dermavqa/iiyi", split="train", language="en"))
    counts: Counter[str] = Counter()
    for case in cases:
        for condition in case.reference:
            counts[condition] += 1 / len(case.reference)
    told = told_findings((case, observe(case.case)) for case in cases)
    print(f"forum: {len(counts)} conditions, {sum(counts.values()):.0f} cases, {len(told)} findings told of them")
    return counts, told


def told_findings(cases: Iterable[tuple[LabelledCase, Observations]]) -> Counter[tuple[str, str]]:
    """How many cases of a condition told a finding as present: (condition, finding) → cases."""
    told: Counter[tuple[str, str]] = Counter()
    for case, seen in cases:
        present = [finding for finding, item in seen.counted().items() if item.polarity == "present"]
        for condition in case.reference:
            told.update({(condition, finding): 1 / len(case.reference) for finding in present})
    return told


def write(name: str, weights: Counter[str]) -> None:
    with (KNOWLEDGE / "priors" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["condition_id", "weight"])
        for condition in sorted(weights):
            writer.writerow([condition, f"{weights[condition]:.3f}"])


def write_told(name: str, told: Counter[tuple[str, str]]) -> None:
    with (KNOWLEDGE / "priors" / "told" / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["condition_id", "finding_id", "cases"])
        for condition, finding in sorted(told):
            writer.writerow([condition, finding, f"{told[condition, finding]:.3f}"])


if __name__ == "__main__":
    write("teledermatology", teledermatology())
    answers, findings_told = forum()
    write("forum", answers)
    write_told("forum", findings_told)
