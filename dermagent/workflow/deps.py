"""What runs share: settings, model, retrievers, corpus, and what outlines a lesion; nothing of any case."""

import importlib.util
import os
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from dermagent.encoders.registry import check_encoder_name
from dermagent.errors import InputError
from dermagent.imaging.segment import Classical, Segmenter, make_segmenter
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.corpus import Corpus
from dermagent.knowledge.embedding import Embedder, MiniLM
from dermagent.llm.base import ChatModel
from dermagent.llm.budget import Account, read_prices
from dermagent.llm.budget import Limits as Budget
from dermagent.llm.cache import ReplyCache
from dermagent.llm.capabilities import capabilities_of
from dermagent.llm.client import Client
from dermagent.llm.replay import ReplayLists, replayed_file
from dermagent.provenance import provenance
from dermagent.settings import Settings
from dermagent.steps.correct import Corrections, read_corrections
from dermagent.steps.present import tasks_of
from dermagent.steps.retrieve import Retriever, Tools, make_retrievers
from dermagent.types import Provenance
from dermagent.workflow.own_model import HeldModel


@dataclass(frozen=True)
class Deps:
    """Everything that a run needs and that no case changes."""

    settings: Settings
    retrievers: tuple[Retriever, ...]
    segmenter: Segmenter | None = None
    client: Client | None = None
    corpus: Corpus | None = None
    embedder: Embedder | None = None
    corrections: Corrections | None = None

    def given_client(self) -> Client:
        """The client, for steps that are on the path only where there is one."""
        if self.client is None:
            raise InputError(f"graph {self.settings.graph!r} asks a model; set one with --model or DERMAGENT_MODEL")
        return self.client

    def given_corrections(self) -> Corrections:
        """The rules, for the step that is on the path only where there are some."""
        if self.corrections is None:
            raise InputError("no corrections are set; name a file with --corrections")
        return self.corrections

    def provenance(self) -> Provenance:
        """What produces the results of a run."""
        rules = self.corrections.sha256 if self.corrections else None
        infos = tuple(retriever.info for retriever in self.retrievers)
        return provenance(self.settings, infos, self.client, self.corpus, rules)


def make_deps(settings: Settings, chat: ChatModel | None = None, above: Account | None = None) -> Deps:
    """The dependencies of a run; `chat` is the model that is asked, `above` the account of the run's batch.

    Raises:
        InputError: a retriever, segmenter, prior, corpus, price list or correction file cannot be loaded, there is no
            such encoder, `chat` is no model, or there is none for the agents or to read the history.
    """
    budget = Budget(settings.max_calls, settings.max_tokens, settings.max_cost_usd, settings.max_seconds)
    prices = read_prices(settings.prices) if settings.prices else {}
    by_case = isinstance(chat, ReplayLists)  # the key of a kept reply leaves out the case
    cache = ReplyCache(settings.reply_cache) if settings.reply_cache and not by_case else None
    account = Account(budget, prices, above, set_by="DERMAGENT_MAX_")
    client = _client(HeldModel(chat), settings, account, cache) if chat is not None else None
    check_encoder_name(settings.encoder)
    tools = Tools(
        settings.prior,
        client,
        settings.index,
        settings.encoder,
        regions=settings.regions,
        segmenter=settings.segmenter,
        tasks=tasks_of(settings),
    )
    retrievers = make_retrievers(settings.retrievers, tools)
    corpus = _corpus(settings.guidelines) if settings.guidelines else None
    embedder = make_embedder(corpus.embedder_name, settings) if corpus and corpus.embedder_name else None
    corrections = read_corrections(settings.corrections) if settings.corrections else None
    deps = Deps(settings, retrievers, _segmenter(settings), client, corpus, embedder, corrections)
    if settings.agents or settings.model_reads:
        deps.given_client()
    return deps


def _client(chat: ChatModel, settings: Settings, account: Account, cache: ReplyCache | None) -> Client:
    most = settings.reply_tokens or capabilities_of(chat.name).reply_tokens
    return Client(chat, account, cache, temperature=settings.temperature, reply_tokens=most)


def _segmenter(settings: Settings) -> Segmenter | None:
    """None where scipy (extra `vision`), which measuring an outline needs, is missing and no network was asked for."""
    made = make_segmenter(settings.segmenter)
    if importlib.util.find_spec("scipy"):
        return made
    if not isinstance(made, Classical):
        raise InputError("outlining the lesion needs scipy; pip install 'dermagent[vision]'")
    return None


def make_embedder(name: str, settings: Settings) -> Embedder:
    """The packaged text encoder if it is meant, else the model of that name at the server of the settings.

    Raises:
        InputError: a package is missing, there is no key for a server elsewhere, or only local servers are allowed.
    """
    if name == MiniLM.name:
        return _packaged()
    from dermagent.llm.openai_compat import EmbeddingEndpoint, check_allowed

    url = settings.embedding_base_url or settings.base_url
    if settings.local_only:
        check_allowed(url, settings.allowed_hosts)
    return EmbeddingEndpoint(
        name, base_url=url, api_key=_key(settings), timeout_s=settings.timeout_s, local_only=settings.local_only
    )


def _corpus(folder: Path) -> Corpus:
    """An opened corpus is shared by all cases until its files change: its index is made at the first search."""
    manifest = folder / "manifest.json"
    stamp = manifest.stat().st_mtime_ns if manifest.is_file() else 0
    return _opened_corpus(folder, stamp)


@lru_cache(maxsize=4)
def _opened_corpus(folder: Path, stamp: int) -> Corpus:
    return Corpus.existing(folder)


@cache
def _packaged() -> MiniLM:
    return MiniLM()


def _key(settings: Settings) -> str | None:
    return settings.api_key.get_secret_value() if settings.api_key else os.environ.get("OPENAI_API_KEY")


def make_model(settings: Settings) -> ChatModel | None:
    """The model that the settings name, behind its OpenAI-compatible server or as a file of lists; None without one.

    Raises:
        InputError: the file of lists cannot be read, there is no key for a server elsewhere, or the server is elsewhere
            although only local ones are allowed.
    """
    if settings.model is None:
        return None
    if file := replayed_file(settings.model):
        names = [knowledge().conditions[card].name for card in knowledge().cards]
        return ReplayLists(file, settings.replay_agents, names)
    from dermagent.llm.openai_compat import OpenAICompatible, check_allowed

    if settings.local_only:
        check_allowed(settings.base_url, settings.allowed_hosts)
    return OpenAICompatible(
        settings.model,
        base_url=settings.base_url,
        api_key=_key(settings),
        json_mode=settings.json_mode or capabilities_of(settings.model).json,
        concurrency=settings.concurrency,
        timeout_s=settings.timeout_s,
        local_only=settings.local_only,
    )
