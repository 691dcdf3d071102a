"""Tasks over HTTP: told later, found again, repeated, cancelled; a client that leaves loses nothing."""

import base64
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import jsonschema
import pytest
import sqlalchemy as sa

from scumble.api.keeping import keep
from scumble.api.schema import EDIT_SCHEMA
from scumble.api.tasks_schema import TASK_SCHEMA
from scumble.core.errors import Unsupported
from scumble.db.engine import Database
from scumble.db.tables import projects
from scumble.edits.entries import task_entry
from tests.api.helpers import AUTH, EditorDouble, api, mask, picture, served
from tests.jobs.desks import Opened

PUBLISHED = Path(__file__).parents[2] / "docs/schemas/task.json"


class Door:
    """A client of a real server whose edits are kept."""

    def __init__(self, port: int) -> None:
        """port: of the server."""
        self.port = port
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=AUTH, timeout=30)

    def edit(self, headers: dict[str, str] | None = None, **fields: Any) -> httpx.Response:
        """An edit of one small picture."""
        data = {"prompt": "white studio", **fields}
        files = {"image": ("photo.png", picture(), "image/png")}
        return self.http.post("/v1/images/edits", data=data, files=files, headers=headers)

    def task(self, task_id: str) -> dict[str, Any]:
        """One task."""
        answer = self.http.get(f"/v1/tasks/{task_id}")
        assert answer.status_code == 200, answer.text
        jsonschema.validate(answer.json(), TASK_SCHEMA)
        return dict(answer.json())

    def ended(self, task_id: str) -> dict[str, Any]:
        """One task, once it has ended."""
        for _ in range(400):
            task = self.task(task_id)
            if task["completed_at"] is not None:
                return task
            time.sleep(0.05)
        raise AssertionError(f"the task did not end: {task}")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """SQLite with the project of the doubles' key."""
    made = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    made.migrate()
    with made.write() as connection:
        row = {"project_id": "proj_test", "name": "t", "created_at": datetime.now(UTC)}
        connection.execute(sa.insert(projects).values(row))
    yield made
    made.close()


@contextmanager
def door(database: Database, editor: EditorDouble | None = None, **settings: Any) -> Iterator[Door]:
    """A server over doubles and a real desk."""
    opened = Opened(database, keep=keep, entry=task_entry)
    with served(api(editor, desk=opened.desk, **settings), lifespan="on") as port:
        client = Door(port)
        try:
            yield client
        finally:
            client.http.close()


def test_the_published_schema_is_the_codes() -> None:
    assert json.loads(PUBLISHED.read_text()) == TASK_SCHEMA
    jsonschema.Draft202012Validator.check_schema(TASK_SCHEMA)


def test_an_edit_that_is_waited_for_is_kept_and_can_be_fetched_again(database: Database) -> None:
    with door(database) as client:
        answer = client.edit()
        assert answer.status_code == 200, answer.text
        edit = answer.json()["data"][0]["edit"]
        jsonschema.validate(edit, EDIT_SCHEMA)
        assert edit["durable"] is True
        assert answer.headers["x-scumble-task"] == edit["task"]
        task = client.ended(edit["task"])
        assert (task["status"], task["priority"], task["object"]) == ("succeeded", "interactive", "task")
        assert task["plan"]["understood"]
        again = client.http.get(f"/v1/tasks/{edit['task']}/answer")
        assert again.json() == answer.json()
        file = client.http.get(task["output"]["assets"][0]["url"])
        assert (file.content, file.headers["content-type"]) == (picture(), "image/png")
        assert client.http.get(f"/v1/tasks/{task['id']}/content/1").status_code == 404


def test_nothing_is_kept_when_asked(database: Database) -> None:
    with door(database) as client:
        answer = client.edit(store="false")
        assert answer.json()["data"][0]["edit"]["durable"] is False
        assert "x-scumble-task" not in answer.headers
        assert client.http.get("/v1/tasks").json()["data"] == []
        for more, headers in (({"background": "true"}, {}), ({}, {"Idempotency-Key": "k"})):
            refused = client.edit(headers, store="false", **more)
            assert refused.status_code == 400
            assert refused.json()["error"]["param"] == "store"


@pytest.mark.parametrize("how", ["form", "prefer"])
def test_an_edit_that_is_told_later(database: Database, how: str) -> None:
    headers = {"Prefer": "wait=5, respond-async"} if how == "prefer" else {}
    with door(database) as client:
        answer = client.edit(headers, **({} if how == "prefer" else {"background": "true"}))
        assert answer.status_code == 202, answer.text
        task_id = answer.json()["id"]
        assert answer.headers["location"] == f"/v1/tasks/{task_id}"
        task = client.ended(task_id)
        assert (task["status"], task["priority"]) == ("succeeded", "normal")
        assert client.http.get(f"/v1/tasks/{task_id}/answer").json()["data"][0]["b64_json"]
        assert task["output"]["assets"] == [
            {"type": "image", "url": f"/v1/tasks/{task_id}/content/0", "mimeType": "image/png"}
        ]


