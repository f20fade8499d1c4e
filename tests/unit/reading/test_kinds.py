"""The kinds of telling that a history reader must know, each with examples of its own in three languages."""

import pytest

from dermagent.knowledge.meant import match_name
from dermagent.types import Language
from tests.told import is_emergency, observed, polarities, rules


def polarity(text: str, finding: str, language: Language | None = None) -> str:
    return polarities(text, language).get(finding, "-")


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Denies cough, headache, and vomiting.", "vomiting"),
        ("Denies cough, headache, and vomiting.", "cough"),
        ("Negative for chills, arthralgia and sore throat.", "sore_throat"),
        ("No pus, crusts or bleeding at this point.", "bleeding"),
        ("I haven\u2019t had any swelling of the lips", "angioedema"),
        ("Nil headache.", "headache"),
        ("headache -ve", "headache"),
        ("Rash for a week, - headache, - cough", "cough"),
        ("w/o headache", "headache"),
        ("nor did he have chills", "chills"),
        ("neg for cough", "cough"),
        ("The face is not swollen", "oedema_of_face"),
        ("afebrile", "fever"),
        ("He is breathing normally", "dyspnoea"),
        ("A painless lump", "pain"),
        ("Mucosae spared.", "mucosal_involvement"),
        ("Nothing is weeping", "exudate"),
        ("Cough, headache: none of these.", "headache"),
        ("Don't have: sore throat, stiff neck", "neck_stiffness"),
        ("haven't started any new medicines", "new_medication"),
        ("Neg headache, cough.", "cough"),
        ("Absent stridor, wheeze.", "wheeze"),
        ("Palms & scalp spared", "palm"),
        ("No headache & cough", "cough"),
        ("headache & cough: no", "headache"),
        ("No cough, headache present.", "cough"),
        ("Sin tos, cefalea presente", "cough"),
        ("无咳嗽，头痛（+）", "cough"),
        ("No new plaques, cough settled.", "cough"),
        ("Niega cefalea, tos y escalofríos", "cough"),
        ("El cuello lo mueve bien, sin rigidez", "neck_stiffness"),
        ("Respira bien y come bien", "dyspnoea"),
        ("No se le pela la piel", "skin_detachment"),
        ("否认头痛、咳嗽", "cough"),
        ("没吐，不咳嗽", "vomiting"),
        ("颈软，神志清", "neck_stiffness"),
        ("问：发烧吗？咳嗽吗？答：都没有", "fever"),
    ],
)
def test_what_is_denied_is_absent(text: str, finding: str) -> None:
    assert polarity(text, finding) == "absent"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("a 3-day history of headache", "headache"),
        ("Past medical history of asthma who presents with headache and chills", "chills"),
        ("History of present illness: headache", "headache"),
        ("No cough but headache", "headache"),
        ("it doesnt itch at all it BURNS", "burning_sensation"),
        ("He can't swallow and is not hot", "dysphagia"),
        ("It feels as if my throat is closing up", "throat_swelling"),
        ("no headache last week. Now a bad headache", "headache"),
        ("Denies pain except at night", "pain"),
        ("The spots do not fade when pressed", "non_blanching"),
        ("It is not that there is no headache, it is bearable", "headache"),
        ("wheeze neg, cough present", "cough"),
        ("cough + headache", "headache"),
        ("The sore will not go away", "non_healing_lesion"),
        ("No cough, headache present.", "headache"),
        ("Denies cough, the headache is worse", "headache"),
        ("无咳嗽，头痛（+）", "headache"),
        ("Las manchas no se borran al apretar", "non_blanching"),
        ("压之不褪色", "non_blanching"),
        ("No tiene tos, no puede tragar", "dysphagia"),
    ],
)
def test_what_is_stated_is_present(text: str, finding: str) -> None:
    assert polarity(text, finding) == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Return if headache, vomiting or a stiff neck develops.", "vomiting"),
        ("If she gets a headache or vomits, call the doctor.", "vomiting"),
        ("I am worried about necrosis", "necrosis"),
        ("Past medical history: migraine, seizures.", "seizure"),
        ("I have a rash. My cousin also has blisters.", "vesicle"),
        ("I had blood poisoning in 2011", "systemic_toxicity"),
        ("I have a rash. My son thinks he has a headache.", "headache"),
        ("I have a rash. My aunt found blisters on her own arm.", "vesicle"),
        ("I have a rash. My father took aspirin and vomited.", "vomiting"),
        ("Mi piel arde. Mi hijo dice que tiene cefalea.", "headache"),
        ("我身上痒。我儿子说他头痛", "headache"),
        ("My aunt had blisters from shingles, I just have a headache", "vesicle"),
        ("Our son was vomiting on Monday and now I have spots", "vomiting"),
        ("Mi tía tuvo ampollas, yo tengo solo picor", "vesicle"),
        ("我妈妈长过水疱，我现在只是痒", "vesicle"),
        ("When I was ten my throat closed up after a wasp sting", "throat_swelling"),
        ("70F, scaly legs. Brother died of sepsis.", "systemic_toxicity"),
        ("Acudir a urgencias si aparece fiebre, vómitos o ampollas", "vomiting"),
        ("嘱如出现发热、水疱，及时就诊", "vesicle"),
        ("Plan: return if fever", "fever"),
    ],
)
def test_what_is_imagined_past_or_anothers_is_not_the_patients_now(text: str, finding: str) -> None:
    assert polarity(text, finding) == "-"


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("39F, red patch on the shin", 39),
        ("45 y.o. M", 45),
        ("my 4 yr old", 4),
        ("bebé de 3 meses", 0.25),
        ("患儿，5月龄", 0.42),
    ],
)
def test_an_age_is_no_temperature(text: str, years: float) -> None:
    seen = observed(text)
    assert seen.age and seen.age.low == pytest.approx(years, abs=0.02)
    assert "fever" not in seen.counted()


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("rash x 6 mo", 182.4),
        ("Itch 3/7", 3),
        ("plaques for 2.5 weeks", 17.5),
        ("plaques for 3\u00bd weeks", 24.5),
        ("since yesterday itchy", 1.5),
        ("rash since Tuesday", 7),
        ("desde anoche le pica", 1.5),
        ("双肘皮疹3年。", 1095.75),
    ],
)
def test_times_are_read_as_people_write_them(text: str, days: float) -> None:
    duration = observed(text).duration
    assert duration and duration.high == pytest.approx(days, abs=0.01)


