"""Codes: the condition that a code of ICD-10 in a text stands for."""

import re
from collections import defaultdict
from functools import cache

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.schema import Condition
from dermagent.knowledge.speech import speech

#: A code, with the name of its classification where one stands before it.
CODE = re.compile(r"\b(?:ICD[- ]?1[01](?:-?[A-Z]{2})?:?\s*)?(?P<code>(?:[A-Z]\d{2}|C4A)(?:\.\w{1,4})?)\b")


def coded_as(name: str) -> dict[str, float]:
    """The condition whose ICD-10-CM code stands in a text, where it has one that means it and hardly any other."""
    found = CODE.search(name)
    if not found:
        return {}
    code = found["code"].upper()
    kind = next((row["means"] for row in speech("names")["codes"] if re.match(row["begins"], code)), None)
    coded = kind or _by_code().get(code)
    return {coded: 1.0} if coded else {}


@cache
def _by_code() -> dict[str, str]:
    """Codes and the condition of each: of several the only one of the core, doubtful ones left out."""
    by_code: dict[str, list[Condition]] = defaultdict(list)
    for condition in knowledge().conditions.values():
        if condition.icd10cm and not condition.doubtful:
            by_code[condition.icd10cm].append(condition)
    of_core = {code: [one for one in some if one.core] for code, some in by_code.items()}
    return {
        code: (of_core[code] or some)[0].id for code, some in by_code.items() if 1 in (len(some), len(of_core[code]))
    }
