"""Failures of all vendors by one table; what they say is passed on without keys and addresses."""

import json
from collections.abc import Mapping

import pytest

from scumble.api.errors import STATUS, status_of
from scumble.core.errors import EngineFailed, ScumbleError
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
from scumble.engines.providers.failures import (
    CODES,
    LONGEST,
    SAID,
    STATUSES,
    USUAL_WAIT,
    Told,
    clean,
    failure,
    made,
    told,
    wait_of,
)
from scumble.net.exchange import Answer

KEY = "abc.secret-key"
AZURE = {"error": {"code": "content_filter", "innererror": {"code": "ResponsibleAIPolicyViolation"}}}


@pytest.mark.parametrize(
    ("status", "body", "cls", "said"),
    [
        (400, {"error": {"code": "moderation_blocked", "message": "No."}}, ModerationBlocked, "No."),
        (400, AZURE, ModerationBlocked, "moderation"),
        (400, {"error": {"code": "invalid_value", "message": "Invalid size."}}, RejectedByProvider, "Invalid size."),
        (401, {"error": {"code": "invalid_api_key", "message": "Bad."}}, ProviderKeyRefused, "Bad."),
        (402, {"detail": "Insufficient credits"}, CreditsGone, "Insufficient credits"),
        (403, {"detail": "Not authenticated"}, ProviderKeyRefused, "Not authenticated"),
        (422, {"detail": [{"loc": ["body", "a"], "msg": "too small"}]}, RejectedByProvider, "body.a: too small"),
        (429, {"error": {"code": "insufficient_quota", "message": "Pay."}}, CreditsGone, "Pay."),
        (429, {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "Wait."}}, ProviderBusy, "Wait."),
        (429, None, ProviderBusy, "429"),
        (400, {"code": "not_enough_credits", "message": "Buy units."}, CreditsGone, "Buy units."),
        (400, {"error": {"code": "insufficient_balance", "message": "Top up."}}, CreditsGone, "Top up."),
        (400, {"error_code": "validation_error", "message": "Bad mask."}, RejectedByProvider, "Bad mask."),
        (500, {"error": "it broke"}, ProviderFailed, "it broke"),
        (502, None, ProviderDown, "502"),
        (503, {"error": {"code": "provider_offline"}}, ProviderDown, "503"),
        (504, None, ProviderTimeout, "504"),
        (418, [{"error": {"message": "a list"}}], RejectedByProvider, "a list"),
    ],
)  # fmt: skip
def test_every_vendors_failures_have_a_class(status: int, body: object, cls: type[ScumbleError], said: str) -> None:
    error = failure("them", status, told(b"<html>" if body is None else json.dumps(body).encode()))
    assert type(error) is cls
    assert said in error.message
    assert "'them'" in error.message


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect key {KEY}, ask again",
        "Incorrect API key provided: sk-proj-abcdefgh12345678",
        "got Bearer eyJhbGciOi.abc.def",
        "see https://bucket.example.com/a?X-Amz-Signature=123",
        "AIzaSyA1234567890abcdefghijklmnop",
        "x" * 60,
    ],
)
def test_keys_and_addresses_are_left_out(said: str) -> None:
    shown = clean(said, KEY)
    assert "…" in shown
    for secret in (KEY, "abcdefgh12345678", "eyJ", "Amz", "example.com", "AIza", "x" * 41):
        assert secret not in shown


def test_sentences_are_one_line_and_short() -> None:
    shown = clean("a\nb\x00c " + "word " * 100)
    assert shown.startswith("a b c word")
    assert len(shown) == LONGEST


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "7"}, 7.0),
        ({"retry-after-ms": "250", "retry-after": "9"}, 0.25),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 0.0),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "-3"}, None),
        ({}, None),
    ],
)
def test_how_long_to_wait_is_read_in_every_spelling(headers: Mapping[str, str], seconds: float | None) -> None:
    assert wait_of(Answer(status=429, headers=headers)) == seconds


def test_a_rate_limit_without_a_time_gets_a_usual_one() -> None:
    error = failure("them", 429, told(b""))
    assert isinstance(error, ProviderBusy)
    assert error.retry_after == USUAL_WAIT


def tree(cls: type[ScumbleError]) -> list[type[ScumbleError]]:
    return [cls, *(deeper for child in cls.__subclasses__() for deeper in tree(child))]


TYPED = {*CODES.values(), *STATUSES.values(), *SAID, *tree(ProviderFailed)}


@pytest.mark.parametrize("cls", sorted(TYPED, key=lambda c: c.__name__), ids=lambda c: c.__name__)
def test_every_typed_failure_has_a_status_a_code_and_a_sentence_for_the_public(cls: type[ScumbleError]) -> None:
    others = [c for c in tree(ScumbleError) if c is not cls]
    assert cls.default_code
    assert cls.default_code not in {c.default_code for c in others}
    row = next(c for c in cls.__mro__ if c in STATUS)
    assert row not in (ScumbleError, EngineFailed), "a failure of a provider has a status that tells it from a bug"
    assert 400 <= status_of(cls("x")) < 600
    assert cls().message.endswith("."), "its own sentence, where none is given"
    error = made(cls, "them", Told(message=f"key {KEY}"), secret=KEY)
    assert type(error) is cls
    assert error.message.startswith("'them' ") or "at 'them'" in error.message
    assert KEY not in error.message


def test_every_class_in_the_tables_has_its_own_sentence() -> None:
    assert {*CODES.values(), *STATUSES.values(), RejectedByProvider, ProviderFailed} == set(SAID)
