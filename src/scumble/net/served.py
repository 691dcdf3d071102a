"""Client of a running Scumble server: one request with a key; its refusals come back as the core's own errors."""

import json
import time
from collections.abc import Mapping
from typing import Any, Final, cast
from urllib.parse import urlencode, urlsplit

from scumble.core.errors import (
    BadKey,
    Cancelled,
    EngineFailed,
    Forbidden,
    InvalidRequest,
    InvalidValue,
    NotFound,
    Overloaded,
    ScumbleError,
    StorageFull,
    TooLarge,
    Unsupported,
)
from scumble.core.work import CancelToken
from scumble.net.exchange import (
    Answer,
    ExchangeFailed,
    Limits,
    Line,
    exchange,
    look_up,
    look_up_within,
    verifying,
)

LARGEST: Final = 1 << 30
"""Bytes of an answer that are read: a picture of the largest size as PNG stays below."""
REFUSAL: Final = 1 << 16
CLASSES: Final[Mapping[int, type[ScumbleError]]] = {
    401: BadKey,
    403: Forbidden,
    404: NotFound,
    413: TooLarge,
    499: Cancelled,
    507: StorageFull,
}
UNREACHABLE: Final = "unreachable"
"""Code of the error when there is no answer at all."""


class Served:
    """One server; share it among threads."""

    def __init__(self, url: str, key: str, *, cancel: CancelToken | None = None, seconds: float = 120.0) -> None:
        """url: `http://host:port`, with or without `/v1`. cancel: ends whatever is being asked.

        seconds: for one request, from the look-up to the last byte. Raises InvalidValue for what is no web address.
        """
        self.root = url.rstrip("/").removesuffix("/v1").rstrip("/")
        self._parts = urlsplit(self.root)
        try:
            port = self._parts.port
        except ValueError:
            port = -1
        if self._parts.scheme not in {"http", "https"} or not self._parts.hostname or port == -1:
            raise InvalidValue(f"{url[:200]} is no address of a server; write http://host:port.", param="url")
        if not key.isascii() or not key.isprintable() or " " in key:
            raise InvalidValue("The key has characters that no key has.", param="key")
        self._port = port or (443 if self._parts.scheme == "https" else 80)
        self._key = key
        self._cancel = cancel
        self._seconds = seconds

    def json(self, method: str, path: str, body: object = None, query: Mapping[str, str] | None = None) -> Any:
        """The answer's JSON. body: sent as JSON. Raises core errors, of code UNREACHABLE too, Cancelled."""
        data = None if body is None else json.dumps(body).encode()
        headers = {} if body is None else {"Content-Type": "application/json"}
        return _read_json(self.ask(method, path + ("?" + urlencode(query) if query else ""), data, headers).body)

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Answer:
        """An answer with a 2xx status. Raises core errors, of code UNREACHABLE too, Cancelled."""
        limits = Limits(until=time.monotonic() + self._seconds, most=LARGEST, refusal=REFUSAL, cancel=self._cancel)
        host = self._parts.hostname or ""
        try:
            addresses = look_up_within(limits, look_up, host, self._port)
            line = Line(host, self._port, addresses, limits, verifying() if self._parts.scheme == "https" else None)
            sent = {"Authorization": f"Bearer {self._key}", **(headers or {})}
            answer = exchange(line, method, self._parts.path + path, body, sent)
        except (OSError, ValueError, ExchangeFailed) as error:
            why = str(error) if isinstance(error, ExchangeFailed) else "its name is not known"
            raise ScumbleError(f"The server at {self.root} does not answer ({why}).", code=UNREACHABLE) from error
        if not 200 <= answer.status < 300:
            raise _refusal(answer)
        return answer


def _refusal(answer: Answer) -> ScumbleError:
    """The error that an answer tells of, as the core's own."""
    try:
        told: Mapping[str, Any] = _object(_object(_read_json(answer.body)).get("error"))
    except ScumbleError:  # a proxy's page
        told = {}
    message = str(told.get("message") or f"The server answered with status {answer.status}.")[:2000]
    code = str(told["code"]) if told.get("code") else None
    param = str(told["param"]) if told.get("param") else None
    wait = answer.headers.get("retry-after", "")
    again = answer.headers.get("x-should-retry", "")
    busy = answer.status in {429, 503} or (answer.status in {408, 502, 504} and again != "false")
    error: ScumbleError
    if busy and again != "false":
        error = Overloaded(message, retry_after=float(wait) if wait.isascii() and wait.isdigit() else 1.0)
    elif code == Unsupported.default_code:
        nearest: object = _object(told.get("details")).get("nearest")
        near = cast("list[object]", nearest) if isinstance(nearest, list) else []
        error = Unsupported(message, nearest=tuple(str(n) for n in near))
    elif answer.status in CLASSES:
        error = CLASSES[answer.status](message, param=param)
    elif 400 <= answer.status < 500:
        error = InvalidRequest(message, param=param)
    elif again == "false":
        error = ScumbleError(message)
    else:
        error = EngineFailed(message)
    error.code = code or error.code
    return error


def _object(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, dict) else {}


def _read_json(data: bytes) -> Any:
    try:
        return json.loads(data)
    except ValueError as error:
        raise ScumbleError("The server answered with something that is no JSON; is it a Scumble server?") from error
