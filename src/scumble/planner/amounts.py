"""Amounts: 'slightly', 'by 20 %', 'twice', 'half a stop' to the numbers that steps carry."""

from collections.abc import Mapping

from scumble.core.errors import Unsupported
from scumble.planner.chunks import Chunk
from scumble.planner.match import Clause

DEFAULTS: Mapping[str, float] = {
    "brightness": 0.25,
    "contrast": 0.25,
    "exposure": 0.5,
    "saturation": 0.3,
    "temperature": 0.3,
    "sharpen": 0.4,
}
"""Strength of a plain 'brighter', 'more contrast' ...; exposure in stops."""
FACTORS: Mapping[str, float] = {
    "tiny": 0.3,
    "slight": 0.5,
    "half": 1.0,
    "strong": 2.0,
    "extreme": 3.0,
    "whole": 3.0,
    "thin": 0.5,
    "thick": 2.0,
}
"""What a level does to a default of a relative change."""
SHARES: Mapping[str, Mapping[str, float]] = {
    "blur": {
        "tiny": 0.15,
        "slight": 0.25,
        "half": 0.5,
        "strong": 0.8,
        "extreme": 1.0,
        "whole": 1.0,
        "thin": 0.25,
        "thick": 0.8,
    },
    "desaturate": {
        "tiny": 0.15,
        "slight": 0.3,
        "half": 0.5,
        "strong": 0.8,
        "extreme": 1.0,
        "whole": 1.0,
        "thin": 0.3,
        "thick": 0.8,
    },
    "repair": {
        "tiny": 0.2,
        "slight": 0.35,
        "half": 0.5,
        "strong": 0.85,
        "extreme": 1.0,
        "whole": 1.0,
        "thin": 0.35,
        "thick": 0.85,
    },
    "style": {
        "tiny": 0.25,
        "slight": 0.45,
        "half": 0.6,
        "strong": 1.0,
        "extreme": 1.0,
        "whole": 1.0,
        "thin": 0.45,
        "thick": 1.0,
    },
}
"""What a level means where the amount is a share of everything."""
BORDER_SHARES: Mapping[str, float] = {
    "tiny": 0.005,
    "slight": 0.01,
    "thin": 0.01,
    "half": 0.03,
    "thick": 0.08,
    "strong": 0.08,
    "extreme": 0.15,
    "whole": 0.15,
}
EXPOSURE_LIMIT = 4.0


def tidy(value: float) -> float:
    """Three decimals, so that plans read well."""
    return round(value, 3) + 0.0


def level_of(clause: Clause) -> str | None:
    """The level of a clause ('slight', 'strong' ...); two different ones contradict each other."""
    keys = {str(c.value) for c in clause.levels}
    if len(keys) > 1:
        raise out_of_range(clause, clause.levels[-1], "only one of these can be meant")
    return next(iter(keys), None)


def share_of(clause: Clause, kind: str, default: float) -> float:
    """A share 0..1 for blur and grey: a percentage, a number up to 1, a level or the default."""
    number = clause.first("PCT", "NUM", "HALFWORD", "TIMES", "STOP")
    if number is None:
        level = level_of(clause)
        return default if level is None else SHARES[kind][level]
    share = 0.5 if number.cls == "HALFWORD" else float(number.value or 0) / (100 if number.cls == "PCT" else 1)
    if (number.cls in {"TIMES", "STOP"} and number.value != 0.5) or not 0 <= share <= 1 or clause.levels:
        raise out_of_range(clause, number, "it goes from 0 to 100 %")
    return tidy(share)


def change_of(clause: Clause, dimension: str, sign: float) -> float:
    """A signed change of one tone dimension, -1..1 (exposure -4..4 stops); '+10' is +10 %, as sliders have it."""
    number = clause.first("PCT", "NUM", "STOP", "HALFWORD")
    limit = EXPOSURE_LIMIT if dimension == "exposure" else 1.0
    if number is None:
        level = level_of(clause)
        value = DEFAULTS[dimension] * (1.0 if level is None else FACTORS[level])
        return tidy(sign * min(value, limit))
    value = 0.5 if number.cls == "HALFWORD" else float(number.value or 0)
    if number.cls == "NUM" and number.signed and dimension != "exposure" and 1 < abs(value) <= 100:
        value /= 100
    elif number.cls == "PCT":
        value = _percent(clause, number, value, sign) / 100
    if abs(value) > limit or clause.levels:
        most = f"{limit:g} stops" if dimension == "exposure" else "100 %"
        unit = f', and the number needs its unit, as in "{value:g} %"' if number.cls == "NUM" else ""
        raise out_of_range(clause, number, f"{dimension} changes by at most {most} either way{unit}")
    return tidy(sign * value)


def _percent(clause: Clause, number: Chunk, value: float, sign: float) -> float:
    """'by 20 %' as it stands; 'to 120 %' as the change that it is."""
    before = next((c for c in reversed(clause.chunks) if c.end <= number.start), None)
    if before is None or before.cls != "TO" or number.signed:
        return value
    if clause.has("UP", "DOWN", "MORE", "LESS") and (value - 100) * sign < 0:
        raise out_of_range(clause, number, "the direction and the percentage contradict each other")
    return (value - 100) * sign


def out_of_range(clause: Clause, chunk: Chunk, why: str) -> Unsupported:
    """The refusal of an amount."""
    said = clause.said(chunk)
    return Unsupported(f'"{said}" in "{clause.text}" cannot be done: {why}.', part=said)
