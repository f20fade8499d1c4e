"""Citations are verified word for word; the critic names what is left open."""

from dataclasses import replace

import pytest

from dermagent.knowledge.base import KnowledgeBase, knowledge
from dermagent.steps.critique.rules import critique
from dermagent.steps.ground import cite, difference, from_guidelines, ground, references, too_short, verify, verify_for
from dermagent.types import Candidate, Observation, Observations, RedFlag, Retrieved, Statement, Term, Triage

ONE = Statement(id="a.1", condition="a", text="Scale is “silvery”  and thick.", sources=("s",))
TWO = Statement(id="b.1", condition="b", text="Itch is worse at night.", sources=("s",))
RETRIEVED = {"a.1": ONE, "b.1": TWO}


@pytest.mark.parametrize(
    ("statement", "quote", "verdict"),
    [
        ("a.1", "Scale is “silvery”  and thick.", "verified"),
        ("a.1", 'Scale is "silvery" and\nthick.', "verified"),
        ("a.1", "silvery", "altered"),
        ("a.1", "e", "altered"),
        ("a.1", "Scale is “silv", "altered"),
        ("a.1", "Scale is “silvery”", "verified"),
        ("a.1", "“silvery” and", "verified"),
        ("a.1", "Scale is golden and thick.", "altered"),
        ("a.1", "scale is", "altered"),
        ("a.1", "", "altered"),
        ("a.1", "   ", "altered"),
        ("a.1", "Itch is worse at night.", "misattributed"),
        ("c.9", "Scale is silvery", "not_retrieved"),
        ("", "Scale", "not_retrieved"),
    ],
)
def test_a_quotation_gets_the_verdict_that_its_words_deserve(statement: str, quote: str, verdict: str) -> None:
    assert verify(statement, quote, RETRIEVED) == verdict


def test_a_statement_that_calls_a_condition_by_the_name_of_the_users_own_knowledge_speaks_for_it() -> None:
    kb = knowledge()
    named = kb.conditions["plaque_psoriasis"].model_copy(update={"name": "Silver mountains"})
    own = replace(kb, conditions={**kb.conditions, "plaque_psoriasis": named})
    text = "Where silver mountains itch at night, look for burrows."
    held = {"s.1": Statement(id="s.1", condition="scabies", text=text, sources=("s",))}
    assert verify_for(("plaque_psoriasis",), "s.1", text, held, own) == "verified"
    assert verify_for(("plaque_psoriasis",), "s.1", text, held, kb) == "misattributed"
    assert verify_for(("plaque_psoriasis", "scabies"), "s.1", text, held, kb) == "verified"


@pytest.mark.parametrize(
    ("quote", "verdict"),
    [
        ("7.5 mg once weekly", "verified"),
        ("5 mg once weekly", "altered"),
        ("methotrexate is given at 7", "altered"),
        ("2 tablets before food", "altered"),
        ("1/2 tablets before food", "verified"),
        ("000 units in all", "altered"),
        ("or 1,000 units in all. 3 doses", "verified"),
        ("Methotrexate is given at 7.5 mg once weekly.", "verified"),
    ],
)
def test_a_quotation_does_not_begin_or_end_inside_a_number(quote: str, verdict: str) -> None:
    text = (
        "Methotrexate is given at 7.5 mg once weekly. Take 1/2 tablets before food, or 1,000 units in all. 3 doses do."
    )
    one = Statement(id="own.1", text=text, file="a.md", anchor="/", quotable=True)
    assert verify("own.1", quote, {"own.1": one}) == verdict


