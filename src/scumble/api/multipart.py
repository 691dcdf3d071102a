"""Multipart form parser: streaming, in memory only, every limit enforced while the bytes arrive.

Accepts parts in any order, with missing or wrong types and names; what a part is, is decided by its field and its bytes
later. The text of RFC 7578 with the deviations real clients have (no trailing CRLF, empty file inputs of browsers).
"""

import re
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from scumble.api.parameters import shown
from scumble.core.errors import InvalidRequest, TooLarge

MAX_PARTS = 128
MAX_TEXT_BYTES = 1024 * 1024
MAX_HEADERS = 8
MAX_HEADER_BYTES = 8 * 1024
LARGE = 16 * 1024
"""Bytes from which a piece of a part is put together with the others out of what arrived, not copied out of it first.
Smaller ones are: a view of one holds more than it has."""
DISPOSITION: Final = re.compile(r'form-data; name="([^"\\]*)"(?:; filename="([^"\\]*)")?', re.IGNORECASE)
"""How clients head a part; other forms take the long way."""
PLAIN_ENCODINGS = frozenset({"", "binary", "8bit", "7bit"})


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a form. filename: None when the part named none; content_type: as sent, lower case, or None."""

    name: str
    filename: str | None = None
    content_type: str | None = None
    data: bytes = field(repr=False)

    @property
    def is_file(self) -> bool:
        """True when the sender meant a file: a file name, or a type that is not text."""
        named = self.filename is not None
        return named or (self.content_type is not None and not self.content_type.startswith("text/"))


AtPicture = Callable[[Sequence[Part]], None]
"""Called with the parts of a form that came before its first picture."""


@dataclass(frozen=True, kw_only=True)
class FormLimits:
    """max_file_bytes: one part with a file name or type; max_text_bytes: one of the others; max_parts: all together."""

    max_file_bytes: int
    max_text_bytes: int = MAX_TEXT_BYTES
    max_parts: int = MAX_PARTS


class Collector:
    """Callbacks of the parser: gathers headers and data of one part at a time."""

    def __init__(self, limits: FormLimits, at_picture: AtPicture = lambda _: None) -> None:
        """limits: enforced while the bytes arrive."""
        self.parts: list[Part] = []
        self._at_picture: AtPicture | None = at_picture
        self.finished = False
        self._limits = limits
        self.begin()

    def begin(self) -> None:
        """Forgets the part before."""
        self._headers: dict[str, str] = {}
        self._name = bytearray()
        self._value = bytearray()
        self._chunks: list[bytes | memoryview] = []
        self._size = 0
        self._field = ""
        self._filename: str | None = None
        self._type: str | None = None

    def on_part_begin(self) -> None:
        """Counts parts."""
        if len(self.parts) >= self._limits.max_parts:
            raise InvalidRequest(
                f"The form has too many parts: at most {self._limits.max_parts} are accepted.", code="too_many_parts"
            )
        self.begin()

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's name."""
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        """A piece of a header's value."""
        self._value += data[start:end]

    def on_header_end(self) -> None:
        """One header is complete."""
        self._headers[self._name.decode("latin-1").lower().strip()] = self._value.decode("latin-1").strip()
        self._name.clear()
        self._value.clear()

    def on_headers_finished(self) -> None:
        """Reads name, file name and type, before any data is kept."""
        name, filename = _named(self._headers.get("content-disposition", ""))
        if name is None:
            raise malformed("a part has no name in its Content-Disposition")
        self._field = name.decode("utf-8", "replace")
        if filename is not None:
            self._filename = filename.decode("utf-8", "replace")
        if self._at_picture is not None and is_picture_field(self._field):
            self._at_picture(self.parts)
            self._at_picture = None
        kind = self._headers.get("content-type")
        self._type = kind.split(";")[0].strip().lower() if kind else None
        if self._headers.get("content-transfer-encoding", "").lower() not in PLAIN_ENCODINGS:
            raise malformed(f"part '{shown(self._field)}' has a Content-Transfer-Encoding; send the bytes as they are")

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        """Keeps a chunk, unless it takes the part over its limit."""
        self._size += end - start
        # A picture field may come without file name or type, so only the file limit can be applied to those.
        text = self._filename is None and self._type is None and not is_picture_field(self._field)
        limit = self._limits.max_text_bytes if text else self._limits.max_file_bytes
        if self._size > limit:
            raise part_too_large(self._field, limit)
        large = end - start >= LARGE
        self._chunks.append(memoryview(data)[start:end] if large else data[start:end])

    def on_part_end(self) -> None:
        """One part is complete."""
        self.parts.append(
            Part(
                name=self._field,
                filename=self._filename,
                content_type=self._type,
                data=b"".join(self._chunks),
            )
        )
        self.begin()

    def on_end(self) -> None:
        """The closing boundary was seen."""
        self.finished = True


