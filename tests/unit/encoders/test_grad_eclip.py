"""The arithmetic of Grad-ECLIP by hand, without torch."""

import numpy as np
import pytest

from dermagent.encoders.grad_eclip import channel_entropy, heat_map, nearness, patch_heat
from dermagent.errors import InputError
from tests.unit.encoders.test_encoders import Colours, image

QUERY = np.array([1.0, 0.0])
#: Cosines to the query: 1, 0, -1.
KEYS = np.array([[2.0, 0.0], [0.0, 3.0], [-1.0, 0.0]])


def test_row_03_nearness_is_the_cosine_scaled_over_the_patches() -> None:
    assert nearness(QUERY, KEYS) == pytest.approx([1.0, 0.5, 0.0])
    assert nearness(QUERY, np.array([[1.0, 1.0], [2.0, 2.0]])).tolist() == [0.0, 0.0]
    assert nearness(QUERY, np.zeros((2, 2))).tolist() == [0.0, 0.0]


def test_row_03_heat_by_hand() -> None:
    w, v = np.array([2.0, -1.0]), np.array([[1.0, 0.0], [3.0, 2.0], [9.0, 0.0]])
    # v·w = 2, 4, 18; times λ = 2, 2, 0
    assert patch_heat(w, v, QUERY, KEYS) == pytest.approx([1.0, 1.0, 0.0])
    # what speaks against the text is cut off: v·w = -2, 4, 18; times λ = -2, 2, 0; above zero 0, 2, 0
    v[0] = (0.0, 2.0)
    assert patch_heat(w, v, QUERY, KEYS) == pytest.approx([0.0, 1.0, 0.0])


@pytest.mark.parametrize("entropy", [False, True])
def test_row_03_no_gradient_and_no_difference_give_zeros_and_never_nan(entropy: bool) -> None:
    v = np.ones((3, 2))
    for w, keys in ((np.zeros(2), KEYS), (np.ones(2), np.ones((3, 2))), (np.array([-1.0, -1.0]), KEYS)):
        assert patch_heat(w, v, QUERY, keys, entropy=entropy).tolist() == [0.0, 0.0, 0.0]
    assert patch_heat(np.ones(2), np.zeros((3, 2)), QUERY, KEYS, entropy=entropy).tolist() == [0.0, 0.0, 0.0]


def test_row_03_entropy_is_one_where_a_channel_fires_everywhere_and_zero_where_it_fires_once() -> None:
    v = np.array([[1.0, 4.0, 1.0, 0.0], [-1.0, 0.0, 1.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    assert channel_entropy(v) == pytest.approx([1.0, 0.0, np.log(2) / np.log(3), 1.0])


def test_row_03_a_channel_that_fires_everywhere_hides_the_planted_patch_unless_entropy_weighs() -> None:
    keys = np.array([[1.0, 0.2], [1.0, 0.1], [1.0, 0.0], [-1.0, 0.0]])  # the last is far, the third nearest
    v = np.array([[5.0, 1.0], [5.0, 0.0], [5.0, 0.0], [5.0, 0.0]])  # the planted patch is the first
    plain, weighted = (patch_heat(np.ones(2), v, QUERY, keys, entropy=entropy) for entropy in (False, True))
    assert plain[1] > 0.8 and weighted.argmax() == 0 and weighted[1:] == pytest.approx([0.0, 0.0, 0.0])


def test_row_03_an_encoder_that_is_no_vit_is_refused() -> None:
    with pytest.raises(InputError, match=r"needs a ViT of open_clip .* colours is none"):
        heat_map(Colours(), image(0), "psoriasis")