@pytest.mark.parametrize(
    ("text", "quote", "verdict"),
    [
        ("Antibiotics should not be given by mouth alone.", "be given by mouth alone", "altered"),
        ("Never squeeze the boil at home.", "squeeze the boil at home", "altered"),
        ("The rash neither itches nor hurts at night.", "hurts at night", "altered"),
        ("Avoid strong steroids on the face of a child.", "strong steroids on the face", "altered"),
        ("It is rarely found on the palms and soles.", "found on the palms", "altered"),
        ("Fever above 39 is absent in most children.", "Fever above 39", "altered"),
        ("No se recomienda drenar la lesión en casa.", "se recomienda drenar la lesión", "altered"),
        ("Sin fiebre ni dolor en las articulaciones.", "dolor en las articulaciones", "altered"),
        ("该病不宜使用强效激素治疗。", "使用强效激素治疗", "altered"),
        ("患者无发热和关节疼痛表现。", "发热和关节疼痛表现", "altered"),
        ("The rash neither itches nor hurts at night.", "neither itches nor hurts", "verified"),
        ("It does not scar, and it heals within weeks.", "it heals within weeks", "verified"),
        ("It does not scar, and it heals within weeks.", "and it heals within weeks", "verified"),
        ("No test is needed. Treat the whole household.", "Treat the whole household", "verified"),
        ("It is not painful but it itches at night.", "it itches at night", "verified"),
        ("No deja cicatriz, pero pica por la noche.", "pica por la noche", "verified"),
        ("不留疤痕，夜间瘙痒明显。", "夜间瘙痒明显", "verified"),
        ("Blisters heal in two to four weeks.", "heal in 2 to 4 weeks", "verified"),
        ("Blisters heal in 2 to 4 weeks.", "heal in two to four weeks", "verified"),
        ("Las lesiones curan en tres semanas.", "curan en 3 semanas", "verified"),
        ("水疱三周内愈合结痂。", "水疱3周内愈合", "verified"),
        ("Blisters heal in two to four weeks.", "heal in 2 to 6 weeks", "altered"),
        ("Blisters heal in two to four weeks.", "Give colchicine to every pregnant woman", "nowhere"),
        ("水疱三周内愈合结痂。", "孕妇应立即服用秋水仙碱", "nowhere"),
    ],
)
def test_a_fragment_without_its_denial_is_altered_and_made_up_words_stand_nowhere(
    text: str, quote: str, verdict: str
) -> None:
    one = Statement(id="own.1", text=text, file="a.md", anchor="/", quotable=True)
    assert verify("own.1", quote, {"own.1": one}) == verdict
    if verdict == "altered":
        assert "→" in difference(quote, text)


