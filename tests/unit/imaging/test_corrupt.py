"""Corruptions: the image itself at severity 0, the same pixels for the same seed, worse with severity."""

import numpy as np
import pytest

from dermagent.imaging.corrupt import CORRUPTIONS, corrupt
from dermagent.imaging.synth import render

PIXELS = render(np.random.default_rng(0)).pixels


@pytest.mark.parametrize("name", sorted(CORRUPTIONS))
def test_rows_24_35_severity_0_is_the_image_and_others_are_seeded_and_grow(name: str) -> None:
    assert corrupt(PIXELS, name, 0, np.random.default_rng(0)) is PIXELS
    apart = []
    for severity in range(1, 6):
        one, two = (corrupt(PIXELS, name, severity, np.random.default_rng(7)) for _ in range(2))
        assert np.array_equal(one, two) and one.dtype == np.uint8
        if one.shape == PIXELS.shape:
            apart.append(float(np.abs(one.astype(float) - PIXELS).mean()))
    if apart:
        assert 0 < apart[0] < apart[-1]
    else:
        assert one.shape[0] < PIXELS.shape[0]


@pytest.mark.parametrize(("name", "severity"), [("nothing", 1), ("noise", 6), ("noise", -1)])
def test_unknown_corruptions_and_severities_are_refused(name: str, severity: int) -> None:
    with pytest.raises(ValueError, match="known are noise, blur"):
        corrupt(PIXELS, name, severity, np.random.default_rng(0))
