"""A thing replaced by one of a second picture, end to end: found, put in its place, nothing outside the report changed;
and scenes, which may relight the subject and say so."""

import numpy as np
import pytest

from scumble.codec.decode import Limits, decode
from scumble.core.errors import Unsupported
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.region import Region
from tests.edits.conftest import Edit
from tests.regions.scenes import balls, pretend, seen

BALLS = (("red", 100, 160, 46), ("blue", 300, 160, 46))
PICTURE = balls(*BALLS)
SOURCE = Source(image=PICTURE, data=b"", format="png")


@pytest.fixture(autouse=True)
def two_cups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A red and a blue cup."""
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])


def cut_out(colour: tuple[int, int, int]) -> Source:
    """A box, already cut out, in a picture of its own."""
    pixels = np.zeros((150, 120, 4), np.uint8)
    pixels[20:130, 20:100] = (*colour, 255)
    return Source(image=Image(pixels=pixels), data=b"", format="png")


def test_a_named_thing_is_replaced_and_the_rest_is_kept(edit: Edit) -> None:
    words = "replace the blue cup with the one in the second image"
    edited = edit(Instruction(words=words, sources=(SOURCE, cut_out((40, 200, 60)))))[0]
    out = decode(edited.data, limits=Limits()).image
    outside = ~edited.region.inside
    assert (edited.preservation.mode, edited.preservation.changed) == ("exact", 0)
    assert (out.pixels[outside] == PICTURE.pixels[outside]).all()
    red, green, blue = (int(c) for c in out.rgb[160, 300])
    assert green > red + 40
    assert green > blue + 40
    assert outside[160, 100]
    assert not any("Not used" in n for n in edited.notes)


def test_a_second_picture_without_a_thing_is_named_in_the_error(edit: Edit) -> None:
    empty = Source(image=Image(pixels=np.full((120, 160, 4), 255, np.uint8)), data=b"", format="png")
    with pytest.raises(Unsupported, match="picture 2"):
        edit(Instruction(words="replace the blue cup with the second image", sources=(SOURCE, empty)))


def test_a_drawn_background_keeps_every_pixel_of_the_subject_in_a_scene(edit: Edit) -> None:
    behind = np.ones((PICTURE.height, PICTURE.width), np.float32)
    behind[100:220, 40:160] = 0
    drawn = Drawn(region=Region(weights=behind))
    edited = edit(Instruction(words="change the background to a winter scene", sources=(SOURCE,), drawn=drawn))[0]
    out = decode(edited.data, limits=Limits()).image
    assert (out.pixels[behind == 0] == PICTURE.pixels[behind == 0]).all()
    assert edited.preservation.outside == int((behind == 0).sum())
    assert (edited.preservation.mode, edited.preservation.changed) == ("exact", 0)
