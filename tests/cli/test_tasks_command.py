"""`scumble tasks`: listed, shown and cancelled, by a running server and in the database."""

import json
import time
from pathlib import Path

import httpx

from scumble.db.engine import Database
from tests.api.helpers import picture
from tests.cli.helpers import one_line, scumble
from tests.serving import serving


def test_tasks_of_a_server_and_of_the_database_are_told_alike(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with serving(tmp_path, task_workers="1") as served:
        headers = {"Authorization": f"Bearer {served.key}"}
        with httpx.Client(base_url=served.root, headers=headers, timeout=120) as http:
            sent = {"image": ("p.png", picture(64, 48), "image/png")}
            http.post("/v1/images/edits", data={"prompt": "flip it horizontally"}, files=sent).raise_for_status()
            ids: list[str] = []
            for width in (2000, 64, 65):
                body = {"prompt": "turn it into an oil painting", "background": "true"}
                sent = {"image": ("p.png", picture(width, 1500 if width > 100 else 48), "image/png")}
                ids.append(http.post("/v1/images/edits", data=body, files=sent).json()["id"])
        more = {"SCUMBLE_URL": served.root, "SCUMBLE_KEY": served.key}
        stopped = scumble("tasks", "cancel", ids[2], data=data)
        assert stopped.code == 0, stopped.err
        assert "is cancelled" in stopped.out
        working = scumble("tasks", "cancel", ids[0], data=tmp_path / "elsewhere", more=more)
        assert "cancel" in working.out
        with httpx.Client(base_url=served.root, headers=headers, timeout=120) as http:
            for task_id in ids:
                while http.get(f"/v1/tasks/{task_id}").json()["completed_at"] is None:
                    time.sleep(0.1)
        listed = scumble("tasks", "list", "--json", data=tmp_path / "elsewhere", more=more)
        local = scumble("tasks", "list", "--json", data=data)
        assert json.loads(listed.out) == json.loads(local.out)
        by_id = {task["id"]: task["status"] for task in json.loads(local.out)}
        assert len(by_id) == 4
        assert [by_id[i] for i in ids[1:]] == ["succeeded", "cancelled"]
        assert by_id[ids[0]] in {"cancelled", "succeeded"}, "it may have ended before it was asked to stop"
        missing = scumble("tasks", "show", "task_none", data=tmp_path / "elsewhere", more=more)
        assert missing.code == 2
        assert "There is no task 'task_none'" in one_line(missing)
    shown = scumble("tasks", "show", ids[1], data=data).out
    assert "status     succeeded" in shown
    assert "understood" in shown
    assert "engine     scumble-cpu" in shown
    assert len(scumble("tasks", "list", "--limit", "2", data=data).out.splitlines()) == 2
    assert ids[2] in scumble("tasks", "list", "--status", "cancelled", data=data).out


def test_looking_changes_nothing(tmp_path: Path) -> None:
    ran = scumble("tasks", "list", data=tmp_path / "data")
    assert ran.code == 2
    assert "There is no database" in one_line(ran)
    assert not (tmp_path / "data").exists()
    database = Database(f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
    database.migrate("0002")
    ran = scumble("tasks", "list", data=tmp_path / "data")
    assert ran.code == 2
    assert "start the server once to upgrade it" in one_line(ran)
    assert database.revision() == "0002"
    database.close()
