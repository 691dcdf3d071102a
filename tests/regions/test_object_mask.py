"""Box to mask: the thing without its neighbours, and what is added around it before it is filled."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions.colours import blobs, lab_copy, looks, share_in
from scumble.regions.object_mask import grown_for_fill, object_mask
from scumble.vision.models import Models
from tests.regions.scenes import COLOURS, balls

MODELS = Models()


def disc(x: int, y: int, radius: int, width: int = 480, height: int = 320) -> NDArray[np.bool_]:
    """True inside a circle."""
    yy, xx = np.mgrid[:height, :width]
    return np.hypot(xx - x, yy - y) <= radius


def test_a_box_becomes_the_thing_in_it_and_nothing_outside() -> None:
    picture = balls(("red", 120, 160, 60), ("blue", 350, 160, 50))
    box = Box(x0=60, y0=100, x1=180, y1=220)
    mask = object_mask(picture, box, others=[Box(x0=300, y0=110, x1=400, y1=210)], models=MODELS, cancel=CancelToken())
    solid = mask.weights > 0.5
    true = disc(120, 160, 60)
    assert (solid & true).sum() / (solid | true).sum() > 0.93
    assert not mask.weights[:, 200:].any()


def test_a_smaller_thing_in_front_is_left_out() -> None:
    picture = balls(("blue", 240, 160, 110), ("white", 240, 160, 40))
    box, front = Box(x0=130, y0=50, x1=350, y1=270), Box(x0=200, y0=120, x1=280, y1=200)
    mask = object_mask(picture, box, others=[front], models=MODELS, cancel=CancelToken())
    assert float(mask.weights[disc(240, 160, 34)].mean()) < 0.1
    ring = disc(240, 160, 100) & ~disc(240, 160, 50)
    assert float(mask.weights[ring].mean()) > 0.9


def test_a_box_with_nothing_in_it_is_taken_whole() -> None:
    flat = Image(pixels=np.full((120, 160, 4), 255, np.uint8))
    box = Box(x0=40, y0=30, x1=100, y1=90)
    mask = object_mask(flat, box, models=MODELS, cancel=CancelToken())
    assert mask.bounds is not None
    assert mask.share > 0.02


def test_a_removal_reaches_over_halo_and_contact_shadow_only() -> None:
    picture = balls(("red", 240, 140, 60))
    rgb = picture.rgb.copy()
    shadow = np.zeros(rgb.shape[:2], np.uint8)
    cv2.ellipse(shadow, (240, 203), (50, 8), 0, 0, 360, 1, -1)
    true = disc(240, 140, 60)
    rgb[(shadow > 0) & ~true] //= 2
    picture = Image(pixels=np.dstack([rgb, picture.alpha]))
    grown = grown_for_fill(Region.of_mask(true), picture).inside
    assert grown[true].all()
    assert float(grown[(shadow > 0) & ~true].mean()) > 0.9
    assert not grown[:68].any()
    assert not grown[:, :160].any()


def test_colours_are_told_by_name() -> None:
    for name, rgb in COLOURS.items():
        lab = lab_copy(np.full((8, 8, 3), rgb, np.uint8))
        assert looks(lab, name).all(), name
        assert not looks(lab, "brown").any()
    picture = balls(("green", 100, 100, 40), ("red", 300, 200, 60))
    lab = lab_copy(picture.pixels)
    assert share_in(lab, "red", Box(x0=240, y0=140, x1=360, y1=260), (480, 320)) > 0.8
    assert share_in(lab, "red", Box(x0=60, y0=60, x1=140, y1=140), (480, 320)) < 0.01
    (blob,) = blobs(lab, "green", (480, 320))
    assert abs(blob.box.x0 - 60) <= 3
    assert abs(blob.box.y1 - 140) <= 3
