"""Thumbnails for a batch's report: small WebP pictures of before and after, kept beside the state."""

import base64
from contextlib import suppress
from pathlib import Path
from typing import Final, Literal

from scumble.cli.files import write_file
from scumble.core.errors import ScumbleError

LONGEST: Final = 280
"""Longest side in pixels; the page shows them at half of it, sharp on dense screens."""
QUALITY: Final = 72
Side = Literal["before", "after"]


class Thumbs:
    """The thumbnails of one batch; threads share it."""

    def __init__(self, folder: Path, *, most_pixels: int) -> None:
        """folder: of the batch's state. most_pixels: of a picture that is read."""
        self._folder = folder / "thumbs"
        self._most = most_pixels

    def make(self, key: str, name: Side, data: bytes) -> None:
        """Keeps one; a picture that cannot be read here has none."""
        self._folder.mkdir(exist_ok=True)
        with suppress(ScumbleError):
            write_file(self._folder / f"{key}.{name}.webp", thumbnail(data, self._most))

    def url(self, key: str, name: Side) -> str | None:
        """A thumbnail as a data URL."""
        try:
            data = (self._folder / f"{key}.{name}.webp").read_bytes()
        except OSError:
            return None
        return "data:image/webp;base64," + base64.b64encode(data).decode()


def thumbnail(data: bytes, most_pixels: int) -> bytes:
    """A small WebP of a picture file. Raises what the decoder raises."""
    from scumble.codec.decode import Limits, decode  # noqa: PLC0415 - the codec takes a while to import
    from scumble.codec.encode import encode  # noqa: PLC0415
    from scumble.codec.resample import resize_array  # noqa: PLC0415
    from scumble.core.image import Image  # noqa: PLC0415

    image = decode(data, limits=Limits(max_bytes=len(data), max_pixels=most_pixels, max_side=65_535)).image
    scale = min(1.0, LONGEST / max(image.width, image.height))
    width, height = (max(1, round(side * scale)) for side in (image.width, image.height))
    small = resize_array(image.pixels, width, height)
    return encode(Image(pixels=small, profile=image.profile), format="webp", compression=QUALITY)
