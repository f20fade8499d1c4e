"""Retrievers asked together and again: who failed, who is heard, who knows a closed set only."""

import pytest

from dermagent.errors import ModelUnavailable, StepFailed
from dermagent.steps.heard import degraded, unheard_lines
from dermagent.steps.retrieve import Expert, Proposal, RetrieverInfo, Shown, asked_again, retrieve
from dermagent.steps.retrieve.fuse import probabilities_together
from dermagent.types import Candidate, Case, Heard, Observations, Opinion, Retrieved

CASE, NOTHING = Case(history="An itch."), Observations(language="en")


def listed(**shares: float) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(condition=c, retriever="x", rank=n, score=p, probability=p)
        for n, (c, p) in enumerate(shares.items(), 1)
    )


class Scripted:
    """A retriever that gives its answers in turn."""

    def __init__(self, name: str, *answers: Proposal | Exception, **info: object) -> None:
        self.info = RetrieverInfo.model_validate({"name": name, **info})
        self.answers = list(answers)

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


A, B = Proposal(candidates=listed(scabies=0.9)), Proposal(candidates=listed(urticaria=0.8))


async def test_only_those_who_read_findings_are_asked_again_and_the_order_stays() -> None:
    reading, model = Scripted("reading", A, B, reads_findings=True), Scripted("model", A, asks_model=True)
    before = await retrieve(CASE, NOTHING, (reading, model), Shown())
    after = await asked_again(CASE, NOTHING, (reading, model), Shown(), before)
    assert [(one.info.name, one.proposal) for one in after.heard] == [("reading", B), ("model", A)]


async def test_one_that_fails_only_the_second_time_is_named_and_one_that_works_then_no_longer() -> None:
    gone = ModelUnavailable("no server")
    one = Scripted("one", A, gone, reads_findings=True)
    two = Scripted("two", gone, B, reads_findings=True)
    before = await retrieve(CASE, NOTHING, (one, two), Shown())
    assert (list(before.failed), before.unheard) == (["two"], ("two",))
    after = await asked_again(CASE, NOTHING, (one, two), Shown(), before)
    assert (list(after.failed), after.unheard, list(after.lists)) == (["one"], ("one",), ["two"])


async def test_one_that_is_not_asked_again_stays_among_those_that_failed() -> None:
    gone = ModelUnavailable("no server")
    reading, model = Scripted("reading", A, B, reads_findings=True), Scripted("model", gone, asks_model=True)
    before = await retrieve(CASE, NOTHING, (reading, model), Shown())
    after = await asked_again(CASE, NOTHING, (reading, model), Shown(), before)
    assert after.failed == before.failed == {"model": "no server"} and after.unheard == ("model",)


def test_lists_that_say_only_an_order_give_no_probability() -> None:
    info = RetrieverInfo(name="own")
    scored = tuple(
        Candidate(condition=c, retriever="own", rank=n, score=9.0 / n) for n, c in ((1, "scabies"), (2, "gout"))
    )
    heard = [Heard(info=info, proposal=Proposal(candidates=scored, other=1.0))]
    assert probabilities_together(heard, {}, ()) == ({"scabies": 0.0, "gout": 0.0}, 1.0)


async def test_all_failing_the_second_time_is_no_answer() -> None:
    one = Scripted("one", A, StepFailed("gone"), reads_findings=True)
    before = await retrieve(CASE, NOTHING, (one,), Shown())
    with pytest.raises(StepFailed, match="no retriever worked: one: gone"):
        await asked_again(CASE, NOTHING, (one,), Shown(), before)


async def test_where_none_works_each_is_told_with_its_reason_and_one_server_alone_keeps_its_kind() -> None:
    gone = ModelUnavailable("no server")
    many = (Scripted("reading", StepFailed("no words"), reads_findings=True), Scripted("model", gone, asks_model=True))
    with pytest.raises(StepFailed) as failed:
        await retrieve(CASE, NOTHING, many, Shown())
    assert str(failed.value) == "no retriever worked: reading: no words; model: no server"
    with pytest.raises(ModelUnavailable, match=r"^no server$"):
        await retrieve(CASE, NOTHING, (Scripted("model", gone, asks_model=True),), Shown())


def test_each_reason_why_nobody_was_heard_is_one_sentence_with_one_full_stop() -> None:
    model = RetrieverInfo(name="model", asks_model=True)
    failed = {"model": "no server answers"}
    retrieved = Retrieved(fused=(), failed=failed, missing=(model,))
    silent = {"skin": "the server is down.", "allergy": "gpt-x declined to answer", "rheuma": "the server is down."}
    assert degraded(retrieved, (), silent) == (
        "Degraded: no model that was configured was heard, so this rests on rules and findings alone. "
        "The server is down. gpt-x declined to answer. No server answers."
    )
    assert degraded(retrieved.model_copy(update={"missing": ()}), (), {}) == ""
    said = unheard_lines(retrieved, silent)
    assert said == (
        "Agents skin, rheuma gave no opinion: the server is down.",
        "Agent allergy gave no opinion: gpt-x declined to answer",
        "The retriever model did not work: no server answers",
    )
    assert unheard_lines(retrieved, silent, told="The server is down. No server answers.") == (said[1],)


def test_an_answer_is_degraded_by_fewer_than_half_of_the_agents_and_not_by_half() -> None:
    opinions = tuple(Opinion(agent=name, round=1, conditions=()) for name in ("skin", "allergy"))
    nobody = Retrieved(fused=())
    silent = {"rheuma": "cut off", "eyes": "cut off"}
    assert degraded(nobody, opinions, silent) == ""
    assert degraded(nobody, opinions, {**silent, "drugs": "too slow."}) == (
        "Degraded: only 2 of 5 agents were heard. Cut off. Too slow."
    )
    later = {"skin in round 2": "cut off", "allergy in round 2": "cut off", "rheuma": "cut off"}
    assert degraded(nobody, opinions, later) == ""  # who gave an opinion before was heard
    assert degraded(nobody, (), {"skin": "cut off"}).startswith("Degraded: no model that was configured was heard")


async def test_a_closed_set_that_does_not_say_how_probable_it_is_counts_like_any_list() -> None:
    sure = Proposal(candidates=listed(melanoma=1.0), expert=Expert(share=0.9, before=0.1))
    for proposal, others in ((sure, 0.1), (sure.model_copy(update={"expert": None}), 0.702)):
        closed = Scripted("closed", proposal, closed_set=True)
        words = Proposal(candidates=listed(scabies=0.8, melanoma=0.1), other=0.1, information_nats=1.0)
        found = await retrieve(CASE, NOTHING, (Scripted("words", words), closed), Shown())
        held = {candidate.condition: candidate.score for candidate in found.fused}
        assert len(held) == 2 and 1 - held["melanoma"] == pytest.approx(others, abs=1e-3)


async def test_what_a_list_is_worth_is_what_its_retriever_says_it_is() -> None:
    told = Proposal(candidates=listed(scabies=0.9), information_nats=3.0)
    for evidence, enough, nats in (("measured", False, 3.0), ("enough", True, 0.0), ("none", False, 0.0)):
        found = await retrieve(CASE, NOTHING, (Scripted("one", told, evidence=evidence),), Shown())
        assert (found.enough, found.information_nats) == (enough, nats)
    silent = await retrieve(CASE, NOTHING, (Scripted("one", Proposal(), evidence="enough"),), Shown())
    assert not silent.enough


def test_a_retriever_cannot_see_prepared_images_without_looking() -> None:
    with pytest.raises(ValueError, match="without looking at images"):
        RetrieverInfo(name="odd", sees_prepared=True)
