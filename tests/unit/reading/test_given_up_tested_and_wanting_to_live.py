"""What was given up, never done or tested and not found, a wish to live, short results, and their opposites."""

import pytest

from dermagent.types import Language
from tests.told import polarities


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("Bruise on the shin. Her apixaban was stopped back in 2019.", "en", "anticoagulant_use"),
        ("Red ring on the penis, HIV checked last month negative.", "en", "hiv_infection"),
        ("Purple spots. HIV test in March came back clear.", "en", "hiv_infection"),
        ("Lumpy lip. Never had fillers done.", "en", "injected_filler"),
        ("Ampollas en los muslos. El acenocumarol se lo retiraron hace dos años.", "es", "anticoagulant_use"),
        ("Moretones. La warfarina me la suspendieron hace mucho.", "es", "anticoagulant_use"),
        ("Manchas en las palmas. VIH hecho en marzo negativo.", "es", "hiv_infection"),
        ("Bótox la semana pasada. Rellenos no me he puesto.", "es", "injected_filler"),
        ("Labio con bultos. Ácido hialurónico nunca me inyecté.", "es", "injected_filler"),
        ("龟头红斑，HIV去年查过阴性。", "zh", "hiv_infection"),
        ("口腔白斑，HIV三个月前复查阴性。", "zh", "hiv_infection"),
        ("手掌红斑，上周查的HIV是阴性。", "zh", "hiv_infection"),
        ("腿上大水泡，华法林停了好几年了。", "zh", "anticoagulant_use"),
        ("脸上发硬，玻尿酸从来没打。", "zh", "injected_filler"),
        ("风团满身，喘气还行不费劲。", "zh", "dyspnoea"),
        ("嘴唇肿，喘气他说没事，能说整句话。", "zh", "dyspnoea"),
        ("Placa en el tobillo. No ant. de atopia en la familia.", "es", "atopy_personal_or_family"),
        ("Úlcera en el pie. No hist. de diabetes.", "es", "diabetes_mellitus"),
        ("Placas. No antec. de psoriasis en la familia.", "es", "family_history_of_psoriasis"),
        ("Ulcer on toe. No hx. of diabetes.", "en", "diabetes_mellitus"),
        ("Sores in the mouth and on the back; itching zero.", "en", "pruritus"),
        ("Black patch on the toe. Pain zero.", "en", "pain"),
        ("Rash on the trunk. Fever zero, cough zero.", "en", "fever"),
        ("Bultos en la espalda. Comezón cero.", "es", "pruritus"),
        ("Mancha negra en el dedo. Dolor cero, pus cero.", "es", "pain"),
        ("背上疙瘩，痒是零。", "zh", "pruritus"),
        ("脚趾黑了一块，疼痛0分。", "zh", "pain"),
    ],
)
def test_what_is_over_or_was_not_found_is_denied(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "absent"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("脸上长满疙瘩，我不想死，我想看着孩子长大。", "zh", "suicidal_ideation"),
        ("背上的痣变黑了，我可不想死啊。", "zh", "suicidal_ideation"),
        ("手上白斑，我还不想死，求求医生。", "zh", "suicidal_ideation"),
        ("皮炎反复，烦是烦，没想过死。", "zh", "suicidal_ideation"),
        ("El lunar creció. No me quiero morir, tengo dos niñas.", "es", "suicidal_ideation"),
        ("Manchas moradas. Yo no quiero morirme, ayúdeme.", "es", "suicidal_ideation"),
        ("Psoriasis por todo el cuerpo. En morirme no he pensado nunca.", "es", "suicidal_ideation"),
        ("The mole bleeds. I do not want to die, I have kids.", "en", "suicidal_ideation"),
        ("Boils again. I really don't want to die of this.", "en", "suicidal_ideation"),
        ("Eczema all over, fed up, but I have never wanted to die.", "en", "suicidal_ideation"),
        ("Manchas secas. Sin antec. de asma ni rinitis.", "es", "asthma"),
        ("Lump on the gum. Pus zero.", "en", "pus"),
        ("Sore breast. The crack I had in the nipple has closed up.", "en", "fissure"),
        ("The split in my heel has healed over, now just dry skin.", "en", "fissure"),
        ("Me quemé con limón. Ya pasó una semana: lo rojo se fue, quedaron rayas cafés.", "es", "erythema"),
        ("Me duele el talón. La grieta ya se cerró.", "es", "fissure"),
        ("Pezón dolorido; las grietas que tenía ya cerraron.", "es", "fissure"),
        ("Rayas en el brazo. Las ampollitas ya se secaron.", "es", "vesicle"),
        ("Mancha en la frente. La costra ya se cayó.", "es", "crust"),
        ("脚后跟干，裂口已经长上了。", "zh", "fissure"),
        ("晒伤一周，红的地方已经退了，剩下褐色印子。", "zh", "erythema"),
    ],
)
def test_nothing_is_told_as_present(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) != "present"


