"""Events of tasks: told in the transaction that ends them, once, and only of those that are answered later."""

import json
from dataclasses import replace

from scumble.core.caller import LOCAL
from scumble.core.task import Priority, Task, Turn
from scumble.db.engine import Database
from scumble.db.outbox import publish_task
from scumble.db.tasks import TaskRows
from scumble.webhooks.endpoints import Webhooks
from tests.webhooks.conftest import Clock


def task(clock: Clock, priority: Priority = "normal") -> Task:
    return Task(
        project_id=LOCAL.project_id,
        key_id=LOCAL.key_id,
        route="edits",
        request={"prompt": "words"},
        request_hash="0" * 64,
        request_id="req_1",
        priority=priority,
        created_at=clock.now,
    )


def told(hooks: Webhooks, webhook: str) -> list[tuple[str, object]]:
    return [(d.event_type, json.loads(d.body)["data"]) for d in hooks.deliveries(LOCAL, webhook)]


def test_each_end_has_its_event_without_the_words(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    webhook = hooks.create(LOCAL, "http://127.0.0.1:9000/").id
    failed = replace(task(clock), error={"code": "engine_failed", "message": "words"})
    with filled.write() as connection:
        for done, status in ((task(clock), "succeeded"), (failed, "failed"), (task(clock), "cancelled")):
            publish_task(connection, done, status, clock.now)
            clock.pass_by(1)
        publish_task(connection, task(clock, "interactive"), "succeeded", clock.now)
    cancelled, failure, completed = told(hooks, webhook)
    assert [e[0] for e in (completed, failure, cancelled)] == ["task.completed", "task.failed", "task.cancelled"]
    assert failure[1] == {"id": failed.id, "status": "failed", "error": {"code": "engine_failed"}}


def test_cancelling_a_waiting_task_is_told_once(hooks: Webhooks, filled: Database, clock: Clock) -> None:
    webhook = hooks.create(LOCAL, "http://127.0.0.1:9000/").id
    rows, waiting = TaskRows(filled), task(clock)
    rows.add(LOCAL, waiting, Turn(place=1, end=1), lambda _: None)
    for _ in range(2):
        found = rows.cancel(LOCAL, waiting.id, clock.now)
        assert found is not None
        assert found.status == "cancelled"
    assert told(hooks, webhook) == [("task.cancelled", {"id": waiting.id, "status": "cancelled"})]
