"""Webhooks of a real server: arrive verified, survive `kill -9`, stop with the server, never reach what is inside."""

import base64
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

from scumble.core.caller import LOCAL
from scumble.db.engine import Database
from scumble.db.outbox import publish
from tests.api.helpers import picture
from tests.net.site import site
from tests.serving import Served, serving
from tests.webhooks.receiver import receiving

ALLOWED = {"allowed_private_networks": "127.0.0.1"}


def ask(server: Served, method: str, path: str, **more: Any) -> dict[str, Any]:
    headers = {"authorization": f"Bearer {server.key}"}
    answer = httpx.request(method, f"{server.url}/webhooks{path}", headers=headers, timeout=30, **more)
    assert answer.status_code == 200, answer.text
    return answer.json()


def delivered(server: Served, webhook: str, count: int) -> list[dict[str, Any]]:
    """The deliveries, once so many have arrived."""
    until = time.monotonic() + 20
    while True:
        found = ask(server, "GET", f"/{webhook}/deliveries")["data"]
        if sum(d["status"] == "delivered" for d in found) >= count:
            return found
        assert time.monotonic() < until, found
        time.sleep(0.1)


def test_from_subscribing_to_replaying(tmp_path: Path) -> None:
    with receiving(tmp_path / "receiver") as receiver, serving(tmp_path, **ALLOWED) as server:
        made = ask(server, "POST", "", json={"url": receiver.url})
        receiver.trust(made["secret"])
        began = time.monotonic()
        sent = ask(server, "POST", f"/{made['id']}/test")
        (got,) = receiver.wait(1)
        assert time.monotonic() - began < 2
        assert (got["verified"], got["id"], got["event"]["type"]) == (True, sent["id"], "webhook.test")
        assert delivered(server, made["id"], 1)[0]["last_status"] == 204
        ask(server, "POST", f"/deliveries/{sent['id']}/replay")
        again = receiver.wait(2)[1]
        assert (again["verified"], again["id"], again["event"]) == (True, got["id"], got["event"])
        log = (tmp_path / "log").read_text()
        assert made["secret"] not in log
        assert server.key not in log


def test_an_event_that_was_kept_arrives_whoever_dies(tmp_path: Path) -> None:
    """Written by another process, tried while the receiver is down, the server killed twice, and then it arrives."""
    with receiving(tmp_path / "receiver") as receiver:
        receiver.answer(503)
        with serving(tmp_path, **ALLOWED) as server:
            made = ask(server, "POST", "", json={"url": receiver.url, "events": ["task.completed"]})
            receiver.trust(made["secret"])
            database = Database(f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
            with database.write() as connection:
                assert publish(connection, LOCAL.project_id, "task.completed", {"id": "task_1"}) == 1
            database.close()
            first = receiver.wait(1)[0]
            os.kill(server.pid, signal.SIGKILL)
        receiver.answer(200)
        with serving(tmp_path, **ALLOWED) as server:
            got = receiver.wait(2, 90)  # killed before it wrote down how the first went, it is due again after 60
            (found,) = delivered(server, made["id"], 1)
    assert [g["verified"] for g in got] == [True, True]
    assert {g["id"] for g in got} == {first["id"], found["id"]}
    assert found["attempts"] == 2
    assert found["event"]["data"] == {"id": "task_1"}


def test_a_stopping_server_is_not_held_up_by_a_receiver(tmp_path: Path) -> None:
    with receiving(tmp_path / "receiver") as receiver:
        with serving(tmp_path, **ALLOWED, webhook_seconds="60") as server:
            made = ask(server, "POST", "", json={"url": receiver.url})
            receiver.trust(made["secret"])
            receiver.answer(200, seconds=40)
            ask(server, "POST", f"/{made['id']}/test")
            receiver.wait(1)
            began = time.monotonic()
        assert time.monotonic() - began < 15
        log = (tmp_path / "log").read_text()
        assert "Traceback" not in log
        receiver.answer(200)
        with serving(tmp_path, **ALLOWED) as server:
            assert delivered(server, made["id"], 1)[0]["attempts"] == 1


def test_what_is_inside_is_not_reached_by_a_server_that_allows_nothing(tmp_path: Path) -> None:
    """The endpoint is put into the database behind the server's back, as a name that means this machine."""
    with site() as inside:
        environment = {**os.environ, "SCUMBLE_DATA": str(tmp_path / "data")}
        environment["SCUMBLE_ALLOWED_PRIVATE_NETWORKS"] = "127.0.0.1"
        command = [sys.executable, "-m", "scumble", "webhooks", "create", f"http://localhost:{inside.port}/"]
        subprocess.run(command, env=environment, check=True, capture_output=True)
        with serving(tmp_path) as server:
            (webhook,) = ask(server, "GET", "")["data"]
            ask(server, "POST", f"/{webhook['id']}/test")
            until = time.monotonic() + 20
            while not (found := ask(server, "GET", f"/{webhook['id']}/deliveries")["data"][0])["attempts"]:
                assert time.monotonic() < until
                time.sleep(0.1)
            time.sleep(0.5)
            found = ask(server, "GET", f"/{webhook['id']}/deliveries")["data"][0]
        assert found["last_error"].startswith("This server opens public http and https addresses only")
        assert found["status"] == "pending"
        assert inside.seen == []


def test_a_task_that_is_answered_later_is_told_of_and_one_that_is_waited_for_is_not(tmp_path: Path) -> None:
    with receiving(tmp_path / "receiver") as receiver, serving(tmp_path, **ALLOWED) as server:
        made = ask(server, "POST", "", json={"url": receiver.url})
        receiver.trust(made["secret"])
        inline = "data:image/png;base64," + base64.b64encode(picture()).decode()
        body = {"prompt": "make it black and white", "images": [{"image_url": inline}]}
        headers = {"authorization": f"Bearer {server.key}"}
        assert httpx.post(f"{server.url}/images/edits", json=body, headers=headers, timeout=60).status_code == 200
        later = httpx.post(
            f"{server.url}/images/edits", json=body, headers={**headers, "prefer": "respond-async"}, timeout=60
        )
        assert later.status_code == 202, later.text
        (got,) = receiver.wait(1, 60)
        assert got["verified"]
        assert got["event"]["type"] == "task.completed"
        assert got["event"]["data"] == {"id": later.json()["id"], "status": "succeeded"}
        task = httpx.get(f"{server.url}/tasks/{later.json()['id']}", headers=headers, timeout=30).json()
        assert task["status"] == "succeeded"
        time.sleep(1.5)
        assert len(receiver.got) == 1
