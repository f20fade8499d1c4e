"""A run as a log of Inspect (inspect_ai), which `inspect view` opens: a sample a case, a score a metric."""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dermagent.errors import InputError
from dermagent.evals.datasets.base import LabelledCase
from dermagent.evals.metrics.ranking import heaviest
from dermagent.evals.reporting.lines import METRICS
from dermagent.evals.reporting.pages import called, images_of, joined, kept
from dermagent.evals.running.cases import EXCLUDED, answer_of
from dermagent.evals.running.outcomes import endings
from dermagent.evals.running.records import DATA, MAPPING, RUN, Record, Run
from dermagent.provenance import version
from dermagent.types import Differential

#: Version of Inspect's log format, and of the metrics those that a sample is scored by.
_FORMAT, _SCORED = 2, ("top-1", "top-3", "top-5", "reciprocal rank")


def write_inspect_log(
    run: Run,
    records: Sequence[Record],
    folder: Path,
    into: Path,
    cases: Iterable[LabelledCase] = (),
    root: Path | None = None,
) -> Path:
    """Write the run in `folder` as one .eval file into the folder `into`; gives the file.

    A case is a sample by its id, a repeat an epoch. One that failed has an error and no score, any other that is no
    answer scores 0, and one without a reference is not scored, as in our own figures. What the set tells of a case
    comes from `cases` and the images' folder `root`; without them its id stands in place of its history.

    Raises:
        InputError: the file cannot be written.
    """
    made = datetime.fromtimestamp((folder / RUN).stat().st_mtime, UTC).replace(microsecond=0)
    mark = hashlib.sha256(json.dumps([run.name, run.identity], sort_keys=True, default=str).encode()).hexdigest()[:22]
    path = into / f"{made.isoformat().replace(':', '-')}_{_safe(run.data_set)}_{mark}.eval"
    header = _header(run, records, made.isoformat(), mark)
    wanted: dict[str, list[Record]] = {}
    for record in records:
        wanted.setdefault(record.case_id, []).append(record)
    model, summaries = header["eval"]["model"], []
    try:
        into.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            start = {"version": _FORMAT, "eval": header["eval"], "plan": header["plan"]}
            _put(file, "_journal/start.json", start)
            for told, record in joined(wanted, cases):
                sample = _sample(record, told, kept(folder, record), root, model)
                _put(file, f"samples/{sample['id']}_epoch_{sample['epoch']}.json", sample)
                summaries.append(_summary(sample))
            _put(file, "summaries.json", summaries)
            _put(file, "header.json", header)
    except OSError as error:
        raise InputError(f"cannot write {path.name!r}: {error.strerror}") from error
    return path


def _put(file: zipfile.ZipFile, name: str, content: Any) -> None:
    file.writestr(name, json.dumps(content, ensure_ascii=False))


def _safe(name: str) -> str:
    return "".join(c if c.isascii() and c.isalnum() else "-" for c in name)


def _scores(record: Record) -> dict[str, float]:
    """The figures of a record; none where it is left out of them."""
    if not record.reference or record.outcome in EXCLUDED:
        return {}
    return {name: METRICS[name](answer_of(record), record.reference) for name in _SCORED}


def _header(run: Run, records: Sequence[Record], created: str, mark: str) -> dict[str, Any]:
    model = run.identity.get("settings.model") or "none"
    repeats = int(run.identity.get("repeats", 1))
    every = [scores for record in records if (scores := _scores(record))]
    ended, left = endings(records), max(0, run.cases * repeats - len(records))
    noted = {name: value for name, value in run.noted.items() if name not in (DATA, MAPPING)}
    return {
        "version": _FORMAT,
        "status": "cancelled" if left else "success",
        "eval": {
            "eval_id": mark,
            "run_id": mark,
            "task_id": mark,
            "created": created,
            "task": f"{run.data_set}/{run.split}",
            "task_version": 0,
            "task_attribs": {},
            "task_args": {"graph": run.identity.get("settings.graph"), "language": run.language},
            "solver": f"dermagent/{run.identity.get('settings.graph')}",
            "dataset": {
                "name": run.data_set,
                "samples": run.cases,
                "sample_ids": sorted({record.case_id for record in records}),
                "shuffled": False,
            },
            "model": f"dermagent/{model}",
            "model_args": {},
            "config": {"epochs": repeats, "epochs_reducer": ["mean"]},
            "packages": {"dermagent": version("dermagent")},
            "metadata": {**run.identity, **noted, "outcomes": ended.outcomes, "degraded": ended.degraded, "left": left},
        },
        "plan": {"name": "plan", "steps": [], "config": {}},
        "results": {
            "total_samples": len(records),
            "completed_samples": len(records) - ended.outcomes["failed"],
            "scores": [
                {
                    "name": name,
                    "scorer": f"dermagent/{name}",
                    "scored_samples": len(every),
                    "unscored_samples": len(records) - len(every),
                    "params": {},
                    "metrics": {"mean": _metric(sum(one[name] for one in every) / len(every))},
                }
                for name in _SCORED
                if every
            ],
        },
        "stats": {"started_at": created, "completed_at": created, "model_usage": {}},
    }


