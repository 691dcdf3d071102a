"""The geometry guard on photos: a hostile provider draws everything anew, and the rim of the edit is measured.

    python -m bench.geometry --photos DIR [--look DIR]

On every photo three regions (a box, an ellipse, the subject), each drawn anew by a provider with three sets of habits
(`tests/hostile.py`): zoom, shift, a cast, noise of sigma 4, something new in the middle of it. Measured: pixels
changed outside; the colour difference (CIEDE2000) to the photo of the pixels just inside the rim, where nothing new was
drawn; and how far what the report says of shift, zoom and cast is from what was done. --look: the rims, as pictures.
"""

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.gallery import Photos
from scumble.app import build, limits_of
from scumble.codec.encode import encode
from scumble.config import load_settings
from scumble.core.errors import ScumbleError
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits import compose
from scumble.guards.geometry import fit
from scumble.regions.select import select
from scumble.vision.colour_difference import delta_e, to_lab
from scumble.vision.models import Models
from tests.hostile import Habits, core_of, redrawn

RESULT = Path(__file__).parent / "results" / "geometry.md"
MATTES = ("_alpha", "_trimap", "_foreground")
"""Names of pictures that are no photos."""
RIM, BESIDE = 3.0, 14.0
"""Pixels from the rim: of what is measured as it is, and, smoothed, of what lies behind it."""

Mask = NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True)
class Row:
    """One candidate. Colour differences to the photo, medians: raw as the provider drew it, laid when laid back,
    rim as it is pasted (and its 95th percentile), beside as pasted, both smoothed, behind the rim."""

    photo: str
    region: str
    habits: str
    changed: int
    raw: float
    laid: float
    rim: float
    worst: float
    beside: float
    shift: float
    zoom: float
    cast: float
    sure: float
    seconds: float


def habits_for(width: int) -> dict[str, Habits]:
    """What the provider does: as most do, as far as is undone, and unevenly."""
    far = 0.04 * width
    return {
        "3 %, 7 px, warm": Habits(),
        "-7 %, 4 % of the width, cool": Habits(
            zoom=(0.93, 0.93), shift=(-far, far / 2), gain=(0.94, 1.0, 1.06), offset=(0.0, -2.0, 4.0)
        ),
        "+2 % / -1 %, dark": Habits(
            zoom=(1.02, 0.99), shift=(-3.4, 5.2), gain=(0.93, 0.93, 0.93), offset=(-2.0, -2.0, -2.0)
        ),
    }


