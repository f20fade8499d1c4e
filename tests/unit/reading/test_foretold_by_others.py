"""What somebody else says will come is not so yet; what a relative says of a habit, and of now, is."""

import pytest

from tests.told import polarities, present

FORETOLD = [
    ("en", "The new girl says my tongue will swell up and I'll choke.", "dyspnoea"),
    ("en", "My neighbour swears it's going to turn black.", "black"),
    ("en", "A colleague warned me my face would swell and my throat would close.", "throat_swelling"),
    ("en", "The lads reckon it'll blister, it'll go septic and I'll lose the leg.", "vesicle"),
    ("en", "Mum keeps saying I'll go into shock.", "hypotension"),
    ("es", "La nueva dice que se me va a hinchar la lengua y me voy a ahogar.", "angioedema"),
    ("es", "Mi vecina jura que se va a poner negro.", "black"),
    ("es", "Mi cuñada dice que me va a dar fiebre.", "fever"),
    ("zh", "邻居说这样下去腿会发黑烂掉。", "necrosis"),
    ("zh", "室友吓唬我会全身起泡脱皮。", "vesicle"),
    ("zh", "群里人说会发高烧，会休克。", "hypotension"),
    ("zh", "婆婆念叨孩子会抽风、会喘不上气。", "seizure"),
    ("zh", "新同事见了就要叫救护车，说舌头会肿到憋死人。", "dyspnoea"),
]
SO_NOW = [
    ("en", "My son says at night it will itch and bleed.", "bleeding"),
    ("en", "The nurse said it would heal, but now it is full of blisters.", "vesicle"),
    ("en", "My wife says she's going to faint and her lips are swollen.", "hypotension"),
    ("en", "My neighbour says my face is swollen.", "oedema_of_face"),
    ("en", "I say it will itch all day.", "pruritus"),
    ("es", "Mi hijo dice que por la noche le va a picar.", "pruritus"),
    ("es", "El médico dijo que se iba a curar, pero ahora tiene ampollas.", "vesicle"),
    ("zh", "女儿说晚上会痒得睡不着。", "pruritus"),
    ("zh", "医生说感染会扩散，现在已经红到大腿了。", "rapid_spread"),
    ("zh", "他说一吃虾嘴唇就会肿，现在又肿了。", "angioedema"),
    ("zh", "同事说我脸肿了。", "oedema_of_face"),
]


@pytest.mark.parametrize(("language", "history", "finding"), FORETOLD)
def test_what_another_says_will_come_is_not_so(language: str, history: str, finding: str) -> None:
    assert polarities(history, language).get(finding) != "present"


@pytest.mark.parametrize(("language", "history", "finding"), SO_NOW)
def test_what_is_so_now_counts_whoever_says_it(language: str, history: str, finding: str) -> None:
    assert finding in present(history, language)


@pytest.mark.parametrize(
    "history",
    ["一边的蛋疼得走不了路，吐了", "右侧卵子猛地剧痛", "左边蛋突然疼得我蹲在地上", "下面那个蛋蛋肿了，疼得厉害"],
)
def test_a_testicle_that_hurts_by_its_names_in_chinese(history: str) -> None:
    assert "acute_scrotal_pain" in present(history, "zh")


@pytest.mark.parametrize("history", ["这事真蛋疼", "我吃了两个蛋，肚子疼", "煮蛋烫了手，疼"])
def test_eggs_and_figures_of_speech_are_no_testicles(history: str) -> None:
    assert "acute_scrotal_pain" not in present(history, "zh")


@pytest.mark.parametrize(
    "history",
    [
        "单子上写着：若发热、抽搐、精神差，立刻急诊。这些统统没有。",
        "出院时交代：一旦寒战、尿少、伤口流脓，直接奔急诊。现在一样都没有。",
        "要是高烧、寒战、尿少，立马送医。",
    ],
)
def test_a_list_of_what_to_come_with_at_once_tells_nothing_of_now(history: str) -> None:
    assert not {"fever", "seizure", "malaise", "chills", "reduced_urine_or_dehydration", "exudate"} & set(
        present(history, "zh")
    )


@pytest.mark.parametrize(
    ("history", "finding"),
    [
        ("隔壁老周胳膊肿得发黑起泡，最后截了肢。我呢，昨晚给蚊子叮了小腿，痒。", "black"),
        ("二楼的李婶前阵子带状疱疹，眼睛都肿了。我嘴角起了两个小水泡。", "eyelid_oedema"),
        ("村东头老马被蛇咬了，腿黑了一截。我被蚊子咬了个包。", "snake_bite"),
        ("厂里张师傅喉咙肿得喘不上气。我这回就是手上长了个瘊子。", "dyspnoea"),
        ("婆婆咬定我肝坏了。转氨酶正常。", "raised_transaminases"),
        ("他硬说我发烧，量了36.5。", "fever"),
        ("右手背红肿发热，没发烧。", "fever"),
        ("腿又红又肿又发热，体温正常。", "fever"),
    ],
)
def test_what_others_have_or_insist_on_and_the_heat_of_a_place_are_not_the_patients(history: str, finding: str) -> None:
    assert finding not in present(history, "zh")


@pytest.mark.parametrize(
    ("history", "finding"),
    [
        ("右手背红肿发热三天，寒战。", "fever"),
        ("发热39度，腿红肿发热。", "fever"),
        ("张阿姨，65岁，今天喘不上气。", "dyspnoea"),
        ("王师傅被蛇咬了，腿黑了一截。", "snake_bite"),
    ],
)
def test_whoever_is_told_of_alone_is_the_patient(history: str, finding: str) -> None:
    assert finding in present(history, "zh")
