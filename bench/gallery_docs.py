"""docs/gallery.md: small versions of chosen gallery pictures, good and failing ones, before and after side by side.

    python -m bench.gallery_docs --photos DIR --gallery gallery

Which pictures, and what is to be said of each, stands in `bench/gallery_docs.json`; the instruction comes from the
gallery's own rows, so that no caption says another one than was given.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.gallery import ROWS, name_of

ROOT = Path(__file__).resolve().parent.parent
CHOSEN = Path(__file__).with_name("gallery_docs.json")
PAGE, FOLDER = ROOT / "docs" / "gallery.md", ROOT / "docs" / "gallery"
HEIGHT, WIDEST, GAP = 300, 420, 6
"""Pixels of each half: its height, and its width at most; and of the gap between them."""
QUALITY = 82

Row = dict[str, Any]
Bytes = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """A picture of the gallery (`photo.name`), whether a shop would publish it, and a sentence."""

    name: str
    good: bool
    says: str


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--gallery", type=Path, required=True)
    args = parser.parse_args()
    FOLDER.mkdir(exist_ok=True)
    rows = rows_by_name()
    chosen = [Chosen(**c) for c in json.loads(CHOSEN.read_text(encoding="utf-8"))]
    for old in FOLDER.glob("*.jpg"):
        old.unlink()
    for c in chosen:
        photo = next(args.photos.glob(f"{rows[c.name]['photo']}.*"))
        pair = beside(cv2.imread(str(photo)), cv2.imread(str(args.gallery / f"{c.name}.png"), cv2.IMREAD_UNCHANGED))
        cv2.imwrite(str(FOLDER / f"{c.name}.jpg"), pair, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    PAGE.write_text(page(chosen, rows), encoding="utf-8")


def rows_by_name() -> dict[str, Row]:
    """Every row of the gallery by the name of its picture."""
    found: dict[str, Row] = {}
    for path in sorted(ROWS.glob("*.json")):
        rows: list[Row] = json.loads(path.read_text(encoding="utf-8"))
        found |= {name_of(r): r for r in rows}
    return found


def page(chosen: Sequence[Chosen], rows: dict[str, Row]) -> str:
    """The page in Markdown."""
    lines = [
        "# Gallery",
        "",
        "<!-- Made by `python -m bench.gallery_docs`; a test compares it with the rows. -->",
        "",
        "What the embedded engine makes of photos, on a plain CPU: left before, right after; small versions, nothing",
        "retouched. First what a shop would publish, then what it would not, and why. Photos: DreamBooth dataset",
        "(CC BY 4.0), Kodak Lossless True Color Image Suite, examples of rembg (MIT), U-2-Net and Inpaint-Anything",
        "(Apache-2.0), pymatting (MIT).",
        "",
    ]
    for good, title in ((True, "Publishable"), (False, "Not good enough")):
        lines += [f"## {title}", ""]
        for c in chosen:
            if c.good is good:
                words = rows[c.name]["words"]
                lines += [f"**{words}** {c.says}".rstrip(), "", f"![{words}](gallery/{c.name}.jpg)", ""]
    return "\n".join(lines).rstrip() + "\n"


def beside(before: Bytes | None, after: Bytes | None) -> Bytes:
    """BGR, before and after at the same height. Raises SystemExit when one is missing."""
    if before is None or after is None:
        raise SystemExit("a photo or its edited picture is missing: run the gallery first")
    halves = [_half(before), _half(after)]
    gap = np.full((max(h.shape[0] for h in halves), GAP, 3), 255, np.uint8)
    tall = [np.pad(h, ((0, gap.shape[0] - h.shape[0]), (0, 0), (0, 0)), constant_values=255) for h in halves]
    return np.hstack([tall[0], gap, tall[1]])


def _half(pixels: Bytes) -> Bytes:
    """BGR at most HEIGHT high and WIDEST wide; transparency over a checkerboard."""
    scale = min(HEIGHT / pixels.shape[0], WIDEST / pixels.shape[1], 1.0)
    size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
    small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
    if small.shape[2] == 3:
        return small.astype(np.uint8)
    alpha = small[:, :, 3:] / 255
    squares = np.where((np.indices(small.shape[:2]) // 8).sum(0) % 2, 205, 245).astype(np.float32)[:, :, None]
    return (small[:, :, :3] * alpha + squares * (1 - alpha)).astype(np.uint8)


if __name__ == "__main__":
    main()
