"""What a retriever is: something that describes itself and proposes conditions for a case."""

from typing import Protocol, runtime_checkable

from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Case, Observations, Proposal, RetrieverInfo, Saliency


class Retriever(Protocol):
    """Proposes conditions for a case."""

    @property
    def info(self) -> RetrieverInfo:
        """How it describes itself: what it looks at, what its list is worth, what a report calls it."""
        ...

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """Candidates best first, ties broken by id; raises DermagentError if it cannot work."""
        ...


@runtime_checkable
class Explaining(Protocol):
    """A retriever that can say what in an image its opinion rests on."""

    def explain(self, case: Case, view: DecodedImage, condition: str) -> Saliency:
        """What in an image that it looked at speaks for the condition that it put first."""
        ...
