"""GET /healthz, /readyz and /metrics: alive, able to serve, and what is going on (Prometheus text)."""

import orjson
from fastapi import APIRouter
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response

from scumble.api.gate import Gate
from scumble.api.services import Services

SECONDS = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self, gate: Gate) -> None:
        """Gauges look at the gate when they are read."""
        self.registry = CollectorRegistry()
        self._requests = Counter(
            "scumble_http_requests", "Answered requests.", ("route", "method", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "scumble_http_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=self.registry
        )
        for name, text, read in (
            ("scumble_edits_in_flight", "Edits in work.", lambda: gate.in_flight),
            ("scumble_edits_waiting", "Requests that wait for their turn.", lambda: gate.waiting),
            ("scumble_body_bytes", "Request bodies in memory.", lambda: gate.body_bytes),
            ("scumble_pixel_memory_bytes", "Estimated memory of edits and unsent answers.", lambda: gate.pixel_memory),
            ("scumble_answer_bytes", "Results that were not sent yet.", lambda: gate.answer_bytes),
            ("scumble_refused", "Requests refused for lack of room since the start.", lambda: gate.refused),
        ):
            Gauge(name, text, registry=self.registry).set_function(read)

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts one answered request."""
        self._requests.labels(route, method, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


def health_routes(services: Services, metrics: Metrics) -> APIRouter:
    """The three routes; they need no key and show nothing of anybody's work."""
    router = APIRouter()

    @router.get("/healthz", response_model=None)
    async def healthz() -> Response:  # pyright: ignore[reportUnusedFunction]
        """Alive: the process answers."""
        return _json({"status": "ok", "version": services.version})

    @router.get("/readyz", response_model=None)
    async def readyz() -> Response:  # pyright: ignore[reportUnusedFunction]
        """Ready: 200 when edits can be served, 503 with the reasons when not."""
        problems = list(await services.editor.ready())
        return _json({"status": "not ready" if problems else "ready", "problems": problems}, 503 if problems else 200)

    @router.get("/metrics", response_model=None)
    async def metrics_text() -> Response:  # pyright: ignore[reportUnusedFunction]
        """Prometheus metrics."""
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router


def _json(body: dict[str, object], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
