"""Rate limits: what a key or an engine may do in a minute and at once, and what a request takes of that."""

from dataclasses import dataclass, fields

UNITS = ("requests", "images", "tokens")
"""What is counted by the minute."""


@dataclass(frozen=True, kw_only=True)
class RateLimits:
    """Most of each in a minute, and edits in work at once; 0 = no limit."""

    requests: int = 0
    images: int = 0
    tokens: int = 0
    edits: int = 0

    def __post_init__(self) -> None:
        """None is below 0."""
        if min(self.requests, self.images, self.tokens, self.edits) < 0:
            raise ValueError("a limit is 0 (none) or more")

    def over(self, own: "OwnLimits") -> "RateLimits":
        """These, with those that a key has of its own in their place."""
        mine = {f.name: getattr(own, f.name) for f in fields(own)}
        return RateLimits(**{n: getattr(self, n) if v is None else v for n, v in mine.items()})


def read_limits(text: str) -> RateLimits:
    """Limits as a setting has them: 'images=50 tokens=100000 edits=4'. Raises ValueError."""
    pairs = [part.partition("=") for part in text.split()]
    known = {"requests", "images", "tokens", "edits"}
    if not pairs or any(name not in known or not value.isdigit() for name, _, value in pairs):
        raise ValueError(f"'{text}' does not work; it has to be like 'images=50 tokens=100000 edits=4'")
    return RateLimits(**{name: int(value) for name, _, value in pairs})


@dataclass(frozen=True, kw_only=True)
class OwnLimits:
    """Limits of one key; None = what the settings say, 0 = no limit."""

    requests: int | None = None
    images: int | None = None
    tokens: int | None = None
    edits: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cost:
    """What one request takes. images: results asked for. tokens: by the public formulas (`core/usage.py`), estimated
    before it is carried out. edits: 1 for one that is put to work."""

    requests: int = 0
    images: int = 0
    tokens: int = 0
    edits: int = 0
