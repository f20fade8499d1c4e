"""Retrieve by the shipped lesion head: an opinion about six tumours, where it knows the kind of image it is shown."""

import asyncio
from collections.abc import Mapping, Sequence
from functools import cache, partial

import numpy as np
import numpy.typing as npt

from dermagent.encoders.lesion_head import CLASSES, LesionHistory, shipped_head
from dermagent.encoders.protocol import Pixels
from dermagent.encoders.registry import DEFAULT, make_encoder
from dermagent.errors import InputError, StepFailed
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.speech import spoken
from dermagent.steps.retrieve.findings import shipped_ranker
from dermagent.steps.retrieve.lesions import judged_apart
from dermagent.steps.retrieve.load import Tools
from dermagent.steps.retrieve.rests_on import saliency_of
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import (
    THOUGHT_OF,
    Candidate,
    Case,
    Expert,
    Observation,
    Observations,
    Polarity,
    Proposal,
    RetrieverInfo,
    Saliency,
)

NAME = "lesion"
#: Present findings that speak of a rash or of many lesions, or of places and forms that no tumour takes: the head saw
#: none of these.
RASH = frozenset(
    "rash generalised symmetric multiple vesicle bulla pustule wheal grouped dermatomal purpura fever targetoid annular"
    " arcuate polycyclic serpiginous reticulate herpetiform guttate confluent flexural extensor intertriginous comedo"
    " xerosis lichenification burrow erythroderma morbilliform_exanthem follicular_papule palms_and_soles"
    " photodistributed contact_pattern scin_fever scin_fluid_filled scin_mouth_sores household_contacts_itching"
    " nocturnal_pruritus".split()
)
#: Probability that a single lesion in an image of the head's kind is one of its six: our estimate, between the share
#: of held-out training photographs and of rash photographs that its domain takes in (90 % and 0 of 9).
TAKEN_IN = 0.9
#: More lesions than this are no single lesion.
_SINGLE = 3
#: Findings of change that words of growth may stand for, those words, and what they count as.
_OF_CHANGE = frozenset(
    ("changing_lesion", "rapid_growth", "scin_increasing_size", "slow_growth", "w7pc_change_in_size")
)
_GREW = "told to have grown"
#: Answers of PAD-UFES-20 and the findings that give them.
_ANSWERS = {
    "itch": ("pruritus", "scin_itching"),
    "grew": (_GREW, "rapid_growth", "slow_growth", "scin_increasing_size", "efg_growing_for_more_than_one_month"),
    "hurt": ("pain", "scin_pain"),
    "changed": ("changing_lesion", "abcde_evolution", "scin_darkening"),
    "bleed": ("bleeding", "scin_bleeding", "friable_bleeds_easily"),
    "elevation": ("papule", "plaque", "nodule", "scin_raised_or_bumpy", "efg_elevated"),
}
#: Findings that say the opposite of an answer.
_CONTRARY = {"elevation": ("macule", "patch", "scin_flat")}
#: Body sites that PAD-UFES-20 names, narrower ones first.
_REGIONS = {
    "scalp": "SCALP",
    "nose": "NOSE",
    "ear": "EAR",
    "lip": "LIP",
    "neck": "NECK",
    "face": "FACE",
    "head_and_neck": "FACE",
    "chest": "CHEST",
    "abdomen": "ABDOMEN",
    "back": "BACK",
    "forearm": "FOREARM",
    "hand": "HAND",
    "foot": "FOOT",
    "thigh": "THIGH",
    "arm": "ARM",
}
#: Answers that must be known for the history to count beside the image.
_LEAST_KNOWN = 4


class LesionRetriever:
    """Six tumours by the packaged encoder; silent on rashes, on dermoscopy, and on images unlike those it saw."""

    info = RetrieverInfo(
        name=NAME,
        label="the lesion head",
        score="the lesion head's score",
        looks_at_images=True,
        reads_findings=True,
        closed_set=True,
    )

    def __init__(self, prior: str, encoder: str = DEFAULT) -> None:
        self._prior, self._encoder = prior, encoder

    async def propose(self, case: Case, seen: Observations, shown: Shown) -> Proposal:
        """The head's opinion, or an empty proposal with the reason where it must not speak.

        Raises:
            StepFailed: there is an image to look at, and a package that is needed is missing.
        """
        views = tuple(view for view in shown.views if view.modality == "clinical")
        if not views:
            return Proposal()
        if reason := _no_single_lesion(case, seen):
            return Proposal(notes=(f"The lesion head was not asked: {reason}.",))
        history = history_of(seen)
        try:
            return await asyncio.to_thread(
                judged_apart, views, partial(self._judged, history=history), by="the lesion head"
            )
        except InputError as error:
            raise StepFailed(str(error)) from error

    def _judged(self, views: Sequence[DecodedImage], history: LesionHistory) -> Proposal:
        head = shipped_head()
        vectors = make_encoder(self._encoder).encode_images([view.taken for view in views])
        inside = head.in_domain(vectors)
        notes = [
            f"{view.name} is unlike the lesion photographs that the lesion head was trained on, so it gave no opinion."
            for view, one in zip(views, inside, strict=True)
            if not one
        ]
        if not inside.any():
            return Proposal(notes=tuple(notes))
        with_history = history.known() >= _LEAST_KNOWN
        number = int(inside.sum())
        shares = head.opinion(vectors[inside], [history] * number if with_history else None).mean(axis=0)
        order = sorted(range(len(CLASSES)), key=lambda n: (-shares[n], n))
        conditions = list(CLASSES.values())
        about = "image and history" if with_history else "image"
        notes.append(
            f"A small head judged the {about}; it was trained on six kinds of single skin lesions in mostly light "
            "skin; it knows nothing else."
        )
        by_image = head.opinion(vectors[inside]).mean(axis=0)
        if with_history and by_image.argmax() != order[0]:
            name = knowledge().conditions[conditions[order[0]]].name
            notes.append(
                f"It is the answers that put {name} first: by the image alone it has {by_image[order[0]]:.0%}."
            )
        known = [view for view, one in zip(views, inside, strict=True) if one]
        return Proposal(
            candidates=tuple(
                Candidate(
                    condition=conditions[n],
                    retriever=NAME,
                    rank=rank,
                    score=float(shares[n]),
                    probability=round(float(shares[n]), 6),
                )
                for rank, n in enumerate(order, start=1)
            ),
            other=0.0,
            expert=Expert(share=TAKEN_IN, before=_before(self._prior)),
            looked_at=tuple(view.place for view in known),
            information_nats=float(np.sum(shares * np.log(shares * len(shares) + 1e-12))),
            notes=tuple(notes),
        )

    def explain(self, case: Case, view: DecodedImage, condition: str) -> Saliency:
        """What in an image the condition that it alone, without the history, puts first rests on."""
        encoder, head = make_encoder(self._encoder), shipped_head()
        first = int(head.opinion(encoder.encode_images([view.taken]))[0].argmax())

        def score(images: list[Pixels]) -> npt.NDArray[np.floating]:
            return head.opinion(encoder.encode_images(images))[:, first]

        return saliency_of(view, NAME, list(CLASSES.values())[first], score)


