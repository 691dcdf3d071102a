"""Scenes with a known truth: painted subjects on real textures, with shadow, reflection or glare by known physics.

The textures are the photographs that the scikit-image package ships (brick, gravel, grass) and a procedural studio
floor; the subjects are the procedural ones of `bench.composites`. A shadow multiplies linear light, a glossy floor adds
its mirror image by its share, glare adds white light; then come sensor noise and 8 bits. What is drawn here shares no
code with the engine.
"""

import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.composites import animals, things
from bench.composites.canvas import Cut
from bench.composites.scenes import trimmed

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]
Kind = Literal["shadow", "reflection", "glare"]

WIDTH, HEIGHT = 800, 600
SUBJECTS: dict[str, Callable[[np.random.Generator], Cut]] = {
    "mug": things.mug,
    "shoe": things.shoe,
    "bottle": things.bottle,
    "plush": animals.plush,
}
GROUNDS = {
    "studio": (214.0, 208.0, 200.0),
    "gravel": (176.0, 168.0, 158.0),
    "brick": (178.0, 140.0, 118.0),
    "grass": (120.0, 150.0, 90.0),
}
"""Each ground's mean colour; the photographs are grey and lend their texture."""
CONTRAST = {"studio": 1.5, "gravel": 16.0, "brick": 14.0, "grass": 16.0}
"""Standard deviation of the texture in encoded numbers."""
NOISE = 1.2


@dataclass(frozen=True, kw_only=True, eq=False)
class Scene:
    """seen, truth: uint8 (H, W, 3), with and without the light. thing: float32 (H, W), the subject's true alpha, or the
    surface's. area: bool (H, W), where they differ visibly, outside of the subject for shadows and reflections."""

    name: str
    kind: Kind
    seen: Bytes
    truth: Bytes
    thing: Floats
    area: Mask


def scenes(kinds: tuple[Kind, ...] = ("shadow", "reflection", "glare"), only: str = "") -> Iterator[Scene]:
    """All scenes of these kinds: every subject on every ground, shadows hard and soft; labels under glare.

    only: those whose kind and name contain this; the others are not painted.
    """
    for subject in SUBJECTS:
        for ground in GROUNDS:
            for hard in (True, False):
                if "shadow" in kinds and only in f"shadow {_shadow_name(subject, ground, hard=hard)}":
                    yield shadow(subject, ground, hard=hard)
        for share in (0.25, 0.45):
            if "reflection" in kinds and only in f"reflection {subject}, {share:g}":
                yield reflection(subject, share)
    for k in range(8):
        if "glare" in kinds and only in f"glare label {k + 1}":
            yield glare(k)


def _shadow_name(subject: str, ground: str, *, hard: bool) -> str:
    return f"{subject}, {ground}, {'hard' if hard else 'soft'}"


def shadow(subject: str, ground: str, *, hard: bool) -> Scene:
    """A cast and a contact shadow on the ground."""
    rng = _rng(f"shadow {subject} {ground} {hard}")
    floor, (alpha, colour) = _floor(ground, rng), _placed(subject, rng)
    side = 1 if rng.random() < 0.5 else -1
    fall = _thrown(alpha, side * rng.uniform(0.5, 0.9), rng.uniform(0.25, 0.45))
    fall = cv2.GaussianBlur(fall, (0, 0), 2.0 if hard else 11.0)
    depth = rng.uniform(0.45, 0.75)
    # Open shade is lit by the sky: blue keeps a little more.
    keep = 1 - fall[:, :, None] * depth * np.array([1.0, 0.98, 0.93], np.float32)
    keep *= 1 - 0.5 * _contact(alpha)[:, :, None]
    dark = _encoded((_linear(floor) * keep).astype(np.float32))
    seen, truth = _finished(_over(dark, alpha, colour), _over(floor, alpha, colour), rng)
    area = (keep.mean(axis=2) < 0.9) & (alpha < 0.01)
    return Scene(
        name=_shadow_name(subject, ground, hard=hard),
        kind="shadow",
        seen=seen,
        truth=truth,
        thing=alpha,
        area=area,
    )


