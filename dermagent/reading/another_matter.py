"""Tell what somebody says only to set it apart: "purple blotches with a fever would be another matter".

What stands before such words (`another_matter`) in their clause is told of nobody, unless the text says that it has
come about (`as_was_said`: "and now he has both"), or its clause tells it of somebody now (`has_it_now`).
"""

from dermagent.reading.cues import REACH, Cues
from dermagent.text.occurrences import Occurrence

#: Tokens behind such words in which the text may say that it is so after all.
_SOON = 24
#: Kinds of cue by which a clause tells something of somebody now.
_TELLING = ("told_now", "present", "has_it_now")


def is_another_matter(cues: Cues, phrase: Occurrence, end: int) -> bool:
    """Whether a phrase of a sentence that ends before `end` is only what would be another matter."""
    if "another_matter" not in cues.by_kind:
        return False
    first = cues.clause_of(phrase)
    for cue in cues.behind("another_matter", phrase.last, end)[:1]:
        between = phrase.last + 1, cue.first
        if cues.plain.between(*between) > REACH[cues.language] or cues.lists.between(*between):
            return False
        if cues.breaks.between(*between) or any(cues.any_in(kind, first, phrase.first) for kind in _TELLING):
            return False
        return not cues.within("as_was_said", cue.last + 1, cue.last + 1 + _SOON)
    return False
