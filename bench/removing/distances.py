"""How far a fill is from the truth: SSIMULACRA 2, style vectors, and PSNR for the record (it rewards blur)."""

import io

import cv2
import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from PIL import Image as Picture
from ssimulacra2 import compute_ssimulacra2

from scumble.vision.models import PACKAGED

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

STYLE = PACKAGED / "style_predict.onnx"
AROUND, SHARE = 24, 1.0
"""Truth that is compared along with the hole, on each side: pixels at least, and a share of the hole's side. A part
that were nearly all hole would lie outside the range for which SSIMULACRA 2 was made: it says -64 of all of them."""
SMALLEST = 128
"""Sides of the compared part are at least this: SSIMULACRA 2 looks at six sizes, each half the one before."""
STYLE_SIDE = 256
"""Side that the style network takes."""


def part_of(mask: Mask) -> tuple[slice, slice]:
    """Rows and columns of the part that is compared: the hole with a little around it."""
    height, width = mask.shape
    ys, xs = np.nonzero(mask)
    return _span(ys.min(), ys.max() + 1, height), _span(xs.min(), xs.max() + 1, width)


def ssimulacra(truth: Bytes, filled: Bytes, mask: Mask) -> float:
    """SSIMULACRA 2 of the part: 100 = the truth, 70 = hard to tell, below 30 = bad; higher is better."""
    part = part_of(mask)
    return float(compute_ssimulacra2(_png(truth[part]), _png(filled[part])))


def style(truth: Bytes, filled: Bytes, mask: Mask) -> float:
    """Distance of the parts' style vectors (Magenta's style prediction network), in hundredths; lower is better.

    It hears texture and colours, not where things are: blur and copies that do not belong weigh, a leaf in another
    place does not.
    """
    part = part_of(mask)
    return 100 * float(np.linalg.norm(_style_vector(truth[part]) - _style_vector(filled[part])))


def psnr(truth: Bytes, filled: Bytes, mask: Mask) -> float:
    """Peak signal to noise ratio inside the hole, dB."""
    error = truth[mask].astype(np.float64) - filled[mask]
    return float(10 * np.log10(255**2 / max(1e-3, float((error * error).mean()))))


def _span(low: int, high: int, size: int) -> slice:
    """The range with AROUND on both sides, at least SMALLEST long where the picture has it."""
    side = int(high - low)
    more = max(AROUND, round(SHARE * side), (SMALLEST - side + 1) // 2)
    low, high = int(low) - more, int(high) + more
    low, high = (0, high - low) if low < 0 else (low, high)
    low, high = (max(0, low - (high - size)), size) if high > size else (low, high)
    return slice(low, high)


def _png(rgb: Bytes) -> io.BytesIO:
    """The part as the package reads it."""
    out = io.BytesIO()
    Picture.fromarray(rgb).save(out, format="PNG", compress_level=0)
    out.seek(0)
    return out


_networks: list[ort.InferenceSession] = []


def _style_vector(rgb: Bytes) -> NDArray[np.float32]:
    """100 numbers."""
    if not _networks:
        if not STYLE.is_file():
            raise SystemExit("the style network is missing: run `make setup`")
        options = ort.SessionOptions()
        options.intra_op_num_threads = 1
        _networks.append(ort.InferenceSession(str(STYLE), options, providers=["CPUExecutionProvider"]))
    network = _networks[0]
    small = cv2.resize(rgb, (STYLE_SIDE, STYLE_SIDE), interpolation=cv2.INTER_AREA).astype(np.float32) / 255
    return network.run(None, {network.get_inputs()[0].name: small[None]})[0].reshape(-1)
