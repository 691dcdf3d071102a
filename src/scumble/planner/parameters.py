"""Plans from outside, checked: the parameter table as JSON Schema, and steps read by it.

What comes from outside (a language model) becomes a step only through `read_step`: anything that stands not in
`parameter_table.py` is refused.
"""

import re
from collections.abc import Mapping
from typing import Final, cast

from scumble.core.plan import JsonValue, Op, Step, Target, TargetKind
from scumble.planner.draft import Context
from scumble.planner.parameter_table import (
    TABLE,
    Choice,
    Color,
    Flag,
    Kind,
    Number,
    Ratio,
    Row,
    Several,
    Words,
)

MAX_WORDS: Final = 80
"""Characters of a thing's name."""
_HEX: Final = re.compile(r"#[0-9a-f]{6}")
_RATIO: Final = re.compile(r"\d{1,4}(?:\.\d{1,3})?:\d{1,4}(?:\.\d{1,3})?")
_NAME: Final = re.compile(r"[\w' ,.&/-]+")


class NotAllowed(ValueError):
    """A step that is not in the table; the message says what is wrong with it."""


def offered(context: Context) -> tuple[Op, ...]:
    """The operations that can be asked for: drawing from nothing without a picture, everything else with one."""
    return tuple(op for op in TABLE if (op is Op.CANVAS) == (context.sources == 0))


def schema(context: Context) -> dict[str, JsonValue]:
    """JSON Schema of a whole answer, in the strict form that every property is required and may be null."""
    steps: list[JsonValue] = [_step_schema(op, TABLE[op]) for op in offered(context)]
    return {
        "type": "object",
        "properties": {
            "steps": {"type": "array", "items": {"anyOf": steps}},
            "impossible": {"type": ["string", "null"]},
        },
        "required": ["steps", "impossible"],
        "additionalProperties": False,
    }


def _step_schema(op: Op, row: Row) -> dict[str, JsonValue]:
    """One operation's steps."""
    takes: dict[str, JsonValue] = {name: _or_null(_kind_schema(kind)) for name, kind in row.takes.items()}
    params: dict[str, JsonValue] = {
        "type": "object",
        "properties": takes,
        "required": list(takes),
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "op": {"type": "string", "enum": [str(op)]},
            "target": {"type": "string", "enum": list(row.on)},
            "thing": {"type": ["string", "null"]},
            "params": params,
        },
        "required": ["op", "target", "thing", "params"],
        "additionalProperties": False,
    }


def _kind_schema(kind: Kind) -> dict[str, JsonValue]:
    """One parameter."""
    match kind:
        case Number(low, high, whole):
            return {"type": "integer" if whole else "number", "minimum": low, "maximum": high}
        case Choice(values):
            return {"type": "string", "enum": list(values)}
        case Color():
            return {"type": "string", "pattern": "^#[0-9a-f]{6}$"}
        case Ratio():
            return {"type": "string", "pattern": r"^\d+(\.\d+)?:\d+(\.\d+)?$"}
        case Flag() | Words():
            return {"type": "boolean" if isinstance(kind, Flag) else "string"}
        case Several(of, least, most):
            return {"type": "array", "items": _kind_schema(of), "minItems": least, "maxItems": most}


def _or_null(made: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """A parameter that may be absent."""
    return {"anyOf": [made, {"type": "null"}]}


def read_step(given: object, context: Context, text: str) -> Step:
    """One step of an answer, checked. text: the instruction. Raises NotAllowed for what is not in the table."""
    if not isinstance(given, dict):
        raise NotAllowed("a step is no object")
    fields = cast("dict[str, object]", given)
    if set(fields) - {"op", "target", "thing", "params"}:
        raise NotAllowed("a step has fields that no step has")
    op = next((o for o in offered(context) if o == fields.get("op")), None)
    if op is None:
        raise NotAllowed("there is no such operation")
    row = TABLE[op]
    params = _read_params(fields.get("params") or {}, row)
    if cast("int", params.get("image", 1)) > context.sources:
        raise NotAllowed("there is no such picture")
    if op is Op.STYLE and (params["style"] == "reference") != ("image" in params):
        raise NotAllowed("a style is drawn by its name or like another picture")
    if row.takes and not row.one and op in _NEEDS_SOME and not params:
        raise NotAllowed(f"{op} does not say what to change")
    return Step(op=op, target=_read_target(fields, row, context), params=params, text=text)


_NEEDS_SOME: Final = frozenset({Op.TONE, Op.CROP, Op.RESIZE, Op.SHADOW_ADJUST})
"""Operations that do nothing without any parameter."""


def _read_target(fields: Mapping[str, object], row: Row, context: Context) -> Target:
    """Where a step acts."""
    given = fields.get("target")
    kinds: list[TargetKind] = [k for k in row.on if k == given]
    thing = fields.get("thing")
    if not kinds or (given == "region" and not context.has_drawn):
        raise NotAllowed("a step acts on something that it cannot act on")
    kind = kinds[0]
    if kind != "object":
        return Target(kind=kind)
    if not isinstance(thing, str) or len(thing) > MAX_WORDS or not _NAME.fullmatch(thing) or not thing.strip():
        raise NotAllowed("a step does not name its thing")
    return Target(kind=kind, words=thing.strip())


def _read_params(given: object, row: Row) -> dict[str, JsonValue]:
    """A step's parameters; null is not given."""
    if not isinstance(given, dict):
        raise NotAllowed("parameters are no object")
    fields = {name: value for name, value in cast("dict[str, object]", given).items() if value is not None}
    params: dict[str, JsonValue] = {}
    for name, value in fields.items():
        if name not in row.takes:
            raise NotAllowed(f"there is no parameter {name[:20]!r}")
        if row.takes[name] == Flag() and value is False:
            continue
        params[name] = _read_value(value, row.takes[name], name)
    if row.one and sum(name in params for name in row.one) != 1:
        raise NotAllowed(f"one of {', '.join(row.one)} has to be given")
    return params


def _read_value(value: object, kind: Kind, name: str) -> JsonValue:
    """One parameter's value."""
    read: JsonValue = None
    match kind:
        case Number():
            read = _read_number(value, kind)
        case Choice(values):
            read = value if isinstance(value, str) and value in values else None
        case Color():
            read = value.lower() if isinstance(value, str) and _HEX.fullmatch(value.lower()) else None
        case Ratio():
            read = value if isinstance(value, str) and _RATIO.fullmatch(value) and _sides(value) else None
        case Flag():
            read = True if value is True else None
        case Words(longest):
            fits = isinstance(value, str) and 0 < len(value.strip()) <= longest and value.isprintable()
            read = value if fits and isinstance(value, str) else None
        case Several(of, least, most):
            items = cast("list[object]", value) if isinstance(value, list) else []
            read = [_read_value(item, of, name) for item in items] if least <= len(items) <= most else None
    if read is None:
        raise NotAllowed(f"{name} has a value that it cannot have")
    return read


def _read_number(value: object, kind: Number) -> JsonValue:
    """A number in its range, None for anything else."""
    if not isinstance(value, int | float) or isinstance(value, bool) or not kind.low <= value <= kind.high:
        return None
    number = float(value)
    if not kind.whole:
        return number
    return int(number) if number.is_integer() else None


def _sides(ratio: str) -> bool:
    """True when neither side of 'W:H' is nothing."""
    return all(float(n) > 0 for n in ratio.split(":"))