@pytest.mark.parametrize(
    ("text", "finding", "expected"),
    [
        ("T 39.2", "fever", "present"),
        ("temp was 36.6", "fever", "absent"),
        ("102F", "fever", "present"),
        ("体温36.5", "fever", "absent"),
        ("Paciente con PA 80/40", "hypotension", "present"),
        ("Paciente con FC 130", "tachycardia", "present"),
        ("sats 88% on air", "dyspnoea", "present"),
        ("platelets 12", "thrombocytopenia", "present"),
        ("eosinófilos 3.400", "eosinophilia", "present"),
        ("ALT 30", "raised_transaminases", "absent"),
        ("ALT 62", "raised_transaminases", "-"),
        ("creatinine 1.5 mg/dL", "renal_impairment", "-"),
        ("CRP 38.5, albumin 41.2", "fever", "-"),
        ("glucose 101.3", "fever", "-"),
        ("白蛋白38.5", "fever", "-"),
        ("Spiking 39.1 at night", "fever", "present"),
        ("a plaque of 38.5 x 20 mm", "fever", "-"),
        ("no fever, T 39.5", "fever", "present"),
    ],
)
def test_measured_values_decide(text: str, finding: str, expected: str) -> None:
    assert polarity(text, finding) == expected


@pytest.mark.parametrize("words", ["can not", "cannot", "can't", "cant", "couldn't"])
def test_no_breath_is_an_emergency_however_it_is_spelt(words: str) -> None:
    assert is_emergency(f"Hives since an hour and I {words} breathe")


def test_spans_read_back_to_the_untouched_text() -> None:
    text = "I don\u2019t have fe\u200bver \u2014 but \uff49\uff54\uff43\uff48ing, \u2018painful\u2019 blisters"
    for item in observed(text).items:
        if item.span:
            assert text[item.span.start : item.span.end] == item.span.text
    assert polarity(text, "fever") == "absent" and polarity(text, "pruritus") == "present"


@pytest.mark.parametrize(
    ("text", "sex"),
    [
        ("My husband found a lump behind my ear", None),
        ("My grandmother had psoriasis. I woke up with a rash", None),
        ("Sores on my lips since I kissed my boyfriend", None),
        ("My niece has a rash on her arms", "female"),
        ("I am a woman, my brother has the same, my scalp itches", "female"),
        ("Mi marido me vio un lunar en mi hombro", None),
        ("Mi sobrino tiene ronchas", "male"),
        ("我弟弟也有，我脖子上起了疙瘩", None),
        ("我儿子腿上起了水疱", "male"),
    ],
)
def test_a_relative_tells_no_sex_of_a_writer_who_is_the_patient(text: str, sex: str | None) -> None:
    assert observed(text).sex == sex


