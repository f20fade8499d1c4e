"""Retrievers, side by side: each proposes conditions for a case, and their lists are fused into one."""

from dermagent.steps.retrieve.fuse import fuse, refine
from dermagent.steps.retrieve.load import RETRIEVERS, Tools, make_retriever, make_retrievers
from dermagent.steps.retrieve.protocol import Explaining, Retriever
from dermagent.steps.retrieve.step import asked_again, retrieve
from dermagent.steps.retrieve.views import DecodedImage, Shown
from dermagent.types import Expert, Proposal, RetrieverInfo

__all__ = [
    "RETRIEVERS",
    "DecodedImage",
    "Expert",
    "Explaining",
    "Proposal",
    "Retriever",
    "RetrieverInfo",
    "Shown",
    "Tools",
    "asked_again",
    "fuse",
    "make_retriever",
    "make_retrievers",
    "refine",
    "retrieve",
]
