"""Text through the whole edit: found by words, also after moves of the picture, kept outside, read back, or refused."""

import numpy as np
import pytest
from skimage.data import astronaut

from scumble.app import App, limits_of
from scumble.codec.decode import decode
from scumble.core.errors import Unsupported
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines.cpu import text_add
from scumble.vision.faces import find_faces
from scumble.vision.lettering import read_lettering
from tests.edits.conftest import Edit
from tests.engines.cpu.lettered import added, sign


def source() -> Source:
    """Two signs, one over the other."""
    above, below = sign("Information", size=40, height=100)[0], sign("OPEN", size=64, height=150)[0]
    image = Image(pixels=np.concatenate([above.pixels, below.pixels]))
    return Source(image=image, data=b"", format="png")


def read(app: App, data: bytes) -> set[str]:
    """The lines in a picture."""
    image = decode(data, limits=limits_of(app.settings)).image
    return {line.text for line in read_lettering(image, app.editor.edits.models, cancel=CancelToken())}


def test_named_words_are_changed_and_nothing_else(app: App, edit: Edit) -> None:
    before = source()
    done = edit(Instruction(words="replace 'OPEN' with 'CLOSED'", sources=(before,)))[0]
    assert read(app, done.data) == {"Information", "CLOSED"}
    verdicts = {v.guard: v for v in done.verdicts}
    assert verdicts["lettering"].passed
    assert verdicts["lettering"].value == 1.0
    assert verdicts["lettering_kept"].passed
    assert done.preservation.mode == "exact"
    assert done.preservation.changed == 0
    assert not done.region.inside[:100].any()


def test_words_that_do_not_stand_there_are_refused_with_what_was_read(edit: Edit) -> None:
    with pytest.raises(Unsupported, match=r'"SALE".*"OPEN"'):
        edit(Instruction(words="change 'SALE' to 'WINTER SALE'", sources=(source(),)))


def test_text_is_followed_through_moves_of_the_picture(app: App, edit: Edit) -> None:
    words = "rotate 90 degrees clockwise and resize to 600 px wide, then change 'OPEN' to 'SHUT'"
    done = edit(Instruction(words=words, sources=(source(),)))[0]
    assert {v.guard: v.passed for v in done.verdicts}["lettering"]
    assert "SHUT" in read(app, done.data)


def test_a_mask_says_which_and_how_far(app: App, edit: Edit) -> None:
    before = source()
    weights = np.zeros((250, 420), np.float32)
    weights[110:240, 60:360] = 1
    drawn = Drawn(region=Region(weights=weights))
    done = edit(Instruction(words='change the text to "PULL"', sources=(before,), drawn=drawn))[0]
    assert read(app, done.data) == {"Information", "PULL"}
    after = decode(done.data, limits=limits_of(app.settings)).image
    assert (after.pixels == before.image.pixels)[weights == 0].all()


def test_a_mask_beside_all_text_is_refused(edit: Edit) -> None:
    weights = np.zeros((250, 420), np.float32)
    weights[:6, :6] = 1
    with pytest.raises(Unsupported, match="No text could be read there"):
        edit(
            Instruction(
                words="change the text to SALE", sources=(source(),), drawn=Drawn(region=Region(weights=weights))
            )
        )


def test_added_text_is_read_back(app: App, edit: Edit) -> None:
    done = edit(Instruction(words="add the text 'New' in the top right corner in white", sources=(source(),)))[0]
    assert "New" in read(app, done.data)
    assert {v.guard: v.passed for v in done.verdicts}["lettering"]


def test_added_words_keep_off_a_face(app: App, edit: Edit) -> None:
    pixels = np.dstack([astronaut(), np.full((512, 512), 255, np.uint8)])
    image = Image(pixels=np.ascontiguousarray(pixels[60:]))
    faces = find_faces(image, app.editor.edits.models)
    assert faces
    words = "write 'Hello there' at the top in large letters"
    done = edit(Instruction(words=words, sources=(Source(image=image, data=b"", format="png"),)))[0]
    face = np.zeros((image.height, image.width), bool)
    face[faces[0].y0 : faces[0].y1, faces[0].x0 : faces[0].x1] = True
    usual = text_add.render(added(image, "Hello there", place="top", size=0.12), CancelToken())
    assert usual.region is not None
    assert (usual.region.inside & face).any(), "where it would stand without looking"
    assert (done.region.inside & face).mean() < 0.2 * (usual.region.inside & face).mean()
