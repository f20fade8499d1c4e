"""Questions written by a model: one that quotes the case is dropped, one that is no JSON is mended or dropped."""

import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner

from dermagent.cli.synth_qa import synth_qa
from dermagent.errors import InputError, ModelRefused, ModelUnavailable
from dermagent.evals.audits.leaks import quoted, words_of
from dermagent.evals.audits.synth_qa import (
    KINDS,
    Dropped,
    Pair,
    QaPlan,
    dropped_file,
    leaked,
    metadata_of,
    request_for,
    write_pairs,
)
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.deltableu import Answer
from dermagent.evals.running.records import read_lines
from dermagent.imaging.synth import render, save_png
from dermagent.llm.base import Request
from dermagent.llm.budget import Limits
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from dermagent.types import Case, Language
from tests.mock_server import MockServer, serving

HISTORY = "Itchy burrows between the fingers for three weeks, worse at night since the camping trip."
CLEAN = {"question": "What do the images show?", "answer": "Small red papules with fine scale, in a group."}


def case(name: str = "c0", image: str = "0.png", **changes: Any) -> LabelledCase:
    fields = {
        "history": HISTORY,
        "images": [{"path": image, "body_site": "hand"}],
        "patient": {"age_years": 34, "sex": "female", "fitzpatrick": "III", "monk": 5, "immunosuppressed": True},
        "complaint": {
            "duration": "ONE_TO_FOUR_WEEKS",
            "symptoms": {"bleeding": True, "fever": False},
            "sites": ["hand"],
            "drugs": [{"name": "methotrexate"}],
        },
    } | changes
    answers = (
        Answer("a", {"en": "This is scabies, treat all contacts with permethrin."}),
        Answer("b", {"en": "Scabies"}),
    )
    return LabelledCase(
        Case.model_validate({"id": name, **fields}), {"scabies": 1.0}, label="SCAB-X", answers=answers, group="g"
    )


class Images:
    """Cases with a small drawn image each; the last one has none."""

    name = "pictures"

    def __init__(self, n: int = 3) -> None:
        self.n = n

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        for n in range(self.n):
            yield case(f"c{n}", f"{n}.png")
        yield case("gone", "gone.png")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    for n in range(3):
        save_png(render(np.random.default_rng(n), size=64), folder / f"{n}.png")
    return folder


def plan(root: Path, **changes: Any) -> QaPlan:
    return QaPlan(Images(), root, "all", changes.pop("settings", resolve()), **changes)


def lines(out: Path) -> tuple[list[Pair], list[Dropped]]:
    return list(read_lines(out, Pair)), list(read_lines(dropped_file(out), Dropped))


# --- the leak test


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("A 34-year-old with papules.", "patient.age_years"),
        ("Someone aged thirty-four has papules.", "patient.age_years"),
        ("The hand of a FEMALE patient.", "patient.sex"),
        ("Common in females.", "patient.sex"),
        ("Skin of type III with papules.", "patient.fitzpatrick"),
        ("Fitzpatrick 3 skin.", "patient.fitzpatrick"),
        ("A Monk 5 tone.", "patient.monk"),
        ("The patient is immunosuppressed.", "patient.immunosuppressed"),
        ("The patient took Methotrexate.", "complaint.drugs.name"),
        ("It has been bleeding.", "complaint.symptoms.bleeding"),
        ("Present for 3 weeks.", "history"),
        ("Seen between one and four weeks.", "complaint.duration"),
        ("Burrows between the fingers are visible.", "history"),
        ("It came after SINCE the  camping-trip!", "history"),
        ("The metadata say so.", "metadata"),
        ("From the information provided this is likely.", "metadata"),
        ("Treat all contacts with permethrin.", "answers"),
    ],
)
def test_row_43_a_text_that_quotes_the_metadata_is_recognised(text: str, field: str) -> None:
    assert leaked(case(), "diagnosis", text) == field


@pytest.mark.parametrize(
    "text",
    [
        CLEAN["answer"],
        "Scabies is likeliest: there are short lines.",  # the diagnosis is asked for
        "Three papules on the hand; type and cause cannot be told.",
        "Boys and girls can have this; it is a male-pattern finding.",
        "A fever would matter.",  # the case has none, so nothing is quoted
    ],
)
def test_row_43_what_an_image_can_show_is_no_leak(text: str) -> None:
    assert leaked(case(), "diagnosis", text) == ""


def test_row_43_an_observation_names_no_disease_by_any_name() -> None:
    assert leaked(case(), "observational", "This is sarcoptic mange, also called scabies.") == "conditions"
    assert leaked(case(), "observational", "A SCAB-X pattern.") == "label"
    assert leaked(case(), "observational", CLEAN["answer"]) == ""


def test_row_43_words_are_compared_whatever_their_form() -> None:
    assert words_of("Forty-two weeks, 3.0 cm; Type IV") == ["42", "week", "3", "cm", "type", "4"]
    assert words_of("twenty, thirty five 神经") == ["20", "35", "神", "经"]
    assert (
        quoted("a b c", {"x": "a b c d e"}, words=4) == "" and quoted("z a b c d", {"x": "a b c d e"}, words=4) == "x"
    )
    assert quoted("anything", {"x": None, "y": False, "z": "", "w": []}) == ""


