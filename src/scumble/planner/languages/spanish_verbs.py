"""To come."""

PAIRS: dict[str, str] = {}
