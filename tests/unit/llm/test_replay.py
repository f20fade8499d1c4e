"""Another system's stored lists, put through our workflows."""

import json
from pathlib import Path
from typing import Any

import pytest

from dermagent import Case, Differential, adiagnose
from dermagent.errors import InputError
from dermagent.llm.base import Message, Request
from dermagent.llm.replay import ReplayLists, read_lists

CASE = Case(id="one", history="Itchy burrows between the fingers for three weeks, worse at night.")
LISTED = [
    {"name": "Merkel cell carcinoma", "confidence": 0.6},
    {"name": "Psoriasis (plaque type)", "confidence": "20 %"},
]


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    path = tmp_path / "lists.jsonl"
    entries = [
        {"case_id": "one", "candidates": LISTED},
        {"case_id": "plain", "candidates": ["Urticaria (hives)", "Scabies", "Dercum disease"]},
        {"case_id": "nothing", "candidates": []},
    ]
    path.write_text("".join(json.dumps(entry) + "\n" for entry in entries), encoding="utf-8")
    return path


async def replayed(lists: Path, case: Case = CASE, **settings: Any) -> Differential:
    from dermagent.settings import resolve
    from dermagent.workflow.deps import make_model

    model = f"replay:{lists}"
    chat = make_model(resolve(model=model, **settings))
    return await adiagnose(case, model=model, chat=chat, **settings)


async def test_a_list_goes_through_a_graph_as_its_names_were_written(lists: Path) -> None:
    result = await replayed(lists, graph="naive_cot")
    assert [(i.condition, i.probability) for i in result.ranked] == [
        ("merkel_cell_carcinoma", 0.6),
        ("plaque_psoriasis", 0.2),
    ]
    assert (result.provenance.model_served, result.provenance.tokens) == ("replay:lists.jsonl", 0)


async def test_without_confidences_the_places_tell_and_what_is_not_known_keeps_its_name(lists: Path) -> None:
    result = await replayed(lists, CASE.model_copy(update={"id": "plain"}), graph="naive_cot")
    told = [(i.name, i.probability, i.icd10cm, i.outside) for i in result.ranked if not i.floored]
    assert told == [
        ("Urticaria", 0.5, "L50.9", False),
        ("Scabies", 0.25, "B86", False),
        ("Dercum disease", 0.125, "", True),
    ]


@pytest.mark.parametrize("agents", ["agree", "absent", "adversarial"])
async def test_whatever_the_agents_do_findings_and_list_keep_their_first_condition(lists: Path, agents: str) -> None:
    result = await replayed(lists, graph="mac", replay_agents=agents)
    assert {"scabies", "merkel_cell_carcinoma"} <= {item.condition for item in result.ranked[:5]}
    assert result.degraded == (agents == "absent")
    named = {view.condition for opinion in result.opinions for view in opinion.conditions}
    assert ("merkel_cell_carcinoma" in named) == (agents == "agree")


@pytest.mark.parametrize(("agents", "form"), [("agree", "StanceReply"), ("adversarial", "OpinionReply")])
async def test_only_an_adversary_takes_a_stance_and_only_where_it_is_asked_for_one(
    lists: Path, agents: Any, form: str
) -> None:
    with_others = ReplayLists(lists, agents, others=("Gout", "痛风", "Lupus"))
    told = await with_others.complete(Request((Message("user", "?"),), form, {}, case_id="plain"))
    assert json.loads(told.text).keys() == {"views"}
    against = ReplayLists(lists, "adversarial", others=("痛风",))
    opposed = await against.complete(Request((Message("user", "?"),), "StanceReply", {}, case_id="plain"))
    assert json.loads(opposed.text)["stances"] == [
        {"claim": number, "reason": "", "stance": "opposes"} for number in range(1, 25)
    ]
    assert [one["condition"] for one in json.loads(opposed.text)["views"]] == ["痛风"] and "痛风" in opposed.text


