"""Line to one provider: calls with its key, failures as core errors, and the few retries that are safe.

Tried again is what was surely not carried out (no connection, a rate limit that is over soon, an overload), and all
that fails in passing where asking again draws nothing twice: reading, and calls with an idempotency key that the
provider honours.
"""

import asyncio
import json
import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, cast
from urllib.parse import urljoin, urlsplit

import orjson

from scumble.core.errors import AddressRefused, FetchFailed, ScumbleError, TooLarge
from scumble.core.provider_errors import (
    BadAnswer,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderTimeout,
    ResultExpired,
)
from scumble.core.work import CancelToken
from scumble.engines.providers.failures import clean, failure, made, told, told_of, wait_of
from scumble.net.exchange import Answer, ExchangeFailed, TooLong
from scumble.net.remote import Call, Remote

TRIES: Final = 3
LONGEST_WAIT: Final = 20.0
"""Seconds of a rate limit that are sat out; a longer one is the caller's to wait for."""
MOST: Final = 64 << 20
"""Bytes of a result that is downloaded."""
_DOWNLOAD_SECONDS: Final = 120.0
_TICK: Final = 0.05


@dataclass(frozen=True, kw_only=True)
class Line:
    """A provider's address and key. who: as callers know it. url: the base, without a slash at its end. secret: the
    key. domains: hosts under these get the key too (regional polling hosts). seconds: for one call."""

    remote: Remote = field(repr=False)
    who: str
    url: str
    secret: str = field(default="", repr=False)
    domains: tuple[str, ...] = ()
    seconds: float = 300.0

    async def json(
        self,
        method: str,
        path: str,
        body: object = None,
        *,
        headers: Mapping[str, str],
        cancel: CancelToken,
        safe: bool = False,
    ) -> tuple[Mapping[str, Any], Answer]:
        """A call with a JSON body, and the object it answers with. See `ask`."""
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        kind = {} if body is None else {"Content-Type": "application/json"}
        answer = await self.ask(method, path, data, headers={**kind, **headers}, cancel=cancel, safe=safe)
        return self.object_of(answer), answer

    async def ask(
        self,
        method: str,
        path: str,
        body: bytes | tuple[bytes, ...] | None = None,
        *,
        headers: Mapping[str, str],
        cancel: CancelToken,
        safe: bool = False,
    ) -> Answer:
        """An answer with a 2xx status. path: below the base, or a whole address of the provider. safe: asking twice
        draws nothing twice.

        Raises core errors: those of `failures.py`, BadAnswer, Cancelled.
        """
        call = Call(method=method, url=self.within(path), headers=headers, body=body, seconds=self.seconds)
        for tried in range(1, TRIES + 1):
            try:
                return await self._once(call, cancel)
            except ScumbleError as error:
                pause = _pause(error, tried, safe=safe)
                if pause is None or tried == TRIES:
                    raise
            await rest(pause, cancel)
        raise AssertionError

    def within(self, path: str) -> str:
        """The whole address. Raises BadAnswer for one that is not the provider's: a key must not travel there."""
        url = path if "://" in path else f"{self.url}{path}"
        own, there = urlsplit(self.url), urlsplit(url)
        host = there.hostname or ""
        same = (there.scheme, there.netloc) == (own.scheme, own.netloc)
        known = there.scheme == "https" and any(host == d or host.endswith(f".{d}") for d in self.domains)
        if not same and not (known and there.port in (None, 443) and "@" not in there.netloc):
            raise self.failed(BadAnswer, "it names an address that is not its own")
        return url

    async def _once(self, call: Call, cancel: CancelToken) -> Answer:
        """One exchange."""
        try:
            answer = await self.remote.ask(call, cancel)
        except TooLong:
            raise self.failed(BadAnswer, "its answer is too long") from None
        except ExchangeFailed as error:
            raise self.failed(ProviderTimeout if error.reached else ProviderDown, str(error)) from error
        if 200 <= answer.status < 300:
            return answer
        if 300 <= answer.status < 400:
            raise self.failed(BadAnswer, "it redirects, which is not followed")
        error = failure(self.who, answer.status, told(answer.body), wait=wait_of(answer), secret=self.secret)
        raise self.named(error, answer)

    async def fetch(self, url: str, cancel: CancelToken) -> bytes:
        """The bytes of a result that the provider named. Raises ResultExpired, BadAnswer, core errors, Cancelled."""
        where = urljoin(f"{self.url}/", url)
        for tried in range(1, TRIES + 1):
            try:
                return await self.remote.download(
                    where, most=MOST, seconds=min(self.seconds, _DOWNLOAD_SECONDS), home=self.url, cancel=cancel
                )
            except TooLarge as error:
                raise self.failed(BadAnswer, "its result is too large") from error
            except FetchFailed as error:
                if error.status in (400, 401, 403, 404, 410):
                    raise self.failed(ResultExpired, "its result cannot be fetched any more") from error
                if tried == TRIES:
                    raise self.failed(ResultExpired, "its result could not be fetched") from error
            except AddressRefused as error:
                raise self.failed(BadAnswer, "its result is at an address that is not opened") from error
            await rest(0.5 * 2**tried, cancel)
        raise AssertionError

    async def put(self, url: str, body: bytes, headers: Mapping[str, str], cancel: CancelToken) -> None:
        """Uploads bytes to where the provider says, without its key. Raises BadAnswer, ProviderFailed, Cancelled."""
        try:
            status = await self.remote.upload(
                url, body, headers, seconds=min(self.seconds, _DOWNLOAD_SECONDS), home=self.url, cancel=cancel
            )
        except FetchFailed as error:
            raise self.failed(ProviderFailed, "a picture could not be uploaded") from error
        except AddressRefused as error:
            raise self.failed(BadAnswer, "it wants a picture uploaded to an address that is not opened") from error
        if not 200 <= status < 300:
            raise self.failed(ProviderFailed, f"a picture could not be uploaded (status {status})")

    def object_of(self, answer: Answer) -> Mapping[str, Any]:
        """An answer's JSON object. Raises BadAnswer."""
        try:
            found: object = orjson.loads(answer.body)
        except ValueError:
            found = None
        if not isinstance(found, dict):
            raise self.named(self.failed(BadAnswer, "its answer is no JSON object"), answer)
        return cast("Mapping[str, Any]", found)

    def failed(self, cls: type[ProviderFailed], why: str) -> ProviderFailed:
        """An error of this provider. why: in a few words, nothing that a key could be in."""
        error = cls(f"'{self.who}' gave no picture: {clean(why, self.secret)}.")
        error.provider = self.who
        return error

    def named(self, error: ScumbleError, answer: Answer) -> ScumbleError:
        """The error with what the provider calls the request."""
        if hasattr(error, "request_id"):
            error.request_id = request_id(answer)  # type: ignore[attr-defined]
        return error

    def refused(self, cls: type[ScumbleError], found: object, status: int | None = None) -> ScumbleError:
        """An error for a failure that came inside an answer with a 2xx status."""
        return made(cls, self.who, told_of(found), status=status, secret=self.secret)


def request_id(answer: Answer) -> str | None:
    """What the provider calls the request."""
    names = ("x-request-id", "apim-request-id", "request-id", "x-goog-request-id")
    return next((answer.headers[n][:100] for n in names if answer.headers.get(n)), None)


async def rest(seconds: float, cancel: CancelToken) -> None:
    """Waits. Raises Cancelled within a tenth of a second of the token being set."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while (left := until - loop.time()) > 0:
        cancel.check()
        await asyncio.sleep(min(_TICK, left))
    cancel.check()


def _pause(error: ScumbleError, tried: int, *, safe: bool) -> float | None:
    """Seconds until the call may be made again; None = not at all."""
    usual = 0.5 * 2 ** (tried - 1) * (1 + random.random() / 4)  # noqa: S311 - spread, not secrecy
    if isinstance(error, ProviderBusy):
        return error.retry_after if error.retry_after <= LONGEST_WAIT else None
    if isinstance(error, ProviderDown):
        return usual
    passing = type(error) in (ProviderFailed, ProviderTimeout)
    return usual if safe and passing else None
