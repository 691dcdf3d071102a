"""Who does a batch's edits: the port, and the embedded engine behind it, with the data folder locked meanwhile."""

# ruff: noqa: PLC0415 - the engine takes a second to import; the help must not wait for it

import asyncio
import secrets
import threading
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from scumble.cli.batch.items import Item
from scumble.config import Settings
from scumble.core.caller import LOCAL
from scumble.core.work import CancelToken

if TYPE_CHECKING:
    from scumble.app import App
    from scumble.core.instruction import Instruction

T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Wishes:
    """What all pictures of a batch share. Each as the Images API has it; None = not said."""

    size: str | None = None
    fit: str | None = None
    quality: str | None = None
    compression: int | None = None
    seed: int = 0
    model: str | None = None

    @property
    def key(self) -> str:
        """All of it, as text that tells it from other wishes."""
        return repr(self)


@dataclass(frozen=True, kw_only=True)
class Work:
    """One attempt at one item. key: the same for the same attempt, so that a server does it once.

    task: the server's, when an earlier run was told of it. accepted: to be told of it.
    """

    item: Item
    data: bytes = field(repr=False)
    key: str
    task: str | None
    accepted: Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Made:
    """A finished edit. edit: `data[].edit` of the Images API."""

    data: bytes = field(repr=False)
    edit: Mapping[str, Any]


class Worker(Protocol):
    """Does edits; its methods wait, and several threads call them at a time."""

    parallel: int
    """How many at a time do it good."""

    where: str
    """Who it is, in words."""

    def understand(self, words: str) -> Mapping[str, Any]:
        """The plan of an instruction for one picture, as JSON. Raises core errors."""
        ...

    def edit(self, work: Work) -> Made:
        """Edits a picture. Raises core errors; Cancelled once the batch stops."""
        ...

    def close(self) -> None:
        """Ends it."""
        ...


class Embedded:
    """The embedded engine in this process."""

    where = "this machine"

    def __init__(self, settings: Settings, wishes: Wishes, stop: CancelToken) -> None:
        """Raises Misconfigured when a server works in the data folder."""
        from scumble.app import build
        from scumble.db.engine import Database
        from scumble.db.folder_lock import FolderLock

        database = Database(settings.database)
        self._lock = FolderLock(settings.data) if database.is_sqlite else None
        database.close()
        self.parallel = settings.task_workers
        self._settings, self._wishes, self._stop = settings, wishes, stop
        try:
            self._app: App = build(settings)
        except BaseException:
            if self._lock:
                self._lock.release()
            raise
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="batch", daemon=True)
        self._thread.start()

    def understand(self, words: str) -> Mapping[str, Any]:
        """See `Worker`."""
        from scumble.api.answers import planned_json
        from scumble.api.services import PlanQuestion

        question = PlanQuestion(words=words, model=self._wishes.model)
        return planned_json(self._wait(self._app.editor.plan(question, LOCAL)))

    def edit(self, work: Work) -> Made:
        """See `Worker`. Ctrl-C ends it at its next stage."""
        from scumble.api.answers import edit_object

        instruction = self._instruction(work)
        request_id = "cli_" + secrets.token_hex(12)
        edit = self._app.editor.edit(instruction, LOCAL, request_id=request_id, on_partial=None, cancel=self._stop)
        edited = self._wait(edit)[0]
        return Made(data=edited.data, edit=edit_object(edited))

    def _instruction(self, work: Work) -> "Instruction":
        from scumble.app import limits_of
        from scumble.cli.edit import read_size
        from scumble.codec.decode import decode
        from scumble.core.instruction import Instruction, Output

        wishes = self._wishes
        source = decode(work.data, limits=limits_of(self._settings), name=work.item.shown)
        width, height = read_size(wishes.size or "auto", self._settings)
        output: Any = {"format": work.item.format, "width": width, "height": height, "fit": wishes.fit or "cover"}
        if work.item.format != "png":
            output["compression"] = wishes.compression
        if wishes.quality not in {None, "auto"}:
            output["quality"] = wishes.quality
        return Instruction(
            words=work.item.words,
            sources=(source,),
            output=Output(**output),
            model=wishes.model,
            seed=wishes.seed,
        )

    def _wait(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result()

    def close(self) -> None:
        """See `Worker`."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._app.close()
        if self._lock:
            self._lock.release()