async def test_a_case_without_a_list_and_one_with_an_empty_list_are_no_answers_of_the_model(lists: Path) -> None:
    missing = await replayed(lists, CASE.model_copy(update={"id": "two"}), graph="naive_cot")
    assert (missing.outcome, "holds no list of case 'two'" in missing.limits[0]) == ("unusable", True)
    empty = await replayed(lists, CASE.model_copy(update={"id": "nothing"}), graph="naive_cot")
    assert empty.outcome == "abstained"


@pytest.mark.parametrize(
    "line",
    [
        "[]",
        "{",
        '{"case_id": "a"}',
        '{"case_id": "a", "candidates": "acne"}',
        '{"case_id": "a", "candidates": [{"n": 1}]}',
        '{"case_id": "a", "candidates": [{"name": "acne", "confidence": [1]}]}',
    ],
)
def test_a_line_of_another_form_is_named(tmp_path: Path, line: str) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text('{"case_id": "b", "candidates": []}\n' + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"lists.jsonl, line 2: expected \{"):
        read_lists(path)


def test_a_case_twice_and_a_missing_file_are_named(tmp_path: Path) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text('{"case_id": "b", "candidates": []}\n' * 2, encoding="utf-8")
    with pytest.raises(InputError, match="line 2: case 'b' stands twice"):
        read_lists(path)
    with pytest.raises(InputError, match=r"gone\.jsonl: there is no such file"):
        read_lists(tmp_path / "gone.jsonl")


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("hello", "no JSON"),
        ("[1]", "a list in place of an object"),
        ('{"id": "a", "list": []}', "the fields id, list"),
        ('{"case_id": "", "candidates": []}', "the fields case_id, candidates"),
        ('{"case_id": "a", "candidates": {"acne": 1}}', "an object as candidates"),
        ('{"case_id": "a", "candidates": [7]}', "a number as a candidate"),
        ('{"case_id": "a", "candidates": [{"seen": "L70", "p": 1}]}', "an object of seen, p as a candidate"),
        ('{"case_id": "a", "candidates": [{"name": "acne", "confidence": -0.2}]}', "the confidence -0.2"),
        ('{"case_id": "a", "candidates": [{"name": "acne", "probability": 250}]}', "the confidence 250"),
        ('{"case_id": "a", "candidates": [{"name": "acne", "confidence": true}]}', "true or false as a confidence"),
        ('{"case_id": "a", "candidates": [{"name": "acne", "confidence": NaN}]}', "the confidence nan"),
    ],
)
def test_a_refused_line_says_what_was_found(tmp_path: Path, line: str, found: str) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_lists(path)
    assert str(refused.value).endswith(f"found {found}")


@pytest.mark.parametrize(
    "item",
    [
        {"name": "Acne", "probability": 0.9},
        {"condition": "Acne", "likelihood": 0.9},
        {"diagnosis": "Acne", "score": 0.9},
        {"enfermedad": "Acne", "probabilidad": 0.9},
        {"病名": "Acne", "概率": 0.9},
    ],
)
def test_a_confidence_is_read_under_the_names_that_replies_give_it(tmp_path: Path, item: dict[str, Any]) -> None:
    path = tmp_path / "lists.jsonl"
    path.write_text(json.dumps({"case_id": 1, "candidates": [item]}), encoding="utf-8")
    assert read_lists(path) == {"1": (("Acne", 0.9),)}


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("<answer>scabies</answer>", "scabies"),
        ("<diagnosis>Lichen planus</diagnosis>", "Lichen planus"),
        ("**Urticaria**", "Urticaria"),
        ('{"diagnosis": "scabies"}', "scabies"),
        ('{"diagnóstico": "sarna"}', "sarna"),
        ("Herpes zoster", "Herpes zoster"),
    ],
)
def test_a_candidate_in_tags_or_as_json_in_a_text_is_its_name(tmp_path: Path, written: str, name: str) -> None:
    path = tmp_path / "marked.jsonl"
    path.write_text(json.dumps({"case_id": "one", "candidates": [written]}), encoding="utf-8")
    assert read_lists(path) == {"one": ((name, None),)}
