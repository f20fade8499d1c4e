"""The knowledge base as plain text for a reader at a terminal."""

from collections import Counter
from collections.abc import Iterator

from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import Card


def summary(kb: KnowledgeBase) -> str:
    """Counts, and how many sources are not fully checked."""
    statuses = Counter(source.status for source in kb.sources.values())
    used = {s for card in kb.cards.values() for st in card.statements for s in st.sources}
    unverified = sorted(s for s in used if s in kb.sources and kb.sources[s].status != "verified")
    cells = sum(len(card.findings) for card in kb.cards.values())
    statements = sum(len(card.statements) for card in kb.cards.values())
    lines = [
        f"{len(kb.conditions)} conditions, {len(kb.findings)} findings, {len(kb.rules)} red-flag rules",
        f"{len(kb.cards)} cards with {cells} finding frequencies and {statements} statements",
        f"{len(kb.sources)} sources: " + ", ".join(f"{n} {status}" for status, n in sorted(statuses.items())),
        f"{len(unverified)} cited sources are not fully checked: {', '.join(unverified)}",
    ]
    return "\n".join(lines)


def cards_text(kb: KnowledgeBase) -> str:
    """One line a card."""
    return "\n".join(
        f"{card.id:45} {kb.conditions[card.id].icd10cm:10} {kb.conditions[card.id].name}" for card in kb.cards.values()
    )


def findings_text(kb: KnowledgeBase) -> str:
    """One line a finding."""
    return "\n".join(f"{f.id:40} {f.category:22} {f.term}" for f in kb.findings.values())


def rules_text(kb: KnowledgeBase) -> str:
    """One paragraph a rule."""
    return "\n\n".join(
        f"{rule.id} ({rule.urgency}): {rule.name}\n  {rule.clinician_text}\n  sources: {', '.join(rule.sources)}"
        for rule in kb.rules.values()
    )


def card_text(kb: KnowledgeBase, card: Card) -> str:
    """A whole card."""
    return "\n".join(_card_lines(kb, card))


def _card_lines(kb: KnowledgeBase, card: Card) -> Iterator[str]:
    condition = kb.conditions[card.id]
    yield f"{condition.name} ({condition.icd10cm}), {condition.family}" + (", must not miss" * card.must_not_miss)
    yield f"how soon to be seen: {card.urgency.replace('_', ' ')}"
    if card.typical_age:
        yield f"typical age: {card.typical_age[0]:g} to {card.typical_age[1]:g} years"
    if card.typical_duration:
        yield f"typical duration at presentation: {card.typical_duration[0]:g} to {card.typical_duration[1]:g} days"
    yield "findings:"
    for finding, frequency in card.findings.items():
        yield f"  {frequency:14} {kb.findings[finding].term}"
    yield "told apart:"
    for discriminator in card.discriminators:
        yield f"  from {kb.conditions[discriminator.against].name}: {discriminator.text}"
    yield "statements:"
    for number, statement in enumerate(card.statements, start=1):
        yield f"  {card.id}.{number} {statement.text} [{', '.join(statement.sources)}]"
    yield "next steps:"
    for step in card.next_steps:
        yield f"  {step.text} [{', '.join(step.sources)}]"
