"""`scumble backup` and `restore`: one moment of everything, while the server works; checked, whole, or not at all."""

import io
import os
import signal
import sqlite3
import subprocess
import sys
import tarfile
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidValue, Overloaded
from scumble.db.engine import Database
from scumble.db.journal import Journal
from scumble.governance.keys import Keys
from scumble.store import backup
from scumble.store.backup import unpack, write_backup
from scumble.store.collect import HOLD, Collector
from scumble.store.keep import Store
from scumble.store.local import LocalBlobs
from tests.api.helpers import picture
from tests.cli.helpers import PROGRAM, environment, one_line, scumble
from tests.serving import serving


def test_tasks_in_flight_are_carried_on_after_a_restore(tmp_path: Path) -> None:
    """The backup is written while the server draws; another folder goes on from that moment."""
    (tmp_path / "old").mkdir()
    data = tmp_path / "old" / "data"
    file = tmp_path / "backup.tar"
    with serving(tmp_path / "old", task_workers="1") as served:
        headers = {"Authorization": f"Bearer {served.key}"}
        database = Database(f"sqlite:///{data / 'scumble.db'}")
        with httpx.Client(base_url=served.root, headers=headers, timeout=120) as http:
            upload = http.post("/v1/files", data={"purpose": "vision"}, files={"file": ("p.png", picture(64, 48))})
            first = accept(http, "make it brighter", picture(64, 48))
            until(http, first, "succeeded")
            flying = [accept(http, "turn it into an oil painting", picture(300 + n, 200)) for n in range(4)]
            made = write_backup(
                file,
                database=database,
                data=data,
                blobs=LocalBlobs(data / "blobs"),
                settings=b"task_workers = 1\n",
                scumble="0",
            )
            assert not http.get(f"/v1/tasks/{flying[-1]}").json()["completed_at"], "some were under way"
        database.close()
        os.kill(served.pid, signal.SIGKILL)
    assert made.pictures >= 2 + len(flying)
    assert made.missing == made.damaged == ()
    assert file.stat().st_mode & 0o777 == 0o600
    (tmp_path / "new").mkdir()
    restored = tmp_path / "new" / "data"
    back = scumble("restore", file, data=restored)
    assert back.code == 0, back.err
    assert (restored / "scumble.toml.backup").read_text() == "task_workers = 1\n"
    (restored / "scumble.toml.backup").unlink()
    with serving(tmp_path / "new") as served, httpx.Client(base_url=served.root, headers=headers, timeout=120) as http:
        assert http.get(f"/v1/files/{upload.json()['id']}/content").content == picture(64, 48)
        for task_id in [first, *flying]:
            task = until(http, task_id, "succeeded")
            assert http.get(task["output"]["assets"][0]["url"]).content.startswith(b"\x89PNG")
    database = Database(f"sqlite:///{restored / 'scumble.db'}")
    ids = [entry.id for entry in Journal(database).recent(LOCAL, 100)]
    database.close()
    assert sorted(ids) == sorted([first, *flying]), "each ended once"


def accept(http: httpx.Client, words: str, data: bytes) -> str:
    """A task to be told later."""
    body = {"prompt": words, "background": "true"}
    answer = http.post("/v1/images/edits", data=body, files={"image": ("p.png", data, "image/png")})
    assert answer.status_code == 202, answer.text
    return str(answer.json()["id"])


def until(http: httpx.Client, task_id: str, status: str) -> dict[str, Any]:
    """The task when it has ended, which has to be so."""
    for _ in range(1200):
        task: dict[str, Any] = http.get(f"/v1/tasks/{task_id}").json()
        if task["completed_at"] is not None:
            assert task["status"] == status, task
            return task
        time.sleep(0.1)
    raise AssertionError(task)


class Folder:
    """A small data folder."""

    def __init__(self, data: Path, pictures: int = 3) -> None:
        """pictures: that are kept and used."""
        self.data = data
        self.database = Database(f"sqlite:///{data / 'scumble.db'}")
        self.database.migrate()
        self.token = Keys(self.database).create(LOCAL, "k").token
        self.blobs = LocalBlobs(data / "blobs")
        self.store = Store(self.database, self.blobs)
        self.digests = [self.keep(b"picture %d" % n) for n in range(pictures)]
        with sqlite3.connect(data / "tasks.db") as tasks:
            tasks.execute("CREATE TABLE t (x)")
        tasks.close()

    def keep(self, content: bytes, owner: str = "file-1") -> str:
        """Kept and used."""
        digest = self.store.put(LOCAL.project_id, content).digest
        with self.database.write() as connection:
            self.store.use(connection, LOCAL.project_id, digest, kind="file", owner=owner)
        return digest

    def write(self, file: Path) -> backup.Manifest:
        """A backup of it."""
        return write_backup(file, database=self.database, data=self.data, blobs=self.blobs, settings=None, scumble="0")


