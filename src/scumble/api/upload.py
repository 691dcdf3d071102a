"""Uploads: a multipart form whose file goes to the storage while it arrives, in constant memory."""

import asyncio
from collections.abc import AsyncIterable
from contextlib import aclosing
from dataclasses import dataclass

from scumble.api.multipart import Collector, FormLimits, Part, feed, part_too_large
from scumble.core.errors import InvalidRequest, MissingParameter
from scumble.store import BlobWriter

FILE = "file"
MAX_TEXT = 4096
MAX_PARTS = 16
FORM_BYTES = 64 * 1024
"""What a form may hold besides its file."""
PIECE = 1 << 20
"""Bytes gathered before they are written, so that not every packet takes a worker thread."""
MEMORY = 4 * PIECE
"""Bytes that an upload is counted with while it lasts: a piece, what arrives meanwhile, and the parser's share."""


@dataclass(frozen=True, kw_only=True)
class Uploaded:
    """A form whose file was written. filename: as sent, '' when it named none."""

    filename: str
    fields: tuple[Part, ...]


class _FileCollector(Collector):
    """Hands the file's bytes on instead of keeping them."""

    def __init__(self, max_file_bytes: int) -> None:
        super().__init__(FormLimits(max_file_bytes=MAX_TEXT, max_text_bytes=MAX_TEXT, max_parts=MAX_PARTS))
        self.pending = bytearray()
        self.name: str | None = None
        self._most = max_file_bytes

    def on_headers_finished(self) -> None:
        """Notes the file's name; a second file is refused before its bytes."""
        super().on_headers_finished()
        if self._field == FILE:
            if self.name is not None:
                raise InvalidRequest("Duplicate parameter: 'file'.", param=FILE, code="duplicate_parameter")
            self.name = self._filename or ""

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Takes a chunk of the file, or of a field."""
        if self._field != FILE:
            super().on_part_data(data, start, end)
            return
        self._size += end - start
        if self._size > self._most:
            raise part_too_large(FILE, self._most)
        self.pending += memoryview(data)[start:end]

    def on_part_end(self) -> None:
        """A field is complete; the file was handed on."""
        if self._field == FILE:
            self.begin()
        else:
            super().on_part_end()


async def receive(chunks: AsyncIterable[bytes], content_type: str, writer: BlobWriter, max_file_bytes: int) -> Uploaded:
    """Writes the form's file and returns the rest.

    Raises InvalidRequest for a malformed form or one without a file, TooLarge, StorageFull.
    """
    collector = _FileCollector(max_file_bytes)

    async def hand_on(least: int) -> None:
        if len(collector.pending) >= least:
            piece, collector.pending = bytes(collector.pending), bytearray()
            await asyncio.to_thread(writer.write, piece)

    async with aclosing(feed(collector, chunks, content_type)) as pieces:
        async for _ in pieces:
            await hand_on(PIECE)
    await hand_on(1)
    if collector.name is None:
        raise MissingParameter("Missing required parameter: 'file'.", param=FILE)
    return Uploaded(filename=collector.name, fields=tuple(collector.parts))