def test_a_boyfriend_says_nothing_of_the_patients_sex() -> None:
    assert "men_who_have_sex_with_men" not in observed("I caught it from my boyfriend, sores on the lips").counted()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("BP 142/88, DM and HTN, HS dose given, PV NAD", []),
        ("AD for ten years, GA in May, ICD in situ", []),
        ("ULCERS SINCE TEN DAYS, KEEP CALM THEY SAID", []),
        ("?SJS, TEN possible", ["stevens_johnson_syndrome", "toxic_epidermal_necrolysis"]),
        ("BCC removed from the nose", ["basal_cell_carcinoma"]),
    ],
)
def test_an_abbreviation_of_the_ward_names_no_skin_disease(text: str, named: list[str]) -> None:
    assert [one.condition for one in observed(text, "en").named] == named


def test_an_abbreviation_still_names_its_disease_in_a_label() -> None:
    assert match_name("BP") == "bullous_pemphigoid"
    assert match_name("GA") == "granuloma_annulare"


@pytest.mark.parametrize(
    ("text", "finding", "expected"),
    [
        ("3/7 hx vesicular rash arms", "vesicle", "present"),
        ("6d hx sore throat", "sore_throat", "present"),
        ("Mucosae pink and moist.", "mucosal_involvement", "absent"),
        ("Scaly scalp, sparing ears. Soles clear.", "ear", "absent"),
        ("Scaly scalp, sparing ears. Soles clear.", "sole", "absent"),
        ("blisters with clear fluid", "vesicle", "present"),
        ("31F G3P1, 32/40, itchy", "pregnancy", "present"),
        ("papulopustules on chin", "pustule", "present"),
        ("72M on amlodipine and metformin, dry skin", "new_medication", "-"),
        ("Toma losartán, piel seca", "new_medication", "-"),
        ("长期口服缬沙坦，皮肤干燥", "new_medication", "-"),
        ("rash 5 days after starting amlodipine", "new_medication", "present"),
        ("Empezó losartán hace dos semanas y tiene ronchas", "new_medication", "present"),
        ("on amoxicillin, rash today", "new_medication", "present"),
    ],
)
def test_notes_are_read_as_the_ward_writes_them(text: str, finding: str, expected: str) -> None:
    assert polarity(text, finding) == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("4d itchy rash both legs", 4),
        ("scaly patches on the elbows for five weeks", 35),
        ("hives 3 wks most evenings", 21),
        ("itchy rash 4 wks, seen by GP 3 days ago", 28),
        ("Infant 5/12, nappy rash 2/7", 2),
        ("Tinea pedis, terbinafine cream od 2/52", None),
        ("acne, LMP 3/52", None),
    ],
)
def test_a_time_beside_the_complaint_is_how_long_it_has_lasted(text: str, days: float | None) -> None:
    duration = observed(text, "en").duration
    assert (duration and duration.low) == days


def test_an_age_in_the_shorthand_of_months_is_one() -> None:
    age = observed("Infant 5/12, nappy rash 2/7").age
    assert age and age.low == pytest.approx(5 / 12, abs=0.01)


def test_a_note_that_names_a_wife_tells_no_sex() -> None:
    assert observed("PC: rash. SH: lives with wife").sex is None
    assert observed("PC: rash. SH: lives with wife. He works outdoors").sex == "male"
    assert observed("Paciente de 13 años, la uña de mi hijo está rota y se levanta").sex == "male"


def test_gritty_eyes_alone_are_no_dangerous_drug_reaction() -> None:
    assert "sjs_ten" not in rules("Rosacea with flushing, papules on the cheeks and gritty eyes")
    assert "sjs_ten" in rules("Rash, red sore eyes and sores in the mouth")


