"""Stated: the diagnoses that another system gives in the end, not what it thought, set aside, took back or declined."""

from collections.abc import Mapping

from dermagent.evals.datasets.free_text import conditions_named
from dermagent.knowledge.claimed import preferred
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.speech import spoken
from dermagent.knowledge.spelt_out import spelt_out
from dermagent.llm.answered import final_answer, without_thoughts
from dermagent.llm.first_said import sentences
from dermagent.llm.items import name_and_share
from dermagent.llm.json_text import declines, declines_within
from dermagent.llm.lenient import share_of
from dermagent.steps.named import meant_by
from dermagent.types import Language

#: Longest text that is read as one name where no condition is found in it as in a sentence.
_LONGEST_NAME = 120


def stated(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text states, the final answer first; what it only weighed before is no answer.

    Where it calls them a differential, the others follow behind the final answer.
    """
    said = without_thoughts(text)
    final = final_answer(said)
    first = _named(final, language)
    if final == said or not first:
        return first or _named(said, language)
    others = _named(said, language) if spoken("differential").search(said) else ()
    return tuple(dict.fromkeys((*first, *others)))


def stated_in(said: str) -> Mapping[str, float]:
    """The conditions that one item of a list states and the share of each, likeliest first, as a replay reads them.

    Empty where it states none, or says that there is none.
    """
    name, share = name_and_share(said)
    if share is not None and share_of(share) == 0:
        return {}
    return dict(sorted(meant_by(name).items(), key=lambda item: -item[1]))


def refuses(text: str) -> bool:
    """Whether a text is a refusal to answer, whatever disease it speaks of."""
    return declines(text) and (declines_within(text) or not conditions_meant(text))


def _named(text: str, language: Language) -> tuple[str, ...]:
    """The conditions that a text names in a language; a short one without any known there, as a name of any.

    Of two that a sentence compares the one that it prefers, and of an abbreviation what the text spells out.
    """
    text = "\n".join(" ".join(spelt_out(preferred(one)) for one in sentences(line)) for line in text.splitlines())
    named = conditions_named(text, language)
    if named or len(text) > _LONGEST_NAME or find_conditions(text, language):
        return named
    return tuple(conditions_meant(text))
