"""Numbers that cannot be wrong in silence: shuffled labels score at chance, and the order of cases is nothing."""

import json
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np
import pytest

from dermagent.errors import ModelCut
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.datasets.magic_cvqa import FAMILIES, QUESTIONS
from dermagent.evals.metrics.calibration import brier, expected_calibration_error
from dermagent.evals.metrics.deltableu import Answer, Weighted, delta_bleu
from dermagent.evals.metrics.fairness import equal_opportunity_difference, tally
from dermagent.evals.metrics.readers import uncertain_top_k
from dermagent.evals.metrics.safety import missed_high_risk, urgency_confusion
from dermagent.evals.metrics.segmentation import average_precision, dice, jaccard
from dermagent.evals.metrics.statistics import paired_difference, sign_test
from dermagent.evals.metrics.text import bleu_4, concept_f1, rouge_l, token_f1
from dermagent.evals.reporting.answers import score_answers, score_choices
from dermagent.evals.reporting.comparison import compare
from dermagent.evals.reporting.scoring import Scores, score
from dermagent.evals.running.records import Record, Run
from dermagent.evals.running.runner import run_set
from dermagent.llm.base import Request
from dermagent.llm.door import read_completion
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import resolve
from dermagent.types import URGENCIES, Case
from tests.unit.evals.test_runs import plan

N = 800
LABELS = (
    "melanoma",
    "basal_cell_carcinoma",
    "scabies",
    "urticaria",
    "rosacea",
    "vitiligo",
    "alopecia_areata",
    "impetigo",
)


def records(seed: int = 0) -> list[Record]:
    """A system that is always right and sure, over eight equally frequent labels of four families and more."""
    rng = random.Random(seed)
    made = []
    for n in range(N):
        label = LABELS[n % len(LABELS)]
        rest = rng.sample([one for one in LABELS if one != label], 4)
        shares = zip((label, *rest), (0.8, 0.06, 0.04, 0.02, 0.01), strict=True)
        made.append(
            Record(
                case_id=f"c{n:04}",
                group=f"p{n // 2}",
                reference={label: 1.0},
                strata={"sex": rng.choice(["female", "male"])},
                high_risk=(label,) if label == "melanoma" else (),
                levels=(label[0], label),
                outcome="answered",
                urgency="routine",
                ranked=tuple(shares),
                other=0.07,
                retrieved={"findings": (label,)},
            )
        )
    return made


def shuffled(given: Sequence[Record], seed: int = 1) -> list[Record]:
    """The same answers, each beside the reference of another case."""
    order = random.Random(seed).sample(range(len(given)), len(given))
    keep = ("reference", "high_risk", "levels")
    return [r.model_copy(update={k: getattr(given[o], k) for k in keep}) for r, o in zip(given, order, strict=True)]


@pytest.fixture(scope="module")
def right() -> Scores:
    return score(records(), resamples=100)


@pytest.fixture(scope="module")
def chance() -> Scores:
    return score(shuffled(records()), resamples=100)


EXPECTED = {
    "top-1": 1 / 8,
    "top-3": 3 / 8,
    "top-5": 5 / 8,
    "reciprocal rank": (1 + 1 / 2 + 1 / 3 + 1 / 4 + 1 / 5) / 8,
    "weight covered by 3": 3 / 8,
    "any of weight .3 among 1": 1 / 8,
    "any of weight .3 among 3": 3 / 8,
    "any of weight .3 among 5": 5 / 8,
}


def test_shuffled_labels_score_at_chance_in_every_ranking_metric(right: Scores, chance: Scores) -> None:
    ours = {line.name: line.ours.value for line in chance.lines}
    assert all(ours[name] == pytest.approx(value, abs=0.05) for name, value in EXPECTED.items())
    for before, after in zip(right.lines, chance.lines, strict=True):
        assert after.ours.value < 0.7 * before.ours.value, before.name
        assert after.ours.n == N
    assert right.balanced_top_1 == 1 and chance.balanced_top_1 == pytest.approx(1 / 8, abs=0.05)
    assert [one.value for one in chance.levels] < [0.3, 0.2] and [one.value for one in right.levels] == [1, 1]
    found = chance.retrieval_recall["findings"]
    assert found.value == pytest.approx(1 / 8, abs=0.05)


