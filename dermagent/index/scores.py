"""Neighbours and texts into scores of conditions."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from dermagent.encoders.protocol import TextEncoder, Vectors, encoded
from dermagent.index.entries import Neighbour
from dermagent.vectors import softmax

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


#: How much each aspect of a history counts in its fit to an image. Our choice: what can be seen counts more.
ASPECT_WEIGHTS = {"morphology": 0.4, "site": 0.3, "symptoms": 0.15, "course": 0.15}


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


def mean_votes(of_images: Sequence[Mapping[str, float]]) -> dict[str, float]:
    """The mean over the images of a case; none gives none."""
    names = dict.fromkeys(name for one in of_images for name in one)
    return {name: sum(one.get(name, 0.0) for one in of_images) / len(of_images) for name in names}


def class_vectors(encoder: TextEncoder, names: Mapping[str, str]) -> tuple[list[str], Vectors]:
    """Conditions and their text vectors: each template's vector of length 1, averaged, of length 1 again."""
    order = list(names)
    sentences = [template.format(names[condition]) for condition in order for template in TEMPLATES]
    rows = encoder.encode_texts(sentences).reshape(len(order), len(TEMPLATES), -1)
    return order, encoded(rows.mean(axis=1))


def aspect_weights(aspects: Iterable[str]) -> dict[str, float]:
    """The weights of the aspects that are there, scaled to sum to 1."""
    there = {aspect: ASPECT_WEIGHTS[aspect] for aspect in aspects}
    return {aspect: weight / sum(there.values()) for aspect, weight in there.items()}


def aspect_query(encoder: TextEncoder, texts: Mapping[str, str]) -> Vectors:
    """(dimension,): its product with an image's vector is the weighted mean of the cosines to the aspects' texts.

    With one aspect that is the plain cosine; it is no longer of length 1 with several.
    """
    weights = np.array(list(aspect_weights(texts).values()), dtype=np.float32)
    return weights @ encoder.encode_texts(list(texts.values()))


def zero_shot(images: Vectors, classes: tuple[list[str], Vectors]) -> dict[str, float]:
    """Probabilities of the conditions for the images of a case: softmax of 100 × cosine, averaged over images."""
    order, vectors = classes
    scores = 100.0 * (images @ vectors.T)
    shares = softmax(scores).mean(axis=0)
    return {condition: float(share) for condition, share in zip(order, shares, strict=True)}
