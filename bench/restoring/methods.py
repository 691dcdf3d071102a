"""Ways to restore: ours, and OpenCV's standard ones beside them, which are told the level of noise or blur."""

from collections.abc import Callable, Mapping
from typing import cast

import cv2
import numpy as np

from bench.restoring.cases import Bytes, Case
from scumble.codec import geometry
from scumble.core.image import Image
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import deblur, denoise, extend, plausible

Method = Callable[[Case], Bytes]


def _task(op: Op, rgb: Bytes, **params: JsonValue) -> Task:
    """One step on an opaque picture."""
    pixels = np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)])
    step = Step(op=op, target=Target(kind="whole"), params=params)
    image = Image(pixels=pixels)
    return Task(step=step, image=image, region=Region.full(image.height, image.width))


def _number(case: Case) -> float:
    """The number in a case's level."""
    return float(next(w for w in case.level.split() if w.replace(".", "").isdigit()))


def _ours_denoise(case: Case) -> Bytes:
    return denoise.render(_task(Op.DENOISE, case.given), CancelToken()).image.rgb


def _means(case: Case) -> Bytes:
    spread = _number(case)
    return cast(Bytes, cv2.fastNlMeansDenoisingColored(case.given, None, spread, spread, 7, 21))


def _bilateral(case: Case) -> Bytes:
    return cast(Bytes, cv2.bilateralFilter(case.given, 7, 2.5 * _number(case), 2.0))


def _ours_deblur(case: Case) -> Bytes:
    return deblur.render(_task(Op.DEBLUR, case.given), CancelToken()).image.rgb


def _unsharp(case: Case) -> Bytes:
    soft = cv2.GaussianBlur(case.given, (0, 0), _number(case))
    return cast(Bytes, cv2.addWeighted(case.given, 2, soft, -1, 0))


def _resized(case: Case, kind: int) -> Bytes:
    size = (case.truth.shape[1], case.truth.shape[0])
    return cast(Bytes, cv2.resize(case.given, size, interpolation=kind))


def _ours_enlarge(case: Case) -> Bytes:
    step = geometry.resize(case.truth.shape[1], case.truth.shape[0], sharp=True)
    return geometry.apply(step, _task(Op.RESIZE, case.given).image.pixels)[:, :, :3]


def _ours_extend(case: Case) -> Bytes:
    """Never refused here: what is refused is counted by the doubt."""
    count = case.truth.shape[1] - case.given.shape[1]
    limit, plausible.HOPELESS = plausible.HOPELESS, float("inf")
    try:
        return extend.render(_task(Op.EXTEND, case.given, pixels=[0, count, 0, 0]), CancelToken()).image.rgb
    finally:
        plausible.HOPELESS = limit


def _inpainted(case: Case, kind: int) -> Bytes:
    count = case.truth.shape[1] - case.given.shape[1]
    wide = cv2.copyMakeBorder(case.given, 0, 0, 0, count, cv2.BORDER_REPLICATE)
    hole = np.zeros(wide.shape[:2], np.uint8)
    hole[:, case.given.shape[1] :] = 255
    return cast(Bytes, cv2.inpaint(wide, hole, 5, kind))


def _bordered(case: Case, kind: int) -> Bytes:
    count = case.truth.shape[1] - case.given.shape[1]
    return cast(Bytes, cv2.copyMakeBorder(case.given, 0, 0, 0, count, kind))


METHODS: Mapping[str, Mapping[str, Method]] = {
    "denoise": {
        "given": lambda c: c.given,
        "scumble": _ours_denoise,
        "OpenCV non-local means": _means,
        "OpenCV bilateral": _bilateral,
        "OpenCV median": lambda c: cast(Bytes, cv2.medianBlur(c.given, 3)),
    },
    "deblur": {
        "given": lambda c: c.given,
        "scumble": _ours_deblur,
        "unsharp mask, blur known": _unsharp,
    },
    "enlarge": {
        "scumble": _ours_enlarge,
        "OpenCV linear": lambda c: _resized(c, cv2.INTER_LINEAR),
        "OpenCV cubic": lambda c: _resized(c, cv2.INTER_CUBIC),
        "OpenCV Lanczos": lambda c: _resized(c, cv2.INTER_LANCZOS4),
    },
    "extend": {
        "scumble": _ours_extend,
        "OpenCV Telea": lambda c: _inpainted(c, cv2.INPAINT_TELEA),
        "OpenCV Navier-Stokes": lambda c: _inpainted(c, cv2.INPAINT_NS),
        "mirrored rim": lambda c: _bordered(c, cv2.BORDER_REFLECT_101),
        "repeated rim": lambda c: _bordered(c, cv2.BORDER_REPLICATE),
    },
}
