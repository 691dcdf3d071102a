"""Perspective: makes the verticals of buildings upright, or flattens a document, sign or label (perspective).

Both are one perspective map of the whole picture; where no clear lines tell it, the step is refused.
"""

import numpy as np
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.codec.fit import crop_to
from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.scan_border import NOTE as BORDER
from scumble.engines.cpu.scan_border import cropped, inside_border
from scumble.engines.cpu.sheet_quad import find_sheet
from scumble.engines.cpu.verticals import UPRIGHT, find_uprights

Floats = NDArray[np.float64]

KINDS = ("verticals", "document", "auto")
MISSING = {
    "verticals": "there are no clear upright lines",
    "document": "no sheet, sign or label with four clear sides stands out",
    "auto": "there are neither clear upright lines nor a sheet with four clear sides",
}
LEAST_LEFT = 0.35
"""Share of the picture that has to be left after the corners are cropped; else the view is too steep."""
TRIES = 48
"""Places of the largest rectangle that are tried along each axis."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture without the perspective. Parameters: see Op.PERSPECTIVE; `auto` tries verticals, then a document.

    Raises InvalidValue, Unsupported (no clear lines), Cancelled.
    """
    kind = str(task.step.params.get("what") or "auto")
    if kind not in KINDS:
        raise InvalidValue(f"'what' is one of {', '.join(KINDS)}, not {kind!r}.", param="what")
    if kind != "document" and (done := _upright(task, cancel)) is not None:
        return done
    if kind != "verticals" and (done := _flat(task, cancel)) is not None:
        return done
    raise Unsupported(
        f"The perspective cannot be measured: {MISSING[kind]} in the picture.",
        part=task.step.text,
        nearest=("straighten the horizon", "rotate 2 degrees left"),
    )


def _upright(task: Task, cancel: CancelToken) -> Candidate | None:
    """The picture with its uprights parallel, cropped to what is left; None when there are no clear ones."""
    found = find_uprights(np.ascontiguousarray(task.image.rgb), cancel)
    if found is None:
        return None
    if found.lean < UPRIGHT:
        return Candidate(image=task.image, notes=("The upright lines are parallel already; nothing was changed.",))
    inner = inside_border(task.image)
    image = task.image if inner is None else cropped(task, inner).image
    to_level = found.to_level if inner is None else found.to_level @ _shifted(inner.x0, inner.y0)
    corners = _corners(image)
    mapped = _through(to_level, corners)
    box = _largest(mapped)
    left = (box[2] - box[0]) * (box[3] - box[1])
    zoom = _zoom(to_level, image) or 1.0
    if left < LEAST_LEFT * zoom * zoom * image.width * image.height:
        raise Unsupported(
            "The upright lines meet so steeply that most of the picture would be lost; crop to the front first.",
            part=task.step.text,
            nearest=("crop to 4:3",),
        )
    width, height = (max(1, round(v / zoom)) for v in (box[2] - box[0], box[3] - box[1]))
    place = np.array([[zoom, 0, box[0] + zoom / 2 - 0.5], [0, zoom, box[1] + zoom / 2 - 0.5], [0, 0, 1.0]])
    step = geometry.warp((np.linalg.inv(to_level) @ place).astype(np.float64), width, height)
    note = (
        f"{found.lines} upright lines leaned by up to {found.lean:.1f} degrees and were made upright; the corners that "
        f"became empty were cropped: the picture is now {width}x{height}."
    )
    if inner is None:
        return moved(image, (step,), cancel, (note,))
    return moved(task.image, (crop_to(inner), step), cancel, (note, BORDER))


def _shifted(x: float, y: float) -> Floats:
    """(3, 3): a part's pixels to the picture's, where it begins at x, y."""
    return np.array([[1, 0, x], [0, 1, y], [0, 0, 1.0]])


def _flat(task: Task, cancel: CancelToken) -> Candidate | None:
    """The sheet alone, seen from straight above; None when none stands out."""
    image = task.image
    quad = find_sheet(np.ascontiguousarray(image.rgb), cancel)
    if quad is None:
        return None
    width, height = _true_size(quad, image)
    goal = np.array([[-0.5, -0.5], [width - 0.5, -0.5], [width - 0.5, height - 0.5], [-0.5, height - 0.5]])
    step = geometry.warp(_between(goal, quad), width, height)
    note = f"The sheet was found by its four sides, flattened and cropped to: {width}x{height} pixels."
    return moved(image, (step,), cancel, (note,))


