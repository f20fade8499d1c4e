"""Idioms, old events and words of another thing that raise no alarm; beside each of them what must still raise it."""

import pytest

from dermagent.types import Language
from tests.told import is_emergency, present, rules, said, said_now, times_of, urgency


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("es", "heavy_bleeding", "En agosto sudo a chorros por la espalda y me salen granitos."),
        ("es", "heavy_bleeding", "A mi hija le sudan los pies a chorro en clase."),
        ("es", "hypotension", "Nos quedamos tirados en el tren cinco horas, y la piel se me secó."),
        ("es", "hypotension", "Casi me da un patatús al ver la factura del dentista. Tengo hongos en las uñas."),
        ("es", "seizure", "Corrí una carrera y me temblaron las piernas tres días. Tengo un juanete."),
        ("es", "systemic_toxicity", "Pensé que me moría, pero era un ataque de ansiedad. Tengo caspa."),
        ("en", "systemic_toxicity", "He is hardly at death's door, he plays golf. He has a wart."),
        ("en", "systemic_toxicity", "I thought I was going to die, it turned out to be trapped wind. I have acne."),
        ("en", "confusion", "The red patches go wandering about from arm to arm every summer."),
        ("en", "burn_full_thickness", "My shins are dry as parchment in winter."),
        (
            "en",
            "poor_feeding_or_floppiness",
            "No fever. I never really drink, I am a runner with a rash on the thighs.",
        ),
        ("en", "changing_lesion", "I changed jobs in spring. I have a mole on my back."),
        ("en", "fissure", "A chap at work has psoriasis. I have a mole."),
        ("zh", "systemic_toxicity", "我以为要死了，结果是惊恐发作。我长痘。"),
        ("zh", "dyspnoea", "婴儿在睡觉，大家都不敢喘大气。我手上长湿疹。"),
        ("zh", "fever", "吹了空调脸烧得慌，红了两年。"),
        ("zh", "erythroderma", "脸红得像番茄，一紧张就红。"),
        ("zh", "cold_exposure", "头皮屑掉得跟下雪似的。"),
    ],
)
def test_an_idiom_is_no_sign(language: Language, finding: str, text: str) -> None:
    assert finding not in present(text, language)
    assert not is_emergency(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Se le abrió la variz y sangra a chorros."),
        ("es", "La sangre le sale a chorro del brazo."),
        ("es", "Estuvo fumigando la huerta. Suda a chorros, babea y tiene las pupilas como puntitos."),
        ("en", "He sprayed the potatoes, and now he is drooling and his pupils are tiny."),
        ("zh", "喷农药回来流口水，瞳孔很小，浑身是汗。"),
        ("es", "El brazo le cuelga como un trapo y no le salen las palabras."),
        ("en", "Her arm went limp and her words came out jumbled."),
        ("en", "Fever and a red leg, and dad is wandering about confused."),
        ("es", "Mi abuela tiene fiebre y se quedó tirada en el suelo, no se levanta."),
        ("en", "I think I am dying, I cannot breathe."),
        ("zh", "孩子喘得厉害，嘴唇发紫。"),
        ("zh", "全身皮肤红得像煮熟的虾，大片脱皮，吃药以后。"),
    ],
)
def test_the_sign_itself_is_heard(language: Language, text: str) -> None:
    assert is_emergency(text, language) or urgency(text, language) == "same_day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("es", "Me ha salido una espinilla en la cara hoy."),
        ("es", "A mi bebé le han salido puntitos blancos en la cara desde hace tres semanas."),
        ("es", "Puntitos rojos alrededor del ano desde hace un mes, pica."),
        ("es", "Mi padre, 84 años, tiene cardenales que duran dos semanas. No toma sintrom."),
        ("en", "I am on HRT patches and garden outdoors; my hands are dry."),
        ("zh", "头皮一片片发红，起屑，三年了。"),
        ("zh", "脚趾缝发白的烂皮，痒，范围大了一圈。"),
    ],
)
def test_a_word_of_another_thing_raises_no_flag(language: Language, text: str) -> None:
    assert rules(text, language) == set()


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("es", "oedema_of_face", "Tiene la cara hinchada desde ayer."),
        ("es", "petechia", "Puntitos rojos en las piernas y fiebre."),
        ("es", "petechia", "Le salieron puntitos rojos en las piernas."),
        ("es", "poor_feeding_or_floppiness", "El bebé tiene dos semanas y no toma el pecho."),
        ("zh", "skin_detachment", "被开水烫了，皮一块块掉下来。"),
    ],
)
def test_the_thing_itself_is_read(language: Language, finding: str, text: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "burn_injury", "I did burn my hand in Crete in 1981, blisters everywhere. Now a scaly spot there."),
        ("en", "vesicle", "I did burn my hand in Crete in 1981, blisters everywhere. Now a scaly spot there."),
        ("en", "snake_bite", "In '68 I was bitten by an adder. My elbows flake."),
        ("en", "jaundice", "She is three. At birth she had jaundice. Now molluscum."),
        ("es", "smoke_inhalation", "En el 79 tragué humo en un incendio. Tengo caspa."),
        ("es", "bulla", "En el 94 me quemé el brazo, ampollas grandes. Ahora tengo una cicatriz."),
        ("es", "systemic_toxicity", "Casi se nos va al nacer. Tiene cinco años y verrugas."),
        ("zh", "jaundice", "刚出生有黄疸，照了几天光，退了，现在脸上有湿疹。"),
        ("zh", "burn_injury", "1979年被开水烫过，现在疤上有个硬块。"),
    ],
)
def test_what_happened_long_ago_is_past(language: Language, finding: str, text: str) -> None:
    assert times_of(finding, text, language) == {"past"}


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "erythema", "Last winter my heels went red and scaly. They still hurt."),
        ("en", "rash", "Since we got the cat last autumn I've had an itchy rash on my arms."),
        ("en", "pigmented_lesion", "A mole came up on my shoulder last year."),
        ("es", "pigmented_lesion", "Me salió un lunar en la espalda el año pasado."),
        ("es", "papule", "Desde que me mudé el año pasado tengo granos en el pecho."),
        ("zh", "rash", "自从去年换工作手上就有红疹。"),
        ("es", "jaundice", "Al nacer tuvo ictericia y ahora, con diez días, sigue amarillo."),
        ("en", "bulla", "I was burnt in 2010. Since yesterday I have big blisters on my arms."),
    ],
)
def test_the_complaint_itself_is_not_past(language: Language, finding: str, text: str) -> None:
    assert "current" in times_of(finding, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The dark mark on my toenail is growing out. The doctor said it was a bruise."),
        ("es", "Mancha negra en la planta del pie: la doctora la rascó y era sangre seca."),
        ("zh", "脚跟黑点，医生看了说是皮下出血，刮掉了。"),
    ],
)
def test_blood_that_a_doctor_found_in_a_spot_is_no_bleeding(language: Language, text: str) -> None:
    assert rules(text, language) == set()


