"""Which conditions a free-text answer names, in its order: not those that it rules out."""

from dermagent.knowledge.names import find_names
from dermagent.knowledge.speech import speech, spoken
from dermagent.reading.scope import scoped_text
from dermagent.text.tokens import cut
from dermagent.types import Language


def conditions_named(text: str, language: Language) -> tuple[str, ...]:
    """Condition ids by their first mention; one that the text denies everywhere is left out.

    A condition that is yet to be excluded is a possible one. `python -m tests.bench.label_mapping` says how well this
    agrees with a reader.
    """
    if language == "zh":
        text = spoken("to_exclude").sub(speech()["to_consider"], text)
    tokens = cut(text)
    found = find_names(tokens, language)
    scoped = scoped_text(tokens, language, found)
    return tuple(dict.fromkeys(name.key for name in found if not scoped.of(name).denied))
