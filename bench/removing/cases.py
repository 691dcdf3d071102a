"""The holes: seeded shapes on photos, the same ones every time; the truth is the photo itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.removing.shapes import KINDS, THIN

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

COUNTS = {"wire": 25, "strokes": 25, "letters": 25, "blob": 65, "object": 60}
SEED = 2026
"""The published set; another seed gives a set to tune on."""
TEXTURED = 5.0
"""Grey levels: standard deviation of the fine structure around a hole from which its surroundings count as texture."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Case:
    """One hole. rgb: uint8 (H, W, 3), the truth; mask: bool (H, W), True = to fill."""

    name: str
    kind: str
    photo: str
    rgb: Bytes
    mask: Mask

    @property
    def textured(self) -> bool:
        """True when what lies right around the hole has texture."""
        grey = cv2.cvtColor(self.rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)
        fine = grey - cv2.GaussianBlur(grey, (0, 0), 3)
        around = cv2.dilate(self.mask.astype(np.uint8), np.ones((31, 31), np.uint8)).astype(bool) & ~self.mask
        return float(fine[around].std()) >= TEXTURED

    @property
    def group(self) -> str:
        """How the report counts it: the kind, blobs and objects by what surrounds them."""
        if self.kind in THIN:
            return self.kind
        return f"{self.kind}, {'textured' if self.textured else 'smooth'}"


def cases(folder: Path, *, count: int | None = None, only: str = "", seed: int = SEED) -> Iterator[Case]:
    """The first `count` holes whose name contains `only`; any first part is a fair sample of the whole."""
    photos = sorted(folder.glob("kodak_*.png"))
    if not photos:
        raise SystemExit(f"no kodak_*.png in {folder}")
    order = np.random.default_rng(seed)
    kinds = [kind for kind, number in COUNTS.items() for _ in range(number)]
    order.shuffle(kinds)
    files = [photos[i % len(photos)] for i in range(len(kinds))]
    order.shuffle(files)
    given = 0
    for i, (kind, file) in enumerate(zip(kinds, files, strict=True)):
        name = f"{i:03d}_{kind}_{file.stem}"
        if only not in name:
            continue
        rgb = cv2.cvtColor(cv2.imread(str(file)), cv2.COLOR_BGR2RGB)
        mask = KINDS[kind](rgb.shape[0], rgb.shape[1], np.random.default_rng([seed, i]))
        yield Case(name=name, kind=kind, photo=file.stem, rgb=rgb, mask=mask)
        given += 1
        if count is not None and given == count:
            return
