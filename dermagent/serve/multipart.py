"""A case as a form with files: the part `case` in JSON and any number of images, read in memory and never on disk."""

import base64
import json
from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from dermagent.errors import InputError
from dermagent.steps.intake import refuse_repeated_keys

#: The case, and its images.
_MOST_PARTS = 51


def case_text(body: bytes, media_type: str) -> str:
    """The case of a form as JSON text, its image files added to those of the case, in their order.

    Raises:
        InputError: no such form, a part of another name, or the case is not a JSON object or has a key twice.
    """
    _, options = parse_options_header(media_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise InputError("the form has no boundary; let your HTTP library set Content-Type")
    parts = _Parts()
    try:
        parser = MultipartParser(boundary, parts.callbacks())  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError as error:
        raise InputError("the form cannot be read; expected multipart/form-data, parts 'case' and 'image'") from error
    if not parts.ended:
        raise InputError("the form is cut off; its last boundary is missing")
    case: Any = {}
    images = []
    for name, content, is_file in parts.found:
        if name == "image" and not is_file:
            raise InputError("the form's part 'image' holds no file; send one, as curl does with -F image=@FILE")
        if name == "image":
            images.append({"content": base64.b64encode(content).decode()})
        elif name == "case" and not content.strip():
            continue  # the empty field of a browser's form
        elif name == "case" and case == {}:
            refuse_repeated_keys(content, "the form's part 'case'")
            try:
                case = json.loads(content.decode("utf-8-sig"))
            except (ValueError, RecursionError) as error:
                raise InputError("the form's part 'case' is not valid JSON in UTF-8") from error
        elif name == "case":
            raise InputError("the form has two parts 'case'; a case is one")
        else:
            raise InputError("the form has a part that is not known; expected one 'case' and any number of 'image'")
    if not isinstance(case, dict) or not isinstance(case.get("images", []), list):
        raise InputError("the form's part 'case' is not a case as a JSON object")
    if images and case.get("resourceType") == "Bundle" and isinstance(case.get("entry", []), list):
        media = ({"resourceType": "Media", "content": {"data": image["content"]}} for image in images)
        case["entry"] = [*case.get("entry", []), *({"resource": one} for one in media)]
    elif images:
        case["images"] = [*case.get("images", []), *images]
    try:
        return json.dumps(case)
    except RecursionError as error:
        raise InputError("the form's part 'case' is nested too deeply to be a case") from error


class _Parts:
    """Collects the parts that the parser tells of."""

    def __init__(self) -> None:
        self.found: list[tuple[str, bytes, bool]] = []
        self.ended = False
        self._header, self._value, self._headers = b"", b"", dict[bytes, bytes]()
        self._content = bytearray()

    def callbacks(self) -> dict[str, Any]:
        """What the parser calls."""
        return {
            "on_part_begin": self._begin,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_header_field": self._field,
            "on_header_value": self._of_field,
            "on_header_end": self._header_end,
            "on_end": self._last,
        }

    def _begin(self) -> None:
        if len(self.found) >= _MOST_PARTS:
            raise InputError(f"the form has more than {_MOST_PARTS} parts; a case holds at most 50 images")
        self._headers, self._content = {}, bytearray()

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._content += data[start:end]

    def _end(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        name = options.get(b"name", b"").decode("utf-8", "replace")
        self.found.append((name, bytes(self._content), b"filename" in options or b"filename*" in options))

    def _field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _of_field(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[self._header.lower()] = self._value
        self._header, self._value = b"", b""

    def _last(self) -> None:
        self.ended = True
