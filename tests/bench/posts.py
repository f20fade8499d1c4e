"""How well real forum posts are read, and how alike in three languages: `python -m tests.bench.posts [--show]`.

150 posts of DermaVQA train (50 a language, each of another case) are annotated by span: `eval_sets/posts` names case,
stretch of the text, finding and polarity; the texts themselves are in the shared data only. Half of them may be worked
with, the other half is scored.
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from dermagent.evals.datasets.dermavqa import FILES, folder_of, labelled, read_entries
from dermagent.knowledge.base import knowledge
from dermagent.resources import data_root
from dermagent.steps.observe import observe
from dermagent.types import Case, Language, Observation, Observations
from tests.bench.reading import Tally, is_absent, is_present
from tests.shared import shared

SETS = data_root() / "eval_sets" / "posts"
LANGUAGES: tuple[Language, ...] = ("en", "es", "zh")


@dataclass(frozen=True)
class Annotated:
    """A finding that a post tells at the characters [start, end) of its text."""

    encounter: str
    half: str
    start: int
    end: int
    finding: str
    polarity: str


def annotations(language: Language) -> dict[str, list[Annotated]]:
    """The annotations of a language by case; a post without any has a row without a finding."""
    found: dict[str, list[Annotated]] = defaultdict(list)
    with (SETS / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            of_post = found[row["encounter"]]
            if row["finding"]:
                start, end = int(row["start"]), int(row["end"])
                of_post.append(Annotated(row["encounter"], row["half"], start, end, row["finding"], row["polarity"]))
    return found


def halves(language: Language) -> dict[str, str]:
    """Which half each case belongs to."""
    with (SETS / f"{language}.csv").open(encoding="utf-8", newline="") as file:
        return {row["encounter"]: row["half"] for row in csv.DictReader(file)}


def posts(language: Language, of: Container[str] | None = None) -> dict[str, Case]:
    """The posts of the shared data by case; all of them, or those `of` some cases."""
    root = shared() / "data/dermavqa/iiyi"
    folder, entries = folder_of(root, "train"), read_entries(root / FILES["train"])
    chosen = [entry for entry in entries if of is None or entry["encounter_id"] in of]
    made = (labelled(one, root, folder, language, marked=False, where=one["encounter_id"]) for one in chosen)
    return {one.case.id: one.case for one in made}


def related(one: str, other: str) -> bool:
    """Whether two findings are the same or one is broader than the other."""
    kb = knowledge()
    return one == other or one in kb.ancestors(other) or other in kb.ancestors(one)


#: Categories of findings that the annotators were not given: fields of the case, and what follows from other findings.
_NOT_GIVEN = frozenset({"demographic", "skin_tone", "scin_self_report", "measure"})


def told(seen: Observations) -> Iterable[tuple[str, Observation]]:
    """What was read of the words of a post, of the kinds of finding that were given to the annotators."""
    for finding, item in seen.counted().items():
        if item.span and knowledge().findings[finding].category not in _NOT_GIVEN:
            yield finding, item


def scored(
    cases: Mapping[str, Case], meant: Mapping[str, Sequence[Annotated]], encounters: Iterable[str], show: bool = False
) -> dict[str, Tally]:
    """The shares of what is annotated that is read, and of what is read that is annotated, for some posts."""
    names = ("stated, read as present", "denied, read as absent", "denied, read as present", "read, and annotated")
    tallies = {name: Tally() for name in (*names, "read at the place annotated")}
    for encounter in encounters:
        seen = observe(cases[encounter])
        for one in meant[encounter]:
            present, absent = is_present(seen, one.finding), is_absent(seen, one.finding)
            if one.polarity == "present":
                tallies["stated, read as present"].add(present)
            else:
                tallies["denied, read as absent"].add(absent)
                tallies["denied, read as present"].add(present)
            if present if one.polarity == "present" else absent:
                spans = [item.span for name, item in told(seen) if item.span and related(name, one.finding)]
                tallies["read at the place annotated"].add(any(s.start < one.end and one.start < s.end for s in spans))
            elif show:
                print(f"  {encounter} not read: {one.finding} {one.polarity}")
        for name, item in told(seen):
            right = any(related(name, one.finding) and one.polarity == item.polarity for one in meant[encounter])
            tallies["read, and annotated"].add(right)
            if show and not right:
                print(f"  {encounter} not annotated: {name} {item.polarity}")
    return tallies


def parallel() -> None:
    """Of what is read in the English form of each post, the share that is read in its Spanish and Chinese form too."""
    cases = {language: posts(language) for language in LANGUAGES}
    tallies = {language: Tally() for language in ("es", "zh")}
    for encounter, case in cases["en"].items():
        english = observe(case)
        others = {language: observe(cases[language][encounter]) for language in ("es", "zh")}
        for finding, item in told(english):
            same = is_present if item.polarity == "present" else is_absent
            for language, seen in others.items():
                tallies[language].add(same(seen, finding))
    for language, tally in tallies.items():
        print(f"parallel posts, English findings read in {language} too  {tally}")


def first_sight() -> None:
    """What was read before anybody had looked at the annotations; kept as it was."""
    print("At first sight")
    with (SETS / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            print(
                f"  {row['language']}, {row['half']:11} {row['commit']}  stated {row['stated']}/{row['stated_n']}  "
                f"denied {row['denied']}/{row['denied_n']}, as present {row['denied_present']}  read and annotated "
                f"{row['annotated']}/{row['annotated_n']}"
            )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true", help="print what differs, of the half that may be worked with")
    chosen = parser.parse_args(arguments)
    first_sight()
    print("\nNow")
    for language in LANGUAGES:
        meant, half_of = annotations(language), halves(language)
        cases = posts(language, half_of)
        for half in ("worked with", "held out"):
            encounters = [encounter for encounter, own in half_of.items() if own == half]
            found = scored(cases, meant, encounters, chosen.show and half == "worked with")
            print(f"{language}, {half}: {len(encounters)} posts")
            for name, tally in found.items():
                print(f"  {name:30} {tally}")
    parallel()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
