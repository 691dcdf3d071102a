"""Makes a fixture of the upgrade test: a data folder as an earlier version left it, killed in the middle of its work.

python tests/upgrade/make.py REVISION NAME [--postgres URL]

REVISION: a tag or commit of this repository; its code is run as it was, with this environment's libraries and weights.
NAME: of the fixture, tests/upgrade/NAME.tar.xz (SQLite) or NAME.sql.xz with NAME.tar.xz (PostgreSQL: a dump and the
pictures). Run it for every tag, once; what it makes is committed and never made again.
"""

import argparse
import base64
import io
import json
import lzma
import os
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psycopg
from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
BINARIES = ("src/scumble/vision/weights", "src/scumble/language/weights", "src/scumble/engines/cpu/fonts")
SCHEMA = "upgrade_fixture"
LEFT_OUT = {"server.lock", "collect.lock"}
ROWS = """
from datetime import UTC, datetime
from scumble.core.caller import LOCAL
from scumble.core.task import Task, Turn
from scumble.db.engine import Database
from scumble.db.executors import ExecutorRows
from scumble.db.tasks import TaskRows
import os, sys
database = Database(sys.argv[1])
database.migrate()
rows, at = TaskRows(database), datetime.now(UTC)
ExecutorRows(database).enter("exec_gone", "host", 1)
request = {"wishes": {"prompt": "a plain blue background", "size": "64x48"}, "pictures": []}
task = Task(project_id=LOCAL.project_id, key_id=LOCAL.key_id, route="generations", request=request, priority="normal",
            request_hash="0" * 64, request_id="req_old", owner="exec_gone", client_request_id="old-waiting")
rows.add(LOCAL, task, Turn(place=33, end=33), lambda connection: None)
print(task.id)
"""
"""At the schema 0002 no server could run yet: tasks were written, but pictures were not kept."""


def picture(width: int = 64, height: int = 48) -> bytes:
    """A small PNG."""
    ramp = np.linspace(0, 255, width * height * 3).reshape(height, width, 3).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(ramp).save(file, "PNG")
    return file.getvalue()


