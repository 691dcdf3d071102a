"""Noun phrases that name one shape of a scene and no other: by colour, kind, place, order, size or relation.

Only what is plain is said: the leftmost star stands clearly further left than the next, the largest is clearly larger.
"""

import numpy as np

from bench.exactness.scenes import Scene, box_of, mask_of

CLEAR = 26.0
"""Pixels by which one shape has to stand further out than the next."""
SYNONYMS = {"circle": ("circle", "disc", "dot"), "ellipse": ("ellipse", "oval"), "cross": ("cross",)}
NUMBERS = ("first", "second", "third", "fourth")


def phrases(scene: Scene, at: int) -> dict[str, list[str]]:
    """Way of telling -> phrases (without an article) for the shape at a place of the scene's list."""
    shapes = scene.shapes
    me = shapes[at]
    boxes = [box_of(mask_of(scene, i)) for i in range(len(shapes))]
    middles = [((x0 + x1) / 2, (y0 + y1) / 2) for x0, y0, x1, y1 in boxes]
    alike = [i for i, s in enumerate(shapes) if s.kind == me.kind]
    found: dict[str, list[str]] = {}
    kinds = SYNONYMS.get(me.kind, (me.kind,))
    if alike == [at]:
        found["kind"] = list(kinds)
    if sum(s.kind == me.kind and s.color_name == me.color_name for s in shapes) == 1:
        found["colour"] = [f"{me.color_name} {k}" for k in kinds]
    if sum(s.color_name == me.color_name for s in shapes) == 1:
        found["colour alone"] = [f"{me.color_name} shape"]
    everything = list(range(len(shapes)))
    for noun, group in ((me.kind, alike), ("shape", everything)):
        if len(group) > 1:
            found.setdefault("place", []).extend(_places(noun, at, group, middles, scene))
            found.setdefault("size", []).extend(_sizes(noun, at, group, scene))
            found.setdefault("order", []).extend(_orders(noun, at, group, middles))
    found["relation"] = _relations(scene, at, alike, middles)
    return {way: said for way, said in found.items() if said}


def _places(noun: str, at: int, group: list[int], middles: list[tuple[float, float]], scene: Scene) -> list[str]:
    """'leftmost star', 'top left shape', 'square in the centre'."""
    said: list[str] = []
    for axis, low, high in ((0, "leftmost", "rightmost"), (1, "topmost", "bottommost")):
        values = sorted((middles[i][axis], i) for i in group)
        if values[0][1] == at and values[1][0] - values[0][0] > CLEAR:
            said.append(f"{low} {noun}")
        if values[-1][1] == at and values[-1][0] - values[-2][0] > CLEAR:
            said.append(f"{high} {noun}")
    for sx, sy, words in ((1, 1, "top left"), (-1, 1, "top right"), (1, -1, "bottom left"), (-1, -1, "bottom right")):
        off = sorted((sx * middles[i][0] / scene.width + sy * middles[i][1] / scene.height, i) for i in group)
        x, y = middles[at][0] / scene.width - 0.5, middles[at][1] / scene.height - 0.5
        if off[0][1] == at and off[1][0] - off[0][0] > 0.2 and sx * x < 0 and sy * y < 0:
            said.append(f"{words} {noun}")
    far = sorted(
        (float(np.hypot(middles[i][0] / scene.width - 0.5, middles[i][1] / scene.height - 0.5)), i) for i in group
    )
    if far[0][1] == at and far[0][0] < 0.15 and far[1][0] - far[0][0] > 0.12:
        said.append(f"{noun} in the centre")
        said.append(f"{noun} in the middle")
    return said


def _sizes(noun: str, at: int, group: list[int], scene: Scene) -> list[str]:
    """'largest circle'."""
    areas = sorted((float(mask_of(scene, i).sum()), i) for i in group)
    said: list[str] = []
    if areas[-1][1] == at and areas[-1][0] > 1.25 * areas[-2][0]:
        said += [f"largest {noun}", f"biggest {noun}"]
    if areas[0][1] == at and areas[1][0] > 1.25 * areas[0][0]:
        said += [f"smallest {noun}"]
    return said


def _orders(noun: str, at: int, group: list[int], middles: list[tuple[float, float]]) -> list[str]:
    """'second square from the right'."""
    said: list[str] = []
    for axis, side, sign in ((0, "left", 1), (0, "right", -1), (1, "top", 1)):
        row = sorted((sign * middles[i][axis], i) for i in group)
        n = next(k for k, (_, i) in enumerate(row) if i == at)
        gaps = [abs(row[k + 1][0] - row[k][0]) for k in (n - 1, n) if 0 <= k < len(row) - 1]
        if 0 < n < len(NUMBERS) and min(gaps) > CLEAR:
            said.append(f"{NUMBERS[n]} {noun} from the {side}")
    return said


def _relations(scene: Scene, at: int, alike: list[int], middles: list[tuple[float, float]]) -> list[str]:
    """'circle left of the red square': the only one of its kind on that side, straight across."""
    said: list[str] = []
    me = scene.shapes[at]
    for o, other in enumerate(scene.shapes):
        same = [s for s in scene.shapes if s.kind == other.kind and s.color_name == other.color_name]
        if o == at or len(same) > 1 or other.on_top_of == at or me.on_top_of == o:
            continue
        for axis, sign, words in ((0, -1, "left of"), (0, 1, "right of"), (1, -1, "above"), (1, 1, "below")):
            on_side = [i for i in alike if i != o and sign * (middles[i][axis] - middles[o][axis]) > 0]
            along = sign * (middles[at][axis] - middles[o][axis])
            across = abs(middles[at][1 - axis] - middles[o][1 - axis])
            if on_side == [at] and along > 2 * across and along > CLEAR:
                said.append(f"{me.kind} {words} the {other.color_name} {other.kind}")
    return said
