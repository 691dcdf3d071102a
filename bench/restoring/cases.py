"""Known degradations of photos: noise added, blur applied, made smaller, or the outermost band cut off."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]

LONGEST = 768
"""Pixels of the longer side the photos are brought to."""
NOISE = (5.0, 10.0, 20.0)
"""Standard deviations of the noise in levels; in the shade a half more, as in photos."""
BLUR = ((0.8, 1.0), (1.2, 1.5), (2.0, 2.0))
"""(standard deviation of the blur in pixels, of the noise that comes on top)."""
TIMES = (2, 3)
BAND = 0.15
"""Share of the width that is cut off and has to be made up."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """kind: 'denoise', 'deblur', 'enlarge' or 'extend'. level: for the table. given, truth: uint8 (H, W, 3)."""

    kind: str
    photo: str
    level: str
    given: Bytes
    truth: Bytes


def photos(folder: Path | None) -> Iterator[tuple[str, Bytes]]:
    """(name, picture) of each photo of a folder, or of those that scikit-image ships."""
    if folder is None:
        import skimage

        data = Path(skimage.__file__).parent / "data"
        paths = [data / n for n in ("astronaut.png", "chelsea.png", "coffee.png", "rocket.jpg")]
        paths = [p for p in paths if p.is_file()]
    else:
        paths = sorted(folder.glob("kodak_*.png"))
    for path in paths:
        read = cv2.imread(str(path))
        if read is None:
            continue
        rgb = cast(Bytes, cv2.cvtColor(read, cv2.COLOR_BGR2RGB))
        rgb = rgb[8:-8, 8:-8]
        scale = min(1.0, LONGEST / max(rgb.shape[:2]))
        size = (round(rgb.shape[1] * scale) // 6 * 6, round(rgb.shape[0] * scale) // 6 * 6)
        yield path.stem, cast(Bytes, cv2.resize(rgb, size, interpolation=cv2.INTER_AREA))


def cases(name: str, truth: Bytes, kinds: tuple[str, ...]) -> Iterator[Case]:
    """Every degradation of one photo, the same each time."""
    rng = np.random.default_rng(7)
    if "denoise" in kinds:
        for spread in NOISE:
            shade = 1.25 - 0.5 * truth.astype(np.float32) / 255
            noisy = _bytes(truth + rng.normal(0, 1, truth.shape) * spread * shade)
            yield Case(kind="denoise", photo=name, level=f"noise {spread:g}", given=noisy, truth=truth)
    if "deblur" in kinds:
        for sigma, spread in BLUR:
            soft = cv2.GaussianBlur(truth.astype(np.float32), (0, 0), sigma) + rng.normal(0, spread, truth.shape)
            yield Case(kind="deblur", photo=name, level=f"blur {sigma:g} px", given=_bytes(soft), truth=truth)
    if "enlarge" in kinds:
        for times in TIMES:
            size = (truth.shape[1] // times, truth.shape[0] // times)
            small = cast(Bytes, cv2.resize(truth, size, interpolation=cv2.INTER_AREA))
            yield Case(kind="enlarge", photo=name, level=f"{times} times", given=small, truth=truth)
    if "extend" in kinds:
        count = round(truth.shape[1] * BAND)
        for side, turned in (("right", truth), ("left", truth[:, ::-1])):
            kept = np.ascontiguousarray(turned[:, : truth.shape[1] - count])
            yield Case(kind="extend", photo=name, level=side, given=kept, truth=np.ascontiguousarray(turned))


def _bytes(values: NDArray[np.generic]) -> Bytes:
    """Rounded to 0..255."""
    return np.clip(np.rint(np.asarray(values, np.float64)), 0, 255).astype(np.uint8)
