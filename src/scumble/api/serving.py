"""The server process: what works beside the requests begins before the first connection and stops after the last one.

It is entered here and not by the server's own lifespan protocol, which answers a second Ctrl-C with a traceback.
"""

import contextlib
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI


class Server(uvicorn.Server):
    """uvicorn's server around an application's lifespan."""

    def __init__(self, config: uvicorn.Config, app: FastAPI, leaving: Callable[[], bool] = lambda: False) -> None:
        """config: with lifespan off. app: whose lifespan is entered. leaving: whether a signal came before this server
        heard of signals."""
        super().__init__(config)
        self._leaving = leaving
        self._app = app
        self._beside = contextlib.AsyncExitStack()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Raises what the application's start raises."""
        await self._beside.enter_async_context(self._app.router.lifespan_context(self._app))
        await super().startup(sockets)
        self.should_exit |= self._leaving()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Requests first; a second signal cuts them short, and what works beside them is stopped all the same."""
        try:
            await super().shutdown(sockets)
        finally:
            await self._beside.aclose()
