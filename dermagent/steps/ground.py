"""Ground: fetch the statements that may be cited for the candidates, and verify quotations against them."""

import asyncio
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from functools import cache, partial
from itertools import takewhile

from dermagent.errors import ModelError
from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.embedding import Embedder
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.outside import name_of
from dermagent.knowledge.speech import speech, spoken
from dermagent.text.normal import CJK
from dermagent.types import Candidate, Citation, Language, Observations, Reference, Retrieved, Statement, Verdict

_LANGUAGES: tuple[Language, ...] = ("en", "zh", "es")
#: Share of the quoted words that a near miss must have in common with the statement.
_NEAR = 0.5
#: Words and, in scripts without blanks, letters of a quotation at least; or one part in so many of the statement.
_LEAST_WORDS, _LEAST_LETTERS, _LEAST_SHARE = 3, 6, 3
#: The middle of a number with a point or a stroke in it.
_IN_NUMBER = re.compile(r"\d[.,/\u2044]\d")
#: Tens that take ones behind them in words, the sign for ten, and the most signs of a number below a hundred.
_TENS, _TEN, _SIGNS_OF_A_NUMBER = frozenset(str(ten) for ten in range(20, 100, 10)), 10, 3
_BY_MEANING = "guidelines by meaning"
_SIGNS = str.maketrans(
    "\u2018\u2019\u201a\u201c\u201d\u201e\u00ab\u00bb\u00a0\u2010\u2011\u2012\u2013\u2212", '\'\'\'""""" -----'
)
#: What people put around words that they quote, or leave at their end, and what may stand within them or not.
_AROUND, _WITHIN = "\"'`*_\u2026[]() ", ",\uff0c\u3001"
_AT_THE_END = ".,;:\u3002\uff0c\uff1b\uff1a"


def ground(
    candidates: Iterable[Candidate], must_not_miss: Iterable[str], *, first: int, kb: KnowledgeBase | None = None
) -> tuple[Statement, ...]:
    """The card statements of the first candidates, which come by rank, and of every must-not-miss condition."""
    kb = kb or knowledge()
    of_first = (c.condition for c in takewhile(lambda c: c.rank <= first, candidates))
    wanted = dict.fromkeys([*of_first, *must_not_miss])
    return tuple(
        Statement(id=f"{condition}.{number}", condition=condition, text=statement.text, sources=statement.sources)
        for condition in wanted
        if condition in kb.cards
        for number, statement in enumerate(kb.cards[condition].statements, start=1)
    )


def from_guidelines(
    candidates: Iterable[Candidate],
    seen: Observations,
    search: Callable[[str, int], tuple[Statement, ...]],
    *,
    first: int,
    each: int = 2,
    kb: KnowledgeBase | None = None,
) -> tuple[Statement, ...]:
    """For each of the first candidates the statements of the user's own files that name it, best first.

    A statement stands for the first candidate that it names; one that names none of them is not taken.
    """
    kb = kb or knowledge()
    told = [kb.findings[f].term for f, item in seen.counted().items() if item.polarity == "present"][:8]
    found: dict[str, Statement] = {}
    for candidate in candidates:
        if candidate.rank > first or candidate.condition not in kb.conditions:
            continue
        known = kb.conditions[candidate.condition]
        hits = search(" ".join([known.name, *known.synonyms[:2], *told]), 4 * each)
        fitting = [hit for hit in hits if _names(hit.text + " " + (hit.anchor or ""), candidate.condition)][:each]
        for hit in fitting:
            found.setdefault(hit.id, hit.model_copy(update={"condition": candidate.condition}))
    return tuple(found.values())


async def searched(
    retrieved: Retrieved, seen: Observations, corpus: Corpus | None, embedder: Embedder | None, *, first: int
) -> tuple[tuple[Statement, ...], Retrieved]:
    """Statements of the user's own files for the first candidates, and what was retrieved.

    Where the server of the vectors fails, words alone are searched, and what was retrieved names that.
    """
    if corpus is None:
        return (), retrieved
    try:
        by_meaning = partial(corpus.search, embedder=embedder)
        return await asyncio.to_thread(from_guidelines, retrieved.fused, seen, by_meaning, first=first), retrieved
    except ModelError as error:
        own = await asyncio.to_thread(from_guidelines, retrieved.fused, seen, corpus.search, first=first)
        failed = {**retrieved.failed, _BY_MEANING: f"{error}; their words were searched"}
        unheard = (*retrieved.unheard, _BY_MEANING)
        return own, retrieved.model_copy(update={"failed": failed, "unheard": unheard})


