"""The price table: every model of the vendors' pages, their published prices met, estimates never below the cost."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from scumble.core.errors import Misconfigured
from scumble.core.pricing import CallFacts
from scumble.core.usage import Money, Quality, Usage
from scumble.ledger.prices import cost, estimate
from scumble.ledger.table import PriceTable, load

TABLE = load()
SIZES = {"square": (1024, 1024), "portrait": (1024, 1536), "landscape": (1536, 1024)}
PUBLISHED: dict[str, dict[Quality, tuple[str, str, str]]] = {
    "gpt-image-2": {
        "low": ("0.006", "0.005", "0.005"),
        "medium": ("0.053", "0.041", "0.041"),
        "high": ("0.211", "0.165", "0.165"),
    },
    "gpt-image-1.5": {
        "low": ("0.009", "0.013", "0.013"),
        "medium": ("0.034", "0.05", "0.05"),
        "high": ("0.133", "0.2", "0.2"),
    },
    "gpt-image-1-mini": {
        "low": ("0.005", "0.006", "0.006"),
        "medium": ("0.011", "0.015", "0.015"),
        "high": ("0.036", "0.052", "0.052"),
    },
}
"""OpenAI's own price of one output picture: square, portrait, landscape."""
NAMED = """gpt-image-2 gpt-image-2.5-sunburst gpt-image-2.5-flare-2026-09-08 gpt-image-2.6-sunburst gpt-image-2.6-flare
gpt-image-1.5 chatgpt-image-latest gpt-image-1 gpt-image-1-mini gemini-2.5-flash-image gemini-3-pro-image
gemini-3.1-flash-image gemini-3.1-flash-lite-image gemini-nano-banana-2.1 flux-2-pro flux-2-max flux-2-flex
flux-2-klein-4b flux-2-klein-9b flux-kontext-pro flux-kontext-max flux-pro-1.0-fill flux-pro-1.0-expand recraft-inpaint
recraft-inpaint-vector recraft-erase-region wavespeed-gpt-image-2-edit openoctopus-gpt-image-2-text-input
FLUX.2-klein-4B Qwen-Image-Edit-2511 FireRed-Image-Edit-1.1 LongCat-Image-Edit-Turbo Z-Image-Turbo""".split()


def amount(money: Money | None) -> Decimal:
    assert money is not None
    return money.amount


@pytest.mark.parametrize("model", sorted(PUBLISHED))
def test_the_published_price_of_a_picture_is_met(model: str) -> None:
    for quality, three in PUBLISHED[model].items():
        for (width, height), price in zip(SIZES.values(), three, strict=True):
            facts = CallFacts(model=model, width=width, height=height, quality=quality)
            nothing = replace(facts, images=0)
            one = amount(cost(TABLE, facts)) - amount(cost(TABLE, nothing))
            assert abs(one - Decimal(price)) <= max(Decimal("0.0006"), Decimal(price) * Decimal("0.014")), (
                model,
                quality,
                width,
                height,
            )


@pytest.mark.parametrize("model", NAMED)
def test_every_model_has_a_price_and_where_it_is_from(model: str) -> None:
    entry = TABLE.find(model)
    assert entry is not None
    assert entry.known
    assert entry.source
    facts = CallFacts(model=model, width=1024, height=1024, sources=((1024, 1024),), words="a hat")
    most, least = amount(estimate(TABLE, facts)), amount(cost(TABLE, facts))
    assert most >= least
    assert (most > 0) == (entry.vendor != "self-hosted")


def test_names_fit_one_family_only() -> None:
    families = {m: TABLE.find(m) for m in ("gpt-image-2", "gpt-image-2.5-flare", "gpt-image-2.6-flare", "gpt-image-1")}
    assert len({id(entry) for entry in families.values()}) == 4
    assert TABLE.find("gpt-image-3") is None
    assert estimate(TABLE, CallFacts(model="gpt-image-3")) is cost(TABLE, CallFacts(model="gpt-image-3")) is None
    assert estimate(TABLE, CallFacts(model="firefly-fill")) is None, "a contract's price is nobody else's to guess"


