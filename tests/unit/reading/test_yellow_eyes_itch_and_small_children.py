"""Spots that do not fade, yellow eyes, itch in pregnancy, small children with fever, contacts, counts of the blood."""

import pytest

from dermagent.types import Language
from tests.told import is_emergency, mentioned, present, urgency


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Little red dots on my shins; they stay when I push a tumbler on them."),
        ("en", "Spots on my arm that don't fade under a glass, I feel fine."),
        ("en", "Non-blanching spots on both feet."),
        ("es", "Tengo puntos en las piernas que no se borran al presionar con un vidrio."),
        ("es", "Las ronchitas no desaparecen cuando las aprieto con el vaso, no tengo fiebre."),
        ("zh", "腿上有红点，按压不褪色，没有发烧。"),
        ("zh", "脚踝的小点压之不退，人没什么不舒服。"),
        ("en", "I scratch all day and the whites of my eyes look yellow."),
        ("en", "Itchy skin for a week, now she has gone yellow."),
        ("en", "Jaundice and an itchy rash on my trunk."),
        ("es", "Tengo los ojos amarillentos y un picor que no me deja."),
        ("es", "Desde ayer se me puso la piel amarilla, con ronchas."),
        ("zh", "身上痒了三天，巩膜发黄。"),
        ("zh", "出了皮疹，皮肤变黄。"),
        ("en", "At 36 weeks of pregnancy I itch all over my body, nothing to see."),
        ("en", "I'm pregnant, third trimester, itching everywhere at night."),
        ("es", "Embarazada de 35 semanas, me pica todo el cuerpo y no veo granos."),
        ("es", "Estoy en el octavo mes de embarazo y me pica todo."),
        ("zh", "孕35周，浑身发痒，皮肤上没有东西。"),
        ("zh", "怀孕八个月，全身瘙痒。"),
        ("en", "Our girl, 4, has a rash and a fever and refuses to drink."),
        ("en", "He is 2, feverish, blisters round the mouth, and has not drunk since noon."),
        ("es", "La niña de 3 años con fiebre y granitos no quiere beber agua."),
        ("es", "Fiebre, sarpullido, y mi hijo de 2 años rechaza los líquidos."),
        ("zh", "孩子两岁，发烧出红疹，不肯喝水。"),
        ("en", "Our baby has red spots and a temperature of 38.9."),
        ("es", "El bebé tiene un sarpullido y fiebre de 38,8."),
        ("zh", "小宝宝发烧，身上有红疹子。"),
        ("en", "Pregnant, 14 weeks. I was in contact with measles at work yesterday, my skin is fine."),
        ("es", "Estoy embarazada y ayer estuve expuesta a varicela, no tengo erupción."),
        ("zh", "怀孕20周，前天接触过水痘，身上没有疹子。"),
        ("en", "Itchy elbows. Plt 9 x10^9/L."),
        ("es", "Caspa. Plaquetas 14.000 /mm3."),
        ("zh", "脚气，血小板 11 x10^9/L。"),
        ("en", "Dandruff. White cell count 0.7 x10^9/L."),
        ("es", "Verruga en la mano, leucocitos 0,8 x10^9/L."),
        ("zh", "手上长疣，白细胞 0.6 x10^9/L。"),
        ("en", "Rash all over me and a fever of 39 since this morning."),
        ("es", "Fiebre de 38,7 y sarpullido por todo el cuerpo."),
        ("zh", "全身起红疹，发烧39度。"),
        ("en", "My little girl was scalded by tea, there are blisters."),
        ("zh", "小孩被热水烫了，起水泡。"),
    ],
)
def test_what_needs_a_doctor_today_is_called(language: Language, text: str) -> None:
    assert urgency(text, language) in ("same_day", "emergency")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "My toddler has spots, a fever, and is limp in my arms."),
        ("en", "Our son, 3, feverish with a rash, is very drowsy."),
        ("es", "Mi niña de 2 años tiene fiebre y ronchas y está aletargada."),
        ("zh", "孩子三岁，发烧起疹子，昏昏欲睡。"),
        ("en", "My eyes turned yellow, I itch and shiver with fever."),
        ("es", "Ictericia, picor y fiebre con escalofríos."),
        ("zh", "眼睛发黄，全身痒，发烧寒战。"),
        ("en", "Sore throat and fever, white cells: WBC 0.5 x10^9/L."),
        ("en", "She is not responding and there are purple blotches that stay under a glass."),
        ("es", "No reacciona y le salieron manchas moradas."),
        ("zh", "病人没反应，身上紫斑。"),
        ("zh", "失去意识，腿上有瘀斑紫癜。"),
        ("en", "If the new ointment doesn't work I will hang myself."),
        ("en", "If this psoriasis never goes I'll kill myself."),
        ("es", "Si el tratamiento no funciona me mato."),
        ("zh", "如果这次还治不好，我就去死。"),
        ("zh", "要是药没效果我就自杀。"),
    ],
)
def test_emergencies_among_them_are_called(language: Language, text: str) -> None:
    assert urgency(text, language) == "emergency"


