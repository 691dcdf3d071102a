"""Errors that are kept with a task and raised again: the same class, sentence, code and details."""

import inspect
import json

import pytest

from scumble.core import errors, provider_errors
from scumble.core.errors import Overloaded, ScumbleError, Unsupported
from scumble.core.kept_errors import error_json, error_of
from scumble.core.provider_errors import ModerationBlocked, ProviderTimeout

CLASSES = [
    c
    for module in (errors, provider_errors)
    for c in vars(module).values()
    if inspect.isclass(c) and issubclass(c, ScumbleError) and c.__module__ == module.__name__
]


class OneSide(Unsupported):
    """An engine's own, made of other things than a sentence."""

    def __init__(self, side: int) -> None:
        super().__init__(f"Side {side} cannot be continued.", part="to the left", nearest=("crop it",), needs="fill")


def again(error: ScumbleError) -> ScumbleError:
    """Kept as JSON and raised again."""
    return error_of(json.loads(json.dumps(error_json(error))))


@pytest.mark.parametrize("cls", CLASSES)
def test_every_error_comes_back_as_itself(cls: type[ScumbleError]) -> None:
    error = cls("It cannot be.") if issubclass(cls, Overloaded) else cls("It cannot be.", param="size")
    back = again(error)
    assert type(back) is cls
    assert (back.message, back.code, back.param, back.kind) == (error.message, error.code, error.param, error.kind)
    assert back.retryable == error.retryable


def test_an_engines_own_error_comes_back_as_what_it_is_one_of_with_its_details() -> None:
    error = OneSide(2)
    back = again(error)
    assert type(back) is Unsupported
    assert isinstance(back, Unsupported)
    assert (back.message, back.part, back.nearest, back.needs) == (error.message, error.part, error.nearest, "fill")


def test_a_providers_error_comes_back_with_whom_to_ask() -> None:
    blocked, late = ModerationBlocked("No."), ProviderTimeout("Late.")
    blocked.stage, blocked.categories, blocked.provider, blocked.request_id = "output", ("violence",), "openai", "req_1"
    late.provider, late.request_id = "bfl", None
    for error in (blocked, late):
        back = again(error)
        assert type(back) is type(error)
        assert back.extra == error.extra
    assert again(blocked).extra["moderation_details"] == {"moderation_stage": "output", "categories": ["violence"]}


@pytest.mark.parametrize("kept", [{}, {"class": "exit"}, {"class": "Mapping", "message": "m"}, {"class": "error_of"}])
def test_what_a_later_version_kept_is_an_error_all_the_same(kept: dict[str, object]) -> None:
    assert type(error_of(kept)) is ScumbleError
