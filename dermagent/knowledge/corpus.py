"""The user's own guideline files as statements that can be cited: kept in a folder, and searched.

llama-index searches words (BM25); it is imported only where a corpus is used. Where the corpus has
vectors as well, both orders are fused by reciprocal rank.
"""

import hashlib
import io
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.errors import InputError
from dermagent.knowledge.documents.passages import Document, UnreadPlace
from dermagent.knowledge.documents.read import SUFFIXES, read_document
from dermagent.knowledge.documents.statements import statements_of
from dermagent.knowledge.embedding import Embedder, Vectors
from dermagent.ranks import reciprocal_ranks
from dermagent.types import Statement

_VERSION = 5
#: Each list is looked at this many times k deep.
_DEPTH = 4
#: Sentences further apart than this have nothing to do with each other (our choice: unrelated pairs lie near .1).
_LEAST_COSINE = 0.25
#: Words of two letters and more; each Chinese character by itself, since no blank divides them.
_WORD = r"[\u4e00-\u9fff]|[^\W_\u4e00-\u9fff]{2,}"
_BATCH = 256
#: How bytes of a name that are no letters are kept.
_NAMES = "surrogateescape"


@dataclass(frozen=True)
class Changes:
    """What adding files did: names of files, the number of statements now held, and what could not be read by file.

    `left_out` are files whose kind is not known, `outside` links of a folder that lead out of it or to no file.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]
    removed: tuple[str, ...]
    statements: int
    unread: Mapping[str, tuple[UnreadPlace, ...]]
    nothing_read: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    outside: tuple[str, ...] = ()


class Corpus:
    """A folder that holds the statements of the user's files; the index is made of them at the first search."""

    def __init__(self, folder: Path) -> None:
        """Open a corpus; a folder that is not there yet is an empty one.

        Raises:
            InputError: it is no folder, or the folder does not hold what was written into it.
        """
        if folder.exists() and not folder.is_dir():
            raise InputError(
                f"the guideline corpus must be a folder, and {shown_name(folder)!r} is a file; name another"
            )
        self._folder = folder
        self._files: dict[str, str] = {}
        self._by_file: dict[str, list[Statement]] = {}
        self._unread: dict[str, tuple[UnreadPlace, ...]] = {}
        self._vectors: dict[str, Vectors] = {}
        self.embedder_name: str | None = None
        self._retriever: Any = None
        self._matrix: Vectors | None = None
        if (folder / "manifest.json").is_file():
            self._load()

    def _load(self) -> None:
        damaged = f"the guideline corpus {self._folder.name!r} is damaged; delete the folder and add the files again"
        try:
            manifest = json.loads((self._folder / "manifest.json").read_text(encoding="utf-8"))
            content = (self._folder / "statements.jsonl").read_bytes()
            if not isinstance(manifest, dict):
                raise ValueError("the manifest is no object")
            vectors = (self._folder / "vectors.npy").read_bytes() if manifest.get("embedder") else b""
        except (OSError, ValueError) as error:
            raise InputError(damaged) from error
        if manifest.get("version") != _VERSION:
            raise InputError(
                f"the guideline corpus {self._folder.name!r} was written by another version of dermagent; delete the "
                "folder and add the files again"
            )
        if manifest.get("sha256") != _hashes(content, vectors):
            raise InputError(damaged)
        try:
            self._take(manifest, content, vectors)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise InputError(damaged) from error

    def _take(self, manifest: Mapping[str, Any], content: bytes, vectors: bytes) -> None:
        self._files = manifest["files"]
        self.embedder_name = manifest["embedder"]
        self._unread = {name: tuple(UnreadPlace(*pair) for pair in pairs) for name, pairs in manifest["unread"].items()}
        self._by_file = {name: [] for name in self._files}
        for line in content.decode(errors=_NAMES).split("\n")[:-1]:
            entry = json.loads(line)
            self._by_file[entry.pop("path")].append(Statement.model_validate(entry))
        if self.embedder_name:
            rows = np.load(io.BytesIO(vectors), allow_pickle=False)
            self._vectors = {statement.id: row for statement, row in zip(self.statements, rows, strict=True)}

    @classmethod
    def existing(cls, folder: Path) -> "Corpus":
        """Open a corpus that must be there.

        Raises:
            InputError: there is none, or it is damaged.
        """
        if not (folder / "manifest.json").is_file():
            raise InputError(
                f"there is no guideline corpus in {folder.name!r}; make one with `dermagent guidelines add`"
            )
        return cls(folder)

    @property
    def sha256(self) -> str:
        """A hash of all statements with their ids and places."""
        return hashlib.sha256(self._content()).hexdigest()

    @property
    def statements(self) -> tuple[Statement, ...]:
        """All statements, file by file in the order of their paths."""
        return tuple(statement for name in sorted(self._by_file) for statement in self._by_file[name])

    def counts(self) -> dict[str, int]:
        """Path of each file → number of its statements."""
        return {name: len(self._by_file[name]) for name in sorted(self._by_file)}

    def unread(self) -> dict[str, tuple[UnreadPlace, ...]]:
        """Path of each file of which something could not be read → what that is, and why."""
        return {name: self._unread[name] for name in sorted(self._unread)}

    def add(
        self,
        paths: Iterable[Path],
        embedder: Embedder | None = None,
        report: Callable[[str, int, int], None] = lambda what, done, total: None,
    ) -> Changes:
        """Read files (of a folder: all but hidden ones); unchanged ones are left alone, vanished ones dropped.

        A file that cannot be read is kept without statements and with the reason, and the others are added. A link in a
        folder that leads out of it is not followed.

        With an embedder every statement gets a vector; those that have one of the same embedder keep it. Without one
        the corpus has no vectors afterwards. `report` is told what is being done, how much of it is done, of how much.

        Raises:
            InputError: a path is not there, none is of a known kind, a folder holds no file of one, a package is
                missing, or the corpus cannot be written; nothing is changed then.
            ModelError: the embedder's server failed; nothing is changed then.
        """
        found, left_out, outside = _files_of_all(paths)
        files, by_file, unread = dict(self._files), dict(self._by_file), dict(self._unread)
        added, changed, unchanged = list[str](), list[str](), list[str]()
        for number, path in enumerate(found):
            report("reading files", number, len(found))
            name, called = str(path.resolve()), shown_name(path)
            digest = _digest(path)
            if files.get(name) == digest:
                unchanged.append(called)
                continue
            (changed if name in files else added).append(called)
            document = _document(path)
            files[name], by_file[name] = digest, list(statements_of(called, document.passages))
            unread.pop(name, None)
            if document.unread:
                unread[name] = document.unread
        removed = [name for name in files if not Path(name).is_file()]
        for name in removed:
            del files[name], by_file[name]
            unread.pop(name, None)
        report("reading files", len(found), len(found))
        wanted = embedder.name if embedder else None
        vectors = self._vectors if wanted == self.embedder_name else {}
        if embedder:
            vectors = _with_vectors(vectors, [s for ones in by_file.values() for s in ones], embedder, report)
        anew = wanted != self.embedder_name or not (self._folder / "manifest.json").is_file()
        self._hold(files, by_file, unread, vectors, wanted, save=bool(added or changed or removed or anew))
        gone = tuple(shown_name(Path(name)) for name in removed)
        given = {str(path.resolve()): shown_name(path) for path in found}
        return Changes(
            tuple(added),
            tuple(changed),
            tuple(unchanged),
            gone,
            len(self.statements),
            {given[name]: unread[name] for name in given if name in unread},
            tuple(given[name] for name in given if not by_file[name]),
            left_out,
            outside,
        )

    def _hold(
        self,
        files: dict[str, str],
        by_file: dict[str, list[Statement]],
        unread: dict[str, tuple[UnreadPlace, ...]],
        vectors: dict[str, Vectors],
        embedder: str | None,
        *,
        save: bool,
    ) -> None:
        """Hold all of this instead of what was held, and on the disk too.

        Raises:
            InputError: it cannot be written; what was held before still is.
        """
        before = (self._files, self._by_file, self._unread, self._vectors, self.embedder_name)
        self._files, self._by_file, self._unread, self._vectors, self.embedder_name = (
            files,
            by_file,
            unread,
            vectors,
            embedder,
        )
        self._retriever = self._matrix = None
        if not save:
            return
        try:
            self._save()
        except OSError as error:
            self._files, self._by_file, self._unread, self._vectors, self.embedder_name = before
            raise InputError(
                f"the guideline corpus cannot be written into {shown_path(self._folder)!r} ({error.strerror}); "
                "name a folder that can be written to"
            ) from error

    def _save(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        content, vectors = self._content(), b""
        if self.embedder_name:
            buffer = io.BytesIO()
            np.save(buffer, self._rows())
            vectors = buffer.getvalue()
            _write(self._folder / "vectors.npy", vectors)
        else:
            (self._folder / "vectors.npy").unlink(missing_ok=True)
        manifest = {
            "version": _VERSION,
            "files": self._files,
            "unread": {name: [[one.where, one.why] for one in ones] for name, ones in self._unread.items()},
            "embedder": self.embedder_name,
            "sha256": _hashes(content, vectors),
        }
        _write(self._folder / "statements.jsonl", content)
        _write(self._folder / "manifest.json", json.dumps(manifest, indent=1).encode())

    def _content(self) -> bytes:
        lines = (
            json.dumps({"path": name, **statement.model_dump(mode="json")}, ensure_ascii=False)
            for name in sorted(self._by_file)
            for statement in self._by_file[name]
        )
        return "".join(line + "\n" for line in lines).encode(errors=_NAMES)

    def _rows(self) -> Vectors:
        rows = [self._vectors[statement.id] for statement in self.statements]
        return np.stack(rows) if rows else np.zeros((0, 1), dtype=np.float32)

    def search(self, query: str, k: int = 5, embedder: Embedder | None = None) -> tuple[Statement, ...]:
        """The k statements that fit the query best; none that has neither a word of it nor a near meaning.

        Raises:
            InputError: the embedder is not the one of this corpus.
            ModelError: the embedder's server failed.
        """
        if not self._by_file or not self.statements:
            return ()
        lists = [self._by_words(query, k * _DEPTH)]
        if embedder:
            if embedder.name != self.embedder_name:
                raise InputError(f"this corpus has vectors of {self.embedder_name}, not of {embedder.name}")
            lists.append(self._by_meaning(embedder.embed([query])[0], k * _DEPTH))
        scores = reciprocal_ranks([{name: rank for rank, name in enumerate(ranked, start=1)} for ranked in lists])
        by_id = {statement.id: statement for statement in self.statements}
        return tuple(by_id[name] for name in sorted(scores, key=lambda name: -scores[name])[:k])

    def _by_meaning(self, query: Vectors, k: int) -> list[str]:
        if self._matrix is None:
            self._matrix = self._rows()
        cosines = self._matrix @ query
        order = np.argsort(-cosines, kind="stable")[:k]
        return [self.statements[n].id for n in order if cosines[n] >= _LEAST_COSINE]

    def _by_words(self, query: str, k: int) -> list[str]:
        if self._retriever is None:
            self._retriever = _index(self.statements)
        self._retriever.similarity_top_k = min(k, len(self.statements))
        hits = self._retriever.retrieve(query)
        return [hit.node.node_id for hit in hits if (hit.score or 0.0) > 0]


def _write(path: Path, content: bytes) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_bytes(content)
    os.replace(temporary, path)


def _index(statements: tuple[Statement, ...]) -> Any:
    from llama_index.core.schema import TextNode
    from llama_index.retrievers.bm25 import BM25Retriever

    nodes = [TextNode(id_=s.id, text=_searched(s)) for s in statements]
    # verbose=False: it draws progress bars on the host's stderr otherwise
    return BM25Retriever.from_defaults(
        nodes=nodes, similarity_top_k=min(5, len(nodes)), token_pattern=_WORD, verbose=False
    )


def _hashes(content: bytes, vectors: bytes) -> str:
    return hashlib.sha256(content + vectors).hexdigest()


def _with_vectors(
    held: Mapping[str, Vectors],
    statements: Sequence[Statement],
    embedder: Embedder,
    report: Callable[[str, int, int], None],
) -> dict[str, Vectors]:
    """The vectors of all statements by id; those held already are kept."""
    vectors = {s.id: held[s.id] for s in statements if s.id in held}
    new = [s for s in {s.id: s for s in statements}.values() if s.id not in vectors]
    for start in range(0, len(new), _BATCH):
        report("embedding statements", start, len(new))
        part = new[start : start + _BATCH]
        rows = embedder.embed([_searched(s) for s in part])
        vectors.update((s.id, row) for s, row in zip(part, rows, strict=True))
    report("embedding statements", len(new), len(new))
    return vectors


def _searched(statement: Statement) -> str:
    return f"{statement.anchor or ''} {statement.text}"


#: What the names of hidden files and folders begin with, and of the locks that Word puts beside open files.
_HIDDEN = (".", "~$")


@dataclass
class _Found:
    """The files of a path that are read, those of another kind, and links that lead out of it."""

    known: list[Path]
    others: list[Path]
    outside: list[Path]


def _files_of(given: Path) -> _Found:
    """The files of a path; of a folder all but hidden ones, through links only where they stay inside."""
    if given.is_dir():
        found = _Found([], [], [])
        home = given.resolve()
        for path in sorted(given.rglob("*")):
            inside = path.relative_to(given)
            if any(part.startswith(_HIDDEN) for part in inside.parts):
                continue
            if not _is_file(path):
                found.outside += [path] if path.is_symlink() and not path.is_dir() else []
                continue
            known = path.suffix.lower() in SUFFIXES
            real = path.resolve()
            if not real.is_relative_to(home) or any(part.startswith(_HIDDEN) for part in real.relative_to(home).parts):
                found.outside.append(path)
            else:
                (found.known if known else found.others).append(path)
        if not found.known:
            raise InputError(f"the folder {shown_name(given)!r} holds no file that is one of {', '.join(SUFFIXES)}")
        return found
    if not given.is_file():
        raise InputError(f"the guideline file {shown_name(given)!r} is not there")
    is_known = given.suffix.lower() in SUFFIXES
    return _Found([given] if is_known else [], [] if is_known else [given], [])


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a link to itself, a folder that may not be entered
        return False


def _files_of_all(given: Iterable[Path]) -> tuple[list[Path], tuple[str, ...], tuple[str, ...]]:
    """The files of all paths, each once; the names of those whose kind is not known, and of links that lead out."""
    found = [_files_of(one) for one in given]
    known = {path.resolve(): path for one in reversed(found) for path in reversed(one.known)}
    left_out = tuple(shown_name(path) for one in found for path in one.others)
    outside = tuple(shown_name(path) for one in found for path in one.outside)
    if not known and left_out:
        raise InputError(f"{', '.join(map(repr, left_out))} is none of {', '.join(SUFFIXES)}; save it as one of them")
    return list(reversed(known.values())), left_out, outside


def shown_name(path: Path) -> str:
    """The name of a file or folder with a sign for each byte of it that is no letter."""
    return path.name.encode(errors=_NAMES).decode(errors="replace")


def shown_path(path: Path) -> str:
    """A path as it was given, with a sign for each byte of it that is no letter."""
    return str(path).encode(errors=_NAMES).decode(errors="replace")


def _digest(path: Path) -> str:
    """The hash of a file's content; empty where it cannot be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _document(path: Path) -> Document:
    """The passages of a file; none, and why, where it cannot be read."""
    called = shown_name(path)
    try:
        return read_document(path)
    except InputError as error:
        if isinstance(error.__cause__, ModuleNotFoundError):
            raise
        why = str(error)
    except OSError as error:
        why = f"{called} cannot be opened ({error.strerror or type(error).__name__})"
    except Exception as error:  # what a damaged or malicious file makes of the packages must not lose the other files
        why = f"{called} cannot be read ({type(error).__name__}); it is damaged: save it anew"
    return Document((), (UnreadPlace("the whole file", why.encode(errors=_NAMES).decode(errors="replace")),))
