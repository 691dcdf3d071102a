"""Segment what a box or clicks point at: a promptable network (Segment Anything), embedded once a picture.

`embed` is the costly half (about 1.7 CPU seconds, whatever the size); each question after it costs about 0.1. The
weights are `segment_encoder.onnx` (1, 3, 1024, 1024) -> (1, 256, 64, 64) and `segment_decoder.onnx`, in the form that
Segment Anything's own exporter writes, with all masks or a single one; an operator's files of the same names and form
are used instead.

Source: Kirillov and others, "Segment Anything", ICCV 2023; preparation of the picture and the codes of the points are
those of the repository `facebookresearch/segment-anything` (`SamOnnxModel`, `ResizeLongestSide`).
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box
from scumble.core.work import Ahead, CancelToken, ahead
from scumble.vision.models import Models, Tensor

ENCODER, DECODER = "segment_encoder.onnx", "segment_decoder.onnx"
SIDE = 1024
"""Pixels of the encoder's square input; the picture's longer side is scaled to it, the rest is zero."""
GRID = 256
"""Pixels of the decoder's square answer, a quarter of the input."""
MEAN = np.array([123.675, 116.28, 103.53], np.float32)
DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)
OUTSIDE, INSIDE, CORNER, FAR_CORNER, PADDING = 0.0, 1.0, 2.0, 3.0, -1.0
"""The decoder's codes of points: unwanted, wanted, a box's first and second corner, none."""
SINGLE = 2.5
"""Points, padding counted, from which a question means one mask (the exporter's own number)."""
STABLE = 1.0
"""Logits by which the threshold is moved to see whether a mask is stable (the paper's own offset)."""

AHEAD = 8_000_000
"""Pixels of a picture up to which it is embedded beside other work: of larger ones both take too much memory."""

Logits = NDArray[np.float32]
Floats = NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Embedding:
    """A picture as the decoder sees it. tensor: float32 (1, 256, 64, 64); width, height: of the picture in pixels."""

    tensor: Tensor
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Encoder pixels to one pixel of the picture."""
        return SIDE / max(self.width, self.height)

    @property
    def grid(self) -> tuple[int, int]:
        """(rows, columns) of an answer's part that shows the picture; the longer side is GRID."""
        factor = GRID / max(self.width, self.height)
        return max(1, round(self.height * factor)), max(1, round(self.width * factor))


@dataclass(frozen=True, kw_only=True)
class Point:
    """A place in the picture, in its pixels. wanted: belongs to the thing, or certainly does not."""

    x: float
    y: float
    wanted: bool = True