def test_shuffled_labels_score_at_chance_in_areas_and_sets(right: Scores, chance: Scores) -> None:
    assert right.separation and right.separation.macro_auroc == 1 and right.separation.cancer
    assert chance.separation and chance.separation.macro_auroc == pytest.approx(0.5, abs=0.05)
    assert chance.separation.cancer and chance.separation.cancer.auroc == pytest.approx(0.5, abs=0.06)
    assert right.separation.cancer.auroc == 1


def test_shuffled_labels_are_miscalibrated(right: Scores, chance: Scores) -> None:
    assert right.calibration_error == pytest.approx(0.2) and chance.calibration_error == pytest.approx(0.675, abs=0.05)
    assert right.brier is not None and chance.brier is not None and chance.brier > 1 > 0.2 > right.brier
    assert right.risk_coverage_area == 0 and chance.risk_coverage_area == pytest.approx(7 / 8, abs=0.05)
    assert right.log_loss is not None and chance.log_loss is not None and chance.log_loss > 10 * right.log_loss


def test_shuffled_labels_of_readers_and_of_danger_score_at_chance(right: Scores, chance: Scores) -> None:
    made = shuffled(records())
    trust = fmean(uncertain_top_k(r.conditions, r.reference, k=3, trust=50, seed=n) for n, r in enumerate(made))
    assert trust == pytest.approx(3 / 8, abs=0.05)
    missed = [missed_high_risk(r.conditions, r.reference, r.high_risk) for r in made if r.high_risk]
    assert fmean(map(bool, missed)) == pytest.approx(5 / 8, abs=0.12)
    assert right.missed_high_risk and chance.missed_high_risk
    assert right.missed_high_risk.value == 0 and chance.missed_high_risk.value == pytest.approx(5 / 8, abs=0.12)
    rng = random.Random(0)
    truth = [URGENCIES[n % 5] for n in range(N)]
    by_chance = urgency_confusion(rng.sample(truth, N), truth)
    assert by_chance.missed_emergencies == pytest.approx(0.8, abs=0.06)
    assert (by_chance.under, by_chance.over) == (pytest.approx(0.4, abs=0.05), pytest.approx(0.4, abs=0.05))


def test_shuffled_groups_are_even() -> None:
    rng = random.Random(0)
    labels = [LABELS[n % 8] for n in range(N)]
    said = [one if rng.random() < 0.6 else rng.choice(LABELS) for one in labels]
    skewed = ["light" if s == one else "dark" for s, one in zip(said, labels, strict=True)]
    unfair = equal_opportunity_difference(tally(said, labels, skewed))
    fair = equal_opportunity_difference(tally(said, labels, rng.sample(skewed, N)))
    assert unfair and fair and unfair.signed > 0.9 and abs(fair.signed) < 0.1


WORDS = ("itchy", "red", "scaly", "round", "moist", "painful", "brown", "raised", "flat", "warm", "thick", "thin")


def texts() -> list[list[str]]:
    rng = random.Random(0)
    return [rng.sample(WORDS, 5) for _ in range(400)]


@pytest.mark.parametrize("metric", [rouge_l, token_f1, concept_f1, lambda a, b: bleu_4(a, [b]) / 100])
def test_shuffled_texts_score_as_any_other_text(metric: Callable[[Any, Any], float]) -> None:
    said = texts()
    order = random.Random(1).sample(range(len(said)), len(said))
    any_pair = fmean(metric(said[n], said[(n + 7) % len(said)]) for n in range(len(said)))
    by_chance = fmean(metric(one, said[o]) for one, o in zip(said, order, strict=True))
    assert fmean(metric(one, one) for one in said) == pytest.approx(1) and by_chance == pytest.approx(
        any_pair, abs=0.05
    )
    assert by_chance < 0.6


def test_shuffled_references_lose_delta_bleu() -> None:
    said = [" ".join(one) for one in texts()]
    order = random.Random(1).sample(range(len(said)), len(said))

    def found(references: Sequence[str]) -> float:
        given = [[Weighted(one, 1.0)] for one in references]
        return delta_bleu(said, given, language="en", mode="fixed") or 0.0

    assert found(said) > 5 * found([said[n] for n in order])


