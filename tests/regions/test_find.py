"""Finding by words: colour, place, order, relation, several, and refusals that say what was found."""

import numpy as np
import pytest

from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Click, Drawn
from scumble.core.plan import Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import clicked as clicked_module
from scumble.regions import found as found_module
from scumble.regions import pointed as pointed_module
from scumble.regions.find import find
from scumble.regions.found import LEAST, SURE, Found
from scumble.regions.pointed import find_pointed
from scumble.regions.scene import overlap
from scumble.regions.select import BY_WORDS, select
from scumble.regions.skyline import SKYLINE
from scumble.vision.coarse import Coarse
from scumble.vision.models import Models
from tests.regions.scenes import balls, pretend, seen

MODELS = Models()
RED, BLUE, SMALL = ("red", 100, 160, 46), ("blue", 250, 160, 46), ("red", 390, 160, 30)
PICTURE = balls(RED, BLUE, SMALL)
CUPS = (seen("cup", *RED[1:]), seen("cup", *BLUE[1:], score=0.78), seen("cup", *SMALL[1:], score=0.7))


@pytest.fixture(autouse=True)
def three_cups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A red cup on the left, a blue one in the middle, a small red one on the right; masks without a network."""
    pretend(monkeypatch, CUPS)
    for module in (found_module, pointed_module, clicked_module):
        monkeypatch.setattr(module, "object_mask", round_mask)


def round_mask(image: Image, box: Box, **_: object) -> Region:
    """The ellipse in a box; that masks follow the pixels is tested with the masks."""
    yy, xx = np.mgrid[: image.height, : image.width] + 0.5
    x, y = (xx - box.x0) / box.width * 2 - 1, (yy - box.y0) / box.height * 2 - 1
    return Region.of_mask(x * x + y * y <= 1)


def look(words: str, image: Image = PICTURE) -> Found:
    """What is found."""
    return find(words, image, MODELS, cancel=CancelToken())


def is_ball(found: Found, ball: tuple[str, int, int, int]) -> bool:
    """True when the find's mask is that ball."""
    assert found.region is not None
    yy, xx = np.mgrid[: found.region.shape[0], : found.region.shape[1]]
    true = np.hypot(xx - ball[1], yy - ball[2]) <= ball[3]
    mask = found.region.weights > 0.5
    return float((mask & true).sum()) / float((mask | true).sum()) > 0.85


@pytest.mark.parametrize(
    ("words", "ball"),
    [
        ("the blue cup", BLUE),
        ("the cup on the left", RED),
        ("the cup on the right", SMALL),
        ("the cup in the middle", BLUE),
        ("the second cup from the right", BLUE),
        ("the third mug", SMALL),
        ("the last cup", SMALL),
        ("the smallest cup", SMALL),
        ("the small red cup", SMALL),
        ("the red cup on the right", SMALL),
        ("the red cup to the left of the blue cup", RED),
    ],
)
def test_what_tells_one_thing_apart_is_followed(words: str, ball: tuple[str, int, int, int]) -> None:
    found = look(words)
    assert is_ball(found, ball), found.sentence
    assert found.confidence >= LEAST
    assert found.box is not None
    assert found.chosen[0].label == "cup"


def test_one_of_several_is_taken_and_said() -> None:
    found = look("the cup")
    assert found.region is not None
    assert LEAST <= found.confidence < SURE
    assert "3 things were found" in found.sentence
    assert len(found.candidates) == 3


def test_all_both_and_too_few() -> None:
    assert len(look("all the cups").chosen) == 3
    assert len(look("both red cups").chosen) == 2
    few = look("four cups")
    assert len(few.chosen) == 3
    assert "Only 3 of 4" in few.sentence
    assert few.confidence < SURE


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("the dog", "Found: 3 x cup"),
        ("the green cup", "none as in"),
        ("the fifth cup", "Only 3 were found"),
        ("the scratch", "cannot be found by words"),
        ("the gizmo", "not a thing that can be found"),
        ("the lawn", "No clear lawn"),
        ("the cup next to the dog", "was not found, so it is not clear"),
        ("", "not a thing"),
    ],
)
def test_what_is_not_there_is_refused_with_what_is(words: str, says: str) -> None:
    found = look(words)
    assert found.region is None
    assert found.box is None
    assert found.confidence < LEAST
    assert says in found.sentence
    assert "mask" in found.sentence


@pytest.mark.parametrize(
    ("box", "offered"),
    [(Box(x0=60, y0=60, x1=200, y1=200), True), (Box(x0=0, y0=0, x1=3, y1=3), False), (None, False)],
)
def test_a_subject_under_another_name_is_offered(
    monkeypatch: pytest.MonkeyPatch, box: Box | None, offered: bool
) -> None:
    monkeypatch.setattr("scumble.regions.scene.glance", lambda image, models: box)
    monkeypatch.setattr("scumble.regions.scene.first_look", lambda *_: first_seen(0.9))
    assert ('say "the subject"' in look("the dog").sentence) is offered


