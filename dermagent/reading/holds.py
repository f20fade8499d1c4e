"""Keep places that hold what is told: words for a healthy look of theirs do not take them out of the complaint.

"My parting gets wider, the scalp looks normal": the hair is lost there all the same.
"""

from collections.abc import Sequence

from dermagent.knowledge.base import shipped
from dermagent.types import Observation


def without_places_denied_that_hold(items: Sequence[Observation]) -> list[Observation]:
    """The same without the denials of places where something stands that is told as present (`holds`)."""
    told = {item.finding for item in items if item.is_there}
    held = {place for place, things in shipped("compositions.yaml")["holds"].items() if not told.isdisjoint(things)}
    return [item for item in items if item.finding not in held or item.polarity != "absent" or not item.counts]
