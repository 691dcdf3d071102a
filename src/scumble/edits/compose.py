"""Paste-back: a candidate's pixels inside the region, the picture's own pixels outside, to the bit."""

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from scumble.codec import geometry
from scumble.core.errors import EngineFailed
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate, Drawing, Geometry
from scumble.core.plan import BEYOND, CUTTING, TEXT, Step
from scumble.core.region import Region
from scumble.core.work import CancelToken

BAND_ROWS = 256
"""Rows blended at a time: float work on a 50 MP picture stays a few megabytes."""


def begin(image: Image) -> Drawing:
    """A drawing on which nothing has been done yet."""
    nowhere = np.broadcast_to(np.False_, (image.height, image.width))  # takes no memory until something is touched
    return Drawing(image=image, reference=image, touched=nowhere)


def mixes(drawing: Drawing, candidate: Candidate, region: Region) -> bool:
    """Whether pasting looks at pixels; not where nothing of the picture stays."""
    return not (region.is_hard and region.is_full and candidate.image.profile == drawing.image.profile)


def paste(drawing: Drawing, candidate: Candidate, region: Region, cancel: CancelToken) -> Drawing:
    """The drawing after one step that keeps every pixel in its place.

    Where the region is exactly 0 the picture's own pixels are copied; elsewhere the candidate's, weighed by the
    region unless the engine already blended. Raises EngineFailed when the candidate has another size, Cancelled.
    """
    base, new = drawing.image, candidate.image
    size = base.height, base.width
    if (new.height, new.width) != size or region.shape != size:
        raise EngineFailed(f"The engine returned {new.size} for a picture of {base.size}.")
    if not mixes(drawing, candidate, region):
        return replace(drawing, image=new, touched=region.inside)
    if candidate.blended or region.is_hard:
        out = _chosen(base.pixels, new.pixels, region.inside)
    else:
        out = _mix(base.pixels, new.pixels, region, cancel)
    return replace(
        drawing,
        image=base.with_pixels(out),
        touched=drawing.touched | region.inside,
    )


def written(step: Step, candidate: Candidate, region: Region) -> Region:
    """Where a step may write: its region; for operations that write beyond it what the engine says it wrote,
    and for text what it says within the region."""
    if candidate.region is None or step.op not in BEYOND | CUTTING | TEXT:
        return region
    return candidate.region.intersect(region) if step.op in TEXT else candidate.region


def move(drawing: Drawing, candidate: Candidate) -> Drawing:
    """The drawing after a geometric step: reference and touched area move the way the picture did.

    A border that is drawn also says where (the candidate's region, after the move): there pixels may differ.
    """
    reference, touched = drawing.reference.pixels, drawing.touched
    for step in candidate.geometry:
        reference, touched = geometry.apply(step, reference), geometry.apply(step, touched)
    if candidate.region is not None:
        if candidate.region.shape != touched.shape:
            raise EngineFailed("The engine's drawing does not match the move it reported.")
        touched = touched | candidate.region.inside
    if candidate.image.pixels.shape != reference.shape:
        raise EngineFailed("The engine's picture does not match the move it reported.")
    return Drawing(
        image=candidate.image,
        reference=drawing.reference.with_pixels(reference),
        touched=touched,
    )


def move_region(region: Region, steps: tuple[Geometry, ...]) -> Region:
    """The region after geometric steps; what was exactly 0 nearby may get weight, never the other way round."""
    weights: NDArray[np.float32] = region.weights
    for step in steps:
        weights = geometry.apply(step, weights)
    return Region(weights=np.clip(weights, 0.0, 1.0, dtype=np.float32))


def _chosen(base: Pixels, new: Pixels, inside: NDArray[np.bool_]) -> Pixels:
    """The new picture's pixels inside, a pixel's four bytes copied at once."""
    out = base.copy()
    np.copyto(_whole(out), _whole(new), where=inside)
    return out


def _whole(pixels: Pixels) -> NDArray[np.uint32]:
    """(H, W): each pixel as one number; a view."""
    return pixels.view(np.uint32)[:, :, 0]


def _channels(numbers: NDArray[np.uint32]) -> Pixels:
    """(N, 4): the bytes of N pixels."""
    return numbers[:, None].view(np.uint8)


def _mix(base: Pixels, new: Pixels, region: Region, cancel: CancelToken) -> Pixels:
    """base + weight * (new - base), with premultiplied alpha so that a transparent side lends no colour."""
    out, box = base.copy(), region.bounds
    if box is None:
        return out
    every, columns = region.weights, slice(box.x0, box.x1)
    for top in range(box.y0, box.y1, BAND_ROWS):
        cancel.check()
        here = slice(top, min(top + BAND_ROWS, box.y1)), columns
        weights, old, fresh = every[here], _whole(base)[here], _whole(new)[here]
        part = _whole(out)[here]
        np.copyto(part, fresh, where=weights == 1)
        soft = (weights > 0) & (weights < 1)
        if soft.any():
            mixed = _blend(_channels(old[soft]), _channels(fresh[soft]), weights[soft][:, None])
            part[soft] = mixed.view(np.uint32)[:, 0]
    return out


def _blend(base: Pixels, new: Pixels, weights: NDArray[np.float32]) -> Pixels:
    """(N, 4) pixels mixed by (N, 1) weights."""
    old, fresh = base.astype(np.float32), new.astype(np.float32)
    alpha_old, alpha_new = old[:, 3:] * (1 - weights), fresh[:, 3:] * weights
    alpha = alpha_old + alpha_new
    colour = (old[:, :3] * alpha_old + fresh[:, :3] * alpha_new) / np.maximum(alpha, 1e-6)
    return np.rint(np.clip(np.concatenate([colour, alpha], axis=1), 0, 255)).astype(np.uint8)