def test_no_subject_is_offered_where_none_is_clear(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scumble.regions.scene.glance", lambda image, models: Box(x0=60, y0=60, x1=200, y1=200))
    monkeypatch.setattr("scumble.regions.scene.first_look", lambda *_: first_seen(0.3))
    assert 'say "the subject"' not in look("the dog").sentence


def first_seen(confidence: float) -> Coarse:
    """What a first look sees, so clearly."""
    nothing = np.zeros((20, 20), np.float32)
    rgb, pinned = np.zeros((20, 20, 3), np.uint8), np.zeros((20, 20), np.int8)
    frame = Box(x0=0, y0=0, x1=20, y1=20)
    return Coarse(frame=frame, rgb=rgb, probability=nothing, confidence=confidence, pinned=pinned, notes=())


def test_faint_detections_alone_are_not_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [seen("dog", *SMALL[1:], score=0.27)])
    assert look("the dog").region is None


def test_a_place_that_does_not_fit_the_only_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [seen("cup", 40, 160, 30)])
    assert look("the cup on the right").region is None


def test_a_vivid_thing_is_found_by_its_colour_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [])
    picture = balls(("green", 330, 90, 40), ("white", 120, 200, 60))
    found = look("the green thing", picture)
    assert found.box is not None
    assert overlap(found.box, Box(x0=290, y0=50, x1=370, y1=130)) > 0.85


def test_the_sky_hangs_from_the_upper_edge(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [])
    rng = np.random.default_rng(1)
    rgb = np.zeros((240, 320, 3), np.float64)
    rgb[:100] = np.linspace([90, 140, 220], [180, 205, 240], 100)[:, None]
    rgb[100:] = rng.normal(90, 40, (140, 320, 1)) * np.array([0.9, 1.0, 0.5])
    picture = Image(pixels=np.dstack([np.clip(rgb, 0, 255).astype(np.uint8), np.full((240, 320), 255, np.uint8)]))
    found = look("the sky", picture)
    assert found.region is not None
    assert float(found.region.weights[:95].mean()) > 0.97
    assert float(found.region.weights[110:].mean()) < 0.01
    target = Target(kind="object", words="the sky")
    assert SKYLINE in select(target, picture, MODELS, None, cancel=CancelToken()).notes


def test_a_target_that_is_named_selects_it_and_says_when_it_is_not_sure() -> None:
    target = Target(kind="object", words="the cup")
    chosen = select(target, PICTURE, MODELS, None, cancel=CancelToken())
    assert len(chosen.notes) == 2
    assert chosen.notes[1] == BY_WORDS
    assert chosen.subject is chosen.region
    clear = select(Target(kind="object", words="the blue cup"), PICTURE, MODELS, None, cancel=CancelToken())
    assert clear.notes == ()
    with pytest.raises(Unsupported, match="Found: 3 x cup") as refused:
        select(Target(kind="object", words="the dog"), PICTURE, MODELS, None, cancel=CancelToken())
    assert refused.value.part == "the dog"


def test_a_drawing_narrows_what_is_named_and_counts_alone_off_it() -> None:
    weights = np.zeros((320, 480), np.float32)
    weights[:, 200:300] = 1
    target = Target(kind="object", words="the blue cup")
    inside = select(target, PICTURE, MODELS, Drawn(region=Region(weights=weights)), cancel=CancelToken())
    assert inside.region.bounds is not None
    assert inside.region.bounds.x0 >= 200
    far = np.zeros((320, 480), np.float32)
    far[:40, :40] = 1
    alone = select(target, PICTURE, MODELS, Drawn(region=Region(weights=far)), cancel=CancelToken())
    assert np.array_equal(alone.region.weights, far)
    assert alone.notes


def test_a_click_off_the_subject_takes_the_thing_or_the_area_under_it() -> None:
    for x, ball in ((BLUE[1], BLUE), (SMALL[1], SMALL)):
        clicks = (Click(x=x, y=160),)
        found = find_pointed(PICTURE, Drawn(clicks=clicks), MODELS, cancel=CancelToken())
        assert is_ball(found, ball)
        assert found.chosen[0].label == "cup"


def test_a_box_is_the_thing_in_it_and_a_polygon_is_itself() -> None:
    weights = np.zeros((320, 480), np.float32)
    weights[114:207, 204:297] = 1
    found = find_pointed(PICTURE, Drawn(region=Region(weights=weights)), MODELS, cancel=CancelToken())
    assert is_ball(found, BLUE)
    triangle = Region(weights=np.tril(np.ones((320, 480), np.float32)))
    as_drawn = find_pointed(PICTURE, Drawn(region=triangle), MODELS, cancel=CancelToken())
    assert as_drawn.region is triangle


def test_areas_are_looked_for_in_a_picture_of_hardly_any_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, ())
    pixels = np.full((300, 300, 4), 255, np.uint8)
    pixels[100:200, 100:200, :3] = (220, 0, 10)
    pixels[110:120, 110:190, 1] = np.arange(80)  # no flat graphics: those are answered without looking at areas
    for words in ("the grass", "the trees"):
        assert find(words, Image(pixels=pixels), MODELS, cancel=CancelToken()).region is None


def test_a_doubtful_find_says_where_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [seen("cup", 240, 160, 46, score=0.36)])
    found = look("the cup", balls(("blue", 240, 160, 46)))
    assert found.region is not None
    assert found.confidence < SURE
    assert "doubtful" in found.sentence
    assert "% sure" in found.sentence
    assert "in the middle" in found.sentence