@pytest.mark.parametrize(
    ("text", "finding", "expected"),
    [
        ("Cough, none. Chills, not at all.", "cough", "absent"),
        ("Tos, ninguna. Escalofríos, nada.", "cough", "absent"),
        ("Los codos, limpios. Nada en las rodillas.", "elbow", "absent"),
        ("Los codos, limpios. Nada en las rodillas.", "knee", "absent"),
        ("En la espalda no me ha salido nada", "back", "absent"),
        ("Tiene 39,2 y tose", "fever", "present"),
        ("Tose, 36,8", "fever", "absent"),
        ("Los ojos los tiene blancos", "conjunctivitis", "absent"),
        ("Dobla el cuello sin problema", "neck_stiffness", "absent"),
        ("Respiro normal y duermo bien de noche", "dyspnoea", "absent"),
        ("Creat 2,9 mg/dL", "renal_impairment", "present"),
        ("Renal function normal, platelets 280", "renal_impairment", "absent"),
        ("Renal function normal, platelets 280", "thrombocytopenia", "absent"),
        ("platelets 90", "thrombocytopenia", "present"),
        ("platelets 110", "thrombocytopenia", "-"),
        ("Pain 0/10, itchy", "pain", "absent"),
        ("Dolor 8/10 en el pie", "pain", "present"),
        ("ROS: cough –, headache –, chills –.", "headache", "absent"),
        ("My husband spotted a lump on my neck, I have a cough", "neck", "present"),
        ("Mi hermana me vio ronchas en la espalda, yo tengo tos", "wheal", "present"),
        ("我老婆发现我背上有水疱，我也咳嗽", "vesicle", "present"),
        ("62F, rash. Husband reports vomiting since dawn.", "vomiting", "present"),
        ("62F, rash. Husband reports he also has vomiting.", "vomiting", "-"),
        ("The thermometer says 102.2", "fever", "present"),
        ("Her jabs are all up to date", "unvaccinated", "absent"),
        ("On bisoprolol for three years, they changed nothing", "new_medication", "-"),
        ("肾功能正常，血小板正常", "thrombocytopenia", "absent"),
    ],
)
def test_results_and_short_answers_behind_the_thing_count(text: str, finding: str, expected: str) -> None:
    assert polarity(text, finding) == expected


def test_the_spanish_and_is_no_year() -> None:
    assert observed("Le mide 6 y le crece, picor", "es").age is None


@pytest.mark.parametrize(
    ("text", "finding", "expected"),
    [
        ("一瓶开水泼在大腿上", "burn_injury", "present"),
        ("被狗咬了小腿", "animal_exposure", "present"),
        ("浑身没劲，量了39.4", "fever", "present"),
        ("背上红，40.2度", "fever", "present"),
        ("我没有长泡 没有咳嗽 头不疼 也没有拉肚子", "headache", "absent"),
        ("我没有长泡 没有咳嗽 头不疼 也没有拉肚子", "diarrhoea", "absent"),
        ("肘部未受累，膝部无皮疹", "knee", "absent"),
        ("说话很清楚，呼吸还好", "dyspnoea", "absent"),
        ("血小板和凝血都正常", "thrombocytopenia", "absent"),
        ("站起来就晕过去了", "hypotension", "present"),
        ("冬天手部冰凉", "hypotension", "-"),
    ],
)
def test_chinese_is_read_as_it_is_spoken(text: str, finding: str, expected: str) -> None:
    assert polarity(text, finding, "zh") == expected


@pytest.mark.parametrize(
    ("text", "days"),
    [("红斑，3天，痒", 3), ("脱屑，两个多月了", 60.8), ("丘疹2周，渐多", 14), ("患儿，6月，皮疹四天", 4)],
)
def test_a_time_behind_a_chinese_comma_counts(text: str, days: float) -> None:
    duration = observed(text, "zh").duration
    assert duration and duration.low == pytest.approx(days, abs=0.2)


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("tiene cantidad de ronchas en el cuello", "multiple"),
        ("loads of little lumps on the neck", "multiple"),
        ("脖子上十几个疙瘩", "multiple"),
        ("la comezón es peor de madrugada", "nocturnal_pruritus"),
        ("le sale siempre en la misma zona", "same_site_recurrence"),
        ("总是长在同一位置", "same_site_recurrence"),
        ("triplicó su tamaño en dos meses", "rapid_growth"),
        ("the nodule is three times as big as in May", "rapid_growth"),
        ("一觉醒来大了一圈", "rapid_growth"),
        ("la uña se me está despegando", "onycholysis"),
        ("le picó un zancudo", "insect_exposure"),
    ],
)
def test_what_is_told_in_several_words_is_put_together(text: str, finding: str) -> None:
    assert polarity(text, finding) == "present"


