"""Parts of people, animals and things: face, eyes, nose, tongue, beak, wheels, the red part, by where they lie.

Faces come from the face detector, their parts from the face mesh (`face_parts.py`), hands from `body.py`. Eyes of
animals and figures are the best pair of small areas alike, side by side in the upper half; nose, mouth, tongue and beak
are looked for by colour where the eyes say that they must be. Wheels are looked for at both lower ends of a vehicle.
Each is told as the guess it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.region import Box
from scumble.core.things import ANIMALS
from scumble.regions.agreed import in_box, round_things, wheels_under
from scumble.regions.body import HAND_PARTS, find_hand_part
from scumble.regions.eyes import eyes_of
from scumble.regions.face_parts import MESHED, face_parts, in_owner
from scumble.regions.part_places import placed
from scumble.regions.placed_parts import placed_parts
from scumble.regions.scene import Scene, Thing, area, inside, overlap

Mask = NDArray[np.bool_]

IN_FACE: Mapping[str, tuple[tuple[float, float, float, float], ...]] = {
    "eye": ((0.19, 0.25, 0.41, 0.37), (0.59, 0.25, 0.81, 0.37)),
    "nose": ((0.36, 0.4, 0.64, 0.66),),
    "mouth": ((0.28, 0.7, 0.72, 0.86),),
}
"""Part -> boxes as shares of the detector's face box (brow to chin), for a face seen from the front."""
ONLY_PEOPLE = frozenset({"hair", "eyebrow"})
"""Parts that are told of people only."""
TYPICAL: Mapping[str, tuple[str, ...]] = {
    "tongue": ("pink", "red"),
    "beak": ("orange", "yellow", "black"),
    "nose": ("black", "brown", "pink"),
}
"""Part of an animal -> colours that it has."""
SMALL: Mapping[str, tuple[float, float]] = {"tongue": (0.0004, 0.06), "beak": (0.004, 0.15), "nose": (0.001, 0.06)}
"""Share of the whole that such a part may have."""
VEHICLES = frozenset({"car", "bicycle", "motorcycle", "truck", "bus"})
PINCHED = 1.25
"""A neck is narrower than what is above and below it by this factor."""
DARKER = 0.72
"""Lightness of a shadow as a share of the usual lightness around a thing's foot, at most."""
ROUND = 0.1
"""What a guess at a wheel gains when the segmenter sees a round thing there."""
BOTH_ROUND, ON_SUBJECT = 0.45, 0.38
"""Score of two round things at the foot of a vehicle that is certain, and of a subject that may be one."""
MOST_VEHICLES = 4
"""Wheels are looked for on no more vehicles than these."""
OF_LIVING = frozenset({"head", "arm", "hand", "leg", "foot", "wheel"})
"""Parts that other finders know in people, animals and vehicles; their place is asked only in a whole that is said."""
WHOLE = 0.5
"""Score from which a detection is the whole that a part belongs to when none was named."""
TWO_WHEELS = frozenset({"bicycle", "motorcycle"})
SIDE_VIEW = 1.15
"""Width by height of a bicycle's box from which it is seen from the side."""


def find_part(
    scene: Scene, part: str, owner: Thing | None, colour: str | None = None, *, sided: bool = False
) -> list[Thing]:
    """Everything that may be such a part, the likeliest first.

    owner, colour: the whole and colour that were said. sided: a place was said, so that one of several is meant.
    """
    found = _by_kind(scene, part, owner, colour)
    # A robot has a head and a chair has legs, but a can has none: only of what is said to have it.
    if not found and part in placed() and (owner is not None or sided or part not in OF_LIVING):
        return _placed(scene, part, owner, colour)
    return found


def _by_kind(scene: Scene, part: str, owner: Thing | None, colour: str | None) -> list[Thing]:
    """Parts that are told by something of their own; empty where nothing is."""
    if part == "shadow":
        return _shadow(scene, owner)
    if part == "wheel":
        return _wheels(scene, owner)
    if part in HAND_PARTS:
        return find_hand_part(scene, part, owner)
    if part in ONLY_PEOPLE:
        return face_parts(scene, part, in_owner(scene.faces, owner))
    return [] if part in placed() and part not in OF_LIVING else _of_body(scene, part, owner, colour)


