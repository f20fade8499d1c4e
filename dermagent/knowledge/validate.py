"""Check that the parts of the knowledge base fit together, and that each card says something of its own."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, read_knowledge, read_yaml, rows
from dermagent.knowledge.bounds import read_bounds
from dermagent.knowledge.drugs import unknown_drug_findings
from dermagent.knowledge.lexicon import NO_FINDING, read_phrases, read_wordings
from dermagent.knowledge.schema import PROBABILITY, Card
from dermagent.text.phrases import parse_characters, parse_phrase
from dermagent.types import URGENCIES, Language, Urgency

#: Two cards closer than this would hardly be told apart even if every stated finding were known:
#: 4.0 is a summed |log ratio| of about 55 to 1.
MIN_SEPARATION = 4.0
_FLOOR = 0.01
#: The share of patients with a finding of which a card says nothing: about "very rare" (our choice).
_SILENT = 0.02
#: Colours that are hard to see on dark skin, those that stand in their place, and the words of a card for such skin.
_RED = frozenset({"erythema", "red", "pink"})
_ON_DARK_SKIN = frozenset(
    "violaceous brown grey hyperpigmentation hypopigmented black blue dusky skin_coloured heliotrope".split()
)
_SAYS_DARK = re.compile(
    r"\b(?:brown|black|dark(?:er)?|pigmented)(?:[ ,]+(?:and|or|to) \w+)? skin|skin of colou?r", re.IGNORECASE
)
#: Words of a next step that send a patient somewhere, and slower than an urgency allows.
_SEND = r"\b(?:refer|send|see|seen|admit|transfer|examine)\b[^.;:]*\b"
_LATER = r"tomorrow|routinely|within [\w-]+ (?:days|weeks?|months?)"
_TOO_SLOW: dict[Urgency, re.Pattern[str]] = {
    "emergency": re.compile(rf"{_SEND}(?:same day|today|soon|{_LATER})\b", re.IGNORECASE),
    "same_day": re.compile(rf"{_SEND}(?:{_LATER})\b", re.IGNORECASE),
    "urgent_referral": re.compile(rf"{_SEND}(?:routinely|within [\w-]+ months?)\b", re.IGNORECASE),
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def validated(folder: Path) -> tuple[KnowledgeBase, list[Problem]]:
    """A knowledge folder and what is wrong in it.

    Raises:
        InputError: it is no knowledge folder, or a file of it cannot be read.
    """
    try:
        kb = read_knowledge(folder)
        return kb, problems(kb, folder)
    except (FileNotFoundError, NotADirectoryError) as error:
        name = Path(error.filename).name
        raise InputError(
            f"{folder.name!r} is no knowledge folder: it has no {name!r}; name a copy of dermagent/knowledge/data"
        ) from error
    except KeyError as error:
        raise InputError(
            f"{folder.name!r} is no knowledge folder: a table of it has no column {error.args[0]!r}; compare it with "
            "dermagent/knowledge/data"
        ) from error


def problems(kb: KnowledgeBase, folder: Path) -> list[Problem]:
    """Everything that is wrong, in a stable order; empty if the knowledge base is sound."""
    return [
        *repeated_ids(folder),
        *condition_problems(kb, folder),
        *finding_problems(kb),
        *source_problems(kb),
        *(problem for card in kb.cards.values() for problem in card_problems(kb, card)),
        *rule_problems(kb),
        *urgency_problems(kb),
        *(problem for card in kb.cards.values() for problem in colour_problems(card)),
        *bounds_problems(kb, folder),
        *checklist_problems(kb, folder),
        *lexicon_problems(kb, folder),
        *(
            Problem("drug_findings.csv", what)
            for what in unknown_drug_findings(folder, frozenset({*kb.findings, NO_FINDING}))
        ),
        *(
            Problem(f"card {a}", f"is hardly told apart from {b} (separation {distance:.1f} < {MIN_SEPARATION})")
            for a, b, distance in close_pairs(kb)
        ),
    ]


def repeated_ids(folder: Path) -> Iterator[Problem]:
    """Ids that stand twice in a table."""
    for name in ("conditions", "findings", "sources"):
        counts = Counter(row["id"] for row in rows(folder / f"{name}.csv"))
        for key, times in counts.items():
            if times > 1:
                yield Problem(f"{name}.csv", f"id {key!r} stands {times} times")


def condition_problems(kb: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Codes against the ICD-10-CM table, and names that two conditions share."""
    billable = {row["code"]: row["billable"] == "yes" for row in rows(folder / "icd10cm.csv")}
    owners: dict[str, set[str]] = {}
    for condition in kb.conditions.values():
        if condition.icd10cm not in billable:
            yield Problem(f"condition {condition.id}", f"code {condition.icd10cm!r} is not in icd10cm.csv")
        elif not billable[condition.icd10cm]:
            yield Problem(f"condition {condition.id}", f"code {condition.icd10cm!r} is a category, not a billable code")
        for name in (condition.name, *condition.synonyms):
            key = name if is_acronym(name) else name.casefold()
            owners.setdefault(key, set()).add(condition.id)
    for name, ids in sorted(owners.items()):
        if len(ids) > 1:
            yield Problem("conditions.csv", f"{name!r} names {', '.join(sorted(ids))}")
    for row in rows(folder / "condition_parents.csv"):
        for column in ("condition_id", "broader"):
            if row[column] not in kb.conditions:
                yield Problem("condition_parents.csv", f"{row[column]!r} is not a condition")
    yield from name_problems(kb, folder)


