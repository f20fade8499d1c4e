"""Approximate search: recall on rows that were held out, filters that stay right, what is missing or damaged."""

import json
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from dermagent.encoders.protocol import Vectors
from dermagent.errors import InputError
from dermagent.index.approximate import RECALL, ApproximateStore, write_graph
from dermagent.index.build import build
from dermagent.index.entries import IndexEntry
from dermagent.index.files import GRAPH
from dermagent.index.store import Index, write_index
from tests.unit.encoders.test_encoders import Colours
from tests.unit.index.test_index import ENCODER, folder

NUMBER, DIMENSION = 3_000, 24


def rows(number: int = NUMBER) -> Vectors:
    made = np.random.default_rng(0).normal(size=(number, DIMENSION)).astype(np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True))


def written(tmp_path: Path, number: int = NUMBER) -> tuple[Index, Index]:
    """The same images with the graph and without."""
    entries = [
        IndexEntry(
            sha256=f"{n:064x}", name=str(n), label="ab"[n % 2], patient=f"p{n % 50}", fitzpatrick="VI" * (n % 100 == 0)
        )
        for n in range(number)
    ]
    for name, approximate in (("graph", True), ("exact", False)):
        write_index(tmp_path / name, rows(number), entries, Colours(), {}, approximate=approximate)
    return Index(tmp_path / "graph"), Index(tmp_path / "exact")


def test_the_recall_that_is_told_is_that_of_rows_the_graph_did_not_hold(tmp_path: Path) -> None:
    with_graph, exact = written(tmp_path)
    told = with_graph.manifest["approximate"]
    assert RECALL <= told["recall"] <= 1 and told["asked"] == 300
    asked = np.random.default_rng(1).normal(size=(200, DIMENSION)).astype(np.float32)
    found, truth = with_graph.search(asked, k=10), exact.search(asked, k=10)
    hits = [
        len({one.entry.name for one in f} & {one.entry.name for one in t}) for f, t in zip(found, truth, strict=True)
    ]
    assert sum(hits) / 2_000 >= RECALL - 0.03
    same = [(f[0], t[0]) for f, t in zip(found, truth, strict=True) if f[0].entry == t[0].entry]
    assert all(f.similarity == pytest.approx(t.similarity, abs=1e-6) for f, t in same)
    assert all(one.similarity >= other.similarity for f in found for one, other in pairwise(f))