def test_a_short_threat_is_read_in_its_own_language() -> None:
    assert is_emergency("me voy a suicidar")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The red spots fade when I press a glass on them."),
        ("es", "Las manchas desaparecen al apretar con un vaso."),
        ("zh", "红点按压褪色。"),
        ("en", "Yellow crusts on my eyelids, itchy."),
        ("en", "No jaundice, whites of the eyes are white. Itchy shins."),
        ("es", "Granitos amarillos en los párpados."),
        ("zh", "眼睛有黄色分泌物，有点痒。"),
        ("en", "My toenail went yellow."),
        ("es", "Me pica todo el brazo."),
        ("en", "I don't drink alcohol. Dry skin on my hands."),
        ("es", "No bebo alcohol. Manos secas."),
        ("en", "Itchy arms, WBC 6.1, platelets 240."),
        ("en", "My baby has cradle cap."),
        ("es", "El eccema no responde a la crema."),
        ("en", "The rash does not respond to steroid cream."),
        ("zh", "湿疹用药没反应。"),
        ("en", "If it comes back I will try the other cream."),
    ],
)
def test_harmless_look_alikes_stay_quiet(language: Language, text: str) -> None:
    assert urgency(text, language) not in ("emergency", "same_day")


@pytest.mark.parametrize(
    ("language", "text", "there", "not_there"),
    [
        ("en", "Itchy elbow creases, worse in winter.", {"seasonal"}, {"cold_exposure", "worse_with_cold"}),
        ("es", "El picor empeora en invierno.", {"seasonal"}, {"cold_exposure", "worse_with_cold"}),
        ("zh", "每到冬天加重，很痒。", {"seasonal"}, {"cold_exposure"}),
        ("en", "Toes went white and numb on a winter walk.", {"cold_exposure"}, set()),
        ("es", "Los pliegues de los codos y las rodillas por detrás me pican.", {"flexural"}, {"extensor"}),
        ("es", "Placas en los codos y las rodillas.", {"extensor"}, set()),
        ("es", "Me salpicó aceite hirviendo en el brazo.", {"burn_injury"}, {"fever"}),
        ("en", "Boiling hot soup spilled over my thigh.", {"burn_injury"}, {"fever"}),
        ("zh", "滚烫的汤洒在腿上，烫伤了。", {"burn_injury"}, {"fever"}),
        ("en", "A patch getting bigger.", {"changing_lesion"}, {"slow_growth", "rapid_growth"}),
        ("en", "A patch slowly getting bigger.", {"slow_growth"}, {"rapid_growth"}),
        ("en", "A painless sore on the gum.", {"ulcer"}, {"pain"}),
        ("es", "Las manos secas.", {"xerosis", "hand"}, set()),
        ("es", "Los puntos no desaparecen al presionar con el vaso.", {"non_blanching"}, {"blanching"}),
        ("zh", "吃了布洛芬以后起疹子。", set(), {"food_trigger"}),
        ("zh", "吃消炎药后起风团。", {"new_medication"}, {"food_trigger"}),
        ("zh", "吃虾以后起风团。", {"food_trigger"}, set()),
        ("es", "Tras ingerir el medicamento me salieron ronchas.", {"wheal"}, {"food_trigger"}),
        ("es", "Después de comer me salen ronchas.", {"food_trigger"}, set()),
        ("en", "The feeling is gone in my left foot.", {"numbness"}, set()),
    ],
)
def test_histories_are_read_for_what_they_say(
    language: Language, text: str, there: set[str], not_there: set[str]
) -> None:
    assert there <= present(text, language)
    assert not not_there & mentioned(text, language)
