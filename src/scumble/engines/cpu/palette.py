"""Colours of a step: '#rrggbb' as sRGB numbers, moved into the picture's own colour profile."""

import numpy as np

from scumble.codec.convert import between_profiles
from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.engines.cpu.values import Params, color

Rgb = tuple[int, int, int]


def one_color(params: Params, name: str, default: str, image: Image) -> Rgb:
    """params[name] '#rrggbb' (sRGB; default when absent) in the numbers of image's profile. Raises InvalidValue."""
    return in_profile(color(params, name) or default, image)


def several_colors(params: Params, name: str, default: tuple[str, ...], image: Image) -> tuple[Rgb, ...]:
    """params[name], a list of one or more '#rrggbb', as `one_color` does each. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return tuple(in_profile(text, image) for text in default)
    if not isinstance(value, list) or not value:
        raise InvalidValue(f"'{name}' is a list of colours written as #rrggbb, not {value!r}.", param=name)
    return tuple(one_color({name: item}, name, default[0], image) for item in value)


def in_profile(text: str, image: Image) -> Rgb:
    """'#rrggbb' in sRGB as (r, g, b), 0..255, in the colour numbers of the image (untagged = sRGB)."""
    rgb = (int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16))
    if image.profile is None:
        return rgb
    converted = between_profiles(np.array([[rgb]], np.uint8), None, image.profile)[0, 0]
    return int(converted[0]), int(converted[1]), int(converted[2])
