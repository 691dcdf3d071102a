"""Pricing: what a paid call is measured by, before it (to set money aside) and after it (to say what it cost)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from scumble.core.usage import Money, Quality, Usage


@dataclass(frozen=True, kw_only=True)
class CallFacts:
    """One call of a provider. All facts are optional but the model; what is not known is taken at its dearest.

    model: its name in the price table. images: results asked for, or got. width, height: pixels of one result.
    sources: (width, height) of each picture that is sent. words: the prompt. quality: None = the provider decides.
    previews: partial images that are delivered. batch: by the vendor's batch interface. usage: tokens, as the provider
    counted them. cached_text, cached_image: of the usage's input tokens, those that the provider had kept. charged:
    the price that the provider itself told; it stands.
    """

    model: str
    images: int = 1
    width: int = 0
    height: int = 0
    sources: tuple[tuple[int, int], ...] = ()
    words: str = ""
    quality: Quality | None = None
    previews: int = 0
    batch: bool = False
    usage: Usage | None = None
    cached_text: int = 0
    cached_image: int = 0
    charged: Money | None = None


Price: TypeAlias = Callable[[CallFacts], "Money | None"]
"""What a call is expected to cost at most, or what it did cost; None where no price is known."""