def test_tokens_that_were_counted_are_the_cost() -> None:
    usage = Usage(input_text=13, input_image=1024, output_image=326)
    facts = CallFacts(model="gpt-image-2", usage=usage, quality="high")
    assert amount(cost(TABLE, facts)) == (13 * 5 + 1024 * 8 + 326 * 30) / Decimal(1_000_000)
    kept = replace(facts, cached_text=13, cached_image=2000)
    assert amount(cost(TABLE, kept)) == (13 * Decimal("1.25") + 1024 * 2 + 326 * 30) / Decimal(1_000_000)
    assert amount(cost(TABLE, replace(facts, batch=True))) * 2 == amount(cost(TABLE, facts))


def test_what_the_provider_says_it_charged_stands() -> None:
    told = Money(amount=Decimal("0.031"))
    assert cost(TABLE, CallFacts(model="flux-2-pro", charged=told)) == told
    assert cost(TABLE, CallFacts(model="nobody knows", charged=told)) == told


def test_an_estimate_takes_what_is_open_at_its_dearest() -> None:
    facts = CallFacts(model="gpt-image-2.5-flare", width=1024, height=1024)
    qualities: tuple[Quality, ...] = ("low", "medium", "high", "xhigh", "max")
    by_quality = [amount(estimate(TABLE, replace(facts, quality=q))) for q in qualities]
    assert amount(estimate(TABLE, facts)) == max(by_quality)
    assert by_quality == sorted(by_quality)
    old = CallFacts(model="gpt-image-1.5", width=1024, height=1024, quality="max")
    assert estimate(TABLE, old) == estimate(TABLE, replace(old, quality="high")), "it has none better"
    assert amount(estimate(TABLE, replace(facts, images=3))) > 2 * amount(estimate(TABLE, facts))


def test_megapixels_are_counted_of_what_is_sent_and_what_comes() -> None:
    facts = CallFacts(model="flux-2-pro", width=1024, height=1024)
    assert amount(cost(TABLE, facts)) == Decimal("0.03")
    assert amount(cost(TABLE, replace(facts, sources=((1024, 1024), (2048, 1024))))) == Decimal("0.075")
    assert amount(cost(TABLE, replace(facts, width=1025))) == Decimal("0.045"), "begun ones count"


def test_a_longer_edge_costs_more() -> None:
    facts = CallFacts(model="gemini-3-pro-image", width=1024, height=768)
    assert amount(cost(TABLE, facts)) == Decimal("0.134")
    assert amount(cost(TABLE, replace(facts, width=3840))) == Decimal("0.24")
    assert amount(cost(TABLE, replace(facts, width=9000))) == Decimal("0.24")


OWN = """version = "mine"
[[model]]
names = ["gpt-image-2"]
vendor = "openai"
per_image = "0.10"
source = "our contract"
date = 2026-01-01
confidence = "A"
"""


def own(tmp_path: Path, text: str) -> PriceTable:
    path = tmp_path / "own.toml"
    path.write_text(text)
    return load(path)


def test_the_operators_own_prices_come_first(tmp_path: Path) -> None:
    table = own(tmp_path, OWN)
    assert table.version == f"{TABLE.version}+mine"
    assert cost(table, CallFacts(model="gpt-image-2")) == Money(amount=Decimal("0.10"))
    assert table.find("flux-2-pro") == TABLE.find("flux-2-pro")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('per_image = "0.10"', "per_image = 0.10", "as text"),
        ('per_image = "0.10"', 'per_image = "cheap"', "as text"),
        ('per_image = "0.10"', 'per_image = "-1"', "0 or more"),
        ('per_image = "0.10"', 'per_image = { best = ["1", "1", "1"] }', "by quality"),
        ('per_image = "0.10"', 'per_image = { low = ["1"] }', "three"),
        ("per_image", "per_picture", "there is no field 'per_picture'"),
        ('vendor = "openai"\n', "", "'vendor' is missing"),
        ('confidence = "A"', 'confidence = "Z"', "one of A, B, C"),
        ("date = 2026-01-01", 'date = "yesterday"', "has to be a date"),
        ('version = "mine"', "", "version"),
        ('version = "mine"', 'version = "mine"\ncurrency = "EUR"', "has to be in USD"),
        ('version = "mine"', "version = ", "not valid TOML"),
    ],
)
def test_a_price_that_cannot_work_is_named(old: str, new: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=said):
        own(tmp_path, OWN.replace(old, new))


def test_a_table_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        load(tmp_path / "none.toml")
