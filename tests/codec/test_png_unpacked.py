"""Unpacked PNGs: decoders read the same picture, and what is wrong with a file stays wrong."""

import io
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image as Pillow

from scumble.codec import png_unpacked
from scumble.codec.decode import Limits, decode
from scumble.codec.png_chunks import chunk, read_png
from scumble.codec.png_unpacked import unpacked
from scumble.core.errors import InvalidImage
from tests.codec.pictures import save
from tests.photo_like import photo_like

LIMITS = Limits()
PHOTO = photo_like(160, 90).rgb


def read(data: bytes) -> Any:
    return cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)


def wide(rgb: Any) -> bytes:
    done, data = cv2.imencode(".png", rgb.astype(np.uint16) * 257 + 3)
    assert done
    return data.tobytes()


@pytest.mark.parametrize(
    "data",
    [
        save(PHOTO, "PNG"),
        save(np.dstack([PHOTO, PHOTO[:, :, 0]]), "PNG"),
        save(PHOTO[:1, :1], "PNG"),
        save(np.zeros((300, 400, 3), np.uint8), "PNG"),
        wide(PHOTO),
        wide(PHOTO[:, :, 0]),
    ],
)
def test_decoders_read_the_same_picture(data: bytes) -> None:
    stored = unpacked(read_png(data, LIMITS)).tobytes()
    assert stored != data
    assert len(stored) > read(data).nbytes
    assert np.array_equal(read(stored), read(data))
    assert np.array_equal(np.asarray(Pillow.open(io.BytesIO(stored))), np.asarray(Pillow.open(io.BytesIO(data))))


def parts(data: bytes) -> tuple[bytes, bytes]:
    """Up to the pixels, and what is packed there."""
    at = data.index(b"IDAT") - 4
    length = int.from_bytes(data[at : at + 4], "big")
    assert data[at + 12 + length + 4 : at + 12 + length + 8] == b"IEND"
    return data[:at], data[at + 8 : at + 8 + length]


def test_pieces_may_end_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(png_unpacked, "_FED", 7)
    before, packed = parts(save(PHOTO, "PNG"))
    cuts = [packed[at : at + 100] for at in range(0, len(packed), 100)]
    data = (
        before
        + b"".join(chunk(b"IDAT", c) for c in [*cuts[:-1], cuts[-1][:-3], b"", cuts[-1][-3:]])
        + chunk(b"IEND", b"")
    )
    stored = unpacked(read_png(data, LIMITS)).tobytes()
    assert len(stored) > PHOTO.nbytes
    assert np.array_equal(read(stored), read(save(PHOTO, "PNG")))
    assert np.array_equal(np.asarray(Pillow.open(io.BytesIO(stored))), PHOTO)


@pytest.mark.parametrize("change", ["short", "long", "more", "checksum", "nonsense"])
def test_damaged_rows_are_left_to_the_decoder(change: str) -> None:
    before, packed = parts(save(PHOTO[:20, :30], "PNG"))
    raw = zlib.decompress(packed)
    broken = {
        "short": zlib.compress(raw[:-40]),
        "long": zlib.compress(raw + bytes(100_000)),
        "more": packed + b"more",
        "checksum": packed[:-1] + bytes([packed[-1] ^ 1]),
        "nonsense": b"\x78\x01" + b"\xff" * 50,
    }[change]
    data = before + chunk(b"IDAT", broken) + chunk(b"IEND", b"")
    png = read_png(data, LIMITS)
    assert unpacked(png).tobytes() == png.clean
    if change in {"short", "nonsense"}:
        with pytest.raises(InvalidImage):
            decode(data, limits=LIMITS)


def test_interlaced_pictures_are_left_as_they_are() -> None:
    header = np.frombuffer(save(PHOTO, "PNG"), np.uint8).copy()
    body = header[16:29].copy()
    body[12] = 1
    data = header[:8].tobytes() + chunk(b"IHDR", body.tobytes()) + header[33:].tobytes()
    png = read_png(data, LIMITS)
    assert unpacked(png).tobytes() == png.clean
