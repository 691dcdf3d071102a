"""Masks as providers understand them: a region drawn by each one's convention, in the one place where that is known."""

from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.png_writer import write_png

Style = Literal["alpha", "white", "black", "none"]
"""alpha: transparent = edit (OpenAI); white, black: that colour = edit, in one channel; none: it takes no mask."""


def mask_png(weights: NDArray[np.float32], style: Style, *, soft: bool = False) -> bytes | None:
    """The PNG of a region's weights (H, W); None for a provider that takes no mask.

    soft: the weights as they are, in 256 steps; else all that may change at all is edited. Of an 'alpha' mask the
    colours say the same (white = edit), for servers that look at those.
    """
    if style == "none":
        return None
    edit = np.rint(weights * 255).astype(np.uint8) if soft else (weights > 0).astype(np.uint8) * np.uint8(255)
    if style == "alpha":
        return write_png(np.asarray(cv2.merge([edit, edit, edit, 255 - edit]), np.uint8))
    return write_png((edit if style == "white" else 255 - edit)[:, :, None])
