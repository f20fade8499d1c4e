"""A person's correction rules: strict files, what they change, what they can never change, and undoing them."""

import json
import re
from pathlib import Path

import pytest

from dermagent import Case, Differential, InputError, adiagnose, diagnose
from dermagent.knowledge.base import knowledge
from dermagent.report.html import to_html
from dermagent.report.markdown import to_markdown
from dermagent.steps.correct import fire, read_corrections, reweighed, values_of
from dermagent.steps.decide import Rules, decide
from dermagent.steps.evidence import Evidence
from dermagent.steps.flag import flag
from dermagent.steps.observe import observe
from dermagent.steps.order import Corrected
from dermagent.steps.urgency import assess
from dermagent.types import Candidate, Complaint, Correction, CorrectionAction, Observations, Provenance, Retrieved
from tests.shared import ROOT

ZOSTER = Case(
    id="zoster",
    history="For three days I have had grouped blisters in a band on the left chest, on one side.",  # fires no rule
)
MOLE = Case(
    id="mole", history="A mole on my back has grown. The border is irregular, it has several colours and bled once."
)


def rule(then: str, when: str = "vesicle", name: str = "one") -> str:
    return f"- {{name: {name}, if: {when}, then: {then}}}\n"


def corrected(tmp_path: Path, text: str, case: Case = ZOSTER, **settings: object) -> Differential:
    path = tmp_path / "rules.yaml"
    path.write_text(text, encoding="utf-8")
    return diagnose(case, corrections=path, **settings)


def ranks(result: Differential) -> dict[str, int]:
    return {item.condition: item.rank for item in result.ranked}


def plain(result: Differential) -> str:
    """Everything but how long it took."""
    provenance = result.provenance.model_copy(update={"seconds": {}})
    return result.model_copy(update={"provenance": provenance}).model_dump_json(by_alias=True)


def test_row_26_a_veto_changes_the_ranks_and_stands_in_the_audit_trail(tmp_path: Path) -> None:
    before = diagnose(ZOSTER)
    after = corrected(tmp_path, rule("{veto_label: herpes_zoster}", name="no zoster"))
    assert ranks(before)["herpes_zoster"] == 1 and "herpes_zoster" not in ranks(after)
    (fired,) = after.corrections
    assert (fired.rule, fired.done, fired.target) == ("no zoster", "veto_label", "herpes_zoster")
    assert [(m.condition, m.before, m.after) for m in fired.moved] == [("herpes_zoster", 1, None)]
    assert fired.file_sha256 == after.provenance.corrections_sha256 and len(fired.file_sha256) == 64
    # What it had goes to "something else": a veto does not say which one it is instead.
    had, have = ({form.condition: form.probability for form in result.exact} for result in (before, after))
    assert all(have[condition] == had[condition] for condition in have.keys() & had.keys())
    assert after.other_probability == pytest.approx(1 - sum(item.probability for item in after.ranked), abs=1e-5)
    assert after.other_probability > before.other_probability + 0.9 * had["herpes_zoster"]


def test_row_26_without_the_file_the_result_is_bit_identical(tmp_path: Path) -> None:
    before = plain(diagnose(ZOSTER))
    assert plain(corrected(tmp_path, rule("{veto_label: herpes_zoster}"))) != before
    assert plain(diagnose(ZOSTER)) == before
    silent = corrected(tmp_path, rule("{veto_label: herpes_zoster}", when="silvery_scale OR NOT silvery_scale"))
    assert silent.corrections == () and silent.provenance.corrections_sha256
    unmarked = silent.provenance.model_copy(update={"corrections_sha256": None})
    assert plain(silent.model_copy(update={"provenance": unmarked})) == before


def test_a_boost_adds_to_the_log_score(tmp_path: Path) -> None:
    before = {form.condition: form.probability for form in diagnose(ZOSTER, top_k=50).exact}
    boosted = corrected(tmp_path, rule("{boost_label: herpes_simplex, by: 1.5}"), top_k=50)
    after = {form.condition: form.probability for form in boosted.exact}
    odds = after["herpes_simplex"] / after["herpes_zoster"] / (before["herpes_simplex"] / before["herpes_zoster"])
    assert odds == pytest.approx(2.718281828**1.5, rel=1e-3)
    assert sum(after.values()) + boosted.other_probability == pytest.approx(1, abs=1e-4)
    assert not any(item.calibrated for item in boosted.ranked)
    (move,) = boosted.corrections[0].moved
    assert move.before is not None and move.after is not None and move.after < move.before


