"""What the name of a disease claims: which diseases it says are there, or may be, and not those that it refutes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, NamedTuple

from dermagent.knowledge.portions import portions
from dermagent.knowledge.refused import undangled
from dermagent.knowledge.speech import around, speech
from dermagent.knowledge.spelt import exactly, folded, found_in

#: The share of a disease of which a name says only that it is not excluded, or less likely than others (our choice).
_POSSIBLE = 0.2
#: What parts the segments of a name beside words; a full stop where no abbreviation ends with it ("E. coli").
_MARKS = (
    r"\s*(?:[;,\uff0c\uff1b\u3002]|[:?](?=[\s\u3400-\u9fff])|[\uff1a\uff1f]"
    r"|(?<=[^\W\d_]{3})\.(?=\s+[^\W\d_])|\s[-\u2013\u2014]\s)\s*"
)
#: What is left at the ends of a part when its words are taken out.
_EDGES = " .,:;-\u2013()\uff1a"
#: Letters of a segment that is more than punctuation.
_SAYS = re.compile(r"[^\W\d_]")


class Claimed(NamedTuple):
    """A disease that a name says is there: the words for it, and its part of the name's weight (0 to 1)."""

    text: str
    share: float


@dataclass(frozen=True)
class _Said:
    """What one part of a name says: of `text`, or of the part before it where that is empty."""

    text: str
    share: float
    plain: bool
    #: Words of doubt or denial that a colon links to what follows ("less likely: nevus").
    of_next: bool = False
    #: It ends with its sentence, and says nothing of what follows.
    ends: bool = False
    #: A warning beside it, such as "must not be missed".
    warns: bool = False
    #: It stands in advice ("see a doctor to rule out melanoma"), which is no diagnosis beside another.
    advised: bool = False


def claims(name: str) -> tuple[Claimed, ...]:
    """The diseases that a name claims of the patient now, each in its own words.

    What is refuted, unlikely, long past, of another person, feared or a risk is left out. What cannot be excluded stays
    with a small share, and so does what is unlikely and warned of, or yet to be excluded; what is named beside it
    without doubt has the rest.
    """
    name = _in_few_words(name)
    several = portions(name)
    if several and not any(naming("adjectives").fullmatch(folded(one)) for one, _ in several):
        return tuple(inner._replace(share=inner.share * part) for one, part in several if part for inner in claims(one))
    said = _companions_apart(naming("without_zh").sub("", preferred(name)))
    parts = [part for piece in _brackets_as_parts(said) for part in _parts(piece)]
    kept: list[Claimed] = []
    ahead = 1.0  # "excluded: ..." says of what follows what "..., excluded" says of what stands before it
    warned = False  # of the last one, wherever it is said: "rule out melanoma, unlikely"
    advised: set[int] = set()
    for part in parts:
        if part.warns and not part.text:
            if not part.of_next:
                warned = True
                kept[-1:] = [claim._replace(share=claim.share or _POSSIBLE) for claim in kept[-1:]]
        elif part.text:
            warned = part.warns
            advised |= {len(kept)} if part.advised else set()
            kept.append(Claimed(undangled(part.text), min(part.share, ahead) or (_POSSIBLE if warned else 0.0)))
            ahead = 1.0
        elif kept and not part.of_next:
            least = min(part.share, kept[-1].share) or (_POSSIBLE if warned or part.share == _POSSIBLE else 0.0)
            kept[-1] = kept[-1]._replace(share=least)  # "unlikely, but not excluded" is possible
        elif not part.ends:
            ahead = part.share
    if advised and any(claim.share == 1 and n not in advised for n, claim in enumerate(kept)):
        kept = [
            claim._replace(share=min(claim.share, _POSSIBLE) if n in advised else claim.share)
            for n, claim in enumerate(kept)
        ]
    kept = [claim for claim in kept if claim.share and not naming("no_words_of_a_name").fullmatch(claim.text)]
    doubted = sum(claim.share for claim in kept if claim.share < 1)
    certain = sum(claim.share == 1 for claim in kept)
    rest = max(0.0, 1 - doubted) / certain if certain else 0.0
    return tuple(claim._replace(share=rest) if claim.share == 1 else claim for claim in kept)


def framed(name: str) -> bool:
    """Whether a name says by itself which of two it prefers, or in a long way how sure it is."""
    short = _in_few_words(name)
    return short != name.strip() or preferred(short) != short


def _written_out(name: str) -> str:
    """A name with its contractions written out ("isn't" as "is not"), so that a denial is a word of its own."""
    return _replaced(name, "contracted")


def _in_few_words(name: str) -> str:
    """A name with roundabout words made short ("almost certainly not" as "not"), so that a denial comes first."""
    return _replaced(name, "roundabout").strip()


def _replaced(name: str, key: str) -> str:
    for words, plain in _replacements(key):
        name = words.sub(plain, name)
    return name


@cache
def _replacements(key: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(words, re.IGNORECASE), plain) for words, plain in speech("names")[key])


