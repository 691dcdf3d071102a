"""What the cut-out is compared with: the bare network, and rembg with and without its alpha matting; same weights."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.cutout import HOME, VENV, rembg_command
from scumble.core.image import Pixels
from scumble.vision.models import Models
from scumble.vision.saliency import PACKAGED, saliency

Floats = NDArray[np.float32]

WORKER = Path(__file__).with_name("rembg_worker.py")
REMBG, MATTING = "rembg", "rembg, alpha matting"
ENDINGS = {REMBG: ".rembg.png", MATTING: ".rembg_matting.png"}


def bare(rgb: Pixels, models: Models) -> Floats:
    """The network's map at full size and nothing else: float32 (H, W)."""
    found = saliency(rgb, models, PACKAGED).map
    size = (rgb.shape[1], rgb.shape[0])
    return np.clip(np.asarray(cv2.resize(found, size, interpolation=cv2.INTER_LANCZOS4), np.float32), 0.0, 1.0)


def rembg(folder: Path) -> None:
    """Mattes of rembg for every picture of a folder that has none yet."""
    rembg_command()
    env = os.environ | {"U2NET_HOME": str(HOME)}
    subprocess.run([str(VENV / "bin" / "python"), str(WORKER), str(folder)], env=env, check=True)


def answers(picture: Path, names: Iterable[str]) -> dict[str, Floats]:
    """What rembg answered for a picture, by name; without what it has not answered yet."""
    out: dict[str, Floats] = {}
    for name in names:
        alpha = cv2.imread(str(picture.with_suffix(ENDINGS[name])), cv2.IMREAD_GRAYSCALE)
        if alpha is None:
            continue
        out[name] = np.asarray(alpha, np.float32) / np.float32(255.0)
    return out
