"""Replies kept on disk by the hash of everything that determines them."""

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path

from dermagent.llm.base import Completion, Usage


class ReplyCache:
    """One file a reply, written whole or not at all; a file that cannot be read counts as missing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, key: str) -> Completion | None:
        """The reply of this key, if it is there."""
        try:
            content = json.loads(self._path(key).read_text(encoding="utf-8"))
            return Completion(content["text"], content["model_served"], Usage(**content["usage"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def put(self, key: str, completion: Completion) -> None:
        """Keep a reply."""
        path = self._path(key)
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False, encoding="utf-8") as file:
            json.dump(asdict(completion), file, ensure_ascii=False)
        os.replace(file.name, path)

    def _path(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.json"
