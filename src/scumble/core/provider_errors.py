"""Errors of providers, in the tree of `errors.py`: what their refusals and failures mean to a caller."""

from typing import Any

from scumble.core.errors import EngineFailed, InvalidRequest, Overloaded


class ModerationBlocked(InvalidRequest):
    """The provider's moderation refused this request.

    stage: 'input', 'output' or 'unknown'. categories: as the provider names them. provider, request_id: whom to ask.
    """

    kind = "image_generation_user_error"
    default_code = "moderation_blocked"
    stage: str = "unknown"
    categories: tuple[str, ...] = ()
    provider: str = ""
    request_id: str | None = None

    @property
    def extra(self) -> dict[str, Any]:
        """`moderation_details` as OpenAI has them, and `details`: provider, request_id."""
        return {
            "moderation_details": {"moderation_stage": self.stage, "categories": list(self.categories)},
            "details": {"provider": self.provider, "request_id": self.request_id},
        }


class RejectedByProvider(InvalidRequest):
    """The provider refuses the request as it is."""

    default_code = "provider_rejected"


class ProviderBusy(Overloaded):
    """The provider's own rate limit is reached."""

    default_code = "provider_rate_limited"


class ProviderFailed(EngineFailed):
    """The provider could not draw it.

    provider: its name here. request_id: what it calls the request, to ask it by.
    """

    default_code = "provider_failed"
    provider: str = ""
    request_id: str | None = None

    @property
    def extra(self) -> dict[str, Any]:
        """`details`: provider, request_id."""
        return {"details": {"provider": self.provider, "request_id": self.request_id}}


class ProviderDown(ProviderFailed):
    """The provider cannot be reached or is out of order; nothing was drawn."""

    default_code = "provider_unavailable"
    uncharged = True


class ProviderTimeout(ProviderFailed):
    """The provider did not answer in time; it may have drawn, and charged, all the same."""

    default_code = "provider_timeout"
    retryable = False


class BadAnswer(ProviderFailed):
    """The provider's answer is none that can be used."""

    default_code = "provider_bad_answer"
    retryable = False


class ResultExpired(ProviderFailed):
    """The provider's result cannot be fetched any more."""

    default_code = "provider_result_expired"
    retryable = False


class CreditsGone(ProviderFailed):
    """The operator's account at the provider is used up."""

    default_code = "provider_credits_exhausted"
    uncharged = True
    retryable = False


class ProviderKeyRefused(ProviderFailed):
    """The provider does not take the operator's key."""

    default_code = "provider_key_refused"
    uncharged = True
    retryable = False
