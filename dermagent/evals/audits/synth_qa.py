"""Have a model write questions and answers about a data set's images; what quotes the case's metadata is dropped."""

import asyncio
import json
import logging
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, Field

from dermagent.errors import BudgetExhausted, InputError, ModelError, ModelRefused, ModelUnusable
from dermagent.evals.audits.leaks import WORDS, quoted, words_of
from dermagent.evals.datasets.base import DataSet, LabelledCase
from dermagent.evals.running.plan import drawn_at_random
from dermagent.evals.running.records import Lines, read_lines
from dermagent.imaging.limits import ImageLimits
from dermagent.knowledge.base import knowledge
from dermagent.knowledge.names import find_conditions
from dermagent.llm.base import ChatModel, EncodedImage, Message, Request
from dermagent.llm.budget import Account, Limits, read_prices
from dermagent.llm.cache import ReplyCache
from dermagent.llm.capabilities import capabilities_of
from dermagent.llm.client import Client
from dermagent.llm.schema import strict_schema
from dermagent.prompts import read_prompt
from dermagent.settings import Settings
from dermagent.steps.present import images_of, views_of
from dermagent.types import Language, Value
from dermagent.workflow.deps import make_model

log = logging.getLogger(__name__)
#: The kinds of questions; each is a prompt of its own. In an observation no disease may be named either.
KINDS = ("observational", "diagnosis", "differential", "patient", "next_steps", "evolution")
Why = Literal["leak", "unusable", "refused", "no readable image"]
_MAY_NOT_NAME = frozenset({"observational"})
#: Fields of a complaint that an image shows as well: a model must be free to say them, so it is not told them.
_VISIBLE = {"sites", "textures", "lesion_count", "body_surface_percent"}


class QaReply(BaseModel):
    """What the model is asked for."""

    question: str = Field(min_length=1)
    answer: str = Field(min_length=1)


class Made(Value):
    """How a line came about; every line of a file has the same."""

    data_set: str
    split: str
    language: Language
    model_asked: str
    temperature: float
    prompt_sha256: dict[str, str]
    leak_words: int


class Pair(Value):
    """A question and its answer, written by a model about images of a case; nobody has checked them."""

    synthetic: Literal[True] = True
    case_id: str
    kind: str
    images: tuple[str, ...]
    question: str
    answer: str
    model_served: str
    repairs: int
    made: Made


class Dropped(Value):
    """A question that was not kept: why, and the name of the field that it quoted."""

    case_id: str
    kind: str
    why: Why
    quoted: str = ""
    made: Made


@dataclass(frozen=True)
class QaPlan:
    """What to ask about: which cases of which set, which kinds of questions, with which model, and within what."""

    data_set: DataSet
    root: Path
    split: str
    settings: Settings
    language: Language = "en"
    kinds: tuple[str, ...] = KINDS
    n: int | None = None
    seed: int = 0
    concurrency: int = 8
    limits: Limits = field(default_factory=Limits)
    leak_words: int = WORDS


@dataclass
class QaSummary:
    """What was done now and before; `trouble` is the first failure in words, `stopped` why not all was asked."""

    total: int = 0
    held: int = 0
    written: int = 0
    failed: int = 0
    without_images: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    trouble: str = ""
    stopped: str = ""
    account: Account = field(default_factory=Account)

    @property
    def left(self) -> int:
        """Questions that the next call would ask again."""
        return self.total - self.held - self.written - self.dropped.total()


Report = Callable[[QaSummary], None]


def dropped_file(out: Path) -> Path:
    """Where it is kept what was dropped, so that it is not asked and paid for again."""
    return out.with_name(f"{out.stem}.dropped.jsonl")


