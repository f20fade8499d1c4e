"""Estimate what a run would ask for, by running a few of its cases with a scripted model that costs nothing."""

from typing import Any

from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.running.plan import Plan
from dermagent.evals.running.runner import chosen_to_run
from dermagent.llm.base import Request, Usage
from dermagent.llm.budget import read_prices
from dermagent.llm.scripted import ScriptedModel
from dermagent.workflow.deps import make_deps
from dermagent.workflow.run import run as diagnose

_TRIED = 5
#: Tokens of a reply and of an image, in round figures; real models differ.
_REPLY, _IMAGE = 400, 800
_ROLES = ("generalist", "inflammatory", "tumours", "emergencies")
_FIRSTS = ("atopic_dermatitis", "scabies", "plaque_psoriasis", "urticaria")


async def estimate(plan: Plan) -> str:
    """Calls, tokens and cost in words: the least if agents agree, the most if they all differ.

    Raises:
        InputError: the run itself would be refused: no case, a setting that does not work.
    """
    found = chosen_to_run(plan)
    model = plan.settings.model
    make_deps(plan.settings, chat=ScriptedModel(lambda request: _reply(request, False), name=model) if model else None)
    ids, left_out = found.ids, found.left_out
    total = len(ids) * plan.repeats
    lines = [f"{total} runs of {len(ids)} cases of {plan.data_set.name}, split {plan.split}"]
    lines += [f"left out: {number} × {why}" for why, number in left_out.items()]
    lines += [f"not mapped: {one}" for one in found.unmapped]
    lines += [f"not read: {one}" for one in found.unread]
    lines += [f"{found.unread_values} values were not read and count as unknown"] if found.unread_values else []
    lines += [found.images_told] if found.images_told else []
    if not plan.settings.model:
        return "\n".join([*lines, "no model is set, so nothing is asked and nothing is paid"])
    first = set(ids[:_TRIED])
    cases = plan.data_set.load(plan.root, split=plan.split, language=plan.language)
    tried = [case for case in cases if case.case.id in first]
    prices = read_prices(plan.settings.prices) if plan.settings.prices else {}
    price = prices.get(plan.settings.model)
    for name, differ in (("if agents agree", False), ("if agents differ", True)):
        calls, prompt = 0, 0
        for case in tried:
            one = await _asked(case, plan, differ)
            calls, prompt = calls + one[0], prompt + one[1]
        share = total / len(tried)
        usage = Usage(int(prompt * share), int(calls * share) * _REPLY)
        cost = f"{price.of(usage):.2f} USD" if price else "cost unknown (no price of this model)"
        lines.append(f"{name}: {calls * share:.0f} calls, about {usage.total:,} tokens, {cost}")
    lines.append(f"from {len(tried)} cases at 4 characters a token, {_IMAGE} an image, {_REPLY} a reply")
    return "\n".join(lines)


async def _asked(case: LabelledCase, plan: Plan, differ: bool) -> tuple[int, int]:
    model = ScriptedModel(lambda request: _reply(request, differ), name=plan.settings.model or "")
    settings = plan.settings.model_copy(update={"reply_cache": None})
    await diagnose(case.case, settings, folder=plan.root, chat=model)
    text = sum(len(message.text) for request in model.requests for message in request.messages)
    images = sum(len(message.images) for request in model.requests for message in request.messages)
    return len(model.requests), text // 4 + images * _IMAGE


def _reply(request: Request, differ: bool) -> dict[str, Any]:
    if request.schema_name == "VisionReply":
        return {
            "reasoning": "",
            "findings": [],
            "candidates": [{"name": n, "confidence": 0.3, "reason": ""} for n in _FIRSTS],
        }
    if request.schema_name == "HistoryReply":
        return {"findings": []}
    first = _FIRSTS[_ROLES.index(request.agent) % len(_FIRSTS)] if differ and request.agent in _ROLES else _FIRSTS[0]
    view = {"condition": first, "probability": 0.6, "claims": []}
    return {"views": [view], "concerns": [], **({"stances": []} if request.schema_name == "StanceReply" else {})}
