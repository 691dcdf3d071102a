"""Extending the canvas: own pixels kept, gradients and textures go on, the subject is neither cut nor copied."""

from typing import Any

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.edits.extent import after
from scumble.engines import Task
from scumble.engines.cpu import extend, mirrored, plausible, spared
from scumble.engines.cpu.operations import OPERATIONS
from scumble.engines.cpu.quilted import quilted, told
from scumble.engines.cpu.stray import stray
from scumble.vision.shadows import Shadow
from tests.engines.cpu.pictures import disc, do, opaque


def backdrop(height: int = 160, width: int = 240, more: int = 60) -> tuple[Image, NDArray[np.float64]]:
    """A softly lit wall with grain, and what really lies `more` pixels to its right."""
    ys, xs = np.mgrid[:height, : width + more]
    light = 150 + 0.12 * ys + 18 * np.sin(xs / 130) + 0.02 * xs
    wall = np.repeat(light[:, :, None], 3, axis=2) * np.array([1.0, 0.97, 0.9])
    grain = np.random.default_rng(3).normal(0, 2.5, wall.shape)
    return opaque((wall + grain)[:, :width]), wall[:, width:]


def gravel(height: int = 150, width: int = 220, seed: int = 4) -> Image:
    """Stones: blobs of many greys."""
    rng = np.random.default_rng(seed)
    noise = cv2.GaussianBlur(rng.normal(0, 1, (height, width)), (0, 0), 2.0)
    return opaque(np.repeat((120 + 160 * noise / noise.std() / 4)[:, :, None], 3, axis=2))


def goes_on(strip: NDArray[np.uint8], truth: NDArray[np.float64], spread: float) -> bool:
    """Right colours within a few levels, and grain of the same strength, in every third of the strip."""
    third = strip.shape[1] // 3
    for first in (0, third, 2 * third):
        part = slice(first, first + third)
        mine = strip[:, part, :3].astype(float)
        smooth = cv2.GaussianBlur(mine, (0, 0), 4)
        if np.abs(smooth - truth[:, part]).mean() > 4.0:
            return False
        if not 0.7 * spread < (mine - cv2.GaussianBlur(mine, (0, 0), 2)).std() < 1.4 * spread:
            return False
    return True


def test_own_pixels_stay_and_only_the_strips_are_new() -> None:
    picture = backdrop()[0]
    done = do(Op.EXTEND, picture, pixels=[5, 20, 0, 7])
    assert done.image.pixels.shape == (165, 267, 4)
    assert np.array_equal(done.image.pixels[5:, 7:247], picture.pixels)
    assert done.region is not None
    kept = np.zeros((165, 267), np.bool_)
    kept[5:, 7:247] = True
    assert np.array_equal(done.region.inside, ~kept)


def test_a_gradient_goes_on_with_its_grain() -> None:
    picture, truth = backdrop()
    strip = do(Op.EXTEND, picture, pixels=[0, 60, 0, 0]).image.pixels[:, 240:]
    own = picture.pixels[:, :, :3].astype(float)
    spread = float((own - cv2.GaussianBlur(own, (0, 0), 2)).std())
    assert goes_on(strip, truth, spread)
    smear = np.repeat(picture.pixels[:, -1:], 60, axis=1)
    assert not goes_on(np.asarray(cv2.GaussianBlur(smear, (0, 0), 2), np.uint8), truth, spread), (
        "a smear of the last column must not pass"
    )


def test_a_texture_goes_on_as_texture_everywhere() -> None:
    picture = gravel()
    done = do(Op.EXTEND, picture, shares=[0, 0.3, 0, 0])
    strip = done.image.pixels[:, 220:, 0].astype(float)
    own = picture.pixels[:, :, 0].astype(float)
    for block in np.array_split(strip, 3, axis=1):
        assert 0.75 < block.std() / own.std() < 1.3
        across = np.abs(np.diff(block, axis=1)).mean() / np.abs(np.diff(own, axis=1)).mean()
        assert 0.7 < across < 1.3, "a smear has no change across"
    assert done.verdicts[0].passed
    smear = np.ascontiguousarray(np.repeat(picture.rgb[:, -1:], 66, axis=1))
    assert plausible.doubt(smear, picture.rgb, None) > plausible.LIMIT


