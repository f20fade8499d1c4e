"""Approximate search: a graph of the rows in half precision (usearch), its recall measured when it is built."""

import math
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from dermagent.encoders.protocol import Vectors
from dermagent.errors import InputError
from dermagent.index.entries import BLOCK, IndexEntry, Neighbour
from dermagent.index.exact import ExactStore
from dermagent.index.files import GRAPH, check, damaged, file_name

#: Links of a row, and how widely its place is searched when it is added.
_LINKS, _WIDTH_ADDING = 16, 128
#: How widely to search: the first that reaches the recall is kept.
_WIDTHS, RECALL = (64, 128, 256, 512, 1_024), 0.95
#: Neighbours that the recall is counted over, and most rows that are held out to ask for.
K, _ASKED = 10, 500
#: With a filter that fewer rows than this share pass, looking at all of them is the faster way.
_LEAST_SHARE = 0.05


class ApproximateStore:
    """The graph over an exact store, which stays behind it: for filters that few pass, and for the true cosines."""

    def __init__(self, exact: ExactStore) -> None:
        self._exact = exact
        self.told = f"approximate, recall@{K} {exact.manifest['approximate']['recall']}"
        try:
            usearch()
        except InputError:
            self.told = "exact, since usearch is not installed"

    def __len__(self) -> int:
        return len(self._exact)

    def nearest(
        self, asked: Vectors, k: int, only: Mapping[str, str], not_of: str, *, plain: bool = False
    ) -> list[list[Neighbour]]:
        """See `VectorStore`; where the graph gives fewer than k that fit, all rows are looked at."""
        fitting = self._exact.fitting(only, not_of)
        share = 1.0 if fitting is None else float(fitting.mean())
        if plain or share < _LEAST_SHARE or self._graph is None:
            return self._exact.exactly(asked, k, fitting, plain=plain)
        wanted = min(len(self), k if fitting is None else math.ceil(2 * k / share))
        least = min(k, round(share * len(self)))
        found = []
        for row in asked:
            places = self._graph.search(row, wanted).keys.astype(np.int64)
            if fitting is not None:
                places = places[fitting[places]]
            if len(places) < least:
                found += self._exact.exactly(row[None], k, fitting)
                continue
            similar = self._exact.rows[places] @ row
            if not np.isfinite(similar).all():
                raise damaged(self._exact.folder)
            order = np.lexsort((places, -similar))[:k]
            found.append(self._exact.neighbours(places[order], similar[order]))
        return found

    def entries(self) -> Iterator[IndexEntry]:
        """See `VectorStore`."""
        return self._exact.entries()

    def vectors(self) -> Iterator[Vectors]:
        """See `VectorStore`."""
        return self._exact.vectors()

    def verify(self) -> None:
        """See `VectorStore`."""
        self._exact.verify()

    @cached_property
    def _graph(self) -> Any:
        """The mapped graph, None without usearch; its hash is checked first, for usearch trusts what it maps."""
        folder, manifest = self._exact.folder, self._exact.manifest
        try:
            index = usearch()
        except InputError:
            return None
        check(folder, GRAPH, manifest)
        graph = index.restore(folder / file_name(GRAPH, manifest), view=True)
        if graph is None or len(graph) != len(self):
            raise damaged(folder)
        graph.expansion_search = manifest["approximate"]["width"]
        return graph


def write_graph(path: Path, rows: Vectors, report: Callable[[str, int, int], None]) -> dict[str, Any]:
    """Write the graph; how widely it must be searched, and the recall@10 that this gives on rows it did not hold yet.

    One thread adds all: where several add at once, about one row in a thousand is left without a link to it and never
    found, and no two graphs are the same.

    Raises:
        InputError: usearch is missing.
    """
    graph = usearch()(ndim=rows.shape[1], metric="ip", dtype="f16", connectivity=_LINKS, expansion_add=_WIDTH_ADDING)
    asked = np.unique(np.linspace(0, len(rows) - 1, min(_ASKED, -(-len(rows) // 10))).astype(np.int64))
    held = np.ones(len(rows), dtype=bool)
    held[asked] = False
    for start in range(0, len(rows), BLOCK):
        report("building the graph", start, len(rows))
        places = start + np.nonzero(held[start : start + BLOCK])[0]
        graph.add(places, rows[places], threads=1)
    told = _measured(graph, rows, asked, held)
    graph.add(asked, rows[asked], threads=1)
    report("building the graph", len(rows), len(rows))
    graph.save(path)
    return told


def _measured(graph: Any, rows: Vectors, asked: npt.NDArray[np.int64], held: npt.NDArray[np.bool_]) -> dict[str, Any]:
    """The least width that reaches the recall, or the largest, and what it reaches."""
    k = min(K, int(held.sum()))
    if k == 0:
        return {"width": _WIDTHS[0], "recall": 1.0, "asked": 0}
    best = np.full((len(asked), k), -np.inf, dtype=np.float32)
    for start in range(0, len(rows), BLOCK):
        block = rows[asked] @ rows[start : start + BLOCK].T
        block[:, ~held[start : start + BLOCK]] = -np.inf
        best = -np.sort(-np.hstack([best, block]), axis=1)[:, :k]
    for width in _WIDTHS:
        graph.expansion_search = width
        # Found is what is as similar as the k-th nearest: among equal images any may stand in the list.
        found = [rows[graph.search(rows[n], k).keys.astype(np.int64)] @ rows[n] for n in asked]
        hits = [int((row >= least - 1e-6).sum()) for row, least in zip(found, best[:, -1], strict=True)]
        recall = sum(hits) / (k * len(asked))
        if recall >= RECALL:
            break
    return {"width": width, "recall": round(recall, 4), "asked": len(asked)}


def usearch() -> Any:
    """The graph's class.

    Raises:
        InputError: usearch is missing.
    """
    try:
        from usearch.index import Index
    except ImportError as error:
        raise InputError("approximate search needs usearch; pip install 'dermagent[ann]'") from error
    return Index
