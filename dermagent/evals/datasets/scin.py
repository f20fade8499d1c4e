"""SCIN: photographs and questionnaires of volunteers with dermatologists' weighted differentials, in two CSV files.

The files differ from their own schema document; what is done about each difference is said where it is done.
"""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.datasets.base import NOT_MAPPED, LabelledCase, images_in, reference_of
from dermagent.evals.datasets.tables import read_rows
from dermagent.evals.metrics.readers import inverse_rank_weights
from dermagent.types import Case, Complaint, Fitzpatrick, Language, Patient, Sex, View

CASES, LABELS = "scin_cases.csv", "scin_labels.csv"
_RACES = (
    "american_indian_or_alaska_native asian black_or_african_american hispanic_latino_or_spanish_origin "
    "middle_eastern_or_north_african native_hawaiian_or_pacific_islander white other_race prefer_not_to_answer"
).split()
TEXTURES = "raised_or_bumpy flat rough_or_flaky fluid_filled".split()
SITES = (
    "head_or_neck arm palm back_of_hand torso_front torso_back genitalia_or_groin buttocks leg foot_top_or_side "
    "foot_sole other"
).split()
SYMPTOMS = (
    "bothersome_appearance bleeding increasing_size darkening itching burning pain no_relevant_experience".split()
)
OTHER_SYMPTOMS = "fever chills fatigue joint_pain mouth_sores shortness_of_breath no_relevant_symptoms".split()
CASE_COLUMNS = (
    *"case_id source release year age_group sex_at_birth fitzpatrick_skin_type".split(),
    *(f"race_ethnicity_{name}" for name in _RACES),
    *(f"textures_{name}" for name in TEXTURES),
    *(f"body_parts_{name}" for name in SITES),
    *(f"condition_symptoms_{name}" for name in SYMPTOMS),
    *(f"other_symptoms_{name}" for name in OTHER_SYMPTOMS),
    *"related_category condition_duration".split(),
    *(f"image_{n}_{what}" for n in (1, 2, 3) for what in ("path", "shot_type")),
    *"combined_race race_ethnicity_two_or_more_after_mitigation".split(),
)
#: The label's column is misspelt in the file.
_NAMES, _CONFIDENCE = "dermatologist_skin_condition_on_label_name", "dermatologist_skin_condition_confidence"
_WEIGHTED = "weighted_skin_condition_label"
LABEL_COLUMNS = (
    "case_id",
    *(f"dermatologist_gradable_for_skin_condition_{n}" for n in (1, 2, 3)),
    _NAMES,
    _CONFIDENCE,
    _WEIGHTED,
    *(f"dermatologist_gradable_for_fitzpatrick_skin_type_{n}" for n in (1, 2, 3)),
    *(f"dermatologist_fitzpatrick_skin_type_label_{n}" for n in (1, 2, 3)),
    *(f"gradable_for_monk_skin_tone_{place}" for place in ("india", "us")),
    *(f"monk_skin_tone_label_{place}" for place in ("india", "us")),
)
_VIEWS: dict[str, View] = {"CLOSE_UP": "close_up", "AT_AN_ANGLE": "at_an_angle", "AT_DISTANCE": "at_distance"}
_SEXES: dict[str, Sex] = {"FEMALE": "female", "MALE": "male"}
_TYPES: dict[str, Fitzpatrick] = {"FST1": "I", "FST2": "II", "FST3": "III", "FST4": "IV", "FST5": "V", "FST6": "VI"}


class Scin:
    """A reader of the two files; ids are text (they pass 64 bits as numbers), rows are joined on them."""

    name = "scin"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """Every case in the order of the cases' file; one without answers whose images are not there is empty.

        Raises:
            InputError: a file or column is missing, an id stands twice, or a label is not what the original holds.
        """
        labels = {row["case_id"]: row for row in read_rows(root / LABELS, LABEL_COLUMNS, key="case_id")}
        group_of = _groups(root)
        for row in read_rows(root / CASES, CASE_COLUMNS, key="case_id"):
            label = labels.get(row["case_id"])
            weights = weights_of(label) if label else {}
            case, missing = _case(row, root)
            most = max(1.0, sum(weights.values()))  # the shipped weights are rounded and may add up to a little over 1
            reference, unmapped = reference_of({name: weight / most for name, weight in weights.items()}, self.name)
            yield LabelledCase(
                case=case,
                reference=reference,
                why_empty="" if reference else _why(label, weights),
                label=max(weights, key=lambda name: weights[name]) if weights else "",
                unmapped=unmapped,
                readers=_grades(label).count(True) if label and weights else 0,
                group=group_of[row["case_id"]],
                strata=_strata(row, label),
                missing_images=missing,
            )


