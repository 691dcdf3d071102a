"""Reading a step's parameters: numbers, whole numbers, flags and ratios with their ranges, or one clear sentence."""

import math
from collections.abc import Mapping

from scumble.core.errors import InvalidValue
from scumble.core.plan import JsonValue

Params = Mapping[str, JsonValue]


def number(params: Params, name: str, low: float, high: float, default: float = 0.0) -> float:
    """params[name] as a finite float in [low, high]; default when absent or null. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise InvalidValue(f"'{name}' is a number from {low:g} to {high:g}, not {value!r}.", param=name)
    if not low <= value <= high:
        raise InvalidValue(f"'{name}' lies between {low:g} and {high:g}, {value:g} does not.", param=name)
    return float(value)


def flag(params: Params, name: str) -> bool:
    """params[name] as true or false; false when absent or null. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return False
    if not isinstance(value, bool):
        raise InvalidValue(f"'{name}' is true or false, not {value!r}.", param=name)
    return value


def numbers(params: Params, name: str, count: int) -> tuple[float, ...] | None:
    """params[name] as `count` finite numbers; None when absent or null. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return None
    if not isinstance(value, list) or len(value) != count:
        raise InvalidValue(f"'{name}' is a list of {count} numbers.", param=name)
    found = [float(v) for v in value if isinstance(v, int | float) and not isinstance(v, bool) and math.isfinite(v)]
    if len(found) != count:
        raise InvalidValue(f"'{name}' is a list of {count} numbers.", param=name)
    return tuple(found)


def ratio(params: Params, name: str = "ratio") -> float | None:
    """params[name] 'W:H' as width / height, both above 0; None when absent or null. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return None
    try:
        width, height = (float(part) for part in str(value).split(":"))
        result = width / height
    except (ValueError, ZeroDivisionError):
        result = math.nan
    if not 0.01 <= result <= 100:
        raise InvalidValue(f"'{name}' is written as WIDTH:HEIGHT, for example 16:9, not {value!r}.", param=name)
    return result


def color(params: Params, name: str = "color") -> str | None:
    """params[name] as '#rrggbb' in lower case; None when absent or null. Raises InvalidValue."""
    value = params.get(name)
    if value is None:
        return None
    text = str(value).lower()
    if len(text) != 7 or text[0] != "#" or any(c not in "0123456789abcdef" for c in text[1:]):
        raise InvalidValue(f"'{name}' is a colour written as #rrggbb, not {value!r}.", param=name)
    return text
