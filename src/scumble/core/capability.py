"""Capabilities of an engine, as data: what it does well enough to ship."""

from dataclasses import dataclass

from scumble.core.plan import Op, TargetKind
from scumble.core.rates import RateLimits


@dataclass(frozen=True, kw_only=True)
class Capabilities:
    """Facts the router decides by; nobody switches on an engine's name.

    operations: op -> targets it can act on. max_pixels: largest picture. masks: honours a drawn region to the pixel.
    deterministic: same input and seed, same bytes. seeded: operations whose result differs by seed; all others give
    the same picture for every seed. verified: a real call succeeded. paid: every render costs money, or a share of a
    quota elsewhere: what it gave is kept before anything else happens, and it is not asked twice (`edits/paid.py`).
    keyed: of a paid engine: asking again under the same `Task.key` is answered with what was made the first time, and
    not charged again. price_model: its model's name in the price table; '' = the engine's own name.
    preview_tier: of a paid engine: `Task.draft` is drawn at a price worth paying for a preview; free ones always may.
    limits: what whoever runs it allows by the minute and at once. useful_side: pixels a side below which it draws
    worse: engines without masks are sent a part of a large picture, and none smaller than that (`edits/emulate.py`).
    """

    operations: dict[Op, frozenset[TargetKind]]
    max_pixels: int
    max_references: int = 16
    masks: bool = True
    deterministic: bool = True
    seeded: frozenset[Op] = frozenset()
    streaming: bool = True
    verified: bool = True
    paid: bool = False
    keyed: bool = False
    price_model: str = ""
    preview_tier: bool = False
    price_per_image: str = "0"
    seconds_per_megapixel: float = 1.0
    limits: RateLimits = RateLimits()
    useful_side: int = 1024
