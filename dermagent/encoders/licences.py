"""What may be done with the weights of a model, as far as its name or its folder tells.

Many dermatology models forbid commercial use; their weights load only where DERMAGENT_ALLOW_NONCOMMERCIAL is set to 1.
"""

import os
import re
from pathlib import Path

import yaml

from dermagent.errors import InputError

#: Words of a model's name → the licence of its weights, as far as it is known.
_KNOWN = {
    "dermlip": "CC BY-NC 4.0",
    "derm1m": "CC BY-NC 4.0",
    "monet": "CC BY-NC-SA 4.0",
    "panderm": "CC BY-NC-ND 4.0",
    "make": "not stated",
}
_UNKNOWN = "not known; look it up"
_SWITCH = "DERMAGENT_ALLOW_NONCOMMERCIAL"
#: Not the GPL's "noncommercially".
_NONCOMMERCIAL = re.compile(r"\bnc\b|non-?\s?commercial(?!ly)", re.IGNORECASE)
#: Much more of a file is no model card, and no licence names its terms later.
_LONGEST = 200_000


def licence_of(model: str) -> str:
    """The licence of a model's weights: by its hub id or its folder's name, else by the card or licence in the folder.

    A folder of the hub's cache is called by a hash, below one that tells the hub id. Copied elsewhere under another
    name and without its card, weights are not recognised.
    """
    if model.startswith("hf-hub:"):
        return _by_name(model.removeprefix("hf-hub:")) or _UNKNOWN
    path = Path(model).absolute()
    names = {path.name, path.resolve().name, *(part for part in path.parts if part.startswith("models--"))}
    return _by_name(" ".join(names)) or _by_card(path) or _by_terms(path) or _UNKNOWN


def check_use(model: str, licence: str) -> None:
    """Nothing, where the licence allows any use or the user has said that this one is not commercial.

    Raises:
        InputError: it forbids commercial use and the switch is not set.
    """
    if _NONCOMMERCIAL.search(licence) and os.environ.get(_SWITCH) != "1":
        raise InputError(f"the weights of {model} are {licence}; set {_SWITCH}=1 if your use is not commercial")


def _by_name(told: str) -> str:
    words = set(re.split(r"[^a-z0-9]+", told.lower()))
    return next((licence for name, licence in _KNOWN.items() if name in words), "")


def _by_card(folder: Path) -> str:
    """The licence in the head of the model card that hubs ask for, such as "cc-by-nc-4.0"."""
    head = re.match(r"\s*---\s*\n(.*?)\n---", _text(folder / "README.md"), re.DOTALL)
    try:
        card = yaml.safe_load(head[1]) if head else None
    except yaml.YAMLError:
        return ""
    if not isinstance(card, dict):
        return ""
    told = str(card.get("license") or "")
    named = str(card.get("license_name") or "") if told in ("", "other") else told
    return f"{' '.join((named or told).split())[:100]} (by its model card)" if named or told else ""


def _by_terms(folder: Path) -> str:
    """That the text of a licence in the folder speaks of non-commercial use; what others allow is not judged."""
    for path in sorted(folder.glob("LICEN[CS]E*")) if folder.is_dir() else []:
        if _NONCOMMERCIAL.search(_text(path)):
            return f"non-commercial (by its {path.name})"
    return ""


def _text(path: Path) -> str:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            return file.read(_LONGEST)
    except OSError:
        return ""