@pytest.mark.parametrize(
    ("text", "quote", "left_out"),
    [
        ("No one with mild acne should take isotretinoin.", "with mild acne should take isotretinoin", "no 1"),
        ("Few children with warts need surgery at all.", "children with warts need surgery", "Few"),
        ("Avoid: strong soaps, hot baths and wool in eczema.", "hot baths and wool in eczema", "Avoid: strong soaps,"),
        ("Misconception: psoriasis is passed on by touch.", "psoriasis is passed on by touch", "Misconception:"),
        ("Many patients think that rosacea comes from wine.", "rosacea comes from wine", "Many patients think that"),
        ("It was long believed that warts follow toads.", "warts follow toads", "It was long believed that"),
        ("Sunbeds for acne in teenagers should be avoided.", "Sunbeds for acne in teenagers", "should be avoided"),
        ("Oral steroids in psoriasis are not recommended.", "Oral steroids in psoriasis", "are not recommended"),
        ("Recurrence is seen in less than 5% of the treated.", "5% of the treated", "less than"),
        ("Lesions last for 12-14 weeks on the trunk.", "14 weeks on the trunk", "12-"),
        ("Lesions last for 2 to 4 weeks on the trunk.", "Lesions last for 2", "-4"),
        ("Permethrin is repeated if new burrows appear.", "Permethrin is repeated", "if"),
        ("Only if the culture grows, tablets are given.", "tablets are given", "Only if the culture grows,"),
        ("Nadie con pitiriasis rosada necesita biopsia.", "pitiriasis rosada necesita biopsia", "Nadie con"),
        ("Contraindicado: corticoides orales en psoriasis.", "corticoides orales en psoriasis", "Contraindicado:"),
        ("Es un mito que el acné se cura con el sol.", "el acné se cura con el sol", "mito que"),
        ("Aplicar permetrina por la noche salvo en lactantes.", "Aplicar permetrina por la noche", "salvo"),
        ("Afecta a entre 10 y 20 % de los menores.", "20 % de los menores", "entre 10 y"),
        ("Los corticoides en la tiña están contraindicados.", "Los corticoides en la tiña", "están contraindicados"),
        ("有人认为白癜风由惊吓引起。", "白癜风由惊吓引起", "有人认为"),
        ("禁忌：孕妇口服异维A酸治疗痤疮。", "孕妇口服异维A酸治疗痤疮", "禁忌："),
        ("如果不治疗，体癣会扩散到头皮。", "体癣会扩散到头皮", "如果不治疗，"),
        ("该药在儿童湿疹治疗中不推荐使用。", "该药在儿童湿疹治疗中", "不推荐"),
        ("约10至15%的成年人出现复发。", "15%的成年人出现复发", "10至"),
        ("The blisters last 4 days to 2 weeks on the palms.", "The blisters last 4 days", "to 2"),
        ("Hours to days after the bite the edge turns black.", "days after the bite the edge turns", "Hours to"),
        ("The itch is mild to severe and worse at night.", "severe and worse at night", "mild to"),
        ("Ulcers usually form on the lower leg.", "form on the lower leg", "usually"),
        ("Kidney failure can follow within days of it.", "follow within days of it", "can"),
        ("Some patients develop arthritis of the knees.", "patients develop arthritis of the knees", "Some"),
        ("The nodule looks like a carcinoma of basal cells.", "a carcinoma of basal cells", "looks like"),
        ("The nails are affected in about half of the boys.", "The nails are affected", "in about half"),
        ("The scalp is spared; hair loss comes late.", "The scalp is spared; hair loss", "comes late"),
        ("Pain is strong, but swelling may be missing.", "Pain is strong, but swelling", "may"),
        ("Las lesiones duran de 3 semanas a 6 meses.", "Las lesiones duran de 3 semanas", "a 6"),
        ("Las uñas suelen estar afectadas desde el inicio.", "estar afectadas desde el inicio", "suelen"),
        ("La mayoría de los casos se curan solos.", "casos se curan solos", "La mayoría de los"),
        ("Puede simular un melanoma o un carcinoma basal.", "un melanoma o un carcinoma basal", "simular"),
        ("Las mucosas se afectan en una minoría de ellos.", "Las mucosas se afectan", "en 1 minoría"),
        ("El dolor dura semanas a meses tras el brote.", "meses tras el brote", "semanas a"),
        ("皮损数周至数月后自行消退。", "数月后自行消退", "数周至"),
        ("本病通常不治疗即可自愈，预后良好。", "即可自愈，预后良好", "不治疗"),
        ("部分患者可出现关节疼痛和发热。", "出现关节疼痛和发热", "部分患者可"),
        ("皮损酷似基底细胞癌或黑色素瘤。", "基底细胞癌或黑色素瘤", "酷似"),
        ("瘙痒剧烈，发热可能缺如。", "瘙痒剧烈，发热", "可能"),
    ],
)
def test_a_fragment_without_the_words_that_turn_its_sense_is_altered(text: str, quote: str, left_out: str) -> None:
    one = Statement(id="own.1", text=text, file="a.md", anchor="/", quotable=True)
    assert verify("own.1", quote, {"own.1": one}) == "altered"
    assert f"[{left_out} → –]" in difference(quote, text)


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Ring-shaped patches have a raised scaly edge.", "RING-SHAPED PATCHES HAVE"),
        ("Ring-shaped patches have a raised scaly edge.", "“Ring-shaped patches have a raised, scaly edge...”"),
        ("Ring-shaped patches have a raised scaly edge that itches.", "a raised scaly edge."),
        ("It affects one person in five at some time.", "It affects 1 person in 5"),
        ("It recurs in 1% within 2 weeks of treatment.", "recurs in 1 percent within two weeks"),
        ("Lesions last 2–4 weeks on the trunk.", "lesions last 2-4 weeks"),
        ("Scabies itches at night and does not scar.", "Scabies itches at night"),
        ("It heals within weeks without a scar.", "It heals within weeks"),
        ("Treat all of the household, even if they do not itch.", "Treat all of the household"),
        ("Incluso si pica mucho, la lesión cura sola.", "la lesión cura sola"),
        ("It itches at night, and see a doctor if fever comes.", "It itches at night"),
        ("It causes no itch, but it weighs on many people.", "but it weighs on many people"),
        ("Many patients have itch on the wrists and ankles.", "itch on the wrists and ankles"),
        ("Si no se trata, la tiña pasa a las uñas.", "si no se trata la tiña pasa"),
        ("Afecta a una de cada cinco personas adultas.", "Afecta a 1 de cada 5 personas"),
        ("本病多见于青年人，瘙痒明显，冬季加重。", "瘙痒明显，冬季加重"),
        ("The blisters last 4 days to 2 weeks on the palms.", "blisters last four days to two weeks"),
        ("New crops appear for three to five days; then they dry.", "New crops appear for 3-5 days"),
        ("It is met over seventy and in twenty-five percent of the rest.", "over 70 and in 25% of the rest"),
        ("Ninety patients of a hundred had scale on the elbows.", "90 patients of 100 had scale"),
        ("Afecta a personas de treinta y cinco a cuarenta años.", "personas de 35 a 40 años"),
        ("潜伏期为十四至二十一天，可有发热。", "潜伏期为14至21天"),
        ("Ulcers usually form on the lower leg above the ankle.", "Ulcers usually form on the lower leg"),
        ("The scalp is spared; hair loss comes late and is patchy.", "hair loss comes late"),
        ("It may itch, and the edge is raised and scaly.", "the edge is raised and scaly"),
        ("Lesions usually start on the trunk and are oval.", "and are oval"),
        ("Suele afectar a los niños, y las lesiones curan sin cicatriz.", "las lesiones curan sin cicatriz"),
        ("皮损通常对称，边界清楚，表面有鳞屑。", "边界清楚，表面有鳞屑"),
    ],
)
def test_capitals_marks_and_figures_for_words_do_not_alter_a_quotation(text: str, quote: str) -> None:
    one = Statement(id="own.1", text=text, file="a.md", anchor="/", quotable=True)
    assert verify("own.1", quote, {"own.1": one}) == "verified"