def reflection(subject: str, share: float) -> Scene:
    """The subject mirrored in a glossy studio floor, weaker and softer away from the foot."""
    rng = _rng(f"reflection {subject} {share}")
    floor, (alpha, colour) = _floor("studio", rng), _placed(subject, rng)
    foot = int(np.flatnonzero((alpha > 0.5).any(axis=1))[-1])
    mirror, cover = np.zeros_like(floor), np.zeros_like(alpha)
    rows = min(HEIGHT - foot - 1, foot)
    mirror[foot + 1 : foot + 1 + rows] = (colour * alpha[:, :, None])[foot - rows : foot][::-1]
    cover[foot + 1 : foot + 1 + rows] = alpha[foot - rows : foot][::-1]
    mirror, cover = cv2.GaussianBlur(mirror, (0, 0), 1.5), cv2.GaussianBlur(cover, (0, 0), 1.5)
    fade = share * np.clip(1 - (np.arange(HEIGHT) - foot) / 110, 0, 1)[:, None].astype(np.float32)
    own = np.where(cover[:, :, None] > 1e-3, mirror / np.maximum(cover, 1e-3)[:, :, None], 0)
    part = (cover * fade)[:, :, None]
    mixed = _linear(floor) * (1 - part) + _linear(np.clip(own, 0, 255).astype(np.float32)) * part
    glossy = _encoded(mixed.astype(np.float32))
    seen, truth = _finished(_over(glossy, alpha, colour), _over(floor, alpha, colour), rng)
    area = (part[:, :, 0] > 0.04) & (alpha < 0.01)
    return Scene(name=f"{subject}, {share:g}", kind="reflection", seen=seen, truth=truth, thing=alpha, area=area)


def glare(k: int) -> Scene:
    """A printed label under a soft spot of white light."""
    rng = _rng(f"glare {k}")
    base = np.array([(40, 80, 165), (150, 40, 45), (35, 110, 70), (60, 45, 110)][k % 4], np.float32)
    label = np.broadcast_to(base, (HEIGHT, WIDTH, 3)).copy()
    for row in range(40, HEIGHT - 40, 26):
        left = 60
        while left < WIDTH - 80:
            width = int(rng.integers(10, 46))
            label[row : row + 9, left : left + width] *= 0.55
            left += width + 9
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    cy, cx, radius = rng.uniform(200, 400), rng.uniform(250, 550), rng.uniform(22, 42)
    spot = np.exp(-((y - cy) ** 2 + ((x - cx) / 1.4) ** 2) / (2 * radius**2)).astype(np.float32)
    lit = _encoded((_linear(label) + rng.uniform(0.25, 0.55) * spot[:, :, None]).astype(np.float32))
    seen, truth = _finished(lit, label, rng)
    thing = np.zeros((HEIGHT, WIDTH), np.float32)
    thing[20:-20, 20:-20] = 1
    return Scene(name=f"label {k + 1}", kind="glare", seen=seen, truth=truth, thing=thing, area=spot > 0.08)


def _rng(words: str) -> np.random.Generator:
    return np.random.default_rng(zlib.crc32(words.encode()))


def _floor(ground: str, rng: np.random.Generator) -> Floats:
    """float32 (H, W, 3) encoded: the ground without any shadow."""
    if ground == "studio":
        texture = rng.normal(0, 1, (HEIGHT, WIDTH)).astype(np.float32)
        texture = cv2.GaussianBlur(texture, (0, 0), 0.8)
    else:
        import skimage

        file = Path(skimage.__file__).parent / "data" / f"{ground}.png"
        grey = cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)
        if grey is None:
            raise FileNotFoundError(file)
        texture = cv2.resize(grey, (WIDTH, WIDTH), interpolation=cv2.INTER_AREA)[:HEIGHT].astype(np.float32)
    texture = (texture - texture.mean()) / texture.std()
    slope = np.linspace(-6, 6, WIDTH, dtype=np.float32)[None, :] * (1 if rng.random() < 0.5 else -1)
    shade = CONTRAST[ground] * texture + slope
    return np.clip(np.array(GROUNDS[ground], np.float32) + shade[:, :, None], 0, 255)


