"""Tell what is named first and denied by its own verb right behind it, as Chinese does ("a cough I do not cough").

An `echo` may stand between the two (a small word like "even" or "though"). Without one the verb must end its clause, or
a "once" (`ever`) stand behind it: "itch not itch?" asks.
"""

from collections.abc import Set

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Characters of an echo at most.
_ECHO = 3


def is_echoed(cues: Cues, phrase: Occurrence, end: int, denying: Set[str]) -> bool:
    """Whether a phrase is denied by a word that denies, with a word of its own behind it."""
    if "echo" not in cues.by_kind:
        return False
    echoes = [one for one in cues.within("echo", phrase.last + 1, phrase.last + 2) if one.last < end]
    first = max((one.last + 1 for one in echoes), default=phrase.last + 1)
    denials = [one for one in cues.within("echo_denied", first, first + 1) if one.last + 1 < end]
    if not denials or first - phrase.last - 1 > _ECHO:
        return False
    again = max(one.last for one in denials) + 1
    items = cues.tokens.items
    own = {items[i].word for i in range(phrase.first, phrase.last + 1) if i not in phrase.skipped}
    owner = cues.owners[again]
    if items[again].word not in own - denying or (owner is not None and owner.last > again):
        return False
    closed = again + 1 >= end or items[again + 1].kind == "mark"
    ever = cues.any_in("ever", again + 1, again + 2)
    return ever or bool(echoes) or (closed and not cues.any_in("echo_asks", first, first + 1))
