"""The knowledge base fits together, and the validator sees when it does not."""

import csv
import dataclasses
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from dermagent.cli.knowledge import show
from dermagent.errors import InputError
from dermagent.knowledge.base import KnowledgeBase, knowledge, read_card, read_knowledge, split
from dermagent.knowledge.drugs import unknown_drug_findings
from dermagent.knowledge.lexicon import NO_FINDING
from dermagent.knowledge.names import find_conditions
from dermagent.knowledge.validate import close_pairs, problems, validated
from dermagent.resources import KNOWLEDGE, data_root
from dermagent.types import URGENCIES, Language, Urgency

#: Conditions that red-flag triage must be able to name (knowledge.md section 6).
FLOORED = """stevens_johnson_syndrome toxic_epidermal_necrolysis drug_reaction_with_eosinophilia_and_systemic_symptoms
acute_generalized_exanthematous_pustulosis exfoliative_dermatitis anaphylaxis angioedema necrotizing_fasciitis
gas_gangrene
cellulitis meningococcemia purpura_fulminans rocky_mountain_spotted_fever toxic_shock_syndrome
staphylococcal_scalded_skin_syndrome eczema_herpeticum herpes_zoster_ophthalmicus disseminated_herpes_zoster
neonatal_herpes_simplex kawasaki_disease calciphylaxis iga_vasculitis leukocytoclastic_vasculitis pemphigus_vulgaris
bullous_pemphigoid melanoma melanoma_in_situ superficial_spreading_melanoma nodular_melanoma acral_lentiginous_melanoma
amelanotic_melanoma squamous_cell_carcinoma_of_skin merkel_cell_carcinoma infantile_hemangioma mpox measles varicella
physical_abuse_skin_injury primary_syphilis secondary_syphilis erysipelas generalized_pustular_psoriasis lentigo_maligna
basal_cell_carcinoma kaposi_sarcoma lyme_disease_erythema_migrans leprosy""".split()


def test_the_shipped_knowledge_has_no_problem(kb: KnowledgeBase) -> None:
    assert [str(problem) for problem in problems(kb, KNOWLEDGE)] == []


def test_there_are_at_least_509_cards_and_every_red_flag_condition_has_one(kb: KnowledgeBase) -> None:
    assert len(kb.cards) >= 509
    assert set(FLOORED) <= kb.cards.keys()
    assert set(FLOORED) <= {c for rule in kb.rules.values() for c in rule.conditions} <= kb.cards.keys()


#: Dangers that no card knew at the audit of the knowledge base, with the slowest urgency that each may have.
DANGERS: dict[Urgency, str] = {
    "emergency": """orbital_cellulitis thrombotic_thrombocytopenic_purpura ecthyma_gangrenosum sjs_ten_overlap""",
    "same_day": """multisystem_inflammatory_syndrome_in_children pyoderma_gangrenosum granulomatosis_with_polyangiitis
        acute_graft_versus_host_disease immune_thrombocytopenic_purpura infective_endocarditis_skin_signs
        hereditary_angioedema disseminated_gonococcal_infection mucormycosis_cutaneous sweet_syndrome petechiae
        intrahepatic_cholestasis_of_pregnancy neonatal_lupus_erythematosus diabetic_foot_ulcer burn_of_skin
        blastic_plasmacytoid_dendritic_cell_neoplasm""",
    "urgent_referral": """mucous_membrane_pemphigoid angiosarcoma_cutaneous dermatofibrosarcoma_protuberans
        dermatomyositis systemic_lupus_erythematosus systemic_sclerosis polyarteritis_nodosa_cutaneous
        pemphigus_foliaceus langerhans_cell_histiocytosis sebaceous_carcinoma extramammary_paget_disease
        coccidioidomycosis_cutaneous subcutaneous_panniculitis_like_t_cell_lymphoma
        mammary_paget_disease oral_squamous_cell_carcinoma sezary_syndrome cutaneous_tuberculosis""",
}


