"""What a mistyped name was meant to be."""

import difflib
from collections.abc import Iterable
from itertools import takewhile


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A question that ends a sentence, such as "; did you mean 'eval'?"; empty where nothing known is near.

    What all known names begin with counts for no likeness.
    """
    known = sorted(known)
    columns = zip(*known, strict=False) if len(known) > 1 else ()
    skip = sum(1 for _ in takewhile(lambda letters: len(set(letters)) == 1, columns))
    skip = skip if known and name.startswith(known[0][:skip]) else 0
    ends = {one[skip:].lower(): one for one in known}
    end = name[skip:].lower()
    begun = [one for one in ends if len(end) >= 3 and one.startswith(end)]
    found = begun if len(begun) == 1 else difflib.get_close_matches(end, ends, n=1, cutoff=0.6)
    return f"; did you mean {ends[found[0]]!r}?" if found else ""
