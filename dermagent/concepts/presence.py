"""Say how far an image shows a concept, by an encoder that reads texts (MONET's and Derm1M's form, 2024 and 2025)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import TextEncoder, Vectors

Floats = npt.NDArray[np.float64]
#: Each sentence about a concept, and the same one without it.
TEMPLATES = (
    ("This is skin image of {}", "This is skin image"),
    ("This is dermatology image of {}", "This is dermatology image"),
    ("This is image of {}", "This is image"),
    ("A skin image of {}", "A skin image"),
    ("An image of {}, a skin condition.", "An image of a skin condition."),
    ("{}, a skin disorder, is shown in this image.", "A skin disorder is shown in this image."),
)
#: 1 / e^4.5944, the inverse of the scale that CLIP's training ends at.
TEMPERATURE = float(np.exp(-4.5944))


@dataclass(frozen=True, eq=False)
class ConceptTexts:
    """Concepts in one order, their text vectors (concepts, templates, dimension) and the references' (templates, …).

    A concept's vector for a template is the mean over its terms, so that its cosine is the mean of theirs.
    """

    names: tuple[str, ...]
    terms: Floats
    references: Floats


def concept_texts(encoder: TextEncoder, concepts: Mapping[str, Sequence[str]]) -> ConceptTexts:
    """The vectors of concepts, each given with one or more terms that mean it.

    Raises:
        ValueError: a concept has no term.
    """
    if empty := [name for name, terms in concepts.items() if not terms]:
        raise ValueError(f"the concept {empty[0]!r} has no term")
    rows = [
        np.asarray(encoder.encode_texts([template.format(term) for term in terms]), dtype=np.float64).mean(axis=0)
        for terms in concepts.values()
        for template, _ in TEMPLATES
    ]
    references = np.asarray(encoder.encode_texts([reference for _, reference in TEMPLATES]), dtype=np.float64)
    return ConceptTexts(tuple(concepts), np.reshape(rows, (len(concepts), *references.shape)), references)


def presence(images: Vectors, texts: ConceptTexts) -> Floats:
    """Scores from 0 to 1, (images, concepts): .5 where a concept's sentences fit as well as those without it."""
    looked_at = np.asarray(images, dtype=np.float64)
    with_it = np.einsum("nd,ktd->nkt", looked_at, texts.terms)
    without = (looked_at @ texts.references.T)[:, None, :]
    # softmax of two numbers; the tangent form is exactly .5 at a tie and never overflows
    return np.asarray((0.5 + 0.5 * np.tanh((with_it - without) / (2 * TEMPERATURE))).mean(axis=2))
