"""The sender against a real receiver process that verifies by the library: failures, a day of retries, restarts."""

import logging
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from openai import InvalidWebhookSignatureError, OpenAI

from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidRequest, ScumbleError
from scumble.core.webhook import Delivery, Endpoint
from scumble.db.engine import Database
from scumble.db.outbox import Claimed, publish
from scumble.net.addresses import read_rules
from scumble.net.exchange import Line
from scumble.net.guarded import Guarded
from scumble.webhooks.endpoints import Webhooks
from scumble.webhooks.schedule import DELAYS
from scumble.webhooks.sender import Sender, signed
from tests.net.hostile_urls import CASES, lookup
from tests.net.site import Site, site
from tests.webhooks.conftest import Clock
from tests.webhooks.receiver import Receiver

HERE = Guarded(rules=read_rules(["1024-65535"], ["127.0.0.1"]))


@pytest.fixture
def endpoint(hooks: Webhooks, receiver: Receiver, clock: Clock) -> Endpoint:
    """The receiver, subscribed to everything and trusting its secret."""
    made = hooks.create(LOCAL, receiver.url)
    receiver.trust(made.secret)
    receiver.believe(clock.now)
    return made


@pytest.fixture
def sender(filled: Database, clock: Clock) -> Sender:
    return Sender(filled, HERE, now=clock, chance=lambda: 0.0, seconds=5)


def say(database: Database, clock: Clock, number: int = 1) -> None:
    with database.write() as connection:
        assert publish(connection, LOCAL.project_id, "task.completed", {"id": f"task_{number}"}, clock.now) == 1


def once(sender: Sender, receiver: Receiver | None = None, clock: Clock | None = None) -> int:
    """Sends all that is due; how many."""
    if receiver and clock:
        receiver.believe(clock.now)
    found = sender.due(100)
    for claimed in found:
        sender.send(claimed)
    return len(found)


def only(hooks: Webhooks, endpoint: Endpoint) -> Delivery:
    (found,) = hooks.deliveries(LOCAL, endpoint.id)
    return found


def test_an_event_arrives_signed_and_once(
    hooks: Webhooks, endpoint: Endpoint, sender: Sender, receiver: Receiver, filled: Database, clock: Clock
) -> None:
    say(filled, clock)
    assert (once(sender), once(sender)) == (1, 0)
    (got,) = receiver.got
    sent = only(hooks, endpoint)
    assert (got["verified"], got["id"]) == (True, sent.id)
    assert got["event"]["type"] == "task.completed"
    assert got["event"]["data"] == {"id": "task_1"}
    assert got["headers"]["content-type"] == "application/json"
    assert (sent.attempts, sent.delivered_at, sent.last_status, sent.next_at) == (1, clock.now, 204, None)


def test_openai_s_client_verifies_it_too(filled: Database, hooks: Webhooks, clock: Clock) -> None:
    clock.now = datetime.now(UTC)
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/")
    with filled.write() as connection:
        publish(connection, LOCAL.project_id, "batch.completed", {"id": "batch_1"}, clock.now)
    (claimed,) = Sender(filled, HERE, now=clock).due()
    headers = signed(claimed, clock.now)
    client = OpenAI(api_key="none", webhook_secret=endpoint.secret)
    event = client.webhooks.unwrap(claimed.delivery.body, headers)
    assert (event.type, event.data.id) == ("batch.completed", "batch_1")
    assert event.created_at == int(clock.now.timestamp())
    with pytest.raises(InvalidWebhookSignatureError):
        client.webhooks.unwrap(claimed.delivery.body.replace("batch_1", "batch_2"), headers)


def test_another_secret_or_a_changed_body_is_noticed(
    endpoint: Endpoint, sender: Sender, receiver: Receiver, filled: Database, clock: Clock
) -> None:
    """The receiver's check is a real one."""
    say(filled, clock)
    (claimed,) = sender.due()
    receiver.trust("whsec_" + "A" * 43 + "=")
    sender.send(claimed)
    receiver.trust(endpoint.secret)
    receiver.believe(clock.now + timedelta(minutes=10))
    sender.send(claimed)
    receiver.believe(clock.now)
    sender.send(claimed)
    assert [g["verified"] for g in receiver.got] == [False, False, True]
    assert receiver.got[1]["event"] == "Message timestamp too old"


