"""What the program says to people, in English, Chinese and Spanish, from files that a translator can edit."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, knowledge, read_yaml, rows
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language

FOLDER = KNOWLEDGE / "texts"
LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
_HOLE = re.compile(r"\{(\w+)\}")
_NAMED = "named:"


@dataclass(frozen=True)
class Texts:
    """The texts of one language: those that are said by their key, names by their id, and sentences by their words.

    `findings` and `plain` are terms of clinicians and words of patients by finding, `flags` the name and the texts of
    each red-flag rule, `steps` the next steps of cards by their English words.
    """

    language: Language
    said: Mapping[str, Any]
    conditions: Mapping[str, str]
    findings: Mapping[str, str]
    plain: Mapping[str, str]
    flags: Mapping[str, Mapping[str, str]]
    steps: Mapping[str, str]
    sentences: tuple[tuple[re.Pattern[str], str], ...]
    english_conditions: Mapping[str, str]
    english_findings: Mapping[str, str]

    def say(self, key: str, **holes: object) -> str:
        """The text behind a key such as "report.title", its holes filled in.

        Raises:
            KeyError: there is no such text, or a hole is not filled.
        """
        text = self.part(key)
        if not isinstance(text, str):
            raise KeyError(key)
        return _HOLE.sub(lambda hole: str(holes[hole[1]]), text)

    def part(self, key: str) -> Any:
        """All that stands behind a key: a text, a list, or the texts below it."""
        found: Any = self.said
        for name in key.split("."):
            found = found[name]
        return found

    def condition(self, condition: str) -> str:
        """The name of a condition; what is not in the vocabulary stays as it is."""
        return self.conditions.get(condition, condition)

    def finding(self, finding: str, polarity: str = "present") -> str:
        """A finding, or what the ranking counts beside findings, in the words of the field."""
        if finding.startswith(_NAMED):
            name = self.say("names.named", condition=self.condition(finding.removeprefix(_NAMED)))
        elif finding in ("age", "sex", "duration"):
            name = self.say(f"names.{finding}")
        else:
            name = self.findings.get(finding, finding.replace("_", " "))
        return self.say("names.absent", finding=name) if polarity == "absent" else name

    def plain_finding(self, finding: str) -> str:
        """A finding in the words of a patient."""
        return self.plain.get(finding) or self.finding(finding)

    def family(self, family: str) -> str:
        """The name of a family of conditions."""
        name: str = self.part("families").get(family) or self.say("families.other")
        return name

    def prior(self, name: str) -> str:
        """The name of a prior; one of the user's own stays as it is."""
        named: str = self.part("priors").get(name, name)
        return named

    def listed(self, names: Iterable[str]) -> str:
        """Names in one line."""
        return self.say("names.comma").join(names)

    def translated(self, sentence: str) -> str:
        """A sentence in English of a step or of a card's next steps; one that nobody translated stays as it is."""
        if self.language == "en":
            return sentence
        told = self._in_language(sentence)
        return f"{told[0].upper()}{told[1:]}" if told and sentence[:1].isupper() else told

    def _in_language(self, sentence: str) -> str:
        if sentence in self.steps:
            return self.steps[sentence]
        for pattern, wanted in self.sentences:
            if found := pattern.fullmatch(sentence):
                holes = found.groupdict()
                return _HOLE.sub(lambda hole, holes=holes: self._held(hole[1], holes[hole[1]]), wanted)  # type: ignore[misc]
        return sentence

    def _held(self, hole: str, text: str) -> str:
        kind = hole.rstrip("0123456789")
        translate: dict[str, Callable[[str], str]] = {
            "sentence": self.translated,
            "reason": self._reasons,
            "conditions": lambda listed: self._names(listed, self.english_conditions, self.conditions),
            "findings": lambda listed: self._names(listed, self.english_findings, self.findings),
            "image": self.image,
            "prior": self.prior,
        }
        return translate[kind](text) if kind in translate else text

    def _reasons(self, text: str) -> str:
        """One sentence, or several after each other."""
        whole = self.translated(text)
        if whole != text:
            return whole
        parts = [self.translated(part) for part in re.split(r"(?<=\.) (?=[A-Z])", text)]
        return " ".join(parts)

    def _names(self, listed: str, ids: Mapping[str, str], names: Mapping[str, str]) -> str:
        """Names in a line, each by its id; a name may hold a comma itself, so the longest run that is one counts."""
        parts, told = listed.split(", "), []
        while parts:
            for end in range(len(parts), 0, -1):
                name = ", ".join(parts[:end])
                if name.lower() in ids:
                    told.append(names[ids[name.lower()]])
                    break
                if end == 1:
                    told.append(self._told_otherwise(name))
            parts = parts[end:]
        return self.listed(told)

    def _told_otherwise(self, name: str) -> str:
        if name in ("age", "sex", "duration"):
            return self.say(f"names.{name}")
        named = name.removeprefix("the history names ").lower()
        if named in self.english_conditions:
            return self.say("names.history_names", condition=self.conditions[self.english_conditions[named]])
        return name

    def image(self, name: str) -> str:
        """The name of an image: its number in this language where it has no name of its own."""
        found = re.fullmatch(r"[iI]mage (\d+)(?:, part (.+))?", name)
        if not found:
            return name
        key = "names.image_part" if found[2] else "names.image"
        return self.say(key, number=found[1], part=found[2])


