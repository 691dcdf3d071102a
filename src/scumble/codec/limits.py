"""Limits on pictures that come in: bytes, pixels, side, frames and decompression ratio, all checked before decoding."""

from dataclasses import dataclass

from scumble.core.errors import InvalidImage, TooLarge


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a picture may be before a single pixel of it is decoded.

    max_bytes: size of the file. max_pixels: width x height. max_side: longest side, pixels. max_frames: pages or
    animation frames a file may hold (only the first is read). max_ratio: decoded RGBA bytes per byte of file, looked
    at only above `ratio_from` pixels, because small flat pictures honestly compress ten thousandfold.
    max_profile: bytes of an ICC profile after decompression. max_scans: scans of a progressive JPEG; honest encoders
    write about ten, and every scan walks over the whole picture again. max_segments: segments of a JPEG, chunks of a
    PNG.
    """

    max_bytes: int = 50 * 1024 * 1024
    max_pixels: int = 50_000_000
    max_side: int = 20_000
    max_frames: int = 1_000
    max_ratio: int = 5_000
    ratio_from: int = 8_000_000
    max_profile: int = 4 * 1024 * 1024
    max_scans: int = 64
    max_segments: int = 100_000


def check_bytes(data: bytes, limits: Limits, name: str) -> None:
    """Raises InvalidImage for an empty file, TooLarge for one over `max_bytes`."""
    if not data:
        raise InvalidImage(f"'{name}' is an empty file (0 bytes); send the bytes of a picture.", param=name)
    if len(data) > limits.max_bytes:
        raise TooLarge(
            f"'{name}' has {len(data):,} bytes; at most {limits.max_bytes:,} bytes are accepted. "
            "Send a smaller or more strongly compressed file.",
            param=name,
        )


def check_size(width: int, height: int, size: int, limits: Limits, name: str) -> None:
    """Raises InvalidImage for an empty picture, TooLarge over the side, pixel or ratio limit. `size`: file bytes."""
    if width <= 0 or height <= 0:
        raise InvalidImage(f"'{name}' says it is {width}x{height} pixels; there is nothing to see in it.", param=name)
    if max(width, height) > limits.max_side:
        raise TooLarge(f"'{name}' is {width}x{height} pixels; the longest side may be {limits.max_side:,}.", param=name)
    if width * height > limits.max_pixels:
        raise TooLarge(
            f"'{name}' is {width}x{height} = {width * height:,} pixels; at most {limits.max_pixels:,} are accepted. "
            "Scale it down first.",
            param=name,
        )
    if width * height > limits.ratio_from and width * height * 4 > limits.max_ratio * size:
        raise TooLarge(
            f"'{name}' would unpack {size:,} bytes to {width}x{height} pixels, more than {limits.max_ratio:,} times "
            "its size; that looks like a decompression bomb. Scale it down first.",
            param=name,
        )


def check_frames(frames: int, limits: Limits, name: str) -> None:
    """Raises TooLarge when a file holds more frames or pages than allowed."""
    if frames > limits.max_frames:
        raise TooLarge(
            f"'{name}' holds more than {limits.max_frames:,} frames; send a still picture (only the first is used).",
            param=name,
        )


def broken(name: str, what: str) -> InvalidImage:
    """The error for a damaged file: `what` completes the sentence "'image' cannot be read: ..."."""
    return InvalidImage(f"'{name}' cannot be read: {what}", param=name)
