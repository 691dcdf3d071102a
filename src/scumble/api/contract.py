"""What gateways such as OpenOctopus expect of tasks that POST /v1/tasks accepted: codes of errors, addresses."""

from datetime import timedelta
from typing import Final

from scumble.api.content import share
from scumble.api.errors import RequestTimedOut
from scumble.api.keeping import pictures_of
from scumble.api.services import Storage
from scumble.core.errors import (
    AddressRefused,
    BadKey,
    DeadlinePassed,
    EngineFailed,
    FetchFailed,
    InvalidMask,
    InvalidRequest,
    NotAllowed,
    NotFound,
    ScumbleError,
    TooLarge,
)
from scumble.core.task import Task

CONTRACT: Final = "upstream"
"""What a task's record says of one that was asked for there."""
LINK_LIFE: Final = timedelta(hours=25)
"""A day is what gateways rely on."""
CODES: Final[tuple[tuple[tuple[type[ScumbleError], ...], str], ...]] = (
    ((BadKey,), "unauthorized"),
    ((AddressRefused, FetchFailed), "image_download_failed"),
    ((InvalidMask,), "mask_invalid"),
    ((DeadlinePassed, RequestTimedOut), "timeout"),
    ((EngineFailed,), "model_error"),
    ((InvalidRequest, NotAllowed, NotFound, TooLarge), "invalid_request"),
)
"""The first row that an error is one of."""


def is_contract(task: Task) -> bool:
    """Whether a task was asked for here."""
    return task.request.get("contract") == CONTRACT


def contract_code(error: ScumbleError) -> str:
    """The code of an error in the contract."""
    code = next((code for classes, code in CODES if isinstance(error, classes)), "server_error")
    of_mask = (error.param or "").endswith(("mask", "mask_url"))
    return "mask_invalid" if of_mask and code == "invalid_request" else code


def asset_urls(task: Task, storage: Storage, base_url: str) -> list[str]:
    """Addresses of a finished task's pictures that work without a key. Raises ContentGone."""
    return [share(storage, task, index, base_url, LINK_LIFE) for index in range(len(pictures_of(task)))]
