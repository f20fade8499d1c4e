"""A transparent sum over concepts with a signed prior: KnoBo's layer (Yang et al. 2024), with or without training.

>>> from dermagent.knowledge.base import knowledge
>>> concepts = ("silvery_scale", "well_demarcated", "vesicle", "fever")
>>> prior = prior_of(knowledge().cards["plaque_psoriasis"], concepts, knowledge())
>>> prior.tolist()
[1.0, 1.0, -1.0, -1.0]
>>> opinion = second_opinion(prior, np.array([1.0, 1.0, 0.0, 0.5]), concepts)
>>> opinion.score
0.75
>>> opinion.strongest(for_it=True)
(('silvery_scale', 0.25), ('vesicle', 0.25), ('well_demarcated', 0.25))
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import Card, Frequency
from dermagent.types import Observations
from dermagent.vectors import log_softmax, softmax

Floats = npt.NDArray[np.float64]
#: What a card's frequency says of a finding: it speaks for the condition, against it, or neither.
SIGN: dict[Frequency, float] = {
    "always": 1.0,
    "very_frequent": 1.0,
    "frequent": 1.0,
    "occasional": 0.0,
    "very_rare": -1.0,
    "excluded": -1.0,
}
_ANSWERS = {"yes": 1.0, "no": -1.0}


@dataclass(frozen=True)
class SecondOpinion:
    """A score from -1 (all against) to 1 (all for), and what each concept that counts adds to it."""

    score: float
    contributions: tuple[tuple[str, float], ...]

    def strongest(self, *, for_it: bool, k: int = 5) -> tuple[tuple[str, float], ...]:
        """The first k contributions of one sign, strongest first, ties by name."""
        sign = 1 if for_it else -1
        chosen = [(name, value) for name, value in self.contributions if sign * value > 0]
        return tuple(sorted(chosen, key=lambda pair: (-abs(pair[1]), pair[0]))[:k])


def prior_of(card: Card, concepts: Sequence[str], kb: KnowledgeBase) -> Floats:
    """+1, 0 or -1 for each concept: what the card states as frequent, not or occasionally, as rare or excluded."""
    stated = dict(card.findings)
    if card.elsewhere:
        sites = (f.id for f in kb.findings.values() if f.category == "body_site")
        stated = dict.fromkeys(sites, card.elsewhere) | stated
    return np.array([SIGN[stated[concept]] if concept in stated else 0.0 for concept in concepts])


def presence_of(seen: Observations, concepts: Sequence[str], kb: KnowledgeBase) -> Floats:
    """1 for each finding that is present (or a narrower form of it), 0 for an absent one, 1/2 for an unknown one."""
    known: dict[str, float] = {}
    counted = seen.counted()
    for polarity, value in (("absent", 0.0), ("present", 1.0)):
        for finding in (f for f, item in counted.items() if item.polarity == polarity):
            broader = kb.ancestors(finding) if polarity == "present" and finding in kb.findings else ()
            known.update(dict.fromkeys((finding, *broader), value))
    return np.array([known.get(concept, 0.5) for concept in concepts])


def second_opinion(prior: Floats, presence: Floats, concepts: Sequence[str]) -> SecondOpinion:
    """The sum without training: sum of P (2c - 1) over the sum of |P|; 0 where the prior says nothing.

    `presence` are findings (1, 1/2, 0) or scores of images (`dermagent.concepts.presence`); 1/2 adds nothing.
    """
    whole = float(np.abs(prior).sum())
    parts = prior * (2 * presence - 1) / whole if whole else np.zeros(len(concepts))
    told = tuple((name, float(part)) for name, part in zip(concepts, parts, strict=True) if part)
    return SecondOpinion(float(parts.sum()), told)


@dataclass(frozen=True, eq=False)
class Layer:
    """Weights (classes, concepts) and biases (classes)."""

    weights: Floats
    bias: Floats


def logits(layer: Layer, presence: Floats) -> Floats:
    """W c + b for each row of presences (rows, concepts): (rows, classes)."""
    return np.asarray(presence @ layer.weights.T + layer.bias)


def prior_loss(weights: Floats, prior: Floats) -> float:
    """Mean over all weights of |tanh(W) - P|."""
    return float(np.abs(np.tanh(weights) - prior).mean())


def loss(layer: Layer, presence: Floats, labels: npt.NDArray[np.int_], prior: Floats, *, weight: float = 1.0) -> float:
    """Mean cross-entropy of the labels (class numbers) plus `weight` times the prior loss."""
    entropy = -log_softmax(logits(layer, presence))[np.arange(len(labels)), labels]
    return float(entropy.mean()) + weight * prior_loss(layer.weights, prior)


def fit(
    presence: Floats,
    labels: npt.NDArray[np.int_],
    prior: Floats,
    *,
    weight: float = 1.0,
    steps: int = 1_000,
    rate: float = 0.01,
) -> Layer:
    """The layer after `steps` of Adam on `loss` over all rows, begun at the prior itself; deterministic."""
    layer = Layer(prior.astype(np.float64), np.zeros(len(prior)))
    wanted = np.eye(len(prior))[labels]
    first, second = np.zeros((2, len(prior), prior.shape[1] + 1))
    for step in range(1, steps + 1):
        wrong = (softmax(logits(layer, presence)) - wanted) / len(labels)
        bent = np.tanh(layer.weights)
        pull = weight * np.sign(bent - prior) * (1 - bent**2) / prior.size
        gradient = np.column_stack([wrong.T @ presence + pull, wrong.sum(axis=0)])
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        move = rate * (first / (1 - 0.9**step)) / (np.sqrt(second / (1 - 0.999**step)) + 1e-8)
        layer = Layer(layer.weights - move[:, :-1], layer.bias - move[:, -1])
    return layer


def read_answers(path: Path) -> tuple[tuple[str, ...], tuple[str, ...], Floats]:
    """Classes, yes-no questions and the prior (classes, questions) of a file class → question → yes or no.

    The form of KnoBo's published files; a question that a class does not answer is 0.

    Raises:
        InputError: it is no such file; the message names class and question.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path.name}: expected a JSON file of class, question and answer") from error
    if not isinstance(content, dict) or not content or not all(isinstance(value, dict) for value in content.values()):
        raise InputError(f"{path.name}: expected a JSON object of class, question and answer")
    questions = tuple(dict.fromkeys(question for answers in content.values() for question in answers))
    for name, answers in content.items():
        if wrong := [question for question, answer in answers.items() if answer not in ("yes", "no")]:
            raise InputError(f"{path.name}: {name!r}: expected yes or no to {wrong[0]!r}, found {answers[wrong[0]]!r}")
    prior = [[_ANSWERS[answers[q]] if q in answers else 0.0 for q in questions] for answers in content.values()]
    return tuple(content), questions, np.array(prior)
