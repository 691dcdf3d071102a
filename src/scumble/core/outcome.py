"""What comes out: Candidate of an engine, Verdict of a guard, Edited as the finished edit."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import JsonValue, Plan
from scumble.core.region import Region
from scumble.core.usage import Money, Usage


@dataclass(frozen=True, kw_only=True)
class Geometry:
    """How a geometric step moved the picture, so that the reference and the region move the same way.

    kind and params: see `codec/geometry.py`, whose `apply` is the one function that carries them out.
    """

    kind: Literal["crop", "resize", "pad", "rotate", "flip", "warp"]
    params: Mapping[str, float | int | str]


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """A guard's number, its limit and a sentence; or an engine's own doubt. passed: value is within the limit."""

    guard: str
    passed: bool
    value: float
    limit: float
    sentence: str


@dataclass(frozen=True, kw_only=True, eq=False)
class Inscription:
    """Text that an engine wrote. quad: float32 (4, 2), x and y of its corners in the picture's pixels: top left, top
    right, bottom right, bottom left of the text as it is read."""

    text: str
    quad: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class Candidate:
    """An engine's proposal for one step, before it is pasted back.

    image: full picture; only what lies inside the region is used. blended: the engine already weighed new against
    old by the region's soft weights (cut-outs do: they need the true foreground colours), so that compose takes
    pixels as they are wherever the weight is above 0. geometry: set by geometric steps only, in the order applied
    (their pixels come from `geometry.apply`). region: of operations that write beyond theirs (BEYOND and CUTTING) only:
    all that was written, in place of the step's region; of a border, all that was drawn, after its geometry.
    thing: where the thing is after the step, for steps that follow. verdicts: the engine's own doubts about what it
    drew. inscriptions: text that was written, to be read back. cost: what the provider charged for it.
    regenerated: the whole picture was drawn anew by somebody else; it is registered to what was sent before it is
    pasted.
    """

    image: Image
    blended: bool = False
    geometry: tuple[Geometry, ...] = ()
    region: Region | None = None
    thing: Region | None = None
    notes: tuple[str, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    inscriptions: tuple[Inscription, ...] = ()
    cost: Money = Money()
    regenerated: bool = False


@dataclass(frozen=True, kw_only=True)
class Preservation:
    """What happened to pixels outside the region, measured on the decoded bytes that are sent.

    mode: 'exact' (every pixel equal), 'reencoded' (a lossy format was asked for), 'converted' (source numbers had to
    be converted once; proved against the converted picture), 'unchecked' (nothing was measured). outside: number of
    pixels compared; changed: how many differ; maximum: largest channel difference, 0..255.
    """

    mode: Literal["exact", "reencoded", "converted", "unchecked"]
    outside: int
    changed: int
    maximum: int
    reason: str | None = None


@dataclass(frozen=True, kw_only=True, eq=False)
class Drawing:
    """Pixels after all steps, with everything needed to prove what was kept.

    reference: the source moved by the same geometric steps. touched: bool (H, W), where any step was allowed to
    change pixels.
    """

    image: Image
    reference: Image
    touched: NDArray[np.bool_]


@dataclass(frozen=True, kw_only=True, eq=False)
class Edited:
    """A finished edit: the bytes to send and all that is known about them."""

    data: bytes = field(repr=False)
    format: str
    width: int
    height: int
    transparent: bool
    quality: str
    plan: Plan
    engine: str
    why: str
    seed: int
    region: Region
    preservation: Preservation
    verdicts: tuple[Verdict, ...] = ()
    notes: tuple[str, ...] = ()
    usage: Usage = Usage()
    money: Money = Money()
    timings: Mapping[str, float] = field(default_factory=dict[str, float])
    extra: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    made: float = field(default_factory=time.time)
    """Seconds since 1970 when it was finished, as every answer with it says."""
