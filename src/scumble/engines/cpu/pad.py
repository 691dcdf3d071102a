"""Pad: adds canvas around the picture, to a ratio, by a share or by pixels, in a colour or transparent."""

from scumble.codec import geometry
from scumble.core.errors import InvalidValue
from scumble.core.outcome import Candidate
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.moves import moved
from scumble.engines.cpu.values import color, number, numbers, ratio

MOST = 16_000
"""Pixels on one side, at most."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture on a larger canvas; its own pixels are kept to the bit. Parameters: see Op.PAD.

    `amount` is a share of the shorter side, added on every side. Raises InvalidValue, InvalidSize, Cancelled.
    """
    params, image = task.step.params, task.image
    pixels = numbers(params, "pixels", 4)
    wanted = ratio(params)
    if pixels is not None:
        if not all(0 <= p <= MOST for p in pixels):
            raise InvalidValue(f"Each of the four 'pixels' lies between 0 and {MOST:,}.", param="pixels")
        top, right, bottom, left = (round(p) for p in pixels)
    elif wanted is not None:
        across = max(0, round(image.height * wanted) - image.width)
        down = max(0, round(image.width / wanted) - image.height)
        top, left = down // 2, across // 2
        right, bottom = across - left, down - top
    elif params.get("amount") is not None:
        top = right = bottom = left = round(number(params, "amount", 0, 4) * min(image.width, image.height))
    else:
        raise InvalidValue("Say how much to pad: a ratio, a share or pixels a side.", param="prompt")
    return moved(image, (geometry.pad(top, right, bottom, left, color(params) or "transparent"),), cancel)
