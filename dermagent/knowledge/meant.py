"""Which conditions a model or a person means by a name: with glosses, codes, alternatives, subtypes and notes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import takewhile
from typing import Any, NamedTuple, TypeVar

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.claimed import Claimed, claims, naming, unled
from dermagent.knowledge.codes import CODE, coded_as
from dermagent.knowledge.disguised import as_it_is
from dermagent.knowledge.grave import of_no_grave_kind, says_nothing, urgency_in_name
from dermagent.knowledge.lexicon import in_simplified
from dermagent.knowledge.longer import at_its_end, describes, longest_of, only_describes
from dermagent.knowledge.phrased import as_written, at_least, put_plainly, ranked, with_its_ends
from dermagent.knowledge.refused import plain_lines
from dermagent.knowledge.speech import speech
from dermagent.knowledge.spelt import alike, exactly, folded, found_in, has_chinese, is_known
from dermagent.knowledge.spelt_out import spelt_out
from dermagent.knowledge.umbrellas import of_one_kind
from dermagent.text.normal import normalise
from dermagent.types import URGENCIES

#: The longest name that is read.
_LONGEST = 300
#: Marks around a name.
_MARKS = " .,:;*_\"'\u201c\u201d`-\u2013?\uff1f~=\u2022\u00b7#>|\u300a\u300b\u300c\u300d\u300e\u300f\u00ab\u00bb"
#: A gloss within brackets.
_NESTED = re.compile(
    r"([(\uff08][^()\uff08\uff09]*)[(\uff08][^()\uff08\uff09]*[)\uff09](?=[^()\uff08\uff09]*[)\uff09])"
)
#: "Nevus of Reed": a name of two words the other way round.
_OF_WHOM = re.compile(r"(\w+) of ([A-Z]\w+)")
#: "DRESS syndrome": letters that are a name of their own.
_LETTERS_ALONE = re.compile(r"([A-Z]{3,}) syndrome")
_SUCH_AS = re.compile(r"[\s,:]+(?:such as|like|e\.?g\.?|for example|including|especially|z\.\s?B\.)\W+", re.IGNORECASE)
_CLOSED = re.compile(
    r"(?:\s+(?:infections?|rash|eruptions?|lesions?|diseases?|reactions?|type|variant|subtype|formation|virus|"
    r"spots?|disorders?|conditions?|overlap|spectrum|type (?:[ivx]+|\d)|nos|unspecified))+$",
    re.IGNORECASE,
)
_N = TypeVar("_N")


class Meaning(NamedTuple):
    """The conditions that a name means with the share of each, and what else it claims, each in its own words."""

    conditions: dict[str, float]
    left: tuple[Claimed, ...] = ()


class _Unit(NamedTuple):
    """One of the things that a name names: the conditions that it is, or its words where none is known."""

    conditions: tuple[str, ...]
    left: str = ""


def match_name(name: str) -> str | None:
    """The one condition that a name means; None if it means none or several."""
    meant = conditions_meant(name)
    return next(iter(meant)) if len(meant) == 1 else None


def conditions_meant(name: str) -> dict[str, float]:
    """The conditions that a name means, with the share of each; of alternatives each has the same, known or not, and so
    has each of several that a name names together.

    A gloss in brackets, a code, a subtype that is not known and a note behind the name lead to the condition itself; an
    ICD-10-CM code stands for a name that is not known.
    What is denied or refuted means nothing. Misspelt names are found by likeness. Shares add up to 1 at most.
    """
    return dict(meaning(name).conditions)


def meaning(name: str) -> Meaning:
    """The conditions that a name means, as `conditions_meant`, and what it names beside them that is not known here."""
    lines = plain_lines(name[:_LONGEST])
    whole = " ".join(lines)
    return _meaning(whole if len(lines) < 2 or exactly(whole) else ". ".join(line.rstrip(" .,;") for line in lines))


@lru_cache(maxsize=4096)
def _meaning(name: str) -> Meaning:
    plain = written = bare(name)
    if has_chinese(plain) and not exactly(plain):
        written = normalise(plain).text
        plain = in_simplified(normalise(plain)).text
    simple = plain
    if (is_known(plain) or not plain) and (known := exactly(plain)):  # "no visible pathology" denies nothing
        return Meaning({known: 1.0})
    if not plain or CODE.fullmatch(plain):
        code = CODE.search(name)
        coded = coded_as(name)
        return Meaning(coded, (Claimed(f"ICD-10 {code['code']}", 1.0),) if code and not coded else ())
    plain = _NESTED.sub(r"\g<1>", naming("left_open").sub("", plain) or plain)
    placed = naming("place_or_stage").sub("", plain)
    if exactly(placed) and exactly(plain) in (None, exactly(placed)):  # "HS, Hurley stage II"
        plain = placed
    plain = as_it_is(of_no_grave_kind(spelt_out(naming("secondary_to").sub(" secondary to ", plain))))
    plain = put_plainly(plain, _one)
    claimed = _named_whole(claims(plain), lambda claim: claim.text)
    if not claimed:
        return Meaning({})
    shares, left = _shares_of(claimed)
    again = ranked(plain, shares)
    shares, left = _shares_of(claimed := claims(again)) if again else (with_its_ends(plain, shares), left)
    coded = {} if shares else coded_as(name) or at_least(claimed, left)
    named = () if coded else tuple(one._replace(text=as_written(one.text, simple, written)) for one in left)
    return Meaning(coded or of_one_kind(shares), named)


def _shares_of(claimed: Sequence[Claimed]) -> tuple[dict[str, float], list[Claimed]]:
    """The share of each condition that is claimed, and what is claimed beside them that is not known."""
    shares: dict[str, float] = {}
    left: list[Claimed] = []
    for claim in claimed:
        units = _named_whole(_of_claim(claim), lambda unit: unit.left)
        for unit in units:
            weight = claim.share / len(units)
            for condition in unit.conditions:
                shares[condition] = shares.get(condition, 0.0) + weight / len(unit.conditions)
            if unit.left:
                left.append(Claimed(unit.left, weight))
    return shares, left


def _named_whole(several: Sequence[_N], words: Callable[[_N], str]) -> Sequence[_N]:
    """Several names without those that are only adjectives, which share the noun of another ("rule out systemic")."""
    told = ((one, words(one)) for one in several)
    adjectives = [one for one, name in told if describes(name) and not urgency_in_name(name) and not exactly(name)]
    return [one for one in several if one not in adjectives] or several


def bare(name: str) -> str:
    """A name without codes and the marks around it."""
    return CODE.sub(" ", name).strip(_MARKS) if len(name) > 5 else name.strip(" ?\uff1f")


def _of_claim(claim: Claimed) -> list[_Unit]:
    """What one claim names, with a like share each."""
    plain = naming("opens_another").sub(r" \g<1> ", claim.text)  # "cellulitis (vs necrotizing fasciitis)"
    if whole := exactly(plain):
        return [_Unit((whole,))]
    if (arisen := naming("arisen_from").search(plain)) and found_in(arisen["source"]):  # "melanoma ex naevus"
        plain = plain[: arisen.start()]
    inside = [part.strip(_MARKS) for part in naming("in_brackets").findall(plain)]
    outside = " ".join(naming("in_brackets").sub(" ", plain).split()).strip(" .,:;-–")
    for form in (plain, *inside):  # "SCAR (severe cutaneous adverse reaction)"
        if (several := _beside(form, None)) and len(several) > 1:
            return [_Unit(several)]
    for part in inside:  # "herpes (zoster or simplex)", "pemphigus (foliaceus)"
        pieces = _cut(part, "alternatives")
        kinds = [_kind_of(outside, kind, pieces[-1].split()[1:]) for kind in pieces]
        if kinds and all(kinds):
            return [_Unit((kind,)) for kind in kinds if kind]
    found = _alternatives(outside)
    if _any_known(found):
        return _glossed(found, outside, inside)
    for part in inside:
        of_part = _alternatives(part)
        if _any_known(of_part):
            signs = all(c in speech("names")["signs"] for unit in of_part for c in unit.conditions)
            return [*found, *of_part] if signs and not says_nothing(outside) else of_part
    graver = [part for part in inside if urgency_in_name(part) and not urgency_in_name(outside)]
    if graver and len(found) == 1 and found[0].left:  # "cigarette burns (abuse)": what tells the danger is no gloss
        return [_Unit((), f"{outside} ({graver[0]})")]
    return found


def _kind_of(name: str, kind: str, shared: list[str]) -> str | None:
    """The condition of which a name says the kind in brackets; several kinds may share the last words of the last."""
    forms = (*((f"{kind} {' '.join(shared)} {name}",) if shared else ()), f"{kind} {name}", f"{name} {kind}")
    return next(filter(None, map(exactly, forms)), None)


def _glossed(found: list[_Unit], outside: str, inside: list[str]) -> list[_Unit]:
    """What is named in front of brackets, with what stands in them where that says which kind, or is more dangerous."""
    named = [gloss for gloss in map(exactly, inside) if gloss]
    glosses = [gloss for gloss in named if not _unspecific(gloss)]
    if len(found) == 1 and len(found[0].conditions) == 1:
        (one,) = found[0].conditions
        if glosses and (_says_less(outside, one) or one in knowledge().broader_conditions(glosses[0])):
            return [_Unit((glosses[0],))]  # "Eczema (atopic dermatitis)": the gloss says which
        for part in inside:  # "Psoriasis (guttate)": the gloss says which kind
            told = len(part.split()) == 1 or (len(found_in(part)) < 2 and not exactly(part))
            if told and (finer := _beside(f"{outside} {part}", one)) is not None:
                return _as_unit(finer, f"{part} {outside}")
    listed = (piece for part in inside for marks in ("alternatives", "together") for piece in _cut(part, marks))
    named += filter(None, map(exactly, listed))  # "exanthem (measles, rubella)"
    known = [condition for unit in found for condition in unit.conditions]
    return found + [_Unit((gloss,)) for gloss in dict.fromkeys(named) if all(_rank(gloss) < _rank(c) for c in known)]


def _any_known(units: list[_Unit]) -> bool:
    return any(unit.conditions for unit in units)


def _rank(condition: str) -> int:
    """How urgent the card of a condition is, 0 most; last where it has none."""
    card = knowledge().cards.get(condition)
    return URGENCIES.index(card.urgency) if card else len(URGENCIES)


def _beside(text: str, condition: str | None) -> tuple[str, ...] | None:
    """What a word beside the name of a condition makes of it; without one, of any name.

    None where no such word stands there, empty where it makes a disease of it that is not known here.
    """
    plain = folded(naming("advice").sub(" ", text))
    kind = naming("note_of_cause").split(plain)[0]
    for row in speech("names")["beside"]:
        said = plain if row.get("notes") else kind
        if _concerns(row, condition) and (found := _pattern(row["words"]).search(said)):
            if not (row.get("benign") and _is_of_name(found[0], text, condition)):
                return tuple(row["means"])
    return None


def _concerns(row: Mapping[str, Any], condition: str | None) -> bool:
    """Whether a word beside a name says something of this condition; None stands for any name."""
    if row.get("benign"):
        return condition is not None and not urgency_in_name(knowledge().conditions[condition].name)
    return condition in row["of"] if "of" in row else condition is None


def _is_of_name(word: str, text: str, condition: str | None) -> bool:
    """Whether a word is part of the name of the condition itself ("malignant atrophic papulosis")."""
    return any(word in folded(text[one.start : one.end]) for one in found_in(text) if one.key == condition)


@cache
def _pattern(words: str) -> re.Pattern[str]:
    return re.compile(words)


def _says_less(outside: str, condition: str) -> bool:
    """Whether a gloss behind a name knows better: the name is unspecific, or was understood in part only."""
    return _unspecific(condition) or exactly(outside) is None


def _unspecific(condition: str) -> bool:
    return "unspecified" in knowledge().conditions[condition].name


def _alternatives(text: str) -> list[_Unit]:
    """What a text without brackets names; where its head is not known, what it gives as examples."""
    text = naming("instead").sub("", text).strip(" .,:;")
    head, *examples = _SUCH_AS.split(text, maxsplit=1)
    if len(_cut(text, "alternatives")) == 1 and _any_known(whole := _together(text)):
        return whole
    first: list[_Unit] = []
    for part in (head, *examples):
        pieces = _cut(part, "alternatives")
        units = [unit for piece in pieces for unit in _one_of(piece, pieces)]
        if _any_known(units):
            return units
        first = first or units
    return first


def _one_of(piece: str, pieces: list[str]) -> list[_Unit]:
    """What one alternative names; it may share words with the last one or with the first."""
    if not claims(piece):
        return [_Unit(())]
    if len(pieces) > 1 and (whole := _sharing(piece, pieces)) and not exactly(piece):
        return [_Unit((whole,))]
    found = _together(piece)
    if _any_known(found):
        return found
    if one := tuple(c for c in _one(piece.split(",")[0].strip()) if _beside(piece, c) is None):
        return [_Unit(one)]
    return found


def _sharing(piece: str, pieces: list[str]) -> str | None:
    """The condition of a piece with words of the last or the first piece behind it, or of the first in front of it."""
    first, last = pieces[0].split(), pieces[-1].split()
    behind = (
        f"{piece} {' '.join(other[n:])}"
        for other in (last, first)
        for n in range(1, len(other))
        if piece.split() != other
    )
    before = (f"{' '.join(first[:n])} {piece}" for n in range(len(first) - 1, 0, -1) if piece != pieces[0])
    forms = (form for shared in (*behind, *before) for form in _forms(shared, notes=False))
    return next(filter(None, map(exactly, forms)), None)


def _cut(text: str, marks: str) -> list[str]:
    """The pieces of a text between marks that stand inside no known name."""
    return [piece for _, piece in _linked(text, marks)]


def _linked(text: str, marks: str) -> list[tuple[str, str]]:
    """The pieces of a text between marks, each with the kind of the mark in front of it, where marks have kinds."""
    names = [(match.start, match.end) for match in found_in(text)]
    pieces, begin, kind = [], 0, ""
    for mark in naming(marks).finditer(text):
        if not any(start < mark.end() and mark.start() < end for start, end in names):
            pieces.append((kind, text[begin : mark.start()]))
            begin, kind = mark.end(), mark.lastgroup or ""
    pieces.append((kind, text[begin:]))
    stripped = ((kind, piece.strip(" ,.")) for kind, piece in pieces)
    return [(kind, piece) for kind, piece in stripped if piece]


def _together(text: str) -> list[_Unit]:
    """What a name without alternatives names: one condition, or several that it says are there together.

    Several are those that stand apart in it, each known by itself. What only comes with a disease, or is the cause of
    it, counts where it is a disease of its own, or more dangerous.
    """
    linked = [(kind, piece) for kind, piece in _untreated(_linked(text, "together")) if claims(piece)]
    whole = _beside(text, None)
    if (
        not linked
        or _formed(text)
        or not (whole is None or any(_beside(piece, None) is not None for _, piece in linked))
    ):
        return _as_unit(_one(text), text)
    named = list(_named(linked))
    known = [(kind, conditions) for kind, _, conditions in named if conditions]
    unknown = [piece for _, piece, conditions in named if not conditions and not describes(piece)]
    dangers = [piece for piece in unknown if urgency_in_name(piece)]
    if len(known) > 1:
        units = [_Unit((one,)) for one in _kept(known, past=whole is not None)]
    else:
        said = text if len(linked) == len(_linked(text, "together")) else ", ".join(piece for _, piece in linked)
        units = _as_unit(_one(said) or (known[0][1] if known else ()), said)
        if not units[0].conditions or units[0].conditions not in [_one(piece) for _, piece in linked]:
            return units  # a word beside the name has told what it is
    return units + [_Unit((), piece) for piece in dangers]


def _untreated(linked: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Linked names without what a disease is treated with, unless that, or what is listed behind it, is a disease."""
    treating = False
    for kind, piece in linked:
        treating = kind == "treatment" or (treating and kind == "list")
        if not treating or _one(piece) or urgency_in_name(piece):
            yield kind, piece


