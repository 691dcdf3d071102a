"""What an edit counts and costs: tokens by the public formulas, the operator's prices, each drawn variant once."""

from dataclasses import dataclass
from decimal import Decimal

from scumble.core.image import Image
from scumble.core.instruction import Instruction
from scumble.core.usage import (
    PARTIAL_TOKENS,
    Money,
    Quality,
    Usage,
    input_image_tokens,
    output_tokens,
    text_tokens,
)


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What the operator charges for the embedded engine's tokens: money per million, default nothing."""

    text_in: Decimal = Decimal(0)
    image_in: Decimal = Decimal(0)
    image_out: Decimal = Decimal(0)
    currency: str = "USD"

    def of(self, usage: Usage) -> Money:
        """The price of a usage."""
        total = (
            usage.input_text * self.text_in + usage.input_image * self.image_in + usage.output_image * self.image_out
        )
        return Money(amount=total / Decimal(1_000_000), currency=self.currency)


def quality_of(instruction: Instruction) -> Quality:
    """The quality as answered and billed; every quality is drawn the same by the embedded engine."""
    return instruction.output.quality or "high"


def request_usage(instruction: Instruction, previews: int) -> Usage:
    """Tokens of what was asked and of the delivered previews; counted once a request."""
    images = sum(input_image_tokens(s.image.width, s.image.height) for s in instruction.sources)
    words = text_tokens(instruction.words)
    return Usage(input_text=words, input_image=images, output_image=previews * PARTIAL_TOKENS)


def output_usage(instruction: Instruction, image: Image) -> Usage:
    """Tokens of one variant that was drawn."""
    return Usage(output_image=output_tokens(image.width, image.height, quality_of(instruction)))
