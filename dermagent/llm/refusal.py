"""Why a server turned a request down, in its own words: read out of whatever it sent, and fit to be quoted."""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from dermagent.knowledge.speech import speech
from dermagent.text.normal import CJK

_FILTERED = re.compile(
    r"content[ _-]?(filter|policy|management|moderation)|responsible ?ai ?policy|safety (system|filter|polic|setting)|"
    r"prohibited[ _]content|moderation|data_inspection_failed|usage polic|violat\w* .{0,40}polic|"
    r"(input|prompt|content|response) (was|were|is|has been) (flagged|blocked)|inappropriate content"
)
_SPENT = re.compile(
    r"insufficient[ _](quota|balance|funds|credits?)|exceeded your current quota|credit balance|out of credits?|"
    r"billing|payment required|more credits"
)
#: A request that has more tokens than the model's context, in the words of the servers that are known.
_OVERFLOWS = re.compile(
    r"context(?!\s*=)|n_ctx|max_model_len|max_seq_len|too long|too many (?:input |prompt )?tokens|must be <=|"
    r"(?:token|input|prompt|inputs|request|messages?)\b[^.;]{0,80}?(?:exceed|longer than|greater than|more than|"
    r"less than|fewer than|too large|over the limit)|exceeds?\b[^.;]{0,60}\btokens?\b|(?:maximum|max\.?) (?:prompt|"
    r"input|sequence|model) length|range of input length|string_above_max_length|"
    r"reduce (?:the |your )?(?:length|prompt|input|number of tokens)"
)
#: Of these words those that speak of bytes, images or a rate and not of tokens in a context.
_OTHER_LIMIT = re.compile(
    r"\b(?:bytes?|[kmg]i?b|megabytes?|payload|entity|body|images?|pictures?|pixels?)\b|per (?:minute|day|second|hour)"
)
#: A bound on the tokens of some time, which one request alone can be above.
_RATE = re.compile(r"tokens? (?:per|a|every|/) ?(?:minute|min|day|hour)|\btp[mdh]\b|rate[ _]limit")
_KEY_REFUSED = re.compile(
    r"api[ _-]?key[^.;]{0,20}(?:not valid|invalid|incorrect|expired|revoked)|"
    r"(?:invalid|incorrect|expired|missing) (?:\w+ )?api[ _-]?key|api_key_(?:invalid|expired)"
)
#: Statuses of a server that has too much to do, and of a proxy that got no answer; words for a model not yet there.
_BUSY, _OF_A_PROXY = frozenset({429, 503, 529}), frozenset({502, 504, 520, 521, 522, 523, 524})
_TOO_MANY = re.compile(r"overload|too many requests|rate[ _]limit|at capacity|queue")
_LOADING = re.compile(r"\bload(?:ing|ed)\b|\bwarm(?:ing)?[ -]?up|starting|not ready")
_SOON = re.compile(r"per (minute|second)|retry (in|after)|retry_?delay|try again in")
#: Where servers put their sentence, and the names of the kind of error, in this order.
_SENTENCES = (
    *("message", "detail", "error_message", "error_msg", "status_msg", "msg", "description", "title", "raw", "reason"),
)
_KINDS = ("code", "error_code", "status_code", "type", "status")
#: Codes of what went well, and fields of a body that hold a reply.
_FINE = frozenset({"", "0", "200", "none", "ok", "success"})
_REPLIES = ("output", "candidates", "content", "generated_text", "response", "reply")
_REPEATED = re.compile(r"^(408|409|429|5\d\d)$")
#: Longest quoted reason, and longest run of characters that it may share with the request, which holds patient text.
_QUOTED, _SHARED = 240, 16
#: A run of so many characters that stands in the request too is a repetition of it.
_REPEATED_RUN = 40
#: A word of a script with blanks or a number, and a run of one without; hidden words, one and several.
_WORD = re.compile(r"[^\W_\u2e80-\U0003ffff]+|[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+")
_HIDDEN = "***"
_SEVERAL = re.compile(r"\*{3}(?:[\s,;.'\"\u2019\u3001\uff0c/+-]*\*{3})+")
#: Characters of a part of a word, of a number, and of a run without blanks that tell whose they are.
_OF_A_WORD, _OF_A_NUMBER, _OF_A_RUN = 4, 3, 2
#: Characters of a key that is hidden within words too; a shorter one, such as "x" of a local server, as a word alone.
_OF_A_KEY = 8
_KEY = re.compile(r"\b(sk|key|gsk|hf|Bearer)[-_ ][\w*.-]{6,}")


