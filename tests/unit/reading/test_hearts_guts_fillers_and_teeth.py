"""Heart attacks, strokes, bleeding of the gut, closed arteries, human teeth and drugs in pregnancy beside the skin."""

import pytest

from dermagent.types import Language
from tests.told import urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Pressure in my chest going down the left arm since lunch, and a mole to show you."),
        ("en", "Crushing chest pain this morning. Also my eczema is back."),
        ("es", "Presión en el pecho que va a la mandíbula, y además tengo una verruga."),
        ("zh", "胸口疼，疼到左臂，出冷汗，顺便看个痣。"),
        ("en", "Brought up bright red blood twice, palms red and eyes yellow."),
        ("en", "My motions are tarry, and I bruise on the arms."),
        ("es", "Vómito con sangre esta noche, arañitas en el pecho."),
        ("zh", "吐了好多血，胸口有蜘蛛痣，眼白黄。"),
        ("es", "A mi marido se le torció la boca y habla enredado desde hace una hora."),
        ("es", "Tiene la cara desviada y no puede hablar bien, además caspa."),
        ("en", "Nose filler yesterday, the tip is mottled and dusky and it throbs with pain."),
        ("en", "Two hours after fillers my cheek turned white and numb."),
        ("es", "Me pusieron ácido hialurónico en los labios y la piel se puso blanca y duele."),
        ("es", "Después del relleno facial veo borroso."),
        ("zh", "昨天打玻尿酸，鼻头发白，很疼。"),
        ("zh", "做了丰唇，皮肤出现网状青斑，疼得厉害。"),
    ],
)
def test_a_heart_a_stroke_a_gut_or_a_filler_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "A lad bit me on the forearm outside the pub."),
        ("en", "My ex bit my shoulder last night."),
        ("en", "He was bitten by a drunk stranger on the thumb."),
        ("en", "A bat landed on me and scratched my arm."),
        ("es", "Un desconocido me mordió la mano."),
        ("es", "Mi vecino le clavó los dientes en el brazo."),
        ("zh", "同事咬了我的手。"),
        ("zh", "被路人咬了胳膊。"),
        ("en", "Sheets of my skin are coming away."),
        ("es", "Se me despega la piel en láminas."),
        ("zh", "皮肤整块剥离。"),
        ("en", "I take acitretin for psoriasis and just found out I'm pregnant."),
        ("en", "She is 8 weeks pregnant and was on methotrexate."),
        ("es", "Estoy embarazada y sigo con acitretina para la psoriasis."),
        ("zh", "孕8周，一直在吃阿维A治银屑病。"),
    ],
)
def test_teeth_skin_that_comes_off_and_drugs_in_pregnancy_are_for_the_same_day(language: Language, text: str) -> None:
    assert urgency(text, language) == "same_day"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Black stools since I take iron tablets. Dry hands."),
        ("es", "Heces negras desde que tomo hierro. Caspa."),
        ("zh", "吃铁剂以后大便黑，手干。"),
        ("zh", "这药贵得吐血，来看痤疮。"),
        ("en", "I had lip filler last year, very happy with it. Acne on the chin."),
        ("es", "Me puse relleno en los labios hace dos años. Tengo acné."),
        ("zh", "前年打过玻尿酸，现在长痘。"),
        ("en", "My boss bit my head off at work. Eczema of hands."),
        ("en", "He bit his lip while eating, a dry patch on the elbow."),
        ("es", "Me muerdo las uñas y tengo los dedos secos."),
        ("en", "I take isotretinoin for acne, dry lips."),
        ("es", "Tomo acitretina por psoriasis en placas, piel seca."),
        ("zh", "吃异维A酸治痘，嘴唇干。"),
        ("zh", "停了避孕药以后长痘，避孕环也取了。"),
        ("en", "The mole is on my chest, the itch on my arm."),
    ],
)
def test_their_look_alikes_are_none(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")
