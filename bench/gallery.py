"""Contact sheets: every operation on a folder of photos, before and after side by side, to be looked at.

    python -m bench.gallery --photos DIR --out gallery

What is done to which photo stands in `bench/gallery_rows/`, a file a topic; each picture is also written at full size,
each topic as sheets, and the reasons of refusals are printed. Without --photos the background operations are shown on
the pictures that the scikit-image package ships.
"""

import argparse
import asyncio
import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.app import App, build, limits_of
from scumble.codec.decode import Limits, decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import ScumbleError
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken
from scumble.regions.drawn import region_json

CELL, COLUMNS, LINES = 420, 5, 4
"""Pixels of a sheet's cell; cells in a line, lines on a sheet."""
ROWS = Path(__file__).with_name("gallery_rows")
"""One file a topic; each row: photo, name, words, and where needed `second` (another photo) and `region`."""
BACKGROUNDS = {
    "studio": "Replace the background with a clean white studio setting",
    "transparent": "Remove the background",
    "blurred": "Blur the background",
    "grey": "Make the background light grey",
}
SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp"})
OWN_PICTURES = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")

Cell = tuple[str, NDArray[np.uint8]]
Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One picture to make."""

    name: str
    words: str
    sources: tuple[Source, ...]
    drawn: Drawn | None = None


class Photos:
    """Photos by name, decoded when asked for."""

    def __init__(self, folder: Path | None, limits: Limits) -> None:
        """folder: of the photos; None = those of an installed package."""
        self._limits = limits
        if folder is None:
            import skimage

            data = Path(skimage.__file__).parent / "data"
            self._paths = {Path(n).stem: data / n for n in OWN_PICTURES}
        else:
            self._paths = {p.stem: p for p in sorted(folder.iterdir()) if p.suffix.lower() in SUFFIXES}

    def __iter__(self) -> Iterator[str]:
        """The names."""
        return iter(self._paths)

    def __getitem__(self, name: str) -> Source:
        """The photo. Raises KeyError."""
        path = self._paths[name]
        return decode(path.read_bytes(), limits=self._limits, name=path.name)


def main() -> None:
    """Makes the sheets and prints one line a picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--out", type=Path, default=Path("gallery"))
    parser.add_argument("--topics", default="", help="topics, separated by commas; all when absent")
    parser.add_argument("--only", default="", help="pictures whose name contains this")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        photos = Photos(arguments.photos, limits_of(app.settings))
        wanted = set(arguments.topics.split(",")) - {""}
        for topic, rows in topics(photos, own=arguments.photos is None).items():
            if not wanted or topic in wanted:
                chosen = [r for r in rows if arguments.only in name_of(r)]
                asyncio.run(sheets(app, photos, topic, chosen, arguments.out))
        app.close()


def topics(photos: Photos, *, own: bool) -> dict[str, list[Row]]:
    """Topic -> its rows; of the package's own pictures the background operations."""
    if own:
        return {"backgrounds": [{"photo": p, "name": n, "words": w} for p in photos for n, w in BACKGROUNDS.items()]}
    return {path.stem: json.loads(path.read_text(encoding="utf-8")) for path in sorted(ROWS.glob("*.json"))}


def name_of(row: Row) -> str:
    """Of the file of a row's picture, without its ending."""
    return f"{row['photo']}.{row['name']}"


async def sheets(app: App, photos: Photos, topic: str, rows: list[Row], out: Path) -> None:
    """The pictures of a topic, and sheets of them: a line for each photo, the photo first."""
    lines: list[list[Cell]] = []
    for photo, group in groupby(rows, key=lambda r: r["photo"]):
        source = photos[photo]
        line: list[Cell] = [(photo, source.image.pixels)]
        for row in group:
            line.append(await _draw(app, job(row, source, photos), out))
        lines += [line[k : k + COLUMNS] for k in range(0, len(line), COLUMNS)]
    for k in range(0, len(lines), LINES):
        target = out / f"sheet_{topic}_{k // LINES + 1:02d}.png"
        cv2.imwrite(str(target), sheet(lines[k : k + LINES]))
        print(target)


def job(row: Row, source: Source, photos: Photos) -> Job:
    """A row as an instruction's parts."""
    second = (photos[row["second"]],) if row.get("second") else ()
    drawn = region_json(row["region"], source.image.width, source.image.height) if row.get("region") else None
    return Job(name=name_of(row), words=row["words"], sources=(source, *second), drawn=drawn)


async def _draw(app: App, job: Job, out: Path) -> Cell:
    """The edited picture, or a cell with the error's sentence."""
    instruction = Instruction(words=job.words, sources=job.sources, drawn=job.drawn)
    try:
        edited = (
            await app.editor.edit(instruction, LOCAL, request_id="gallery", on_partial=None, cancel=CancelToken())
        )[0]
    except ScumbleError as error:
        print(f"{job.name:40} refused: {error.message}")
        return f"{job.name}: refused", np.full((CELL, CELL, 4), 200, np.uint8)
    (out / f"{job.name}.png").write_bytes(edited.data)
    print(f"{job.name:40} {_line(edited)}")
    return job.name, decode(edited.data, limits=limits_of(app.settings)).image.pixels


def _line(edited: Edited) -> str:
    """Seconds by stage, what was kept, notes, and the guards that found fault."""
    stages = " ".join(f"{k} {v:.2f}" for k, v in edited.timings.items())
    kept = edited.preservation
    notes = "; ".join((*edited.notes, *(f"FAILED {v.guard}: {v.sentence}" for v in edited.verdicts if not v.passed)))
    return f"{edited.width}x{edited.height} outside changed {kept.changed}/{kept.outside} | {stages} | {notes}"


def sheet(rows: list[list[Cell]]) -> NDArray[np.uint8]:
    """A BGR picture of labelled cells; transparency over a checkerboard."""
    columns = max(len(r) for r in rows)
    page = np.full((len(rows) * (CELL + 24), columns * CELL, 3), 255, np.uint8)
    for y, row in enumerate(rows):
        for x, (label, pixels) in enumerate(row):
            top, left = y * (CELL + 24), x * CELL
            cell = _fitted(pixels)
            page[top + 24 : top + 24 + cell.shape[0], left : left + cell.shape[1]] = cell
            cv2.putText(
                page, label[:48], (left + 4, top + 17), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (0, 0, 0), 1, cv2.LINE_AA
            )
    return page


def _fitted(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """RGBA to BGR over a checkerboard, at most CELL on each side."""
    scale = min(1.0, (CELL - 6) / max(pixels.shape[:2]))
    size = (math.ceil(pixels.shape[1] * scale), math.ceil(pixels.shape[0] * scale))
    alpha = pixels[:, :, 3:].astype(np.float32) / 255
    squares = (np.indices(pixels.shape[:2]) // 16).sum(0) % 2
    ground = np.where(squares, 200, 240).astype(np.float32)[:, :, None]
    flat = (pixels[:, :, :3] * alpha + ground * (1 - alpha)).astype(np.uint8)
    return cv2.cvtColor(cv2.resize(flat, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2BGR).astype(np.uint8)


if __name__ == "__main__":
    main()
