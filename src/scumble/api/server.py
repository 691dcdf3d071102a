"""The HTTP server's application: routes, middleware and error envelope joined over a set of services."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware

from scumble.api.docs import docs_routes
from scumble.api.errors import route_error
from scumble.api.gate import Gate
from scumble.api.health import Metrics, health_routes
from scumble.api.images import ImageRoutes
from scumble.api.middleware import Errors, Frontdoor
from scumble.api.models import model_routes
from scumble.api.page import page_routes
from scumble.api.regions import RegionRoutes
from scumble.api.services import Services

EXPOSED = ("x-request-id", "x-scumble-engine", "x-should-retry", "retry-after", "retry-after-ms")
"""Headers of an answer that scripts of other origins may read."""

Application = FastAPI
"""What `create_api` makes, for whoever hands it on without touching the framework."""


def create_api(services: Services) -> Application:
    """An ASGI application over these services; it holds no state but its gate and its metrics."""
    gate = Gate(services.door)
    metrics = Metrics(gate)
    app = FastAPI(title="Scumble", version=services.version, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(HTTPException, route_error)
    # The last one added is the outermost: errors get their CORS headers, everything gets a request id.
    app.add_middleware(Errors)
    if services.door.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=services.door.cors_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["*"],
            expose_headers=EXPOSED,
        )
    app.add_middleware(Frontdoor, settings=services.door, metrics=metrics)
    app.include_router(ImageRoutes(services, gate).router)
    app.include_router(RegionRoutes(services, gate).router)
    app.include_router(model_routes(services))
    app.include_router(health_routes(services, metrics))
    app.include_router(docs_routes(services.version))
    app.include_router(page_routes())
    return app
