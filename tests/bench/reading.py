"""How well histories are read: `python -m tests.bench.reading [--histories FILE ...] [--model-reads] [--negex FILE]`.

Without a file: every set of `eval_sets/reading`, the NegEx kit of the shared data, the generated templates, the
denials, and the cost of long texts. With `--model-reads` the histories once more, read too by a scripted model that
makes no mistake: it names the keyed findings, each with the first words of the history.
"""

import argparse
import asyncio
import csv
import json
import math
import resource
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.knowledge.base import knowledge
from dermagent.reading.scope import Scope, scoped_text
from dermagent.reading.vocabulary import find_all, small_words
from dermagent.resources import data_root
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.read import ReadFinding, checked
from dermagent.steps.recheck import recheck
from dermagent.steps.retrieve import Shown, Tools, make_retrievers
from dermagent.steps.urgency import floor
from dermagent.text.occurrences import Occurrence
from dermagent.text.tokens import cut
from dermagent.types import URGENCIES, Case, ModelReading, Observations, Retrieved
from tests.shared import shared

#: Characters of a history that the scripted model quotes.
_QUOTED = 40
SETS = data_root() / "eval_sets" / "reading"


@dataclass(frozen=True)
class History:
    """A history with what its author says it tells: findings present and absent, and bounds of the urgency."""

    id: str
    set: str
    language: str
    style: str
    case: Case
    present: tuple[str, ...]
    absent: tuple[str, ...]
    at_least: str | None
    at_most: str | None


def read_histories(path: Path) -> list[History]:
    """The histories of a JSON Lines file (`eval_sets/reading/README.md` has the form).

    Raises:
        InputError: a level of urgency or a finding that there is not.
    """
    histories = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        row: dict[str, Any] = json.loads(line)
        _check(row, path.name)
        case = Case.model_validate(
            {"id": row["id"], "history": row["history"], "language": row["language"], "patient": row.get("patient", {})}
        )
        urgency = row.get("urgency", {})
        histories.append(
            History(
                row["id"],
                path.stem,
                row["language"],
                row.get("style", "lay"),
                case,
                tuple(row.get("present", ())),
                tuple(row.get("absent", ())),
                urgency.get("at_least"),
                urgency.get("at_most"),
            )
        )
    return histories


def _check(row: Mapping[str, Any], file: str) -> None:
    """Raise a sentence on a level of urgency or a finding that there is not."""
    for level in row.get("urgency", {}).values():
        if level not in URGENCIES:
            raise InputError(f"{file}, {row['id']}: urgency {level!r} is none of {', '.join(URGENCIES)}")
    for finding in (*row.get("present", ()), *row.get("absent", ())):
        if finding not in knowledge().findings:
            raise InputError(f"{file}, {row['id']}: there is no finding {finding!r}; ids stand in findings.csv")


