"""One edit on its way: the editor's task, its previews, and the watch for a client that has gone (then: cancel)."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.types import Receive

from scumble.api.errors import public_error
from scumble.api.gate import Lease
from scumble.api.services import Partial, Services
from scumble.core.caller import Caller
from scumble.core.errors import Cancelled
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken

Prepare = Callable[[], Awaitable[Instruction]]
"""Makes the instruction; for an edit by decoding its pictures."""

Event = Partial | list[Edited] | Exception
"""A preview, the results, or what went wrong; the last two end the edit."""


class Running:
    """Runs an edit as a task of its own, so that its place in the gate is given back when the work really stopped."""

    def __init__(self, services: Services, lease: Lease, request: Request) -> None:
        """The edit begins with `start`; from then on it owns the lease."""
        self.cancel = CancelToken()
        self.request_id: str = request.state.request_id
        self._editor = services.editor
        self._lease = lease
        self._receive: Receive = request.receive
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self, pixels: int, prepare: Prepare, caller: Caller) -> None:
        """Sets the work going. The request's body must have been read to its end.

        pixels: what the gate is asked for. prepare: makes the instruction; called when the edit's turn has come.
        """
        self._task = asyncio.create_task(self._run(pixels, prepare, caller), name=f"edit {self.request_id}")
        self._watch = asyncio.create_task(self._cancel_when_gone(), name=f"watch {self.request_id}")

    async def next(self, patience: float | None = None) -> Event | None:
        """The next event; None when there was none for `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._events.get(), patience)
        return None

    async def results(self) -> list[Edited]:
        """Waits for the end. Raises what the edit raised."""
        try:
            while True:
                event = await self.next()
                if isinstance(event, Exception):
                    raise event
                if isinstance(event, list):
                    return event
        finally:
            self.close()

    def close(self) -> None:
        """Nobody waits any more."""
        self._stop()
        if self._watch is not None:
            self._watch.cancel()

    def _stop(self) -> None:
        """Work that still runs stops at its next stage; an edit whose turn has not come leaves the queue at once."""
        self.cancel.cancel()
        if self._task is not None and not self._lease.admitted:
            self._task.cancel()

    async def _run(self, pixels: int, prepare: Prepare, caller: Caller) -> None:
        """The edit itself; whatever happens becomes an event."""
        try:
            await self._lease.admit(pixels)
            self.cancel.check()
            instruction = await prepare()
            results = await self._editor.edit(
                instruction,
                caller,
                request_id=self.request_id,
                on_partial=self._events.put if instruction.output.partial_images else None,
                cancel=self.cancel,
            )
            await self._events.put(results)
        except Exception as error:
            await self._events.put(public_error(error, self.request_id))
        except asyncio.CancelledError:
            self._events.put_nowait(Cancelled())
            raise
        finally:
            self._lease.release()

    async def _cancel_when_gone(self) -> None:
        """Sets the cancel token once the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._stop()
