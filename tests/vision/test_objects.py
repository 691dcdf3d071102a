"""Objects: cells decoded into boxes, looks put together, and what is seen in scikit-image's own photographs."""

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray
from skimage import data

from scumble.core.errors import Cancelled
from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.vision.coco import LABELS
from scumble.vision.models import Models
from scumble.vision.nanodet import BINS, centres, decode, look, prepare
from scumble.vision.objects import Detection, Look, Thing, Votes, find_objects, settle, together

DOG, CAT, CAR = LABELS.index("dog"), LABELS.index("cat"), LABELS.index("car")


def photo(pixels: NDArray[np.uint8]) -> Image:
    """An opaque image of (H, W, 3)."""
    return Image(pixels=np.dstack([pixels, np.full(pixels.shape[:2], 255, np.uint8)]))


def iou(box: Box, x0: float, y0: float, x1: float, y1: float) -> float:
    """Intersection over union."""
    width = max(0.0, min(box.x1, x1) - max(box.x0, x0))
    height = max(0.0, min(box.y1, y1) - max(box.y0, y0))
    both = width * height
    return both / (box.width * box.height + (x1 - x0) * (y1 - y0) - both)


def votes(*rows: tuple[tuple[float, float, float, float], float, int, int]) -> Votes:
    """Rows of box, score, class, look."""
    return Votes(
        boxes=np.array([r[0] for r in rows], np.float32).reshape(-1, 4),
        scores=np.array([r[1] for r in rows], np.float32),
        classes=np.array([r[2] for r in rows], np.intp),
        looks=np.array([r[3] for r in rows], np.intp),
    )


def thing(score: float, kind: int, *box: float) -> Thing:
    """A thing at x0, y0, x1, y1."""
    return Thing(score=score, kind=kind, box=np.array(box, np.float32))


def test_there_are_eighty_names_each_once() -> None:
    assert len(LABELS) == len(set(LABELS)) == 80
    assert (LABELS[0], LABELS[16], LABELS[41], LABELS[79]) == ("person", "dog", "cup", "toothbrush")


def test_a_cell_is_decoded_at_its_place_and_in_its_size() -> None:
    """The second cell of the second row at stride 16 in a 64 x 96 input: its centre is (24, 24)."""
    cells = 8 * 12 + 4 * 6 + 2 * 3
    out = np.zeros((len(LABELS) + 4 * BINS, cells), np.float32)
    at = 8 * 12 + 6 + 1
    out[DOG, at] = 0.9
    for side, distance in enumerate((1, 0, 2, 1)):
        out[len(LABELS) + side * BINS + distance, at] = 50.0
    raw = decode(out, 64, 96, 0.5)
    assert raw.classes.tolist() == [DOG]
    assert raw.scores.tolist() == pytest.approx([0.9])
    np.testing.assert_allclose(raw.boxes, [[24 - 16, 24, 24 + 32, 24 + 16]], atol=1e-3)


def test_a_distance_between_two_bins_is_their_mean() -> None:
    out = np.zeros((len(LABELS) + 4 * BINS, centres(32, 32)[0].size), np.float32)
    out[CAT, 0] = 0.8
    for side in range(4):
        out[len(LABELS) + side * BINS + 2 : len(LABELS) + side * BINS + 4, 0] = 60.0
    raw = decode(out, 32, 32, 0.5)
    np.testing.assert_allclose(raw.boxes, [[4 - 20, 4 - 20, 4 + 20, 4 + 20]], atol=1e-3)


def test_a_picture_keeps_its_shape_on_the_way_into_the_network() -> None:
    tensor, size = prepare(np.full((300, 900, 3), (255, 0, 0), np.uint8), 416, mirrored=False)
    assert tensor.shape == (1, 3, 160, 416)
    assert size == (139, 416)
    blue, green, red = tensor[0, :, 70, 200]
    assert red > 2
    assert blue < -1.5
    assert green < -1.5
    assert (tensor[0, :, 139:] == tensor[0, :, -1:, -1:]).all()


def test_a_mirrored_look_tells_boxes_of_the_picture_itself(models: Models) -> None:
    """A cat in the left half is found in the left half either way."""
    wide = np.full((300, 900, 3), 200, np.uint8)
    wide[:, :451] = data.chelsea()
    for mirrored in (False, True):
        raw = look(wide, models, side=416, mirrored=mirrored, least=0.3)
        cats = raw.boxes[raw.classes == CAT]
        assert len(cats)
        assert cats[:, 2].max() < 520
        assert cats[:, 0].min() >= 0


def test_what_all_looks_see_keeps_its_score_and_what_one_sees_loses() -> None:
    box = (100, 100, 300, 300)
    (sure,) = together(votes((box, 0.6, DOG, 0), (box, 0.6, DOG, 1)), [1.0, 1.5])
    (chance,) = together(votes((box, 0.6, DOG, 0)), [1.0, 1.5])
    assert sure.score == pytest.approx(0.6)
    assert chance.score == pytest.approx(0.6 / 2**0.5)


