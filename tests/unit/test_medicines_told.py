"""Medicines in their field: brands are what they hold, and what says that there is none is no medicine."""

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
    assert "new_medication" in findings(name)


def test_beside_a_none_a_medicine_counts() -> None:
    assert "high_risk_drug" in findings("none", "lamotrigine")


@pytest.mark.parametrize("name", HIGH_RISK)
def test_a_brand_and_a_name_of_another_language_are_the_drug(name: str) -> None:
    assert {"new_medication", "high_risk_drug"} <= findings(name)


def test_none_in_the_field_alarms_nobody_and_a_brand_does() -> None:
    def urgency(name: str) -> str | None:
        told = {"history": "Painful red skin all over for two days.", "complaint": {"drugs": [{"name": name}]}}
        return diagnose(told).urgency

    alone = diagnose({"history": "Painful red skin all over for two days."}).urgency
    assert urgency("no new meds") == urgency("无") == alone
    assert urgency("Epanutin") == urgency("phenytoin") != alone


def test_a_denial_is_read_in_time_however_long_it_is() -> None:
    assert not spoken("no_medicine").fullmatch("no new recent other regular " * 60 + "surprises")