def test_a_json_edit_and_a_generation_told_later(database: Database) -> None:
    url = "data:image/png;base64," + base64.b64encode(picture()).decode()
    with door(database) as client:
        edit = client.http.post(
            "/v1/images/edits",
            json={"prompt": "white studio", "images": [{"image_url": url}], "background": True, "priority": "batch"},
        )
        drawn = client.http.post("/v1/images/generations", json={"prompt": "a red picture", "background": True})
        assert [edit.status_code, drawn.status_code] == [202, 202]
        assert client.ended(edit.json()["id"])["priority"] == "batch"
        assert client.ended(drawn.json()["id"])["type"] == "image.generations"


def test_a_mask_and_a_region_are_there_when_it_is_drawn_later(database: Database) -> None:
    editor = EditorDouble()
    with door(database, editor) as client:
        files = [("image", ("p.png", picture(), "image/png")), ("mask", ("m.png", mask(), "image/png"))]
        data = {"prompt": "white studio", "background": "true", "seed": "7", "n": "2", "include": "mask"}
        answer = client.http.post("/v1/images/edits", data=data, files=files)
        task = client.ended(answer.json()["id"])
        assert task["status"] == "succeeded", task["error"]
        asked = editor.asked[0]
        assert asked.drawn is not None
        assert asked.drawn.region is not None
        assert (asked.seed, asked.output.variants) == (7, 2)
        assert len(task["result"]["data"]) == 2
        assert task["result"]["data"][0]["edit"]["region"]["mask"]


def test_a_client_that_leaves_loses_nothing(database: Database) -> None:
    editor = EditorDouble(seconds=1.0)
    with door(database, editor) as client:
        impatient = httpx.Client(base_url=client.http.base_url, headers=AUTH, timeout=0.4)
        with pytest.raises(httpx.TimeoutException):
            impatient.post(
                "/v1/images/edits",
                data={"prompt": "white studio"},
                files={"image": ("p.png", picture(), "image/png")},
                headers={"X-Client-Request-Id": "mine-1"},
            )
        impatient.close()
        found = client.http.get("/v1/tasks", params={"client_request_id": "mine-1"}).json()["data"]
        assert len(found) == 1
        assert client.ended(found[0]["id"])["status"] == "succeeded"
        assert not editor.cancelled.is_set()


def test_the_same_idempotency_key_gives_the_same_answer_and_works_once(database: Database) -> None:
    editor = EditorDouble(seconds=0.3)
    with door(database, editor) as client:
        first = client.edit({"Idempotency-Key": "k-1"})
        again = client.edit({"Idempotency-Key": "k-1"})
        assert again.status_code == 200
        assert again.json() == first.json()
        assert again.headers["x-scumble-task"] == first.headers["x-scumble-task"]
        assert len(editor.asked) == 1
        other = client.edit({"Idempotency-Key": "k-1"}, prompt="grey studio")
        assert other.status_code == 409
        assert other.json()["error"]["code"] == "idempotency_mismatch"
        found = client.http.get("/v1/tasks", params={"idempotency_key": "k-1"}).json()
        assert [task["id"] for task in found["data"]] == [first.headers["x-scumble-task"]]
        assert client.edit({"Idempotency-Key": "x" * 256}).status_code == 400


def test_a_key_that_is_still_at_work_is_waited_for(database: Database) -> None:
    editor = EditorDouble(seconds=0.5)
    with door(database, editor) as client, ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(lambda _: client.edit({"Idempotency-Key": "k-2"}), range(4)))
        assert {a.status_code for a in answers} == {200}
        assert len({a.text for a in answers}) == 1
        assert len(editor.asked) == 1


def test_a_clients_retry_joins_what_it_asked_before(database: Database) -> None:
    editor = EditorDouble(seconds=0.2)
    with door(database, editor) as client:
        first = client.edit()
        retried = client.edit({"x-stainless-retry-count": "1"})
        assert retried.headers["x-scumble-task"] == first.headers["x-scumble-task"]
        fresh = client.edit({"x-stainless-retry-count": "0"})
        assert fresh.headers["x-scumble-task"] != first.headers["x-scumble-task"]
        assert len(editor.asked) == 2


