"""Read the wording files of `prompts/`, check their variables, render them, and hash them."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from string import Template

from dermagent.errors import InputError
from dermagent.knowledge.base import parse_yaml
from dermagent.resources import data_root

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)


@dataclass(frozen=True)
class Prompt:
    """A wording with named gaps; `sha256` is that of the whole file and goes into every result."""

    name: str
    version: int
    variables: frozenset[str]
    body: str
    sha256: str

    def render(self, values: Mapping[str, str]) -> str:
        """The body with its gaps filled; values are inserted as they are and never read as a template.

        Raises:
            InputError: the values are not exactly the declared variables.
        """
        if values.keys() != self.variables:
            raise InputError(f"prompt {self.name} takes {sorted(self.variables)}, was given {sorted(values)}")
        return Template(self.body).substitute(values).strip()


@cache
def read_prompt(name: str) -> Prompt:
    """The prompt `prompts/<name>.md`.

    Raises:
        InputError: no such file, no front matter, or declared and used variables differ.
    """
    path = data_root() / "prompts" / f"{name}.md"
    if not path.is_file():
        raise InputError(f"there is no prompt {name!r}; expected {name}.md in the folder prompts")
    text = path.read_text(encoding="utf-8")
    match = _FRONT_MATTER.match(text)
    if match is None:
        raise InputError(f"prompt {name}: expected front matter between two lines of ---")
    meta, body = parse_yaml(match[1], f"prompt {name}"), match[2]
    declared, used = frozenset(meta["variables"]), frozenset(Template(body).get_identifiers())
    if declared != used:
        raise InputError(f"prompt {name}: declares {sorted(declared)} but uses {sorted(used)}; make them agree")
    if meta["name"] != name:
        raise InputError(f"prompt {name}: its front matter calls it {meta['name']!r}")
    return Prompt(name, int(meta["version"]), declared, body, hashlib.sha256(text.encode()).hexdigest())
