"""All settings, resolved once: defaults < the graph's YAML file < environment (DERMAGENT_*) < flags."""

import os
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_origin
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    EnvSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    SettingsError,
)

from dermagent.errors import InvalidSetting
from dermagent.knowledge.base import read_yaml
from dermagent.resources import data_root
from dermagent.text.nearest import did_you_mean
from dermagent.text.refused import expected_of
from dermagent.types import Language, PreparingStep

#: The workflow that is used where a model is set and no workflow is named.
_WITH_A_MODEL = "mac"
_ENVIRONMENT = "DERMAGENT_"
#: Retrievers that ask the model, or may since they are the user's own.
_MAY_ASK = re.compile(r"vlm|.*:")
#: Most calls of a model at once.
MOST_AT_ONCE = 4_096
#: The workflow that pools samples of one agent, and how many agents or samples a workflow may have.
SAMPLED, MOST_AGENTS = "self_consistency", 9


class Settings(BaseSettings):
    """What a run may be told; every field can stand in the graph's YAML, in the environment, or in a flag.

    `agents` are roles of `prompts/roles/`, asked at once; `rounds` is how many rounds of debate may follow where they
    do not agree (`always_debate`: also where they do). `model` "replay:FILE" puts another system's stored lists through
    the workflow (`dermagent.llm.replay`), with agents that behave as `replay_agents` says.
    `max_*` are budgets of one case; the one in dollars needs
    `prices`, a CSV file of model,prompt,completion,cached in dollars a million tokens. `api_key` falls back to
    OPENAI_API_KEY, `json_mode`, `images_per_request` and `reply_tokens` (the longest reply, thinking included) to what
    is known of the model; more images than
    that go on one contact sheet, or the vision model is asked about each (`several_images`). `local_only` refuses every
    server but this machine's and `allowed_hosts`. `max_questions` is how many questions a dialogue may put to a person.
    `index` is an index of labelled images, which then vote too, and `encoder` what it was built with; with `regions`
    the outlined lesion and what else stands out in an image vote beside the whole. `prepare` names what is done to
    clinical images before a model sees them (`dermagent.imaging.prepare`); index and lesion head see them as taken.
    `segmenter` outlines the lesion of an image: the classical one, or the user's own network as "module:factory".
    `model_reads` has the model read the history into findings too, in one call beside the first ones.
    `explain` adds what in an image an opinion rests on, at about 110 encodings an image.
    `embedding_base_url` is the server of the vectors of a guideline corpus that was made with a server's.
    `prior` says where cases come from, and so how frequent conditions are before anything is known of one: a profile's
    name or a CSV file. An evaluation that names none takes the one that its set's card names.
    `language` is that of the answer where the case names none; default: that of the history.
    `corrections` is a YAML file of a person's own rules that correct the ranking (`dermagent.steps.correct`).
    """

    model_config = SettingsConfigDict(env_prefix=_ENVIRONMENT, env_ignore_empty=True, extra="forbid", frozen=True)

    graph: str = "offline"
    retrievers: Annotated[tuple[str, ...], Field(min_length=1)] = ("findings",)
    critique: bool = True
    agents: Annotated[tuple[str, ...], Field(max_length=MOST_AGENTS)] = ()
    rounds: Annotated[int, Field(ge=0, le=2)] = 2
    always_debate: bool = False
    model_reads: bool = False
    model: str | None = None
    replay_agents: Literal["agree", "absent", "adversarial"] = "agree"
    base_url: str | None = None
    api_key: SecretStr | None = None
    json_mode: Literal["schema", "object", "text"] | None = None
    temperature: Annotated[float, Field(ge=0, le=2)] = 0.0
    reply_tokens: Annotated[int, Field(ge=100, le=200_000)] | None = None
    several_images: Literal["sheet", "each"] = "sheet"
    images_per_request: Annotated[int, Field(ge=1, le=50)] | None = None
    concurrency: Annotated[int, Field(ge=1, le=MOST_AT_ONCE)] = 8
    timeout_s: Annotated[float, Field(gt=0, le=3600)] = 120.0
    max_calls: Annotated[int, Field(ge=1)] | None = 40
    max_tokens: Annotated[int, Field(ge=1)] | None = None
    max_cost_usd: Annotated[float, Field(gt=0)] | None = None
    prices: Path | None = None
    max_seconds: Annotated[float, Field(gt=0)] | None = None
    reply_cache: Path | None = None
    guidelines: Path | None = None
    embedding_base_url: str | None = None
    index: Path | None = None
    encoder: str = "nsfw"
    segmenter: str = "classical"
    prepare: tuple[PreparingStep, ...] = ()
    explain: bool = False
    corrections: Path | None = None
    regions: bool = False
    local_only: bool = False
    allowed_hosts: tuple[str, ...] = ()
    prior: str = "teledermatology"
    top_k: Annotated[int, Field(ge=1, le=50)] = 10
    next_questions: Annotated[int, Field(ge=0, le=10)] = 3
    max_questions: Annotated[int, Field(ge=0, le=20)] = 0
    language: Language | None = None
    allow_urls: bool = False
    max_image_bytes: Annotated[int, Field(ge=1_000)] = 25 * 2**20
    max_image_pixels: Annotated[int, Field(ge=1_000)] = 60_000_000
    fetch_timeout_s: Annotated[float, Field(gt=0, le=120)] = 10.0
    checkpoints: Path | None = None

    @property
    def asks_model(self) -> bool:
        """Whether any part of the workflow may ask a model: agents, the reader, or a retriever that may."""
        return bool(self.agents or self.model_reads or any(_MAY_ASK.match(name) for name in self.retrievers))

    @field_validator("base_url", "embedding_base_url")
    @classmethod
    def _is_address(cls, address: str | None) -> str | None:
        """An address with its scheme; nothing of it is told again, for it may hold a key."""
        try:
            parts = urlsplit(address or "http://none")
            whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            whole = False
        if not whole:
            raise ValueError(
                "expected an address that begins with http:// or https://, such as http://127.0.0.1:8000/v1"
            )
        return address

    @field_validator("reply_cache")
    @classmethod
    def _is_folder(cls, folder: Path | None) -> Path | None:
        there = next((one for one in (folder, *folder.parents) if one.exists()), None) if folder else None
        if there and not there.is_dir():
            raise ValueError(f"expected a folder, found the file {there.name!r}")
        return folder

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Flags before the environment before the graph's file."""
        env_settings = _Environment(settings_cls)
        given = env_settings() | init_settings()
        graph = given.get("graph") or (_WITH_A_MODEL if given.get("model") else cls.model_fields["graph"].default)
        return init_settings, env_settings, _GraphFile(settings_cls, str(graph))


