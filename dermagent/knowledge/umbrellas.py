"""Umbrellas: a name for all of a kind, beside which one of the kind is meant ("skin cancer, most likely melanoma")."""

from collections.abc import Mapping

from dermagent.knowledge.speech import speech


def of_one_kind(shares: Mapping[str, float]) -> dict[str, float]:
    """Shares of conditions, where that of an umbrella goes to those of its kind that stand beside it, in proportion."""
    told = dict(shares)
    for umbrella, kinds in speech("names")["umbrellas"].items():
        inside = sum(share for condition, share in told.items() if condition in kinds)
        if umbrella in told and inside:
            more = 1 + told.pop(umbrella) / inside
            told = {condition: share * (more if condition in kinds else 1) for condition, share in told.items()}
    return told
