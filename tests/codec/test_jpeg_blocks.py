"""JPEG splicing: coefficients of untouched MCUs are identical, decoded pixels equal from one pixel beyond."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scumble.codec.decode import Limits, decode
from scumble.codec.jpeg_blocks import splice
from scumble.codec.jpeg_coefficients import read_coefficients, write_coefficients
from scumble.codec.jpeg_markers import read_jpeg
from scumble.codec.memory_file import memory_file
from scumble.codec.orient import stored, upright
from scumble.core.image import Image, Source
from tests.codec.hostile import HostileFile, hostile_files
from tests.codec.pictures import SAMPLINGS, gradient, jpeg, save, texture

LIMITS = Limits()


def _source(data: bytes) -> Source:
    """Decoded."""
    return decode(data, limits=LIMITS)


def _edited(source: Source, mask: NDArray[np.bool_], seed: int = 0) -> Image:
    """Another picture inside the mask, and garbage a splice must not look at outside of it."""
    pixels = source.image.pixels.copy()
    other = texture(pixels.shape[1], pixels.shape[0], seed + 1)
    if len(read_jpeg(source.data, LIMITS).components) == 1:
        other = other[..., :1].repeat(3, axis=2)
    pixels[..., :3] = np.where(mask[..., None], 255 - other // 2, pixels[..., :3] ^ 8)
    return source.image.with_pixels(pixels)


def _mcu_mask(source: Source, mask: NDArray[np.bool_]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """In stored order: bool per MCU that the mask touches, and bool per pixel of those MCUs."""
    parts = read_jpeg(source.data, LIMITS).components
    wide = 8 * (max(p.h for p in parts) if len(parts) > 1 else 1)
    high = 8 * (max(p.v for p in parts) if len(parts) > 1 else 1)
    lying = stored(mask, source.orientation)
    rows, columns = -(-lying.shape[0] // high), -(-lying.shape[1] // wide)
    padded = np.pad(lying, ((0, rows * high - lying.shape[0]), (0, columns * wide - lying.shape[1])))
    mcus = padded.reshape(rows, high, columns, wide).any(axis=(1, 3))
    pixels = np.kron(mcus, np.ones((high, wide), np.bool_)).astype(np.bool_)
    return mcus, pixels[: lying.shape[0], : lying.shape[1]]


def _grown(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """One pixel further in all eight directions."""
    wide = np.pad(mask, 1)
    height, width = mask.shape
    return np.any([wide[y : y + height, x : x + width] for y in range(3) for x in range(3)], axis=0)


@st.composite
def masks(draw: st.DrawFn, height: int, width: int) -> NDArray[np.bool_]:
    """One to three boxes, or scattered pixels."""
    mask = np.zeros((height, width), np.bool_)
    random = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    if draw(st.booleans()):
        mask[random.random(mask.shape) < 0.01] = True
    for _ in range(draw(st.integers(0, 3))):
        y, x = int(random.integers(0, height)), int(random.integers(0, width))
        mask[y : y + int(random.integers(1, 25)), x : x + int(random.integers(1, 25))] = True
    return mask


@settings(max_examples=100, deadline=None, derandomize=True)
@given(data=st.data())
@pytest.mark.parametrize("progressive", [False, True])
def test_only_the_touched_mcus_change(progressive: bool, data: st.DataObject) -> None:
    sampling = data.draw(st.sampled_from(SAMPLINGS))
    orientation = data.draw(st.integers(1, 8))
    width, height = data.draw(st.integers(1, 70)), data.draw(st.integers(1, 70))
    quality = data.draw(st.sampled_from([30, 75, 95, 100]))
    restart = {"restart_marker_rows": 1} if data.draw(st.booleans()) else {}
    file = jpeg(texture(width, height), sampling, quality, orientation, progressive=progressive, **restart)
    source = _source(file)
    mask = data.draw(masks(source.image.height, source.image.width))
    spliced = splice(source, _edited(source, mask), mask)
    assert spliced is not None
    after = _source(spliced.data)

    mcus, pixels = _mcu_mask(source, mask)
    reach = upright(_grown(pixels), orientation)
    differs = (after.image.pixels != source.image.pixels).any(axis=2)
    assert not (differs & ~reach).any()
    assert not (differs & ~spliced.changed).any()
    assert not (spliced.changed & ~reach).any()

    before_file, after_file = read_jpeg(file, LIMITS), read_jpeg(spliced.data, LIMITS)
    assert after_file.components == before_file.components
    assert after.orientation == orientation
    old, new = read_coefficients(before_file), read_coefficients(after_file)
    assert old is not None
    assert new is not None
    for i, (a, b) in enumerate(zip(old.blocks, new.blocks, strict=True)):
        assert (old.tables[i] == new.tables[i]).all()
        part = before_file.components[i]
        down, across = (part.v, part.h) if len(old.blocks) > 1 else (1, 1)
        blocks = mcus.repeat(down, axis=0).repeat(across, axis=1)[: a.shape[0], : a.shape[1]]
        assert (a[~blocks] == b[~blocks]).all()


@pytest.mark.parametrize("sampling", SAMPLINGS)
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_edit_arrives_as_well_as_by_coding_everything_anew(sampling: str, orientation: int) -> None:
    source = _source(jpeg(stored(gradient(96, 80), orientation), sampling, 90, orientation))
    mask = np.zeros(source.image.alpha.shape, np.bool_)
    mask[20:61, 30:75] = True
    wanted = source.image.pixels.copy()
    smooth = gradient(*wanted.shape[1::-1])[::-1]
    wanted[mask, :3] = (smooth[..., :1].repeat(3, axis=2) if sampling == "grey" else smooth)[mask]
    spliced = splice(source, source.image.with_pixels(wanted), mask)
    assert spliced is not None

    def error(data: bytes) -> float:
        return float(np.abs(_source(data).image.pixels[mask].astype(int) - wanted[mask]).mean())

    anew = jpeg(stored(wanted[..., :3], orientation), sampling, 90, orientation)
    assert error(spliced.data) <= 1.1 * error(anew) + 0.05


def test_without_a_difference_the_coded_data_is_the_sources_own() -> None:
    source = _source(jpeg(gradient(), "420", progressive=True))
    spliced = splice(source, source.image, np.ones(source.image.alpha.shape, np.bool_))
    assert spliced is not None
    assert not spliced.changed.any()
    assert read_jpeg(spliced.data, LIMITS).body == read_jpeg(source.data, LIMITS).body


def test_tables_of_the_callers_own_making_are_kept() -> None:
    tables = [[3 + (7 * i) % 40 for i in range(64)], [5 + (11 * i) % 90 for i in range(64)]]
    source = _source(save(texture(64, 64), "JPEG", qtables=tables, subsampling=2))
    mask = np.zeros((64, 64), np.bool_)
    mask[:20, :20] = True
    spliced = splice(source, _edited(source, mask), mask)
    assert spliced is not None
    old, new = (read_coefficients(read_jpeg(d, LIMITS)) for d in (source.data, spliced.data))
    assert old is not None
    assert new is not None
    assert all((a == b).all() for a, b in zip(old.tables, new.tables, strict=True))
    assert sorted(old.tables[0].tolist()) == sorted(tables[0])


def test_incomplete_progressive_is_left_to_plain_encoding() -> None:
    whole = jpeg(texture(64, 64), "444", 60, progressive=True)
    scans = [i for i in range(len(whole) - 1) if whole[i : i + 2] == b"\xff\xda"]
    tables = whole.rindex(b"\xff\xc4", 0, scans[2])
    source = _source(whole[:tables] + b"\xff\xd9")
    mask = np.zeros((64, 64), np.bool_)
    mask[8:16, 8:16] = True
    assert splice(source, _edited(source, mask), mask) is None


@pytest.mark.parametrize(
    "file",
    [f for f in hostile_files() if f.expect == "ok" and f.data[:2] == b"\xff\xd8"],
    ids=lambda file: file.name,
)
def test_odd_but_readable_files_are_spliced_or_declined(file: HostileFile) -> None:
    source = _source(file.data)
    mask = np.zeros(source.image.alpha.shape, np.bool_)
    mask[5:9, 5:9] = True
    spliced = splice(source, _edited(source, mask), mask)
    assert (spliced is None) == ("cmyk" in file.name)
    if spliced is not None:
        assert _source(spliced.data).image.size == source.image.size


def test_declines_colour_in_a_grey_file() -> None:
    source = _source(jpeg(gradient(), "grey"))
    mask = np.zeros(source.image.alpha.shape, np.bool_)
    mask[5:30, 5:30] = True
    pixels = source.image.pixels.copy()
    pixels[mask, :3] = 77
    assert splice(source, source.image.with_pixels(pixels), mask) is not None
    coloured = pixels.copy()
    coloured[7, 7, 0] = 99
    assert splice(source, source.image.with_pixels(coloured), mask) is None


def test_declines_what_cannot_be_spliced() -> None:
    source = _source(jpeg(gradient(), "420"))
    everywhere = np.ones(source.image.alpha.shape, np.bool_)
    see_through = source.image.pixels.copy()
    see_through[0, 0, 3] = 0
    smaller = Image(pixels=source.image.pixels[:-1])
    assert splice(source, source.image.with_pixels(see_through), everywhere) is None
    assert splice(source, smaller, everywhere) is None
    assert splice(source, Image(pixels=source.image.pixels, profile=b"other"), everywhere) is None
    png = _source(save(gradient(), "PNG"))
    assert splice(png, png.image, everywhere) is None


def test_threads_splice_side_by_side_without_mixing_pictures() -> None:
    def one(seed: int) -> bytes:
        source = _source(jpeg(texture(90, 70, seed), "420", 80))
        mask = np.zeros((70, 90), np.bool_)
        mask[10:30, 10 + seed : 40 + seed] = True
        spliced = splice(source, _edited(source, mask, seed), mask)
        assert spliced is not None
        return spliced.data

    alone = [one(seed) for seed in range(24)]
    with ThreadPoolExecutor(8) as pool:
        for _ in range(4):
            assert list(pool.map(one, range(24))) == alone


def test_coefficients_out_of_range_are_refused_not_written() -> None:
    file = read_jpeg(jpeg(gradient(), "grey"), LIMITS)
    old = read_coefficients(file)
    assert old is not None
    wild = old.blocks[0].copy()
    wild[0, 0, 5] = 20_000
    assert write_coefficients(file, (wild,)) is None


@pytest.mark.parametrize("in_memory", [True, False])
def test_memory_files_hold_and_forget(in_memory: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not in_memory:
        monkeypatch.delattr("os.memfd_create", raising=False)
    with memory_file(b"abc") as path:
        assert path.read_bytes() == b"abc"
        path.write_bytes(b"longer than before")
        assert path.read_bytes() == b"longer than before"
    assert not path.exists()
