"""Pictures in JSON bodies: base64 data URLs to bytes; web addresses and file ids refused in words."""

import re
from collections.abc import Sequence

import pybase64

from scumble.api.fields import Picture, Sent
from scumble.api.multipart import part_too_large
from scumble.api.parameters import EditJson, Reference
from scumble.core.errors import InvalidImage, InvalidValue, NotFound

DATA_URL = re.compile(r"data:[^,;]*(?:;[^,;]+)*;base64,", re.IGNORECASE)
WEB = ("http://", "https://")


def read_references(body: EditJson, max_file_bytes: int) -> Sent:
    """The pictures of a JSON body. Raises InvalidRequest naming the reference that cannot be used, or TooLarge."""
    values: dict[str, object] = body.model_dump(exclude={"images", "mask", "markup"})
    return Sent(
        values=values,
        images=read_pictures(body.images, max_file_bytes),
        mask=_picture(body.mask, "mask", max_file_bytes) if body.mask else None,
        markup=_picture(body.markup, "markup", max_file_bytes) if body.markup else None,
    )


def read_pictures(references: Sequence[Reference], max_file_bytes: int) -> tuple[Picture, ...]:
    """The pictures of `images`. Raises as `read_references`."""
    return tuple(_picture(ref, f"images[{i}]", max_file_bytes) for i, ref in enumerate(references))


def _picture(reference: Reference, name: str, max_file_bytes: int) -> Picture:
    """One reference's bytes."""
    url, file_id = reference.image_url, reference.file_id
    if (url is None) == (file_id is None):
        raise InvalidValue(f"'{name}' needs exactly one of 'image_url' and 'file_id'.", param=name)
    if file_id is not None:
        raise NotFound(
            f"No such file: '{file_id[:80]}'. Send the picture as a base64 data URL in 'image_url'.",
            param=f"{name}.file_id",
            code="image_file_not_found",
        )
    return Picture(name=name, data=_decoded(url or "", f"{name}.image_url", max_file_bytes))


def _decoded(url: str, param: str, max_file_bytes: int) -> bytes:
    """The bytes of a base64 data URL."""
    if url[:8].lower().startswith(WEB):
        raise InvalidValue(
            "Web addresses are not fetched by this server; send the picture as a base64 data URL"
            " (data:image/png;base64,…) or as a file in a multipart form.",
            param=param,
            code="invalid_image_url",
        )
    head = DATA_URL.match(url, 0, 256)
    if head is None:
        raise InvalidValue(
            "Expected a base64 data URL such as 'data:image/png;base64,…'.", param=param, code="invalid_image_url"
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
