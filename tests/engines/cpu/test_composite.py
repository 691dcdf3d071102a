"""Compositing: kept pixels to the bit, true edge colours, nothing hidden under transparency, soft drawn limits."""

from dataclasses import replace

import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.plan import CUTTING, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.backdrop import solid
from scumble.engines.cpu.composite import lay_over
from tests.engines.cpu.scenes import GREEN, SUBJECT, composed, draw, psnr, soft_disc, speckled, task

BACKGROUND = [op for op in Op if op.value.startswith("background.")]
MAGENTA = (230, 20, 220)


@pytest.mark.parametrize("op", BACKGROUND)
def test_pixels_where_the_region_is_zero_are_the_source_to_the_bit(op: Op) -> None:
    """Every background operation, on an opaque and on a partly transparent picture."""
    alpha = soft_disc(120, 160, 40)
    picture = speckled(composed(alpha, SUBJECT, GREEN))
    ragged = picture.pixels.copy()
    ragged[50:60, :, 3] = 90
    reference = speckled(composed(np.zeros((50, 50), np.float32), SUBJECT, MAGENTA))
    for image in (picture, Image(pixels=ragged)):
        params = {"scene": "winter", "match": 0} if op is Op.BACKGROUND_SCENE else {}
        made = draw(task(op, image, alpha, params, references=(reference,)))
        assert made.blended
        kept = alpha == 1
        np.testing.assert_array_equal(made.image.pixels[kept], image.pixels[kept])
        assert (made.image.pixels != image.pixels).any()


def test_the_soft_edge_is_the_subject_over_the_new_background() -> None:
    """The old green is gone from the edge; pasting the picture's own edge pixels fails the same measure."""
    alpha = soft_disc(400, 500, 125, band=10)
    image, wanted = composed(alpha, SUBJECT, GREEN), composed(alpha, SUBJECT, MAGENTA)
    band = (alpha > 0) & (alpha < 1)
    made = draw(task(Op.BACKGROUND_COLOR, image, alpha, {"color": "#e614dc", "shadow": 0})).image
    assert psnr(made.rgb[band], wanted.rgb[band]) > 32
    a = alpha[:, :, None]
    spilled = np.rint(a * image.rgb + (1 - a) * np.array(MAGENTA)).astype(np.uint8)
    assert psnr(spilled[band], wanted.rgb[band]) < 23


def test_edge_colour_moves_from_the_old_background_to_the_new() -> None:
    """Along a line out of the subject every step is nearer to the new background, never back to the old."""
    alpha = soft_disc(160, 200, 50, band=14)
    made = draw(
        task(Op.BACKGROUND_COLOR, composed(alpha, SUBJECT, GREEN), alpha, {"color": "#e614dc", "shadow": 0})
    ).image
    line = made.rgb[80, 100:].astype(int)
    away = np.abs(line - np.array(MAGENTA)).sum(axis=1)
    assert (np.diff(away) <= 2).all()
    assert away[0] > 200
    assert away[-1] == 0


def test_cutting_out_keeps_no_trace_of_the_background() -> None:
    """Alpha is the subject's; under alpha 0 the colours are zero; edge colours are the subject's own."""
    alpha = soft_disc(400, 500, 125, band=10)
    made = draw(task(Op.BACKGROUND_REMOVE, composed(alpha, SUBJECT, GREEN), alpha)).image
    assert np.abs(made.alpha.astype(int) - np.rint(alpha * 255)).max() <= 1
    assert not made.pixels[made.alpha == 0].any()
    firm = (alpha > 0.3) & (alpha < 1)
    assert np.abs(made.rgb[firm].astype(int) - np.array(SUBJECT)).mean() < 12


