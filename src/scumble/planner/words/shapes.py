"""Vocabulary of edits on plain shapes: shear, invert, blend; shapes' own names stand in `core/shapes.py`. Data only."""

PHRASES: dict[str, str] = {
    "SHEARV": "shear|skew|slant|shearing|skewing|slanting",
    "INVERTV": "invert|negate|inverting|reverse the colors of|reverse the colours of|swap to negative",
    "INVERTED": """inverted|negative|a negative|photo negative|color negative|colour negative|negative image
        inverted colors|inverted colours|inverse colors|inverse colours|in negative|complementary colors""",
    "BLENDV": "mix|mixing|blending",
    "ORD": "bottommost|lowermost|uppermost|undermost",
    "INNER": "on the inside|inner|inwards|inward|on the inner side|inside edge|on its inside",
    "FILLV": "bucket fill|paint bucket|floodfill|bucket|use the bucket|use the paint bucket|use the bucket fill",
    "P": "by an angle of|at an angle of|through an angle of",
}
VERBS = frozenset({"tint", "blend", "mix", "colorize", "colourise"})
"""Verbs of blending where they begin a clause; elsewhere they are nouns ('a warm tint', 'a blend of')."""