class _Environment(EnvSettingsSource):
    """The environment; several values of one setting are divided by commas, or stand in a JSON list."""

    def prepare_field_value(self, field_name: str, field: FieldInfo, value: Any, value_is_complex: bool) -> Any:
        if isinstance(value, str) and get_origin(field.annotation) is tuple and not value.lstrip().startswith("["):
            return tuple(one.strip() for one in value.split(",") if one.strip())
        return super().prepare_field_value(field_name, field, value, value_is_complex)


class _GraphFile(PydanticBaseSettingsSource):
    """The YAML file beside a graph's module."""

    def __init__(self, settings_cls: type[BaseSettings], graph: str) -> None:
        super().__init__(settings_cls)
        self._content = dict(read_graph_settings(graph))

    def get_field_value(self, field: Any, field_name: str) -> tuple[Any, str, bool]:
        return self._content.get(field_name), field_name, False

    def __call__(self) -> dict[str, Any]:
        return dict(self._content)


@cache
def graph_names() -> tuple[str, ...]:
    """The named workflows of `graphs/`, sorted."""
    return tuple(sorted(path.stem for path in (data_root() / "graphs").glob("*.yaml")))


@cache
def read_graph_settings(graph: str) -> Mapping[str, Any]:
    """The settings file of a graph.

    Raises:
        InvalidSetting: there is no such graph, or its file is not a mapping.
    """
    if graph not in graph_names():
        meant = did_you_mean(graph, graph_names())
        raise InvalidSetting(f"there is no graph {graph!r}{meant}; known are {', '.join(graph_names())}")
    content = read_yaml(data_root() / "graphs" / f"{graph}.yaml")
    if not isinstance(content, dict):
        raise InvalidSetting(f"graphs/{graph}.yaml must be a mapping of settings")
    return content


@lru_cache(maxsize=256)
def _resolved(given: tuple[tuple[str, Any], ...], environment: tuple[tuple[str, str], ...]) -> Settings:
    """The same flags in the same environment are resolved once: a back end asks for them with every case."""
    return Settings(**dict(given))


def resolve(*, own_model: bool = False, **flags: Any) -> Settings:
    """The settings for a run; a flag that is None counts as not given.

    With `own_model` the caller hands in a model, and the workflow that none names is the one with a model.

    Raises:
        InvalidSetting: an unknown setting or a value out of range; the message names it.
    """
    given = {key: value for key, value in flags.items() if value is not None}
    if own_model and not (given.get("graph") or os.environ.get(f"{_ENVIRONMENT}GRAPH")):
        given["graph"] = _WITH_A_MODEL
    environment = tuple(sorted((name, value) for name, value in os.environ.items() if name.startswith(_ENVIRONMENT)))
    try:
        try:
            return _resolved(tuple(given.items()), environment)
        except TypeError:  # a flag that cannot be hashed, such as a list
            return Settings(**given)
    except SettingsError as error:  # a list in the environment that is no JSON
        raise InvalidSetting(f"{error}; several values are divided by commas") from error
    except ValidationError as error:
        first = error.errors(include_input=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        if first["type"] == "extra_forbidden":
            raise InvalidSetting(
                f"there is no setting {where!r}{did_you_mean(where, Settings.model_fields)}"
            ) from error
        raise InvalidSetting(f"setting {where!r}: {expected_of(first)}") from error