def test_a_day_of_failures_with_a_restart_before_each_attempt(
    hooks: Webhooks,
    endpoint: Endpoint,
    receiver: Receiver,
    filled: Database,
    database_url: str,
    clock: Clock,
) -> None:
    receiver.answer(500)
    say(filled, clock)
    began, attempts = clock.now, []
    while (due := only(hooks, endpoint).next_at) is not None:
        clock.now = due - timedelta(seconds=1)
        again = Database(database_url)
        fresh = Sender(again, HERE, now=clock, chance=lambda: 0.0)
        assert once(fresh) == 0  # not a second too early
        clock.pass_by(1)
        assert once(fresh, receiver, clock) == 1
        again.close()
        attempts.append((clock.now - began).total_seconds())
    assert attempts == [float(sum(DELAYS[:n])) for n in range(len(DELAYS) + 1)]
    got = receiver.got
    assert all(g["verified"] for g in got)
    assert {g["id"] for g in got} == {only(hooks, endpoint).id}  # one id: the receiver can tell it is the same
    assert len({g["headers"]["webhook-timestamp"] for g in got}) == len(got)
    ended = only(hooks, endpoint)
    assert (ended.gave_up_at, ended.delivered_at, ended.last_status, ended.attempts) == (clock.now, None, 500, 8)
    clock.pass_by(10 * 86_400)
    assert once(Sender(filled, HERE, now=clock)) == 0

    receiver.answer(200)
    hooks.replay(LOCAL, ended.id)
    assert once(Sender(filled, HERE, now=clock), receiver, clock) == 1
    assert receiver.got[-1]["verified"]
    assert receiver.got[-1]["id"] == ended.id
    assert receiver.got[-1]["event"] == got[0]["event"]
    assert only(hooks, endpoint).delivered_at == clock.now


def test_a_sender_that_died_while_sending_is_followed_by_another(
    hooks: Webhooks, endpoint: Endpoint, sender: Sender, receiver: Receiver, filled: Database, clock: Clock
) -> None:
    say(filled, clock)
    (lost,) = sender.due()  # claimed, and then the process is killed
    other = Sender(filled, HERE, now=clock, seconds=5)
    assert once(other) == 0
    clock.pass_by(2 * 5 + 30)
    assert once(other, receiver, clock) == 1
    assert [g["id"] for g in receiver.got] == [lost.delivery.id]
    assert only(hooks, endpoint).attempts == 2


@pytest.mark.parametrize("status", [301, 302, 307, 308, 400, 401, 404, 500, 502])
def test_everything_but_a_2xx_is_tried_again(
    status: int,
    hooks: Webhooks,
    endpoint: Endpoint,
    sender: Sender,
    receiver: Receiver,
    filled: Database,
    clock: Clock,
) -> None:
    receiver.answer(status, Location=receiver.url + "/elsewhere")
    say(filled, clock)
    assert once(sender) == 1
    found = only(hooks, endpoint)
    assert (found.last_status, found.next_at) == (status, clock.now + timedelta(seconds=5))
    assert len(receiver.got) == 1  # a redirect is not followed


@pytest.mark.parametrize(("status", "seconds"), [(429, 120), (503, 120), (500, 5), (302, 5)])
def test_retry_after_is_heeded_where_it_means_something(
    status: int,
    seconds: int,
    hooks: Webhooks,
    endpoint: Endpoint,
    sender: Sender,
    receiver: Receiver,
    filled: Database,
    clock: Clock,
) -> None:
    receiver.answer(status, Retry_After="120")
    say(filled, clock)
    once(sender)
    assert only(hooks, endpoint).next_at == clock.now + timedelta(seconds=seconds)


def test_410_disables_the_endpoint_and_gives_up_what_was_on_its_way(
    hooks: Webhooks, endpoint: Endpoint, sender: Sender, receiver: Receiver, filled: Database, clock: Clock
) -> None:
    receiver.answer(410)
    say(filled, clock, 1)
    clock.pass_by(1)
    say(filled, clock, 2)
    (first,) = sender.due(1)
    sender.send(first)
    assert (once(sender), len(receiver.got)) == (0, 1)
    after = hooks.get(LOCAL, endpoint.id)
    assert (after.disabled_at, after.disabled_why) == (clock.now, "gone")
    assert {d.gave_up_at for d in hooks.deliveries(LOCAL, endpoint.id)} == {clock.now}
    with filled.write() as connection:
        assert publish(connection, LOCAL.project_id, "task.completed", {}) == 0
    for call in (lambda: hooks.replay(LOCAL, first.delivery.id), lambda: hooks.test(LOCAL, endpoint.id)):
        with pytest.raises(InvalidRequest, match="410 Gone"):
            call()


def test_a_receiver_that_is_down_or_too_slow_is_tried_again(
    hooks: Webhooks, endpoint: Endpoint, receiver: Receiver, filled: Database, clock: Clock
) -> None:
    receiver.answer(200, seconds=3)
    say(filled, clock)
    assert once(Sender(filled, HERE, now=clock, seconds=0.3, chance=lambda: 0.0)) == 1
    found = only(hooks, endpoint)
    assert (found.last_status, found.next_at) == (None, clock.now + timedelta(seconds=5))
    assert found.last_error == "The web address could not be fetched: no answer in time."
    hooks.delete(LOCAL, endpoint.id)
    nobody = hooks.create(LOCAL, "http://127.0.0.1:1024/")
    hooks.test(LOCAL, nobody.id)
    once(Sender(filled, HERE, now=clock))
    assert only(hooks, nobody).last_error == "The web address could not be fetched: the connection failed."


@pytest.fixture(scope="module")
def inside() -> Iterator[Site]:
    with site() as running:
        yield running