@dataclass(frozen=True)
class Refusal:
    """A request turned down: HTTP status (0 where none was told), the server's sentence, codes, and the parameter.

    `generated` is what the model had said, where a server threw it away for not being the JSON that it asked for.
    """

    status: int
    reason: str
    code: str = ""
    param: str = ""
    generated: str = ""

    def without(self, request: str) -> "Refusal":
        """The same without what its reason repeats of the request, which says nothing of why it was turned down."""
        said, shown = self.reason.lower(), " ".join(request.split()).lower()
        own = [True] * len(said)
        for n in range(max(0, len(said) - _REPEATED_RUN + 1)):
            if " ".join(said[n : n + _REPEATED_RUN].split()) in shown:
                own[n : n + _REPEATED_RUN] = [False] * _REPEATED_RUN
        return replace(self, reason="".join(c for c, kept in zip(self.reason, own, strict=False) if kept))

    @property
    def text(self) -> str:
        """All that was said, in small letters."""
        return f"{self.reason} {self.code} {self.param}".lower()

    @property
    def filtered(self) -> bool:
        """Whether a content filter stopped the request."""
        return self.status not in {401, 429} and bool(_FILTERED.search(self.text))

    @property
    def spent(self) -> bool:
        """Whether the account has no credit left, which no further attempt changes."""
        return self.status == 402 or bool(_SPENT.search(self.text) and not _SOON.search(self.text))

    @property
    def refuses_key(self) -> bool:
        """Whether the key is none that the server knows, whatever status it says so with."""
        return self.status == 401 or bool(_KEY_REFUSED.search(self.text))

    @property
    def overflows(self) -> bool:
        """Whether the request is longer than the model's context."""
        if self.above_rate:
            return False
        about_tokens = "token" in self.text or (self.status != 413 and not _OTHER_LIMIT.search(self.text))
        return self.status != 429 and about_tokens and bool(_OVERFLOWS.search(self.text))

    @property
    def above_rate(self) -> bool:
        """Whether one request alone has more tokens than the account may send in some time; waiting does not help."""
        return self.status == 413 and bool(_RATE.search(self.text))

    @property
    def passing(self) -> bool:
        """Whether the same request may be taken a little later."""
        again = self.status == 0 or bool(_REPEATED.match(str(self.status)))
        return again and not self.filtered and not self.spent and not self.overflows

    @property
    def remedy(self) -> str:
        """What to do about a request that was turned down for the moment, in each of several attempts."""
        if self.status == 503 and _LOADING.search(self.text):
            return "the server is still loading its model; wait and run this again"
        if self.status in _BUSY or _TOO_MANY.search(self.text):
            return "wait and run this again, or send less at once (--concurrency of eval)"
        if self.status in _OF_A_PROXY:
            return "see whether the server behind the proxy runs, and its log"
        return "see the log of the server"

    def quoted(self, request: str = "", key: str | None = None) -> str:
        """The reason as it may be shown: one line, short, without the key and without words of the request.

        Of a reason that repeats a longer piece nothing is shown; words that servers use themselves are.
        """
        reason = " ".join(self.reason.split())[:_QUOTED]
        if key:
            found = re.escape(key) if len(key) >= _OF_A_KEY else rf"(?<!\w){re.escape(key)}(?!\w)"
            reason = re.sub(found, _HIDDEN, reason)
        reason = _KEY.sub("***", reason)
        said, shown = reason.lower(), " ".join(request.split()).lower()
        if any(said[n : n + _SHARED] in shown for n in range(max(0, len(said) - _SHARED + 1))):
            return "its message repeats the request and is not shown"
        own = frozenset(_plain_words(request))
        return _SEVERAL.sub(_HIDDEN, _WORD.sub(lambda word: _HIDDEN if _is_told(word[0], own) else word[0], reason))


