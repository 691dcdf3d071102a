"""GET /v1/content/{token}: results by signed URL, without a key; and the URLs of `response_format: url`."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.download import Download
from scumble.api.keeping import media_of, pictures_of
from scumble.api.services import Storage
from scumble.core.caller import Caller
from scumble.core.outcome import Edited
from scumble.core.task import Task

PATH = "/v1/content"


def content_routes(storage: Storage) -> APIRouter:
    """The route. The log names the route, never the token."""
    router = APIRouter()

    @router.head(PATH + "/{token}", include_in_schema=False, response_model=None)
    @router.get(PATH + "/{token}", response_model=None)
    async def content(token: str) -> Response:  # pyright: ignore[reportUnusedFunction]
        """What a link points at; whoever has the link may see it until it expires."""
        found = await asyncio.to_thread(storage.links.open, token)
        return Download(
            found.chunks,
            size=found.size,
            media_type=found.media_type,
            filename=found.filename,
            inline=True,
            headers={
                "cache-control": f"private, max-age={found.seconds}, immutable",
                # A link is made to be shown on other pages; whoever has it may do so.
                "cross-origin-resource-policy": "cross-origin",
            },
        )

    return router


async def publish(results: Sequence[Edited], caller: Caller, storage: Storage, request: Request) -> list[str]:
    """A URL for each result. Raises StorageFull, StorageQuotaExceeded."""
    base = storage.public_url or str(request.base_url)
    urls: list[str] = []
    for result in results:
        token = await asyncio.to_thread(
            storage.links.publish,
            caller,
            result.data,
            media_type=f"image/{result.format}",
            filename=f"{request.state.request_id}-{len(urls)}.{'jpg' if result.format == 'jpeg' else result.format}",
        )
        urls.append(address(base, token))
    return urls


def address(base: str, token: str) -> str:
    """Where a token leads. base: of this server as its clients reach it."""
    return f"{base.rstrip('/')}{PATH}/{token}"


def share(storage: Storage, task: Task, index: int, base_url: str, lifetime: timedelta) -> str:
    """A link to one of a finished task's pictures that works without a key. Raises ContentGone."""
    media = media_of(task)
    kind = media.removeprefix("image/")
    token = storage.links.share(
        task.caller,
        pictures_of(task)[index],
        owner=f"{task.id}/{index}",
        media_type=media,
        filename=f"{task.id}-{index}.{'jpg' if kind == 'jpeg' else kind}",
        lifetime=lifetime,
    )
    return address(base_url, token)
