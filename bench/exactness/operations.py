"""The twenty operations: a sentence for a scene, and the picture that it asks for, drawn from the scene anew.

Rules for what mathematics leaves open, as the product's documentation states them: maps are about the middle of the box
of a shape's pixels; a quarter turn of an odd box goes half a pixel left and up; other maps of aliased shapes take the
nearest pixel of the shape as it was drawn; a border has the pixels whose centre is at most so far from a pixel's of the
shape; a gradient runs over the shape's box. Antialiased shapes are drawn anew from their outline.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import cv2
import numpy as np

from bench.exactness.phrases import phrases
from bench.exactness.scenes import Scene, box_of, draw, mask_of, numbers, random_scene
from bench.exactness.shapes import Bools, Floats, Rgb, Shape, cover, over
from bench.exactness.wordings import WORDINGS, held_out

NAMES: dict[str, str] = {
    "red": "#ff0000", "green": "#008000", "blue": "#0000ff", "yellow": "#ffff00", "orange": "#ffa500",
    "purple": "#800080", "black": "#000000", "turquoise": "#40e0d0", "brown": "#a52a2a", "#12a5d8": "#12a5d8",
    "#7b3f00": "#7b3f00", "#c0ffee": "#c0ffee",
}  # fmt: skip
"""Colours of instructions: CSS names and codes."""
AIR = 6
"""Pixels kept free between a shape's new place and the others."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One edit: the picture, the sentence, the picture asked for (float64 (H, W, 3) of whole numbers).

    resampled: an antialiased outline is drawn in a new shape, so edges are compared by the looser rule.
    """

    name: str
    operation: str
    words: str
    way: str
    held_out: bool
    smooth: bool
    resampled: bool
    before: Floats
    after: Floats


@dataclass(frozen=True, kw_only=True)
class Made:
    """What an operation makes of a scene: values for the sentence, and the picture asked for."""

    said: dict[str, object]
    after: Floats
    resampled: bool = False


Make = Callable[..., Made | None]


def case(operation: str, number: int) -> Case:
    """The number-th case of an operation; even ones are aliased, odd ones antialiased. Always the same."""
    smooth = number % 2 == 1
    wording = (number // 2) % len(WORDINGS[operation])
    for attempt in range(400):
        seed = 100_000 * list(WORDINGS).index(operation) + 1000 * number + attempt
        rng = np.random.default_rng(seed)
        scene = random_scene(seed, smooth=smooth)
        at = int(rng.integers(len(scene.shapes)))
        ways = phrases(scene, at)
        if operation == "centre":
            ways = {w: [p for p in said if "centre" not in p and "middle" not in p] for w, said in ways.items()}
            ways = {w: said for w, said in ways.items() if said}
        if not ways:
            continue
        way = sorted(ways)[int(rng.integers(len(ways)))]
        noun = ways[way][int(rng.integers(len(ways[way])))]
        sideways = "to the {w}" in WORDINGS[operation][wording]
        ways_to = ("left", "right") if sideways else tuple(WAYS)
        make = OPERATIONS[operation]
        made = make(scene, at, rng, ways_to) if make in (_translate, _copy) else make(scene, at, rng)
        if made is None:
            continue
        words = WORDINGS[operation][wording].format(s=f"the {noun}", **made.said)
        return Case(
            name=f"{operation} {number}",
            operation=operation,
            words=words,
            way=way if "{s}" in WORDINGS[operation][wording] else "none",
            held_out=held_out(wording),
            smooth=smooth,
            resampled=made.resampled and smooth,
            before=draw(scene),
            after=made.after,
        )
    raise RuntimeError(f"no scene for {operation} {number}")


def _color(rng: np.random.Generator, scene: Scene) -> tuple[str, Rgb]:
    """A colour that nothing in the scene comes near."""
    taken = [scene.ground, *(s.color for s in scene.shapes)]
    while True:
        name = list(NAMES)[int(rng.integers(len(NAMES)))]
        value = numbers(NAMES[name])
        if min(sum(abs(a - b) for a, b in zip(value, t, strict=True)) for t in taken) > 60:
            return name, value


def _recolour(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    name, value = _color(rng, scene)
    return Made(said={"c": name}, after=draw(scene.with_shape(at, replace(scene.shapes[at], color=value))))


def _flood(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    """From a pixel of the shape, or of the ground where no shape closes a part of it off."""
    name, value = _color(rng, scene)
    if rng.random() < 0.3 and not any(s.kind == "ring" for s in scene.shapes):
        free = np.ones((scene.height, scene.width), bool)
        for i in range(len(scene.shapes)):
            free &= mask_of(scene, i) == 0
        y, x = (int(v) for v in np.argwhere(free)[int(rng.integers(int(free.sum())))])
        return Made(said={"c": name, "x": x, "y": y}, after=draw(replace(scene, ground=value)))
    own = mask_of(scene, at) == 1
    for i, s in enumerate(scene.shapes):
        if s.on_top_of == at:
            own &= mask_of(scene, i) == 0
    y, x = (int(v) for v in np.argwhere(own)[int(rng.integers(int(own.sum())))])
    changed = scene.with_shape(at, replace(scene.shapes[at], color=value))
    return Made(said={"c": name, "x": x, "y": y}, after=draw(changed))


def _background(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    name, value = _color(rng, scene)
    return Made(said={"c": name}, after=draw(replace(scene, ground=value)))


def _drawn(scene: Scene, at: int, layer: Callable[[Floats], Floats]) -> Floats:
    """The scene with one shape drawn by a function of the picture so far."""
    out = np.empty((scene.height, scene.width, 3))
    out[:] = scene.ground
    for i, shape in enumerate(scene.shapes):
        out = layer(out) if i == at else over(out, shape.color, mask_of(scene, i))
    return out


def _gradient(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    (a, low), (b, high) = _color(rng, scene), _color(rng, scene)
    while b == a:
        b, high = _color(rng, scene)
    across = bool(rng.random() < 0.5)
    share = mask_of(scene, at)
    x0, y0, x1, y1 = box_of(share)
    t = (np.arange(scene.width) - x0)[None, :] / max(1, x1 - 1 - x0) if across else None
    t = (np.arange(scene.height) - y0)[:, None] / max(1, y1 - 1 - y0) if t is None else t
    t = np.clip(np.broadcast_to(t, share.shape), 0, 1)[:, :, None]
    colors = np.array(low, float) * (1 - t) + np.array(high, float) * t
    words = "horizontal" if across else "vertical"
    return Made(said={"a": a, "b": b, "d": words}, after=_drawn(scene, at, lambda out: over(out, colors, share)))


def _blend(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    name, value = _color(rng, scene)
    percent = int(rng.integers(2, 9)) * 10
    old = np.array(scene.shapes[at].color, float)
    new = np.floor(old + percent / 100 * (np.array(value) - old) + 0.501)
    shape = replace(scene.shapes[at], color=(int(new[0]), int(new[1]), int(new[2])))
    return Made(said={"c": name, "p": percent}, after=draw(scene.with_shape(at, shape)))


def _invert_shape(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    r, g, b = scene.shapes[at].color
    shape = replace(scene.shapes[at], color=(255 - r, 255 - g, 255 - b))
    return Made(said={}, after=draw(scene.with_shape(at, shape)))


def _invert_picture(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    return Made(said={}, after=255 - draw(scene))


def _within(mask: Bools, n: int) -> Bools:
    """Pixels whose centre is at most n from one of the mask's, by shifting the mask to every such place."""
    padded = np.pad(mask, n)
    out = padded.copy()
    for dy in range(-n, n + 1):
        for dx in range(-n, n + 1):
            if dx * dx + dy * dy <= n * n:
                out |= np.roll(np.roll(padded, dy, axis=0), dx, axis=1)
    return out[n:-n, n:-n]


