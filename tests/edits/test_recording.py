"""Journal rows written together: all are kept, each waiter hears of its own, and an error reaches everyone."""

import asyncio
import threading

import pytest

from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import StorageFull
from scumble.db.journal import Entry
from scumble.edits.recording import Recorder


class JournalDouble:
    """Counts transactions; waits for `go` in each."""

    def __init__(self) -> None:
        self.written: list[list[str]] = []
        self.go = threading.Event()
        self.error: Exception | None = None

    def record(self, caller: Caller, entry: Entry, *more: tuple[Caller, Entry]) -> None:
        assert self.go.wait(10)
        if self.error is not None:
            raise self.error
        self.written.append([one.request_id for _, one in ((caller, entry), *more)])


def entry(number: int) -> Entry:
    return Entry(request_id=f"req_{number}", status="done", seconds=0.1)


def test_rows_that_come_while_one_is_written_share_a_transaction() -> None:
    journal = JournalDouble()
    recorder = Recorder(journal)  # type: ignore[arg-type]

    async def run() -> None:
        rows = [asyncio.create_task(recorder.record(LOCAL, entry(k))) for k in range(30)]
        await asyncio.sleep(0.05)
        assert not any(row.done() for row in rows)
        journal.go.set()
        await asyncio.gather(*rows)

    asyncio.run(run())
    assert [name for batch in journal.written for name in batch] == [f"req_{k}" for k in range(30)]
    assert len(journal.written) <= 3


def test_an_error_reaches_everyone_as_an_error_of_its_own_and_the_next_row_is_tried_again() -> None:
    journal = JournalDouble()
    journal.go.set()
    journal.error = StorageFull()
    recorder = Recorder(journal)  # type: ignore[arg-type]

    async def run() -> list[BaseException | None]:
        failed = await asyncio.gather(*(recorder.record(LOCAL, entry(k)) for k in range(3)), return_exceptions=True)
        journal.error = None
        await recorder.record(LOCAL, entry(9))
        return failed

    failed = asyncio.run(run())
    assert all(isinstance(error, StorageFull) for error in failed)
    assert len({id(error) for error in failed}) == 3
    assert journal.written == [["req_9"]]


def test_who_no_longer_waits_keeps_nobody_from_being_told() -> None:
    journal = JournalDouble()
    recorder = Recorder(journal)  # type: ignore[arg-type]

    async def run() -> None:
        first, second = (asyncio.create_task(recorder.record(LOCAL, entry(k))) for k in range(2))
        await asyncio.sleep(0.02)
        first.cancel()
        journal.go.set()
        await second
        with pytest.raises(asyncio.CancelledError):
            await first

    asyncio.run(run())
    assert len([name for batch in journal.written for name in batch]) == 2
