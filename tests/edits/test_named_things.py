"""Edits of things named in words, end to end: found, removed, followed through a crop, said when unsure, refused."""

import asyncio

import numpy as np
import pytest

from scumble.app import App
from scumble.codec.decode import Limits, decode
from scumble.core.errors import Unsupported
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.run import Preview
from scumble.regions import scene as scene_module
from tests.edits.conftest import Edit
from tests.regions.scenes import balls, pretend, seen

BALLS = (("red", 100, 160, 46), ("blue", 300, 160, 46))
PICTURE = balls(*BALLS)
SOURCE = Source(image=PICTURE, data=b"", format="png")


@pytest.fixture(autouse=True)
def two_cups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A red and a blue cup."""
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])


def test_a_named_thing_is_removed_and_the_other_stays_to_the_pixel(edit: Edit) -> None:
    edited = edit(Instruction(words="remove the blue cup", sources=(SOURCE,)))[0]
    out = decode(edited.data, limits=Limits()).image
    assert abs(out.rgb[160, 300].astype(int) - PICTURE.rgb[10, 300].astype(int)).max() < 25
    assert np.array_equal(out.pixels[:, :200], PICTURE.pixels[:, :200])
    assert edited.plan.steps[0].target.kind == "object"
    assert edited.plan.steps[0].target.words == "the blue cup"
    assert edited.preservation.changed == 0
    box = edited.region.bounds
    assert box is not None
    assert box.x0 < 254
    assert box.x1 > 346


def test_a_crop_to_a_named_thing_shows_it_and_later_steps_follow_it(edit: Edit) -> None:
    words = "crop to the blue cup, then make the blue cup black and white"
    edited = edit(Instruction(words=words, sources=(SOURCE,)))[0]
    out = decode(edited.data, limits=Limits()).image
    assert 92 <= out.width <= 110
    middle = out.rgb[out.height // 2, out.width // 2].astype(int)
    assert middle.max() - middle.min() <= 2


def test_a_crop_to_a_shape_lies_around_the_named_thing(edit: Edit) -> None:
    edited = edit(Instruction(words="crop to a square around the blue cup", sources=(SOURCE,)))[0]
    out = decode(edited.data, limits=Limits()).image
    assert out.width == out.height
    blue = out.rgb[:, :, 2].astype(int) - out.rgb[:, :, 0] > 60
    columns = np.flatnonzero(blue.any(axis=0))
    assert abs(columns[0] - (out.width - 1 - columns[-1])) <= 3


def test_a_format_of_a_network_is_framed_around_the_named_thing(edit: Edit) -> None:
    def cup(words: str) -> float:
        out = decode(edit(Instruction(words=words, sources=(SOURCE,)))[0].data, limits=Limits()).image
        blue = out.rgb[:, :, 2].astype(int) - out.rgb[:, :, 0] > 60
        return float(np.flatnonzero(blue.any(axis=0)).mean()) / out.width

    assert abs(cup("crop to the blue cup for instagram") - 0.5) < 0.05
    assert abs(cup("crop for instagram") - 0.5) > 0.1


def test_one_of_several_is_said_in_the_notes(edit: Edit) -> None:
    edited = edit(Instruction(words="blur the cup", sources=(SOURCE,)))[0]
    assert any("2 things were found" in note for note in edited.notes)


def test_what_is_not_there_is_refused_before_anything_is_drawn(edit: Edit) -> None:
    with pytest.raises(Unsupported, match="Found: 2 x cup") as refused:
        edit(Instruction(words="remove the dog", sources=(SOURCE,)))
    assert refused.value.part == "the dog"


def test_previews_show_what_was_found_at_full_size(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = balls(*BALLS, width=700)
    detections = tuple(seen("cup", *b[1:]) for b in BALLS)
    monkeypatch.setattr(scene_module, "find_objects", lambda image, *_, **__: detections if image.width == 700 else ())
    shown: list[int] = []

    async def on_partial(preview: Preview) -> None:
        shown.append(preview.width)

    instruction = Instruction(
        words="blur the blue cup",
        sources=(Source(image=wide, data=b"", format="png"),),
        output=Output(partial_images=1),
    )
    edited = asyncio.run(app.editor.edits.edit(instruction, cancel=CancelToken(), on_partial=on_partial))[0]
    assert shown == [320]
    assert not edited.region.is_empty


def test_with_a_drawing_the_drawing_decides(edit: Edit) -> None:
    weights = np.zeros((320, 480), np.float32)
    weights[140:180, 80:120] = 1
    drawn = Drawn(region=Region(weights=weights))
    edited = edit(Instruction(words="remove the dog", sources=(SOURCE,), drawn=drawn))[0]
    assert edited.plan.steps[0].target.kind == "region"
    assert np.array_equal(edited.region.inside, weights > 0)


def test_a_drawn_mask_is_never_grown_and_what_words_found_is(edit: Edit) -> None:
    mask = np.zeros((PICTURE.height, PICTURE.width), bool)
    mask[110:210, 250:350] = True
    drawn = Drawn(region=Region.of_mask(mask))
    by_words = edit(Instruction(words="remove the blue cup", sources=(SOURCE,)))[0]
    by_hand = edit(Instruction(words="remove the blue cup", sources=(SOURCE,), drawn=drawn))[0]
    ball = np.hypot(*(np.mgrid[: PICTURE.height, : PICTURE.width] - np.array([160, 300])[:, None, None])) <= 46
    assert by_words.region.inside[ball].mean() > 0.99
    assert by_words.region.inside.sum() > 1.05 * ball.sum()
    assert not by_hand.region.inside[~mask].any()
    assert any(v.guard == "fill_quality" for v in by_hand.verdicts)


def test_a_face_is_not_removed_but_refused(edit: Edit) -> None:
    with pytest.raises(Unsupported, match="It can be blurred"):
        edit(Instruction(words="remove the face", sources=(SOURCE,)))
