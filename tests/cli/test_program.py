"""The program itself: help at once, version, wrong usage, errors in one line and never a traceback."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import scumble as package
from scumble import cli
from scumble.cli import allocator, failures
from scumble.core.errors import Cancelled, EngineFailed, InvalidValue, Misconfigured, StorageFull, Unsupported
from tests.cli.helpers import one_line, scumble

ROOT = Path(__file__).parent.parent.parent


def test_help_names_every_command(tmp_path: Path) -> None:
    ran = scumble("--help", data=tmp_path, whole=True)
    assert ran.code == 0
    commands = "edit batch serve usage backup restore models doctor keys webhooks tasks budgets".split()
    assert re.findall(r"^  (\w+)  ", ran.out, re.MULTILINE) == commands
    assert "..." not in ran.out.partition("Commands:")[2]


def test_help_imports_neither_the_engine_nor_the_server_nor_the_database() -> None:
    code = "import sys; import scumble.cli; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"numpy", "cv2", "onnxruntime", "fastapi", "uvicorn", "sqlalchemy", "alembic", "rich"}
    assert heavy & set(done.stdout.split()) == set()


def test_the_version_is_the_packages(tmp_path: Path) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert scumble("--version", data=tmp_path, whole=True).out == f"scumble {project['version']}\n"
    assert package.__version__ == project["version"]


def test_it_runs_as_a_module_too(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "scumble", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("scumble ")


def test_what_works_on_pictures_starts_once_more_for_allocator(monkeypatch: pytest.MonkeyPatch) -> None:
    started = list[tuple[str, list[str], str]]()
    monkeypatch.setattr("os.execve", lambda path, args, env: started.append((path, args, env["GLIBC_TUNABLES"])))
    monkeypatch.setattr(allocator, "wanted", lambda: "glibc.malloc.hugetlb=1")
    monkeypatch.setattr("scumble.cli.commands.main", lambda: None)
    monkeypatch.delenv("GLIBC_TUNABLES", raising=False)
    monkeypatch.setattr("sys.orig_argv", ["python", "-m", "scumble", "--debug", "serve"])
    for words in (["serve"], ["--debug", "serve"], ["keys", "list"], ["--version"], []):
        monkeypatch.setattr("sys.argv", ["scumble", *words])
        cli.main()
    again = (sys.executable, [sys.executable, "-m", "scumble", "--debug", "serve"], "glibc.malloc.hugetlb=1")
    assert started == [again, again]
    monkeypatch.setenv("GLIBC_TUNABLES", "glibc.malloc.arena_max=2")
    monkeypatch.setattr("sys.argv", ["scumble", "serve"])
    cli.main()
    assert len(started) == 2


@pytest.mark.skipif(not allocator.wanted(), reason="another C library")
def test_it_starts_once_more_in_truth_and_only_once() -> None:
    code = "from scumble.cli import allocator; import os; allocator.ask(); print(os.environ['GLIBC_TUNABLES'])"
    env = {k: v for k, v in os.environ.items() if k != "GLIBC_TUNABLES"}
    done = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    assert done.stdout == f"{allocator.wanted()}\n"


def test_huge_pages_are_asked_for_where_the_kernel_gives_them(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    said = {"always madvise [never]": False, "always [madvise] never": True, "[always] madvise never": False}
    monkeypatch.setattr("os.confstr_names", {allocator.LIBRARY: 2})
    monkeypatch.setattr("os.confstr", lambda _: "glibc 2.36")
    monkeypatch.setattr(allocator, "KERNEL", tmp_path / "enabled")
    assert allocator.wanted() == ":".join(allocator.KEPT)
    for words, given in said.items():
        (tmp_path / "enabled").write_text(words)
        assert (allocator.HUGE_PAGES in allocator.wanted()) == given
    for name in ("glibc 2.34", "musl 1.2", None):
        monkeypatch.setattr("os.confstr", lambda _, name=name: name)
        assert allocator.wanted() == ""


@pytest.mark.parametrize("args", [["frobnicate"], ["keys", "create"], ["serve", "--port", "many"], ["edit", "a.jpg"]])
def test_wrong_usage_is_code_2_and_says_what_is_wrong(args: list[str], tmp_path: Path) -> None:
    ran = scumble(*args, data=tmp_path)
    assert ran.code == 2
    assert ran.err.splitlines()[-1].startswith("Error: ")
    assert "Traceback" not in ran.err


def test_settings_that_cannot_work_are_one_line_and_code_2(tmp_path: Path) -> None:
    ran = scumble("doctor", data=tmp_path, more={"SCUMBLE_PORT": "eighty"})
    assert ran.code == 2
    assert "SCUMBLE_PORT: 'eighty' does not work" in one_line(ran)
    config = tmp_path / "scumble.toml"
    config.write_text("prot = 1\n")
    ran = scumble("keys", "list", "--config", config, data=tmp_path)
    assert ran.code == 2
    assert "did you mean port?" in one_line(ran)


def test_an_error_nobody_foresaw_is_one_line_and_debug_shows_where(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import tempfile\ndef broken(*a, **k): raise ZeroDivisionError('deep inside')\n"
        "tempfile.TemporaryFile = broken\n"
    )
    more = {"PYTHONPATH": str(tmp_path)}
    ran = scumble("doctor", data=tmp_path, more=more, whole=True)
    assert ran.code == 1
    assert "something broke inside Scumble (ZeroDivisionError)" in one_line(ran)
    ran = scumble("--debug", "doctor", data=tmp_path, more=more, whole=True)
    assert ran.code == 1
    assert "deep inside" in ran.err
    assert "Traceback" in ran.err


def test_who_has_to_act_decides_the_exit_code() -> None:
    assert failures.exit_code(InvalidValue("x")) == failures.exit_code(Misconfigured("x")) == 2
    assert failures.exit_code(StorageFull()) == failures.exit_code(EngineFailed()) == 1
    assert failures.exit_code(Cancelled()) == 130


def test_an_error_is_one_line_with_what_would_work() -> None:
    error = Unsupported("I cannot\n  add a hat.", nearest=("remove the background", "crop"))
    assert failures.sentence(error) == 'Error: I cannot add a hat. This would work: "remove the background".'
    told = Unsupported('Say "crop" instead.', nearest=("crop",))
    assert failures.sentence(told) == 'Error: Say "crop" instead.'


def test_output_that_nobody_reads_is_no_error(tmp_path: Path) -> None:
    program = Path(sys.executable).with_name("scumble")
    done = subprocess.run(
        ["bash", "-c", f"'{program}' --help | true"], capture_output=True, text=True, check=False, env=dict(os.environ)
    )
    assert "Traceback" not in done.stderr
