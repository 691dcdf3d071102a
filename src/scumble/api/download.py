"""Downloads: kept bytes sent piece by piece, with their exact type and name, never guessed at by a browser."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from urllib.parse import quote

from starlette.responses import StreamingResponse

from scumble.store import Chunks

SHOWN_INLINE = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""What a browser may show by itself: pictures that cannot hold scripts."""


class Download(StreamingResponse):
    """The bytes of a blob; closes it at the end, however that comes."""

    def __init__(
        self,
        chunks: Chunks,
        *,
        size: int,
        media_type: str,
        filename: str,
        inline: bool = False,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """size: bytes. inline: a picture may be shown instead of saved. headers: more headers."""
        how = "inline" if inline and media_type in SHOWN_INLINE else "attachment"
        super().__init__(
            _pieces(chunks),
            headers={
                "content-length": str(size),
                "content-disposition": f"{how}; filename*=UTF-8''{quote(filename, safe='')}",
                "cache-control": "private, no-store",
                **(headers or {}),
            },
            media_type=media_type,
        )


async def _pieces(chunks: Chunks) -> AsyncIterator[bytes]:
    """The bytes; reading waits for a disk or a network, so it takes a worker thread."""
    try:
        while piece := await asyncio.to_thread(next, chunks, b""):
            yield piece
    finally:
        chunks.close()
