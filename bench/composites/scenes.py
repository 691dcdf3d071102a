"""The composites: which subject lies where on which photo, and how the picture is made. Fixed before any tuning.

Eighteen subjects on four photos each: a plain one, one out of focus, a natural one, a busy one. Every composite grows a
subject of its own from its own seed, so that no two alphas are equal. Every third subject is held out: what the code is
tuned on shows no picture of it.

Blending: in the picture's own sRGB numbers, as editors' layers and the mattes of the literature are laid over; the
last of each four in linear light, as a sensor mixes. Then sensor noise, and JPEG at quality 92.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.composites import animals, heads, plants, things
from bench.composites.backgrounds import HARD, NATURAL, PLAIN, SOFT, Background, load
from bench.composites.canvas import Cut

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

SIZES = ((1200, 900), (960, 1200), (1080, 1080), (1440, 1080))
QUALITY = 92


@dataclass(frozen=True, kw_only=True)
class Subject:
    """name; make: grows it from a generator (None: the photographed animal of the shared photos). share: its box as a
    share of the picture. stands: on the picture's lower border (a bust), else on its lower third with a shadow."""

    name: str
    make: Callable[[np.random.Generator], Cut] | None
    share: float = 0.4
    cut_off: bool = False
    shadow: bool = False


SUBJECTS = (
    Subject(name="straight hair", make=heads.straight, share=0.5, cut_off=True),
    Subject(name="fur ball", make=animals.fur_ball, share=0.34, shadow=True),
    Subject(name="curly hair", make=heads.curly, share=0.48, cut_off=True),
    Subject(name="cat", make=animals.cat, share=0.4, shadow=True),
    Subject(name="mug", make=things.mug, share=0.3, shadow=True),
    Subject(name="fern", make=plants.fern, share=0.5),
    Subject(name="branch", make=plants.branch, share=0.5),
    Subject(name="blown hair", make=heads.blown, share=0.55, cut_off=True),
    Subject(name="shoe", make=things.shoe, share=0.36, shadow=True),
    Subject(name="chair", make=things.chair, share=0.4, shadow=True),
    Subject(name="feather", make=plants.feather, share=0.25),
    Subject(name="basket", make=things.basket, share=0.4, shadow=True),
    Subject(name="net bag", make=things.net_bag, share=0.36),
    Subject(name="bicycle", make=things.bicycle, share=0.5, shadow=True),
    Subject(name="bottle", make=things.bottle, share=0.25, shadow=True),
    Subject(name="grass", make=plants.grass, share=0.45, shadow=True),
    Subject(name="lemur", make=None, share=0.5, cut_off=True),
    Subject(name="plush", make=animals.plush, share=0.4, shadow=True),
)


@dataclass(frozen=True, kw_only=True)
class Scene:
    """One composite. size: width, height in pixels. kind: of background. linear: mixed in linear light."""

    subject: Subject
    background: Background
    kind: str
    size: tuple[int, int]
    seed: int
    linear: bool
    held_out: bool

    @property
    def name(self) -> str:
        """As rows and files are called."""
        return f"{self.subject.name}, {self.kind}".replace(" ", "_").replace(",", "")


@dataclass(frozen=True, kw_only=True, eq=False)
class Composite:
    """jpeg: the picture as it is sent. alpha: float32 (H, W), the truth."""

    jpeg: bytes
    alpha: Floats


def scenes() -> list[Scene]:
    """All composites, in their order."""
    kinds = (("plain", PLAIN), ("soft", SOFT), ("natural", NATURAL), ("busy", HARD))
    out: list[Scene] = []
    for k, subject in enumerate(SUBJECTS):
        for j, (kind, grounds) in enumerate(kinds):
            scene = Scene(
                subject=subject,
                background=grounds[(k + 2 * j) % len(grounds)],
                kind=kind,
                size=SIZES[(k + j) % len(SIZES)],
                seed=zlib.crc32(f"{subject.name} {kind}".encode()),
                linear=j == 3,
                held_out=k % 3 == 2,
            )
            out.append(scene)
    return out


