"""Which part of an image a score depends on, by covering one part after another; works for any encoder."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from dermagent.imaging.colour import Floats, Pixels

#: Gives a batch of images their scores, for instance the cosine to a neighbour or to a text.
Score = Callable[[list[Pixels]], npt.NDArray[np.floating]]
_GRID, _STEPS = 8, 20
_HEAT = (30.0, 40.0, 255.0)


def occlusion(pixels: Pixels, score: Score, *, grid: int = _GRID, fill: Pixels | None = None) -> Floats:
    """How much the score falls when a cell is covered by one colour: (grid, grid), 0 to 1.

    `fill` is that colour, by default the image's mean. All zeros where covering nothing lowers the score.
    Costs grid² + 1 scores.
    """
    fill = mean_colour(pixels) if fill is None else fill
    covered = []
    for rows, columns in _cells(pixels, grid):
        copy = pixels.copy()
        copy[rows, columns] = fill
        covered.append(copy)
    scores = np.asarray(score([pixels, *covered]), dtype=np.float64)
    drops = np.clip(scores[0] - scores[1:], 0, None).reshape(grid, grid)
    return np.asarray(drops / drops.max() if drops.max() > 0 else drops)


def deletion_and_insertion(
    pixels: Pixels, heat: Floats, score: Score, *, steps: int = _STEPS, fill: Pixels | None = None
) -> tuple[float, float]:
    """Mean scores while cells go, and while they come to a plain image, hottest first; good maps: low, high.

    (Petsiuk, Das, Saenko 2018, with cells for pixels.)
    """
    grid = heat.shape[0]
    cells = _cells(pixels, grid)
    order = np.argsort(-heat.ravel(), kind="stable")
    fill = mean_colour(pixels) if fill is None else fill
    deleted, inserted = pixels.copy(), np.broadcast_to(fill, pixels.shape).copy()
    going, coming = [deleted.copy()], [inserted.copy()]
    for part in np.array_split(order, min(steps, len(order))):
        for n in part:
            rows, columns = cells[n]
            deleted[rows, columns] = fill
            inserted[rows, columns] = pixels[rows, columns]
        going.append(deleted.copy())
        coming.append(inserted.copy())
    return float(np.mean(score(going))), float(np.mean(score(coming)))


def points_inside(heat: Floats, lesion: npt.NDArray[np.bool_]) -> tuple[bool, float]:
    """Whether the hottest cell's middle lies in the outline (pointing game), and the share of heat that does."""
    height, width = lesion.shape
    rows = np.minimum(((np.arange(height) + 0.5) * heat.shape[0] / height).astype(int), heat.shape[0] - 1)
    columns = np.minimum(((np.arange(width) + 0.5) * heat.shape[1] / width).astype(int), heat.shape[1] - 1)
    spread = heat[rows][:, columns]
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    middle = int((row + 0.5) * height / heat.shape[0]), int((column + 0.5) * width / heat.shape[1])
    total = float(spread.sum())
    return bool(lesion[middle]), float(spread[lesion].sum() / total) if total > 0 else 0.0


def overlay(pixels: Pixels, heat: Floats, *, strength: float = 0.6) -> Pixels:
    """The image with the heat over it in blue, which no skin is, smoothly; without heat it stays as it is."""
    from PIL import Image

    image = Image.fromarray(np.rint(np.clip(heat, 0, 1) * 255).astype(np.uint8))
    smooth = np.asarray(image.resize((pixels.shape[1], pixels.shape[0]), Image.Resampling.BILINEAR)) / 255
    weight = (strength * smooth)[..., None]
    return np.asarray(np.rint(pixels * (1 - weight) + np.array(_HEAT) * weight), dtype=np.uint8)


def mean_colour(pixels: Pixels) -> Pixels:
    """The mean of (..., 3) sRGB values, (3,)."""
    return np.asarray(np.rint(pixels.reshape(-1, 3).mean(axis=0)), dtype=np.uint8)


def _cells(pixels: Pixels, grid: int) -> list[tuple[slice, slice]]:
    rows = np.linspace(0, pixels.shape[0], grid + 1).astype(int)
    columns = np.linspace(0, pixels.shape[1], grid + 1).astype(int)
    return [(slice(rows[r], rows[r + 1]), slice(columns[c], columns[c + 1])) for r in range(grid) for c in range(grid)]