def _plain_words(text: str) -> Iterator[str]:
    """The words of a text in small letters without accents; of a script without blanks each pair of characters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for word in _WORD.findall(plain.casefold()):
        if word >= CJK:
            yield from (word[n : n + _OF_A_RUN] for n in range(len(word) - 1))
        else:
            yield word


def _is_told(word: str, own: frozenset[str]) -> bool:
    """Whether a word, or a part of it, is one of the request that no server would use of itself."""
    told = [part for part in _plain_words(word) if part not in _of_servers()]
    if any(part.isdecimal() and len(part) < _OF_A_NUMBER for part in told):
        return False
    return any(part in own or any(_is_form_of(part, one) for one in own) for part in told)


def _is_form_of(word: str, other: str) -> bool:
    """Whether one of two words begins with the other: "itch" and "itchy"."""
    shorter, longer = sorted((word, other), key=len)
    return len(shorter) >= _OF_A_WORD and longer.startswith(shorter) and shorter not in _of_servers()


@cache
def _of_servers() -> frozenset[str]:
    return frozenset(speech()["of_servers"])


def refusal_in(body: object) -> Refusal | None:
    """The error that a body under HTTP 200, or its first choice, holds instead of a reply; None if it holds none."""
    if isinstance(body, list):  # Gemini's errors are lists of one
        return next((told for part in body[:4] if isinstance(part, Mapping) and (told := refusal_in(part))), None)
    if not isinstance(body, Mapping):
        return None
    if choices := body.get("choices"):
        first = choices[0] if isinstance(choices, list) else None
        told = first.get("error") if isinstance(first, Mapping) else None
        return read_refusal(0, {"error": told}) if isinstance(told, Mapping | str) and told else None
    named = body.get("error") or body.get("errors") or body.get("object") == "error" or body.get("detail")
    return read_refusal(0, body) if named or _tells_code(body) else None


def _tells_code(body: Mapping[str, Any]) -> bool:
    """Whether a body without any reply has a code of an error with a sentence, as those of several vendors have."""
    if any(body.get(name) for name in _REPLIES) or isinstance(body.get("message"), Mapping):
        return False
    inner = body.get("base_resp")
    parts = [body, *([inner] if isinstance(inner, Mapping) else [])]
    return any(
        str(part[name]).strip().lower() not in _FINE and any(_text(part.get(said)) for said in _SENTENCES)
        for part in parts
        for name in ("code", "error_code", "status_code")
        if isinstance(part.get(name), str | int)
    )


def read_refusal(status: int, body: object) -> Refusal:
    """The refusal in the body of an error, whatever its form; a status in the body counts where HTTP told none."""
    if isinstance(body, str):
        body = _parsed(body)
    parts = list(_parts(body))
    told = [text for part in parts for name in _SENTENCES if (text := _text(part.get(name)))]
    reason = "; ".join(dict.fromkeys(told[:2])) if parts else _text(body)
    codes = [str(part[name]) for part in parts for name in _KINDS if isinstance(part.get(name), str | int)]
    params = [param for part in parts if (param := _text(part.get("param")) or _place(part.get("loc")))]
    numbers = [int(code) for code in codes if code.isdecimal() and 400 <= int(code[:9]) < 600]
    return Refusal(
        status or (numbers[0] if numbers else 0),
        reason[:2000],
        " ".join(codes)[:200],
        " ".join(params)[:200],
        next((text for part in parts if (text := _text(part.get("failed_generation")))), ""),
    )


def _parsed(text: str) -> object:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text if "<html" not in text.lower() else ""


def _parts(body: object, depth: int = 0) -> Iterator[Mapping[str, Any]]:
    """The mappings of an error, outermost first: bodies nest `error`, `detail`, `metadata`, `innererror`, lists."""
    if depth > 6:
        return
    if isinstance(body, Mapping):
        yield body
        for name in ("error", "errors", "message", "detail", "metadata", "innererror", "body", "base_resp"):
            inner = body.get(name)
            if isinstance(inner, str) and name == "message":
                continue
            if isinstance(inner, str):
                yield {"message": inner}
            else:
                yield from _parts(inner, depth + 1)
    elif isinstance(body, list):
        for item in body[:4]:
            yield from _parts({"message": item} if isinstance(item, str) else item, depth + 1)


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _place(value: object) -> str:
    return ".".join(str(step) for step in value[:6]) if isinstance(value, list) else ""
