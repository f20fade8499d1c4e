"""Characters that a terminal obeys instead of showing them."""

import re

_OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def without_controls(text: str) -> str:
    """The text with each control character but tab and line feed replaced by the replacement character."""
    return _OBEYED.sub("\ufffd", text)
