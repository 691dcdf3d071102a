"""Second look at a doubtful subject: the promptable segmenter settles patches on which the first network hesitates.

The saliency network sees 320 pixels and loses parts in silence (a black ear pad before a dark sofa), or takes a piece
of sofa along. Where it hesitates over more than an outline's width the segmenter is asked with the subject's box. It is
believed patch by patch, and only where it is sure and the network is not: asked for a bicycle it fills the wheels.
Pictures without such places are not asked about, which keeps their cut-out as fast as it was.
"""

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.vision.coarse import Coarse
from scumble.vision.models import Models
from scumble.vision.segmenter import Segment, can_segment, embed, segments_in
from scumble.vision.wedged import wedged

Weights = NDArray[np.float32]
Mask = NDArray[np.bool_]

UNDECIDED = (0.1, 0.9)
"""Probabilities between which the network hesitates."""
THICK = 2.0
"""Half width from which on such a place is no outline, in pixels of the network's own view (320 along the side)."""
DOUBTFUL = 0.01
"""Share of the subject in such places from which on the segmenter is asked: 0 to 0.0004 for clear products, 0.013 and
more for those whose cut-outs had lost parts or kept ground (21 photographs)."""
SURE_IN, SURE_OUT = 4.0, -3.5
"""Mean logit of a patch beyond which the segmenter is believed. Shadows it took for subject had up to 3, the inside of
a white bowl that it left out -2."""
HINTED, CERTAIN = 0.2, 0.8
"""Mean probability of a patch above which it may be added, below which it may be taken away: with less, the wheels of
a bicycle would be filled; with more, colour has to tell."""
PATCH = 0.06
"""Patches beyond this share of the subject are another opinion of what the subject is, not a lost part."""
OPEN, LEANS, SLIGHT = 0.3, 0.5, 0.006
"""A patch beyond this mean probability was left open. When it is below the share SLIGHT of the subject, the segmenter
has the casting vote if its mean logit leans to the subject: 0.7 to 2.6 for a can's foot that mirrors the stone under
it. Shadows have a probability below 0.1. What lies between rods is not taken away that lightly."""
STABLE, APART = 0.98, 0.06
"""An answer is used when it is this stable and differs from the network's by at most this share of the subject: 0.98 to
0.99 with 0.02 to 0.04 where lost parts came back, 0.88 to 0.97 with up to 0.6 for gratings, hair and branches."""
SURE = 0.98
"""Probability given to what the segmenter is sure of: colour models are not asked there, but holes are looked for."""
FINER = 0.5
"""Least longer side of the subject's frame, as a share of the picture's, for which the segmenter's outline is the finer
one: it answers with 256 pixels for the whole picture, the network with 320 for the frame."""
STEEP = (1.2, 1.7)
"""Change of the logit over a pixel of the network's view up to which the segmenter saw no edge, and from which on it
did: 0.4 to 1.5 along a can's foot that mirrors its stone, 1.7 to 4.3 along a black wheel on dark carpet."""
SOLID, FIRM = 6.0, 0.97
"""Logit and probability from which on both are so sure of a place that no hole is looked for in it."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Opinion:
    """What the segmenter says about a coarse subject. logits: float32 (h, w) at its working size, above 0 is inside.
    stability: 0..1, see `segmenter.Segment`. nearest: the answer that is nearest to the network's, where its outline
    is believed."""

    logits: Weights
    stability: float
    nearest: "Opinion | None" = None


def second_look(image: Image, coarse: Coarse, models: Models, cancel: CancelToken) -> tuple[Coarse, Opinion | None]:
    """The coarse subject with doubtful patches settled, and what the segmenter said; None when it was not asked.

    image: the whole picture. Raises Cancelled.
    """
    if undecided(coarse.probability) < DOUBTFUL or not can_segment(models):
        return coarse, None
    box = box_of(coarse)
    if box is None:
        return coarse, None
    p = coarse.probability
    answers = segments_in(embed(image, models, cancel=cancel), models, box)
    cancel.check()
    opinions = [Opinion(logits=_in_frame(a.logits, coarse, image), stability=a.stability) for a in answers]
    first = opinions[_favourite(answers)]
    if _agrees(first, p):
        coarse = replace(coarse, probability=settled(p, first.logits))
    nearest = min(opinions, key=lambda o: 1.0 - o.stability + apart(p, o.logits))
    share = max(coarse.frame.width, coarse.frame.height) / max(image.width, image.height)
    return coarse, replace(first, nearest=nearest if share > FINER and _agrees(nearest, p) else None)


def _favourite(answers: list[Segment]) -> int:
    """The network's own choice: the best of those for a single box (the first is for several points)."""
    return max(range(min(1, len(answers) - 1), len(answers)), key=lambda k: answers[k].quality)


