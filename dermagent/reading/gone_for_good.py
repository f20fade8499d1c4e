"""Tell a complaint that went and stays away ("the itch vanished on Friday and has not returned"): there is none now.

It takes both, what says that it went off (`went_off`) right behind the complaint and soon behind that what says that it
did not come back (`stays_away`), or for what is seen on the skin that this is clear now (`skin_clear_now`). What counts
though it went, such as a numb arm, is told of the past only at most (`counts_though_gone` of
`knowledge/data/compositions.yaml`); of a fever `dermagent/reading/fever_over.py` decides.
"""

from dermagent.reading.compose import findings_of
from dermagent.reading.covers import kind_of
from dermagent.reading.cues import Cues
from dermagent.text.occurrences import Occurrence

#: Tokens from the word that it went to that it stayed away, at most; and from what went to the word for that.
_SOON, _NEAR = 10, 12
#: Tokens from the word that a look went to that the skin is clear, at most.
_CLEAR = 14
#: Begin a verb that is glued to a word ("the fever's gone").
_APOSTROPHES = "'\u2019"


def is_gone_for_good(cues: Cues, phrase: Occurrence) -> bool:
    """Whether what a phrase names went and has not come back, and is nothing that counts though it went."""
    if phrase.key in findings_of("counts_though_gone"):
        return False
    kind = kind_of(phrase.key)
    if kind == "look" and _has_cleared(cues, phrase):
        return True
    return "stays_away" in cues.by_kind and kind in ("symptom", "look") and gone_for_good(cues, phrase) is not None


def _has_cleared(cues: Cues, phrase: Occurrence) -> bool:
    """Whether what is seen on the skin went, and the skin is clear now ("welts for an hour, gone by noon, clear now").

    Not so for what comes and goes (`comes_and_goes`), nor where something else went just before the skin was clear.
    """
    if "skin_clear_now" not in cues.by_kind or "comes_and_goes" in cues.by_kind:
        return False
    end = cues.tokens.sentence(phrase.first)[1]
    if end < len(cues.tokens.items):
        end = cues.tokens.sentence(end)[1]
    for went in cues.behind("went_off", phrase.last, end):
        for clear in cues.within("skin_clear_now", went.last + 1, min(len(cues.owners), went.last + _CLEAR)):
            between = {cues.owners[i] for i in range(went.last + 1, clear.first)} - {cues.owners[went.last]}
            alone = cues.clause_of(clear) == clear.first or cues.ands.between(clear.first - 1, clear.first)
            if alone and _is_closed(cues, clear) and not any(_is_complaint(one) for one in between):
                return not cues.within("relapsed", clear.last + 1, clear.last + 1 + _SOON)
    return False


def gone_for_good(cues: Cues, phrase: Occurrence) -> Occurrence | None:
    """The words by which what a phrase names went and has not come back."""
    end = cues.tokens.sentence(phrase.first)[1]
    if end < len(cues.tokens.items):
        end = cues.tokens.sentence(end)[1]
    for went in cues.behind("went_off", phrase.last, min(end, phrase.last + _NEAR)):
        if not _is_told_of(cues, phrase, went):
            continue
        for stays in cues.within("stays_away", went.last + 1, min(end, went.last + _SOON)):
            between = range(went.last + 1, stays.first)
            if _is_closed(cues, stays) and not any(_is_complaint(cues.owners[i]) for i in between):
                return Occurrence(went.first, stays.last, phrase.key)
    return None


def _is_told_of(cues: Cues, phrase: Occurrence, went: Occurrence) -> bool:
    """Whether nothing but its place or time stands before the word that it went, or a clause that only points back."""
    items = cues.tokens.items
    marks = [i for i in range(phrase.last + 1, went.first) if items[i].kind == "mark"]
    if len(marks) > 1:
        return False
    behind = marks[-1] + 1 if marks else phrase.last + 1
    pointing = {i for cue in cues.within("points_back", behind, went.first) for i in range(cue.first, cue.last + 1)}
    for i in range(phrase.last + 1, went.first):
        owner = cues.owners[i]
        if owner is not None and _is_complaint(owner):
            return False
        clitic = items[i].surface[:1] in _APOSTROPHES
        if i >= behind and i not in pointing and owner is None and not clitic and cues.plain.between(i, i + 1):
            return False
        if not marks and cues.ands.between(i, i + 1):
            return False
    return True


def _is_complaint(owner: Occurrence | None) -> bool:
    return owner is not None and kind_of(owner.key) in ("symptom", "look")


def _is_closed(cues: Cues, stays: Occurrence) -> bool:
    """Whether nothing follows in its clause that it may be told of ("has not come back from work")."""
    items, behind = cues.tokens.items, stays.last + 1
    return behind >= len(items) or items[behind].kind == "mark" or cues.ands.between(behind, behind + 1) > 0
