"""What a failed command says and returns: one line on stderr; exit code 2 = wrong input, 1 = failed, 130 = stopped."""

from scumble.core.errors import (
    Cancelled,
    InvalidRequest,
    Misconfigured,
    NotAllowed,
    NotFound,
    ScumbleError,
    TooLarge,
    Unsupported,
)

FAILED = 1
WRONG = 2
STOPPED = 130
"""128 + SIGINT, as shells have it."""
YOURS = (InvalidRequest, Misconfigured, NotAllowed, NotFound, TooLarge)


def exit_code(error: ScumbleError) -> int:
    """The program's exit code for an error."""
    if isinstance(error, Cancelled):
        return STOPPED
    return WRONG if isinstance(error, YOURS) else FAILED


def sentence(error: ScumbleError) -> str:
    """The error on one line, with something that would work where the error knows it."""
    if isinstance(error, Cancelled):
        return "Stopped; nothing was written."
    text = " ".join(error.message.split())
    if isinstance(error, Unsupported) and error.nearest and error.nearest[0] not in text:
        text += f' This would work: "{error.nearest[0]}".'
    return f"Error: {text}"


def unexpected(error: Exception) -> str:
    """The line for an error that nobody foresaw: no traceback, and how to get one."""
    return f"Error: something broke inside Scumble ({type(error).__name__}); `scumble --debug …` shows where."
