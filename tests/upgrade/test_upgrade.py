"""Data folders of earlier versions, killed in the middle of their work, under this version's server: nothing is lost.

`make.py` made each fixture by running the version itself; there is one for every schema that was ever the newest, and
from the first release on one for every tag.
"""

import base64
import json
import lzma
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from scumble.core.caller import LOCAL
from scumble.db import migrate
from scumble.db.engine import Database
from scumble.db.journal import Journal
from tests.api.helpers import picture
from tests.conftest import POSTGRES
from tests.serving import free_port, wait_until_ready

HERE = Path(__file__).parent
FOLDERS = sorted(p.name.removesuffix(".tar.xz") for p in HERE.glob("*.tar.xz") if "postgres" not in p.name)
DUMPS = sorted(p.name.removesuffix(".sql.xz") for p in HERE.glob("*.sql.xz"))
SCHEMA = "upgrade_fixture"


def unpacked(name: str, data: Path) -> dict[str, Any]:
    """The fixture's data folder; what has to be found in it."""
    with tarfile.open(HERE / f"{name}.tar.xz") as tar:
        tar.extractall(data, filter="data")
    facts = data / "facts.json"
    told: dict[str, Any] = json.loads(facts.read_text())
    facts.unlink()
    return told


@contextmanager
def upgraded(data: Path, database_url: str = "") -> Iterator[str]:
    """This version's server on the folder; its address."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    env = {**kept, "SCUMBLE_DATA": str(data)} | ({"SCUMBLE_DATABASE_URL": database_url} if database_url else {})
    port = free_port()
    log = data.parent / "log"
    with log.open("wb") as file:
        command = [sys.executable, "-m", "scumble", "serve", "--port", str(port)]
        process = subprocess.Popen(command, env=env, stdout=file, stderr=file)
    try:
        wait_until_ready(process, port, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(60)
    assert "Traceback" not in log.read_text()


@pytest.mark.parametrize("name", FOLDERS)
def test_a_folder_of_an_earlier_version_goes_on(name: str, tmp_path: Path) -> None:
    facts = unpacked(name, tmp_path / "data")
    if facts["done"] and facts["done"]["task"]:
        assert set(facts["standing"]) & {"processing", "queued"}, "the fixture has work in flight"
    with upgraded(tmp_path / "data") as root:
        goes_on(root, facts)
    database = Database(f"sqlite:///{tmp_path / 'data' / 'scumble.db'}")
    journalled(database, facts)
    database.close()


@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_of_an_earlier_version_goes_on(name: str, tmp_path: Path, postgres_url: str) -> None:
    facts = unpacked(name, tmp_path / "data")
    schema = postgres_url.rpartition("%3D")[2]
    dump = lzma.decompress((HERE / f"{name}.sql.xz").read_bytes()).decode()
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'DROP SCHEMA "{schema}"'.encode())  # the dump makes it itself
        connection.execute(dump.replace(SCHEMA, schema).encode())
    with upgraded(tmp_path / "data", postgres_url) as root:
        goes_on(root, facts)
    database = Database(postgres_url)
    journalled(database, facts)
    database.close()


def goes_on(root: str, facts: dict[str, Any]) -> None:
    """The key works, what was done is found, what was under way is finished, and new work is taken."""
    with httpx.Client(base_url=root, headers={"Authorization": f"Bearer {facts['key']}"}, timeout=120) as http:
        assert http.get("/v1/models").status_code == 200, "the old key works"
        if facts["done"]:
            found_again(http, facts)
        if "file" in facts:
            assert http.get(f"/v1/files/{facts['file']}/content").content.startswith(b"\x89PNG")
        if "webhook" in facts:
            (hook,) = http.get("/v1/webhooks").json()["data"]
            assert hook["id"] == facts["webhook"]["id"]
        for task_id in facts["flying"]:
            task = ended(http, task_id)
            assert task["status"] == "succeeded", task
            assert http.get(task["output"]["assets"][0]["url"]).content.startswith(b"\x89PNG")
        new = {"image": ("p.png", picture(64, 48), "image/png")}
        assert http.post("/v1/images/edits", data={"prompt": "make it brighter"}, files=new).status_code == 200


def found_again(http: httpx.Client, facts: dict[str, Any]) -> None:
    """The task that had ended, by its id and by the name that the client gave, with the same bytes."""
    done = facts["done"]
    if not done["task"]:
        return
    (task,) = http.get("/v1/tasks", params={"client_request_id": "old-done"}).json()["data"]
    assert (task["id"], task["status"]) == (done["task"], "succeeded")
    assert http.get(task["output"]["assets"][0]["url"]).content == base64.b64decode(done["png"])


def ended(http: httpx.Client, task_id: str) -> dict[str, Any]:
    """The task, once it has ended."""
    for _ in range(600):
        task: dict[str, Any] = http.get(f"/v1/tasks/{task_id}").json()
        if task["completed_at"] is not None:
            return task
        time.sleep(0.1)
    raise AssertionError(task)


def journalled(database: Database, facts: dict[str, Any]) -> None:
    """The schema is this version's, and the journal has each edit once: the old ones, those in flight, the new one."""
    assert database.revision() == migrate.head()
    entries = Journal(database).recent(LOCAL, 100)
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids))
    assert set(facts["flying"]) <= set(ids)
    assert len(ids) == bool(facts["done"]) + len(facts["flying"]) + 1
    if facts["done"]:
        assert facts["done"]["request_id"] in {entry.request_id for entry in entries}


def test_every_tag_has_its_fixture() -> None:
    git = subprocess.run(["git", "tag", "--list", "v[0-9]*"], cwd=HERE, capture_output=True, text=True, check=False)
    missing = set(git.stdout.split()) - set(FOLDERS)
    assert not missing, "make it by tests/upgrade/make.py TAG TAG"
    assert {"v0001", "v0002", "v0003", "v0004"} <= set(FOLDERS), "the schemas before the first release"