def _named(disposition: str) -> tuple[bytes | None, bytes | None]:
    """Name and file name, None where there is none. disposition: in Latin-1, whatever it was written in."""
    if plain := DISPOSITION.fullmatch(disposition):
        name, filename = plain.groups()
        return name.encode("latin-1"), None if filename is None else filename.encode("latin-1")
    _, options = parse_options_header(disposition)
    return options.get(b"name"), options.get(b"filename")


def is_picture_field(name: str) -> bool:
    """True for `image`, `image[]`, `image[0]`, `mask` and `markup`."""
    return name.split("[", 1)[0] in {"image", "mask", "markup"}


def part_too_large(name: str, limit: int) -> TooLarge:
    """The error for a part over its limit; limit: bytes."""
    size = f"{limit / 1e6:.0f} MB" if limit >= 1_000_000 else f"{limit / 1e3:.0f} kB"
    return TooLarge(f"'{shown(name)}' is too large: at most {size} are accepted for it.", param=name)


def malformed(why: str) -> InvalidRequest:
    """The error for a body that is not the form it says it is."""
    return InvalidRequest(f"The multipart form cannot be read: {why}.", code="invalid_multipart")


def boundary_of(content_type: str) -> bytes:
    """The boundary named in a Content-Type header. Raises InvalidRequest when it names none."""
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise malformed("its Content-Type names no boundary")
    return boundary


async def feed(collector: Collector, chunks: AsyncIterable[bytes], content_type: str) -> AsyncGenerator[None]:
    """Hands a form to a collector; yields after each piece. Raises InvalidRequest for a malformed or endless form."""
    try:
        parser = MultipartParser(
            boundary_of(content_type),
            {
                "on_part_begin": collector.on_part_begin,
                "on_part_data": collector.on_part_data,
                "on_part_end": collector.on_part_end,
                "on_header_field": collector.on_header_field,
                "on_header_value": collector.on_header_value,
                "on_header_end": collector.on_header_end,
                "on_headers_finished": collector.on_headers_finished,
                "on_end": collector.on_end,
            },
            max_header_count=MAX_HEADERS,
            max_header_size=MAX_HEADER_BYTES,
        )
        async for chunk in chunks:
            parser.write(chunk)
            yield
    except FormParserError as error:
        raise malformed("its parts are not separated or headed as RFC 7578 says") from error
    if not collector.finished:
        raise malformed("it ends before its closing boundary")


async def parse_form(
    chunks: AsyncIterable[bytes], content_type: str, limits: FormLimits, at_picture: AtPicture = lambda _: None
) -> list[Part]:
    """Reads a whole form, in the order sent.

    chunks: the body as it arrives. at_picture: called once with the parts before the first picture, and may raise.
    Raises InvalidRequest for a malformed or endless form, TooLarge over a limit.
    """
    collector = Collector(limits, at_picture)
    async for _ in feed(collector, chunks, content_type):
        pass
    return collector.parts
