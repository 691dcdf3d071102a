"""The house rules that a machine can check: rooms, docstrings, sizes, the caller in every look-up, findable modules."""

import ast
import functools
import inspect
import re
from pathlib import Path

import pytest
import sqlalchemy as sa

import scumble
from scumble.core.errors import ScumbleError

ROOT = Path(scumble.__file__).parent
MODULES = sorted(p for p in ROOT.rglob("*.py") if "migrations" not in p.parts)
LONGEST = 400
"""Lines; architecture.md says 'rarely over 350'."""


@functools.cache
def trees() -> list[tuple[Path, ast.Module]]:
    return [(p.relative_to(ROOT), ast.parse(p.read_text(encoding="utf-8"))) for p in MODULES]


def test_every_module_public_class_and_function_has_a_docstring() -> None:
    missing = [f"{path} {name}" for path, tree in trees() for name in undocumented(tree)]
    assert missing == []


def undocumented(node: ast.AST, name: str = "module") -> list[str]:
    """Public modules, classes, functions and methods without a docstring; what stands in a private one is private."""
    names: list[str] = []
    if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
        names += [] if ast.get_docstring(node) else [name]
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return names
    for child in ast.iter_child_nodes(node):
        named = isinstance(child, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        if named and (not child.name.startswith("_") or child.name == "__init__"):
            names += undocumented(child, child.name)
    return names


def test_the_docstring_check_sees_a_missing_one() -> None:
    assert undocumented(ast.parse("class A:\n    def f(self): ...\n")) == ["module", "A", "f"]


def test_modules_stay_small() -> None:
    long = {str(p): n for p, _ in trees() if (n := len((ROOT / p).read_text().splitlines())) > LONGEST}
    assert long == {}


def test_nothing_is_left_open() -> None:
    open_ends = re.compile(r"\b(TODO|FIXME|XXX|NotImplementedError)\b")
    assert [str(p) for p in MODULES if open_ends.search(p.read_text())] == []


def test_only_config_reads_the_environment() -> None:
    readers = [str(p) for p, t in trees() if any(_reads_environment(n) for n in ast.walk(t))]
    # The package itself sets one variable that a numeric library reads when it is first imported, the command line one
    # that the C library reads when a program starts.
    assert readers == ["__init__.py", "cli/allocator.py", "config.py"]


def _reads_environment(node: ast.AST) -> bool:
    """True for os.environ and os.getenv."""
    named = isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "os"
    return named and node.attr in ("environ", "getenv", "environb")


def test_only_app_and_the_command_line_read_config() -> None:
    readers = {
        str(p)
        for p, t in trees()
        for n in ast.walk(t)
        if isinstance(n, ast.ImportFrom) and n.module == "scumble.config"
    }
    assert all(r in {"app.py", "parts.py"} or r.startswith("cli") for r in readers), readers


def test_every_error_says_what_it_means() -> None:
    def tree(cls: type[ScumbleError]) -> list[type[ScumbleError]]:
        return [cls, *(t for c in cls.__subclasses__() for t in tree(c))]

    assert [c.__name__ for c in tree(ScumbleError) if not inspect.getdoc(c) or not c.kind] == []


def test_every_table_has_a_project() -> None:
    from scumble.db.tables import metadata

    assert isinstance(metadata, sa.MetaData)
    assert len(metadata.tables) >= 3
    of_the_installation = {"executors", "clocks"}
    assert {t.name for t in metadata.sorted_tables if "project_id" not in t.c} == of_the_installation


def test_every_look_up_of_projects_data_takes_a_caller() -> None:
    from scumble.db.journal import Journal
    from scumble.store.files import Files

    methods = [m for cls in (Journal, Files) for m in inspect.getmembers(cls, inspect.isfunction)]
    public = {name: f for name, f in methods if not name.startswith("_") and name != "check"}
    assert len(public) >= 3
    without = [n for n, f in public.items() if "caller" not in inspect.signature(f).parameters]
    assert without == []


@pytest.mark.parametrize(
    ("word", "room"),
    [
        ("mask", "regions"),
        ("orientation", "codec"),
        ("key", "governance"),
        ("studio", "engines"),
        ("shadow", "engines"),
        ("stream", "api"),
        ("limit", "codec"),
        ("grammar", "planner"),
        ("border", "engines"),
        ("exact", "guards"),
        ("blob", "store"),
        ("garbage", "store"),
        ("upload", "api"),
    ],
)
def test_a_stranger_finds_the_room_by_path_or_first_line(word: str, room: str) -> None:
    found = [str(p) for p, t in trees() if word in str(p).lower() or word in _first_line(t).lower()]
    assert any(p.startswith(room) for p in found), found


def _first_line(tree: ast.Module) -> str:
    return (ast.get_docstring(tree) or "").split("\n", maxsplit=1)[0]
