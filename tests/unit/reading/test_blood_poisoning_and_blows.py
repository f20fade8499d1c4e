"""Blood poisoning, meningitis, dying flesh, bleeding, blows and pus in lay words: what is read, what follows."""

import pytest

from dermagent.reading.text import read_text
from dermagent.types import Language
from tests.told import present, urgency


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "He lies under four blankets with his teeth chattering.", "chills"),
        ("en", "She keeps saying strange things.", "confusion"),
        ("en", "Her arms look like marble.", "livedo_reticularis"),
        ("en", "The redness is past the pen line.", "rapid_spread"),
        ("en", "The skin around the cut has turned greyish.", "dusky"),
        ("en", "There is a lump beside the bumhole.", "perianal"),
        ("en", "His poo is black like tar.", "bleeding"),
        ("en", "Nobody can say how it happened.", "unexplained_injury"),
        ("es", "Está tiritando y no entra en calor.", "chills"),
        ("es", "No conoce a nadie, tiene la mirada perdida.", "confusion"),
        ("es", "Se le puso la piel de la pierna color plomo.", "dusky"),
        ("es", "Tiene una bola al lado del ano.", "perianal"),
        ("zh", "他牙齿打架，盖两床被还冷。", "chills"),
        ("zh", "人迷迷糊糊，认错人。", "confusion"),
        ("zh", "红的地方越过我画的线了。", "rapid_spread"),
        ("zh", "腿上几点瘀红色，揿落去唔变色。", "non_blanching"),
        ("zh", "屁眼边上长了个包。", "perianal"),
    ],
)
def test_a_sign_of_danger_is_read_in_lay_words(language: Language, text: str, finding: str) -> None:
    assert finding in present(text, language)


@pytest.mark.parametrize(
    ("language", "text", "finding"),
    [
        ("en", "I drew round it in biro and it has not gone past the line.", "rapid_spread"),
        ("en", "There's a lump, some pimples with pus inside them.", "abscess"),
        ("en", "It's a mole, blue-black, on my back.", "ecchymosis"),
        ("en", "I don't know who to ring.", "confusion"),
        ("en", "My hands are always cold in winter, no fever.", "systemic_toxicity"),
        ("es", "Me los aprieto todo el tiempo, no puedo parar.", "hypotension"),
        ("zh", "额头上的痘有的有脓。", "abscess"),
        ("zh", "碰着就哭，喝奶还行。", "poor_feeding_or_floppiness"),
    ],
)
def test_what_only_sounds_like_a_sign_of_danger_is_not_read(language: Language, text: str, finding: str) -> None:
    assert finding not in present(text, language)


def test_a_denial_with_nor_leaves_the_signs_to_the_child() -> None:
    for text in ("女儿全身小红点，也没有发烧。", "女儿全身小红点，也没发烧。"):
        assert all(item.experiencer == "patient" for item in read_text(text, "zh", "history").items), text


@pytest.mark.parametrize(
    ("language", "text", "at_least"),
    [
        ("en", "Red patch at noon, by evening the calf is purple with blisters and he is shivering.", "emergency"),
        ("en", "Sudden fever, red like a lobster from head to toe, vomiting, feels about to faint.", "emergency"),
        ("en", "Kidney transplant last year, now fever and a red hot patch on my leg.", "emergency"),
        ("en", "His scrotum is the size of a grapefruit, dusky, it stinks and he is shivering.", "emergency"),
        ("en", "Fever for a week, red eyes, lips cracked and red; she's four.", "same_day"),
        ("en", "Round burns on a boy's arm, same size as a cigarette tip.", "same_day"),
        ("en", "Painful lump by the anus for three days, temperature 38.6.", "same_day"),
        ("es", "La piel del muslo se puso negra, huele a podrido y está tiritando.", "emergency"),
        ("es", "Mi hija tiene 39,5 y puntitos morados que no se quitan al apretar.", "emergency"),
        ("es", "Bulto duro cerca del ano, dolor y fiebre.", "same_day"),
        ("zh", "高烧寒战，腿上皮肤发黑又硬，有臭味。", "emergency"),
        ("zh", "来月经用棉条，高烧，全身红得像晒伤，又吐又拉，头晕得站不住。", "emergency"),
        ("zh", "肛门旁边长了个硬块，跳着痛，发烧38.6。", "same_day"),
    ],
)
def test_a_danger_reaches_its_floor(language: Language, text: str, at_least: str) -> None:
    assert urgency(text, language) == at_least


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Piles: a soft purple lump at the back passage, no pain, there for years."),
        ("en", "Dark red little dots on my scrotum for ten years, no fever, not sore."),
        ("en", "My gums bleed when I floss, and I have a wart on my thumb."),
        ("en", "I shake when I'm nervous and my palms sweat a lot."),
        ("en", "Belt buckle leaves an itchy rash on my belly."),
        ("en", "My shins are hard and brown for years from bad veins, itchy."),
        ("es", "Tengo hemorroides, una bolita morada que no duele hace meses."),
        ("es", "Granos con pus en la frente, tengo 16 años, no hay fiebre."),
        ("zh", "痔疮，肛门口一个小肉球，不痛，大便后会出来。"),
        ("zh", "老人手背一碰就紫一块，过几天自己退，没别的。"),
        ("zh", "冬天手脚冰凉，手指有点红肿发痒，年年都这样。"),
    ],
)
def test_what_is_harmless_is_not_called_a_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Five month old, not rolling yet, bruise behind the ear and on the neck."),
        ("en", "Baby can't crawl yet, a slap mark on her cheek, the story changes every time."),
        ("es", "El bebé todavía no gatea y tiene un moretón en la oreja."),
        ("zh", "宝宝还不会爬，耳朵后面一块瘀青。"),
        ("en", "The child is three, both hands scalded to the same line like gloves, no splashes."),
        ("es", "Niña de 2 años, las dos manos quemadas parejo hasta la muñeca, como guantes."),
        ("zh", "两岁孩子，两只脚烫伤像穿了袜子，边上一条线。"),
    ],
)
def test_a_baby_that_cannot_move_about_is_not_bruised_by_itself_and_no_child_scalds_like_a_glove(
    language: Language, text: str
) -> None:
    assert urgency(text, language) == "emergency"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Four months old, cannot crawl yet, a blue-grey patch low on her back since birth."),
        ("en", "Five months, not rolling yet, a purple birthmark on her cheek since birth."),
        ("en", "Our toddler's hands look like gloves, dry and flaky each winter."),
        ("es", "Bebé de cuatro meses, no gatea aún, mancha azul en la espalda desde que nació."),
        ("zh", "宝宝四个月还不会爬，背上青色胎记，出生就有。"),
    ],
)
def test_birthmarks_of_babies_are_no_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) != "emergency"