@cache
def _before(prior: str) -> float:
    """Probability of the head's conditions together before anything is known of a case."""
    ranking = shipped_ranker(prior).rank(Observations(language="en"), k=0)
    return sum(c.probability or 0.0 for c in ranking.candidates if c.condition in CLASSES.values())


def _no_single_lesion(case: Case, seen: Observations) -> str:
    """Why the case is not about one lesion; empty if nothing says so."""
    present = {finding for finding, item in seen.counted().items() if item.polarity == "present"}
    broader = present | {ancestor for finding in present for ancestor in knowledge().ancestors(finding)}
    if rash := sorted(broader & RASH):
        named = ", ".join(knowledge().findings[finding].term for finding in rash if finding in knowledge().findings)
        return f"it knows single lesions only, and the case tells of {named}"
    thought_of = [one.condition for one in seen.named if one.stance in THOUGHT_OF]
    told = [condition for condition in thought_of if not _is_a_growth(condition)]
    if told:
        return f"it knows single lesions only, and the case names {knowledge().conditions[told[0]].name}"
    count = case.complaint.lesion_count
    return f"it knows single lesions only, and there are {count}" if count is not None and count > _SINGLE else ""


def _is_a_growth(condition: str) -> bool:
    """Whether a named condition is of a kind that the head may be asked about: a growth, by its ICD-10-CM code.

    Neoplasms (C, D0 to D4), keratoses and other thickenings of one place (L57, L82) and warts, cysts and vascular spots
    that are taken for tumours (B07, B08.1, I78, L72, L98.0, L91).
    """
    return (
        knowledge()
        .conditions[condition]
        .icd10cm.startswith(
            ("C", "D0", "D1", "D2", "D3", "D4", "L57", "L82", "B07", "B08.1", "I78", "L72", "L91", "L98.0")
        )
    )


def history_of(seen: Observations) -> LesionHistory:
    """What the case tells of the eight answers of the head; growth alone is no change of another kind."""
    growth = [item for item in seen.items if _tells_of_growth(item)]
    others = seen.model_copy(update={"items": tuple(item for item in seen.items if item not in growth)})
    polarities = {finding: item.polarity for finding, item in others.counted().items()}
    grown = [item.polarity for item in seen.model_copy(update={"items": tuple(growth)}).counted().values()]
    if grown:
        polarities[_GREW] = "present" if "present" in grown else "absent"
    symptoms = {answer: _answer(polarities, answer) for answer in _ANSWERS}
    age = (seen.age.low + seen.age.high) / 2 if seen.age else None
    present = {finding for finding, item in seen.counted().items() if item.polarity == "present"}
    broader = present | {ancestor for finding in present for ancestor in knowledge().ancestors(finding)}
    region = next((name for site, name in _REGIONS.items() if site in broader), None)
    return LesionHistory(age, region, symptoms)


def _tells_of_growth(item: Observation) -> bool:
    """Whether it has grown or not; "a growth" is a thing, and only its denial an answer ("no growth")."""
    answers = item.finding in _OF_CHANGE or (item.finding == "tumour_mass" and item.polarity == "absent")
    return answers and item.span is not None and bool(spoken("growth").search(item.span.text))


def _answer(polarities: Mapping[str, Polarity], answer: str) -> bool | None:
    """Present if any of its findings is, absent if one is or the opposite is present, else unknown."""
    told = {polarities[finding] for finding in _ANSWERS[answer] if finding in polarities}
    if "present" in told:
        return True
    contrary = any(polarities.get(finding) == "present" for finding in _CONTRARY.get(answer, ()))
    return False if contrary or "absent" in told else None


def lesion_retriever(tools: Tools) -> LesionRetriever:
    """The retriever; nothing is loaded before an image is there."""
    return LesionRetriever(tools.prior)
