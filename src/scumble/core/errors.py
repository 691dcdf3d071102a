"""The error tree: each class carries kind, code and retryable; the message is the public sentence.

ScumbleError
├── InvalidRequest            what was sent cannot be served as it is
│   ├── InvalidValue          a parameter has a value outside its range
│   ├── UnknownParameter      a parameter this endpoint does not have
│   ├── MissingParameter      a required parameter is absent
│   ├── InvalidImage          a picture cannot be read
│   ├── InvalidMask           a mask or region cannot be used
│   └── Unsupported           what was asked for is not something the engines can do
├── NotAllowed
│   ├── BadKey                no key, or not one of ours
│   └── Forbidden             a key that may not do this
├── NotFound                  unknown model, file or route
├── TooLarge                  over a limit of bytes or pixels
├── Overloaded                no room now; carries seconds to wait
├── StorageFull               the disk under the data folder is full
├── Cancelled                 the caller no longer waits
├── Misconfigured             the operator's settings cannot work
└── EngineFailed              an engine broke

HTTP status: one table, `scumble/api/errors.py`. `kind` is the envelope's `type`.
"""

from typing import ClassVar


class ScumbleError(Exception):
    """Something went wrong that the caller should hear about in one clear sentence."""

    kind: ClassVar[str] = "server_error"
    default_code: ClassVar[str | None] = None
    retryable: ClassVar[bool] = False

    def __init__(self, message: str = "", *, param: str | None = None, code: str | None = None) -> None:
        """message: the public sentence; param: the request parameter at fault; code: overrides the class's code."""
        super().__init__(message or (type(self).__doc__ or "").split("\n", maxsplit=1)[0])
        self.param = param
        self.code = code or self.default_code

    @property
    def message(self) -> str:
        """The public sentence."""
        return str(self)


class InvalidRequest(ScumbleError):
    """The request cannot be served as it is."""

    kind = "invalid_request_error"
    default_code = "invalid_request"


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


class NotAllowed(ScumbleError):
    """The caller may not do this."""

    kind = "invalid_request_error"


class BadKey(NotAllowed):
    """Incorrect API key provided."""

    default_code = "invalid_api_key"


class Forbidden(NotAllowed):
    """This key may not do this."""

    default_code = "insufficient_permissions"


class NotFound(ScumbleError):
    """There is no such thing here."""

    kind = "invalid_request_error"
    default_code = "not_found"


class ModelNotFound(NotFound):
    """No engine answers to that model name."""

    default_code = "model_not_found"


class TooLarge(ScumbleError):
    """What was sent is over a limit."""

    kind = "invalid_request_error"
    default_code = "request_too_large"


class Overloaded(ScumbleError):
    """The server has no room for this request right now.

    retry_after: seconds, at most 60 so that every SDK honours it.
    """

    kind = "requests"
    default_code = "rate_limit_exceeded"
    retryable = True

    def __init__(self, message: str = "", *, retry_after: float = 1.0) -> None:
        """See the class."""
        super().__init__(message)
        self.retry_after = min(max(retry_after, 0.1), 60.0)


class StorageFull(ScumbleError):
    """The disk under the data folder is full; nothing was written. Free space, then try again."""

    default_code = "insufficient_storage"


class Cancelled(ScumbleError):
    """The caller no longer waits for this."""

    default_code = "cancelled"


class Misconfigured(ScumbleError):
    """The settings cannot work as they are."""

    default_code = "misconfigured"


class EngineFailed(ScumbleError):
    """The engine broke while drawing; the request can be sent again."""

    default_code = "engine_failed"
    retryable = True
