"""Output and error file of a batch, written line by line from its tasks; one line and its pictures are in memory."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any, Final, Protocol, cast

from scumble.core.batch import Batch
from scumble.core.errors import ContentGone
from scumble.core.task import Task
from scumble.core.work import CancelToken
from scumble.db.batches import BatchRows
from scumble.db.files import FileRow
from scumble.edits.batch_lines import read_line, split_lines
from scumble.store.files import Files

PAGE: Final = 100
"""Tasks read from the database at once."""
CANCELLED: Final = "batch_cancelled"
EXPIRED: Final = "batch_expired"
GONE: Final = "result_gone"
UNDONE: Final = {
    CANCELLED: "This request was not executed: the batch was cancelled before its turn came.",
    EXPIRED: "This request could not be executed before the completion window expired.",
    "task_cancelled": "This request was cancelled while the batch went on.",
    GONE: "The result's picture is missing from the storage; send the request again.",
}
"""Why a line has no answer; the first two are OpenAI's codes."""


class Answers(Protocol):
    """Lines of the output as they are sent. custom_id: whose; number: of the input's line."""

    def answered(self, batch: Batch, custom_id: str, number: int, task: Task) -> Iterator[bytes]:
        """The line of a task that succeeded or failed, with its end of line, in pieces. Called in a worker thread.
        Raises ContentGone, before the first piece, when a picture was lost."""
        ...

    def undone(self, batch: Batch, custom_id: str, number: int, code: str, message: str) -> bytes:
        """The line of a request that was not executed."""
        ...


@dataclass(kw_only=True)
class Written:
    """Both files, None for one without lines, and what is in them. expired: lines whose time was over."""

    output: FileRow | None = None
    errors: FileRow | None = None
    completed: int = 0
    failed: int = 0
    expired: int = 0
    input_tokens: int = 0
    output_tokens: int = 0


def write_files(batch: Batch, rows: BatchRows, files: Files, answers: Answers, stop: CancelToken) -> Written:
    """Writes both files and keeps their bytes; nothing is left behind when it raises.

    Lines that were cancelled or that expired stand in the error file and count neither as completed nor as failed, as
    OpenAI counts them. Raises StorageFull, ContentGone, Cancelled once `stop` is set.
    """
    written = Written()
    if not batch.total:  # cancelled before its input was looked at
        return written
    tasks = _Tasks(rows, batch)
    pieces = files.read(batch.caller, batch.input_digest)
    with files.begin(batch.caller) as output, files.begin(batch.caller) as errors:
        try:
            for line in split_lines(pieces):
                stop.check()
                custom_id = read_line(line, batch.endpoint).custom_id
                task = tasks.of(line.number)
                code, answer = _why_undone(batch, task), iter(())
                if code is None and task is not None:
                    try:
                        answer = answers.answered(batch, custom_id, line.number, task)
                    except ContentGone:
                        code = GONE
                if code is not None or task is None:
                    code = code or CANCELLED
                    written.expired += code == EXPIRED
                    written.failed += code not in {CANCELLED, EXPIRED}
                    errors.write(answers.undone(batch, custom_id, line.number, code, UNDONE[code]))
                    continue
                done = task.status == "succeeded"
                written.completed += done
                written.failed += not done
                _count_tokens(written, task)
                for piece in answer:
                    (output if done else errors).write(piece)
        finally:
            pieces.close()
        lifetime = None if batch.output_seconds is None else timedelta(seconds=batch.output_seconds)
        keep = partial(files.keep_output, batch.caller, lifetime=lifetime)
        written.output = keep(output, filename=f"{batch.id}_output.jsonl")
        written.errors = keep(errors, filename=f"{batch.id}_error.jsonl")
    return written


def _why_undone(batch: Batch, task: Task | None) -> str | None:
    """The code of a line that was not executed; None for one that was."""
    if task is None:
        return EXPIRED if batch.cancelling_at is None else CANCELLED
    if task.status != "cancelled":
        return None
    code = (task.error or {}).get("code")
    if code in {CANCELLED, EXPIRED}:
        return str(code)
    return "task_cancelled" if batch.cancelling_at is None else CANCELLED


def _count_tokens(written: Written, task: Task) -> None:
    usage = cast("dict[str, Any]", (task.result or {}).get("usage") or {})
    written.input_tokens += int(usage.get("input_tokens", 0))
    written.output_tokens += int(usage.get("output_tokens", 0))


class _Tasks:
    """A batch's tasks in the order of its lines, a page at a time."""

    def __init__(self, rows: BatchRows, batch: Batch) -> None:
        self._rows, self._batch = rows, batch
        self._page: dict[int, Task] = {}
        self._read_to = 0
        self._ended = False

    def of(self, number: int) -> Task | None:
        """The task of a line; ask for them in order."""
        while number > self._read_to and not self._ended:
            found = self._rows.lines(self._batch, after=self._read_to, limit=PAGE)
            self._page = {task.batch_line or 0: task for task in found}
            self._ended = len(found) < PAGE
            self._read_to = max(self._page, default=self._read_to)
        return self._page.get(number)