def _names(text: str, condition: str) -> bool:
    return any(match.key == condition for language in _LANGUAGES for match in find_conditions(text, language))


def cite(statement: Statement, claim: str, retrieved: Mapping[str, Statement]) -> Citation:
    """A citation of the whole statement, verified like any other."""
    verdict = verify(statement.id, statement.text, retrieved)
    return Citation(statement=statement.id, quote=statement.text, claim=claim, verdict=verdict)


def verify_for(
    conditions: Collection[str], statement: str, quote: str, retrieved: Mapping[str, Statement], kb: KnowledgeBase
) -> Verdict:
    """As `verify`, for a claim that speaks for these conditions: what is of another disease alone is misattributed."""
    verdict = verify(statement, quote, retrieved)
    if verdict in {"verified", "doubtful"} and _of_another(retrieved[statement], conditions, kb):
        return "misattributed"
    return verdict


def _of_another(statement: Statement, conditions: Collection[str], kb: KnowledgeBase) -> bool:
    """Whether a statement is of another disease than these, no kind of them and no broader one, and names none."""
    if not statement.condition or not conditions:
        return False
    text = f"{statement.text} {statement.anchor or ''}"
    found = (match.key for language in _LANGUAGES for match in find_conditions(text, language))
    told = {statement.condition, *found}
    related = {one for c in conditions for one in (c, *kb.broader_conditions(c), *kb.narrower_conditions(c))}
    return not (told & related or any(name_of(c, kb).casefold() in text.casefold() for c in conditions))


def verify(statement: str, quote: str, retrieved: Mapping[str, Statement]) -> Verdict:
    """Whether the quoted words stand in the named statement; white space, capitals, commas and quotation marks aside.

    `doubtful`: they do, but the order in which that text was read is in doubt. `not_retrieved`: no such statement was
    supplied. `misattributed`: the words stand in another supplied statement. `altered`: they stand nearly so, without
    the words beside them that turn their sense, over two rows of a table, or are too few to tell anything
    (`too_short`). `nowhere`: they are made up.
    """
    if statement not in retrieved:
        return "not_retrieved"
    whole = retrieved[statement].text
    if quote == whole:
        return "verified" if retrieved[statement].quotable else "doubtful"
    words, own = _quoted(quote), _compared(whole)
    if any(not _turned(own, *place) for place in _places(words, own)):
        if _mixes_rows(quote):
            return "altered"
        return "verified" if retrieved[statement].quotable else "doubtful"
    if any(_places(words, own)):
        return "altered"
    if any(any(_places(words, _compared(other.text))) for other in retrieved.values()):
        return "misattributed"
    return "altered" if too_short(quote, whole) or difference(quote, whole) else "nowhere"


def _mixes_rows(quote: str) -> bool:
    """Whether a quotation joins the end of one row of a table to the beginning of the next, as if they were one."""
    said = " ".join(quote.split())
    return "| |" in said and not (said.startswith("|") and said.endswith("|"))


def too_short(quote: str, text: str) -> bool:
    """Whether a quotation is too short to show that a statement says something.

    It needs three words (six characters where words are written without blanks), or a third of the statement.
    """
    said = normalise(quote)
    letters = sum(character.isalnum() for character in said)
    if not letters:
        return True
    if any(character >= CJK for character in said) and letters >= _LEAST_LETTERS:
        return False
    words = sum(any(character.isalnum() for character in word) for word in said.split())
    return words < _LEAST_WORDS and len(said) < len(normalise(text)) / _LEAST_SHARE


