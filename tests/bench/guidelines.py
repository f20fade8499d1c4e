"""Time to index and to search a corpus of 1,000 made-up pages; `python -m tests.bench.guidelines`."""

import random
import statistics
import tempfile
import time
from pathlib import Path

from dermagent.knowledge.base import knowledge
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.embedding import MiniLM

PAGES, PARAGRAPHS = 1_000, 4


def main() -> int:
    """Print index time against reading the bytes alone, and the median search."""
    rng = random.Random(0)
    words = [word for finding in knowledge().findings.values() for word in finding.term.split()]
    names = [condition.name for condition in knowledge().conditions.values()]
    with tempfile.TemporaryDirectory() as folder:
        pages = Path(folder) / "pages"
        pages.mkdir()
        for n in range(PAGES):
            parts = [f"{rng.choice(names)} shows {' '.join(rng.choices(words, k=60))}." for _ in range(PARAGRAPHS)]
            (pages / f"{n}.md").write_text(f"# {rng.choice(names)}\n\n" + "\n\n".join(parts), encoding="utf-8")
        started = time.perf_counter()
        for path in pages.iterdir():
            path.read_bytes()
        reading = time.perf_counter() - started
        started = time.perf_counter()
        changes = Corpus(Path(folder) / "corpus").add([pages])
        indexing = time.perf_counter() - started
        started = time.perf_counter()
        corpus = Corpus(Path(folder) / "corpus")
        again = corpus.add([pages])
        unchanged = time.perf_counter() - started
        queries = [f"{rng.choice(names)} {' '.join(rng.choices(words, k=6))}" for _ in range(50)]
        by_words = _searched(corpus, queries, None)
        meaning = "  by meaning: not measured, the packaged text encoder is not installed"
        if MiniLM.installed():
            encoder = MiniLM()
            started = time.perf_counter()
            corpus.add([pages], encoder)
            embedding = time.perf_counter() - started
            started = time.perf_counter()
            encoder.embed(["\n".join(queries[:1])] * 32)
            bare = (time.perf_counter() - started) / 32
            both = _searched(corpus, queries, encoder)
            meaning = (
                f"  vectors of {changes.statements} statements: {embedding:.0f} s = "
                f"{embedding / changes.statements / bare:.1f} x the encoder alone on a short text\n"
                f"  search by words and meaning, warm: {both * 1000:.1f} ms = {both / by_words:.1f} x words alone"
            )
    print(f"{PAGES} pages, {changes.statements} statements")
    print(f"  indexed in {indexing:.1f} s = {indexing / reading:.0f} x reading the files ({reading * 1000:.0f} ms)")
    print(f"  added again, {len(again.unchanged)} of them unchanged: {unchanged:.2f} s")
    print(f"  search by words, warm: {by_words * 1000:.1f} ms")
    print(meaning)
    return 0


def _searched(corpus: Corpus, queries: list[str], embedder: MiniLM | None) -> float:
    """Median seconds of a search, the first one aside."""
    times = []
    for query in queries:
        started = time.perf_counter()
        corpus.search(query, 8, embedder)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


if __name__ == "__main__":
    raise SystemExit(main())
