"""Which conditions a free-text answer names, in its order: not those that it rules out."""

import re

from dermagent.knowledge.names import find_names
from dermagent.reading.scope import scoped_text
from dermagent.text.tokens import cut
from dermagent.types import Language

#: "Exclude ..." as advice, which names a possibility, and not "was excluded", "can be excluded", "after excluding".
_TO_EXCLUDE = re.compile(r"(?<![已可能本以])排除(?!了)(?![^，。；,.;!！?？\n]*(?:后|考虑))")


def conditions_named(text: str, language: Language) -> tuple[str, ...]:
    """Condition ids by their first mention; one that the text denies everywhere is left out.

    A condition that is yet to be excluded is a possible one. `python -m tests.bench.label_mapping` says how well this
    agrees with a reader.
    """
    if language == "zh":
        text = _TO_EXCLUDE.sub("考虑", text)
    tokens = cut(text)
    found = find_names(tokens, language)
    scoped = scoped_text(tokens, language, found)
    return tuple(dict.fromkeys(name.key for name in found if not scoped.of(name).denied))
