"""Violence, overdoses by number, poisons, batteries, clots and breath, as people tell them; and look-alikes."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My flatmate swallowed twenty five of her antidepressants."),
        ("en", "I popped 30 ibuprofen an hour ago, my acne won."),
        ("en", "He drank antifreeze from a cola bottle."),
        ("en", "Our son isn't breathing properly since the nuts."),
        ("en", "She went blue in the face and now has hives."),
        ("en", "My grandmother can't say two words without stopping for air."),
        ("en", "I've got the tablets here and later I'm going to take them all."),
        ("en", "I was sexually assaulted at a party on Friday, my thighs are scratched."),
        ("en", "Uncle Jim puts his hand on me in my bed, I am twelve."),
        ("en", "My partner poured boiling water over my legs."),
        ("en", "He pressed my hand against the iron because dinner was late."),
        ("en", "The toddler has a watch battery stuck in her ear."),
        ("en", "The cut on my arm is gaping, I cut myself too deep last night."),
        ("en", "Since the operation my left calf is fat and red, and every deep breath hurts."),
        ("es", "Mi compañero se tomó treinta pastillas de ibuprofeno."),
        ("es", "El abuelo se bebió el insecticida."),
        ("es", "El bebé no respira bien desde la picadura."),
        ("es", "Mi madre no puede decir dos palabras sin ahogarse."),
        ("es", "Guardo las pastillas; hoy me las tomo todas."),
        ("es", "Fui violada ayer, tengo moretones en los brazos."),
        ("es", "El vecino le toca las partes íntimas a mi hija."),
        ("es", "Su padrastro le metió los pies en agua hirviendo."),
        ("es", "El niño se tragó una pila de reloj."),
        ("es", "Me duele el pecho al respirar hondo y tengo la pantorrilla hinchada."),
        ("es", "Cayó al suelo y no hay quien la despierte."),
        ("en", "His ear stinks. With the torch I saw the battery of the car key stuck in there."),
        ("es", "Le huele la nariz. Tiene dentro una pila de las planas."),
        ("es", "Las tengo en la mesa y voy a tomarme todas las cápsulas."),
        ("zh", "药都数好了，打算今晚全吞下去，遗书也写好了。"),
        ("zh", "我妹妹吞了五十片布洛芬。"),
        ("zh", "她把老鼠药吃了。"),
        ("zh", "孩子吃了花生，呼吸不对劲。"),
        ("zh", "我昨晚被性侵了，身上有抓痕。"),
        ("zh", "邻居叔叔摸我女儿下面。"),
        ("zh", "他把我的手按在炉子上。"),
        ("zh", "孩子把纽扣电池塞进耳朵里了，纽扣电池还在耳朵里"),
        ("zh", "刚做完手术腿肿，深呼吸就疼。"),
    ],
)
def test_these_are_emergencies(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I took two ibuprofen for the itch."),
        ("en", "I've taken 60 tablets of terbinafine over three months and the nail is clear."),
        ("en", "I took 20 minutes to wash the henna off."),
        ("en", "We sprayed weedkiller last week, dry hands."),
        ("en", "The nurse touched the spot on my chest, it is flat."),
        ("en", "The watch battery cover gives me an itchy mark."),
        ("en", "Mosquitoes bit my legs, they itch."),
        ("en", "The hearing aid needs a new battery, my ear is dry."),
        ("en", "The laser was fine, I'd do it again."),
        ("en", "My tongue is black and furry since the antibiotic, not sore."),
        ("es", "Una vecina me dice que me la queme con ajo, la verruga."),
        ("es", "Tomé dos paracetamoles por el dolor de cabeza."),
        ("es", "Me pegó el sol y se me secó la piel."),
        ("es", "El médico me tocó el bulto del pecho."),
        ("zh", "昨晚吃了两片氯雷他定。"),
        ("zh", "蚊子咬了我，手上有包。"),
        ("zh", "医生摸了我下巴的疙瘩。"),
    ],
)
def test_these_are_not(language: Language, text: str) -> None:
    assert urgency(text, language) in (None, "routine")