def _companions_apart(name: str) -> str:
    """A name with a comma before what is suspected, or not excluded, beside a disease ("acne with possible lupus")."""

    def apart(found: re.Match[str]) -> str:
        other = found["other"] or found["zh"]
        led = naming("doubted_companion").sub("", other)
        front = exactly(unled(_segments().split(name[: found.start()])[-1]))
        own = {match.key for match in found_in(led)}
        if front and led != other and own and own.isdisjoint(speech("names")["kinds_by_companion"]):
            return f", {led}"
        said = _said(other)
        return f", {other}" if front and said.share == _POSSIBLE and exactly(said.text) else found[0]

    return naming("companion").sub(apart, name)


def _parts(name: str) -> Iterator[_Said]:
    """The parts of a name, those that say nothing of doubt or denial joined again as they stood."""
    start = 0
    marks = [*_segments().finditer(name), None]
    begin = 0
    for mark in marks:
        end = mark.start() if mark else len(name)
        said = _said(name[begin:end])
        if not said.plain:
            if plain := name[start:begin].strip(" ,.:;-\u2013\uff0c\uff1b"):
                yield _Said(plain, 1.0, plain=True)
            sign = mark[0].strip() if mark else ""
            yield replace(said, of_next=sign in (":", "\uff1a"), ends=sign in (";", ".", "\uff1b", "\u3002"))
            start = mark.end() if mark else len(name)
        begin = mark.end() if mark else len(name)
    if plain := name[start:].strip(" ,.:;-\u2013\uff0c\uff1b"):
        yield _Said(plain, 1.0, plain=True)


def preferred(name: str) -> str:
    """What a name says in place of what it denies or takes for less likely ("not psoriasis but eczema", "eczema rather
    than psoriasis"), and of what it favours over another the other as less likely; else the name itself.
    """
    name = naming("condition_apart").sub(lambda found: f"{found[1] or found[2]} ", _without_opening(name))
    plain = _written_out(name)
    chosen_of = _preferred_of(plain)
    return name if chosen_of == plain else chosen_of


def _without_opening(name: str) -> str:
    """A name without what a sentence says before it of the picture and how hard it is to tell, if that names none."""
    name = naming("lead_in").sub("", name)
    opening = naming("opening").match(name)
    if not opening or opening.end() == len(name) or _is_disease(opening[0]) or naming("suspected").search(opening[0]):
        return name
    return name[opening.end() :]


def _preferred_of(name: str) -> str:
    if chosen := next(filter(None, (frame.match(name) for frame in _preferred())), None):
        told = {part: words for part, words in chosen.groupdict().items() if words}
        if any(found_in(words) or exactly(unled(words)) for words in told.values()):
            less = f"; less likely {told['less'].replace('>', '/')}" if "less" in told else ""
            return told["first"] + told.get("rest", "") + less
    found = naming("but_instead").match(name)
    if (
        not found
        or naming("suspected").match(name)
        or naming("to_exclude").match(name)
        or naming("adjectives").fullmatch(folded(found["instead"]))
    ):
        return name
    parts = (naming("led_elsewhere").sub("", part) for part in (found["denied"], found["instead"]))
    named = (part for part in parts if found_in(part) or exactly(unled(part)))
    return found["instead"] if next(named, "") else name


def _said(part: str) -> _Said:
    """What one part says; what says nothing of doubt or denial stays as it was written."""
    said = _said_plainly(_written_out(part))
    return _Said(part, 1.0, plain=True) if said.plain else said


def _said_plainly(part: str) -> _Said:
    if _warning().fullmatch(part):
        return _Said("", _POSSIBLE, plain=False, warns=True)
    if warned := _warning_behind().search(part):  # "low suspicion but important to exclude"
        doubted = _said(part[: warned.start()])
        if not doubted.plain:
            return replace(doubted, share=doubted.share or _POSSIBLE, warns=bool(doubted.text))
    if (found := naming("of_another").search(part)) and _is_disease(found["other"] or found["zh"]):
        return _Said(_without(part, found), 1.0, plain=False)
    if found := naming("not_excluded").search(part):
        left = _without(part, found)
        if _warning().fullmatch(left):
            return _Said("", _POSSIBLE, plain=False)
        again = _said(left)  # "unlikely melanoma cannot be excluded"
        return _Said(left if again.plain else again.text, _POSSIBLE, plain=False)
    for key in ("to_exclude", "suspected"):
        if found := naming(key).search(part):
            left, warns = _without(part, found), key == "to_exclude"
            advised = bool(naming("advised").search(part[: found.end()]))
            if advised and (behind := part[found.end() :].strip(_EDGES)):
                left = behind  # "if it persists, | consider | leprosy"
            again = _said(left)  # "consider leprosy possible" says it twice
            if again.plain:
                return _Said(left, 1.0, plain=False, warns=warns and bool(left), advised=advised)
            return replace(again, share=again.share or (_POSSIBLE if warns else 0.0), warns=warns or again.warns)
    if found := _behind().search(part) or _before().search(part):
        left = _without(part, found)
        if _warning().fullmatch(left):  # "unlikely but life-threatening"
            return _Said("", _POSSIBLE, plain=False)
        return _Said(left, 0.0, plain=False)
    return _Said(part, 1.0, plain=True)


