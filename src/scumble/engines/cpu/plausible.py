"""Plausibility of an extension: place by place along the edge, is what was added of the kind of what lies beside it?

The near and the far end of what was added are compared with the picture's own outermost band: the same colours and the
same amount of structure at the same height; and the columns on either side of the seam row by row, where a horizon or
a ledge that jumps shows. Patches that wander (a tree grown into the road), repeat or smear show as a
difference; on 17 photos it told by eye the four worst from the rest. (Hiding the picture's own rim, making it up again
and comparing tells less: what is hidden may be a thing that no continuation could know of.)
"""

from itertools import pairwise
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.outcome import Verdict
from scumble.vision.channels import mean_of

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

GUARD = "extension"
WORK_SIDE = 480
"""Longest side in pixels of the copies that are compared."""
BAND = 0.15
"""Share of the picture's width that speaks for its edge."""
BLOCKS = 12
"""Places along the edge that are compared."""
COLOUR = 14.0
"""Lab units by which a place's mean colour may be off."""
STRUCTURE = 0.5
"""Natural logarithm of the ratio by which its amount of structure may be off."""
LEAST_STRUCTURE = 2.0
"""Grey levels of structure that count as none."""
SEAM = 0.03
"""Share of the picture's width on either side of the seam that is compared row by row."""
BLEND = 2
"""Pixels of the copy next to the seam that are left out: the fill is blended to the rim there."""
STEP, PER_SPREAD = 5.2, 0.65
"""Lab units by which a row may differ across the seam, and how much more per unit of its own spread."""
RUN = 0.05
"""Share of the edge that has to be off to count: a branch ending at the seam is no fault, a horizon that jumps is."""
LIMIT, HOPELESS = 1.3, 2.6
GAP, EVERY, OWN = 2, 3, 0.25
"""Pixels on either side of a line across which rows are compared; of the picture's own lines every so many-th is, in
this share of its width."""
AT_ONCE, USUAL, LEAST_LINE, LINE = 1 / 24, 0.95, 2.0, 1.4
"""Share of the height over which those differences are averaged; the quantile of its own that is usual, the Lab units
that nobody sees, and the ratio from which a line is seen. Of some photos' sides those that looked continued had up to
1.3; a rock and a wood that were cut off along the rim 1.8 and 1.6."""
BETTER = "such as gpt-image or FLUX Fill"