def _placed(subject: str, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """The subject standing on the lower third: alpha (H, W) and colours (H, W, 3)."""
    cut = trimmed(SUBJECTS[subject](rng))
    scale = min(0.34 * WIDTH / cut.alpha.shape[1], 0.5 * HEIGHT / cut.alpha.shape[0])
    size = (max(2, round(cut.alpha.shape[1] * scale)), max(2, round(cut.alpha.shape[0] * scale)))
    small = cv2.resize(cut.alpha, size, interpolation=cv2.INTER_AREA)
    paint = cv2.resize(cut.color * cut.alpha[:, :, None], size, interpolation=cv2.INTER_AREA)
    paint = paint / np.maximum(small, 1e-3)[:, :, None]
    left, top = (WIDTH - size[0]) // 2, round(0.76 * HEIGHT) - size[1]
    alpha, colour = np.zeros((HEIGHT, WIDTH), np.float32), np.zeros((HEIGHT, WIDTH, 3), np.float32)
    alpha[top : top + size[1], left : left + size[0]] = np.clip(small, 0, 1)
    colour[top : top + size[1], left : left + size[0]] = np.clip(paint, 0, 255)
    return alpha, colour


def _thrown(alpha: Floats, right: float, up: float) -> Floats:
    """The silhouette laid on the ground by an affine shear about its lowest row."""
    foot = float(np.flatnonzero((alpha > 0.5).any(axis=1))[-1])
    # A point h above the foot falls h * right aside and h * up above the foot.
    matrix = np.array([[1, -right, right * foot], [0, up, foot * (1 - up)]], np.float64)
    return np.asarray(cv2.warpAffine(alpha, matrix, (WIDTH, HEIGHT), flags=cv2.INTER_LINEAR), np.float32)


def _contact(alpha: Floats) -> Floats:
    """A dark seam under the foot."""
    foot = int(np.flatnonzero((alpha > 0.5).any(axis=1))[-1])
    seam = np.zeros_like(alpha)
    columns = (alpha[foot - 6 : foot + 1] > 0.5).any(axis=0)
    seam[foot - 4 : foot + 5, columns] = 1
    return np.clip(np.asarray(cv2.GaussianBlur(seam, (0, 0), 5), np.float32), 0, 1)


def _over(ground: Floats, alpha: Floats, colour: Floats) -> Floats:
    return (ground * (1 - alpha[:, :, None]) + colour * alpha[:, :, None]).astype(np.float32)


def _finished(seen: Floats, truth: Floats, rng: np.random.Generator) -> tuple[Bytes, Bytes]:
    """Both with the same sensor noise, as bytes."""
    noise = rng.normal(0, NOISE, (HEIGHT, WIDTH, 3)).astype(np.float32)
    one, two = (np.clip(np.rint(x + noise), 0, 255).astype(np.uint8) for x in (seen, truth))
    return one, two


def _linear(encoded: Floats) -> Floats:
    """sRGB numbers 0..255 to light, IEC 61966-2-1."""
    x = encoded / np.float32(255)
    return np.where(x <= 0.04045, x / 12.92, ((x + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _encoded(light: Floats) -> Floats:
    """Light to sRGB numbers 0..255."""
    x = np.clip(light, 0, 1)
    return (255 * np.where(x <= 0.0031308, x * 12.92, 1.055 * np.maximum(x, 1e-9) ** (1 / 2.4) - 0.055)).astype(
        np.float32
    )
