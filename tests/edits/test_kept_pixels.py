"""What the product is for: outside the region nothing changes, in any format, through the whole way of an edit."""

import asyncio
import io
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image as Pillow

from scumble.app import App, limits_of
from scumble.codec.decode import decode
from scumble.core.errors import Cancelled, InvalidSize, InvalidValue
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction, Output, OutputFormat
from scumble.core.region import Region
from scumble.core.usage import Usage
from scumble.core.work import CancelToken
from scumble.edits.billing import Prices
from scumble.edits.run import Edits, Preview
from tests.edits.conftest import Edit

WORDS = ("remove the marked object", "make it brighter", "make it black and white", "blur it", "more contrast")
slow = settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck), derandomize=True)


def picture(seed: int, width: int, height: int, alpha: bool) -> Image:
    rng = np.random.default_rng(seed)
    ramp = np.linspace(20, 220, width)[None, :, None] + np.linspace(-20, 20, height)[:, None, None]
    pixels = np.clip(ramp + rng.normal(0, 12, (height, width, 4)), 0, 255).astype(np.uint8)
    pixels[:, :, 3] = rng.integers(0, 256, (height, width)) if alpha else 255
    return Image(pixels=pixels)


def random_region(seed: int, width: int, height: int) -> Region:
    rng = np.random.default_rng(seed)
    yy, xx = np.mgrid[:height, :width]
    cx, cy = rng.uniform(0, width), rng.uniform(0, height)
    distance = np.hypot(xx - cx, yy - cy)
    radius = rng.uniform(2, min(width, height) / 3)
    soft = rng.uniform(0.5, 6)
    return Region(weights=np.clip((radius - distance) / soft, 0, 1).astype(np.float32))


@slow
@given(
    seed=st.integers(0, 2**16),
    width=st.integers(24, 70),
    height=st.integers(24, 70),
    alpha=st.booleans(),
    words=st.sampled_from(WORDS),
    fmt=st.sampled_from(["png", "webp"]),
)
def test_no_pixel_outside_a_random_mask_changes(
    app: App, edit: Edit, seed: int, width: int, height: int, alpha: bool, words: str, fmt: OutputFormat
) -> None:
    image, region = picture(seed, width, height, alpha), random_region(seed + 1, width, height)
    if region.is_empty:
        return
    source = Source(image=image, data=b"", format="png")
    instruction = Instruction(
        words=words, sources=(source,), drawn=Drawn(region=region), output=Output(format=fmt), seed=seed
    )
    edited = edit(instruction)[0]
    out = decode(edited.data, limits=limits_of(app.settings)).image
    outside = ~region.inside & (image.alpha > 0)
    assert (out.pixels[outside] == image.pixels[outside]).all()
    assert edited.preservation.mode == "exact"
    assert edited.preservation.changed == 0
    assert edited.verdicts[0].passed


def jpeg_source(app: App, seed: int, quality: int = 88, orientation: int = 1) -> Source:
    file = io.BytesIO()
    exif = Pillow.Exif()
    exif[0x0112] = orientation
    Pillow.fromarray(picture(seed, 96, 72, alpha=False).pixels[:, :, :3]).save(
        file, "JPEG", quality=quality, exif=exif.tobytes()
    )
    return decode(file.getvalue(), limits=limits_of(app.settings))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_jpeg_stays_the_same_file_where_the_edit_does_not_reach(app: App, edit: Edit, orientation: int) -> None:
    source = jpeg_source(app, 3, orientation=orientation)
    mask = np.zeros(source.image.alpha.shape, bool)
    mask[20:30, 24:40] = True
    instruction = Instruction(
        words="remove this",
        sources=(source,),
        drawn=Drawn(region=Region.of_mask(mask)),
        output=Output(format="jpeg"),
    )
    edited = edit(instruction)[0]
    out = decode(edited.data, limits=limits_of(app.settings)).image
    far = np.ones(mask.shape, bool)
    far[0:52, 4:68] = False
    assert (out.pixels[far] == source.image.pixels[far]).all()
    assert (out.pixels[mask] != source.image.pixels[mask]).any()
    assert (edited.preservation.mode, edited.preservation.changed) == ("exact", 0)


def test_an_explicit_compression_re_encodes_and_says_so(app: App, edit: Edit) -> None:
    source = jpeg_source(app, 4)
    drawn = Drawn(region=random_region(1, 96, 72))
    output = Output(format="jpeg", compression=60)
    edited = edit(Instruction(words="make it darker", sources=(source,), drawn=drawn, output=output))[0]
    assert edited.preservation.mode == "reencoded"
    assert edited.preservation.changed > 0