def test_shuffled_masks_and_boxes_overlap_as_any_two_do() -> None:
    rng = np.random.default_rng(0)
    masks = [np.pad(np.ones((8, 8), bool), ((r, 24 - r), (c, 24 - c))) for r, c in rng.integers(0, 25, (200, 2))]
    order = rng.permutation(len(masks))
    for metric in (jaccard, dice):
        by_chance = fmean(metric(one, masks[o]) for one, o in zip(masks, order, strict=True))
        assert by_chance < 0.15 and fmean(metric(one, one) for one in masks) == 1
    boxes = [(r / 32, c / 32, (r + 8) / 32, (c + 8) / 32) for r, c in rng.integers(0, 25, (200, 2))]
    hits = [average_precision([(one, 1.0)], [boxes[o]]) for one, o in zip(boxes, order, strict=True)]
    assert fmean(hits) < 0.15 and average_precision([(boxes[0], 1.0)], [boxes[0]]) == 1


def test_two_systems_with_shuffled_labels_do_not_differ() -> None:
    a = [float(hit) for hit in np.random.default_rng(0).integers(0, 2, N)]
    b = [float(hit) for hit in np.random.default_rng(2).integers(0, 2, N)]
    found = paired_difference(a, b, resamples=400)
    assert found.low < 0 < found.high and sign_test(a, b) > 0.05
    assert expected_calibration_error([0.5] * N, a) < 0.05 and brier({"x": 1.0}, 0.0, {"y": 1.0}) == 2


def closed(n: int) -> LabelledCase:
    rng = random.Random(n)
    return LabelledCase(
        Case(id=f"e{n}", history="x"),
        {},
        choices={name: (rng.randrange(len(o)),) for name, (_, _, o) in FAMILIES.items()},
    )


def submission(path: Path, cases: Sequence[LabelledCase], answers: Sequence[LabelledCase]) -> Path:
    path.write_text(
        json.dumps(
            [
                {"encounter_id": case.case.id} | {q: other.choices[q[:7]][0] for q in QUESTIONS}
                for case, other in zip(cases, answers, strict=True)
            ]
        )
    )
    return path


def test_shuffled_closed_answers_score_at_chance_and_order_is_nothing(tmp_path: Path) -> None:
    cases = [closed(n) for n in range(300)]
    mixed = random.Random(1).sample(cases, len(cases))
    true = score_choices(submission(tmp_path / "a.json", cases, cases), cases)
    by_chance = score_choices(submission(tmp_path / "b.json", cases, mixed), cases)
    assert [one.ours.value for one in true.figures] == [1.0] * 10
    for figure, (_, _, options) in zip(by_chance.figures, FAMILIES.values(), strict=False):
        assert figure.ours.value == pytest.approx(1 / len(options), abs=0.1)
    again = score_choices(submission(tmp_path / "a.json", mixed, mixed), mixed)
    assert [one.constant for one in again.figures] == pytest.approx([one.constant for one in true.figures])