def test_recall_counts_what_a_poor_graph_misses(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dermagent.index.approximate._LINKS", 2)
    monkeypatch.setattr("dermagent.index.approximate._WIDTH_ADDING", 1)
    monkeypatch.setattr("dermagent.index.approximate._WIDTHS", (1,))
    told = write_graph(tmp_path / GRAPH, rows(), lambda what, done, total: None)
    assert 0 < told["recall"] < RECALL and told["width"] == 1


@pytest.mark.parametrize("only", [{"label": "a"}, {"fitzpatrick": "VI"}, {"fitzpatrick": "VI", "label": "b"}, {}])
def test_filters_and_patients_left_out_stay_right(tmp_path: Path, only: dict[str, str]) -> None:
    with_graph, exact = written(tmp_path)
    assert isinstance(with_graph.store, ApproximateStore)
    found = with_graph.search(rows()[:20], k=9, only=only, not_of="p0")
    truth = exact.search(rows()[:20], k=9, only=only, not_of="p0")
    assert [len(one) for one in found] == [len(one) for one in truth]
    for f, t in zip(found, truth, strict=True):
        assert all(one.entry.patient != "p0" for one in f)
        assert all(getattr(one.entry, field) == value for one in f for field, value in only.items())
        assert len({one.entry.name for one in f} & {one.entry.name for one in t}) >= 0.8 * len(t)


def test_where_the_graph_gives_too_few_every_row_is_looked_at(tmp_path: Path) -> None:
    """All that fits lies far from the question, so that none of it is among what the graph gives."""
    made = rows(1_000)
    asked = made[:1]
    far = np.argsort(made @ asked[0])[:100]
    entries = [
        IndexEntry(sha256=f"{n:064x}", name=str(n), label="far" if n in set(far) else "near") for n in range(1_000)
    ]
    for name, approximate in (("graph", True), ("exact", False)):
        write_index(tmp_path / name, made, entries, Colours(), {}, approximate=approximate)
    found, truth = (Index(tmp_path / name).search(asked, k=9, only={"label": "far"})[0] for name in ("graph", "exact"))
    assert [one.entry.name for one in found] == [one.entry.name for one in truth] and len(found) == 9


@pytest.mark.parametrize("number", [1, 2, 9, 70])
def test_small_indexes_have_a_graph_too(tmp_path: Path, number: int) -> None:
    with_graph, exact = written(tmp_path, number)
    found, truth = (index.search(rows(number), k=9) for index in (with_graph, exact))
    assert [{one.entry.name for one in f} for f in found] == [{one.entry.name for one in t} for t in truth]


def test_every_image_is_found_by_its_own_picture_and_the_same_images_give_the_same_graph(tmp_path: Path) -> None:
    with_graph, _ = written(tmp_path)
    assert [found[0].entry.name for found in with_graph.search(rows(), k=1)] == [str(n) for n in range(NUMBER)]
    told = [write_graph(tmp_path / name, rows(), lambda what, done, total: None) for name in ("once", "again")]
    assert told[0] == told[1] and (tmp_path / "once").read_bytes() == (tmp_path / "again").read_bytes()


def test_without_usearch_nothing_is_built_and_what_is_there_is_searched_exactly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, exact = written(tmp_path)
    for name in ("usearch", "usearch.index"):
        monkeypatch.setitem(sys.modules, name, None)
    with_graph = Index(tmp_path / "graph")
    assert with_graph.store.told == "exact, since usearch is not installed"
    assert with_graph.search(rows()[:3], k=5) == exact.search(rows()[:3], k=5)
    images, table = folder(tmp_path)
    with pytest.raises(InputError, match=r"pip install 'dermagent\[ann\]'"):
        build(images, table, Colours(), tmp_path / "new", approximate=True)
    assert not (tmp_path / "new").exists()


def test_a_graph_that_is_damaged_is_not_mapped(tmp_path: Path) -> None:
    written(tmp_path)
    path = next((tmp_path / "graph").glob("graph-*.usearch"))
    content = path.read_bytes()
    path.write_bytes(content[:-100] + bytes(100))
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "graph").search(rows()[:1])
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "graph").verify()
    path.write_bytes(content[:-100])
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "graph")


def test_the_command_line_builds_a_graph_and_tells_its_recall(tmp_path: Path) -> None:
    from click.testing import CliRunner

    from dermagent.cli.index import index

    images, table = folder(tmp_path, each=30)
    place = str(tmp_path / "index")
    asked = ["build", str(images), "--labels", str(table), "--out", place, "--encoder", ENCODER]
    made = CliRunner().invoke(index, [*asked, "--approximate"], catch_exceptions=False, standalone_mode=False)
    recall = json.loads(made.stdout)["recall_at_10"]
    assert recall >= RECALL
    told = CliRunner().invoke(index, ["stats", place], catch_exceptions=False, standalone_mode=False)
    assert json.loads(told.stdout)["search"] == f"approximate, recall@10 {recall}"
    CliRunner().invoke(index, asked, catch_exceptions=False, standalone_mode=False)
    assert not list((tmp_path / "index").glob("*.usearch"))


def test_a_table_needs_lancedb_and_takes_no_graph(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "lancedb", None)
    images, table = folder(tmp_path)
    with pytest.raises(InputError, match=r"pip install 'dermagent\[lancedb\]'"):
        build(images, table, Colours(), tmp_path / "new", lancedb="anywhere")
    with pytest.raises(InputError, match="needs the vectors beside it"):
        build(images, table, Colours(), tmp_path / "new", lancedb="anywhere", approximate=True)
    assert not (tmp_path / "new").exists()
