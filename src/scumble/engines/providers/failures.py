"""Failures of providers: one table from their statuses and codes to core errors; sentences that never tell a key.

`told` reads the error bodies of all vendors: they differ in where they put code and sentence, not in what they say.
"""

import email.utils
import json
import re
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from scumble.core.errors import ScumbleError
from scumble.core.provider_errors import (
    CreditsGone,
    ModerationBlocked,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderKeyRefused,
    ProviderTimeout,
    RejectedByProvider,
)
from scumble.engines.providers.values import list_in, object_in
from scumble.net.exchange import Answer

LONGEST: Final = 300
"""Characters of a provider's own sentence that are passed on."""
USUAL_WAIT: Final = 5.0
"""Seconds to wait after a rate limit that names none."""
CODES: Final[Mapping[str, type[ScumbleError]]] = {
    **dict.fromkeys(
        (
            "moderation_blocked",
            "content_policy_violation",
            "content_filter",
            "responsibleaipolicyviolation",
            "contentfilter",
            "content_filtered",
            "prohibited_content",
            "request moderated",
            "content moderated",
            "nsfw_content",
            "validation_error_prompt_moderation",
            "prompt_unsafe",
            "image_unsafe",
            "input_media_unsafe",
            "output_media_unsafe",
        ),
        ModerationBlocked,
    ),
    **dict.fromkeys(
        (
            "insufficient_quota",
            "credit_balance_exhausted",
            "organization_spend_limit_exceeded",
            "project_spend_limit_exceeded",
            "organization_usage_limit_exceeded",
            "billing_hard_limit_reached",
            "billing_not_active",
            "insufficient_balance",
            "insufficient_credits",
            "budget_exceeded",
            "not_enough_credits",
            "quota_exceeded",
        ),
        CreditsGone,
    ),
    **dict.fromkeys(
        (
            "invalid_api_key",
            "api_key_invalid",
            "unauthorized",
            "unauthenticated",
            "permission_denied",
            "error_access_denied",
        ),
        ProviderKeyRefused,
    ),
    **dict.fromkeys(("rate_limit_exceeded", "slow_down", "resource_exhausted", "too_many_requests"), ProviderBusy),
    **dict.fromkeys(("unavailable", "provider_offline", "queue_unavailable", "engine_overloaded"), ProviderDown),
    **dict.fromkeys(("upstream_timeout", "deadline_exceeded", "timeout"), ProviderTimeout),
}
"""By the code, in lower case. What stands not here goes by the status."""
STATUSES: Final[Mapping[int, type[ScumbleError]]] = {
    401: ProviderKeyRefused,
    402: CreditsGone,
    403: ProviderKeyRefused,
    408: ProviderTimeout,
    429: ProviderBusy,
    451: ModerationBlocked,
    502: ProviderDown,
    503: ProviderDown,
    504: ProviderTimeout,
}
"""By the status; any other from 400 to 499 is a refusal of the request, from 500 on a failure."""
SAID: Final[Mapping[type[ScumbleError], str]] = {
    ModerationBlocked: "{who} refused this by its moderation",
    CreditsGone: "The operator's account at {who} is used up",
    ProviderKeyRefused: "{who} does not take the key that this server has for it",
    ProviderBusy: "{who} has reached its rate limit",
    ProviderDown: "{who} is not available",
    ProviderTimeout: "{who} did not answer in time",
    RejectedByProvider: "{who} refuses the request",
    ProviderFailed: "{who} failed",
}
_SECRETS: Final = re.compile(
    r"(?i)\b(?:sk|pk|rk|ooq|key|bfl|AIza|ya29)[-_.][\w*.…-]{6,}|\bAIza[\w-]{20,}|\bBearer\s+\S+|[?&](?:key|sig|token|"
    r"signature|x-amz-[\w-]+)=[^\s&]+|https?://\S+"
)
_LONG: Final = re.compile(r"[\w+/=-]{40,}")


@dataclass(frozen=True, kw_only=True)
class Told:
    """What an error body says. codes: every word in it that may be one, lower case, the most telling first."""

    codes: tuple[str, ...] = ()
    message: str = ""
    stage: str = "unknown"
    categories: tuple[str, ...] = ()


