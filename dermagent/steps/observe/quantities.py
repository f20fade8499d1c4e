"""Read numbers from a history: age, sex, duration, time from a drug to the rash, extent, and count of lesions."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from dermagent.knowledge.base import rows, split
from dermagent.resources import KNOWLEDGE
from dermagent.types import Language, Quantity, Sex, Span

_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.4, "year": 365.25}
_UNITS = {
    "hour": "hours?|hrs?|horas?|小时",
    "day": "days?|d|días?|dias?|天|日",
    "week": "weeks?|wks?|semanas?|周|星期|礼拜",
    "month": "months?|mos?|mes|meses|个多?月|月余|月",
    "year": "years?|yrs?|años?|anos?|年余|年",
}
_UNIT = "|".join(f"(?P<{name}>{pattern})" for name, pattern in _UNITS.items())
_NUMBERS = {
    **{
        w: float(i) for i, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
    },
    **{w: float(i) for i, w in enumerate("cero un dos tres cuatro cinco seis siete ocho nueve diez".split())},
    **{c: float(i) for i, c in enumerate("零一二三四五六七八九十")},
    **{"a": 1.0, "an": 1.0, "una": 1.0, "uno": 1.0, "两": 2.0, "半": 0.5, "half a": 0.5, "half": 0.5, "media": 0.5},
    **{"a couple of": 2.0, "couple of": 2.0, "several": 4.0, "a few": 3.0, "few": 3.0, "many": 10.0, "some": 3.0},
    **{"varios": 4.0, "varias": 4.0, "unos": 3.0, "unas": 3.0, "几": 4.0, "数": 4.0, "好几": 5.0, "多": 10.0},
    **{"fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "medio": 0.5, "十几": 15.0},
}
_WORDS = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))
_NUMBER = rf"(?P<number>\d+(?:[.,]\d+)?|(?<![a-záéíóúñ])(?:{_WORDS})(?![a-záéíóúñ]))"
_RANGE = rf"{_NUMBER}(?:\s*(?:-|–|~|to|or|a|o|至|到)\s*(?P<upper>\d+(?:[.,]\d+)?))?"
_AMOUNT = re.compile(rf"{_RANGE}\s*(?:\+|plus|more|多|余|个|-)?\s*(?:{_UNIT})(?![a-záéíóúñ])", re.IGNORECASE)
_OLD = re.compile(r"\s*-?\s*(?:old\b|of age\b|de edad\b)|^岁|大$", re.IGNORECASE)
_AGES = {
    "en": re.compile(
        r"\b(?P<years>\d{1,3}|" + "|".join("one two three four five six seven eight nine ten".split()) + r")"
        r"[\s-]*(?:years?|yrs?|y)[\s-]*(?:old|of age|o)\b"
        r"|\b(?P<months>\d{1,2})[\s-]*(?:months?|mos?)[\s-]*old\b|\b(?P<weeks>\d{1,2})[\s-]*weeks?[\s-]*old\b"
        r"|\b(?P<days>\d{1,2})[\s-]*days?[\s-]*old\b|\b(?:aged?|age:)\s*(?:of\s*)?(?P<aged>\d{1,3})\b(?!\s*(?:months?|weeks?|days?))"
        r"|\b(?:male|female|man|woman|boy|girl|patient)\b\s*[,:(]?\s*(?P<bare>\d{1,3})\b(?!\s*(?:days?|weeks?|months?|hours?|cm|mm|%))"
        r"|\b(?P<short>\d{1,3})\s?(?:y/?o|yo|y|yrs?)\b|\b(?P<with_sex>\d{1,3})\s*[-,]?\s*(?:male|female|man|woman|[MF])\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?P<years>\d{1,3})\s*(?:周岁|岁)|(?P<months>\d{1,2})\s*个?月(?:大|龄)|(?P<days>\d{1,2})\s*天大"
        r"|[男女][，,、\s:：]*(?P<bare>\d{1,3})(?!\s*[天周月年日])"
    ),
    "es": re.compile(
        r"\b(?P<years>\d{1,3})\s*años(?:\s+de\s+edad)?\b(?<!hace)|\b(?P<months>\d{1,2})\s*meses\s+de\s+(?:edad|vida)\b"
        r"|\bedad:?\s*(?P<aged>\d{1,3})\b",
        re.IGNORECASE,
    ),
}
_IN_YEARS = {"months": 30.4 / 365.25, "weeks": 7 / 365.25, "days": 1 / 365.25}
_INFANT = re.compile(r"\b(newborn|neonate|recién nacid[oa])\b|新生儿", re.IGNORECASE)
_SEXES: dict[Sex, re.Pattern[str]] = {
    "female": re.compile(
        r"\b(female|woman|women|girl|lady|daughter|wife|mother|grandmother|sister|she|her|mujer|niña|hija|femenin[oa]|"
        r"madre|ella)\b|女(?!儿园)|母亲|妈|妻",
        re.IGNORECASE,
    ),
    "male": re.compile(
        r"\b(male|man|men|boy|gentleman|son|husband|father|grandfather|brother|he|his|him|hombre|niño|hijo|masculin[oa]|"
        r"padre|varón|él)\b|男|父亲|爸|丈夫",
        re.IGNORECASE,
    ),
}
#: Words around an amount of time that make it the duration of the complaint.
_DURATION_BEFORE = re.compile(
    r"(?:\b(?:for|since|over|past|last|lasting|lasted|about|almost|nearly|around|more than|than|these|within|onset|"
    r"course|duration|desde hace|hace|durante|por|más de|de evolución|evolución)\b[\s:a-z]{0,14}"
    r"|已|有|约|近|病程|病史|持续|反复)\s*$",
    re.IGNORECASE,
)
_DURATION_AFTER = re.compile(
    r"^\s*(?:ago\b|now\b|already\b|duration\b|history\b|in duration|de evolución|before\b|earlier\b|course\b"
    r"|了|余|多|来|前|病史|史|以上|左右)",
    re.IGNORECASE,
)
#: Time that does not belong to the complaint: a treatment's length, a pregnancy, an interval.
_NOT_DURATION_AFTER = re.compile(r"^\s*(?:later|postpartum|pregnan|gestation|per|each|后|孕|一次|次)", re.IGNORECASE)
_NOT_DURATION_BEFORE = re.compile(
    r"(?:\b(?:every|each|per|within|after|took|taken|taking|used|using|applied|treated|medication|injection|drank)\b"
    r"[^.;]{0,25}|服|用药|治疗|口服|外用|每|孕)\s*$",
    re.IGNORECASE,
)
_EXTENT = re.compile(
    r"(\d{1,3})\s*(?:%|％|percent)\s*(?:of)?\s*(?:the|my|his|her|de la|del)?\s*(?:body|bsa|skin|cuerpo|piel|体表)",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(?P<number>\d{1,4}|one|two|three|four|five|six|seven|eight|nine|ten)\s+(?:\w+\s+){0,2}?"
    r"(?:lesions?|spots?|moles?|bumps?|papules?|nodules?|lumps?|blisters?|plaques?|patches|ha?emangiomas?)\b",
    re.IGNORECASE,
)
_STARTED = re.compile(
    r"\b(?:started|starting|start|began|begun|beginning|put on|prescribed|given|taking|took|taken|after|on|since"
    r"|course of|changed to|received|tomando|tomar|tomó|empecé|inició|iniciar|comenzó|tras|después de)\b"
    r"|服用|口服|注射|开始|吃了?|用了?|输",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Amount:
    """A stretch of time named in a text, in days."""

    low: float
    high: float
    start: int
    end: int


def amounts(text: str) -> Iterator[Amount]:
    """All stretches of time in a text, ages excluded, in order."""
    for match in _AMOUNT.finditer(text):
        if _OLD.match(text[match.end() : match.end() + 10]):
            continue
        unit = next(name for name in _UNITS if match[name])
        low = _number(match["number"]) * _DAYS[unit]
        high = float(match["upper"].replace(",", ".")) * _DAYS[unit] if match["upper"] else low
        if low <= high <= 45_000:
            yield Amount(low, high, match.start(), match.end())


def _number(text: str) -> float:
    return _NUMBERS[text.lower()] if text.lower() in _NUMBERS else float(text.replace(",", "."))


def _span(text: str, start: int, end: int, field: str) -> Span:
    return Span(field=field, start=start, end=end, text=text[start:end])


def find_age(text: str, language: Language, field: str) -> Quantity | None:
    """The first age in the text, in years."""
    for match in _AGES[language].finditer(text):
        if language == "es" and re.search(
            r"\b(?:hace|durante|desde)\s+(?:\w+\s+)?$", text[: match.start()], re.IGNORECASE
        ):
            continue
        kind, value = next((k, v) for k, v in match.groupdict().items() if v)
        years = _number(value) * _IN_YEARS.get(kind, 1.0)
        if years <= 115:
            return Quantity(low=years, high=years, unit="years", span=_span(text, match.start(), match.end(), field))
    newborn = _INFANT.search(text)
    if newborn is None:
        return None
    return Quantity(low=0, high=28 / 365.25, unit="years", span=_span(text, newborn.start(), newborn.end(), field))


def find_sex(text: str) -> Sex | None:
    """The sex of the first person the text names; None if it names none."""
    firsts = [(match.start(), sex) for sex, pattern in _SEXES.items() if (match := pattern.search(text))]
    return min(firsts)[1] if firsts else None


def find_duration(text: str, field: str) -> Quantity | None:
    """How long the complaint has lasted: the longest stretch of time that is told of it; None if none is."""
    drugs = [(start, end) for start, end, _ in find_drugs(text)]
    best: Amount | None = None
    for amount in amounts(text):
        before, after = text[max(0, amount.start - 30) : amount.start], text[amount.end : amount.end + 14]
        if _NOT_DURATION_AFTER.match(after) or _NOT_DURATION_BEFORE.search(before):
            continue
        if any(_same_clause(text, amount.start, start) and _STARTED.search(_clause(text, start)) for start, _ in drugs):
            continue
        told = _DURATION_BEFORE.search(before) or _DURATION_AFTER.match(after)
        if told and (best is None or amount.high > best.high):
            best = amount
    if best is None:
        return None
    return Quantity(low=best.low, high=best.high, unit="days", span=_span(text, best.start, best.end, field))


def find_extent(text: str, field: str) -> tuple[float, Span] | None:
    """Share of the body surface in percent, as stated."""
    match = _EXTENT.search(text)
    if match is None or int(match[1]) > 100:
        return None
    return float(match[1]), _span(text, match.start(), match.end(), field)


def find_count(text: str, field: str) -> tuple[float, Span] | None:
    """Number of lesions, as stated."""
    match = _COUNT.search(text)
    return (_number(match["number"]), _span(text, match.start(), match.end(), field)) if match else None


@cache
def _drug_pattern() -> tuple[re.Pattern[str], frozenset[str]]:
    names: list[str] = []
    high_risk: set[str] = set()
    for row in rows(KNOWLEDGE / "drugs.csv"):
        own = [row["name"], *split(row["synonyms"])]
        names.extend(own)
        if row["high_risk"] == "yes":
            high_risk.update(name.lower() for name in own)
    latin = [re.escape(n) for n in sorted(names, key=len, reverse=True) if n.isascii() or re.match(r"[a-zí]", n)]
    other = [re.escape(n) for n in sorted(names, key=len, reverse=True) if re.match(r"[\u3400-\u9fff]", n)]
    return re.compile(rf"\b(?:{'|'.join(latin)})\b|(?:{'|'.join(other)})", re.IGNORECASE), frozenset(high_risk)


def find_drugs(text: str) -> list[tuple[int, int, bool]]:
    """Known drug names as (start, end, high risk for severe skin reactions)."""
    pattern, high_risk = _drug_pattern()
    return [(m.start(), m.end(), m.group().lower() in high_risk) for m in pattern.finditer(text)]


def is_high_risk(name: str) -> bool:
    """Whether a drug of this name is known for severe cutaneous reactions (list in `drugs.csv`)."""
    pattern, high_risk = _drug_pattern()
    return any(match.group().lower() in high_risk for match in pattern.finditer(name))


_NEW_DRUG = re.compile(
    r"\b(?:new|another) (?:drug|medicine|medication|tablet|antibiotic|pill)s?\b"
    r"|\bnuev[oa] (?:medicamento|medicina|fármaco)\b|新药",
    re.IGNORECASE,
)


def drug_mentions(text: str) -> list[tuple[int, int, bool]]:
    """Named drugs and "a new medicine", with whether the drug is a high-risk one."""
    generic = [(m.start(), m.end(), False) for m in _NEW_DRUG.finditer(text)]
    return sorted(find_drugs(text) + generic)


def find_drug_to_onset(text: str, duration: Quantity | None, field: str) -> Quantity | None:
    """Days from the start of a drug to the onset of the rash, where the text tells both.

    "Three weeks ago I started X; the rash began two days ago" gives 19. "A week after starting X" gives 7 directly.
    With a drug start but no duration of the rash, the interval is [0, start].
    """
    for start, end, _ in drug_mentions(text):
        low, high = _sentence(text, start)
        nearby = [a for a in amounts(text) if low <= a.start < high]
        if not nearby:
            continue
        amount = min(nearby, key=lambda a: min(abs(a.end - start), abs(a.start - end)))
        words = text[low:high]
        between = text[min(amount.end, end) : max(amount.start, start)]
        before, after = text[max(low, amount.start - 12) : amount.start], text[amount.end : amount.end + 8]
        span = _span(text, min(amount.start, start), max(amount.end, end), field)
        if re.search(r"\b(after|later|tras|después)\b|后", between + after, re.IGNORECASE) and not re.search(
            r"\bago\b|\bhace\b|前", before + after, re.IGNORECASE
        ):
            return Quantity(low=amount.low, high=amount.high, unit="days", span=span)
        if not _STARTED.search(words):
            continue
        rash = duration.high if duration and duration.high < amount.high else None
        if rash is None:
            return Quantity(low=0 if duration is None else amount.low, high=amount.high, unit="days", span=span)
        return Quantity(low=max(amount.low - rash, 0), high=max(amount.high - rash, 0), unit="days", span=span)
    return None


def _sentence(text: str, at: int) -> tuple[int, int]:
    starts = [m.end() for m in re.finditer(r"[.;!?。；！？\n]", text[:at])]
    end = re.search(r"[.;!?。；！？\n]", text[at:])
    return (starts[-1] if starts else 0), (at + end.start() if end else len(text))


def _clause(text: str, at: int) -> str:
    low, high = _sentence(text, at)
    return text[low:high]


def _same_clause(text: str, a: int, b: int) -> bool:
    return _sentence(text, a) == _sentence(text, b) and not re.search(r"[,，]", text[min(a, b) : max(a, b)])
