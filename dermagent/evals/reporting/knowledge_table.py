"""The state of the knowledge base as text: the document of its figures, and where its statements come from."""

from collections import Counter
from collections.abc import Iterator

from dermagent.evals.datasets.coverage import Covered, covered, weight_covered_by_cards
from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.state import LEAST_SOURCES, State
from dermagent.types import URGENCIES

LANGUAGE_NAMES = {"en": "English", "zh": "Chinese", "es": "Spanish"}
_HEAD = """# What the knowledge base holds

Printed by `dermagent knowledge table`; a test keeps it up to date. No clinician has reviewed the cards yet:
`dermagent knowledge review FOLDER` writes a page for each family of conditions for whoever will."""


def knowledge_table(kb: KnowledgeBase) -> str:
    """Markdown: cards, statements, sources, discriminators, skin of colour, languages, coverage of data sets."""
    return "\n".join(_table(kb, State(kb))) + "\n"


def _table(kb: KnowledgeBase, state: State) -> Iterator[str]:
    cards = kb.cards.values()
    yield _HEAD
    yield ""
    yield from _rows(
        ("knowledge", "figure"),
        ("conditions", len(kb.conditions)),
        ("findings of the vocabulary", len(kb.findings)),
        ("red-flag rules", len(kb.rules)),
        ("cards", len(kb.cards)),
        ("cards of conditions that must not be missed", sum(card.must_not_miss for card in cards)),
        ("frequencies of findings on cards", sum(len(card.findings) for card in cards)),
        ("statements, next steps included", len(state.statements)),
        ("that rest on a document", state.sourced),
        ("that rest on a document whose title and identifier were seen together", state.verified),
        ("with an author's estimate in them", state.estimated),
        ("that rest on an author's estimate alone", state.estimates_alone),
        (f"cards that rest on fewer than {LEAST_SOURCES} documents", len(state.thinly_sourced)),
        ("sentences that tell a card from a look-alike", state.discriminators),
        ("whose look-alike's card answers", state.both_ways),
        ("cards that say how it looks on brown or black skin", state.skin_of_colour),
    )
    yield ""
    yield "## How soon to be seen"
    yield ""
    urgencies = Counter(card.urgency for card in cards)
    yield from _rows(("urgency", "cards"), *((one.replace("_", " "), urgencies[one]) for one in URGENCIES))
    yield ""
    yield "## Languages"
    yield ""
    told = list(state.languages())
    yield from _rows(("language", *told[0][1]), *((LANGUAGE_NAMES[one], *shares.values()) for one, shares in told))
    yield ""
    yield "Statements of cards stand in English alone; what they say is quoted, never translated."
    yield ""
    yield "## Coverage"
    yield ""
    yield "Labels of data sets that mean a condition of the vocabulary, and those of them that have a card:"
    yield ""
    sets = sorted(covered(kb), key=lambda one: one.data_set)
    yield from _rows(("data set", "labels", "with a card", "share"), *(_coverage(one) for one in sets))
    yield ""
    yield "Weight of all counted cases whose condition has a card:"
    yield ""
    yield from _rows(
        ("counted cases", "share"), *((name, f"{share:.3f}") for name, share in weight_covered_by_cards(kb))
    )


def _coverage(one: Covered) -> tuple[object, ...]:
    return one.title, one.labels, one.carded, f"{one.carded / one.labels:.3f}"


def _rows(head: tuple[object, ...], *rows: tuple[object, ...]) -> Iterator[str]:
    yield f"| {' | '.join(map(str, head))} |"
    yield "|" + " --- |" * len(head)
    yield from (f"| {' | '.join(map(str, row))} |" for row in rows)


def sources_text(kb: KnowledgeBase) -> str:
    """How many statements rest on which source, verified or not, and what is thinly sourced; the most cited first."""
    return "\n".join(_sources(kb, State(kb)))


def _sources(kb: KnowledgeBase, state: State) -> Iterator[str]:
    statuses = Counter(source.status for source in kb.sources.values())
    used = Counter(kb.sources[source].status for source, number in state.uses.items() if number)
    yield f"{len(state.statements)} statements (next steps included) of {len(kb.cards)} cards"
    yield f"  rest on a document: {state.sourced}"
    yield f"  rest on one whose title and identifier were seen together: {state.verified}"
    yield f"  hold an author's estimate: {state.estimated}"
    yield f"  rest on an author's estimate alone: {state.estimates_alone}"
    yield f"{len(kb.sources)} sources; by how far they were checked, and cited by a statement:"
    yield from (f"  {status:28} {number:4} {used[status]:4}" for status, number in sorted(statuses.items()))
    thin = state.thinly_sourced
    yield f"{len(thin)} conditions rest on fewer than {LEAST_SOURCES} documents{':' if thin else ''}"
    yield from (f"  {condition}" for condition in thin)
    yield "statements by source, the most cited first:"
    order = sorted(kb.sources.values(), key=lambda source: (-state.uses[source.id], source.id))
    for source in order:
        replaced = f", superseded by {source.superseded_by}" if source.superseded_by else ""
        yield f"  {state.uses[source.id]:4} {source.id:36} {source.status}{replaced}"
