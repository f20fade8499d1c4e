"""What each workflow asks a model and what becomes of the replies; `python -m tests.golden.transcripts` writes it down.

The model is scripted, so the transcripts show prompts, order and checks, not medicine. One reader dissents in the first
round, one quotes a statement with a word changed, one cites a statement that does not exist.
"""

import asyncio
import json
from pathlib import Path
from typing import Any

from dermagent import Case, CaseImage, Differential, adiagnose
from dermagent.evals.audits.synth_qa import KINDS, QaReply, request_for
from dermagent.evals.datasets.base import LabelledCase
from dermagent.imaging.synth import render, save_png
from dermagent.llm.base import EncodedImage, Request
from dermagent.llm.schema import strict_schema
from dermagent.llm.scripted import ScriptedModel
from dermagent.settings import graph_names

FOLDER = Path(__file__).parent
HISTORY = "Itchy burrows between the fingers and on the wrists for three weeks, worse at night. My partner itches too."


def words_of(request: Request, statement: str) -> str:
    """A statement as the reader was given it; empty if it was not."""
    shown = "\n".join(message.text for message in request.messages)
    lines = (line for line in shown.splitlines() if line.startswith(f"- {statement}: "))
    return next(lines, ": ").split(": ", 1)[1]


def view(condition: str, probability: float, statement: str, quote: str) -> dict[str, Any]:
    claim = {"finding": "itch", "speaks": "for", "text": "It fits.", "statement": statement, "quote": quote}
    return {"condition": condition, "probability": probability, "claims": [claim]}


def reply(request: Request) -> dict[str, Any]:
    """The scripted readers."""
    if request.schema_name == "VisionReply":
        named = [("Scabies", 0.6), ("Atopic dermatitis", 0.2), ("Unheard-of disease", 0.1)]
        candidates = [{"name": name, "confidence": share, "reason": "Seen."} for name, share in named]
        return {
            "reasoning": "Burrows and scratch marks.",
            "findings": [{"name": "burrow", "seen_in_picture": True}],
            "candidates": candidates,
        }
    if request.schema_name == "HistoryReply":
        told = {"polarity": "present", "person": "patient", "time": "current"}
        return {
            "findings": [
                {"quote": "worse at night", "finding": "nocturnal_pruritus", **told},
                {"quote": "nodules in the groin", "finding": "nodule", **told},
                {"quote": "My partner itches too", "finding": "itchy_partner", **told},
            ]
        }
    statement = "scabies.1"
    quote = words_of(request, statement)
    if request.schema_name == "StanceReply":
        return {"stances": [], "views": [view("scabies", 0.8, statement, quote)], "concerns": []}
    if request.agent == "tumours":
        return {"views": [view("atopic_dermatitis", 0.6, "nowhere.9", "It itches.")], "concerns": ["No scraping."]}
    if request.agent == "emergencies":
        altered = quote.replace(" the ", " most ", 1) if " the " in quote else f"{quote} always"
        return {"views": [view("scabies", 0.5, statement, altered)], "concerns": []}
    return {"views": [view("scabies", 0.7, statement, quote)], "concerns": []}


async def transcript(graph: str, folder: Path) -> str:
    """One run of a workflow as Markdown."""
    import numpy as np

    save_png(render(np.random.default_rng(0), kind="papules", size=128), folder / "hand.png")
    case = Case(id="golden", history=HISTORY, images=(CaseImage(path="hand.png"),))
    model = ScriptedModel(reply)
    replies: list[str] = []
    complete = model.complete

    async def kept(request: Request) -> Any:
        done = await complete(request)
        replies.append(done.text)
        return done

    model.complete = kept  # type: ignore[method-assign]
    result = await adiagnose(case, folder=folder, chat=model, graph=graph)
    parts = [f"# {graph}: what is asked and what becomes of it\n"]
    shown: dict[str, int] = {}
    for number, (request, text) in enumerate(zip(model.requests, replies, strict=True), start=1):
        parts.append(f"## Call {number}: {request.agent}, round {request.round}, form {request.schema_name}\n")
        for message in request.messages:
            images = f", {len(message.images)} picture(s)" if message.images else ""
            first = shown.setdefault(message.text, number)
            body = message.text if first == number else f"(as in call {first})"
            parts.append(f"**{message.role}{images}**\n\n{body}\n")
        parts.append(f"**reply**\n\n```json\n{json.dumps(json.loads(text), indent=1, ensure_ascii=False)}\n```\n")
    parts.append(_outcome(result))
    return "\n".join(parts)


def _outcome(result: Differential) -> str:
    lines = [f"## Outcome: {result.outcome}, {result.urgency or 'urgency not assessed'}\n"]
    for item in result.ranked[:3]:
        lines.append(f"{item.rank}. {item.name} {item.probability:.3f} (found by {', '.join(item.retrievers)})")
    lines.append("")
    for opinion in result.opinions:
        for held in opinion.conditions:
            verdicts = ", ".join(f"{c.statement} {c.verdict} {c.difference}".strip() for c in held.citations)
            verdicts = verdicts or "nothing cited"
            lines.append(
                f"- {opinion.agent}, round {opinion.round}: {held.condition} {held.confidence:.2f}; {verdicts}"
            )
    lines.append(f"- citations held: {result.citation_precision}; agreement: {result.agreement}")
    lines.append(f"- cited though it does not exist: {', '.join(result.invented_citations) or 'nothing'}")
    lines += [f"- minority: {line}" for line in result.minority_report]
    lines += [f"- limit: {line}" for line in result.limits]
    return "\n".join(lines) + "\n"


def questions() -> str:
    """What is asked for each kind of question about pictures, as Markdown; nothing is answered."""
    case = LabelledCase(
        Case(
            id="golden",
            history=HISTORY,
            images=(CaseImage(path="hand.png"),),
            patient={"age_years": 34, "sex": "female", "fitzpatrick": "III"},  # type: ignore[arg-type]
        ),
        {"scabies": 1.0},
        label="scabies",
    )
    image = EncodedImage(b"", "image/jpeg", "0" * 64)
    parts = ["# synth_qa: what is asked for each kind of question\n"]
    for number, kind in enumerate(KINDS):
        request = request_for(case, kind, (image,))
        assert dict(request.schema) == dict(strict_schema(QaReply))
        for message in request.messages if not number else request.messages[-1:]:
            images = f", {len(message.images)} picture(s)" if message.images else ""
            last = message is request.messages[-1]
            parts.append(f"**{message.role}{images}{f', {kind}' if last else ''}**\n\n{message.text}\n")
    return "\n".join(parts)


def asking() -> list[str]:
    """The workflows that ask a model."""
    return [name for name in graph_names() if name != "offline"]


if __name__ == "__main__":
    import tempfile

    for name in asking():
        with tempfile.TemporaryDirectory() as temporary:
            text = asyncio.run(transcript(name, Path(temporary)))
        (FOLDER / f"{name}.md").write_text(text, encoding="utf-8")
    (FOLDER / "synth_qa.md").write_text(questions(), encoding="utf-8")
