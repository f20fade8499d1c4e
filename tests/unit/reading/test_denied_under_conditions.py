"""What is denied but for a condition is there; what is denied of one time only takes nothing back that was told."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language


def _polarities(text: str, language: Language, finding: str) -> set[str]:
    items = read_text(text, language, "history").items
    return {item.polarity for item in items if item.finding == finding and item.counts}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The nodule isn't tender unless something catches it.", "pain"),
        ("en", "Not itchy, except when I get hot.", "pruritus"),
        ("en", "There is never any bleeding unless she picks at it.", "bleeding"),
        ("es", "La verruga no molesta ni duele salvo al pisar.", "pain"),
        ("es", "No me duele si no me agacho.", "pain"),
        ("zh", "不碰水就不痒。", "pruritus"),
        ("en", "My heel doesn't hurt unless I walk barefoot.", "pain"),
        ("en", "The rash isn't itchy except after a hot shower.", "pruritus"),
        ("en", "The ulcer only hurts when the dressing is changed, otherwise it doesn't.", "pain"),
        ("en", "The toe is not painful unless a shoe rubs it.", "pain"),
        ("en", "The bump never hurts except in cold weather.", "pain"),
        ("es", "El bulto no duele si no lo aprieto.", "pain"),
        ("es", "No me pica más que después de ducharme.", "pruritus"),
        ("es", "El dedo no duele salvo al caminar.", "pain"),
        ("es", "La mancha no pica excepto con el calor.", "worse_with_heat_or_sweat"),
        ("es", "No duele a menos que la roce.", "pain"),
        ("zh", "不碰它就不疼。", "pain"),
        ("zh", "不走路的时候不疼。", "pain"),
        ("zh", "除了洗澡后都不痒。", "pruritus"),
        ("zh", "不热就不痒。", "pruritus"),
        ("en", "My gums do not bleed unless I floss.", "bleeding"),
        ("en", "The spot doesn't burn as long as I don't wear the belt.", "burning_sensation"),
        ("en", "If nobody touches it, it does not hurt.", "pain"),
        ("en", "Unless I scratch it, the mole doesn't bleed.", "bleeding"),
        ("en", "It is not itchy apart from at night.", "nocturnal_pruritus"),
        ("es", "Si no la toco, no duele.", "pain"),
        ("es", "No sangra a no ser que lo roce.", "bleeding"),
        ("es", "El lunar no me pica mas que cuando sudo.", "pruritus"),
        ("zh", "不抓就不出血。", "bleeding"),
        ("zh", "除非碰到，不然不疼。", "pain"),
        ("zh", "不压它的话不疼。", "pain"),
    ],
)
def test_what_a_condition_brings_on_is_there(language: Language, text: str, finding: str) -> None:
    assert _polarities(text, language, finding) == {"present"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "The ulcer is painful. With the leg up it does not hurt.", "pain"),
        ("en", "I've had an itchy scalp for months. No itching while on holiday.", "pruritus"),
        ("es", "Tengo picor desde verano. En invierno no pica.", "pruritus"),
        ("zh", "脚跟痛半年，坐着不痛。", "pain"),
        ("en", "It has been painful for three months. No pain when I lie down.", "pain"),
        ("en", "I have had itching for ten years. It does not itch when I am in the sea.", "pruritus"),
        ("en", "The finger hurts a lot. No pain if I hold it up.", "pain"),
        ("en", "The lump has been sore since June. It doesn't hurt while resting.", "pain"),
        ("es", "Me duele el dedo desde hace dos años. No duele en reposo.", "pain"),
        ("es", "Lleva meses picando. Cuando me baño en el mar no pica.", "pruritus"),
        ("zh", "脚趾疼了三年，休息时不疼。", "pain"),
        ("zh", "这个包疼了两个月。从侧面按不疼。", "pain"),
        ("zh", "瘙痒五年，抹药后不痒。", "pruritus"),
        ("en", "Sore heel for weeks. It doesn't hurt in the morning.", "pain"),
        ("en", "Very itchy rash. At night it doesn't itch.", "pruritus"),
        ("es", "Me pica todo el cuerpo. Por la noche no me pica.", "pruritus"),
        ("es", "Duele desde marzo. Sentada no duele.", "pain"),
        ("zh", "手很痒。晚上不痒。", "pruritus"),
        ("zh", "膝盖痛。躺着不痛。", "pain"),
    ],
)
def test_a_denial_of_one_time_takes_nothing_back(language: Language, text: str, finding: str) -> None:
    assert _polarities(text, language, finding) == {"present"}


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("zh", "娃精神好，也不挠不痒。", "pruritus"),
        ("en", "It doesn't hurt, even when I press on it.", "pain"),
        ("en", "The mole does not itch or bleed.", "pruritus"),
        ("en", "The mole does not itch or bleed.", "bleeding"),
        ("en", "No pain when pressing on it.", "pain"),
        ("es", "No duele ni al tocarlo.", "pain"),
        ("zh", "按压不痛，也不痒。", "pain"),
        ("zh", "按压不痛，也不痒。", "pruritus"),
        ("en", "It hurt last week. No pain now when walking.", "pain"),
        ("zh", "不痛不痒。", "pain"),
        ("zh", "不痛不痒。", "pruritus"),
        ("zh", "不红不肿不痛。", "pain"),
        ("es", "No le duele cuando lo toco.", "pain"),
        ("en", "It hurt for a week. Now it doesn't hurt when I walk.", "pain"),
        ("en", "It doesn't hurt at all, not even when I press it.", "pain"),
        ("en", "No pain at rest or on movement.", "pain"),
        ("en", "It was itchy but since the cream it doesn't itch at night.", "nocturnal_pruritus"),
        ("en", "No bleeding when I touch it.", "bleeding"),
        ("es", "No duele ni cuando lo toco ni en reposo.", "pain"),
        ("es", "Antes picaba, ahora ya no pica por la noche.", "nocturnal_pruritus"),
        ("zh", "不疼，按也不疼。", "pain"),
        ("zh", "不按也不疼。", "pain"),
        ("zh", "以前痒，现在晚上不痒了。", "nocturnal_pruritus"),
        ("zh", "不红不肿，不痛不痒。", "pain"),
        ("zh", "不红不肿，不痛不痒。", "pruritus"),
        ("zh", "按压不痛，不发热。", "pain"),
        ("zh", "按压不痛，不发热。", "fever"),
        ("zh", "除了晚上痒，不疼。", "pain"),
        ("en", "Apart from the itch at night it does not hurt.", "pain"),
        ("es", "Quitando el picor, no duele.", "pain"),
    ],
)
def test_what_is_denied_for_good_stays_so(language: Language, text: str, finding: str) -> None:
    assert "absent" in _polarities(text, language, finding)


@pytest.mark.parametrize("text", ["No fever unless you count 37.1.", "No pain when walking."])
def test_a_condition_alone_makes_nothing_present(text: str) -> None:
    assert not any(
        item.is_there for item in read_text(text, "en", "history").items if item.finding in ("fever", "pain")
    )
