"""What is told as an emergency is heard beside a trade, a novel, a witness, a surprise or a limb that will not move."""

import pytest

from tests.told import is_emergency, observed, otherwise, polarities


@pytest.mark.parametrize(
    "text",
    [
        "I'm an ICU nurse. Fever and purple spots that don't fade.",
        "I work in the emergency department, my lips are swollen and I can't breathe.",
        "On my shift as a paramedic my tongue swelled and I can't breathe.",
        "As a doctor I know what this is: swollen tongue, can't breathe.",
        "I lecture on sepsis and now I have a fever, rigors and a red hot leg, BP 80/40.",
        "Soy bombera y llevo desde ayer con fiebre y manchas moradas que no se borran.",
        "Mi padre es médico jubilado. Le escribo porque tiene fiebre y manchas moradas.",
        "Enseño primeros auxilios y se me está hinchando la lengua, no puedo respirar.",
        "我在急诊上班，今天嘴唇肿，喘不上气。",
        "我老婆是护士，我发烧，腿上有紫斑按不褪色。",
        "在重症监护室工作，现在全身风团，喘不上气。",
    ],
)
def test_what_the_writer_does_for_a_living_silences_nothing(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'm a paramedic and see anaphylaxis and sepsis every week. I have a wart on my thumb.",
        "On my placement I saw a man with skin peeling off in sheets. I have acne.",
        "Vi muchos pacientes con shock séptico. Yo tengo un lunar.",
        "我是急诊护士，天天见败血症，我脚上有鸡眼。",
    ],
)
def test_what_somebody_sees_at_work_is_not_his(text: str) -> None:
    assert not is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "I was writing a novel when my tongue swelled and I can't breathe.",
        "Estoy escribiendo una novela. Tengo fiebre y manchas moradas que no se borran.",
        "我在写小说，我嘴唇肿，喘不上气。",
    ],
)
def test_who_writes_novels_may_be_ill(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    "text",
    [
        "I'd been on the sofa all day with a rash. According to my husband I was confused and my lips were blue.",
        "My rash spread to my chest. Witnessed by my mother, I had a seizure.",
        "Tengo un sarpullido en la espalda. Me desmayé, dice mi mujer, y no podía respirar.",
        "De acuerdo con mi madre tuve una convulsión. Me pica la piel.",
        "我背上起疹子。听我妈说我昏过去了。",
    ],
)
def test_who_tells_of_it_is_not_who_has_it(text: str) -> None:
    assert is_emergency(text)


def test_what_a_relative_has_stays_hers() -> None:
    assert not is_emergency("My skin itches. My sister had a fit and has epilepsy.")


@pytest.mark.parametrize(
    "text",
    [
        "没走几步就晕倒了",
        "没来得及打120他就昏过去了",
        "还没到家舌头就肿了，喘不上气",
        "没人陪的老人昏迷",
        "两分钟不到嘴唇就肿了，喘不上气",
        "不料打完针脸肿，呼吸困难",
        "没曾想孩子抽搐了",
        "没顾上吃饭就喘不上气了",
    ],
)
def test_a_surprise_denies_nothing_in_chinese(text: str) -> None:
    assert is_emergency(text)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("没有发烧，没有喘不上气", "dyspnoea"),
        ("没看见水泡，没咳嗽", "vesicle"),
        ("家里没人发烧，孩子没发烧", "fever"),
        ("没发现紫斑，不喘", "purpura"),
        ("浅表淋巴结未及，肝脾未及", "lymphadenopathy"),
        ("斑片一直没变过，不肿", "changing_lesion"),
    ],
)
def test_a_plain_denial_stays_one_in_chinese(text: str, finding: str) -> None:
    assert polarities(text)[finding] == "absent"


@pytest.mark.parametrize(
    ("text", "present"),
    [
        ("He cannot lift the arm and the hand is swollen.", {"arm", "hand", "oedema"}),
        ("He can't grip and red streaks go up the forearm.", {"erythema", "linear", "forearm"}),
        ("She won't wake and the leg is red and hot.", {"leg", "erythema", "warmth"}),
        ("No puede estirar el dedo y rayas rojas suben por el brazo.", {"finger", "erythema", "arm"}),
        ("膝盖弯不了，腿又红又热。", {"knee", "erythema", "warmth"}),
    ],
)
def test_what_cannot_be_moved_denies_nothing_behind_it(text: str, present: set[str]) -> None:
    found = polarities(text)
    assert not otherwise(found, present, "present")


def test_what_cannot_be_seen_is_denied() -> None:
    found = polarities("He can't see any rash or fever.")
    assert (found["rash"], found["fever"]) == ("absent", "absent")


@pytest.mark.parametrize(
    "text",
    [
        "3/52 female infant, blisters on scalp",
        "10/7 boy, vesicles on the scalp",
        "Male, 25 days, vesicles scalp.",
        "Infant 25d, vesicles scalp",
        "RN 12 d con vesículas en cara.",
        "Neonato varón, 9 días, ampollas.",
        "La niña de mi hermana mayor, 3 semanas, tiene ampollas.",
        "Mi hijo de 8 días con ampollas.",
        "患儿男9天，头皮水疱。",
        "男，20天，头皮水疱。",
        "新生儿，女，2周，水疱",
    ],
)
def test_the_age_of_a_newborn_is_read_as_notes_write_it(text: str) -> None:
    seen = observed(text)
    assert seen.age is not None and seen.age.high < 0.12
    assert is_emergency(text)


@pytest.mark.parametrize(
    ("text", "age", "days"),
    [
        ("45M, 2/52 itchy rash", 45, 14),
        ("6/52 itchy rash, 40F", 40, 42),
        ("2/52 male-pattern hair loss", None, 14),
        ("Mi hijo tiene 3 días con fiebre.", None, 3),
        ("男，35岁，皮疹3天。", 35, 3),
    ],
)
def test_a_time_beside_a_sex_is_no_age(text: str, age: float | None, days: float) -> None:
    seen = observed(text)
    assert (seen.age and seen.age.high) == age
    assert seen.duration is not None and seen.duration.low == days


def test_ten_days_after_discharge_are_no_newborn() -> None:
    assert observed("术后10天复查，伤口好").age is None