def _agrees(opinion: Opinion, p: Weights) -> bool:
    """True when an answer is stable and near enough to the network's to be used."""
    return opinion.stability >= STABLE and apart(p, opinion.logits) <= APART


def outlined(coarse: Coarse, opinion: Opinion | None) -> Weights | None:
    """The probability with lost parts and outline as the nearest answer has them, float32 (h, w); None if not believed.

    Only for hard edges: the segmenter leaves the tips of fur out. Gaps are foretold without it: of what it is sure to
    be ground, the shadow under a car, black wheels would be foretold to be seen through.
    """
    if opinion is None or opinion.nearest is None:
        return None
    logits = opinion.nearest.logits
    known = settled(coarse.probability, logits, open_too=True)
    between = wedged(known, logits)
    return np.where(between, np.float32(SURE), adopted(known, logits)).astype(np.float32)


def firm(opinion: Opinion | None) -> Weights | None:
    """How clearly the segmenter saw an edge where its nearest answer changes, float32 (h, w) in 0..1: the black foot of
    a wheel on a dark carpet, though colour tells nothing; None without such an answer."""
    if opinion is None or opinion.nearest is None:
        return None
    logits = np.asarray(cv2.GaussianBlur(opinion.nearest.logits, (0, 0), 1.0), np.float32)
    down, across = (np.asarray(cv2.Sobel(logits, cv2.CV_32F, dx, 1 - dx), np.float32) / 8 for dx in (0, 1))
    slope = np.hypot(down, across) * np.float32(max(logits.shape) / 320.0)
    low, high = STEEP
    return np.clip((slope - low) / (high - low), 0.0, 1.0).astype(np.float32)


def undecided(p: Weights) -> float:
    """Share of the subject over which the network hesitates, outlines left out. p: float32 (h, w)."""
    low, high = UNDECIDED
    between = opened((p > low) & (p < high), THICK)
    return float(between.sum()) / max(int((p > 0.5).sum()), 1)


def apart(p: Weights, logits: Weights) -> float:
    """Share of the subject on which both differ by more than an outline. p: probability or matte, float32 (h, w)."""
    return float(opened((logits > 0) != (p > 0.5), 1.0).sum()) / max(int((p > 0.5).sum()), 1)


def settled(p: Weights, logits: Weights, *, open_too: bool = False) -> Weights:
    """The probability with patches added and taken away as the segmenter says, where it may say so: float32 (h, w).

    open_too: it has the casting vote on small patches that the network left open.
    """
    said, subject = _said(logits), p > 0.5
    size = int(subject.sum())
    lost = _patches((logits > 0) & ~subject, p, logits, size, inside=True, open_too=open_too)
    extra = _patches((logits < 0) & subject, p, logits, size, inside=False)
    out = np.where(lost & (logits > 0), np.maximum(p, said), p)
    out = np.where(extra & (logits < 0), np.minimum(out, said), out)
    return np.where((logits > SOLID) & (p > FIRM), np.float32(1.0), out).astype(np.float32)


def adopted(p: Weights, logits: Weights) -> Weights:
    """The probability with the segmenter's outline, where the two differ by no more than an outline: float32 (h, w).

    p: settled. What both call subject, or both ground, is about as sure as the surer of them says: colour models, which
    tear a foot open that mirrors its ground, are then asked along the outline alone. Holes are still looked for.
    """
    said = _said(logits)
    both_in, both_out = (p > 0.5) & (said > 0.5), (p <= 0.5) & (said <= 0.5)
    sure = np.where(logits > SURE_IN, np.maximum(p, np.float32(SURE)), p)
    out = np.where(both_in, sure, np.where(both_out, np.minimum(p, said), said))
    differ = opened((said > 0.5) != (p > 0.5), 1.0).astype(np.uint8)
    return np.where(np.asarray(cv2.dilate(differ, disc(p.shape, 3.0))) > 0, p, out).astype(np.float32)