@pytest.fixture
def folder(tmp_path: Path) -> Any:
    made = Folder(tmp_path / "data")
    yield made
    made.database.close()


def test_every_byte_is_checked_before_anything_is_put_in_place(folder: Folder, tmp_path: Path) -> None:
    file = tmp_path / "b.tar"
    assert folder.write(file).pictures == 3
    whole = file.read_bytes()
    step = max(1, len(whole) // 40)
    for place in range(600, len(whole) - 1, step):
        (tmp_path / "cut.tar").write_bytes(whole[:place])
        (tmp_path / "changed.tar").write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        for name in ("cut.tar", "changed.tar"):
            target = tmp_path / f"{name}-{place}"
            target.mkdir()
            try:
                found = unpack(tmp_path / name, target)
            except InvalidValue:
                continue
            # Padding of the tar and fields that nobody reads may differ; what counts is the same.
            assert {e.name: e.sha256 for e in found.entries} == {
                e.name: e.sha256 for e in unpack(file, tmp_path / f"whole-{name}-{place}").entries
            }
    (tmp_path / "cut.tar").write_bytes(whole[: len(whole) // 2])
    ran = scumble("restore", tmp_path / "cut.tar", data=tmp_path / "fresh")
    assert ran.code == 2
    assert "cut" in one_line(ran) or "damaged" in ran.err
    assert {path.name for path in (tmp_path / "fresh").iterdir()} <= {"server.lock"}
    assert scumble("restore", file, data=tmp_path / "fresh").code == 0
    listed = scumble("keys", "list", data=tmp_path / "fresh")
    assert folder.token[:21] in listed.out


@pytest.mark.parametrize("name", ["../evil", "/etc/evil", "blobs/../../evil", "other.db", "blobs/p/short"])
def test_names_that_no_backup_has_are_refused(name: str, tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo(name)
        info.size = 4
        tar.addfile(info, io.BytesIO(b"evil"))
    with pytest.raises(InvalidValue, match="no backup of Scumble"):
        unpack(tmp_path / "evil.tar", tmp_path / "into")
    assert not list(tmp_path.rglob("evil"))


def test_a_link_in_the_file_is_refused(tmp_path: Path) -> None:
    with tarfile.open(tmp_path / "evil.tar", "w") as tar:
        info = tarfile.TarInfo("scumble.db")
        info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(info)
    with pytest.raises(InvalidValue, match="no backup of Scumble"):
        unpack(tmp_path / "evil.tar", tmp_path)


def test_a_full_folder_and_a_running_server_are_left_alone(folder: Folder, tmp_path: Path) -> None:
    folder.write(tmp_path / "b.tar")
    ran = scumble("restore", tmp_path / "b.tar", data=folder.data)
    assert ran.code == 2
    assert "is not empty" in one_line(ran)
    again = scumble("backup", tmp_path / "b.tar", data=folder.data)
    assert again.code == 2
    assert "is there already" in one_line(again)
    none = scumble("backup", tmp_path / "c.tar", data=tmp_path / "nothing")
    assert none.code == 2
    assert "nothing to back up" in one_line(none)


def test_a_killed_backup_leaves_no_half_file_and_the_next_one_clears_up(folder: Folder, tmp_path: Path) -> None:
    for number in range(300):
        folder.keep(os.urandom(200_000), owner=f"file-{number}")
    file = tmp_path / "b.tar"
    process = subprocess.Popen([PROGRAM, "backup", str(file)], env=environment(folder.data))
    half = tmp_path / ".b.tar.part" / "half"
    while process.poll() is None and not (half.exists() and half.stat().st_size > 1_000_000):
        time.sleep(0.002)
    process.kill()
    process.wait()
    assert half.exists(), "it was killed in the middle"
    assert not file.exists()
    assert scumble("backup", file, data=folder.data).code == 0
    assert file.exists()
    assert not half.parent.exists()


def test_a_killed_restore_is_begun_anew(folder: Folder, tmp_path: Path) -> None:
    file, fresh = tmp_path / "b.tar", tmp_path / "fresh"
    folder.write(file)
    (fresh / ".restore").mkdir(parents=True)
    (fresh / ".restore" / "scumble.db").write_bytes(b"half")
    (fresh / "blobs").mkdir()  # was in place already
    (fresh / "tasks.db").write_bytes(b"x")
    assert scumble("restore", file, data=fresh).code == 0
    assert {p.name for p in fresh.iterdir()} <= {"scumble.db", "tasks.db", "blobs", "server.lock"}
    assert len(list(LocalBlobs(fresh / "blobs").walk())) == 3


def test_both_databases_are_of_one_moment(folder: Folder, tmp_path: Path) -> None:
    """A writer who writes to one and then to the other is never found between."""
    script = (
        "import sqlite3, sys\n"
        "a, b = (sqlite3.connect(f'{sys.argv[1]}/{n}', timeout=60, isolation_level=None) for n in sys.argv[2:])\n"
        "a.execute('CREATE TABLE n (x)'); b.execute('CREATE TABLE n (x)'); print('go', flush=True)\n"
        "for k in range(100000):\n"
        "    a.execute('INSERT INTO n VALUES (?)', (k,)); b.execute('INSERT INTO n VALUES (?)', (k,))\n"
    )
    writer = subprocess.Popen(
        [sys.executable, "-c", script, str(folder.data), "scumble.db", "tasks.db"], stdout=subprocess.PIPE
    )
    assert writer.stdout is not None
    writer.stdout.readline()
    try:
        for number in range(5):
            folder.write(tmp_path / f"{number}.tar")
            into = tmp_path / f"{number}"
            into.mkdir()
            unpack(tmp_path / f"{number}.tar", into)
            counts: list[int] = []
            for name in ("scumble.db", "tasks.db"):
                copy = sqlite3.connect(into / name)
                counts.append(copy.execute("SELECT count(*) FROM n").fetchone()[0])
                copy.close()
            assert counts[0] - counts[1] in {0, 1}
            assert writer.poll() is None
        assert counts[0] > 0
    finally:
        writer.kill()
        writer.communicate()


def test_nothing_is_collected_while_a_backup_is_written(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    collector = Collector(folder.database, folder.blobs, hold=folder.data / HOLD)
    runs: list[int] = []
    monkeypatch.setattr(collector, "collect", lambda sweep: runs.append(1))
    with backup.held(folder.data):
        collector.start(every=0.01)
        time.sleep(0.3)
        assert not runs
        monkeypatch.setattr(backup, "HOLD_SECONDS", 0.05)
        with pytest.raises(Overloaded, match="another backup"), backup.held(folder.data):
            pass
    for _ in range(500):
        if runs:
            break
        time.sleep(0.01)
    collector.stop()
    assert runs


def test_what_the_storage_lost_or_broke_is_told(folder: Folder, tmp_path: Path) -> None:
    folder.blobs.path(LOCAL.project_id, folder.digests[0]).unlink()
    folder.blobs.path(LOCAL.project_id, folder.digests[1]).write_bytes(b"rotten")
    ran = scumble("backup", tmp_path / "b.tar", data=folder.data)
    assert ran.code == 0
    assert "1 pictures were missing from the storage already" in ran.err
    assert "1 pictures were damaged on the disk already" in ran.err
    assert scumble("restore", tmp_path / "b.tar", data=tmp_path / "fresh").code == 0


def test_a_backup_of_a_newer_version_is_refused(folder: Folder, tmp_path: Path) -> None:
    with folder.database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    folder.write(tmp_path / "b.tar")
    ran = scumble("restore", tmp_path / "b.tar", data=tmp_path / "fresh")
    assert ran.code == 2
    assert "newer version" in one_line(ran)
    assert not (tmp_path / "fresh" / "scumble.db").exists()


def test_beside_postgresql_the_pictures_are_kept_and_the_rest_is_told(postgres_url: str, tmp_path: Path) -> None:
    more = {"SCUMBLE_DATABASE_URL": postgres_url}
    database = Database(postgres_url)
    database.migrate()
    store = Store(database, LocalBlobs(tmp_path / "data" / "blobs"))
    store.put(LOCAL.project_id, b"picture")
    database.close()
    ran = scumble("backup", tmp_path / "b.tar", data=tmp_path / "data", more=more)
    assert ran.code == 0, ran.err
    assert "1 pictures and files" in ran.out
    assert "The database is NOT in it" in ran.err
    assert "pg_dump --format=custom" in ran.err
    wrong = scumble("restore", tmp_path / "b.tar", data=tmp_path / "fresh")
    assert wrong.code == 2
    assert "Set database_url" in one_line(wrong)
    back = scumble("restore", tmp_path / "b.tar", data=tmp_path / "fresh", more=more)
    assert back.code == 0, back.err
    assert len(list(LocalBlobs(tmp_path / "fresh" / "blobs").walk())) == 1