def test_an_error_is_answered_now_and_kept(database: Database) -> None:
    editor = EditorDouble(error=Unsupported("It cannot be drawn.", needs="generative edit", nearest=("crop it",)))
    with door(database, editor) as client:
        answer = client.edit({"Idempotency-Key": "bad"})
        assert answer.status_code == 400
        assert answer.json()["error"]["details"]["needs"] == "generative edit"
        task = client.http.get("/v1/tasks").json()["data"][0]
        assert (task["status"], task["error"]["code"]) == ("failed", "unsupported_instruction")
        again = client.edit({"Idempotency-Key": "bad"})
        assert (again.status_code, again.json()) == (400, answer.json())
        assert client.http.get(f"/v1/tasks/{task['id']}/answer").status_code == 404


def test_cancelling_and_deadlines(database: Database) -> None:
    editor = EditorDouble(seconds=30)
    with door(database, editor) as client:
        running = client.edit(background="true").json()["id"]
        assert editor.started.wait(10)
        assert client.http.post(f"/v1/tasks/{running}/cancel").json()["cancel_requested"] is True
        assert client.ended(running)["status"] == "cancelled"
        late = client.edit({"Cancel-After": "1"}, background="true").json()["id"]
        task = client.ended(late)
        assert (task["status"], task["error"]["code"]) == ("failed", "deadline_exceeded")
        for text in ("0", "-1", "soon", "99999999"):
            assert client.edit({"Cancel-After": text}).json()["error"]["param"] == "Cancel-After"
        assert client.http.post("/v1/tasks/task_nothing/cancel").status_code == 404


def test_events_tell_what_happens_until_the_end(database: Database) -> None:
    editor = EditorDouble(seconds=1.0)
    with door(database, editor) as client:
        task_id = client.edit(background="true").json()["id"]
        seen: list[str] = []
        with client.http.stream("GET", f"/v1/tasks/{task_id}/events") as stream:
            assert stream.headers["content-type"].startswith("text/event-stream")
            for line in stream.iter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:])["task"]["status"])
        assert seen[-1] == "succeeded"
        assert "processing" in seen


def test_lists_have_pages_and_filters(database: Database) -> None:
    with door(database) as client:
        ids = [client.edit(prompt=f"white studio {k}").headers["x-scumble-task"] for k in range(5)]
        first = client.http.get("/v1/tasks", params={"limit": 2}).json()
        assert [t["id"] for t in first["data"]] == ids[:2:-1]
        assert first["has_more"] is True
        rest = client.http.get("/v1/tasks", params={"limit": 10, "after": first["last_id"]}).json()
        assert [t["id"] for t in rest["data"]] == ids[2::-1]
        assert rest["has_more"] is False
        assert client.http.get("/v1/tasks", params={"status": "failed"}).json()["data"] == []
        for params in ({"limit": "0"}, {"limit": "x"}, {"limit": "101"}, {"status": "odd"}):
            assert client.http.get("/v1/tasks", params=params).status_code == 400


@pytest.mark.parametrize(
    ("fields", "headers", "param"),
    [
        ({"background": "true", "stream": "true"}, {}, "stream"),
        ({"priority": "batch"}, {}, "priority"),
        ({"background": "true", "priority": "interactive"}, {}, "priority"),
        ({"priority": "urgent"}, {}, "priority"),
        ({"background": "maybe"}, {}, "background"),
    ],
)
def test_wishes_that_cannot_be_are_refused(
    database: Database, fields: dict[str, str], headers: dict[str, str], param: str
) -> None:
    with door(database) as client:
        answer = client.edit(headers, **fields)
        assert answer.status_code == 400
        assert answer.json()["error"]["param"] == param


def test_background_still_means_the_pictures_background(database: Database) -> None:
    editor = EditorDouble()
    with door(database, editor) as client:
        assert client.edit(background="transparent").status_code == 200
        assert editor.asked[0].output.transparent is True
        assert client.edit(background="false").status_code == 200


def test_a_door_without_a_desk_has_no_tasks() -> None:
    with served(api()) as port:
        client = Door(port)
        assert client.edit().json()["data"][0]["edit"]["durable"] is False
        assert client.http.get("/v1/tasks").status_code == 404
        assert client.edit(background="true").status_code == 400
        client.http.close()


def test_a_repeated_answer_says_the_same_second(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is answered at once and what is kept are written at two moments."""
    now = iter(range(1_000, 100_000, 10))
    monkeypatch.setattr(time, "time", lambda: float(next(now)))
    with door(database, EditorDouble(seconds=0.0)) as client:
        answers = [client.edit({"Idempotency-Key": "k-9"}).json() for _ in range(2)]
    assert answers[0] == answers[1]
