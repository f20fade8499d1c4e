"""Ages, and lengths of time of which nothing is told, in FHIR resources."""

from calendar import monthrange
from datetime import date, timedelta

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.bounds import DAYS_OF_A_YEAR
from dermagent.reading.fhir_elements import MEASURED, data, day_of
from dermagent.reading.text import read_text

#: Whole years from which a birth date of a year alone gives the age well enough.
_GROWN = 2
#: The least age of somebody who is no newborn.
_NEWBORN = timedelta(days=29)


def age_in_years(born: str, today: date) -> float | None:
    """Age in whole years, below two in parts of one; None where the year is not known.

    Where the day is not known it is the youngest that the date allows; by a year alone nobody is a newborn unless all
    whom it allows are.
    """
    day = day_of(born)
    if day is None and born[:4].isdigit() and len(born) in (4, 7):
        if not is_rough(born, today):
            return today.year - int(born[:4])
        day = _born_by(born, today)
    if day is None:
        return None
    years = today.year - day.year - ((today.month, today.day) < (day.month, day.day))
    return years if years >= _GROWN else round((today - day).days / DAYS_OF_A_YEAR, 2)


def is_rough(born: str, today: date) -> bool:
    """Whether a birth date without its day is that of a small child, whose age it does not tell."""
    return len(born) in (4, 7) and born[:4].isdigit() and 0 <= today.year - int(born[:4]) < _GROWN


def _born_by(born: str, today: date) -> date | None:
    try:
        first = date.fromisoformat(f"{born}-01" if len(born) > len("2026") else f"{born}-01-01")
    except ValueError:
        return None
    if len(born) > len("2026"):
        last = first.replace(day=monthrange(first.year, first.month)[1])
        return max(first, min(last, today))
    return max(first, min(first.replace(month=12, day=31), today - _NEWBORN))


def is_apart_time(named: str, value: str) -> bool:
    """Whether a value is a length of time that is neither the complaint's nor the age ("Time since operation: 90 d").

    Of what a name that is read tells ("Rash duration") it is the time.
    """
    times, found = data()["times"], MEASURED.fullmatch(value)
    if not found or found["unit"].strip(" .").casefold() not in times["units"]:
        return False
    name = named.casefold().strip(" :?.")
    if name in times["names"] or any(part in name for part in times["parts"]):
        return False
    read = {knowledge().findings[item.finding].category for item in read_text(named, None, "history").items}
    return not read - {"history_risk", "tempo"}


def is_empty_culture(named: str, answer: str | None, value: str) -> bool:
    """Whether this is a culture or swab from which nothing grew: what it was taken from is neither denied nor told."""
    known = data()["cultures"]
    plain = value.casefold().strip(" .")
    return any(part in named.casefold() for part in known["names"]) and (
        answer == "absent" or plain in known["nothing"]
    )