def name_problems(kb: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Names in the other files of names: of conditions that do not exist, and of two conditions in one language."""
    english = {(name.casefold(), c.id) for c in kb.conditions.values() for name in (c.name, *c.synonyms)}
    named: dict[tuple[str, str], set[str]] = {}
    for name, condition in english:
        named.setdefault(("en", name), set()).add(condition)
    told = [(file, row) for file in ("condition_names.csv", "names_of_models.csv") for row in rows(folder / file)]
    for file, row in told:
        if row["condition_id"] not in kb.conditions:
            yield Problem(file, f"{row['condition_id']!r} is not a condition")
        named.setdefault((row["language"], row["name"].casefold()), set()).add(row["condition_id"])
    for row in rows(folder / "texts" / "conditions.csv"):
        for language in ("zh", "es"):
            named.setdefault((language, row[language].casefold()), set()).add(row["id"])
    for (language, name), ids in sorted(named.items()):
        if len(ids) > 1:
            yield Problem("names of conditions", f"{language} {name!r} names {', '.join(sorted(ids))}")


def is_acronym(name: str) -> bool:
    """Names such as AD or SJS, which are matched case-sensitively."""
    return name.isupper() and len(name) <= 5 and name.isalpha()


def finding_problems(kb: KnowledgeBase) -> Iterator[Problem]:
    """Parents that do not exist or form a ring."""
    for finding in kb.findings.values():
        for parent in finding.parents:
            if parent not in kb.findings:
                yield Problem(f"finding {finding.id}", f"parent {parent!r} is not in findings.csv")
                return
        if finding.id in kb.ancestors(finding.id):
            yield Problem(f"finding {finding.id}", "is its own ancestor")


def source_problems(kb: KnowledgeBase) -> Iterator[Problem]:
    """Successors that do not exist, checked sources without an identifier, and one document under two ids."""
    known: dict[str, str] = {}
    for source in kb.sources.values():
        first = known.setdefault(source.identifier, source.id) if source.identifier else source.id
        if first != source.id:
            yield Problem(f"source {source.id}", f"has the identifier of {first}; one document has one id")
        if source.superseded_by and source.superseded_by not in kb.sources:
            yield Problem(f"source {source.id}", f"superseded_by {source.superseded_by!r} is not in sources.csv")
        if source.status == "verified" and not source.identifier:
            yield Problem(f"source {source.id}", "is called verified but has no identifier")


def rule_problems(kb: KnowledgeBase) -> Iterator[Problem]:
    """References of the red-flag rules; every condition of a rule needs a card."""
    for rule in kb.rules.values():
        where = f"rule {rule.id}"
        for finding in sorted(set().union(*(trigger.findings for trigger in rule.triggers)) - kb.findings.keys()):
            yield Problem(where, f"finding {finding!r} is not in findings.csv")
        for condition in rule.conditions:
            if condition not in kb.cards:
                yield Problem(where, f"condition {condition!r} has no card")
        for source in rule.sources:
            if source not in kb.sources:
                yield Problem(where, f"source {source!r} is not in sources.csv")


def urgency_problems(kb: KnowledgeBase) -> Iterator[Problem]:
    """Cards and rules that disagree on how urgent a condition is, and next steps slower than their card.

    A suspicion cannot be more urgent than the condition itself, so no card is less urgent than all that the rules
    naming it say; and an emergency must be one that some rule can call.
    """
    levels: dict[str, set[int]] = {}
    for rule in kb.rules.values():
        said = {URGENCIES.index(u) for u in (rule.urgency, *(t.urgency for t in rule.triggers)) if u is not None}
        for condition in rule.conditions:
            levels.setdefault(condition, set()).update(said)
    for card in kb.cards.values():
        where = f"card {card.id}"
        own, said = URGENCIES.index(card.urgency), levels.get(card.id, set())
        if said and own > max(said):
            yield Problem(where, f"is {card.urgency!r}, less urgent than every rule that names it")
        if card.urgency == "emergency" and own not in said:
            yield Problem(where, "is an emergency, but no rule that names it can call one")
        pattern = _TOO_SLOW.get(card.urgency)
        for step in card.next_steps:
            if pattern and (found := pattern.search(step.text)):
                yield Problem(where, f"is {card.urgency!r}, but a next step says {found.group()!r}")


def bounds_problems(kb: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Findings and sources of the clinical bounds, and of SCIN's values, that do not exist."""
    bounds = read_bounds(folder)
    for finding in sorted(bounds.findings - kb.findings.keys()):
        yield Problem("bounds.yaml", f"finding {finding!r} is not in findings.csv")
    for source in sorted(bounds.sources - kb.sources.keys()):
        yield Problem("bounds.yaml", f"source {source!r} is not in sources.csv")
    for name, finding in read_yaml(folder / "scin.yaml")["names"].items():
        if finding not in kb.findings:
            yield Problem("scin.yaml", f"{name}: {finding!r} is not in findings.csv")


def checklist_problems(kb: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Findings of the checklists of a spot that do not exist."""
    content = read_yaml(folder / "checklists.yaml")
    new = content["new_after"]
    groups = [*content["spot"], *new["of"]]
    for item in content["items"]:
        groups.extend((item["of"], item.get("denied_by", [])))
    named = {one for group in groups for members in group for one in members}
    named |= {item["finding"] for item in content["items"]} | {new["finding"], *new["without"]}
    for finding in sorted(named - kb.findings.keys()):
        yield Problem("checklists.yaml", f"{finding!r} is not in findings.csv")


def lexicon_problems(kb: KnowledgeBase, folder: Path) -> Iterator[Problem]:
    """Keys of phrases and wordings that are no findings, phrases that do not parse, and members of groups."""
    languages: tuple[Language, ...] = ("en", "zh", "es")
    for language in languages:
        parse = parse_characters if language == "zh" else parse_phrase
        for kind in ("", "absent_", "fields_", "cues_", "parts_"):
            name = f"{kind}{language}.yaml"
            for key, phrases in read_phrases(folder / "lexicon" / name).items():
                if kind not in ("cues_", "parts_") and key not in kb.findings and key != NO_FINDING:
                    yield Problem(name, f"{key!r} is not in findings.csv")
                for phrase in phrases:
                    try:
                        parse(phrase)
                    except InputError as error:
                        yield Problem(name, str(error))
        for kind in ("", "absent_"):
            wordings = read_wordings(folder / "lexicon" / "wordings", f"{kind}{language}")
            for key in sorted(wordings.keys() - kb.findings.keys()):
                yield Problem(f"wordings/{kind}{language}", f"{key!r} is not in findings.csv")
    for group, members in read_yaml(folder / "finding_groups.yaml").items():
        for finding in members:
            if finding not in kb.findings and finding != "duration":
                yield Problem("finding_groups.yaml", f"{group}: {finding!r} is not in findings.csv")


def card_problems(kb: KnowledgeBase, card: Card) -> Iterator[Problem]:
    """What is wrong with one card on its own."""
    where = f"card {card.id}"
    if card.id not in kb.conditions:
        yield Problem(where, "is not a condition of conditions.csv")
    for finding in card.findings:
        if finding not in kb.findings:
            yield Problem(where, f"finding {finding!r} is not in findings.csv")
    for discriminator in card.discriminators:
        if discriminator.against not in kb.conditions:
            yield Problem(where, f"discriminator against {discriminator.against!r}, which is not a condition")
        for finding in discriminator.by:
            if finding not in kb.findings:
                yield Problem(where, f"discriminator finding {finding!r} is not in findings.csv")
    cited = [*card.profile_sources]
    for statement in (*card.statements, *card.next_steps):
        cited.extend(statement.sources)
    for source in sorted(set(cited) - kb.sources.keys()):
        yield Problem(where, f"source {source!r} is not in sources.csv")
    texts = Counter(statement.text for statement in card.statements)
    for text, times in texts.items():
        if times > 1:
            yield Problem(where, f"says the same sentence {times} times: {text[:60]!r}")


def says_dark(card: Card) -> bool:
    """Whether a statement of the card says how the condition looks on brown or black skin."""
    return any(_SAYS_DARK.search(statement.text) for statement in card.statements)


def colour_problems(card: Card) -> Iterator[Problem]:
    """A card whose usual colour is red must say how it looks on brown and black skin, in words and as findings."""
    if not any(card.findings.get(finding) in ("always", "very_frequent") for finding in _RED):
        return
    if not says_dark(card):
        yield Problem(f"card {card.id}", "is red as a rule, but no statement says how it looks on brown or black skin")
    if _ON_DARK_SKIN.isdisjoint(f for f, often in card.findings.items() if often not in ("very_rare", "excluded")):
        yield Problem(f"card {card.id}", "is red as a rule, but has no finding for its colour on brown or black skin")


def background(kb: KnowledgeBase) -> dict[str, float]:
    """Mean stated probability of each finding, over all cards; a card that is silent counts as rarely having it."""
    stated: dict[str, list[float]] = {}
    for card in kb.cards.values():
        for finding, frequency in card.findings.items():
            stated.setdefault(finding, []).append(PROBABILITY[frequency])
    n = max(len(kb.cards), 1)
    return {finding: (sum(values) + _SILENT * (n - len(values))) / n for finding, values in stated.items()}


def close_pairs(kb: KnowledgeBase) -> list[tuple[str, str, float]]:
    """Pairs of cards below `MIN_SEPARATION`, nearest first.

    The separation of two cards is their summed |log ratio| over all findings that either states; an unstated finding
    counts as background.
    """
    import numpy as np  # the other checks, and the command line's help, do without it

    q, names = background(kb), list(kb.cards)
    column = {finding: j for j, finding in enumerate(q)}
    p = np.tile(np.array(list(q.values())), (len(names), 1))
    for row, card in zip(p, kb.cards.values(), strict=True):
        for finding, frequency in card.findings.items():
            row[column[finding]] = PROBABILITY[frequency]
    logs = np.log(p + _FLOOR)
    pairs = [
        (names[i], names[i + 1 + int(k)], float(apart[k]))
        for i in range(len(names))
        for apart in [np.abs(logs[i + 1 :] - logs[i]).sum(axis=1)]
        for k in np.flatnonzero(apart < MIN_SEPARATION)
    ]
    return sorted(pairs, key=lambda pair: pair[2])
