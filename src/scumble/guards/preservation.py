"""Preservation guard: proves on the decoded output that every pixel outside the region is the source's own (exact)."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.outcome import Preservation, Verdict

BAND_ROWS = 256
"""Rows compared at a time, so that a 50 MP comparison needs no second picture of memory."""


def measure(
    sent: Image,
    reference: Image,
    touched: NDArray[np.bool_],
    *,
    mode: Literal["exact", "reencoded", "converted"],
    reason: str | None = None,
) -> Preservation:
    """Compares the decoded output with the reference outside `touched`.

    sent: the output as decoded from the bytes that are sent. reference: the upright source, moved and resized the way
    the output was. touched: bool (H, W), True where the edit was allowed to change pixels. A pixel counts as changed
    when any of its four channels differs; where both are fully transparent, colour is not looked at, because no
    decoder shows it. Raises ValueError when the shapes differ.
    """
    if sent.pixels.shape != reference.pixels.shape or touched.shape != sent.alpha.shape:
        raise ValueError("preservation compares pictures of one size")
    outside = changed = maximum = 0
    for top in range(0, sent.height, BAND_ROWS):
        rows = slice(top, top + BAND_ROWS)
        keep = ~touched[rows]
        outside += (kept := int(np.count_nonzero(keep)))
        a, b = sent.pixels[rows], reference.pixels[rows]
        differ = differing(a, b) & keep
        if not kept or not differ.any():
            continue
        differ &= (a[:, :, 3] > 0) | (b[:, :, 3] > 0)
        if count := int(differ.sum()):
            changed += count
            gap = np.abs(a[differ].astype(np.int16) - b[differ].astype(np.int16))
            maximum = max(maximum, int(gap.max()))
    return Preservation(mode=mode, outside=outside, changed=changed, maximum=maximum, reason=reason)


def differing(a: Pixels, b: Pixels) -> NDArray[np.bool_]:
    """(H, W): where any of the four channels differs: a pixel's four bytes compared at once."""
    one, other = (np.ascontiguousarray(p).view(np.uint32)[:, :, 0] for p in (a, b))
    return one != other


def verdict(preservation: Preservation, drawn: Preservation | None = None) -> Verdict:
    """Passed when nothing outside changed.

    drawn: for a lossy output, the same measurement on the picture before it was encoded; that one has to be clean,
    and the sentence says by how much the encoding differs.
    """
    proof = drawn or preservation
    if preservation.outside == 0:
        sentence = "The edit covers the whole picture; there is nothing outside it to keep."
    elif proof.changed == 0 and preservation.changed == 0:
        sentence = f"All {preservation.outside:,} pixels outside the edit are exactly the source's own."
    elif proof.changed == 0:
        sentence = (
            f"Nothing outside the edit was redrawn; the lossy output format alone changed {preservation.changed:,} of "
            f"{preservation.outside:,} pixels there, by at most {preservation.maximum} of 255."
        )
    else:
        sentence = (
            f"{proof.changed:,} of {proof.outside:,} pixels outside the edit differ, by at most {proof.maximum} of 255."
        )
    return Verdict(
        guard="preservation", passed=proof.changed == 0, value=float(proof.changed), limit=0.0, sentence=sentence
    )
