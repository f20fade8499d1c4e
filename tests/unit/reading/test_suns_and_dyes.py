"""What the sun peels and what a lolly colours: explained by the text itself, unless something else is there."""

import pytest

from dermagent.reading.text import read_text
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.urgency import floor
from dermagent.types import Case, Language


def urgency(text: str, language: Language) -> str | None:
    """How urgent a text is by its findings."""
    return floor(flag(observe(Case(id="t", history=text, language=language)))).urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "en",
            "Got burnt at the pool on Saturday. The back of my neck is red and hot and the skin comes off in strips.",
        ),
        ("en", "My sunburnt shoulders are peeling in big sheets, sore but no blisters."),
        ("en", "Fell asleep in the garden, shins bright red and tender since, now it peels like paper."),
        ("en", "My nose and forehead are sunburnt and hot, it hurts to touch."),
        ("es", "Me quemé con el sol en la playa, los hombros están rojos, calientes y se pelan a tiras."),
        ("es", "Quemadura solar en el escote, escuece y se me cae la piel."),
        ("es", "Me dormí en la hamaca y tengo las piernas rojas y doloridas, ahora se pelan."),
        ("zh", "海边晒了一天，肩膀通红，火辣辣地疼，开始掉皮。"),
        ("zh", "晒伤第三天，胳膊红、烫，一片一片脱皮。"),
        ("zh", "脸晒伤了，红，疼，起皮。"),
        ("en", "My daughter's tongue and lips were blue: she had sucked a blue lollipop. A wipe took it off."),
        ("en", "The baby's mouth was all blue, it was food colouring from the cake."),
        ("en", "Her lips went purple after a blackberry ice lolly, it wiped off. She has eczema."),
        ("es", "Mi hija tenía los labios morados de un chupachups, se quitó con agua."),
        ("es", "Tenía la boca azul de las golosinas y se lavó enseguida. Le pica el codo."),
        ("zh", "儿子嘴唇发紫，是吃桑葚染的，一擦就掉了。"),
        ("zh", "孩子嘴唇蓝蓝的，吃了蓝色棒棒糖，洗掉了。"),
    ],
)
def test_sunburn_and_dye_are_no_danger(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day", "urgent_referral")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "I started lamotrigine two weeks ago. My skin is red, sore and peeling off in sheets."),
        ("en", "My skin peels off in sheets and my mouth is raw, fever 39. I thought it was sunburn."),
        ("en", "It looks like a sunburn, but my skin comes off in sheets and is very sore all over."),
        ("en", "Sudden fever of 40, a sunburn-like red rash all over, vomiting, tampon in."),
        ("zh", "突发高热39.8,弥漫性红色晒伤样皮疹,血压80/40,呕吐。"),
        ("es", "Tomo alopurinol desde hace dos semanas, la piel me duele y se cae a tiras, los ojos rojos."),
        ("zh", "晒伤后全身起大水泡，发烧，呕吐。"),
        ("en", "My baby's lips are blue and he is breathing fast after eating a lolly."),
        ("en", "His lips went blue after the lolly and he is choking."),
        ("en", "Lips blue since this morning after the lolly, it does not wash off."),
        ("es", "Mi hijo tiene los labios azules y le cuesta respirar, comía un polo."),
        ("es", "Se le pusieron los labios azules con un caramelo, no se le quita con agua."),
        ("zh", "孩子吃了糖果，嘴唇发紫，喘不上气。"),
        ("zh", "孩子嘴唇发紫，擦不掉，刚才吃了冰棒。"),
    ],
)
def test_the_danger_itself_is_an_emergency(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


def test_what_is_denied_beside_a_dye_stays_denied() -> None:
    items = read_text("新牛仔裤掉色，手发蓝，擦掉了，嘴唇是粉的。", "zh", "history").items
    assert {i.polarity for i in items if i.finding == "cyanosis"} == {"absent"}