def _places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Where words stand in a text, the first and the last whole; nowhere if they are too few to tell anything.

    Commas between the words, or none, are no other words.
    """
    parts = [] if too_short(words, text) else [part for word in words.split() if (part := word.strip(_WITHIN))]
    wanted = re.compile(rf"[{_WITHIN}]? ".join(map(re.escape, parts)))
    found = wanted.search(text) if parts else None
    while found:
        if not (_cuts(text, found.start()) or _cuts(text, found.end())):
            yield found.span()
        found = wanted.search(text, found.start() + 1)


def _turned(text: str, start: int, end: int) -> str:
    """The words beside what stands at [start, end) without which it says something else; empty if there are none.

    They deny it, tell what others wrongly hold, make another number of its figures, name its condition or of whom
    alone it is so, or say how sure it is, how often it is so, and of what it is only the likeness.
    """
    before, behind = text[:start], text[end:] if text[end:].strip(" .") else ""
    if other := _other_end(text[start:end], before, behind) or _other_amount(text[start:end], before, behind):
        return other
    turns = [turn for turn in spoken("clause_ends").finditer(text) if turn.start() <= start]
    ends = [min(turn.end(), start) for turn in turns if not spoken("denies_heading").search(text[: turn.end()])]
    reach = text[ends[-1] if ends else 0 : start]
    if found := spoken("denies_fragment").search(reach) or _hedge_before(reach, text[start:end]):
        return reach[found.start() :].strip()
    if condition := spoken("conditional_before").search(before) or spoken("restricted_before").search(before):
        return condition[0].strip().lstrip(".;:, ")
    if spoken("begins_with_predicate").search(text[start:end]) and (kind := spoken("kind_before").search(before)):
        return kind[0].strip().lstrip(".;:, ")
    found = spoken("denied_behind").match(behind) or spoken("denies_fragment_behind").match(behind)
    found = found or spoken("conditional_behind").match(behind) or spoken("hedged_behind").match(behind)
    found = found or spoken("restricted_behind").match(behind)
    return found[0].strip() if found else ""


def _other_end(words: str, before: str, behind: str) -> str:
    """What stands beside quoted words and makes another number of their figures, or is the other end of their range."""
    beside = [spoken("number_before").search(before)] if words[0].isdigit() else []
    beside += [spoken("number_behind").search(behind)] if words[-1].isdigit() else []
    for at in spoken("range_end").finditer(words):
        beside += [spoken("range_before").search(before)] if at.start() == 0 else []
        beside += [spoken("range_behind").search(behind)] if at.end() == len(words) else []
    return next((other[0].strip() for other in beside if other), "")


def _other_amount(words: str, before: str, behind: str) -> str:
    """What stands beside quoted words and compares them with others, or makes another amount of theirs."""
    beside = [spoken("compared_before").search(before), spoken("amount_of_subject").search(before)]
    if spoken("amount").search(words):
        beside += [spoken("amount_before").search(before)]
    if spoken("of_amount").search(words):
        beside += [spoken("amount_cut").search(before)]
    if spoken("comparative").search(words):
        beside += [spoken("than_behind").match(behind)]
    return next((other[0].strip() for other in beside if other), "")


def _hedge_before(reach: str, words: str) -> re.Match[str] | None:
    """Where the clause before quoted words says how sure, how often or of how many they are, or what they are like.

    What stands before a conjunction is of another predicate where the quotation has one of its own.
    """
    if found := spoken("likened_before").search(reach) or spoken("some_before").search(reach):
        return found
    start = 0
    if spoken("predicate").search(words):
        links = [link.end() for link in spoken("conjunction").finditer(f"{reach}{words}") if link.start() <= len(reach)]
        start = max(links, default=0)
    return spoken("hedged_before").search(reach, start)


def _quoted(quote: str) -> str:
    """The words of a quotation as they are compared, without the signs around them."""
    words = re.sub(r"^\.{2,} ?| ?\.{2,}$", "", normalise(quote).strip(_AROUND))
    return _compared(words).strip(_AROUND).rstrip(_AT_THE_END).strip(_AROUND)


def _compared(text: str) -> str:
    """Text as quotations are compared: normalised, in small letters, numbers in figures ("three" is 3, a range 3-5)."""
    plain = _number_words().sub(_in_figures, normalise(text).casefold())
    return spoken("number_range").sub("-", re.sub(r"(?<=\d) (?=%)", "", plain))


def _in_figures(found: re.Match[str]) -> str:
    """The figures of a number in words; of signs without blanks, tens and ones together or one after the other."""
    figures = _figures()
    if found["tens"]:
        return str(int(figures[found["tens"]]) + int(figures[found["ones"]]))
    if found[0] in figures:
        return figures[found[0]]
    values = [int(figures[sign]) for sign in found[0]]
    if values.count(_TEN) != 1 or len(values) > _SIGNS_OF_A_NUMBER:
        return "".join(map(str, values))
    at = values.index(_TEN)
    return str(_TEN * (values[at - 1] if at else 1) + sum(values[at + 1 :]))


@cache
def _figures() -> dict[str, str]:
    """The words of numbers that may stand for figures, and these."""
    return {word: str(figure) for figure, words in speech()["numbers"].items() for word in words}


@cache
def _number_words() -> re.Pattern[str]:
    """The words of numbers that may stand for figures, tens and ones of one number together."""
    figures = _figures()
    plain = sorted((word for word in figures if word < CJK), key=len, reverse=True)
    tens = "|".join(word for word in plain if figures[word] in _TENS)
    ones = "|".join(word for word in plain if len(figures[word]) == 1 and figures[word].isdigit())
    between = spoken("number_joins").pattern
    joined = rf"(?P<tens>{tens})(?:{between})(?P<ones>{ones})"
    signs = "".join(word for word in figures if word >= CJK)
    return re.compile(rf"\b(?:{joined}|{'|'.join(plain)})\b|[{signs}]+", re.IGNORECASE)


def _cuts(text: str, at: int) -> bool:
    """Whether a place lies inside a word or a number such as 7.5 or 1/2; scripts without blanks have no such place."""
    around = text[at - 1 : at + 1] if at else ""
    if len(around) == 2 and all(character.isalnum() and character < CJK for character in around):
        return True
    return any(_IN_NUMBER.match(text, first) for first in (at - 2, at - 1) if first >= 0)


def difference(quote: str, text: str) -> str:
    """How an altered quotation departs from the statement's words: changed stretches as [stands → quoted].

    Of words that stand there and that words beside them turn, those. Signs around a word change nothing, unless nothing
    else was changed. Empty if fewer than half of the quoted words stand there in that order: then it is no near miss;
    empty too of words that stand there and are only too few.
    """
    own = _compared(text)
    as_written = normalise(text) if len(normalise(text)) == len(own) else own
    for start, end in _places(_quoted(quote), own):
        if left_out := _turned(own, start, end):
            before = own[:start].rstrip().endswith(left_out)
            at = (own.rindex(left_out, 0, start) if before else own.index(left_out, end)) if left_out in own else 0
            words, beside = as_written[start:end], as_written[at : at + len(left_out)]
            return f"[{beside} → –] {words}" if before else f"{words} [{beside} → –]"

    there, said = normalise(text).split(), normalise(quote).split()
    told = _changes(there, said, _bare)
    if "\u2192" in told:
        return told
    return "" if too_short(quote, text) else _changes(there, said, str)


def _changes(there: Sequence[str], said: Sequence[str], how: Callable[[str], str]) -> str:
    """What was changed in words, compared by how they look."""
    matcher = SequenceMatcher(None, list(map(how, there)), list(map(how, said)), autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks or sum(block.size for block in blocks) < _NEAR * len(said):
        return ""
    first, last = blocks[0].a, blocks[-1].a + blocks[-1].size
    shown = []
    for kind, a, b, c, d in matcher.get_opcodes():
        stands = " ".join(there[max(a, first) : min(b, last)])
        quoted = " ".join(said[c:d])
        if kind == "equal":
            shown.append(quoted)
        elif stands or quoted:
            shown.append(f"[{stands or '–'} → {quoted or '–'}]")
    return " ".join(shown)


def _bare(word: str) -> str:
    """A word without the signs around it; what is of signs alone stays."""
    return word.strip(".,;:!?()[]\"'\u3002\uff0c\uff1b\uff1a\uff08\uff09") or word


def normalise(text: str) -> str:
    """Text with plain quotation marks and single blanks."""
    return re.sub(r"\s+", " ", text.translate(_SIGNS)).strip()


def references(source_ids: Iterable[str], kb: KnowledgeBase | None = None) -> tuple[Reference, ...]:
    """The printed form of sources, sorted by id, each with the mark that says how far it was checked."""
    kb = kb or knowledge()
    return tuple(
        Reference(
            id=source.id,
            title=source.title,
            body=source.body,
            year=source.year,
            identifier=source.identifier,
            mark=source.mark,
            checked_on=source.checked_on,
        )
        for source in (kb.sources[source_id] for source_id in sorted(set(source_ids)))
    )
