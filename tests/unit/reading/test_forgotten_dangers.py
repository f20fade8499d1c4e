"""Dangers beside the skin in lay words: pregnancy, violence, overdoses, gas, eyes, stroke, wounds; and look-alikes."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My mum swallowed a whole box of her diabetes tablets."),
        ("en", "He downed two packets of codeine."),
        ("en", "I'm seven months pregnant and have bleeding down below since this morning."),
        ("en", "Five days after the birth I'm soaking two pads an hour."),
        ("en", "I fell on my bump, thirty two weeks pregnant."),
        ("en", "My ex wrapped his hands around my throat, I have a rash of dots on my eyelids."),
        ("en", "He threatened to kill me with a knife, and my eczema is raw."),
        ("en", "Bitten by a stray dog last month, now I can't drink water, it makes me choke."),
        ("en", "The whole family has headaches and feels sick since the gas heater was on."),
        ("en", "My brother has haemophilia, he cut his lip and it won't stop bleeding."),
        ("en", "I sliced the tip of my thumb off in the mandoline, the tip of my thumb is in a bag."),
        ("en", "The grease gun went into my palm, only a pinprick is seen."),
        ("en", "Grandpa's face has dropped on one side and his speech is slurred."),
        ("en", "She has gone blind in her left eye since breakfast."),
        ("es", "Mi tía se tomó todas las pastillas del azúcar."),
        ("es", "Estoy embarazada de cinco meses y tengo sangrado vaginal."),
        ("es", "Hace tres días di a luz y lleno dos compresas por hora."),
        ("es", "Mi novio me agarró del cuello y no podía respirar."),
        ("es", "Mi padrastro me tiene encerrada y me ha amenazado con un cuchillo."),
        ("es", "Tengo hemofilia y la herida no para de sangrar."),
        ("es", "La sierra me cortó la punta del pulgar."),
        ("es", "De golpe no veo nada con el ojo derecho."),
        ("es", "A la abuela se le cayó la cara de un lado, la boca torcida."),
        ("zh", "外婆把降糖药一整瓶都吃下去了。"),
        ("zh", "怀孕六个月，今天阴道出血。"),
        ("zh", "产后第三天，一小时湿透两片卫生巾。"),
        ("zh", "他掐住我的脖子不放，脖子上有淤青。"),
        ("zh", "他威胁要杀我，不让我出门。"),
        ("zh", "我爸嘴角歪了，说话含糊。"),
        ("zh", "全家都头晕恶心，从生了煤炉开始。"),
        ("zh", "右眼看不见了，今天早上的事。"),
    ],
)
def test_they_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "没有呼吸困难，手上有斑。"),
        ("zh", "没有呼吸不适，脚上脱皮。"),
        ("zh", "孩子怕水，一洗头就哭。"),
        ("zh", "每天按时吃降压药，手干。"),
        ("en", "I took all my tablets this morning as usual, dry hands."),
        ("en", "Thirty weeks pregnant, my gums bleed a lot when I brush."),
        ("en", "I cut off the tip of my nail."),
        ("en", "My son is afraid of water and our dog sleeps on his bed."),
        ("en", "I lost sight of the mole behind my ear."),
        ("es", "Embarazada, me sangran las encías."),
        ("es", "Me corté la punta de la uña."),
        ("es", "Mi marido no me deja dormir con sus ronquidos."),
    ],
)
def test_they_are_none(language: Language, text: str) -> None:
    assert urgency(text, language) in (None, "routine")
