"""Who finds no room hears so before it has sent its pictures, and only from what it wanted: a place, or the queue."""

import asyncio
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from scumble.api.keeping import keep
from scumble.core.outcome import Edited
from scumble.core.task import Task
from scumble.core.work import CancelToken
from scumble.db.engine import Database
from scumble.db.tables import projects
from scumble.edits.entries import task_entry
from scumble.edits.turns import COUNTED_SECONDS, Turns
from tests.api.helpers import AUTH, EditorDouble, api, picture, served
from tests.jobs.desks import Opened, draw_nothing

LATER = {"background": "true"}
PREFER = {"Prefer": "respond-async"}


class Held(EditorDouble):
    """Edits begin, and end when they may."""

    def __init__(self) -> None:
        """Nothing may end yet."""
        super().__init__()
        self.free = threading.Event()

    async def edit(self, *asked: Any, **wishes: Any) -> list[Edited]:
        """See `EditorDouble`."""
        self.started.set()
        await self.wait()
        return await super().edit(*asked, **wishes)

    async def cold(self, task: Task, cancel: CancelToken) -> list[Edited]:
        """The same for what comes from the queue."""
        await self.wait()
        return await draw_nothing(task, cancel)

    async def wait(self) -> None:
        """Until edits may end."""
        await asyncio.to_thread(self.free.wait)


@contextmanager
def busy(folder: Path, *, most: int = 100) -> Iterator[tuple[int, httpx.Client]]:
    """A server whose one place for an edit is taken, with none to wait for it, and a queue of so many."""
    database = Database(f"sqlite:///{folder / 'scumble.db'}")
    database.migrate()
    with database.write() as connection:
        row = {"project_id": "proj_test", "name": "t", "created_at": datetime.now(UTC)}
        connection.execute(sa.insert(projects).values(row))
    editor = Held()
    opened = Opened(database, editor.cold, at_once=1, keep=keep, entry=task_entry)
    opened.desk.turns = Turns(opened.rows, opened.durable, most=most)
    with (
        served(api(editor, desk=opened.desk, max_edits=1, max_waiting=0), lifespan="on") as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=AUTH, timeout=30) as client,
        ThreadPoolExecutor(1) as pool,
    ):
        first = pool.submit(send, client)
        assert editor.started.wait(20)
        try:
            yield port, client
        finally:
            editor.free.set()
        assert first.result().status_code == 200
    database.close()


def send(client: httpx.Client, headers: dict[str, str] | None = None, **fields: str) -> httpx.Response:
    """An edit of one small picture, as a form."""
    files = {"image": ("photo.png", picture(), "image/png")}
    return client.post("/v1/images/edits", data={"prompt": "white studio", **fields}, files=files, headers=headers)


def fill(client: httpx.Client) -> httpx.Response:
    """The queue is full from now on, and what it works on does not end; the answer to the first that it took."""
    first = send(client, {"Idempotency-Key": "mine"}, **LATER)
    until = time.monotonic() + 20
    # What it works on takes no room in it: what was begun later would make room again.
    while client.get(f"/v1/tasks/{first.json()['id']}").json()["status"] == "queued":
        assert time.monotonic() < until
        time.sleep(0.02)
    # By then a count of when it still waited is not good any more.
    time.sleep(COUNTED_SECONDS)
    while send(client, prompt=f"{time.monotonic_ns()}", **LATER).status_code == 202:
        pass
    return first


def send_json(client: httpx.Client, headers: dict[str, str] | None = None, **fields: object) -> httpx.Response:
    """A picture from words."""
    return client.post("/v1/images/generations", json={"prompt": "a red circle", **fields}, headers=headers)


def test_a_task_for_the_queue_needs_no_place(tmp_path: Path) -> None:
    with busy(tmp_path) as (_, client):
        assert send(client).status_code == 429
        assert send_json(client).status_code == 429
        told = [
            send(client, **LATER),
            send(client, PREFER, prompt="two"),
            send_json(client, background=True),
            send_json(client, PREFER, prompt="a blue circle"),
        ]
        assert [answer.status_code for answer in told] == [202] * 4


@pytest.mark.parametrize(
    "asked",
    [
        lambda client: send(client, **LATER),
        lambda client: send(client, PREFER),
        lambda client: send_json(client, background=True),
        lambda client: send_json(client, PREFER),
    ],
    ids=["form field", "form header", "json field", "json header"],
)
def test_a_full_queue_turns_away_what_is_told_later_and_nothing_else(
    tmp_path: Path, asked: Callable[[httpx.Client], httpx.Response]
) -> None:
    with busy(tmp_path, most=2) as (_, client):
        fill(client)
        refused = asked(client)
        assert refused.status_code == 429
        assert "The queue is full" in refused.json()["error"]["message"]
        assert int(refused.headers["retry-after"]) >= 1
        assert "The queue is full" not in send(client).json()["error"]["message"]


def test_a_task_that_is_known_is_told_although_the_queue_is_full(tmp_path: Path) -> None:
    with busy(tmp_path, most=2) as (_, client):
        first = fill(client)
        again = send(client, {"Idempotency-Key": "mine"}, **LATER)
        assert (again.status_code, again.json()["id"]) == (202, first.json()["id"])
        assert send(client, {"Idempotency-Key": "other"}, prompt="other", **LATER).status_code == 429


@pytest.mark.parametrize("field", [b"", b"background"], ids=["waited for", "told later"])
def test_a_picture_need_not_be_sent_to_hear_that_there_is_no_room(tmp_path: Path, field: bytes) -> None:
    """The body names 40 MB and sends its fields only."""
    with busy(tmp_path, most=1) as (port, client):
        fill(client)
        said = b"--x\r\nContent-Disposition: form-data; name=prompt\r\n\r\nwhite studio\r\n"
        if field:
            said += b"--x\r\nContent-Disposition: form-data; name=background\r\n\r\ntrue\r\n"
        said += b"--x\r\nContent-Disposition: form-data; name=image; filename=a.png\r\n\r\n"
        head = [
            b"POST /v1/images/edits HTTP/1.1",
            b"Host: door",
            b"Authorization: " + AUTH["authorization"].encode(),
            b"Content-Type: multipart/form-data; boundary=x",
            b"Content-Length: 40000000",
        ]
        with socket.create_connection(("127.0.0.1", port), timeout=20) as raw:
            raw.sendall(b"\r\n".join(head) + b"\r\n\r\n" + said)
            answer = b""
            while piece := raw.recv(65536):
                answer += piece
        assert answer.startswith(b"HTTP/1.1 429")
        assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"] == "rate_limit_exceeded"