def test_dangers_that_no_card_knew_are_known_and_seen_soon_enough(kb: KnowledgeBase) -> None:
    for slowest, conditions in DANGERS.items():
        for condition in conditions.split():
            assert URGENCIES.index(kb.cards[condition].urgency) <= URGENCIES.index(slowest), condition


@pytest.mark.parametrize(
    ("data_set", "at_least"),
    [
        ("fitzpatrick17k", 0.97),
        ("derm12345", 1.0),
        ("ham10000", 1.0),
        ("pad_ufes_20", 1.0),
        ("isic_2019", 1.0),
        ("ddi", 1.0),
        ("scin", 0.957),
    ],
)
def test_nearly_every_label_of_a_data_set_has_a_card(kb: KnowledgeBase, data_set: str, at_least: float) -> None:
    with (data_root() / f"eval_sets/{data_set}/label_map.csv").open(newline="", encoding="utf-8") as file:
        labels = {row["label"]: split(row["condition_ids"]) for row in csv.DictReader(file)}
    mapped = {label: ids for label, ids in labels.items() if ids}
    without = sorted(label for label, ids in mapped.items() if not set(ids) & kb.cards.keys())
    assert 1 - len(without) / len(mapped) >= at_least, without


def test_every_frequent_scin_label_has_a_card(kb: KnowledgeBase) -> None:
    with (data_root() / "eval_sets/scin/label_map.csv").open(newline="", encoding="utf-8") as file:
        labels = {row["label"].casefold(): split(row["condition_ids"]) for row in csv.DictReader(file)}
    for label in FREQUENT_SCIN:
        ids = labels[label.casefold()]
        assert any(condition in kb.cards for condition in ids), label


#: The 50 most frequent weighted labels of SCIN (benchmarks.md section 4.4).
FREQUENT_SCIN = """Eczema; Allergic Contact Dermatitis; Insect Bite; Urticaria; Psoriasis; Folliculitis;
Irritant Contact Dermatitis; Tinea; Drug Rash; Herpes Zoster; Herpes Simplex; Acute dermatitis, NOS; Impetigo;
Hypersensitivity; Leukocytoclastic Vasculitis; Acne; Pigmented purpuric eruption; Lichen planus/lichenoid eruption;
Viral Exanthem; Pityriasis rosea; Lichen Simplex Chronicus; Stasis Dermatitis; CD - Contact dermatitis; Scabies;
Molluscum Contagiosum; Keratosis pilaris; Granuloma annulare; Tinea Versicolor; Rosacea; O/E - ecchymoses present;
Abrasion, scrape, or scab; Acute and chronic dermatitis; Seborrheic Dermatitis; Photodermatitis; Abscess;
Verruca vulgaris; Cellulitis; SCC/SCCIS; Purpura; Miliaria; Erythema multiforme; Syphilis; Cutaneous lupus; Intertrigo;
Inflicted skin lesions; Post-Inflammatory hyperpigmentation; Pityriasis lichenoides; Prurigo nodularis; Lichen nitidus;
Chronic dermatitis, NOS""".replace("\n", " ").split("; ")


def test_no_card_is_punished_for_a_finding_that_its_patients_commonly_have(kb: KnowledgeBase) -> None:
    common = {  # found by a second reader: stated as very rare, or not at all
        "systemic_lupus_erythematosus": {"arthralgia": "very_frequent", "malar_with_nasolabial_sparing": "frequent"},
        "tuberous_sclerosis": {"hypopigmented": "very_frequent", "seizure": "very_frequent"},
        "marjolin_ulcer": {"burn_injury": "very_frequent", "pruritus": "occasional"},
        "mycetoma": {"sinus_tract": "very_frequent"},
        "skin_infection_unspecified": {"pruritus": "occasional"},
        "subacute_cutaneous_lupus_erythematosus": {"pruritus": "occasional"},
    }
    for name, findings in common.items():
        assert findings.items() <= kb.cards[name].findings.items(), name


