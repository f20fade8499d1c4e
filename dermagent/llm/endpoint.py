"""What an endpoint takes of a request: known from the table of models, learned from its own refusals, remembered."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dermagent.llm.capabilities import Capabilities, JsonMode
from dermagent.llm.refusal import Refusal

#: Gives a narrower form after a refusal; the number is how long a reply was asked for, in tokens.
Change = Callable[["Takes", Refusal, int], "Takes"]
#: Statuses whose reason never asks for another form: key, rights, clash, rate, a gateway without its server.
_NOT_ABOUT_FORM = frozenset({401, 403, 408, 409, 429, 502, 503, 504})
#: Least room for a reply, in tokens, that is worth asking for, and how much is kept free beside the prompt.
_LEAST_REPLY, _SPARE = 256, 32


@dataclass(frozen=True)
class Takes:
    """The form that an endpoint accepts; it begins at the fullest and only ever narrows.

    `bounded` says whether schemas may hold bounds and the word strict, `lengths` the names of the limit of a reply that
    are left to try, `images` how many images a request may hold (None: as many as are sent), `reply_tokens` the
    longest reply (None: as long as is asked for).
    """

    json: JsonMode = "schema"
    bounded: bool = True
    lengths: tuple[str, ...] = ("max_tokens", "max_completion_tokens")
    temperature: bool = True
    seed: bool = True
    system: bool = True
    detail: bool = True
    images: int | None = None
    reply_tokens: int | None = None


def takes_at_first(known: Capabilities, json: JsonMode, *, newest: bool) -> Takes:
    """What is assumed before anything was refused; `newest` names the limit of a reply as OpenAI itself does now."""
    lengths = ("max_completion_tokens", "max_tokens") if newest else ("max_tokens", "max_completion_tokens")
    return Takes(json=json, lengths=lengths, temperature=known.temperature, system=known.system)


def narrowed(takes: Takes, refusal: Refusal, asked_tokens: int) -> Takes:
    """The form with which the request may be taken after this refusal; the same one if nothing in it can be changed.

    `asked_tokens` is how long a reply was asked for.
    """
    if refusal.status in _NOT_ABOUT_FORM or refusal.filtered or refusal.spent or refusal.refuses_key:
        return takes
    for pattern, change in _RULES:
        if pattern.search(refusal.text):
            narrower = change(takes, refusal, asked_tokens)
            if narrower != takes:
                return narrower
    return takes


def _shorter_reply(takes: Takes, refusal: Refusal, asked: int) -> Takes:
    """A reply that fits beside the prompt, or below the server's own bound, if that leaves enough."""
    text = refusal.text.replace(",", "").replace("`", "")
    most = _number(
        text,
        r"at most (\d+) (?:completion|output|new)",
        r"less than or equal to (\d+)",
        r"> (\d+),? which is the maximum",
        r"\[1 ?(?:-|to)? ?(\d+)\]",
        r"(?:to|and) (\d+) \(inclusive\)",
        r"model(?:'s)? (?:output )?limit(?: of| is)? (\d+)",
    )
    if below := _number(text, r"(?:to|and) (\d+) \(exclusive\)"):
        most = below - 1
    context = _number(
        text,
        r"context (?:length|size|window)\D{0,24}(\d+)",
        r"(?:n_ctx|max_model_len)\D{0,6}(\d+)",
        r"must be <= (\d+)",
        r"tokens allowed \(?(\d+)",
        r"limit:? (\d+),? requested",
        r"> (\d+)",
    )
    prompt = _number(
        text,
        r"(\d+) (?:tokens )?(?:in|of|from) (?:the|your) (?:messages|prompt|input)",
        r"(\d+) inputs?\b",
        r"n_prompt_tokens\D{0,6}(\d+)",
        r"token count \(?(\d+)",
    )
    if prompt is None and (whole := _number(text, r"requested (?:about )?(\d+)")):
        prompt = whole - asked
    room = context - prompt - _SPARE if context and prompt is not None else most
    if room is None or room < _LEAST_REPLY or room >= asked:
        return takes
    return replace(takes, reply_tokens=room)


def _fewer_images(takes: Takes, refusal: Refusal, _: int) -> Takes:
    """As many images as the server says it takes; one where it only says that several are too many."""
    named = [int(number[:6]) for pattern in _COUNTED for number in re.findall(pattern, refusal.text)]
    most = min(named, default=1)
    if takes.images is None or most < takes.images:
        return replace(takes, images=most)
    return replace(takes, images=1) if takes.images > 1 else takes  # the number that was read was another one


def _no_images(takes: Takes, _: Refusal, __: int) -> Takes:
    return replace(takes, images=0)


def _plainer_json(takes: Takes, refusal: Refusal, _: int) -> Takes:
    """First without bounds, where the schema and not schemas are refused; then any object; then words alone."""
    if takes.json == "schema" and takes.bounded and _ABOUT_ONE_SCHEMA.search(refusal.text):
        return replace(takes, bounded=False)
    return replace(takes, json="object" if takes.json == "schema" else "text")


def _other_length(takes: Takes, refusal: Refusal, _: int) -> Takes:
    if refusal.overflows and not re.search(r"support|unknown|unrecogni|instead|permitted|too large", refusal.text):
        return takes  # it is named as a part of the sum, and not as a name that is not taken
    return replace(takes, lengths=takes.lengths[1:])


def _without(field: str) -> Change:
    """What leaves a part of the request out."""
    left_out: Any = {field: False}
    return lambda takes, _, __: replace(takes, **left_out)


