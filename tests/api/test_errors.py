"""Error envelope and status table: all four keys everywhere, retry headers, keys, nothing leaks."""

import errno
import inspect
import logging

import pytest

import scumble.core.errors as core_errors
from scumble.api.errors import STATUS, status_of
from scumble.core.caller import Caller
from scumble.core.errors import (
    BadKey,
    Cancelled,
    EngineFailed,
    Forbidden,
    InvalidImage,
    InvalidMask,
    InvalidSize,
    Misconfigured,
    ModelNotFound,
    Overloaded,
    ScumbleError,
    StorageFull,
    TooLarge,
    Unsupported,
)
from tests.api.helpers import KEY, EditorDouble, KeysDouble, api, call, edit, error_of

CLASSES = [c for _, c in inspect.getmembers(core_errors, inspect.isclass) if issubclass(c, ScumbleError)]


@pytest.mark.parametrize("kind", CLASSES, ids=lambda c: c.__name__)
def test_every_class_has_a_status_and_a_sentence_of_its_own(kind: type[ScumbleError]):
    error = kind("A sentence.")
    assert 400 <= status_of(error) < 600
    assert error.message == "A sentence."
    assert kind is ScumbleError or any(c in STATUS for c in kind.__mro__ if c is not ScumbleError)


@pytest.mark.parametrize(
    ("error", "status", "code", "retry"),
    [
        (BadKey(), 401, "invalid_api_key", "false"),
        (Forbidden(), 403, "insufficient_permissions", "false"),
        (ModelNotFound("No model 'x'.", param="model"), 404, "model_not_found", "false"),
        (TooLarge(), 413, "request_too_large", "false"),
        (InvalidImage("x", param="image"), 400, "invalid_image_file", "false"),
        (InvalidMask("x", param="mask"), 400, "invalid_mask_image_format", "false"),
        (InvalidSize("x", param="size"), 400, "invalid_value", "false"),
        (Unsupported("x"), 400, "unsupported_instruction", "false"),
        (Overloaded(retry_after=1.2), 429, "rate_limit_exceeded", "true"),
        (EngineFailed(), 500, "engine_failed", "true"),
        (Misconfigured(), 500, "misconfigured", "false"),
        (StorageFull(), 507, "insufficient_storage", "false"),
        (Cancelled(), 499, "cancelled", "false"),
    ],
)
@pytest.mark.parametrize("stream", ["false", "true"])
def test_errors_of_an_edit_reach_the_caller(error: ScumbleError, status: int, code: str, retry: str, stream: str):
    response = edit(api(EditorDouble(error=error)), {"stream": stream})
    found = error_of(response, status)
    assert (found["code"], found["message"], found["param"]) == (code, error.message, error.param)
    assert response.headers["x-should-retry"] == retry


@pytest.mark.parametrize(
    ("seconds", "whole", "exact"), [(1.2, "2", "1200"), (0.001, "1", "100"), (500.0, "60", "60000")]
)
def test_retry_after_is_true_and_at_most_a_minute(seconds: float, whole: str, exact: str):
    response = edit(api(EditorDouble(error=Overloaded(retry_after=seconds))))
    assert response.headers["retry-after"] == whole
    assert response.headers["retry-after-ms"] == exact


@pytest.mark.parametrize("stream", ["false", "true"])
def test_unexpected_errors_tell_only_the_request_id(stream: str, caplog: pytest.LogCaptureFixture):
    secret = "/home/someone/secret.db is broken"
    response = edit(api(EditorDouble(error=RuntimeError(secret))), {"stream": stream})
    found = error_of(response, 500)
    assert found["code"] == "internal_error"
    assert found["type"] == "server_error"
    assert "secret" not in response.text
    assert response.headers["x-request-id"] in found["message"]
    assert any(r.exc_info and response.headers["x-request-id"] in r.getMessage() for r in caplog.records)


