"""Geometry: crop, resize, pad, rotate, flip, warp; one function moves pictures, masks and references alike.

kind      params (all JSON values)
crop      x, y, width, height: box in pixels
resize    width, height in pixels; sharp 1 when enlarged edges are to be crisp
pad       top, right, bottom, left in pixels; fill '#rrggbb', '#rrggbbaa', 'transparent' or 'edge'
rotate    degrees clockwise; corners 'crop' (largest full rectangle) or 'keep' (same size, corners transparent)
flip      axis 'horizontal' (left and right change places) or 'vertical'
warp      width, height in pixels; m00 .. m22: the perspective map from target to source pixel centres

Crop, pad, flip and multiples of 90 degrees are exact; all else resamples with premultiplied alpha.
"""

from typing import Any, Literal, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

from scumble.codec.homography import warp_array
from scumble.codec.resample import largest_rectangle, resize_array, rotate_array
from scumble.core.errors import InvalidSize, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Geometry

T = TypeVar("T", bound=np.generic)

Corners = Literal["crop", "keep"]
Axis = Literal["horizontal", "vertical"]

MAX_SIDE = 32_000
"""Longest side any step may make; OpenCV's warp counts in 16 bits."""


def crop(x: int, y: int, width: int, height: int) -> Geometry:
    """Keeps the box of width x height pixels whose top left pixel is (x, y)."""
    if min(x, y) < 0 or min(width, height) < 1:
        raise InvalidValue(f"A crop box needs x, y >= 0 and a positive size, not {(x, y, width, height)}.")
    return Geometry(kind="crop", params={"x": int(x), "y": int(y), "width": int(width), "height": int(height)})


def resize(width: int, height: int, *, sharp: bool = False) -> Geometry:
    """Scales to width x height pixels. sharp: enlarged edges are crisp."""
    _check_size(width, height)
    return Geometry(
        kind="resize", params={"width": int(width), "height": int(height)} | ({"sharp": 1} if sharp else {})
    )


def pad(top: int, right: int, bottom: int, left: int, fill: str = "transparent") -> Geometry:
    """Adds pixels outside. fill: '#rrggbb', '#rrggbbaa', 'transparent' (black, alpha 0) or 'edge' (rim repeated)."""
    if min(top, right, bottom, left) < 0:
        raise InvalidValue("Padding cannot be negative; crop to make a picture smaller.")
    if fill not in {"transparent", "edge"}:
        _colour(fill)
    sides = {"top": int(top), "right": int(right), "bottom": int(bottom), "left": int(left)}
    return Geometry(kind="pad", params={**sides, "fill": fill})


def rotate(degrees: float, corners: Corners = "crop") -> Geometry:
    """Turns clockwise. Multiples of 90 are exact; otherwise `corners` says what becomes of the empty corners."""
    if not np.isfinite(degrees):
        raise InvalidValue("The angle must be a number of degrees.")
    return Geometry(kind="rotate", params={"degrees": float(degrees) % 360.0, "corners": corners})


def flip(axis: Axis) -> Geometry:
    """Mirrors: 'horizontal' swaps left and right, 'vertical' top and bottom."""
    if axis not in {"horizontal", "vertical"}:
        raise InvalidValue("The axis of a flip is 'horizontal' or 'vertical'.")
    return Geometry(kind="flip", params={"axis": axis})


def warp(to_source: NDArray[np.float64], width: int, height: int) -> Geometry:
    """Seen through a perspective map, (3, 3), from target to source pixel centres. Raises InvalidValue, InvalidSize."""
    _check_size(width, height)
    if to_source.shape != (3, 3) or not np.isfinite(to_source).all():
        raise InvalidValue("A perspective map is nine finite numbers.")
    entries = {f"m{i}{j}": float(to_source[i, j]) for i in range(3) for j in range(3)}
    return Geometry(kind="warp", params={"width": int(width), "height": int(height), **entries})


def size_after(geometry: Geometry, width: int, height: int) -> tuple[int, int]:
    """(W, H) of a width x height picture after the step."""
    p = geometry.params
    if geometry.kind in {"crop", "resize", "warp"}:
        return int(p["width"]), int(p["height"])
    if geometry.kind == "pad":
        return width + int(p["left"]) + int(p["right"]), height + int(p["top"]) + int(p["bottom"])
    if geometry.kind == "flip":
        return width, height
    degrees = float(p["degrees"])
    if degrees % 90 == 0:
        return (height, width) if degrees % 180 else (width, height)
    return largest_rectangle(width, height, degrees) if p["corners"] == "crop" else (width, height)


def apply(geometry: Geometry, pixels: NDArray[T]) -> NDArray[T]:
    """Carries out one step on (H, W) or (H, W, C); always a new contiguous array of the same dtype.

    uint8 (H, W, 4) is straight RGBA. bool (H, W): True wherever any contributing pixel was True or the pixel is new.
    float32 (H, W): weights; new pixels are 0. Raises InvalidValue when a crop box leaves the picture, InvalidSize when
    the result would be larger than 32,000 pixels a side.
    """
    height, width = int(pixels.shape[0]), int(pixels.shape[1])
    _check_size(*size_after(geometry, width, height))
    steps = {"crop": _crop, "resize": _resize, "pad": _pad, "rotate": _rotate, "flip": _flip, "warp": _warp}
    return cast(NDArray[T], np.ascontiguousarray(steps[geometry.kind](geometry, pixels)))


