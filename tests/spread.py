"""A few of many alike in the quick run, spread over the whole, and all of them in the long one (`make test-long`)."""

from collections.abc import Iterable
from typing import Any

import pytest


def every(step: int, kinds: Iterable[Any], first: int = 0) -> list[Any]:
    """All of the kinds as parameters of a test; those but every `step`-th, from the `first`, are marked as long."""
    return [kind if n % step == first else pytest.param(kind, marks=pytest.mark.long) for n, kind in enumerate(kinds)]
