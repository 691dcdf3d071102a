"""Shading under letters: patches of a label's lit middle do not stand out at its darker side."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import fill
from scumble.engines.cpu.shading import lifted, shading
from scumble.vision.lettering import Line
from tests.engines.cpu.pictures import noise, opaque

HEIGHT, WIDTH = 240, 320


def label() -> NDArray[np.float64]:
    """A blue label round a can: lit in the middle, darker to the right, with a faint pattern, on grey."""
    ys, xs = np.mgrid[:HEIGHT, :WIDTH]
    light = 1.0 - 0.5 * np.clip((xs - 150) / 150, 0, 1) ** 1.5
    rings = cv2.GaussianBlur(18 * np.sign(np.sin(np.hypot((xs % 32) - 16, (ys % 32) - 16) / 4)), (0, 0), 0.8)
    rgb = light[:, :, None] * (np.array([60.0, 150.0, 200.0]) + rings[:, :, None])
    rgb[:30] = rgb[-30:] = rgb[:, :20] = rgb[:, -20:] = 120.0
    return rgb + noise(HEIGHT, WIDTH, mean=0, spread=1.5)


def letters() -> NDArray[np.bool_]:
    """Lines of letters so heavy that nothing is seen between them, at the right."""
    ink = np.zeros((HEIGHT, WIDTH), np.bool_)
    ink[60:180, 180:290] = True
    return ink


def test_letters_on_a_shaded_label_leave_no_slab_of_another_tone() -> None:
    truth, hole = label(), letters()
    image = opaque(np.where(hole[:, :, None], 10.0, truth))
    quad = np.array([[180, 60], [290, 60], [290, 180], [180, 180]], np.float32)
    line = Line(quad=quad, text="WORDS", score=1.0, seen=1.0)
    step = Step(op=Op.FILL, target=Target(kind="object", words="the text"))

    task = Task(step=step, image=image, region=Region.of_mask(hole), lines=(line,))
    made = fill.render(task, CancelToken()).image
    assert np.array_equal(made.pixels[~hole], image.pixels[~hole])
    tone = cv2.GaussianBlur(np.asarray(made.rgb, np.float64) - truth, (0, 0), 4)
    off = float(np.quantile(np.abs(tone[hole]).max(axis=1), 0.95))
    assert off < 15, "62 where patches of the lit middle are laid there as they are"


def test_shading_is_that_of_the_ground_alone_and_none_where_it_is_even() -> None:
    hole = letters()
    shade = shading(opaque(np.where(hole[:, :, None], 10.0, label())).rgb, hole)
    assert shade is not None
    at = cv2.resize(shade, (WIDTH, HEIGHT))[120]
    assert at[185, 1] - at[285, 1] > 25
    even = np.full((HEIGHT, WIDTH, 3), (60.0, 150.0, 200.0))
    assert shading(opaque(np.where(hole[:, :, None], 10.0, even)).rgb, hole) is None
    flat = opaque(label()).rgb.copy()
    lifted(flat, shade, -1)
    assert np.ptp(cv2.GaussianBlur(flat, (0, 0), 8)[200, 60:280, 1].astype(int)) < 30
