"""One edit on its way: the editor's task, its previews, and the watch for a client that has gone (then: cancel)."""

import asyncio
import contextlib

from starlette.requests import Request
from starlette.types import Receive

from scumble.api.errors import public_error
from scumble.api.gate import Lease
from scumble.api.services import Partial, Services
from scumble.core.caller import Caller
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken

Event = Partial | list[Edited] | Exception
"""A preview, the results, or what went wrong; the last two end the edit."""


class Running:
    """Runs an edit as a task of its own, so that its place in the gate is given back when the work really stopped."""

    def __init__(self, services: Services, lease: Lease, request: Request) -> None:
        """The edit starts with `start`; from then on it owns the lease."""
        self.cancel = CancelToken()
        self.request_id: str = request.state.request_id
        self._editor = services.editor
        self._lease = lease
        self._receive: Receive = request.receive
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self, instruction: Instruction, caller: Caller) -> None:
        """Sets the work going. The request's body must have been read to its end."""
        self._task = asyncio.create_task(self._run(instruction, caller), name=f"edit {self.request_id}")
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
        """Nobody waits any more: work that still runs stops at its next stage."""
        self.cancel.cancel()
        if self._watch is not None:
            self._watch.cancel()

    async def _run(self, instruction: Instruction, caller: Caller) -> None:
        """The edit itself; whatever happens becomes an event."""
        try:
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
        finally:
            self._lease.release()

    async def _cancel_when_gone(self) -> None:
        """Sets the cancel token once the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.cancel.cancel()