def carry(geometry: Geometry, points: NDArray[np.float32], width: int, height: int) -> NDArray[np.float32]:
    """float32 (N, 2), x and y of points of a width x height picture, after the step."""
    p = geometry.params
    wide, tall = size_after(geometry, width, height)
    out = points.astype(np.float64)
    match geometry.kind:
        case "crop":
            out -= [float(p["x"]), float(p["y"])]
        case "pad":
            out += [float(p["left"]), float(p["top"])]
        case "resize":
            out *= [wide / width, tall / height]
        case "flip":
            axis = 0 if p["axis"] == "horizontal" else 1
            out[:, axis] = (width, height)[axis] - out[:, axis]
        case "rotate":
            angle = np.deg2rad(float(p["degrees"]))
            turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
            out = (out - [width / 2, height / 2]) @ turn.T + [wide / 2, tall / 2]
        case "warp":
            from_source = np.linalg.inv([[float(p[f"m{i}{j}"]) for j in range(3)] for i in range(3)])
            seen = np.column_stack([out - 0.5, np.ones(len(out))]) @ from_source.T
            out = seen[:, :2] / seen[:, 2:] + 0.5
    return out.astype(np.float32)


def apply_image(geometry: Geometry, image: Image) -> Image:
    """The step on a picture; its profile stays."""
    return image.with_pixels(apply(geometry, image.pixels))


def _check_size(width: int, height: int) -> None:
    """Raises InvalidSize outside 1..32,000."""
    if not (1 <= width <= MAX_SIDE and 1 <= height <= MAX_SIDE):
        raise InvalidSize(
            f"A picture of {width}x{height} pixels cannot be made; each side is 1 to {MAX_SIDE:,} pixels."
        )


def _crop(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """Exact."""
    x, y, w, h = (int(geometry.params[k]) for k in ("x", "y", "width", "height"))
    if y + h > pixels.shape[0] or x + w > pixels.shape[1]:
        raise InvalidValue(
            f"The crop box {w}x{h} at ({x}, {y}) leaves the picture of {pixels.shape[1]}x{pixels.shape[0]} pixels."
        )
    return pixels[y : y + h, x : x + w].copy()


def _resize(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """See `resample`."""
    p = geometry.params
    return resize_array(pixels, int(p["width"]), int(p["height"]), sharp=bool(p.get("sharp")))


def _pad(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """Exact."""
    top, right, bottom, left = (int(geometry.params[k]) for k in ("top", "right", "bottom", "left"))
    widths = ((top, bottom), (left, right), *((0, 0) for _ in pixels.shape[2:]))
    fill = str(geometry.params["fill"])
    if pixels.dtype == np.bool_:
        return np.pad(pixels, widths, constant_values=True)
    if pixels.dtype != np.uint8 or pixels.ndim == 2:
        return np.pad(pixels, widths)
    if fill == "edge":
        return np.pad(pixels, widths, mode="edge")
    height, width = pixels.shape[0] + top + bottom, pixels.shape[1] + left + right
    out = np.empty((height, width, pixels.shape[2]), np.uint8)
    out[:] = _colour(fill)[: pixels.shape[2]]
    out[top : top + pixels.shape[0], left : left + pixels.shape[1]] = pixels
    return out


def _rotate(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """Exact for multiples of 90."""
    degrees = float(geometry.params["degrees"])
    if degrees % 90 == 0:
        return np.rot90(pixels, k=-int(degrees // 90)).copy()
    return rotate_array(pixels, degrees, *size_after(geometry, pixels.shape[1], pixels.shape[0]))


def _flip(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """Exact."""
    return np.flip(pixels, axis=1 if geometry.params["axis"] == "horizontal" else 0).copy()


def _warp(geometry: Geometry, pixels: NDArray[Any]) -> NDArray[Any]:
    """See `homography`."""
    p = geometry.params
    to_source = np.array([[float(p[f"m{i}{j}"]) for j in range(3)] for i in range(3)])
    return warp_array(pixels, to_source, int(p["width"]), int(p["height"]))


def _colour(fill: str) -> tuple[int, int, int, int]:
    """RGBA of a fill."""
    if fill == "transparent":
        return 0, 0, 0, 0
    digits = fill.removeprefix("#")
    try:
        values = bytes.fromhex(digits) if fill.startswith("#") and len(digits) in {6, 8} else b""
    except ValueError:
        values = b""
    if not values:
        raise InvalidValue(f"'{fill}' is not a colour; write '#rrggbb', '#rrggbbaa', 'transparent' or 'edge'.")
    return values[0], values[1], values[2], values[3] if len(values) == 4 else 255
