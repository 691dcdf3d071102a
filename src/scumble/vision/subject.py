"""Find the subject of a picture as a soft matte: `find_subject`, with hard (product) and soft (hair) edges.

Cost: the networks see 320 pixels, colour models half a megapixel, hair is solved at 0.15 megapixels, and only the band
along the outline is computed at full size. So 24 megapixels cost little more than one.
"""

from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image, Pixels
from scumble.core.instruction import Click
from scumble.core.outcome import Verdict
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken, ahead
from scumble.vision import coarse as coarse_look
from scumble.vision import cut_out, filled_gaps, guided, refine
from scumble.vision.attached import attached
from scumble.vision.contour import calm, calmed
from scumble.vision.cords import corded
from scumble.vision.held import held
from scumble.vision.keying import key
from scumble.vision.models import Models
from scumble.vision.saliency import saliency
from scumble.vision.second_look import Opinion, firm, outlined, second_look, undecided
from scumble.vision.see_through import see_through
from scumble.vision.tidy import parts
from scumble.vision.unmix import unmix

Weights = NDArray[np.float32]
Edges = Literal["auto", "hard", "soft"]

UNCLEAR = 0.35
"""Below this confidence callers refuse rather than cut out the wrong thing."""
CLEAR, CLEAR_SHARE = 13, 0.02
"""Alpha below which a pixel is as good as transparent, and the share of the picture that has to be, for a cut-out."""
GLANCE = 192
"""Pixels a side that a glance sees: boxes of what stands out are those of 320 pixels; of 160, they are not always."""
DOUBTFUL = 0.65
"""Below this confidence a note says that another thing may be meant."""

CALM = 0.08
"""Share of the subject over which the network may hesitate where crumbs along the outline are smoothed: hair and
branches, where it hesitates over 0.1 and more, look alike."""
MUCH = 0.15
"""Share of a see-through subject that may look like its background before a note says that gaps may be left."""
THROUGH = "The background shows through the subject; some of its gaps may still be filled."


@dataclass(frozen=True, kw_only=True, eq=False)
class Subject:
    """The subject of a picture.

    alpha: float32 (H, W) in [0, 1], exactly 0 and 1 where sure. edges: the mode used, or 'alpha' when the picture's own
    transparency was taken. confidence: 0..1; below `UNCLEAR` there is no clear subject. verdicts: on the cut-out, where
    a second way of finding the subject was asked.
    """

    alpha: Weights
    edges: Literal["hard", "soft", "alpha"]
    confidence: float
    notes: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()


def first_look(image: Image, models: Models, cancel: CancelToken) -> coarse_look.Coarse | None:
    """Where the subject is, before it is cut out; None of a picture that is a cut-out already. Raises Cancelled."""
    return None if _is_cut_out(image) else coarse_look.look(image.over_white(), models, None, (), cancel)


def glance(image: Image, models: Models) -> Box | None:
    """The box of what stands out, in a third of the time of `first_look`; of a cut-out the box of what is there."""
    if _is_cut_out(image):
        return Region.of_mask(image.alpha > 127).bounds
    seen = saliency(image.over_white().pixels, models, side=GLANCE).map > 0.5
    box, (h, w) = Region.of_mask(seen).bounds, seen.shape
    if box is None:
        return None
    fx, fy = image.width / w, image.height / h
    x1, y1 = max(1, round(box.x1 * fx)), max(1, round(box.y1 * fy))
    return Box(x0=min(int(box.x0 * fx), x1 - 1), y0=min(int(box.y0 * fy), y1 - 1), x1=x1, y1=y1)


