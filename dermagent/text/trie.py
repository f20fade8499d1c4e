"""A trie of phrases in columns of numbers, which is quickly written to a file and read again."""

from collections.abc import Mapping
from typing import Any

_NO_EDGES: dict[str, int] = {}
_NONE_BESIDE: tuple[int, ...] = ()
_NO_ENDS: tuple[str, ...] = ()
_SPARSE: Mapping[str, Any] = {"edges": _NO_EDGES, "beside": _NONE_BESIDE, "ends": _NO_ENDS}


class Trie:
    """The places that phrases lead to, by number, in columns, so that a whole trie is written and read as it is.

    `edges` lead from a place to the next ones by symbol; most places are leaves and share one empty table. `beside` are
    places reached together with it: behind a `~`, or where alternatives meet. `ends` are the keys whose phrase ends
    here, `gap` says how many other words may stand before the next word, `loose` whether a wording leads here.
    Tables and tuples of plain values cost the garbage collector nothing, where a hundred thousand lists would.
    """

    def __init__(self) -> None:
        self.edges: list[dict[str, int]] = []
        self.beside: list[tuple[int, ...]] = []
        self.ends: list[tuple[str, ...]] = []
        self.gap: list[int] = []
        self.loose: list[bool] = []

    def new(self, gap: int = 0, *, loose: bool = False) -> int:
        """A place of its own, which nothing leads to yet."""
        self.edges.append(_NO_EDGES)
        self.beside.append(_NONE_BESIDE)
        self.ends.append(_NO_ENDS)
        self.gap.append(gap)
        self.loose.append(loose)
        return len(self.gap) - 1

    def child(self, place: int, symbol: str, gap: int = 0, *, loose: bool = False) -> int:
        """The place behind a symbol, made if there is none yet."""
        known = self.edges[place].get(symbol)
        return self.put(place, symbol, self.new(gap, loose=loose)) if known is None else known

    def put(self, place: int, symbol: str, child: int) -> int:
        """Lead from a place to another one by a symbol."""
        if self.edges[place] is _NO_EDGES:
            self.edges[place] = {}
        self.edges[place][symbol] = child
        return child

    def behind_tilde(self, place: int, gap: int, *, loose: bool = False) -> int:
        """The place behind a `~` that stands behind this one."""
        for other in self.beside[place]:
            if self.gap[other] == gap:
                return other
        return self.join(place, self.new(gap, loose=loose))

    def join(self, place: int, other: int) -> int:
        """Reach another place together with this one."""
        self.beside[place] = (*self.beside[place], other)
        return other

    def end(self, place: int, key: str) -> None:
        """Let the phrase of a key end at a place."""
        if key not in self.ends[place]:
            self.ends[place] = (*self.ends[place], key)

    def dump(self) -> dict[str, Any]:
        """The columns; tables and lists only of the places that have some."""
        sparse = {name: {n: value for n, value in enumerate(getattr(self, name)) if value} for name in _SPARSE}
        return {"gap": self.gap, "loose": self.loose, **sparse}

    @classmethod
    def load(cls, dumped: Mapping[str, Any]) -> "Trie":
        """The trie of what `dump` gave."""
        trie = cls()
        trie.gap, trie.loose = dumped["gap"], dumped["loose"]
        for name, empty in _SPARSE.items():
            column: list[Any] = [empty] * len(trie.gap)
            for n, value in dumped[name].items():
                column[n] = value
            setattr(trie, name, column)
        return trie