def test_an_ignored_finding_leaves_the_ranking_with_its_narrower_forms_but_not_the_triage(tmp_path: Path) -> None:
    before = diagnose(MOLE)
    assert before.red_flags
    flagged = sorted({finding for flag in before.red_flags for finding in flag.because})
    rules = "".join(
        rule(f"{{ignore_concept: {finding}}}", when=finding, name=f"n{n}") for n, finding in enumerate(flagged)
    )
    after = corrected(tmp_path, rules, MOLE)
    assert after.red_flags == before.red_flags and after.urgency == before.urgency
    out = set(flagged)
    used = {term.finding for item in after.ranked for term in (*item.for_, *item.against)}
    assert used and not {f for f in used & knowledge().findings.keys() if out & {f, *knowledge().ancestors(f)}}
    assert after.observations == before.observations
    assert not out & {question.finding for question in after.next_questions}


def test_no_rule_lowers_the_urgency_or_loses_what_must_not_be_missed(tmp_path: Path) -> None:
    kb = knowledge()
    for case in (MOLE, ZOSTER):
        before = diagnose(case)
        dangers = [item.condition for item in before.ranked if item.must_not_miss]
        assert dangers
        found = [f for f, item in observe(case).counted().items() if item.polarity == "present"]
        when = found[0]
        rules = [rule(f"{{ignore_concept: {f}}}", when=when, name=f"i{n}") for n, f in enumerate(found)]
        rules += [rule(f"{{veto_label: {c}}}", when=when, name=f"v{n}") for n, c in enumerate(kb.cards)]
        rules += [rule(f"{{boost_label: {c}, by: -5}}", when=when, name=f"b{n}") for n, c in enumerate(dangers)]
        after = corrected(tmp_path, "".join(rules), case)
        assert after.outcome == "answered"
        assert after.urgency == before.urgency and after.red_flags == before.red_flags
        assert set(dangers) <= ranks(after).keys()
        page, text = to_html(after), to_markdown(after)
        for name in (kb.conditions[condition].name for condition in dangers):
            assert name in page.split("<h2>Ask next")[0] and name in text.split("## Why")[0]


def test_a_veto_on_a_danger_becomes_a_review_and_says_so(tmp_path: Path) -> None:
    before = diagnose(MOLE)
    after = corrected(tmp_path, rule("{veto_label: melanoma}", when="irregular_border OR bleeding"), MOLE)
    assert ranks(after) == ranks(before)
    (fired,) = after.corrections
    assert (fired.asked, fired.done, fired.moved) == ("veto_label", "require_review", ())
    for told in (to_markdown(after), to_html(after)):
        assert "A person must review this result: “one”." in told
        assert "would veto Melanoma, which must not be missed: it stays" in told


def test_a_veto_of_every_harmless_condition_leaves_the_dangers_and_the_unknown(tmp_path: Path) -> None:
    calm = Case(id="calm", history="Itchy dry patches in the elbow creases for years, with hay fever.")
    safe = [condition for condition, card in knowledge().cards.items() if not card.must_not_miss]
    rules = "".join(rule(f"{{veto_label: {c}}}", when="pruritus", name=f"v{n}") for n, c in enumerate(safe))
    after = corrected(tmp_path, rules, calm, top_k=1)
    left = ranks(after)
    assert all(knowledge().cards[condition].must_not_miss for condition in left)
    assert after.outcome == "answered" and after.other_probability > 0.9