def find_subject(
    image: Image,
    models: Models,
    *,
    looked: coarse_look.Coarse | None = None,
    hint: Region | None = None,
    clicks: tuple[Click, ...] = (),
    edges: Edges = "auto",
    cancel: CancelToken,
) -> Subject:
    """The subject of `image`.

    looked: what `first_look` saw, when it has looked. hint: a region of the image's size in which the subject lies (a
    box around it, closed strokes). clicks: points on it (label 1) and off it (label 0). edges: 'hard' for products,
    'soft' for hair and fur, 'auto' looks. A picture that is a cut-out already is its own matte; other transparency is
    laid over white to look at, and kept.
    Raises Cancelled, and Misconfigured when weights are missing.
    """
    if _is_cut_out(image) and hint is None and not clicks:
        alpha = image.alpha.astype(np.float32) / np.float32(255.0)
        note = "The picture's own transparency was taken as the subject."
        return Subject(alpha=alpha, edges="alpha", confidence=1.0 if alpha.any() else 0.0, notes=(note,))
    seen, given, image = image.alpha, image, image.over_white()
    coarse = looked or coarse_look.look(image, models, hint, clicks, cancel)
    opinion: Opinion | None = None
    if hint is None and not clicks and coarse.confidence >= UNCLEAR:
        coarse = attached(held(image, coarse))
        cancel.check()
        coarse, opinion = second_look(given, coarse, models, cancel)
    frame = coarse.frame
    part = image.pixels[frame.y0 : frame.y1, frame.x0 : frame.x1]
    found = key(part, coarse, cancel) if edges != "soft" else None
    mode: Literal["hard", "soft"] = "hard"
    confidence, notes = coarse.confidence, coarse.notes
    if found is None:
        # Gaps are looked for beside the outline; for a preview they are left closed.
        open_to_gaps = not coarse.pinned.any() and not models.rough
        gaps_seen = ahead(lambda: see_through(coarse.rgb, coarse.probability, cancel)) if open_to_gaps else None
        matte = refine.refine(coarse, edges, cancel, outlined=outlined(coarse, opinion), firm=firm(opinion))
        cancel.check()
        radius = 2 if matte.mode == "hard" else 3
        small = corded(matte.rgb, matte.alpha) if matte.mode == "hard" else matte.alpha
        found, mode = carry_up(part, matte.rgb, small, radius=radius, cancel=cancel), matte.mode
        if mode == "hard" and undecided(coarse.probability) < CALM:
            smooth = calm(matte.rgb, small)
            found = found if smooth is None else calmed(found, smooth)
        cancel.check()
        if gaps_seen is not None and (gaps := gaps_seen.result()) is not None:
            found = unmix(part, found, gaps, cancel)
            confidence = min(confidence, 1.0 - gaps.doubt)
            notes = (*notes, THROUGH) if gaps.doubt > MUCH else notes
    alpha = np.zeros((image.height, image.width), np.float32)
    alpha[frame.y0 : frame.y1, frame.x0 : frame.x1] = found
    if not (seen == 255).all():
        alpha *= seen.astype(np.float32) / np.float32(255.0)
    notes = notes if clicks else (*notes, *_doubts(found, coarse))
    if opinion is not None and opinion.nearest is not None and mode == "hard":
        opinion = opinion.nearest
    verdicts: tuple[Verdict, ...] = ()
    if opinion is not None:
        verdicts = (cut_out.verdict(found, coarse, opinion), *filled_gaps.doubts(found, coarse))
    return Subject(alpha=alpha, edges=mode, confidence=confidence, notes=notes, verdicts=verdicts)


def _is_cut_out(image: Image) -> bool:
    """True when transparency cuts something out: a share of the picture is clear, and so is most of its rim.

    Rounded corners, a soft edge or a single translucent pixel leave the rim opaque: those are pictures like others.
    """
    if image.opaque or float((image.alpha < CLEAR).mean()) < CLEAR_SHARE:
        return False
    rim = np.concatenate([image.alpha[0], image.alpha[-1], image.alpha[:, 0], image.alpha[:, -1]])
    return float((rim < CLEAR).mean()) > 0.5


def _doubts(alpha: Weights, coarse: coarse_look.Coarse) -> tuple[str, ...]:
    """What a caller should know before trusting the result."""
    if coarse.confidence < UNCLEAR:
        return ()
    scale = min(1.0, (200_000 / alpha.size) ** 0.5)
    size = (max(1, round(alpha.shape[1] * scale)), max(1, round(alpha.shape[0] * scale)))
    count = parts(np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32))
    several = f"{count} separate things of similar size were taken as the subject"
    if count > 1:
        return (f"{several}; draw a mask or send a region to choose among them.",)
    if coarse.confidence < DOUBTFUL:
        return ("Several things could be the subject; send a region or points if another one is meant.",)
    return ()


def carry_up(pixels: Pixels, small_rgb: Pixels, matte: Weights, *, radius: int, cancel: CancelToken) -> Weights:
    """A small matte at full size, following the full-size edges: float32 (H, W), exactly 0 and 1 away from the band.

    pixels: uint8 (H, W, 3 or 4). small_rgb, matte: the small picture and its matte.
    """
    height, width = pixels.shape[:2]
    low, high = 0.02, 0.98
    if small_rgb.shape[:2] == (height, width):
        return _snap(matte, low, high)
    undecided = ((matte > low) & (matte < high)).astype(np.uint8)
    edge = (matte > 0.5).astype(np.uint8)
    undecided |= refine.dilate(edge, 1) - refine.erode(edge, 1)
    band = refine.dilate(undecided, radius)
    alpha = np.asarray(cv2.resize(edge, (width, height), interpolation=cv2.INTER_NEAREST), np.float32)
    full_band = cv2.resize(band, (width, height), interpolation=cv2.INTER_NEAREST)
    # Full-size pixels at the band's rim are interpolated from one small pixel beyond it.
    model = guided.fit(small_rgb, matte, radius, 1e-5, refine.dilate(band, 1) > 0)
    for top in range(0, height, 512):
        cancel.check()
        rows, columns = np.nonzero(full_band[top : top + 512])
        if not rows.size:
            continue
        rows += top
        coefficients = guided.sample(model.ab, rows, columns, (height, width))
        values = guided.apply(model, pixels[rows, columns, :3], coefficients)
        alpha[rows, columns] = _snap(values, low, high)
    return alpha


def _snap(alpha: Weights, low: float, high: float) -> Weights:
    """Stretches [low, high] to [0, 1], so that sure pixels are exactly 0 and 1."""
    return np.clip((alpha - np.float32(low)) / np.float32(high - low), 0.0, 1.0).astype(np.float32)
