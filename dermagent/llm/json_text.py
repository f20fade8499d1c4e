"""Find the JSON in a model's text: after or inside its thinking, in a fence, with words before and behind."""

import ast
import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from dermagent.knowledge.speech import spoken


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of which a model wrote a field twice: lists go together, and nothing takes the place of something."""
    made: dict[str, Any] = {}
    for key, value in pairs:
        held = made.get(key)
        if isinstance(held, list) and isinstance(value, list):
            made[key] = [*held, *(one for one in value if one not in held)]
        elif held in (None, "", {}, []) or value not in (None, "", {}, []):
            made[key] = value
    return made


_DECODER = json.JSONDecoder(strict=False, object_pairs_hook=_object)  # models break lines inside strings
#: Objects and starts that are looked at in one text: a bound on the work that a hostile one can ask for.
_MOST = 2_000
_THINKING = r"[\w:]*(?:think|thought|reason|reflect|scratchpad|analysis|draft|deliberat)\w*"
#: How a thinking ends and begins: in tags, in the special words of several models, in a channel of its own, in words.
_THOUGHT = re.compile(
    rf"</{_THINKING}>|\[/THINK\]|◁/think▷|<unused95>|<\|end_?(?:of_?)?thinking\|>|"
    r"<\|channel\|>\s*final\s*(?:<\|message\|>)?|^[^\w\n]*here is my (?:final )?(?:response|answer):",
    re.IGNORECASE | re.MULTILINE,
)
_THINKS = re.compile(
    rf"<{_THINKING}>|\[THINK\]|◁think▷|<unused94>|<\|(?:begin|start)_?(?:of_?)?thinking\|>|"
    r"<\|channel\|>\s*analysis|^[^\w\n]*here is my thought process:",
    re.IGNORECASE | re.MULTILINE,
)
#: What may stand around a reply without saying anything: special words of a model, tags, and the name of a fence.
_SILENT = re.compile(r"<[^<>]{0,40}>|\bjson\b", re.IGNORECASE)
#: A refusal says so at once and is no essay.
_OPENS_WITHIN, _LONGEST_REFUSAL = 200, 2_000


#: A string, which is kept, or a comment; a string, or a comma before what closes.
_STRING = r'"(?:[^"\\]|\\.)*"'
_SPARE = re.compile(rf"({_STRING})|//[^\n]*|/\*.*?\*/", re.DOTALL)
_TRAILING = re.compile(rf"({_STRING})|,\s*([}}\]])", re.DOTALL)
#: A string in either kind of quotes, or a key without any.
_BARE_KEY = re.compile(rf"({_STRING}|'(?:[^'\\]|\\.)*')|(?<=[{{,\s])([A-Za-z_]\w*)(?=\s*:)", re.DOTALL)
#: A string in either kind of quotes, or a word of JSON, and how Python writes it.
_CONSTANT = re.compile(rf"({_STRING}|'(?:[^'\\]|\\.)*')|\b(true|false|null)\b", re.DOTALL)
_OF_PYTHON = {"true": "True", "false": "False", "null": "None"}
#: What ends a value where the next one begins without a comma.
_NO_COMMA = re.compile(rf"({_STRING}|[}}\]])(\s*(?=[\"{{\[]))?|(?<=[\w.])(\s+)(?=\")", re.DOTALL)
#: A number that JSON does not know, behind a key: in percent, or with a comma before its decimals.
_NUMBER = re.compile(rf"({_STRING})|(?<=:)(\s*)(\d{{1,3}}(?:[.,]\d+)?\s*%|0,\d+)(?=\s*[,}}\]\n])", re.DOTALL)
#: A reply that goes on behind a first brace that it was given.
_WITHOUT_BRACE = re.compile(r'\s*"\w+"\s*:')
#: Signs between tokens that are written as another script or a typesetter writes them.
_BETWEEN_TOKENS = str.maketrans(
    dict.fromkeys("\u00a0\u1680\u202f\u205f\u3000\ufeff\u200b\u200c\u200d\u2060", " ")
    | {chr(code): " " for code in range(0x2000, 0x200B)}
    | dict(zip("\uff1a\uff0c\u3001\uff5b\uff5d\uff3b\uff3d", ":,,{}[]", strict=True))
)
_NO_STRING = re.compile(rf'({_STRING})|([^"]+)', re.DOTALL)
#: What stands behind a string that ends: behind a key, behind a value of an object, and behind one of a list.
_BEHIND_KEY = re.compile(r"\s*:")
_BEHIND_VALUE = re.compile(r'\s*(?:$|[}\]]|,\s*(?:}|"[^"]{1,80}"\s*:))')
_BEHIND_ITEM = re.compile(r'\s*(?:$|[}\]]|,\s*(?:["{\[\]\d-]|true\b|false\b|null\b))')
_CURLY = str.maketrans(dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'))
#: An equals sign behind a key, and a value in letters without quotes.
_EQUALS = re.compile(rf"({_STRING})\s*=\s*")
_BARE_VALUE = re.compile(
    rf"({_STRING})|(?<=:)\s*(?!(?:true|false|null)\b)([^\W\d][^\"'{{}}\[\]:,\n]*?)\s*(?=[,}}\]\n])", re.DOTALL
)
#: A quotation of Markdown.
_QUOTED = re.compile(r"^[^\S\n]*>[^\S\n]?", re.MULTILINE)
#: Keys that a wrapping has at most.
_MOST_BESIDE = 6
#: Longest text in characters that is mended.
_LONGEST_MENDED = 50_000


@dataclass(frozen=True)
class FoundJson:
    """A JSON object, or an array of them, how many characters of the text it takes, and where it ends in it."""

    value: object
    length: int
    end: int = 0


def objects_in(text: str) -> list[FoundJson]:
    """Every whole JSON object of a text that stands in no other one, in order; broken ones are passed over."""
    found: list[FoundJson] = []
    start = text.find("{")
    for _ in range(_MOST):
        if start < 0:
            break
        try:
            value, end = _DECODER.raw_decode(text, start)
            found.append(FoundJson(value, end - start, end))
            start = text.find("{", end)
        except (ValueError, RecursionError):
            start = text.find("{", start + 1)
    if not found and text.strip().startswith('"'):  # JSON that was written as a string of JSON
        try:
            inner = json.loads(text)
        except (ValueError, RecursionError):
            return []
        return objects_in(inner) if isinstance(inner, str) and len(inner) < len(text) else []
    return found


def list_in(text: str) -> list[Any] | None:
    """The list that a text is, in a fence or behind thinking; None where anything else stands before it."""
    behind = behind_thinking(text).strip().strip("`~").strip().removeprefix("json").strip()
    if not behind.startswith("["):
        return None
    try:
        value, _ = _DECODER.raw_decode(behind)
    except (ValueError, RecursionError):
        value = _of_python(behind[: behind.rfind("]") + 1])
    return value if isinstance(value, list) else None


def unquoted(text: str) -> str:
    """A text without Markdown's mark of a quotation before its lines, where most have it, and with no URL code."""
    if "{" not in text and text.lstrip()[:3].upper() == "%7B" and len(text) <= _LONGEST_MENDED:
        text = unquote(text)
    lines = [line for line in text.splitlines() if line.strip()]
    quoted = sum(line.lstrip().startswith(">") for line in lines)
    return _QUOTED.sub("", text) if quoted and 2 * quoted >= len(lines) else text


