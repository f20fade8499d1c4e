"""Words that only sound like danger: weak legs, stomach bugs, plasters, grazed knees, heating, bruised nails."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


def told(text: str, language: Language) -> set[str]:
    """What a text says is there now."""
    return {i.finding for i in read_text(text, language, "history").items if i.is_there}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Grandma's knees are bad, she can't get up from the sofa. Her elbows are dry."),
        ("en", "After leg day I couldn't stand up straight. I have spots on my forehead."),
        ("es", "Mi abuela no puede levantarse del sillón por la artrosis. Tiene la piel seca."),
        ("es", "Con la ciática no puedo ponerme de pie sin ayuda. Me pica la espalda."),
        ("zh", "爷爷坐沙发上站不起来，腿痒。"),
        ("zh", "妈妈风湿，站不起来，手指干裂。"),
        ("zh", "我一躺下就天旋地转，耳石症，脸上有痘。"),
        ("en", "The whole family had the winter vomiting bug. My hands are dry."),
        ("en", "There was a bug in my phone app. I was sick on the boat. My arm itches."),
        ("en", "It bugs me. I vomited once from the curry and there is a bruise on my arm."),
        ("en", "He had the norovirus bug with vomiting last week, and now a bruise from football."),
        ("es", "Me despellejé los codos al caerme de la bici y tengo fiebre por el catarro."),
        ("es", "Mi padre despelleja jabalíes. Tengo fiebre y un grano."),
        ("en", "Dry hands since the air conditioning went on. A purple bruise on the arm."),
        ("en", "Radiators went on last week, dry skin on my calves, a purple knock on the shin."),
        ("es", "Se me puso negra la uña del pie de correr la maratón."),
        ("es", "La uña del pulgar del pie se me puso negra de tanto correr."),
        ("zh", "脚趾盖黑了，踢球踢的。"),
        ("zh", "跑完马拉松，大脚趾的趾甲变黑了。"),
    ],
)
def test_a_word_that_only_sounds_like_danger_is_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The bite is pink and swollen, it isn't warm and doesn't throb."),
        ("en", "The knuckle is swollen and reddish. The weather isn't warm here, so I wear gloves."),
        ("es", "El tobillo está rojo e hinchado por la rozadura, llevo tiritas."),
        ("es", "Tengo el dedo rojo e hinchado del padrastro, lo tapo con una tirita."),
    ],
)
def test_skin_that_is_not_warm_and_a_plaster_are_no_chills(language: Language, text: str) -> None:
    assert "chills" not in told(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My leg is red and swollen, I can't get warm and I am shaking."),
        ("en", "My shin is red and swollen and I can't warm up under three blankets."),
        ("es", "Tengo la pierna roja e hinchada y no paro de tiritar."),
        ("es", "Tengo la pierna roja e hinchada y tiritona."),
        ("es", "Mi marido tiene fiebre, tirita, la pierna está roja e hinchada."),
        ("zh", "腿又红又肿，浑身发冷打哆嗦。"),
        ("en", "Stung by a wasp, hives all over, she cannot stand up."),
        ("es", "Le picó una avispa, tiene ronchas y no puede ponerse de pie."),
        ("zh", "吃了花生全身风团，站不起来，快晕了。"),
        ("zh", "发烧，身上紫斑，站不起来。"),
        ("en", "Some bug stung me an hour ago and I keep vomiting, hives all over."),
        ("es", "Tomo lamotrigina y se me despelleja toda la piel, con fiebre."),
        ("es", "El bebé tiene fiebre y se le despelleja la cara."),
        ("es", "Estoy toda despellejada y con fiebre."),
    ],
)
def test_the_danger_itself_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "El dedo del pie se me puso negro y frío, soy diabético."),
        ("es", "La punta del dedo gordo del pie se me puso negra."),
        ("zh", "大脚趾变黑了，发凉，有糖尿病。"),
        ("zh", "脚趾和指甲都变黑了，没有知觉。"),
    ],
)
def test_a_black_toe_is_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) in ("emergency", "same_day")
