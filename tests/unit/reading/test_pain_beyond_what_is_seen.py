"""Pain that the skin does not explain, and skin that feels neither a pin nor cold."""

import pytest

from dermagent.types import Language
from tests.told import present


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("pain_out_of_proportion", "en", "The pain is way beyond what the skin shows, he is screaming."),
        ("pain_out_of_proportion", "en", "She's in agony though there's hardly anything to see on the thigh."),
        ("pain_out_of_proportion", "en", "Pain severe, out of keeping with the appearance."),
        ("pain_out_of_proportion", "en", "It hurts so much more than it should for such a small red patch."),
        ("pain_out_of_proportion", "en", "Unbearable pain in the calf, but the skin looks nearly normal."),
        ("pain_out_of_proportion", "es", "Le duele muchísimo más de lo que se ve."),
        ("pain_out_of_proportion", "es", "Un dolor espantoso y la piel se ve casi normal."),
        ("pain_out_of_proportion", "es", "Dolor que no se corresponde con la lesión."),
        ("pain_out_of_proportion", "es", "El dolor no concuerda con lo poco que se ve en la piel."),
        ("pain_out_of_proportion", "zh", "疼得满地打滚，可皮肤看着差不多正常。"),
        ("pain_out_of_proportion", "zh", "痛得比看上去厉害得多。"),
        ("pain_out_of_proportion", "zh", "疼痛程度与皮损不相称。"),
        ("pain_out_of_proportion", "zh", "痛得叫，外表却看不出什么。"),
        ("insensitive_lesion", "en", "Inside the patch she can't feel a pinprick or the cotton wool."),
        ("insensitive_lesion", "en", "Pale patch on the forearm with loss of sensation to light touch."),
        ("insensitive_lesion", "en", "I burned the patch on a pot and never felt it, it has no feeling."),
        ("insensitive_lesion", "en", "Two light patches, anaesthetic to pin."),
        ("insensitive_lesion", "es", "La mancha clara no tiene sensibilidad, la pincho y no siento."),
        ("insensitive_lesion", "es", "Placa pálida en el brazo, anestésica al algodón."),
        ("insensitive_lesion", "es", "En la zona no distingue frío ni calor y no siente el pinchazo."),
        ("insensitive_lesion", "zh", "白斑里面没有知觉，用针扎不疼。"),
        ("insensitive_lesion", "zh", "斑内痛觉、温度觉消失。"),
        ("insensitive_lesion", "zh", "那块皮肤冷水热水都分不出来，掐也不疼。"),
        ("pain_out_of_proportion", "en", "He says the pain is far worse than I can see any reason for."),
        ("pain_out_of_proportion", "en", "Tenderness not in keeping with exam."),
        ("pain_out_of_proportion", "es", "Duele de forma insoportable pero el brazo se ve prácticamente normal."),
        ("pain_out_of_proportion", "es", "Dolor intenso que no casa con la exploración."),
        ("pain_out_of_proportion", "zh", "小腿剧痛，但皮肤几乎正常。"),
        ("pain_out_of_proportion", "zh", "疼痛与皮损不符。"),
        ("insensitive_lesion", "en", "Light spot over the elbow, cannot feel the needle there."),
        ("insensitive_lesion", "es", "Mancha rojiza en el muslo que no distingue lo frío de lo caliente."),
        ("insensitive_lesion", "zh", "左臂一块浅色斑，针扎不疼。"),
    ],
)
def test_pain_beyond_what_is_seen_and_skin_without_feeling_are_read(
    finding: str, language: Language, text: str
) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("pain_out_of_proportion", "en", "Pain in keeping with the size of the wound."),
        ("pain_out_of_proportion", "en", "It hurts a little and the skin looks normal."),
        ("pain_out_of_proportion", "zh", "有点疼，皮肤看着正常。"),
        ("pain_out_of_proportion", "es", "Duele un poco y la piel se ve normal."),
        ("insensitive_lesion", "en", "Feeling to pin and cotton wool is normal inside the patch."),
        ("insensitive_lesion", "zh", "斑内针刺知痛，冷热能辨。"),
        ("insensitive_lesion", "es", "La mancha tiene sensibilidad normal."),
        ("insensitive_lesion", "en", "I can't feel the needle during injections because of numbing cream."),
        ("insensitive_lesion", "es", "No siento el pinchazo de la vacuna."),
        ("pain_out_of_proportion", "en", "My terrible itch drives me mad, the skin looks almost normal."),
        ("pain_out_of_proportion", "en", "Pain is in keeping with a sprain."),
        ("pain_out_of_proportion", "zh", "不疼，皮肤几乎正常。"),
        ("pain_out_of_proportion", "es", "No duele. La piel está casi normal ya."),
        ("insensitive_lesion", "es", "La mancha no es dura y no hay sensibilidad a la palpación."),
    ],
)
def test_pain_that_fits_and_skin_that_feels_are_not(finding: str, language: Language, text: str) -> None:
    assert finding not in present(text, language)
