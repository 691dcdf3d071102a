"""Files that ship inside the package: read once, sent with a fixed type, an ETag and a strict content policy."""

import hashlib
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import Response

TYPES = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
}


class StaticFile:
    """One file of `api/static`."""

    def __init__(self, name: str, policy: str | None = None) -> None:
        """name: path below static/, '/' between folders. policy: its Content-Security-Policy, None for the default."""
        self._data = files("scumble.api").joinpath("static", *name.split("/")).read_bytes()
        self._headers = {
            "etag": f'"{hashlib.sha256(self._data).hexdigest()[:32]}"',
            "cache-control": "no-cache",
        }
        if policy:
            self._headers["content-security-policy"] = policy
        self._type = TYPES[name.rsplit(".", 1)[-1]]

    def response(self, request: Request) -> Response:
        """The file, or 304 when the client has this very one."""
        if request.headers.get("if-none-match") == self._headers["etag"]:
            return Response(status_code=304, headers=self._headers)
        return Response(self._data, headers=self._headers, media_type=self._type)