def test_size_covers_and_contains_without_stretching(app: App, edit: Edit) -> None:
    source = Source(image=picture(5, 90, 60, alpha=False), data=b"", format="png")
    for fit in ("cover", "contain"):
        output = Output(width=40, height=40, fit=fit)
        edited = edit(Instruction(words="make it brighter", sources=(source,), output=output))[0]
        assert (edited.width, edited.height) == (40, 40)


def png_source(seed: int, width: int, height: int, alpha: bool = False) -> Source:
    return Source(image=picture(seed, width, height, alpha=alpha), data=b"", format="png")


def test_equal_variants_are_drawn_and_billed_once(edit: Edit) -> None:
    plain = Instruction(words="make it brighter", sources=(png_source(6, 64, 64),), seed=5)
    one, three = edit(plain), edit(replace(plain, output=Output(variants=3)))
    assert [e.seed for e in three] == [5, 6, 7]
    assert {e.data for e in three} == {one[0].data}
    assert sum((e.usage for e in three), Usage()) == one[0].usage


def test_variants_that_differ_are_each_drawn_and_billed(edit: Edit) -> None:
    drawn = Drawn(region=random_region(3, 90, 60))
    instruction = Instruction(
        words="remove this", sources=(png_source(6, 90, 60),), drawn=drawn, output=Output(variants=2)
    )
    first, second = edit(instruction)
    assert second.usage == Usage(output_image=first.usage.output_image)


def test_previews_come_small_in_order_and_are_counted(app: App) -> None:
    seen: list[Preview] = []

    async def keep(preview: Preview) -> None:
        seen.append(preview)

    plain = Instruction(words="make it brighter", sources=(png_source(7, 900, 600),), output=Output(format="jpeg"))
    streamed = replace(plain, output=replace(plain.output, partial_images=2))
    edits = app.editor.edits
    done = asyncio.run(edits.edit(streamed, cancel=CancelToken(), on_partial=keep))
    assert [(p.index, p.width, p.height) for p in seen] == [(0, 320, 213), (1, 512, 341)]
    assert all(p.data[:2] == b"\xff\xd8" for p in seen)
    alone = asyncio.run(edits.edit(plain, cancel=CancelToken()))
    assert done[0].usage.output_image == alone[0].usage.output_image + 200


def test_flattened_transparency_is_not_called_exact(edit: Edit) -> None:
    drawn = Drawn(region=random_region(1, 60, 60))
    source = png_source(8, 60, 60, alpha=True)
    output = Output(transparent=False)
    edited = edit(Instruction(words="make it darker", sources=(source,), drawn=drawn, output=output))[0]
    assert edited.preservation.mode == "converted"
    assert "white" in (edited.preservation.reason or "")
    assert any("opaque" in note for note in edited.notes)


def test_the_whole_is_the_whole_of_what_the_picture_is_now(app: App, edit: Edit) -> None:
    words = "add a 6 px red border and then make it black and white"
    edited = edit(Instruction(words=words, sources=(png_source(9, 50, 40),)))[0]
    pixels = decode(edited.data, limits=limits_of(app.settings)).image.pixels
    assert pixels.shape[:2] == (52, 62)
    assert (pixels[:, :, 0] == pixels[:, :, 2]).all()


@pytest.mark.parametrize("words", ["add a festive border", "add a rounded white border", "polaroid frame"])
def test_a_drawn_border_leaves_the_picture_inside_as_it_was(app: App, edit: Edit, words: str) -> None:
    source = png_source(9, 120, 90)
    edited = edit(Instruction(words=words, sources=(source,)))[0]
    assert edited.preservation.outside == 120 * 90
    assert edited.preservation.changed == 0
    assert all(v.passed for v in edited.verdicts)
    pixels = decode(edited.data, limits=limits_of(app.settings)).image.pixels
    top, left = (pixels.shape[1] - 120) // 2, (pixels.shape[1] - 120) // 2
    assert np.array_equal(pixels[top : top + 90, left : left + 120], source.image.pixels)


def test_a_border_over_the_picture_is_only_where_it_says(edit: Edit) -> None:
    edited = edit(Instruction(words="add snowflakes around the edge", sources=(png_source(9, 120, 90),)))[0]
    assert (edited.width, edited.height) == (120, 90)
    assert edited.preservation.changed == 0
    assert 0 < edited.preservation.outside < 120 * 90
    assert all(v.passed for v in edited.verdicts)


def test_a_step_after_a_border_keeps_its_pixels_apart(edit: Edit) -> None:
    words = "crop to square, add a christmas border and rotate 90 degrees left"
    edited = edit(Instruction(words=words, sources=(png_source(9, 120, 90),)))[0]
    assert edited.preservation.changed == 0
    assert edited.preservation.outside == 90 * 90