def test_a_whole_statement_cited_is_verified() -> None:
    assert cite(ONE, "scale fits", RETRIEVED).verdict == "verified"


def candidates(*conditions: str, terms: tuple[Term, ...] = ()) -> tuple[Candidate, ...]:
    return tuple(
        Candidate(condition=c, retriever="findings", rank=n, score=-n, probability=0.1, terms=terms)
        for n, c in enumerate(conditions, start=1)
    )


def test_statements_come_from_the_first_candidates_and_every_condition_not_to_be_missed() -> None:
    found = ground(candidates("herpes_zoster", "urticaria", "cellulitis"), ["meningococcemia"], first=1)
    assert {s.condition for s in found} == {"herpes_zoster", "meningococcemia"}
    assert found[0].id == "herpes_zoster.1"


def test_references_carry_the_mark_of_what_was_not_checked(kb: KnowledgeBase) -> None:
    unchecked = next(s.id for s in kb.sources.values() if s.status == "memory")
    checked = next(s.id for s in kb.sources.values() if s.status == "verified")
    told = {reference.id: reference for reference in references([unchecked, checked])}
    assert {name: one.mark for name, one in told.items()} == {unchecked: "unverified", checked: ""}
    assert told[checked].checked_on == kb.sources[checked].checked_on != ""


