"""Random scenes of the exactness set: a plain ground and three to eight shapes that do not touch, some on another.

Each is a list of shapes; `draw` makes its picture, in order, so that a changed list makes the expected picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bench.exactness.shapes import KINDS, Floats, Rgb, Shape, cover, outline, over

COLORS: dict[str, tuple[str, ...]] = {
    "red": ("#ff0000", "#e02020", "#c81e1e"),
    "green": ("#00a000", "#22bb33", "#1e8c2d"),
    "blue": ("#0000ff", "#2050e0", "#1d3fbf"),
    "yellow": ("#ffee00", "#ffd800", "#f5e050"),
    "orange": ("#ff8800", "#ff9020", "#f57c00"),
    "purple": ("#800080", "#8a2be2", "#7030a0"),
    "pink": ("#ff69b4", "#ff80c0", "#f48fb1"),
    "turquoise": ("#40e0d0", "#00c8c8", "#20b2aa"),
    "brown": ("#8b4513", "#7a4a21", "#6d4c2f"),
    "black": ("#000000", "#101010"),
    "grey": ("#808080", "#909090"),
}
GROUNDS = ("#ffffff", "#f4f1e8", "#e8eef7", "#dff0e0", "#202830", "#fff3d6")
"""Grounds, none of which a shape has."""


@dataclass(frozen=True, kw_only=True)
class Scene:
    """What stands in a picture."""

    width: int
    height: int
    ground: Rgb
    shapes: tuple[Shape, ...]
    smooth: bool

    def with_shape(self, at: int, shape: Shape | None) -> "Scene":
        """Another shape in its place; None takes it away."""
        put = () if shape is None else (shape,)
        return replace(self, shapes=(*self.shapes[:at], *put, *self.shapes[at + 1 :]))


def numbers(code: str) -> Rgb:
    """'#rrggbb' as numbers."""
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16)


def draw(scene: Scene) -> Floats:
    """The picture, float64 (H, W, 3) of whole numbers."""
    out = np.empty((scene.height, scene.width, 3))
    out[:] = scene.ground
    for shape in scene.shapes:
        out = over(out, shape.color, cover(shape, scene.width, scene.height, smooth=scene.smooth))
    return out


def mask_of(scene: Scene, at: int) -> Floats:
    """How much of each pixel one shape covers, whatever lies on it."""
    return cover(scene.shapes[at], scene.width, scene.height, smooth=scene.smooth)


def box_of(share: Floats) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 of the pixels that are covered at all."""
    rows, columns = np.flatnonzero((share > 0).any(axis=1)), np.flatnonzero((share > 0).any(axis=0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def random_scene(seed: int, *, smooth: bool, kinds: Sequence[str] = KINDS) -> Scene:
    """A scene: shapes in cells of a grid, each with room around it; in one of three, one more on a large shape."""
    rng = np.random.default_rng(seed)
    across, down = int(rng.integers(3, 5)), int(rng.integers(2, 4))
    width, height = int(rng.integers(420, 680)), int(rng.integers(320, 520))
    ground = numbers(GROUNDS[int(rng.integers(len(GROUNDS)))])
    cells = rng.permutation(across * down)[: int(rng.integers(3, min(8, across * down) + 1))]
    cell = min(width / across, height / down)
    shapes: list[Shape] = []
    for k in cells:
        shapes.append(_shape(rng, kinds, ground, _middle(int(k), across, width, height, down, rng, cell), cell))
    if rng.random() < 0.34:
        host = next((i for i, s in enumerate(shapes) if s.kind in {"square", "circle", "rectangle"}), None)
        if host is not None and _room(shapes[host]) >= 26:
            shapes.append(_guest(rng, kinds, shapes[host], host))
    return Scene(width=width, height=height, ground=ground, shapes=tuple(shapes), smooth=smooth)


def _middle(
    k: int, across: int, width: int, height: int, down: int, rng: np.random.Generator, cell: float
) -> tuple[float, float]:
    """A place near the middle of a cell."""
    x = (k % across + 0.5) * width / across + rng.uniform(-0.1, 0.1) * cell
    y = (k // across + 0.5) * height / down + rng.uniform(-0.1, 0.1) * cell
    return round(x * 4) / 4, round(y * 4) / 4


def _color(rng: np.random.Generator, ground: Rgb, other: Rgb | None = None) -> tuple[str, Rgb]:
    """A colour that can be told from the ground (and from another shape's)."""
    names = list(COLORS)
    while True:
        name = names[int(rng.integers(len(names)))]
        color = numbers(COLORS[name][int(rng.integers(len(COLORS[name])))])
        far = [sum(abs(a - b) for a, b in zip(color, c, strict=True)) for c in (ground, other) if c is not None]
        if min(far) > 90:
            return name, color


def _shape(
    rng: np.random.Generator, kinds: Sequence[str], ground: Rgb, middle: tuple[float, float], cell: float
) -> Shape:
    """One shape."""
    kind = kinds[int(rng.integers(len(kinds)))]
    size = round(float(rng.uniform(0.36, 0.62)) * cell * 2) / 2
    points, axes = outline(kind, rng, size)
    name, color = _color(rng, ground)
    angle = 0.0
    if kind in {"triangle", "hexagon", "star", "ellipse", "line", "pentagon"} and rng.random() < 0.35:
        angle = float(rng.uniform(-25, 25))
    turn = np.deg2rad(angle)
    c, s = float(np.cos(turn)), float(np.sin(turn))
    return Shape(
        kind=kind,
        color_name=name,
        color=color,
        points=points,
        axes=axes,
        matrix=((c, -s, middle[0]), (s, c, middle[1])),
    )


def _room(host: Shape) -> float:
    """Half of a shape's shorter side."""
    return min(host.axes[0]) if host.axes else min(abs(host.points[0][0]), abs(host.points[0][1]))


def _guest(rng: np.random.Generator, kinds: Sequence[str], host: Shape, at: int) -> Shape:
    """A small shape on a large one."""
    round_kinds = [k for k in kinds if k not in {"line", "ring"}]
    kind = round_kinds[int(rng.integers(len(round_kinds)))]
    points, axes = outline(kind, rng, round(_room(host) * 0.8))
    name, color = _color(rng, host.color)
    x, y = host.matrix[0][2], host.matrix[1][2]
    return Shape(
        kind=kind,
        color_name=name,
        color=color,
        points=points,
        axes=axes,
        matrix=((1.0, 0.0, x), (0.0, 1.0, y)),
        on_top_of=at,
    )
