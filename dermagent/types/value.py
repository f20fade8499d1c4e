"""Words and rules that all values share: choices, bounded texts and numbers, the frozen base of every record."""

from collections.abc import Iterable
from functools import cache
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Urgency = Literal["emergency", "same_day", "urgent_referral", "routine", "self_care"]
#: From most to least urgent; a smaller position is more urgent.
URGENCIES: tuple[Urgency, ...] = ("emergency", "same_day", "urgent_referral", "routine", "self_care")

Outcome = Literal["answered", "abstained", "unusable", "refused", "budget", "failed"]
Polarity = Literal["present", "absent", "unknown"]
Language = Literal["en", "zh", "es"]
Sex = Literal["female", "male", "other"]
Fitzpatrick = Literal["I", "II", "III", "IV", "V", "VI"]
Modality = Literal["clinical", "dermoscopic", "histopathology"]
View = Literal["close_up", "at_an_angle", "at_distance"]
PreparingStep = Literal["hair", "vignette", "constancy", "stretch"]
CorrectionAction = Literal["ignore_concept", "require_review", "veto_label", "boost_label"]
Verdict = Literal["verified", "doubtful", "misattributed", "altered", "nowhere", "not_retrieved"]

CaseId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$")]
Probability = Annotated[float, Field(ge=0, le=1)]
#: Longest free text of a case, in characters; far above any real history, and a bound on the work one case can ask for.
MAX_TEXT = 50_000
Text = Annotated[str, StringConstraints(max_length=MAX_TEXT)]


class Value(BaseModel):
    """Base of every record: no silent extra keys, no mutation after construction, and no value in an error's text."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Itself: a frozen value needs no copy, and a default that is one would cost more than the value around it."""
        return self

    @classmethod
    def unchecked(cls, **fields: Any) -> Self:
        """A record of our own values, every field given and none looked at.

        For those that a case has by the thousand: checking them costs more than making them out. Set one by one, the
        fields of all share one table of names, and all share one set of the fields that are given.
        """
        made, set_ = object.__new__(cls), object.__setattr__
        for name, value in fields.items():
            set_(made, name, value)
        _set_given(made, _all_fields(cls))
        _set_extra(made, None)
        _set_private(made, None)
        return made


#: What sets pydantic's own slots of a record, without the search for them by name.
_set_given, _set_extra, _set_private = (
    BaseModel.__dict__[f"__pydantic_{slot}__"].__set__ for slot in ("fields_set", "extra", "private")
)


@cache
def _all_fields(kind: type[Value]) -> set[str]:
    return set(kind.model_fields)


def most_urgent(urgencies: Iterable[Urgency]) -> Urgency:
    """The most urgent of at least one urgency."""
    return min(urgencies, key=URGENCIES.index)
