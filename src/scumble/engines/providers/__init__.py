"""Remote engines: other people's image editing APIs, one vendor a file; what all of them are given and give back.

Three things are kept apart: the vendor (whose wire format is spoken, a file here), the profile (which server speaks it:
`profiles.py`, data) and the entry (`configured.py`: an address, a key, names callers use). `engine.py` does what all
have in common: the picture is fitted into what the model takes, the region becomes the mask it understands, and what
comes back is decoded, counted and brought to the size it has to have.
"""

from dataclasses import dataclass, field
from typing import Protocol

from scumble.core.usage import Money, Quality, Usage
from scumble.core.work import CancelToken
from scumble.engines.providers.line import Line


@dataclass(frozen=True, kw_only=True)
class File:
    """A picture as it is sent. media: its content type."""

    name: str
    media: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Job:
    """One picture to be drawn, in the provider's terms.

    model: its name there. pictures: the one that is edited first, then references; of a new picture references only.
    mask: in the profile's own convention, of the first picture's size; None = all of it may change. width, height: of
    the picture that is sent, and wished for. key: an idempotency
    key, the same for the same step; '' = none.
    """

    prompt: str
    model: str
    pictures: tuple[File, ...]
    mask: File | None
    width: int
    height: int
    new: bool = False
    quality: Quality | None = None
    transparent: bool = False
    seed: int = 0
    key: str = ""


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What came of it. data: a picture file. usage: tokens as the provider counted them. charged: the price it told.
    request_id: what it calls the request."""

    data: bytes = field(repr=False)
    usage: Usage | None = None
    charged: Money | None = None
    request_id: str | None = None
    notes: tuple[str, ...] = ()


class Vendor(Protocol):
    """Speaks one wire format."""

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """The picture. Raises core errors only (`failures.py`), and Cancelled."""
        ...
