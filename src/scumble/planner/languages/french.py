"""To come."""

WORDS: dict[str, dict[str, str]] = {}
PAIRS: dict[str, str] = {}
CONTRACTIONS: dict[str, tuple[str, ...]] = {}
ENCLITICS: tuple[str, ...] = ()
