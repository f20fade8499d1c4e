"""Drugs by their names (`drugs.csv`), and what the name of one tells of a patient (`drug_findings.csv`)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from dermagent.knowledge.base import rows, split
from dermagent.resources import KNOWLEDGE
from dermagent.text.normal import CJK
from dermagent.types import Language

#: What a name may say instead of a finding: that it is no medicine (an emollient).
BLAND = "bland"


@dataclass(frozen=True)
class KnownDrug:
    """A drug by all its names.

    `high_risk` ones are known for severe cutaneous reactions, `long_term` ones are taken for years by many people.
    `says` are the findings that it tells of who takes it, `no_finding` (a form of another drug that tells none), or
    `BLAND`.
    """

    names: tuple[str, ...]
    high_risk: bool
    long_term: bool
    says: frozenset[str]


def read_drugs(folder: Path) -> tuple[KnownDrug, ...]:
    """All drugs of a knowledge folder, in their order."""
    says: dict[str, set[str]] = defaultdict(set)
    for row in rows(folder / "drug_findings.csv"):
        says[row["drug"]].add(row["says"])
    return tuple(
        KnownDrug(
            (row["name"], *split(row["synonyms"])),
            row["high_risk"] == "yes",
            row["long_term"] == "yes",
            frozenset(says[row["name"]]),
        )
        for row in rows(folder / "drugs.csv")
    )


@cache
def drugs() -> tuple[KnownDrug, ...]:
    """All shipped drugs."""
    return read_drugs(KNOWLEDGE)


def drug_phrases(folder: Path, language: Language) -> Mapping[str, list[str]]:
    """The names that tell a finding, as phrases for it; Chinese ones in Chinese, all others in every other language."""
    phrases: dict[str, list[str]] = defaultdict(list)
    for drug in read_drugs(folder):
        for finding in sorted(drug.says - {BLAND}):
            phrases[finding] += [name for name in drug.names if (name[0] >= CJK) == (language == "zh")]
    return phrases


def unknown_drug_findings(folder: Path, findings: frozenset[str]) -> Iterator[str]:
    """What of `drug_findings.csv` names no drug of `drugs.csv`, or says what no finding is."""
    names = {row["name"] for row in rows(folder / "drugs.csv")}
    for row in rows(folder / "drug_findings.csv"):
        if row["drug"] not in names:
            yield f"{row['drug']!r} is not a drug of drugs.csv"
        if row["says"] not in findings | {BLAND}:
            yield f"{row['drug']!r} says {row['says']!r}, which is not in findings.csv"