def doubt(strip: Bytes, rgb: Bytes, avoid: Mask | None) -> float:
    """0 = goes on as it came; from LIMIT on look closely, beyond HOPELESS it would be seen at once.

    strip: uint8 (H, N, 3), added at the right of rgb, uint8 (H, W, 3). avoid: bool (H, W), what has no say (subjects).
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, WORK_SIDE / max(height, width))
    rows = max(BLOCKS, round(height * scale))
    wide = min(width, max(8, min(int(strip.shape[1]), round(BAND * width))))

    def small(part: Bytes) -> Bytes:
        size = (max(4, round(part.shape[1] * scale)), rows)
        return cast(Bytes, cv2.resize(np.ascontiguousarray(part), size, interpolation=cv2.INTER_AREA))

    band = small(rgb[:, width - wide :])
    looked = None
    if avoid is not None:
        held = avoid[:, width - wide :].astype(np.uint8)
        looked = cv2.resize(held, (band.shape[1], rows), interpolation=cv2.INTER_NEAREST) == 0
    ends = [small(strip[:, :wide]), small(strip[:, -wide:])]
    return max(_misfit(ends[0], band, round(SEAM * width * scale)), *(_unlike(end, band, looked) for end in ends))


def line(strip: Bytes, rgb: Bytes) -> float:
    """How clearly the rim is seen as a straight line, in the worst run of rows; 1 = as much as is allowed.

    strip, rgb: as of `doubt`. Rows that differ across it more than across the picture's own columns.
    """
    width = int(rgb.shape[1])
    first = max(GAP + 1, width - max(8, round(OWN * width)))
    if strip.shape[1] <= GAP or width - GAP <= first:
        return 0.0
    both = np.concatenate([rgb[:, first - GAP - 1 :], strip[:, : GAP + 1]], axis=1)
    lab, rim = lab_of(np.ascontiguousarray(both)), both.shape[1] - GAP - 1
    at = np.array([*range(GAP + 1, rim - 2 * GAP, EVERY), rim])
    off = np.ascontiguousarray(lab[:, at + GAP] - lab[:, at - GAP - 1])
    mean = cast(Floats, cv2.blur(off, (1, max(3, round(AT_ONCE * len(off)))), borderType=cv2.BORDER_REPLICATE))
    apart = np.linalg.norm(mean, axis=2)
    usual = np.quantile(apart[:, :-1], USUAL, axis=1) if len(at) > 1 else np.zeros(len(off))
    return float((apart[:, -1] / (LEAST_LINE + usual)).max()) / LINE


def _misfit(made: Bytes, true: Bytes, wide: int) -> float:
    """How far the rows next to the seam differ, in units of what is allowed: the worst run of them.

    made: what begins at the seam; true: what ends there; wide: columns of each that are looked at. Coarse texture
    differs from column to column: what the picture's own columns differ by is allowed.
    """
    wide = max(4, wide)
    begins, ends = lab_of(made)[:, BLEND : BLEND + wide], lab_of(true)
    if begins.shape[1] < 2:
        return 0.0
    own = [_across(ends[:, x : x + wide], ends[:, x + wide : x + 2 * wide]) for x in range(0, ends.shape[1], wide)]
    usual = float(np.median(own[:-2])) if len(own) > 2 else 1.0
    return _across(ends[:, -wide:], begins) / max(1.0, usual)


def _across(one: Floats, other: Floats) -> float:
    """How far two bands of columns beside each other differ in the worst run of rows; 0 where the other is empty."""
    if other.shape[1] < 2:
        return 0.0
    rows = one.shape[0]
    means = [cv2.blur(np.ascontiguousarray(s.mean(axis=1)[:, None]), (1, max(1, rows // 64))) for s in (one, other)]
    off = np.linalg.norm(means[0] - means[1], axis=2)[:, 0]
    spread = np.sqrt(one.var(axis=1).sum(axis=1) + other.var(axis=1).sum(axis=1))
    run = max(3, round(RUN * rows))
    return float(np.convolve(off / (STEP + PER_SPREAD * spread), np.ones(run) / run, mode="valid").max())


def _unlike(made: Bytes, true: Bytes, looked: Mask | None) -> float:
    """How far two bands differ in kind, in units of what is allowed: the mean of the worst quarter of the places."""
    colours = [lab_of(b) for b in (made, true)]
    structure = [structure_of(b) for b in (made, true)]
    edges = [round(k * made.shape[0] / BLOCKS) for k in range(BLOCKS + 1)]
    found: list[float] = []
    for top, bottom in pairwise(edges):
        seen = np.ones((bottom - top, true.shape[1]), np.bool_) if looked is None else looked[top:bottom]
        if seen.mean() < 0.3:
            continue
        new, old = colours[0][top:bottom].mean(axis=(0, 1)), colours[1][top:bottom][seen].mean(axis=0)
        off = float(np.linalg.norm(new - old))
        a = float(structure[0][top:bottom].mean()) + LEAST_STRUCTURE
        b = float(structure[1][top:bottom][seen].mean()) + LEAST_STRUCTURE
        found.append(float(np.hypot(off / COLOUR, abs(np.log(a / b)) / STRUCTURE)))
    if not found:
        return 0.0
    worst = sorted(found)[-max(1, len(found) // 4) :]
    return float(np.mean(worst))


def lab_of(rgb: Bytes) -> Floats:
    """float32 Lab."""
    return cast(Floats, cv2.cvtColor(rgb.astype(np.float32) / np.float32(255), cv2.COLOR_RGB2LAB))


def structure_of(rgb: Bytes) -> Floats:
    """Length of the gradient of luma."""
    luma = mean_of(rgb)
    x, y = (cast(Floats, cv2.Sobel(luma, cv2.CV_32F, dx, dy, ksize=3)) / 8 for dx, dy in ((1, 0), (0, 1)))
    return np.hypot(x, y)


def verdict(value: float) -> Verdict:
    """The doubt in words; passed when it is within the limit."""
    sentence = (
        "The added area is of the same kind as what the picture shows along its edge."
        if value <= LIMIT
        else "The added area is doubtful: what lies along the picture's edge does not simply go on. Look at it "
        f"closely; another seed gives another result, and a generative engine ({BETTER}) would do better."
    )
    return Verdict(guard=GUARD, passed=value <= LIMIT, value=value, limit=LIMIT, sentence=sentence)
