"""A batch on its way: its input checked, its lines fed to the queue portion by portion, its output written.

What a batch has come to stands in its row and in its lines' tasks, so whoever goes on with it after a crash goes on
exactly there: a line becomes a task in the transaction that moves the row on to it. The queue holds a window of lines
of each batch, never all of them.
"""

import asyncio
import contextlib
import logging
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import Final, Protocol, cast

from scumble.core.batch import ENDPOINTS, Batch, BatchStatus
from scumble.core.errors import ContentGone, Overloaded, ScumbleError, StorageFull
from scumble.core.kept_errors import error_json
from scumble.core.plan import JsonValue
from scumble.core.task import Task, Turn
from scumble.core.work import CancelToken
from scumble.db.batches import BatchRows, Lost
from scumble.db.engine import Transaction
from scumble.db.tasks import TaskRows
from scumble.edits.batch_files import CANCELLED, EXPIRED, UNDONE, Answers, write_files
from scumble.edits.batch_lines import Envelope, Line, check_lines, read_line, split_lines
from scumble.edits.desk import Desk
from scumble.store.files import Files

log = logging.getLogger("scumble.jobs")

PAUSE_SECONDS: Final = 0.2
"""How often a batch's lines are counted and more of them fed."""
PORTION_SECONDS: Final = 0.5
"""Feeding longer than this, the batch is looked at in between: it may have been cancelled."""
LONGEST_PAUSE: Final = 15.0
HEAVY_AT_ONCE: Final = 2
"""How many inputs are checked and outputs written at a time."""


@dataclass(frozen=True, kw_only=True)
class BatchLimits:
    """lines: of one batch. open: batches of a project under way; open_lines: their lines together. window: lines of a
    batch in the queue at a time."""

    lines: int = 50_000
    open: int = 20
    open_lines: int = 200_000
    window: int = 32


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line that is about to become a task. pictures: by digest. pixels: of its largest picture."""

    task: Task
    pictures: Mapping[str, bytes] = field(repr=False)
    pixels: int


class Wire(Answers, Protocol):
    """What the door knows of lines: what they ask for, and how they are answered."""

    async def read(self, batch: Batch, line: Envelope, request_id: str) -> NewLine:
        """A line's body as a task. Raises what the route would: ScumbleError."""
        ...


