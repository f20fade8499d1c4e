"""A "no" or a yes that does not answer the question: it denies what stands behind it, or tells of somebody else."""

import re

from dermagent.knowledge.lexicon import detect_language
from dermagent.knowledge.speech import spoken
from dermagent.reading.text import read_text
from dermagent.text.normal import normalise
from dermagent.types import Language, NextQuestion

#: Letters that a word and another form of it share, at most.
_STEM = 4
#: Characters of an answer behind whose "no" the thing may stand that it denies.
_NEAR = 1000
_WORD = re.compile(r"[^\W\d_]{3,}")


def is_of_question(
    question: NextQuestion, answer: str, words: str, no: str, between: str, language: Language | None
) -> bool | None:
    """Whether what a "no" denies behind it ("no mouth sores") is what was asked; None where "no" stands for itself.

    `words` is the answer without that "no", `between` what stands between the two. A mark there, or words that begin a
    sentence of their own ("no my throat is swelling"), leave the "no" to the question.
    """
    if between.strip() or not words.strip() or spoken("answer_before_sentence").match(no + between + words):
        return None
    language = language or detect_language(question.text or answer)
    answer, words = answer[:_NEAR], words[:_NEAR]
    whole = read_text(answer, language, "history").items
    stated = {item.finding for item in read_text(words, language, "history").items if item.polarity == "present"}
    kept = {item.finding for item in whole if item.polarity == "present"}
    denied = [item for item in whole if item.polarity == "absent" and item.finding in stated - kept]
    if not denied:
        return None
    texts = (normalise(text).text.lower() for text in (question.text, question.for_patient))
    asked = " ".join(text.split("?")[0] for text in texts)  # and not what the answer would tell apart
    spans = [item.span.text.lower() for item in denied if item.span]
    return any(_is_of(asked, span, language) for span in spans)


def is_of_another(words: str, history: str) -> bool:
    """Whether the words behind a yes tell that somebody else has what was asked, of whom the history is not."""
    found = spoken("answer_of_another").match(normalise(words).text.replace("\n", " "))
    who = next((who for who in found.groupdict().values() if who), "") if found else ""
    return bool(who) and not re.search(rf"\b{who}\b" if who.isascii() else who, history, re.IGNORECASE)


def _is_of(asked: str, span: str, language: Language) -> bool:
    """Whether a phrase repeats a word of the question."""
    if language == "zh":
        return span in asked
    told = [word for word in _WORD.findall(span) if not spoken("names_no_thing").fullmatch(word)]
    return any(word[:_STEM].startswith(one[:_STEM]) for one in _WORD.findall(asked) for word in told)