def test_row_43_what_an_image_shows_is_not_told_as_metadata() -> None:
    told = metadata_of(case())
    assert "sites" not in told["complaint"] and "images" not in told and "id" not in told
    assert told["conditions"] == ["Scabies"] and told["label"] == "SCAB-X"


# --- writing


async def test_row_43_six_kinds_are_asked_of_each_case_with_an_image(root: Path, tmp_path: Path) -> None:
    model, out = ScriptedModel(lambda _: CLEAN, "m"), tmp_path / "qa.jsonl"
    done = await write_pairs(plan(root), out, chat=model)
    pairs, dropped = lines(out)
    assert (done.written, done.left, done.without_images, done.dropped.total()) == (18, 0, 1, 0)
    assert len(pairs) == 18 and not dropped
    assert {(p.case_id, p.kind) for p in pairs} == {(f"c{n}", kind) for n in range(3) for kind in KINDS}
    assert all(p.synthetic and p.model_served == "m" and p.made.model_asked == "m" for p in pairs)
    assert "synth_qa/rules" in pairs[0].made.prompt_sha256 and json.loads(out.read_text().split("\n")[0])["synthetic"]
    assert all(len(r.messages[1].images) == 1 for r in model.requests)


async def test_row_43_a_leak_is_dropped_counted_and_not_asked_again(root: Path, tmp_path: Path) -> None:
    def leaking(request: Request) -> dict[str, str]:
        leak = request.case_id == "c1" and request.agent == "synth_qa/diagnosis"
        return {**CLEAN, "answer": "A woman of 34 years with scabies."} if leak else CLEAN

    model, out = ScriptedModel(leaking), tmp_path / "qa.jsonl"
    done = await write_pairs(plan(root), out, chat=model)
    pairs, dropped = lines(out)
    assert (done.written, dict(done.dropped), done.left) == (17, {"leak of patient.age_years": 1}, 0)
    assert [(d.case_id, d.kind, d.why, d.quoted) for d in dropped] == [("c1", "diagnosis", "leak", "patient.age_years")]
    assert "34 years" not in out.read_text() + dropped_file(out).read_text()
    again = await write_pairs(plan(root), out, chat=model)
    assert (again.held, again.written, len(model.requests)) == (18, 0, 18)
    assert len(pairs) == len(lines(out)[0])


async def test_row_43_a_leak_in_the_question_counts_too(root: Path, tmp_path: Path) -> None:
    question = {**CLEAN, "question": "What has this 34 year old?"}
    done = await write_pairs(plan(root, kinds=("patient",)), tmp_path / "q", chat=ScriptedModel(lambda _: question))
    assert done.written == 0 and done.dropped.total() == 3


async def test_row_43_invalid_json_is_retried_then_dropped(root: Path, tmp_path: Path) -> None:
    asked: dict[str, int] = {}

    def clumsy(request: Request) -> str | dict[str, str]:
        asked[request.case_id] = asked.get(request.case_id, 0) + 1
        mended = request.case_id == "c0" and asked["c0"] == 2
        if request.case_id == "c1" or (not mended and request.case_id == "c0"):
            return (
                "Sure! The answer is: papules." if asked[request.case_id] == 1 else {"question": "What?"}
            )  # no answer
        return CLEAN

    model, out = ScriptedModel(clumsy), tmp_path / "qa.jsonl"
    done = await write_pairs(plan(root, kinds=("observational",)), out, chat=model)
    pairs, dropped = lines(out)
    assert asked == {"c0": 2, "c1": 3, "c2": 1}
    assert {(p.case_id, p.repairs) for p in pairs} == {("c0", 1), ("c2", 0)}
    assert [(d.case_id, d.why) for d in dropped] == [("c1", "unusable")]
    assert dict(done.dropped) == {"unusable": 1} and done.left == 0


async def test_row_43_a_refusal_is_settled_and_an_outage_is_asked_again(root: Path, tmp_path: Path) -> None:
    down = True

    def answer(request: Request) -> dict[str, str]:
        if request.case_id == "c0":
            raise ModelRefused("m declined")
        if request.case_id == "c1" and down:
            raise ModelUnavailable("m is down")
        return CLEAN

    model, out = ScriptedModel(answer), tmp_path / "qa.jsonl"
    first = await write_pairs(plan(root, kinds=("patient",)), out, chat=model)
    assert (first.written, dict(first.dropped), first.failed, first.left) == (1, {"refused": 1}, 1, 1)
    assert first.trouble == "m is down"
    down = False
    second = await write_pairs(plan(root, kinds=("patient",)), out, chat=model)
    assert (second.held, second.written, second.left) == (2, 1, 0)


