"""Sheets of things found by words and removed: photo, what was found, and the picture without it, at full size.

    python -m bench.by_words --photos DIR --out DIR [--count 60] [--only TEXT]

The phrases are those of bench/finding that are there and not held out, spread over all photos. Every find is shown,
also those that are only asked about or refused (their sentence stands on the sheet); what is found is removed by the
whole edit, as the API would. One PNG a phrase, and contact sheets of twelve.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Iterator, Sequence
from itertools import zip_longest
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.finding.phrases import Phrase, load
from scumble.app import App, build, limits_of
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import ScumbleError
from scumble.core.image import Source
from scumble.core.instruction import Instruction
from scumble.core.work import CancelToken
from scumble.regions.find import find
from scumble.regions.found import Found

Bytes = NDArray[np.uint8]
CELL, PER_SHEET = 360, 12
STUFF = ("sky", "grass", "water", "background", "wall", "floor", "ground", "lake", "sea", "road")
"""Not worth removing: a sheet of removals shows things."""


def spread(phrases: Sequence[Phrase]) -> Iterator[Phrase]:
    """A phrase of each photo, then a second of each, and so on."""
    photos = dict.fromkeys(p.photo for p in phrases)
    for row in zip_longest(*([p for p in phrases if p.photo == photo] for photo in photos)):
        yield from (p for p in row if p is not None)


def shown(rgb: Bytes, found: Found) -> Bytes:
    """The picture with what was found in red; BGR."""
    out = np.ascontiguousarray(rgb[:, :, ::-1])
    if found.region is not None:
        weights = found.region.weights[:, :, None]
        out = (out * (1 - 0.55 * weights) + np.array([40, 40, 255]) * 0.55 * weights).astype(np.uint8)
    for thing in found.candidates[:6]:
        b = thing.box
        cv2.rectangle(out, (b.x0, b.y0), (b.x1, b.y1), (0, 220, 255), 2)
    return out


async def one(app: App, source: Source, phrase: Phrase) -> tuple[Bytes, Bytes | None, str]:
    """(what was found, the picture without it or None, the sentence)."""
    image, sentence = source.image, ""
    found = find(phrase.words, image, app.editor.edits.models, cancel=CancelToken())
    words = f"remove {phrase.words}"
    instruction = Instruction(words=words, sources=(source,))
    removed: Bytes | None = None
    try:
        edited = await app.editor.edit(instruction, LOCAL, request_id="by-words", on_partial=None, cancel=CancelToken())
        removed = decode(edited[0].data, limits=limits_of(app.settings)).image.rgb[:, :, ::-1]
        verdicts = "; ".join(str(v) for v in edited[0].verdicts)
        sentence = f"{found.confidence:.2f} {found.sentence} {verdicts}"
    except ScumbleError as refusal:
        sentence = f"{found.confidence:.2f} refused: {refusal.message}"
    return shown(image.rgb, found), removed, sentence


def cell(picture: Bytes | None, title: str) -> Bytes:
    """A picture fitted into a cell, with its title."""
    out = np.full((CELL + 22, CELL, 3), 255, np.uint8)
    if picture is not None:
        factor = CELL / max(picture.shape[:2])
        small = cv2.resize(picture, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)[:CELL, :CELL]
        out[22 : 22 + small.shape[0], : small.shape[1]] = small
    cv2.putText(out, title[:58], (3, 15), cv2.FONT_HERSHEY_SIMPLEX, 0.36, (0, 0, 0), 1, cv2.LINE_AA)
    return out


async def run(app: App, photos: Path, out: Path, count: int, only: str) -> None:
    """Writes the pictures and prints a line for each."""
    wanted = [
        p
        for p in load()
        if p.kind != "absent" and not p.held_out and only in f"{p.photo} {p.words}" and p.words.split()[-1] not in STUFF
    ]
    rows: list[Bytes] = []
    for number, phrase in enumerate(list(spread(wanted))[:count]):
        data = (photos / phrase.photo).read_bytes()
        source = decode(data, limits=limits_of(app.settings), name=phrase.photo)
        found, removed, sentence = await one(app, source, phrase)
        name = f"{number:02d}_{Path(phrase.photo).stem}_{phrase.words.replace(' ', '_')[:40]}"
        both = [source.image.rgb[:, :, ::-1], found, *([removed] if removed is not None else [])]
        cv2.imwrite(str(out / f"{name}.png"), np.concatenate(both, axis=1))
        print(f"{name}: {sentence}", flush=True)
        cells = (cell(found, f"{number} {phrase.words}"), cell(removed, sentence))
        rows.append(np.concatenate(cells, axis=1))
    for start in range(0, len(rows), PER_SHEET):
        part = rows[start : start + PER_SHEET]
        part += [np.full_like(part[0], 255)] * (-len(part) % 2)
        lines = [np.concatenate(part[i : i + 2], axis=1) for i in range(0, len(part), 2)]
        cv2.imwrite(str(out / f"sheet_{start // PER_SHEET + 1:02d}.png"), np.concatenate(lines, axis=0))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--only", default="")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        asyncio.run(run(app, args.photos, args.out, args.count, args.only))
        app.close()


if __name__ == "__main__":
    main()
