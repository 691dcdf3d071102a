"""Batches on a real server: lines carried out and cancelled in the middle, and many lines accepted in constant memory.

    python -m bench.batch [--lines 2000] [--many 50000]

Checks both files line by line and prints what was measured; writes bench/results/batch.md.
"""

import argparse
import datetime
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
import psutil

from tests.batches.helpers import Files, begin, check_answer, edit_line, edit_lines, ended, files_of, write_lines
from tests.serving import Served, serving

RESULT = Path(__file__).parent / "results" / "batch.md"
PADDING = "a picture " * 300
"""Words that make a line of the large file about 3.3 kB."""


@dataclass(frozen=True, kw_only=True)
class Cancelled:
    """A batch cancelled in the middle. seconds: until it was cancelled, and from there to its end; rates: lines a
    second until then; growth_mb: of the server's resident memory."""

    total: int
    completed: int
    failed: int
    files: Files
    seconds: float
    to_end: float
    growth_mb: float
    output_mb: float


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A large batch. megabytes: of the file; seconds: from the request until all lines were found good; to_end: from
    cancelling it until its error file had a line for each; growth_mb: of the server's resident memory meanwhile."""

    lines: int
    megabytes: float
    seconds: float
    to_end: float
    growth_mb: float
    errors: int


@contextmanager
def client_of(served: Served) -> Iterator[openai.OpenAI]:
    """The SDK's client."""
    with openai.OpenAI(base_url=served.url, api_key=served.key, max_retries=2, timeout=300) as client:
        yield client


class Memory:
    """The server's resident memory while a block runs; `growth` in bytes over its beginning."""

    def __init__(self, pid: int) -> None:
        """pid: of the server."""
        self._process, self._stop = psutil.Process(pid), threading.Event()
        self.before = self.peak = self._process.memory_info().rss
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._stop.wait(0.02):
            self.peak = max(self.peak, self._process.memory_info().rss)

    def __enter__(self) -> "Memory":
        """Begins."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Ends."""
        self._stop.set()
        self._thread.join()

    @property
    def growth(self) -> int:
        """Bytes."""
        return self.peak - self.before


def warm(client: openai.OpenAI, folder: Path) -> None:
    """A small batch, so that what is loaded once is loaded."""
    made = begin(client, write_lines(folder / "warm.jsonl", edit_lines(8)))
    assert ended(client, made.id, 600).status == "completed"


def cancel_in_the_middle(folder: Path, lines: int) -> Cancelled:
    """Carries out about half of the lines, cancels, and reads both files."""
    with serving(folder) as served, client_of(served) as client:
        warm(client, folder)
        with Memory(served.pid) as memory:
            began = time.monotonic()
            batch: Any = begin(client, write_lines(folder / "lines.jsonl", edit_lines(lines)))
            while batch.request_counts.completed < lines // 2:
                time.sleep(0.05 if lines < 100 else 1.0)
                batch = client.batches.retrieve(batch.id)
                assert batch.status in {"validating", "in_progress"}, batch
            seconds = time.monotonic() - began
            assert client.batches.cancel(batch.id).status == "cancelling"
            batch = ended(client, batch.id, 900)
            to_end = time.monotonic() - began - seconds
        assert batch.status == "cancelled"
        files = files_of(client, batch)
        size = client.files.retrieve(batch.output_file_id).bytes
    counts = batch.request_counts
    return Cancelled(
        total=counts.total,
        completed=counts.completed,
        failed=counts.failed,
        files=files,
        seconds=seconds,
        to_end=to_end,
        growth_mb=memory.growth / 1e6,
        output_mb=size / 1e6,
    )


def check_cancelled(found: Cancelled, lines: int) -> None:
    """Every line stands in one of the files, once; what was carried out is right, the rest says why it was not."""
    assert found.total == lines
    assert found.failed == 0
    assert lines // 2 <= found.completed < lines
    assert len(found.files.output) == found.completed
    assert len(found.files.errors) == lines - found.completed
    assert {*found.files.output, *found.files.errors} == {f"line-{n}" for n in range(lines)}
    assert found.files.codes() == {"batch_cancelled"}
    for line in found.files.output.values():
        check_answer(line)


def accept_many(folder: Path, lines: int) -> Accepted:
    """Uploads so many lines, waits until they are accepted, cancels."""
    picture = edit_line(0, {"image_url": "https://pictures.invalid/1.png"})
    picture["body"]["prompt"] = PADDING
    path = write_lines(folder / "many.jsonl", ({**picture, "custom_id": f"line-{n}"} for n in range(lines)))
    with serving(folder) as served, client_of(served) as client:
        warm(client, folder)
        with Memory(served.pid) as memory:
            file = client.files.create(file=path, purpose="batch")
            began = time.monotonic()
            batch: Any = client.batches.create(
                input_file_id=file.id, endpoint="/v1/images/edits", completion_window="24h"
            )
            while batch.status == "validating":
                time.sleep(0.05)
                batch = client.batches.retrieve(batch.id)
            seconds = time.monotonic() - began
            assert batch.status == "in_progress", batch
            assert batch.request_counts.total == lines
            cancelled = time.monotonic()
            client.batches.cancel(batch.id)
            batch = ended(client, batch.id, 900)
            to_end = time.monotonic() - cancelled
        errors = 0
        with client.files.with_streaming_response.content(batch.error_file_id) as answer:
            for _ in answer.iter_lines():
                errors += 1
    return Accepted(
        lines=lines,
        megabytes=path.stat().st_size / 1e6,
        seconds=seconds,
        to_end=to_end,
        growth_mb=memory.growth / 1e6,
        errors=errors,
    )


def page(cancelled: Cancelled, accepted: Accepted) -> str:
    """bench/results/batch.md."""
    git = ["git", "rev-parse", "--short", "HEAD"]
    revision = subprocess.run(git, check=False, capture_output=True, text=True).stdout.strip() or "unknown"
    return f"""# Batches

{datetime.date.today()}, revision {revision}; embedded engine, SQLite, {psutil.cpu_count()} cores, busy with other work:
times say little, counts and memory do not depend on it. By `python -m bench.batch`.

| cancelled in the middle | |
| --- | --- |
| lines (pictures of 97 to 128 pixels a side) | {cancelled.total:,} |
| carried out, each once in the output file | {cancelled.completed:,} |
| not begun, each once in the error file as `batch_cancelled` | {len(cancelled.files.errors):,} |
| failed | {cancelled.failed} |
| lines a second | {cancelled.completed / cancelled.seconds:.1f} |
| from cancelling to the finished files | {cancelled.to_end:.1f} s |
| output file | {cancelled.output_mb:.1f} MB |
| growth of the server's memory (RSS) | {cancelled.growth_mb:.0f} MB |

| many lines at once | |
| --- | --- |
| lines | {accepted.lines:,} |
| file | {accepted.megabytes:.0f} MB |
| checked and accepted after | {accepted.seconds:.1f} s |
| from cancelling to an error file with a line for each ({accepted.errors:,}) | {accepted.to_end:.1f} s |
| growth of the server's memory (RSS) from upload to end | {accepted.growth_mb:.0f} MB |
"""


def main() -> None:
    """Measures both and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=50_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as first, tempfile.TemporaryDirectory() as second:
        accepted = accept_many(Path(first), asked.many)
        assert accepted.errors == asked.many
        print(accepted)
        cancelled = cancel_in_the_middle(Path(second), asked.lines)
    check_cancelled(cancelled, asked.lines)
    RESULT.write_text(page(cancelled, accepted))
    print(RESULT.read_text())


if __name__ == "__main__":
    main()
