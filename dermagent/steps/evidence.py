"""Evidence: all that is known of a case when its urgency is assessed and its differential decided."""

from dataclasses import dataclass, field

from dermagent.knowledge.base import KnowledgeBase
from dermagent.steps.critique.merge import last_opinions
from dermagent.steps.critique.rounds import Agents
from dermagent.steps.order import Corrected, Order, corrected_order
from dermagent.steps.pool import shares_of_list
from dermagent.steps.read import AGENT
from dermagent.types import (
    Case,
    Compared,
    Correction,
    ImageAssessment,
    ModelReading,
    Observations,
    Opinion,
    Retrieved,
    Statement,
    Triage,
    Unread,
)


@dataclass(frozen=True)
class Evidence:
    """A case with what each step before found; `opinion` is the deterministic critic's, None where it was off.

    `unread` is what stood without a model's `reading` of the history, None where that changed nothing.
    """

    case: Case
    seen: Observations
    triage: Triage
    retrieved: Retrieved
    images: tuple[ImageAssessment, ...] = ()
    statements: tuple[Statement, ...] = ()
    opinion: Opinion | None = None
    agents: Agents = field(default_factory=Agents)
    compared: Compared = field(default_factory=Compared)
    corrected: Corrected = field(default_factory=Corrected)
    reading: ModelReading | None = None
    unread: Unread | None = None

    @property
    def before(self) -> Retrieved:
        """What was retrieved before a person's corrections."""
        return self.corrected.before or self.retrieved

    @property
    def votes(self) -> tuple[Opinion, ...]:
        """Each agent's last opinion."""
        return last_opinions(self.agents.opinions)

    @property
    def unheard_readers(self) -> tuple[str, ...]:
        """The model that was asked to read the history and gave no usable reply."""
        return (AGENT,) if self.reading and self.reading.failed else ()

    @property
    def voiceless(self) -> bool:
        """Whether no agent named any condition."""
        return not any(vote.conditions for vote in self.votes)

    def thin(self, least_nats: float) -> bool:
        """Whether there is too little to rank by.

        That is judged before corrections, so that no rule of a person's takes a danger off the list with it.
        """
        return self.voiceless and (self.foreign or thin(self.before, least_nats))

    @property
    def foreign(self) -> bool:
        """Whether there is nothing but a history in a language that is not read."""
        return not self.seen.understood and not self.triage.read and not self.before.enough

    def unranked(self, least_nats: float) -> bool:
        """Whether there is too little to rank by and no red flag either."""
        return self.thin(least_nats) and not self.triage.red_flags

    def named_dangers(self, kb: KnowledgeBase) -> frozenset[str]:
        """Must-not-miss conditions that a model named: in a list of its own, or as an agent that does not oppose.

        What it gave the share 0 is not named.
        """
        lists = (shares_of_list(one) for one in self.retrieved.heard if one.info.asks_model)
        named = {condition for shares in lists for condition, share in shares.items() if share}
        views = (view for vote in self.votes for view in vote.conditions if view.stance != "opposes")
        named |= {view.condition for view in views if view.confidence}
        return frozenset(condition for condition in named if kb.must_not_miss(condition))

    def order(self, top_k: int, kb: KnowledgeBase) -> tuple[Order, tuple[Correction, ...]]:
        """The final order of the conditions, and each correction that fired with what it moved."""
        named = self.named_dangers(kb)
        return corrected_order(self.triage, self.retrieved, self.votes, top_k, self.corrected, kb, named)


def thin(retrieved: Retrieved, least_nats: float) -> bool:
    """Whether what was retrieved says hardly more than the prior."""
    return not retrieved.enough and retrieved.information_nats < least_nats