def test_a_full_disk_is_507_and_no_memory_is_429():
    full = OSError(errno.ENOSPC, "No space left on device")
    assert error_of(edit(api(EditorDouble(error=full))), 507)["code"] == "insufficient_storage"
    assert error_of(edit(api(EditorDouble(error=MemoryError()))), 429)["code"] == "rate_limit_exceeded"


@pytest.mark.parametrize(
    ("headers", "words"),
    [
        ({}, "didn't provide"),
        ({"authorization": "Bearer"}, "cannot be read"),
        ({"authorization": f"Basic {KEY}"}, "cannot be read"),
        ({"authorization": "Bearer " + "x" * 5000}, "cannot be read"),
        ({"authorization": "Bearer sk-wrong"}, "Incorrect API key"),
    ],
)
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/v1/models"),
        ("GET", "/v1/models/auto"),
        ("POST", "/v1/images/edits"),
        ("POST", "/v1/images/generations"),
        ("POST", "/v1/images/plan"),
    ],
)
def test_every_v1_route_needs_a_key(method: str, path: str, headers: dict[str, str], words: str):
    response = call(api(), method, path, headers=headers)
    found = error_of(response, 401)
    assert (found["code"], found["type"], found["param"]) == ("invalid_api_key", "invalid_request_error", None)
    assert words in found["message"]


def test_keys_are_never_logged(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    edit(api())
    edit(api(), headers={"authorization": "Bearer sk-wrong-one"})
    assert caplog.records
    assert KEY not in caplog.text
    assert "sk-wrong-one" not in caplog.text


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", "/v1/nothing", 404, "not_found"),
        ("POST", "/v1/images/variations", 404, "not_found"),
        ("GET", "/v1/images/edits", 405, "method_not_allowed"),
        ("DELETE", "/v1/models", 405, "method_not_allowed"),
    ],
)
def test_unknown_routes_and_methods_have_the_envelope(method: str, path: str, status: int, code: str):
    error = error_of(call(api(), method, path), status)
    assert error["code"] == code
    assert path in error["message"]


def test_every_answer_has_its_own_request_id_and_openai_s_headers():
    app = api()
    answers = [edit(app), call(app, "GET", "/healthz"), call(app, "GET", "/v1/models"), call(app, "GET", "/nothing")]
    assert len({a.headers["x-request-id"] for a in answers}) == 4
    for answer in answers:
        assert answer.headers["openai-version"] == "2020-10-01"
        assert int(answer.headers["openai-processing-ms"]) >= 0
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_other_origins_are_allowed_only_when_configured():
    ask = {"origin": "https://app.example", "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in call(api(), "GET", "/healthz", headers=ask).headers
    app = api(cors_origins=("https://app.example",))
    preflight = call(app, "OPTIONS", "/v1/images/edits", headers=ask)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "https://app.example"
    refused = call(app, "POST", "/v1/images/edits", headers=ask)
    assert error_of(refused, 401)["code"] == "invalid_api_key"
    assert refused.headers["access-control-allow-origin"] == "https://app.example"
    assert "x-request-id" in refused.headers["access-control-expose-headers"]
    assert (
        "access-control-allow-origin"
        not in call(app, "GET", "/healthz", headers={"origin": "https://evil.example"}).headers
    )


def test_a_key_checked_moments_ago_is_not_looked_up_again():
    keys = KeysDouble()
    keys.remembered = Caller(project_id="proj_test", key_id="key_test")
    app = api(keys=keys)
    assert call(app, "GET", "/v1/models", headers={"authorization": "Bearer anything"}).status_code == 200
    assert keys.looked_up == 0
    keys.remembered = None
    assert call(app, "GET", "/v1/models").status_code == 200
    assert keys.looked_up == 1


def test_an_unknown_address_is_not_repeated_at_length():
    response = call(api(), "GET", "/" + "a" * 5000)
    error_of(response, 404)
    assert len(response.content) < 400
