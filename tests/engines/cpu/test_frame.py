"""Formats of networks and shops: the right size, the product at its share, the subject never cut."""

import numpy as np
import pytest

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.formats import FORMATS
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.edits.extent import after
from scumble.engines.cpu import frame
from tests.engines.cpu.pictures import disc, do, plain

SMALL = 0.2
"""The formats' sizes are drawn this much smaller, as previews are."""


def product(height: int, width: int, box: tuple[int, int, int, int], ground: int = 255) -> tuple[Image, Region]:
    """A red block [x0, y0, x1, y1] on a plain ground, and where it is."""
    pixels = plain(height, width, (ground, ground, ground)).pixels.copy()
    x0, y0, x1, y1 = box
    pixels[y0:y1, x0:x1, :3] = (200, 20, 20)
    mask = np.zeros((height, width), np.bool_)
    mask[y0:y1, x0:x1] = True
    return Image(pixels=pixels), Region.of_mask(mask)


def red(image: Image) -> tuple[int, int, int, int]:
    """(x0, y0, x1, y1) of what is red."""
    where = (image.pixels[:, :, 0].astype(int) - image.pixels[:, :, 1]) > 90
    ys, xs = np.flatnonzero(where.any(axis=1)), np.flatnonzero(where.any(axis=0))
    return int(xs[0]), int(ys[0]), int(xs[-1]) + 1, int(ys[-1]) + 1


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if f.fill])
@pytest.mark.parametrize("box", [(100, 80, 160, 220), (30, 100, 280, 150), (10, 10, 60, 60)])
def test_a_product_fills_its_share_in_the_middle(name: str, box: tuple[int, int, int, int]) -> None:
    image, subject = product(240, 320, box)
    done = do(Op.FRAME, image, format=name, subject=subject, scale=SMALL).image
    wanted = FORMATS[name]
    assert (done.width, done.height) == (round(wanted.width * SMALL), round(wanted.height * SMALL))
    x0, y0, x1, y1 = red(done)
    assert abs(max((x1 - x0) / done.width, (y1 - y0) / done.height) - wanted.fill) < 0.02
    assert abs((x0 + x1) / 2 - done.width / 2) < 0.012 * done.width
    assert abs((y0 + y1) / 2 - done.height / 2) < 0.012 * done.height
    assert abs((x1 - x0) / (y1 - y0) - (box[2] - box[0]) / (box[3] - box[1])) < 0.08 * (x1 - x0) / (y1 - y0)


@pytest.mark.parametrize("name", [n for n, f in FORMATS.items() if not f.fill])
@pytest.mark.parametrize("box", [(200, 20, 260, 110), (20, 60, 300, 100), (5, 100, 50, 170), (140, 10, 190, 175)])
def test_the_subject_of_a_scene_is_never_cut(name: str, box: tuple[int, int, int, int]) -> None:
    image, subject = product(180, 320, box, ground=120)
    done = do(Op.FRAME, image, format=name, subject=subject, scale=SMALL)
    x0, y0, x1, y1 = red(done.image)
    assert abs((x1 - x0) / (y1 - y0) - (box[2] - box[0]) / (box[3] - box[1])) < 0.06 * (x1 - x0) / (y1 - y0)
    assert x0 >= 0
    assert x1 <= done.image.width
    step = Step(op=Op.FRAME, target=Target(kind="whole"), params={"format": name})
    assert after(step, 320, 180) == (FORMATS[name].width, FORMATS[name].height)


def test_where_the_picture_ends_it_goes_on() -> None:
    image, subject = product(180, 320, (20, 60, 300, 100), ground=120)
    done = do(Op.FRAME, image, format="instagram story", subject=subject, scale=SMALL)
    rest = done.image.pixels[:60, :, :3]
    assert np.abs(rest.astype(int) - 120).max() < 6, "the plain ground, not white bars"
    assert done.region is not None
    assert done.region.inside[:60].all()
    assert any("continued" in note for note in done.notes)


def test_where_the_subject_is_cut_it_lies_on_a_blurred_copy_or_a_colour() -> None:
    image, subject = product(180, 320, (20, 0, 300, 180), ground=120)
    done = do(Op.FRAME, image, format="instagram story", subject=subject, scale=SMALL)
    above = done.image.pixels[:60, :, :3].astype(int)
    assert np.abs(np.diff(above, axis=1)).max() < 12, "blurred"
    assert above[:, 100:110, 0].mean() > above[:, 100:110, 1].mean() + 60, "of the picture's colours"
    assert any("blurred copy" in note for note in done.notes)
    asked = do(Op.FRAME, image, format="instagram story", subject=subject, scale=SMALL, color="#00ff00")
    assert (asked.image.pixels[:60, :, :3] == (0, 255, 0)).all()