def _named(linked: list[tuple[str, str]]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Of each linked name the kind of its link, its words and its conditions.

    Words that name nothing tell of the name in front of them, and where nothing is listed of all names.
    """
    pieces = [piece for _, piece in linked]
    alone = [_part(piece, pieces) for piece in pieces]
    listed = any(kind == "list" for kind, _ in linked)
    for n, (kind, piece) in enumerate(linked):
        behind = [pieces[m] for m in takewhile(lambda m: not alone[m], range(n + 1, len(pieces)))]
        others = behind if listed else pieces[:n] + pieces[n + 1 :]
        around = "".join(f"{', ' if listed else ' with '}{other}" for other in others)
        yield kind, piece, _part(piece, pieces, around) if alone[n] else ()


def _as_unit(conditions: tuple[str, ...], text: str) -> list[_Unit]:
    return [_Unit(conditions, "" if conditions else text)]


def _formed(text: str) -> bool:
    """Whether a text is one known name, turned round or with words of course before it as it may be."""
    return any(map(exactly, _forms(text, notes=False)))


def _part(piece: str, parts: list[str], around: str = "") -> tuple[str, ...]:
    """The conditions of one of several names, with the words around it that make another disease of it."""
    if not claims(piece):
        return ()
    own = exactly(piece)
    shared = None if own or (len(parts) > 2 and describes(piece)) else _sharing(piece, parts)
    found = (shared,) if shared else _one(piece)
    context = around if own else piece + around
    return tuple(dict.fromkeys(finer for one in found for finer in _finer(context, piece, one)))


def _kept(known: list[tuple[str, tuple[str, ...]]], *, past: bool) -> list[str]:
    """The conditions that a name names together: without broader ones of others, and signs and causes of no danger; of
    what is past no cause.
    """
    kb = knowledge()
    kept: list[str] = []
    for kind, conditions in known:
        for one in conditions if kind != "cause" or not past else ():
            minor = kind == "cause" or (kb.leaves_open(one) and (kind == "beside" or one not in kb.cards))
            if not (minor and kept) or all(_rank(one) < _rank(other) for other in kept):
                kept.append(one)
    broader = {above for one in kept for above in kb.broader_conditions(one)}
    return [one for one in dict.fromkeys(kept) if one not in broader]


def _one(text: str) -> tuple[str, ...]:
    """The condition of one name without alternatives: as it stands, then without what stands around it.

    Several where the name stands for a group of them; none where a word beside the name makes another disease of it.
    """
    whole = exactly(text)
    if whole or not text or len(_cut(text, "alternatives")) > 1:
        return (whole,) if whole else ()
    other = _beside(text, None)
    if other is not None and not exactly(unled(text)):  # "possible bacterial endocarditis" is that of a table
        return other
    for form in _forms(text):
        if found := exactly(form):
            return _finer(text, form, found)
    without_note = naming("note_behind").sub("", text)
    for form in dict.fromkeys((*_forms(without_note), *_forms(text))):
        ends = at_its_end(form)
        if found := (alike(form) or ends if ends is None or _unspecific(ends) else ends):
            return _finer(text, form, found)
    begun = longest_of([match for match in found_in(text) if not match.start])
    return (_beside(text, begun.key) or ()) if begun else ()


def _finer(text: str, form: str, condition: str) -> tuple[str, ...]:
    """The condition, or what a word beside its name makes of it; its own name in other words stays."""
    other = _beside(text, condition)
    if other is None:
        return (condition,) if only_describes(_led(text), _led(form), condition) else ()
    return other


def _led(text: str) -> str:
    """A name without words of course and degree, and articles, that lead to it in any language."""
    return naming("led_elsewhere").sub("", unled(text)).strip(" ,.")


def _forms(text: str, *, notes: bool = True) -> Iterator[str]:
    """A name, and what is left of it without notes behind it, its place or stage, words that lead to it or close it."""
    without_note = naming("note_behind").sub("", text) if notes else text
    for form in dict.fromkeys((text, without_note)):
        led = _led(form)
        turned = f"{whose[2]} {whose[1]}" if (whose := _OF_WHOM.fullmatch(form)) else form
        turned = letters[1] if (letters := _LETTERS_ALONE.fullmatch(form)) else turned
        closed = _CLOSED.sub("", led)
        placed = naming("place_or_stage").sub("", led).rstrip(" ,(") if notes else closed
        yield from dict.fromkeys((form, turned, led, closed, placed, *_kinds(closed)))


def _kinds(text: str) -> Iterator[str]:
    """The ways in which "psoriasis, guttate" may be one name."""
    general, _, kind = text.partition(", ")
    if kind:
        yield from (f"{kind} {general}", f"{general} {kind}")
        if not exactly(general) and exactly(f"{kind} disease"):  # by the letter: "early" is no misspelt Sézary
            yield f"{kind} disease"