def test_sizes_named_in_words_have_the_same_limit(edit: Edit) -> None:
    for words in ("resize to 9900x9900", "resize to 16x", "add a 7000 px border"):
        with pytest.raises(InvalidSize):
            edit(Instruction(words=words, sources=(png_source(9, 900, 900),)))


def test_a_generated_picture_cannot_be_transparent(edit: Edit) -> None:
    with pytest.raises(InvalidValue, match="opaque"):
        edit(Instruction(words="a navy background", output=Output(transparent=True, width=64, height=64)))


def test_cancelling_stops_before_the_next_stage(app: App) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        asyncio.run(
            app.editor.edits.edit(Instruction(words="flip it", sources=(png_source(9, 30, 30),)), cancel=cancel)
        )


def test_what_was_sent_and_not_used_is_told(edit: Edit) -> None:
    drawn, sources = Drawn(region=random_region(1, 40, 40)), (png_source(1, 40, 40), png_source(2, 40, 40))
    notes = edit(Instruction(words="flip horizontally", sources=sources, drawn=drawn))[0].notes
    assert any("drawn" in n for n in notes)
    assert any("picture 2" in n for n in notes)
    assert edit(Instruction(words="flip horizontally", sources=sources[:1]))[0].notes == ()


def test_an_output_larger_than_an_upload_may_be_is_delivered(app: App) -> None:
    noise = Image(pixels=np.random.default_rng(0).integers(0, 256, (300, 300, 4), dtype=np.uint8))
    small = replace(app.editor.edits.limits, max_bytes=1000)
    edits = Edits(
        engines=app.editor.edits.engines,
        models=app.editor.edits.models,
        pool=app.pool,
        aliases={},
        limits=small,
        prices=Prices(),
    )
    source = Source(image=noise, data=b"", format="png")
    done = asyncio.run(edits.edit(Instruction(words="flip it", sources=(source,)), cancel=CancelToken()))
    assert len(done[0].data) > 1000


def test_extending_keeps_every_pixel_of_the_picture(app: App, edit: Edit) -> None:
    source = png_source(9, 120, 90)
    edited = edit(Instruction(words="extend the picture by 20 % on the right", sources=(source,)))[0]
    assert (edited.width, edited.height) == (144, 90)
    assert edited.preservation.outside == 120 * 90
    assert edited.preservation.changed == 0
    pixels = decode(edited.data, limits=limits_of(app.settings)).image.pixels
    assert np.array_equal(pixels[:, :120], source.image.pixels)


def test_a_change_in_a_region_stays_there_when_enlarged_crisply(edit: Edit) -> None:
    drawn = Drawn(region=random_region(5, 120, 90))
    edited = edit(
        Instruction(words="make it brighter and enlarge it 2x", sources=(png_source(9, 120, 90),), drawn=drawn)
    )
    assert (edited[0].width, edited[0].height) == (240, 180)
    assert edited[0].preservation.changed == 0
    assert edited[0].preservation.outside > 0


def test_noise_is_taken_out_of_the_drawn_region_alone(edit: Edit) -> None:
    drawn = Drawn(region=random_region(6, 120, 90))
    edited = edit(Instruction(words="remove the noise", sources=(png_source(9, 120, 90),), drawn=drawn))[0]
    assert edited.preservation.changed == 0
    assert 0 < edited.preservation.outside < 120 * 90


def test_a_region_that_has_no_part_in_the_edit_is_said_and_one_that_is_framed_is_not(edit: Edit) -> None:
    source = Source(image=picture(5, 160, 90, alpha=False), data=b"", format="png")
    drawn = Drawn(region=random_region(7, 160, 90))
    unused = "What was drawn was not used"

    def noted(words: str) -> bool:
        edited = edit(Instruction(words=words, sources=(source,), drawn=drawn))[0]
        return any(note.startswith(unused) for note in edited.notes)

    assert noted("rotate it by 90 degrees clockwise")
    assert not noted("make it fit for an Instagram story")


@pytest.mark.parametrize("checked", [True, False])
def test_the_region_of_a_finished_edit_is_measured_where_its_pixels_were_looked_at(edit: Edit, checked: bool) -> None:
    drawn = Drawn(region=random_region(6, 120, 90))
    instruction = Instruction(
        words="make it brighter", sources=(png_source(9, 120, 90),), drawn=drawn, output=Output(checked=checked)
    )
    found = edit(instruction)[0].region
    assert found.is_measured
    assert 0 < found.share == found.inside.mean() < 1
