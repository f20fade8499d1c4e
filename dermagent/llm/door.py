"""The door: any body that a server sent as a completion becomes text with its usage, or a named error."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dermagent.errors import ModelCut, ModelEmpty, ModelFiltered, ModelRefused
from dermagent.llm.base import Completion, Usage
from dermagent.llm.json_text import mended, objects_in, starts_whole

_CUT = frozenset({"length", "max_tokens", "max_length", "max_new_tokens", "model_length", "max_output_tokens"})
_FILTERED = re.compile(
    r"filter|safety|blocklist|blocked|prohibited|recitation|spii|moderat|guardrail|toxic|inappropriate"
)
_DECLINED = frozenset({"refusal", "refused"})
_BROKEN = frozenset(
    {
        "error",
        "failed",
        "cancelled",
        "canceled",
        "abort",
        "aborted",
        "malformed_function_call",
        "insufficient_system_resource",
    }
)
#: Where a server says why it sent no reply at all, and what the reason is called there.
_FEEDBACK = (
    "prompt_feedback",
    "promptFeedback",
    "prompt_filter_results",
    "promptFilterResults",
    "content_filter_results",
    "content_filter_result",
    "safety_feedback",
    "moderation",
    "guardrails",
    "output_status",
)
_BLOCKED = ("block_reason", "blockReason", "block_reason_message", "blockReasonMessage")
#: What the reason that a reply ended is called.
_ENDED = ("finish_reason", "stop_reason", "native_finish_reason", "finishReason", "stopReason", "done_reason")
#: What stands in a choice that says something.
_SAID = ("message", "delta", "text")
#: Where a reply may stand if the content is empty, in this order.
_BESIDE = ("parsed", "text")
#: Where what a model thought stands, which counts only where it said nothing.
_THOUGHT_BESIDE = ("reasoning_content", "reasoning", "reasoning_details", "thinking")
_THOUGHT = re.compile(r"think|reason")
#: What vendors call the prompt's tokens, with those of the cache or beside them, the cache's own, and the reply's.
_PROMPT = ("prompt_tokens", "promptTokenCount", "prompt_eval_count")
_PROMPT_BESIDE = ("input_tokens", "inputTokens")
_READ = ("cache_read_input_tokens", "cacheReadInputTokens")
_WRITTEN = ("cache_creation_input_tokens", "cacheWriteInputTokens")
_DETAILS = ("prompt_tokens_details", "prompt_token_details", "input_tokens_details")
_CACHED = ("cached_tokens", "prompt_cache_hit_tokens", "num_cached_tokens", "cachedContentTokenCount", *_READ)
_COMPLETION = ("completion_tokens", "output_tokens", "outputTokens", "eval_count")
_THOUGHTS = ("thoughtsTokenCount",)
#: A page of HTML, and its title in so many characters at most.
_PAGE = re.compile(r"\s*<(?:!doctype html|html)\b", re.IGNORECASE)
_TITLE, _LONGEST_TITLE = re.compile(r"<title\b[^<>]*>([^<>]*)</title", re.IGNORECASE), 80
#: No server counts further; what it sends beyond that is no count.
_MOST_TOKENS = 10**9


class NoCompletion(Exception):
    """HTTP said 200 and sent something that is no chat completion: worth another try."""


def read_completion(body: object, name: str) -> Completion:
    """The reply in the body of a chat completion of the model `name`.

    Raises:
        NoCompletion: the body does not have the form of one, or tells of a failure of the server.
        ModelRefused: the model declined; ModelFiltered where a filter stopped it.
        ModelEmpty: the reply is empty; ModelCut where it was cut off before it was whole.
    """
    if isinstance(body, list) and len(body) == 1:  # TGI sends one for each text that it was given
        body = body[0]
    if not isinstance(body, Mapping):
        raise NoCompletion("its body is no JSON object")
    usage = _usage(body.get("usage") or body.get("usageMetadata") or body)
    if not (body.get("choices") or body.get("candidates")) and _blocked(body):
        raise ModelFiltered(f"a content filter stopped {name}", usage)
    choice = _choice(body)
    reason = next((choice[name] for name in _ENDED if choice.get(name)), None)
    ended = reason.strip().lower() if isinstance(reason, str) else ""
    if choice.get("error") or ended in _BROKEN:
        raise NoCompletion("it tells of an error in place of a reply")
    message = _message(choice)
    declined = message.get("refusal") or _refused_part(message.get("content"))
    if ended in _DECLINED or (isinstance(declined, str) and declined.strip()):
        raise ModelRefused(f"{name} declined to answer", usage)
    if _FILTERED.search(ended):
        raise ModelFiltered(f"a content filter stopped {name}", usage)
    text = _clean(_reply(message))
    if ended in _CUT and not starts_whole(text):
        raise ModelCut(f"the reply of {name} was cut off at its limit of length; allow more with --reply-tokens", usage)
    if not text.strip():
        raise ModelEmpty(f"{name} sent an empty reply", usage)
    served = body.get("model")
    return Completion(text, _clean(served)[:200] if isinstance(served, str) and served else name, usage)


def parsed(content: bytes) -> object:
    """The JSON of a body; the pieces of a stream that nobody asked for are put together, comments left out.

    Raises:
        NoCompletion: it is no JSON, nor lines of it.
    """
    text = content.decode("utf-8-sig", "replace")
    if not text.strip():
        raise NoCompletion("its body is empty")
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        pass
    if _PAGE.match(text):
        title = " ".join(found[1].split())[:_LONGEST_TITLE] if (found := _TITLE.search(text)) else ""
        raise NoCompletion(f"its body is a web page{f' with the title {title!r}' if title else ''}")
    lines = [line.removeprefix("data:").strip() for line in text.splitlines() if not line.startswith((":", "event:"))]
    try:
        pieces = [json.loads(line) for line in lines if line and line != "[DONE]"]
    except (ValueError, RecursionError) as error:
        raise NoCompletion("its body is not JSON") from error
    if not pieces or not all(isinstance(piece, Mapping) for piece in pieces):
        raise NoCompletion("its body is not JSON")
    return pieces[0] if len(pieces) == 1 else _joined(pieces, done="[DONE]" in lines)


def is_broken(generated: str) -> bool:
    """Whether what a server threw away for not being the JSON that was asked for is an object that breaks off."""
    return "{" in generated and not objects_in(generated) and mended(generated) is None


def _joined(pieces: Sequence[Mapping[str, Any]], *, done: bool) -> Mapping[str, Any]:
    """One body of the pieces of a stream: the texts in their order, and the last that is told of all else."""
    if broken := next((piece for piece in pieces if piece.get("error")), None):
        return broken
    choices = [_choice(piece) for piece in pieces if piece.get("choices") != []]
    texts = [_text(_message(choice).get("content")) for choice in choices if not choice.keys().isdisjoint(_SAID)]
    ended = [choice[name] for choice in choices for name in _ENDED if choice.get(name)]
    if not (ended or done or pieces[-1].get("done") is True or pieces[-1].get("stop") is True):
        raise NoCompletion("its stream ends before the reply does")
    whole: dict[str, Any] = {}
    for piece in pieces:
        whole |= {name: value for name, value in piece.items() if value is not None}
    message = {"message": {"content": "".join(texts)}, "finish_reason": ended[-1] if ended else "stop"}
    return whole | {"choices": [message]}


def _blocked(body: Mapping[str, Any]) -> bool:
    """Whether a body without any reply says that the prompt was blocked, as Gemini, Azure and Bedrock do."""
    told = [body.get(name) for name in _FEEDBACK]
    return any(_says_blocked(one) for one in told)


def _says_blocked(told: object, depth: int = 0) -> bool:
    if depth > 6:
        return False
    if isinstance(told, list):
        return any(_says_blocked(one, depth + 1) for one in told)
    if not isinstance(told, Mapping):
        return isinstance(told, str) and bool(_FILTERED.search(told.lower()))
    reason = next((told[name] for name in _BLOCKED if told.get(name)), None)
    if told.get("filtered") is True or told.get("blocked") is True or (isinstance(reason, str) and reason.strip()):
        return True
    return any(_says_blocked(one, depth + 1) for one in told.values() if isinstance(one, list | Mapping))


def _choice(body: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first choice, or what stands for it where a server answers in the form of its own door."""
    choices = body.get("choices")
    if isinstance(choices, Mapping):
        choices = list(choices.values())
    first = _of_lowest_index(choices) if isinstance(choices, list) and choices else None
    if first is None and choices is None:
        first = next((made for form in _OWN_FORMS if (made := form(body))), None)
    if not isinstance(first, Mapping):
        raise NoCompletion("it holds no choice")
    return first