async def write_pairs(
    plan: QaPlan, out: Path, *, chat: ChatModel | None = None, report: Report = lambda _: None
) -> QaSummary:
    """Ask for each kind of question about each case with an image, and append a line for each that is clean.

    What the files hold already is not asked again; an outage leaves nothing behind, so the next call asks again.

    Raises:
        InputError: there is no model, an unknown kind, no case with an image, or the file was made otherwise.
    """
    if unknown := [kind for kind in plan.kinds if kind not in KINDS]:
        raise InputError(f"there is no kind of question {unknown[0]!r}; known are {', '.join(KINDS)}")
    model = chat or make_model(plan.settings)
    if model is None:
        raise InputError("questions are written by a model; set one with --model or DERMAGENT_MODEL")
    try:
        made = _made(plan, model)
        settled = _settled(out, made)
        prices = read_prices(plan.settings.prices) if plan.settings.prices else {}
        summary = QaSummary(account=Account(plan.limits, prices))
        ids = _chosen(plan, summary)
        wanted = {(name, kind) for name in ids for kind in plan.kinds}
        summary.total, summary.held = len(wanted), len(wanted & settled)
        cache = ReplyCache(plan.settings.reply_cache) if plan.settings.reply_cache else None
        most = plan.settings.reply_tokens or capabilities_of(model.name).reply_tokens
        client = Client(model, summary.account, cache, temperature=plan.settings.temperature, reply_tokens=most)
        cases = _cases(plan, ids, settled)
        with Lines(out) as pairs, Lines(dropped_file(out)) as dropped:
            batch = _Batch(plan, made, client, pairs, dropped, summary, report)
            async with asyncio.TaskGroup() as workers:
                for _ in range(plan.concurrency):
                    workers.create_task(batch.work(cases))
        return summary
    finally:
        if chat is None:
            await model.aclose()


def _made(plan: QaPlan, model: ChatModel) -> Made:
    names = ("repair", *(f"synth_qa/{name}" for name in ("rules", "case", *plan.kinds)))
    return Made(
        data_set=plan.data_set.name,
        split=plan.split,
        language=plan.language,
        model_asked=model.name,
        temperature=plan.settings.temperature,
        prompt_sha256={name: read_prompt(name).sha256 for name in names},
        leak_words=plan.leak_words,
    )


def _settled(out: Path, made: Made) -> set[tuple[str, str]]:
    """What the files hold; refuses files that were made otherwise."""
    settled = set()
    lines: list[Pair | Dropped] = [*read_lines(out, Pair), *read_lines(dropped_file(out), Dropped)]
    for line in lines:
        shared = line.made.prompt_sha256.keys() & made.prompt_sha256.keys()
        same = all(line.made.prompt_sha256[name] == made.prompt_sha256[name] for name in shared)
        if not same or line.made.model_copy(update={"prompt_sha256": made.prompt_sha256}) != made:
            raise InputError(f"{out.name} was made with another set, model, prompt or rule; choose another file")
        settled.add((line.case_id, line.kind))
    return settled


def _chosen(plan: QaPlan, summary: QaSummary) -> list[str]:
    ids = []
    for case in plan.data_set.load(plan.root, split=plan.split, language=plan.language):
        if any(image.path and (plan.root / image.path).is_file() for image in case.case.images):
            ids.append(case.case.id)
        else:
            summary.without_images += 1
    if not ids:
        raise InputError(f"no case of {plan.data_set.name}, split {plan.split}, has an image that is there")
    if plan.n is not None and plan.n < len(ids):
        drawn = drawn_at_random(len(ids), plan.n, plan.seed)
        ids = [name for number, name in enumerate(ids) if number in drawn]
    return ids


def _cases(plan: QaPlan, ids: list[str], settled: set[tuple[str, str]]) -> Iterator[tuple[LabelledCase, list[str]]]:
    """The cases with the kinds of questions that are still to be asked about each."""
    wanted = set(ids)
    for case in plan.data_set.load(plan.root, split=plan.split, language=plan.language):
        kinds = [kind for kind in plan.kinds if (case.case.id, kind) not in settled]
        if case.case.id in wanted and kinds:
            yield case, kinds


