"""OpenAI's Files API: POST, GET and DELETE /v1/files; uploads and downloads are streamed."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Literal

import orjson
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.auth import authenticate
from scumble.api.body import chunks, content_length, media_type
from scumble.api.download import Download
from scumble.api.gate import Gate, body_too_large
from scumble.api.multipart import Part
from scumble.api.parameters import check, shown
from scumble.api.services import Services, Storage
from scumble.api.upload import FORM_BYTES, MEMORY, receive
from scumble.core.errors import InvalidRequest
from scumble.store.files import PICTURES, FileRow

MAX_PAGE = 10_000
SHORTEST, LONGEST = 3600, 2_592_000
"""Seconds that a file may be told to live: an hour to 30 days, as OpenAI has it."""


class ExpiresAfter(BaseModel):
    """When a file goes by itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    anchor: Annotated[Literal["created_at"], Field(description="Always `created_at`.")]
    seconds: Annotated[int, Field(ge=SHORTEST, le=LONGEST, description="An hour to 30 days.")]


class FileWishes(BaseModel):
    """Parameters of an upload besides its file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    purpose: Annotated[
        Literal["batch", "vision"],
        Field(
            description="`vision`: a picture, usable wherever a picture goes. `batch`: the lines of a batch (JSONL)."
        ),
    ]
    expires_after: Annotated[
        ExpiresAfter | None,
        Field(description="When it goes by itself; absent: batch files after the retention time, pictures never."),
    ] = None


class ListWishes(BaseModel):
    """Parameters of a list of files."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    after: Annotated[
        str | None, Field(pattern="file-[0-9a-f]{24}$", max_length=64, description="The last id of the page before.")
    ] = None
    limit: Annotated[int | None, Field(ge=1, le=MAX_PAGE, description="Default 10,000.")] = None
    order: Annotated[Literal["asc", "desc"] | None, Field(description="By time; default `desc`, newest first.")] = None
    purpose: Annotated[str | None, Field(max_length=32, description="Only files of this purpose.")] = None


class FileRoutes:
    """The five endpoints over a storage."""

    def __init__(self, services: Services, storage: Storage, gate: Gate) -> None:
        """Registers the routes on `router`."""
        self._services = services
        self._files = storage.files
        self._gate = gate
        self.router = APIRouter(prefix="/v1/files")
        for path, method, handler in (
            ("", "POST", self.upload),
            ("", "GET", self.list),
            ("/{file_id}", "GET", self.retrieve),
            ("/{file_id}/content", "GET", self.content),
            ("/{file_id}", "DELETE", self.delete),
        ):
            self.router.add_api_route(path, handler, methods=[method], response_model=None)

    async def upload(self, request: Request) -> Response:
        """Keeps a file."""
        caller = await authenticate(request, self._services.keys)
        if media_type(request) != "multipart/form-data":
            raise InvalidRequest(
                f"Send multipart/form-data; got '{media_type(request)[:80]}'.", code="unsupported_content_type"
            )
        most, announced = self._files.max_bytes + FORM_BYTES, content_length(request) or 0
        if announced > most:
            raise body_too_large(most)
        lease = self._gate.open(None, key=caller.key_id, place=False)
        try:
            lease.grow(MEMORY)
            await asyncio.to_thread(self._files.check_room, caller, max(0, announced - FORM_BYTES))
            writer = await asyncio.to_thread(self._files.begin, caller)
            try:
                body = chunks(request, None, self._services.door, most)
                sent = await receive(body, request.headers["content-type"], writer, self._files.max_bytes)
                wishes = check(FileWishes, _values(sent.fields), strict=False)
                if wishes.purpose == PICTURES:  # it is looked at as a whole before it is kept
                    lease.grow(min(writer.stored.size, self._services.limits.max_bytes))
                after = wishes.expires_after
                row = await asyncio.to_thread(
                    self._files.add,
                    caller,
                    writer,
                    filename=sent.filename,
                    purpose=wishes.purpose,
                    lifetime=timedelta(seconds=after.seconds) if after else None,
                )
            finally:
                await asyncio.to_thread(writer.discard)
        finally:
            lease.release()
        return _json(file_json(row))

    async def list(self, request: Request) -> Response:
        """A page of files."""
        caller = await authenticate(request, self._services.keys)
        wishes = check(ListWishes, dict(request.query_params), strict=False)
        found, more = await asyncio.to_thread(
            self._files.list,
            caller,
            after=wishes.after,
            limit=wishes.limit or MAX_PAGE,
            newest=wishes.order != "asc",
            purpose=wishes.purpose or "",
        )
        return _json(
            {
                "object": "list",
                "data": [file_json(row) for row in found],
                "first_id": found[0].id if found else None,
                "last_id": found[-1].id if found else None,
                "has_more": more,
            }
        )

    async def retrieve(self, request: Request, file_id: str) -> Response:
        """One file's facts."""
        caller = await authenticate(request, self._services.keys)
        return _json(file_json(await asyncio.to_thread(self._files.get, caller, file_id)))

    async def content(self, request: Request, file_id: str) -> Response:
        """One file's bytes."""
        caller = await authenticate(request, self._services.keys)
        found = await asyncio.to_thread(self._files.open, caller, file_id)
        row = found.row
        return Download(found.chunks, size=row.size, media_type=row.media_type, filename=row.filename)

    async def delete(self, request: Request, file_id: str) -> Response:
        """Deletes a file."""
        caller = await authenticate(request, self._services.keys)
        await asyncio.to_thread(self._files.delete, caller, file_id)
        return _json({"id": file_id, "object": "file", "deleted": True})


def file_json(row: FileRow) -> dict[str, object]:
    """OpenAI's file object; times in seconds since 1970."""
    return {
        "id": row.id,
        "object": "file",
        "bytes": row.size,
        "created_at": int(row.created_at.timestamp()),
        "expires_at": int(row.expires_at.timestamp()) if row.expires_at else None,
        "filename": row.filename,
        "purpose": row.purpose,
        "status": "processed",
        "status_details": None,
    }


def _values(parts: Sequence[Part]) -> dict[str, object]:
    """Fields by name; `expires_after[seconds]` goes into an object. Empty ones count as absent."""
    values: dict[str, object] = {}
    after: dict[str, object] = {}
    for part in parts:
        root, bracket, key = part.name.partition("[")
        into, name = (after, key.removesuffix("]")) if root == "expires_after" and bracket else (values, part.name)
        if name in into:
            raise InvalidRequest(
                f"Duplicate parameter: '{shown(part.name)}'.", param=part.name, code="duplicate_parameter"
            )
        if part.data:
            into[name] = part.data.decode("utf-8", "replace")
    return {**values, "expires_after": after} if after else values


def _json(body: dict[str, object]) -> Response:
    return Response(orjson.dumps(body), media_type="application/json")
