"""Drawn or photographed: graphics, posters, comics, line and hatched drawings told from photos by their gradients.

In a photo most of what is neither quite even nor an edge is a soft gradient: light falling off, defocus, grain. A
graphic is even with hard edges, a hatched drawing is nearly all hard edges that run along. A painting with soft
strokes has the gradients of a photo: by these numbers it is one.
"""

from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels

Floats = NDArray[np.float32]

SIDE: Final = 512
"""Longer side at which the gradients are looked at, pixels."""
EVEN, HARD = 0.15, 2.0
"""Steps of lightness (0..100) a pixel below which a place is even, and from which it is an edge."""
LEAST_SOFT: Final = 0.46
"""Share of soft gradients in what is no edge: 48 photos have 0.52 or more, graphics, posters and pen drawings 0.01 to
0.42, of `bench.gallery`'s styles."""
HATCHED, RUNS = 0.75, 0.6
"""Share of edges, and how far they run along (coherence of the structure tensor), from which a picture is hatched:
engravings have 0.82 and 0.67 or more; grass and gravel have as many edges, but they run nowhere (0.42)."""
DOTTED: Final = 0.95
"""Share of edges that no photo has: halftone dots."""
TENSOR: Final = 3.0
"""Pixels over which gradients are gathered."""


def is_drawn(rgb: Pixels) -> bool:
    """Whether uint8 (H, W, 3) is a graphic or a drawing with hard lines; False for photos and soft paintings."""
    height, width = rgb.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(2, round(width * scale)), max(2, round(height * scale))
    small = rgb if scale == 1.0 else np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    lab = cast(Floats, cv2.cvtColor(small.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))
    x, y = (cast(Floats, cv2.Sobel(lab[:, :, 0], cv2.CV_32F, dx, dy, scale=1 / 8)) for dx, dy in ((1, 0), (0, 1)))
    steep = np.hypot(x, y)
    even, hard = float((steep < EVEN).mean()), float((steep >= HARD).mean())
    if hard >= DOTTED or 1.0 - even - hard < LEAST_SOFT * (1.0 - hard):
        return True
    return hard >= HATCHED and _runs(x, y) >= RUNS


def _runs(x: Floats, y: Floats) -> float:
    """Mean coherence of the gradients, 0..1."""
    xx, xy, yy = (cast(Floats, cv2.GaussianBlur(p, (0, 0), TENSOR)) for p in (x * x, x * y, y * y))
    return float((np.sqrt((xx - yy) ** 2 + 4 * xy * xy) / (xx + yy + 1e-3)).mean())