class Old:
    """The earlier version at work in a folder of its own."""

    def __init__(self, source: Path, data: Path, url: str) -> None:
        """source: the checkout. url: of its database; empty = SQLite in `data`."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
        self.env = {**kept, "PYTHONPATH": str(source / "src"), "SCUMBLE_DATA": str(data), "SCUMBLE_WORKERS": "1"}
        self.settings = {"SCUMBLE_ALLOWED_PRIVATE_NETWORKS": "127.0.0.1", "SCUMBLE_TASK_WORKERS": "1"}
        self.data = data
        if url:
            self.env["SCUMBLE_DATABASE_URL"] = url

    def run(self, *words: str) -> str:
        """A command of it; what it printed."""
        command = [sys.executable, "-m", "scumble", *words]
        return subprocess.run(command, env=self.env, check=True, capture_output=True, text=True).stdout.strip()

    def serve(self) -> "tuple[subprocess.Popen[bytes], int]":
        """Its server, with the settings that it knows."""
        port = 18473
        for settings in (self.settings, {}):
            log = self.data.parent / "log"
            with log.open("wb") as file:
                command = [sys.executable, "-m", "scumble", "serve", "--port", str(port)]
                process = subprocess.Popen(command, env={**self.env, **settings}, stdout=file, stderr=file)
            for _ in range(600):
                if process.poll() is not None:
                    break
                try:
                    if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                        return process, port
                except httpx.HTTPError:
                    time.sleep(0.1)
            if process.poll() is None:
                process.kill()
        raise SystemExit(log.read_text()[-3000:])


def work(old: Old) -> dict[str, Any]:
    """Has it do one of everything, and kills it with work in flight; what has to be found again."""
    facts: dict[str, Any] = {"key": old.run("keys", "create", "--name", "old", "--test", "--quiet")}
    process, port = old.serve()
    with httpx.Client(
        base_url=f"http://127.0.0.1:{port}", headers={"Authorization": f"Bearer {facts['key']}"}, timeout=120
    ) as http:
        answer = http.post(
            "/v1/images/edits",
            data={"prompt": "flip it horizontally"},
            files={"image": ("p.png", picture(), "image/png")},
            headers={"X-Client-Request-Id": "old-done", "Idempotency-Key": "old-done"},
        )
        answer.raise_for_status()
        facts["done"] = {
            "request_id": answer.headers["x-request-id"],
            "task": answer.headers.get("x-scumble-task"),
            "png": base64.b64encode(base64.b64decode(answer.json()["data"][0]["b64_json"])).decode(),
        }
        if http.get("/v1/files").status_code == 200:
            file = http.post("/v1/files", data={"purpose": "vision"}, files={"file": ("p.png", picture())})
            facts["file"] = file.json()["id"]
        if http.get("/v1/webhooks").status_code == 200:
            hook = http.post("/v1/webhooks", json={"url": "http://127.0.0.1:18474/hook"})
            hook.raise_for_status()
            facts["webhook"] = {"id": hook.json()["id"], "secret": hook.json()["secret"]}
        facts["flying"] = []
        if facts["done"]["task"]:  # it has tasks: three are accepted, and it is killed while the first is drawn
            body = {"prompt": "turn it into an oil painting", "background": "true"}
            for number in range(3):
                size = (1600, 1200) if number == 0 else (64, 48)
                sent = {"image": ("p.png", picture(*size), "image/png")}
                told = http.post(
                    "/v1/images/edits", data=body, files=sent, headers={"X-Client-Request-Id": f"f{number}"}
                )
                assert told.status_code == 202, told.text
                facts["flying"].append(told.json()["id"])
            while http.get(f"/v1/tasks/{facts['flying'][0]}").json()["status"] == "queued":
                time.sleep(0.02)
            facts["standing"] = [http.get(f"/v1/tasks/{t}").json()["status"] for t in facts["flying"]]
        process.send_signal(signal.SIGKILL)
        process.wait()
    return facts


def dump(url: str, file: Path) -> None:
    """Both schemas as SQL that any client can send."""
    command = ["pg_dump", "--no-owner", "--no-privileges", "--inserts", "-n", SCHEMA, "-n", f"{SCHEMA}_tasks", url]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    kept = [line for line in text.splitlines() if not line.startswith(("--", "\\")) and line]
    file.write_bytes(lzma.compress("\n".join(kept).encode(), preset=9))


def pack(folder: Path, facts: dict[str, Any], file: Path) -> None:
    """The data folder and the facts as one file."""
    (folder / "facts.json").write_text(json.dumps(facts, indent=1))
    with tarfile.open(file, "w:xz", preset=9) as tar:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name not in LEFT_OUT and not path.name.endswith("-shm"):
                info = tarfile.TarInfo(path.relative_to(folder).as_posix())
                info.size, info.mode = path.stat().st_size, 0o600
                with path.open("rb") as content:
                    tar.addfile(info, content)
    print(f"{file.relative_to(ROOT)}: {file.stat().st_size:,} bytes, {facts.get('standing')}")


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("revision")
    parser.add_argument("name")
    parser.add_argument("--postgres", default="", help="a server on which schemas can be made")
    parser.add_argument("--rows", action="store_true", help="of a version whose server cannot run: its rows alone")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        source, data = Path(name) / "source", Path(name) / "data"
        archive = subprocess.run(["git", "archive", asked.revision, "src"], cwd=ROOT, check=True, capture_output=True)
        source.mkdir()
        with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
            tar.extractall(source, filter="data")
        for folder in BINARIES:
            shutil.copytree(ROOT / folder, source / folder, dirs_exist_ok=True, symlinks=True)
        url = ""
        if asked.postgres:
            with psycopg.connect(asked.postgres, autocommit=True) as connection:
                for schema in (SCHEMA, f"{SCHEMA}_tasks"):
                    connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
                connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            url = f"{asked.postgres}?options=-csearch_path%3D{SCHEMA}"
        old = Old(source, data, url)
        if asked.rows:
            database = url or f"sqlite:///{data / 'scumble.db'}"
            facts: dict[str, Any] = {
                "key": old.run("keys", "create", "--name", "old", "--test", "--quiet"),
                "done": None,
            }
            made = subprocess.run(
                [sys.executable, "-c", ROWS, database], env=old.env, check=True, capture_output=True, text=True
            )
            facts |= {"flying": [made.stdout.strip()], "standing": ["queued"]}
        else:
            facts = work(old)
        data.mkdir(exist_ok=True)
        if url:
            dump(asked.postgres, HERE / f"{asked.name}.sql.xz")
            with psycopg.connect(asked.postgres, autocommit=True) as connection:
                for schema in (SCHEMA, f"{SCHEMA}_tasks"):
                    connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
        pack(data, facts, HERE / f"{asked.name}.tar.xz")


if __name__ == "__main__":
    main()