def test_a_transparent_picture_gets_a_full_background() -> None:
    """A cut-out as input: its own alpha limits the subject, the new colour fills the rest."""
    alpha = soft_disc(80, 80, 25)
    pixels = np.zeros((80, 80, 4), np.uint8)
    pixels[:, :, :3] = SUBJECT
    pixels[:, :, 3] = np.rint(alpha * 255)
    made = draw(task(Op.BACKGROUND_COLOR, Image(pixels=pixels), (alpha > 0).astype(np.float32))).image
    outside = alpha == 0
    assert (made.pixels[outside] == 255).all()
    np.testing.assert_array_equal(made.pixels[~outside], pixels[~outside])


def test_a_drawn_mask_limits_the_change_softly() -> None:
    """Region = background within a feathered drawing: half weight is half way, zero weight is the source."""
    image = speckled(composed(np.zeros((40, 60), np.float32), SUBJECT, GREEN))
    region = np.repeat(np.linspace(0, 1, 60, dtype=np.float32)[None, :], 40, axis=0)
    work = Task(
        step=Step(op=Op.BACKGROUND_COLOR, target=Target(kind="background")),
        image=image,
        region=Region(weights=region),
        subject=Region.empty_of(40, 60),
        has_drawn=True,
    )
    made = lay_over(work, solid(60, (255, 255, 255)), CancelToken())
    wanted = image.rgb + region[:, :, None] * (255.0 - image.rgb)
    assert np.abs(made.rgb - wanted).max() <= 0.51
    np.testing.assert_array_equal(made.pixels[:, 0], image.pixels[:, 0])


def test_without_a_subject_the_region_alone_decides() -> None:
    """Task.subject is optional: alpha is then 1 - region."""
    alpha = soft_disc(100, 100, 30)
    image = speckled(composed(alpha, SUBJECT, GREEN))
    step = Step(op=Op.BACKGROUND_COLOR, target=Target(kind="background"), params={"color": "#102030"})
    bare = Task(step=step, image=image, region=Region(weights=np.float32(1) - alpha))
    known = task(Op.BACKGROUND_COLOR, image, alpha, {"color": "#102030"})
    np.testing.assert_array_equal(draw(bare).image.pixels, draw(known).image.pixels)


def green_rim() -> tuple[Image, Region]:
    """A pale thing that green leaves tint a few pixels deep, and its alpha."""
    alpha = soft_disc(600, 600, 200, band=2)
    inner = soft_disc(600, 600, 196, band=2)
    pale, tinted = (225, 225, 222), (170, 200, 160)
    image = composed(alpha, tinted, (60, 150, 50))
    rgb = np.where((inner > 0)[:, :, None], np.array(pale, np.uint8), image.rgb)
    return speckled(image.with_pixels(np.dstack([rgb, image.alpha])), 3), Region(weights=alpha)


@pytest.mark.parametrize("op", sorted(CUTTING))
def test_the_old_backgrounds_tint_goes_from_the_rim_and_that_is_said(op: Op) -> None:
    """What is wholly the subject's but changes is reported as written; the rest of it is kept to the bit."""
    image, subject = green_rim()
    work = task(op, image, subject.weights, references=(image,))
    made = draw(work)
    rim = (subject.weights == 1) & (image.rgb[:, :, 0] < 200)
    assert made.region is not None
    assert made.region.inside[rim].mean() > 0.9
    greens = [(p[rim][:, 1].astype(int) - p[rim][:, 0]).mean() for p in (image.rgb, made.image.rgb)]
    assert greens[1] < 0.4 * greens[0]
    kept = ~made.region.inside
    assert kept[280:320, 280:320].all()
    np.testing.assert_array_equal(made.image.pixels[kept], image.pixels[kept])
    # The planner asks for this where the subject is to be kept exactly as it is, and what was drawn keeps its limits.
    for same in (replace(work, step=replace(work.step, params={"match": 0})), replace(work, has_drawn=True)):
        strict = draw(same)
        assert strict.region is None
        np.testing.assert_array_equal(strict.image.pixels[subject.weights == 1], image.pixels[subject.weights == 1])
