"""`scumble batch`: a folder of pictures or a CSV of products edited, with progress, resuming and a report."""

# ruff: noqa: PLC0415 - the progress bar and the database driver are imported when a command runs

import json
import signal
import sys
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Annotated, Final, Literal

import typer

from scumble.cli.batch.items import Item, read_items, with_outputs
from scumble.cli.batch.plan import dry_run, formats_of, understand
from scumble.cli.batch.remote import Remote
from scumble.cli.batch.report import Line, totals_of, write_reports
from scumble.cli.batch.run import Run
from scumble.cli.batch.state import Entry, State
from scumble.cli.batch.thumbs import Thumbs
from scumble.cli.batch.workers import Embedded, Wishes, Worker
from scumble.cli.edit import read_size
from scumble.cli.failures import FAILED, STOPPED, sentence
from scumble.cli.options import Config, Json, Key, Url, server_of
from scumble.config import Settings, load_settings
from scumble.core.errors import Misconfigured
from scumble.core.work import CancelToken

FormatName = Literal["same", "png", "jpeg", "webp"]
QualityName = Literal["auto", "low", "medium", "high", "xhigh", "max"]
FitName = Literal["cover", "contain"]
DOUBTFUL: Final = 3
"""Exit code: every picture was edited, but a check failed on some."""
LISTED: Final = 10
"""Failures that are listed on the terminal; all are in the report."""