def _fine_distance(shape: Shape, scene: Scene, *, inside: bool) -> Floats:
    """Distance from the outline in pixels at 4 x 4 points a pixel, float64 (4 H, 4 W), on one side of it."""
    n = 4
    x, y = (np.arange(scene.width * n) + 0.5) / n, (np.arange(scene.height * n) + 0.5) / n
    there = shape.inside(x[None, :], y[:, None])
    side = there if inside else ~there
    return np.asarray(cv2.distanceTransform(side.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE), float) / n


def _shrunk(values: Bools) -> Floats:
    """4 x 4 points a pixel averaged."""
    h, w = values.shape
    return values.astype(float).reshape(h // 4, 4, w // 4, 4).mean(axis=(1, 3))


def _border(scene: Scene, at: int, rng: np.random.Generator, *, inside: bool) -> Made | None:
    name, value = _color(rng, scene)
    n = int(rng.integers(2, 7))
    share, shape = mask_of(scene, at), scene.shapes[at]
    if not inside and not _free(scene, at, _grown(box_of(share), n + 2)):
        return None
    if scene.smooth:
        near = _shrunk(_fine_distance(shape, scene, inside=inside) <= n + 0.125)
        if inside:
            own = _fine_distance(shape, scene, inside=True)
            rim = _shrunk((own > 0) & (own <= n + 0.125))
            rest = share - rim

            def layer(out: Floats) -> Floats:
                mixed = out * (1 - share[:, :, None]) + np.array(value) * rim[:, :, None]
                return np.floor(mixed + np.array(shape.color) * rest[:, :, None] + 0.501)

            after = _drawn(scene, at, layer)
        else:
            after = _drawn(scene, at, lambda out: over(over(out, value, near), shape.color, share))
        return Made(said={"c": name, "n": n}, after=after, resampled=True)
    own = share > 0
    if inside:
        rim = own & _within(~own, n)
        after = _drawn(scene, at, lambda out: over(over(out, shape.color, share), value, rim.astype(float)))
    else:
        ring = _within(own, n) & ~own
        after = _drawn(scene, at, lambda out: over(over(out, value, ring.astype(float)), shape.color, share))
    return Made(said={"c": name, "n": n}, after=after)


Box = tuple[int, int, int, int]


def _grown(box: Box, by: int) -> Box:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by


def _free(scene: Scene, at: int, box: Box) -> bool:
    """Whether a box is inside the picture and meets no shape but those that lie on this one."""
    if box[0] < 1 or box[1] < 1 or box[2] > scene.width - 1 or box[3] > scene.height - 1:
        return False
    for i, s in enumerate(scene.shapes):
        if at in (i, s.on_top_of):
            continue
        b = _grown(box_of(mask_of(scene, i)), AIR)
        if box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3]:
            return False
    return True


