"""The error tree: each class carries kind, code and retryable; the message is the public sentence.

ScumbleError
├── InvalidRequest            what was sent cannot be served as it is
│   ├── InvalidValue          a parameter has a value outside its range
│   ├── UnknownParameter      a parameter this endpoint does not have
│   ├── MissingParameter      a required parameter is absent
│   ├── InvalidImage          a picture cannot be read
│   ├── InvalidMask           a mask or region cannot be used
│   ├── AddressRefused        a web address that this server does not open
│   ├── FetchFailed           a web address gave no usable answer
│   ├── ModerationBlocked     a provider's moderation refuses the words, the picture or the result
│   ├── RejectedByProvider    a provider refuses the request as it is
│   ├── Conflict              contradicts an earlier request
│   └── Unsupported           what was asked for is not something the engines can do
├── NotAllowed
│   ├── BadKey                no key, or not one of ours
│   ├── Forbidden             a key that may not do this
│   ├── StorageQuotaExceeded  the project keeps as much as it may
│   └── BatchLimitReached     the project has as many batches under way as it may
├── NotFound                  unknown model, file or route
│   └── ContentGone           it was here, and is no longer kept
├── TooLarge                  over a limit of bytes or pixels
├── Overloaded                no room now; carries seconds to wait
│   ├── RateLimited           the key or the engine has had its share of this minute
│   ├── ProviderBusy          a provider's own rate limit
│   └── EngineResting         an engine failed several times in a row and is left alone for a while
├── BudgetExceeded            what may be spent in this period is used up
├── StorageFull               the disk under the data folder is full
├── Cancelled                 the caller no longer waits
├── DeadlinePassed            not done in the time that the caller gave
├── Misconfigured             the operator's settings cannot work
└── EngineFailed              an engine broke
    ├── DrewOtherwise         what it drew cannot be fitted into the picture
    └── ProviderFailed        a provider gave no picture
        ├── ProviderDown      it cannot be reached, or is out of order; nothing was drawn
        ├── ProviderTimeout   it did not answer in time, or the answer broke off; it may have drawn
        ├── BadAnswer         its answer is none that can be used
        ├── ResultExpired     its result cannot be fetched any more
        ├── CreditsGone       the operator's account there is used up
        └── ProviderKeyRefused  it does not take the operator's key

HTTP status: one table, `scumble/api/errors.py`. `kind` is the envelope's `type`.
"""

from datetime import datetime
from typing import Any, ClassVar


class ScumbleError(Exception):
    """Something went wrong that the caller should hear about in one clear sentence."""

    kind: ClassVar[str] = "server_error"
    default_code: ClassVar[str | None] = None
    retryable: ClassVar[bool] = False
    uncharged: ClassVar[bool] = False
    """Raised by an engine that costs money, it says that this call surely was not charged."""

    def __init__(self, message: str = "", *, param: str | None = None, code: str | None = None) -> None:
        """message: the public sentence; param: the request parameter at fault; code: overrides the class's code."""
        super().__init__(message or (type(self).__doc__ or "").split("\n", maxsplit=1)[0])
        self.param = param
        self.code = code or self.default_code

    @property
    def message(self) -> str:
        """The public sentence."""
        return str(self)

    @property
    def extra(self) -> dict[str, Any]:
        """What the envelope says besides its four keys: `details` and the like."""
        return {}


class InvalidRequest(ScumbleError):
    """The request cannot be served as it is."""

    kind = "invalid_request_error"
    default_code = "invalid_request"
    uncharged = True


class InvalidValue(InvalidRequest):
    """A parameter has a value it cannot have."""

    default_code = "invalid_value"


class InvalidSize(InvalidValue):
    """The size asked for cannot be made."""

    kind = "image_generation_user_error"


class UnknownParameter(InvalidRequest):
    """The endpoint has no such parameter."""

    default_code = "unknown_parameter"


class MissingParameter(InvalidRequest):
    """A required parameter is missing."""

    default_code = "missing_required_parameter"


class InvalidImage(InvalidRequest):
    """A picture cannot be read."""

    kind = "image_generation_user_error"
    default_code = "invalid_image_file"


class UnsupportedFileType(InvalidRequest):
    """The file is of a type that is not read here."""

    default_code = "unsupported_file_mimetype"


class InvalidMask(InvalidRequest):
    """A mask cannot be used."""

    kind = "image_generation_user_error"
    default_code = "invalid_mask_image_format"


