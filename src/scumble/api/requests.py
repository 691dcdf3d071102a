"""A request as it is kept: its parameters and the digests of its pictures; its hash; and the request made whole again.

What is kept is what was sent, not what it was understood as, so that a later version can still read it.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import orjson

from scumble.api.fields import Picture, Sent
from scumble.api.parameters import EditWishes, GenerateWishes, Wishes, check
from scumble.core.errors import InvalidRequest
from scumble.core.plan import JsonValue

NOT_KEPT = frozenset({"stream", "partial_images", "user", "safety_identifier", "store", "priority"})
"""Parameters that say how the answer travels, or who the end user is: no part of what is to be done."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """A request taken down. record: JSON; pictures: bytes by digest (SHA-256, hex); hash: of all of it."""

    record: Mapping[str, JsonValue]
    pictures: Mapping[str, bytes]
    hash: str


def take_down(wishes: Wishes, sent: Sent | None) -> Asked:
    """The record of a request (hashes every picture: off the event loop)."""
    named: list[tuple[str, Picture]] = []
    if sent is not None:
        named += [("images", p) for p in sent.images]
        named += [(name, p) for name, p in (("mask", sent.mask), ("markup", sent.markup)) if p is not None]
    pictures: dict[str, bytes] = {}
    listed: list[JsonValue] = []
    for field, picture in named:
        digest = hashlib.sha256(picture.data).hexdigest()
        pictures[digest] = picture.data
        listed.append({"field": field, "name": picture.name, "digest": digest})
    values = wishes.model_dump(exclude_none=True, exclude=set(NOT_KEPT), mode="json")
    record: dict[str, JsonValue] = {"wishes": values, "pictures": listed}
    text = orjson.dumps([values, [(p["field"], p["digest"]) for p in cast(Any, listed)]], option=orjson.OPT_SORT_KEYS)
    return Asked(record=record, pictures=pictures, hash=hashlib.sha256(text).hexdigest())


def digests(record: Mapping[str, JsonValue]) -> tuple[str, ...]:
    """The pictures that a record names."""
    return tuple(str(p["digest"]) for p in cast("list[dict[str, JsonValue]]", record["pictures"]))


def wishes_of(record: Mapping[str, JsonValue], route: str) -> Wishes:
    """The parameters again. Raises InvalidRequest for a record that this version cannot read."""
    values = cast("Mapping[str, object]", record["wishes"])
    model = EditWishes if route == "edits" else GenerateWishes
    return check(model, values, strict=True)


def sent_of(record: Mapping[str, JsonValue], pictures: Mapping[str, bytes]) -> Sent:
    """An edit's pictures again. pictures: bytes by digest."""
    images: list[Picture] = []
    single: dict[str, Picture] = {}
    for kept in cast("list[dict[str, JsonValue]]", record["pictures"]):
        picture = Picture(name=str(kept["name"]), data=pictures[str(kept["digest"])])
        if kept["field"] == "images":
            images.append(picture)
        else:
            single[str(kept["field"])] = picture
    if not images:
        raise InvalidRequest("The request's pictures are gone.", code="input_expired")
    return Sent(
        values=dict(cast("Mapping[str, object]", record["wishes"])),
        images=tuple(images),
        mask=single.get("mask"),
        markup=single.get("markup"),
    )
