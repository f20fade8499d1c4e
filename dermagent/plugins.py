"""Make parts that are named in settings: a shipped one by its name, one of the user's own as "module:factory"."""

from collections.abc import Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any

from dermagent.errors import InputError


def make(kind: str, name: str, *given: object, known: Mapping[str, str] = MappingProxyType({})) -> Any:
    """What the factory of that name makes of what it is given.

    Args:
        kind: what the message calls such a part, such as "encoder".
        name: one of `known`, or "module:factory".
        given: the factory's arguments.
        known: name → "module:factory" of the shipped ones.

    Raises:
        InputError: there is no such name, module or factory, or the factory fails.
    """
    module, _, factory = known.get(name, name).partition(":")
    if not (module and factory):
        names = ", ".join(known)
        raise InputError(f"there is no {kind} {name!r}; known are {names}{', and ' if names else ''}module:factory")
    try:
        makes = getattr(import_module(module), factory)
    except (ImportError, AttributeError, ValueError) as error:
        raise InputError(
            f"the {kind} {name!r} cannot be imported: {error}; a module of your own must be installed or lie on "
            "PYTHONPATH"
        ) from error
    try:
        return makes(*given)
    except InputError:
        raise
    except Exception as error:  # what a factory of the user's own raises is not known
        raise InputError(f"the {kind} {name!r} cannot be made: {type(error).__name__}: {error}") from error