def test_the_seam_is_no_step() -> None:
    picture = backdrop()[0]
    pixels = do(Op.EXTEND, picture, amount=0.2).image.pixels[:, :, 0].astype(float)
    rows = pixels[32:192]
    step = abs(rows[:, 286:290].mean() - rows[:, 290:294].mean())
    assert step < 1.5


def test_the_subject_is_not_copied() -> None:
    picture = gravel().pixels.copy()
    ball = disc(150, 220, 75, 150, 40)
    picture[ball, :3] = (200, 30, 30)
    image, subject = Image(pixels=picture), Region.of_mask(ball)
    strip = do(Op.EXTEND, image, pixels=[0, 60, 0, 0], subject=subject).image.pixels[:, 220:].astype(int)
    assert (strip[:, :, 0] - strip[:, :, 2] > 60).mean() < 0.001


def sunlit(depth: float, height: int = 200, width: int = 200) -> tuple[Image, Region, NDArray[np.bool_]]:
    """A post on gravel; its shadow, so much darker, runs out of the picture at the right."""
    ys, xs = np.mgrid[:height, :width]
    grains = cv2.GaussianBlur(np.random.default_rng(7).normal(0, 1, (height, width)), (0, 0), 1.5)
    shadow = (np.abs(ys - 128 - 0.1 * (xs - 110)) < 22) & (xs >= 120)
    ground = 150 * np.clip(1 + 0.3 * grains / grains.std(), 0.1, 2) * (1 - depth * shadow)
    post = (xs > 70) & (xs < 120) & (ys > 40) & (ys < 156)
    grey = np.repeat(ground[:, :, None], 3, axis=2)
    return opaque(np.where(post[:, :, None], (60.0, 90.0, 200.0), grey)), Region.of_mask(post), shadow


