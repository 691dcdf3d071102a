"""Errors on the wire: the one table of class to HTTP status, and OpenAI's error envelope with all four keys.

Retries: `x-should-retry` is on every error answer, true only where sending the same request again can help;
`retry-after` and `retry-after-ms` are at most 60 seconds, the longest that every official client honours.
"""

import errno
import logging
import math
from collections.abc import Mapping

import orjson
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from scumble.core.errors import (
    BadKey,
    BudgetExceeded,
    Cancelled,
    Conflict,
    DeadlinePassed,
    EngineFailed,
    EngineResting,
    InvalidRequest,
    Misconfigured,
    NotAllowed,
    NotFound,
    Overloaded,
    ScumbleError,
    StorageFull,
    TooLarge,
)
from scumble.core.plan import JsonValue
from scumble.core.provider_errors import CreditsGone, ProviderDown, ProviderFailed, ProviderTimeout
from scumble.jobs.durable import Stopped

log = logging.getLogger("scumble.api")

STATUS: dict[type[ScumbleError], int] = {
    InvalidRequest: 400,
    Conflict: 409,
    BadKey: 401,
    NotAllowed: 403,
    NotFound: 404,
    TooLarge: 413,
    Overloaded: 429,
    EngineResting: 503,
    BudgetExceeded: 429,
    Cancelled: 499,
    DeadlinePassed: 504,
    EngineFailed: 500,
    ProviderFailed: 502,
    ProviderDown: 503,
    ProviderTimeout: 504,
    CreditsGone: 503,
    Misconfigured: 500,
    StorageFull: 507,
    ScumbleError: 500,
}
"""Class to status; a class that is not listed has its nearest ancestor's. 499 (client closed request) is nginx's."""

MAX_PARAM = 80
"""Characters of a parameter's name that an answer repeats; unknown ones are as long as the sender likes."""
STOPPED = "The server was stopped before this request was done. Nothing was changed; please send it again."
RESTART_SECONDS = 10.0
"""When a client that was cut off is to try again: a restart takes a few seconds."""
ROUTE_CODES = {404: "not_found", 405: "method_not_allowed"}


class RequestTimedOut(ScumbleError):
    """The request arrived too slowly."""

    kind = "invalid_request_error"
    default_code = "request_timeout"
    retryable = True


class ShuttingDown(Overloaded):
    """The server was stopped before the request was done; the next one to listen here can do it."""

    kind = "server_error"
    default_code = "server_shutting_down"


def shutting_down() -> ShuttingDown:
    """What those hear who still waited when the server was stopped."""
    return ShuttingDown(STOPPED, retry_after=RESTART_SECONDS)


STATUS[RequestTimedOut] = 408
STATUS[ShuttingDown] = 503


def status_of(error: ScumbleError) -> int:
    """The HTTP status of an error: its own class's or its nearest ancestor's."""
    return next(STATUS[c] for c in type(error).__mro__ if c in STATUS)


def status_table() -> dict[type[ScumbleError], int]:
    """Every class of the error tree with its status, parents before their children."""
    found: dict[type[ScumbleError], int] = {}
    waiting: list[type[ScumbleError]] = [ScumbleError]
    while waiting:
        kind = waiting.pop(0)
        found[kind] = next(STATUS[c] for c in kind.__mro__ if c in STATUS)
        waiting[:0] = kind.__subclasses__()
    return found


def envelope(error: ScumbleError) -> dict[str, JsonValue]:
    """`{"error": {message, type, param, code}}`, and what the error has beyond that: an unsupported instruction adds
    `details` {part, nearest, needs}, a provider's failure `details` {provider, request_id}."""
    body: dict[str, JsonValue] = {
        "message": error.message,
        "type": error.kind,
        "param": None if error.param is None else error.param[:MAX_PARAM],
        "code": error.code,
    }
    return {"error": {**body, **error.extra}}


def envelope_bytes(error: ScumbleError) -> bytes:
    """`envelope` as it is sent."""
    return orjson.dumps(envelope(error))


def retry_headers(error: ScumbleError) -> dict[str, str]:
    """`x-should-retry`, and for an overload when to come back: whole seconds rounded up, and exact milliseconds."""
    headers = {"x-should-retry": "true" if error.retryable else "false"}
    if isinstance(error, Overloaded):
        headers["retry-after"] = str(min(60, math.ceil(error.retry_after)))
        headers["retry-after-ms"] = str(min(60_000, math.ceil(error.retry_after * 1000)))
    return headers


def error_response(error: ScumbleError, headers: Mapping[str, str] | None = None) -> Response:
    """The answer for an error. headers: more headers to send along."""
    return Response(
        envelope_bytes(error),
        status_of(error),
        {**retry_headers(error), **(headers or {})},
        "application/json",
    )


def public_error(error: Exception, request_id: str) -> ScumbleError:
    """What the caller may hear of any exception. Unexpected ones are logged in full and told only by request id."""
    if isinstance(error, ScumbleError):
        return error
    if isinstance(error, Stopped):
        return shutting_down()
    if isinstance(error, MemoryError):
        log.error("out of memory (request %s)", request_id)
        return Overloaded("The server ran out of memory for this request; try again or send a smaller picture.")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        log.error("disk full (request %s)", request_id)
        return StorageFull()
    log.error("unexpected error (request %s)", request_id, exc_info=error)
    return ScumbleError(
        f"The server had an unexpected error. Its log has the details under request id {request_id}.",
        code="internal_error",
    )


def route_error(request: Request, error: Exception) -> Response:
    """FastAPI's handler for unknown routes and methods, in the envelope."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    asked = f"{request.method} {request.url.path[:MAX_PARAM]}"
    message = f"Unknown request URL: {asked}. See /docs for what there is."
    if status == 405:
        message = f"Not allowed: {asked}. Allowed: {headers.get('Allow', 'see /docs')}."
    body: dict[str, JsonValue] = {
        "message": message,
        "type": "invalid_request_error",
        "param": None,
        "code": ROUTE_CODES.get(status),
    }
    headers["x-should-retry"] = "false"
    return Response(orjson.dumps({"error": body}), status, headers, "application/json")
