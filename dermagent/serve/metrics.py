"""What is counted: cases, outcomes, seconds by node, the queue, tokens; in Prometheus's text form."""

from collections.abc import Callable, Mapping
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Counter, Gauge, Histogram, generate_latest

MEDIA_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300)


class Metrics:
    """Counters of one server; no label holds anything that a caller sent."""

    def __init__(self, working: Callable[[], float], waiting: Callable[[], float], held: Callable[[], float]) -> None:
        """Prepare; the three are asked when somebody reads."""
        self._registry = CollectorRegistry()
        given: dict[str, Any] = {"registry": self._registry, "namespace": "dermagent"}
        self._requests = Counter("requests", "Requests by handler and status.", ["what", "status"], **given)
        self._cases = Counter("cases", "Cases and turns that came to an end, by outcome.", ["what", "outcome"], **given)
        self._degraded = Counter("degraded", "Answers that lack voices which were configured.", **given)
        self._took = Histogram("request_seconds", "Seconds by handler.", ["what"], buckets=_SECONDS, **given)
        self._nodes = Histogram("node_seconds", "Seconds by step.", ["node"], buckets=_SECONDS, **given)
        self._tokens = Counter("model_tokens", "Tokens that were paid for.", **given)
        self._calls = Counter("model_calls", "Calls of a model that were paid for.", **given)
        for name, told, ask in (
            ("working", "Requests that are worked on.", working),
            ("waiting", "Requests that wait for a place.", waiting),
            ("held_bytes", "Bytes of bodies that arrive, wait or are worked on.", held),
        ):
            Gauge(name, told, **given).set_function(ask)
        self._restarts = Gauge("worker_restarts", "Processes that had to be begun anew.", **given)

    def request(self, what: str, status: int, seconds: float) -> None:
        """Count a request."""
        self._requests.labels(what, str(status)).inc()
        self._took.labels(what).observe(seconds)

    def case(self, what: str, facts: Mapping[str, Any]) -> None:
        """Count what came of a case."""
        if "outcome" not in facts:
            return
        self._cases.labels(what, facts["outcome"]).inc()
        if facts["degraded"]:
            self._degraded.inc()
        for node, seconds in facts["seconds"].items():
            self._nodes.labels(node).observe(seconds)
        self._tokens.inc(facts["tokens"])
        self._calls.inc(facts["calls"])

    def text(self, restarts: int) -> bytes:
        """All of them."""
        self._restarts.set(restarts)
        return generate_latest(self._registry)