def _said(logits: Weights) -> Weights:
    """Logits as a probability: float32 (h, w)."""
    return (1.0 / (1.0 + np.exp(-np.clip(logits, -20.0, 20.0)))).astype(np.float32)


def disputed(matte: Weights, p: Weights, logits: Weights) -> Mask:
    """Where matte and segmenter differ by more than an outline: bool (h, w). matte, p, logits: float32 (h, w).

    Gaps that colour found in what both networks took for solid are no dispute: neither of them sees so finely.
    """
    differ = ((logits > 0) != (matte > 0.5)) & ~((logits > 0) & (p > 0.5) & (matte < 0.5))
    return opened(differ, 1.0)


def _patches(apart: Mask, p: Weights, logits: Weights, size: int, *, inside: bool, open_too: bool = False) -> Mask:
    """The patches of `apart` on which the segmenter is believed, with their rims: bool (h, w)."""
    count, found, stats, _ = cv2.connectedComponentsWithStats(opened(apart, 1.0).astype(np.uint8), connectivity=8)
    labels, areas = np.asarray(found, np.int32), np.asarray(stats, np.int32)[:, cv2.CC_STAT_AREA]
    sums = [np.bincount(labels.ravel(), v.ravel(), minlength=count) for v in (logits, p)]
    logit, belief = (total / np.maximum(areas, 1) for total in sums)
    good = (logit > SURE_IN) & (belief > HINTED) if inside else (logit < SURE_OUT) & (belief < CERTAIN)
    good &= areas < PATCH * size
    if open_too:
        good |= (logit > LEANS) & (belief > OPEN) & (areas < SLIGHT * size)
    good[0] = False
    return np.asarray(cv2.dilate(good[labels].astype(np.uint8), disc(p.shape, 3.0))) > 0


def opened(mask: Mask, units: float) -> Mask:
    """The mask without what is thinner than twice `units` pixels of the network's view: bool (h, w)."""
    return np.asarray(cv2.morphologyEx(mask.astype(np.uint8), cv2.MORPH_OPEN, disc(mask.shape, units))) > 0


def disc(shape: tuple[int, ...], units: float) -> NDArray[np.uint8]:
    """A round structuring element; its radius in pixels of the network's view."""
    radius = max(1, round(units * max(shape[0], shape[1]) / 320.0))
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1)), np.uint8)


def box_of(coarse: Coarse) -> Box | None:
    """The box around the coarse subject in pixels of the whole picture; None without one."""
    small = Region.of_mask(coarse.probability > 0.5).bounds
    if small is None:
        return None
    h, w = coarse.probability.shape
    frame = coarse.frame
    fx, fy = frame.width / w, frame.height / h
    return Box(
        x0=frame.x0 + int(small.x0 * fx),
        y0=frame.y0 + int(small.y0 * fy),
        x1=frame.x0 + round(small.x1 * fx),
        y1=frame.y0 + round(small.y1 * fy),
    )


def _in_frame(logits: Weights, coarse: Coarse, image: Image) -> Weights:
    """An answer about the whole picture at the working size of the subject's frame: float32 (h, w)."""
    h, w = coarse.probability.shape
    rows, columns = logits.shape
    frame = coarse.frame
    x_scale, y_scale = columns / image.width, rows / image.height
    across, down = frame.width / w * x_scale, frame.height / h * y_scale
    matrix = np.array(
        [
            [across, 0.0, frame.x0 * x_scale + across / 2 - 0.5],
            [0.0, down, frame.y0 * y_scale + down / 2 - 0.5],
        ]
    )
    how = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    out = cv2.warpAffine(logits, matrix, (w, h), flags=how, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(out, np.float32)
