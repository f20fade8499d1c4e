"""Where in an image a CLIP model of the ViT kind finds a text: Grad-ECLIP, and a variant weighted by entropy.

H_i = ReLU(sum over channels c of w_c v_ic λ_i), from the last block taken with one head: w is the gradient of the
cosine by the attention's output at the class token, v the patches' values, λ_i how near patch i's key is to the class
token's query (Grad-ECLIP, Zhao et al. 2024). The variant `entropy` is our own: it multiplies w_c by 1 - e_c, e_c being
the entropy of the channel's |v_ic| over the patches as a share of its greatest value, so that a channel that fires
everywhere counts less.
"""

import math
from typing import Any

import numpy as np
import numpy.typing as npt

from dermagent.encoders.open_clip import OpenClip
from dermagent.encoders.protocol import ImageEncoder, Pixels
from dermagent.errors import InputError

Floats = npt.NDArray[np.float64]
#: A spread below this share of the largest value is rounding, and no map.
_ROUNDING = 1e-6
#: Blue of a pixel above which it belongs to the image and not to a margin that was put around it.
_INSIDE = 127


def heat_map(encoder: ImageEncoder, image: Pixels, text: str, *, entropy: bool = False) -> Floats:
    """How much each patch speaks for the text, (grid, grid), 0 to 1; all zeros where nothing does.

    It lies over `encoder.seen(image)`, which is not the whole of an image that is not square.

    Raises:
        InputError: the encoder is no ViT of open_clip that pools by its class token.
    """
    clip = _checked(encoder)
    torch, tower = clip.torch, clip.model.visual
    *earlier, block = tower.transformer.resblocks
    words = torch.from_numpy(clip.encode_texts([text])[0])
    with torch.no_grad():
        tokens = tower._embeds(clip.prepared([image]))
        for one in earlier:
            tokens = one(tokens)
        inside = torch.nn.functional.linear(block.ln_1(tokens), block.attn.in_proj_weight, block.attn.in_proj_bias)
        q, k, v = inside[0].chunk(3, dim=-1)
        attended = torch.softmax(q @ k.T / math.sqrt(q.shape[-1]), dim=-1) @ v
        query, keys = block.attn.out_proj(q[0]), block.attn.out_proj(k[1:])
    attended.requires_grad_()
    after = tokens + block.ls_1(block.attn.out_proj(attended[None]))
    after = after + block.ls_2(block.mlp(block.ln_2(after)))
    pooled, _ = tower._pool(after)
    cosine = torch.nn.functional.cosine_similarity((pooled @ tower.proj)[0], words, dim=0)
    (slope,) = torch.autograd.grad(cosine, attended)
    heat = patch_heat(*(_array(part) for part in (slope[0], v[1:], query, keys)), entropy=entropy)
    return heat.reshape(tower.grid_size)


def heat_over(encoder: ImageEncoder, image: Pixels, text: str, *, entropy: bool = False) -> Floats:
    """`heat_map` as cells of the whole image, (grid, grid), 0 to 1; zeros where the tower does not look.

    Where each of the tower's pixels comes from is found out by showing it an image of coordinates.

    Raises:
        InputError: as `heat_map`.
    """
    heat = heat_map(encoder, image, text, entropy=entropy)
    seen = _checked(encoder).seen(_coordinates(*image.shape[:2]))
    grid = max(heat.shape)
    rows, columns = (np.minimum(seen[..., channel].astype(int) * grid // 256, grid - 1) for channel in (0, 1))
    own = [np.arange(edge) * cells // edge for edge, cells in zip(seen.shape[:2], heat.shape, strict=True)]
    inside = seen[..., 2] > _INSIDE
    cells = (rows * grid + columns)[inside]
    number = np.bincount(cells, minlength=grid * grid)
    total = np.bincount(cells, weights=heat[own[0]][:, own[1]][inside], minlength=grid * grid)
    spread = (total / np.maximum(number, 1)).reshape(grid, grid)
    return np.asarray(spread / spread.max() if spread.max() > 0 else spread)


def explains(encoder: ImageEncoder) -> bool:
    """Whether a heat map can be made by gradient; occlusion explains any other encoder."""
    try:
        _checked(encoder)
    except InputError:
        return False
    return True


def _coordinates(height: int, width: int) -> Pixels:
    """An image that says in red how far down a pixel lies, in green how far right, and in blue that it is one."""
    made = np.full((height, width, 3), 255, dtype=np.uint8)
    made[..., 0] = ((np.arange(height) + 0.5) * 256 / height).astype(np.uint8)[:, None]
    made[..., 1] = ((np.arange(width) + 0.5) * 256 / width).astype(np.uint8)
    return made


def patch_heat(w: Floats, v: Floats, query: Floats, keys: Floats, *, entropy: bool = False) -> Floats:
    """H of each patch, (n,), scaled to 0 to 1; zeros if it is the same everywhere.

    `w` and `query` are (d,), `v` and `keys` (n, d); query and keys after the output projection.
    """
    weights = w * (1 - channel_entropy(v)) if entropy else w
    return _scaled(np.maximum((v @ weights) * nearness(query, keys), 0.0))


def nearness(query: Floats, keys: Floats) -> Floats:
    """λ: the cosine of each key (n, d) to the query (d,), scaled over the patches to 0 to 1; zeros if all are alike."""
    lengths = np.linalg.norm(keys, axis=1) * np.linalg.norm(query)
    return _scaled(keys @ query / np.where(lengths > 0, lengths, 1.0))


def channel_entropy(v: Floats) -> Floats:
    """e: how evenly each channel of (n, d) fires over the patches, 0 (one patch) to 1 (all alike, or silent)."""
    size = np.abs(v)
    total = size.sum(axis=0)
    p = size / np.where(total > 0, total, 1.0)
    bits = -(p * np.log(np.where(p > 0, p, 1.0))).sum(axis=0)
    return np.asarray(np.where(total > 0, bits / math.log(max(len(v), 2)), 1.0))


def _scaled(values: Floats) -> Floats:
    spread = values.max() - values.min()
    if not spread > _ROUNDING * np.abs(values).max():
        return np.zeros_like(values)
    return np.asarray((values - values.min()) / spread)


def _array(tensor: Any) -> Floats:
    return np.asarray(tensor.detach().numpy(), dtype=np.float64)


def _checked(encoder: ImageEncoder) -> OpenClip:
    if isinstance(encoder, OpenClip):
        tower = encoder.model.visual
        block = getattr(getattr(tower, "transformer", None), "resblocks", [None])[-1]
        if (
            isinstance(getattr(block, "attn", None), encoder.torch.nn.MultiheadAttention)
            and getattr(tower, "pool_type", "") == "tok"
            and tower.attn_pool is None
        ):
            return encoder
    raise InputError(
        f"Grad-ECLIP needs a ViT of open_clip that pools by its class token, and {encoder.name} is none; "
        "dermagent.imaging.saliency.occlusion explains any encoder"
    )
