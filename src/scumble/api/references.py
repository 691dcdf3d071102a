"""Pictures in JSON bodies: base64 data URLs and web addresses to bytes; file ids to be looked up."""

import re
from collections.abc import Sequence

import pybase64

from scumble.api.fetching import Fetch, is_web
from scumble.api.fields import Picture, Sent
from scumble.api.multipart import part_too_large
from scumble.api.parameters import EditJson, Reference
from scumble.core.errors import InvalidImage, InvalidValue

DATA_URL = re.compile(r"data:[^,;]*(?:;[^,;]+)*;base64,", re.IGNORECASE)


def urls_of(body: EditJson) -> list[str]:
    """Every address in a JSON body."""
    return [r.image_url or "" for r in (*body.images, body.mask, body.markup) if r]


def read_references(body: EditJson, max_file_bytes: int, fetch: Fetch) -> Sent:
    """The pictures of a JSON body. Raises InvalidRequest naming the reference that cannot be used, or TooLarge.

    fetch: gets what web addresses name.
    """
    values: dict[str, object] = body.model_dump(exclude={"images", "mask", "markup"})
    return Sent(
        values=values,
        images=read_pictures(body.images, max_file_bytes, fetch),
        mask=_picture(body.mask, "mask", max_file_bytes, fetch) if body.mask else None,
        markup=_picture(body.markup, "markup", max_file_bytes, fetch) if body.markup else None,
    )


def read_pictures(references: Sequence[Reference], max_file_bytes: int, fetch: Fetch) -> tuple[Picture, ...]:
    """The pictures of `images`. Raises as `read_references`."""
    # Addresses are fetched after everything that can be refused without them was read.
    first = {i: _picture(r, f"images[{i}]", max_file_bytes, fetch) for i, r in enumerate(references) if not _web(r)}
    then = {i: _picture(r, f"images[{i}]", max_file_bytes, fetch) for i, r in enumerate(references) if _web(r)}
    return tuple((first | then)[i] for i in range(len(references)))


def _web(reference: Reference) -> bool:
    return reference.file_id is None and is_web(reference.image_url or "")


def _picture(reference: Reference, name: str, max_file_bytes: int, fetch: Fetch) -> Picture:
    """One reference's bytes."""
    url, file_id = reference.image_url, reference.file_id
    if (url is None) == (file_id is None):
        raise InvalidValue(f"'{name}' needs exactly one of 'image_url' and 'file_id'.", param=name)
    if file_id is not None:
        return Picture(name=name, file_id=file_id)
    if _web(reference):
        return Picture(name=name, data=fetch(url or "", f"{name}.image_url"))
    return Picture(name=name, data=_decoded(url or "", f"{name}.image_url", max_file_bytes))


def _decoded(url: str, param: str, max_file_bytes: int) -> bytes:
    """The bytes of a base64 data URL."""
    head = DATA_URL.match(url, 0, 256)
    if head is None:
        raise InvalidValue(
            "Expected a base64 data URL such as 'data:image/png;base64,…', or an http or https address.",
            param=param,
            code="invalid_image_url",
        )
    if (len(url) - head.end()) // 4 * 3 > max_file_bytes + 3:
        raise part_too_large(param, max_file_bytes)
    try:
        data = pybase64.b64decode(url[head.end() :], validate=True)
    except ValueError:
        raise InvalidValue("The data URL is not valid base64.", param=param, code="invalid_base64_image") from None
    if not data:
        raise InvalidImage("The data URL holds no picture.", param=param, code="empty_image_file")
    return data
