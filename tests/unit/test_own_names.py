"""The program's own names, those it prints and those of its tables, mean their condition wherever a name is read."""

import pytest

from dermagent.evals.datasets.base import conditions_of
from dermagent.evals.datasets.free_text import conditions_named
from dermagent.knowledge.base import KnowledgeBase, rows
from dermagent.knowledge.meant import conditions_meant
from dermagent.knowledge.names import name_phrases, printed_names
from dermagent.knowledge.outside import is_outside, name_of
from dermagent.knowledge.texts import LANGUAGES
from dermagent.reading.text import read_text
from dermagent.resources import KNOWLEDGE
from dermagent.steps.named import meant_by
from dermagent.types import Language

#: What is a disease in one language and another one in another.
TWO_LANGUAGES = {("es", "neurodermitis")}
#: Their names deny, or have brackets that tell them from another one.
NOT_SAID = {"no_visible_pathology", "hirsutism", "acquired_digital_fibrokeratoma"}


@pytest.mark.parametrize("language", ["zh", "es"])
def test_every_name_that_a_report_prints_is_known_when_a_model_says_it(language: Language) -> None:
    printed = list(printed_names(language))
    assert len(printed) == 594
    lost = {name: got for one, name in printed if (got := dict(meant_by(name))) != {one: 1.0}}
    assert not lost


def test_every_name_of_the_tables_is_known_when_a_model_says_it(kb: KnowledgeBase) -> None:
    names = [("en", name, one.id) for one in kb.conditions.values() for name in (one.name, *one.synonyms)]
    for file in ("condition_names.csv", "names_of_models.csv"):
        names += [(row["language"], row["name"], row["condition_id"]) for row in rows(KNOWLEDGE / file)]
    known = [one for one in names if one[:2] not in TWO_LANGUAGES]
    lost = {name: got for _, name, one in known if (got := dict(meant_by(name))) != {one: 1.0}}
    assert not lost and len(known) > 2000


@pytest.mark.parametrize("language", ["zh", "es"])
def test_every_name_that_a_report_prints_is_a_label_and_is_found_in_free_text(language: Language) -> None:
    printed = [(one, name) for one, name in printed_names(language) if one not in NOT_SAID]
    assert not [name for one, name in printed if conditions_of(name) != (one,)]
    unsaid = [name for one, name in printed if one not in conditions_named(name, language)]
    assert not unsaid


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_phrase_of_a_language_names_two_conditions(language: Language) -> None:
    owners: dict[str, set[str]] = {}
    for condition, phrases in name_phrases(language).items():
        for phrase in phrases:
            owners.setdefault(phrase if phrase.isupper() else phrase.casefold(), set()).add(condition)
    assert not {phrase: of for phrase, of in owners.items() if len(of) > 1}


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Rubéola", "rubella"),
        ("RUBÉOLA", "rubella"),
        ("rubeola", "measles"),
        ("Síndrome de Stevens Johnson", "stevens_johnson_syndrome"),
        ("fascitis necrosante", "necrotizing_fasciitis"),
        ("壞死性筋膜炎", "necrotizing_fasciitis"),
        ("蕁麻疹", "urticaria"),
        ("濕疹", "eczema_unspecified"),
        ("暫時性棘層鬆解性皮病", None),
        ("史蒂文斯·约翰逊综合征", "stevens_johnson_syndrome"),
        ("Hand foot and mouth disease", "hand_foot_and_mouth_disease"),
        ("Eritema anular", "annular_erythema"),
        ("皮肤感染", "skin_infection_unspecified"),
        ("Cicatriz", "scar_unspecified"),
        ("Enfermedad de Lyme", "lyme_disease_erythema_migrans"),
    ],
)
def test_other_spellings_of_own_names_are_known(name: str, condition: str | None) -> None:
    assert conditions_meant(name) == ({condition: 1.0} if condition else {})


@pytest.mark.parametrize(
    ("label", "conditions"),
    [
        ("bcc", ("basal_cell_carcinoma",)),
        ("BCC", ("basal_cell_carcinoma",)),
        ("坏死性筋膜炎", ("necrotizing_fasciitis",)),
        ("celulitis_orbitaria", ("orbital_cellulitis",)),
        ("Rubéola", ("rubella",)),
        ("NF", ()),
        ("wibble rash", ()),
        ("melanoma?", ()),
        ("r/o melanoma", ()),
    ],
)
def test_labels_are_names_in_any_language_and_case_and_never_guessed(label: str, conditions: tuple[str, ...]) -> None:
    assert conditions_of(label) == conditions


