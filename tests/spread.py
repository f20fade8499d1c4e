"""A few of many alike in the quick run, spread over the whole, and all of them in the long one (`make test-long`)."""

from collections.abc import Iterable
from typing import Any

import pytest


def every(step: int, kinds: Iterable[Any], first: int = 0) -> list[Any]:
    """All of the kinds as parameters of a test; those but every `step`-th, from the `first`, are marked as long."""
    given = [kind if isinstance(kind, tuple) else (kind,) for kind in kinds]
    return [pytest.param(*one, marks=() if n % step == first else pytest.mark.long) for n, one in enumerate(given)]
