"""The phrase language, and the scope of a phrase, on small lexicons of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dermagent.errors import InputError
from dermagent.knowledge.lexicon import Lexicon, Match, detect_language
from dermagent.knowledge.names import find_conditions
from dermagent.reading.scope import scoped_text
from dermagent.reading.vocabulary import small_words
from dermagent.text.tokens import cut
from dermagent.types import Language

ENGLISH = Lexicon(
    {
        "itch": ["itch*"],
        "fever": ["fever*", "(high|raised) temperature"],
        "pain": ["pain*", "hurt*"],
        "blister": ["(blister*|vesicle*|bulla)"],
        "spread": ["spread* ~ quickly"],
        "spots": ["red small? spot*"],
        "ai": ["AI"],
        "burn": ["burn* ~ (shape of (an iron|a spoon)|(spoon|iron) shaped)", "scald*"],
        "large": ["1 cm"],
    },
    "en",
)
CHINESE = Lexicon({"itch": ["痒"], "fever": ["发热", "发烧"], "blister": ["水疱"], "spread": ["迅速~扩散"]}, "zh")
SPANISH = Lexicon({"itch": ["picazón", "pica*"], "fever": ["fiebre"], "pain": ["dolor*"]}, "es")


def keys(lexicon: Lexicon, text: str) -> list[str]:
    return [match.key for match in lexicon.find(text)]


@pytest.mark.parametrize(
    ("lexicon", "text", "expected"),
    [
        (ENGLISH, "It itches. Itchy!", ["itch", "itch"]),
        (ENGLISH, "witch", []),
        (ENGLISH, "a raised\n temperature", ["fever"]),
        (ENGLISH, "spreading very quickly", ["spread"]),
        (ENGLISH, "spreading over one two three four words quickly", []),
        (ENGLISH, "spreading. Quickly", []),
        (ENGLISH, "red spots and red small spots", ["spots", "spots"]),
        (ENGLISH, "AI but not ai", ["ai"]),
        (ENGLISH, "a burn in the shape of an iron; burnt, spoon-shaped; burned iron shaped", ["burn", "burn"]),
        (ENGLISH, "1 cm and 1-cm but not 0.1 cm or 21 cm", ["large", "large"]),
        (CHINESE, "皮肤很痒，迅速向外扩散", ["itch", "spread"]),
        (SPANISH, "Picazon y dolores, FIEBRE", ["itch", "pain", "fever"]),
    ],
)
def test_phrases_match_whole_words(lexicon: Lexicon, text: str, expected: list[str]) -> None:
    assert keys(lexicon, text) == expected


@pytest.mark.parametrize("phrase", ["~ x", "word?", "(a", "a)", "", "*", "a ~", "(a|)", "[ab]", "w(or|ar)d", "(a)b"])
def test_a_phrase_outside_the_phrase_language_is_refused(phrase: str) -> None:
    with pytest.raises(InputError):
        Lexicon({"x": [phrase]}, "en").find("a word x")


@given(st.text(max_size=120))
def test_a_match_always_lies_inside_the_text(text: str) -> None:
    for lexicon in (ENGLISH, CHINESE, SPANISH):
        for match in lexicon.find(text):
            assert 0 <= match.start < match.end <= len(text)


def scope(language: Language, text: str, key: str) -> str:
    """denied, hypothetical, past, family, contact, hedged or plain."""
    lexicon = {"en": ENGLISH, "zh": CHINESE, "es": SPANISH}[language]
    tokens = cut(text)
    phrases = lexicon.find_tokens(tokens, negators=small_words(tokens, language).negators)
    found = [phrase for phrase in phrases if phrase.key == key]
    assert found, f"{key} is not found in {text!r}"
    result = scoped_text(tokens, language, phrases).of(found[0])
    if result.denied:
        return "denied"
    if result.time != "current":
        return result.time
    if result.person != "patient":
        return result.person
    return "hedged" if result.hedged else "plain"


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("No fever.", "fever", "denied"),
        ("There is no fever, itching or pain.", "pain", "denied"),
        ("No fever, but it itches.", "itch", "plain"),
        ("It does not itch.", "itch", "denied"),
        ("It doesn't hurt.", "pain", "denied"),
        ("I don't have a fever.", "fever", "denied"),
        ("Not painful", "pain", "denied"),
        ("Without blisters or pain", "pain", "denied"),
        ("Denies fever", "fever", "denied"),
        ("Fever: absent", "fever", "denied"),
        ("Fever is absent.", "fever", "denied"),
        ("Without any obvious cause, blisters appeared.", "blister", "plain"),
        ("No improvement with cream, itching got worse.", "itch", "plain"),
        ("The itch is not better.", "itch", "plain"),
        ("Not only itchy, also painful", "itch", "plain"),
        ("No fever, itchy rash on the arms", "itch", "plain"),
        ("If it blisters, come back.", "blister", "hypothetical"),
        ("Advised to come back with any blister.", "blister", "hypothetical"),
        ("Come back at once with a fever.", "fever", "hypothetical"),
        ("The rash has come back with fever.", "fever", "plain"),
        ("It had come back for the third time with blisters.", "blister", "plain"),
        ("I am worried that it will blister", "blister", "hypothetical"),
        ("Will it blister?", "blister", "hypothetical"),
        ("It blistered yesterday.", "blister", "plain"),
        ("I have a rash. My mother also has blisters.", "blister", "family"),
        ("Family history of blisters", "blister", "family"),
        ("My mother, 60, has itchy skin.", "itch", "plain"),
        ("My roommate has itching too.", "itch", "contact"),
        ("As a child she had itching.", "itch", "past"),
        ("She used to have blisters.", "blister", "past"),
        ("Two weeks ago blisters appeared.", "blister", "plain"),
        ("The blisters have disappeared.", "blister", "denied"),
        ("Maybe a fever", "fever", "hedged"),
        ("Possible fever last night", "fever", "hedged"),
        ("Fever for two days, no pain", "fever", "plain"),
        ("Denies fever, itching or pain.", "pain", "denied"),
        ("No fever, itching, pain.", "pain", "denied"),
        ("Red eyes without fever, itchy skin, pain in the neck", "itch", "plain"),
        ("It hurts rather than itches, blisters.", "itch", "denied"),
        ("It hurts rather than itches, blisters.", "blister", "plain"),
        ("The blister is absent and the pain is normal.", "pain", "denied"),
        ("My uncle once had blisters. I have only a dry hand.", "blister", "family"),
    ],
)
def test_the_scope_of_english_phrases(text: str, key: str, expected: str) -> None:
    assert scope("en", text, key) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("无发热、水疱", "blister", "denied"),
        ("不痒", "itch", "denied"),
        ("没有发烧，很痒", "itch", "plain"),
        ("没有发烧，很痒", "fever", "denied"),
        ("无明显诱因出现水疱", "blister", "plain"),
        ("用药无效，痒加重", "itch", "plain"),
        ("未出现水疱", "blister", "denied"),
        ("如果起水疱怎么办", "blister", "hypothetical"),
        ("患者皮疹，母亲也有痒", "itch", "family"),
        ("可能发热", "fever", "hedged"),
        ("患者小时候发烧过", "fever", "past"),
    ],
)
def test_the_scope_of_chinese_phrases(text: str, key: str, expected: str) -> None:
    assert scope("zh", text, key) == expected


@pytest.mark.parametrize(
    ("text", "key", "expected"),
    [
        ("No tengo fiebre", "fever", "denied"),
        ("Sin fiebre ni dolor", "pain", "denied"),
        ("Sin causa aparente, picazón", "itch", "plain"),
        ("No tiene fiebre pero pica", "itch", "plain"),
        ("Niega dolor", "pain", "denied"),
        ("No mejora, pica mucho", "itch", "plain"),
        ("Posible fiebre", "fever", "hedged"),
        ("Paciente de 5 años. Su madre también tiene picazón", "itch", "family"),
    ],
)
def test_the_scope_of_spanish_phrases(text: str, key: str, expected: str) -> None:
    assert scope("es", text, key) == expected


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("皮肤瘙痒三天", "zh"),
        ("Tengo picazón en los brazos desde hace una semana", "es"),
        ("An itchy rash for a week", "en"),
        ("", "en"),
        ("12345 !!", "en"),
    ],
)
def test_the_language_is_detected(text: str, language: Language) -> None:
    assert detect_language(text) == language


def test_of_one_findings_overlapping_matches_the_longest_is_kept() -> None:
    lexicon = Lexicon({"x": ["red", "red spots"], "y": ["spots"]}, "en")
    assert lexicon.find("red spots") == [Match(0, 9, "x"), Match(4, 9, "y")]


def test_a_spanish_word_is_no_english_acronym() -> None:
    """EN is an erythema nodosum, "en" is not; nor is "ad" an atopic dermatitis."""
    for text in ("Manchas en la piel", "ad hoc"):
        assert find_conditions(text, "es") == []
    assert [match.key for match in find_conditions("Signos de AD", "es")] == ["atopic_dermatitis"]
