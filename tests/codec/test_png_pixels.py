"""PNGs decoded strip by strip: the pixels that other decoders read, and what is wrong with a file stays wrong."""

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from scumble.codec import png_pixels
from scumble.codec.decode import Limits, decode
from scumble.codec.png_chunks import SIGNATURE, chunk, read_png
from scumble.codec.png_pixels import pixels_of
from scumble.core.errors import InvalidImage
from tests.codec.pictures import save
from tests.photo_like import photo_like

LIMITS = Limits()
PHOTO = photo_like(160, 90).rgb


def rgba(data: bytes) -> Any:
    return np.asarray(Pillow.open(io.BytesIO(data)).convert("RGBA"))


def filtered(rgb: Any) -> bytes:
    """Packed by libpng with filters of every kind."""
    done, data = cv2.imencode(".png", rgb[:, :, ::-1], [cv2.IMWRITE_PNG_STRATEGY, 1, cv2.IMWRITE_PNG_COMPRESSION, 6])
    assert done
    return data.tobytes()


def less_above(samples: Any, from_row: int = 0, to_row: int | None = None) -> bytes:
    """Rows packed as what they are more than the row above; those before and behind as they are."""
    height, width, channels = samples.shape
    rows = samples.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, {3: 2, 4: 6}[channels], 0, 0, 0)
    packed, above = bytearray(), np.zeros_like(rows[0])
    for y, row in enumerate(rows):
        up = from_row <= y < (height if to_row is None else to_row)
        packed += bytes([2 if up else 0]) + (row - above if up else row).tobytes()
        above = row
    body = zlib.compress(bytes(packed))
    return SIGNATURE + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


WIDE = photo_like(240, 50).rgb


@pytest.mark.parametrize("strip", [1, 1000, 5000, 1 << 20])
@pytest.mark.parametrize(
    "data",
    [
        save(PHOTO, "PNG"),
        save(np.dstack([PHOTO, PHOTO[:, :, 0]]), "PNG"),
        save(PHOTO[:1, :1], "PNG"),
        save(PHOTO[:1], "PNG"),
        save(np.zeros((300, 400, 3), np.uint8), "PNG"),
        filtered(PHOTO),
        less_above(WIDE),
        less_above(np.dstack([WIDE, WIDE[:, :, 1]])),
        less_above(WIDE, 7, 31),
        less_above(PHOTO),
    ],
    ids=["rgb", "rgba", "pixel", "row", "flat", "filters", "up", "up, rgba", "up between", "up, short rows"],
)
def test_the_pixels_that_others_read(monkeypatch: pytest.MonkeyPatch, data: bytes, strip: int) -> None:
    monkeypatch.setattr(png_pixels, "_STRIP", strip)
    monkeypatch.setattr(png_pixels, "_MOST", max(100, strip // 3))
    assert np.array_equal(pixels_of(read_png(data, LIMITS)), rgba(data))


def test_every_kind_of_filter_is_met() -> None:
    """By the pictures above: else what a strip takes from the one before would not be seen."""
    raw = zlib.decompress(parts(filtered(PHOTO))[1])
    assert {raw[y * (1 + 160 * 3)] for y in range(90)} >= {1, 2, 4}


def parts(data: bytes) -> tuple[bytes, bytes]:
    """Up to the pixels, and what is packed there."""
    at = data.index(b"IDAT") - 4
    before, packed = data[:at], b""
    while data[at + 4 : at + 8] == b"IDAT":
        length = int.from_bytes(data[at : at + 4], "big")
        packed, at = packed + data[at + 8 : at + 8 + length], at + 12 + length
    assert data[at + 4 : at + 8] == b"IEND"
    return before, packed


def test_pieces_may_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_pixels, "_FED", 7)
    before, packed = parts(save(PHOTO, "PNG"))
    cuts = [packed[at : at + 100] for at in range(0, len(packed), 100)]
    pieces = [*cuts[:-1], cuts[-1][:-3], b"", cuts[-1][-3:]]
    data = before + b"".join(chunk(b"IDAT", piece) for piece in pieces) + chunk(b"IEND", b"")
    assert np.array_equal(pixels_of(read_png(data, LIMITS)), rgba(save(PHOTO, "PNG")))


@pytest.mark.parametrize("change", ["short", "long", "more", "checksum", "nonsense", "half a row"])
def test_damaged_rows_are_left_to_the_decoder(change: str) -> None:
    before, packed = parts(save(PHOTO[:20, :30], "PNG"))
    raw = zlib.decompress(packed)
    broken = {
        "short": zlib.compress(raw[: -2 * 91]),
        "half a row": zlib.compress(raw[:-40]),
        "long": zlib.compress(raw + bytes(100_000)),
        "more": packed + b"more",
        "checksum": packed[:-1] + bytes([packed[-1] ^ 1]),
        "nonsense": b"\x78\x01" + b"\xff" * 50,
    }[change]
    data = before + chunk(b"IDAT", broken) + chunk(b"IEND", b"")
    assert pixels_of(read_png(data, LIMITS)) is None
    if change in {"short", "nonsense", "half a row"}:
        with pytest.raises(InvalidImage):
            decode(data, limits=LIMITS)


@pytest.mark.parametrize("mode", ["L", "P", "LA", "I;16"])
def test_other_kinds_are_left_to_others(mode: str) -> None:
    grey = Pillow.fromarray(PHOTO[:, :, 0])
    picture = Pillow.fromarray(PHOTO[:, :, 0].astype(np.uint16) * 257) if mode == "I;16" else grey.convert(mode)
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    assert pixels_of(read_png(kept.getvalue(), LIMITS)) is None
    assert decode(kept.getvalue(), limits=LIMITS).image.width == 160


def test_interlaced_pictures_are_left_to_others() -> None:
    header = np.frombuffer(save(PHOTO, "PNG"), np.uint8).copy()
    body = header[16:29].copy()
    body[12] = 1
    data = header[:8].tobytes() + chunk(b"IHDR", body.tobytes()) + header[33:].tobytes()
    assert pixels_of(read_png(data, LIMITS)) is None
