"""One run of a batch: what is left of it, in parallel, each picture kept whole or not at all."""

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final, Literal

from scumble.cli.batch.items import Item
from scumble.cli.batch.state import Entry, State
from scumble.cli.batch.thumbs import Thumbs
from scumble.cli.batch.workers import Made, Wishes, Work, Worker
from scumble.cli.files import clear_parts, read_file, write_file
from scumble.core.errors import BadKey, Cancelled, InvalidValue, NotAllowed, ScumbleError, StorageFull
from scumble.core.work import CancelToken
from scumble.net.served import UNREACHABLE

TRIES: Final = 3
"""How often an edit is tried in one run when what broke may go better the next time."""
Ended = Literal["done", "failed"]
Told = Callable[[Item, Entry], None]
"""Called with each item that ended, by one thread at a time."""


class Run:
    """Does what is left."""

    def __init__(
        self,
        items: Sequence[Item],
        out: Path,
        *,
        state: State,
        worker: Worker,
        wishes: Wishes,
        most: int,
        thumbs: Thumbs,
        stop: CancelToken,
    ) -> None:
        """most: bytes of one picture. stop: once it is set, nothing new is begun."""
        self._items, self._out, self._state, self._worker = items, out, state, worker
        self._wishes, self._most, self._thumbs, self._stop = wishes, most, thumbs, stop
        self._guard = threading.Lock()
        self.broken: ScumbleError | None = None

    def refuse_overwriting(self) -> None:
        """Raises InvalidValue when an output is there that this batch did not make."""
        for item in self._items:
            if not self.entry(item).attempt and (self._out / item.out).exists():
                raise InvalidValue(
                    f"{self._out / item.out} is there, and was not made by this batch; choose another --out, or --force"
                    " to replace it.",
                    param="out",
                )

    def entry(self, item: Item) -> Entry:
        """What is known of an item."""
        return self._state.entry(item.key(self._wishes.key))

    def settled(self, item: Item) -> bool:
        """Whether nothing is left to do for it."""
        return self._state.settled(item.key(self._wishes.key), self._out / item.out, _facts(item.picture))

    def work(self, todo: Sequence[Item], parallel: int, told: Told) -> None:
        """Does these items; returns when all have ended, or when it was stopped and the ones in work have let go."""
        waiting = iter(todo)
        with ThreadPoolExecutor(parallel, thread_name_prefix="batch") as pool:
            running: set[Future[None]] = set()
            while True:
                while len(running) < parallel and not self._stop.cancelled:
                    item = next(waiting, None)
                    if item is None:
                        break
                    running.add(pool.submit(self._one, item, told))
                if not running:
                    return
                ended, running = wait(running, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in ended:
                    future.result()

    def _one(self, item: Item, told: Told) -> None:
        """One item to its end; what it fails with is noted, what breaks everything stops the batch."""
        for last in (False,) * (TRIES - 1) + (True,):
            try:
                self._attempt(item)
            except Cancelled as error:
                if self._stop.cancelled:
                    return
                self._failed(item, error)
            except ScumbleError as error:
                if isinstance(error, BadKey | NotAllowed | StorageFull) or error.code == UNREACHABLE:
                    self.broken = self.broken or error
                    self._stop.cancel()
                    return
                self._failed(item, error)
                if not last and (error.retryable or error.code in {"engine_failed", "internal_error"}):
                    continue
            break
        with self._guard:
            told(item, self.entry(item))

    def _attempt(self, item: Item) -> None:
        """One try: the picture read, edited, its facts noted, written, and noted again."""
        key, source = item.key(self._wishes.key), _facts(item.picture)
        known = self._state.entry(key)
        if not known.attempt or known.error is not None or known.source != source:
            self._state.begun(key, known.attempt + 1, source)
            known = self._state.entry(key)
        if item.problem is not None:
            raise InvalidValue(item.problem, param="source")
        data = read_file(item.picture, "image", self._most)
        self._thumbs.make(key, "before", data)
        began = time.monotonic()
        made = self._worker.edit(
            Work(
                item=item,
                data=data,
                key=f"batch-{self._state.batch}-{key[:32]}-{known.attempt}",
                task=known.task,
                accepted=lambda task: self._state.accepted(key, task),
            )
        )
        self._keep(item, key, made, time.monotonic() - began)

    def _keep(self, item: Item, key: str, made: Made, seconds: float) -> None:
        path = self._out / item.out
        path.parent.mkdir(parents=True, exist_ok=True)
        self._thumbs.make(key, "after", made.data)
        self._state.made(key, {**facts_of(made), "seconds": round(seconds, 3)}, made.data)
        clear_parts(path)
        write_file(path, made.data)
        self._state.done(key)

    def _failed(self, item: Item, error: ScumbleError) -> None:
        message = " ".join(error.message.split())
        self._state.failed(item.key(self._wishes.key), {"code": error.code, "message": message})


def facts_of(made: Made) -> dict[str, Any]:
    """What is kept of `data[].edit`: enough for the report, without the plan's steps."""
    edit = made.edit
    names = ("engine", "size", "preservation", "verdicts", "notes", "money", "task")
    return {
        "understood": edit["plan"]["understood"],
        **{name: edit[name] for name in names},
        "tokens": edit["usage"]["total_tokens"],
        "bytes": len(made.data),
    }


def _facts(path: Path) -> tuple[int, int]:
    """Size in bytes and time of change in nanoseconds; zeros for a file that is not there."""
    try:
        found = path.stat()
    except OSError:
        return 0, 0
    return found.st_size, found.st_mtime_ns