def mended(text: str) -> object | None:
    """The one object of a text that is not quite JSON: with comments, commas too many or too few, its first or last
    brace missing, in doubled braces, curly or escaped quotes, quotes within a text that are not escaped, other blanks,
    colons and commas than ASCII's between its parts, keys without any quotes, or as Python writes it. Nothing is made
    up: a text that breaks off inside a list or a string stays broken.
    """
    if len(text) > _LONGEST_MENDED:
        return None
    text = _NUMBER.sub(lambda found: found[1] or f'{found[2]}"{found[3]}"', _with_plain_signs(text))
    forms = [f"{{{text}" if _WITHOUT_BRACE.match(text) else text]
    if "{{" in text:
        forms.append(text.replace("{{", "{").replace("}}", "}"))
    if "&quot;" in text:
        forms.append(html.unescape(text))
    if '"' not in text and any(sign in text for sign in "\u201c\u201d\u00ab"):
        forms.append(text.translate(_CURLY))
    if '\\"' in text:
        forms.append(text.replace('\\"', '"'))
    forms.append(
        _NO_COMMA.sub(lambda found: found[1] if found[1] and found[2] is None else f"{found[1] or ''}, ", text)
    )
    bare = _BARE_KEY.sub(lambda found: found[1] or f'"{found[2]}"', text)
    forms += [bare, _BARE_VALUE.sub(lambda found: found[1] or f' "{found[2]}"', bare), _EQUALS.sub(r"\1: ", text)]
    forms.append(_with_quotes_escaped(text))
    return next((value for form in forms if (value := _mended(form)) is not None), None)


def _with_plain_signs(text: str) -> str:
    """The same text with ASCII's blanks and signs between its strings."""
    return _NO_STRING.sub(lambda found: found[1] or found[2].translate(_BETWEEN_TOKENS), text)


def _with_quotes_escaped(text: str) -> str:
    """The same text with the quotes escaped that stand inside a string: what follows them can follow no string."""
    made: list[str] = []
    at, before, inside, ends, opened = 0, "", False, _BEHIND_KEY, "{"
    while at < len(text):
        sign = text[at]
        if inside and sign == "\\":
            made.append(text[at : at + 2])
            at += 2
            continue
        if sign == '"' and not inside:
            in_list = opened[-1:] == "["
            inside, ends = True, _BEHIND_ITEM if in_list else _BEHIND_VALUE if before == ":" else _BEHIND_KEY
        elif sign == '"' and ends.match(text, at + 1):
            inside = False
        elif sign == '"':
            sign = '\\"'
        elif not inside and sign in "{[":
            opened += sign
        elif not inside and sign in "}]":
            opened = opened[:-1]
        made.append(sign)
        before = sign if not sign.isspace() and not inside else before
        at += 1
    return "".join(made)


