"""Cut-out quality on composites with a known alpha: the product beside the bare network and rembg.

    python -m bench.composites.run --photos DIR [--only TEXT] [--sheet DIR] [--held-out] [--as-is]

DIR holds the photos the backgrounds and the photographed animal are from; they are not part of the project. The tables
are printed and written to bench/results/composites.md (not with --only, which runs the composites whose name contains
TEXT). Composites and rembg's answers are kept in build/bench/composites, by the digest of what draws them. The held-out
third is counted but not shown by name; --held-out shows it.
"""

import argparse
import hashlib
import time
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.composites import baselines
from bench.composites.baselines import MATTING, REMBG
from bench.composites.measures import Errors, measure
from bench.composites.report import BARE, OURS, Row, report
from bench.composites.scenes import Scene, make, scenes
from scumble.core.image import Image, Pixels
from scumble.core.work import CancelToken
from scumble.vision.models import Models
from scumble.vision.subject import find_subject

ROOT = Path(__file__).resolve().parents[2]
RESULT = ROOT / "bench" / "results" / "composites.md"
CACHE = ROOT / "build" / "bench" / "composites"
DRAWN_BY = [
    Path(__file__).with_name(f"{name}.py")
    for name in ("animals", "backgrounds", "canvas", "heads", "plants", "scenes", "strands", "texture", "things")
]

Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True)
class Prepared:
    """A composite on disk. picture: its JPEG; the truth lies beside it."""

    scene: Scene
    picture: Path
    alpha: Floats


def prepare(photos: Path, only: str, as_is: bool = False) -> list[Prepared]:
    """The composites on disk, and rembg's answers to them beside (as_is: those that are there already)."""
    out: list[Prepared] = []
    CACHE.mkdir(parents=True, exist_ok=True)
    source = b"".join(path.read_bytes() for path in DRAWN_BY)
    for scene in scenes():
        if only and only not in scene.name:
            continue
        digest = hashlib.sha256(source + scene.name.encode()).hexdigest()[:12]
        picture = CACHE / f"{scene.name}-{digest}.jpg"
        truth = picture.with_suffix(".alpha.png")
        if not picture.exists():
            composite = make(scene, photos)
            cv2.imwrite(str(truth), np.rint(composite.alpha * 255).astype(np.uint8))
            picture.write_bytes(composite.jpeg)
        alpha = np.asarray(cv2.imread(str(truth), cv2.IMREAD_GRAYSCALE), np.float32) / np.float32(255.0)
        out.append(Prepared(scene=scene, picture=picture, alpha=alpha))
    if not as_is:
        baselines.rembg(CACHE)
    return out


def opened(picture: Path) -> Pixels:
    """uint8 (H, W, 4)."""
    bgr = cv2.imread(str(picture))
    assert bgr is not None
    return np.ascontiguousarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGBA)).astype(np.uint8, copy=False)


def score(prepared: Prepared, models: Models) -> tuple[Row, dict[str, Floats]]:
    """Errors of all, and their mattes."""
    pixels = opened(prepared.picture)
    start = time.process_time()
    subject = find_subject(Image(pixels=pixels), models, cancel=CancelToken())
    seconds = time.process_time() - start
    mattes = {OURS: subject.alpha, BARE: baselines.bare(pixels[:, :, :3], models)}
    mattes |= baselines.answers(prepared.picture, (REMBG, MATTING))
    errors: dict[str, Errors] = {name: measure(matte, prepared.alpha) for name, matte in mattes.items()}
    row = Row(
        name=prepared.scene.name,
        subject=prepared.scene.subject.name,
        kind=prepared.scene.kind,
        held_out=prepared.scene.held_out,
        edges=subject.edges,
        confidence=subject.confidence,
        seconds=seconds,
        errors=errors,
    )
    return row, mattes


def draw(prepared: Prepared, mattes: dict[str, Floats], folder: Path) -> None:
    """The picture, the truth, and ours beside the bare network's, at full size."""
    folder.mkdir(parents=True, exist_ok=True)
    grey = [np.rint(m * 255).astype(np.uint8) for m in (prepared.alpha, mattes[OURS], mattes[BARE])]
    cells = [opened(prepared.picture)[:, :, 2::-1], *(np.dstack([g] * 3) for g in grey)]
    cv2.imwrite(str(folder / f"{prepared.scene.name}.png"), np.hstack(cells))


def run(
    photos: Path, only: str = "", sheet: Path | None = None, held_out: bool = False, as_is: bool = False
) -> list[Row]:
    """All rows, in the scenes' order."""
    cv2.setNumThreads(1)
    models = Models()
    models.warm(CancelToken())
    rows: list[Row] = []
    for prepared in prepare(photos, only, as_is):
        row, mattes = score(prepared, models)
        rows.append(row)
        if held_out or not row.held_out:
            print(row.line(), flush=True)
            if sheet is not None:
                draw(prepared, mattes, sheet)
    return rows


def main() -> None:
    """Runs the comparison and writes the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--held-out", action="store_true")
    parser.add_argument("--as-is", action="store_true", help="do not run rembg, take the answers that are there")
    arguments = parser.parse_args()
    rows = run(arguments.photos, arguments.only, arguments.sheet, arguments.held_out, arguments.as_is)
    text = report(rows)
    print(text)
    if not arguments.only:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
