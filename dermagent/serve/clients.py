"""Who may ask: one token for all, or a file of keys with a name for each, compared in constant time."""

import hashlib
import hmac
import re
from pathlib import Path

from dermagent.errors import InputError

#: Shorter ones can be guessed.
MIN_TOKEN = 16
_NAME = re.compile(r"[A-Za-z0-9._-]{1,64}")


def checked(token: str, name: str) -> str:
    """The token, if it is one that cannot be guessed.

    Raises:
        InputError: it is too short or not ASCII.
    """
    if len(token) < MIN_TOKEN or not token.isascii() or not token.isprintable() or " " in token:
        raise InputError(f"{name}: expected at least {MIN_TOKEN} ASCII characters, not to be guessed")
    return token


class Clients:
    """Names by key; a name of its own is empty where one token is everybody's."""

    def __init__(self, token: str = "", keys: dict[str, str] | None = None) -> None:
        """Keep digests only; `keys` are keys by name."""
        self._digests = [(name, _digest(key)) for name, key in (keys or {}).items()]
        if token:
            self._digests.append(("", _digest(token)))

    @property
    def needed(self) -> bool:
        """Whether a caller needs a key at all."""
        return bool(self._digests)

    def name_of(self, authorization: str) -> str | None:
        """Whose key the header holds; None where it holds none. Every key is compared, whichever fits."""
        kind, _, given = authorization.partition(" ")
        digest, found = _digest(given.strip()), None
        for name, known in self._digests:
            if hmac.compare_digest(digest, known):
                found = name
        return found if kind.lower() == "bearer" else None


def read_keys(path: Path) -> dict[str, str]:
    """Keys by name of a file with a name, a space and a key in each line; # begins a comment.

    Raises:
        InputError: it cannot be read, others may read it, or a line is not of that form.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise InputError(f"{path.name}: others may read the keys; run: chmod 600 {path.name}")
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path.name}: expected a file of ASCII text with a name and a key in each line") from error
    keys: dict[str, str] = {}
    for number, line in enumerate(lines, start=1):
        fields = line.partition("#")[0].split()
        if not fields:
            continue
        if len(fields) != 2 or not _NAME.fullmatch(fields[0]):
            raise InputError(f"{path.name}, line {number}: expected a name, a space and a key")
        if fields[0] in keys or fields[1] in keys.values():
            raise InputError(f"{path.name}, line {number}: this name or key stands twice")
        keys[fields[0]] = checked(fields[1], f"{path.name}, line {number}")
    if not keys:
        raise InputError(f"{path.name} holds no key; expected a name, a space and a key in each line")
    return keys


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
