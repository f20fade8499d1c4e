"""Do crops around the lesion, or votes weighted by rarity, help the index? `python -m tests.bench.regions`.

The 409 photographs of PAD-UFES-20 in the shared data, five folds with whole patients held out: the index of the other
patients is asked about each held-out image, as a whole, with the outlined lesion, and with all that stands out; and
with each neighbour's vote divided by the square root of its label's share of the index.
"""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from dermagent.encoders.lesion_head import CLASSES
from dermagent.encoders.packaged import OpenNsfw
from dermagent.evals.metrics.ranking import balanced_accuracy
from dermagent.evals.metrics.statistics import mean_with_interval, paired_difference
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.load import read_image
from dermagent.imaging.segment import Classical
from dermagent.index.scores import K, mean_votes, votes
from dermagent.index.store import Index, IndexEntry, Neighbour, write_index
from dermagent.steps.retrieve import DecodedImage
from dermagent.steps.retrieve.clip import fused, listed, regions_of
from tests.shared import shared
from tools.train_head import FOLDS, folds_of, read

ROOT = shared() / "data" / "skin_photos"


def by_rarity(found: Sequence[Neighbour], entries: Sequence[IndexEntry]) -> dict[str, float]:
    """Votes divided by the square root of each condition's share of the index."""
    counts = Counter(condition for entry in entries for condition in entry.conditions)
    return {condition: share / np.sqrt(counts[condition] / len(entries)) for condition, share in votes(found).items()}


def main() -> int:
    """Print the table."""
    rows, _ = read()
    labels, patients = [row["label_code"] for row in rows], [row["patient_id"] for row in rows]
    images = [read_image(row["path"], ROOT, ImageLimits()).pixels for row in rows]
    parts = [regions_of(DecodedImage(0, "clinical", pixels, pixels), Classical()) for pixels in images]
    encoder = OpenNsfw()
    vectors = [encoder.encode_images([part.pixels for part in of_image]) for of_image in parts]
    truth, folds = [CLASSES[label] for label in labels], folds_of(labels, patients)
    lists: dict[str, list[list[str]]] = {}
    with TemporaryDirectory() as place:
        for fold in range(FOLDS):
            entries = [
                IndexEntry(sha256=row["id"], name=row["id"], label=t, conditions=(t,), patient=row["patient_id"])
                for row, t, f in zip(rows, truth, folds, strict=True)
                if f != fold
            ]
            whole = np.stack([v[0] for v, f in zip(vectors, folds, strict=True) if f != fold])
            write_index(Path(place) / str(fold), whole, entries, encoder, {})
        indexes = [Index(Path(place) / str(fold)) for fold in range(FOLDS)]
        for of_image, fold in zip(vectors, folds, strict=True):
            found = indexes[fold].search(of_image, k=K)
            heard = [votes(one) for one in found]
            ways = {
                "whole image": listed(heard[0]),
                "whole and lesion, ranks fused": fused(heard[:2]),
                "whole and all parts, ranks fused": fused(heard),
                "whole and lesion, votes averaged": listed(mean_votes(heard[:2])),
                "lesion alone, where there is one": listed(heard[min(1, len(heard) - 1)]),
                "whole image, by rarity": listed(by_rarity(found[0], indexes[fold].entries)),
            }
            for way, candidates in ways.items():
                lists.setdefault(way, []).append([candidate.condition for candidate in candidates])
    counts = [len(of_image) - 1 for of_image in parts]
    print(
        f"{len(rows)} photographs of {len(set(patients))} patients; parts found: none in {counts.count(0)}, "
        f"one in {counts.count(1)}, more in {sum(count > 1 for count in counts)}"
    )
    first = {way: [float(row[:1] == [t]) for row, t in zip(found, truth, strict=True)] for way, found in lists.items()}
    for way, found in lists.items():
        three = mean_with_interval(
            [float(t in row[:3]) for row, t in zip(found, truth, strict=True)], clusters=patients
        )
        balanced = balanced_accuracy(first[way], truth)
        gain = paired_difference(first[way], first["whole image"], clusters=patients)
        one = mean_with_interval(first[way], clusters=patients)
        print(f"{way}: top-1 {one} ({gain}); top-3 {three}; balanced {balanced:.3f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