def _placed(scene: Scene, part: str, owner: Thing | None, colour: str | None) -> list[Thing]:
    """Parts told by where they lie: of the owner, else of the subject, else of what the detector is surest of."""
    whole = owner or scene.subject_thing
    if whole is None:
        seen = max(scene.objects, key=lambda d: d.score * area(d.box) ** 0.5, default=None)
        if seen is None or seen.score < WHOLE:
            return []
        whole = Thing(label=seen.label, box=seen.box, score=seen.score)
    shape = shape_of(scene, whole)
    if whole.shape is None and whole.region is None:
        ended = in_box(scene, whole.box)
        shape = shape if ended is None else ended.shape
    return placed_parts(scene, part, whole, shape, colour)


def _of_body(scene: Scene, part: str, owner: Thing | None, colour: str | None) -> list[Thing]:
    """Parts of people and animals."""
    people = _in_faces(scene, part, owner)
    if people:
        return people
    whole = owner or _animal(scene) or scene.subject_thing
    if whole is None or part == "part":
        return []
    if part == "head":
        return _head(scene, whole)
    if part in {"eye", "face"}:
        return _by_eyes(scene, part, whole)
    return _by_colour(scene, part, whole, TYPICAL.get(part, ()) if colour is None else (colour,))


def _animal(scene: Scene) -> Thing | None:
    """The animal that the detector is surest of."""
    subject = scene.subject_thing
    for d in scene.objects:
        if d.label in ANIMALS and d.score >= 0.35:
            if subject is not None and overlap(subject.box, d.box) > 0.5:
                return subject
            return Thing(label=d.label, box=d.box, score=d.score)
    return None


def _in_faces(scene: Scene, part: str, owner: Thing | None) -> list[Thing]:
    """Faces, and what lies in them at a usual place."""
    faces = in_owner(scene.faces, owner)
    meshed = face_parts(scene, part, faces)
    faces = [f for f in faces if scene.mesh(f) is None] if part in MESHED else faces
    return [*meshed, *_guessed(scene, part, faces)]


def _guessed(scene: Scene, part: str, faces: Sequence[Box]) -> list[Thing]:
    """The same at its usual place, for faces without a sure mesh."""
    if part == "face":
        return [Thing(label="face", box=f, score=0.6, shape=_oval(scene, f)) for f in faces]
    found: list[Thing] = []
    for face in faces:
        for x0, y0, x1, y1 in IN_FACE.get(part, ()):
            box = Box(
                x0=round(face.x0 + x0 * face.width),
                y0=round(face.y0 + y0 * face.height),
                x1=max(round(face.x0 + x1 * face.width), round(face.x0 + x0 * face.width) + 1),
                y1=max(round(face.y0 + y1 * face.height), round(face.y0 + y0 * face.height) + 1),
            )
            found.append(Thing(label=part, box=box, score=0.45, shape=_oval(scene, box)))
    return found


def _oval(scene: Scene, box: Box) -> Mask:
    """The ellipse in a box, on the small copy."""
    h, w = scene.lab.shape[:2]
    fx, fy = w / scene.size[0], h / scene.size[1]
    yy, xx = np.mgrid[0:h, 0:w] + 0.5
    x = (xx / fx - (box.x0 + box.x1) / 2) / max(box.width / 2, 0.5 / fx)
    y = (yy / fy - (box.y0 + box.y1) / 2) / max(box.height / 2, 0.5 / fy)
    return x * x + y * y <= 1.0


def shape_of(scene: Scene, thing: Thing) -> Mask:
    """A thing's pixels on the small copy; all of its box when they are not known."""
    if thing.shape is not None:
        return thing.shape
    return scene.shape_in(thing.box) if thing.region is None else scene.shrunk(thing.region.weights)


