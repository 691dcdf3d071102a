"""The gap under a low, wide thing is dark, that between two legs is open, and a wheel further back touches, too."""

import numpy as np
from numpy.typing import NDArray

from scumble.core.plan import Op
from scumble.engines.cpu.shadow import ground_shadow
from scumble.engines.cpu.under import gap_under, standing_shadow
from tests.engines.cpu.scenes import composed, draw, task

HEIGHT, WIDTH = 300, 400


def body(x0: int, y0: int, x1: int, y1: int, *feet: tuple[int, int, int, int]) -> NDArray[np.float32]:
    """An alpha (HEIGHT, WIDTH) of a box and its feet."""
    alpha = np.zeros((HEIGHT, WIDTH), np.float32)
    for left, top, right, bottom in ((x0, y0, x1, y1), *feet):
        alpha[top:bottom, left:right] = 1
    return alpha


CAR = body(60, 120, 340, 206, (80, 200, 120, 224), (280, 200, 320, 224))
STOOL = body(150, 60, 250, 140, (150, 130, 170, 224), (230, 130, 250, 224))


def test_it_is_dark_under_a_car_and_light_between_the_legs_of_a_stool() -> None:
    assert gap_under(CAR)[212:220, 160:240].min() > 0.4
    assert gap_under(STOOL)[150:215, 180:220].max() < 0.01


def test_what_stands_high_above_a_wide_gap_lets_the_light_through() -> None:
    bicycle = body(60, 60, 340, 150, (60, 140, 100, 224), (300, 140, 340, 224))
    assert gap_under(bicycle)[160:220, 130:270].max() < 0.01


def test_nothing_but_what_lies_between_two_points_of_contact_gets_darker() -> None:
    gap = gap_under(CAR)
    assert gap[:, :50].max() < 0.01
    assert gap[236:].max() < 0.01
    assert gap_under(np.zeros((HEIGHT, WIDTH), np.float32)).max() == 0


def test_the_standing_shadow_is_the_contact_and_the_gap() -> None:
    both, contact = standing_shadow(CAR, 0.8), ground_shadow(CAR, 0.8)
    assert both is not None
    assert contact is not None
    assert (both >= contact - 1e-6).all()
    assert both[214, 200] > contact[214, 200] + 0.2
    cut = body(60, 120, 340, HEIGHT)
    assert standing_shadow(cut, 0.8) is None


def test_a_car_seen_from_a_corner_stands_on_its_further_wheel_too() -> None:
    """By the height of a thing alone what is further back hangs in the air."""
    seen = body(40, 120, 360, 180, (60, 170, 95, 199), (180, 170, 220, 224))
    shadow = ground_shadow(seen, 1.0)
    assert shadow is not None
    near, far = shadow[224:230, 200].mean(), shadow[199:205, 78].mean()
    assert far > 0.5 * near


def test_the_studio_has_no_light_under_a_car() -> None:
    image = composed(CAR, (90, 90, 90), (160, 160, 160))
    done = draw(task(Op.BACKGROUND_STUDIO, image, CAR)).image
    assert done.rgb[212:218, 170:230].max() < 170
    assert (done.rgb[20:60, 20:60] == 255).all()
