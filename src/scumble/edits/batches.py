"""Batches: made, looked up, cancelled; and taken up by this process where nobody carries them on."""

import asyncio
import contextlib
import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final

import orjson

from scumble.core.batch import WINDOW, Batch
from scumble.core.caller import Caller
from scumble.core.errors import BatchLimitReached, Conflict, InvalidValue, NotFound, ScumbleError
from scumble.db.batches import BatchKeyTaken, BatchRows
from scumble.db.tasks import TaskRows
from scumble.edits.batch_carrying import BatchLimits, Carrier, Wire
from scumble.edits.desk import Desk
from scumble.store.files import INPUT, Files

LOOK_SECONDS: Final = 1.0
"""How often batches are looked for that nobody carries on."""
AT_ONCE: Final = 64
"""Batches that one process carries on at a time."""
REPEATED_WITHIN: Final = timedelta(minutes=20)
"""How long after a request its repetition is taken for one."""


class Batches:
    """The batches of all projects, carried on by this process and others."""

    def __init__(
        self,
        *,
        rows: BatchRows,
        tasks: TaskRows,
        files: Files,
        desk: Desk,
        executor: str,
        limits: BatchLimits,
        public: Callable[[Exception, str], ScumbleError],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """executor: this process. public: what may be told of an exception, with a request id."""
        self._rows, self._files, self._executor, self._limits, self._now = rows, files, executor, limits, now
        self._carrier = partial(
            Carrier, rows=rows, tasks=tasks, files=files, desk=desk, limits=limits, public=public, now=now
        )
        self._carried: set[asyncio.Task[None]] = set()
        self._looking: tuple[Carrier, asyncio.Task[None]] | None = None
        self._wake = asyncio.Event()

    async def open(self, wire: Wire) -> None:
        """Begins to carry batches on, once the desk is open."""
        carrier = self._carrier(wire=wire)
        self._looking = carrier, asyncio.create_task(self._look(carrier), name="batches")

    async def close(self) -> None:
        """Stops, before the desk does; the next process goes on where this one was."""
        if self._looking is None:
            return
        self._looking[0].stop()
        running = [self._looking[1], *self._carried]
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    # Asked by the door.

    async def create(
        self,
        caller: Caller,
        *,
        endpoint: str,
        input_file_id: str,
        details: Mapping[str, str] | None,
        output_seconds: int | None,
        base_url: str,
        idempotency_key: str | None = None,
        repeated: bool = False,
    ) -> Batch:
        """A new batch, or the one that this is a repetition of. repeated: the client says that it sends it again.

        Raises NotFound, InvalidValue, Conflict, BatchLimitReached.
        """
        try:
            file = await asyncio.to_thread(self._files.get, caller, input_file_id)
        except NotFound as missing:
            raise NotFound(missing.message, param="input_file_id") from None
        if file.purpose != INPUT:
            raise InvalidValue(
                f"The file has purpose '{file.purpose}'; upload the lines with purpose '{INPUT}'.",
                param="input_file_id",
                code="invalid_file_purpose",
            )
        asked = orjson.dumps([endpoint, input_file_id, details, output_seconds], option=orjson.OPT_SORT_KEYS)
        now = self._now()
        batch = Batch(
            project_id=caller.project_id,
            key_id=caller.key_id,
            endpoint=endpoint,
            input_file_id=file.id,
            input_digest=file.digest,
            request_hash=hashlib.sha256(asked).hexdigest(),
            details=details,
            base_url=base_url,
            output_seconds=output_seconds,
            idempotency_key=idempotency_key,
            created_at=now,
            expires_at=now + WINDOW,
        )
        if repeated and (found := await asyncio.to_thread(self._rows.same, caller, batch, since=now - REPEATED_WITHIN)):
            return found
        hold = partial(self._files.hold, caller=caller, digest=file.digest, owner=batch.id)
        try:
            made = await asyncio.to_thread(self._rows.add, caller, batch, hold, self._limits.open)
        except BatchKeyTaken as taken:
            if taken.batch.request_hash != batch.request_hash:
                raise Conflict(
                    "This Idempotency-Key was used for another request; use a new key for a new request.",
                    param="Idempotency-Key",
                    code="idempotency_mismatch",
                ) from None
            return taken.batch
        if not made:
            raise BatchLimitReached(
                f"This project may have {self._limits.open} batches under way, and has them. Wait until one has ended,"
                " cancel one, or ask the operator for more (max_open_batches)."
            )
        self._wake.set()
        return batch

    async def get(self, caller: Caller, batch_id: str) -> Batch:
        """The caller's batch. Raises NotFound."""
        return _found(await asyncio.to_thread(self._rows.get, caller, batch_id), batch_id)

    async def recent(self, caller: Caller, *, limit: int, after: str | None) -> Sequence[Batch]:
        """The project's batches, newest first."""
        return await asyncio.to_thread(self._rows.recent, caller, limit=limit, after=after)

    async def cancel(self, caller: Caller, batch_id: str) -> Batch:
        """Asks for a batch to be cancelled: lines in work are finished, the others are not begun. One that is being
        finished or was cancelled stays as it is. Raises NotFound, and Conflict for one that has ended otherwise."""
        batch = _found(await asyncio.to_thread(self._rows.cancel, caller, batch_id, self._now()), batch_id)
        if batch.status in {"completed", "failed", "expired"}:
            raise Conflict(f"A batch that is {batch.status} cannot be cancelled.", code="batch_not_cancellable")
        return batch

    # Carried on.

    async def _look(self, carrier: Carrier) -> None:
        """Takes up batches that nobody carries on."""
        while True:
            with contextlib.suppress(ScumbleError):  # the database is away: the next look tries again
                while len(self._carried) < AT_ONCE:
                    batch = await asyncio.to_thread(self._rows.claim, self._executor)
                    if batch is None:
                        break
                    task = asyncio.create_task(carrier.carry(batch), name=batch.id)
                    self._carried.add(task)
                    task.add_done_callback(self._carried.discard)
            self._wake.clear()
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)


def _found(batch: Batch | None, batch_id: str) -> Batch:
    if batch is None:
        raise NotFound(f"There is no batch '{batch_id[:80]}'.", param="batch_id", code="batch_not_found")
    return batch
