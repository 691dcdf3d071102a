"""The HTTP server's application: routes, middleware and error envelope joined over a set of services."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import replace

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from scumble.api.batch_wire import BatchWire
from scumble.api.batches import BatchRoutes
from scumble.api.content import content_routes
from scumble.api.docs import docs_routes
from scumble.api.errors import route_error
from scumble.api.fetching import Fetcher
from scumble.api.files import FileRoutes
from scumble.api.gate import Gate
from scumble.api.health import health_routes
from scumble.api.images import ImageRoutes
from scumble.api.limiting import Limiting
from scumble.api.metrics import Metrics, Watched
from scumble.api.middleware import Errors, Frontdoor
from scumble.api.models import model_routes
from scumble.api.page import page_routes
from scumble.api.regions import RegionRoutes
from scumble.api.services import Services
from scumble.api.tasks import task_routes
from scumble.api.upstream import UpstreamRoutes
from scumble.api.usage import usage_routes
from scumble.api.webhooks import WebhookRoutes
from scumble.core.rates import UNITS

EXPOSED = (
    "x-request-id",
    "x-scumble-engine",
    "x-should-retry",
    "retry-after",
    "retry-after-ms",
    *(f"x-ratelimit-{what}-{unit}" for unit in UNITS for what in ("limit", "remaining", "reset")),
)
"""Headers of an answer that scripts of other origins may read."""

Application = FastAPI
"""What `create_api` makes, for whoever hands it on without touching the framework."""


def create_api(services: Services) -> Application:
    """An ASGI application over these services; it holds no state but its gate and its metrics."""
    gate = Gate(services.door)
    limiting = Limiting(services.rates)
    metrics = Metrics(gate, services, lambda: limiting.refused)
    services = replace(services, editor=Watched(services.editor, metrics))
    fetcher = Fetcher(services)
    images = ImageRoutes(services, gate, fetcher, limiting)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[None]:
        """Tasks are worked on while the server runs."""
        async with services.beside():
            if services.desk is not None:
                await services.desk.open(images.draw_later)
            if services.batches is not None and services.storage is not None:
                await services.batches.open(BatchWire(services, services.storage, gate, fetcher, images))
            yield
            if services.batches is not None:
                await services.batches.close()
            if services.desk is not None:
                await services.desk.close()

    app = FastAPI(
        title="Scumble",
        version=services.version,
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        lifespan=lifespan,
        # Ours begin before it and say nothing of what callers sent; the framework's repeat messages of exceptions.
        telemetry={"tracing": False, "metrics": False, "logs": False},
    )
    app.add_exception_handler(HTTPException, route_error)
    # The last one added is the outermost: errors get their CORS headers, everything gets a request id.
    app.add_middleware(Errors)
    if services.door.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=services.door.cors_origins,
            allow_methods=["GET", "POST", "DELETE"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(Frontdoor, settings=services.door, metrics=metrics, limiting=limiting)
    app.include_router(images.router)
    app.include_router(task_routes(services))
    app.include_router(UpstreamRoutes(services, gate, fetcher, limiting, images).router)
    if services.batches is not None and services.storage is not None:
        app.include_router(BatchRoutes(services, services.batches, services.storage, gate).router)
    app.include_router(RegionRoutes(services, gate, fetcher, limiting).router)
    app.include_router(WebhookRoutes(services, gate).router)
    if services.storage is not None:
        app.include_router(FileRoutes(services, services.storage, gate).router)
        app.include_router(content_routes(services.storage))
    if services.accounts is not None:
        app.include_router(usage_routes(services, services.accounts))
    app.include_router(model_routes(services))
    app.include_router(health_routes(services, metrics))
    app.include_router(docs_routes(services.version))
    app.include_router(page_routes())
    return app