def test_a_mole_that_grows_stays_one_whatever_was_said_of_it() -> None:
    assert "melanoma" in rules("The black mole on my heel is growing. A friend said it was dried blood.", "en")
    assert said("Me hice una donación de sangre.", "es").get("bleeding") is None
    assert said_now("Tuvo una infección en la sangre.", "es").get("bleeding") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Itchy tummy and thighs; the palms and soles don't itch."),
        ("es", "Me pica la espalda. Las palmas y las plantas no me pican."),
        ("zh", "肚皮痒了一个月，手掌脚底不痒，孕31周。"),
    ],
)
def test_palms_and_soles_that_do_not_itch_are_not_where_it_itches(language: Language, text: str) -> None:
    assert {"pruritus"} <= present(text, language)
    assert present(text, language).isdisjoint({"palm", "sole", "palms_and_soles"})


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My palms and soles are red, no itch."),
        ("es", "Tengo manchas en las palmas y las plantas, sin picor."),
        ("zh", "手掌脚底不痒，但起了红斑。"),
        ("zh", "怀孕33周，手掌脚底痒。"),
    ],
)
def test_palms_and_soles_that_have_something_are_told(language: Language, text: str) -> None:
    assert {"palm", "sole"} <= present(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My heart practically stopped when I got the bill. I have a corn."),
        ("en", "I was out of breath from laughing. I have dandruff."),
        ("es", "Casi me desmayo cuando vi el precio. Tengo un callo."),
        ("es", "Me quedé sin aliento de tanto reír. Tengo caspa."),
        ("zh", "看到账单我差点晕过去。脚上长了鸡眼。"),
        ("es", "De joven, en el 81, me picó un alacrán. Tengo la piel seca."),
    ],
)
def test_a_price_a_laugh_and_an_old_sting_are_no_emergency(language: Language, text: str) -> None:
    assert not is_emergency(text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "burn_injury", "There was an explosion at the mill in 1986 and I scalded my arm. I have a wart."),
        ("es", "burn_injury", "Hubo un accidente en la fábrica en 2004 y me quemé la mano. Tengo caspa."),
        ("zh", "burn_injury", "2001年家里失过火，我烧伤了胳膊。现在长了个疣。"),
        ("zh", "tight_band", "小时候腿打过石膏。现在腿上有癣。"),
    ],
)
def test_a_story_of_then_goes_on_behind_and(language: Language, finding: str, text: str) -> None:
    assert "current" not in times_of(finding, text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("en", "burn_injury", "There was a fire in 2009 and now I have burnt my hand."),
        ("es", "smoke_inhalation", "Hubo un incendio esta noche y tragué humo."),
        ("en", "burn_injury", "I had a heart attack in 2015 and burnt my arm on the oven."),
    ],
)
def test_what_happens_now_beside_an_old_story_is_of_now(language: Language, finding: str, text: str) -> None:
    assert "current" in times_of(finding, text, language)


@pytest.mark.parametrize(
    ("language", "finding", "text"),
    [
        ("es", "seizure", "Nació prematura y convulsiona. Tiene 2 años."),
        ("es", "seizure", "Mi hijo de 4 años convulsionó, usa colonia de bebé."),
        ("en", "seizure", "She is two. At birth she was fine but she is having a seizure."),
        ("zh", "jaundice", "孩子出生后一直黄疸，喘。"),
        ("es", "dyspnoea", "En 2010 me quemé la mano, me falta el aire."),
    ],
)
def test_a_danger_of_now_is_not_put_back_to_birth_or_an_old_event(language: Language, finding: str, text: str) -> None:
    assert "current" in times_of(finding, text, language)


def test_blood_poisoning_of_a_premature_baby_is_past_for_the_child() -> None:
    assert times_of("systemic_toxicity", "Fue prematura, tuvo sepsis. Tiene 8 años y granitos.", "es") == {"past"}
