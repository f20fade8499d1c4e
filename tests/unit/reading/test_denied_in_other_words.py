"""Denials in other words: by a doubled verb, by nobody, by what is warm, moves, passes or is felt."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Bumps on the neck. Sugar she does not have.", "en", "diabetes_mellitus"),
        ("Itchy head. She no get fever.", "en", "fever"),
        ("Sore heels, nowt between the toes.", "en", "toe_web"),
        ("Burn from a radiator. Denies any chest pain.", "en", "heart_attack_pain"),
        ("Splash of bleach on the chin. She did not swallow any of it.", "en", "swallowed_poison"),
        ("Acne. I've never hurt or cut myself.", "en", "self_harm"),
        ("Bruises after a fall. Nobody hurt me.", "en", "inflicted_injury"),
        ("Blisters on the buttock, passing water fine.", "en", "urinary_retention"),
        ("Blue dye on my feet, toes are warm.", "en", "cold_limb"),
        ("Dog bite on the hand, moves all fingers.", "en", "loss_of_movement"),
        ("Dog bite on the hand. I feel touch normally.", "en", "numbness"),
        ("Itching all over, anicteric.", "en", "jaundice"),
        ("Purple spots, no blood in her stools.", "en", "gut_bleeding"),
        ("28 weeks pregnant with an itch, baby moving just as usual.", "en", "reduced_fetal_movements"),
        ("Blotches. Nobody around him has been sick.", "en", "contact_with_case"),
        ("Ring on the arm. No one else at home has scabies.", "en", "contact_with_case"),
        ("Swollen lid, eye movements painless.", "en", "painful_eye_movement"),
        ("Swollen knee, the joints are painless.", "en", "arthralgia"),
        ("Lumps. Sugar checked in May, normal.", "en", "diabetes_mellitus"),
        ("Patch on the arm. It doesn't itch and doesn't burn.", "en", "burning_sensation"),
        ("Shock from a socket, he is speaking coherently.", "en", "confusion"),
        ("Dermoscopy: comedo-like openings, no ulceration.", "en", "ulceration_dermoscopy"),
        ("Ronchas. Silbidos no le escucho en el pecho, ganglios no le palpo.", "es", "lymphadenopathy"),
        ("Habones y tos. Pitos en el pecho no le oigo.", "es", "wheeze"),
        ("Grano en la nariz. Sangrar no ha sangrado.", "es", "bleeding"),
        ("Mancha en el brazo. Doler no me ha dolido.", "es", "pain"),
        ("Mancha en el brazo. Picar, nunca.", "es", "pruritus"),
        ("Me corté con un vidrio, la mano no la noto dormida.", "es", "numbness"),
        ("Tinte en las manos, los dedos están tibios.", "es", "cold_limb"),
        ("Herida en el pie, los dedos los mueve todos.", "es", "loss_of_movement"),
        ("Quemadura leve. Niega dolor torácico.", "es", "heart_attack_pain"),
        ("Manchas. En el trabajo nadie me golpea.", "es", "inflicted_injury"),
        ("Acné. Nunca me he hecho daño.", "es", "self_harm"),
        ("Picor en la tripa, anictérico.", "es", "jaundice"),
        ("Niña con manchas. Amarilla no está.", "es", "jaundice"),
        ("Puntos morados, sin sangre en las heces.", "es", "gut_bleeding"),
        ("Petequias. Bazo no se palpa.", "es", "hepatosplenomegaly"),
        ("Lunares rojos. No sudo en la noche, no transpiro de noche.", "es", "night_sweats"),
        ("Roncha. Las transaminasas están normales.", "es", "raised_transaminases"),
        ("Petequias. Plaq 310.000.", "es", "thrombocytopenia"),
        ("Dermatoscopia: vasos en horquilla, sin velo azul blanquecino.", "es", "blue_white_veil"),
        ("全身痒，皮疹一个都找不到。", "zh", "rash"),
        ("瘀斑，没在吃抗凝药。", "zh", "anticoagulant_use"),
        ("肘部斑块，点状出血征(-)。", "zh", "auspitz_sign"),
        ("脸上长斑，我现在没有怀孕。", "zh", "pregnancy"),
        ("手背咬伤，手指是热的。", "zh", "cold_limb"),
        ("全身瘙痒，巩膜不黄。", "zh", "jaundice"),
        ("电击后手掌发白，否认胸痛。", "zh", "heart_attack_pain"),
        ("紫癜，大便没有血。", "zh", "gut_bleeding"),
        ("胳膊上有印子，没人打我。", "zh", "inflicted_injury"),
        ("痤疮，从没伤害过自己。", "zh", "self_harm"),
        ("会阴红疹，排尿正常。", "zh", "urinary_retention"),
        ("瘀点，肝脾未触及。", "zh", "hepatosplenomegaly"),
        ("皮肤镜：粉刺样开口，无树枝状血管。", "zh", "arborising_vessels"),
        ("皮肤镜：粟粒样囊肿，未见溃疡。", "zh", "ulceration_dermoscopy"),
        ("手发红，遇冷手从来不会变白。", "zh", "raynaud_phenomenon"),
    ],
)
def test_it_is_absent(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Rash. Crushing chest pain into my left arm at noon. No chest pain now.", "en", "heart_attack_pain"),
        ("The right foot is ice cold and white, he can't move the toes. The left foot is warm.", "en", "cold_limb"),
        ("The right foot is cold, cannot move the toes. Left foot moves well.", "en", "loss_of_movement"),
        ("She drank bleach an hour ago. She didn't swallow any tablets.", "en", "swallowed_poison"),
        ("I cut myself on purpose last night. I never hurt myself before.", "en", "self_harm"),
        ("My husband punched me in the face. He never hit me before.", "en", "inflicted_injury"),
        ("The whites of her eyes are yellow. Her skin is not yellow.", "en", "jaundice"),
        ("He vomited blood. No blood in his stool.", "en", "gut_bleeding"),
        ("Cannot pass urine since noon, blisters on the buttock. Bladder was fine before.", "en", "urinary_retention"),
        ("Dolor brusco e intenso en un testículo. El otro testículo no duele.", "es", "acute_scrotal_pain"),
        ("Le cuesta respirar y tiene ronchas. Pitos en el pecho no le oigo.", "es", "dyspnoea"),
        ("El niño se bebió lejía. La pastilla no se la ha tragado.", "es", "swallowed_poison"),
        ("Tiene los ojos amarillos. La piel no está amarilla.", "es", "jaundice"),
        ("La mano la siento dormida.", "es", "numbness"),
        ("Lunar oscuro. Picar, me pica mucho.", "es", "pruritus"),
        ("右脚冰凉发白，动不了。左脚是热的，能动。", "zh", "cold_limb"),
        ("眼白发黄。皮肤不黄。", "zh", "jaundice"),
        ("皮疹。早上胸痛放射到左臂，现在没有胸痛。", "zh", "heart_attack_pain"),
    ],
)
def test_a_weaker_denial_takes_no_danger_away(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("La lengua le creció y cuando coge aire hace ruido.", "es", "confusion"),
        ("Blue legs from my jeans, and it stops dead at the waistband.", "en", "numbness"),
        ("新生儿红斑，指导家长观察，发热拒奶随诊。", "zh", "poor_feeding_or_floppiness"),
        ("Me hicieron transaminasas ayer.", "es", "raised_transaminases"),
    ],
)
def test_what_only_sounds_like_it_is_not_present(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "findings"),
    [
        ("Dermatoscopia: quistes tipo milium y vasos en horquilla.", "es", {"milia_like_cysts", "hairpin_vessels"}),
        ("Dermatoscopia: lagunas rojas.", "es", {"red_blue_lacunae"}),
        (
            "皮肤镜：粟粒样囊肿、发夹样血管，虫蚀状边缘。",
            "zh",
            {"milia_like_cysts", "hairpin_vessels", "moth_eaten_border"},
        ),
        ("皮肤镜见红蓝色腔隙。", "zh", {"red_blue_lacunae"}),
    ],
)
def test_structures_of_dermoscopy_are_read_in_three_languages(
    text: str, language: Language, findings: set[str]
) -> None:
    told = polarities(text, language)
    assert {one for one in findings if told.get(one) == "present"} == findings
