"""A LanceDB table as store of an index: the same answers as the default store, filters, rebuilding, damage."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from dermagent.errors import InputError
from dermagent.index.build import build
from dermagent.index.entries import IndexEntry
from dermagent.index.store import Index, write_index
from tests.unit.encoders.test_encoders import Colours
from tests.unit.index.test_index import colour, folder

pytestmark = [
    pytest.mark.extras,
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),  # lancedb's own
]
NUMBER, DIMENSION = 3_000, 24


def both(tmp_path: Path) -> tuple[Index, Index, np.ndarray]:
    """The same images in a table and in files, and their vectors."""
    pytest.importorskip("lancedb")
    rows = np.random.default_rng(0).normal(size=(NUMBER, DIMENSION)).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    entries = [
        IndexEntry(
            sha256=f"{n:064x}",
            name=f"{n}.jpg",
            label="it's" if n % 2 else "b",
            conditions=("c", "d") if n % 3 else (),
            patient=f"p{n % 50}",
            fitzpatrick="VI" * (n % 10 == 0),
        )
        for n in range(NUMBER)
    ]
    write_index(tmp_path / "table", rows, entries, Colours(), {}, lancedb=str(tmp_path / "lance"))
    write_index(tmp_path / "files", rows, entries, Colours(), {})
    return Index(tmp_path / "table"), Index(tmp_path / "files"), rows


@pytest.mark.parametrize(
    "only", [{}, {"label": "it's"}, {"condition": "d", "fitzpatrick": "VI"}, {"modality": "dermoscopic"}]
)
@pytest.mark.parametrize("not_of", ["", "p3", "o'neil"])
def test_a_table_answers_as_files_do(tmp_path: Path, only: dict[str, str], not_of: str) -> None:
    table, files, rows = both(tmp_path)
    found, truth = (index.search(rows[:10], k=9, only=only, not_of=not_of) for index in (table, files))
    assert [[one.entry for one in row] for row in found] == [[one.entry for one in row] for row in truth]
    similar = [[[one.similarity for one in row] for row in rows] for rows in (found, truth)]
    assert np.allclose(similar[0], similar[1], atol=1e-5)
    assert table.entries == files.entries and table.manifest["least_similarity"] == files.manifest["least_similarity"]
    assert np.array_equal(np.concatenate(list(table.store.vectors())), rows)


def test_a_table_is_rebuilt_from_what_it_holds_and_the_old_one_goes(tmp_path: Path) -> None:
    lancedb = pytest.importorskip("lancedb")
    images, table = folder(tmp_path)
    uri = str(tmp_path / "lance")
    build(images, table, Colours(), tmp_path / "index", lancedb=uri)
    assert {path.suffix for path in (tmp_path / "index").iterdir()} == {".json", ".npz"}
    with table.open("a") as file:
        file.write("new.png,scabies,,,,\n")
    Image.new("RGB", (16, 16), (211, 45, 45)).save(images / "new.png")
    again = build(images, table, Colours(), tmp_path / "index", lancedb=uri)
    assert (again.images, again.encoded) == (13, 1)
    assert len(lancedb.connect(uri).list_tables().tables) == 1
    index = Index(tmp_path / "index")
    index.verify()
    assert [one.entry.label for one in index.search(colour(210, 45, 45), k=5)[0]] == ["scabies"] * 5
    assert build(images, table, Colours(), tmp_path / "index").encoded == 0
    assert lancedb.connect(uri).list_tables().tables == []


def test_a_table_that_was_changed_or_dropped_is_noticed(tmp_path: Path) -> None:
    lancedb = pytest.importorskip("lancedb")
    images, table = folder(tmp_path)
    build(images, table, Colours(), tmp_path / "index", lancedb=str(tmp_path / "lance"))
    database = lancedb.connect(str(tmp_path / "lance"))
    [name] = database.list_tables().tables
    database.open_table(name).update(where="place = 3", values={"label": "another"})
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "index").verify()
    database.open_table(name).delete("place = 3")
    with pytest.raises(InputError, match="damaged"):
        Index(tmp_path / "index")
    database.drop_table(name)
    with pytest.raises(InputError, match="table of the index 'index' cannot be opened"):
        Index(tmp_path / "index")