def test_a_veto_of_the_only_proposal_is_an_abstention_that_says_why() -> None:
    shingles = (Candidate(condition="herpes_zoster", retriever="vlm", rank=1, score=1, probability=0.9),)
    found = Retrieved(fused=shingles, other=0.1, information_nats=5)
    veto = Correction(
        rule="r", file_sha256="", expression="pain", asked="veto_label", done="veto_label", target="herpes_zoster"
    )
    result = decided(ZOSTER, observe(ZOSTER), found, veto)
    assert (result.outcome, result.ranked, result.other_probability) == ("abstained", (), 1.0)
    assert "The corrections left no diagnosis to list." in result.limits
    assert not any("says too little" in limit for limit in result.limits)


def test_ignoring_nearly_all_keeps_the_list_and_says_that_little_is_left(tmp_path: Path) -> None:
    short = Case(id="short", history="Grouped blisters.")
    found = [f for f, item in observe(short).counted().items() if item.polarity == "present"]
    rules = "".join(rule(f"{{ignore_concept: {f}}}", name=f) for f in found)
    result = corrected(tmp_path, rules, short)
    assert diagnose(short).outcome == result.outcome == "answered"
    assert any("little more than the usual" in limit for limit in result.limits)


def decided(case: Case, seen: Observations, found: Retrieved, fired: Correction) -> Differential:
    evidence = Evidence(case, seen, flag(seen), found, corrected=Corrected((fired,), found))
    rules = Rules(top_k=5, next_questions=0, abstain_below_nats=0.3, calibrated=False)
    source = Provenance(graph="g", dermagent="0", knowledge_sha256="0", prior="uniform")
    return decide(evidence, assess(evidence, top_k=5, least_nats=0.3), rules, source)


async def test_changed_rules_begin_a_stored_run_anew(tmp_path: Path) -> None:
    path, store = tmp_path / "rules.yaml", tmp_path / "runs.sqlite"
    outcomes = []
    for then in ("{veto_label: herpes_zoster}", "require_review"):
        path.write_text(rule(then), encoding="utf-8")
        first = await adiagnose(ZOSTER, corrections=path, checkpoints=store)
        again = await adiagnose(ZOSTER, corrections=path, checkpoints=store)
        assert first == again
        outcomes.append(first.corrections[0].done)
    assert outcomes == ["veto_label", "require_review"]


def test_reports_say_what_each_rule_did_and_escape_its_name(tmp_path: Path) -> None:
    text = (
        "- {name: '<script>*x*', if: vesicle > 0.5, then: {ignore_concept: vesicle}}\n"
        "- {name: twice, if: vesicle, then: require_review}\n"
    )
    result = corrected(tmp_path, text)
    page, told = to_html(result), to_markdown(result)
    assert "<script" not in page and "&lt;script&gt;" in page and "\\<script\\>\\*x\\*" in told
    for one in (page, told):
        assert "Corrected by your rules" in one and "takes vesicle out of the ranking, not out of the red flags" in one
        assert re.search(r"[a-z] \d+ → (?:\d+|unlisted)", one)
        assert "“twice” requires a review by a person, since vesicle." in one
    assert "Ignored findings are left out of the ranking by findings; models read the case as it is." in result.limits
    assert not result.provenance.model_dump_json().count(str(tmp_path))


def test_findings_have_values_by_certainty_measure_and_kinship() -> None:
    seen = observe(Case(id="c", history="Silvery scales on both elbows, no blisters. Possibly fever."))
    seen = seen.model_copy(
        update={
            "items": (
                *seen.items,
                *observe(Case(id="d", complaint=Complaint(body_surface_percent=35))).items,
            )
        }
    )
    asked = {"silvery_scale", "scale", "vesicle", "fever", "body_surface_percent", "pruritus"}
    values = values_of(seen, asked, knowledge())
    assert values["scale"] == values["silvery_scale"] == 1.0
    assert values["vesicle"] == 0.0
    assert 0 < values["fever"] < 1
    assert values["body_surface_percent"] == 35
    assert "pruritus" not in values
    smooth = observe(Case(id="e", history="Itchy rash without scale."))
    assert values_of(smooth, {"silvery_scale", "pruritus"}, knowledge()) == {"silvery_scale": 0.0, "pruritus": 1.0}


