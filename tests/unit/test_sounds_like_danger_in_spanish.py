"""Idioms of killing, money thrown away, an unchanged mole and bruises of old thin skin are no danger; the like is."""

import pytest

from dermagent.types import URGENCIES
from tests.told import unlike, urgency


@pytest.mark.parametrize(
    "text",
    [
        "AF: padre melanoma. Queratosis seborreica típica en abdomen, untuosa, pegada, sin cambios en 8 años.",
        "Acné desde hace un año. Mi mamá me va a matar si me ve reventándolos.",
        "Manchas cafés en las mejillas, me muero de la pena de salir así",
        "Hongos en las uñas; mi novio casi me mata cuando lo pisé",
        "Me pica que me muero, la roncha del mosquito en la pierna",
        "Este acné me está matando la autoestima",
        "Un lunar de toda la vida que no cambia. Mi hermana está muerta de miedo y es una exagerada",
        "Salpullido en la barriga del bebé, mi suegra está para matarla, le puso talco",
        "Mancha en la cara, ni muerta salgo así a la boda",
        "Con estos granos quiero que me trague la tierra",
        "Tengo melasma. Dinero perdido en cremas que no sirven",
        "Manchas café en los cachetes. La crema milagrosa de la tele, puro dinero botado.",
        "un hongo en el pie. tiré la plata en pomadas",
        "Dermatitis en las manos; la jefa me va a matar si falto otra vez por esto",
        "Espinillas; mis amigas quieren matarme por llegar tarde al salón",
        "Mi abuela dice que me mato la piel con tanto jabón, la tengo reseca",
        "Uña negra del dedo gordo por el zapato. Corriendo casi me muero de calor",
        "Piojos otra vez, estoy por tirarme de los pelos",
        "Melasma: me recetaron una crema carísima, plata tirada",
        "Mi hijo tiene moluscos; me muero si se lo pega a la hermana",
    ],
)
def test_what_only_sounds_like_danger_is_routine(text: str) -> None:
    assert urgency(text, "es") in ("routine", None)


@pytest.mark.parametrize(
    ("level", "text"),
    [
        (
            "urgent_referral",
            "Hermana con melanoma. Lunar nuevo que creció en tres meses, negro y azul, bordes irregulares.",
        ),
        (
            "urgent_referral",
            "Padre con melanoma. Placa parda pegada desde hace diez años, ahora una parte negra que sangra y crece.",
        ),
        ("emergency", "Tengo psoriasis y me quiero matar, ya no aguanto"),
        ("emergency", "Acné horrible. Me voy a matar, ya tengo las pastillas guardadas"),
        ("emergency", "Con esta piel me quiero morir, escribí una carta de despedida"),
        ("emergency", "Vitiligo en la cara; mi hija dice que se quiere matar"),
        ("emergency", "Eczema. Ya no quiero vivir y pienso en pegarme un tiro"),
        ("emergency", "mi hermano tiene psoriasis y dijo que se va a quitar la vida"),
        ("emergency", "granos en la cara, mis compañeros se burlan y pienso en matarme"),
        ("emergency", "tengo acné y cada noche pienso cómo matarme"),
        ("emergency", "Melasma. No le veo sentido a vivir, tengo un plan para matarme el domingo"),
        ("emergency", "Mi marido me quiere matar, me puso la pistola en la cabeza. Tengo moretones."),
        ("emergency", "mi ex dice que me va a matar, me quemó con un cigarro"),
        ("emergency", "me mata el dolor de la pierna, está negra y huele mal y tengo fiebre de 40"),
        ("emergency", "me muero, no puedo respirar, se me cierra la garganta y ronchas"),
        ("same_day", "Con esta cara me quiero morir de verdad, no vale la pena vivir"),
        ("emergency", "Tengo dermatitis, ayer me intenté ahorcar"),
        ("emergency", "mi hija de 15 con acné se quiso matar con pastillas"),
        ("emergency", "no aguanto la psoriasis, esta noche me mato"),
        ("same_day", "Por el acné a veces pienso que sería mejor estar muerta"),
        ("emergency", "Le picó una avispa y está tirado en el piso, no reacciona"),
        ("emergency", "comió maní y quedó botado, pálido y con ronchas"),
        ("same_day", "Varón 79 a, apixabán. Equimosis extensas desde ayer, encías sangrantes, plaquetas 8 000."),
        ("same_day", "Mujer 80 a con Sintrom: moratones grandes de dos días por todo el cuerpo y sangre en la orina."),
        ("same_day", "Mi abuelo toma warfarina y desde anoche tiene moretones nuevos y le sangra la nariz sin parar"),
        ("same_day", "Varón 75 a. Púrpura palpable en piernas, fiebre 38,5, dolor articular."),
        ("same_day", "Anticoagulada con INR 9, moretones espontáneos desde ayer."),
        ("same_day", "Mujer 82 a, apixabán. Moretones tras caída con golpe en la cabeza, vómitos y somnolencia."),
        (
            "same_day",
            "Varón 79 a con acenocumarol, placas moradas dolorosas que se ponen negras en muslo desde hace dos días.",
        ),
        ("same_day", "Equimosis planas en antebrazos, apixabán, pero deposiciones negras desde ayer."),
        ("same_day", "Niño 4 a. Moretones planos por todo el cuerpo sin golpe y petequias, pálido."),
        ("same_day", "Mujer 34 a. Moretones planos sin golpe hace una semana, encías que sangran."),
        ("same_day", "Anciana, warfarina. Equimosis planas; plaquetas 40 000."),
        (
            "same_day",
            "Varón 81 a, Sintrom. Moretones en brazos desde ayer, muchos, sin golpe. No se ha hecho analítica.",
        ),
    ],
)
def test_danger_in_like_words_stays(level: str, text: str) -> None:
    found = urgency(text, "es")
    assert found and URGENCIES.index(found) <= URGENCIES.index(level)