@pytest.mark.parametrize(
    ("language", "text", "condition"),
    [
        ("zh", "不排除坏死性筋膜炎", "necrotizing_fasciitis"),
        ("zh", "考慮眼帶狀皰疹", "herpes_zoster_ophthalmicus"),
        ("es", "Parece una gangrena gaseosa.", "gas_gangrene"),
        ("es", "Sospecho rubéola.", "rubella"),
        ("es", "Podría ser una enfermedad de Kawasaki.", "kawasaki_disease"),
        ("en", "bcc", "basal_cell_carcinoma"),
    ],
)
def test_own_names_are_found_in_free_text(language: Language, text: str, condition: str) -> None:
    assert conditions_named(text, language) == (condition,)


@pytest.mark.parametrize(
    "name",
    [
        "Nevus of Jadassohn",
        "Conjunctival nevus",
        "副肿瘤性痒疹",
        "血栓性荨麻疹",
        "Melanoma de coroides",
        "Choroidal melanoma",
    ],
)
def test_a_name_of_another_disease_is_its_own_name(name: str) -> None:
    (condition,) = meant_by(name)
    assert name_of(condition).casefold() == name.casefold()


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Squamous cell carcinoma of the floor of the mouth", "oral_squamous_cell_carcinoma"),
        ("carcinoma epidermoide de lengua", "oral_squamous_cell_carcinoma"),
        ("舌鳞状细胞癌", "oral_squamous_cell_carcinoma"),
        ("Melanoma, in situ", "melanoma_in_situ"),
        ("malignes Melanom in situ", "melanoma_in_situ"),
        ("Lentigo maligna melanoma", "melanoma"),
        ("atypical naevus", "dysplastic_nevus"),
        ("Nevo atípico", "dysplastic_nevus"),
        ("Hemangioma", "benign_vascular_tumor_unspecified"),
        ("血管瘤", "benign_vascular_tumor_unspecified"),
        ("Lipoma mimic (epidermoid cyst)", "epidermoid_cyst"),
        ("Shingles of the forehead", "herpes_zoster_ophthalmicus"),
        ("Vulval candidiasis", "vulvovaginal_candidiasis"),
        ("Nevo de Ito", "nevus_of_ota"),
    ],
)
def test_words_that_make_another_of_our_diseases_lead_to_it(name: str, condition: str) -> None:
    assert conditions_meant(name) == {condition: 1.0}


@pytest.mark.parametrize(
    ("language", "text", "findings"),
    [
        ("es", "Picadura de garrapata hace siete días.", {"tick_exposure"}),
        ("es", "El nene metió un clavo en el enchufe.", set()),
        ("zh", "糖尿病足溃疡，黑痂伴脓。", {"diabetes_mellitus", "ulcer"}),
        ("zh", "头皮屑多。", {"scale"}),
    ],
)
def test_printed_names_hide_no_finding_of_a_history(language: Language, text: str, findings: set[str]) -> None:
    read = read_text(text, language, "history")
    assert findings <= {item.finding for item in read.items}
    assert not read.named


