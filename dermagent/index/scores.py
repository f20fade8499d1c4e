"""Neighbours and texts into scores of conditions."""

from collections.abc import Mapping, Sequence

import numpy as np

from dermagent.encoders.base import TextEncoder, Vectors, unit
from dermagent.index.base import Neighbour

#: How many neighbours vote; 9 to 15 measured alike on PAD-UFES-20.
K = 9
#: The eight sentences of the zero-shot protocol of DermLIP and MAKE.
TEMPLATES = (
    "This is a skin image of {}",
    "This is a skin image of {}.",
    "A skin image of {}.",
    "An image of {}, a skin condition.",
    "{}, a skin disorder, is shown in this image.",
    "The skin lesion depicted is {}.",
    "The skin cancer in this image is {}.",
    "This image depicts {}, a type of skin cancer.",
)


def votes(neighbours: Sequence[Neighbour]) -> dict[str, float]:
    """Share of each condition among the neighbours, weighted by similarity; sums to at most 1.

    A neighbour of several conditions gives each an equal part; one without a known condition votes for none of them.
    """
    weights = [max(neighbour.similarity, 0.0) for neighbour in neighbours]
    total = sum(weights)
    shares: dict[str, float] = {}
    if total <= 0:
        return shares
    for neighbour, weight in zip(neighbours, weights, strict=True):
        for condition in neighbour.entry.conditions:
            shares[condition] = shares.get(condition, 0.0) + weight / total / len(neighbour.entry.conditions)
    return shares


def mean_votes(of_pictures: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean over the pictures of a case; none gives none."""
    names = dict.fromkeys(name for one in of_pictures for name in one)
    return {name: sum(one.get(name, 0.0) for one in of_pictures) / len(of_pictures) for name in names}


def class_vectors(encoder: TextEncoder, names: Mapping[str, str]) -> tuple[list[str], Vectors]:
    """Conditions and their text vectors: each template's vector of length 1, averaged, of length 1 again."""
    order = list(names)
    sentences = [template.format(names[condition]) for condition in order for template in TEMPLATES]
    rows = encoder.encode_texts(sentences).reshape(len(order), len(TEMPLATES), -1)
    return order, unit(rows.mean(axis=1))


def zero_shot(pictures: Vectors, classes: tuple[list[str], Vectors]) -> dict[str, float]:
    """Probabilities of the conditions for the pictures of a case: softmax of 100 × cosine, averaged over pictures."""
    order, vectors = classes
    scores = 100.0 * (pictures @ vectors.T)
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    shares = (scores / scores.sum(axis=1, keepdims=True)).mean(axis=0)
    return {condition: float(share) for condition, share in zip(order, shares, strict=True)}