class Carrier:
    """Carries claimed batches on, several at a time."""

    def __init__(
        self,
        *,
        rows: BatchRows,
        tasks: TaskRows,
        files: Files,
        desk: Desk,
        wire: Wire,
        limits: BatchLimits,
        public: Callable[[Exception, str], ScumbleError],
        now: Callable[[], datetime],
    ) -> None:
        """public: what may be told of an exception, with a request id."""
        self._rows, self._tasks, self._files, self._desk = rows, tasks, files, desk
        self._wire, self._limits, self._public, self._now = wire, limits, public, now
        self._heavy = asyncio.Semaphore(HEAVY_AT_ONCE)
        self._stop = CancelToken()

    def stop(self) -> None:
        """What still runs in worker threads ends soon; the next process begins it anew."""
        self._stop.cancel()

    async def carry(self, batch: Batch) -> None:
        """One batch to its end, or until another process has it."""
        pause = PAUSE_SECONDS
        while not batch.ended:
            try:
                batch = await self._step(batch)
                pause = PAUSE_SECONDS
            except Lost:
                return
            except Exception as failure:
                if self._stop.cancelled:
                    return
                error = self._public(failure, batch.id)
                log.warning("batch %s stands still (%s); trying again in %.1f s", batch.id, error.message, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def _step(self, batch: Batch) -> Batch:
        """The next part of a batch's way. Raises Lost."""
        batch, _ = await asyncio.to_thread(self._rows.look, batch)
        steps: Mapping[BatchStatus, Callable[[Batch], Awaitable[Batch]]] = {
            "validating": self._validate,
            "in_progress": self._feed,
        }
        try:
            return await steps.get(batch.status, self._finish)(batch)
        except ContentGone:
            error = {"code": "input_gone", "message": "The content of the input file is gone.", "param": None}
            return await self._end(batch, "failed", errors=({**error, "line": None},))

    async def _validate(self, batch: Batch) -> Batch:
        """Checks the whole input; no line becomes a task before all are good."""

        def check() -> Batch:
            pieces = self._files.read(batch.caller, batch.input_digest)
            with contextlib.closing(pieces):
                checked = check_lines(_stopping(split_lines(pieces), self._stop), batch.endpoint, self._limits.lines)
            return replace(batch, total=checked.total, model=checked.model, errors=checked.errors or None)

        async with self._heavy:
            checked = await asyncio.to_thread(check)
        if not checked.errors:
            began = await asyncio.to_thread(
                self._rows.begin,
                batch,
                total=checked.total,
                model=checked.model,
                most_lines=self._limits.open_lines,
                at=self._now(),
            )
            if began:
                return (await asyncio.to_thread(self._rows.look, batch))[0]
            message = (
                f"With this batch, more than {self._limits.open_lines} lines of this project would be under way. Send"
                " it again when others have ended, or ask the operator for more (max_open_batch_lines)."
            )
            error: Mapping[str, JsonValue] = {"code": "too_many_open_lines", "message": message}
            checked = replace(checked, errors=({**error, "param": None, "line": None},))
        if (await asyncio.to_thread(self._rows.look, batch))[0].status == "cancelling":
            return batch
        return await self._end(batch, "failed", errors=checked.errors)

    async def _feed(self, batch: Batch) -> Batch:
        """Feeds lines to the queue until all have ended, or the batch is cancelled or its time is over."""
        pieces = self._files.read(batch.caller, batch.input_digest)
        lines = split_lines(pieces)
        last, pending, more = batch.fed_line, cast("Line | None", None), True

        def following() -> Line | None:
            return next((line for line in lines if line.number > last), None)

        try:
            while True:
                batch, counts = await asyncio.to_thread(self._rows.look, batch)
                if batch.status != "in_progress":
                    return batch
                if not more and not counts.open:
                    await asyncio.to_thread(self._rows.finalize, batch, self._now())
                    return batch
                if self._now() >= batch.expires_at:
                    return await self._wait_for_begun(batch, EXPIRED)
                pause, since, room = PAUSE_SECONDS, time.monotonic(), self._limits.window - counts.open
                while more and room > 0 and time.monotonic() - since < PORTION_SECONDS:
                    pending = pending or await asyncio.to_thread(following)
                    if pending is None:
                        more = False
                        break
                    try:
                        await self._accept(batch, pending)
                    except (Overloaded, StorageFull) as error:  # no room just now: the line waits
                        pause = min(error.retry_after, 5.0) if isinstance(error, Overloaded) else 5.0
                        break
                    last, pending, room = pending.number, None, room - 1
                else:
                    if more and room > 0:
                        continue
                await asyncio.sleep(pause)
        finally:
            await asyncio.to_thread(pieces.close)

    async def _accept(self, batch: Batch, line: Line) -> None:
        """Makes a line a task: one that waits in the queue, or one that has failed. Raises Lost, Overloaded,
        StorageFull; then it did not become one."""
        request_id = f"req_{secrets.token_hex(16)}"
        fed = partial(self._rows.fed, batch=batch, line=line.number)
        envelope = read_line(line, batch.endpoint)
        try:
            new = await self._wire.read(batch, envelope, request_id)
            task = replace(new.task, batch_id=batch.id, batch_line=line.number)
            task = await self._desk.accept(batch.caller, task, new.pictures, new.pixels, also=fed)
        except (Lost, Overloaded, StorageFull):
            raise
        except Exception as failure:
            error = self._public(failure, request_id)
            if isinstance(error, Overloaded | StorageFull):
                raise error from failure
            await asyncio.to_thread(self._refuse, batch, line.number, envelope.custom_id, request_id, error, fed)
            return
        while True:  # it is written down, so it has to get into the queue
            try:
                return await self._desk.queue(task)
            except Exception as failure:
                log.warning("a line of %s cannot be queued (%r); trying again", batch.id, failure)
                await asyncio.sleep(LONGEST_PAUSE)

    def _refuse(
        self,
        batch: Batch,
        number: int,
        custom_id: str,
        request_id: str,
        error: ScumbleError,
        fed: Callable[[Transaction], None],
    ) -> None:
        """Writes down a line that cannot be carried out: a task that has failed."""
        now = self._now()
        task = Task(
            project_id=batch.project_id,
            key_id=batch.key_id,
            route=ENDPOINTS[batch.endpoint],
            request={"wishes": {}, "pictures": []},
            request_hash="",
            request_id=request_id,
            priority="batch",
            status="failed",
            created_at=now,
            ended_at=now,
            client_request_id=custom_id,
            error=cast("Mapping[str, JsonValue]", error_json(error)),
            batch_id=batch.id,
            batch_line=number,
        )
        self._tasks.add(batch.caller, task, Turn(), fed)

    async def _wait_for_begun(self, batch: Batch, code: str) -> Batch:
        """Ends the lines that were not begun and waits for those that were. code: why."""
        error: Mapping[str, JsonValue] = {
            "code": code,
            "message": UNDONE[code],
            "type": "invalid_request_error",
            "param": None,
        }
        while True:
            await asyncio.to_thread(self._rows.drop_waiting, batch, error, self._now())
            batch, counts = await asyncio.to_thread(self._rows.look, batch)
            if not counts.open:
                break
            await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.to_thread(self._rows.finalize, batch, self._now())
        return batch

    async def _finish(self, batch: Batch) -> Batch:
        """Writes the files and ends the batch."""
        if batch.status == "cancelling":
            batch = await self._wait_for_begun(batch, CANCELLED)
        async with self._heavy:
            written = await asyncio.to_thread(write_files, batch, self._rows, self._files, self._wire, self._stop)

        def keep(connection: Transaction) -> None:
            for row in (written.output, written.errors):
                if row is not None:
                    self._files.add_output(connection, batch.caller, row)

        status: BatchStatus = "expired" if written.expired else "completed"
        if batch.cancelling_at is not None:
            status = "cancelled"
        counted = replace(
            batch,
            completed=written.completed,
            failed=written.failed,
            output_file_id=written.output.id if written.output else None,
            error_file_id=written.errors.id if written.errors else None,
            input_tokens=written.input_tokens,
            output_tokens=written.output_tokens,
        )
        return await self._end(counted, status, keep=keep)

    async def _end(
        self,
        batch: Batch,
        status: BatchStatus,
        *,
        errors: tuple[Mapping[str, JsonValue], ...] | None = None,
        keep: Callable[[Transaction], None] | None = None,
    ) -> Batch:
        """Writes how it ended. keep: called in the same transaction. Raises Lost."""
        now = self._now()
        done = replace(batch, status=status, ended_at=now, errors=errors)
        done = replace(done, **{f"{status}_at": now})  # pyright: ignore[reportArgumentType]

        def use(connection: Transaction) -> None:
            if keep is not None:
                keep(connection)
            self._files.let_go(connection, batch.caller, batch.id)

        await asyncio.to_thread(self._rows.end, done, use)
        return done


def _stopping(lines: Iterator[Line], stop: CancelToken) -> Iterator[Line]:
    """The same lines, until the token is set. Raises Cancelled then."""
    for line in lines:
        stop.check()
        yield line
