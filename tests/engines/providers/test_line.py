"""Lines to providers: where a key may travel, what is tried again, jobs that never end, uploads to strange places."""

import asyncio
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from scumble.core.errors import Cancelled, ScumbleError
from scumble.core.provider_errors import (
    BadAnswer,
    CreditsGone,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderTimeout,
)
from scumble.core.work import CancelToken
from scumble.engines.providers import line as lines
from scumble.engines.providers import polling
from scumble.engines.providers.line import Line, rest
from scumble.engines.providers.polling import until_done
from scumble.net.remote import Remote
from tests.net.site import Reply, Site, site


@pytest.fixture
def remote() -> Iterator[Remote]:
    made = Remote()
    yield made
    made.close()


@pytest.fixture
def there() -> Iterator[Site]:
    with site() as running:
        yield running


def to(remote: Remote, url: str, seconds: float = 9) -> Line:
    return Line(remote=remote, who="them", url=url, secret="sk-1", domains=("bfl.ai",), seconds=seconds)


@pytest.mark.parametrize("url", ["https://api.eu1.bfl.ai/v1/get?id=1", "https://api.bfl.ai/x", "https://bfl.ai/"])
def test_the_key_goes_to_the_providers_own_hosts(remote: Remote, url: str) -> None:
    assert to(remote, "https://api.bfl.ai").within(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/x",
        "https://bfl.ai.evil.example/x",
        "https://evilbfl.ai/x",
        "http://api.eu1.bfl.ai/x",
        "https://api.eu1.bfl.ai:8443/x",
        "https://user@api.eu1.bfl.ai/x",
        "http://127.0.0.1/x",
    ],
)
def test_the_key_goes_nowhere_else(remote: Remote, url: str) -> None:
    with pytest.raises(BadAnswer, match="not its own"):
        to(remote, "https://api.bfl.ai").within(url)


def test_a_redirect_is_not_followed(remote: Remote, there: Site) -> None:
    there.pages = {"/a": Reply(status=307, headers={"Location": "/b"})}
    with pytest.raises(BadAnswer, match="redirects"):
        ask(to(remote, there.url("").rstrip("/")))
    assert [s.path for s in there.seen] == ["/a"]


def ask(line: Line, *, safe: bool = False, cancel: CancelToken | None = None) -> Any:
    return asyncio.run(line.ask("POST", "/a", b"{}", headers={}, cancel=cancel or CancelToken(), safe=safe))


@pytest.mark.parametrize(("safe", "calls"), [(False, 1), (True, 3)])
def test_a_failure_is_tried_again_only_where_nothing_is_drawn_twice(
    remote: Remote, there: Site, monkeypatch: pytest.MonkeyPatch, safe: bool, calls: int
) -> None:
    monkeypatch.setattr(lines, "rest", quickly)
    there.pages = {"/a": Reply(status=500)}
    with pytest.raises(ProviderFailed):
        ask(to(remote, there.url("").rstrip("/")), safe=safe)
    assert len(there.seen) == calls


async def quickly(seconds: float, cancel: CancelToken) -> None:
    """No rest."""
    cancel.check()


def test_nobody_there_is_tried_again_and_told_as_down(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    async def noted(seconds: float, cancel: CancelToken) -> None:
        pauses.append(seconds)

    monkeypatch.setattr(lines, "rest", noted)
    with pytest.raises(ProviderDown) as failed:
        ask(to(remote, "http://127.0.0.1:9"))
    assert failed.value.retryable
    assert len(pauses) == 2
    assert 0.5 <= pauses[0] < pauses[1] <= 1.25


def test_a_rest_ends_when_it_is_cancelled() -> None:
    token = CancelToken()

    async def run() -> float:
        resting = asyncio.create_task(rest(60, token))
        await asyncio.sleep(0.1)
        token.cancel()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            await resting
        return time.monotonic() - start

    assert asyncio.run(run()) < 5  # a busy machine; 0.05 on an idle one


def test_a_job_that_never_ends_is_a_timeout(remote: Remote, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "FIRST", 0.05)
    looks: list[int] = []

    async def look() -> Mapping[str, Any]:
        looks.append(1)
        return {}

    with pytest.raises(ProviderTimeout, match="not done in time"):
        asyncio.run(until_done(look, lambda _: "working", to(remote, "https://a.b", 0.5), CancelToken()))
    assert 2 <= len(looks) <= 10


@pytest.mark.parametrize("error", [ProviderDown("Down."), ProviderBusy("Busy."), CreditsGone("Gone.")])
def test_a_job_whose_state_cannot_be_asked_for_may_have_been_charged(error: ScumbleError, remote: Remote) -> None:
    async def look() -> Mapping[str, Any]:
        raise error

    with pytest.raises(ProviderTimeout, match=f"cannot be learnt .{error.message}") as failed:
        asyncio.run(until_done(look, lambda _: "working", to(remote, "https://a.b", 5), CancelToken()))
    assert error.uncharged
    assert not failed.value.uncharged


def test_pictures_are_not_uploaded_into_the_operators_network(remote: Remote, there: Site) -> None:
    line = to(remote, "https://api.bfl.ai")
    with pytest.raises(BadAnswer, match="not opened"):
        asyncio.run(line.put(there.url("/bucket"), b"x", {}, CancelToken()))
    assert there.seen == []
    own = to(remote, there.url("").rstrip("/"))
    there.pages = {"/full": Reply(status=507)}
    asyncio.run(own.put(there.url("/bucket"), b"x", {"x-a": "b"}, CancelToken()))
    assert (there.seen[0].method, there.seen[0].body) == ("PUT", b"x")
    with pytest.raises(ProviderFailed, match="status 507"):
        asyncio.run(own.put(there.url("/full"), b"x", {}, CancelToken()))
