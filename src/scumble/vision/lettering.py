"""Text in a picture (OCR): lines with their four corners, what they say and how sure that is.

    read_lettering(image, models, cancel=cancel)  ->  (Line(text="STOP", score=0.99, quad=...), ...)

Where text is, is looked for in a copy of about DETECTION pixels; the letters are read from the full-size picture.
`look_closer` reads a part again, larger: for small print; `look_along` reads what runs up or down the side of a round
thing. `read_quad` reads a place that is known.
"""

from dataclasses import dataclass, field, replace

import cv2
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
OVERVIEW = 0.55
"""Scale of a second, smaller copy, which shows lines of large or handwritten letters whole."""
ENLARGED = 2.0
"""A small picture is looked at at most this many times larger."""
READABLE = {1: 0.9, 2: 0.8}
READABLE_LONG = 0.55
"""Least mean certainty of a line's letters, by their number: what texture reads as by chance is mostly one letter."""
QUARTER = 0.58
"""Share of the picture's sides that a quarter has."""
NOTE = 0.15
"""Share of another line's area up to which a line in its quad is a line of its own: a seal beside a character."""
CERTAIN = 0.9
"""Below this a line is also read from its other end, and the surer reading counts."""
SPREAD, AFRESH = 2.0, 0.9
"""How much wider a side of a round thing is looked at than it is seen, so that letters seen aslant are as wide as they
were set; and the certainty from which such a line counts: spread textures are read more easily as letters."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Within:
    """The line that a part of a line was cut out of, and which of its letters the part is: start, stop."""

    line: "Line"
    start: int
    stop: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Line:
    """A line of text.

    quad: float32 (4, 2), x and y of its corners in the picture's pixels: top left, top right, bottom right, bottom left
    of the text as it is read. text: what it says. score: 0..1, mean certainty of its letters. seen: 0..1, how sure the
    detector is that there is text. places: one for each letter, where its middle stands along the line, 0..1. within:
    the whole line, of a part of one.
    """

    quad: Quad = field(repr=False)
    text: str
    score: float
    seen: float
    places: tuple[float, ...] = field(default=(), repr=False)
    within: Within | None = field(default=None, repr=False)

    def part(self, start: int, stop: int) -> "Line":
        """The line's letters from `start` up to, not including, `stop`, with the quad around them alone."""
        first = 0.0 if start <= 0 else (self.places[start - 1] + self.places[start]) / 2
        last = 1.0 if stop >= len(self.text) else (self.places[stop - 1] + self.places[stop]) / 2
        q = self.quad
        ends = [q[0] + (q[1] - q[0]) * first, q[0] + (q[1] - q[0]) * last]
        ends += [q[3] + (q[2] - q[3]) * last, q[3] + (q[2] - q[3]) * first]
        quad = np.stack(ends).astype(np.float32)
        whole = Within(line=self, start=start, stop=stop)
        return replace(self, quad=quad, text=self.text[start:stop], places=(), within=whole)

    @property
    def length(self) -> float:
        """Pixels along the line."""
        return extent(self.quad)[0]

    @property
    def height(self) -> float:
        """Pixels across the line: a little more than its tallest letter."""
        return extent(self.quad)[1]


def glance(image: Image, models: Models, *, within: Box | None = None, cancel: CancelToken) -> tuple[Line, ...]:
    """The lines of text that one look shows, without the overview. Raises as `read_lettering`.

    within: only a part of the picture is looked at, as large as in a look at the whole; that takes less time.
    """
    rgb = image.over_white().rgb
    if within is None:
        return _read(rgb, models, _scale(rgb), cancel)
    return _read_part(rgb, within, models, _scale(rgb), cancel)


def read_lettering(
    image: Image, models: Models, *, cancel: CancelToken, seen: tuple[Line, ...] | None = None
) -> tuple[Line, ...]:
    """Every line of text that can be read, from top to bottom. Raises Cancelled, Misconfigured without the weights.

    seen: what `glance` found, when it has looked already.
    """
    rgb = image.over_white().rgb
    scale = _scale(rgb)
    first = _read(rgb, models, scale, cancel) if seen is None else seen
    return joined(first, _read(rgb, models, OVERVIEW * scale, cancel))


