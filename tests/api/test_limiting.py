"""Limits at the door: headers as OpenAI has them, 429 with the true wait, and what is not carried out costs nothing."""

import threading
import time

import pytest

from scumble.api.limiting import duration
from scumble.core.caller import Caller
from scumble.core.rates import OwnLimits, RateLimits
from scumble.core.usage import input_image_tokens, output_tokens, text_tokens
from scumble.governance.limits import Limits
from tests.api.helpers import EditorDouble, KeysDouble, api, call, edit, error_of


def limits(speed: float = 1.0, **most: int) -> Limits:
    """speed: how many times faster than real time a minute passes."""
    return Limits(
        defaults=RateLimits(**most), engines={}, own=lambda _: OwnLimits(), clock=lambda: time.monotonic() * speed
    )


def test_every_answer_tells_where_the_limits_stand() -> None:
    app = api(rates=limits(requests=60, images=10, tokens=100_000))
    answer = edit(app, {"n": "2"})
    assert answer.status_code == 200
    words = text_tokens("white studio")
    tokens = words + input_image_tokens(24, 16) + 2 * output_tokens(24, 16, "high")
    told = {k.removeprefix("x-ratelimit-"): v for k, v in answer.headers.items() if k.startswith("x-ratelimit-")}
    assert told["limit-requests"] == "60"
    assert told["remaining-requests"] == "59"
    assert (told["limit-images"], told["remaining-images"]) == ("10", "8")
    assert (told["limit-tokens"], int(told["remaining-tokens"])) == ("100000", pytest.approx(100_000 - tokens, abs=500))
    assert told["reset-images"].startswith("11.") or told["reset-images"] == "12s"
    assert set(told) == {f"{a}-{b}" for a in ("limit", "remaining", "reset") for b in ("requests", "images", "tokens")}


def test_without_limits_there_are_no_headers() -> None:
    for app in (api(), api(rates=limits())):
        answer = edit(app)
        assert [name for name in answer.headers if name.startswith("x-ratelimit-")] == []


def test_a_request_over_the_limit_is_429_and_gets_in_after_the_time_it_was_told() -> None:
    app = api(rates=limits(30, images=10))  # a minute takes 2 s
    assert [edit(app, {"n": "5"}).status_code for _ in range(2)] == [200, 200]
    answer = edit(app, {"n": "5"})
    error = error_of(answer, 429)
    assert error["code"] == "rate_limit_exceeded"
    assert "limit of 10 images per minute" in error["message"]
    assert answer.headers["x-should-retry"] == "true"
    assert int(answer.headers["retry-after"]) >= float(answer.headers["retry-after-ms"]) / 1000
    wait = float(answer.headers["retry-after-ms"]) / 1000
    assert 25 < wait <= 30
    time.sleep((wait - 3) / 30)
    assert edit(app, {"n": "5"}).status_code == 429
    time.sleep(3.2 / 30)
    assert edit(app, {"n": "5"}).status_code == 200


def test_requests_are_counted_before_a_body_is_read_and_wrong_ones_too() -> None:
    app = api(rates=limits(requests=2))
    assert edit(app, {"quality": "ultra"}).status_code == 400
    assert call(app, "POST", "/v1/images/plan", json={"prompt": "white studio"}).status_code == 200
    assert error_of(edit(app), 429)["code"] == "rate_limit_exceeded"


def test_what_was_refused_took_no_images() -> None:
    app = api(rates=limits(images=3))
    assert edit(app, {"quality": "ultra"}).status_code == 400
    assert edit(app, {"n": "3"}).status_code == 200


def test_edits_at_once_are_counted_until_their_answer() -> None:
    editor = EditorDouble(seconds=1.0)
    app = api(editor, rates=limits(edits=1))
    first = threading.Thread(target=edit, args=(app,))
    first.start()
    assert editor.started.wait(5)
    assert "may have 1 edits in work at once" in error_of(edit(app), 429)["message"]
    first.join()
    assert edit(app).status_code == 200


def test_an_edit_that_fails_or_is_never_begun_frees_its_place() -> None:
    app = api(EditorDouble(error=RuntimeError("broken")), rates=limits(edits=1))
    assert [edit(app).status_code for _ in range(3)] == [500, 500, 500]


def test_a_keys_own_limits_hold_for_it() -> None:
    keys = KeysDouble()
    keys.remembered = Caller(project_id="p", key_id="own", limits=OwnLimits(images=1))
    app = api(keys=keys, rates=limits(images=100))
    assert [edit(app).status_code for _ in range(2)] == [200, 429]
    keys.remembered = Caller(project_id="p", key_id="other")
    assert edit(app).status_code == 200


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0s"), (0.12, "120ms"), (1, "1s"), (58.891, "58.891s"), (90, "1m30s"), (360, "6m0s")]
)
def test_durations_are_written_as_openai_writes_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text
