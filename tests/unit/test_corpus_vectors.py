"""Search by meaning beside words: fused, kept, incremental, and nothing lost when the encoder is not there."""

import json
import re
from collections.abc import Sequence
from pathlib import Path

import httpx
import httpx2
import numpy as np
import pytest
import respx

from dermagent import Case, adiagnose
from dermagent.errors import InputError, ModelUnavailable
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.embedding import MiniLM, Vectors, unit
from dermagent.llm import connection
from dermagent.llm.connection import origin
from dermagent.llm.openai_compat import EmbeddingEndpoint

TEXT = """# Contacts

Everybody under the same roof is given the cream on one day.

# Winter

Dry weather makes the legs crack and sting in old age.
"""
BASE = "http://127.0.0.1:8000/v1"


class Topics:
    """Knows two topics by their words, as an encoder knows meanings."""

    name = "topics"
    topics = (("roof", "household", "family"), ("dry", "xerosis", "winter"))

    def __init__(self) -> None:
        self.asked: list[str] = []

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.asked += texts
        found = [[float(any(word in text.lower() for word in words)) for words in self.topics] for text in texts]
        return unit(np.array(found).reshape(len(texts), 2))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "house.md"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_a_statement_is_found_by_its_meaning_without_a_word_of_the_query(file: Path, tmp_path: Path) -> None:
    corpus = Corpus(tmp_path / "c")
    corpus.add([file], Topics())
    assert corpus.search("household") == ()
    assert [hit.anchor for hit in Corpus(tmp_path / "c").search("household", embedder=Topics())] == [
        corpus.statements[0].anchor
    ]
    assert corpus.search("melanoma", embedder=Topics()) == ()


