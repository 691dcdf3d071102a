"""Doubles of providers: local servers that check every request as the vendor would, draw, and misbehave on demand.

A double draws what an honest provider would: it paints the part that the mask says in one colour, and repeats the rest.
"""

import io
import json
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow

from tests.net.site import Reply, Seen, Site

Play = Literal[
    "honest",
    "moderated",
    "busy",
    "busy long",
    "busy unsaid",
    "broken",
    "overloaded",
    "silent",
    "cut",
    "no json",
    "no picture",
    "no image file",
    "smaller",
    "shifted",
    "expired",
    "key refused",
    "credits gone",
]
"""How a double behaves: each vendor says it in its own way."""
PAINT = (200, 30, 60)
"""What the doubles draw with."""
SHIFT = 4
"""Pixels by which a 'shifted' picture lies further right."""
KEY = "sk-test-0123456789abcdef"


@dataclass(kw_only=True)
class Drawn:
    """One picture that was asked for, as the double understood it. edit: bool (H, W), None = no mask came. media: of
    each picture, where the double tells."""

    prompt: str
    model: str
    pictures: list[NDArray[np.uint8]]
    edit: NDArray[np.bool_] | None
    size: str | None
    fields: Mapping[str, Any] = field(default_factory=dict[str, Any])
    media: tuple[str, ...] = ()


class Double:
    """What all doubles share: a vendor's own adds its paths to `site.pages`. calls: that ask for a picture."""

    def __init__(self, site: Site) -> None:
        """site: where it answers."""
        self.site = site
        self.play: Play = "honest"
        self.times = 10**9
        self.problems: list[str] = []
        self.asked: list[Drawn] = []
        self.calls = 0
        self.released = threading.Event()

    @property
    def url(self) -> str:
        """The base address for its engine."""
        raise NotImplementedError

    def playing(self) -> Play:
        """How to behave now; after `times` bad answers it is honest again."""
        if self.play == "honest":
            return "honest"
        self.times -= 1
        return self.play if self.times >= 0 else "honest"

    def check(self, fine: bool, what: str) -> None:
        """Notes what a vendor would refuse."""
        if not fine:
            self.problems.append(what)

    def draw(self, drawn: Drawn, play: Play) -> bytes:
        """The PNG of the first picture with its part painted; of a new picture plain paint."""
        self.asked.append(drawn)
        if play == "no image file":
            return b"this is no picture"
        width, height = self.size_of(drawn)
        if drawn.pictures:
            out = drawn.pictures[0][..., :3].copy()
            out[drawn.edit if drawn.edit is not None else np.ones(out.shape[:2], bool)] = PAINT
            if drawn.edit is None and play != "honest":
                out = drawn.pictures[0][..., :3].copy()
        else:
            out = np.full((height, width, 3), PAINT, np.uint8)
        if play == "smaller":
            half = (out.shape[1] // 2, out.shape[0] // 2)
            out = np.asarray(Pillow.fromarray(out).resize(half, Pillow.Resampling.BOX))
        if play == "shifted":
            out = np.roll(out, SHIFT, axis=1)
        return png(out)

    def size_of(self, drawn: Drawn) -> tuple[int, int]:
        """Width and height of a new picture."""
        if drawn.size:
            width, _, height = drawn.size.partition("x")
            return int(width), int(height)
        return 64, 64

    def silent(self) -> Reply:
        """Answers when the test is over."""
        self.released.wait(60)
        return Reply(status=500, body=b"{}")


def png(pixels: NDArray[np.uint8]) -> bytes:
    """The file of a picture."""
    out = io.BytesIO()
    Pillow.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def picture(data: bytes) -> NDArray[np.uint8]:
    """A picture's pixels (H, W, C)."""
    opened = Pillow.open(io.BytesIO(data))
    opened.load()
    if opened.mode not in ("RGB", "RGBA", "L"):
        raise AssertionError(f"a picture of mode {opened.mode} was sent")
    return np.asarray(opened)


def as_json(body: object, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """An answer."""
    return Reply(status=status, body=json.dumps(body).encode(), headers=headers or {})


def cut(reply: Reply) -> Reply:
    """The same answer, broken off in the middle."""
    return Reply(
        status=reply.status, body=reply.body[: len(reply.body) // 2], headers=reply.headers, length=len(reply.body)
    )


@dataclass(frozen=True, kw_only=True)
class Part:
    """A part of a form."""

    name: str
    filename: str | None
    media: str | None
    data: bytes


def parts_of(seen: Seen) -> list[Part]:
    """A multipart body, read by the standard library's own parser."""
    head = f"Content-Type: {header(seen, 'content-type')}\r\n\r\n".encode()
    message = BytesParser(policy=HTTP).parsebytes(head + seen.body)
    if not message.is_multipart():
        raise AssertionError("this is no form")
    found: list[Part] = []
    for part in message.iter_parts():  # type: ignore[attr-defined]
        name = part.get_param("name", header="content-disposition")
        data = part.get_payload(decode=True)
        media = part.get("content-type")
        found.append(Part(name=str(name), filename=part.get_filename(), media=media, data=data))
    return found


def header(seen: Seen, name: str) -> str | None:
    """A header by any spelling."""
    return next((v for k, v in seen.headers.items() if k.lower() == name), None)


Handler = Callable[[Seen], Reply]
