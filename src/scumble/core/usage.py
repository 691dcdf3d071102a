"""Usage (tokens) by OpenAI's public image token formulas, and Money (Decimal, never float)."""

import math
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

Quality = Literal["low", "medium", "high", "xhigh", "max"]

OUTPUT_FACTOR: dict[Quality, int] = {"low": 16, "medium": 48, "high": 96, "xhigh": 96, "max": 96}
"""gpt-image-2's quality factors (reproduced from the published calculator); it has no xhigh and max: as high."""
PARTIAL_TOKENS = 100
"""Output tokens of each delivered partial image."""
PATCH = 32
PATCH_BUDGET = 1536


@dataclass(frozen=True, kw_only=True)
class Usage:
    """Tokens of one request, split as the Images API splits them."""

    input_text: int = 0
    input_image: int = 0
    output_image: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        """Sum."""
        return Usage(
            input_text=self.input_text + other.input_text,
            input_image=self.input_image + other.input_image,
            output_image=self.output_image + other.output_image,
        )


@dataclass(frozen=True, kw_only=True)
class Money:
    """An amount in a currency; Decimal, never float."""

    amount: Decimal = Decimal(0)
    currency: str = "USD"

    def __add__(self, other: "Money") -> "Money":
        """Sum. Raises ValueError for two currencies; nothing is nothing in any of them."""
        if self.currency != other.currency and self.amount and other.amount:
            raise ValueError(f"{self.currency} and {other.currency} cannot be added")
        return Money(amount=self.amount + other.amount, currency=self.currency if self.amount else other.currency)


def output_tokens(width: int, height: int, quality: Quality) -> int:
    """Output image tokens: s = round(f·S/L) half to even, ceil(f·s·(2,000,000 + W·H) / 4,000,000), s at least 1.

    Source: OpenAI's published calculator, reproduced by several public implementations; exact for every published
    price of gpt-image-2.
    """
    return output_tokens_at(width, height, OUTPUT_FACTOR[quality])


def output_tokens_at(width: int, height: int, factor: int) -> int:
    """The same for a quality's factor; other models have other ones."""
    long, short = max(width, height), min(width, height)
    s = max(1, round(factor * short / long))
    return math.ceil(factor * s * (2_000_000 + width * height) / 4_000_000)


def input_image_tokens(width: int, height: int) -> int:
    """Input tokens of one picture: 32x32 patches after enlarging small and shrinking large pictures.

    Source: community measurement of gpt-image-2 (OpenAI documents none): up to 2x enlarged toward a 1024 longest
    edge, ratio clamped to 1:3..3:1, at most 1,536 patches.
    """
    w, h = float(width), float(height)
    grow = min(2.0, 1024 / max(w, h))
    if grow > 1:
        w, h = w * grow, h * grow
    w, h = (min(w, 3 * h), min(h, 3 * w))
    patches = math.ceil(w / PATCH) * math.ceil(h / PATCH)
    if patches <= PATCH_BUDGET:
        return patches
    r = math.sqrt(PATCH**2 * PATCH_BUDGET / (w * h))
    pw, ph = w * r / PATCH, h * r / PATCH
    r *= min(math.floor(pw) / pw, math.floor(ph) / ph)
    return math.ceil(w * r / PATCH - 1e-9) * math.ceil(h * r / PATCH - 1e-9)


def text_tokens(text: str) -> int:
    """Estimate of o200k tokens: about four UTF-8 bytes each, plus the fixed overhead of about six."""
    return math.ceil(len(text.encode()) / 4) + 6
