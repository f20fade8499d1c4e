"""What an endpoint does not take is learned from its first refusal: the bytes before, after, and from then on."""

import json
from typing import Any

import httpx
import pytest
import respx
from pydantic import BaseModel, Field

from dermagent.errors import ModelFiltered, ModelRejected, ModelUnavailable
from dermagent.imaging.encode import encode
from dermagent.imaging.synth import render
from dermagent.llm.base import EncodedImage, Message, Request
from dermagent.llm.endpoint import Takes, advice, narrowed
from dermagent.llm.openai_compat import OpenAICompatible
from dermagent.llm.refusal import Refusal, read_refusal
from dermagent.llm.schema import strict_schema
from dermagent.llm.wire import chat_body
from tests.mock_server import completion

BASE = "http://127.0.0.1:8000/v1"
URL = f"{BASE}/chat/completions"


class Label(BaseModel):
    """What is asked for in these tests."""

    label: str = Field(json_schema_extra={"maxLength": 50})


REQUEST = Request(
    (Message("system", "You name."), Message("user", "It itches."), Message("user", "What is it?")),
    "Label",
    strict_schema(Label),
    seed=3,
)


def shown(number: int) -> Request:
    import numpy as np

    images = tuple(
        EncodedImage(encode(render(np.random.default_rng(n), size=64).pixels), "image/jpeg", str(n))
        for n in range(number)
    )
    return Request((Message("user", "What is it?", images),), "Label", strict_schema(Label))


def refused(message: str, status: int = 400, **more: Any) -> httpx.Response:
    return httpx.Response(status, json={"error": {"message": message, **more}})


def good() -> httpx.Response:
    return httpx.Response(200, json=completion('{"label": "x"}'))


async def sent(router: respx.Router, *replies: httpx.Response, request: Request = REQUEST) -> list[dict[str, Any]]:
    """The bodies of one request that is refused first, and of a second one after it."""
    route = router.post(URL)
    route.side_effect = [*replies, good(), good()]
    model = OpenAICompatible("m", base_url=BASE)
    await model.complete(request)
    await model.complete(request)
    await model.aclose()
    assert route.call_count == len(replies) + 2  # the second request is not refused again
    return [json.loads(call.request.content) for call in route.calls]


