"""Exactness: 20 operations on 50 random flat pictures each, through the whole product, PNG in and PNG out.

    python -m bench.exactness.run [--only TEXT] [--count N] [--sheet DIR] [--json FILE]

The expected picture is drawn from the scene anew (`operations.py`), never by the product's code. The table is printed
and, for a full run, written to bench/results/exactness.md. --sheet writes before, result, expected and the difference
of every case that is not exact.
"""

import argparse
import asyncio
import json
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from bench.exactness import report
from bench.exactness.operations import Case, case
from bench.exactness.report import Done
from bench.exactness.score import Score, score
from bench.exactness.shapes import Floats
from bench.exactness.wordings import WORDINGS
from scumble.app import App, build, limits_of
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import ScumbleError
from scumble.core.instruction import Instruction
from scumble.core.work import CancelToken

COUNT = 50
RESULT = Path(__file__).resolve().parents[1] / "results" / "exactness.md"


def cases(count: int = COUNT, only: str = "") -> Iterator[Case]:
    """Every case, operation by operation."""
    for operation in WORDINGS:
        if only in operation:
            for number in range(count):
                yield case(operation, number)


def png(picture: Floats) -> bytes:
    """A picture as PNG."""
    done, data = cv2.imencode(".png", picture[:, :, ::-1].astype(np.uint8))
    assert done
    return data.tobytes()


def edited(app: App, made: Case) -> tuple[Floats | None, str | None, float]:
    """The product's picture, or why there is none, and the CPU seconds."""
    start = time.process_time()
    try:
        source = decode(png(made.before), limits=limits_of(app.settings), name="picture.png")
        instruction = Instruction(words=made.words, sources=(source,))
        found = asyncio.run(
            app.editor.edit(instruction, LOCAL, request_id="req_bench", on_partial=None, cancel=CancelToken())
        )
    except ScumbleError as refused:
        return None, refused.message, time.process_time() - start
    seconds = time.process_time() - start
    out = cv2.imdecode(np.frombuffer(found[0].data, np.uint8), cv2.IMREAD_COLOR)
    return np.asarray(out, float)[:, :, ::-1], None, seconds


def run_case(app: App, made: Case, sheet: Path | None = None) -> Done:
    """Edits one picture and compares."""
    result, refused, seconds = edited(app, made)
    found = Score(exact=False, same=0.0, worst=255.0) if result is None else score(made, result)
    if sheet is not None and not found.exact and result is not None:
        _strip(made, result, sheet)
    return Done(
        name=made.name,
        operation=made.operation,
        words=made.words,
        way=made.way,
        held_out=made.held_out,
        smooth=made.smooth,
        resampled=made.resampled,
        score=found,
        seconds=seconds,
        refused=refused,
    )


def _strip(made: Case, result: Floats, sheet: Path) -> None:
    """Before, result, expected, difference."""
    sheet.mkdir(parents=True, exist_ok=True)
    parts = [made.before, result, made.after]
    if result.shape == made.after.shape:
        parts.append(np.clip(np.abs(result - made.after) * 4, 0, 255))
    height = max(p.shape[0] for p in parts)
    padded = [np.pad(p, ((0, height - p.shape[0]), (0, 8), (0, 0)), constant_values=128) for p in parts]
    (sheet / f"{made.name.replace(' ', '_')}.png").write_bytes(png(np.concatenate(padded, axis=1)))


def measure(count: int = COUNT, only: str = "", sheet: Path | None = None) -> list[Done]:
    """Every case through one editor."""
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        try:
            return [run_case(app, made, sheet) for made in cases(count, only)]
        finally:
            app.close()


def main() -> None:
    """Runs the set and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", default="")
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    done = measure(arguments.count, arguments.only, arguments.sheet)
    text = report.table(done)
    print(text)
    for d in done:
        if not d.score.exact and not d.held_out:
            print(f"{d.name}: {d.words!r} smooth={d.smooth} {d.refused or d.score}")
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(d) for d in done], indent=1))
    if not arguments.only and arguments.count == COUNT:
        RESULT.write_text(text)


if __name__ == "__main__":
    main()
