"""A debate is told honestly: what it overturned and mended, what the best agent knew, and one agent beside it."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from dermagent.cli.eval import evaluate
from dermagent.evals.reporting.debate import debate, debate_lines
from dermagent.evals.running.records import AgentList, Record, read_records
from dermagent.evals.running.runner import run_set
from dermagent.llm.base import Request
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from tests.unit.evals.test_runs import plan, record

RIGHT, WRONG = "scabies", "urticaria"


def agent(name: str, number: int, *ranked: str) -> AgentList:
    return AgentList(agent=name, round=number, ranked=tuple((one, 0.5 / n) for n, one in enumerate(ranked, start=1)))


def debated(name: str, firsts: str, lasts: str, before: str, after: str) -> Record:
    """R or W for each agent before and after, and for what they say together."""
    words = {"R": RIGHT, "W": WRONG}
    agents = [agent(f"a{n}", 1, words[one]) for n, one in enumerate(firsts)]
    agents += [agent(f"a{n}", 2, words[one]) for n, one in enumerate(lasts)]
    return record(name, words[after], agents=tuple(agents), before=(words[before],), after=(words[after],))


def test_what_a_debate_changed_by_hand() -> None:
    given = [
        debated("overturned", "RRW", "WWW", "R", "W"),
        debated("kept", "RRW", "RRR", "R", "R"),
        debated("mended", "WWR", "RRR", "W", "R"),
        debated("lost", "WWW", "WWW", "W", "W"),
        debated("agreed", "RR", "", "R", "R"),
        record("single", RIGHT, agents=(agent("a0", 1, RIGHT),)),
        record("down", outcome="failed", agents=(agent("a0", 1, RIGHT), agent("a1", 1, RIGHT))),
    ]
    found = debate(given, resamples=100)
    assert found and (found.cases, found.debated) == (5, 4)
    assert (found.before.value, found.after.value) == (pytest.approx(3 / 5), pytest.approx(3 / 5))
    assert found.overturned and (found.overturned.value, found.overturned.n) == (0.5, 2)
    assert found.mended and (found.mended.value, found.mended.n) == (0.5, 2)
    assert found.agents_overturned and (found.agents_overturned.value, found.agents_overturned.n) == (0.4, 5)
    assert found.agents_mended and (found.agents_mended.value, found.agents_mended.n) == (pytest.approx(3 / 7), 7)
    assert found.oracle_first.value == pytest.approx(4 / 5) and found.oracle_list.value == pytest.approx(4 / 5)
    told = "\n".join(debate_lines(found, ()))
    assert "4 of 5 answers" in told and "No run of single agent" in told and "No run of self-consistency" in told


def test_without_several_agents_nothing_is_said_of_a_debate() -> None:
    assert debate([record("a", RIGHT), record("b", RIGHT, agents=(agent("a0", 1, RIGHT),))]) is None


def talking(request: Request) -> dict[str, Any]:
    """Three readers know it before the debate and follow the fourth after it."""
    if request.schema_name == "VisionReply":
        return {"reasoning": "", "findings": [], "candidates": [{"name": "Scabies", "confidence": 0.5, "reason": ""}]}
    if request.schema_name == "HistoryReply":
        return {"findings": []}
    first = "urticaria" if request.round > 1 or request.agent == "emergencies" else "scabies"
    if request.agent == "tumours":
        first = "plaque_psoriasis"
    view = {"condition": first, "probability": 0.6, "claims": []}
    more = {"stances": []} if request.schema_name == "StanceReply" else {}
    return {"views": [view], "concerns": []} | more


async def test_a_run_of_agents_keeps_their_lists_and_stands_beside_one_agent(tmp_path: Path) -> None:
    for graph in ("mac", "guideline_cot", "self_consistency"):
        settings = resolve(graph=graph, model="m", base_url="http://127.0.0.1:9/v1", model_reads=False)
        await run_set(plan(4, settings=settings), tmp_path / graph, chat=ScriptedModel(talking, name="m"))
    one = read_records(tmp_path / "mac")[0]
    assert {agent.round for agent in one.agents} == {1, 2} and len(one.before) > 1
    assert one.before[0] == "scabies" and one.after[0] == "urticaria" and one.lists["vlm"][0][0] == "scabies"
    done = CliRunner().invoke(
        evaluate, ["score", str(tmp_path / "mac"), "--resamples", "100"], catch_exceptions=False, standalone_mode=False
    )
    assert "Right first choices that the debate overturned: 1.000 [1.000, 1.000] (2)" in done.stdout
    assert "Beside it single agent, guideline_cot: top-1 " in done.stdout
    assert "Beside it self-consistency, self_consistency: top-1 " in done.stdout and "× its tokens" in done.stdout
    assert "No run of" not in done.stdout
    as_json = CliRunner().invoke(
        evaluate,
        ["score", str(tmp_path / "mac"), "--resamples", "100", "--format", "json"],
        catch_exceptions=False,
        standalone_mode=False,
    )
    assert '"overturned"' in as_json.stdout and '"self-consistency"' in as_json.stdout
    alone = CliRunner().invoke(
        evaluate, ["score", str(tmp_path / "self_consistency"), "--resamples", "100"], standalone_mode=False
    )
    assert "## The debate" not in alone.stdout, "samples of one agent are no debate"


async def test_the_report_tells_the_debate_too(tmp_path: Path) -> None:
    settings = resolve(graph="mac", model="m", base_url="http://127.0.0.1:9/v1", model_reads=False)
    await run_set(plan(4, settings=settings), tmp_path / "mac", chat=ScriptedModel(talking, name="m"))
    done = CliRunner().invoke(
        evaluate, ["report", str(tmp_path / "mac"), "--resamples", "100"], catch_exceptions=False, standalone_mode=False
    )
    assert done.return_value == 0
    for name in ("report.html", "report.md"):
        assert "that the debate overturned" in (tmp_path / "mac" / name).read_text(encoding="utf-8")