def _metric(value: float) -> dict[str, Any]:
    return {"name": "mean", "value": value, "params": {}}


def _sample(
    record: Record, told: LabelledCase | None, result: Differential | None, root: Path | None, model: str
) -> dict[str, Any]:
    answer = [f"{called(condition)} ({share:.3f})" for condition, share in record.ranked]
    said = "\n".join(f"{n}. {line}" for n, line in enumerate(answer, start=1)) or record.outcome.replace("_", " ")
    last = {"role": "assistant", "content": said, "source": "generate", "model": model}
    first = record.ranked[0][0] if record.ranked else ""
    sample: dict[str, Any] = {
        "id": record.case_id,
        "epoch": record.repeat + 1,
        "input": (told.case.history.strip() if told else "") or f"case {record.case_id}",
        "target": [called(one) for one in sorted(heaviest(record.reference))] if record.reference else "",
        "messages": [*_asked(record, told, result, root), *_agents(result, model), last],
        "output": {"model": model, "choices": [{"message": last, "stop_reason": "stop"}]},
        "scores": {
            name: {
                "value": value,
                "answer": called(first) if first else record.outcome,
                "explanation": f"{record.outcome.replace('_', ' ')}{', degraded' if record.degraded else ''}",
            }
            for name, value in _scores(record).items()
        },
        "metadata": {
            **record.model_dump(mode="json", exclude={"case_id", "repeat", "reason"}),
            "reason": record.reason,
            **_found(result),
        },
        "store": {},
        "events": [],
        "model_usage": {model: {"input_tokens": 0, "output_tokens": 0, "total_tokens": record.reply_tokens}},
        "total_time": record.seconds,
        "working_time": record.seconds,
        "attachments": {},
    }
    if record.outcome in EXCLUDED:
        why = record.reason or record.outcome
        sample["error"] = {"message": why, "traceback": why, "traceback_ansi": why}
    return sample


def _asked(
    record: Record, told: LabelledCase | None, result: Differential | None, root: Path | None
) -> Iterator[Mapping[str, Any]]:
    text = (told.case.history.strip() if told else "") or f"case {record.case_id}"
    images = [{"type": "image", "image": url, "detail": "auto"} for _, url in images_of(told, result, root)]
    yield {"role": "user", "content": [{"type": "text", "text": text}, *images], "source": "input"}


def _agents(result: Differential | None, model: str) -> Iterator[Mapping[str, Any]]:
    """What each agent said, its raw reply where there is one."""
    for one in result.opinions if result else ():
        views = "\n".join(f"{called(view.condition)}: {view.stance}, {view.confidence:.2f}" for view in one.conditions)
        yield {
            "role": "assistant",
            "content": f"{one.agent}, round {one.round}\n{one.raw or views}",
            "source": "generate",
            "model": model,
            "metadata": {
                "agent": one.agent,
                "round": one.round,
                "conditions": [view.model_dump(mode="json") for view in one.conditions],
                "concerns": list(one.concerns),
                "stances": [stance.model_dump(mode="json") for stance in one.stances],
            },
        }


def _found(result: Differential | None) -> dict[str, Any]:
    if result is None:
        return {}
    return {
        "findings": [one.model_dump(mode="json") for one in result.observations.items] if result.observations else [],
        "limits": list(result.limits),
        "seconds_by_step": result.provenance.seconds,
    }


def _summary(sample: Mapping[str, Any]) -> dict[str, Any]:
    error = sample.get("error")
    return {
        **{name: sample[name] for name in ("id", "epoch", "input", "target", "scores", "model_usage", "total_time")},
        "metadata": {name: sample["metadata"][name] for name in ("outcome", "urgency", "degraded")},
        "completed": True,
        "message_count": len(sample["messages"]),
        **({"error": error["message"]} if error else {}),
    }