def _of_lowest_index(choices: Sequence[Any]) -> Any:
    """The choice that is numbered first, wherever a server puts it; else the first; another where it says nothing."""
    numbers = [one.get("index") if isinstance(one, Mapping) else None for one in choices]
    told = [number for number in numbers if isinstance(number, int) and not isinstance(number, bool)]
    first = choices[numbers.index(min(told))] if len(told) == len(choices) else choices[0]
    return next((one for one in choices if _says_something(one)), first) if _is_bare(first) else first


def _is_bare(choice: object) -> bool:
    """Whether a choice ended in the usual way and says nothing."""
    if not isinstance(choice, Mapping) or choice.get("error") or _says_something(choice):
        return False
    ended = next((str(choice[name]).strip().lower() for name in _ENDED if choice.get(name)), "stop")
    message = choice.get("message")
    return ended in ("stop", "end_turn", "eos") and not (isinstance(message, Mapping) and message.get("refusal"))


def _says_something(choice: object) -> bool:
    try:
        return isinstance(choice, Mapping) and bool(_reply(_message(choice)).strip())
    except NoCompletion:
        return False


def _chat(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Ollama's own chat: one message beside the whole."""
    return body if isinstance(body.get("message"), Mapping) else None


def _messages(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """A message as the whole body, as Anthropic sends it."""
    return {**body, "message": body} if body.get("role") == "assistant" and "content" in body else None


def _candidates(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Gemini's candidates, whose content has parts."""
    listed = body.get("candidates")
    first = listed[0] if isinstance(listed, list) and listed else None
    if not isinstance(first, Mapping):
        return None
    content = first.get("content")
    if not isinstance(content, Mapping):  # one that was stopped may have none
        return {**first, "message": {"content": ""}} if any(first.get(name) for name in _ENDED) else None
    return {**first, "message": {"content": content.get("parts")}}


def _output(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The output of the Responses API (items), of Bedrock (a message), of DashScope (choices), or a bare text."""
    output = body.get("output")
    if isinstance(output, str) and output:
        return {**body, "text": output}
    if isinstance(output, Mapping) and output.get("choices"):
        return _choice(output)
    if isinstance(output, Mapping):
        return {**body, **output}
    if isinstance(output, list):
        said = [item for item in output if isinstance(item, Mapping) and item.get("type") == "message"]
        ended = body.get("incomplete_details")
        reason = ended.get("reason") if isinstance(ended, Mapping) else None
        return {"message": said[-1], "finish_reason": reason} if said else None
    return None


def _generated(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The text that the own doors of TGI, Ollama (`response`) and llama.cpp (`content`, beside `stop`) generate."""
    names = ("generated_text", *(("response",) if "done" in body else ()), *(("content",) if "stop" in body else ()))
    text = next((body[name] for name in names if isinstance(body.get(name), str)), None)
    if text is None:
        return None
    details = body.get("details")
    cut = body.get("stop_type") == "limit" or body.get("stopped_limit") is True
    ended = {"finish_reason": "length"} if cut else {name: body[name] for name in _ENDED if body.get(name)}
    return {"text": text, **ended, **(details if isinstance(details, Mapping) else {})}


#: What servers send in place of choices.
_OWN_FORMS = (_chat, _messages, _candidates, _output, _generated)


def _message(choice: Mapping[str, Any]) -> Mapping[str, Any]:
    """The message of a choice; some servers send the piece of a stream or a bare text in its place."""
    for name in ("message", "delta"):
        message = choice.get(name)
        if isinstance(message, Mapping):
            return message
        if isinstance(message, str) and message:
            return {"content": message}
    if isinstance(choice.get("text"), str):
        return {"content": choice["text"]}
    raise NoCompletion("it holds no message")


def _reply(message: Mapping[str, Any]) -> str:
    """The text that answers: the content, else the arguments of a tool's call, else JSON that stands beside it."""
    content = _text(message.get("content"))
    if "{" in content:
        return content
    for text in (*_arguments(message), *(_text(message.get(name)) for name in _BESIDE)):
        if "{" in text:
            return text
    thoughts = (_text(message.get(name)) for name in _THOUGHT_BESIDE) if not content.strip() else ()
    thought = next((text for text in thoughts if "{" in text), "")
    return f"<think>{thought}</think>" if thought else content


def _text(value: object, depth: int = 0) -> str:
    """The text of a content: itself, its parts without those that only think, or a value as JSON."""
    if isinstance(value, str):
        return value
    if depth > 4 or value is None or isinstance(value, bool | int | float):
        return ""
    if isinstance(value, list):
        return "".join(_text(part, depth + 1) for part in value)
    if isinstance(value, Mapping):
        if _THOUGHT.search(str(value.get("type", ""))) and depth:
            return ""
        for name in ("text", "content", "value", "summary"):
            if isinstance(value.get(name), str | list | Mapping):
                return _text(value[name], depth + 1)
        return "" if "type" in value else _json(value)
    return ""


def _json(value: object) -> str:
    try:
        return json.dumps(value)
    except (TypeError, ValueError, RecursionError):
        return ""


def _arguments(message: Mapping[str, Any]) -> Iterator[str]:
    """What tools were called with: a server may answer in the form of a call."""
    calls = message.get("tool_calls")
    called = [*(calls if isinstance(calls, list) else ()), {"function": message.get("function_call")}]
    for call in called:
        function = call.get("function") if isinstance(call, Mapping) else None
        given = function.get("arguments") if isinstance(function, Mapping) else None
        yield _json(given) if isinstance(given, Mapping) else _text(given)


def _refused_part(content: object) -> object:
    parts = content if isinstance(content, list) else ()
    return next((p.get("refusal") for p in parts if isinstance(p, Mapping) and p.get("type") == "refusal"), None)


def _usage(told: object) -> Usage:
    """Tokens as far as they are counted, in any vendor's words; what is missing, null or no number is 0.

    Where the prompt's count leaves out what came from the cache or was written to it, both are added.
    """
    used = told if isinstance(told, Mapping) else {}
    details = [used.get(name) for name in _DETAILS]
    cached = max(_first(one, _CACHED) for one in (used, *details))
    prompt = _first(used, _PROMPT)
    if not prompt:
        beside = _first(used, _READ) + _first(used, _WRITTEN)
        prompt = _first(used, _PROMPT_BESIDE) + beside or cached + _first(used, ("prompt_cache_miss_tokens",))
    completion = _first(used, _COMPLETION) or _first(used, ("candidatesTokenCount",)) + _first(used, _THOUGHTS)
    return Usage(prompt, completion, min(cached, prompt))


def _first(told: object, names: Sequence[str]) -> int:
    """The first of these counts that is above 0."""
    held = told if isinstance(told, Mapping) else {}
    return next((number for name in names if (number := _count(held.get(name)))), 0)


def _count(value: object) -> int:
    if isinstance(value, str) and value.strip().isdecimal():
        value = int(value.strip()[:12])
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _MOST_TOKENS:
        return 0
    return int(value)


def _clean(text: str) -> str:
    """Text that can be written as UTF-8: half of a surrogate pair is no character."""
    return text.encode("utf-8", "replace").decode("utf-8")
