"""`scumble doctor`: finds what is missing, damaged, full, taken or unreachable, and says what to do."""

import json
import socket
import tomllib
from collections import namedtuple
from pathlib import Path

import pytest

from scumble.cli import checkup
from scumble.config import Settings
from scumble.db.engine import Database
from scumble.db.migrate import head
from tests.cli.helpers import scumble

WEIGHTS = Path(__file__).parent.parent.parent / "tools" / "weights" / "weights.toml"
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "data", port=0)


def test_a_healthy_machine_passes_and_nothing_is_made_by_looking(tmp_path: Path) -> None:
    ran = scumble("doctor", data=tmp_path / "data", more={"SCUMBLE_PORT": "0"})
    assert ran.code == 0, ran.out
    assert ran.out.splitlines()[-1] == "Everything needed is there."
    assert not (tmp_path / "data").exists()


def test_programs_get_json_and_a_failed_check_is_code_1(tmp_path: Path) -> None:
    more = {"SCUMBLE_PORT": "0", "SCUMBLE_MEMORY_BUDGET_MB": "999999999"}
    ran = scumble("doctor", "--json", data=tmp_path, more=more)
    assert ran.code == 1
    states = {f["check"]: f["state"] for f in json.loads(ran.out)}
    assert len(states) == len(checkup.ALL)
    assert {name for name, state in states.items() if state == "fail"} == {"memory"}


def test_the_expected_models_are_the_ones_that_setup_makes() -> None:
    table = tomllib.loads(WEIGHTS.read_text())["weight"]
    assert {row["name"]: row["sha256"] for row in table} == checkup.WEIGHTS


def test_a_missing_and_a_damaged_model_are_named(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scumble.vision.models.PACKAGED", tmp_path)
    (tmp_path / "u2netp.onnx").write_bytes(b"half a download")
    finding = checkup.weights(settings)
    assert finding.state == "fail"
    assert finding.found.startswith("u2netp.onnx is damaged, selfie.onnx is missing")
    assert "make setup" in finding.advice


def test_a_library_that_cannot_be_loaded_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "NATIVE", {"numpy": "numpy", "no_such_module": "some-package"})
    finding = checkup.libraries(settings)
    assert finding.state == "fail"
    assert "some-package (ModuleNotFoundError)" in finding.found


def test_an_operators_folder_of_models_is_looked_at(settings: Settings, tmp_path: Path) -> None:
    assert checkup.own_weights(settings).state == "ok"
    folder = tmp_path / "mine"
    mine = Settings(data=settings.data, weights=folder)
    assert checkup.own_weights(mine).state == "fail"
    folder.mkdir()
    assert checkup.own_weights(mine).state == "warn"
    (folder / "big.onnx").write_bytes(b"")
    assert "big.onnx" in checkup.own_weights(mine).found


def test_a_data_folder_that_cannot_be_written_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("tempfile.TemporaryFile", refuse)
    finding = checkup.folder(settings)
    assert finding.state == "fail"
    assert "Permission denied" in finding.found


def test_a_full_disk_is_told_from_missing_rights(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(**_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryFile", full)
    assert checkup.folder(settings).advice == checkup.FREE


@pytest.mark.parametrize(("free", "state"), [(10 << 30, "ok"), (500 << 20, "warn"), (1 << 20, "fail")])
def test_a_disk_that_fills_up_is_said_in_time(
    free: int, state: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _: Usage(total=1 << 40, used=0, free=free))
    assert checkup.disk(settings).state == state


def test_the_databases_state_is_told(database_url: str, tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, database_url=database_url)
    assert checkup.database(settings).state == "ok"
    database = Database(database_url)
    database.migrate()
    assert f"schema {head()}" in checkup.database(settings).found
    with database.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    finding = checkup.database(settings)
    assert finding.state == "fail"
    assert "Upgrade Scumble" in finding.advice


def test_a_database_that_does_not_answer_fails_without_its_password(tmp_path: Path) -> None:
    finding = checkup.database(Settings(data=tmp_path, database_url="postgresql://me:hunter2@127.0.0.1:1/none"))
    assert finding.state == "fail"
    assert "hunter2" not in finding.found + finding.advice


def test_a_taken_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        finding = checkup.port(Settings(data=tmp_path, port=taken.getsockname()[1]))
    assert finding.state == "warn"
    assert "in use" in finding.found


def test_memory_that_is_not_there_is_said(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkup, "memory_mb", lambda: 512)
    assert checkup.memory(Settings(data=settings.data, memory_budget_mb=600)).state == "fail"
    assert checkup.memory(Settings(data=settings.data, memory_budget_mb=256)).state == "warn"


def test_the_storage_is_asked_and_a_wrong_one_is_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert checkup.storage(settings).state == "ok"
    wrong = checkup.storage(Settings(data=settings.data, storage_url="ftp://host/x"))
    assert (wrong.state, "s3://bucket/prefix" in wrong.found) == ("fail", True)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "hunter2")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    away = checkup.storage(Settings(data=settings.data, storage_url="s3://bucket/prefix"))
    assert away.state == "fail"
    assert "hunter2" not in away.found + away.advice
