"""Prices of paid calls: the most one is expected to cost (for the hold), and what it did cost; Decimal all the way."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

from scumble.core.pricing import CallFacts
from scumble.core.usage import PARTIAL_TOKENS, Money, Usage, input_image_tokens, output_tokens_at, text_tokens
from scumble.ledger.table import QUALITIES, ModelPrice, PriceTable

MILLION = Decimal(1_000_000)
MEGAPIXEL = 1 << 20
T = TypeVar("T")


def estimate(table: PriceTable, facts: CallFacts) -> Money | None:
    """The most that a call is expected to cost; None where the table knows no price.

    What the facts leave open is taken at its dearest: no quality is the highest, no size is 1024x1024.
    """
    entry = table.find(facts.model)
    if entry is None or not entry.known:
        return None
    amount = _before(entry, facts) * entry.headroom
    return Money(amount=_batch(entry, facts, amount), currency=entry.currency)


def cost(table: PriceTable, facts: CallFacts) -> Money | None:
    """What a call did cost: as the provider told it, else by its tokens, else by its pictures; None as `estimate`."""
    if facts.charged is not None:
        return facts.charged
    entry = table.find(facts.model)
    if entry is None:
        return None
    if facts.usage is not None and entry.image_out is not None:
        amount = _of_tokens(entry, facts.usage, facts)
    elif entry.known:
        amount = _before(entry, facts)
    else:
        return None
    return Money(amount=_batch(entry, facts, amount), currency=entry.currency)


def _batch(entry: ModelPrice, facts: CallFacts, amount: Decimal) -> Decimal:
    return amount * entry.batch_share if facts.batch else amount


def _before(entry: ModelPrice, facts: CallFacts) -> Decimal:
    """By sizes and counts alone."""
    if entry.first_megapixel is not None:
        return _of_megapixels(entry.first_megapixel, entry.next_megapixel or Decimal(0), facts)
    reading = _of_tokens(entry, _read(facts), facts)
    if entry.per_edge:
        edge = max(facts.width, facts.height)
        fits = [price for longest, price in entry.per_edge if edge <= longest]
        return facts.images * (fits[0] if fits else entry.per_edge[-1][1]) + reading
    if entry.per_image:
        return facts.images * _of_quality(entry.per_image, facts)[_shape(facts)] + reading
    out = facts.images * _output_tokens(entry, facts) + facts.previews * PARTIAL_TOKENS
    return reading + out * (entry.image_out or Decimal(0)) / MILLION


def _read(facts: CallFacts) -> Usage:
    """Tokens of what is sent."""
    pictures = sum(input_image_tokens(width, height) for width, height in facts.sources)
    return Usage(input_text=text_tokens(facts.words), input_image=pictures)


def _of_tokens(entry: ModelPrice, usage: Usage, facts: CallFacts) -> Decimal:
    """Token prices; kept input is cheaper where the vendor says so."""
    nothing = Decimal(0)
    text, image = entry.text_in or nothing, entry.image_in or nothing
    kept_text, kept_image = min(facts.cached_text, usage.input_text), min(facts.cached_image, usage.input_image)
    total = (
        (usage.input_text - kept_text) * text
        + kept_text * (text if entry.text_in_cached is None else entry.text_in_cached)
        + (usage.input_image - kept_image) * image
        + kept_image * (image if entry.image_in_cached is None else entry.image_in_cached)
        + usage.output_image * (entry.image_out or nothing)
    )
    return total / MILLION


def _output_tokens(entry: ModelPrice, facts: CallFacts) -> int:
    """Of one picture."""
    if entry.tokens:
        return _of_quality(entry.tokens, facts)[_shape(facts)]
    width, height = facts.width or 1024, facts.height or 1024
    if facts.quality is not None:
        return output_tokens_at(width, height, _of_quality(entry.factors, facts))
    # The formula does not rise with the factor alone, so every quality is looked at.
    return max(output_tokens_at(width, height, factor) for factor in entry.factors.values())


def _of_quality(values: Mapping[str, T], facts: CallFacts) -> T:
    """The value of the quality asked for, or of the nearest better one, or of the best there is."""
    better = QUALITIES[QUALITIES.index(facts.quality) :] if facts.quality is not None else ()
    named = [q for q in better if q in values]
    return values[named[0] if named else [q for q in QUALITIES if q in values][-1]]


def _shape(facts: CallFacts) -> int:
    """0 = square, 1 = portrait, 2 = landscape."""
    return 0 if facts.width == facts.height else 1 if facts.width < facts.height else 2


def _of_megapixels(first: Decimal, following: Decimal, facts: CallFacts) -> Decimal:
    """Begun megapixels of a result and of all pictures that are sent, for each result."""
    sizes: Sequence[tuple[int, int]] = (*facts.sources, (facts.width or 1024, facts.height or 1024))
    count = sum(max(1, -(-width * height // MEGAPIXEL)) for width, height in sizes)
    return facts.images * (first + (count - 1) * following)
