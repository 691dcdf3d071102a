"""Contact sheets: every operation on a folder of photos, before and after side by side, to be looked at.

    python -m bench.gallery --photos DIR --out gallery

Each picture is also written at full size. Photos named in `bench/gallery_masks.json` get a removal by drawn mask.
Without --photos the sheets show the pictures that the scikit-image package ships.
"""

import argparse
import asyncio
import json
import math
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.app import App, build, limits_of
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import ScumbleError
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken
from scumble.regions.drawn import region_json

CELL = 420
"""Pixels of a sheet's cell."""
OPERATIONS = {
    "studio": "Replace the background with a clean white studio setting",
    "transparent": "Remove the background",
    "blurred": "Blur the background",
    "grey": "Make the background light grey",
}
OBJECTS = {
    "kodak_03": "the yellow cap",
    "product_backpack_dog": "the backpack",
    "product_can": "the can",
    "product_colorful_sneaker": "the sneaker",
    "product_dog6": "the dog",
    "product_duck_toy": "the toy",
    "product_fancy_boot": "the boot",
    "product_robot_toy": "the robot",
    "product_teapot": "the teapot",
    "scene_car_2": "the car",
    "scene_car_3": "the car on the right",
    "scene_dog_bench": "the dog",
}
"""Photos whose thing is recoloured and moved, and what it is called."""
ON_OBJECTS = {
    "navy": "make {thing} navy",
    "red": "make {thing} red",
    "white": "make {thing} white",
    "black": "make {thing} black",
    "moved": "move {thing} to the left",
    "smaller": "make {thing} 30% smaller",
    "doubled": "duplicate {thing}",
    "mirrored": "mirror {thing}",
    "turned": "rotate {thing} by 15 degrees",
}
REMOVAL = "Remove the marked object"
MASKS = Path(__file__).with_name("gallery_masks.json")
OWN_PICTURES = ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")

Cell = tuple[str, NDArray[np.uint8]]


@dataclass(frozen=True, kw_only=True)
class Job:
    """One picture to make."""

    name: str
    words: str
    source: Source
    drawn: Drawn | None = None


def main() -> None:
    """Makes the sheets and prints one line a picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--out", type=Path, default=Path("gallery"))
    parser.add_argument("--only", default="", help="operations or photo names that contain this")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        asyncio.run(sheets(app, photos(arguments.photos), arguments.out, arguments.only))
        app.close()


def photos(folder: Path | None) -> list[Path]:
    """The photos to edit: the folder's, or those of an installed package."""
    if folder is None:
        import skimage

        return [Path(skimage.__file__).parent / "data" / name for name in OWN_PICTURES]
    return sorted(p for p in folder.iterdir() if p.suffix.lower() in (".jpg", ".jpeg", ".png", ".webp"))


async def sheets(app: App, paths: list[Path], out: Path, only: str) -> None:
    """One sheet a photo group of four, every operation a column."""
    masks: dict[str, object] = json.loads(MASKS.read_text())
    rows: list[list[Cell]] = []
    for path in paths:
        source = decode(path.read_bytes(), limits=limits_of(app.settings), name=path.name)
        row: list[Cell] = [(path.stem, source.image.pixels)]
        for job in jobs(path.stem, source, masks):
            if only and only not in job.name:
                continue
            row.append(await _draw(app, job, out))
        if len(row) > 1:
            rows.append(row)
    for k in range(0, len(rows), 4):
        target = out / f"sheet_{k // 4 + 1:02d}.png"
        cv2.imwrite(str(target), sheet(rows[k : k + 4]))
        print(target)


def jobs(stem: str, source: Source, masks: dict[str, object]) -> Iterator[Job]:
    """What is done to single things, removal for photos with a drawn mask, the background operations for all others."""
    for name, words in ON_OBJECTS.items() if stem in OBJECTS else ():
        yield Job(name=f"{stem}.{name}", words=words.format(thing=OBJECTS[stem]), source=source)
    if stem in masks:
        drawn = region_json(masks[stem], source.image.width, source.image.height)
        yield Job(name=f"{stem}.removal", words=REMOVAL, source=source, drawn=drawn)
        return
    if stem.startswith(("kodak", "matting_lemur_")):
        return
    for name, words in OPERATIONS.items():
        yield Job(name=f"{stem}.{name}", words=words, source=source)


async def _draw(app: App, job: Job, out: Path) -> Cell:
    """The edited picture, or a cell with the error's sentence."""
    instruction = Instruction(words=job.words, sources=(job.source,), drawn=job.drawn)
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
    """Seconds by stage, what was kept, notes."""
    stages = " ".join(f"{k} {v:.2f}" for k, v in edited.timings.items())
    kept = edited.preservation
    notes = "; ".join(edited.notes)
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
