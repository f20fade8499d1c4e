"""What precedes hair that falls, what crawls, tongue maps, jelly, nails, glaze, skin lines and healthy places."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.observe import observe
from dermagent.types import Case, Language


def findings(text: str, language: Language, polarity: str = "present") -> set[str]:
    return {item.finding for item in read_text(text, language, "history").items if item.polarity == polarity}


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("strain_months_before", "en", "I gave birth last autumn and my hair is coming out in handfuls now."),
        ("strain_months_before", "en", "She had typhoid in June; since September her hair has been falling."),
        ("strain_months_before", "es", "Tuve gemelos hace tres meses y se me cae el pelo a puñados."),
        ("strain_months_before", "zh", "剖腹产三个多月，现在头发大把掉。"),
        ("crawling_sensation", "en", "Little beetles creep about under my skin, I can feel them."),
        ("crawling_sensation", "es", "Me caminan animalitos por dentro de la piel."),
        ("crawling_sensation", "zh", "她觉得腿上有虫子爬来爬去。"),
        ("crawling_sensation", "es", "Nota gusanos que le cruzan la piel."),
        ("crawling_sensation", "zh", "总觉得有小虫在皮肤下面动。"),
        ("specimens_brought", "en", "She turned up with a jar of lint, calling it mites."),
        ("specimens_brought", "es", "Guarda hebras y costras en un sobre."),
        ("specimens_brought", "zh", "他拿出一张纸，里面包着皮屑，说是虫。"),
        ("wandering_patches", "en", "The patches of my tongue are never in the same place."),
        ("wandering_patches", "es", "Las zonas lisas de la lengua se van moviendo."),
        ("wandering_patches", "zh", "舌头上的白边红斑，位置常变。"),
        ("specimens_brought", "en", "He keeps threads and scabs in an envelope."),
        ("specimens_brought", "es", "Trajo un frasquito con pelusas y costras."),
        ("specimens_brought", "zh", "用药瓶装着一些线头带来给医生看。"),
        ("wandering_patches", "en", "The red areas of his tongue heal and turn up somewhere else."),
        ("wandering_patches", "es", "Las manchas rojas de la lengua cambian de lugar."),
        ("wandering_patches", "zh", "舌面的红斑过几天就换位置。"),
        ("jelly_discharge", "en", "I squeezed the knuckle bump and a gelatinous blob came out."),
        ("jelly_discharge", "es", "Se pinchó la bolita del dedo y salió un gel transparente."),
        ("jelly_discharge", "zh", "手指上的小疙瘩，挑破流出胶冻一样的东西。"),
        ("ingrown_nail", "en", "The side of the toenail has grown into the flesh."),
        ("ingrown_nail", "es", "La uña del pie se le clava en la piel del costado."),
        ("ingrown_nail", "zh", "脚趾甲往肉里长，红肿。"),
        ("rough_ridged_nails", "en", "All his nails are dull and ridged lengthwise."),
        ("rough_ridged_nails", "es", "Las uñas se le pusieron rasposas y rayadas a lo largo."),
        ("rough_ridged_nails", "zh", "手指甲没光泽，都是竖棱。"),
        ("glistening_surface", "en", "A glazed red patch on the glans."),
        ("glistening_surface", "es", "Mancha roja y lustrosa en el glande."),
        ("glistening_surface", "zh", "龟头有一片红斑，表面锃亮。"),
        ("skin_lines_interrupted", "en", "The skin lines of the sole stop at the lump."),
        ("skin_lines_interrupted", "es", "Los dermatoglifos se interrumpen en la lesión."),
        ("skin_lines_interrupted", "zh", "足底皮纹到皮损处断开。"),
        ("nail_groove", "en", "The nail has a deep furrow running from the bump."),
        ("nail_groove", "es", "Desde el bulto la uña tiene un canal."),
        ("nail_groove", "zh", "囊肿压着，指甲出现一道竖沟。"),
        ("satellite_lesions", "en", "A scarlet nappy area and stray red dots beyond the edge."),
        ("satellite_lesions", "es", "La ingle roja y puntitos sueltos por fuera."),
        ("satellite_lesions", "zh", "尿布处一片红，外围有零星小红点。"),
        ("receding_hairline", "en", "The front of my hair has slid back an inch."),
        ("receding_hairline", "zh", "前额的头发一直往后退。"),
        ("skin_fragility", "en", "Blisters on his heels after every hike, as did his father."),
        ("skin_fragility", "es", "Desde que aprendió a andar le salen ampollas en los pies con los zapatos."),
        ("skin_fragility", "zh", "从学走路起，鞋一磨脚就起泡。"),
        ("dimple_sign", "en", "The brown bump tucks in if you pinch it."),
        ("dimple_sign", "es", "La bolita café se hunde al pellizcarla."),
        ("pain_from_touch_or_cold", "en", "Whenever I tap the nail I leap with pain."),
        ("verrucous_papule", "es", "Tiene como crestas en el ano."),
        ("unexposed_skin_only", "en", "Pink patches in places where the sun never reaches."),
        ("patchy_hair_loss", "en", "A bare patch on the scalp, quite round."),
        ("broken_hairs", "es", "Tiene los pelitos rotos en esa zona."),
        ("eyebrow_or_lash_loss", "en", "There are gaps in her lashes."),
    ],
)
def test_a_trigger_or_a_look_is_read(finding: str, language: Language, text: str) -> None:
    assert finding in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("crawling_sensation", "en", "She denies formication."),
        ("ingrown_nail", "en", "The nail is not growing into the skin."),
        ("rough_ridged_nails", "en", "No longitudinal ridging of the nails."),
    ],
)
def test_a_trigger_or_a_look_is_not_read_where_it_is_denied(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("finding", "language", "text"),
    [
        ("glistening_surface", "zh", "我住的地方潮湿，龟头没有不舒服。"),
        ("nail_groove", "en", "The rash sits in the nail groove of her foot."),
        ("ingrown_nail", "es", "El hematoma avanza con el crecimiento de la uña."),
        ("strain_months_before", "en", "I had a baby in May and the rash began in June."),
        ("specimens_brought", "en", "I keep my tablets in a box."),
        ("wandering_patches", "en", "My tongue is sore and I moved house last week."),
        ("annular", "en", "The ring finger is swollen."),
        ("seborrhoeic_distribution", "en", "My hairline has gone back and the eyebrows are thin."),
        ("occupational_wet_work", "en", "My hairdresser saw the bald patch."),
        ("injecting_drug_use", "en", "The pain shoots up to my shoulder."),
        ("infant_age_1_year", "en", "The bare patch is as smooth as a baby's bottom."),
        ("buttock", "en", "The hairs are thinner at the bottom."),
        ("christmas_tree_pattern", "en", "The parting is like a Christmas tree."),
        ("scale", "es", "Encuentro pelo en la cama y en la almohada."),
        ("lip", "es", "Los labios mayores están rojos."),
        ("cold_exposure", "zh", "挑破流出果冻样的东西。"),
        ("worse_with_heat_or_sweat", "en", "A sticky fluid came out of the cyst."),
        ("food_trigger", "en", "What came out was like egg white."),
        ("tongue", "zh", "舌苔薄白。"),
        ("recent_sun_exposure", "en", "Only where the sun never gets."),
    ],
)
def test_what_is_no_such_thing_is_not_read(finding: str, language: Language, text: str) -> None:
    assert finding not in findings(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My parting is getting wider and the scalp looks normal."),
        ("es", "Se me cae el pelo a puñados y el cuero cabelludo está sano."),
    ],
)
def test_a_healthy_scalp_is_still_where_the_hair_is_lost(language: Language, text: str) -> None:
    told = observe(Case(id="c", history=text, language=language)).counted().get("scalp")
    assert told is None or told.polarity == "present"


def test_a_healthy_scalp_is_denied_where_no_hair_is_lost_there() -> None:
    assert "scalp" in findings("Scaly patches on both elbows, the scalp is clear.", "en", "absent")


def test_blisters_that_the_sun_does_not_raise_are_there() -> None:
    case = Case(id="c", history="Clear blisters on the palms after digging. No blisters from sun.", language="en")
    assert observe(case).counted()["vesicle"].polarity == "present"


@pytest.mark.parametrize(
    "text", ["My wife pricked it and clear jelly came out of the lump.", "There is a lump. My son squeezed it once."]
)
def test_what_comes_out_when_a_relative_presses_is_the_patients(text: str) -> None:
    assert all(item.experiencer == "patient" for item in read_text(text, "en", "history").items)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "A tight band round the chest."), ("es", "Mi papá tiene el pecho apretado."), ("zh", "胸口发紧。")],
)
def test_a_tight_chest_is_still_short_of_breath(language: Language, text: str) -> None:
    assert "dyspnoea" in findings(text, language)
