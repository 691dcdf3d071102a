"""Text: other words in the old typeface, size and ink; nothing else touched; what cannot be done well is said."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines.cpu import object_move, text_add, text_left, text_replace
from scumble.engines.cpu.text_faces import faces
from scumble.engines.cpu.text_part import part_of
from scumble.engines.cpu.text_set import set_line
from scumble.guards.lettering import verdicts
from scumble.vision.models import Models
from tests.engines.cpu.lettered import GROUND, INK, added, apart, rewritten, sign

CANCEL = CancelToken()


@pytest.fixture(scope="module")
def models() -> Models:
    return Models()


def likeness(a: np.ndarray, b: np.ndarray) -> float:
    """Correlation of two pictures, the second moved by up to two pixels: what is centred may stand a little aside."""
    x, y = a.mean(axis=2), b.mean(axis=2)
    return max(float(np.corrcoef(x.ravel(), np.roll(y, k, axis=1).ravel())[0, 1]) for k in range(-2, 3))


@pytest.mark.parametrize("name", ["Arimo-Bold", "Tinos-Regular", "CourierPrime-Bold", "BebasNeue-Regular"])
def test_new_words_look_as_if_they_had_always_stood_there(name: str) -> None:
    image, line = sign("Market 24", name)
    truth, _ = sign("Garden 57", name, noise=0)
    done = text_replace.render(rewritten(image, line, "Garden 57"), CANCEL)
    assert likeness(done.image.rgb, truth.rgb) > 0.92
    # The old words are a wrong picture, and so are the new ones in another face.
    assert likeness(image.rgb, truth.rgb) < 0.85
    other, _ = sign("Garden 57", "Pacifico-Regular", noise=0)
    assert likeness(other.rgb, truth.rgb) < 0.85


@pytest.mark.parametrize(
    ("name", "kind"), [("Arimo-Regular", "sans"), ("PTSerif-Bold", "serif"), ("RobotoMono-Regular", "mono")]
)
def test_the_face_that_stands_there_is_named(name: str, kind: str) -> None:
    image, line = sign("Reading Room", name, size=38)
    done = text_replace.render(rewritten(image, line, "Garden"), CANCEL)
    named = next(n for n in done.notes if n.startswith("Set in "))
    chosen = next(f for f in faces() if named.startswith(f"Set in {f.says},"))
    assert chosen.kind == kind
    assert chosen.italic is False


def test_it_is_read_back_and_the_old_picture_is_not(models: Models) -> None:
    image, line = sign("OPEN", size=60)
    done = text_replace.render(rewritten(image, line, "CLOSED"), CANCEL)
    read = verdicts(done.image, done.inscriptions, (line,), (line,), models)
    assert [(v.guard, v.passed, v.value) for v in read] == [("lettering", True, 1.0)]
    wrong = verdicts(image, done.inscriptions, (line,), (line,), models)
    assert not wrong[0].passed


def test_only_old_and_new_letters_are_touched() -> None:
    image, line = sign("OPEN")
    done = text_replace.render(rewritten(image, line, "SHUT"), CANCEL)
    assert done.region is not None
    changed = apart(done.image.pixels, image.pixels) > 0
    assert not (changed & ~done.region.inside).any()
    box = done.region.bounds
    assert box is not None
    low, high = line.quad.min(axis=0), line.quad.max(axis=0)
    assert box.x0 > low[0] - 40
    assert box.x1 < high[0] + 40
    assert box.y0 > low[1] - 20
    assert box.y1 < high[1] + 20


def test_a_rule_close_to_the_letters_stays_and_leftovers_are_seen() -> None:
    image, line = sign("Market", size=60)
    top = int(line.quad[0, 1])
    pixels = image.pixels.copy()
    pixels[top - 7 : top + 1, 20:400, :3] = INK
    image = Image(pixels=pixels)
    task = rewritten(image, line, "Garden")
    done = text_replace.render(task, CANCEL)
    assert np.array_equal(done.image.pixels[top - 7 : top + 1], pixels[top - 7 : top + 1])
    assert next(v for v in done.verdicts if v.guard == text_left.GUARD).passed
    part = part_of(task, [line], CANCEL)
    blob = part.clean.copy()
    x, y = (int(v) for v in part.local(line)[0])
    blob[y - 2 : y + 10, x + 40 : x + 70] = INK
    assert not text_left.verdict(replace(part, clean=blob), [line]).passed
    assert not text_left.verdict(replace(part, clean=part.rgb), [line]).passed


def test_longer_words_take_the_room_and_then_get_smaller() -> None:
    image, line = sign("SALE", size=40, width=460)
    roomy = text_replace.render(rewritten(image, line, "WINTER SALE"), CANCEL)
    height = np.ptp(roomy.inscriptions[0].quad[:, 1])
    assert height == pytest.approx(set_line("SALE", faces()[1], 40).height, rel=0.15)
    tight = text_replace.render(rewritten(image, line, "WINTER SALE OF WARM AND WOOLLY THINGS"), CANCEL)
    assert np.ptp(tight.inscriptions[0].quad[:, 1]) < 0.7 * height
    assert any("smaller" in n for n in tight.notes)
    assert tight.inscriptions[0].quad[:, 0].min() > 0
    assert tight.inscriptions[0].quad[:, 0].max() < image.width


def test_a_full_stop_between_close_figures_stays_one() -> None:
    image, line = sign("6.5.8", "Oswald-Medium", size=60, tracking=-0.1)
    done = text_replace.render(rewritten(image, line, "2.2.7"), CANCEL)
    ink = (done.image.rgb[:, :, 0] > (GROUND[0] + INK[0]) / 2).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    assert count - 1 == 5
    assert stats[1:, cv2.CC_STAT_AREA].min() > 20


def test_a_drawn_region_binds() -> None:
    image, line = sign("SALE", width=460)
    weights = np.zeros((image.height, image.width), np.float32)
    weights[40:110, 150:310] = 1
    task = replace(rewritten(image, line, "WINTER SALE"), region=Region(weights=weights), has_drawn=True)
    done = text_replace.render(task, CANCEL)
    assert not ((apart(done.image.pixels, image.pixels) > 0) & (weights == 0)).any()


def test_the_same_task_gives_the_same_bytes() -> None:
    image, line = sign("OPEN")
    first, again = (text_replace.render(rewritten(image, line, "SHUT"), CANCEL) for _ in range(2))
    assert np.array_equal(first.image.pixels, again.image.pixels)


def test_letters_that_no_font_has_are_named() -> None:
    image, line = sign("OPEN")
    with pytest.raises(Unsupported, match=r"营业.*Cjk.*setting `fonts`"):
        text_replace.render(rewritten(image, line, "营业"), CANCEL)
    done = text_replace.render(rewritten(image, line, "Žluťoučký"), CANCEL)
    assert done.inscriptions[0].text == "Žluťoučký"


def test_what_is_no_lettering_is_refused() -> None:
    rng = np.random.default_rng(3)
    image, line = sign("OPEN")
    pixels = image.pixels.copy()
    coarse = cv2.resize(rng.integers(0, 255, (30, 84, 3)).astype(np.uint8), (420, 150), interpolation=cv2.INTER_CUBIC)
    pixels[:, :, :3] = coarse
    with pytest.raises(Unsupported, match="generative engine"):
        text_replace.render(rewritten(Image(pixels=pixels), line, "SHUT"), CANCEL)


def test_a_gradient_in_the_ink_goes_on() -> None:
    image, line = sign("MARKET", "ArchivoBlack-Regular", size=70, noise=0)
    pixels = image.pixels.astype(np.float32)
    ink = pixels[:, :, 0] > 150
    fade = np.linspace(255, 120, image.height)[:, None] * np.ones((1, image.width))
    pixels[ink, 1] = fade[ink]
    graded = Image(pixels=pixels.astype(np.uint8))
    done = text_replace.render(rewritten(graded, line, "GARDEN"), CANCEL).image.pixels.astype(int)
    letters = done[:, :, 0] > 200
    rows = np.flatnonzero(letters.any(axis=1))
    top, bottom = rows[len(rows) // 5], rows[-len(rows) // 5]
    above, below = (np.median(done[r][letters[r]][:, 1]) for r in (top, bottom))
    assert above - below > 15


def test_added_text_stands_out_without_a_colour() -> None:
    for shade, light in ((20, True), (235, False)):
        image = Image(pixels=np.dstack([np.full((200, 300, 3), shade, np.uint8), np.full((200, 300), 255, np.uint8)]))
        done = text_add.render(added(image, "New", place="top right", size=0.1), CANCEL)
        assert done.region is not None
        box = done.region.bounds
        assert box is not None
        assert box.x0 > 200
        assert box.y1 < 60
        strong = done.image.pixels[done.region.inside][:, :3]
        assert (strong.max() > 240) if light else (strong.min() < 40)
        assert done.notes == ()


def test_added_text_over_black_and_white_gets_a_shadow_and_is_read(models: Models) -> None:
    stripes = np.repeat(np.tile(np.array([0, 255], np.uint8), 20), 12)[:480]
    pixels = np.full((240, 480, 4), 255, np.uint8)
    pixels[:, :, :3] = stripes[None, :, None]
    image = Image(pixels=pixels)
    done = text_add.render(added(image, "Harbour Days", place="center", size=0.2, color="#ffffff"), CANCEL)
    assert any("shadow" in n for n in done.notes)
    assert verdicts(done.image, done.inscriptions, (), (), models)[0].value == 1.0


def test_added_text_is_wrapped_and_shrunk_into_the_picture() -> None:
    image = Image(pixels=np.full((300, 200, 4), 255, np.uint8))
    done = text_add.render(added(image, "A very long caption that has to be broken into lines", size=0.1), CANCEL)
    assert 1 < len(done.inscriptions) <= text_add.MOST_LINES
    corners = np.concatenate([i.quad for i in done.inscriptions])
    assert corners.min() >= 0
    assert corners[:, 0].max() <= 200
    assert corners[:, 1].max() <= 300


@pytest.mark.parametrize("params", [{"place": "moon"}, {"face": "blackletter"}, {"size": 3}, {"color": "redish"}])
def test_wrong_parameters_are_named(params: dict[str, str | int]) -> None:
    image, _ = sign("OPEN")
    with pytest.raises(InvalidValue, match=next(iter(params))):
        text_add.render(added(image, "Hi", **params), CANCEL)


def test_moved_letters_leave_their_ground_behind() -> None:
    image, line = sign("OPEN", width=420, height=240)
    pixels = image.pixels.copy()
    pixels[180:, :, :3] = (140, 200, 120)
    two = Image(pixels=pixels)
    task = rewritten(two, line, "x")
    step = replace(task.step, op="object.move", params={"to": "bottom"})
    inside = np.zeros((240, 420), np.float32)
    low, high = line.quad.min(axis=0).astype(int), line.quad.max(axis=0).astype(int)
    inside[low[1] : high[1], low[0] : high[0]] = 1
    done = object_move.render(replace(task, step=step, region=Region(weights=inside)), CANCEL)
    below = done.image.pixels[185:235, :, :3].astype(int)
    ink = np.abs(below - INK).max(axis=2) < 40
    ground = np.abs(below - (140, 200, 120)).max(axis=2) < 30
    old = np.abs(below - GROUND).max(axis=2) < 40
    assert ink.sum() > 500
    assert old.sum() < 0.02 * ink.sum()
    assert (ink | ground).mean() > 0.93
    where = done.image.pixels[low[1] : high[1], low[0] : high[0], :3].astype(int)
    assert (np.abs(where - GROUND).max(axis=2) < 25).mean() > 0.99


@pytest.mark.parametrize("noise", [0.0, 3.0])
def test_new_letters_are_as_noisy_as_the_old_ones_ink(noise: float) -> None:
    image, line = sign("STOP", "Oswald-Medium", size=60, noise=noise)
    # The letters are not quite those of any face here: what is between is no noise of the ink.
    soft = image.pixels.copy()
    soft[:, :, :3] = cv2.erode(soft[:, :, :3], np.ones((3, 1), np.uint8))
    made = text_replace.render(rewritten(image.with_pixels(soft), line, "SLOW"), CancelToken())
    inked = made.image.rgb.min(axis=2) > 200
    inner = cv2.erode(inked.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    grey = made.image.rgb.mean(axis=2)
    spread = float(grey[inner].std())
    assert abs(spread - noise / 3**0.5) < 1.2
