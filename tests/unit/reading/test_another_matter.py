"""What somebody says would be another matter is told of nobody, unless it has come about."""

import pytest

from tests.told import is_told, misjudged


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        (
            "My aunt, 80, has bright red cherry spots on her belly for twenty years. The doctor said "
            "once that purple spots with a fever would be a different story. No temperature, no new "
            "ones.",
            "fever",
            "not there",
        ),
        (
            "Red dots on my chest for ten years, never change. Nurse told us blotches that come with "
            "a high fever would be a different kettle of fish.",
            "fever",
            "not there",
        ),
        (
            "I have cherry red domes on my tummy for years. If there were pinpoint bleeding spots "
            "and a temperature that would be another thing, he said.",
            "fever",
            "not there",
        ),
        (
            "I have cherry red domes on my tummy for years. If there were pinpoint bleeding spots "
            "and a temperature that would be another thing, he said.",
            "petechia",
            "not there",
        ),
        (
            "I get itchy hives on my legs after the gym for months. GP said a closed throat would be "
            "another matter entirely.",
            "stridor",
            "not there",
        ),
        (
            "Itchy rash on my elbows for six months. Pharmacist once said skin peeling off in sheets "
            "would be a different matter.",
            "skin_detachment",
            "not there",
        ),
        (
            "Grandad's got a dry scaly shin for months. They always say confusion with a fever would "
            "be serious, but he has neither.",
            "confusion",
            "not there",
        ),
        (
            "Grandad's got a dry scaly shin for months. They always say confusion with a fever would "
            "be serious, but he has neither.",
            "fever",
            "not there",
        ),
        (
            "The spots are tiny red rubies, years old. Purple ones that won't fade would worry me, "
            "says the doctor, these don't.",
            "purpura",
            "not there",
        ),
        (
            "I have an itchy rash on both arms for 3 weeks. My sister the nurse says trouble "
            "breathing would be a whole other ball game.",
            "dyspnoea",
            "not there",
        ),
        (
            "Small itchy bite on my calf. The chemist said if it went black it'd be another matter.",
            "necrosis",
            "not there",
        ),
        ("She has purple blotches with a fever. The rash she had last year was another matter.", "fever", "there"),
        ("She has purple blotches with a fever. The rash she had last year was another matter.", "purpura", "there"),
        ("I've had eczema for years but the fever is another matter, 39.5 since last night.", "fever", "there"),
        ("The itch I could live with, the fever is a different story.", "fever", "there"),
        ("A rash like this with a fever of 40 would worry anyone.", "fever", "there"),
        ("They said purple spots with a fever would be another matter, and now he has both.", "purpura", "there"),
        ("He has a fever of 39.6, which would be another matter in a baby.", "fever", "there"),
        (
            "They told me skin peeling off in sheets would be an emergency and that is what my "
            "daughter has since taking Bactrim.",
            "skin_detachment",
            "there",
        ),
        (
            "Hives on my arms for two days. They said swelling in the throat would be an emergency.",
            "stridor",
            "not there",
        ),
        (
            "Hives on my arms for two days. They said swelling in the throat would be an emergency.",
            "throat_swelling",
            "not there",
        ),
        ("This fever would be a different matter if he drank.", "fever", "there"),
    ],
)
def test_it_is_read_as_it_is_told(text: str, finding: str, told: str) -> None:
    assert is_told(told, finding, text, "en")


@pytest.mark.parametrize(
    ("text", "bound", "urgency"),
    [
        (
            "My aunt, 80, has bright red cherry spots on her belly for twenty years. The doctor said "
            "once that purple spots with a fever would be a different story. No temperature, no new "
            "ones.",
            "<=",
            "routine",
        ),
        (
            "Red dots on my chest for ten years, never change. Nurse told us blotches that come with "
            "a high fever would be a different kettle of fish.",
            "<=",
            "routine",
        ),
        (
            "I have cherry red domes on my tummy for years. If there were pinpoint bleeding spots "
            "and a temperature that would be another thing, he said.",
            "<=",
            "routine",
        ),
        (
            "I get itchy hives on my legs after the gym for months. GP said a closed throat would be "
            "another matter entirely.",
            "<=",
            "routine",
        ),
        (
            "Itchy rash on my elbows for six months. Pharmacist once said skin peeling off in sheets "
            "would be a different matter.",
            "<=",
            "routine",
        ),
        (
            "Grandad's got a dry scaly shin for months. They always say confusion with a fever would "
            "be serious, but he has neither.",
            "<=",
            "routine",
        ),
        (
            "I have an itchy rash on both arms for 3 weeks. My sister the nurse says trouble "
            "breathing would be a whole other ball game.",
            "<=",
            "routine",
        ),
        (
            "Small itchy bite on my calf. The chemist said if it went black it'd be another matter.",
            "<=",
            "routine",
        ),
        (
            "Purple blotches with a fever would worry anybody, and that is what my son has since this morning.",
            ">=",
            "emergency",
        ),
        (
            "They said purple spots with a fever would be another matter, and now he has both.",
            ">=",
            "emergency",
        ),
        (
            "They told me skin peeling off in sheets would be an emergency and that is what my "
            "daughter has since taking Bactrim.",
            ">=",
            "emergency",
        ),
        (
            "Hives on my arms for two days. They said swelling in the throat would be an emergency.",
            "<=",
            "same_day",
        ),
        ("Fever 40 and a stiff neck would be serious, I know, but he has exactly that.", ">=", "emergency"),
    ],
)
def test_it_is_as_urgent_as_it_is(text: str, bound: str, urgency: str) -> None:
    assert not misjudged(f"{bound}{urgency}", text, "en")
