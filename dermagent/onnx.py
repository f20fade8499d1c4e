"""onnxruntime, imported so that it reports nothing to its maker; no other module imports it."""

import os
from typing import Any

#: Read by onnxruntime as it is imported, and not after that.
_SILENT = "ORT_DISABLE_TELEMETRY"


def onnxruntime() -> Any:
    """The package; from 1.32 on it sends reports of its use, from the import on, unless the environment forbids it.

    The host's environment is afterwards what it was; what a host has imported itself stays as it is.

    Raises:
        ImportError: it is missing.
    """
    before = os.environ.get(_SILENT)
    os.environ[_SILENT] = "1"
    try:
        import onnxruntime as package
    finally:
        if before is None:
            del os.environ[_SILENT]
        else:
            os.environ[_SILENT] = before
    return package