def changed(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """What differs in a later body; None stands for what is left out."""
    return {key: after.get(key) for key in {*before, *after} if before.get(key) != after.get(key)}


@pytest.mark.parametrize(
    ("refusal", "expected"),
    [
        (refused("Unsupported value: 'temperature' does not support 0.0", param="temperature"), {"temperature": None}),
        (refused("`temperature` is deprecated", 422), {"temperature": None}),
        (refused("seed: Extra inputs are not permitted", 422), {"seed": None}),
        (
            refused("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
            {"max_tokens": None, "max_completion_tokens": 2000},
        ),
        (
            refused("max_tokens: 2000 > 1024, which is the maximum allowed number of output tokens"),
            {"max_tokens": 1024},
        ),
        (
            refused(
                "`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 1000 `inputs` tokens and 2000 more",
                422,
            ),
            {"max_tokens": 2048 - 1000 - 32},
        ),
        (refused("max_tokens must be less than or equal to `1024`"), {"max_tokens": 1024}),
        (refused("max_tokens must be less than or equal to 256"), {"max_tokens": 256}),  # the least that is enough
        (refused("the request exceeds the context: n_ctx 4096, n_prompt_tokens 3808"), {"max_tokens": 256}),
        (
            refused("the request exceeds the context: n_ctx 4096, n_prompt_tokens 3000"),
            {"max_tokens": 4096 - 3000 - 32},
        ),
        (
            refused(
                "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (3000 in the "
                "messages, 2000 in the completion)."
            ),
            {"max_tokens": 4096 - 3000 - 32},
        ),
        (
            refused(
                "Request too large for model `m` in organization `o` on tokens per minute (TPM): Limit 6,000, "
                "Requested 7,000, please reduce your message size and try again.",
                413,
            ),
            {"max_tokens": 6000 - 5000 - 32},
        ),
    ],
)
async def test_a_parameter_that_is_refused_is_changed_once(
    httpx2_mock: respx.Router, refusal: httpx.Response, expected: dict[str, Any]
) -> None:
    first, again, later = await sent(httpx2_mock, refusal)
    assert changed(first, again) == expected
    assert later == again


async def test_two_refusals_are_both_kept(httpx2_mock: respx.Router) -> None:
    first, _, again, later = await sent(
        httpx2_mock, refused("temperature is not supported"), refused("unknown parameter: seed")
    )
    assert changed(first, again) == {"temperature": None, "seed": None}
    assert later == again


async def test_turns_of_one_role_are_one_turn_and_the_rules_move_where_no_system_turn_is_taken(
    httpx2_mock: respx.Router,
) -> None:
    first, again, _ = await sent(httpx2_mock, refused("System role not supported"))
    assert first["messages"] == [
        {"role": "system", "content": "You name."},
        {"role": "user", "content": "It itches.\n\nWhat is it?"},
    ]
    assert again["messages"] == [{"role": "user", "content": "You name.\n\nIt itches.\n\nWhat is it?"}]


def test_an_image_beside_the_rules_moves_with_them() -> None:
    (image,) = shown(1).messages[0].images
    request = Request((Message("system", "As here:", (image,)), Message("user", "It hurts.")), "Label", REQUEST.schema)
    (turn,) = chat_body(request, Takes(system=False), "m")["messages"]
    assert turn["role"] == "user" and sum(part["type"] == "image_url" for part in turn["content"]) == 1


@pytest.mark.parametrize(
    "message",
    [
        "System role not supported",
        "Conversation roles must alternate user/assistant/user/assistant/...",
        "Only user and assistant roles are supported!",
        "Prompting with images is incompatible with system messages.",
        "Developer instruction is not enabled for this model",
        "Unexpected role 'system'",
        "system_instruction is not supported",
    ],
)
def test_a_refused_system_turn_is_known_in_many_words(message: str) -> None:
    assert narrowed(Takes(), Refusal(400, message), 2000) == Takes(system=False)


@pytest.mark.parametrize(
    ("message", "lengths"),
    [
        ("max_tokens is wrong", ("max_completion_tokens",)),
        ("max_tokens: unrecognized", ("max_completion_tokens",)),
        ("the sum of input tokens and max_tokens exceeds the context length", ("max_tokens", "max_completion_tokens")),
    ],
)
def test_the_name_of_the_length_is_changed_where_it_is_refused_and_not_where_a_sum_is(
    message: str, lengths: tuple[str, ...]
) -> None:
    assert narrowed(Takes(), Refusal(400, message), 2000) == Takes(lengths=lengths)


def test_a_rate_limit_in_words_of_quota_is_no_spent_credit() -> None:
    spoken = "You exceeded your current quota, check your plan and billing details. Quota: requests per minute."
    assert Refusal(429, spoken).passing
    assert not Refusal(429, "You exceeded your current quota, check your plan and billing details.").passing


async def test_the_form_is_asked_for_ever_more_plainly(httpx2_mock: respx.Router) -> None:
    first, second, third, fourth, _ = await sent(
        httpx2_mock,
        refused("Invalid schema: 'maxLength' is not permitted"),
        refused("response_format json_schema is not supported"),
        refused("'response_format.type' must be 'text'"),
    )
    schema = first["response_format"]["json_schema"]
    assert schema["strict"] is True
    assert schema["schema"]["properties"]["label"] == {"type": "string", "maxLength": 50}
    assert second["response_format"]["json_schema"]["schema"]["properties"]["label"] == {"type": "string"}
    assert third["response_format"] == {"type": "json_object"}
    assert "response_format" not in fourth
    assert '"additionalProperties": false' in fourth["messages"][-1]["content"]


async def test_more_images_than_are_taken_go_on_one_sheet_that_is_told(httpx2_mock: respx.Router) -> None:
    first, again, later = await sent(
        httpx2_mock, refused("At most 1 image(s) may be provided in one request."), request=shown(3)
    )
    kinds = [[part["type"] for part in body["messages"][0]["content"]] for body in (first, again)]
    assert kinds == [["text"] + ["image_url"] * 3, ["text", "image_url"]]
    told = again["messages"][0]["content"][0]["text"]
    assert told.endswith("Pictures 1, 2, 3 on one contact sheet, row by row, each below its number:")
    assert later == again


@pytest.mark.parametrize(
    "refusal",
    [
        httpx.Response(404, json={"error": {"message": "No endpoints found that can handle all parameters."}}),
        httpx.Response(
            422,
            json={
                "object": "error",
                "message": {
                    "detail": [{"type": "extra_forbidden", "loc": ["body", "response_format"], "msg": "Extra"}]
                },
            },
        ),
    ],
)
async def test_a_form_that_is_refused_in_another_shape_or_status_is_asked_for_more_plainly(
    httpx2_mock: respx.Router, refusal: httpx.Response
) -> None:
    first, again, later = await sent(httpx2_mock, refusal)
    assert (first["response_format"]["type"], again["response_format"]["type"]) == ("json_schema", "json_object")
    assert later == again


async def test_a_model_without_the_data_for_images_is_named_as_one_without_sight(httpx2_mock: respx.Router) -> None:
    httpx2_mock.post(URL).side_effect = [refused("this model is missing data required for image input")]
    with pytest.raises(ModelRejected, match="takes no images; name a model that does"):
        await OpenAICompatible("m", base_url=BASE).complete(shown(1))


async def test_a_model_without_sight_is_named_and_not_asked_about_images_again(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post(URL)
    route.side_effect = [refused("this model is not a multimodal model"), good()]
    model = OpenAICompatible("m", base_url=BASE)
    for _ in range(2):
        with pytest.raises(ModelRejected, match="takes no images; name a model that does"):
            await model.complete(shown(1))
    assert (await model.complete(REQUEST)).text
    await model.aclose()
    assert route.call_count == 2


@pytest.mark.parametrize(
    ("reply", "error", "said", "calls"),
    [
        (
            refused("You exceeded your current quota", 429, code="insufficient_quota"),
            ModelRejected,
            "no credit left",
            1,
        ),
        (refused("Payment required", 402), ModelRejected, "Payment required", 1),
        (refused("Filtered.", code="content_filter"), ModelFiltered, "content filter", 1),
        (refused("x", 400, innererror={"code": "ResponsibleAIPolicyViolation"}), ModelFiltered, "content filter", 1),
        (
            refused("Invalid key sk-abcdef123456 given", 401),
            ModelRejected,
            r"Invalid key \*\*\* given.*check the key",
            1,
        ),
        (refused("The model `m` does not exist", 404), ModelRejected, "--model", 1),
        (refused("prompt is too long: 9000 tokens > 8000 maximum"), ModelRejected, "longer context", 1),
        (
            httpx.Response(200, json=[{"error": {"code": 400, "message": "API key not valid.", "status": "INVALID"}}]),
            ModelRejected,
            "API key not valid",
            1,
        ),
        *(
            (refused(words, status), ModelRejected, "longer context", 1)
            for words, status in (
                ("The input token count (900000) exceeds the maximum number of tokens allowed (524288).", 400),
                ("Input validation error: `inputs` must have less than 1024 tokens. Given: 4096", 422),
                ("`inputs` tokens + `max_new_tokens` must be <= 2048. Given: 4000 `inputs` tokens", 422),
                ("the request exceeds the available context size, try increasing it", 400),
                ("input is too large to process: 9000 tokens, context shift is disabled", 500),
                ("input length and `max_tokens` exceed context limit: 198000 + 8000 > 200000", 400),
                ("input length exceeds maximum context length", 500),
                ("The decoder prompt (length 9000) is longer than the maximum model length of 4096.", 400),
                ("This model's maximum prompt length is 8192 but the request contains 53781 tokens.", 400),
                ("Range of input length should be [1, 3072]", 400),
                ("Please reduce the length of the messages or completion.", 400),
            )
        ),
        (refused("Rate limit reached", 429), ModelUnavailable, "Rate limit reached, after 4 attempts", 4),
        (httpx.Response(503, html="<html>busy</html>"), ModelUnavailable, "answered 503, after 4 attempts", 4),
        (
            httpx.Response(429, json={"error": {"message": "Daily limit"}}, headers={"retry-after": "25920"}),
            ModelUnavailable,
            "Daily limit, and asks to wait 25920 s",
            1,
        ),
        (
            httpx.Response(503, json={}, headers={"retry-after": "Wed, 01 Jan 2098 00:00:00 GMT"}),
            ModelUnavailable,
            "asks to wait",
            1,
        ),
        (
            httpx.Response(200, json={"choices": [{"error": {"code": 502, "message": "Upstream lost"}}]}),
            ModelUnavailable,
            "answered 502: Upstream lost, after 4 attempts",
            4,
        ),
    ],
)
async def test_the_servers_reason_is_quoted_with_what_to_set(
    httpx2_mock: respx.Router,
    monkeypatch: pytest.MonkeyPatch,
    reply: httpx.Response,
    error: type[Exception],
    said: str,
    calls: int,
) -> None:
    monkeypatch.setattr("dermagent.llm.openai_compat._backoff", lambda state: 0.0)
    route = httpx2_mock.post(URL).mock(return_value=reply)
    model = OpenAICompatible("m", base_url=BASE, api_key="sk-abcdef123456")
    with pytest.raises(error, match=said):
        await model.complete(REQUEST)
    await model.aclose()
    assert route.call_count == calls


@pytest.mark.parametrize(
    ("status", "message", "what"),
    [
        (400, "The provided model identifier is invalid.", "check the name in --model"),
        (400, "Unknown model: gpt-9", "check the name in --model"),
        (400, "model 'x' does not exist", "check the name in --model"),
        (422, "The deployment for this resource is not available", "check the name in --model"),
        (413, "Request too large on tokens per minute (TPM): Limit 500, Requested 9000", "raise its limit"),
        (413, "Request exceeds 30000 tokens per min. Reduce your message size.", "raise its limit"),
        (413, "prompt has too many tokens for the context window", "longer context"),
        (400, "This model only support stream mode, please enable the stream parameter", "asked for whole"),
        (400, "Streaming is required for this model", "asked for whole"),
        (400, "parameter.enable_thinking must be set to false for non-streaming calls", "thinking off"),
        (400, "API key not valid. Please pass a valid API key.", "check the key"),
        (403, "Invalid API key provided", "check the key in"),
        (402, "This requires more credits, or fewer max_tokens. You can only afford 500", "set --reply-tokens lower"),
        (402, "Insufficient balance", "no credit left"),
        (400, "response_format is broken", "set --json-mode object or text"),
        (400, "messages.0.content.1.image: image exceeds 5 MB maximum: 7 MB > 5 MB", "smaller images"),
        (400, "At least one of the image dimensions exceed max allowed size: 8000 pixels", "smaller images"),
        (400, "The image is larger than what is allowed", "images_per_request"),
        (405, "Method Not Allowed", "--base-url"),
        (400, "The model foo is not supported", "--model"),
        (400, "json is not taken here", "--json-mode"),
        (400, "something else", "look at the server's log"),
    ],
)
def test_the_advice_fits_what_the_server_says(status: int, message: str, what: str) -> None:
    assert what in advice(Refusal(status, message))


@pytest.mark.parametrize(
    "message",
    [
        "messages[1].content must be a string",
        "'messages.1' : for 'role:user' the content should be a valid string",
        "Failed to deserialize: messages[1]: invalid type: sequence, expected a string at line 1",
        "messages.1.content: Input should be a str; list found where expected str",
        "Image input is not enabled for this model",
        "Vision is disabled for this deployment",
        "image inputs are not available on this model",
        "Image input is not supported",
    ],
)
def test_a_server_that_wants_plain_text_or_is_blind_takes_no_images(message: str) -> None:
    assert narrowed(Takes(), Refusal(400, message), 2000).images == 0


@pytest.mark.parametrize(
    ("key", "reason", "shown"),
    [
        ("o", "model not found for key o", "model not found for key ***"),
        ("no", "there is no model; token 'no' is unknown", "there is *** model; token '***' is unknown"),
        ("EMPTY", "no such model: EMPTYISH", "no such model: EMPTYISH"),
        ("abcdefgh12", "bad tokenabcdefgh12x", "bad token***x"),
    ],
)
def test_a_short_key_is_hidden_as_a_word_and_a_long_one_everywhere(key: str, reason: str, shown: str) -> None:
    assert Refusal(404, reason).quoted(key=key) == shown


async def test_words_of_our_own_rules_are_quoted_and_those_of_the_case_are_not(
    httpx2_mock: respx.Router, monkeypatch: pytest.MonkeyPatch
) -> None:
    httpx2_mock.post(URL).mock(return_value=refused("Field 'zebra' clashes with 'giraffe'", 422))
    model = OpenAICompatible("m", base_url=BASE)
    turns = (Message("system", "Name the zebra."), Message("user", "A giraffe bit me."))
    with pytest.raises(ModelRejected, match=r"'zebra' clashes with '\*\*\*'"):
        await model.complete(Request(turns, "Label", REQUEST.schema))
    await model.aclose()


def test_a_reason_that_repeats_the_case_is_not_quoted() -> None:
    history = "My left cheek has burned since Tuesday, says Ms. Example."
    assert "cheek" not in Refusal(422, "input_value='My left cheek has burned since Tuesday'").quoted(history)
    assert Refusal(422, "unknown field").quoted(history) == "unknown field"


@pytest.mark.parametrize(
    ("history", "reason", "shown"),
    [
        ("I am Bea Muster, call 0555-7788.", "PII detected: Bea Muster, 0555-7788", "PII detected: ***"),
        ("I am Bea Muster.", "Blocked term: MUSTER", "Blocked term: ***"),
        ("Syphilis since 2011.", "input: 2011, syphilis", "input: ***"),
        ("I use cocaine.", "Detected entities: cocaine, drug", "Detected entities: ***, drug"),
        ("Sore itchy groin.", "flagged words: sore, itch", "flagged words: ***"),
        ("Me llamo Íñigo Núñez.", "Entidad detectada: Nunez", "Entidad detectada: ***"),
        ("我叫王小明，有梅毒。", "输入包含敏感词：梅毒", "输入包含敏感词：***"),
        ("我叫王小明。", "PII: 王小明", "PII: ***"),
        ("The rash is too long to see.", "The request is too long", "The request is too long"),
        ("I am 41 and see it since 8 days.", "at most 4 images, got 41", "at most 4 images, got 41"),
        ("A mole.", "maximum context length is 8192 tokens", "maximum context length is 8192 tokens"),
    ],
)
def test_no_word_of_the_case_stands_in_a_quoted_reason(history: str, reason: str, shown: str) -> None:
    assert Refusal(400, reason).quoted(history) == shown


@pytest.mark.parametrize(
    ("body", "reason", "status"),
    [
        ({"error": {"message": "a", "code": 429}}, "a", 429),
        ({"object": "error", "message": "a", "code": 400}, "a", 400),
        ({"error": "a"}, "a", 0),
        ({"detail": [{"loc": ["body", "seed"], "msg": "a"}]}, "a", 0),
        ({"errors": ["a", "b"]}, "a; b", 0),
        ([{"error": {"message": "a", "status": "INVALID_ARGUMENT"}}], "a", 0),
        ({"error": {"message": "a", "code": "502", "metadata": {"raw": "b"}}}, "a; b", 502),
        ('{"error": {"message": "a"}}', "a", 0),
        ("<html>no</html>", "", 0),
        ("upstream is down", "upstream is down", 0),
        (None, "", 0),
    ],
)
def test_the_reason_is_found_whatever_the_form_of_the_error(body: object, reason: str, status: int) -> None:
    found = read_refusal(0, body)
    assert (found.reason, found.status) == (reason, status)


def test_each_place_of_a_body_that_is_refused_is_told() -> None:
    wrong = [{"loc": ["body", "seed"], "msg": "a"}, {"loc": ["body", "max_tokens"], "msg": "b"}]
    assert read_refusal(422, {"detail": wrong}) == Refusal(422, "a; b", param="body.seed body.max_tokens")


@pytest.mark.parametrize(
    ("message", "images"),
    [
        ("At most 4 image(s) may be provided in one request.", 4),
        ("You passed 5 images but the limit is 2", 2),
        ("This model supports only a single image per request", 1),
        ("too many images", 1),
        ("You set or defaulted to '{\"image\": 1}' in `--limit-mm-per-prompt`, but passed 2 image items", 1),
        ("The model does not support image input", 0),
        ("image input is not supported - hint: you may need to provide the mmproj", 0),
        ("Multimodal inputs are not supported by this model", 0),
        ("This is a text-only model", 0),
        ("gpt-x doesn't support vision", 0),
    ],
)
def test_how_many_images_a_server_takes_is_read_out_of_its_words(message: str, images: int) -> None:
    assert narrowed(Takes(), Refusal(400, message), 2000).images == images


@pytest.mark.parametrize(
    "refusal",
    [
        Refusal(401, "temperature"),
        Refusal(429, "images per minute"),
        Refusal(400, "content management policy, image"),
        Refusal(400, "bad request"),
        Refusal(400, ""),
    ],
)
def test_what_is_not_about_the_form_changes_nothing(refusal: Refusal) -> None:
    assert narrowed(Takes(), refusal, 2000) == Takes()


def test_the_shared_beginning_of_two_agents_requests_stays_the_same_text() -> None:
    opening = (Message("system", "s"), Message("user", "case"), Message("user", "material"))
    bodies = [
        chat_body(Request((*opening, Message("user", role)), "Label", strict_schema(Label)), Takes(), "m")
        for role in ("one", "two")
    ]
    one, two = (body["messages"][1]["content"] for body in bodies)
    assert one.removesuffix("one") == two.removesuffix("two") == "case\n\nmaterial\n\n"


async def test_what_is_known_of_a_model_is_not_asked_for_first(httpx2_mock: respx.Router) -> None:
    route = httpx2_mock.post("https://api.openai.com/v1/chat/completions").mock(return_value=good())
    model = OpenAICompatible("gpt-5-mini", api_key="sk-x")
    await model.complete(REQUEST)
    await model.aclose()
    body = json.loads(route.calls.last.request.content)
    assert "temperature" not in body
    assert body["max_completion_tokens"] == 2000


def test_the_form_is_told_in_the_letters_in_which_it_is_written() -> None:
    schema = {"type": "object", "properties": {"诊断": {"enum": ["疥疮", "niña"]}}}
    body = chat_body(Request((Message("user", "?"),), "Label", schema), Takes(json="text"), "m")
    assert body["messages"][-1]["content"].endswith(
        'schema: {"type": "object", "properties": {"诊断": {"enum": ["疥疮", "niña"]}}}'
    )