def _mended(text: str) -> object | None:
    start = text.find("{")
    if start < 0:
        return None
    whole = _TRAILING.sub(
        lambda found: found[1] or found[2], _SPARE.sub(lambda found: found[1] or "", text[start:])
    ).strip(" \n\r\t`~")
    plain = whole[: whole.rfind("}") + 1]
    for written in (whole, plain, f"{whole}}}"):
        try:
            value, _ = _DECODER.raw_decode(written)
        except (ValueError, RecursionError):
            continue
        return value if isinstance(value, dict) and value else None
    value = _of_python(plain)
    return value if isinstance(value, dict) and value else None


def _of_python(text: str) -> object:
    """The value of a text as Python writes it, tuples and sets as lists in their order; None where it is none."""
    try:
        tree = ast.parse(_CONSTANT.sub(lambda found: found[1] or _OF_PYTHON[found[2]], text.strip()), mode="eval")
        return ast.literal_eval(_Listed().visit(tree))
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


class _Listed(ast.NodeTransformer):
    """Tuples and sets of Python as lists, which keep their order."""

    def visit_Tuple(self, node: ast.Tuple) -> ast.List:
        return self._listed(node)

    def visit_Set(self, node: ast.Set) -> ast.List:
        return self._listed(node)

    def _listed(self, node: ast.Tuple | ast.Set) -> ast.List:
        self.generic_visit(node)
        return ast.copy_location(ast.List(elts=node.elts, ctx=ast.Load()), node)


@dataclass(frozen=True)
class Parts:
    """A text as what stands behind its thinking, what stands before it, and the thinking itself."""

    behind: str
    before: str
    thought: str


def parts_of(text: str) -> Parts:
    """The parts of a text; one without any thinking is all behind it, one that never ends is all thinking."""
    ends, begins = list(_THOUGHT.finditer(text)), [found.start() for found in _THINKS.finditer(text)]
    last = ends[-1].end() if ends else 0
    unclosed = next((begin for begin in begins if begin >= last), len(text))
    first = begins[0] if begins and (not ends or begins[0] < ends[0].start()) else 0
    if ends:
        return Parts(text[last:unclosed], text[:first], f"{text[first:last]}{text[unclosed:]}")
    return Parts("", text[:unclosed], text[unclosed:]) if begins else Parts(text, "", "")


def last_words(text: str) -> FoundJson | None:
    """The JSON object with which a text ends: nothing that says anything stands behind it."""
    found = objects_in(text)
    if not found:
        return None
    behind = _THINKS.sub(" ", _THOUGHT.sub(" ", text[found[-1].end :]))
    return None if says_anything(behind) else found[-1]


def says_anything(text: str) -> bool:
    """Whether a text has any word beside tags and fences."""
    return any(character.isalnum() for character in _SILENT.sub(" ", text))


def behind_thinking(text: str) -> str:
    """What stands behind the last end of a thinking; all of a text without one."""
    return _THOUGHT.split(text)[-1]


def starts_whole(text: str) -> bool:
    """Whether the first JSON object after the thinking is whole: what was cut off behind it is no loss."""
    behind = behind_thinking(text)
    start = behind.find("{")
    if start < 0 or _THINKS.search(behind):
        return False
    try:
        _DECODER.raw_decode(behind, start)
    except (ValueError, RecursionError):
        return False
    return True


def unwrapped(value: object) -> Iterator[object]:
    """A value, and what it holds where that is a wrapping: other objects, or JSON as a string, beside at most words.

    So a schema that was filled in, a tool's call as text, and `{"result": {...}, "status": "ok"}` are seen through.
    """
    yield value
    if not isinstance(value, dict) or len(value) > _MOST_BESIDE:
        return
    for inner in value.values():
        if isinstance(inner, dict):
            yield inner
        elif isinstance(inner, list) and len(inner) == 1 and len(value) == 1:
            yield inner[0]
        elif isinstance(inner, str) and "{" in inner:
            yield from (found.value for found in objects_in(inner))


def declines(text: str) -> bool:
    """Whether a text that holds no reply is a model's refusal, in words or in an object of nothing but words.

    What it thought before it said so is no part of it.
    """
    parts = parts_of(text)
    text = parts.behind if says_anything(parts.behind) else parts.before
    if "{" in text and len(text) <= _LONGEST_REFUSAL:
        found = objects_in(text)
        return len(found) == 1 and declines_within(" ".join(_only_words(found[0].value)))
    opening = spoken("declines").search(text.strip()[:_OPENS_WITHIN])
    return bool(opening) and len(text) <= _LONGEST_REFUSAL and "{" not in text


def _only_words(value: object, depth: int = 0) -> Iterator[str]:
    """The texts of an object; none of one that holds a list of objects, in which conditions may stand."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict) and depth < 3 and not any(isinstance(one, list) and one for one in value.values()):
        for one in value.values():
            yield from _only_words(one, depth + 1)


def declines_within(text: str) -> bool:
    """Whether a reply that names nothing says in one of its fields that the model declines."""
    return bool(spoken("declines_within").search(behind_thinking(text)))