def regions_of(image: Image, models: Models) -> Iterator[tuple[str, Mask]]:
    """A box, an ellipse, and the subject where there is one."""
    height, width = image.alpha.shape
    box = np.zeros((height, width), bool)
    box[round(0.2 * height) : round(0.55 * height), round(0.12 * width) : round(0.5 * width)] = True
    yield "box", box
    ellipse = np.zeros((height, width), np.uint8)
    cv2.ellipse(ellipse, (int(0.6 * width), int(0.6 * height)), (width // 6, height // 5), 20, 0, 360, 1, -1)
    yield "ellipse", ellipse > 0
    try:
        subject = select(Target(kind="subject"), image, models, None, cancel=CancelToken()).region
    except ScumbleError:
        return
    yield "subject", np.ascontiguousarray(subject.weights > 0.5)


def measured(photo: str, kind: str, image: Image, inside: Mask, name: str, habits: Habits) -> tuple[Row, Image, Image]:
    """The numbers, what the provider drew, and the picture with its edit."""
    candidate = redrawn(image, core_of(inside), habits)
    region = Region.of_mask(inside)
    start = time.process_time()
    fitted = fit(candidate, image, region, CancelToken())
    seconds = time.process_time() - start
    pasted = compose.paste(compose.begin(image), Candidate(image=fitted.image), fitted.region, CancelToken()).image
    depth = cv2.distanceTransform(np.pad(inside, 1).astype(np.uint8), cv2.DIST_L2, 5)[1:-1, 1:-1]
    quiet = inside & ~core_of(inside)
    rim, beside = quiet & (depth <= RIM), quiet & (depth > RIM) & (depth <= BESIDE)
    lab = to_lab(image.rgb)
    at_rim = delta_e(to_lab(pasted.rgb)[rim], lab[rim])
    smooth = [to_lab(cv2.GaussianBlur(p.rgb, (0, 0), 2.0)) for p in (pasted, image)]
    told = fitted.registration
    still = replace(habits, zoom=(1.0, 1.0), shift=(0.0, 0.0), noise=0.0)
    cast = redrawn(image, np.zeros_like(inside), still)
    truth = float(np.median(delta_e(to_lab(cast.rgb)[~inside], lab[~inside])))
    row = Row(
        photo=photo,
        region=kind,
        habits=name,
        changed=int(((pasted.pixels != image.pixels).any(axis=2) & ~inside).sum()),
        raw=float(np.median(delta_e(to_lab(candidate.rgb)[rim], lab[rim]))),
        laid=float(np.median(delta_e(to_lab(fitted.image.rgb)[rim], lab[rim]))),
        rim=float(np.median(at_rim)),
        worst=float(np.percentile(at_rim, 95)),
        beside=float(np.median(delta_e(*smooth)[beside])) if beside.any() else 0.0,
        shift=max(abs(told.shift_x - habits.shift[0]), abs(told.shift_y - habits.shift[1])),
        zoom=100 * max(abs(told.zoom_x - habits.zoom[0]), abs(told.zoom_y - habits.zoom[1])),
        cast=abs(fitted.cast.delta - truth),
        sure=next(v.value for v in fitted.verdicts if v.guard == "geometry"),
        seconds=seconds,
    )
    return row, candidate, pasted


def rims(image: Image, drawn: Image, pasted: Image, inside: Mask, side: int = 300) -> Image:
    """Cut-outs at full size around the rim: the photo, what was drawn, the result."""
    rows, columns = np.nonzero(inside)
    at = int(np.argmin(columns))
    y, x = (
        int(np.clip(v - side // 2, 0, max(0, n - side)))
        for v, n in zip((rows[at], columns[at]), inside.shape, strict=True)
    )
    return Image(pixels=np.hstack([p.pixels[y : y + side, x : x + side] for p in (image, drawn, pasted)]))


def table(rows: list[Row]) -> str:
    """The page."""
    lines = [
        "# Geometry: pictures that were drawn anew, laid back\n",
        f"{len({r.photo for r in rows})} photos, {len(rows)} candidates of a hostile provider. Rim: pixels up to 3 px "
        "inside the region's edge, where nothing new was drawn, against the photo (CIEDE2000). "
        "`python -m bench.geometry`\n",
        f"- pixels changed outside: **{sum(r.changed for r in rows)}**",
        f"- rim, median: raw {np.median([r.raw for r in rows]):.1f}, "
        f"laid back {np.median([r.laid for r in rows]):.2f}, as pasted **{np.median([r.rim for r in rows]):.2f}**; "
        f"the worst candidate {max(r.rim for r in rows):.2f}, above 2: {sum(r.rim > 2 for r in rows)} of {len(rows)}",
        f"- 3 to 14 px behind the rim, both smoothed: median {np.median([r.beside for r in rows]):.2f}, worst "
        f"{max(r.beside for r in rows):.2f}",
        f"- shift told wrong by {np.median([r.shift for r in rows]):.3f} px (median), at most "
        f"{max(r.shift for r in rows):.2f}; zoom by {np.median([r.zoom for r in rows]):.3f} %, at most "
        f"{max(r.zoom for r in rows):.3f}; cast by Delta E {np.median([r.cast for r in rows]):.2f}, at most "
        f"{max(r.cast for r in rows):.2f}",
        f"- outside +-1 px or +-0.3 %: {sum(r.shift > 1 or r.zoom > 0.3 for r in rows)}; of these called sure: "
        f"{sum((r.shift > 1 or r.zoom > 0.3) and r.sure >= 0.5 for r in rows)}",
        f"- processor seconds: median {np.median([r.seconds for r in rows]):.2f}, most "
        f"{max(r.seconds for r in rows):.2f}\n",
        "The worst of each photo:\n",
        "| photo | candidates | raw | rim | rim, 95 % | behind | shift px | zoom % | cast | least sure |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for photo in dict.fromkeys(r.photo for r in rows):
        own = [r for r in rows if r.photo == photo]
        lines.append(
            f"| {photo} | {len(own)} | {max(r.raw for r in own):.1f} | {max(r.rim for r in own):.2f} | "
            f"{max(r.worst for r in own):.2f} | {max(r.beside for r in own):.2f} | {max(r.shift for r in own):.2f} | "
            f"{max(r.zoom for r in own):.3f} | {max(r.cast for r in own):.2f} | {min(r.sure for r in own):.2f} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measures all photos and writes the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--look", type=Path)
    arguments = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        pictures, models = Photos(arguments.photos, limits_of(app.settings)), app.editor.edits.models
        for photo in pictures:
            if photo.endswith(MATTES):
                continue
            image = pictures[photo].image
            for kind, inside in regions_of(image, models):
                for name, habits in habits_for(image.width).items():
                    row, drawn, pasted = measured(photo, kind, image, inside, name, habits)
                    rows.append(row)
                    print(row, flush=True)
                    if arguments.look and habits == Habits():
                        arguments.look.mkdir(parents=True, exist_ok=True)
                        seen = encode(rims(image, drawn, pasted, inside), format="png", compression=None)
                        (arguments.look / f"{photo}_{kind}.png").write_bytes(seen)
        app.close()
    RESULT.write_text(table(rows))


if __name__ == "__main__":
    main()
