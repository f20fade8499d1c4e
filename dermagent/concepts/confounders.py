"""Find labels that go together with an artefact more often than chance: shortcuts for a model (Yan et al. 2023)."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from dermagent.types import Value

#: Things in an image that are no sign of a disease, in the singular.
ARTEFACTS = frozenset(
    "ruler;scale bar;ink;pen;pen mark;ink mark;skin marking;surgical marking;hair;dark corner;dark border;vignette;gel;"
    "dermoscopy gel;bubble;air bubble;sticker;label sticker;patch sticker;colour chart;color chart;colour card;"
    "color card;calibration chart;plaster;bandage;gauze;suture;glove;finger;jewellery;jewelry;clothing;cloth;"
    "watermark;date stamp;text overlay;flash reflection;reflection;glare;blur;frame;dermatoscope ring".split(";")
)
#: How many times as often as by chance, and on how many images at least, before an artefact is called a confounder.
LIFT, LEAST = 3.0, 10


class Cooccurrence(Value):
    """A concept and a label: how much more often they meet than by chance.

    `both` images of the label show the concept, of `of_label` where that is known; `lift` is P(concept | label) /
    P(concept). `flagged` where the lift is at least 3, on at least 10 images, and the concept is an artefact.
    """

    concept: str
    label: str
    both: int
    of_label: int
    lift: float
    artefact: bool
    flagged: bool


def is_artefact(concept: str) -> bool:
    """Whether a concept's name is on the list, in any case, with _ or -, in the singular or plural."""
    plain = " ".join(concept.replace("_", " ").replace("-", " ").lower().split())
    return plain in ARTEFACTS or plain.removesuffix("s") in ARTEFACTS


def cooccurrences(
    concepts: Mapping[str, Sequence[float]], labels: Sequence[str], *, least_lift: float = LIFT, least: int = LEAST
) -> tuple[Cooccurrence, ...]:
    """All pairs that meet at all, flagged ones first, then by lift; values are 1, 0, or NaN where it is not known.

    Raises:
        ValueError: not as many values as labels.
    """
    names: npt.NDArray[np.str_] = np.array(labels)
    found: list[Cooccurrence] = []
    for concept, given in concepts.items():
        values = np.asarray(given, dtype=np.float64)
        if values.shape != names.shape:
            raise ValueError(f"{concept}: {len(values)} values for {len(names)} labels")
        known = ~np.isnan(values)
        share = float(values[known].mean()) if known.any() else 0.0
        for label in np.unique(names[known]):
            of_label = values[known & (names == label)]
            both = int(of_label.sum())
            if both:
                lift = both / len(of_label) / share
                artefact = is_artefact(concept)
                flagged = artefact and both >= least and lift >= least_lift
                found.append(
                    Cooccurrence(
                        concept=concept,
                        label=str(label),
                        both=both,
                        of_label=len(of_label),
                        lift=round(lift, 3),
                        artefact=artefact,
                        flagged=flagged,
                    )
                )
    return tuple(sorted(found, key=lambda one: (not one.flagged, -one.lift, one.concept, one.label)))