class AddressRefused(InvalidRequest):
    """This server opens public http and https addresses only, and this is none that it can reach.

    The sentence is the same whether a name is unknown, private or forbidden: it must not tell what a network holds.
    """

    default_code = "address_not_allowed"


class FetchFailed(InvalidRequest):
    """The web address gave no usable answer.

    status: of the answer that there was.
    """

    default_code = "fetch_failed"

    def __init__(
        self, message: str = "", *, param: str | None = None, code: str | None = None, status: int | None = None
    ) -> None:
        """See the class."""
        super().__init__(message, param=param, code=code)
        self.status = status


class Unsupported(InvalidRequest):
    """The instruction asks for something that the configured engines cannot do well.

    part: the words that were not understood or cannot be done. nearest: sentences that would work.
    needs: the operation an engine would need, when it is known which ('generative edit').
    """

    default_code = "unsupported_instruction"

    def __init__(
        self,
        message: str,
        *,
        part: str = "",
        nearest: tuple[str, ...] = (),
        needs: str | None = None,
        param: str | None = "prompt",
    ) -> None:
        """See the class."""
        super().__init__(message, param=param)
        self.part = part
        self.nearest = nearest
        self.needs = needs

    @property
    def extra(self) -> dict[str, Any]:
        """`details`: part, nearest, needs."""
        return {"details": {"part": self.part, "nearest": list(self.nearest), "needs": self.needs}}


class NotAllowed(ScumbleError):
    """The caller may not do this."""

    kind = "invalid_request_error"
    uncharged = True


class BadKey(NotAllowed):
    """Incorrect API key provided."""

    default_code = "invalid_api_key"


class Forbidden(NotAllowed):
    """This key may not do this."""

    default_code = "insufficient_permissions"


class StorageQuotaExceeded(NotAllowed):
    """The project keeps as many bytes as it may; delete files, or wait for links to expire."""

    default_code = "storage_quota_exceeded"


class BatchLimitReached(NotAllowed):
    """The project has as many batches under way as it may; wait until one has ended, or cancel one."""

    default_code = "batch_limit_reached"


class NotFound(ScumbleError):
    """There is no such thing here."""

    kind = "invalid_request_error"
    default_code = "not_found"
    uncharged = True


class ModelNotFound(NotFound):
    """No engine answers to that model name."""

    default_code = "model_not_found"


class ContentGone(NotFound):
    """The content is no longer kept here."""

    default_code = "content_gone"


class TooLarge(ScumbleError):
    """What was sent is over a limit."""

    kind = "invalid_request_error"
    default_code = "request_too_large"
    uncharged = True


class Overloaded(ScumbleError):
    """The server has no room for this request right now.

    retry_after: seconds, at most 60 so that every SDK honours it.
    """

    kind = "requests"
    default_code = "rate_limit_exceeded"
    retryable = True
    uncharged = True

    def __init__(self, message: str = "", *, retry_after: float = 1.0) -> None:
        """See the class."""
        super().__init__(message)
        self.retry_after = min(max(retry_after, 0.1), 60.0)


class RateLimited(Overloaded):
    """This key has had what it may have for now."""


class EngineResting(Overloaded):
    """The engine failed several times in a row and is not asked for a while."""

    kind = "server_error"
    default_code = "engine_resting"


class BudgetExceeded(ScumbleError):
    """What a key or project may spend in this period is used up; the same request can go through in the next one.

    until: when that begins, UTC.
    """

    kind = "insufficient_quota"
    default_code = "budget_exceeded"
    uncharged = True

    def __init__(self, message: str = "", *, until: datetime | None = None, param: str | None = None) -> None:
        """See the class."""
        super().__init__(message, param=param)
        self.until = until


class StorageFull(ScumbleError):
    """The disk under the data folder is full; nothing was written. Free space, then try again."""

    default_code = "insufficient_storage"


class Cancelled(ScumbleError):
    """The caller no longer waits for this."""

    default_code = "cancelled"


class Misconfigured(ScumbleError):
    """The settings cannot work as they are."""

    default_code = "misconfigured"
    uncharged = True


class EngineFailed(ScumbleError):
    """The engine broke while drawing; the request can be sent again."""

    default_code = "engine_failed"
    retryable = True


class DrewOtherwise(EngineFailed):
    """The engine drew another picture, which does not fit into the one that was sent; asking again costs as much."""

    default_code = "engine_drew_otherwise"
    retryable = False


class Conflict(InvalidRequest):
    """The request contradicts an earlier one."""

    default_code = "conflict"


class DeadlinePassed(ScumbleError):
    """The task was not done before its deadline."""

    default_code = "deadline_exceeded"
