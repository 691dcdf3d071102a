"""Files passed on: what a provider drew reaches the caller as it is, where nothing needs its pixels or changes them."""

import asyncio
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from scumble.app import App
from scumble.codec.decode import Limits, decode, unread
from scumble.codec.encode import encode
from scumble.core.caller import LOCAL
from scumble.core.image import Image
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.region import Region
from scumble.core.work import CancelToken
from tests.edits.conftest import with_provider
from tests.vendors.double import PAINT
from tests.vendors.openai_images import OpenAIDouble

LIMITS = Limits(max_bytes=10**8, max_pixels=10**8, max_side=20_000)
WORDS = "paint all of it anew"


pytestmark = pytest.mark.usefixtures("honest")


@pytest.fixture(scope="module")
def app(double: OpenAIDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with with_provider(double, tmp_path_factory.mktemp("passed")) as app:
        yield app


def picture(kind: str = "jpeg") -> bytes:
    pixels = np.random.default_rng(1).integers(0, 256, (832, 800, 4), np.uint8)
    pixels[..., 3] = 255
    return encode(Image(pixels=pixels), format=kind)  # type: ignore[arg-type]


def edit(app: App, data: bytes, *, drawn: bool = False, **output: Any) -> tuple[Edited, Image]:
    checked = bool(output.get("checked", True))
    source = decode(data, limits=LIMITS) if checked else unread(data, limits=LIMITS)
    assert source is not None
    mask = np.zeros((832, 800), bool)
    mask[100:300, 200:500] = True
    instruction = Instruction(
        words=WORDS,
        sources=(source,),
        model="gpt",
        drawn=Drawn(region=Region.of_mask(mask)) if drawn else None,
        output=Output(**output),
    )
    work = app.editor.edit(instruction, LOCAL, request_id="req", on_partial=None, cancel=CancelToken())
    return asyncio.run(work)[0], source.image


def test_without_checks_no_pixel_is_looked_at(app: App, double: OpenAIDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[str] = []
    real = Image.pixels.fget
    assert real is not None

    def noted(image: Image) -> object:
        looked.append(image.size)
        return real(image)

    data = picture()
    monkeypatch.setattr(Image, "pixels", property(noted))
    done, source = edit(app, data, checked=False)
    assert looked == []
    assert not source.is_read
    monkeypatch.undo()
    assert (done.preservation.mode, done.preservation.outside) == ("unchecked", 0)
    assert "check" not in done.timings
    drawn = decode(done.data, limits=LIMITS).image
    assert (drawn.width, drawn.height) == (800, 832)
    assert (drawn.rgb == PAINT).all()
    assert (done.region.share, done.transparent, done.width, done.height) == (1.0, False, 800, 832)


def test_the_jpeg_itself_is_sent_but_with_a_mask_a_png_is(app: App, double: OpenAIDouble) -> None:
    data = picture()
    edit(app, data, checked=False)
    edit(app, data)
    edit(app, data, drawn=True)
    assert [asked.media for asked in double.asked] == [("image/jpeg",), ("image/jpeg",), ("image/png",)]


def test_with_checks_the_same_file_goes_on_and_is_proved(app: App) -> None:
    plain, _ = edit(app, picture(), checked=False)
    proved, _ = edit(app, picture())
    assert proved.data == plain.data
    assert proved.preservation.mode == "exact"
    assert {v.guard for v in proved.verdicts} >= {"preservation", "change"}
    assert all(v.passed for v in proved.verdicts)


@pytest.mark.parametrize(
    "output",
    [{"format": "webp"}, {"format": "jpeg"}, {"width": 400, "height": 416}, {"format": "jpeg", "compression": 50}],
)
def test_what_is_asked_for_in_another_form_is_made(app: App, output: dict[str, Any]) -> None:
    done, _ = edit(app, picture(), checked=False, **output)
    made = decode(done.data, limits=LIMITS)
    assert made.format == output.get("format", "png")
    assert (made.image.width, made.image.height) == (output.get("width", 800), output.get("height", 832))


def test_without_checks_a_region_is_kept_to_all_the_same(app: App) -> None:
    done, source = edit(app, picture("png"), drawn=True, checked=False)
    made = decode(done.data, limits=LIMITS).image
    outside = np.ones((832, 800), bool)
    outside[100:300, 200:500] = False
    assert np.array_equal(made.pixels[outside], source.pixels[outside])
    assert not np.array_equal(made.pixels, source.pixels)
    assert done.preservation.mode == "unchecked"


def test_an_edit_of_a_picture_that_is_remembered_is_one_of_that_picture(app: App) -> None:
    """Equal pictures become one object: what is proved of the second edit is proved of the first one's picture."""
    for _ in range(2):
        done, _ = edit(app, picture(), drawn=True, format="jpeg")
        assert done.preservation.mode == "exact"
        assert done.preservation.reason is not None