def _head(scene: Scene, whole: Thing) -> list[Thing]:
    """What is above the neck: the narrowest row of the outline in its upper half, where it is plainly narrower."""
    shape = shape_of(scene, whole)
    rows = np.flatnonzero(shape.any(axis=1))
    if (whole.shape is None and whole.region is None) or len(rows) < 20:
        return []
    widths = shape.sum(axis=1)[rows[0] : rows[-1] + 1].astype(np.float64)
    n = len(widths)
    span = range(n // 8, n // 2)
    pinched = [min(widths[: k + 1].max(), widths[k:].max()) / max(1.0, widths[k]) for k in span]
    neck = span[int(np.argmax(pinched))]
    if max(pinched) < PINCHED:
        return []
    head = shape.copy()
    head[rows[0] + neck :] = False
    return [Thing(label="head", box=scene.box_of(head), score=0.38, shape=head)]


def _shadow(scene: Scene, owner: Thing | None) -> list[Thing]:
    """Dark segments beside the lower half of the owner, darker than the ground they lie on and of its hue."""
    whole = owner or scene.subject_thing
    if whole is None:
        return []
    shape = shape_of(scene, whole)
    rows = np.flatnonzero(shape.any(axis=1))
    if not len(rows):
        return []
    h, w = shape.shape
    top = rows[0] + (rows[-1] - rows[0]) // 2
    reach = max(3, (rows[-1] - rows[0]) // 3)
    near = np.asarray(cv2.dilate(shape.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))) > 0
    near[:top] = False
    ground = near & ~shape
    if not ground.any():
        return []
    usual = float(np.median(scene.lab[ground][:, 0]))
    dark = (scene.lab[:, :, 0] < DARKER * usual) & ~shape
    dark[:top] = False
    marks = cv2.morphologyEx(dark.astype(np.uint8), cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    _, labels = cv2.connectedComponents(marks, connectivity=8)
    foot = np.asarray(cv2.dilate(shape.astype(np.uint8), np.ones((5, 5), np.uint8))) > 0
    touching = np.unique(np.asarray(labels)[foot])
    parts = [np.asarray(labels) == k for k in touching if k > 0]
    found = max(parts, key=lambda m: int(m.sum()), default=None)
    if found is None or not 0.02 * shape.sum() < found.sum() < 1.2 * shape.sum() or found.sum() > 0.25 * h * w:
        return []
    return [Thing(label="shadow", box=scene.box_of(found), score=0.36, shape=found)]


def _by_eyes(scene: Scene, part: str, whole: Thing) -> list[Thing]:
    """Eyes, and the face that they lie in."""
    pair = eyes_of(scene, whole.box, shape_of(scene, whole))
    if pair is None:
        return []
    score = float(np.clip(0.1 + 0.5 * pair.quality, 0.2, 0.5))
    if part == "eye":
        return [Thing(label="eye", box=box, score=score, shape=_oval(scene, box)) for box in (pair.left, pair.right)]
    left, right = pair.left, pair.right
    apart = (right.x0 + right.x1 - left.x0 - left.x1) / 2
    x, y = (left.x0 + right.x1) / 2, (left.y0 + left.y1 + right.y0 + right.y1) / 4
    limits = (0, 0, scene.size[0], scene.size[1])
    sides = (x - 1.05 * apart, y - 0.9 * apart, x + 1.05 * apart, y + 1.7 * apart)
    x0, y0 = max(limits[0], int(sides[0])), max(limits[1], int(sides[1]))
    face = Box(
        x0=x0, y0=y0, x1=max(x0 + 1, min(limits[2], int(sides[2]))), y1=max(y0 + 1, min(limits[3], int(sides[3])))
    )
    shape = _oval(scene, face) & shape_of(scene, whole)
    return [Thing(label="face", box=scene.box_of(shape), score=score - 0.03, shape=shape)] if shape.any() else []


def _by_colour(scene: Scene, part: str, whole: Thing, colours: tuple[str, ...]) -> list[Thing]:
    """Small areas with a colour that the part has, inside the whole."""
    shape = shape_of(scene, whole)
    total = float(shape.sum())
    low, high = SMALL.get(part, (0.0, 0.0))
    found: list[Thing] = []
    own = np.median(scene.lab[shape], axis=0) if total else np.zeros(3)
    for colour in colours:
        for t in scene.tinted(colour, shape):
            share = float(t.mask.sum()) / max(1.0, total)
            if low <= share <= high and t.stands > 0.5 and t.fill > 0.35:
                apart = float(np.linalg.norm(scene.lab[t.mask].mean(axis=0) - own))
                score = 0.2 + 0.3 * t.stands * min(1.0, apart / 40.0)
                found.append(Thing(label=part, box=scene.box(t.box), score=score, shape=t.mask))
        if found:
            break
    return sorted(found, key=lambda t: -t.score)[:3]


def _wheels(scene: Scene, owner: Thing | None) -> list[Thing]:
    """Both wheels of every vehicle seen from the side; circles where there are any, else dark areas below."""
    vehicles = [Thing(label=d.label, box=d.box, score=d.score) for d in scene.objects if d.label in VEHICLES]
    if owner is not None:
        vehicles = [v for v in vehicles if inside(v.box, owner.box) > 0.7] or [owner]
    found: list[Thing] = []
    if not vehicles and scene.subject_thing is not None:
        found = [replace(w, score=ON_SUBJECT) for w in wheels_under(scene, scene.subject_thing.box)]
        return found if len(found) == 2 else []
    for v in vehicles[:MOST_VEHICLES]:
        if v.score >= 0.4:
            found += _wheels_of(scene, v)
    return found


def _wheels_of(scene: Scene, v: Thing) -> list[Thing]:
    """The wheels of one vehicle: two round things at its foot, else guesses, those that are round the surer."""
    guesses = _two_wheels(scene, v) if v.label in TWO_WHEELS else _dark_wheels(scene, v)
    outlines = round_things(scene, [g.box for g in guesses])
    if not all(outlines) or len(guesses) != 2:
        seen = wheels_under(scene, v.box)
        seen += [o for o in outlines if o is not None and not any(overlap(o.box, w.box) > 0.2 for w in seen)]
        if len(seen) == 2:
            return [replace(w, score=BOTH_ROUND * min(1.0, v.score / 0.6)) for w in seen]
    return [g if o is None else replace(o, score=g.score + ROUND) for g, o in zip(guesses, outlines, strict=True)]


def _two_wheels(scene: Scene, v: Thing) -> list[Thing]:
    """The wheels of a bicycle: the circles at the lower corners of its box, as large as its height and length allow."""
    b = v.box
    if b.width < SIDE_VIEW * b.height * 0.9:
        return []
    side = min(0.62 * b.height, 0.52 * b.width)
    found: list[Thing] = []
    for left in (True, False):
        x0 = b.x0 if left else b.x1 - side
        box = Box(x0=int(x0), y0=int(b.y1 - side), x1=int(x0 + side), y1=b.y1)
        found.append(Thing(label="wheel", box=box, score=0.4 * min(1.0, v.score / 0.6), shape=_oval(scene, box)))
    return found


def _dark_wheels(scene: Scene, v: Thing) -> list[Thing]:
    """Dark areas as high as wide or higher in the lower half of a car."""
    tree = scene.tree
    box = scene.shape_in(v.box)
    rows, columns = np.flatnonzero(box.any(axis=1)), np.flatnonzero(box.any(axis=0))
    top, bottom, total = float(rows[0]), float(rows[-1] + 1), float(box.sum())
    height, width = bottom - top, float(columns[-1] + 1 - columns[0])
    wide, high = tree.boxes[:, 2] - tree.boxes[:, 0], tree.boxes[:, 3] - tree.boxes[:, 1]
    fits = (
        (tree.mean(box) > 0.85)
        & (tree.lab[:, 0] < 32)
        & (tree.boxes[:, 3] > bottom - 0.3 * height)
        & (tree.boxes[:, 1] > top + 0.3 * height)
        & (high > 0.22 * height)
        & (high < 0.7 * height)
        & (wide < 1.25 * high)
        & (wide > 0.22 * high)
        & (wide < 0.3 * width)
        & (tree.pixels > 0.004 * total)
    )
    score = high / height * tree.pixels / np.maximum(wide * high, 1.0)
    chosen: list[int] = []
    for n in sorted(np.flatnonzero(fits).tolist(), key=lambda n: -float(score[n])):
        middle = (tree.boxes[n, 0] + tree.boxes[n, 2]) / 2
        if all(abs(middle - (tree.boxes[m, 0] + tree.boxes[m, 2]) / 2) > 0.15 * width for m in chosen):
            chosen.append(n)
    shapes = [tree.mask(n) for n in chosen[:2]]
    things = [Thing(label="wheel", box=scene.box_of(s), score=0.31, shape=s) for s in shapes]
    return [t for t in things if area(t.box) > 0]
