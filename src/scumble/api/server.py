"""The HTTP server's application: routes, middleware and error envelope joined over a set of services."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException

from scumble.api.docs import docs_routes
from scumble.api.errors import route_error
from scumble.api.gate import Gate
from scumble.api.health import Metrics, health_routes
from scumble.api.images import ImageRoutes
from scumble.api.middleware import Frontdoor
from scumble.api.models import model_routes
from scumble.api.page import page_routes
from scumble.api.services import Services


def create_api(services: Services) -> FastAPI:
    """An ASGI application over these services; it holds no state but its gate and its metrics."""
    gate = Gate(services.door)
    metrics = Metrics(gate)
    app = FastAPI(title="Scumble", version=services.version, docs_url=None, redoc_url=None, openapi_url=None)
    app.add_exception_handler(HTTPException, route_error)
    app.add_middleware(Frontdoor, settings=services.door, metrics=metrics)
    app.include_router(ImageRoutes(services, gate).router)
    app.include_router(model_routes(services))
    app.include_router(health_routes(services, metrics))
    app.include_router(docs_routes(services.version))
    app.include_router(page_routes())
    return app