def told(body: bytes) -> Told:
    """An error body, of whichever vendor; an empty one for what is no JSON."""
    try:
        found: object = json.loads(body)
    except ValueError:
        return Told()
    return told_of(found)


def told_of(found: object) -> Told:
    """See `told`."""
    several = list_in(found)  # Gemini sends a list in some of its failures
    outer = object_in(several[0] if several else found)
    error = outer.get("error", outer.get("detail", outer))
    if isinstance(error, str):
        return Told(codes=_codes([outer.get("code"), error]), message=_sentence(outer.get("message") or error))
    if items := [object_in(e) for e in list_in(error)]:  # FastAPI's validation errors (Black Forest Labs, vLLM)
        said = "; ".join(f"{'.'.join(str(p) for p in e.get('loc', ()))}: {e.get('msg')}" for e in items[:3])
        return Told(message=_sentence(said))
    inner = object_in(error)
    deeper = object_in(inner.get("innererror"))
    reasons = [object_in(d).get("reason") for d in list_in(inner.get("details"))]  # Google's
    details = object_in(inner.get("moderation_details") or inner.get("details"))
    return Told(
        codes=_codes(
            [
                *reasons,
                deeper.get("code"),
                inner.get("code"),
                inner.get("error_code"),
                inner.get("status"),
                inner.get("type"),
            ]
        ),
        message=_sentence(inner.get("message") or inner.get("msg") or inner.get("detail")),
        stage=str(details.get("moderation_stage") or "unknown"),
        categories=tuple(str(c)[:60] for c in list_in(details.get("categories"))),
    )


def failure(who: str, status: int, what: Told, *, wait: float | None = None, secret: str = "") -> ScumbleError:
    """The error for a failed call. who: the provider as callers know it. wait: seconds, as it says itself. secret: what
    no sentence may repeat."""
    cls = next((CODES[c] for c in what.codes if c in CODES), None)
    if cls is None:
        cls = STATUSES.get(status) or (RejectedByProvider if 400 <= status < 500 else ProviderFailed)
    return made(cls, who, what, status=status, wait=wait, secret=secret)


def made(
    cls: type[ScumbleError],
    who: str,
    what: Told | None = None,
    *,
    status: int | None = None,
    wait: float | None = None,
    secret: str = "",
) -> ScumbleError:
    """An error of this class with its sentence. See `failure`."""
    what = what or Told()
    said = clean(what.message, secret)
    sentence = SAID.get(cls, "{who} failed").format(who=f"'{who}'")
    shown = f"{sentence}: {said}" if said else f"{sentence} (status {status})." if status else f"{sentence}."
    if issubclass(cls, ProviderBusy):
        return cls(shown, retry_after=USUAL_WAIT if wait is None else wait)
    error = cls(shown)
    if isinstance(error, ProviderFailed | ModerationBlocked):
        error.provider = who
    if isinstance(error, ModerationBlocked):
        error.stage, error.categories = what.stage, what.categories
    return error


def wait_of(answer: Answer) -> float | None:
    """Seconds that an answer asks to wait: `retry-after-ms`, or `retry-after` as seconds or a date; None without."""
    exact, said = answer.headers.get("retry-after-ms", ""), answer.headers.get("retry-after", "").strip()
    for text, unit in ((exact, 1000.0), (said, 1.0)):
        try:
            number = float(text) / unit
        except ValueError:
            continue
        if 0 <= number < 1e9:
            return number
    try:
        return max(0.0, email.utils.parsedate_to_datetime(said).timestamp() - time.time())
    except (ValueError, TypeError):
        return None


def clean(message: str, secret: str = "") -> str:
    """A provider's sentence without anything that looks like a key, an address or a file."""
    if secret:
        message = message.replace(secret, "…")
    message = _LONG.sub("…", _SECRETS.sub("…", message))
    message = " ".join("".join(c if c.isprintable() else " " for c in message).split())
    return message if len(message) <= LONGEST else message[: LONGEST - 1] + "…"


def _codes(given: Iterable[object]) -> tuple[str, ...]:
    return tuple(str(g).strip().lower()[:80] for g in given if isinstance(g, str | int) and str(g).strip())


def _sentence(value: object) -> str:
    """A sentence; of anything else its JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
