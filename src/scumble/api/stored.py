"""Pictures named by the id of an uploaded file (`file-…`) instead of being sent: read from the storage."""

import asyncio
from dataclasses import replace

from scumble.api.fields import Picture, Sent
from scumble.api.gate import Lease
from scumble.api.multipart import part_too_large
from scumble.api.services import Services
from scumble.core.caller import Caller
from scumble.core.errors import NotFound


async def fetch(sent: Sent, caller: Caller, services: Services, lease: Lease) -> Sent:
    """The same with every picture's bytes.

    Raises NotFound for an id that is no file of the caller's project, TooLarge, and what `Lease.grow` raises.
    """
    named = (*sent.images, sent.mask, sent.markup)
    if not any(picture is not None and picture.file_id is not None for picture in named):
        return sent

    async def one(picture: Picture | None) -> Picture | None:
        return picture if picture is None else await _fetched(picture, caller, services, lease)

    images = tuple([await _fetched(picture, caller, services, lease) for picture in sent.images])
    return replace(sent, images=images, mask=await one(sent.mask), markup=await one(sent.markup))


async def _fetched(picture: Picture, caller: Caller, services: Services, lease: Lease) -> Picture:
    """One picture, read when it is named by an id."""
    if picture.file_id is None:
        return picture
    if services.storage is None or not picture.file_id.startswith("file-"):
        raise _missing(picture)
    files, limit = services.storage.files, services.door.max_file_bytes
    try:
        row = await asyncio.to_thread(files.get, caller, picture.file_id)
        if row.size > limit:
            raise part_too_large(picture.name, limit)
        lease.grow(row.size)
        return replace(picture, data=await asyncio.to_thread(files.data, caller, row))
    except NotFound:
        raise _missing(picture) from None


def _missing(picture: Picture) -> NotFound:
    """The error for an id that names nothing here."""
    return NotFound(
        f"No such file or version: '{(picture.file_id or '')[:80]}'. Upload it with POST /v1/files, or send the picture"
        " itself.",
        param=f"{picture.name}.file_id" if picture.name.startswith("images[") else picture.name,
        code="image_file_not_found",
    )