def test_the_constant_beside_texts_does_not_depend_on_the_order(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text(json.dumps({"case_id": "e0", "answer": "scabies"}))
    cases = [
        LabelledCase(Case(id=f"e{n}", history="x"), {}, answers=(Answer(author="a", text={"en": text}),))
        for n, text in enumerate(("scabies", "plaque psoriasis of the elbow", "eczema", "scabies of the hand"))
    ]
    one, other = (score_answers(path, given, "en").figures for given in (cases, cases[::-1]))
    assert [figure.constant for figure in one] == pytest.approx([figure.constant for figure in other])


def test_the_order_of_cases_changes_no_score() -> None:
    made = records()[:200]
    made = [
        r.model_copy(update={"outcome": "abstained", "ranked": ()}) if n % 9 == 0 else r for n, r in enumerate(made)
    ]
    other = shuffled(made, 3)
    mixed = random.Random(5).sample(made, len(made))
    assert score(made, resamples=100) == score(mixed, resamples=100)
    held = Run(name="a", data_set="d", split="s", language="en", cases=200, identity={})
    runs = (held, held.model_copy(update={"name": "b"}))
    found = [compare(one, made, runs=runs, resamples=100) for one in (made, mixed)]
    assert found[0] == found[1] and other != made


def test_the_denominator_is_what_was_summed() -> None:
    made = records()[:40]
    ends: list[tuple[str, dict[str, Any]]] = [
        ("failed", {}), ("budget", {}), ("refused", {}), ("unusable", {}), ("abstained", {}), ("not_predicted", {}),
    ]  # fmt: skip
    lost = [made[n].model_copy(update={"outcome": how, "ranked": ()} | more) for n, (how, more) in enumerate(ends)]
    bare = made[10].model_copy(update={"reference": {}, "why_empty": "no consensus"})
    scores = score([*lost, bare, *made[11:]], resamples=100)
    assert scores.cases == 36 and scores.excluded == {"failed": 1, "no consensus": 1}
    assert scores.scored == 34 == scores.lines[0].ours.n and scores.lines[0].ours.value == pytest.approx(29 / 34)
    assert sum(scores.endings.outcomes.values()) == scores.cases and sum(scores.labels.values()) == scores.scored


async def test_a_reply_that_was_cut_off_is_no_answer(tmp_path: Path) -> None:
    def cut(request: Request) -> dict[str, Any]:
        raise ModelCut("cut off")

    settings = resolve(graph="naive_cot", retrievers=("vlm",), model_reads=False)
    from dermagent.evals.running.records import read_records

    await run_set(plan(4, settings=settings), tmp_path, chat=ScriptedModel(cut))
    held = read_records(tmp_path)
    assert {record.outcome for record in held} == {"unusable"} and not any(record.ranked for record in held)
    scores = score(held, resamples=100)
    assert scores.scored == 4 and scores.lines[0].ours.value == 0


def test_a_body_cut_off_in_the_middle_is_refused_by_any_word_for_it() -> None:
    for word in ("length", "MAX_TOKENS", "max_output_tokens", "model_length"):
        body = {"choices": [{"finish_reason": word, "message": {"content": '{"views": [{"condition": "mel'}}]}
        with pytest.raises(ModelCut):
            read_completion(body, "m")


SPELLINGS: list[dict[str, Any]] = [
    {"prompt_tokens": 100, "completion_tokens": 9, "prompt_tokens_details": {"cached_tokens": 60}},
    {"input_tokens": 100, "output_tokens": 9, "input_tokens_details": {"cached_tokens": 60}},
    {"prompt_tokens": 100, "completion_tokens": 9, "prompt_cache_hit_tokens": 60, "prompt_cache_miss_tokens": 40},
    {"prompt_cache_hit_tokens": 60, "prompt_cache_miss_tokens": 40, "completion_tokens": 9},
    {"input_tokens": 30, "output_tokens": 9, "cache_read_input_tokens": 60, "cache_creation_input_tokens": 10},
    {"prompt_tokens": 100, "completion_tokens": 9, "cache_read_input_tokens": 60},
    {"inputTokens": 30, "outputTokens": 9, "cacheReadInputTokens": 60, "cacheWriteInputTokens": 10},
    {"prompt_tokens": 100, "completion_tokens": 9, "cached_tokens": 60},
    {"prompt_tokens": 100, "completion_tokens": 9, "num_cached_tokens": 60},
    {"prompt_tokens": 100, "completion_tokens": 9, "prompt_token_details": {"cached_tokens": 60}},
    {"promptTokenCount": 100, "candidatesTokenCount": 5, "thoughtsTokenCount": 4, "cachedContentTokenCount": 60},
]


def used(usage: Any) -> tuple[int, int, int]:
    body = {"choices": [{"finish_reason": "stop", "message": {"content": "{}"}}], "usage": usage}
    found = read_completion(body, "m").usage
    return found.prompt_tokens, found.completion_tokens, found.cached_tokens


@pytest.mark.parametrize("usage", SPELLINGS)
def test_cached_tokens_are_counted_in_every_vendors_words(usage: dict[str, Any]) -> None:
    assert used(usage) == (100, 9, 60)


def test_more_cached_than_asked_and_none_told_are_no_free_tokens() -> None:
    plain = {"prompt_tokens": 100, "completion_tokens": 9}
    assert used(plain | {"prompt_tokens_details": None}) == (100, 9, 0)
    assert used(plain | {"prompt_tokens_details": {"cached_tokens": 900}}) == (100, 9, 100)
    assert used(None) == (0, 0, 0)
