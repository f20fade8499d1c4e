"""The knowledge base as pages for a reviewer: a file for each family of conditions, without network or script."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from dermagent.errors import InputError
from dermagent.evals.datasets.coverage import labels_of
from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import PROBABILITY, Card, Frequency
from dermagent.knowledge.state import doubts_of
from dermagent.knowledge.texts import texts
from dermagent.knowledge.validate import problems
from dermagent.report.html import style
from dermagent.report.lines import links_of
from dermagent.resources import KNOWLEDGE

#: How a frequency class is told, with the share of patients that it stands for.
_WORDS: Mapping[Frequency, str] = {
    "always": "always",
    "very_frequent": "in most (80-99 %)",
    "frequent": "often (30-79 %)",
    "occasional": "sometimes (5-29 %)",
    "very_rare": "rarely (1-4 %)",
    "excluded": "never",
}


@dataclass(frozen=True)
class LookAlike:
    """What tells a card from a look-alike, and what the look-alike's card answers; "" where one does not speak."""

    condition: str
    name: str
    by: tuple[str, ...]
    text: str
    answer: str
    page: str


def review_pages(kb: KnowledgeBase, folder: Path = KNOWLEDGE) -> dict[str, str]:
    """File name → page; `index.html` leads to one page a family. `folder` is where the knowledge base was read."""
    found, labels = problems(kb, folder), labels_of(kb)
    doubts = {card.id: doubts_of(card, kb, found) for card in kb.cards.values()}
    families: dict[str, list[Card]] = {}
    for card in kb.cards.values():
        families.setdefault(kb.conditions[card.id].family, []).append(card)
    said = texts("en")
    loader = PackageLoader("dermagent.evals", "templates")
    environment = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
    shared = {
        "kb": kb,
        "said": said,
        "css": Markup(style()),  # noqa: S704 - our own file
        "doubts": doubts,
        "labels": labels,
        "words": _WORDS,
        "links_of": links_of,
        "doubtful": {card for card, told in doubts.items() if told},
    }
    pages, answers = {}, _answers(kb)
    names = sorted(families, key=said.family)
    for family in names:
        cards = sorted(families[family], key=lambda card: kb.conditions[card.id].name)
        looks = {card.id: _look_alikes(card, kb, answers[card.id]) for card in cards}
        page = environment.get_template("family.html.j2")
        pages[f"{family}.html"] = page.render(
            family=family, cards=cards, looks=looks, by_frequency=_by_frequency, sources=_sources(cards, kb), **shared
        )
    index = environment.get_template("families.html.j2")
    pages["index.html"] = index.render(families={name: families[name] for name in names}, **shared)
    return pages


def write_review(kb: KnowledgeBase, folder: Path) -> int:
    """Write the pages into a folder, which is made where it is not there; returns how many.

    Raises:
        InputError: the folder cannot be written.
    """
    pages = review_pages(kb)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, page in pages.items():
            (folder / name).write_text(page, encoding="utf-8")
    except OSError as error:
        raise InputError(
            f"cannot write the pages into {folder.name!r}: {error.strerror}; name another folder"
        ) from error
    return len(pages)


def _answers(kb: KnowledgeBase) -> dict[str, dict[str, str]]:
    """By condition, what the cards that name it as a look-alike say of it, by their condition."""
    answers: dict[str, dict[str, str]] = defaultdict(dict)
    for card in kb.cards.values():
        for one in card.discriminators:
            answers[one.against][card.id] = one.text
    return answers


def _look_alikes(card: Card, kb: KnowledgeBase, answers: Mapping[str, str]) -> tuple[LookAlike, ...]:
    """The card's look-alikes, then the conditions whose cards name this one although it does not name them.

    `answers` is what the cards of others say of it.
    """
    own = [
        LookAlike(
            one.against,
            kb.conditions[one.against].name,
            one.by,
            one.text,
            answers.get(one.against, ""),
            _page(one.against, kb),
        )
        for one in card.discriminators
    ]
    named = {one.condition for one in own}
    others = sorted(answers.keys() - named)
    own += [LookAlike(c, kb.conditions[c].name, (), "", answers[c], _page(c, kb)) for c in others]
    return tuple(own)


def _page(condition: str, kb: KnowledgeBase) -> str:
    return f"{kb.conditions[condition].family}.html#{condition}" if condition in kb.cards else ""


def _by_frequency(card: Card) -> Mapping[Frequency, list[str]]:
    """The card's findings by how often they are there, the most frequent first."""
    order = sorted(PROBABILITY, key=lambda one: -PROBABILITY[one])
    found = {one: [finding for finding, often in card.findings.items() if often == one] for one in order}
    return {one: findings for one, findings in found.items() if findings}


def _sources(cards: list[Card], kb: KnowledgeBase) -> list[str]:
    cited = {source for card in cards for source in card.profile_sources}
    cited |= {s for card in cards for one in (*card.statements, *card.next_steps) for s in one.sources}
    return sorted(cited, key=lambda one: (kb.sources[one].title, one))
