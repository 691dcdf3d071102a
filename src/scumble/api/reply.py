"""The answer of an edit that is not streamed: JSON with its pictures, sent in pieces; closes the edit at its end."""

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from scumble.api.pictures import Body
from scumble.api.running import Running


class Reply(Response):
    """Sends a body piece by piece and lets go of the edit's memory at the end, however that comes."""

    media_type = "application/json"

    def __init__(self, running: Running, body: Body, engine: str) -> None:
        """engine: the one that drew."""
        named = {"x-scumble-task": running.task_id} if running.task_id else {}
        super().__init__(headers={"content-length": str(body.length), "x-scumble-engine": engine, **named})
        self._running = running
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Sends headers and pieces."""
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            pieces = self._body.pieces()
            piece = next(pieces)
            for following in pieces:
                await send({"type": "http.response.body", "body": piece, "more_body": True})
                piece = following
            await send({"type": "http.response.body", "body": piece, "more_body": False})
        finally:
            self._running.close()