def _groups(root: Path) -> dict[str, str]:
    """Case → one of the cases that it shares an image with, the same for all that hang together.

    Some images stand in several cases: those cases must not be torn apart.
    """
    joined: dict[str, str] = {}
    first_with: dict[str, str] = {}

    def head(case: str) -> str:
        while joined[case] != case:
            case = joined[case]
        return case

    for row in read_rows(root / CASES, CASE_COLUMNS, key="case_id"):
        joined[row["case_id"]] = row["case_id"]
        for name in (row[f"image_{n}_path"] for n in (1, 2, 3)):
            if name:
                joined[head(row["case_id"])] = head(first_with.setdefault(name, row["case_id"]))
    return {case: head(case) for case in joined}


def weights_of(label: dict[str, str]) -> dict[str, float]:
    """The weighted differential: the shipped one, else each reader's confidences by inverse rank normalisation.

    The columns hold Python literals; an empty one is written "{}" or "[]" and is no differential. The unshipped case
    takes the names as one reader's list, since the file does not say whose they are.
    """
    shipped = _literal(label, _WEIGHTED)
    if shipped and not isinstance(shipped, dict):
        raise InputError(f"{LABELS}: case {label['case_id']}: {_WEIGHTED} is no dictionary")
    if shipped:
        return {str(name): float(weight) for name, weight in shipped.items()}
    names, confidences = _literal(label, _NAMES) or [], _literal(label, _CONFIDENCE) or []
    if not names:
        return {}
    if len(names) != len(confidences):
        raise InputError(f"{LABELS}: case {label['case_id']} has {len(names)} names and {len(confidences)} confidences")
    levels = sorted({int(level) for level in confidences}, reverse=True)
    blocks = [[str(n) for n, c in zip(names, confidences, strict=True) if int(c) == level] for level in levels]
    return inverse_rank_weights([blocks])


def _literal(label: dict[str, str], column: str) -> Any:
    text = label[column]
    if not text:
        return None
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError) as error:
        raise InputError(f"{LABELS}: case {label['case_id']}: {column} is no Python literal") from error


def _why(label: dict[str, str] | None, weights: dict[str, float]) -> str:
    if label is None:
        return "no label"
    if weights:
        return NOT_MAPPED
    return "no differential" if any(_grades(label)) else "not gradable"


def _grades(label: dict[str, str]) -> list[bool]:
    """Which of the three dermatologists could grade the case; the set of grades is open, all these hold a YES."""
    return ["YES" in label[f"dermatologist_gradable_for_skin_condition_{n}"] for n in (1, 2, 3)]


def _case(row: dict[str, str], root: Path) -> tuple[Case, int]:
    # A flag is the word YES or nothing; nothing is "not ticked", which is not "absent".
    said = {name: True for name in SYMPTOMS if _ticked(row, f"condition_symptoms_{name}")}
    said |= {name: True for name in OTHER_SYMPTOMS if _ticked(row, f"other_symptoms_{name}")}
    complaint = Complaint(
        duration=row["condition_duration"] if row["condition_duration"] not in {"", "UNKNOWN"} else None,
        sites=tuple(name for name in SITES if _ticked(row, f"body_parts_{name}")),
        textures=tuple(name for name in TEXTURES if _ticked(row, f"textures_{name}")),
        symptoms=said,
    )
    views = {row[f"image_{n}_path"]: _VIEWS.get(row[f"image_{n}_shot_type"]) for n in (1, 2, 3)}
    images, missing = images_in(root, views, needed=complaint == Complaint())
    images = tuple(image.model_copy(update={"view": views.get(image.path or "")}) for image in images)
    patient = Patient(sex=_SEXES.get(row["sex_at_birth"]), fitzpatrick=_TYPES.get(row["fitzpatrick_skin_type"]))
    return Case(id=f"scin:{row['case_id']}", images=images, patient=patient, complaint=complaint), missing


def _ticked(row: dict[str, str], column: str) -> bool:
    return row[column] == "YES"


def _strata(row: dict[str, str], label: dict[str, str] | None) -> dict[str, str]:
    """Self-reported type, the median of the dermatologists' types, the mean of both Monk tones (rounded), age, sex.

    Where the median of two dermatologists lies between two types, the type is not known.
    """
    found = {
        "fitzpatrick_self": row["fitzpatrick_skin_type"].removeprefix("FST"),
        "age": row["age_group"].removeprefix("AGE_").lower(),
        "sex": row["sex_at_birth"].lower(),
    }
    if label:
        types = [label[f"dermatologist_fitzpatrick_skin_type_label_{n}"] for n in (1, 2, 3)]
        seen = [int(name[3:]) for name in types if name in _TYPES]
        median = statistics.median(seen) if seen else None
        found["fitzpatrick"] = "" if median is None or median % 1 else str(int(median))
        tones = [label[f"monk_skin_tone_label_{place}"] for place in ("india", "us")]
        monk = [float(tone) for tone in tones if tone]
        found["monk"] = str(int(sum(monk) / len(monk) + 0.5)) if monk else ""
    silent = {"", "unknown", "NONE_IDENTIFIED", "NONE_SELECTED", "other_or_unspecified"}
    return {name: value for name, value in found.items() if value not in silent}


READER = Scin()