def _is_disease(text: str) -> bool:
    return bool(found_in(text) or naming("cancer").search(text))


def _without(part: str, found: re.Match[str]) -> str:
    """What is left of a part without the words that were found, and without what links it to them."""
    left = f"{part[: found.start()]} {part[found.end() :]}"
    left = naming("beside_the_point").sub(" ", left).strip(" ,.:;-\u2013()")
    left = _linked().sub("", left).strip(" ,.:;-\u2013()")
    return left if _SAYS.search(left) and not _reason().match(left) else ""


def _brackets_as_parts(name: str) -> Iterator[str]:
    """A name with what stands in brackets as a part of its own, where it says how sure the name is.

    Of alternatives it says so of the last one, which begins a piece of its own.
    """
    begin, told = 0, ""
    for found in naming("in_brackets").finditer(name):
        told += name[begin : found.start()]
        begin = found.end()
        if all(_said(part).plain for part in _segments().split(found[1])):
            told += found[0]
            continue
        *others, last = naming("between_alternatives").split(told)
        yield from others
        told = f"{last}, {found[1]}, "
    yield told + name[begin:]


@cache
def naming(key: str) -> re.Pattern[str]:
    """A regular expression of `lexicon/names.yaml`, without regard to case; that of several scripts as one."""
    value = speech("names")[key]
    return re.compile(value if isinstance(value, str) else _either(value), re.IGNORECASE)


def _either(told: dict[str, Any]) -> str:
    """The words of Latin script, as whole words, or those of Chinese."""
    words = told["words"] if isinstance(told["words"], str) else "|".join(told["words"])
    chinese = f"|(?:{told['zh']})" if "zh" in told else ""
    return rf"(?:(?<!\w)(?:{words})(?!\w){chinese})"


@cache
def _preferred() -> tuple[re.Pattern[str], ...]:
    """The ways to say that one is likelier than another, or taken in its place."""
    return tuple(re.compile(frame, re.IGNORECASE) for frame in speech("names")["preferred"])


@cache
def _segments() -> re.Pattern[str]:
    """What parts the segments of a name: marks, and what compares one that is less likely with another."""
    return re.compile(rf"{_MARKS}|{speech('names')['compared']}", re.IGNORECASE)


@cache
def _before() -> re.Pattern[str]:
    data = speech("names")
    return re.compile(rf"^\W*(?:{_either(data['leads'])}\W*)*{_either(data['not_claimed_before'])}", re.IGNORECASE)


@cache
def _behind() -> re.Pattern[str]:
    data = speech("names")
    why = data["because"]["words"]
    return re.compile(rf"{_either(data['not_claimed_behind'])}(?:\s+(?:{why})\b.*)?\W*$", re.IGNORECASE)


@cache
def _warning() -> re.Pattern[str]:
    """A part that is nothing but warnings, perhaps with their reason."""
    return re.compile(_warnings(), re.IGNORECASE)


@cache
def _warning_behind() -> re.Pattern[str]:
    return re.compile(rf"(?<=[\w)])[\s,]+{_warnings()}$", re.IGNORECASE)


def _warnings() -> str:
    data = speech("names")
    warning, why = f"(?:{_either(data['warning'])}|{_either(data['to_exclude'])})", data["because"]["words"]
    links = "and|or|but|y|o|pero|und|aber|et|mais|e|ma|mas"
    between = rf"(?>(?:\W|(?<!\w)(?:{links})(?!\w)|{_either(data['leads'])})*)"  # atomic: it gives nothing back
    return rf"{between}{warning}(?:{between}{warning}){{0,3}}(?:\s+(?:{why})\b.*)?\W*"


@cache
def _linked() -> re.Pattern[str]:
    link = _either(speech("names")["links"])
    return re.compile(rf"^(?:\W*{link}(?=\W|[\u3400-\u9fff]|$))+|(?:(?<=\W){link}\W*)+$", re.IGNORECASE)


@cache
def _reason() -> re.Pattern[str]:
    return re.compile(rf"(?:{speech('names')['because']['words']})\b", re.IGNORECASE)


def unled(text: str) -> str:
    """A name without words of course and degree that lead to it."""
    return _words_before("leading").sub("", text)


def undoubted(text: str) -> str:
    """A name without words of doubt in front of it."""
    return _words_before("unsure").sub("", text)


@cache
def _words_before(kind: str) -> re.Pattern[str]:
    """The words of a kind that stand in front of a name, however many."""
    return re.compile(rf"^(?:(?:{around(kind)})\s+)+", re.IGNORECASE)
