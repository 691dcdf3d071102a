"""Formats: sizes that social networks and shops ask for (Instagram story, Amazon main image ...), with their margins.

Recommended sizes as published in 2026; networks change them without notice, so `CHECKED` says when these were compared
(several size guides of March to July 2026; Google's own rules for product pictures; Amazon's, Zalando's, eBay's, Etsy's
and Shopify's as others report them).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

CHECKED: Final = "2026-11"


@dataclass(frozen=True, slots=True)
class Format:
    """width, height: pixels. fill: share of the picture's width or height, whichever is reached first, that the
    product covers; 0 = the scene is kept and cropped around the subject. white: the background has to be white."""

    width: int
    height: int
    fill: float = 0.0
    white: bool = False


FORMATS: Final[Mapping[str, Format]] = MappingProxyType(
    {
        "instagram square": Format(1080, 1080),
        "instagram portrait": Format(1080, 1350),
        "instagram landscape": Format(1080, 566),
        "instagram story": Format(1080, 1920),
        "facebook post": Format(1200, 630),
        "facebook cover": Format(1640, 624),
        "facebook story": Format(1080, 1920),
        "x post": Format(1600, 900),
        "x header": Format(1500, 500),
        "linkedin post": Format(1200, 627),
        "linkedin banner": Format(1584, 396),
        "youtube thumbnail": Format(1280, 720),
        "youtube banner": Format(2560, 1440),
        "pinterest pin": Format(1000, 1500),
        "tiktok": Format(1080, 1920),
        "whatsapp status": Format(1080, 1920),
        "profile picture": Format(800, 800),
        "link preview": Format(1200, 630),
        "amazon main": Format(2000, 2000, 0.85, white=True),
        "ebay": Format(1600, 1600, 0.85, white=True),
        "etsy": Format(2000, 2000),
        "shopify": Format(2048, 2048, 0.85),
        "google shopping": Format(1500, 1500, 0.8, white=True),
        "walmart": Format(2200, 2200, 0.85, white=True),
        "zalando": Format(1524, 2200, 0.85, white=True),
    }
)
