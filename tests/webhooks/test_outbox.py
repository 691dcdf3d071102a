"""The outbox: events kept with what they tell of, claimed by one sender only, settled by whoever claimed last."""

import json
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta

import pytest

from scumble.core.caller import LOCAL
from scumble.core.webhook import Delivery
from scumble.db.engine import Database
from scumble.db.outbox import Claimed, Outbox, Settled, publish
from scumble.webhooks.endpoints import Webhooks
from tests.webhooks.conftest import OTHER, Clock

MINUTE = timedelta(minutes=1)


def say(database: Database, clock: Clock, event: str = "task.completed", project: str = LOCAL.project_id) -> int:
    with database.write() as connection:
        return publish(connection, project, event, {"id": "task_1", "status": "completed"}, clock.now)  # type: ignore[arg-type]


def claim(database: Database, clock: Clock, limit: int = 100, **more: object) -> tuple[Claimed, ...]:
    return Outbox(database).claim(clock.now, limit, lost_after=MINUTE, **{"each": 100, **more})  # type: ignore[arg-type]


def test_an_event_is_written_for_each_endpoint_that_is_subscribed(
    hooks: Webhooks, filled: Database, clock: Clock
) -> None:
    all_of_them = hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    failures = hooks.create(LOCAL, "http://127.0.0.1:9000/b", ["task.failed"])
    hooks.create(OTHER, "http://127.0.0.1:9000/c")
    assert (say(filled, clock), say(filled, clock, "task.failed")) == (1, 2)
    assert say(filled, clock, project="proj_nobody") == 0
    assert [d.event_type for d in hooks.deliveries(LOCAL, failures.id)] == ["task.failed"]
    assert len(hooks.deliveries(LOCAL, all_of_them.id)) == 2
    (found,) = hooks.deliveries(LOCAL, failures.id)
    event = json.loads(found.body)
    assert event.pop("id").startswith("evt_")
    assert event == {
        "object": "event",
        "type": "task.failed",
        "created_at": 1772366400,
        "timestamp": "2026-03-01T12:00:00.000Z",
        "data": {"id": "task_1", "status": "completed"},
    }
    assert (found.attempts, found.next_at, found.delivered_at) == (0, clock.now, None)


def test_an_event_of_work_that_was_not_kept_is_not_kept_either(hooks: Webhooks, filled: Database) -> None:
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/a")

    def work() -> None:
        with filled.write() as connection:
            assert publish(connection, LOCAL.project_id, "task.completed", {}) == 1
            raise RuntimeError("broken after it")

    with pytest.raises(RuntimeError, match="broken after"):
        work()
    assert hooks.deliveries(LOCAL, endpoint.id) == ()
    assert Outbox(filled).next_due() is None


def test_many_senders_get_each_delivery_once(
    hooks: Webhooks, filled: Database, database_url: str, clock: Clock
) -> None:
    for i in range(4):
        hooks.create(LOCAL, f"http://127.0.0.1:9000/{i}")
    for _ in range(30):
        assert say(filled, clock) == 4
    senders = [Database(database_url) for _ in range(4)]
    ready = threading.Barrier(len(senders))

    def take(database: Database) -> list[str]:
        taken: list[str] = []
        ready.wait()
        while found := claim(database, clock, 7):
            taken += [c.delivery.id for c in found]
        return taken

    with ThreadPoolExecutor(len(senders)) as threads:
        taken = [t for done in [threads.submit(take, s) for s in senders] for t in done.result()]
    for sender in senders:
        sender.close()
    assert len(taken) == len(set(taken)) == 120