def _shifted(box: Box, x: int, y: int) -> Box:
    return box[0] + x, box[1] + y, box[2] + x, box[3] + y


WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def _away(scene: Scene, at: int, rng: np.random.Generator, ways: Sequence[str]) -> tuple[str, int] | None:
    """A way and a distance at which there is room."""
    box = box_of(mask_of(scene, at))
    for _ in range(24):
        way = ways[int(rng.integers(len(ways)))]
        n = int(rng.integers(8, 160))
        if _free(scene, at, _shifted(box, WAYS[way][0] * n, WAYS[way][1] * n)):
            return way, n
    return None


def _by(x: float, y: float) -> Floats:
    """A (3, 3) shift."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1]], float)


def _translate(scene: Scene, at: int, rng: np.random.Generator, ways: Sequence[str]) -> Made | None:
    found = _away(scene, at, rng, ways)
    if found is None:
        return None
    way, n = found
    shape = scene.shapes[at].moved(_by(WAYS[way][0] * n, WAYS[way][1] * n))
    return Made(said={"n": n, "w": way}, after=draw(scene.with_shape(at, shape)))


def _centre(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    """Its box in the middle; half a pixel rounded to even, as numbers usually are."""
    x0, y0, x1, y1 = box_of(mask_of(scene, at))
    if (scene.width - (x1 - x0)) % 2 or (scene.height - (y1 - y0)) % 2:
        return None
    x, y = (scene.width - (x1 - x0)) // 2 - x0, (scene.height - (y1 - y0)) // 2 - y0
    if (abs(x) < 4 and abs(y) < 4) or not _free(scene, at, _shifted((x0, y0, x1, y1), x, y)):
        return None
    return Made(said={}, after=draw(scene.with_shape(at, scene.shapes[at].moved(_by(x, y)))))


def _about_middle(scene: Scene, at: int, linear: Floats, shift: tuple[float, float] = (0, 0)) -> Floats:
    """(3, 3): a (2, 2) map about the middle of the shape's box, and a shift."""
    x0, y0, x1, y1 = box_of(mask_of(scene, at))
    full = np.eye(3)
    full[:2, :2] = linear
    cx, cy = (x0 + x1) / 2, (y0 + y1) / 2
    return _by(cx + shift[0], cy + shift[1]) @ full @ _by(-cx, -cy)


def _exact(scene: Scene, at: int, by: Floats, said: dict[str, object]) -> Made | None:
    """A map that carries pixels to pixels."""
    shape = scene.shapes[at].moved(by)
    if not _free(scene, at, box_of(cover(shape, scene.width, scene.height, smooth=scene.smooth))):
        return None
    return Made(said=said, after=draw(scene.with_shape(at, shape)))


