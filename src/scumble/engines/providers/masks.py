"""Masks as providers understand them: a region drawn by each one's convention, in the one place where that is known."""

from typing import Any, Final, Literal, cast

import cv2
import numpy as np
from numpy.typing import NDArray

Style = Literal["alpha", "white", "black", "none"]
"""alpha: transparent = edit (OpenAI); white, black: that colour = edit, in one channel; none: it takes no mask."""
_LEVEL: Final = 1


def mask_png(weights: NDArray[np.float32], style: Style, *, soft: bool = False) -> bytes | None:
    """The PNG of a region's weights (H, W); None for a provider that takes no mask.

    soft: the weights as they are, in 256 steps; else all that may change at all is edited. Of an 'alpha' mask the
    colours say the same (white = edit), for servers that look at those.
    """
    if style == "none":
        return None
    edit = np.rint(weights * 255).astype(np.uint8) if soft else np.where(weights > 0, 255, 0).astype(np.uint8)
    if style == "alpha":
        picture = cv2.merge([edit, edit, edit, 255 - edit])
    else:
        picture = edit if style == "white" else 255 - edit
    done, data = cv2.imencode(".png", picture, (cv2.IMWRITE_PNG_COMPRESSION, _LEVEL))
    if not done:
        raise ValueError("the mask cannot be written")
    return cast(Any, data).tobytes()
