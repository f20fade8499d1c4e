"""Stated: the diagnoses that another system gives in the end, not what it thought, set aside, took back or declined."""

from collections.abc import Mapping

from dermagent.evals.datasets.free_text import conditions_named, said_in_the_end
from dermagent.knowledge.claimed import preferred
from dermagent.knowledge.lexicon import detect_language
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.speech import spoken
from dermagent.knowledge.spelt_out import spelt_out
from dermagent.llm.answered import final_answer, settled
from dermagent.llm.first_said import sentences
from dermagent.llm.items import name_and_share
from dermagent.llm.json_text import declines, declines_within
from dermagent.llm.lenient import share_of
from dermagent.steps.named import meant_by
from dermagent.text.normal import CJK
from dermagent.types import Language

#: Longest text that is read as one name where no condition is found in it as in a sentence.
_LONGEST_NAME = 120
#: Words, and Chinese characters, of the longest text that is read as a name of a list.
_WORDS, _SIGNS = 14, 24


def stated(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text states, the final answer first; what it takes back is no answer."""
    said = said_in_the_end(text)
    one_sentence = not spoken("sentence_ends", "laid_out").search(said)
    named = (_named(settled(said), language) if one_sentence else ()) or _named(said, language)
    return named if named or find_conditions(said, language) else _named(final_answer(said), language)


def stated_in(said: str) -> Mapping[str, float]:
    """The conditions that one item of a list states and the share of each, likeliest first.

    A name is read as a replay reads it, a whole answer as that of a submission, each of its conditions with a like
    share. Empty where it states none, or says that there is none.
    """
    told = said_in_the_end(said)
    if is_whole_answer(told):
        language = detect_language(told)
        named = stated(told, language)
        if named or find_conditions(told, language):
            return dict.fromkeys(named, 1 / max(1, len(named)))
    name, share = name_and_share(told)
    if share is not None and share_of(share) == 0:
        return {}
    return dict(sorted(meant_by(name).items(), key=lambda item: -item[1]))


def is_whole_answer(text: str) -> bool:
    """Whether a text is more than a name: several sentences or lines, many words, or those of the one who writes it."""
    if spoken("sentence_ends", "laid_out").search(text) or spoken("writers_words", "laid_out").search(text):
        return True
    if len(spoken("marks", "laid_out").findall(text)) > 1:
        return True
    return len(text.split()) > _WORDS or sum(sign >= CJK for sign in text) > _SIGNS


def refuses(text: str) -> bool:
    """Whether a text is a refusal to answer, whatever disease it speaks of."""
    return declines(text) and (declines_within(text) or not conditions_meant(text))


def _named(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text names in a language; a short one without any known there, as a name of any.

    Of two that one sentence compares the one that it prefers, and of an abbreviation what the text spells out.
    """
    if not is_whole_answer(text):
        text = "\n".join(" ".join(preferred(one) for one in sentences(line)) for line in text.splitlines())
    text = "\n".join(map(spelt_out, text.splitlines()))
    named = conditions_named(text, language)
    if named or len(text) > _LONGEST_NAME or find_conditions(text, language):
        return named
    return tuple(conditions_meant(text))