async def test_row_43_a_budget_stops_it_and_a_torn_line_is_written_again(root: Path, tmp_path: Path) -> None:
    model, out = ScriptedModel(lambda _: CLEAN), tmp_path / "qa.jsonl"
    first = await write_pairs(plan(root, limits=Limits(calls=5), concurrency=1), out, chat=model)
    assert first.written == 5 and first.left == 13 and "5 calls" in first.stopped
    out.write_bytes(out.read_bytes()[:-10])
    second = await write_pairs(plan(root), out, chat=model)
    assert (second.held, second.written, second.left) == (4, 14, 0)
    assert len(lines(out)[0]) == 18 and len(model.requests) == 19
    assert (await write_pairs(plan(root, limits=Limits(seconds=0.0)), tmp_path / "n", chat=model)).stopped


async def test_row_43_a_file_is_never_a_mixture(root: Path, tmp_path: Path) -> None:
    out = tmp_path / "qa.jsonl"
    await write_pairs(plan(root, kinds=("patient",)), out, chat=ScriptedModel(lambda _: CLEAN, "one"))
    with pytest.raises(InputError, match="was made with another set, model, prompt or rule"):
        await write_pairs(plan(root), out, chat=ScriptedModel(lambda _: CLEAN, "two"))
    with pytest.raises(InputError, match="was made with another"):
        await write_pairs(plan(root, leak_words=9), out, chat=ScriptedModel(lambda _: CLEAN, "one"))
    more = await write_pairs(
        plan(root, kinds=("patient", "evolution")), out, chat=ScriptedModel(lambda _: CLEAN, "one")
    )
    assert (more.held, more.written) == (3, 3)


async def test_row_43_nothing_of_the_metadata_is_logged(
    root: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(request: Request) -> dict[str, str]:
        if request.agent.endswith("patient"):
            raise ModelUnavailable("m is down")
        return {**CLEAN, "answer": HISTORY}

    with caplog.at_level(logging.DEBUG):
        done = await write_pairs(plan(root), tmp_path / "qa.jsonl", chat=ScriptedModel(failing))
    assert done.failed == 3 and "no patient question about case c0 (ModelUnavailable)" in caplog.text
    written = (tmp_path / "qa.dropped.jsonl").read_text()
    for secret in ("burrows", "34", "female", "methotrexate", "SCAB", "camping"):
        assert secret not in caplog.text and secret not in json.dumps(
            [json.loads(x)["quoted"] for x in written.splitlines()]
        )


async def test_row_43_images_that_cannot_be_read_and_other_bad_input(root: Path, tmp_path: Path) -> None:
    model = ScriptedModel(lambda _: CLEAN)
    (root / "1.png").write_bytes(b"no image")
    done = await write_pairs(plan(root, kinds=("patient",)), tmp_path / "a", chat=model)
    assert (done.written, dict(done.dropped), done.left) == (2, {"no readable image": 1}, 0)
    drawn = await write_pairs(plan(root, n=1, seed=3, kinds=("patient",)), tmp_path / "b", chat=model)
    assert drawn.total == 1
    with pytest.raises(InputError, match="no kind of question 'poem'"):
        await write_pairs(plan(root, kinds=("poem",)), tmp_path / "c", chat=model)
    with pytest.raises(InputError, match="set one with --model"):
        await write_pairs(plan(root), tmp_path / "c")
    with pytest.raises(InputError, match="has an image that is there"):
        await write_pairs(plan(tmp_path), tmp_path / "c", chat=model)


def test_row_43_all_kinds_of_a_case_share_their_first_turns() -> None:
    asked = [request_for(case(), kind, ()) for kind in KINDS]
    assert len({request.messages[:2] for request in asked}) == 1
    assert len({request.messages[2] for request in asked}) == len(KINDS)


def test_row_43_the_command_asks_a_server_and_goes_on(root: Path, tmp_path: Path) -> None:
    (root / "a.csv").write_text("id,photo,d,story\n1,0.png,scabies,My hands itch every night\n2,1.png,scabies,\n")
    mapping, out = tmp_path / "m.yaml", tmp_path / "qa.jsonl"
    mapping.write_text("files: [{path: a.csv}]\ntable: {id: id, image: '{photo}', label: d, text: story}\n")
    command = [
        "own",
        "--data",
        str(root),
        "--mapping",
        str(mapping),
        "--out",
        str(out),
        "--kinds",
        "patient,next_steps",
    ]
    with pytest.raises(InputError, match="set one with --model"):
        CliRunner().invoke(synth_qa, command, catch_exceptions=False)

    def answer(body: dict[str, Any]) -> str:
        itches = "My hands itch every night" in json.dumps(body)
        return json.dumps({**CLEAN, "answer": "Your hands itch every night."} if itches else CLEAN)

    with serving(MockServer(answer)) as server:
        command += ["--model", "mock", "--base-url", server.base_url, "--local-only"]
        done = CliRunner().invoke(synth_qa, command, catch_exceptions=False, standalone_mode=False)
        assert done.return_value == 0
        assert "2 pairs written, 0 settled before, dropped: 2 × leak of history; 0 left" in done.stdout
        assert all(body["messages"][1]["content"][1]["type"] == "image_url" for body in server.bodies)
        again = CliRunner().invoke(synth_qa, command, catch_exceptions=False, standalone_mode=False)
        assert "0 pairs written, 4 settled before" in again.stdout and len(server.bodies) == 4
    assert {pair.kind for pair in lines(out)[0]} == {"patient", "next_steps"}
