"""Preservation on real photos: random masks through whole edits, and JPEG splicing in all eight orientations.

    python -m bench.preservation --photos DIR

For each photo: edits with random masks to PNG and lossless WebP (pixels changed outside), and for each orientation a
JPEG of the photo spliced (decoded pixels beyond 1 px of the touched MCUs, coefficients of the untouched MCUs).
"""

import argparse
import asyncio
import io
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from bench.gallery import photos
from scumble.app import App, build, limits_of
from scumble.codec.decode import Limits, decode
from scumble.codec.jpeg_blocks import splice
from scumble.codec.jpeg_coefficients import read_coefficients
from scumble.codec.jpeg_markers import read_jpeg
from scumble.codec.orient import stored
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction, Output, OutputFormat
from scumble.core.region import Region
from scumble.core.work import CancelToken

RESULT = Path(__file__).parent / "results" / "preservation.md"
LIMITS = Limits()
SUBSAMPLINGS = ("4:4:4", "4:2:2", "4:2:0")


def main() -> None:
    """Runs everything and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    arguments = parser.parse_args()
    rows: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        for number, path in enumerate(photos(arguments.photos)):
            source = decode(path.read_bytes(), limits=limits_of(app.settings))
            lossless = asyncio.run(_lossless(app, source, number))
            rows.append(f"| {path.name} | {source.image.size} | {lossless} | {_jpeg(source, number)} |")
            print(rows[-1])
        app.close()
    head = (
        "# Preservation on photos\n\nEach: 2 random masks to PNG, 2 to lossless WebP; 8 orientations of a JPEG, "
        "sampling in turn.\n\n| photo | size | pixels changed outside (PNG, WebP) | JPEG: pixels beyond 1 px of the "
        "touched MCUs | JPEG: coefficients of untouched MCUs |\n| --- | --- | --- | --- | --- |\n"
    )
    RESULT.write_text(head + "\n".join(rows) + "\n")


def _mask(seed: int, height: int, width: int) -> NDArray[np.bool_]:
    """Up to three random ellipses."""
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:height, :width]
    mask = np.zeros((height, width), bool)
    for _ in range(int(rng.integers(1, 4))):
        cy, cx = rng.uniform(0, height), rng.uniform(0, width)
        ry, rx = rng.uniform(4, height / 8), rng.uniform(4, width / 8)
        mask |= ((yy - cy) / ry) ** 2 + ((xx - cx) / rx) ** 2 < 1
    return mask


async def _lossless(app: App, source: Source, number: int) -> str:
    changed = 0
    kinds: tuple[tuple[OutputFormat, str], ...] = (("png", "make it darker"), ("webp", "make it black and white"))
    for fmt, words in kinds:
        for k in range(2):
            mask = _mask(number * 10 + k, source.image.height, source.image.width)
            instruction = Instruction(
                words=words, sources=(source,), drawn=Drawn(region=Region.of_mask(mask)), output=Output(format=fmt)
            )
            edited = await app.editor.edit(
                instruction, LOCAL, request_id="bench", on_partial=None, cancel=CancelToken()
            )
            out = decode(edited[0].data, limits=LIMITS).image.pixels
            changed += int(((out != source.image.pixels).any(axis=2) & ~mask).sum())
    return str(changed)


def _jpeg(source: Source, number: int) -> str:
    pixels = coefficients = 0
    for orientation in range(1, 9):
        exif = Pillow.Exif()
        exif[0x0112] = orientation
        file = io.BytesIO()
        Pillow.fromarray(source.image.pixels[:, :, :3]).save(
            file,
            "JPEG",
            quality=(75, 88, 95)[orientation % 3],
            subsampling=SUBSAMPLINGS[orientation % 3],
            exif=exif.tobytes(),
        )
        jpeg = decode(file.getvalue(), limits=LIMITS)
        mask = _mask(number * 10 + orientation, jpeg.image.height, jpeg.image.width)
        edited = jpeg.image.pixels.copy()
        edited[mask, :3] = 255 - edited[mask, :3]
        spliced = splice(jpeg, jpeg.image.with_pixels(edited), mask)
        assert spliced is not None
        p, c = _differences(jpeg, spliced.data, mask)
        pixels, coefficients = pixels + p, coefficients + c
    return f"{pixels} | {coefficients}"


def _differences(before: Source, data: bytes, mask: NDArray[np.bool_]) -> tuple[int, int]:
    """Pixels that differ beyond 1 px of the touched MCUs, and coefficients that differ in untouched MCUs."""
    after = decode(data, limits=LIMITS)
    old_file, new_file = read_jpeg(before.data, LIMITS), read_jpeg(data, LIMITS)
    wide, high = 8 * max(c.h for c in old_file.components), 8 * max(c.v for c in old_file.components)
    lying = stored(mask, before.orientation)
    rows, columns = -(-lying.shape[0] // high), -(-lying.shape[1] // wide)
    padded = np.pad(lying, ((0, rows * high - lying.shape[0]), (0, columns * wide - lying.shape[1])))
    mcus = padded.reshape(rows, high, columns, wide).any(axis=(1, 3))
    reach = np.kron(mcus, np.ones((high, wide), bool))[: lying.shape[0], : lying.shape[1]].astype(bool)
    grown = np.pad(reach, 1)
    near = np.any([grown[y : y + reach.shape[0], x : x + reach.shape[1]] for y in range(3) for x in range(3)], axis=0)
    differs = stored((after.image.pixels != before.image.pixels).any(axis=2), before.orientation)
    old, new = read_coefficients(old_file), read_coefficients(new_file)
    assert old is not None
    assert new is not None
    wrong = 0
    for a, b, part in zip(old.blocks, new.blocks, old_file.components, strict=True):
        blocks = mcus.repeat(part.v, axis=0).repeat(part.h, axis=1)[: a.shape[0], : a.shape[1]]
        wrong += int((a[~blocks] != b[~blocks]).sum())
    return int((differs & ~near).sum()), wrong


if __name__ == "__main__":
    main()