def observations(*present: str, absent: tuple[str, ...] = ()) -> Observations:
    items = [Observation(finding=f, polarity="present", source="field", field="x") for f in present]
    items += [Observation(finding=f, polarity="absent", source="field", field="x") for f in absent]
    return Observations(language="en", items=tuple(items))


def flag(condition: str) -> Triage:
    red = RedFlag(
        rule="r",
        name="n",
        urgency="emergency",
        because=("fever",),
        conditions=(condition,),
        sources=("s",),
        patient_text="p",
        clinician_text="c",
    )
    return Triage(red_flags=(red,))


def retrieved(*listed: Candidate) -> Retrieved:
    return Retrieved(fused=listed)


def test_supporting_findings_are_cited_with_statements_that_speak_of_them(kb: KnowledgeBase) -> None:
    term = Term(finding="pain", polarity="present", p=0.9, q=0.2, log_ratio=1.5)
    listed = candidates("herpes_zoster", terms=(term,))
    statements = ground(listed, [], first=1)
    opinion = critique(observations("pain"), Triage(), retrieved(*listed), statements, first=1)
    (view,) = opinion.conditions
    assert view.stance == "supports"
    assert [c.verdict for c in view.citations] == ["verified"]
    assert "pain" in view.citations[0].quote.lower()


def test_findings_that_outweigh_each_other_support_nothing(kb: KnowledgeBase) -> None:
    for against, stance in ((-1.5, "opposes"), (-1.25, "supports")):
        terms = (
            Term(finding="pain", polarity="present", p=0.9, q=0.2, log_ratio=1.5),
            Term(finding="fever", polarity="present", p=0.1, q=0.5, log_ratio=against),
        )
        opinion = critique(
            observations("pain", "fever"), Triage(), retrieved(*candidates("herpes_zoster", terms=terms)), (), first=1
        )
        assert [view.stance for view in opinion.conditions] == [stance]


def test_a_red_flag_condition_that_no_retriever_found_is_kept_in_view(kb: KnowledgeBase) -> None:
    opinion = critique(observations("fever"), flag("meningococcemia"), retrieved(*candidates("urticaria")), (), first=1)
    assert any("Meningococc" in concern and "low in the list" in concern for concern in opinion.concerns)


def test_a_finding_stated_both_ways_is_named(kb: KnowledgeBase) -> None:
    seen = observations("fever", absent=("fever",))
    opinion = critique(seen, Triage(), retrieved(*candidates("urticaria")), (), first=1)
    assert any("both as present and as absent" in concern for concern in opinion.concerns)


def test_a_present_finding_that_the_first_condition_excludes_is_named(kb: KnowledgeBase) -> None:
    opinion = critique(
        observations("symmetric"),
        Triage(),
        retrieved(*candidates("herpes_zoster")),
        (),
        first=1,
    )
    assert any("Unusual in Herpes zoster" in concern for concern in opinion.concerns)


def test_words_that_were_left_out_are_shown_on_the_side_where_they_stand() -> None:
    behind = difference("Bandages for the feet", "Bandages for the feet should be avoided.")
    assert behind == "Bandages for the feet [should be avoided → –]"
    assert difference("corns need surgery", "Few corns need surgery at all.") == "[Few → –] corns need surgery"


@pytest.mark.parametrize(
    ("quote", "shown"),
    [
        ("burrows in most skin", "burrows in [the → most] skin"),
        ("The mite burrows skin", "The mite burrows [in the → –] skin"),
        ("The mite never burrows", "The mite [– → never] burrows"),
        ("burrows in the skin always", "burrows in the skin [– → always]"),
        ("It is a fungus of the nail", ""),
        ("", ""),
        ("burrows in thin skin of the hands", "burrows in [the \u2192 thin] skin of the hands"),
        ("burrows in the nails of the hands", "burrows in the [skin \u2192 nails] of the hands"),
        (
            "\u201cburrows in the dead skin of hands\u201d",
            '"burrows in the [\u2013 \u2192 dead] skin of [the \u2192 \u2013] hands"',
        ),
        ("The mite, burrows in the skin", "The [mite \u2192 mite,] burrows in the skin"),
    ],
)
def test_a_near_miss_shows_what_stands_there_instead(quote: str, shown: str) -> None:
    assert difference(quote, "The mite burrows in the skin of the hands.") == shown


