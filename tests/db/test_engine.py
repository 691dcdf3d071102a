"""Units of work: atomic; errors translated (disk full, busy, unreachable); SQLite's settings; addresses refused."""

import sqlite3
import stat
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from scumble.core.errors import Misconfigured, Overloaded, ScumbleError, StorageFull
from scumble.db.engine import Database
from scumble.db.errors import translated
from scumble.db.tables import projects

NOW = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)


def add(connection: sa.Connection, name: str, at: datetime = NOW) -> None:
    connection.execute(sa.insert(projects).values(project_id=name, name=name, created_at=at))


def names(database: Database) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(sa.select(projects.c.project_id)).scalars()) - {"proj_default"}


@pytest.fixture
def sqlite(tmp_path: Path) -> Database:
    database = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    database.migrate()
    return database


def test_a_unit_of_work_is_kept_whole(database: Database) -> None:
    with database.write() as connection:
        add(connection, "a")
        add(connection, "b")
    assert names(database) == {"a", "b"}


def test_a_unit_of_work_that_breaks_keeps_nothing(database: Database) -> None:
    def work() -> None:
        with database.write() as connection:
            add(connection, "a")
            raise RuntimeError("broken half way")

    with pytest.raises(RuntimeError, match="half way"):
        work()
    assert names(database) == set()


def test_a_reader_sees_one_picture_while_another_writes(database: Database) -> None:
    with database.read() as connection:
        before = connection.execute(sa.select(projects)).all()
        with ThreadPoolExecutor(1) as thread:
            thread.submit(_write, database, "later").result()
        assert connection.execute(sa.select(projects)).all() == before
    assert names(database) == {"later"}


def _write(database: Database, name: str) -> None:
    with database.write() as connection:
        add(connection, name)


def test_writers_in_several_database_objects_lose_nothing(database: Database, database_url: str) -> None:
    others = [Database(database_url) for _ in range(4)]
    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(_write, others[i % 4], f"p{i}") for i in range(80)]:
            done.result()
    for other in others:
        other.close()
    assert names(database) == {f"p{i}" for i in range(80)}


def test_times_come_back_as_the_same_moment_in_utc(database: Database) -> None:
    elsewhere = NOW.astimezone(timezone(timedelta(hours=-7)))
    with database.write() as connection:
        add(connection, "a", elsewhere)
    with database.read() as connection:
        found = connection.execute(sa.select(projects.c.created_at).where(projects.c.project_id == "a")).scalar_one()
    assert found == NOW
    assert found.tzinfo == UTC


def test_a_time_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"), database.write() as connection:
        add(connection, "a", NOW.replace(tzinfo=None))


def test_rows_of_a_project_that_is_not_there_are_refused(database: Database) -> None:
    key = "INSERT INTO keys (id, project_id, name, prefix, hash, created_at) VALUES ('k', 'nobody', 'n', 'p', 'h', :at)"
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(sa.text(key), {"at": "2026-01-01 00:00:00"})


def test_sqlite_keeps_a_write_ahead_log_and_waits_for_others(sqlite: Database) -> None:
    with sqlite.read() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 10_000}


def test_a_new_file_that_another_process_holds_is_waited_for(tmp_path: Path) -> None:
    file = tmp_path / "new.db"
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    impatient, patient = (Database(f"sqlite:///{file}", busy_seconds=s) for s in (0.2, 30))
    with pytest.raises(Overloaded):
        impatient.check()
    release = threading.Timer(0.5, lambda: other.execute("ROLLBACK"))
    release.start()
    patient.check()
    release.join()
    for database in (impatient, patient):
        database.close()
    other.close()


def test_a_full_disk_is_said_keeps_nothing_and_passes_when_there_is_room(sqlite: Database) -> None:
    def work() -> None:
        with sqlite.write() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")  # SQLite then says SQLITE_FULL
            for i in range(200):
                add(connection, f"{i:060d}")

    with pytest.raises(StorageFull):
        work()
    assert names(sqlite) == set()
    with sqlite.write() as connection:
        connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        add(connection, "fits")
    assert names(sqlite) == {"fits"}


@pytest.mark.parametrize(("free", "code"), [(4096, "insufficient_storage"), (1 << 30, "database_unavailable")])
def test_an_input_output_error_means_a_full_disk_only_where_the_disk_is_full(
    free: int, code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: SimpleNamespace(free=free))
    cause = sqlite3.OperationalError("disk I/O error")
    cause.sqlite_errorcode = sqlite3.SQLITE_IOERR_SHMSIZE  # what a full disk gives when the log's index must grow
    with pytest.raises(ScumbleError) as caught, translated(tmp_path):
        raise sa.exc.OperationalError("INSERT", {}, cause)
    assert caught.value.code == code


def test_a_full_disk_of_postgresql_is_said() -> None:
    class DiskFull(Exception):
        sqlstate = "53100"

    with pytest.raises(StorageFull), translated():
        raise sa.exc.OperationalError("INSERT", {}, DiskFull())


def test_a_full_disk_under_an_ordinary_file_is_said() -> None:
    with pytest.raises(StorageFull), translated():
        raise OSError(28, "No space left on device")


def test_a_database_that_stays_locked_is_busy_and_says_to_come_back(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'scumble.db'}"
    impatient = Database(url, busy_seconds=0.05)
    impatient.migrate()
    other = sqlite3.connect(tmp_path / "scumble.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Overloaded, match="busy"):
        _write(impatient, "a")
    other.execute("ROLLBACK")
    other.close()
    _write(impatient, "a")
    assert names(impatient) == {"a"}


def test_a_writer_waits_for_another_instead_of_failing(sqlite: Database) -> None:
    holding, done = threading.Event(), threading.Event()

    def hold() -> None:
        with sqlite.write() as connection:
            add(connection, "first")
            holding.set()
            done.wait(0.2)

    with ThreadPoolExecutor(1) as thread:
        held = thread.submit(hold)
        assert holding.wait(5)
        _write(sqlite, "second")
        held.result()
    assert names(sqlite) == {"first", "second"}


def test_a_file_that_is_no_database_is_said_without_its_path(tmp_path: Path) -> None:
    (tmp_path / "scumble.db").write_bytes(b"not a database, " * 100)
    with pytest.raises(ScumbleError) as caught:
        Database(f"sqlite:///{tmp_path / 'scumble.db'}").check()
    assert caught.value.code == "database_unavailable"
    assert str(tmp_path) not in caught.value.message


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    database = Database("postgresql://me:hunter2@127.0.0.1:1/none")
    with pytest.raises(ScumbleError) as caught:
        database.check()
    assert caught.value.code == "database_unavailable"
    assert "hunter2" not in caught.value.message + database.shown


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://h/n", "no url at all", "redis://h"])
def test_an_address_that_cannot_work_is_refused_with_one_that_would(url: str) -> None:
    with pytest.raises(Misconfigured, match="sqlite:///path/to/file") as caught:
        Database(url)
    assert caught.value.param == "database_url"


def test_the_folder_is_made_for_its_owner_only(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'deep' / 'scumble.db'}")
    database.migrate()
    database.close()
    if sys.platform != "win32":
        assert stat.S_IMODE((tmp_path / "new" / "deep").stat().st_mode) == 0o700


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be made"):
        Database(f"sqlite:///{tmp_path / 'file' / 'scumble.db'}").check()