@pytest.mark.parametrize(
    ("told", "text"),
    [
        ("-changing_lesion", "Lunar en la espalda de toda la vida, sin cambios en tamaño, forma ni color."),
        ("-changing_lesion", "Lunar marrón estable, sin cambio de color o tamaño en diez años"),
        ("-changing_lesion", "Nevus en brazo: no cambios de forma, tamaño ni coloración."),
        ("-changing_lesion", "El lunar no ha cambiado ni de tamaño ni de color"),
        ("-changing_lesion", "la verruga esa no me ha crecido ni se ha puesto más oscura en años"),
        ("-changing_lesion", "Mancha en la mejilla sin modificaciones de tamaño ni de color desde 2015"),
        ("-changing_lesion", "Lunar con pelo, ni crece ni cambia de color"),
        ("-changing_lesion", "Ningún cambio de tamaño, color ni forma en el lunar"),
        ("-changing_lesion", "Lesión pigmentada; niega cambios de tamaño, color o bordes"),
        ("-changing_lesion", "el lunar sigue del mismo tamaño y del mismo color de siempre"),
        ("-changing_lesion", "Lunar: tamaño y color sin cambios desde la adolescencia"),
        ("-changing_lesion", "mi lunar nunca ha cambiado de color ni de tamaño"),
        ("-changing_lesion", "Nevo dorsal, no refiere crecimiento ni cambios de coloración"),
        ("+changing_lesion", "Lunar con cambios de tamaño y color en tres meses."),
        ("+changing_lesion", "El lunar no dolía, pero ha cambiado de color y tamaño"),
        ("+changing_lesion", "Sin dolor ni picor, cambio de color del lunar"),
        ("+changing_lesion", "No sangra; cambió de tamaño y color el lunar"),
        ("+changing_lesion", "El lunar no solo cambió de tamaño sino de color"),
        ("+changing_lesion", "lunar que antes no cambiaba y ahora cambió de forma"),
        ("+changing_lesion", "Lunar que ha crecido, sin cambios de color"),
        ("+changing_lesion", "Sin cambios de color pero el lunar ha aumentado de tamaño"),
        ("+changing_lesion", "No cabe duda: el lunar ha cambiado de tamaño"),
    ],
)
def test_changes_of_a_mole(told: str, text: str) -> None:
    assert not unlike(told, text, "es")


@pytest.mark.parametrize(
    "text",
    [
        "Varón 79 a, apixabán. Equimosis planas en antebrazos, piel de papel, hace 3 años. Plaquetas 231 000.",
        "Mujer 87 a, Eliquis. Hematomas tras mínimos roces, años de evolución, piel muy fina. Plaquetas normales.",
        "79 y/o man on apixaban, flat bruises on paper thin skin for 3 years, platelets normal, no fever, no bleeding.",
    ],
)
def test_old_bruises_of_thin_skin_with_normal_platelets_raise_nothing(text: str) -> None:
    assert urgency(text) == "routine"
    assert not unlike("+ecchymosis +anticoagulant_use", text)
