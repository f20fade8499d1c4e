"""Spanish tellings: a leaflet tells of nobody, a kind of thing is denied with it, and dangers in everyday words."""

import pytest

from tests.told import is_told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Una culebra me agarró el tobillo cortando pasto, hace media hora.", "snake_bite"),
        ("La serpiente se le prendió de la pantorrilla.", "snake_bite"),
        ("Me cayó en la mano el líquido para matear cristales.", "hydrofluoric_acid_contact"),
        ("Trato de levantar el pie y no me hace caso.", "loss_of_movement"),
        ("Los dedos del pie no le obedecen desde que le pusieron la férula.", "loss_of_movement"),
        ("Le enyesaron el brazo. Los dedos los tiene helados y si yo se los estiro grita.", "stretch_pain"),
        ("Anoche no paraba de tiritar debajo de tres mantas.", "chills"),
        ("Le hicieron un torniquete con un cinturón hace dos horas.", "tight_band"),
        ("El vendaje me ajusta horrible.", "tight_band"),
        ("Cuando mira hacia arriba llora de dolor, el párpado está como una pelota.", "painful_eye_movement"),
        ("Amaneció con el ojo como un huevo.", "eyelid_oedema"),
        ("Franja negra vertical en la uña del pie.", "longitudinal_melanonychia"),
        ("El color negro se está corriendo hacia el pellejo de la uña.", "hutchinson_sign"),
        ("El lunar ha pasado de 3 a 7 mm.", "changing_lesion"),
        ("Duele muchísimo más de lo que uno esperaría por la herida.", "pain_out_of_proportion"),
        ("Si me paro me mareo.", "dizziness"),
        ("RN de 11 días. La mamá nota que mama la mitad.", "poor_feeding_or_floppiness"),
        ("Ca. de pulmón, 3.er ciclo.", "malignancy_internal"),
        ("Tiene las ingles rojas y le duele cuando la limpio, pega un grito.", "pain"),
        ("Se quemó la mano con la estufa.", "burn_injury"),
        ("SCQ 12 %, quemadura en el brazo.", "body_surface_percent"),
        ("Ronchas de las que van y vienen, tampoco se quitan con la pastilla.", "wheal"),
        ("Leí el prospecto; la piel se me desprende a tiras.", "skin_detachment"),
        ("El prospecto habla de manchas; a mí la piel se me cae a tiras.", "skin_detachment"),
        ("Estoy gestando, 20 semanas.", "pregnancy"),
        ("Con mi anterior embarazo perdí al bebé. Ahora de 32 otra vez lo mismo, me pican las palmas.", "pregnancy"),
        ("Con mi primer embarazo me picaban así las palmas y otra vez.", "pregnancy"),
        ("Es mi último embarazo, estoy de 7 meses.", "pregnancy"),
        ("Se ha quemado el pecho y los dos brazos enteros.", "arm"),
    ],
)
def test_it_is_there(text: str, finding: str) -> None:
    assert is_told("there", finding, text, "es")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Comezón no, ronchas de las que van y vienen tampoco.", "wheal"),
        ("Fiebre de esa alta, no ha tenido.", "fever"),
        ("Sangre de la que mancha, nada.", "bleeding"),
        ("Las articulaciones cero hinchadas.", "arthritis"),
        ("La boca, sana.", "oral_ulcers"),
        ("La piel sigue en su sitio, entera.", "skin_detachment"),
        ("Aparecieron con mi último embarazo, hace cuatro años. Ahora no estoy gestando.", "pregnancy"),
        ("No enf. tiroidea.", "thyroid_disease"),
        ("La nena moja pampers.", "reduced_urine_or_dehydration"),
        ("De la cabeza no se queja.", "headache"),
        ("Convivientes no refieren prurito.", "household_contacts_itching"),
        ("Sigue con las cejas enteras.", "eyebrow_or_lash_loss"),
        ("Muevo el brazo, no lo traigo dormido.", "loss_of_movement"),
        ("Tiene el párpado rojo. Mueve los ojos para todos lados sin dolor.", "painful_eye_movement"),
        ("Si me paro me mareo fiebre no tengo ni he vomitado ni me duele la barriga.", "vomiting"),
    ],
)
def test_it_is_denied(text: str, finding: str) -> None:
    assert is_told("denied", finding, text, "es")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Mi hijo cogió una culebra en el jardín y la soltó, no le hizo nada.", "snake_bite"),
        ("Trabajo en una vidriería y me corté el dedo con el borde de una luna.", "hydrofluoric_acid_contact"),
        ("El niño no obedece y se rasca los dedos.", "loss_of_movement"),
        ("La mano no responde al tratamiento con corticoides.", "loss_of_movement"),
        ("Tengo la uña negra de un martillazo.", "longitudinal_melanonychia"),
        ("El pigmento del melasma se extiende a las mejillas.", "hutchinson_sign"),
        ("La fiebre pasó de 38 a 39.", "changing_lesion"),
        ("Puntitos violetas de rotulador que salen con agua.", "petechia"),
        ("La abuela quiere echarle gas de la estufa en la cabeza por los piojos.", "burn_injury"),
        ("Pica y quema, ocho meses.", "burn_injury"),
        ("En el prospecto pone que puede haber úlceras en la boca y ahogo. Yo solo tengo un grano.", "oral_ulcers"),
        ("El papel habla de ampollas, de piel que se desprende, de llagas en la boca.", "skin_detachment"),
        ("Desde mi último embarazo, hace tres años, tengo estas manchas.", "pregnancy"),
        ("Ingles coloradas con puntitos rojos regados alrededor, 8 meses.", "petechia"),
    ],
)
def test_it_is_not_there(text: str, finding: str) -> None:
    assert is_told("not there", finding, text, "es")
