"""Guarded HTTP client for addresses that callers give (pictures by URL, webhooks): SSRF defence, bounds, one deadline.

A name is looked up once, all its addresses are checked, and the connection goes to one of those: a name that means
something else a moment later (DNS rebinding) changes nothing. Each redirect is a new address, checked anew. What is
found inside a private network is never told: refused, unknown and private names have one sentence.
"""

import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final
from urllib.parse import urljoin

from scumble.core.errors import AddressRefused, FetchFailed, TooLarge
from scumble.core.work import CancelToken
from scumble.net.addresses import Rules, Target, literal_of
from scumble.net.exchange import (
    Answer,
    ExchangeFailed,
    Limits,
    Line,
    Lookup,
    SocketAddress,
    TooLong,
    exchange,
    look_up,
    look_up_within,
    verifying,
)

REDIRECTS: Final = 3
"""How many a download follows."""
_AGENT: Final = {"User-Agent": "Scumble", "Connection": "close"}


@dataclass(frozen=True, kw_only=True)
class Guarded:
    """Opens what the rules let it; share it among threads. It waits: call it on a thread that may."""

    rules: Rules = Rules()
    lookup: Lookup = field(default=look_up, repr=False)
    trust: Callable[[], ssl.SSLContext] = field(default=verifying, repr=False)

    def download(
        self,
        url: str,
        *,
        most: int,
        seconds: float,
        cancel: CancelToken | None = None,
        took: Callable[[int], None] | None = None,
    ) -> bytes:
        """The bytes at an address. most: bytes. seconds: for everything, redirects too. took: see `Limits`.

        Raises AddressRefused, FetchFailed, TooLarge for more than `most` bytes, and Cancelled.
        """
        limits = Limits(until=time.monotonic() + seconds, most=most, cancel=cancel, took=took)
        headers = {**_AGENT, "Accept": "image/*,*/*;q=0.5", "Accept-Encoding": "identity"}
        target = self.rules.read(url)
        for _ in range(REDIRECTS + 1):
            try:
                answer = self._exchange(target, "GET", None, headers, limits)
            except TooLong:
                raise TooLarge(f"What the web address holds is too large: at most {most} bytes are read.") from None
            if answer.status not in (301, 302, 303, 307, 308):
                return _body(answer)
            target = self._next(target, url, answer)
            url = _written(target)
        raise FetchFailed(f"The web address redirects more than {REDIRECTS} times.")

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, cancel: CancelToken | None = None
    ) -> Answer:
        """Sends a body; the answer has no body, whatever the server sent. Redirects are answers like any other.

        Raises AddressRefused, FetchFailed, Cancelled.
        """
        return self._send("POST", url, body, headers, seconds, cancel)

    def put(
        self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, cancel: CancelToken | None = None
    ) -> Answer:
        """The same by PUT, as uploads to object stores are."""
        return self._send("PUT", url, body, headers, seconds, cancel)

    def _send(
        self,
        method: str,
        url: str,
        body: bytes,
        headers: Mapping[str, str],
        seconds: float,
        cancel: CancelToken | None,
    ) -> Answer:
        """See `post`."""
        limits = Limits(until=time.monotonic() + seconds, most=0, cancel=cancel)
        return self._exchange(self.rules.read(url), method, body, {**_AGENT, **headers}, limits)

    def _exchange(
        self, target: Target, method: str, body: bytes | None, headers: Mapping[str, str], limits: Limits
    ) -> Answer:
        """One exchange with what was checked."""
        addresses = self._checked(target, limits)
        context = self.trust() if target.secure else None
        try:
            line = Line(target.host, target.port, addresses, limits, context)
            return exchange(line, method, target.path, body, headers)
        except TooLong:
            raise
        except ExchangeFailed as error:
            raise FetchFailed(f"The web address could not be fetched: {error}.") from error

    def _checked(self, target: Target, limits: Limits) -> list[SocketAddress]:
        """The target's socket addresses, each of them checked. Raises AddressRefused, FetchFailed."""
        literal = literal_of(target.host)
        if literal is not None:
            self.rules.check(target, (literal,))
            return [(str(literal), target.port)]
        try:
            found = look_up_within(limits, self.lookup, target.host, target.port)
            addresses = [ip_address(address[0]) for address in found]
        except TimeoutError:
            raise FetchFailed("The web address could not be fetched: no answer in time.") from None
        except (OSError, ValueError):
            raise AddressRefused from None
        self.rules.check(target, addresses)
        return [(str(a), target.port) for a in dict.fromkeys(addresses)]

    def _next(self, target: Target, url: str, answer: Answer) -> Target:
        """Where a redirect leads. Raises AddressRefused; from https only to https."""
        there = self.rules.read(urljoin(url, answer.headers.get("location", "")))
        if target.secure and not there.secure:
            raise AddressRefused("The web address redirects from https to http; that is not followed.")
        return there


def _written(target: Target) -> str:
    """A target as an address again, for what follows to be relative to."""
    host = f"[{target.host}]" if ":" in target.host else target.host
    return f"{'https' if target.secure else 'http'}://{host}:{target.port}{target.path}"


def _body(answer: Answer) -> bytes:
    """The body of a usable answer. Raises FetchFailed."""
    if not 200 <= answer.status < 300:
        raise FetchFailed(f"The web address answered with status {answer.status}.", status=answer.status)
    if answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchFailed("The web address sent a compressed answer although none was asked for.")
    return answer.body
