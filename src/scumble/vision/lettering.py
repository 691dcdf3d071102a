"""Text in a picture (OCR): lines with their four corners, what they say and how sure that is.

    read_lettering(image, models, cancel=cancel)  ->  (Line(text="STOP", score=0.99, quad=...), ...)

Where text is, is looked for in a copy of about DETECTION pixels; the letters are read from the full-size picture.
`look_closer` reads a part again, larger: for small print. `read_quad` reads a place that is known.
"""

from dataclasses import dataclass, field

import numpy as np

from scumble.core.image import Image, Pixels
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.letter_boxes import TextBox, find_text
from scumble.vision.letter_lines import Reading, read_line
from scumble.vision.models import Models
from scumble.vision.quads import Quad, extent, rectified, upside_down

DETECTION = 750_000
"""Pixels of the copy in which text is looked for: about 0.8 s of one core."""
ENLARGED = 2.0
"""A small picture is looked at at most this many times larger."""
READABLE = {1: 0.9, 2: 0.8}
READABLE_LONG = 0.55
"""Least mean certainty of a line's letters, by their number: what texture reads as by chance is mostly one letter."""
CERTAIN = 0.9
"""Below this a line is also read from its other end, and the surer reading counts."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """A line of text.

    quad: float32 (4, 2), x and y of its corners in the picture's pixels: top left, top right, bottom right, bottom left
    of the text as it is read. text: what it says. score: 0..1, mean certainty of its letters. seen: 0..1, how sure the
    detector is that there is text.
    """

    quad: Quad = field(repr=False)
    text: str
    score: float
    seen: float

    @property
    def length(self) -> float:
        """Pixels along the line."""
        return extent(self.quad)[0]

    @property
    def height(self) -> float:
        """Pixels across the line: a little more than its tallest letter."""
        return extent(self.quad)[1]


def read_lettering(image: Image, models: Models, *, cancel: CancelToken) -> tuple[Line, ...]:
    """Every line of text that can be read, from top to bottom. Raises Cancelled, Misconfigured without the weights."""
    rgb = image.over_white().rgb
    return _read(rgb, models, _scale(rgb), cancel)


def look_closer(image: Image, box: Box, models: Models, *, cancel: CancelToken) -> tuple[Line, ...]:
    """The lines in a part of the picture, looked at as large as `read_lettering` looks at the whole. Raises as it."""
    part = np.ascontiguousarray(image.over_white().rgb[box.y0 : box.y1, box.x0 : box.x1])
    shift = np.array([box.x0, box.y0], np.float32)
    found = _read(part, models, _scale(part), cancel)
    return tuple(Line(quad=f.quad + shift, text=f.text, score=f.score, seen=f.seen) for f in found)


def read_quad(image: Image, quad: Quad, models: Models) -> Reading:
    """What stands in a quad (see `quads`) of the picture: for reading back what was written there."""
    return read_line(rectified(image.over_white().rgb, quad), models)


def _scale(rgb: Pixels) -> float:
    """How much larger (below 1: smaller) than it is a picture is looked at."""
    return float(min(ENLARGED, (DETECTION / (rgb.shape[0] * rgb.shape[1])) ** 0.5))


def _read(rgb: Pixels, models: Models, scale: float, cancel: CancelToken) -> tuple[Line, ...]:
    lines: list[Line] = []
    for box in find_text(rgb, models, scale):
        cancel.check()
        line = _line(rgb, box, models)
        if line.text and line.score >= READABLE.get(len(line.text), READABLE_LONG):
            lines.append(line)
    return tuple(sorted(lines, key=lambda line: (float(line.quad[0, 1]), float(line.quad[0, 0]))))


def _line(rgb: Pixels, box: TextBox, models: Models) -> Line:
    """A line read from the end that gives the surer reading."""
    quad, said = box.quad, read_line(rectified(rgb, box.quad), models)
    if said.score < CERTAIN:
        turned = read_line(rectified(rgb, upside_down(quad)), models)
        # Noise reads as anything either way round: only a clearly better reading turns a line.
        if turned.text and turned.score > said.score + 0.1:
            quad, said = upside_down(quad), turned
    return Line(quad=quad, text=said.text, score=said.score, seen=box.score)
