"""How far the knowledge base is sourced, verified and told apart, counted for those who review it."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import Card, CardStatement
from dermagent.knowledge.texts import LANGUAGES, texts
from dermagent.knowledge.validate import Problem, says_dark

#: A card that rests on fewer documents than this is in doubt.
LEAST_SOURCES = 2


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    part: int
    whole: int

    def __str__(self) -> str:
        return f"{self.part} of {self.whole} ({self.part / self.whole:.3f})" if self.whole else "0 of 0"


@dataclass(frozen=True)
class State:
    """The counts of a knowledge base; a statement is a sentence of a card or one of its next steps."""

    kb: KnowledgeBase

    @cached_property
    def statements(self) -> tuple[CardStatement, ...]:
        """Every statement of every card."""
        return tuple(one for card in self.kb.cards.values() for one in statements_of(card))

    @cached_property
    def uses(self) -> Mapping[str, int]:
        """Source → number of statements that rest on it; every source has an entry."""
        cited = Counter(source for one in self.statements for source in set(one.sources))
        return {source: cited[source] for source in self.kb.sources}

    @property
    def sourced(self) -> Share:
        """Statements that rest on at least one document."""
        return self._count(lambda status: status != "estimate")

    @property
    def verified(self) -> Share:
        """Statements that rest on at least one document whose title and identifier were seen together."""
        return self._count(lambda status: status == "verified")

    @property
    def estimated(self) -> Share:
        """Statements whose author vouches for what no document says, alone or beside documents."""
        return self._count(lambda status: status == "estimate")

    @property
    def estimates_alone(self) -> Share:
        """Statements that rest on nothing but their author's estimate."""
        return Share(len(self.statements) - self.sourced.part, len(self.statements))

    @property
    def skin_of_colour(self) -> Share:
        """Cards with a sentence on how the condition looks on brown or black skin."""
        cards = self.kb.cards.values()
        return Share(sum(says_dark(card) for card in cards), len(cards))

    @property
    def discriminators(self) -> int:
        """Sentences that tell a card's condition from a look-alike."""
        return sum(len(card.discriminators) for card in self.kb.cards.values())

    @property
    def both_ways(self) -> Share:
        """Discriminators against a condition with a card whose own card answers."""
        pairs = {(card.id, one.against) for card in self.kb.cards.values() for one in card.discriminators}
        known = [(a, b) for a, b in pairs if b in self.kb.cards]
        return Share(sum((b, a) in pairs for a, b in known), len(known))

    @property
    def thinly_sourced(self) -> tuple[str, ...]:
        """Cards that rest on fewer documents than two, sorted."""
        return tuple(c.id for c in self.kb.cards.values() if len(documents_of(c, self.kb)) < LEAST_SOURCES)

    def languages(self) -> Iterator[tuple[str, Mapping[str, Share]]]:
        """For each language the share of names, findings, red-flag rules and next steps that stand in it."""
        steps = [one.text for card in self.kb.cards.values() for one in card.next_steps[:2]]
        for language in LANGUAGES:
            said = texts(language)
            translated = steps if language == "en" else [step for step in steps if step in said.steps]
            yield (
                language,
                {
                    "names of conditions": _held(said.conditions, self.kb.conditions),
                    "findings": _held(said.findings, self.kb.findings),
                    "red-flag rules": _held(said.flags, self.kb.rules),
                    "next steps (two a card)": Share(len(translated), len(steps)),
                },
            )

    def _count(self, holds: Callable[[str], bool]) -> Share:
        statuses = {source.id: source.status for source in self.kb.sources.values()}
        found = sum(any(holds(statuses[source]) for source in one.sources) for one in self.statements)
        return Share(found, len(self.statements))


def _held(said: Mapping[str, object], wanted: Iterable[str]) -> Share:
    ids = list(wanted)
    return Share(sum(bool(said.get(one)) for one in ids), len(ids))


def statements_of(card: Card) -> tuple[CardStatement, ...]:
    """The statements of a card and its next steps."""
    return (*card.statements, *card.next_steps)


def documents_of(card: Card, kb: KnowledgeBase) -> tuple[str, ...]:
    """The documents that a card rests on, by id and sorted; an estimate is none."""
    cited = {*card.profile_sources, *(source for one in statements_of(card) for source in one.sources)}
    return tuple(sorted(source for source in cited if kb.sources[source].status != "estimate"))


def doubts_of(card: Card, kb: KnowledgeBase, problems: Sequence[Problem] = ()) -> tuple[str, ...]:
    """What a reviewer should look at first in a card, a sentence each: the validator's problems, then what is thin."""
    return tuple(_doubts(card, kb, problems))


def _doubts(card: Card, kb: KnowledgeBase, problems: Sequence[Problem]) -> Iterator[str]:
    yield from (f"Validator: {one.what}." for one in problems if one.where == f"card {card.id}")
    number = len(documents_of(card, kb))
    if number < LEAST_SOURCES:
        yield f"Rests on {number} {'document' if number == 1 else 'documents'}; two are expected."
    statuses = {source.id: source.status for source in kb.sources.values()}
    alone = [one for one in statements_of(card) if all(statuses[source] == "estimate" for source in one.sources)]
    if alone:
        yield f"{len(alone)} of {len(statements_of(card))} sentences rest on the author's estimate alone."
    unseen = [
        one
        for one in statements_of(card)
        if not {"verified", "estimate"} & {statuses[source] for source in one.sources}
    ]
    if unseen:
        yield f"{len(unseen)} sentences rest on documents that were never fully checked."
    one_way = [
        kb.conditions[one.against].name
        for one in card.discriminators
        if (other := kb.cards.get(one.against)) and card.id not in {back.against for back in other.discriminators}
    ]
    if one_way:
        yield f"The cards of these look-alikes do not answer: {', '.join(one_way)}."
    without = [kb.conditions[one.against].name for one in card.discriminators if one.against not in kb.cards]
    if without:
        yield f"These look-alikes have no card: {', '.join(without)}."
    if not says_dark(card):
        yield "No sentence says how it looks on brown or black skin."
    if kb.conditions[card.id].doubtful:
        yield "Its code, or what data sets mean by its name, is doubtful."
