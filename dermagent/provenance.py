"""Say what produced a result: graph, knowledge, prompts, models, tokens; enough to repeat it."""

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

from dermagent.knowledge.corpus import Corpus
from dermagent.llm.client import Client
from dermagent.prompts import read_prompt
from dermagent.resources import KNOWLEDGE
from dermagent.settings import Settings
from dermagent.steps.present import tasks_of
from dermagent.types import Provenance, RetrieverInfo

_MODEL_PROMPTS = (
    *("agents/system", "agents/case", "agents/turn", "repair", "shorter"),
    *("look/clinical", "look/dermoscopic", "look/histopathology"),
)
READING = "read/history"
_AGENT_PROMPTS = ("agents/material", "agents/requote")
_DEBATE_PROMPTS = ("agents/claims", "agents/dissent")


@cache
def version(package: str) -> str:
    """The installed version of a package."""
    return metadata.version(package)


def provenance(
    settings: Settings,
    retrievers: Sequence[RetrieverInfo] = (),
    client: Client | None = None,
    corpus: Corpus | None = None,
    corrections_sha256: str | None = None,
) -> Provenance:
    """What produced the result; tokens and cost are those of this process (None: a price is not known)."""
    prompts: list[str] = []
    if client:
        prompts += [*_MODEL_PROMPTS, *tasks_of(settings)]
        prompts += dict.fromkeys(prompt for retriever in retrievers for prompt in retriever.prompts)
    if client and settings.model_reads:
        prompts += [READING]
    if client and settings.agents:
        prompts += [*_AGENT_PROMPTS, *(f"roles/{role}" for role in dict.fromkeys(settings.agents))]
        prompts += _DEBATE_PROMPTS if settings.rounds and len(settings.agents) > 1 else ()
    served = sorted({entry.model_served for entry in client.account.entries}) if client else []
    return Provenance(
        graph=settings.graph,
        dermagent=version("dermagent"),
        knowledge_sha256=knowledge_sha256(),
        guidelines_sha256=corpus.sha256 if corpus else None,
        corrections_sha256=corrections_sha256,
        prior=settings.prior if "/" not in settings.prior else Path(settings.prior).name,
        prompt_sha256={name: read_prompt(name).sha256 for name in prompts},
        model_asked=client.model.name if client else None,
        model_served=", ".join(served) or None,
        versions={"langgraph": version("langgraph")} | ({"openai": version("openai")} if client else {}),
        calls=client.account.calls if client else 0,
        tokens=client.account.tokens if client else 0,
        replies=client.account.replies if client else 0,
        reply_tokens=client.account.reply_tokens if client else 0,
        cost_usd=client.account.cost_usd if client else 0.0,
    )


@cache
def knowledge_sha256() -> str:
    """One hash over all shipped knowledge files."""
    return files_sha256(KNOWLEDGE)


def files_sha256(path: Path) -> str:
    """One hash over a file, or over all files of a folder, names and contents, in sorted order."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(file.relative_to(path).as_posix().encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()
