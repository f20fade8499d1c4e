"""What is the same for all cases stands first in every request, then the case and its pictures, then the turn."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.imaging.encode import contact_sheet, encode
from dermagent.imaging.limits import ImageLimits
from dermagent.imaging.synth import render, save_png
from dermagent.llm.base import Request
from dermagent.llm.capabilities import LONG_SIDE, capabilities_of
from dermagent.llm.endpoint import Takes
from dermagent.llm.scripted import ScriptedModel
from dermagent.llm.wire import chat_body
from dermagent.prompts import read_prompt
from dermagent.settings import graph_names
from dermagent.steps.present import images_of, views_of
from dermagent.steps.retrieve.views import DecodedImage
from tests.bench.orchestration import scripted

#: What no case changes: it stands before anything of a case.
FIXED = ("agents/system", "retrieve/naive_cot", "agents/opinion", "agents/debate", "read/history", "look/clinical")
HISTORIES = ("An itchy rash in both elbow creases for years.", "A mole on the back that bleeds since Monday.")
GRAPHS = [name for name in graph_names() if name != "offline"]


def parts_of(request: Request, **takes: Any) -> list[str]:
    """A request as its server reads it: texts and pictures in their order."""
    parts: list[str] = []
    for turn in chat_body(request, Takes(**takes), "m")["messages"]:
        content = turn["content"]
        for part in [{"type": "text", "text": content}] if isinstance(content, str) else content:
            parts.append(part["text"] if part["type"] == "text" else f"<{part['image_url']['url'][-80:]}>")
    return parts


def shared(texts: list[str]) -> int:
    """How many characters all begin with."""
    return next((n for n, same in enumerate(zip(*texts, strict=False)) if len(set(same)) > 1), min(map(len, texts)))


async def asked(graph: str, folder: Path, n: int) -> list[Request]:
    """All requests about a case with three pictures, of which the second cannot be read."""
    for place in (0, 2):
        save_png(render(np.random.default_rng(10 * n + place), size=64), folder / f"{n}_{place}.png")
    (folder / f"{n}_1.png").write_bytes(b"no picture")
    images = tuple(CaseImage(path=f"{n}_{place}.png", modality="clinical") for place in range(3))
    model: ScriptedModel = scripted(hard=True)
    await adiagnose(Case(id=f"c{n}", history=HISTORIES[n], images=images), folder=folder, chat=model, graph=graph)
    return model.requests


@pytest.mark.parametrize("graph", GRAPHS)
async def test_rules_and_tasks_stand_before_the_first_word_of_a_case(graph: str, tmp_path: Path) -> None:
    first, second = [await asked(graph, tmp_path, n) for n in range(2)]
    by_agent = {(one.agent, one.round): one for one in second}
    fixed = [
        line
        for name in FIXED
        for line in read_prompt(name).body.splitlines()
        if len(line.split()) > 5 and "$" not in line
    ]
    compared = 0
    for request in first:
        other = by_agent.get((request.agent, request.round))
        if other is None:
            continue
        texts = ["\n\n".join(parts_of(one)) for one in (request, other)]
        behind = texts[0][shared(texts) :]
        assert not [line for line in fixed if line in behind]
        assert "data:" not in texts[0][: shared(texts)]
        compared += 1
    assert compared >= 2


@pytest.mark.parametrize("graph", ["guideline_cot", "mac", "dermprompt", "self_consistency"])
async def test_all_who_see_the_images_share_them_and_the_case(graph: str, tmp_path: Path) -> None:
    requests = [one for one in await asked(graph, tmp_path, 0) if one.schema_name != "HistoryReply"]
    whole = [parts_of(one) for one in requests]
    images = [place for place, part in enumerate(whole[0]) if part.startswith("<")]
    assert len(images) == 2
    assert len({tuple(parts[: images[-1] + 1]) for parts in whole}) == 1


@pytest.mark.parametrize("limit", [None, 1])
async def test_images_keep_their_numbers_though_one_cannot_be_read(limit: int | None, tmp_path: Path) -> None:
    request = next(one for one in await asked("naive_cot", tmp_path, 0) if one.schema_name == "VisionReply")
    told = request.messages[1].text
    assert [one["number"] for one in json.loads(told[told.index("{") : told.rindex("}") + 1])["pictures"]] == [1, 2, 3]
    assert told.endswith("by number: 1, 3. Pictures of the case that are not attached: 2.")
    labels = [part.rsplit("\n\n", 1)[-1] for part in parts_of(request, images=limit) if not part.startswith("<")]
    if limit:
        assert "Pictures 1, 3 on one contact sheet, row by row, each below its number:" in labels
    else:
        assert [label for label in labels if label.startswith("Picture ")] == ["Picture 1:", "Picture 3:"]


@pytest.mark.parametrize(("model", "side"), [("gpt-4o", 2048), ("medgemma-4b-it", 896), ("unheard-of", LONG_SIDE)])
def test_an_image_is_as_large_as_the_model_looks_at_and_a_sheet_too(model: str, side: int) -> None:
    import io

    from PIL import Image

    pixels = np.full((1500, 2048, 3), 128, dtype=np.uint8)
    views = [DecodedImage(place, "clinical", pixels, pixels) for place in (0, 2)]
    assert capabilities_of(model).side == side
    for per_request, numbers in ((8, [(1,), (3,)]), (1, [(1, 3)])):
        images = images_of(views, per_request=per_request, side=side)
        assert [image.numbers for image in images] == numbers
        if len(images) == 1:
            sheet = contact_sheet([pixels, pixels], (1, 3), max_side=side)
            assert images[0].content == encode(sheet, max_side=side)
        for image in images:
            with Image.open(io.BytesIO(image.content)) as opened:
                assert max(opened.size) >= side - 1
                assert abs(opened.width * opened.height - image.pixels) <= 2 * side


def test_an_image_among_many_is_made_smaller_whether_from_a_file_or_from_bytes(tmp_path: Path) -> None:
    import io

    from PIL import Image

    buffer = io.BytesIO()
    Image.new("RGB", (1600, 80), (200, 150, 130)).save(buffer, format="PNG")
    (tmp_path / "file.png").write_bytes(buffer.getvalue())
    gone = [CaseImage(path=f"gone{n}.png") for n in range(48)]
    case = Case(history="x", images=(CaseImage(path="bytes"), CaseImage(path="file.png"), *gone))
    views = views_of(case, tmp_path, ImageLimits(), {"bytes": buffer.getvalue()})
    assert [(view.place, view.pixels.shape[:2]) for view in views] == [(0, (40, 800)), (1, (40, 800))]  # (32e6/50)^.5