@pytest.mark.parametrize(
    "text", ["Ghanaian girl with pale spots", "Varón moreno con manchas claras", "深肤色，面部白斑"]
)
def test_a_dark_skin_is_told_in_many_words(text: str) -> None:
    assert polarity(text, "skin_of_colour_phototype_iv_vi") == "present"


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("A nodule on the neck for a year. No other nodules.", "nodule"),
        ("Una roncha en el cuello, sin otras ronchas", "wheal"),
        ("颈部一个结节，没有其他结节", "nodule"),
    ],
)
def test_that_there_are_no_others_does_not_deny_the_one(text: str, finding: str) -> None:
    assert polarity(text, finding) == "present"


def test_no_other_of_what_was_not_told_denies_it() -> None:
    assert polarity("Itchy rash. No other pustules, no other complaints.", "pustule") == "absent"


def test_a_rough_skin_is_no_scarlet_fever() -> None:
    assert "scarlatiniform_rash" not in observed("Arms like sandpaper for years").counted()
    assert polarity("Red rash that feels like sandpaper", "scarlatiniform_rash") == "present"


def test_a_black_woman_has_no_black_lesion() -> None:
    assert "black" not in observed("Mujer negra con manchas en la frente").counted()


def test_a_mother_who_has_it_too_need_not_itch() -> None:
    assert "household_contacts_itching" not in observed("My mother too has it").counted()
    assert polarity("My sister also has the itch", "household_contacts_itching") == "present"


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        ("Purple patches on hands and chin, none vanish when pressed.", "purpura", "present"),
        ("Dark red spots on my arms and none of them hurt", "erythema", "present"),
        ("Tos, fiebre: ninguna de estas.", "fever", "absent"),
        ("Chills, cough, wheeze, none of these so far.", "wheeze", "absent"),
        ("Great toenails yellow and thick.", "nail_thickening", "present"),
        ("Nails look great.", "nail_thickening", "absent"),
        ("HIV non-reactive.", "hiv_infection", "absent"),
        ("A lone 7 mm smooth pink nodule on the ear.", "solitary", "present"),
        ("Un nódulo único de 4 mm en la nariz.", "solitary", "present"),
        ("Yellow crumbly nails on both feet for ages, lifting at the tips, 6 yrs.", "chronic_course", "present"),
    ],
)
def test_words_that_deny_or_tell_of_more_than_their_own_clause_are_kept_to_it(
    text: str, finding: str, told: str
) -> None:
    assert polarity(text, finding) == told


@pytest.mark.parametrize(("text", "sex"), [("A 61 year old bloke, itchy.", "male"), ("33, guy. Itchy.", "male")])
def test_the_sex_is_read_from_plain_words_for_a_man(text: str, sex: str) -> None:
    assert observed(text).sex == sex


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("De asma no sufre.", "atopy_personal_or_family"),
        ("Ronchas tampoco le veo.", "wheal"),
        ("Bultos en el cuello jamás me toco.", "lymphadenopathy"),
        ("Pus en la uña no traigo.", "pustule"),
    ],
)
def test_what_stands_before_its_denial_in_spanish_is_denied(text: str, finding: str) -> None:
    assert polarity(text, finding, "es") == "absent"


@pytest.mark.parametrize(
    ("text", "finding", "told"),
    [
        ("莫头痛，莫拉肚子", "headache", "absent"),
        ("莫名其妙头痛", "headache", "present"),
        ("可的松那类药没用过", "immunosuppression", "-"),
        ("没用过抗生素，头痛", "headache", "present"),
        ("未见网状青紫色素结构、丘疹、鳞屑。", "scale", "absent"),
        ("肘、膝、足底未见皮损", "elbow", "absent"),
        ("手倒是好的", "hand", "absent"),
        ("昨天的水肿已经退掉了", "oedema", "-"),
        ("烫伤处碰了都不知道疼", "burn_full_thickness", "present"),
        ("无诱因出现丘疹、鳞屑", "scale", "present"),
    ],
)
def test_chinese_lists_places_and_dialects_are_denied_as_they_are_told(text: str, finding: str, told: str) -> None:
    assert polarity(text, finding, "zh") == told


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("Eosinophils: 1 %.", "eosinophilia"),
        ("A temperature of 36.6, no fever really", "fever"),
        ("嗜酸性粒细胞 2%", "eosinophilia"),
    ],
)
def test_the_name_of_what_a_normal_value_measures_is_no_finding(text: str, finding: str) -> None:
    assert {item.polarity for item in observed(text).items if item.finding == finding} == {"absent"}
