"""GET / : the one build-free page (upload, instruction, live plan, mask brush, before/after), strict content policy."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.static_files import StaticFile

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self';"
    " form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline, nothing from elsewhere."""


def page_routes() -> APIRouter:
    """The page and its files."""
    router = APIRouter()
    add_file(router, "/", StaticFile("index.html", POLICY))
    for name in ("page.css", "page.js", "drawing.js", "edit.js", "picture.js", "result.js", "icon.svg"):
        add_file(router, f"/static/{name}", StaticFile(name))
    return router


def add_file(router: APIRouter, path: str, file: StaticFile) -> None:
    """Serves one file at one path."""

    async def send(request: Request) -> Response:
        """The file."""
        return file.response(request)

    router.add_api_route(path, send, methods=["GET", "HEAD"], response_model=None, include_in_schema=False)