def test_a_thing_too_small_for_a_look_does_not_need_it() -> None:
    (tiny,) = together(votes(((10, 10, 34, 34), 0.5, CAR, 1)), [1.0, 1.5])
    assert tiny.score == pytest.approx(0.5)


def test_a_box_leans_outward_among_its_surer_votes() -> None:
    rows = votes(
        ((0, 0, 100, 100), 0.6, DOG, 0),
        ((0, 0, 120, 100), 0.6, DOG, 1),
        ((0, 0, 160, 100), 0.2, DOG, 1),
    )
    (found,) = together(rows, [1.0, 1.0])
    np.testing.assert_allclose(found.box, [0, 0, 115, 100], atol=0.01)


def test_two_things_and_two_names_stay_two() -> None:
    rows = votes(
        ((0, 0, 100, 100), 0.6, DOG, 0),
        ((0, 0, 100, 100), 0.6, DOG, 1),
        ((300, 0, 400, 100), 0.5, DOG, 0),
        ((0, 0, 100, 100), 0.4, CAT, 0),
    )
    found = together(rows, [1.0, 1.0])
    assert [t.kind for t in found] == [DOG, DOG, CAT]
    np.testing.assert_allclose(found[1].box, [300, 0, 400, 100], atol=0.01)


def test_nothing_at_all_gives_nothing() -> None:
    assert together(votes(), [1.0]) == []
    assert settle([], 10, 10) == ()


def test_a_place_has_one_name_and_tells_the_others() -> None:
    found = settle([thing(0.7, DOG, 10.2, 10, 100, 100), thing(0.4, CAT, 12, 10, 100, 99)], 640, 480)
    assert found == (Detection(label="dog", score=0.7, box=Box(x0=10, y0=10, x1=100, y1=100), also=(("cat", 0.4),)),)


def test_half_a_thing_is_not_told_beside_the_whole_but_a_neighbour_is() -> None:
    whole, half = thing(0.8, DOG, 0, 0, 100, 100), thing(0.5, DOG, 0, 0, 45, 100)
    neighbour, other_kind = thing(0.5, DOG, 90, 0, 200, 100), thing(0.5, CAT, 0, 0, 45, 100)
    assert [d.box.x1 for d in settle([whole, half, neighbour], 640, 480)] == [100, 200]
    assert [d.label for d in settle([whole, other_kind], 640, 480)] == ["dog", "cat"]


def test_boxes_stay_in_the_picture_and_have_a_pixel() -> None:
    (found,) = settle([thing(0.9, CAR, 640, 480, 640, 480)], 640, 480)
    assert found.box == Box(x0=639, y0=479, x1=640, y1=480)


@pytest.mark.parametrize(
    ("picture", "label", "box"),
    [
        (data.chelsea, "cat", (20, 0, 400, 300)),
        (data.coffee, "cup", (150, 10, 430, 320)),
        (data.astronaut, "person", (20, 10, 400, 512)),
    ],
)
def test_things_in_photographs_are_named_and_boxed(
    picture: Callable[[], NDArray[np.uint8]], label: str, box: tuple[int, int, int, int], models: Models
) -> None:
    found = [d for d in find_objects(photo(picture()), models, cancel=CancelToken()) if d.label == label]
    assert found
    assert iou(found[0].box, *box) > 0.6
    assert 0.3 <= found[0].score <= 1


def test_the_motorcycle_in_the_garage_is_the_surest_thing(models: Models) -> None:
    pixels, _, _ = data.stereo_motorcycle()
    best, *others = find_objects(photo(pixels), models, cancel=CancelToken())
    assert best.label == "motorcycle"
    assert best.score > 0.6
    assert iou(best.box, 115, 70, 665, 450) > 0.6
    assert all(d.score <= best.score for d in others)


def test_small_and_large_pictures_tell_the_same(models: Models) -> None:
    small = data.chelsea()
    large = np.repeat(np.repeat(small, 6, axis=0), 6, axis=1)
    (a, *_), (b, *_) = (find_objects(photo(p), models, cancel=CancelToken()) for p in (small, large))
    assert a.label == b.label == "cat"
    assert iou(a.box, b.box.x0 / 6, b.box.y0 / 6, b.box.x1 / 6, b.box.y1 / 6) > 0.9


def test_nothing_is_seen_on_a_bare_wall_or_in_one_pixel(models: Models) -> None:
    wall = photo(np.full((300, 400, 3), 190, np.uint8))
    dot = photo(np.full((1, 1, 3), 190, np.uint8))
    assert find_objects(wall, models, cancel=CancelToken()) == ()
    assert find_objects(dot, models, cancel=CancelToken(), looks=(Look(side=416),)) == ()


def test_what_is_transparent_is_not_seen(models: Models) -> None:
    hidden = photo(data.chelsea()).pixels.copy()
    hidden[:, :, 3] = 0
    assert find_objects(Image(pixels=hidden), models, cancel=CancelToken()) == ()


def test_a_cancelled_search_stops_before_the_network_runs() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        find_objects(photo(np.zeros((20, 20, 3), np.uint8)), Models(), cancel=token)
