"""Medicines in their field: brands are what they hold, and what says that there is none is no medicine."""

from datetime import date, timedelta

import pytest

from dermagent import Case, diagnose
from dermagent.knowledge.speech import spoken
from dermagent.steps.intake import without_no_medicines
from dermagent.steps.observe import observe
from dermagent.types import Complaint, Drug

NONE = [
    *("None.", "NO MEDS", "n.a.", "nothing new", "not on any medication", "I don't take any pills", "no recent drugs"),
    *("denies any new medication", "none that I know of", "nil at present", "--", "?", "not known", "no changes"),
    *("ningún fármaco", "sin medicación habitual", "no toma ningún medicamento", "no lo sé", "Ninguna"),
    *("没吃药", "近期未用药", "无用药史", "暂无", "没有服用任何药物", "未知", "沒有"),
    *("Keine Medikamente", "nein", "aucun médicament", "nessun farmaco", "nenhum"),
]
SOME = [
    *(
        "none but naproxen",
        "no, only amoxicillin",
        "Nolotil",
        "Noxafil",
        "No-Spa",
        "NaCl",
        "Nilstat",
        "unknown tablets",
    ),
    *("I don't remember the name", "new medicine", "stopped all drugs"),
    *("antibiótico desconocido", "pastillas nuevas", "no recuerdo", "Sintrom"),
    *("新药", "吃过药", "不明药物", "中药", "降压药"),
    *("unbekannte Tabletten",),
]
HIGH_RISK = [
    *("Zyloprim 300", "Trileptal", "Dilantin", "Azulfidine EN", "Viramune", "Mobic", "Feldene", "Keytruda"),
    *("Carbamazepin", "Phenytoin", "Minocyclin", "Salazopyrina", "carbamazépine", "sulfametossazolo", "TMP-SMX"),
    *("得理多", "利必通", "大仑丁", "卡馬西平"),
]


def findings(*names: str) -> set[str]:
    case = Case(history="A rash.", complaint=Complaint(drugs=[Drug(name=name) for name in names]))
    return {item.finding for item in observe(without_no_medicines(case)).items}


@pytest.mark.parametrize("name", NONE)
def test_what_says_that_there_is_no_medicine_is_none(name: str) -> None:
    assert "new_medication" not in findings(name)


@pytest.mark.parametrize("name", SOME)
def test_a_medicine_stays_one_however_its_name_begins(name: str) -> None:
    assert findings(name) & {
        "new_medication",
        "anticoagulant_use",
    }  # one that many take for years is new by a start only


def test_beside_a_none_a_medicine_counts() -> None:
    assert "high_risk_drug" in findings("none", "lamotrigine")


@pytest.mark.parametrize("name", HIGH_RISK)
def test_a_brand_and_a_name_of_another_language_are_the_drug(name: str) -> None:
    assert {"new_medication", "high_risk_drug"} <= findings(name)


TODAY = date(2026, 3, 10)
LATELY, LONG_AGO = TODAY - timedelta(days=20), TODAY - timedelta(days=1000)


@pytest.mark.parametrize(
    ("drug", "new"),
    [
        (Drug(name="Naproxen 500", start=LONG_AGO), False),
        (Drug(name="Naproxen 500", start=LATELY), True),
        (Drug(name="Naproxeno"), True),
        (Drug(name="布洛芬", started_days_before_onset=700), False),
        (Drug(name="Gabapentina", started_days_before_onset=15), True),
        (Drug(name="Insulin glargine"), False),
        (Drug(name="奥美拉唑"), False),
        (Drug(name="Levotherol, a new brand"), True),
        (Drug(name="moisturising lotion", start=LATELY), False),
        (Drug(name="润肤霜"), False),
        (Drug(name="loción hidratante 400 ml"), False),
        (Drug(name="hydrocortisone in aqueous cream", start=LATELY), True),
        (Drug(name="Metformin; Amoxicillin"), True),
    ],
)
def test_a_drug_begun_long_ago_and_a_bland_cream_are_no_new_medicine(drug: Drug, new: bool) -> None:
    seen = observe(Case(history="A rash.", complaint=Complaint(drugs=[drug]), told_on=TODAY))
    assert ("new_medication" in {item.finding for item in seen.items}) is new


def test_a_drug_of_high_risk_counts_however_old_it_is_and_its_time_before_that_of_others() -> None:
    drugs = [
        Drug(name="amlodipine", started_days_before_onset=3000),
        Drug(name="ibuprofen", started_days_before_onset=1),
        Drug(name="Lamictal", started_days_before_onset=16),
    ]
    case = Case(history="A rash.", complaint=Complaint(drugs=drugs))
    seen = observe(case)
    assert seen.drug_to_onset and seen.drug_to_onset.low == 16
    assert "high_risk_drug" in {item.finding for item in seen.items}
    assert "high_risk_drug" in findings("Zyloprim") and "new_medication" not in findings("Losartan", "Simvastatin")


@pytest.mark.parametrize(
    ("name", "history", "finding"),
    [
        ("Imuran 50 mg", "I take Imuran and have a rash.", "immunosuppression"),
        ("Xeljanz", "On Xeljanz for my joints, and now a rash.", "immunosuppression"),
        ("leflunomida", "Tomo leflunomida y tengo un sarpullido.", "immunosuppression"),
        ("Remsima", "Me ponen Remsima y tengo un sarpullido.", "immunosuppression"),
        ("修美乐", "我在打修美乐，出了皮疹。", "immunosuppression"),
        ("他克莫司胶囊", "肾病吃他克莫司胶囊，出了皮疹。", "immunosuppression"),
        ("Toctino", "I am on Toctino and have a rash.", "teratogenic_drug"),
        ("talidomida", "Tomo talidomida y tengo un sarpullido.", "teratogenic_drug"),
        ("泰尔丝", "我在吃泰尔丝，嘴唇很干，出了皮疹。", "teratogenic_drug"),
        ("Warfarin", "I take warfarin and have a rash.", "anticoagulant_use"),
    ],
)
def test_a_drug_tells_the_same_in_its_field_and_in_a_text(name: str, history: str, finding: str) -> None:
    assert finding in findings(name)
    told = [item for item in observe(Case(history=history)).items if item.finding == finding]
    assert {(item.polarity, item.time) for item in told} == {("present", "current")}


@pytest.mark.parametrize(
    "name", ["Protopic 0.1%", "tacrolimus 0.03% ointment", "prednisolone eye drops", "pomada de tacrolimus", "普特彼"]
)
def test_what_is_put_on_the_skin_or_eye_weakens_no_defences(name: str) -> None:
    assert "immunosuppression" not in findings(name)
    assert "immunosuppression" not in {item.finding for item in observe(Case(history=f"Rash: {name}")).items}


def test_none_in_the_field_alarms_nobody_and_a_brand_does() -> None:
    def urgency(name: str) -> str | None:
        told = {"history": "Painful red skin all over for two days.", "complaint": {"drugs": [{"name": name}]}}
        return diagnose(told).urgency

    alone = diagnose({"history": "Painful red skin all over for two days."}).urgency
    assert urgency("no new meds") == urgency("无") == alone
    assert urgency("Epanutin") == urgency("phenytoin") != alone


def test_a_denial_is_read_in_time_however_long_it_is() -> None:
    assert not spoken("no_medicine").fullmatch("no new recent other regular " * 60 + "surprises")