@cache
def texts(language: Language) -> Texts:
    """The texts of a language, read on first use.

    Raises:
        InputError: a file of texts cannot be used.
    """
    kb = knowledge()
    names = {row["id"]: row for row in rows(FOLDER / "conditions.csv")}
    terms = {row["id"]: row for row in rows(FOLDER / "findings.csv")}
    english = {finding.id: terms[finding.id]["en"] or finding.term for finding in kb.findings.values()}
    findings = {one: terms[one][language] or english[one] for one in english}
    return Texts(
        language=language,
        said=read_yaml(FOLDER / f"{language}.yaml"),
        conditions={c.id: c.name if language == "en" else names[c.id][language] for c in kb.conditions.values()},
        findings=findings,
        plain={one: terms[one][f"plain_{language}"] or findings[one] for one in findings},
        flags=_flags(language, kb),
        steps={} if language == "en" else {row["en"]: row[language] for row in rows(FOLDER / "next_steps.csv")},
        sentences=() if language == "en" else tuple(_sentences(language)),
        english_conditions={condition.name.lower(): condition.id for condition in kb.conditions.values()},
        english_findings={finding.term.lower(): finding.id for finding in kb.findings.values()},
    )


def _flags(language: Language, kb: KnowledgeBase) -> Mapping[str, Mapping[str, str]]:
    if language == "en":
        return {
            rule.id: {"name": rule.name, "patient_text": rule.patient_text, "clinician_text": rule.clinician_text}
            for rule in kb.rules.values()
        }
    told: Mapping[str, Mapping[str, str]] = read_yaml(FOLDER / f"red_flags_{language}.yaml")
    return told


def _sentences(language: Language) -> Iterable[tuple[re.Pattern[str], str]]:
    for entry in read_sentences(FOLDER / "sentences.yaml"):
        yield pattern_of(entry["en"]), entry[language]


def read_sentences(path: Path) -> list[dict[str, str]]:
    """The sentences of the steps in all languages.

    Raises:
        InputError: an entry lacks a language.
    """
    entries: list[dict[str, str]] = read_yaml(path)
    for entry in entries:
        if set(entry) != set(LANGUAGES):
            raise InputError(f"{path.name}: expected {', '.join(LANGUAGES)} of each sentence, found {entry!r}")
    return entries


def pattern_of(sentence: str) -> re.Pattern[str]:
    """What matches a sentence with anything in its holes, its first letter in either case."""
    parts = _HOLE.split(sentence)
    made = "".join(f"(?P<{part}>.+?)" if n % 2 else re.escape(part) for n, part in enumerate(parts))
    first = parts[0][:1]
    if first.isalpha():
        made = f"[{first.lower()}{first.upper()}]{made[len(re.escape(first)) :]}"
    return re.compile(made, re.DOTALL)
