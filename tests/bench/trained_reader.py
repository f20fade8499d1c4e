"""What a small trained reader would add to the reader: `python -m tests.bench.trained_reader` (decision 13).

fastText (`pip install fasttext-wheel`, in no extra) learns each finding from the authored wordings, alone, in pairs and
among words of the DermaVQA train posts, whose clauses stand for no finding; then it reads clauses without a denial of
four sets of histories, and what it finds beside the reader is counted: keyed findings that were missed, and others.
"""

import json
import random
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from dermagent.resources import data_root
from dermagent.steps.observe import observe
from tests.bench.reading import SETS, is_present, read_histories
from tests.shared import shared

HELD_OUT = {"en": ("en_2", "en_3"), "es": ("es_3",), "zh": ("zh_3",)}
THRESHOLDS = (0.5, 0.7, 0.85, 0.95)
_WORDINGS = data_root() / "dermagent" / "knowledge" / "data" / "lexicon" / "wordings"
_PARTS = {
    "en": r"[.,;:!?\n()]+|\b(?:and|but|which|that|because)\b| - ",
    "es": r"[.,;:!?\n()¿¡]+|\b(?:y|pero|que|porque)\b| - ",
    "zh": r"[。，；：！？、\n（）,.;:!?()]+",
}
_DENIED = {
    "en": r"\b(?:no|not|nor|never|neither|without|denies|denied|none|nil|neg|negative|free of|absent|if)\b|n't",
    "es": r"\b(?:no|ni|nunca|sin|niega|tampoco|jam[aá]s|nada|negativ\w+|si)\b",
    "zh": r"[无無没沒不否未]",
}


def wordings(language: str) -> Iterator[tuple[str, str]]:
    """Each authored wording with its finding."""
    for path in sorted(_WORDINGS.glob(f"{language}_*.txt")):
        finding = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.startswith("#"):
                if line[0] != " ":
                    finding = line.rstrip(":")
                else:
                    yield line.strip(), finding


def tokens(text: str, language: str) -> list[str]:
    """Words, or characters of Chinese."""
    return [*re.sub(r"\s", "", text)] if language == "zh" else re.findall(r"\w+", text.lower())


def clauses(text: str, language: str) -> list[str]:
    """Parts of a text between marks and linking words."""
    return [part for part in re.split(_PARTS[language], text, flags=re.IGNORECASE) if len(part.strip()) > 1]


def trained(language: str, folder: Path) -> Any:
    """A one-vs-all fastText model over words, their parts and their pairs."""
    import fasttext

    rng = random.Random(0)
    posts = json.loads((shared() / "data" / "dermavqa" / "iiyi" / "train.json").read_text(encoding="utf-8"))
    told = [f"{post.get(f'query_title_{language}')}. {post.get(f'query_content_{language}')}" for post in posts[:600]]
    words = [word for text in told for word in tokens(text, language)]
    every = list(wordings(language))
    lines = [
        f"__label__none {' '.join(tokens(clause, language))}" for text in told for clause in clauses(text, language)
    ]
    for (wording, finding), paired in product(every, (False, True)):
        beside = rng.choices(words, k=rng.choice((0, 0, 1, 2, 3)))
        other, second = rng.choice(every)
        said = [*tokens(wording, language), *beside, *(tokens(other, language) if paired else ())]
        names = [finding, second] if paired else [finding]
        lines.append(f"{' '.join(f'__label__{name}' for name in names)} {' '.join(said)}")
    file = folder / f"{language}.txt"
    file.write_text("\n".join(lines), encoding="utf-8")
    parts = {"minn": 0, "maxn": 0, "wordNgrams": 3} if language == "zh" else {"minn": 3, "maxn": 5, "wordNgrams": 2}
    return fasttext.train_supervised(
        str(file), loss="ova", dim=64, epoch=25, lr=0.3, bucket=100_000, thread=1, verbose=0, **parts
    )


def main() -> int:
    """Print what it adds, by set and threshold."""
    try:
        import fasttext  # noqa: F401
    except ImportError:
        sys.stdout.write("fastText is missing: pip install fasttext-wheel\n")
        return 2
    for language, names in HELD_OUT.items():
        with TemporaryDirectory() as folder:
            model = trained(language, Path(folder))
        for name in names:
            keyed, gained, others = 0, dict.fromkeys(THRESHOLDS, 0), dict.fromkeys(THRESHOLDS, 0)
            for history in read_histories(SETS / f"{name}.jsonl"):
                seen = observe(history.case)
                missed = {finding for finding in history.present if not is_present(seen, finding)}
                keyed += len(history.present)
                best: dict[str, float] = defaultdict(float)
                for clause in clauses(history.case.history, language):
                    if not re.search(_DENIED[language], clause, re.IGNORECASE):
                        line = " ".join(tokens(clause, language)) + "\n"
                        for share, label in model.f.predict(line, 8, 0.0, "strict"):
                            best[label[9:]] = max(best[label[9:]], share)
                for threshold in THRESHOLDS:
                    new = {label for label, share in best.items() if share > threshold and label != "none"}
                    new -= {item.finding for item in seen.items}
                    gained[threshold] += len(new & missed)
                    others[threshold] += len(new - missed)
            for threshold in THRESHOLDS:
                share = gained[threshold] / keyed
                told = f"{name} at {threshold}: +{share:.3f} of {keyed} stated findings; {others[threshold]} others"
                sys.stdout.write(f"{told}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
