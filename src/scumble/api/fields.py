"""Form fields to parameters: `image[]`, `image[0]` to a list of pictures, `region[x]` to an object, text to values."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from scumble.api.multipart import Part, is_picture_field
from scumble.api.parameters import MAX_IMAGES, refuse_unavailable, shown
from scumble.core.errors import InvalidImage, InvalidRequest, InvalidValue

REGION_SHAPE = '{"type":"box","x":10,"y":20,"width":200,"height":100}'
BOX_KEYS = frozenset({"type", "units", "x", "y", "width", "height"})
BRACKETED = re.compile(r"(?P<root>[^\[\]]+)(?P<rest>(?:\[[^\[\]]*\])+)")
INDEXED_IMAGE = re.compile(r"image(?:\[(?P<index>[0-9]{0,6})\])?")
"""`image`, `image[]` and `image[0]`; the digits are bounded, since reading an int takes time by their square."""
ID_PREFIXES = ("file-", "ver_")
LISTS = frozenset({"include"})


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A picture as it was sent. name: how messages call it ('image', 'image[1]', 'mask').

    file_id: of a picture that is kept here; its data is empty until `stored.fetch` has read it.
    """

    name: str
    data: bytes = field(default=b"", repr=False)
    file_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Sent:
    """A request taken apart: values by name, and its pictures in order."""

    values: dict[str, object]
    images: tuple[Picture, ...]
    mask: Picture | None = None
    markup: Picture | None = None


def read_form(parts: Sequence[Part]) -> Sent:
    """The parts of a form as values and pictures. Raises InvalidRequest naming the part that cannot be used."""
    values: dict[str, object] = {}
    box: dict[str, object] = {}
    images: list[Part] = []
    single: dict[str, Picture] = {}
    for part in parts:
        if is_picture_field(part.name):
            _collect_picture(part, images, single)
        elif part.name.startswith("region["):
            key = _box_key(part.name)
            box[key] = _box_value(key, _text(part))
        else:
            _collect_value(part, values)
    if box:
        if box.get("type", "box") != "box":
            raise _only_a_box("region[type]")
        if "region" in values:
            raise InvalidValue("Send 'region' once, as JSON or as bracket fields.", param="region")
        values["region"] = {"type": "box", **box}
    return Sent(values=values, images=_ordered(images), mask=single.get("mask"), markup=single.get("markup"))


def _collect_picture(part: Part, images: list[Part], single: dict[str, Picture]) -> None:
    """Puts a picture part where it belongs; a browser's empty file input is no picture."""
    if part.filename == "" and not part.data:
        return
    picture = _picture(part, part.name)
    if part.name in {"mask", "markup"}:
        if part.name in single:
            raise InvalidRequest(f"Duplicate parameter: '{part.name}'.", param=part.name, code="duplicate_parameter")
        single[part.name] = picture
        return
    if not INDEXED_IMAGE.fullmatch(part.name):
        raise InvalidValue(f"Unknown field '{shown(part.name)}'; send pictures as 'image' or 'image[]'.", param="image")
    images.append(part)
    if len(images) > MAX_IMAGES:
        raise InvalidValue(
            f"Invalid 'image': too many. At most {MAX_IMAGES} are accepted.",
            param="image",
            code="array_above_max_length",
        )


def _picture(part: Part, name: str) -> Picture:
    """A picture part. Raises when it holds text (a path, a URL, a data URL) instead of a file or an id, or nothing."""
    if not part.data:
        raise InvalidImage(f"'{part.name}' is an empty file.", param=part.name, code="empty_image_file")
    if part.is_file or len(part.data) > 4096:
        return Picture(name=name, data=part.data)
    try:
        text = part.data.decode("utf-8").strip()
    except UnicodeDecodeError:
        return Picture(name=name, data=part.data)
    if not text.isprintable():
        return Picture(name=name, data=part.data)
    if text.startswith(ID_PREFIXES):
        return Picture(name=name, file_id=text)
    raise InvalidValue(
        f"Invalid type for '{part.name}': expected a file or an array of files, but got text instead.",
        param=part.name,
        code="invalid_type",
    )


def _ordered(images: Sequence[Part]) -> tuple[Picture, ...]:
    """Pictures in the order sent, or of their indexes when all have one; named as messages will call them."""
    indexes = [int(m["index"]) for p in images if (m := INDEXED_IMAGE.fullmatch(p.name)) and m["index"]]
    if len(indexes) == len(images):
        order = sorted(range(len(images)), key=lambda i: indexes[i])
        images = [images[i] for i in order]
    many = len(images) > 1
    return tuple(_picture(p, f"image[{i}]" if many else "image") for i, p in enumerate(images))


def _collect_value(part: Part, values: dict[str, object]) -> None:
    """Puts a text part into the values; empty text means absent, except for the prompt."""
    refuse_unavailable(part.name)
    name, text = part.name, _text(part)
    found = BRACKETED.fullmatch(name)
    if found and found["root"] in LISTS:
        name = found["root"]
    if name in LISTS:
        listed = cast(list[str], values.setdefault(name, []))
        listed.extend([text] if text else [])
        return
    if text == "" and name != "prompt":
        values.setdefault(name, None)
        return
    if values.get(name) is not None:
        raise InvalidRequest(f"Duplicate parameter: '{shown(name)}'.", param=name, code="duplicate_parameter")
    values[name] = text


def _text(part: Part) -> str:
    """A part's text. Raises InvalidValue when it is not UTF-8."""
    try:
        return part.data.decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidValue(f"'{shown(part.name)}' is not UTF-8 text.", param=part.name) from None


def _box_key(name: str) -> str:
    """'x' of 'region[x]'. Raises InvalidValue for anything a box does not have."""
    key = name.removeprefix("region[").removesuffix("]")
    if key not in BOX_KEYS:
        raise _only_a_box(name)
    return key


def _only_a_box(name: str) -> InvalidValue:
    """The error for bracket fields that describe anything else."""
    return InvalidValue(
        f"'{shown(name)}' is not understood: only a box can be sent field by field; send 'region' as JSON,"
        f" for example {REGION_SHAPE}.",
        param="region",
    )


def _box_value(key: str, text: str) -> object:
    """A number for coordinates, text for `type` and `units`."""
    if key in {"type", "units"}:
        return text
    try:
        return float(text)
    except ValueError:
        raise InvalidValue(f"'region[{key}]' is not a number: '{text[:40]}'.", param="region") from None
