"""JSON answers with pictures inside: base64 is made piece by piece while the answer is sent, never held as a whole."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

import orjson
import pybase64

RAW = 768 * 1024
"""Bytes of a picture encoded at once: 1 MiB of base64, and a multiple of 3, so that the pieces join seamlessly. Each
piece has a price of its own on its way through the server: at an eighth of this a megabyte costs half a millisecond
more."""


@dataclass(frozen=True, kw_only=True)
class Body:
    """JSON around pictures: texts[0], pictures[0] in base64, texts[1], … texts[-1]."""

    texts: tuple[bytes, ...]
    pictures: tuple[bytes, ...] = field(repr=False)

    @property
    def length(self) -> int:
        """Bytes once it is written out."""
        return sum(map(len, self.texts)) + sum((len(p) + 2) // 3 * 4 for p in self.pictures)

    @property
    def held(self) -> int:
        """Bytes it occupies in memory; a picture that is told several times lies there once."""
        return sum(map(len, self.texts)) + sum({id(p): len(p) for p in self.pictures}.values())

    def pieces(self) -> Iterator[bytes]:
        """The bytes in order, in pieces worth sending: short texts travel with the picture beside them."""
        most = RAW // 3 * 4
        piece = b""
        for text, picture in zip(self.texts, self.pictures, strict=False):
            if piece and len(piece) + len(text) > most:
                yield piece
                piece = b""
            piece += text
            start, whole = 0, memoryview(picture)
            while start < len(picture):
                room = max(0, most - len(piece)) // 4 * 3
                if not room:
                    yield piece
                    piece = b""
                    continue
                coded = pybase64.b64encode(whole[start : start + room])
                piece = piece + coded if piece else coded
                start += room
        if piece and len(piece) + len(self.texts[-1]) > most:
            yield piece
            piece = b""
        yield piece + self.texts[-1]

    def framed(self, before: bytes, after: bytes) -> "Body":
        """The same with more text around it."""
        first, last = before + self.texts[0], self.texts[-1] + after
        texts = (first, *self.texts[1:-1], last) if self.pictures else (before + self.texts[0] + after,)
        return Body(texts=texts, pictures=self.pictures)


class Writer:
    """Writes a JSON value that has pictures in it. Put them in the order in which they stand in the value."""

    def __init__(self) -> None:
        """Without pictures as yet."""
        # Random, so that nothing a caller sends can look like the place of a picture.
        self._mark = secrets.token_hex(16)
        self._pictures: list[bytes] = []

    def put(self, picture: bytes) -> str:
        """What stands for a picture in the value."""
        self._pictures.append(picture)
        return self._mark

    def body(self, value: object) -> Body:
        """The value as JSON."""
        return Body(texts=tuple(orjson.dumps(value).split(self._mark.encode())), pictures=tuple(self._pictures))