def test_a_claim_knows_where_to_and_counts_the_attempt(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    say(filled, clock)
    (found,) = claim(filled, clock)
    assert (found.url, found.secret, found.delivery.attempts) == (endpoint.url, endpoint.secret, 1)
    assert endpoint.secret not in repr(found)
    assert hooks.deliveries(LOCAL, endpoint.id)[0].attempts == 1


def test_what_is_due_later_waits_and_the_longest_due_comes_first(
    hooks: Webhooks, filled: Database, clock: Clock
) -> None:
    hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    start = clock.now
    for i in (2, 0, 1):
        clock.now = start + i * MINUTE
        say(filled, clock)
    clock.now = start + timedelta(seconds=90)
    assert [c.delivery.created_at - start for c in claim(filled, clock)] == [0 * MINUTE, MINUTE]
    assert Outbox(filled).next_due() == start + 2 * MINUTE


def test_one_endpoint_does_not_take_all_the_room(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    crowded = hooks.create(LOCAL, "http://127.0.0.1:9000/a", ["task.failed"])
    quiet = hooks.create(LOCAL, "http://127.0.0.1:9000/b", ["task.completed"])
    for _ in range(20):
        say(filled, clock, "task.failed")
    clock.pass_by(1)
    say(filled, clock)
    found = [c.delivery.endpoint_id for c in claim(filled, clock, 8, each=2)]
    assert found == [crowded.id, crowded.id, quiet.id]
    assert claim(filled, clock, 8, busy=[crowded.id]) == ()


def test_a_claim_that_nobody_settles_is_due_again(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    say(filled, clock)
    (first,) = claim(filled, clock)
    clock.pass_by(59)
    assert claim(filled, clock) == ()
    clock.pass_by(1)
    (second,) = claim(filled, clock)
    assert (second.delivery.id, second.delivery.attempts) == (first.delivery.id, 2)


def test_a_sender_that_stalled_cannot_overwrite_what_a_later_one_did(
    hooks: Webhooks, filled: Database, clock: Clock
) -> None:
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    say(filled, clock)
    outbox = Outbox(filled)
    (stalled,) = claim(filled, clock)
    clock.pass_by(60)
    (later,) = claim(filled, clock)
    assert outbox.settle(later.delivery, Settled(at=clock.now, status=200, delivered=True))
    assert not outbox.settle(stalled.delivery, Settled(at=clock.now, status=500, next_at=clock.now))
    outbox.give_back(stalled.delivery, clock.now)
    (found,) = hooks.deliveries(LOCAL, endpoint.id)
    assert (found.delivered_at, found.last_status, found.next_at, found.attempts) == (clock.now, 200, None, 2)


def test_what_is_given_back_is_due_at_once_and_counts_for_nothing(
    hooks: Webhooks, filled: Database, clock: Clock
) -> None:
    hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    say(filled, clock)
    (first,) = claim(filled, clock)
    Outbox(filled).give_back(first.delivery, clock.now)
    (second,) = claim(filled, clock)
    assert second.delivery.attempts == 1


def test_what_ended_long_ago_is_forgotten(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    outbox, kept = Outbox(filled), clock.now
    for _ in range(3):
        say(filled, clock)
    delivered, given_up, waiting = (c.delivery for c in claim(filled, clock))
    outbox.settle(delivered, Settled(at=kept, status=200, delivered=True))
    outbox.settle(given_up, Settled(at=kept, status=500))
    assert outbox.forget(kept) == 0
    assert outbox.forget(kept + MINUTE) == 2
    assert [d.id for d in hooks.deliveries(LOCAL, endpoint.id)] == [waiting.id]


def test_deleting_an_endpoint_waits_for_who_publishes_to_it(
    hooks: Webhooks, filled: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Finishing a task never fails because its owner deletes a webhook at that moment."""
    endpoint = hooks.create(LOCAL, "http://127.0.0.1:9000/a")
    with ThreadPoolExecutor(1) as threads:
        deleting: list[Future[None]] = []

        def in_between(*_: object) -> str:
            """Called when the receivers are known and nothing is written yet."""
            deleting.append(threads.submit(hooks.delete, LOCAL, endpoint.id))
            with pytest.raises(TimeoutError):
                deleting[0].result(0.3)
            return "{}"

        monkeypatch.setattr("scumble.db.outbox.event_body", in_between)
        assert say(filled, clock) == 1
        deleting[0].result(10)
    assert hooks.list(LOCAL) == ()
    assert claim(filled, clock) == ()


def test_a_delivery_does_not_show_its_body_to_a_log(clock: Clock) -> None:
    found = Delivery(id="msg_1", endpoint_id="wh_1", event_type="x", body="words", created_at=clock.now)
    assert "words" not in repr(found)