@pytest.mark.parametrize(("depth", "kept"), [(0.7, True), (0.2, False)])
def test_a_deep_shadow_is_copied_only_where_it_runs_out_of_the_picture(
    depth: float, kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere it would be a shadow of nothing; faint shade may be."""
    image, subject, shadow = sunlit(depth)
    avoided: list[NDArray[np.bool_]] = []
    logs = np.repeat(np.where(shadow, 2.2 * np.log(1 - depth), 0).astype(np.float32)[:, :, None], 3, axis=2)
    window = Box(x0=0, y0=0, x1=image.width, y1=image.height)
    found = Shadow(logs=logs, window=window, scale=1.0, sigma=1.0, noise=0.0, whole=True, residue=0.0)

    def shade(*_: object) -> Shadow:
        return found

    monkeypatch.setattr(spared, "find_shadow", shade)

    def pieces(rgb: NDArray[np.uint8], avoid: NDArray[np.bool_], *others: Any, **more: Any) -> None:
        # Each side is brought to the right.
        avoided.append(avoid if np.array_equal(rgb, image.rgb) else avoid[:, ::-1])

    monkeypatch.setattr(extend, "quilted", pieces)
    do(Op.EXTEND, image, pixels=[0, 60, 0, 60], subject=subject)
    right, left = (float(held[shadow].mean()) for held in avoided)
    assert right < 0.2
    assert (left > 0.9) is kept
    assert (left < 0.2) is not kept


def test_where_the_subject_is_cut_the_other_side_takes_all() -> None:
    picture = backdrop()[0]
    mask = np.zeros((160, 240), np.bool_)
    mask[40:120, :60] = True
    done = do(Op.EXTEND, picture, ratio="2:1", subject=Region.of_mask(mask))
    assert np.array_equal(done.image.pixels[:, :240], picture.pixels)
    assert done.image.width == 320
    assert any("right" in note for note in done.notes)


@pytest.mark.parametrize("params", [{"ratio": "2:1"}, {"amount": 0.1}, {"pixels": [0, 0, 0, 9]}])
def test_a_subject_cut_on_the_sides_asked_for_is_refused(params: dict[str, Any]) -> None:
    mask = np.zeros((160, 240), np.bool_)
    mask[40:120] = True
    with pytest.raises(Unsupported, match="generative"):
        do(Op.EXTEND, backdrop()[0], subject=Region.of_mask(mask), **params)


def test_same_seed_same_bytes_and_the_size_is_known_before() -> None:
    picture = gravel()
    first = do(Op.EXTEND, picture, ratio="16:9").image
    assert first.digest == do(Op.EXTEND, picture, ratio="16:9").image.digest
    sizes: list[dict[str, Any]] = [{"ratio": "16:9"}, {"shares": [0.1, 0, 0.2, 0]}, {"pixels": [1, 2, 3, 4]}]
    for params in sizes:
        step = Step(op=Op.EXTEND, target=Target(kind="whole"), params=params)
        made = do(Op.EXTEND, picture, **params).image
        assert after(step, picture.width, picture.height) == (made.width, made.height)


def test_nothing_said_and_negative_pixels_are_refused() -> None:
    wrong: list[dict[str, Any]] = [{}, {"pixels": [-1, 0, 0, 0]}, {"shares": [2, 0, 0, 0]}]
    for params in wrong:
        with pytest.raises(InvalidValue):
            do(Op.EXTEND, backdrop()[0], **params)


def shelf() -> Image:
    """A plain wall with a pile of coloured boards that the right edge cuts."""
    pixels = backdrop()[0].pixels.copy()
    for k in range(8):
        top = 50 + 12 * k
        pixels[top : top + 12, 205 + 3 * (k % 3) :, :3] = ((20, 30, 90), (200, 180, 60), (240, 240, 235))[k % 3]
    return Image(pixels=pixels)


def test_a_thing_that_the_edge_cuts_is_not_drawn_twice() -> None:
    with pytest.raises(Unsupported, match=r"right edge.*generative engine"):
        do(Op.EXTEND, shelf(), pixels=[0, 60, 0, 0])
    done = do(Op.EXTEND, shelf(), ratio="2:1")
    assert done.image.pixels.shape == (160, 320, 4)
    assert np.array_equal(done.image.pixels[:, 80:], shelf().pixels), "all of it is added at the left"
    assert done.verdicts[0].passed
    assert "left" in done.notes[0]


def test_a_horizon_that_jumps_at_the_seam_is_doubtful() -> None:
    pixels = backdrop(200, 300)[0].rgb.copy()
    pixels[100:] = pixels[100:] // 4 + np.array([78, 92, 96], np.uint8)
    true, jumped = pixels[:, -60:], np.roll(pixels[:, -60:], -11, axis=0)
    jumped[:80], jumped[120:] = true[:80], true[120:]
    assert plausible.doubt(true, pixels, None) <= 0.5
    assert plausible.doubt(jumped, pixels, None) > plausible.LIMIT


def shore(height: int = 150, width: int = 240) -> Image:
    """Light gravel above dark gravel, a level shore between."""
    pixels = gravel(height, width).pixels.copy()
    pixels[height // 2 :, :, :3] //= 3
    return Image(pixels=pixels)


def alike(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Correlation of two pictures, 1 = the same."""
    return float(np.corrcoef(one[:, :, 0].ravel().astype(float), other[:, :, 0].ravel().astype(float))[0, 1])


def test_a_textured_side_goes_on_from_its_rim_and_not_as_its_mirror_image() -> None:
    picture = gravel(240, 320)
    done = do(Op.EXTEND, picture, pixels=[0, 100, 0, 0])
    strip, mirror = done.image.rgb[:, 320:], picture.rgb[:, ::-1]
    assert alike(strip[:, :2], mirror[:, :2]) > 0.9, "no joint at the rim"
    assert alike(strip[:, 20:], mirror[:, 20:100]) < 0.3, "and no mirror image further out"
    assert done.verdicts[0].passed


def test_a_line_that_falls_towards_the_edge_goes_on_falling() -> None:
    pixels = 140 + gravel(240, 320).rgb // 3
    ys, xs = np.mgrid[:240, :320]
    pixels[ys > 110 + 0.12 * xs] //= 3
    done = do(Op.EXTEND, opaque(pixels), pixels=[0, 80, 0, 0])
    edge = np.argmax(done.image.rgb[:, 320:, 0] < 100, axis=0)
    assert np.abs(edge - (110 + 0.12 * np.arange(320, 400))).max() < 12
    assert done.verdicts[0].passed


def test_left_and_right_of_a_picture_and_its_mirror_image_are_the_same() -> None:
    picture = gravel(200, 280)
    flipped = Image(pixels=np.ascontiguousarray(picture.pixels[:, ::-1]))
    right = do(Op.EXTEND, picture, pixels=[0, 60, 0, 0]).image.pixels
    left = do(Op.EXTEND, flipped, pixels=[0, 0, 0, 60]).image.pixels
    assert np.array_equal(left[:, ::-1], right)


def test_pieces_whose_joints_would_be_seen_are_not_taken() -> None:
    ys, xs = np.mgrid[:200, :300]
    steep = np.repeat((127 + 90 * np.sin((xs + 1.3 * ys) / 24))[:, :, None], 3, axis=2).astype(np.uint8)
    found = [quilted(rgb, None, 90, 0, CancelToken(), draft=False) for rgb in (steep, gravel(200, 300).rgb)]
    joints = [made[1] for made in found if made is not None]
    assert joints[0] > 1.0
    assert joints[1] < 1.0
    held = np.zeros((200, 300), np.bool_)
    held[80:120, -2:] = True
    assert quilted(steep, held, 90, 0, CancelToken(), draft=False) is None, "what is avoided stands at the rim"


def test_joints_that_show_everywhere_a_little_are_as_bad_as_some_that_show_much() -> None:
    """Bricks that begin and end anywhere: no joint is bad by itself."""
    fine = [0.6] * 40 + [1.1] * 15
    assert told(fine, 3.0) < 1.0
    assert told([*fine, 4.0, 4.0, 4.0], 3.0) > 1.0
    assert told(fine, 7.0) > 1.0
    assert told([0.6] * 35 + [1.8] * 20, 3.0) > 1.0


def test_pieces_are_laid_on_nothing_that_happened_to_lie_in_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Garbage under a piece decided ties of rounding: two pixels of a photo in one process of four."""

    real = np.empty

    def refused(shape: Any, dtype: Any = float, **more: Any) -> NDArray[Any]:
        assert dtype is not np.uint8
        return real(shape, dtype, **more)

    monkeypatch.setattr(np, "empty", refused)
    assert quilted(gravel().rgb, None, 60, 0, CancelToken(), draft=False) is not None


@pytest.mark.parametrize("at", [200, 160])
def test_in_the_place_of_a_mirrored_subject_stands_what_lies_before_it(at: int) -> None:
    picture = shore().pixels.copy()
    ball = disc(150, 240, 75, at, 25)
    picture[ball, :3] = (200, 30, 30)
    done = do(Op.EXTEND, Image(pixels=picture), pixels=[0, 120, 0, 0], subject=Region.of_mask(ball))
    strip = done.image.pixels[:, 240:].astype(int)
    assert (strip[:, :, 0] - strip[:, :, 2] > 60).mean() < 0.001
    left = strip[:, :, 1] if at == 160 else strip[:, :40, 1]
    assert left[:70].mean() > 2 * left[80:].mean(), "the shore stays at its height"


def crossed(rise: float) -> NDArray[np.uint8]:
    """Gravel with a dark line that meets the right edge and rises by so many pixels a pixel."""
    pixels = gravel(200, 260).rgb.copy()
    ys, xs = np.mgrid[:200, :260]
    pixels[np.abs(ys - 100 + rise * (xs - 259)) < 16] = 20
    return pixels


def test_a_line_that_meets_the_edge_at_a_slant_is_doubted_and_a_level_one_is_not() -> None:
    assert mirrored.slanted(crossed(0.0), None) < 1.0
    assert mirrored.slanted(crossed(0.9), None) > 1.0
    doubted = do(Op.EXTEND, opaque(crossed(0.9)), pixels=[0, 60, 0, 0]).verdicts[0]
    assert not doubted.passed
    assert "generative" in doubted.sentence


def test_things_that_a_mirror_image_shows_twice_are_told_from_texture_and_layers() -> None:
    stones = gravel(300, 150).rgb
    layers = np.clip(stones.astype(np.int16) + np.linspace(80, -80, 300)[:, None, None].astype(np.int16), 0, 255)
    bins = stones.copy()
    bins[90:170, 30:60] = bins[90:170, 90:120] = (200, 30, 20)
    assert mirrored.doubled(stones) < 1
    assert mirrored.doubled(layers.astype(np.uint8)) < 1
    assert mirrored.doubled(bins) > 1.5
    pixels = np.concatenate([layers.astype(np.uint8)] * 2, axis=1)
    pixels[90:170, 258:278] = (200, 30, 20)
    assert not do(Op.EXTEND, opaque(pixels.astype(float)), pixels=[0, 60, 0, 0]).verdicts[0].passed


def test_a_thin_border_of_a_scan_is_left_out_and_the_size_stays_as_asked() -> None:
    pixels = gravel().pixels.copy()
    pixels[:, -3:, :3] = 250
    done = do(Op.EXTEND, Image(pixels=pixels), pixels=[0, 60, 0, 0])
    assert done.image.pixels.shape == (150, 280, 4)
    assert np.array_equal(done.image.pixels[:, :210], pixels[:, :210])
    assert done.image.pixels[:, 210:, 0].mean(axis=0).max() < 200, "no white line in the middle"
    assert [g.kind for g in done.geometry] == ["crop", "pad"]
    assert any("border" in note for note in done.notes)


@pytest.mark.parametrize(("pixels", "said"), [([0, 60, 0, 60], True), ([30, 0, 30, 0], False)])
def test_bars_that_are_made_wider_are_said(pixels: list[int], said: bool) -> None:
    barred = gravel().pixels.copy()
    barred[:, :40, :3] = barred[:, -40:, :3] = 0
    done = do(Op.EXTEND, Image(pixels=barred), pixels=[float(p) for p in pixels])
    assert any("bars" in note for note in done.notes) is said


def test_an_odd_outermost_line_is_left_out_and_no_line_crosses_the_picture() -> None:
    pixels = backdrop()[0].pixels.copy()
    pixels[:, -1, :3] = np.clip(pixels[:, -1, :3] + np.array([-7, -3, 3]), 0, 255)
    done = do(Op.EXTEND, Image(pixels=pixels), pixels=[0, 60, 0, 0])
    assert done.image.width == 300
    columns = done.image.pixels[:, 220:260, :3].astype(float).mean(axis=0)
    assert np.abs(np.diff(columns, axis=0)).max() < 2.0
    usual = do(Op.EXTEND, backdrop()[0], pixels=[0, 60, 0, 0])
    assert not any("border" in note for note in usual.notes)


def test_a_piece_of_another_tone_begins_without_a_step() -> None:
    rng = np.random.default_rng(0)
    grain = cv2.GaussianBlur(rng.normal(0, 1, (200, 320)), (0, 0), 1.2)
    light = 110 + 130 * (np.arange(320) / 320) ** 3
    stones = opaque(np.repeat((15 * grain / grain.std() + light[None])[:, :, None], 3, axis=2)).rgb
    made = quilted(np.ascontiguousarray(stones), None, 160, 0, CancelToken(), draft=False)
    assert made is not None

    def step(rgb: NDArray[np.uint8]) -> float:
        columns = [part.mean(axis=(0, 2)) for part in np.array_split(rgb.astype(float), 5, axis=0)]
        tones = [np.convolve(c, np.ones(5) / 5, "valid") for c in columns]
        return max(float(np.abs(t[6:] - t[:-6]).max()) for t in tones)

    assert step(made[0]) < 1.25 * step(stones), "no clearer step than the stones themselves have"


def test_light_that_changes_faster_at_the_rim_goes_on_from_the_rim() -> None:
    pixels = backdrop()[0].pixels.copy().astype(float)
    away = np.clip((np.arange(240) - 224) / 15, 0, 1)
    pixels[:, :, :3] += (30 * away * away)[None, :, None]
    made = do(Op.EXTEND, opaque(pixels[:, :, :3]), pixels=[0, 60, 0, 0]).image.pixels[:, :, :3].astype(float)
    columns = made.mean(axis=(0, 2))
    step = columns[240:243].mean() - columns[237:240].mean()
    assert -1.0 < step < 5.0, "it does not fall back to what lies further in"


def test_a_frame_that_is_no_plain_border_is_doubted() -> None:
    pixels = gravel().rgb.copy()
    pixels[:, -4:] = np.clip(pixels[:, -4:].astype(int) + 60, 0, 255)
    assert mirrored.slanted(gravel().rgb, None) < 1.0
    assert mirrored.slanted(pixels, None) > 1.0


def test_sky_that_ends_at_a_straight_line_is_seen_in_a_joint_that_is_good_elsewhere() -> None:
    leaves = np.asarray(90 + (gravel(200, 320).rgb.astype(float) - 120) / 4, np.uint8)
    kept = quilted(leaves, None, 120, 0, CancelToken(), draft=False)
    # Only at the rim, in the uppermost rows, is there something else: no piece of the picture goes on from it.
    leaves[:6, -20:] = (158, 168, 178)
    cut = quilted(leaves, None, 120, 0, CancelToken(), draft=False)
    assert kept is not None
    assert cut is not None
    assert kept[1] < 1.0
    assert cut[1] > 1.0


def test_coarse_texture_does_not_stand_beside_its_mirror_image() -> None:
    rng = np.random.default_rng(3)
    knit = cv2.GaussianBlur(rng.normal(0, 1, (420, 500)), (0, 0), 2.5)
    rgb = opaque(np.repeat((120 + 30 * knit / knit.std())[:, :, None], 3, axis=2)).rgb

    def unlike(*, turned: bool = False) -> float:
        made = quilted(rgb, None, 80, 0, CancelToken(), turned=turned, draft=False)
        assert made is not None
        assert made[1] < 1.0
        return float(np.abs(made[0].astype(float) - rgb[:, ::-1][:, :80])[:, 3].mean())

    assert unlike() > 15, "of a mirror image there are a few columns at most"
    assert unlike(turned=True) < 8, "a strip of it, where it is asked for"


def test_a_straight_line_along_the_rim_is_seen_where_the_picture_has_none_of_its_own() -> None:
    whole = gravel(240, 400).rgb
    picture, strip = np.ascontiguousarray(whole[:, :320]), whole[:, 320:].copy()
    assert plausible.line(strip, picture) < 1.0
    strip[100:130] //= 3
    assert plausible.line(strip, picture) > 1.0


def calm(height: int, width: int, seed: int) -> NDArray[np.uint8]:
    """Paper: one tone with grain."""
    grain = np.random.default_rng(seed).normal(0, 2, (height, width, 1))
    return np.clip(np.array([205.0, 195.0, 140.0]) + grain, 0, 255).astype(np.uint8)


def test_what_stands_in_calm_surroundings_is_stray() -> None:
    paper, strip = calm(240, 240, 1), calm(240, 100, 2)
    assert stray(strip, paper, None) < 0.1
    marked = strip.copy()
    marked[120:136, 40:54] = (90, 80, 60)
    assert stray(marked, paper, None) > 1.0
    marked[120:136, 40:54] = (190, 185, 150)
    assert stray(marked, paper, None) < 0.1, "a cloud"
    rough = gravel(240, 240).rgb
    assert stray(gravel(240, 100, seed=5).rgb, rough, None) < 0.5, "texture is no thing"


def test_a_seal_that_is_seen_twice_is_stray_and_one_that_is_avoided_has_no_say() -> None:
    paper, strip = calm(240, 240, 1), calm(240, 100, 2)
    paper[40:62, 205:225] = strip[40:62, 40:60] = (190, 50, 40)
    assert stray(strip, paper, None) > 1.0
    assert stray(calm(240, 100, 2), paper, None) < 0.1
    held = np.zeros((240, 240), np.bool_)
    held[38:64, 203:227] = True
    assert stray(strip, paper, held) > 1.0


def test_pieces_with_a_stray_thing_in_them_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    grain = np.random.default_rng(3).normal(0, 12, (240, 240, 1))
    cloth = np.clip(np.array([205.0, 195.0, 140.0]) + grain, 0, 255)
    pieces = cloth[:, :90].astype(np.uint8)
    pieces[100:120, 40:60] = (190, 50, 40)

    def laid(*_: object, **__: object) -> tuple[NDArray[np.uint8], float]:
        return pieces, 0.1

    monkeypatch.setattr(extend, "quilted", laid)
    strip = do(Op.EXTEND, opaque(cloth), pixels=[0, 90, 0, 0]).image.rgb[:, 240:].astype(int)
    assert (strip[:, :, 0] - strip[:, :, 1]).max() < 90, "no seal"


def test_a_preview_looks_for_pieces_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ways: list[tuple[bool, bool]] = []

    def noted(*args: Any, **how: Any) -> Any:
        ways.append((how["draft"], how["turned"]))
        return quilted(*args, **how)

    monkeypatch.setattr(extend, "quilted", noted)
    monkeypatch.setattr(plausible, "doubt", lambda *args: 1.1 * plausible.LIMIT)  # nothing is good enough
    step = Step(op=Op.EXTEND, target=Target(kind="whole"), params={"pixels": [0, 40, 0, 0]})
    for draft in (False, True):
        task = Task(step=step, image=gravel(), region=Region.full(150, 220), draft=draft)
        OPERATIONS[Op.EXTEND][0](task, CancelToken())
    assert ways == [(False, False), (False, True), (True, False)]