def command(
    source: Annotated[Path, typer.Argument(help="A folder with pictures, or a CSV with a row for each.")],
    instruction: Annotated[str, typer.Argument(help="What to do; {column} is replaced by the CSV's value.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="Folder for results, reports and the state to go on from.")],
    picture: Annotated[
        str | None, typer.Option(metavar="COLUMN", help="The CSV's column that names the pictures.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(metavar="TEMPLATE", help="Names of the results, such as '{sku}-{colour}'.")
    ] = None,
    output_format: Annotated[
        FormatName, typer.Option("--format", help="same = each picture's own, png for what cannot be written.")
    ] = "same",
    compression: Annotated[int | None, typer.Option(min=0, max=100, help="For jpeg and webp: 100 = best.")] = None,
    size: Annotated[str, typer.Option(help="WIDTHxHEIGHT in pixels, or auto.")] = "auto",
    fit: Annotated[FitName, typer.Option(help="How another ratio is met: cut to cover, or padded.")] = "cover",
    quality: Annotated[QualityName, typer.Option(help="How much an engine may spend.")] = "auto",
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Variants differ by it.")] = 0,
    model: Annotated[str | None, typer.Option(help="An engine by name (`scumble models`).")] = None,
    parallel: Annotated[
        int | None, typer.Option(min=1, max=256, help="Pictures at a time; 8 with a server, else one less than cores.")
    ] = None,
    dry: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done and what it counts; do nothing.")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Replace files in the way that are not of this batch.")
    ] = False,
    as_json: Json = False,
    url: Url = None,
    key: Key = None,
    config: Config = None,
) -> None:
    """Edit a folder of pictures or a CSV's rows.

    The same command goes on where a stopped one ended. A running server does the work where there is one (--url,
    --key); else this machine does. Writes report.html and report.csv. Exit code 0: all done, every check passed; 3: all
    done, a check failed on some; 1: some failed; 2: wrong input, nothing was begun; 130: stopped.
    """
    settings = load_settings(config)
    wishes = Wishes(
        size=None if size == "auto" else size,
        fit=None if fit == "cover" else fit,
        quality=None if quality == "auto" else quality,
        compression=compression,
        seed=seed,
        model=model,
    )
    read_size(size, settings)
    items = read_items(source, instruction, out=out, column=picture, name=name)
    stop = CancelToken()
    with _stopping(stop):
        worker = _worker(settings, wishes, stop, url, key)
        try:
            plans = understand(worker, items, every=dry)
            items = with_outputs(items, formats_of(items, plans, output_format))
            if dry:
                raise typer.Exit(dry_run(worker, items, plans, settings, wishes, as_json=as_json))
            batch = Batch(
                items=items,
                out=out,
                words=instruction,
                worker=worker,
                wishes=wishes,
                stop=stop,
                parallel=parallel or worker.parallel,
            )
            raise typer.Exit(batch.run(settings, force=force, as_json=as_json))
        finally:
            worker.close()


def _worker(settings: Settings, wishes: Wishes, stop: CancelToken, url: str | None, key: str | None) -> Worker:
    """The server that was named, or that works in the data folder; else this process. Raises Misconfigured."""
    from scumble.db.folder_lock import IN_USE

    if url is None and not (key is not None and not settings.database.startswith("sqlite")):
        try:
            return Embedded(settings, wishes, stop)
        except Misconfigured as error:
            if error.code != IN_USE:
                raise
    return Remote(server_of(settings, url, key, stop), wishes, stop)


@contextmanager
def _stopping(stop: CancelToken) -> Generator[None]:
    """Ctrl-C and SIGTERM stop the batch in order; a second one ends the process."""

    def asked(number: int, frame: FrameType | None) -> None:
        stop.cancel()
        signal.signal(number, signal.SIG_DFL)

    before = {number: signal.signal(number, asked) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@dataclass(frozen=True, kw_only=True)
class Batch:
    """One run of the command: everything that was decided before work begins."""

    items: Sequence[Item]
    out: Path
    words: str
    worker: Worker
    wishes: Wishes
    stop: CancelToken
    parallel: int

    def run(self, settings: Settings, *, force: bool, as_json: bool) -> int:
        """Does what is left, writes the reports, says how it went; the exit code. Raises what breaks the whole batch,
        after the reports are written."""
        began = time.monotonic()
        state = State(self.out)
        try:
            thumbs = Thumbs(state.folder, most_pixels=settings.max_pixels)
            run = Run(
                self.items,
                self.out,
                state=state,
                worker=self.worker,
                wishes=self.wishes,
                most=settings.max_image_bytes,
                thumbs=thumbs,
                stop=self.stop,
            )
            if not force:
                run.refuse_overwriting()
            todo = [item for item in self.items if not run.settled(item)]
            with _progress(len(self.items), len(self.items) - len(todo)) as told:
                run.work(todo, self.parallel, told)
            lines = [Line(item=item, entry=run.entry(item), key=item.key(self.wishes.key)) for item in self.items]
            report = write_reports(self.out, lines, thumbs, words=self.words)
        finally:
            state.close()
        code = self._say(lines, report, time.monotonic() - began, len(todo), as_json=as_json)
        if run.broken is not None:
            typer.echo(sentence(run.broken), err=True)
            return FAILED
        return STOPPED if self.stop.cancelled else code

    def _say(self, lines: Sequence[Line], report: Path, seconds: float, tried: int, *, as_json: bool) -> int:
        """The summary on stdout, what went wrong on stderr; the exit code of a batch that came to its end."""
        totals = totals_of(lines)
        counts = totals.counts
        done = counts["done"] + counts["doubtful"]
        if as_json:
            facts = {
                "pictures": len(lines),
                "done": done,
                "done_before": len(lines) - tried,
                "failed": counts["failed"],
                "failed_checks": counts["doubtful"],
                "left": counts["left"],
                "cost": {currency: str(amount) for currency, amount in totals.money.items()},
                "seconds": round(seconds, 3),
                "worker": self.worker.where,
                "report": str(report),
            }
            typer.echo(json.dumps(facts))
        else:
            parts = [f"{done} of {len(lines)} done"]
            if before := len(lines) - tried:
                parts.append(f"{before} of them before")
            parts += [f"{counts['failed']} failed"] if counts["failed"] else []
            parts += [f"{counts['doubtful']} with failed checks"] if counts["doubtful"] else []
            typer.echo(f"{', '.join(parts)} · cost: {totals.cost} · {seconds:.1f} s · {report}")
        for standing in ("failed", "doubtful"):
            _list([line for line in lines if line.standing == standing])
        if counts["left"]:
            typer.echo(f"{counts['left']} left; the same command goes on with them.", err=True)
        return FAILED if counts["failed"] else DOUBTFUL if counts["doubtful"] else 0


def _list(lines: Sequence[Line]) -> None:
    """The first of what went wrong, on stderr."""
    for line in lines[:LISTED]:
        if line.standing == "failed":
            typer.echo(f"Failed: {line.item.shown}: {(line.entry.error or {}).get('message')}", err=True)
        else:
            typer.echo(f"Check: {line.item.shown}: {' '.join(v['sentence'] for v in line.doubts)}", err=True)
    if len(lines) > LISTED:
        typer.echo(f"… and {len(lines) - LISTED} more; all are in the report.", err=True)


@contextmanager
def _progress(total: int, before: int) -> "Generator[Callable[[Item, Entry], None]]":
    """A bar on a terminal, a line for each picture elsewhere; both on stderr."""
    count, failed = before, 0

    def line(item: Item, entry: Entry) -> None:
        nonlocal count
        count += 1
        how = "failed: " + str(entry.error["message"]) if entry.error is not None else f"-> {item.out}"
        typer.echo(f"{count}/{total} {item.shown} {how}", err=True)

    if not sys.stderr.isatty():
        yield line
        return
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    text = TextColumn("{task.description}", markup=False)
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), TimeRemainingColumn(), text)
    with Progress(*columns, console=Console(stderr=True)) as progress:
        bar = progress.add_task("starting", total=total, completed=before)

        def step(item: Item, entry: Entry) -> None:
            nonlocal failed
            failed += entry.error is not None
            progress.update(bar, advance=1, description=f"{failed} failed · {item.shown}" if failed else item.shown)

        yield step