def _between(source: Floats, target: Floats) -> Floats:
    """(3, 3): the perspective map that carries four points to four others."""
    rows: list[list[float]] = []
    for k in range(4):
        (x, y), (u, v) = (float(n) for n in source[k]), (float(n) for n in target[k])
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
    solved = np.linalg.solve(np.array(rows), target.reshape(-1))
    return np.append(solved, 1.0).reshape(3, 3).astype(np.float64)


def _true_size(quad: Floats, image: Image) -> tuple[int, int]:
    """(W, H) of the sheet in its true ratio: Z. Zhang and L. He, "Whiteboard scanning", 2007, equations 11 to 20.

    Where the sheet is seen nearly from the front its ratio is that of its sides.
    """
    sides = np.linalg.norm(quad - np.roll(quad, -1, axis=0), axis=1)
    wide, high = max(sides[0], sides[2]), max(sides[1], sides[3])
    ratio = (sides[0] + sides[2]) / (sides[1] + sides[3])
    centre = np.array([(image.width - 1) / 2, (image.height - 1) / 2])
    # Zhang's order: m1 top left, m2 top right, m3 bottom left, m4 bottom right.
    m1, m2, m4, m3 = (np.append(p - centre, 1.0) for p in quad)
    k2 = np.cross(m1, m4) @ m3 / (np.cross(m2, m4) @ m3)
    k3 = np.cross(m1, m4) @ m2 / (np.cross(m3, m4) @ m2)
    n2, n3 = k2 * m2 - m1, k3 * m3 - m1
    if abs(n2[2]) > 1e-3 and abs(n3[2]) > 1e-3:
        focal2 = -(n2[0] * n3[0] + n2[1] * n3[1]) / (n2[2] * n3[2])
        longer = max(image.width, image.height)
        if (0.4 * longer) ** 2 < focal2 < (4.0 * longer) ** 2:
            weigh = np.array([1 / focal2, 1 / focal2, 1.0])
            ratio = float(np.sqrt((n2 * n2 * weigh).sum() / (n3 * n3 * weigh).sum()))
    if ratio * high > wide:
        return max(1, round(ratio * high)), max(1, round(high))
    return max(1, round(wide)), max(1, round(wide / ratio))


def _corners(image: Image) -> Floats:
    """The picture's four corners, clockwise from the top left."""
    w, h = image.width - 0.5, image.height - 0.5
    return np.array([[-0.5, -0.5], [w, -0.5], [w, h], [-0.5, h]])


def _through(homography: Floats, points: Floats) -> Floats:
    """Points (N, 2) through the map."""
    mapped = np.hstack([points, np.ones((len(points), 1))]) @ homography.T
    return mapped[:, :2] / mapped[:, 2:]


def _zoom(homography: Floats, image: Image) -> float:
    """How much larger the map makes the picture's middle."""
    x, y = image.width / 2, image.height / 2
    around = _through(homography, np.array([[x - 1, y], [x + 1, y], [x, y - 1], [x, y + 1]]))
    across, down = (around[1] - around[0]) / 2, (around[3] - around[2]) / 2
    return float(np.sqrt(abs(across[0] * down[1] - across[1] * down[0])))


def _largest(quad: Floats) -> tuple[float, float, float, float]:
    """(x0, y0, x1, y1): the largest upright rectangle inside a convex quad, of those between TRIES rows."""
    top, bottom = float(quad[:, 1].min()), float(quad[:, 1].max())
    rows = [top + (bottom - top) * k / (TRIES - 1) for k in range(TRIES)]
    spans = [_span(quad, y) for y in rows]
    best, area = (0.0, 0.0, 1.0, 1.0), 0.0
    for i in range(TRIES):
        for j in range(i + 1, TRIES):
            left, right = max(spans[i][0], spans[j][0]), min(spans[i][1], spans[j][1])
            gained = (right - left) * (rows[j] - rows[i])
            if right > left and gained > area:
                best, area = (left, rows[i], right, rows[j]), gained
    return best


def _span(quad: Floats, y: float) -> tuple[float, float]:
    """Where a level line enters and leaves a convex quad; an empty span when it misses it."""
    found: list[float] = []
    for a, b in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        if min(a[1], b[1]) <= y <= max(a[1], b[1]) and a[1] != b[1]:
            found.append(float(a[0] + (b[0] - a[0]) * (y - a[1]) / (b[1] - a[1])))
    return (min(found), max(found)) if found else (1.0, 0.0)
