"""Things moved, doubled and recoloured, end to end: the report covers what was written, and later steps follow."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image as Pillow

from scumble.app import App, limits_of
from scumble.codec.decode import Limits, decode
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.edits.run import Preview
from tests.edits.conftest import Edit
from tests.regions.scenes import balls, pretend, seen

BALLS = (("red", 100, 160, 46), ("blue", 300, 160, 46))
PICTURE = balls(*BALLS)
SOURCE = Source(image=PICTURE, data=b"", format="png")


@pytest.fixture(autouse=True)
def two_cups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A red and a blue cup."""
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])


def proved(edited: Edited, source: Image) -> Image:
    """The result, equal to the source outside of the reported region."""
    out = decode(edited.data, limits=Limits()).image
    outside = ~edited.region.inside
    assert (out.pixels[outside] == source.pixels[outside]).all()
    assert (edited.preservation.mode, edited.preservation.changed) == ("exact", 0)
    return out


def is_blue(pixel: np.ndarray) -> bool:
    return int(pixel[2]) > int(pixel[0]) + 40


def test_a_named_thing_moves_and_the_report_covers_both_places(edit: Edit) -> None:
    edited = edit(Instruction(words="move the blue cup 100 px to the right", sources=(SOURCE,)))[0]
    out = proved(edited, PICTURE)
    assert is_blue(out.rgb[160, 400])
    assert not is_blue(out.rgb[160, 270])
    assert edited.region.inside[160, 300]
    assert edited.region.inside[160, 400]
    assert not edited.region.inside[160, 100]


def test_a_duplicate_leaves_the_first_alone(edit: Edit) -> None:
    edited = edit(Instruction(words="duplicate the red cup", sources=(SOURCE,)))[0]
    out = proved(edited, PICTURE)
    assert not edited.region.inside[160, 100]
    assert (out.pixels[140:180, 80:120] == PICTURE.pixels[140:180, 80:120]).all()


def test_a_recoloured_cup_keeps_its_light(edit: Edit) -> None:
    edited = edit(Instruction(words="make the red cup green", sources=(SOURCE,)))[0]
    out = proved(edited, PICTURE)
    middle = out.rgb[160, 100].astype(int)
    assert middle[1] > middle[0] + 30
    assert is_blue(out.rgb[160, 300])


def test_later_steps_follow_what_was_moved(edit: Edit) -> None:
    words = "move the blue cup 100 px to the right, then make the blue cup green"
    out = proved(edit(Instruction(words=words, sources=(SOURCE,)))[0], PICTURE)
    moved = out.rgb[160, 400].astype(int)
    assert moved[1] > moved[2]


def test_a_drawn_mask_says_what_moves_and_the_note_says_where_else_was_written(edit: Edit) -> None:
    yy, xx = np.mgrid[: PICTURE.height, : PICTURE.width]
    region = Region(weights=(np.hypot(xx - 300, yy - 160) < 48).astype(np.float32))
    edited = edit(Instruction(words="move it 100 px to the right", sources=(SOURCE,), drawn=Drawn(region=region)))[0]
    out = proved(edited, PICTURE)
    assert is_blue(out.rgb[160, 400])
    assert edited.region.inside[160, 400]
    assert any("outside of what was marked" in note for note in edited.notes)


def test_jpeg_stays_the_same_file_away_from_both_places(app: App, edit: Edit) -> None:
    file = io.BytesIO()
    Pillow.fromarray(PICTURE.rgb).save(file, "JPEG", quality=90)
    source = decode(file.getvalue(), limits=limits_of(app.settings))
    words = "move the blue cup 100 px to the right"
    edited = edit(Instruction(words=words, sources=(source,), output=Output(format="jpeg")))[0]
    out = decode(edited.data, limits=limits_of(app.settings)).image
    assert (out.pixels[:, :180] == source.image.pixels[:, :180]).all()
    assert (edited.preservation.mode, edited.preservation.changed) == ("exact", 0)
    assert is_blue(out.rgb[160, 400])


def test_previews_move_by_as_much_of_the_small_picture(app: App, monkeypatch: pytest.MonkeyPatch) -> None:
    wide = balls(*BALLS, width=700)
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])
    shown: list[Preview] = []

    async def keep(preview: Preview) -> None:
        shown.append(preview)

    instruction = Instruction(
        words="move the blue cup 300 px to the right",
        sources=(Source(image=wide, data=b"", format="png"),),
        output=Output(partial_images=1),
    )
    asyncio.run(app.editor.edits.edit(instruction, cancel=CancelToken(), on_partial=keep))
    small = decode(shown[0].data, limits=Limits()).image
    scale = small.width / 700
    assert is_blue(small.rgb[round(160 * scale), round(600 * scale)])
    assert not is_blue(small.rgb[round(160 * scale), round(300 * scale)])
