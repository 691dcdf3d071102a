"""Endpoints: secrets told once, addresses checked, projects apart, deliveries paged and replayed."""

import base64
import logging
from datetime import timedelta

import pytest

from scumble.core.caller import LOCAL
from scumble.core.errors import AddressRefused, InvalidRequest, InvalidValue, NotFound
from scumble.core.webhook import EVENTS
from scumble.db.engine import Database
from scumble.db.outbox import Outbox, Settled
from scumble.webhooks.endpoints import MOST, Webhooks
from tests.webhooks.conftest import OTHER, Clock

URL = "https://shop.example.com/hook"


def test_an_endpoint_has_a_secret_of_its_own(hooks: Webhooks, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    first, second = hooks.create(LOCAL, URL), hooks.create(LOCAL, URL)
    assert first.secret != second.secret
    assert first.id.startswith("wh_")
    assert len(base64.b64decode(first.secret.removeprefix("whsec_"))) == 32
    assert first.secret not in repr(first)
    assert first.secret not in caplog.text
    assert first.events == EVENTS
    assert hooks.get(LOCAL, first.id) == first


def test_events_are_those_there_are(hooks: Webhooks) -> None:
    assert hooks.create(LOCAL, URL, ["batch.failed", "task.failed", "task.failed"]).events == (
        "task.failed",
        "batch.failed",
    )
    for events in ([], ["task.done"], ["task.failed", "webhook.test"]):
        with pytest.raises(InvalidValue) as refused:
            hooks.create(LOCAL, URL, events)
        assert refused.value.param == "events"
        assert "task.completed" in refused.value.message


@pytest.mark.parametrize("url", ["ftp://x", "http://10.0.0.1/", "http://a:b@example.com/", "https://example.com:25/"])
def test_addresses_that_would_never_be_opened_are_told_at_once(url: str, hooks: Webhooks) -> None:
    with pytest.raises(AddressRefused) as refused:
        hooks.create(LOCAL, url)
    assert refused.value.param == "url"
    assert hooks.list(LOCAL) == ()


def test_a_project_has_so_many_and_no_more(hooks: Webhooks) -> None:
    for _ in range(MOST):
        hooks.create(LOCAL, URL)
    with pytest.raises(InvalidRequest, match="at most 20"):
        hooks.create(LOCAL, URL)
    hooks.create(OTHER, URL)


def test_projects_do_not_see_each_other(hooks: Webhooks) -> None:
    mine = hooks.create(LOCAL, URL)
    sent = hooks.test(LOCAL, mine.id)
    assert hooks.list(OTHER) == ()
    for call in (hooks.get, hooks.delete, hooks.test, hooks.deliveries):
        with pytest.raises(NotFound):
            call(OTHER, mine.id)
    with pytest.raises(NotFound):
        hooks.replay(OTHER, sent.id)
    assert len(hooks.deliveries(LOCAL, mine.id)) == 1


def test_deleting_takes_the_deliveries_along(hooks: Webhooks) -> None:
    mine = hooks.create(LOCAL, URL)
    sent = hooks.test(LOCAL, mine.id)
    hooks.delete(LOCAL, mine.id)
    with pytest.raises(NotFound):
        hooks.get(LOCAL, mine.id)
    with pytest.raises(NotFound):
        hooks.replay(LOCAL, sent.id)


def test_deliveries_come_in_pages_newest_first(hooks: Webhooks, clock: Clock) -> None:
    mine = hooks.create(LOCAL, URL)
    sent: list[str] = []
    for i in range(7):
        clock.pass_by(i % 2)  # some at the very same moment
        sent.append(hooks.test(LOCAL, mine.id).id)
    pages: list[str] = []
    while page := hooks.deliveries(LOCAL, mine.id, 3, pages[-1] if pages else None):
        pages += [d.id for d in page]
        assert len(page) <= 3
    assert sorted(pages) == sorted(sent)
    assert pages[0] in sent[-2:]
    assert hooks.deliveries(LOCAL, mine.id, 3, "msg_unknown") == ()


def test_a_replay_begins_anew_with_the_same_id_and_body(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    mine = hooks.create(LOCAL, URL)
    sent = hooks.test(LOCAL, mine.id)
    (claimed,) = Outbox(filled).claim(clock.now, 1, lost_after=timedelta(minutes=1))
    Outbox(filled).settle(claimed.delivery, Settled(at=clock.now, status=500))
    clock.pass_by(3600)
    again = hooks.replay(LOCAL, sent.id)
    assert (again.id, again.body, again.attempts, again.next_at) == (sent.id, sent.body, 0, clock.now)
    assert again.gave_up_at is None


def test_the_sender_is_woken(filled: Database, hooks: Webhooks) -> None:
    woken: list[int] = []
    waking = Webhooks(filled, hooks._rules, wake=lambda: woken.append(1))  # pyright: ignore[reportPrivateUsage]
    mine = waking.create(LOCAL, URL)
    waking.replay(LOCAL, waking.test(LOCAL, mine.id).id)
    assert len(woken) == 2
