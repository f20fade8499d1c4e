"""The variants of DermPrompt's ablation: context, chain of thought, conversation and retriever, each switched alone."""

from typing import Any

_READERS = ("generalist", "inflammatory", "tumours", "emergencies")


def variants() -> dict[str, dict[str, Any]]:
    """Title → settings that differ; every combination that makes sense.

    Context on: the model sees history and pictures, off: pictures alone. Naive: no statements are quoted; guideline:
    one reader quotes them; conversation: four readers, one round of debate. Retriever: the model alone, or the findings
    ranker beside it.
    """
    found: dict[str, dict[str, Any]] = {}
    for context, vlm in (("with history", "vlm"), ("pictures alone", "vlm_images")):
        for retriever, names in (("model", (vlm,)), ("model and findings", ("findings", vlm))):
            base: dict[str, Any] = {"graph": "naive_cot", "retrievers": names}
            found[f"{context}, {retriever}, naive"] = base
            found[f"{context}, {retriever}, guideline"] = base | {"critics": ("generalist",), "rounds": 0}
            found[f"{context}, {retriever}, conversation"] = base | {"critics": _READERS, "rounds": 1}
    return found
