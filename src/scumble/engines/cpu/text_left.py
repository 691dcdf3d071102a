"""What is left of old letters, or was torn from things beside them, where the letters were taken away."""

from collections.abc import Sequence

import numpy as np

from scumble.core.outcome import Verdict
from scumble.engines.cpu.text_part import Part, within
from scumble.vision.lettering import Line

GUARD = "lettering_ground"
LIMIT = 0.01
"""Share of the strokes' area that may have the old ink's colour still."""
AS_INK, AS_GROUND = 0.5, 0.35
"""Share of the way from ground to ink from which a pixel has the ink's colour, and up to which the ground's."""
LEAST = 12.0
"""Grey levels between ink and ground below which nothing is told."""
AMID = 0.25
"""Heights of the letters from the rims of their line where the ground between them is their own, not another line's."""
FEWEST = 30
"""Pixels of ground between the letters that tell how much of it has the ink's colour by itself."""
REACH = 0.2
"""Heights of the letters above and below them that are looked at."""


def verdict(part: Part, lines: Sequence[Line]) -> Verdict:
    """Whether the ground, without its letters, shows their colour; passed when within the limit."""
    left = max((left_of(part, line) for line in lines), default=0.0)
    sentence = (
        "Nothing is left of the old letters."
        if left <= LIMIT
        else f"The ground under the old letters is not clean: {left:.1%} of their area still has their colour. Look at "
        "it closely; a generative engine (such as gpt-image or FLUX Fill) would do better."
    )
    return Verdict(guard=GUARD, passed=left <= LIMIT, value=left, limit=LIMIT, sentence=sentence)


def left_of(part: Part, line: Line) -> float:
    """0..1: share of a line's strokes that has the ink's colour still, or has it now where there was ground.

    On ground that has this colour in places, less their share.
    """
    near = within(part.ink.shape, line, part.box, REACH * line.height)
    inner = within(part.ink.shape, line, part.box, 0.0)
    hole = part.ink & near
    if not (hole & inner).any():
        return 0.0
    ground = np.median(part.clean[hole & inner], axis=0).astype(np.float32)
    apart = np.linalg.norm(part.rgb - ground, axis=2)
    core = hole & inner & (apart >= np.quantile(apart[hole & inner], 0.8))
    direction = np.median(part.rgb[core], axis=0).astype(np.float32) - ground
    size = float(direction @ direction)
    if size < 3 * LEAST**2:
        return 0.0
    before, now = ((pixels - ground) @ direction / size for pixels in (part.rgb, part.clean))
    stays = inner & (before > AS_INK) & (now > AS_INK)
    came = (before < AS_GROUND) & (now > AS_INK)
    between = within(part.ink.shape, line, part.box, -AMID * line.height) & ~part.ink
    own = float((before[between] > AS_INK).mean()) if int(between.sum()) >= FEWEST else 0.0
    return max(0.0, float((stays | came)[hole].mean()) - own)
