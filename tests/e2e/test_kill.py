"""`kill -9` of real servers at random moments: every accepted task ends once, and is paid for once."""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import pytest

from scumble.codec.encode import encode
from scumble.core.caller import LOCAL
from scumble.core.image import Image
from scumble.db.engine import Database
from scumble.db.journal import Journal
from tests.conftest import NO_POSTGRES
from tests.kill.machines import postgres_programs
from tests.kill.soak import run
from tests.serving import free_port, wait_until_ready

KILLS = 5
EDITS = 40


class Life:
    """A server whose process a test can stop."""

    def __init__(self, folder: Path, database_url: str, name: str = "log") -> None:
        """folder: of its data and log. name: of the log."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
        self.env = {**kept, "SCUMBLE_DATA": str(folder / "data"), "SCUMBLE_DATABASE_URL": database_url}
        self.log = folder / name
        self.port = free_port()
        made = self._run("keys", "create", "--name", "t", "--quiet")
        self.http = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Authorization": f"Bearer {made}"}, timeout=30
        )
        self.process = self._start()

    def _run(self, *words: str) -> str:
        command = [sys.executable, "-m", "scumble", *words]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True).stdout.strip()

    def _start(self) -> "subprocess.Popen[bytes]":
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "scumble", "serve", "--port", str(self.port)],
                env=self.env,
                stdout=log,
                stderr=log,
            )
        wait_until_ready(process, self.port, self.log)
        return process

    def found(self, client_request_id: str) -> dict[str, Any]:
        """The task with this name, once work on it has begun."""
        for _ in range(600):
            tasks = self.http.get("/v1/tasks", params={"client_request_id": client_request_id}).json()["data"]
            if tasks and tasks[0]["status"] == "processing":
                return dict(tasks[0])
            time.sleep(0.02)
        raise AssertionError(self.log.read_text()[-3000:])

    def close(self) -> None:
        """Stops it in order."""
        self.http.close()
        self.process.terminate()
        self.process.wait(60)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_no_kill_loses_a_task_ends_one_twice_or_pays_twice(kind: str, tmp_path: Path) -> None:
    """Servers, and the PostgreSQL server itself, killed under a stream of paid edits; `make soak-kill` at full size."""
    if kind == "postgresql" and postgres_programs() is None:
        pytest.skip(NO_POSTGRES + "its server programs are not installed")
    outcome = run(tmp_path, kind, edits=EDITS, kills=KILLS)
    found = outcome.judgement
    logs = "\n".join(log.read_text()[-2000:] for log in tmp_path.glob("log*"))
    assert found.wrong == [], logs
    assert outcome.kinds.total() == KILLS
    assert found.statuses.total() == EDITS
    assert found.statuses["succeeded"] > EDITS * 0.8
    assert max(found.attempts) > 1, "something was killed in the middle"


@pytest.mark.soak
def test_who_only_slept_is_replaced_and_its_late_result_does_not_count(postgres_url: str, tmp_path: Path) -> None:
    """Two servers on one PostgreSQL: the first is stopped in the middle of an edit, and goes on when it is too late."""
    first, second = (Life(tmp_path, postgres_url, name) for name in ("first", "second"))
    body = {"prompt": "turn it into an oil painting"}
    headers = {"X-Client-Request-Id": "slept"}
    noise = np.random.default_rng(5).integers(0, 255, (1500, 2000, 4), np.uint8)
    noise[..., 3] = 255
    photo = encode(Image(pixels=cv2.GaussianBlur(noise, (0, 0), 3)), format="png", compression=None)
    try:
        with ThreadPoolExecutor(1) as thread:
            asked = thread.submit(
                lambda: first.http.post(
                    "/v1/images/edits", data=body, files={"image": ("p.png", photo)}, headers=headers, timeout=120
                )
            )
            task = first.found("slept")
            first.process.send_signal(signal.SIGSTOP)
            began = time.monotonic()
            while (task := second.http.get(f"/v1/tasks/{task['id']}").json())["completed_at"] is None:
                assert time.monotonic() - began < 90, second.log.read_text()[-3000:]
                time.sleep(0.2)
                if task["attempts"] == 2 and "adopted" not in locals():
                    adopted = time.monotonic() - began
            if os.environ.get("SCUMBLE_TEST_SOAK") == "full":  # a whole minute
                time.sleep(max(0.0, began + 60 - time.monotonic()))
            first.process.send_signal(signal.SIGCONT)
            answer = asked.result()
        assert task["status"] == "succeeded"
        assert task["attempts"] == 2
        assert adopted < 30, adopted
        assert answer.status_code == 200
        kept = second.http.get(f"/v1/tasks/{task['id']}").json()
        assert kept == task, "what the first one still made changed nothing"
        assert answer.json()["data"][0]["edit"]["task"] == task["id"]
    finally:
        first.close()
        second.close()
    database = Database(postgres_url)
    assert [e.id for e in Journal(database).recent(LOCAL, 10)] == [task["id"]]
    database.close()


def test_a_second_server_on_the_same_folder_is_refused(tmp_path: Path) -> None:
    life = Life(tmp_path, f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
    try:
        command = [sys.executable, "-m", "scumble", "serve", "--port", "0"]
        second = subprocess.run(command, env=life.env, capture_output=True, check=False, text=True, timeout=60)
        assert second.returncode != 0
        assert "Another Scumble server works in the data folder" in second.stderr
        assert "Traceback" not in second.stderr
    finally:
        life.close()
