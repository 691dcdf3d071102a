"""Salient object: which pixels the picture is about, from U-2-Net (small) or an operator's better network.

Contract for an operator's file (looked for in this order in the weights folder; input `float32 (1, 3, S, S)` RGB, first
output `(1, 1, S, S)`): `birefnet.onnx` S = 1024, ImageNet mean and deviation, logits; `isnet.onnx` S = 1024, mean 0.5,
deviation 1, 0..1; `u2net.onnx` S = 320, prepared like the packaged `u2netp.onnx`.
"""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pil

from scumble.core.image import Pixels
from scumble.vision.models import Models

Weights = NDArray[np.float32]

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)
ROUGH = 224
"""Pixels a side that are seen where a rough look will do, for half the time."""
LARGE = 4_000_000
"""Above this many pixels a picture is first averaged down by a whole factor: same result, a fraction of the time."""


@dataclass(frozen=True, kw_only=True)
class Net:
    """How a saliency network wants its input: side in pixels, mean and deviation per channel, logits or 0..1 out."""

    file: str
    side: int
    mean: tuple[float, float, float] = IMAGENET_MEAN
    deviation: tuple[float, float, float] = IMAGENET_DEVIATION
    logits: bool = False
    peak: bool = True
    """Divide by the picture's own maximum first (as U-2-Net was trained) instead of by 255."""


PACKAGED = Net(file="u2netp.onnx", side=320)
NETS = (
    Net(file="birefnet.onnx", side=1024, logits=True, peak=False),
    Net(file="isnet.onnx", side=1024, mean=(0.5, 0.5, 0.5), deviation=(1.0, 1.0, 1.0)),
    Net(file="u2net.onnx", side=320),
)


@dataclass(frozen=True, kw_only=True, eq=False)
class Saliency:
    """map: float32 (S, S) in [0, 1], stretched to its own range. peak: the highest raw value (low = nothing seen)."""

    map: Weights
    peak: float


def best_net(models: Models) -> Net:
    """The operator's better network when there is one, else the packaged one."""
    return next((net for net in NETS if models.has(net.file)), PACKAGED)


def shrink(rgb: Pixels, side: int) -> Pixels:
    """A (side, side, 3) Lanczos copy, any ratio, as the networks were trained with."""
    height, width = rgb.shape[:2]
    if height * width > LARGE:
        factor = (height * width / LARGE) ** 0.5
        size = (max(side, round(width / factor)), max(side, round(height / factor)))
        rgb = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    picture = Pil.fromarray(np.ascontiguousarray(rgb[:, :, :3]))
    return np.asarray(picture.resize((side, side), Pil.Resampling.LANCZOS))


def saliency(rgb: Pixels, models: Models, net: Net = PACKAGED, *, side: int | None = None) -> Saliency:
    """The saliency of a picture.

    rgb: uint8 (H, W, 3 or 4). side: another than the network's own, where its file takes any. The preparation is
    U-2-Net's own: Lanczos to S x S, divided by the maximum, ImageNet mean and deviation; the result is stretched to its
    own minimum and maximum.
    """
    session = models.session(net.file)
    wanted = side or (ROUGH if models.rough and net is PACKAGED else net.side)
    small = shrink(rgb, session.side or wanted).astype(np.float32)
    scale = max(float(small.max()), 1e-6) if net.peak else 255.0
    tensor = (small / scale - np.array(net.mean, np.float32)) / np.array(net.deviation, np.float32)
    out = session.run(np.ascontiguousarray(tensor.transpose(2, 0, 1)[None], np.float32))
    raw = out.reshape(out.shape[-2:]).astype(np.float32)
    if net.logits:
        raw = (1.0 / (1.0 + np.exp(-raw))).astype(np.float32)
    low, high = float(raw.min()), float(raw.max())
    return Saliency(map=((raw - low) / max(high - low, 1e-6)).astype(np.float32), peak=high)
