"""Tails: what of an animal its mask left behind is taken along, and what only lies beside it is not."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions import tails
from scumble.regions.scene import Scene
from scumble.regions.tails import with_tail
from scumble.vision.models import Models
from scumble.vision.objects import Detection
from scumble.vision.segmenter import Point, Segment
from tests.regions.scenes import pretend

Mask = NDArray[np.bool_]

WIDTH, HEIGHT = 400, 300
BODY, TAIL, SEAT, ROPE = (140, 60, 260, 180), (190, 196, 214, 270), (60, 180, 340, 194), (216, 196, 230, 270)
CREAM, DARK, GREEN, BROWN = (225, 215, 195), (50, 50, 55), (90, 130, 70), (150, 95, 50)


def filled(box: tuple[int, int, int, int]) -> Mask:
    """A box as a mask of the picture."""
    mask = np.zeros((HEIGHT, WIDTH), bool)
    mask[box[1] : box[3], box[0] : box[2]] = True
    return mask


def picture(*, tail: tuple[int, int, int] = CREAM, rope: bool = False) -> Image:
    """A cream animal on a dark seat before green ground; its tail hangs below the seat."""
    rng = np.random.default_rng(5)
    pixels = np.full((HEIGHT, WIDTH, 4), 255, np.uint8)
    pixels[:, :, :3] = GREEN
    for box, colour in ((BODY, CREAM), (TAIL, tail), (SEAT, DARK), *(((ROPE, BROWN),) if rope else ())):
        pixels[filled(box), :3] = colour
    noisy = pixels[:, :, :3] + rng.normal(0, 4, (HEIGHT, WIDTH, 3))
    pixels[:, :, :3] = np.clip(noisy, 0, 255).astype(np.uint8)
    return Image(pixels=pixels)


def found(
    patch: pytest.MonkeyPatch,
    image: Image,
    *seen: Mask,
    label: str = "dog",
    sure: float = 0.97,
    others: tuple[Detection, ...] = (),
) -> Mask:
    """What the animal is with its tail when the segmenter sees one of these shapes wherever it is asked in it.

    others: what the detector sees.
    """

    def answers(embedding: object, models: Models, point: Point) -> list[Segment]:
        shapes = [s for s in seen if s[int(point.y), int(point.x)]]
        logits = [np.where(s, 8.0, -8.0).astype(np.float32) for s in shapes]
        return [Segment(logits=v, quality=sure, stability=sure) for v in logits]

    same: Callable[..., bool] = lambda *_, **__: True  # noqa: E731
    patch.setattr(tails, "can_segment", same)
    patch.setattr(tails, "embed", same)
    patch.setattr(tails, "segments_at", answers)
    pretend(patch, others)
    scene = Scene(image, Models(), CancelToken())
    return with_tail(scene, label, Region.of_mask(filled(BODY))).inside


def share(mask: Mask, of: Mask) -> float:
    return float((mask & of).sum() / of.sum())


def test_a_tail_below_the_seat_is_taken_along_and_the_seat_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    mask = found(monkeypatch, picture(), filled(TAIL))
    assert share(mask, filled(TAIL)) > 0.95
    assert share(mask, filled(BODY)) == 1.0
    assert share(mask, filled(SEAT)) < 0.02


def test_a_rope_that_the_segmenter_takes_along_stays_out(monkeypatch: pytest.MonkeyPatch) -> None:
    mask = found(monkeypatch, picture(rope=True), filled(TAIL) | filled(ROPE))
    assert share(mask, filled(TAIL)) > 0.9
    assert share(mask, filled(ROPE)) < 0.35


@pytest.mark.parametrize("label", ["bench", "subject"])
def test_only_animals_are_looked_at(monkeypatch: pytest.MonkeyPatch, label: str) -> None:
    assert not found(monkeypatch, picture(), filled(TAIL), label=label)[filled(TAIL)].any()


def test_what_has_other_colours_is_no_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found(monkeypatch, picture(tail=BROWN), filled(TAIL))[filled(TAIL)].any()


@pytest.mark.parametrize(("label", "box", "taken"), [("dog", TAIL, False), ("bench", TAIL, True), ("dog", BODY, True)])
def test_what_belongs_to_another_animal_is_not_taken(
    monkeypatch: pytest.MonkeyPatch, label: str, box: tuple[int, int, int, int], taken: bool
) -> None:
    other = Detection(label=label, score=0.6, box=Box(x0=box[0] - 4, y0=box[1] - 4, x1=box[2] + 4, y1=box[3] + 4))
    mask = found(monkeypatch, picture(), filled(TAIL), others=(other,))
    assert (share(mask, filled(TAIL)) > 0.9) is taken


def test_what_does_not_lead_away_is_no_tail(monkeypatch: pytest.MonkeyPatch) -> None:
    along = (150, 200, 250, 220)
    image = picture(tail=GREEN)
    pixels = np.array(image.pixels)
    pixels[filled(along), :3] = CREAM
    assert not found(monkeypatch, Image(pixels=pixels), filled(along))[filled(along)].any()


def test_where_the_segmenter_is_unsure_nothing_is_added(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not found(monkeypatch, picture(), filled(TAIL), sure=0.8)[filled(TAIL)].any()


def test_the_slit_between_a_tail_and_its_animal_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    rear, body = filled((263, 90, 345, 118)), filled(BODY)
    pixels = np.array(picture(tail=GREEN).pixels)
    pixels[filled((258, 90, 345, 118)), :3] = CREAM
    mask = found(monkeypatch, Image(pixels=pixels), rear)
    assert share(mask, rear) > 0.95
    assert int(cv2.connectedComponents((mask & (rear | body | filled((259, 92, 265, 116)))).astype(np.uint8))[0]) == 2
