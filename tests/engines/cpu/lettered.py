"""Small drawn signs with text in a bundled face, and the lines a reader would find on them."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw

from scumble.core.image import Image
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.engines import Task
from scumble.engines.cpu.text_faces import Face, faces
from scumble.vision.lettering import Line

GROUND, INK = (30, 90, 150), (250, 245, 230)


def face(name: str) -> Face:
    """A bundled face."""
    return next(f for f in faces() if f.name == name)


def sign(
    text: str,
    name: str = "Arimo-Bold",
    *,
    size: int = 44,
    width: int = 420,
    height: int = 150,
    noise: float = 2.0,
    tracking: float = 0.0,
) -> tuple[Image, Line]:
    """A sign with one line of text in the middle, and that line. tracking: added between letters, in ems."""
    font = face(name).font(size)
    picture = Pictures.new("RGB", (width, height), GROUND)
    left, top, right, bottom = font.getbbox(text, anchor="ls")
    x, y = round((width - right + left) / 2 - left), round(height / 2 + size * 0.35)
    if tracking == 0:
        ImageDraw.Draw(picture).text((x, y), text, fill=INK, font=font, anchor="ls")
    for k, letter in enumerate(text if tracking else ""):
        at = x + font.getlength(text[:k]) + k * tracking * size
        ImageDraw.Draw(picture).text((at, y), letter, fill=INK, font=font, anchor="ls")
    right += round(tracking * size * (len(text) - 1))
    rgb = np.asarray(picture, np.float32) + np.random.default_rng(5).normal(0, noise, (height, width, 3))
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[:, :, :3] = np.clip(np.rint(rgb), 0, 255)
    quad = [[x + left, y + top], [x + right, y + top], [x + right, y + bottom], [x + left, y + bottom]]
    margin = np.array([[-4, -4], [4, -4], [4, 4], [-4, 4]], np.float32)
    return Image(pixels=pixels), Line(quad=np.array(quad, np.float32) + margin, text=text, score=0.99, seen=0.99)


def rewritten(image: Image, line: Line, text: str, **more: JsonValue) -> Task:
    """The task that replaces a line."""
    step = Step(
        op=Op.TEXT_REPLACE,
        target=Target(kind="object", words="the text"),
        params={"text": text, "find": line.text, **more},
    )
    return Task(step=step, image=image, region=Region.full(image.height, image.width), lines=(line,))


def added(image: Image, text: str, **params: JsonValue) -> Task:
    """The task that adds a text."""
    step = Step(op=Op.TEXT_ADD, target=Target(kind="whole"), params={"text": text, **params})
    return Task(step=step, image=image, region=Region.full(image.height, image.width))


def apart(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> NDArray[np.int16]:
    """Largest difference of the channels, (H, W)."""
    return np.abs(a[:, :, :3].astype(np.int16) - b[:, :, :3].astype(np.int16)).max(axis=2)