@dataclass(frozen=True, kw_only=True, eq=False)
class Segment:
    """One answer. logits: float32 (h, w), `Embedding.grid` in size; above 0 is inside. quality: the network's own guess
    of its intersection over union, 0..1. stability: 0..1, how little the mask changes with the threshold."""

    logits: Logits
    quality: float
    stability: float

    def at(self, width: int, height: int) -> Logits:
        """The logits at another size, float32 (height, width): smooth between the answer's pixels."""
        return np.asarray(cv2.resize(self.logits, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


_EMBEDDED: WeakKeyDictionary[Image, Embedding] = WeakKeyDictionary()
_LOCK = threading.Lock()


def can_segment(models: Models) -> bool:
    """True when both files are there."""
    return models.has(ENCODER) and models.has(DECODER)


def embed(image: Image, models: Models, *, cancel: CancelToken) -> Embedding:
    """The picture's embedding; transparent parts are seen over white. Raises Cancelled, Misconfigured.

    Kept for as long as the picture itself lives, so that one request pays for it once and nothing outlives it.
    """
    with _LOCK:
        kept = _EMBEDDED.get(image)
    if kept is None:
        kept = _embed(image, models, cancel)
        with _LOCK:
            _EMBEDDED[image] = kept
    return kept


def embed_ahead(image: Image, models: Models, *, cancel: CancelToken) -> Ahead[Embedding] | None:
    """The embedding begun on another thread; None where it is not to be, or is not needed."""
    with _LOCK:
        known = image in _EMBEDDED
    if known or not can_segment(models) or image.width * image.height > AHEAD:
        return None
    return ahead(lambda: embed(image, models, cancel=cancel))


def _embed(image: Image, models: Models, cancel: CancelToken) -> Embedding:
    """See `embed`."""
    cancel.check()
    rgb = image.over_white().rgb
    factor = SIDE / max(image.width, image.height)
    size = (max(1, round(image.width * factor)), max(1, round(image.height * factor)))
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_LINEAR
    small = np.asarray(cv2.resize(rgb, size, interpolation=how), np.float32)
    tensor = np.zeros((1, 3, SIDE, SIDE), np.float32)
    tensor[0, :, : size[1], : size[0]] = ((small - MEAN) / DEVIATION).transpose(2, 0, 1)
    return Embedding(tensor=models.session(ENCODER).run(tensor), width=image.width, height=image.height)


def segment(
    embedding: Embedding,
    models: Models,
    *,
    box: Box | None = None,
    points: Sequence[Point] = (),
    prior: Logits | None = None,
) -> Segment:
    """What a box, points or both mean. prior: logits of an earlier answer (`Embedding.grid` in size) to start from.

    Raises ValueError when nothing is asked, Misconfigured when the weights are missing.
    """
    masks, quality, asked = _answers(embedding, models, box, points, prior)
    # The paper's rule: the first mask is for questions of several points, the others (part, thing, whole) for one.
    best = int(np.argmax(quality + np.where(np.arange(len(quality)) == 0, (asked - SINGLE) * 1000.0, 0.0)))
    return _segment(masks[best], quality[best])


def segments_at(embedding: Embedding, models: Models, point: Point) -> list[Segment]:
    """Everything that a point may mean: part, thing and whole, the surest first. Raises Misconfigured."""
    masks, quality, _ = _answers(embedding, models, None, (point,), None)
    first = 1 if len(quality) > 1 else 0
    found = [_segment(m, q) for m, q in zip(masks[first:], quality[first:], strict=True)]
    return sorted(found, key=lambda s: -(s.quality + s.stability))


def segments_in(embedding: Embedding, models: Models, box: Box) -> list[Segment]:
    """Everything that a box may mean, in the network's own order. Raises Misconfigured."""
    masks, quality, _ = _answers(embedding, models, box, (), None)
    return [_segment(m, q) for m, q in zip(masks, quality, strict=True)]


def _answers(
    embedding: Embedding, models: Models, box: Box | None, points: Sequence[Point], prior: Logits | None
) -> tuple[Floats, Floats, int]:
    """All masks (k, h, w) for a question, their qualities (k,), and how many points were asked, padding counted."""
    if box is None and not points:
        raise ValueError("a box or at least one point is needed")
    asked = [((p.x, p.y), INSIDE if p.wanted else OUTSIDE) for p in points]
    corners = [] if box is None else [((box.x0, box.y0), CORNER), ((box.x1, box.y1), FAR_CORNER)]
    codes = [*asked, *(corners or [((0.0, 0.0), PADDING)])]
    coordinates = np.array([[place for place, _ in codes]], np.float32) * np.float32(embedding.scale)
    held = np.zeros((1, 1, GRID, GRID), np.float32)
    rows, columns = embedding.grid
    if prior is not None:
        held[0, 0, :rows, :columns] = prior
    masks, quality = models.session(DECODER).answer(
        ("low_res_masks", "iou_predictions"),
        {
            "image_embeddings": embedding.tensor,
            "point_coords": coordinates,
            "point_labels": np.array([[code for _, code in codes]], np.float32),
            "mask_input": held,
            "has_mask_input": np.array([0.0 if prior is None else 1.0], np.float32),
            "orig_im_size": np.array([embedding.height, embedding.width], np.float32),
        },
    )
    return masks[0, :, :rows, :columns], quality[0], len(codes)


def _segment(logits: Floats, quality: np.float32) -> Segment:
    """One mask as an answer."""
    own = np.ascontiguousarray(logits, np.float32)
    return Segment(logits=own, quality=float(np.clip(quality, 0.0, 1.0)), stability=_stability(own))


def _stability(logits: Logits) -> float:
    """Overlap of the mask at a higher and at a lower threshold (the paper's stability score)."""
    loose = int((logits > -STABLE).sum())
    return int((logits > STABLE).sum()) / loose if loose else 0.0
