"""Traces (OpenTelemetry) and the ids in log lines: spans from request to step, off unless an exporter is set up.

The API of OpenTelemetry is always there and does nothing; `set_up` joins it to an OTLP receiver, for which the extra
`scumble[otel]` is needed. No attribute holds words of an instruction, names of files or pixels.
"""

import contextvars
import importlib
import time
from collections.abc import Generator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, Final, cast

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from scumble.core.errors import Misconfigured, ScumbleError

Facts = Mapping[str, str | int | float | None]
"""Attributes by name."""
MISSING: Final = "Traces need more packages: pip install 'scumble[otel]'."
_W3C: Final = TraceContextTextMapPropagator()
_NOTHING: Final = nullcontext(trace.INVALID_SPAN)
_LOOKS: Final = 1.0
"""Seconds between two looks for a receiver that somebody else has set up (an agent of OpenTelemetry's)."""
_ids: contextvars.ContextVar[Mapping[str, str]] = contextvars.ContextVar("ids")


def set_up(endpoint: str, version: str) -> object:
    """Sends spans to an OTLP/HTTP receiver from now on; the provider, to be given to `shut_down`.

    endpoint: whole URL, such as `http://127.0.0.1:4318/v1/traces`; '' = as the standard variables (OTEL_…) say, which
    also choose sampling, headers and batches. Raises Misconfigured when the packages are missing.
    """
    try:
        sdk: Any = importlib.import_module("opentelemetry.sdk.trace")
        export: Any = importlib.import_module("opentelemetry.sdk.trace.export")
        resources: Any = importlib.import_module("opentelemetry.sdk.resources")
        otlp: Any = importlib.import_module("opentelemetry.exporter.otlp.proto.http.trace_exporter")
    except ImportError as error:
        raise Misconfigured(MISSING, param="traces_url") from error
    resource = resources.Resource.create({"service.name": "scumble", "service.version": version})
    detector = resources.OTELResourceDetector().detect()  # OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES win
    provider = sdk.TracerProvider(resource=resource.merge(detector))
    exporter = otlp.OTLPSpanExporter(endpoint=endpoint or None)
    provider.add_span_processor(export.BatchSpanProcessor(exporter))
    trace.set_tracer_provider(provider)
    _unheard.look()
    return provider


def shut_down(provider: object) -> None:
    """Sends what was not sent yet."""
    cast("Any", provider).shutdown()


class _Unheard:
    """Whether there is no receiver. The API reads the environment each time it is asked, which for the twenty spans of
    a request is a thirtieth of the CPU that a gateway has for it."""

    def __init__(self) -> None:
        """Not looked yet."""
        self._until, self._unheard = 0.0, True

    def look(self) -> None:
        """Asks the API."""
        self._unheard = isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)
        self._until = time.monotonic() + _LOOKS

    def __call__(self) -> bool:
        """As it was within the last second; a receiver stays."""
        if self._unheard and time.monotonic() >= self._until:
            self.look()
        return self._unheard


_unheard: Final = _Unheard()


def span(
    name: str, facts: Facts | None = None, *, parent: str | None = None, server: bool = False
) -> AbstractContextManager[Span]:
    """A span around what stands inside; an exception marks it as failed, by its class and code alone.

    parent: W3C traceparent of a span elsewhere; None = the one around this. facts: attributes; None is left out.
    server: it answers a request from outside.
    """
    # Without a receiver one inside another would say nothing, and a request has twenty of them.
    if parent is None and _unheard():
        return _NOTHING
    return _spanned(name, facts, parent, server=server)


@contextmanager
def _spanned(name: str, facts: Facts | None, parent: str | None, *, server: bool) -> Generator[Span]:
    """See `span`."""
    context: Context | None = None if parent is None else _W3C.extract({"traceparent": parent})
    kind = SpanKind.SERVER if server else SpanKind.INTERNAL
    tracer = trace.get_tracer("scumble")
    with tracer.start_as_current_span(
        name, context=context, kind=kind, record_exception=False, set_status_on_exception=False
    ) as made:
        put(made, facts or {})
        try:
            yield made
        except BaseException as error:
            failed(made, error)
            raise


def put(made: Span, facts: Facts) -> None:
    """Sets attributes; None is left out."""
    if made.is_recording():
        made.set_attributes({name: value for name, value in facts.items() if value is not None})


def failed(made: Span, error: BaseException | str) -> None:
    """Marks a span as failed. An error's message is left out: it may repeat the caller's words."""
    if made.is_recording():
        code = error.code if isinstance(error, ScumbleError) else error if isinstance(error, str) else None
        made.set_attribute("error.type", code or type(error).__name__)
        made.set_status(StatusCode.ERROR)


def here() -> str | None:
    """W3C traceparent of the span around this; None when nothing is traced."""
    carrier: dict[str, str] = {}
    _W3C.inject(carrier)
    return carrier.get("traceparent")


@contextmanager
def naming(**ids: str) -> Generator[None]:
    """Log lines written inside carry these ids (request_id, task_id), those on the pool's threads too."""
    token = _ids.set({**_ids.get({}), **ids})
    try:
        yield
    finally:
        _ids.reset(token)


def ids() -> Mapping[str, str]:
    """Ids for a log line: those named, and trace_id and span_id where a trace is on."""
    context = trace.get_current_span().get_span_context()
    if not context.is_valid:
        return _ids.get({})
    return {**_ids.get({}), "trace_id": f"{context.trace_id:032x}", "span_id": f"{context.span_id:016x}"}
