"""Journeys, stalks that bleed, urine like cola and other looks in the words of notes and of people."""

import pytest

from dermagent.steps.observe import observe
from dermagent.types import Case, Language


@pytest.mark.parametrize(
    ("language", "text", "findings"),
    [
        (
            "en",
            "venous insuff. Hot leg, edge you could draw with a pen, raised",
            "venous_insufficiency,well_demarcated",
        ),
        ("en", "CVI both legs, border sharp enough to trace", "venous_insufficiency,well_demarcated"),
        ("en", "Black eschar on toe; pus weeping a bit", "exudate"),
        ("en", "on no blood thinners; takes a blood thinner", "anticoagulant_use"),
        ("en", "he flew back from Manila 11 days ago", "travel_to_endemic_area"),
        ("en", "just home from three weeks in Ghana", "travel_to_endemic_area"),
        ("en", "dunno, snotty nose for a week", "coryza"),
        ("en", "the bumps bleed if you so much as look at them", "friable_bleeds_easily"),
        ("en", "on a thin neck, like a little mushroom", "pedunculated_lesion"),
        ("en", "urine like cola since this morning", "haematuria"),
        ("en", "tiny white grains like salt inside his cheeks", "koplik_spots"),
        ("en", "blisters along the V1 area on the right", "dermatomal"),
        ("es", "moco verde hace una semana", "coryza"),
        ("es", "mucho moco y los ojos rojos", "coryza"),
        ("es", "por dentro de los cachetes puntitos blancos como sal", "koplik_spots"),
        ("es", "el pichí me sale color coca cola", "haematuria"),
        ("es", "orina del color del té cargado", "haematuria"),
        ("es", "vesículas en territorio V1 derecho, punta de la nariz", "dermatomal,nose_tip_zoster_sign"),
        ("es", "bolita con un cuellito delgado que sangra con nada", "pedunculated_lesion,friable_bleeds_easily"),
        ("es", "sangra con solo tocarla", "friable_bleeds_easily"),
        ("es", "TACO por fibrilación, INR 2,4", "anticoagulant_use"),
        ("es", "toma anticoagulante oral", "anticoagulant_use"),
        ("es", "volvió de 3 meses en Madre de Dios", "travel_to_endemic_area"),
        ("es", "Pits en las uñas de las manos", "nail_pitting"),
        ("es", "ojos amarillos, piel amarilla", "jaundice"),
        ("es", "cacaotero, campesino, trabaja la tierra", "farming_or_soil_contact"),
        ("es", "me salieron granitos arañada toda", "excoriation"),
        ("zh", "他吃薄血药,血稀释的药", "anticoagulant_use"),
        ("zh", "服华法林", "anticoagulant_use"),
        ("zh", "WBC 0.8×10⁹/L,中性粒0.1", "severe_leukopenia,neutropenia_or_chemotherapy"),
        ("zh", "同侧LN肿大", "lymphadenopathy"),
        ("zh", "腋下淋巴结大", "lymphadenopathy"),
        ("zh", "后背很多圆的紫色印子", "purpura"),
        ("zh", "淡色斑,边界清", "hypopigmented,well_demarcated"),
        ("zh", "掉头发,抓一把就是一手,地漏堵", "shedding_in_handfuls,hair_loss"),
        ("zh", "网一样的紫纹", "livedo_reticularis"),
        ("zh", "上山割草,下地干活", "farming_or_soil_contact"),
        ("zh", "右颊灼伤红斑", "cheek"),
        ("zh", "抓出来的一道道印子", "excoriation"),
        ("zh", "清创,尿像浓茶", "haematuria"),
        ("zh", "手指指尖发白", "finger"),
        ("en", "He lived in Malawi for two years and now has a pale numb patch", "travel_to_endemic_area"),
        ("en", "backpacked through Laos and Cambodia in spring", "travel_to_endemic_area"),
        ("en", "we are from Belfast, honeymoon in Zanzibar last month", "travel_to_endemic_area"),
        ("en", "skin tag with a little stalk", "pedunculated_lesion"),
        ("en", "a red berry that bleeds when I brush against it", "friable_bleeds_easily"),
        ("es", "luna de miel en Bali, volvimos hace diez días", "travel_to_endemic_area"),
        ("es", "estuvo en la selva del Beni cortando madera", "travel_to_endemic_area"),
        ("es", "el nene moquea y tose", "coryza"),
        ("es", "el pipí le sale como té", "haematuria"),
        ("zh", "刚从泰国旅游回来,腿上长了个溃疡", "travel_to_endemic_area"),
        ("zh", "在安哥拉务工一年", "travel_to_endemic_area"),
        ("zh", "腿上像渔网一样的紫色花纹", "livedo_reticularis"),
        ("zh", "洗头时头发大把掉", "shedding_in_handfuls"),
    ],
)
def test_what_is_told_is_read(language: Language, text: str, findings: str) -> None:
    seen = observe(Case(history=text, language=language)).counted()
    assert {one: seen[one].polarity for one in findings.split(",")} == dict.fromkeys(findings.split(","), "present")


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "Rash on neck and back.", "pedunculated_lesion"),
        ("en", "My neighbour is from India, my rash itches.", "travel_to_endemic_area"),
        ("en", "I use Brazil nut oil at home.", "travel_to_endemic_area"),
        ("en", "We have a guinea pig at home, ring on the arm.", "travel_to_endemic_area"),
        ("es", "Heces con moco y sangre.", "coryza"),
        ("es", "Me comí un taco y me salieron ronchas.", "anticoagulant_use"),
        ("es", "Tiene el cuello hinchado.", "pedunculated_lesion"),
        ("zh", "我在深圳工作,买了泰国的药膏", "travel_to_endemic_area"),
    ],
)
def test_what_only_sounds_like_it_is_not(language: Language, text: str, finding: str) -> None:
    assert finding not in observe(Case(history=text, language=language)).counted()
