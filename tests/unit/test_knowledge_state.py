"""What is told of the knowledge base's state: figures that hold, pages that need nothing from outside."""

import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

from dermagent.cli import main
from dermagent.evals.reporting.knowledge_review import review_pages
from dermagent.evals.reporting.knowledge_table import knowledge_table, sources_text
from dermagent.knowledge.base import KnowledgeBase
from dermagent.knowledge.schema import CardStatement
from dermagent.knowledge.state import State, documents_of, doubts_of
from dermagent.knowledge.validate import Problem, says_dark
from dermagent.resources import data_root
from dermagent.types import URGENCIES

ONLY_ESTIMATE = CardStatement(text="It looks like this, says the author.", sources=("author_estimate",))


def test_the_document_of_the_figures_is_up_to_date(kb: KnowledgeBase) -> None:
    told = (data_root() / "docs/knowledge.md").read_text(encoding="utf-8")
    assert told == knowledge_table(kb), "run `dermagent knowledge table > docs/knowledge.md`"


def test_statements_are_counted_by_what_they_rest_on(kb: KnowledgeBase) -> None:
    state = State(kb)
    assert state.sourced.part + state.estimates_alone.part == state.sourced.whole == len(state.statements)
    assert state.verified.part <= state.sourced.part
    assert sum(state.uses.values()) == sum(len(set(one.sources)) for one in state.statements)
    assert state.uses["author_estimate"] == state.estimated.part
    card = kb.cards["calciphylaxis"]
    alone = card.model_copy(update={"statements": (ONLY_ESTIMATE,) * 4, "next_steps": (ONLY_ESTIMATE,) * 2})
    alone = alone.model_copy(update={"profile_sources": card.profile_sources[:1]})
    one = State(KnowledgeBase(kb.conditions, kb.findings, kb.sources, {card.id: alone}, kb.rules))
    assert (one.sourced.part, one.verified.part, one.estimated.part, one.estimates_alone.part) == (0, 0, 6, 6)
    assert one.thinly_sourced == (card.id,) and documents_of(alone, kb) == alone.profile_sources


def test_every_card_says_how_it_looks_on_dark_skin_in_words_of_its_own(kb: KnowledgeBase) -> None:
    assert [card.id for card in kb.cards.values() if not says_dark(card)] == []
    said = Counter(one.text for card in kb.cards.values() for one in card.statements if "black skin" in one.text)
    assert [text for text, cards in said.items() if cards > 1] == []


def test_most_look_alikes_answer_each_other_and_no_card_names_too_many(kb: KnowledgeBase) -> None:
    answered = State(kb).both_ways
    assert answered.part >= 0.86 * answered.whole, str(answered)
    assert {c.id: len(c.discriminators) for c in kb.cards.values() if len(c.discriminators) > 10} == {}


def test_every_look_alike_is_told_by_two_findings_that_differ_or_by_extent(kb: KnowledgeBase) -> None:
    pairs = [(c, d, kb.cards[d.against]) for c in kb.cards.values() for d in c.discriminators if d.against in kb.cards]
    thin = [
        f"{card.id} against {one.against}"
        for card, one, other in pairs
        if "body_surface_percent" not in one.by  # a number, by which Stevens-Johnson, overlap and Lyell part
        and sum(card.findings.get(finding) != other.findings.get(finding) for finding in one.by) < 2
    ]
    assert thin == []


def test_no_card_rests_on_one_document_and_few_sentences_on_none(kb: KnowledgeBase) -> None:
    state = State(kb)
    assert state.thinly_sourced == ()
    assert state.estimates_alone.part <= 104


def test_the_sources_are_told_the_most_cited_first(kb: KnowledgeBase) -> None:
    told = sources_text(kb)
    counts = [int(n) for n in re.findall(r"^ +(\d+) \w+ +(?:verified|memory|estimate|title seen)", told, re.MULTILINE)]
    assert len(counts) == len(kb.sources) and counts == sorted(counts, reverse=True)
    for condition in State(kb).thinly_sourced:
        assert f"\n  {condition}\n" in told


def test_a_card_without_doubts_has_none_and_each_kind_of_doubt_is_told(kb: KnowledgeBase) -> None:
    assert any(not doubts_of(card, kb) for card in kb.cards.values())
    card = kb.cards["necrotizing_fasciitis"]
    bare = card.model_copy(update={"statements": (ONLY_ESTIMATE,) * 4, "profile_sources": ("agep_2001",)})
    bare = bare.model_copy(update={"next_steps": (ONLY_ESTIMATE.model_copy(update={"sources": ("agep_2001",)}),) * 2})
    told = " ".join(doubts_of(bare, kb, [Problem("card necrotizing_fasciitis", "is odd"), Problem("card x", "is new")]))
    for words in ("Validator: is odd.", "1 document;", "estimate alone", "never fully checked", "black skin"):
        assert words in told, words
    assert "is new" not in told


class _Read(HTMLParser):
    """Ids, addresses and tags of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.ids.add(given.get("id") or "")
        self.links += [given["href"] or ""] if tag == "a" else []
        self.loads += [tag] if tag in ("script", "img", "iframe", "link") else []


@pytest.fixture(scope="module")
def pages(kb: KnowledgeBase) -> dict[str, str]:
    return review_pages(kb)


def test_every_card_has_its_place_and_every_link_inside_leads_somewhere(
    kb: KnowledgeBase, pages: dict[str, str]
) -> None:
    read = {name: _Read(page) for name, page in pages.items()}
    for card in kb.cards.values():
        assert card.id in read[f"{kb.conditions[card.id].family}.html"].ids
    for name, page in read.items():
        assert page.loads == [], f"{name} loads {page.loads}"
        for link in page.links:
            file, _, place = link.partition("#")
            if not link.startswith("https://") and not link.startswith("http://"):
                assert place in {"", *read[file or name].ids}, f"{name} links to {link}"


def test_a_page_tells_a_card_in_words_with_its_sources_look_alikes_and_doubts(
    kb: KnowledgeBase, pages: dict[str, str]
) -> None:
    page = pages["infection_bacterial.html"]
    card = kb.cards["necrotizing_fasciitis"]
    for one in (*card.statements, *card.next_steps, *card.discriminators):
        assert one.text.replace("'", "&#39;").replace('"', "&#34;") in page
    assert kb.sources["nsti_nejm_2017"].title in page
    assert "pain_out_of_proportion" not in page, "findings in words, not ids"
    assert "prefers-color-scheme" in page or "light-dark(" in page
    assert "⇄" in page and "→" in page and "←" in page


def run(*args: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["knowledge", *args])
    return int(ended.value.code or 0)


@pytest.mark.long
def test_the_commands_write_pages_and_refuse_a_folder_that_is_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("review", str(tmp_path / "out")) == 0
    assert (tmp_path / "out" / "index.html").is_file() and len(list((tmp_path / "out").glob("*.html"))) > 20
    (tmp_path / "file").write_text("x")
    capsys.readouterr()
    assert run("review", str(tmp_path / "file")) == 2
    assert "'file'" in capsys.readouterr().err
    assert run("table") == run("sources") == 0
    told = capsys.readouterr().out
    assert all(urgency.replace("_", " ") in told for urgency in URGENCIES)
