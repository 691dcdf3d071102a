"""Setting text: one line of letters in a face as coverage, with letter spacing, and its ink's extent (typesetting).

line = set_line("WINTER SALE", face, size=96, tracking=0.02)
line.ink        float32 (h, w), 0..1, the letters with PAD of margin; line.box says where their ink lies
"""

from dataclasses import dataclass
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from scumble.engines.cpu.text_faces import Face

Floats = NDArray[np.float32]

PAD = 0.25
"""Margin around the letters, as a share of the em."""
APART, MARK_APART = 0.015, 0.06
"""Room that is left between letters that are set close, in ems, where the face has as much; and beside a mark (a full
stop, a percent sign): a point that touches a figure is taken for a part of it."""
EM, LEVEL = 100, 0.02
"""Pixels of the em at which the room between two letters is measured, and ems by which rows may be apart for it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Setting:
    """A line that was set. ink: float32 (h, w), coverage 0..1. box: x0, y0, x1, y1 of its ink in pixels of `ink`.
    baseline: its row. origin: column of the pen's start. size: pixels of the em."""

    ink: Floats
    box: tuple[float, float, float, float]
    baseline: float
    origin: float
    size: int

    @property
    def width(self) -> float:
        """Pixels between the first and the last ink."""
        return self.box[2] - self.box[0]

    @property
    def height(self) -> float:
        """Pixels between the topmost and the lowest ink."""
        return self.box[3] - self.box[1]


def set_line(text: str, face: Face, size: int, tracking: float = 0.0, *, clear: bool = False) -> Setting:
    """A line of text. size: pixels of the em. tracking: added between letters, in ems; negative brings them closer.

    clear: negative tracking brings no letters so close that they run into each other.
    """
    font = face.font(size)
    more = _spaces(text, face, size, tracking, clear)
    pad = round(PAD * size) + 2
    ascent, descent = font.getmetrics()
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    extra = sum(more)
    up, down = max(ascent, -top), max(descent, bottom)
    width = round(max(right, font.getlength(text)) - min(0, left) + max(0.0, extra)) + 2 * pad
    baseline, origin = pad + round(up), pad - min(0, round(left))
    canvas = Pictures.new("L", (width, round(up + down) + 2 * pad))
    draw = ImageDraw.Draw(canvas)
    if not any(more):
        draw.text((origin, baseline), text, fill=255, font=font, anchor="ls")
    else:
        for k, letter in enumerate(text):
            if not letter.isspace():
                at = origin + font.getlength(text[: k + 1]) - font.getlength(letter) + sum(more[:k])
                layer = Pictures.new("L", canvas.size)
                ImageDraw.Draw(layer).text((at, baseline), letter, fill=255, font=font, anchor="ls")
                canvas.paste(255, mask=layer)
    ink = np.asarray(canvas, np.float32) / np.float32(255)
    return Setting(ink=ink, box=_extent(ink), baseline=float(baseline), origin=float(origin), size=size)


def _spaces(text: str, face: Face, size: int, tracking: float, clear: bool) -> list[float]:
    """Pixels that are added after each letter but the last."""
    more = [tracking] * max(0, len(text) - 1)
    if clear and tracking < 0:
        for k, (one, two) in enumerate(pairwise(text)):
            if not one.isspace() and not two.isspace():
                room = APART if one.isalnum() and two.isalnum() else MARK_APART
                more[k] = max(tracking, min(0.0, room - _gap(one, two, face)))
    return [size * ems for ems in more]


def _gap(one: str, two: str, face: Face) -> float:
    """Least room between the ink of two letters side by side, in ems, on any row."""
    font = face.font(EM)
    first, second = _letter(one, font), _letter(two, font)
    rows = first.any(axis=1) & second.any(axis=1)
    if not rows.any():
        return 1.0
    right = first.shape[1] - first[rows, ::-1].argmax(axis=1)
    left = second[rows].argmax(axis=1) + font.getlength(one + two) - font.getlength(two)
    return float((left - right).min()) / EM


def _letter(letter: str, font: ImageFont.FreeTypeFont) -> NDArray[np.bool_]:
    """One letter's ink at EM, a little taller than it is, on (4, 3) ems with the pen's start an em from the left."""
    canvas = Pictures.new("L", (3 * EM, 4 * EM))
    ImageDraw.Draw(canvas).text((EM, 2 * EM), letter, fill=255, font=font, anchor="ls")
    reach = 2 * round(LEVEL * EM) + 1
    return np.asarray(cv2.dilate(np.asarray(canvas), np.ones((reach, 1), np.uint8))) > 127


def _extent(ink: Floats) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 around what is at least half covered."""
    rows, columns = np.flatnonzero((ink > 0.5).any(axis=1)), np.flatnonzero((ink > 0.5).any(axis=0))
    if not rows.size or not columns.size:
        return 0.0, 0.0, float(ink.shape[1]), float(ink.shape[0])
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
