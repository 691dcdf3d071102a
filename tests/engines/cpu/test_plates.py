"""Number plates on a recoloured thing keep their colours, down to a pixel, however small they are on it."""

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS
from scumble.vision.lettering import Line
from tests.engines.cpu.pictures import opaque

HEIGHT, WIDTH = 700, 1000
PLATE = (slice(512, 538), slice(602, 698))


def painted(plate: float, frame: float | None, paint: float = 118.0) -> NDArray[np.float64]:
    """A large thing of one grey with a little plate 30 px high, (H, W, 3): `plate` its grey, `frame` its line's."""
    thing = np.full((HEIGHT, WIDTH, 3), paint)
    thing += 12 * (np.arange(WIDTH) / WIDTH - 0.5)[None, :, None]
    if frame is not None:
        thing[510:540, 600:700] = frame
    thing[PLATE] = plate
    inked = np.zeros((HEIGHT, WIDTH), np.uint8)
    cv2.putText(inked, "AB 12345", (608, 533), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255,), 1, cv2.LINE_AA)
    thing += (inked / 255)[:, :, None] * (35 - thing)
    grain = np.random.default_rng(4).normal(0, 1.5, (HEIGHT, WIDTH, 3))
    return np.asarray(cv2.GaussianBlur(thing, (0, 0), 0.7), np.float64) + grain


def recoloured(thing: NDArray[np.float64]) -> tuple[Image, Image]:
    """Before and after: the thing fills most of the picture and is made navy."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    alpha[20:680, 20:980] = 1
    image = opaque(np.where(alpha[:, :, None] > 0, thing, 60.0))
    quad = np.array([(603, 514), (697, 514), (697, 536), (603, 536)], np.float32)
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words="the car"), params={"color": "#000080"})
    line = Line(text="AB 12345", score=0.99, seen=0.99, quad=quad)
    task = Task(step=step, image=image, region=Region(weights=alpha), lettering=(line,))
    return image, OPERATIONS[Op.OBJECT_RECOLOR][0](task, CancelToken()).image


@pytest.mark.parametrize(("plate", "frame"), [(165.0, 40.0), (165.0, None), (118.0, 30.0)])
def test_a_little_plate_keeps_its_colours_to_the_edge(plate: float, frame: float | None) -> None:
    before, after = recoloured(painted(plate, frame))
    inner = (slice(513, 537), slice(603, 697))
    assert np.abs(before.rgb[inner].astype(int) - after.rgb[inner]).max() < 15
    beside = after.rgb[420:480, 560:740].astype(int)
    assert float((beside[..., 2] - beside[..., 0]).mean()) > 40


def test_a_word_on_the_paint_itself_is_no_plate() -> None:
    _, after = recoloured(painted(118.0, None))
    between = after.rgb[514:516, 610:690].astype(int)
    assert float((between[..., 2] - between[..., 0]).mean()) > 40