def copied(folder: Path) -> Path:
    """A copy of the shipped knowledge to break."""
    shutil.copytree(KNOWLEDGE, folder / "knowledge")
    return folder / "knowledge"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied(tmp_path)


BREAKS = [
    ("conditions.csv", "L20.9", "L99.99", "is not in icd10cm.csv"),
    ("conditions.csv", "endogenous eczema", "scabies", "en 'scabies' names"),
    ("condition_names.csv", "callus,es,callo", "clavus,es,callo", "es 'callo' names callus, clavus"),
    ("names_of_models.csv", "herpes_zoster,fr,zona", "herpes,fr,zona", "'herpes' is not a condition"),
    ("texts/conditions.csv", "文身反应", "疥疮", "zh '疥疮' names"),
    ("sources.csv", "cdc_zoster_2024,", "cdc_zoster_1924,", "'cdc_zoster_2024' is not in sources.csv"),
    ("findings.csv", "dermatomal,", "dermatomic,", "'dermatomal' is not in findings.csv"),
    ("finding_parents.csv", "palpable_purpura,purpura", "palpable_purpura,purple", "parent 'purple'"),
    ("red_flags.yaml", "all_of: [nose_tip_zoster_sign]", "all_of: [nose_tip]", "'nose_tip' is not in findings.csv"),
    ("red_flags.yaml", "conditions: [meningococcemia]", "conditions: [plague]", "'plague' has no card"),
    ("finding_groups.yaml", "itch: [pruritus", "itch: [itchiness", "'itchiness' is not in findings.csv"),
    (
        "cards/herpes_zoster.yaml",
        "against: herpes_simplex",
        "against: herpes_complex",
        "'herpes_complex', which is not a condition",
    ),
    (
        "cards/toxic_epidermal_necrolysis.yaml",
        "urgency: emergency",
        "urgency: urgent_referral",
        "less urgent than every",
    ),
    ("cards/tinea_pedis.yaml", "urgency: self_care", "urgency: emergency", "no rule that names it can call one"),
    ("cards/stevens_johnson_syndrome.yaml", "hospital as an emergency", "hospital the same day", "a next step says"),
    ("cards/cellulitis.yaml", "On brown and black skin the", "The", "no statement says how it looks on brown or black"),
    (
        "sources.csv",
        "http://www.aafp.org/afp/2013/0615/p850.html; PMID 23939567",
        "doi:10.5826/dpc.1202a75; PMID 35646436",
        "has the identifier of",
    ),
    ("condition_parents.csv", "tinea_corporis,tinea_unspecified", "tinea_corporis,tinea", "'tinea' is not a condition"),
]


