"""HTTP client for servers that the operator chose: one JSON request, with a deadline, a bounded answer, cancel."""

import time
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from scumble.core.work import CancelToken
from scumble.net.exchange import (
    ExchangeFailed,
    Limits,
    Line,
    exchange,
    look_up,
    look_up_within,
    verifying,
)

LARGEST: Final = 1 << 20
"""Bytes of an answer that are read; a longer one is a failed exchange."""


def post_json(
    url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, cancel: CancelToken | None = None
) -> bytes:
    """The body of the answer with status 200. url: http or https. seconds: for everything from the look-up to the last
    byte. Raises ExchangeFailed, and Cancelled when the token is set meanwhile; both within a tenth of a second."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ExchangeFailed("the address is no http or https address")
    secure = parts.scheme == "https"
    limits = Limits(until=time.monotonic() + seconds, most=LARGEST, cancel=cancel)
    try:
        port = parts.port or (443 if secure else 80)
        addresses = look_up_within(limits, look_up, parts.hostname, port)
    except TimeoutError:
        raise ExchangeFailed("no answer in time") from None
    except (OSError, ValueError) as error:
        raise ExchangeFailed("the connection failed") from error
    line = Line(parts.hostname, port, addresses, limits, verifying() if secure else None)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    answer = exchange(line, "POST", path, body, {"Content-Type": "application/json", **headers})
    if answer.status != 200:
        raise ExchangeFailed(f"status {answer.status}", answer.status)
    return answer.body
