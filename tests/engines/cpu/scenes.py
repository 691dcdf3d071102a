"""Self-made pictures with known truth for the background operations: colour, alpha and what lies behind."""

import struct
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import JsonValue, Op, Step, Target, TargetKind
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS

SUBJECT = (200, 60, 40)
GREEN = (30, 170, 60)


def soft_disc(height: int, width: int, radius: float, band: float = 6.0) -> NDArray[np.float32]:
    """Alpha of a disc in the middle: exactly 1 inside, exactly 0 outside, a linear edge of `band` pixels between."""
    y, x = np.mgrid[:height, :width]
    away = np.hypot(x - (width - 1) / 2, y - (height - 1) / 2)
    return np.clip((radius - away) / band + 0.5, 0, 1).astype(np.float32)


def standing(
    height: int = 300, width: int = 400, *, legs: Sequence[int] = (150, 230), foot: int = 240
) -> NDArray[np.float32]:
    """Alpha of a body with legs 20 px wide that end at row `foot` - 1; hard edges."""
    alpha = np.zeros((height, width), np.float32)
    alpha[80:190, 140:260] = 1
    for x in legs:
        alpha[190:foot, x : x + 20] = 1
    return alpha


def composed(alpha: NDArray[np.float32], fore: Sequence[int], back: Sequence[int]) -> Image:
    """I = a F + (1 - a) B in coded numbers, opaque."""
    a = alpha[:, :, None]
    rgb = a * np.array(fore, np.float32) + (1 - a) * np.array(back, np.float32)
    pixels = np.full((*alpha.shape, 4), 255, np.uint8)
    pixels[:, :, :3] = np.rint(rgb)
    return Image(pixels=pixels)


def speckled(image: Image, amount: int = 12) -> Image:
    """The same picture with a fixed grain, so that 'untouched' cannot pass by accident."""
    grain = np.random.default_rng(3).integers(-amount, amount + 1, image.rgb.shape)
    pixels = image.pixels.copy()
    pixels[:, :, :3] = np.clip(pixels[:, :, :3].astype(int) + grain, 0, 255)
    return Image(pixels=pixels, profile=image.profile)


def task(
    op: Op,
    image: Image,
    alpha: NDArray[np.float32],
    params: Mapping[str, JsonValue] | None = None,
    *,
    references: tuple[Image, ...] = (),
    kind: TargetKind = "background",
) -> Task:
    """A background step on the picture with a known subject alpha."""
    return Task(
        step=Step(op=op, target=Target(kind=kind), params=params or {}),
        image=image,
        region=Region(weights=np.float32(1) - alpha),
        subject=Region(weights=alpha),
        references=references,
    )


def draw(work: Task) -> Candidate:
    """What the operation of the table makes of it."""
    return OPERATIONS[work.step.op][0](work, CancelToken())


def psnr(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> float:
    """Peak signal-to-noise ratio in dB; infinite for equal arrays."""
    error = float(np.mean((a.astype(np.float64) - b.astype(np.float64)) ** 2))
    return float("inf") if error == 0 else 10 * float(np.log10(255**2 / error))


def matrix_profile(red: Sequence[float], green: Sequence[float], blue: Sequence[float], gamma: float = 2.2) -> bytes:
    """A small ICC v2 display profile with these D50 primaries (XYZ) and one gamma."""

    def s15(value: float) -> bytes:
        return struct.pack(">i", round(value * 65536))

    def xyz(values: Sequence[float]) -> bytes:
        return b"XYZ " + bytes(4) + b"".join(s15(v) for v in values)

    curve = b"curv" + bytes(4) + struct.pack(">IH", 1, round(gamma * 256)) + bytes(2)
    text = b"desc" + bytes(4) + struct.pack(">I", 5) + b"test\0" + bytes(79)
    white = (0.9642, 1.0, 0.8249)
    tags = [
        (b"desc", text),
        (b"wtpt", xyz(white)),
        (b"rXYZ", xyz(red)),
        (b"gXYZ", xyz(green)),
        (b"bXYZ", xyz(blue)),
        (b"rTRC", curve),
        (b"gTRC", curve),
        (b"bTRC", curve),
        (b"cprt", b"text" + bytes(4) + b"none\0" + bytes(3)),
    ]
    offset, table, body = 132 + 12 * len(tags), b"", b""
    for name, bare in tags:
        data = bare + bytes(-len(bare) % 4)
        table += name + struct.pack(">II", offset + len(body), len(data))
        body += data
    rest = struct.pack(">I", len(tags)) + table + body
    head = struct.pack(">I", 128 + len(rest)) + bytes(4) + struct.pack(">I", 0x02400000)
    head += b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28) + b"".join(s15(v) for v in white)
    return head + bytes(128 - len(head)) + rest


DISPLAY_P3 = matrix_profile((0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841))
"""Display P3's primaries, adapted to D50."""