_COUNTED = (
    r"(?:at most|up to|maximum(?: of)?|max\.?|no more than|only|limit\w*(?: is| to| of)?:?) (\d+)",
    r"image['\"]?\s*[:=]\s*(\d+)",
    r"(\d+) (?:image|picture)",
)
_ABOUT_ONE_SCHEMA = re.compile(
    r"max_?items|max_?length|min_?items|minimum|maximum|keyword|\benum|too (?:complex|large|many|deep)|strict|"
    r"additional_?properties|not permitted|invalid schema"
)
_TOO_LONG = (
    r"context|too long|too large|too many tokens|max_model_len|at most \d+ (?:completion|output|new) tokens|n_ctx|"
    r"less than or equal to|must be <=|output tokens|range of max_tokens|maximum number of tokens|"
    r"supported range|maximum tokens you requested|max_?(?:output_?)?tokens\b[^.;]{0,40}exceed"
)
_SIGHT = r"(?:image|vision|multi-?modal|picture)"
_NOT_MULTIMODAL = (
    rf"not (?:a )?multi-?modal|{_SIGHT}[\w_ -]{{0,24}}(?:is|are) (?:not |un|dis)"
    r"(?:supported|allowed|enabled|available|abled)|"
    rf"(?:does|do|can) ?n[o']t (?:support|accept|take|have|process|handle) (?:\w+ )?{_SIGHT}|"
    r"no endpoints found that support image|missing data required for image|at most 0 |mmproj|"
    r"only (?:supports? )?text|text[- ]only|"
    r"variant `?image_url|"
    r"content\b[\w'\"\]\[ ]{0,12} (?:must|should|has to|needs to) be (?:a |of type )?(?:valid )?str|"
    r"(?:sequence|array|list)\b[^.;]{0,40}expected (?:a )?str|content[^.;]{0,60}expected (?:a )?str"
)
_SYSTEM_TURN = (
    r"system['\"_ ]{1,2}(?:role|message|prompt|turn|instruction)|role\w*\W+(?:\w+ )?['\"]?system|['\"]system['\"]|"
    r"developer (?:instruction|message|role)|must alternate|only user\W+and\W+assistant|chat ?template|jinja"
)
#: What a refusal speaks of, and what is changed then; the first that changes anything counts.
_RULES: Sequence[tuple[re.Pattern[str], Change]] = tuple(
    (re.compile(pattern), change)
    for pattern, change in (
        (_TOO_LONG, _shorter_reply),
        (_SYSTEM_TURN, _without("system")),
        (r"image_url\W*detail|\bdetail\b.*(?:extra|permitted|unknown|unsupported)", _without("detail")),
        (_NOT_MULTIMODAL, _no_images),
        (r"image|picture", _fewer_images),
        (r"temperature", _without("temperature")),
        (r"\bseed\b", _without("seed")),
        (r"max_completion_tokens|max_tokens|max_new_tokens", _other_length),
        (
            r"(?:requested|these|all) parameters|response_?format|json|schema|structured|grammar|guided|constrained",
            _plainer_json,
        ),
    )
)


def _number(text: str, *patterns: str) -> int | None:
    """The number behind the first of these patterns that is found."""
    for pattern in patterns:
        if found := re.search(pattern, text):
            return int(found[1][:9])
    return None


_NO_THINKING = "switch the model's thinking off at its server, or name a model that does not think"
_NO_STREAM = "replies are asked for whole and not as a stream: name a model, or a server, that sends them so"


def advice(refusal: Refusal) -> str:
    """What the user can set or change after a refusal that no other form of the request can help."""
    if refusal.spent and re.search(r"can only afford|fewer max_tokens", refusal.text):
        return "the account has too little credit for so long a reply: set --reply-tokens lower, or add some"
    if refusal.spent:
        return "the account has no credit left: add some, or name another server with --base-url"
    if refusal.refuses_key:
        return "check the key in DERMAGENT_API_KEY or OPENAI_API_KEY"
    by_status = {
        403: "check the key and what it may be used for",
        404: "check the name in --model and the address in --base-url",
        405: "check the address in --base-url: what answers there takes no chat completions",
    }
    if refusal.status in by_status:
        return by_status[refusal.status]
    if refusal.above_rate:
        return (
            "one request has more tokens than the account may send in that time: raise its limit, set --reply-tokens "
            "lower, or send fewer images"
        )
    if refusal.overflows:
        return "serve the model with a longer context, or set --reply-tokens lower"
    for pattern, what in _ADVICE:
        if re.search(pattern, refusal.text):
            return what
    return "look at the server's log; --json-mode, --reply-tokens and images_per_request change what is asked"


_ADVICE = (
    (r"enable_thinking|thinking (?:mode )?(?:must|has to|can ?not|is (?:only|not))", _NO_THINKING),
    (
        r"only supports? (?:the )?stream|stream(?:ing)? (?:mode )?(?:is required|only)|must be streamed|stream=true",
        _NO_STREAM,
    ),
    (
        r"(?:model|deployment|engine)\b[^.;]{0,60}(?:invalid|unknown|"
        r"not (?:found|exist|available|valid|supported|recognized)|does ?n[o']t exist)|"
        r"(?:invalid|unknown|no such|unsupported|nonexistent) (?:model|deployment|engine)|model_not_found",
        "check the name in --model",
    ),
    (
        r"too large|payload|(?:image|picture)\b[^.;]{0,60}\bexceed|dimensions?\b[^.;]{0,30}\bexceed|"
        r"exceed\w*[^.;]{0,40}\b(?:[km]i?b|megabytes?|pixels?)\b",
        "send fewer or smaller images",
    ),
    (r"image|multi-?modal|vision|picture", "name a model that takes images, or set images_per_request lower"),
    (r"json|schema|response_?format", "set --json-mode object or text"),
)