@pytest.mark.parametrize("case", CASES)
def test_the_sender_never_opens_what_a_caller_may_not_reach(
    case: str, inside: Site, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that came into the table however it did: SSRF suite, see tests/net/test_ssrf.py."""
    monkeypatch.setattr(Line, "connect", lambda line: pytest.fail(f"connected to {line.host}"))
    kept: list[object] = []
    sender = Sender(Database("sqlite:///never.db"), Guarded(lookup=lookup), now=clock, chance=lambda: 0.0)
    sender._outbox.settle = lambda _, how: kept.append(how)  # type: ignore[method-assign] # pyright: ignore
    delivery = Delivery(id="msg_1", endpoint_id="wh_1", event_type="x", body="{}", created_at=clock.now, attempts=1)
    sender.send(Claimed(delivery=delivery, url=CASES[case].format(port=inside.port), secret="whsec_QUJD"))
    (how,) = kept
    assert (how.status, how.delivered) == (None, False)
    assert how.error
    assert inside.seen == []


# The loop.


@pytest.fixture
def running(filled: Database) -> Iterator[Sender]:
    """A sender with the real clock, started."""
    sender = Sender(filled, HERE, seconds=5)
    sender.start()
    yield sender
    sender.stop()


def real(receiver: Receiver, filled: Database) -> tuple[Webhooks, Endpoint]:
    """Webhooks with the real clock."""
    hooks = Webhooks(filled, HERE.rules)
    endpoint = hooks.create(LOCAL, receiver.url)
    receiver.trust(endpoint.secret)
    return hooks, endpoint


def test_the_loop_sends_what_is_published_and_retries(running: Sender, receiver: Receiver, filled: Database) -> None:
    hooks, endpoint = real(receiver, filled)
    receiver.answer(503)
    with filled.write() as connection:
        publish(connection, LOCAL.project_id, "task.failed", {"id": "task_9"})
    assert receiver.wait(1)[0]["verified"]
    receiver.answer(200)
    got = receiver.wait(2)  # five seconds later
    assert got[1]["verified"]
    assert {g["id"] for g in got} == {only(hooks, endpoint).id}
    time.sleep(0.2)
    assert only(hooks, endpoint).delivered_at is not None


def test_two_senders_on_one_database_send_once(receiver: Receiver, filled: Database, database_url: str) -> None:
    hooks, endpoint = real(receiver, filled)
    databases = [Database(database_url) for _ in range(2)]
    senders = [Sender(d, HERE) for d in databases]
    for sender in senders:
        sender.start()
    for _ in range(20):
        hooks.test(LOCAL, endpoint.id)
    got = receiver.wait(20, 30)
    time.sleep(1.5)
    for sender, database in zip(senders, databases, strict=True):
        sender.stop()
        database.close()
    assert len(receiver.got) == 20
    assert len({g["id"] for g in got}) == 20


def test_a_slow_endpoint_does_not_hold_up_the_others(running: Sender, receiver: Receiver, filled: Database) -> None:
    hooks, quick = real(receiver, filled)
    hold = threading.Event()
    with site() as slow:
        slow.pages["/"] = lambda _: (hold.wait(4), slow.pages["/x"])[1]  # type: ignore[return-value,dict-item]
        dull = hooks.create(LOCAL, slow.url())
        for _ in range(30):
            hooks.test(LOCAL, dull.id)
        hooks.test(LOCAL, quick.id)
        running.wake()
        assert receiver.wait(1, 3)[0]["verified"]
        assert len(slow.seen) <= 2
        hold.set()


def test_stopping_gives_back_what_is_not_finished(receiver: Receiver, filled: Database) -> None:
    hooks, endpoint = real(receiver, filled)
    sender = Sender(filled, HERE, seconds=60)
    sender.start()
    receiver.answer(200, seconds=30)
    hooks.test(LOCAL, endpoint.id)
    sender.wake()
    receiver.wait(1)
    began = time.monotonic()
    sender.stop()
    assert time.monotonic() - began < 5
    found = only(hooks, endpoint)
    assert (found.attempts, found.delivered_at) == (0, None)
    assert found.next_at is not None
    receiver.answer(200)
    again = Sender(filled, HERE)
    assert once(again) == 1
    assert only(hooks, endpoint).delivered_at is not None


def test_trouble_with_the_database_is_waited_out(
    receiver: Receiver, filled: Database, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("scumble.webhooks.sender.TROUBLE_SECONDS", 0.1)
    hooks, endpoint = real(receiver, filled)
    hooks.test(LOCAL, endpoint.id)
    sender = Sender(filled, HERE)
    asked = sender._outbox.next_due  # pyright: ignore[reportPrivateUsage]
    errors = iter([ScumbleError("The database is away."), RuntimeError("broken")])

    def trouble() -> object:
        if (error := next(errors, None)) is not None:
            raise error
        return asked()

    sender._outbox.next_due = trouble  # type: ignore[method-assign,assignment] # pyright: ignore
    with caplog.at_level(logging.WARNING):
        sender.start()
        receiver.wait(1)
        sender.stop()
    assert "The database is away." in caplog.text
    assert endpoint.secret not in caplog.text