def test_a_persons_files_are_searched_for_the_first_conditions_four_times_as_deep_as_is_taken() -> None:
    hits = [Statement(id=f"f.{n}", text=f"Scabies itches, says sentence {n}.", file="f.md") for n in range(5)]
    asked: list[tuple[str, int]] = []

    def search(words: str, most: int) -> tuple[Statement, ...]:
        asked.append((words, most))
        return tuple(hits)

    ranked = candidates("scabies", "urticaria", "herpes_zoster")
    found = from_guidelines(ranked, Observations(language="en"), search, first=2, each=2)
    assert [most for _, most in asked] == [8, 8] and [words.split()[0] for words, _ in asked] == [
        "Scabies",
        "Urticaria",
    ]
    assert [(one.id, one.condition) for one in found] == [("f.0", "scabies"), ("f.1", "scabies")]
    told = ("pruritus", "burrow", "scale", "crust", "pustule", "papule", "plaque", "nodule", "ulcer")
    items = tuple(Observation(finding=f, polarity="present", source="field", field="x") for f in told)
    from_guidelines(ranked, Observations(language="en", items=items), search, first=1, each=1)
    terms = [knowledge().findings[finding].term for finding in told]
    words, most = asked[-1]
    assert most == 4 and words.endswith(" " + " ".join(terms[:8]))  # the ninth finding is no longer looked for


def test_chinese_figures_one_after_the_other_are_the_number_that_they_write() -> None:
    statement = Statement(id="a.1", text="约有九五例患者夜间瘙痒加重。", file="a.md", anchor="/", quotable=True)
    assert verify("a.1", "约有95例患者夜间瘙痒加重。", {"a.1": statement}) == "verified"
    assert verify("a.1", "约有59例患者夜间瘙痒加重。", {"a.1": statement}) != "verified"


def test_less_than_three_words_are_enough_where_they_are_a_third_of_the_statement() -> None:
    assert not too_short("itch", "Itch at dusk")  # 4 of 12 characters
    assert too_short("itch", "Itch at dusks")
    assert not too_short("itch at dusk", "Itch at dusk and dawn, for as long as the mite lives in the skin.")


@pytest.mark.parametrize(
    ("text", "quote", "verdict"),
    [
        ("On dark skin the plaques may look violet.", "the plaques may look violet.", "altered"),
        ("It is red. In darker skin, redness may be hard to see.", "redness may be hard to see.", "altered"),
        ("In infants the cheeks are affected first.", "the cheeks are affected first.", "altered"),
        ("During pregnancy the drug is not given by mouth.", "the drug is not given by mouth.", "altered"),
        ("En piel oscura las placas son violáceas o grises.", "las placas son violáceas o grises.", "altered"),
        ("En niños pequeños aparece en la cara y el cuello.", "aparece en la cara y el cuello.", "altered"),
        ("深肤色患者中红斑可能呈紫色或灰色。", "红斑可能呈紫色或灰色。", "altered"),
        ("On dark skin the plaques may look violet.", "On dark skin the plaques may look violet.", "verified"),
        ("On the dark scalp the plaques are thick.", "the plaques are thick.", "verified"),
        ("Children are affected, and the cheeks are red and dry.", "the cheeks are red and dry.", "verified"),
    ],
)
def test_a_quotation_without_those_of_whom_alone_it_tells_is_altered(text: str, quote: str, verdict: str) -> None:
    statement = Statement(id="a.1", text=text, file="a.md", anchor="/", quotable=True)
    assert verify("a.1", quote, {"a.1": statement}) == verdict