@dataclass
class _Batch:
    """What the workers share."""

    plan: QaPlan
    made: Made
    client: Client
    pairs: Lines
    dropped: Lines
    summary: QaSummary
    report: Report
    started: float = field(default_factory=time.monotonic)

    async def work(self, cases: Iterator[tuple[LabelledCase, list[str]]]) -> None:
        """Take one case after another; its questions follow each other, so that a server keeps the images."""
        while not self._over() and (item := next(cases, None)):
            case, kinds = item
            images = self._images(case)
            for kind in kinds:
                if self._over():
                    return
                if images:
                    await self._one(case, kind, images)
                else:
                    self._drop(case, kind, "no readable image")
                self.report(self.summary)

    def _over(self) -> bool:
        limit = self.plan.limits.seconds
        if not self.summary.stopped and limit is not None and time.monotonic() - self.started >= limit:
            self.summary.stopped = f"{limit / 60:g} minutes are over"
        return bool(self.summary.stopped)

    def _images(self, case: LabelledCase) -> tuple[EncodedImage, ...]:
        settings = self.plan.settings
        limits = ImageLimits(max_bytes=settings.max_image_bytes, max_pixels=settings.max_image_pixels)
        views = views_of(case.case, self.plan.root, limits, {})
        known = capabilities_of(self.client.model.name)
        per_request = settings.images_per_request or known.images
        return images_of(views, per_request=per_request, side=known.side) if views else ()

    async def _one(self, case: LabelledCase, kind: str, images: tuple[EncodedImage, ...]) -> None:
        try:
            reply = await self.client.ask(request_for(case, kind, images, self.client.temperature), QaReply)
        except BudgetExhausted as error:
            self.summary.stopped = self.summary.stopped or str(error)
            return
        except (ModelUnusable, ModelRefused) as error:
            self._drop(case, kind, "refused" if isinstance(error, ModelRefused) else "unusable")
            return
        except ModelError as error:
            log.warning("no %s question about case %s (%s)", kind, case.case.id, type(error).__name__)
            self.summary.failed += 1
            self.summary.trouble = self.summary.trouble or str(error)
            return
        if leak := leaked(case, kind, f"{reply.value.question}\n{reply.value.answer}", words=self.plan.leak_words):
            self._drop(case, kind, "leak", leak)
            return
        pair = Pair(
            case_id=case.case.id,
            kind=kind,
            images=tuple(image.path or "" for image in case.case.images),
            question=reply.value.question,
            answer=reply.value.answer,
            model_served=reply.model_served,
            repairs=reply.repairs,
            made=self.made,
        )
        self.pairs.append(pair)
        self.summary.written += 1

    def _drop(self, case: LabelledCase, kind: str, why: Why, name: str = "") -> None:
        self.dropped.append(Dropped(case_id=case.case.id, kind=kind, why=why, quoted=name, made=self.made))
        self.summary.dropped[f"{why} of {name}" if name else why] += 1


def metadata_of(case: LabelledCase) -> dict[str, Any]:
    """What the model is told of a case and may not say: who it is, the history, the label and reference answers."""
    told = case.case.model_dump(mode="json", exclude_defaults=True, exclude={"id", "images", "language"})
    complaint = {name: value for name, value in told.pop("complaint", {}).items() if name not in _VISIBLE}
    conditions = knowledge().conditions
    told |= {"complaint": complaint} if complaint else {}
    told |= {"label": case.label} if case.label else {}
    named = [conditions[name].name for name in case.reference if name in conditions]
    told |= {"conditions": named} if named else {}
    texts = [text for answer in case.answers for text in answer.text.values() if text]
    return told | ({"answers": texts} if texts else {})


def leaked(case: LabelledCase, kind: str, text: str, *, words: int = WORDS) -> str:
    """The name of the field of the metadata that a text quotes; empty if it is clean.

    An observation may not name the disease, by any of its names. The other kinds may, so the label and its names are no
    secret in them; of the reference answers what is longer than a name stays one.
    """
    known = metadata_of(case)
    if kind in _MAY_NOT_NAME:
        if {match.key for match in find_conditions(text, "en")} & case.reference.keys():
            return "conditions"
    else:
        texts = [text for text in known.pop("answers", ()) if len(words_of(text)) >= words]
        known = {name: value for name, value in known.items() if name not in {"label", "conditions"}}
        known["answers"] = texts
    return quoted(text, known, words=words)


def request_for(case: LabelledCase, kind: str, images: tuple[EncodedImage, ...], temperature: float = 0.0) -> Request:
    """The rules, the case with its images, and the kind of question last, so that a prefix cache serves all kinds."""
    metadata = json.dumps(metadata_of(case), ensure_ascii=False, sort_keys=True)
    shown = f"{len(images)} picture(s) are attached."
    told = read_prompt("synth_qa/case").render({"metadata": metadata, "pictures": shown})
    return Request(
        messages=(
            Message("system", read_prompt("synth_qa/rules").render({})),
            Message("user", told, images),
            Message("user", read_prompt(f"synth_qa/{kind}").render({})),
        ),
        schema_name="QaReply",
        schema=strict_schema(QaReply),
        case_id=case.case.id,
        agent=f"synth_qa/{kind}",
        temperature=temperature,
    )
