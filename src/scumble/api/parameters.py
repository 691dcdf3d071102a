"""Request parameters of the image endpoints as pydantic models: types, ranges, allowed values, unknown names refused.

One model each for edits (form and JSON) and generations; JSON is checked strictly ("1" is no integer), forms are not,
since all their values are text. What pydantic finds is told the way OpenAI tells it: `param`, `code`, what would work.
"""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from scumble.core.errors import InvalidRequest, InvalidValue, MissingParameter, UnknownParameter

MAX_PROMPT = 32_000
MAX_IMAGES = 16
MAX_DATA_URL = 20_971_520
MAX_MODEL = 200
MAX_SEED = 2**53 - 1
"""The largest integer every JSON reader keeps exactly."""

GIF_ONLY = frozenset({"frame_count", "frame_duration_ms"})
SVG_ONLY = frozenset({"svg"})

MaxCost = Annotated[
    str | int | float | None,
    Field(
        description="Extension. What this may cost at most, all results together, as text or a number; refused before"
        " anything is sent when it is expected to cost more (`estimate` of a plan).",
        examples=["0.25"],
    ),
]


class Wishes(BaseModel):
    """Parameters that edits and generations share; None, absent and 'auto' mean the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Annotated[
        str, Field(min_length=1, max_length=MAX_PROMPT, description="What to do, in words; several steps may be named.")
    ]
    model: Annotated[
        str | None,
        Field(
            max_length=MAX_MODEL,
            description="`auto` (default), an engine's name, or an OpenAI image model name that stands for `auto`.",
        ),
    ] = None
    n: Annotated[int | None, Field(ge=1, le=10, description="How many variants; default 1.")] = None
    size: Annotated[
        str | None,
        Field(description="`auto` (the picture's own size) or `WIDTHxHEIGHT` in pixels.", examples=["1024x1024"]),
    ] = None
    quality: Annotated[
        Literal["low", "medium", "high", "xhigh", "max", "auto", "standard", "hd"] | None,
        Field(description="`standard` and `hd` are old names for `medium` and `high`."),
    ] = None
    background: Annotated[
        Literal["transparent", "opaque", "auto"] | bool | None,
        Field(
            description="`transparent` adds a cut-out where the instruction has none; needs png or webp. `true` is an"
            " extension: answer 202 with a task at once, and do the work in the background."
        ),
    ] = None
    output_format: Annotated[Literal["png", "jpeg", "webp"] | None, Field(description="Default png.")] = None
    output_compression: Annotated[
        int | None, Field(ge=0, le=100, description="Quality of jpeg and webp, 0-100; absent = the best kept.")
    ] = None
    moderation: Annotated[Literal["low", "auto"] | None, Field(description="Accepted; has no effect here.")] = None
    user: Annotated[str | None, Field(max_length=512, description="Your end user; accepted, not stored.")] = None
    safety_identifier: Annotated[str | None, Field(max_length=512, description="Replaces `user`.")] = None
    stream: Annotated[bool | None, Field(description="Answer with server-sent events; needs n = 1.")] = None
    partial_images: Annotated[int | None, Field(ge=0, le=3, description="Previews in a stream; default 0.")] = None
    response_format: Annotated[
        Literal["url", "b64_json"] | None,
        Field(
            description="`b64_json` (default), or `url`: a link that works without a key for a while; not in a stream."
        ),
    ] = None
    complexity: Annotated[
        Literal["low", "medium", "high"] | None, Field(description="Accepted; has no effect on the embedded engine.")
    ] = None
    seed: Annotated[
        int | None, Field(ge=0, le=MAX_SEED, description="Extension. Variants use seed, seed + 1, …; default 0.")
    ] = None
    tier: Annotated[
        Literal["auto", "preview"] | None, Field(description="Extension. `preview` = the cheapest quick look.")
    ] = None
    fit: Annotated[
        Literal["cover", "contain"] | None,
        Field(description="Extension. How a picture meets a `size` of another ratio; never stretched. Default cover."),
    ] = None
    cache: Annotated[
        Literal["auto", "refresh"] | None, Field(description="Extension. `refresh` never reuses an earlier result.")
    ] = None
    checks: Annotated[
        Literal["on", "off"] | None,
        Field(
            description="Extension. `off` reads nothing back and measures nothing: `edit.preservation.mode` is then"
            " `unchecked`. What lies outside the region is the source's own all the same. Default on."
        ),
    ] = None
    store: Annotated[
        bool | None,
        Field(
            description="Extension. `false` keeps nothing: the edit lives in memory and is lost with the connection."
            " Default true: it finishes and can be fetched (`/v1/tasks`) whatever happens to the connection."
        ),
    ] = None
    priority: Annotated[
        Literal["interactive", "normal", "batch"] | None,
        Field(description="Extension. With `background: true`: `normal` (default) or `batch`, which waits for it."),
    ] = None
    max_cost: MaxCost = None
    include: Annotated[
        list[Literal["mask"]] | None,
        Field(description="Extension. `mask` adds `edit.region.mask`, a PNG whose alpha 0 marks what may change."),
    ] = None


class EditWishes(Wishes):
    """Parameters of an edit besides its pictures."""

    input_fidelity: Annotated[
        Literal["high", "low"] | None, Field(description="Accepted; what is kept is always kept to the pixel.")
    ] = None
    region: Annotated[
        dict[str, Any] | str | None,
        Field(
            description="Extension. Where to edit: a box {type, x, y, width, height}, polygon {type, points} or points"
            " {type, points: [{x, y, label}]}, in pixels of image 1, or fractions with `units: fraction`.",
            examples=[{"type": "box", "x": 10, "y": 20, "width": 200, "height": 100}],
        ),
    ] = None


class Reference(BaseModel):
    """A picture in a JSON body: exactly one of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image_url: Annotated[
        str | None,
        Field(
            max_length=MAX_DATA_URL,
            description="A base64 data URL (`data:image/png;base64,…`) or a public http or https address.",
        ),
    ] = None
    file_id: Annotated[str | None, Field(max_length=512, description="An uploaded file or an earlier version.")] = None