def wilson(right: int, n: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson, J Am Stat Assoc 1927)."""
    z, p = 1.959964, right / n
    middle, half = p + z * z / (2 * n), z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    return (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)


@dataclass
class Tally:
    """Counts of right answers, and their interval."""

    right: int = 0
    n: int = 0

    def add(self, right: bool) -> None:
        self.right += right
        self.n += 1

    def __str__(self) -> str:
        if not self.n:
            return "        -        "
        low, high = wilson(self.right, self.n)
        return f"{self.right / self.n:.3f} [{low:.3f}, {high:.3f}] n={self.n}"


def is_present(seen: Observations, finding: str) -> bool:
    """Whether the finding, or a narrower one, was read as present in the patient now."""
    kb = knowledge()
    present = {name for name, item in seen.counted().items() if item.polarity == "present"}
    return finding in present or any(finding in kb.ancestors(name) for name in present)


def is_absent(seen: Observations, finding: str) -> bool:
    """Whether the finding, or a broader one, was read as absent."""
    absent = {name for name, item in seen.counted().items() if item.polarity == "absent"}
    return finding in absent or bool(absent.intersection(knowledge().ancestors(finding)))


MEASURES = (
    "stated, read as present",
    "denied, read as absent",
    "denied, read as present",
    "emergencies at or above their floor",
    "others called an emergency",
    "above their upper bound",
)


def measured(histories: Iterable[History], show: bool = False) -> dict[str, Tally]:
    """The measures of some histories."""
    tallies = {name: Tally() for name in MEASURES}
    extra = 0
    count = 0
    for one in histories:
        seen = observe(one.case)
        urgency = floor(flag(seen)).urgency
        level = URGENCIES.index(urgency) if urgency else len(URGENCIES)  # not assessed: below every urgency
        called = urgency or "not assessed"
        count += 1
        keyed = {*one.present, *one.absent}
        extra += sum(item.polarity == "present" and name not in keyed for name, item in seen.counted().items())
        for finding in one.present:
            right = is_present(seen, finding)
            tallies[MEASURES[0]].add(right)
            if show and not right:
                print(f"  {one.id}: {finding} was not read")
        for finding in one.absent:
            right = is_absent(seen, finding) and not is_present(seen, finding)
            tallies[MEASURES[1]].add(right)
            tallies[MEASURES[2]].add(is_present(seen, finding))
            if show and not right:
                print(
                    f"  {one.id}: {finding} is denied, {'read as present' if is_present(seen, finding) else 'not read'}"
                )
        if one.at_least == "emergency":
            tallies[MEASURES[3]].add(urgency == "emergency")
        elif one.at_most and one.at_most != "emergency":
            tallies[MEASURES[4]].add(urgency == "emergency")
        if one.at_most:
            tallies[MEASURES[5]].add(level < URGENCIES.index(one.at_most))
        if show and (
            (one.at_least and level > URGENCIES.index(one.at_least))
            or (one.at_most and level < URGENCIES.index(one.at_most))
        ):
            print(f"  {one.id}: {called}, should be {one.at_least or 'any'} to {one.at_most or 'any'}")
    tallies["unkeyed findings a case"] = Tally(extra, max(count, 1))
    return tallies


def keyed_reading(history: History) -> ModelReading:
    """What a model reads that knows the key: its findings, each in the first words of the history."""
    words = history.case.history[:_QUOTED]
    said = [
        ReadFinding(quote=words, finding=finding, polarity=polarity)
        for polarity, findings in (("present", history.present), ("absent", history.absent))
        for finding in findings
    ]
    return checked(said, history.case, observe(history.case))


async def by_model(histories: Sequence[History]) -> None:
    """Urgency by findings with and without the scripted model: emergencies caught, others called one, any lowered."""
    without, with_it, others = Tally(), Tally(), Tally()
    lowered = dropped = 0
    retrievers = make_retrievers(("findings",), Tools("teledermatology"))
    for one in histories:
        seen, reading = observe(one.case), keyed_reading(one)
        joined = await recheck(one.case, seen, reading.items, Retrieved(fused=()), retrievers, Shown())
        before, after = floor(flag(seen)).urgency, floor(joined.triage).urgency
        lowered += URGENCIES.index(after) > URGENCIES.index(before)
        dropped += reading.unquoted + reading.unknown
        if one.at_least == "emergency":
            without.add(before == "emergency")
            with_it.add(after == "emergency")
        elif one.at_most and one.at_most != "emergency":
            others.add(after == "emergency")
    print(f"\na scripted perfect model reads too ({len(histories)} histories)")
    print(f"  emergencies caught without it          {without}")
    print(f"  emergencies caught with it             {with_it}")
    print(f"  others called an emergency with it     {others}")
    print(f"  urgency lowered {lowered}, keyed findings dropped {dropped}")


def first_sight() -> None:
    """The first scores of the sets, kept as they were."""
    with (SETS / "first_sight.csv").open(encoding="utf-8", newline="") as file:
        found = list(csv.DictReader(file))
    print("At first sight, before anything was mended with the set")
    for row in found:
        print(
            f"  {row['set']:10} {row['commit']}  stated {row['stated_present']}  denied {row['denied_absent']}, turned "
            f"{row['denied_present']}  emergencies {row['emergencies_caught']}/{row['emergencies_n']}  "
            f"others called one {row['others_called']}/{row['others_n']}"
        )
    caught, of = (sum(int(row[key]) for row in found) for key in ("emergencies_caught", "emergencies_n"))
    print(f"  emergencies of all sets {caught}/{of}")


def denials() -> None:
    """Sentences that deny, or only look like it: how many are read as their author meant them (`denials.tsv`).

    "other" is of another person, of the past or imagined, and must only not be present.
    """
    print("\ndenials and what looks like them")
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for line in (SETS / "denials.tsv").read_text(encoding="utf-8").splitlines():
        language, text, finding, meant = line.split("\t")
        seen = observe(Case.model_validate({"id": "x", "history": text, "language": language}))
        present, absent = is_present(seen, finding), is_absent(seen, finding)
        right = {"present": present, "absent": absent and not present}.get(meant, not present)
        tallies[language, meant].add(right)
    for (language, meant), tally in sorted(tallies.items()):
        print(f"  {language} {meant:8} {tally}")


def print_table(groups: dict[str, list[History]], show: bool) -> None:
    """One block of measures for each group."""
    for name, histories in groups.items():
        print(f"\n{name} ({len(histories)} histories)")
        for measure, tally in measured(histories, show).items():
            text = f"{tally.right / tally.n:.1f}" if measure.startswith("unkeyed") else str(tally)
            print(f"  {measure:38} {text}")


def negex(path: Path) -> None:
    """Polarity, time and person of given phrases in hospital sentences."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    counts: Counter[tuple[str, bool, bool]] = Counter()
    skipped = 0
    for row in rows:
        scope = scope_of_given(row["sentence"], row["phrase"])
        if scope is None:
            skipped += 1
            continue
        counts["negated", row["negation"] == "Negated", scope.denied] += 1
        counts["historical", row["temporality"] == "Historical", scope.time == "past"] += 1
        counts["hypothetical", row["temporality"] == "Not particular", scope.time == "hypothetical"] += 1
        counts["other person", row["experiencer"] != "Patient", scope.person != "patient"] += 1
    print(f"\nNegEx kit: {len(rows)} phrases, {skipped} not found in their sentence")
    for kind in ("negated", "historical", "hypothetical", "other person"):
        hit, miss, false = counts[kind, True, True], counts[kind, True, False], counts[kind, False, True]
        precision, recall = hit / max(hit + false, 1), hit / max(hit + miss, 1)
        f1 = 2 * hit / max(2 * hit + miss + false, 1)
        print(f"  F1 {kind:14} {f1:.3f}   precision {precision:.3f} recall {recall:.3f} ({hit + miss})")


