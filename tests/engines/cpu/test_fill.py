"""Fill: kept pixels, truth on known textures, grain, transparency, seeds, clusters, large pictures and refusals."""

import threading
import tracemalloc

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import Cancelled, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Verdict
from scumble.core.plan import Op
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines.cpu import fill, patchmatch, surroundings
from scumble.engines.cpu.holes import clusters, is_thin
from scumble.engines.cpu.quality import BUSIEST, LIMIT, signs, verdict
from tests.engines.cpu.pictures import disc, do, noise, opaque, plain

Bits = NDArray[np.bool_]


def filled(picture: Image, hole: Bits, seed: int = 0) -> NDArray[np.uint8]:
    """The filled pixels."""
    return do(Op.FILL, picture, region=Region.of_mask(hole), kind="region", seed=seed).image.pixels


def bricks(height: int = 240, width: int = 320) -> Image:
    """A brick wall with mortar, shading per brick and grain: repeats every 40 x 20 pixels but for shade."""
    ys, xs = np.mgrid[:height, :width]
    row = ys // 20
    shifted = xs + (row % 2) * 20
    mortar = (ys % 20 < 3) | (shifted % 40 < 3)
    shade = np.random.default_rng(2).normal(0, 5, (height // 20 + 1, (width + 20) // 40 + 1))
    base = np.where(mortar[:, :, None], [205.0, 200.0, 190.0], [150.0, 70.0, 50.0])
    return opaque(base + (shade[row, shifted // 40] * ~mortar)[:, :, None] + noise(height, width, mean=0, spread=4))


def painted_over(picture: Image, hole: Bits) -> Image:
    """The picture with something lurid where the hole is, so that a fill that looks inside gives itself away."""
    pixels = picture.pixels.copy()
    pixels[hole] = (255, 0, 255, 255)
    return Image(pixels=pixels)


def error(a: NDArray[np.uint8], b: NDArray[np.uint8], where: Bits) -> float:
    """Root mean square difference of colours."""
    return float(np.sqrt(((a[where][:, :3].astype(float) - b[where][:, :3]) ** 2).mean()))


def test_outside_the_region_every_pixel_is_kept_and_inside_the_object_is_gone():
    picture, hole = bricks(), disc(240, 320, 120, 160, 34)
    got = filled(painted_over(picture, hole), hole)
    assert np.array_equal(got[~hole], picture.pixels[~hole])
    lurid = (got[hole][:, 2].astype(int) > 200) & (got[hole][:, 1] < 60)
    assert not lurid.any()


def test_bricks_continue_far_better_than_by_diffusion():
    picture, hole = bricks(), disc(240, 320, 120, 160, 34)
    got = filled(painted_over(picture, hole), hole)
    rgb = np.ascontiguousarray(painted_over(picture, hole).rgb)
    telea = cv2.inpaint(rgb, hole.astype(np.uint8), 5, cv2.INPAINT_TELEA)
    assert error(got, picture.pixels, hole) < 0.7 * error(telea, picture.pixels, hole)
    assert got[hole][:, 0].std() > 0.6 * picture.pixels[hole][:, 0].std()


def test_what_the_hole_held_does_not_matter():
    picture, hole = bricks(), disc(240, 320, 100, 200, 25)
    assert np.array_equal(filled(picture, hole), filled(painted_over(picture, hole), hole))


def test_a_flat_gradient_is_continued_with_its_grain():
    ys, xs = np.mgrid[:200, :260]
    smooth = np.stack([100 + xs * 0.2, 120 + ys * 0.2, 180 - xs * 0.1], axis=2)
    picture, hole = opaque(smooth + noise(200, 260, mean=0, spread=2)), disc(200, 260, 100, 130, 40)
    got = filled(painted_over(picture, hole), hole)
    calm = cv2.GaussianBlur(got[:, :, :3].astype(np.float32), (0, 0), 4)
    assert np.abs(calm[hole] - smooth[hole]).max() < 3
    fine = got[:, :, :3] - cv2.GaussianBlur(got[:, :, :3].astype(np.float32), (0, 0), 2)
    outside = ~cv2.dilate(hole.astype(np.uint8), np.ones((9, 9), np.uint8)).astype(bool)
    assert fine[hole].std() == pytest.approx(fine[outside].std(), rel=0.25)


def test_a_thin_scratch_vanishes():
    ys, xs = np.mgrid[:160, :200]
    smooth = np.stack([120 + 30 * np.sin(xs / 30.0), 120 + 25 * np.cos(ys / 25.0), 90 + xs * 0.2], axis=2)
    picture = opaque(smooth + noise(160, 200, mean=0, spread=2))
    hole = np.zeros((160, 200), bool)
    hole[20:140, 97:102] = True
    assert is_thin(hole, surroundings.STROKE, surroundings.CROSSING)
    got = filled(painted_over(picture, hole), hole)
    assert error(got, picture.pixels, hole) < 7


def test_the_same_seed_gives_the_same_pixels_and_another_seed_others():
    picture, hole = bricks(), disc(240, 320, 120, 160, 30)
    assert np.array_equal(filled(picture, hole, 3), filled(picture, hole, 3))
    assert not np.array_equal(filled(picture, hole, 0), filled(picture, hole, 1))
    assert np.array_equal(filled(picture, hole, 1), filled(picture, hole, 1 + patchmatch.VARIANTS))


def test_threads_do_not_disturb_each_other():
    picture, holes = bricks(), [disc(240, 320, 100, 90 + 40 * i, 20) for i in range(4)]
    alone = [filled(picture, h, i) for i, h in enumerate(holes)]
    together: dict[int, NDArray[np.uint8]] = {}
    threads = [
        threading.Thread(target=lambda i=i, h=h: together.update({i: filled(picture, h, i)}))
        for i, h in enumerate(holes)
    ]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(np.array_equal(together[i], alone[i]) for i in range(4))


def test_nothing_is_copied_from_transparent_pixels_and_alpha_is_continued():
    pixels = bricks().pixels.copy()
    pixels[:, :110] = (0, 255, 0, 0)
    hole = disc(240, 320, 120, 160, 28)
    got = filled(Image(pixels=pixels), hole)
    green = (got[hole][:, 1].astype(int) - got[hole][:, 0]) > 60
    assert not green.any()
    assert (got[hole][:, 3] == 255).mean() > 0.5
    assert np.array_equal(got[~hole], pixels[~hole])


def test_a_soft_region_counts_wherever_it_is_above_zero():
    weights = cv2.GaussianBlur(disc(240, 320, 120, 160, 20).astype(np.float32), (0, 0), 3)
    weights[weights < 0.01] = 0
    region = Region(weights=np.clip(weights, 0, 1))
    picture = painted_over(bricks(), region.inside)
    got = do(Op.FILL, picture, region=region, kind="region").image.pixels
    assert np.array_equal(got[~region.inside], picture.pixels[~region.inside])
    assert not ((got[region.inside][:, 2] > 200) & (got[region.inside][:, 1] < 60)).any()


def test_distant_spots_are_filled_on_their_own_and_near_ones_together():
    far = disc(600, 900, 60, 60, 15) | disc(600, 900, 540, 840, 15)
    near = disc(600, 900, 60, 60, 15) | disc(600, 900, 60, 95, 15)
    assert [int(h.mask.sum()) for h in clusters(far)] == [int(disc(600, 900, 60, 60, 15).sum())] * 2
    assert len(clusters(near)) == 1
    dots = np.zeros((600, 900), bool)
    dots[10::60, 10::60] = True
    assert sum(int(h.mask.sum()) for h in clusters(dots)) == int(dots.sum())


def test_a_large_window_is_filled_coarsely_with_its_fine_detail(monkeypatch: pytest.MonkeyPatch):
    picture, hole = opaque(noise(400, 400, mean=128, spread=25)), disc(400, 400, 200, 200, 60)
    monkeypatch.setattr(fill, "WORK_PIXELS", 30_000)
    got = filled(painted_over(picture, hole), hole)
    assert np.array_equal(got[~hole], picture.pixels[~hole])
    sharp = cv2.Laplacian(got[:, :, 1], cv2.CV_32F)
    inner, outer = disc(400, 400, 200, 200, 50), ~disc(400, 400, 200, 200, 70)
    assert sharp[inner].std() > 0.6 * sharp[outer].std()


def test_memory_stays_below_48_bytes_a_pixel():
    rgb = np.random.default_rng(4).integers(60, 180, (1500, 1500, 3))
    picture, hole = opaque(rgb), disc(1500, 1500, 750, 750, 180)
    region = Region.of_mask(hole)
    tracemalloc.start()
    do(Op.FILL, picture, region=region, kind="region")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert 4 < peak / 1500**2 < 48


def test_a_region_over_everything_is_refused_and_one_leaving_a_rim_is_not():
    picture = bricks(60, 80)
    with pytest.raises(Unsupported, match="smaller area"):
        do(Op.FILL, picture, kind="region")
    hole = np.zeros((60, 80), bool)
    hole[6:-6, 6:-6] = True
    assert not do(Op.FILL, picture, region=Region.of_mask(hole), kind="region").verdicts[0].passed


def test_only_transparent_surroundings_are_refused_as_well():
    pixels = plain(60, 60, (10, 20, 30)).pixels.copy()
    pixels[:, :, 3] = 0
    hole = disc(60, 60, 30, 30, 10)
    pixels[hole, 3] = 255
    with pytest.raises(Unsupported):
        do(Op.FILL, Image(pixels=pixels), region=Region.of_mask(hole), kind="region")


def test_a_deep_hole_is_doubted_with_what_could_do_better_and_a_small_or_plain_one_is_not():
    def doubt(picture: Image, radius: int) -> Verdict:
        region = Region.of_mask(disc(240, 320, 120, 160, radius))
        (said,) = do(Op.FILL, picture, region=region, kind="region").verdicts
        assert said.guard == "fill_quality"
        return said

    deep = doubt(bricks(), 60)
    assert not deep.passed
    assert deep.value > deep.limit
    assert "FLUX" in deep.sentence
    assert doubt(bricks(), 12).passed
    assert doubt(plain(240, 320, (90, 140, 200)), 60).passed


def test_a_long_edge_that_breaks_off_in_a_fill_is_doubted():
    # A dark bar that ends behind the hole: where it ends is not known.
    rgb = noise(240, 320, spread=2) + 40
    rgb[112:, :150] -= 110
    mask = np.zeros((240, 320), np.bool_)
    mask[80:170, 120:180] = True
    hole = clusters(mask)[0]
    w = hole.window
    image = opaque(rgb).rgb
    found = signs(image, float(mask.mean()), hole)
    gone = image.copy()
    gone[mask] = 168
    broken = found.after(np.ascontiguousarray(gone[w.y0 : w.y1, w.x0 : w.x1]), hole.mask)
    kept = found.after(np.ascontiguousarray(image[w.y0 : w.y1, w.x0 : w.x1]), hole.mask)
    assert broken.broken
    assert kept.broken == 0
    assert broken.doubt > LIMIT
    assert "breaks off straight edges that end at it" in verdict(broken).sentence


def test_busier_surroundings_make_a_hole_harder_to_tell_where_they_are_built():
    mask = disc(240, 320, 120, 160, 24)

    def guessed(picture: Image) -> float:
        found = signs(picture.rgb, float(mask.mean()), clusters(mask)[0])
        return found.guessed / found.hard

    stripes = np.where(np.arange(320) // 8 % 2, 235.0, 20.0)[None, :, None] * np.ones((240, 320, 3))
    assert guessed(opaque(stripes)) == BUSIEST
    assert guessed(opaque(noise(240, 320, spread=60))) == 1, "leaves and pebbles may lie anywhere"


def test_what_is_to_be_avoided_is_not_copied():
    """Half of the surroundings is to be avoided: without being told, the fill takes from there as well."""
    rgb = noise(240, 320, spread=12)
    rgb[:, :160] += (60, -30, -30)
    picture, hole = opaque(rgb), disc(240, 320, 120, 160, 30)
    half = np.zeros((240, 320), bool)
    half[:, :160] = True
    free, bound = (
        do(Op.FILL, picture, region=Region.of_mask(hole), kind="region", avoid=avoid).image.pixels[hole].astype(float)
        for avoid in (None, Region.of_mask(half & ~hole))
    )
    reddish = [float((p[:, 0] - p[:, 2] > 45).mean()) for p in (free, bound)]
    assert reddish[0] > 0.3
    assert reddish[1] < 0.05


def test_a_stroke_over_an_edge_and_over_texture_is_nearer_to_the_truth_than_opencv():
    rgb = np.where(np.mgrid[:200, :300][1][:, :, None] > 150, 220.0, 60.0) + noise(200, 300, mean=0, spread=4)
    for truth in (opaque(rgb), bricks(200, 300)):
        drawn = np.zeros((200, 300), np.uint8)
        cv2.line(drawn, (20, 30), (280, 150), 255, 8)
        hole = drawn > 0
        got = filled(painted_over(truth, hole), hole)[hole].astype(float)[:, :3]
        telea = cv2.inpaint(np.ascontiguousarray(truth.rgb), drawn, 3, cv2.INPAINT_TELEA)[hole].astype(float)
        true = truth.rgb[hole].astype(float)
        assert ((got - true) ** 2).mean() < ((telea - true) ** 2).mean()


def test_a_stroke_where_neither_lines_nor_texture_go_on_keeps_up_with_diffusion():
    """Soft spots as wide as the stroke: there diffusion is the best there is."""
    ours, theirs = 0.0, [0.0, 0.0]
    for seed in range(3):
        rng = np.random.default_rng(seed)
        spots = cv2.GaussianBlur(rng.normal(0, 1, (200, 300, 3)), (0, 0), 4)
        truth = opaque(120 + 40 * spots / spots.std())
        drawn = np.zeros((200, 300), np.uint8)
        cv2.polylines(drawn, [np.array([(20, 30), (120, 150), (180, 40), (280, 150)], np.int32)], False, 255, 9)
        hole, rgb = drawn > 0, np.ascontiguousarray(truth.rgb)
        ours += error(filled(painted_over(truth, hole), hole), truth.pixels, hole)
        for i, kind in enumerate((cv2.INPAINT_TELEA, cv2.INPAINT_NS)):
            theirs[i] += error(cv2.inpaint(rgb, drawn, 3, kind), truth.rgb, hole)
    assert ours < 1.05 * min(theirs)


def test_what_a_stroke_held_does_not_matter():
    picture, drawn = bricks(), np.zeros((240, 320), np.uint8)
    cv2.line(drawn, (20, 30), (280, 200), 255, 8)
    hole = drawn > 0
    assert np.array_equal(filled(picture, hole), filled(painted_over(picture, hole), hole))


def test_strokes_are_told_from_things_by_their_usual_width():
    strokes = np.zeros((300, 300), np.uint8)
    cv2.line(strokes, (20, 20), (280, 280), 255, 14)
    cv2.line(strokes, (280, 20), (20, 280), 255, 14)
    assert is_thin(strokes > 0, surroundings.STROKE, surroundings.CROSSING)
    assert not is_thin(disc(300, 300, 150, 150, 16), surroundings.STROKE, surroundings.CROSSING)


def test_an_empty_region_changes_nothing_and_says_so():
    picture = bricks(60, 80)
    done = do(Op.FILL, picture, region=Region.empty_of(60, 80), kind="region")
    assert done.image.digest == picture.digest
    assert "empty" in done.notes[0]


def test_a_cancelled_task_stops():
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        do(Op.FILL, bricks(), region=Region.of_mask(disc(240, 320, 120, 160, 20)), kind="region", cancel=cancel)


def test_bars_at_the_pictures_edge_lend_nothing() -> None:
    barred = bricks(240, 400).pixels.copy()
    barred[:, :80, :3] = barred[:, 320:, :3] = 0
    hole = np.zeros((240, 400), bool)
    hole[60:180, 240:310] = True
    usable = fill._inside_bars(barred, hole, ~hole)  # pyright: ignore[reportPrivateUsage]
    assert not usable[:, :82].any()
    assert not usable[:, 318:].any()
    assert usable[20:220, 90:230].all()
    got = filled(painted_over(Image(pixels=barred), hole), hole)
    assert got[hole][:, :3].max(axis=1).min() > 60
    assert np.array_equal(got[~hole], barred[~hole])


def test_what_was_drawn_over_a_bar_is_filled_from_bar_and_picture() -> None:
    barred = bricks(240, 400).pixels.copy()
    barred[:, :80, :3] = barred[:, 320:, :3] = 0
    hole = np.zeros((240, 400), bool)
    hole[60:180, 280:350] = True
    usable = fill._inside_bars(barred, hole, ~hole)  # pyright: ignore[reportPrivateUsage]
    assert np.array_equal(usable, ~hole)
