"""Who was heard: whether an answer had the models that were configured for it, and what is said where it had not."""

import re
from collections.abc import Mapping

from dermagent.types import Opinion, Retrieved

#: A reason that begins with the name of a model and tells what it did.
_OF_A_MODEL = re.compile(
    r"(?!(?:the|an?|no|none|it|its|there|this) )\S+ (?:did|declined|sent|cannot|could|was|is|has|holds|turned)\b"
)


def degraded(retrieved: Retrieved, opinions: tuple[Opinion, ...], failed: Mapping[str, str]) -> str:
    """Why an answer is less than what was configured, in one sentence; empty if it is not.

    It is where a model was configured and not heard at all, or fewer than half of the agents gave an opinion. `failed`
    are the agents that gave none and why.
    """
    looked = any(one.info.asks_model for one in retrieved.speaking)
    dumb = [info.name for info in retrieved.missing if info.asks_model]
    heard = {opinion.agent for opinion in opinions}
    silent = [name for name in failed if not _later(name, heard)]
    of = len(heard) + len(silent)
    if (dumb or silent) and not looked and not heard:
        what = "no model that was configured was heard, so this rests on rules and findings alone"
    elif silent and 2 * len(heard) < of:
        what = f"only {len(heard)} of {of} agents were heard"
    else:
        return ""
    reasons = dict.fromkeys([failed[name] for name in silent] + [retrieved.failed[name] for name in dumb])
    return f"Degraded: {what}. {' '.join(_sentence(reason) for reason in reasons)}"


def unheard_lines(retrieved: Retrieved, failed: Mapping[str, str], told: str = "") -> tuple[str, ...]:
    """A sentence for each reason why agents gave no opinion or a retriever failed, but for what was `told` already."""
    silent: dict[str, list[str]] = {}
    for name, why in failed.items():
        if _sentence(why) not in told:
            silent.setdefault(why, []).append(name)
    agents = (
        f"Agent{'s' if len(names) > 1 else ''} {', '.join(names)} gave no opinion: {why}"
        for why, names in silent.items()
    )
    retrievers = (
        f"The retriever {name} did not work: {why}"
        for name, why in retrieved.failed.items()
        if _sentence(why) not in told
    )
    return (*agents, *retrievers)


def _later(name: str, heard: set[str]) -> bool:
    """Whether an agent that failed had given an opinion in an earlier round."""
    return any(name.startswith(f"{agent} in round ") for agent in heard)


def _sentence(reason: str) -> str:
    """A reason as a sentence; a model's name that it begins with stays as it is."""
    begins = reason[:1] if _OF_A_MODEL.match(reason) else reason[:1].upper()
    return f"{begins}{reason[1:]}{'' if reason.endswith('.') else '.'}"
