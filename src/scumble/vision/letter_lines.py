"""What a line of text says: the PP-OCR recogniser on an upright crop, and its letters by greedy CTC decoding.

CTC: A. Graves and others, "Connectionist Temporal Classification" (2006): a letter or a blank for every step along the
line; repeats and blanks are dropped. The alphabet (18 708 characters, Latin, Chinese and Japanese among them) stands in
the weights file itself.
"""

from dataclasses import dataclass, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.letter_boxes import as_input
from scumble.vision.models import Models

Floats = NDArray[np.float32]

FILE = "lettering_lines.onnx"
HEIGHT = 48
"""Rows of the network's input."""
SHORTEST, LONGEST = 320, 3200
"""Its least width (shorter lines are filled up with grey, as in training) and the most that is read of a line."""


@dataclass(frozen=True, kw_only=True)
class Reading:
    """text: the letters, '' when there are none. score: 0..1, mean certainty of a letter.

    places: one for each letter of the text, where its middle stands along the line, 0..1.
    """

    text: str
    score: float
    places: tuple[float, ...] = ()


def read_line(crop: Pixels, models: Models) -> Reading:
    """What an upright crop of one line says. crop: uint8 (h, w, 3). Raises Misconfigured without the weights."""
    height, width = crop.shape[:2]
    wide = min(LONGEST, max(1, int(np.ceil(HEIGHT * width / height))))
    line = np.asarray(cv2.resize(crop, (wide, HEIGHT), interpolation=cv2.INTER_LINEAR), np.uint8)
    tensor = np.zeros((1, 3, HEIGHT, max(SHORTEST, wide)), np.float32)
    tensor[:, :, :, :wide] = as_input(line)
    session = models.session(FILE)
    said = decode(session.run(tensor)[0], alphabet(session.note("character")))
    # The steps reach to the end of the input, of which the line is only the first part.
    ratio = tensor.shape[3] / wide
    return replace(said, places=tuple(min(1.0, p * ratio) for p in said.places))


@cache
def alphabet(listed: str) -> tuple[str, ...]:
    """Characters by class: the blank first, those that the weights file lists, and the space last."""
    return ("", *listed.split("\n"), " ")


def decode(steps: Floats, letters: tuple[str, ...]) -> Reading:
    """Greedy CTC. steps: float32 (T, classes), probabilities of every character at each step along the line."""
    best = steps.argmax(axis=1)
    kept = (best != 0) & np.concatenate([[True], best[1:] != best[:-1]])
    if not kept.any():
        return Reading(text="", score=0.0)
    middles = (np.flatnonzero(kept) + 0.5) / len(best)
    said = [(letters[int(k)], float(at)) for k, at in zip(best[kept], middles, strict=True)]
    while said and said[0][0].isspace():
        said.pop(0)
    while said and said[-1][0].isspace():
        said.pop()
    score = float(steps[kept, best[kept]].mean())
    return Reading(text="".join(c for c, _ in said), score=score, places=tuple(p for _, p in said))