def _mapped(scene: Scene, at: int, linear: Floats, said: dict[str, object]) -> Made | None:
    """Any other map about the middle of the box."""
    if scene.shapes[at].on_top_of is not None:
        return None
    by = _about_middle(scene, at, linear)
    shape = scene.shapes[at].moved(by)
    share = cover(shape, scene.width, scene.height, smooth=scene.smooth)
    if not share.any() or not _free(scene, at, _grown(box_of(share), 2)):
        return None
    if scene.smooth:
        return Made(said=said, after=draw(scene.with_shape(at, shape)), resampled=True)
    old, back = mask_of(scene, at), np.linalg.inv(by)
    gx, gy = np.meshgrid(np.arange(scene.width) + 0.5, np.arange(scene.height) + 0.5)
    u = np.floor(back[0, 0] * gx + back[0, 1] * gy + back[0, 2] + 1e-6).astype(int)
    v = np.floor(back[1, 0] * gx + back[1, 1] * gy + back[1, 2] + 1e-6).astype(int)
    within = (u >= 0) & (v >= 0) & (u < scene.width) & (v < scene.height)
    new = np.where(within, old[np.clip(v, 0, scene.height - 1), np.clip(u, 0, scene.width - 1)], 0)
    return Made(said=said, after=_drawn(scene, at, lambda out: over(out, shape.color, new)))


def _turning(degrees: float) -> Floats:
    """(2, 2), clockwise on a picture."""
    t = math.radians(degrees)
    return np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])


def _quarter(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    n = int(rng.integers(1, 4)) * 90
    x0, y0, x1, y1 = box_of(mask_of(scene, at))
    odd = n != 180 and (x1 - x0 - (y1 - y0)) % 2 == 1
    half = (-0.5, -0.5) if odd else (0.0, 0.0)
    return _exact(scene, at, _about_middle(scene, at, np.rint(_turning(n)), half), {"n": n})


def _turn(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    n = int(rng.integers(1, 18)) * 5
    return None if n == 90 or scene.shapes[at].kind == "circle" else _mapped(scene, at, _turning(n), {"n": n})


def _scale_up(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    return _mapped(scene, at, 2.0 * np.eye(2), {})


def _scale(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    n = int(rng.choice([50, 60, 70, 75, 80, 120, 130, 140, 150]))
    return _mapped(scene, at, n / 100 * np.eye(2), {"n": n})


def _shear(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    n = int(rng.integers(2, 8)) * 5
    return _mapped(scene, at, np.array([[1, -math.tan(math.radians(n))], [0, 1]]), {"n": n})


def _reflect(scene: Scene, at: int, rng: np.random.Generator) -> Made | None:
    across = bool(rng.random() < 0.5)
    by = _about_middle(scene, at, np.diag([-1.0, 1.0] if across else [1.0, -1.0]))
    return _exact(scene, at, by, {"h": "horizontally" if across else "vertically"})


def _copy(scene: Scene, at: int, rng: np.random.Generator, ways: Sequence[str]) -> Made | None:
    if any(s.on_top_of == at for s in scene.shapes) or scene.shapes[at].on_top_of is not None:
        return None
    found = _away(scene, at, rng, ways)
    if found is None:
        return None
    way, n = found
    x0, y0, x1, y1 = box_of(mask_of(scene, at))
    if n < (x1 - x0 if WAYS[way][0] else y1 - y0) + 2:
        return None
    second = scene.shapes[at].moved(_by(WAYS[way][0] * n, WAYS[way][1] * n))
    return Made(said={"n": n, "w": way}, after=draw(replace(scene, shapes=(*scene.shapes, second))))


def _crop(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    x0, y0, x1, y1 = box_of(mask_of(scene, at))
    return Made(said={}, after=draw(scene)[y0:y1, x0:x1])


def _delete(scene: Scene, at: int, rng: np.random.Generator) -> Made:
    return Made(said={}, after=draw(scene.with_shape(at, None)))


OPERATIONS: dict[str, Make] = {
    "recolour": _recolour,
    "flood fill": _flood,
    "background": _background,
    "gradient": _gradient,
    "blend": _blend,
    "invert shape": _invert_shape,
    "invert picture": _invert_picture,
    "border outside": partial(_border, inside=False),
    "border inside": partial(_border, inside=True),
    "translate": _translate,
    "centre": _centre,
    "quarter turn": _quarter,
    "turn": _turn,
    "scale up": _scale_up,
    "scale": _scale,
    "shear": _shear,
    "reflect": _reflect,
    "copy": _copy,
    "crop": _crop,
    "delete": _delete,
}