def make(scene: Scene, photos: Path) -> Composite:
    """The picture and its true alpha."""
    rng = np.random.default_rng(scene.seed)
    cut = trimmed(_photographed(photos) if scene.subject.make is None else scene.subject.make(rng))
    width, height = scene.size
    alpha, color = placed(cut, scene, rng)
    ground = load(scene.background, photos, width, height, bool(rng.random() < 0.5))
    if scene.subject.shadow:
        ground = ground * _shadow(alpha)[:, :, None]
    mixed = _mixed(color, ground, alpha[:, :, None], scene.linear)
    grain = rng.normal(0.0, 2.2, (height, width, 1)) + rng.normal(0.0, 0.9, (height, width, 3))
    picture = np.clip(np.rint(mixed + grain), 0, 255).astype(np.uint8)
    jpeg = cv2.imencode(".jpg", picture[:, :, ::-1], [cv2.IMWRITE_JPEG_QUALITY, QUALITY])[1].tobytes()
    return Composite(jpeg=jpeg, alpha=alpha)


def placed(cut: Cut, scene: Scene, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Alpha (H, W) and colours (H, W, 3) at the picture's size: scaled down to the wanted share, never up."""
    width, height = scene.size
    h, w = cut.alpha.shape
    share = scene.subject.share * rng.uniform(0.8, 1.15)
    scale = min((share * width * height / (h * w)) ** 0.5, 0.94 * width / w, 0.92 * height / h, 1.0)
    size = (max(8, round(w * scale)), max(8, round(h * scale)))
    covered = cut.alpha[:, :, None]
    both = np.dstack([cut.color * covered, covered]).astype(np.float32)
    if rng.random() < 0.5:
        both = np.ascontiguousarray(both[:, ::-1])
    small = np.asarray(cv2.resize(both, size, interpolation=cv2.INTER_AREA), np.float32)
    free_x, free_y = width - size[0], height - size[1]
    x = round(free_x * float(np.clip(0.5 + 0.18 * rng.standard_normal(), 0.05, 0.95)))
    y = free_y if scene.subject.cut_off else round(free_y * rng.uniform(0.4, 0.8))
    out = np.zeros((height, width, 4), np.float32)
    out[y : y + size[1], x : x + size[0]] = small
    alpha = np.clip(out[:, :, 3], 0.0, 1.0)
    return alpha, np.clip(out[:, :, :3] / np.maximum(alpha, 1e-4)[:, :, None], 0.0, 255.0).astype(np.float32)


def trimmed(cut: Cut) -> Cut:
    """Without the empty rim."""
    ys, xs = np.nonzero(cut.alpha > 0.01)
    box = slice(int(ys.min()), int(ys.max()) + 1), slice(int(xs.min()), int(xs.max()) + 1)
    return Cut(alpha=cut.alpha[box], color=cut.color[box])


def _photographed(photos: Path) -> Cut:
    """The animal whose alpha was measured, with its own estimated colours."""
    alpha = cv2.imread(str(photos / "matting_lemur_alpha.png"), cv2.IMREAD_GRAYSCALE)
    color = cv2.imread(str(photos / "matting_lemur_foreground.png"))
    if alpha is None or color is None:
        raise FileNotFoundError(photos / "matting_lemur_alpha.png")
    return Cut(
        alpha=alpha.astype(np.float32) / np.float32(255.0),
        color=np.ascontiguousarray(color[:, :, ::-1]).astype(np.float32),
    )


def _shadow(alpha: Floats) -> Floats:
    """A soft contact shadow below what stands there: a factor, float32 (H, W)."""
    ys, xs = np.nonzero(alpha > 0.5)
    bottom, middle, half = int(ys.max()), float(xs.mean()), float(np.ptp(xs)) / 2
    dark = np.zeros(alpha.shape, np.float32)
    cv2.ellipse(dark, (round(middle), bottom - 4), (round(half * 0.85), round(half * 0.14)), 0, 0, 360, 0.45, -1)
    return 1.0 - np.asarray(cv2.GaussianBlur(dark, (0, 0), max(4.0, half * 0.06)), np.float32)


def _mixed(front: Floats, ground: Floats, alpha: Floats, linear: bool) -> Floats:
    """alpha front + (1 - alpha) ground, in sRGB numbers or in linear light."""
    if not linear:
        return front * alpha + ground * (1 - alpha)
    light = (front / 255.0) ** 2.2 * alpha + (ground / 255.0) ** 2.2 * (1 - alpha)
    return np.asarray(light ** (1 / 2.2) * 255.0, np.float32)