def test_where_nothing_credible_can_be_added_less_air_does() -> None:
    image, subject = product(320, 320, (72, 120, 244, 250), ground=120)
    pixels = image.pixels.copy()
    # A thing that the upper edge cuts, and one that the lower edge cuts: neither side can be continued.
    pixels[:12, 130:190, :3] = (10, 200, 30)
    pixels[300:, 130:190, :3] = (10, 200, 30)
    things = np.zeros((320, 320), np.bool_)
    things[:12, 130:190] = things[300:, 130:190] = True
    cut = Region.of_mask(things)
    done = do(Op.FRAME, Image(pixels=pixels), format="instagram story", subject=subject, avoid=cut, scale=SMALL)
    x0, _, x1, _ = red(done.image)
    assert x0 > 0
    assert x1 < done.image.width
    assert done.region is None, "nothing was added"
    assert not any("blurred" in note for note in done.notes)


def test_an_upright_subject_has_headroom_by_the_upper_third() -> None:
    image, subject = product(600, 600, (270, 200, 330, 420), ground=120)
    done = do(Op.FRAME, image, format="instagram landscape", subject=subject, scale=SMALL).image
    _, y0, _, y1 = red(done)
    assert y0 < done.height - y1


def test_a_thin_border_of_a_scan_is_left_out_of_a_scene() -> None:
    image, subject = product(180, 320, (20, 0, 300, 180), ground=120)
    pixels = image.pixels.copy()
    pixels[-1, :, :3] = 0
    pixels[:2, :, :3] = 99
    done = do(Op.FRAME, Image(pixels=pixels), format="instagram story", subject=subject, scale=1.0)
    assert frame.BORDER in done.notes
    column = done.image.pixels[:, 540, :3].astype(int)
    assert (np.ptp(column, axis=1) > 20).all(), "red and blurred red, and no grey or black line"


def test_unknown_names_and_shops_without_a_product_are_refused() -> None:
    with pytest.raises(InvalidValue, match="instagram story"):
        do(Op.FRAME, plain(40, 40, (9, 9, 9)), format="myspace")
    with pytest.raises(Unsupported, match="product"):
        do(Op.FRAME, plain(40, 40, (9, 9, 9)), format="amazon main")


def test_a_scene_without_a_subject_is_cropped_in_the_middle() -> None:
    pixels = plain(100, 300, (0, 0, 0)).pixels.copy()
    pixels[disc(100, 300, 50, 150, 20), 0] = 255
    made = do(Op.FRAME, Image(pixels=pixels), format="instagram square", scale=SMALL)
    x0, _, x1, _ = red(made.image)
    assert abs((x0 + x1) / 2 - made.image.width / 2) < 2
    assert frame.UNSURE in made.notes
    whole = do(Op.FRAME, Image(pixels=pixels[:, 100:200]), format="instagram square", scale=SMALL)
    assert frame.UNSURE not in whole.notes, "nothing was cut off"


def test_a_tall_scene_without_a_subject_is_not_beheaded() -> None:
    rng = np.random.default_rng(3)
    pixels = plain(300, 120, (90, 120, 160)).pixels.copy()
    pixels[:, :, :3] = np.clip(pixels[:, :, :3] + rng.normal(0, 25, (300, 120, 1)), 0, 255)
    pixels[40:280, 50:70, :3] = (230, 20, 20)
    made = do(Op.FRAME, Image(pixels=pixels), format="youtube thumbnail", scale=SMALL)
    _, y0, _, y1 = red(made.image)
    assert y0 > 0.05 * made.image.height
    assert y1 < made.image.height
    assert frame.WHOLE in made.notes
    assert frame.UNSURE not in made.notes
    assert not any("The subject" in note for note in made.notes), "none was found"


def test_beside_a_thing_that_an_edge_cuts_the_other_side_is_continued() -> None:
    image, subject = product(200, 200, (80, 60, 130, 150), ground=120)
    pixels = image.pixels.copy()
    for k in range(10):
        pixels[40 + 12 * k : 52 + 12 * k, 176 + 3 * (k % 3) :, :3] = ((20, 30, 90), (60, 180, 60), (240, 240, 235))[
            k % 3
        ]
    mask = np.asarray(subject.weights).copy()
    mask[10:190, 78:132] = 1
    done = do(Op.FRAME, Image(pixels=pixels), format="youtube thumbnail", subject=Region(weights=mask), scale=SMALL)
    assert any("at the left" in note for note in done.notes), done.notes
    assert np.abs(done.image.pixels[:, :20, :3].astype(int) - 120).max() < 6
    assert np.ptp(done.image.pixels[40:120, -3:, 1].astype(int)) > 100, "the boards stand at the right edge as before"