@pytest.mark.parametrize(
    ("text", "language", "finding"),
    [
        ("湿疹十年，我不想活了。", "zh", "suicidal_ideation"),
        ("满脸痘，活着没意思，不是不想死，是不敢。", "zh", "suicidal_ideation"),
        ("银屑病，我不想死但是也不想活了。", "zh", "suicidal_ideation"),
        ("全身痒，想死，真的想死。", "zh", "suicidal_ideation"),
        ("白癜风，不想再活下去。", "zh", "suicidal_ideation"),
        ("谁说我不想死，我天天想死。", "zh", "suicidal_ideation"),
        ("Eccema grave. No quiero vivir.", "es", "suicidal_ideation"),
        ("Psoriasis. Ya no quiero seguir viviendo, me quiero morir.", "es", "suicidal_ideation"),
        ("Acné. No es que no me quiera morir, es que no me atrevo.", "es", "suicidal_ideation"),
        ("Eczema. I don't want to live any more.", "en", "suicidal_ideation"),
        ("Acne. It is not that I don't want to die, I am just too scared to do it.", "en", "suicidal_ideation"),
        ("Psoriasis. I don't want to be alive like this.", "en", "suicidal_ideation"),
        (
            "Itching for years. I don't want to live but I don't want to die in pain, I want to die in my sleep.",
            "en",
            "suicidal_ideation",
        ),
        ("口腔白斑，HIV上月查阳性。", "zh", "hiv_infection"),
        ("Manchas. VIH positivo del mes pasado.", "es", "hiv_infection"),
        ("Bruises all over. Still on warfarin for years.", "en", "anticoagulant_use"),
        ("Moretones. Toma sintrom hace años.", "es", "anticoagulant_use"),
        ("上周打了玻尿酸，从来没打过这么多。", "zh", "injected_filler"),
        ("腿上瘀斑，华法林吃了好几年了。", "zh", "anticoagulant_use"),
        ("嘴唇肿，喘气费劲，他说还行。", "zh", "dyspnoea"),
        ("Placa en el codo. Ant. de atopia en la madre.", "es", "atopy_personal_or_family"),
        ("Itching, from zero to unbearable in a day.", "en", "pruritus"),
        ("The red went away on the left leg, but the right one is red and hot.", "en", "erythema"),
        ("The crack has closed up but opens every night and it is split again today.", "en", "fissure"),
        ("La grieta no se cierra con nada.", "es", "fissure"),
        ("Lo rojo se fue extendiendo por la pierna.", "es", "erythema"),
        ("Las ampollas se secaron con la crema pero hoy salieron más ampollas.", "es", "vesicle"),
        ("脚后跟裂口一直没长上。", "zh", "fissure"),
        ("红斑退了又起，今天又红了一片。", "zh", "erythema"),
        ("Dolor de cero a diez, nueve.", "es", "pain"),
        ("Pain zero to ten: nine.", "en", "pain"),
    ],
)
def test_what_is_there_stays(text: str, language: Language, finding: str) -> None:
    assert polarities(text, language).get(finding) == "present"