def test_boosts_and_vetoes_keep_the_whole() -> None:
    def of(done: CorrectionAction, by: float | None = None) -> Correction:
        return Correction(rule="r", file_sha256="", expression="x", asked=done, done=done, target="a", by=by)

    shares, other = {"a": 0.2, "b": 0.3}, 0.5
    assert reweighed(shares, other, ()) == (shares, other)
    doubled, rest = reweighed(shares, other, (of("boost_label", 0.6931471805599453),))
    assert doubled == pytest.approx({"a": 0.4 / 1.2, "b": 0.3 / 1.2}) and rest == pytest.approx(0.5 / 1.2)
    assert reweighed(shares, other, (of("veto_label"),)) == ({"b": 0.3}, 0.7)
    assert reweighed({"b": 0.3}, 0.7, (of("veto_label"), of("boost_label", 2.0))) == ({"b": 0.3}, 0.7)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "rules.yaml: expected a list of rules"),
        ("name: x", "rules.yaml: expected a list of rules"),
        ("- just text", "rule 1: expected name, if and then, found str"),
        ("- {name: x, if: pain}", "rule 1: expected name, if and then, found name, if"),
        ("- {name: '', if: pain, then: require_review}", "expected a name of 1 to 100 characters"),
        (rule("require_review", when="scalp_"), "rule 1 'one': there is no finding 'scalp_'; the nearest is 'scalp'"),
        (rule("require_review", when="'x AND'"), "rule 1 'one': if: expected a name, NOT or"),
        (rule("require_review", when="'pain > 1'"), "pain > 1 is never true"),
        (rule("require_review", when="1"), "expected an expression over findings behind if, found 1"),
        (rule("{veto_label: psoriasiss}"), "there is no condition 'psoriasiss'; the nearest is '"),
        (rule("{ignore_concept: ruler}"), "there is no finding 'ruler'"),
        (rule("{boost_label: scabies}"), "then: expected require_review"),
        (rule("{boost_label: scabies, by: 0}"), "expected by from -5 to 5 but 0, found 0"),
        (rule("{boost_label: scabies, by: .nan}"), "expected by from -5 to 5"),
        (rule("{boost_label: scabies, by: 9}"), "expected by from -5 to 5"),
        (rule("{veto_label: scabies, by: 1}"), "then: expected"),
        (rule("delete"), "then: expected"),
        (rule("require_review") * 2, "two rules are named 'one'"),
        ("- {name: x, if: [pain", "not valid YAML"),
    ],
)
def test_a_file_that_is_not_understood_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        corrected(tmp_path, text)


def test_a_file_that_is_not_there_is_named_without_its_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"corrections 'no\.yaml' cannot be read") as caught:
        diagnose(ZOSTER, corrections=tmp_path / "no.yaml")
    assert str(tmp_path) not in str(caught.value)


def test_the_example_rules_load_and_one_fires_on_an_example_case() -> None:
    rules = read_corrections(ROOT / "examples" / "corrections.yaml")
    case = Case.model_validate(json.loads((ROOT / "examples" / "flexural_eczema.json").read_text(encoding="utf-8")))
    seen = observe(case)
    assert [one.rule for one in fire(rules, seen, flag(seen))] == ["winter air dries every skin"]
    assert {one.action for one in rules.rules} == {"ignore_concept", "veto_label", "boost_label", "require_review"}


def test_a_boost_downwards_lowers_no_urgency_that_the_ranking_had_raised() -> None:
    listed = tuple(
        Candidate(condition=c, retriever="findings", rank=n, score=p, probability=p)
        for n, (c, p) in enumerate((("melanocytic_nevus", 0.6), ("melanoma", 0.3)), start=1)
    )
    retrieved = Retrieved(fused=listed, other=0.1, information_nats=2.0)
    seen = observe(MOLE).model_copy(update={"items": ()})
    down = Correction(
        rule="no",
        file_sha256="0" * 64,
        expression="x",
        asked="boost_label",
        done="boost_label",
        target="melanoma",
        by=-5,
    )
    result = decided(MOLE, seen, retrieved, down)
    assert {item.condition: item.probability for item in result.ranked}["melanoma"] < 0.01
    assert result.urgency == "urgent_referral" and result.red_flags[0].rule == "likely:melanoma"
