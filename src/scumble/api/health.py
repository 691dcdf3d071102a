"""GET /healthz, /readyz and /metrics: alive, able to serve, and what is going on (Prometheus text)."""

import orjson
from fastapi import APIRouter
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.responses import Response

from scumble.api.metrics import Metrics
from scumble.api.services import Services


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
        await metrics.look()
        return Response(metrics.text(), media_type=CONTENT_TYPE_LATEST)

    return router


def _json(body: dict[str, object], status: int = 200) -> Response:
    return Response(orjson.dumps(body), status, media_type="application/json")
