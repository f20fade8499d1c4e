"""Real cases and real photographs through the agents and a mock model over HTTP; skipped where the data are not."""

import csv
import json
from itertools import islice
from typing import Any

import pytest

from dermagent import Case, CaseImage, adiagnose
from dermagent.evals.datasets.dermavqa import READER
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.types import Language
from tests.bench.orchestration import reply
from tests.mock_server import MockServer, serving
from tests.shared import shared

DATA = shared() / "data"
pytestmark = pytest.mark.skipif(not DATA.is_dir(), reason="the shared data are not here; set DERMAGENT_SHARED")


def answer(body: dict[str, Any]) -> str:
    schema = body["response_format"]["json_schema"]["name"]
    return json.dumps(reply(schema, str(body["messages"][-1]["content"]), hard=True))


def cases(step: int) -> list[Case]:
    """Ten histories in three languages and ten photographs, or every so many of each."""
    languages: tuple[Language, ...] = ("en", "zh", "es", "en", "zh", "es", "en", "zh", "es", "en")
    loaded = {
        language: [*islice(READER.load(DATA / "dermavqa/iiyi", split="train", language=language), len(languages))]
        for language in set(languages)
    }
    texts = [loaded[language][n].case for n, language in enumerate(languages)][::step]
    with (DATA / "skin_photos/manifest.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))[::50][:10:step]
    photos = [
        Case(id=f"photo-{n}", images=(CaseImage(path=row["path"]),), history=f"A skin change of the {row['site']}.")
        for n, row in enumerate(rows)
    ]
    return [*texts, *photos]


@pytest.mark.parametrize("step", [4, pytest.param(1, marks=pytest.mark.long)])
async def test_real_cases_are_answered_and_each_photograph_is_shown(step: int) -> None:
    each = len(range(0, 10, step))
    with serving(MockServer(answer)) as server:
        chat = OpenAICompatible("mock", base_url=server.base_url)
        results = [await adiagnose(case, chat=chat, graph="mac", folder=DATA / "skin_photos") for case in cases(step)]
        await chat.aclose()
    assert len(results) == 2 * each
    assert {result.outcome for result in results} == {"answered"}
    assert {result.provenance.calls for result in results} == {10}
    for result in results[each:]:
        assert result.images[0].quality
        assert any("A model has looked" in line for line in result.limits)
    images = [
        part["image_url"]["url"]
        for body in server.bodies
        for message in body["messages"]
        if isinstance(message["content"], list)
        for part in message["content"]
        if part["type"] == "image_url"
    ]
    assert len(images) == each * 9
    assert len(set(images)) == each
    assert all(url.startswith("data:image/jpeg;base64,") for url in images)
