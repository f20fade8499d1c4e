"""Denials by their form: fronted, looked back on, taken back, behind a list, ironic, doubled, and told by a result."""

import pytest

from dermagent.types import Language
from tests.told import polarities, rules

#: Each text with what is absent (`-`), present (`+`), not present (`~`) and not absent (`^`), one of the names each.
_TOLD = {"-": {"absent"}, "+": {"present"}, "~": {"absent", None}, "^": {"present", None}}


def _is_told(expected: str, text: str, language: Language) -> bool:
    found = polarities(text, language)
    return all(any(found.get(name) in _TOLD[word[0]] for name in word[1:].split("/")) for word in expected.split())


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "At no point have my lips swollen up; not once did I wheeze.", "-wheeze -angioedema"),
        ("en", "At no stage has he had a fever.", "-fever"),
        ("en", "In no way does it itch.", "-pruritus"),
        ("en", "Under no circumstances would I call it painful.", "-pain"),
        ("en", "Rash for a week. Not for one moment has it itched.", "-pruritus"),
        ("en", "Little spots. Nowhere is there a blister.", "-vesicle/bulla"),
        ("es", "En ningún momento se le hincharon los labios.", "-angioedema"),
        ("es", "Ni una sola vez tuvo fiebre.", "-fever"),
        ("zh", "一次都没喘过，嘴唇也从来没肿。", "-wheeze/dyspnoea -angioedema"),
        ("zh", "自始至终没痒过。", "-pruritus"),
    ],
)
def test_fronted_negations_deny(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The fever I had on Monday has disappeared.", "~fever"),
        ("en", "The blisters he had at the weekend have all gone now.", "~vesicle ~bulla"),
        ("en", "My throat was sore but not any more.", "~sore_throat"),
        ("en", "It used to itch; it doesn't any longer.", "~pruritus"),
        ("en", "There was a fever at first, but it passed.", "~fever"),
        ("es", "El dolor que tenía ayer se ha ido.", "~pain"),
        ("es", "La fiebre del martes ya desapareció.", "~fever"),
        ("es", "Picor tuve la semana pasada, ahora ya no.", "~pruritus"),
        ("es", "Antes me dolía, ya no.", "~pain"),
        ("es", "Tuvo ampollas pero ya se le fueron.", "~vesicle ~bulla"),
        ("zh", "上周的水泡已经没了。", "~vesicle ~bulla"),
        ("zh", "发烧昨天有，今天退了。", "~fever"),
        ("zh", "喝酒早戒了。", "~alcohol_use"),
        ("zh", "昨天痒，现在不痒了。", "~pruritus"),
        ("zh", "抽烟十年，去年戒掉了。", "~smoking"),
    ],
)
def test_what_is_looked_back_on_counts_no_more(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "The fever I put down was an error: there's no fever.", "-fever"),
        ("en", "Blisters, sorry, I mean no blisters.", "-vesicle/bulla"),
        ("en", "I ticked joint pain by mistake.", "~arthralgia"),
        ("en", "Thought she had a temperature, it was 36.8.", "-fever"),
        ("es", "Lo de la fiebre fue un error, no tengo.", "~fever"),
        ("es", "Dolor articular, no, perdón, eso fue el año pasado.", "~arthralgia"),
        ("zh", "刚才说的发烧是我记错了。", "~fever"),
        ("zh", "以为发烧，体温36.8。", "-fever"),
        ("zh", "关节痛，不对，那是去年的事。", "~arthralgia"),
    ],
)
def test_a_mistake_that_is_taken_back_counts_no_more(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Itch, pain, fever: nothing of the sort.", "-pruritus -pain -fever"),
        ("en", "Fever, weight loss, night sweats: not a one of them.", "-fever -weight_loss -night_sweats"),
        ("en", "Wheeze, lip swelling, vomiting: I've had none of that.", "-wheeze -angioedema -vomiting"),
        ("en", "Fever or chills? None of it.", "-fever -chills"),
        ("es", "Fiebre, ampollas, tos: nada de nada.", "-fever -cough"),
        ("es", "Sangrado, picor, dolor: nada de eso.", "-pruritus -pain -bleeding"),
        ("es", "Fiebre, vómitos, diarrea: ni rastro.", "-fever -vomiting -diarrhoea"),
        ("es", "Picor o dolor, de eso no hay.", "-pruritus -pain"),
        ("zh", "发烧、咳嗽、拉肚子：统统没有。", "-fever -cough -diarrhoea"),
        ("zh", "疼、痒、发热，一样都没有。", "-pain -pruritus -fever"),
    ],
)
def test_a_denial_behind_a_list_is_of_all_of_it(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Hives, throat tight, wheezing. Any fever or cough? None of that.", "+wheal +wheeze -fever -cough"),
        ("en", "Purple spots that do not fade, stiff neck.\n\nnone of those", "+neck_stiffness +non_blanching"),
        ("en", "My lips swell and I can't breathe, fever or cough, none of that.", "+dyspnoea -fever -cough"),
        ("en", "My throat is closing up. Everything is fine.", "+throat_swelling"),
        ("en", "It itches. Do you have a fever or a stiff neck? None of these.", "+pruritus -fever -neck_stiffness"),
        ("es", "Labios hinchados, me falta el aire. Nada de eso.", "+dyspnoea"),
        ("es", "Me falta el aire, fiebre o tos, nada de eso.", "+dyspnoea -fever -cough"),
        ("es", "Me pica. ¿Tiene fiebre o dolor de cabeza? Ninguno de esos.", "+pruritus -fever -headache"),
        ("zh", "嘴唇肿了，喘不过气。以上均无。", "+dyspnoea +angioedema"),
        ("zh", "喘不过气，发烧、咳嗽，以上都没有。", "+dyspnoea -fever -cough"),
        ("zh", "手臂痒。有发烧咳嗽吗？都没有。", "+pruritus -fever -cough"),
    ],
)
def test_a_bare_denial_is_of_what_was_asked_or_listed_never_of_what_was_stated(
    language: Language, text: str, expected: str
) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Weight loss? If only!", "-weight_loss"),
        ("en", "Weight loss? Chance would be a fine thing.", "-weight_loss"),
        ("en", "Not feverish or anything.", "-fever"),
        ("en", "No thoughts of suicide, nothing like that.", "-suicidal_ideation"),
        ("en", "Not painful or itchy or anything of the kind.", "-pain -pruritus"),
        ("en", "Not breathless or anything like that.", "-dyspnoea"),
        ("es", "¿Pérdida de peso? ¡Ojalá!", "-weight_loss"),
        ("es", "¿Adelgazar? Ya quisiera yo.", "~weight_loss"),
        ("es", "Ni suicida ni nada por el estilo.", "-suicidal_ideation"),
        ("es", "Sin fiebre ni nada parecido.", "-fever"),
        ("zh", "体重下降？我倒想呢！", "-weight_loss"),
        ("zh", "没有想自杀什么的。", "-suicidal_ideation"),
    ],
)
def test_irony_and_fragments_deny(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "疼是不疼", "-pain"),
        ("zh", "烧倒是没烧", "-fever"),
        ("zh", "起泡是没起泡", "-vesicle/bulla"),
        ("zh", "流水倒没流水", "-exudate"),
        ("en", "Nobody would describe it as itchy.", "-pruritus"),
        ("en", "You couldn't call it sore.", "-pain"),
        ("en", "I wouldn't say it was painful.", "-pain"),
        ("es", "Nadie diría que duele.", "-pain"),
        ("es", "Picar no pica.", "-pruritus"),
        ("es", "Doler, lo que se dice doler, no duele.", "-pain"),
    ],
)
def test_what_is_named_only_to_be_denied_is_absent(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Liver, kidneys and sugar all came back fine.", "~renal_impairment ~diabetes_mellitus"),
        ("en", "Thyroid in order.", "-thyroid_disease"),
        ("en", "Thyroid and diabetes tests were clear.", "-thyroid_disease -diabetes_mellitus"),
        ("es", "Analítica: riñón, hígado y tiroides, todo en orden.", "~thyroid_disease ~renal_impairment"),
        ("es", "Me hicieron el test del VIH, que dio negativo.", "~hiv_infection"),
        ("zh", "肝肾功能、甲状腺都没问题。", "~thyroid_disease ~renal_impairment"),
        ("zh", "HIV查过，阴性。", "~hiv_infection"),
    ],
)
def test_results_are_of_what_was_tested(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("zh", "不抽血", "^seizure"),
        ("zh", "抽烟不多", "^seizure"),
        ("zh", "指甲油没用。甲功五项正常", "^nail_pitting"),
        ("es", "Pecho con manchas claras", "^dyspnoea ^wheeze"),
    ],
)
def test_what_only_sounds_like_a_denial_says_nothing(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Neither pain nor itching nor any blisters.", "-pain -pruritus -vesicle/bulla"),
        ("en", "It does not itch, nor any pain.", "-pruritus -pain"),
        ("es", "Ni pica ni duele, ni tampoco fiebre alguna.", "-pruritus -pain -fever"),
        ("es", "Ni dolor ni fiebre alguna.", "-pain -fever"),
        ("zh", "既不疼也不痒", "-pain -pruritus"),
        ("zh", "既没发烧又没咳嗽", "-fever -cough"),
        ("zh", "不红也不肿也不痛", "-erythema -pain"),
    ],
)
def test_neither_nor_denies_both(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Far from painful, it feels numb.", "-pain +numbness"),
        ("en", "Far from being itchy, it just looks ugly.", "-pruritus"),
        ("es", "Lejos de doler, no lo noto.", "-pain"),
        ("es", "La garganta la tiene bien.", "-sore_throat"),
        ("en", "Throat is fine.", "-sore_throat"),
        ("zh", "喉咙没事", "-sore_throat/throat_swelling"),
        ("es", "Nadie en casa se rasca.", "-household_contacts_itching"),
        ("en", "No relative scratches.", "-household_contacts_itching"),
        (
            "en",
            "Not grown at all.",
            "-changing_lesion/rapid_growth/slow_growth/w7pc_change_in_size/scin_increasing_size",
        ),
        (
            "es",
            "No ha crecido nada.",
            "-changing_lesion/rapid_growth/slow_growth/w7pc_change_in_size/scin_increasing_size",
        ),
        ("zh", "痣没变大", "-changing_lesion/rapid_growth/slow_growth/w7pc_change_in_size/scin_increasing_size"),
    ],
)
def test_far_from_denies(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "my rash dose not itch", "-pruritus"),
        ("en", "a soar on my lip that wont heel", "+non_healing_lesion ^sole"),
        ("en", "it dose not hurt and it has knot spread", "-pain -rapid_spread"),
        ("en", "he has know fever", "-fever"),
        ("en", "there is know itch", "-pruritus"),
    ],
)
def test_words_that_sound_alike_are_put_right(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "No fever, no cough, but an itch all over the body without any rash for six weeks.",
            "-fever -cough +pruritus +generalised",
        ),
        ("en", "Urine clear, stools normal, but pain in the belly without vomiting.", "+abdominal_pain -vomiting"),
        (
            "es",
            "No hay fiebre, tos no, pero un dolor de garganta sin ganglios desde ayer.",
            "-fever -cough +sore_throat",
        ),
        ("es", "Fiebre no, pero picor intenso sin ronchas.", "-fever +pruritus -wheal"),
        ("zh", "没有发烧，大便正常，但全身痒，没有皮疹，六个星期了。", "-fever +pruritus"),
        ("zh", "不疼，但痒得厉害，没有水泡。", "-pain +pruritus -vesicle"),
        ("en", "rash on the backs of my knees no full stop no fever", "+popliteal_fossa -fever"),
        ("en", "swollen ankles period breathing is normal", "+ankle"),
        ("en", "scaly patches on my elbows no new paragraph no itch", "+scale +elbow -pruritus"),
        ("es", "tengo ronchas en los codos punto no tengo fiebre", "+elbow -fever"),
    ],
)
def test_a_denial_ends_where_something_is_stated(language: Language, text: str, expected: str) -> None:
    assert _is_told(expected, text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "At no point have my lips swollen up; not once did I wheeze."),
        ("es", "En ningún momento se le hincharon los labios."),
        ("zh", "一次都没喘过，嘴唇也从来没肿。"),
        ("en", "Wheeze, lip swelling, vomiting: I've had none of that."),
        ("en", "Weight loss? If only!"),
        ("en", "Weight loss? Chance would be a fine thing."),
        ("en", "No thoughts of suicide, nothing like that."),
        ("en", "Not breathless or anything like that."),
        ("es", "¿Pérdida de peso? ¡Ojalá!"),
        ("es", "Ni suicida ni nada por el estilo."),
        ("zh", "体重下降？我倒想呢！"),
        ("zh", "没有想自杀什么的。"),
    ],
)
def test_what_is_denied_alarms_nobody(language: Language, text: str) -> None:
    assert not rules(text, language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Wheals all over, it went from my neck to my feet in an hour. I thought nothing of it."),
        ("es", "Las ronchas me han ido saliendo; ha pasado del cuello a los pies en una hora."),
        ("zh", "全身风团，每个几小时就没了，胳膊上没有。"),
    ],
)
def test_what_goes_on_is_not_taken_for_gone(language: Language, text: str) -> None:
    assert polarities(text, language)["wheal"] == "present"
