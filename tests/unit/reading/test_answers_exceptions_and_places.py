"""Answers behind dashes and brackets, what an exception excepts, and places that are told to be clear."""

import pytest

from dermagent.types import Language
from tests.told import polarities


def _read(text: str, language: Language, told: str) -> tuple[dict[str, str], dict[str, str]]:
    """What is expected of findings ("+rash -fever"), and what was read of them."""
    signs = {"+": "present", "-": "absent"}
    expected = {one[1:]: signs[one[0]] for one in told.split()}
    polarity = polarities(text, language)
    return expected, {one: polarity.get(one, "unread") for one in expected}


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "Any wheeze? - none", "-wheeze"),
        ("en", "Chills? – No.\nSore throat? – Yes.", "-chills +sore_throat"),
        ("en", "Diarrhoea? ... nope. Vomiting? > yes", "-diarrhoea +vomiting"),
        ("en", "Swollen joints, sees double, headache? - No.", "-arthritis -headache"),
        ("es", "¿Diarrea? – No. ¿Escalofríos? – Sí.", "-diarrhoea +chills"),
        ("es", "P: ¿vómitos, ve borroso? R: no.", "-vomiting"),
        ("zh", "有咳嗽吗？——没有。有腹泻吗？——有。", "-cough +diarrhoea"),
        ("zh", "脸肿吗？不肿。", "-oedema"),
        ("zh", "医生问：尿红吗？答：不红。", "-haematuria"),
        ("zh", "【腹泻】无【呕吐】有", "-diarrhoea +vomiting"),
        ("en", "[cough] no [wheeze] yes", "-cough +wheeze"),
        ("es", "Diarrea: jamás.", "-diarrhoea"),
    ],
)
def test_an_answer_is_of_the_question_before_it(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "ROS (-) chills (-) wheeze (+) vomiting (-) headache", "-chills -wheeze +vomiting -headache"),
        ("en", "[-] cough [+] scale [-] pustules", "-cough +scale -pustule"),
        ("en", "[ + ] crust [ - ] bleeding", "+crust -bleeding"),
        ("es", "Anamnesis (-) diarrea (+) picor (-) costras", "-diarrhoea +pruritus -crust"),
        ("zh", "[-]咳嗽 [+]鳞屑 [-]溃疡", "-cough +scale -ulcer"),
        ("en", "Cough (-) wheeze (+) since Sunday", "-cough +wheeze"),  # the marks are of the word before
        ("en", "Cough [-] Itch [+] Pustules [-]", "-cough +pruritus -pustule"),
    ],
)
def test_a_mark_in_brackets_before_a_thing_is_of_that_thing(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "No itching, no wheeze, except for a headache.", "-pruritus -wheeze +headache"),
        ("en", "It is scaly but neither sore nor crusty, other than some redness.", "+scale -pain -crust +erythema"),
        ("en", "Not weepy, and besides dryness no scale.", "-exudate +xerosis -scale"),
        ("en", "No cough except at night.", "+cough"),
        ("en", "Nothing on the scalp aside from a few flakes.", "+scale"),
        ("es", "No hay fiebre ni costras, salvo algo de sequedad.", "-fever -crust +xerosis"),
        ("es", "No hay picor, excepto por la noche.", "+pruritus"),
        ("es", "No pica, menos mal.", "-pruritus"),
        ("zh", "身上没有水疱，除了药膏没换过别的。", "-vesicle"),
        ("zh", "没有皮疹，除了腿上。", "+rash +leg"),
    ],
)
def test_an_exception_turns_only_what_it_is_of(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "My elbows and knees haven't got a single mark.", "-elbow -knee"),
        ("en", "Thighs grand, soles NAD.", "-thigh -sole"),
        ("en", "The neck and ears are smooth and clear.", "-neck -ear"),
        ("en", "The rash on my thighs is as always.", "+rash +thigh"),
        ("en", "On the calf there is nothing but it throbs.", "+calf"),
        ("es", "En la espalda y los muslos, nadita.", "-back -thigh"),
        ("es", "Las rodillas, impecables. Codos ok.", "-knee -elbow"),
        ("es", "En el cuello y la espalda no hay ni una.", "-neck -back"),
        ("es", "El cuello y los hombros no los tengo afectados.", "-neck -shoulder"),
        ("zh", "指甲我看过，好好的。", "-fingernail"),
        ("zh", "耳朵后面也没有，膝盖干净的。", "-knee"),
        ("zh", "舌头也没有。", "-tongue"),
    ],
)
def test_a_place_may_be_told_to_be_clear(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "She has no chills. Or headache.", "-chills -headache"),
        ("es", "No tiene picor. O costras.", "-pruritus -crust"),
        ("en", "I have a headache. Or chills.", "+headache +chills"),
        ("en", "No scaling, itching, oozing.", "-scale -pruritus -exudate"),
        ("es", "Sin dolor, escamas, fiebre.", "-pain -scale -fever"),
        ("en", "Not painful, blisters, pus.", "-pain +vesicle +pustule"),
    ],
)
def test_a_list_goes_on_with_its_denial(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected


@pytest.mark.parametrize(
    ("language", "text", "told"),
    [
        ("en", "It has never gone blue, black or purple.", "-black -blue"),
        ("en", "Hasn't gone floppy.", "-poor_feeding_or_floppiness"),
        ("en", "Chills nope ✅ itching yes ✅", "-chills +pruritus"),
        ("en", "His thyroid levels were normal.", "-thyroid_disease"),
        ("en", "No oozing, no warmth.", "-exudate -warmth"),
        ("en", "She bundled up for warmth, her calf is red.", "+erythema"),
        ("es", "Ni escalofríos ni me siento mal.", "-chills -malaise"),
        ("es", "Picor no hay, costras menos.", "-pruritus -crust"),
        ("es", "No anticoag, no inmunosup.", "-anticoagulant_use -immunosuppression"),
        ("es", "Sin cáncer de piel previo.", "-personal_history_of_skin_cancer"),
        ("es", "El niño no respira cansado.", "-dyspnoea"),
        ("en", "It oozes. Chills | no", "+exudate -chills"),
        ("en", "Elbows, shins: nothing there.", "-elbow -shin"),
        ("es", "No sangran ni tienen costras.", "-bleeding -crust"),
        ("en", "Neither bleeding nor crusts.", "-bleeding -crust"),
        ("zh", "没晕，也没吐。", "-dizziness -vomiting"),
        ("zh", "体重没有下降，也没有减轻。", "-weight_loss"),
        ("zh", "不吐，不痛不痒。", "-vomiting -pain -pruritus"),
        ("zh", "我也没有糖尿病。", "-diabetes_mellitus"),
        ("zh", "脓疱也没起过，皮疹未曾出现。", "-pustule -rash"),
        ("zh", "孩子没发过烧，没咳。", "-fever -cough"),
        ("zh", "伤口红肿热痛都没有，没有囊肿。", "-warmth -pain -cyst"),
        ("zh", "红斑一直没好过。", "+erythema"),
        ("zh", "水疱没消过。", "+vesicle"),
    ],
)
def test_denials_of_many_shapes_are_denials(language: Language, text: str, told: str) -> None:
    expected, read = _read(text, language, told)
    assert read == expected
