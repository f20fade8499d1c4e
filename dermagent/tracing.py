"""Spans of a case, its steps and its model calls for OpenTelemetry, where that is installed; never a word of a case.

A host that has set up OpenTelemetry gets them without further ado. The commands set it up themselves where the standard
variables `OTEL_EXPORTER_OTLP_ENDPOINT` or `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT` name who collects them (extra `otel`).
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from dermagent.errors import InputError

if TYPE_CHECKING:
    from opentelemetry.trace import Span as OtelSpan
    from opentelemetry.trace import Tracer

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")


class TraceSpan:
    """A span, or nothing where nobody listens."""

    def __init__(self, inner: "OtelSpan | None" = None) -> None:
        self.inner = inner

    def set(self, **attributes: str | bool | int | float | None) -> None:
        """Add attributes; `a__b` is the name a.b, and what is None is left out."""
        if self.inner is not None:
            for name, value in attributes.items():
                if value is not None:
                    self.inner.set_attribute(name.replace("__", "."), value)


@contextmanager
def span(
    name: str,
    *,
    above: TraceSpan | None = None,
    expected: tuple[type[BaseException], ...] = (),
    **attributes: str | bool | int | float | None,
) -> Iterator[TraceSpan]:
    """A span while this lasts, below `above` or else below what is current; attributes as `TraceSpan.set` takes them.

    It becomes current only where `above` is given: what yields between its steps must not leave it current. An error
    that ends it is told by its type alone, since its message may hold text of a case; `expected` ones are no errors.
    """
    tracer = _tracer()
    if tracer is None:
        yield TraceSpan()
        return
    from opentelemetry import trace

    under = trace.set_span_in_context(above.inner) if above and above.inner else None
    made = TraceSpan(tracer.start_span(name, under, record_exception=False, set_status_on_exception=False))
    made.set(**attributes)
    assert made.inner is not None  # noqa: S101 - for the type checker
    try:
        if above is None:
            yield made
        else:
            with trace.use_span(made.inner, record_exception=False, set_status_on_exception=False):
                yield made
    except BaseException as error:
        if not isinstance(error, (GeneratorExit, *expected)):
            made.set(error__type=type(error).__name__)
            made.inner.set_status(trace.StatusCode.ERROR)
        raise
    finally:
        made.inner.end()


@cache
def _tracer() -> "Tracer | None":
    try:
        from opentelemetry import trace
    except ModuleNotFoundError:
        return None
    return trace.get_tracer("dermagent")


def configure() -> None:
    """Send spans to where the environment says, unless a host has set OpenTelemetry up; nothing where it says nothing.

    Raises:
        InputError: the packages for it are missing.
    """
    if not any(os.environ.get(name) for name in _ENDPOINTS):
        return
    try:
        from opentelemetry import trace
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import SERVICE_NAME, Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ModuleNotFoundError as error:
        raise InputError(
            f"{next(name for name in _ENDPOINTS if os.environ.get(name))} is set, but no spans are sent: they need "
            "pip install 'dermagent[otel]'"
        ) from error
    if not isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider):
        return
    named = Resource.create({} if os.environ.get("OTEL_SERVICE_NAME") else {SERVICE_NAME: "dermagent"})
    provider = TracerProvider(resource=named)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
    trace.set_tracer_provider(provider)
