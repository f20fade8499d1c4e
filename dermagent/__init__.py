"""dermagent: photos and a history in, a structured and cited differential of skin disease out.

from dermagent import Case, diagnose
print(diagnose(Case(history="Itchy flexures since childhood.")).ranked[0].name)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dermagent.api import adiagnose, astream, diagnose
    from dermagent.errors import (
        DermagentError,
        DialogueConflict,
        InputError,
        InvalidCase,
        InvalidSetting,
        NoDialogue,
        StoreUnavailable,
    )
    from dermagent.types import AskedQuestion, Case, CaseImage, Differential, NextQuestion, Turn
    from dermagent.workflow.session import Session

__all__ = [
    "AskedQuestion",
    "Case",
    "CaseImage",
    "DermagentError",
    "DialogueConflict",
    "Differential",
    "InputError",
    "InvalidCase",
    "InvalidSetting",
    "NextQuestion",
    "NoDialogue",
    "Session",
    "StoreUnavailable",
    "Turn",
    "adiagnose",
    "astream",
    "diagnose",
]

_HOME = {
    "AskedQuestion": "types",
    "Case": "types",
    "CaseImage": "types",
    "Differential": "types",
    "NextQuestion": "types",
    "Session": "workflow",
    "Turn": "types",
    "DermagentError": "errors",
    "DialogueConflict": "errors",
    "InputError": "errors",
    "InvalidCase": "errors",
    "InvalidSetting": "errors",
    "NoDialogue": "errors",
    "StoreUnavailable": "errors",
    "adiagnose": "api",
    "astream": "api",
    "diagnose": "api",
}


def __getattr__(name: str) -> Any:
    """Import on first use (PEP 562): `import dermagent` alone loads nothing heavy."""
    if name not in _HOME:
        raise AttributeError(f"module 'dermagent' has no attribute {name!r}")
    return getattr(import_module(f"dermagent.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
