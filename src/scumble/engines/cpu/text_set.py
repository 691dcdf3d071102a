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
LEVEL = 0.02
"""Rows that far apart, in ems, count as one where the room between two letters is measured."""


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
    more = _spaces(text, font, size, tracking, clear)
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


def _spaces(text: str, font: ImageFont.FreeTypeFont, size: int, tracking: float, clear: bool) -> list[float]:
    """Pixels that are added after each letter but the last."""
    more = [tracking * size] * max(0, len(text) - 1)
    if not clear or tracking >= 0:
        return more
    for k, (one, two) in enumerate(pairwise(text)):
        if one.isspace() or two.isspace():
            continue
        room = size * (APART if one.isalnum() and two.isalnum() else MARK_APART)
        kerned = font.getlength(one + two) - font.getlength(one) - font.getlength(two)
        more[k] = max(more[k], min(0.0, room - kerned - _gap(one, two, font, size)))
    return more


def _gap(one: str, two: str, font: ImageFont.FreeTypeFont, size: int) -> float:
    """Least room between the ink of two letters set side by side without kerning, in pixels, on any row."""
    width = round(font.getlength(one))
    first, second = _letter(one, font, size), _letter(two, font, size)
    rows = first.any(axis=1) & second.any(axis=1)
    if not rows.any():
        return float(size)
    right = first.shape[1] - first[rows, ::-1].argmax(axis=1) - size
    left = second[rows].argmax(axis=1) - size
    return float((width + left - right).min())


def _letter(letter: str, font: ImageFont.FreeTypeFont, size: int) -> NDArray[np.bool_]:
    """One letter's ink, a little taller than it is, on (4, 3) ems with the pen's start an em from the left."""
    canvas = Pictures.new("L", (3 * size, 4 * size))
    ImageDraw.Draw(canvas).text((size, 2 * size), letter, fill=255, font=font, anchor="ls")
    reach = 2 * round(LEVEL * size) + 1
    return np.asarray(cv2.dilate(np.asarray(canvas), np.ones((reach, 1), np.uint8))) > 127


def _extent(ink: Floats) -> tuple[float, float, float, float]:
    """x0, y0, x1, y1 around what is at least half covered."""
    rows, columns = np.flatnonzero((ink > 0.5).any(axis=1)), np.flatnonzero((ink > 0.5).any(axis=0))
    if not rows.size or not columns.size:
        return 0.0, 0.0, float(ink.shape[1]), float(ink.shape[0])
    return float(columns[0]), float(rows[0]), float(columns[-1] + 1), float(rows[-1] + 1)
