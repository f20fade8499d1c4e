"""Looks and habits that tell diseases of the hair apart, told by patients and doctors in three languages."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def findings(text: str, language: Language, polarity: str = "present") -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.polarity == polarity}


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("broken_hairs", "en", "Bare area on the crown where the hairs have all snapped at about two millimetres."),
        ("broken_hairs", "en", "What hair is left there is stubbly, some of it longer, some of it shorter."),
        ("broken_hairs", "es", "En la placa se ven muchos cabellos rotos cerca de la piel."),
        ("broken_hairs", "zh", "斑片里的头发高低不齐，都断在头皮附近。"),
        ("eyebrow_or_lash_loss", "en", "Both eyebrows have fallen out over the winter."),
        ("eyebrow_or_lash_loss", "en", "The lashes of the lower lid are missing in one place."),
        ("eyebrow_or_lash_loss", "es", "Ha perdido las dos cejas en un año."),
        ("eyebrow_or_lash_loss", "zh", "半年来眉毛慢慢脱落。"),
        ("receding_hairline", "en", "My hairline has moved back by two fingers since I turned fifty."),
        ("receding_hairline", "es", "El nacimiento del pelo retrocede un poco cada año."),
        ("receding_hairline", "zh", "前面的发际线这几年一直在后退。"),
        ("widened_parting", "en", "The parting of my hair is twice as wide as it was."),
        ("widened_parting", "es", "Con el pelo recogido la coronilla se ve clareada."),
        ("widened_parting", "zh", "头发分缝比以前变宽了。"),
        ("shedding_in_handfuls", "en", "Every morning my pillow is covered in hair."),
        ("shedding_in_handfuls", "es", "Desde el parto el pelo me sale a puñados en la ducha."),
        ("shedding_in_handfuls", "zh", "产后三个月，头发一洗就掉一大把。"),
        (
            "hair_pulling",
            "en",
            "While reading he twirls a lock of hair until it breaks; I catch him pulling hairs out.",
        ),
        ("hair_pulling", "es", "Cuando está nerviosa se arranca pelitos de la sien."),
        ("hair_pulling", "zh", "压力大的时候她会不停地拔头发。"),
        ("lice_or_nits", "en", "I found little grey eggs glued to her hair near the roots."),
        ("lice_or_nits", "es", "En la escuela hay una plaga y le he visto piojos."),
        ("lice_or_nits", "zh", "给孩子梳头发现头发上粘着小虫卵。"),
        ("boggy_scalp_swelling", "en", "The scalp there is now a boggy lump that leaks pus from many holes."),
        ("boggy_scalp_swelling", "es", "La placa del cuero cabelludo se ha vuelto esponjosa y supura."),
        ("boggy_scalp_swelling", "zh", "头皮上起了一个像海绵一样的肿块，挤得出脓。"),
        ("wood_lamp_green", "en", "Under a Wood's lamp the broken hairs shine green."),
        ("wood_lamp_green", "es", "Con lámpara de Wood, las lesiones se ven verdes."),
        ("wood_lamp_green", "zh", "伍氏灯检查病损处发绿色荧光。"),
    ],
)
def test_a_look_of_the_hair_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("eyebrow_or_lash_loss", "en", "Scalp patch only; eyebrows and lashes are normal."),
        ("eyebrow_or_lash_loss", "es", "Sin pérdida de cejas ni de pestañas."),
        ("eyebrow_or_lash_loss", "zh", "眉毛正常，无脱落。"),
        ("hair_pulling", "en", "She does not pull her hair."),
        ("lice_or_nits", "en", "No lice or nits seen."),
        ("lice_or_nits", "es", "No se ven liendres."),
        ("lice_or_nits", "zh", "未见虱卵。"),
        ("broken_hairs", "en", "There are no broken hairs."),
        ("receding_hairline", "zh", "发际线没有后移。"),
    ],
)
def test_a_look_of_the_hair_is_denied(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language, "absent")
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("hair_pulling", "en", "I wear my hair pulled back in a tight ponytail."),
        ("hair_pulling", "en", "The hair pull test was negative."),
        ("receding_hairline", "en", "The spot on my forehead is getting bigger."),
        ("receding_hairline", "es", "La mancha de la frente es más grande cada mes."),
        ("widened_parting", "es", "Le salió una raya ancha en la uña."),
        ("broken_hairs", "en", "My hair is fine, but the skin has broken out in spots."),
        ("animal_exposure", "es", "Tengo una raya oscura en la uña del pulgar."),
        ("hypotension", "es", "Cada año el pelo se me va para atrás."),
        ("confusion", "en", "A hair falls out of it now and then."),
    ],
)
def test_what_is_no_such_look_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)


def test_a_ray_in_the_sea_and_a_child_who_falls_back_are_still_heard() -> None:
    assert "animal_exposure" in findings("Pisé una raya en la playa y me duele mucho el pie.", "es")
    assert "hypotension" in findings("De repente se va para atrás y no responde.", "es")
    assert "confusion" in findings("He has a fever and seems out of it.", "en")