def look_closer(image: Image, box: Box, models: Models, *, cancel: CancelToken) -> tuple[Line, ...]:
    """The lines in a part of the picture, looked at as large as `read_lettering` looks at the whole. Raises as it."""
    rgb = image.over_white().rgb
    return _read_part(rgb, box, models, _scale(rgb[box.y0 : box.y1, box.x0 : box.x1]), cancel)


def look_along(image: Image, box: Box, models: Models, *, cancel: CancelToken) -> tuple[Line, ...]:
    """The lines in a part of the picture that run up or down, narrow as they are seen on a round thing's side.

    The detector sees them only turned level and spread (a can's: not at all as they are). Raises as `read_lettering`.
    """
    part = image.over_white().rgb[box.y0 : box.y1, box.x0 : box.x1]
    size = (box.height, round(box.width * SPREAD))
    level = np.asarray(cv2.resize(np.rot90(part), size, interpolation=cv2.INTER_CUBIC), np.uint8)
    found: list[Line] = []
    for line in _read(level, models, _scale(level), cancel):
        along = np.abs(line.quad[1] - line.quad[0])
        if line.score >= AFRESH and len(line.text) > 1 and along[0] > along[1]:
            x, y = box.x1 - line.quad[:, 1] / SPREAD, box.y0 + line.quad[:, 0]
            found.append(replace(line, quad=np.stack([x, y], axis=1).astype(np.float32)))
    return tuple(found)


def read_quad(image: Image, quad: Quad, models: Models) -> Reading:
    """What stands in a quad (see `quads`) of the picture: for reading back what was written there."""
    return read_line(rectified(image.over_white().rgb, quad), models)


def quarters(width: int, height: int) -> tuple[Box, ...]:
    """The quarters of a picture, each a little larger so that a line between two is whole in one."""
    x, y = round(width * QUARTER), round(height * QUARTER)
    corners = ((0, 0), (width - x, 0), (0, height - y), (width - x, height - y))
    return tuple(Box(x0=x0, y0=y0, x1=x0 + x, y1=y0 + y) for x0, y0 in corners)


def joined(found: tuple[Line, ...], more: tuple[Line, ...]) -> tuple[Line, ...]:
    """Both, each place once: where two lines overlap the one that says more, the surer, stays."""
    kept = list(found)
    for line in sorted(more, key=lambda line: -_weight(line)):
        same = [k for k in kept if same_place(line, k)]
        if all(_weight(line) > _weight(k) for k in same):
            kept = [k for k in kept if k not in same] + [line]
    return tuple(sorted(kept, key=lambda line: (float(line.quad[0, 1]), float(line.quad[0, 0]))))


def same_place(a: Line, b: Line) -> bool:
    """True when half of the smaller line's quad lies in the other's, and it is no mere note beside large letters."""
    both = float(cv2.intersectConvexConvex(a.quad, b.quad)[0])
    small, large = sorted((a.length * a.height, b.length * b.height))
    return both > 0.5 * small and small > NOTE * large


def _weight(line: Line) -> float:
    return line.score * len(line.text) ** 0.5


def _scale(rgb: Pixels) -> float:
    """How much larger (below 1: smaller) than it is a picture is looked at."""
    return float(min(ENLARGED, (DETECTION / (rgb.shape[0] * rgb.shape[1])) ** 0.5))


def _read_part(rgb: Pixels, box: Box, models: Models, scale: float, cancel: CancelToken) -> tuple[Line, ...]:
    part = np.ascontiguousarray(rgb[box.y0 : box.y1, box.x0 : box.x1])
    shift = np.array([box.x0, box.y0], np.float32)
    return tuple(replace(f, quad=f.quad + shift) for f in _read(part, models, scale, cancel))


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
    return Line(quad=quad, text=said.text, score=said.score, seen=box.score, places=said.places)