@pytest.mark.parametrize(
    ("condition", "names"),
    [
        ("cutaneous_anthrax", "Hautmilzbrand|charbon cutané|carbonchio|carbunco cutáneo|皮肤炭疽"),
        ("mucormycosis_cutaneous", "Zygomycosis|mucormicosis|Mukormykose|mucormycose|毛霉病"),
        (
            "intrahepatic_cholestasis_of_pregnancy",
            "Obstetric cholestasis|colestasis gravídica|Schwangerschaftscholestase",
        ),
        ("infective_endocarditis_skin_signs", "Bacterial endocarditis|endocardite infettiva|感染性心内膜炎"),
        ("stevens_johnson_syndrome", "Stephens Johnson syndrome|Steven Jonson syndrome|sindrome di Stevens-Johnson"),
        (
            "toxic_epidermal_necrolysis",
            "Toxic epidermal necrosis|nécrolyse épidermique toxique|necrólise epidérmica tóxica",
        ),
        ("meningococcemia", "Meningococcal infection|enfermedad meningocócica|méningococcémie|脑膜炎球菌感染"),
        ("anaphylaxis", "choque anafiláctico|réaction anaphylactique|anafilassi|reação anafilática|严重过敏反应"),
        ("orbital_cellulitis", "Post-septal cellulitis|cellulite orbitaire|Orbitalphlegmone|眼眶蜂窝织炎"),
        (
            "necrotizing_fasciitis",
            "fasciite nécrosante|fascite necrotizzante|gangrena di Fournier|Flesh-eating disease",
        ),
        ("squamous_cell_carcinoma_of_skin", "carcinome épidermoïde|carcinoma spinocellulare|Stachelzellkrebs"),
        ("pemphigus_vulgaris", "pemfigo|pênfigo vulgar|pemphigus vulgaire"),
        ("scabies", "Krätze|gale|scabbia|sarna|Sarcoptic mange"),
        ("erysipelas", "Wundrose|érysipèle|erisipela bollosa|erisipela ampollosa"),
        ("measles", "Masern|rougeole|morbillo|sarampo"),
        ("leprosy", "hanseníase|lèpre|lebbra|Aussatz"),
        ("varicella", "Windpocken|varicelle|catapora|Chicken pocks"),
        ("lentigo_maligna", "Dubreuilh melanosis|melanosis de Dubreuilh|lentigo malin"),
        ("squamous_cell_carcinoma_in_situ", "Morbus Bowen|maladie de Bowen|eritroplasia di Queyrat"),
        ("melanocytic_nevus", "Naevus pilosus|grain de beauté|nevo pigmentato|nevo pigmentado"),
        ("orf", "ectima contagioso|ecthyma contagieux|Lippengrind|羊痘"),
        ("onychomycosis", "Nagelpilz|mycose des ongles|onicomicose|hongos en las uñas"),
        ("spider_bite", "Spinnenbiss|morso di ragno|picada de aranha|Violin spider bite"),
        ("toxicodendron_dermatitis", "Poison oak|Poison sumac|hiedra venenosa|herbe à puce"),
        ("perioral_dermatitis", "dermatite périorale|dermatite periorale|Mundrose"),
        ("physical_abuse_skin_injury", "Inflicted injury|maltrato infantil|Kindesmisshandlung|maus-tratos|儿童虐待"),
    ],
)
def test_plain_names_in_eight_languages_mean_their_condition(condition: str, names: str) -> None:
    for name in names.split("|"):
        assert meant_by(name) == {condition: 1.0}, name
        assert meant_by(f"Possible {name}") == {condition: 1.0}, name


@pytest.mark.parametrize(
    ("name", "conditions"),
    [
        ("Bacterial sycosis", {"folliculitis"}),
        ("Parasitic sycosis", {"tinea_barbae"}),
        ("heller Hautkrebs", {"skin_cancer_unspecified"}),
        ("Cellulitis of the right orbit", {"orbital_cellulitis"}),
        ("手足癣", {"tinea_manuum", "tinea_pedis"}),
        ("Uñero", {"ingrown_toenail", "acute_paronychia"}),
    ],
)
def test_names_that_look_like_another_disease_mean_their_own(name: str, conditions: set[str]) -> None:
    assert set(meant_by(name)) == conditions


@pytest.mark.parametrize(
    "name",
    [
        "Frobozz dermatitis",
        "Eosinophilic dermatitis",
        "Lichenoid dermatitis",
        "Granuloma-forming eczema",
        "Dermatitis of pregnancy",
        "Dermatitis gangrenosa",
        "Frobozz-Dermatitis",
        "Dermatite de frobozz",
        "Dermatitis de frobozz",
        "肉芽肿性皮炎",
        "嗜中性湿疹",
        "Herpetiform pemphigus",
        "Typhoid roseola",
    ],
)
def test_an_unknown_word_beside_the_name_of_many_kinds_is_another_disease(name: str) -> None:
    (condition,) = meant_by(name)
    assert is_outside(condition) and name_of(condition).casefold() == name.casefold().replace("-", " ")


@pytest.mark.parametrize(
    ("name", "condition"),
    [
        ("Acute weeping eczema of both lower legs", "eczema_unspecified"),
        ("Itchy eczema on the back of the knees", "eczema_unspecified"),
        ("Dermatitis secondary to detergents", "eczema_unspecified"),
        ("Glove-induced dermatitis", "eczema_unspecified"),
        ("Follicular eczema", "eczema_unspecified"),
        ("Eccema agudo de los párpados", "acute_dermatitis_unspecified"),
        ("Eccema no infectado", "eczema_unspecified"),
        ("Chronisches Ekzem an den Händen", "eczema_unspecified"),
        ("泛发性湿疹", "eczema_unspecified"),
        ("湿疹伴瘙痒", "eczema_unspecified"),
        ("Severe pemphigus of the mouth", "pemphigus_vulgaris"),
        ("Infected facial eczema", "infected_eczema"),
        ("Seborrhoic dermatitis", "seborrheic_dermatitis"),
        ("Irritant dermatitis", "irritant_contact_dermatitis"),
    ],
)
def test_words_that_only_describe_leave_the_name_of_many_kinds_as_it_is(name: str, condition: str) -> None:
    assert meant_by(name) == {condition: 1.0}
