"""One edit on its way: its work, its previews, and the watch for a client that has gone.

An edit that was accepted as a durable task goes on without its client and can be fetched later; one that is not kept,
or whose turn has not come, is cancelled then.

Its place in the gate is given back when the work has really stopped, its memory when the answer has left or nobody
waits for it any more.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.types import Receive

from scumble.api.errors import public_error
from scumble.api.gate import Lease
from scumble.api.memory import held_memory
from scumble.api.services import Partial, Services
from scumble.core.caller import Caller
from scumble.core.errors import Cancelled
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.task import Task
from scumble.core.work import CancelToken
from scumble.edits.desk import Elsewhere

Prepare = Callable[[], Awaitable[Instruction]]
"""Makes the instruction; for an edit by decoding its pictures."""

Event = Partial | list[Edited] | Task | Exception
"""A preview, the results, an earlier task that had the same idempotency key, or what went wrong; all but the first end
the edit."""


@dataclass(frozen=True, kw_only=True)
class Accepting:
    """A task that is about to be accepted. pictures: by digest. pixels: of its largest picture."""

    task: Task
    pictures: Mapping[str, bytes] = field(repr=False)
    pixels: int


class Running:
    """Runs an edit as a task of its own. Whoever starts one closes it, once its answer has left or cannot."""

    def __init__(
        self, services: Services, lease: Lease, request: Request, engine: str, accepting: Accepting | None = None
    ) -> None:
        """The edit begins with `start`; from then on it owns the lease. engine: which one was planned to draw.

        accepting: the task to keep it as; None = it is not kept.
        """
        self.cancel = CancelToken()
        self.task_id: str | None = None
        self._accepting = accepting
        self._desk = services.desk
        self.request_id: str = request.state.request_id
        self.engine = engine
        self._editor = services.editor
        self._lease = lease
        self._receive: Receive = request.receive
        self._events: asyncio.Queue[Event] = asyncio.Queue()
        self._closed = False
        self._task: asyncio.Task[None] | None = None
        self._watch: asyncio.Task[None] | None = None

    def start(self, memory: int, prepare: Prepare, caller: Caller) -> None:
        """Sets the work going. The request's body must have been read to its end.

        memory: bytes that the gate is asked for. prepare: makes the instruction; called when the edit's turn has come.
        """
        self._task = asyncio.create_task(self._run(memory, prepare, caller), name=f"edit {self.request_id}")
        self._watch = asyncio.create_task(self._cancel_when_gone(), name=f"watch {self.request_id}")

    async def next(self, patience: float | None = None) -> Event | None:
        """The next event; None when there was none for `patience` seconds."""
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(self._events.get(), patience)
        return None

    async def results(self) -> list[Edited] | Task:
        """Waits for the end: the results, or the earlier task that has them. Raises what the edit raised."""
        while True:
            event = await self.next()
            if isinstance(event, Exception):
                raise event
            if isinstance(event, list | Task):
                return event

    def written(self, count: int) -> None:
        """The answer is written: from now on so many bytes are all that the edit holds."""
        self._lease.finish(count)

    def close(self) -> None:
        """The answer has left, or nobody waits any more."""
        self._closed = True
        self._stop()
        if self._watch is not None:
            self._watch.cancel()
        if self._task is None or self._task.done():
            self._lease.release()

    def _stop(self) -> None:
        """Work that still runs stops at its next stage; an edit whose turn has not come leaves the queue at once.

        A task that was accepted goes on.
        """
        if self.task_id is None:
            self.cancel.cancel()
        if self._task is not None and not self._lease.admitted:
            self._task.cancel()

    async def _run(self, memory: int, prepare: Prepare, caller: Caller) -> None:
        """The edit itself; whatever happens becomes an event."""
        held = 0
        try:
            await self._lease.admit(memory)
            self.cancel.check()
            results = await self._work(await prepare(), caller)
            held = held_memory(results) if isinstance(results, list) else 0
            await self._events.put(results)
        except Exception as error:
            await self._events.put(public_error(error, self.request_id))
        except asyncio.CancelledError:
            self._events.put_nowait(Cancelled())
            raise
        finally:
            self._lease.finish(0 if self._closed else held)

    async def _work(self, instruction: Instruction, caller: Caller) -> list[Edited] | Task:
        """Draws: as a durable task where it is to be kept."""

        async def draw(task: Task | None, cancel: CancelToken) -> list[Edited]:
            return await self._editor.edit(
                instruction,
                caller,
                request_id=self.request_id,
                on_partial=self._events.put if instruction.output.partial_images else None,
                cancel=cancel,
                task=task,
            )

        if self._accepting is None or self._desk is None:
            return await draw(None, self.cancel)
        new = self._accepting
        task = await self._desk.accept(caller, new.task, new.pictures, new.pixels)
        self.task_id = task.id
        self._accepting = None
        if task.id != new.task.id:
            return await self._desk.succeeded(caller, task.id)
        try:
            return await self._desk.run(task, draw)
        except Elsewhere as elsewhere:
            return elsewhere.task

    async def picture(self, task: Task, digest: str) -> bytes:
        """A picture of an earlier task."""
        if self._desk is None:
            raise RuntimeError("there are no tasks without a desk")
        return await self._desk.picture(task, digest)

    async def _cancel_when_gone(self) -> None:
        """Sets the cancel token once the client has closed the connection."""
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self._stop()
