"""iToBoS: tiles of skin from total-body photographs with boxes round the lesions, in YOLO or COCO form."""

import json
from collections.abc import Iterator
from pathlib import Path

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase, images_in, safe_id
from dermagent.types import Case, Language

#: Top, left, bottom, right in shares of height and width.
Box = tuple[float, float, float, float]
SPLITS = ("train", "test")


class Itobos:
    """A reader of `<split>/labels/*.txt` (YOLO) or, where it is there, `<split>.json` (COCO); boxes name no disease."""

    name = "itobos"

    def load(self, root: Path, *, split: str, language: Language) -> Iterator[LabelledCase]:
        """The tiles by name, also those without a lesion.

        Raises:
            InputError: there is no such split, or a label file is missing or of another form.
        """
        if split not in SPLITS:
            raise InputError(f"itobos has no split {split!r}; known are {', '.join(SPLITS)}")
        coco, yolo = root / f"{split}.json", root / split / "labels"
        if coco.is_file():
            boxes = read_coco(coco)
        elif yolo.is_dir():
            boxes = {f"{path.stem}.png": read_yolo(path) for path in sorted(yolo.glob("*.txt"))}
        else:
            raise InputError(f"{root.name}: expected {split}/labels with YOLO files or {split}.json in COCO form")
        for name in sorted(boxes):
            images, missing = images_in(root, [f"{split}/images/{name}"], needed=True)
            yield LabelledCase(
                case=Case(id=safe_id(f"{split}-{name}"), images=images),
                reference={},
                why_empty="no diagnosis label",
                group=name,
                missing_images=missing,
                boxes=boxes[name],
            )


def read_yolo(path: Path) -> tuple[Box, ...]:
    """The boxes of one label file: a line has class, centre x, centre y, width and height in shares of the image.

    Raises:
        InputError: a line is of another form, or a box does not lie in the image.
    """
    boxes = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip():
            try:
                x, y, width, height = map(float, line.split()[1:])
            except ValueError as error:
                raise InputError(f"{path.name}, line {number}: expected a class and four numbers") from error
            boxes.append(_box(y - height / 2, x - width / 2, height, width, f"{path.name}, line {number}"))
    return tuple(boxes)


def read_coco(path: Path) -> dict[str, tuple[Box, ...]]:
    """The boxes by file name: left, top, width and height in pixels of images whose size the file tells.

    Raises:
        InputError: the file is of another form, or a box does not lie in its image.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        size = {image["id"]: (image["file_name"], image["height"], image["width"]) for image in content["images"]}
        boxes: dict[str, tuple[Box, ...]] = {name: () for name, _, _ in size.values()}
        for number, one in enumerate(content["annotations"], start=1):
            name, rows, columns = size[one["image_id"]]
            left, top, width, height = one["bbox"]
            box = _box(top / rows, left / columns, height / rows, width / columns, f"{path.name}, annotation {number}")
            boxes[name] = (*boxes[name], box)
    except (OSError, ValueError, KeyError, TypeError, ZeroDivisionError) as error:
        raise InputError(f"{path.name}: expected COCO annotations with images, sizes and boxes") from error
    return boxes


def _box(top: float, left: float, height: float, width: float, where: str) -> Box:
    """A box, cut where rounding puts its edge up to a hundredth outside the image."""
    edges = (top, left, top + height, left + width)
    if not all(-0.01 <= edge <= 1.01 for edge in edges) or height <= 0 or width <= 0:
        raise InputError(f"{where}: the box does not lie in the image")
    top, left, bottom, right = (min(max(edge, 0.0), 1.0) for edge in edges)
    return top, left, bottom, right


READER = Itobos()