@pytest.fixture(scope="module")
def found_where_all_is_broken(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What the validator says of one folder with all of these breaks: reading it takes two seconds."""
    folder = copied(tmp_path_factory.mktemp("broken"))
    for name, old, new, _ in BREAKS:
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    return [str(problem) for problem in problems(read_knowledge(folder), folder)]


@pytest.mark.parametrize("sentence", [sentence for *_, sentence in BREAKS])
def test_the_validator_sees_what_is_broken(found_where_all_is_broken: list[str], sentence: str) -> None:
    assert any(sentence in line for line in found_where_all_is_broken)


def test_two_cards_that_say_the_same_are_seen(kb: KnowledgeBase) -> None:
    twin = kb.cards["herpes_zoster"].model_copy(update={"id": "herpes_simplex"})
    both = dataclasses.replace(kb, cards={"herpes_zoster": kb.cards["herpes_zoster"], "herpes_simplex": twin})
    assert close_pairs(both)[0][:2] == ("herpes_zoster", "herpes_simplex")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("dermatomal: very_frequent", "dermatomal: mostly"), "findings.dermatomal"),
        (("typical_age: [40, 90]", "typical_age: [90, 40]"), "typical_age must be"),
        (("unilateral: always", "female_sex: always"), "use typical_age and female_share"),
        (("must_not_miss: false", "must_miss: false"), "must_miss"),
        (("urgency: same_day\n", ""), "urgency"),
        (
            ("urgency: same_day\nmust_not_miss: false", "urgency: routine\nmust_not_miss: true"),
            "must not be missed, but",
        ),
        (("id: herpes_zoster", "id: zoster"), "name the file zoster.yaml"),
        (("typical_age: [40, 90]", "typical_age: [40"), "not valid YAML"),
    ],
)
def test_a_wrong_card_is_refused_with_file_and_field(folder: Path, change: tuple[str, str], sentence: str) -> None:
    path = folder / "cards/herpes_zoster.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace(*change, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_card(path)
    assert "herpes_zoster.yaml" in str(caught.value)
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ("Looks like psoriasis to me", "en", ["plaque_psoriasis"]),
        ("hemangioma or haemangioma", "en", ["benign_vascular_tumor_unspecified"]),
        ("infantile haemangioma", "en", ["infantile_hemangioma"]),
        ("seborrhoeic keratoses and Seborrheic keratosis", "en", ["seborrheic_keratosis"]),
        ("an ad in the paper", "en", []),
        ("AD since birth", "en", ["atopic_dermatitis"]),
        ("herpes zoster ophthalmicus", "en", ["herpes_zoster_ophthalmicus"]),
    ],
)
def test_condition_names_are_found_in_both_spellings(text: str, language: Language, expected: list[str]) -> None:
    assert list(dict.fromkeys(match.key for match in find_conditions(text, language))) == expected


def _doubled(node: yaml.Node) -> Iterator[str]:
    """Keys that stand twice in one mapping."""
    if isinstance(node, yaml.MappingNode):
        names = [str(key.value) for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        yield from sorted({name for name in names if names.count(name) > 1})
    for child in node.value if isinstance(node, yaml.SequenceNode) else ():
        yield from _doubled(child)
    for _, child in node.value if isinstance(node, yaml.MappingNode) else ():
        yield from _doubled(child)


@pytest.mark.parametrize("path", sorted(KNOWLEDGE.rglob("*.yaml")), ids=lambda path: path.name)
def test_no_key_stands_twice_since_the_last_would_win_in_silence(path: Path) -> None:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    node = yaml.compose(path.read_text(encoding="utf-8"), Loader=loader)
    assert [*_doubled(node)] == []


@pytest.mark.parametrize("files", [{}, {"conditions.csv": "name\nScabies\n"}, {"notes.txt": "x"}])
def test_a_folder_that_is_no_knowledge_folder_is_told_so(tmp_path: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    for folder in (tmp_path, tmp_path / "not there"):
        with pytest.raises(InputError, match="is no knowledge folder"):
            validated(folder)


@pytest.mark.parametrize("given", [["scabies", "--rules"], ["--rules", "--priors"], ["--findings", "scabies"]])
def test_what_is_shown_is_one_thing(given: list[str]) -> None:
    done = CliRunner().invoke(show, given)
    assert done.exit_code == 2 and "one at a time" in done.output


def test_what_a_drug_says_is_a_finding_of_a_known_drug(tmp_path: Path) -> None:
    for name in ("drugs", "drug_findings"):
        shutil.copy(KNOWLEDGE / f"{name}.csv", tmp_path)
    assert not list(unknown_drug_findings(tmp_path, frozenset({*knowledge().findings, NO_FINDING})))
    with (tmp_path / "drug_findings.csv").open("a") as file:
        file.write("nosuchdrug,immunosuppression\nmethotrexate,nosuchfinding\n")
    told = list(unknown_drug_findings(tmp_path, frozenset({*knowledge().findings, NO_FINDING})))
    assert len(told) == 2 and "nosuchdrug" in told[0] and "nosuchfinding" in told[1]
