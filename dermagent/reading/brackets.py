"""Find lists in brackets and what they list examples of: "no systemic symptoms (fever, chills)"."""

from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Kinds of cue that may stand right before a bracket and deny all that is in it ("none (fever, chills)").
_DENYING = ("deny", "negate")
#: Tokens of the longest list that is looked through.
_LONGEST = 60


class Bracketed:
    """The lists in brackets of a text, each with the word before it that it gives examples of."""

    def __init__(self, cues: Cues) -> None:
        self._cues = cues
        #: For each token of a list in brackets its head and the closing bracket.
        self._head_of: dict[int, tuple[Occurrence, int]] = {}
        items = cues.tokens.items
        for opening, token in enumerate(items):
            if token.surface != "(" or opening == 0:
                continue
            head = self._head(opening)
            closing = self._closing(opening)
            if head is not None and closing is not None and self._is_list(opening + 1, closing):
                self._head_of.update(dict.fromkeys(range(opening + 1, closing), (head, closing)))

    def head_of(self, phrase: Occurrence) -> Occurrence | None:
        """What a bracketed list that holds the phrase gives examples of, drawn out to the closing bracket."""
        found = self._head_of.get(phrase.first)
        if found is None or phrase.last >= found[1]:
            return None
        head, closing = found
        return Occurrence(head.first, closing, head.key)

    def _head(self, opening: int) -> Occurrence | None:
        """The collective noun right before a bracket ("symptoms"), or the bracket itself where a denial is there."""
        for cue in self._cues.before("collective", self._cues.tokens.sentence(opening)[0], opening)[:1]:
            if cue.last == opening - 1:
                return cue
        for kind in _DENYING:
            for cue in self._cues.before(kind, self._cues.tokens.sentence(opening)[0], opening)[:1]:
                if cue.last == opening - 1 and not self._is_answer(cue):
                    return Occurrence(opening, opening, "collective")
        return None

    def _is_answer(self, cue: Occurrence) -> bool:
        """Whether a denial answers what is named before it ("itch: no (burning, stinging)")."""
        start, before = self._cues.tokens.sentence(cue.first)[0], cue.first - 1
        while before > start and self._cues.tokens.items[before].kind == "mark":
            before -= 1
        return before >= start and self._cues.owners[before] is not None

    def _closing(self, opening: int) -> int | None:
        items = self._cues.tokens.items
        for i in range(opening + 1, min(len(items), opening + _LONGEST)):
            if items[i].surface in "()":
                return i if items[i].surface == ")" else None
        return None

    def _is_list(self, first: int, closing: int) -> bool:
        """Whether nothing but phrases stands in the brackets, parted by marks and small words."""
        cues = self._cues
        if cues.plain.between(first, closing) or cues.ended(first, closing) or cues.breaks.between(first, closing):
            return False
        return not any(cues.any_in(kind, first, closing) for kind in (*_DENYING, "but", "present"))
