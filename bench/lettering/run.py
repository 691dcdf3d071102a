"""Lettering: 100 texts on drawn signs, labels, price tags and papers are changed by instruction, and read back.

    python -m bench.lettering.run [--count N] [--only 3,17] [--sheet DIR] [--json FILE]

Needs the bench's fonts: `python tools/fonts/fetch_fonts.py --bench`. The table is printed and, for the whole set,
written to bench/results/lettering.md. --sheet writes before and after of every case, side by side.
"""

import argparse
import asyncio
import json
import re
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from bench.lettering import report
from bench.lettering.scenes import Scene, make
from scumble.app import App, build, limits_of
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import ScumbleError
from scumble.core.image import Image
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken
from scumble.engines.cpu.text_faces import Face, faces
from scumble.guards.lettering import equal_share
from scumble.vision.lettering import read_lettering

RESULT = Path(__file__).resolve().parents[1] / "results" / "lettering.md"
COUNT = 100
GROUPS = {"condensed": "sans", "slab": "serif", "hand": "script"}


def score(app: App, scene: Scene, sheet: Path | None = None) -> report.Scored:
    """Changes one text through the whole product and measures the result."""
    limits = limits_of(load_settings(None, {}))
    source = decode(scene.data, limits=limits)
    words = f'change "{scene.old}" to "{scene.new}"'
    start = time.process_time()
    try:
        edited = asyncio.run(_edit(app, Instruction(words=words, sources=(source,))))
    except ScumbleError as error:
        return report.Scored.refused(scene, str(error), time.process_time() - start)
    seconds = time.process_time() - start
    after = decode(edited.data, limits=limits).image
    if sheet is not None:
        _strip(source.image, after, scene, sheet / f"{scene.number:03d}.png")
    face = _face(edited)
    verdicts = {v.guard: v for v in edited.verdicts}
    differs = (after.pixels != source.image.pixels).any(axis=2)
    return report.Scored(
        number=scene.number,
        kind=scene.kind,
        held_out=scene.held_out,
        ours=scene.style.ours,
        what=f"{scene.old} -> {scene.new}",
        font=scene.style.path.stem,
        chosen=face.name if face else "",
        likeness=verdicts["lettering_match"].value,
        read=verdicts["lettering"].value,
        found=_read_again(app, after, scene.new),
        kept=verdicts["lettering_kept"].value if "lettering_kept" in verdicts else None,
        family=face is not None and GROUPS.get(face.kind, face.kind) == scene.style.family,
        weight=face is not None and (face.weight >= 600) == scene.style.bold,
        slant=face is not None and face.italic == scene.style.italic,
        outside=int((differs & ~edited.region.inside).sum()),
        region=float(edited.region.share),
        seconds=seconds,
    )


async def _edit(app: App, instruction: Instruction) -> Edited:
    edited = await app.editor.edit(instruction, LOCAL, request_id="bench", on_partial=None, cancel=CancelToken())
    return edited[0]


def _face(edited: Edited) -> Face | None:
    """The face that the note names."""
    named = next((m for n in edited.notes if (m := re.match(r"Set in (.+?)(?:,| and )", n))), None)
    return next((f for f in faces() if named and f.says == named.group(1)), None)


def _read_again(app: App, after: Image, new: str) -> float:
    """The new words' likeness to the likest line that a fresh look at the whole picture reads, 0..1."""
    lines = read_lettering(after, app.editor.edits.models, cancel=CancelToken())
    return max((equal_share(new, line.text) for line in lines), default=0.0)


def _strip(before: Image, after: Image, scene: Scene, path: Path) -> None:
    """The place before and after, one over the other."""
    low, high = scene.quad.min(axis=0), scene.quad.max(axis=0)
    tall = high[1] - low[1]
    around = np.array([3 * tall, 1.2 * tall])
    x0, y0 = np.maximum(0, low - around).astype(int)
    x1, y1 = (high + around).astype(int)
    pair = np.concatenate([before.rgb[y0:y1, x0:x1], after.rgb[y0:y1, x0:x1]])
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(pair, cv2.COLOR_RGB2BGR))


def run(numbers: Sequence[int], sheet: Path | None = None) -> list[report.Scored]:
    """Every case of these numbers."""
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        try:
            # The first edit loads models.
            score(app, make(numbers[0]))
            done: list[report.Scored] = []
            for number in numbers:
                done.append(score(app, make(number), sheet))
                print(done[-1].line(), flush=True)
        finally:
            app.close()
    return done


def main() -> None:
    """Runs the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=COUNT)
    parser.add_argument("--only", default="")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--json", type=Path)
    arguments = parser.parse_args()
    numbers = [int(n) for n in arguments.only.split(",")] if arguments.only else list(range(arguments.count))
    done = run(numbers, arguments.sheet)
    page = report.page(done)
    print(page)
    if arguments.json:
        arguments.json.write_text(json.dumps([asdict(d) for d in done], indent=1))
    if len(numbers) == COUNT:
        RESULT.write_text(page)


if __name__ == "__main__":
    main()
