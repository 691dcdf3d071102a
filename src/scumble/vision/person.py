"""People: a soft mask of persons near the camera, from MediaPipe's selfie segmentation."""

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Pixels
from scumble.vision.models import Models

FILE = "selfie.onnx"
SIDE = 256


def person(rgb: Pixels, models: Models) -> NDArray[np.float32]:
    """float32 (256, 256) in [0, 1]: how surely each pixel of the picture, squeezed to a square, shows a person.

    rgb: uint8 (H, W, 3 or 4). Input as MediaPipe prepares it: 256 x 256, RGB, 0..1.
    """
    small = cv2.resize(rgb, (SIDE, SIDE), interpolation=cv2.INTER_AREA)[:, :, :3]
    tensor = np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32) / np.float32(255.0)
    return models.session(FILE).run(tensor)[0, 0]