class EditJson(EditWishes):
    """The JSON body of an edit."""

    images: Annotated[list[Reference], Field(min_length=1, max_length=MAX_IMAGES)]
    mask: Reference | None = None
    markup: Reference | None = None


class GenerateWishes(Wishes):
    """The JSON body of a generation."""

    style: Annotated[Literal["vivid", "natural"] | None, Field(description="Old; accepted without effect.")] = None


class PlanWishes(BaseModel):
    """The JSON body of a plan request: an instruction, and the facts of the picture it would act on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Annotated[str, Field(min_length=1, max_length=MAX_PROMPT)]
    model: Annotated[str | None, Field(max_length=MAX_MODEL)] = None
    image_count: Annotated[int | None, Field(ge=0, le=MAX_IMAGES, description="Pictures; default 1, 0 = generate.")] = (
        None
    )
    image_size: Annotated[str | None, Field(description="`WIDTHxHEIGHT` of picture 1, when known.")] = None
    has_mask: Annotated[bool | None, Field(description="Whether a mask, region or markup would be sent.")] = None
    transparent: Annotated[bool | None, Field(description="Whether picture 1 has transparent pixels.")] = None
    n: Annotated[int | None, Field(ge=1, le=10, description="How many variants; default 1.")] = None
    quality: Annotated[
        Literal["low", "medium", "high", "xhigh", "max", "auto", "standard", "hd"] | None,
        Field(description="For the estimate of what it costs."),
    ] = None
    max_cost: MaxCost = None


M = TypeVar("M", bound=BaseModel)


def check(model: type[M], values: Mapping[str, object], *, strict: bool) -> M:
    """Values as a model. strict: True for JSON, False for forms. Raises the InvalidRequest naming the first fault."""
    for name in values:
        refuse_unavailable(name)
    try:
        return model.model_validate(values, strict=strict)
    except ValidationError as error:
        details = error.errors(include_url=False)
        # Unknown names last: with a misspelt required parameter, the missing one is the better sentence.
        first = min(details, key=lambda d: d["type"] == "extra_forbidden")
        raise translate(first, known=tuple(model.model_fields)) from None


def refuse_unavailable(name: str) -> None:
    """Raises for parameters that OpenAI has and this server does not: those of gif and svg output."""
    root = name.split("[", 1)[0]
    if root in GIF_ONLY | SVG_ONLY:
        kind = "gif" if root in GIF_ONLY else "svg"
        raise InvalidValue(
            f"'{root}' goes with output_format '{kind}', which is not supported here; use 'png', 'jpeg' or 'webp'.",
            param=root,
            code="unsupported_parameter",
        )


def translate(detail: ErrorDetails, *, known: tuple[str, ...]) -> InvalidRequest:
    """One fault as pydantic describes it, as the error the caller gets."""
    # Branches of a union ('str', 'dict[…]') add their names after the key; only keys and indexes are the caller's.
    first, *rest = detail["loc"]
    path = [first, *(p for p in rest if isinstance(p, int) or (p.isidentifier() and p not in UNION_BRANCHES))]
    param = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in path).lstrip(".")
    kind, value = detail["type"], detail["input"]
    context = detail.get("ctx", {})
    if kind == "missing":
        return MissingParameter(f"Missing required parameter: '{shown(param)}'.", param=param)
    if kind == "extra_forbidden":
        return UnknownParameter(f"Unknown parameter: '{shown(param)}'.{_similar(param, known)}", param=param)
    return InvalidValue(_sentence(kind, shown(param), value, context), param=param, code=_code(kind))


def _similar(param: str, known: tuple[str, ...]) -> str:
    """A hint when the name is nearly one of ours."""
    near = [k for k in known if k.rstrip("s") == param.rstrip("s") or k.replace("_", "") == param.replace("_", "")]
    return f" Did you mean '{near[0]}'?" if near else ""


CODES = {
    "less_than_equal": "integer_above_max_value",
    "greater_than_equal": "integer_below_min_value",
    "string_too_long": "string_above_max_length",
    "string_too_short": "empty_string",
    "too_long": "array_above_max_length",
    "too_short": "empty_array",
    "literal_error": "invalid_value",
}
"""pydantic's kinds of fault to OpenAI's codes; every other kind is a wrong type."""


def _code(kind: str) -> str:
    return CODES.get(kind, "invalid_type")


SENTENCES = {
    "less_than_equal": "Invalid '{param}': expected a value <= {le}, but got {value} instead.",
    "greater_than_equal": "Invalid '{param}': expected a value >= {ge}, but got {value} instead.",
    "string_too_long": "Invalid '{param}': string too long. At most {max_length} characters are accepted.",
    "string_too_short": "Invalid '{param}': it is empty. Say in words what to do.",
    "too_long": "Invalid '{param}': too many. At most {max_length} are accepted.",
    "too_short": "Invalid '{param}': it is empty. At least {min_length} is needed.",
}


def _sentence(kind: str, param: str, value: object, context: Mapping[str, Any]) -> str:
    """What is wrong and what would work."""
    if kind == "literal_error":
        if param == "output_format" and value in {"gif", "svg"}:
            return f"output_format '{value}' is not supported here; use 'png', 'jpeg' or 'webp'."
        return f"Invalid value: '{shown(value)}'. Supported values for '{param}' are: {context['expected']}."
    if kind in SENTENCES:
        return SENTENCES[kind].format(**{**context, "param": param, "value": shown(value)})
    return f"Invalid type for '{param}': expected {EXPECTED.get(kind, 'another type')}, got {type_name(value)}."


EXPECTED = {
    "int_type": "an integer",
    "int_parsing": "an integer",
    "int_parsing_size": "an integer",
    "int_from_float": "an integer",
    "string_type": "a string",
    "bool_type": "a boolean",
    "bool_parsing": "a boolean (true or false)",
    "list_type": "an array",
    "dict_type": "an object",
    "model_type": "an object",
    "model_attributes_type": "an object",
}

UNION_BRANCHES = frozenset({"str", "dict", "int", "float", "bool"})

JSON_TYPES: dict[type, str] = {
    str: "a string",
    bool: "a boolean",
    int: "an integer",
    float: "a number",
    list: "an array",
}


def type_name(value: object) -> str:
    """What JSON calls a value's type."""
    if value is None:
        return "null"
    return JSON_TYPES.get(type(value), "an object")


def shown(value: object) -> str:
    """A value as a message may repeat it: short, one line."""
    return " ".join(str(value)[:80].split())