def scope_of_given(sentence: str, phrase: str) -> Scope | None:
    """The scope of a phrase that is given and not looked for; None if it does not stand in the sentence."""
    tokens = cut(sentence)
    words = [token.word for token in cut(phrase).items if token.kind != "mark"]
    own = [i for i, token in enumerate(tokens.items) if token.kind != "mark"]
    for start in range(len(own) - len(words) + 1):
        if [tokens.items[i].word for i in own[start : start + len(words)]] == words:
            found = Occurrence(own[start], own[start + len(words) - 1], "given")
            others = find_all(tokens, "en", small_words(tokens, "en"))["finding"]
            phrases = sorted([found, *(o for o in others if o.last < found.first or o.first > found.last)])
            return scoped_text(tokens, "en", phrases).of(found)
    return None


def long_texts() -> dict[str, str]:
    """Fifty thousand characters of what once took minutes, and of more."""
    size = 50_000
    units = {
        "denials": "no itch, ",
        "drugs and times": "aspirin. rash 2 days. ",
        "conditions": "if itch ",
        "relatives": "my mother has itch, ",
        "findings": "red itchy swollen painful blisters and ",
        "questions": "fever? no. itch: yes, ",
        "temperatures": "temp 39.2 fever for 6 days ",
        "Chinese": "没有发烧也不痒，皮肤发红起水疱",
        "Spanish": "no tiene fiebre ni picazón, le duele la piel roja ",
        "letters": "a",
        "marks": "-,(:/",
        "figures": "12 3/7 4x5 ",
        "one sentence": "the rash and the fever ",
    }
    return {name: (unit * (size // len(unit) + 1))[:size] for name, unit in units.items()}


def cost() -> None:
    """Seconds and memory of long texts, and milliseconds of an ordinary history."""
    ordinary = (
        "Itchy red scaly rash on both elbows for three weeks, no fever, tried a steroid cream without relief. " * 3
    )
    observe(Case(id="x", history=ordinary))
    start = time.process_time()
    for _ in range(50):
        observe(Case(id="x", history=ordinary))
    print(f"\nordinary history of {len(ordinary)} characters: {(time.process_time() - start) * 20:.1f} ms CPU")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for name, text in long_texts().items():
        start = time.process_time()
        observe(Case(id="x", history=text))
        print(f"  50,000 characters of {name:16} {time.process_time() - start:.2f} s CPU")
    print(f"  memory above the start: {(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024:.0f} MB")


TEMPLATES = {
    "en": {
        "denied": [
            "No {}.",
            "There is no {}.",
            "Denies {}.",
            "No cough, {} or dizziness.",
            "{}: none.",
            "Negative for {}.",
            "He doesn't have {}.",
            "I don\u2019t have any {}.",
            "nil {}",
            "{} -ve.",
            "Rash for two days, without {}.",
            "She has never had {}.",
        ],
        "stated": [
            "There is {}.",
            "She has {}.",
            "I noticed {} yesterday.",
            "A two-day history of {}.",
            "Presents with {}.",
            "No cough but {}.",
        ],
        "hypothetical": [
            "Return if {} develops.",
            "Come back if you get cough, {} or dizziness.",
            "I am worried about {}.",
        ],
        "other": ["I have a rash. My sister also has {}."],
    },
    "es": {
        "denied": [
            "No tiene {}.",
            "Sin {}.",
            "Niega {}.",
            "No hay {}.",
            "{}: no.",
            "Niega tos, {} o mareo.",
            "No tengo tos ni {}.",
            "Nunca ha tenido {}.",
        ],
        "stated": ["Tiene {}.", "Presenta {}.", "Ayer apareció {}.", "No tiene tos pero tiene {}."],
        "hypothetical": ["Acudir a urgencias si aparece {}.", "Vuelva si presenta tos, {} o mareo."],
        "other": ["Tengo una mancha. Mi hermana también tiene {}."],
    },
    "zh": {
        "denied": ["无{}。", "没有{}。", "否认{}。", "无咳嗽、{}。", "{}：无。", "未见{}。", "不伴{}。"],
        "stated": ["有{}。", "出现{}两天。", "伴{}。", "没有咳嗽，但有{}。"],
        "hypothetical": ["如出现{}，请及时就诊。"],
        "other": ["我有皮疹。我妈妈也有{}。"],
    },
}


def templates() -> None:
    """Every finding's own name in every way to deny, report, imagine, and tell of others."""
    print("\ntemplates")
    for language, kinds in TEMPLATES.items():
        names = finding_names(language)
        for kind, patterns in kinds.items():
            tally = Tally()
            reversed_ = 0
            for finding, name in names:
                for pattern in patterns:
                    seen = observe(Case(id="x", history=pattern.format(name), language=language))
                    present, absent = is_present(seen, finding), is_absent(seen, finding)
                    tally.add({"denied": absent and not present, "stated": present}.get(kind, not present))
                    reversed_ += kind == "denied" and present
            line = f"; denied read as present {reversed_ / max(tally.n, 1):.4f}" if kind == "denied" else ""
            print(f"  {language} {kind:13} {tally}{line}")


#: Beginnings of phrases that deny by themselves.
_NEGATIVE = ("no ", "not ", "\u65e0", "\u6ca1", "\u4e0d")


def finding_names(language: str) -> list[tuple[str, str]]:
    """A plain noun for each finding that has one in the language: the first phrase that is found alone."""
    from dermagent.knowledge.lexicon import read_phrases
    from dermagent.resources import KNOWLEDGE

    names = []
    for finding, phrases in read_phrases(KNOWLEDGE / "lexicon" / f"{language}.yaml").items():
        known = knowledge().findings.get(finding)
        if known is None or known.category not in ("symptom", "morphology_primary", "morphology_secondary"):
            continue
        plain = [p for p in phrases if not set("*()~?|") & set(p) and not p.startswith(_NEGATIVE)]
        if plain:
            names.append((finding, plain[0]))
    return names


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--histories", type=Path, action="append", default=[])
    parser.add_argument("--negex", type=Path)
    parser.add_argument("--templates", action="store_true")
    parser.add_argument("--denials", action="store_true")
    parser.add_argument("--cost", action="store_true")
    parser.add_argument("--model-reads", action="store_true", help="beside, by a scripted model that makes no mistake")
    parser.add_argument("--show", action="store_true", help="name what was not read")
    chosen = parser.parse_args(arguments)
    everything = not (
        chosen.histories or chosen.negex or chosen.templates or chosen.denials or chosen.cost or chosen.model_reads
    )
    if everything:
        first_sight()
    files = chosen.histories or (sorted(SETS.glob("*.jsonl")) if everything or chosen.model_reads else [])
    if files:
        histories = [history for path in files for history in read_histories(path)]
        groups: dict[str, list[History]] = defaultdict(list)
        for history in histories:
            groups[history.set].append(history)
        print_table(groups, chosen.show)
        together: dict[str, list[History]] = {"all": histories}
        for history in histories:
            together.setdefault(f"{history.language} {history.style}", []).append(history)
        print_table(together, False)
        if chosen.model_reads or everything:
            asyncio.run(by_model(histories))
    kit = chosen.negex or (shared() / "data/negex_kit/annotations.tsv" if everything else None)
    if kit and kit.is_file():
        negex(kit)
    if chosen.templates or everything:
        templates()
    if chosen.denials or everything:
        denials()
    if chosen.cost or everything:
        cost()
    return 0


if __name__ == "__main__":
    try:
        raise SystemExit(main())
    except InputError as error:
        raise SystemExit(str(error)) from None
