"""What is sent and what the upstream answers: a photo-like JPEG of about 0.94 MB, and a redrawn PNG of about 1 MB.

The answer is the picture as image models give it back: moved by a pixel, a little brighter, with another thing in its
middle. So whoever lays it over what was sent has all of that to undo.
"""

from dataclasses import dataclass, field
from typing import Any, Final, cast

import cv2
import numpy as np
import orjson
import pybase64
from numpy.typing import NDArray

SENT_BYTES: Final = 940_000
ANSWER_BYTES: Final = 1_010_000
"""Of the PNG; 1.35 MB in base64."""
SHIFT: Final = (1.4, -0.9)
BRIGHTER: Final = 4
CAMERA: Final = 6.0
"""Noise of the photo alone, levels of 255."""
REGION: Final = {"type": "box", "units": "fraction", "x": 0.36, "y": 0.36, "width": 0.28, "height": 0.28}
"""Where the edit with all checks may change anything."""

Pixels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """sent: the JPEG. answer: the upstream's JSON, drawn: the PNG in it."""

    sent: bytes = field(repr=False)
    answer: bytes = field(repr=False)
    drawn: bytes = field(repr=False)
    side: int


def pictures(side: int = 1024) -> Pictures:
    """Both for a picture of side x side pixels; smaller ones have fewer bytes by their share."""
    share = side * side / 1024**2
    scene, grain = _scene(side), _grain(side)
    # More grain makes a PNG larger: as much of it as gives the wanted size.
    low, high = 0.0, 24.0
    drawn = b""
    for _ in range(7):
        middle = (low + high) / 2
        drawn = _png(_redrawn(_grained(scene, grain, middle)))
        low, high = (middle, high) if len(drawn) < ANSWER_BYTES * share else (low, middle)
    photo = _grained(scene, grain, low) + _noise(side, CAMERA)
    sent = _jpeg(_rounded(np.asarray(photo, np.float32)), round(SENT_BYTES * share))
    answer = orjson.dumps(
        {
            "created": 1_790_000_000,
            "data": [{"b64_json": pybase64.b64encode(drawn).decode()}],
            "background": "opaque",
            "output_format": "png",
            "quality": "high",
            "size": f"{side}x{side}",
            "usage": {
                "input_tokens": 1_400,
                "input_tokens_details": {"image_tokens": 1_380, "text_tokens": 20},
                "output_tokens": 4_160,
                "total_tokens": 5_560,
            },
        }
    )
    return Pictures(sent=sent, answer=answer, drawn=drawn, side=side)


def _scene(side: int) -> NDArray[np.float32]:
    """Soft light, texture of several sizes, and things with edges to lay pictures over each other by."""
    rng = np.random.default_rng(5)
    yy, xx = np.mgrid[:side, :side].astype(np.float32) / side
    scene = np.stack([70 + 90 * xx, 110 + 60 * yy, 150 - 60 * xx * yy], axis=2)
    for cells in (8, 24):
        noise = rng.normal(0, 1, (cells, cells, 3)).astype(np.float32)
        scene += 10 * cast(Any, cv2.resize(noise, (side, side), interpolation=cv2.INTER_CUBIC))
    for _ in range(40):
        x, y = (int(v) for v in rng.integers(0, side, 2))
        colour = [float(v) for v in rng.integers(20, 235, 3)]
        cv2.circle(scene, (x, y), int(rng.integers(side // 60 + 1, side // 14 + 2)), colour, -1, cv2.LINE_AA)
    return np.ascontiguousarray(scene, np.float32)


def _grain(side: int) -> NDArray[np.float32]:
    """Fine texture that the photo and the answer share, of standard deviation 1."""
    fine = cv2.GaussianBlur(np.random.default_rng(9).normal(0, 1, (side, side)).astype(np.float32), (0, 0), 0.8)
    return (np.asarray(fine, np.float32) / np.float32(np.std(fine)))[:, :, None]


def _grained(scene: NDArray[np.float32], grain: NDArray[np.float32], strength: float) -> NDArray[np.float32]:
    return np.asarray(scene + np.float32(strength) * grain, np.float32)


def _noise(side: int, sigma: float) -> NDArray[np.float32]:
    return np.random.default_rng(11).normal(0, sigma, (side, side, 3)).astype(np.float32)


def _redrawn(scene: NDArray[np.float32]) -> Pixels:
    """Moved, brighter, and with another thing in the middle."""
    side = scene.shape[0]
    moved = cv2.warpAffine(
        scene,
        np.array([[1, 0, SHIFT[0]], [0, 1, SHIFT[1]]], np.float64),
        (side, side),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    out = np.ascontiguousarray(moved, np.float32) + np.float32(BRIGHTER)
    cv2.circle(out, (side // 2, side // 2), side // 9, (40.0, 60.0, 225.0), -1, cv2.LINE_AA)
    return _rounded(out)


def _rounded(scene: NDArray[np.float32]) -> Pixels:
    return np.rint(np.clip(scene, 0, 255)).astype(np.uint8)


def _jpeg(bgr: Pixels, wanted: int) -> bytes:
    """The best quality of at most the wanted bytes."""
    data = b""
    for quality in range(100, 40, -1):
        done, coded = cv2.imencode(".jpg", bgr, [cv2.IMWRITE_JPEG_QUALITY, quality])
        assert done
        data = cast(Any, coded).tobytes()
        if len(data) <= wanted:
            break
    return data


def _png(bgr: Pixels) -> bytes:
    """As providers write them, at zlib's usual level."""
    done, coded = cv2.imencode(".png", bgr, [cv2.IMWRITE_PNG_COMPRESSION, 6])
    assert done
    return cast(Any, coded).tobytes()