def test_words_and_meaning_are_fused_by_reciprocal_rank(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    by_both = "The household is asked about itching."
    by_meaning = "The cream is shared under one roof only."
    by_words = "Itching without a cause needs blood tests."
    path.write_text(f"{by_words}\n\n{by_meaning}\n\n{by_both}\n", encoding="utf-8")
    corpus = Corpus(tmp_path / "c")
    corpus.add([path], Topics())
    found = [hit.text for hit in corpus.search("household itching", 3, Topics())]
    assert found[0] == by_both
    assert set(found[1:]) == {by_meaning, by_words}


def test_only_new_statements_are_embedded_again(file: Path, tmp_path: Path) -> None:
    Corpus(tmp_path / "c").add([file], Topics())
    file.write_text(TEXT + "\n# Nails\n\nNails of the family are cut short and kept clean.\n", encoding="utf-8")
    second = Topics()
    told: list[tuple[str, int, int]] = []
    Corpus(tmp_path / "c").add([file], second, lambda *what: told.append(what))
    assert len(second.asked) == 1 and "Nails" in second.asked[0]
    assert told[0] == ("reading files", 0, 1) and told[-1] == ("embedding statements", 1, 1)
    third = Topics()
    Corpus(tmp_path / "c").add([file], third)
    assert third.asked == []


def test_without_an_encoder_the_vectors_go(file: Path, tmp_path: Path) -> None:
    Corpus(tmp_path / "c").add([file], Topics())
    corpus = Corpus(tmp_path / "c")
    corpus.add([file])
    assert corpus.embedder_name is None
    assert not (tmp_path / "c" / "vectors.npy").exists()
    with pytest.raises(InputError, match="vectors of None, not of topics"):
        corpus.search("household", embedder=Topics())


@pytest.mark.parametrize("damage", [b"", b"\x93NUMPY garbage"])
def test_damaged_vectors_are_noticed_on_load(file: Path, tmp_path: Path, damage: bytes) -> None:
    Corpus(tmp_path / "c").add([file], Topics())
    (tmp_path / "c" / "vectors.npy").write_bytes(damage)
    with pytest.raises(InputError, match="damaged"):
        Corpus(tmp_path / "c")


def test_chinese_is_searched_by_its_characters(tmp_path: Path) -> None:
    path = tmp_path / "zh.txt"
    first = "同住的人应在同一天涂药，以免疥疮再次传染给病人。请按照说明书使用药膏，每天一次。"
    second = "湿疹患者应避免过热的水，也应避免使用刺激性的肥皂和洗涤剂，洗澡后请及时涂抹保湿霜。"
    path.write_text(f"{first}\n\n{second}\n", encoding="utf-8")
    corpus = Corpus(tmp_path / "c")
    corpus.add([path])
    assert "疥疮" in corpus.search("疥疮的治疗", 1)[0].text


def embedding(index: int, *values: float) -> dict[str, object]:
    return {"object": "embedding", "index": index, "embedding": list(values)}


def test_an_endpoint_gives_one_unit_vector_a_text_in_order(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    waits: list[float] = []
    monkeypatch.setattr("tenacity.nap.time.sleep", waits.append)
    data = [embedding(1, 0.0, 2.0), embedding(0, 3.0, 4.0)]
    reply = {"object": "list", "model": "e", "data": data, "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    route = httpx2_mock.post(f"{BASE}/embeddings")
    route.side_effect = [httpx.Response(503), httpx.Response(200, json=reply)]
    vectors = EmbeddingEndpoint("e", base_url=BASE).embed(["a", "b"])
    assert vectors.tolist() == [[pytest.approx(0.6), pytest.approx(0.8)], [0.0, 1.0]]
    assert len(waits) == 1 and 0 < waits[0] <= 0.5
    nothing = EmbeddingEndpoint("e", base_url=BASE).embed([])
    assert nothing.shape[0] == 0 and nothing.dtype == vectors.dtype == "float32"
    sent = json.loads(route.calls.last.request.content)
    assert sent == {"model": "e", "input": ["a", "b"], "encoding_format": "float"}


@pytest.mark.parametrize(
    "reply",
    [
        httpx.Response(401),
        httpx.Response(200, json={"object": "list", "model": "e", "data": [embedding(0, 1.0)]}),
        httpx.Response(200, json={"data": [embedding(0, 1.0), embedding(1, 1.0, 2.0)]}),
        httpx.Response(200, text="<html>"),
    ],
)
def test_whatever_else_an_endpoint_sends_is_no_vector(httpx2_mock: respx.Router, reply: httpx.Response) -> None:
    httpx2_mock.post(f"{BASE}/embeddings").mock(return_value=reply)
    with pytest.raises(ModelUnavailable, match="embeddings of e"):
        EmbeddingEndpoint("e", base_url=BASE).embed(["a", "b"])


def test_a_server_of_vectors_that_is_not_there_is_named_with_its_address(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    httpx2_mock.post(f"{BASE}/embeddings").mock(side_effect=httpx2.ConnectError("refused"))
    with pytest.raises(
        ModelUnavailable, match=re.escape(f"cannot be reached at {origin(BASE)}; is the server running")
    ):
        EmbeddingEndpoint("e", base_url=BASE).embed(["a"])
    httpx2_mock.post(f"{BASE}/embeddings").mock(return_value=httpx.Response(404))
    with pytest.raises(ModelUnavailable, match="answered 404"):
        EmbeddingEndpoint("e", base_url=BASE).embed(["a"])


@pytest.mark.parametrize("local_only", [True, False])
def test_no_proxy_of_the_environment_is_used_for_what_is_to_stay_local(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch, local_only: bool
) -> None:
    trusting: list[bool] = []
    opened = connection.client

    def client(base_url: str | None, *, local_only: bool, timeout_s: float) -> httpx2.Client:
        made = opened(base_url, local_only=local_only, timeout_s=timeout_s)
        trusting.append(made.trust_env)
        return made

    monkeypatch.setattr(connection, "client", client)
    reply = {"object": "list", "model": "e", "data": [embedding(0, 0.0, 7.0)]}
    httpx2_mock.post("http://vectors.clinic/v1/embeddings").mock(return_value=httpx.Response(200, json=reply))
    endpoint = EmbeddingEndpoint("e", base_url="http://vectors.clinic/v1", api_key="k", local_only=local_only)
    assert endpoint.embed(["itch"]).tolist() == [[0.0, 1.0]]
    assert trusting == [not local_only]


def test_an_endpoint_elsewhere_needs_a_key() -> None:
    with pytest.raises(InputError, match="no API key"):
        EmbeddingEndpoint("e")


async def test_a_dead_endpoint_leaves_the_words_and_is_named(
    httpx2_mock: respx.Router, file: Path, tmp_path: Path
) -> None:
    httpx2_mock.post(f"{BASE}/embeddings").mock(return_value=httpx.Response(400))
    Corpus(tmp_path / "c").add([file], Topics())
    result = await adiagnose(
        Case(history="Itchy burrows between the fingers, worse at night."),
        guidelines=tmp_path / "c",
        embedding_base_url=BASE,
    )
    assert result.outcome == "answered"
    assert any("guidelines by meaning did not work" in limit for limit in result.limits)


def test_a_corpus_of_an_endpoint_elsewhere_is_refused_where_only_local_ones_are_allowed(
    file: Path, tmp_path: Path
) -> None:
    from dermagent import diagnose

    Corpus(tmp_path / "c").add([file], Topics())
    with pytest.raises(InputError, match="neither local"):
        diagnose(Case(history="An itch."), guidelines=tmp_path / "c", local_only=True)


@pytest.mark.skipif(not MiniLM.installed(), reason="the packaged text encoder is not installed (extra: embeddings)")
def test_the_packaged_encoder_knows_what_sentences_have_in_common() -> None:
    household, family, mole = MiniLM().embed(
        [
            "Household contacts are treated together.",
            "The whole family gets therapy at the same time.",
            "Melanoma is removed with a margin.",
        ]
    )
    assert household @ family > 0.25 > household @ mole
    again = MiniLM().embed(["Melanoma is removed with a margin."])
    assert np.allclose(again[0] @ mole, 1.0, atol=0.02)
