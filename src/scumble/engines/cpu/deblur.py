"""Deblur: undoes a light, even blur (a little out of focus, scaled up, a soft lens) as far as it measures one (deblur).

Noise is taken out first, as any sharpening would raise it; then the blur's width is measured at the sharpest edges and
undone in brightness alone, with halos held back (`defocus.py`). Motion blur and strong blur cannot be undone this way:
it is said, and the picture is sharpened only as far as it carries.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Candidate, Verdict
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.curves import LUMA
from scumble.engines.cpu.defocus import WIDEST, blur_of, restored
from scumble.engines.cpu.denoise import LEAST_SIDE, denoised, grown
from scumble.engines.cpu.values import number

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

USUAL = 0.6
ROUNDS = 34
"""Rounds of restoring at amount 1."""
QUIET = 0.4
"""How much of the denoising goes before it."""
LEAST = 0.5
"""Pixels of blur that are undone at least: who asks for it sees a blur."""
SHARP = 0.35
"""Pixels of blur below which a picture counts as sharp."""
ROWS, REACH = 512, 24
"""Rows worked on at a time, and those around them that are looked at."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture sharper inside the region. `amount` 0..1, 0.6 when absent. Raises InvalidValue, Cancelled."""
    image = task.image
    amount = number(task.step.params, "amount", 0, 1, USUAL)
    box = task.region.bounds
    if box is None or amount == 0:
        return Candidate(image=image)
    box = grown(box, image.width, image.height)
    rgb = np.ascontiguousarray(image.pixels[box.y0 : box.y1, box.x0 : box.x1, :3])
    if min(rgb.shape[:2]) < LEAST_SIDE:
        return Candidate(image=image, notes=("The area is too small to measure a blur in.",))
    found = blur_of(_luma(rgb.astype(np.float32)))
    sigma = float(np.clip(found, LEAST, WIDEST))
    clean = denoised(rgb, QUIET, cancel)[0]
    pixels = image.pixels.copy()
    target = pixels[box.y0 : box.y1, box.x0 : box.x1, :3]
    rounds = max(2, round(ROUNDS * amount))
    for top in range(0, rgb.shape[0], ROWS):
        cancel.check()
        first, last = max(0, top - REACH), min(rgb.shape[0], top + ROWS + REACH)
        part = clean[first:last].astype(np.float32)
        luma = _luma(part)
        sharp = part + (restored(luma, sigma, rounds) - luma)[:, :, None]
        bottom = min(rgb.shape[0], top + ROWS)
        target[top:bottom] = np.clip(np.rint(sharp[top - first : bottom - first]), 0, 255)
    return Candidate(image=image.with_pixels(pixels), notes=(_said(found),), verdicts=(_verdict(found),))


def _luma(rgb: Floats) -> Floats:
    """(H, W)."""
    return cast(Floats, cv2.transform(rgb, LUMA.reshape(1, 3)))


def _said(found: float) -> str:
    """The measurement for the caller."""
    if found < SHARP:
        return "The picture's edges are sharp already; it was sharpened a little."
    return f"Measured blur: about {found:.1f} pixels (standard deviation) at the sharpest edges."


def _verdict(found: float) -> Verdict:
    """Whether a blur of this width can be undone."""
    passed = found <= WIDEST
    sentence = (
        "The blur is light enough to be undone."
        if passed
        else f"The blur is about {found:.1f} pixels wide: more than can be undone here, so only its last part was. A "
        "generative engine makes up the missing detail; scaling the picture down hides the blur."
    )
    return Verdict(guard="blur", passed=passed, value=found, limit=WIDEST, sentence=sentence)
