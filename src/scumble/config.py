"""Settings: every option with its unit, default, TOML name and SCUMBLE_* variable; nothing else reads the environment.

A setting is one field of `Settings`. Its name in `scumble.toml` is the field's name, its variable is SCUMBLE_ and the
name in capitals. Order, the later wins: default, file, variable, command line. `docs/settings.md` is `reference()`;
after a change run `python -m scumble.config > docs/settings.md` (a test compares them).
"""

import dataclasses
import difflib
import math
import os
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, Literal, NewType, TypeVar, cast

import platformdirs

from scumble.core.errors import Misconfigured

T = TypeVar("T")
Currency = NewType("Currency", str)
"""Three capital letters (ISO 4217)."""

PREFIX: Final = "SCUMBLE_"
CONFIG_VARIABLE: Final = "SCUMBLE_CONFIG"
TEST_VARIABLES: Final = ("SCUMBLE_TEST_", "SCUMBLE_SOAK")
"""Beginnings of the test suite's own variables: it runs real processes in its environment."""

OPENAI_MODELS: Final = (
    "gpt-image-2",
    "gpt-image-1.5",
    "gpt-image-1",
    "gpt-image-1-mini",
    "chatgpt-image-latest",
    "dall-e-3",
    "dall-e-2",
    "gpt-image-*",
    "dall-e-*",
)
"""What client code written for OpenAI sends; served by the router while no engine has that name. `*`: anything."""


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a setting's row says besides name and default. low, high: allowed range, inclusive."""

    about: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    default_text: str | None = None


def _setting(
    default: T | Callable[[], T],
    about: str,
    unit: str = "",
    low: float | None = None,
    high: float | None = None,
    default_text: str | None = None,
    secret: bool = False,
) -> T:
    """A field of Settings: default (or a function that measures it), what it does, its unit and its range."""
    meta = {"facts": Facts(about=about, unit=unit, low=low, high=high, default_text=default_text)}
    if callable(default):
        return cast(T, dataclasses.field(default_factory=default, metadata=meta, repr=not secret))
    return cast(T, dataclasses.field(default=default, metadata=meta, repr=not secret))


def cores() -> int:
    """CPU cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def memory_mb() -> int:
    """Memory of this machine or container in MB (2**20 bytes); 2048 where it cannot be read."""
    found: list[int] = []
    if hasattr(os, "sysconf"):
        found.append(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for limit in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            found.append(int(Path(limit).read_text()))
        except (OSError, ValueError):  # no such limit here, or 'max'
            continue
    return min([n for n in found if n > 0], default=2048 << 20) >> 20


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything an operator can choose. Build it by `load_settings`, which checks values and names what is wrong."""

    data: Path = _setting(
        lambda: platformdirs.user_data_path("scumble", appauthor=False),
        "Folder of everything Scumble keeps.",
        default_text="the platform's user data folder",
    )
    database_url: str = _setting(
        "",
        "Database: `sqlite:///file` or `postgresql://user:password@host/name` (needs the `postgres` extra).",
        "URL",
        default_text="`scumble.db` in the data folder (SQLite)",
        secret=True,
    )
    weights: Path | None = _setting(
        None,
        "Folder of your own model files, looked in before the packaged ones.",
        default_text="the packaged models",
    )
    host: str = _setting("127.0.0.1", "Address the server listens on; `0.0.0.0` for every interface.")
    port: int = _setting(8080, "Port the server listens on; 0 takes any free one.", "", 0, 65_535)
    workers: int = _setting(
        cores, "Threads that work on pixels at the same time.", "threads", 1, 1024, "the number of CPU cores"
    )
    max_image_bytes: int = _setting(50_000_000, "Largest single uploaded file.", "bytes", 1_000)
    max_body_bytes: int = _setting(200_000_000, "Largest whole request body.", "bytes", 1_000)
    max_pixels: int = _setting(50_000_000, "Largest picture read or made.", "pixels", 1, 2**31 - 1)
    max_side: int = _setting(20_000, "Longest side of a picture read or made.", "pixels", 1, 65_535)
    max_in_flight: int = _setting(
        lambda: 2 * cores(), "Edits in work at the same time.", "edits", 1, 10_000, "twice the number of CPU cores"
    )
    max_waiting: int = _setting(
        32, "Requests that may wait for their turn; beyond it they are told to come back (429).", "requests", 0, 100_000
    )
    memory_budget_mb: int = _setting(
        lambda: max(256, memory_mb() // 2),
        "Memory that edits in work may use together; beyond it requests wait or are told to come back (429), and an "
        "edit that alone needs more is refused (413).",
        "MB",
        64,
        default_text="half of the machine's or container's memory",
    )
    shutdown_seconds: int = _setting(
        30, "How long a stopping server lets requests finish before it drops them.", "seconds", 0, 3_600
    )
    model_aliases: Mapping[str, str] = _setting(
        lambda: types.MappingProxyType(dict.fromkeys(OPENAI_MODELS, "auto")),
        "Model names in requests that stand for another one; `*` matches anything. A table in the file, "
        "`name=engine,name=engine` in the variable. Replaces the default table.",
        default_text="OpenAI's image models, each standing for `auto`",
    )
    price_input_per_million: Decimal = _setting(Decimal(0), "Your price for input tokens.", "per 1,000,000 tokens", 0)
    price_output_per_million: Decimal = _setting(Decimal(0), "Your price for output tokens.", "per 1,000,000 tokens", 0)
    currency: Currency = _setting(Currency("USD"), "Currency of the prices, as reported with every edit.", "ISO 4217")
    planner: Literal["grammar", "fallback", "model-first"] = _setting(
        "fallback",
        "Who reads instructions: the built-in grammar alone, the language model where the grammar refuses, or the "
        "language model first. Without `planner_url` it is always the grammar.",
    )
    planner_url: str = _setting(
        "",
        "Base address of an OpenAI-compatible chat endpoint, such as `http://127.0.0.1:11434/v1`, for instructions "
        "that the grammar refuses. Words are sent to it, pictures never.",
        "URL",
        default_text="none",
    )
    planner_model: str = _setting("", "Name of the language model at `planner_url`.", default_text="none")
    planner_key_variable: str = _setting(
        "OPENAI_API_KEY", "Name of the environment variable that holds the key for `planner_url`; unset sends no key."
    )
    planner_seconds: int = _setting(
        8, "How long an answer of the language model is waited for before the grammar's own stands.", "seconds", 1, 120
    )
    cors_origins: tuple[str, ...] = _setting(
        (), "Web pages of other origins that may call the API from a browser; `*` for all.", "origins"
    )
    log_level: Literal["debug", "info", "warning", "error"] = _setting("info", "Least important message logged.")
    log_format: Literal["text", "json"] = _setting("text", "One line of text, or one JSON object, for each message.")

    @property
    def database(self) -> str:
        """The database's URL: as set, or SQLite in the data folder."""
        return self.database_url or f"sqlite:///{self.data / 'scumble.db'}"


FIELDS: Final = {f.name: f for f in dataclasses.fields(Settings)}
_HINTS: Final = typing.get_type_hints(Settings)


def load_settings(config: Path | None = None, environ: Mapping[str, str] | None = None, **flags: object) -> Settings:
    """Settings from the file (`config`, else SCUMBLE_CONFIG), overridden by SCUMBLE_* variables, then by `flags`.

    flags: values of command line options by setting name; None = not given. Raises Misconfigured for a file that
    cannot be read, an unknown name, or a value that a setting cannot have.
    """
    env = os.environ if environ is None else environ
    named = env.get(CONFIG_VARIABLE)
    path = config or (Path(named).expanduser() if named else None)
    values: dict[str, object] = {}
    if path is not None:
        values |= _from_file(path)
    values |= _from_variables(env)
    for name, value in flags.items():
        if value is not None:
            values[name] = _convert(name, value, f"--{name.replace('_', '-')}", Path.cwd())
    return Settings(**cast("dict[str, Any]", values))


def secret(name: str, environ: Mapping[str, str] | None = None) -> str:
    """The value of an environment variable that a setting names; '' when it is not set."""
    return (os.environ if environ is None else environ).get(name, "").strip()


def _from_file(path: Path) -> dict[str, object]:
    """The file's settings; relative paths in it are relative to it."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise Misconfigured(f"The settings file {path} cannot be read: {e.strerror}.", param=CONFIG_VARIABLE) from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise Misconfigured(f"The settings file {path} is not valid TOML: {e}.", param=CONFIG_VARIABLE) from e
    _refuse_unknown(table, FIELDS, str(path))
    base = path.resolve().parent
    return {name: _convert(name, value, f"{name} in {path}", base) for name, value in table.items()}


def _from_variables(env: Mapping[str, str]) -> dict[str, object]:
    """The settings among the environment's variables; an empty one counts as not set."""
    names = {variable(name): name for name in FIELDS}
    given = {v: text for v, text in env.items() if v.startswith(PREFIX) and not v.startswith(TEST_VARIABLES)}
    given.pop(CONFIG_VARIABLE, None)
    _refuse_unknown(given, names, "the environment")
    return {names[v]: _convert(names[v], text, v, Path.cwd()) for v, text in given.items() if text != ""}


def _refuse_unknown(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raises Misconfigured for the first name that is no setting, with the nearest one that is."""
    known = list(known)
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}."
            raise Misconfigured(f"There is no setting {name} (in {where}); {hint}", param=name)


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _convert(name: str, value: object, where: str, base: Path) -> object:
    """The value in the setting's type and range; raises Misconfigured saying what would work."""
    try:
        result = _typed(_HINTS[name], value, base)
        facts = _facts(name)
        low, high = facts.low or 0, math.inf if facts.high is None else facts.high  # no setting is below 0
        if isinstance(result, int | Decimal) and not low <= result <= high:
            raise ValueError("outside the range")
    except (ValueError, InvalidOperation) as e:
        shown = repr(value) if FIELDS[name].repr else "the value given"
        raise Misconfigured(f"{where}: {shown} does not work; it has to be {_expected(name)}.", param=name) from e
    return result


def _typed(hint: object, value: object, base: Path) -> object:
    """Converts a TOML or text value to a field's type; raises ValueError."""
    if typing.get_origin(hint) is Literal:
        if value not in typing.get_args(hint):
            raise ValueError("not one of the choices")
        return value
    read, _ = _READERS[hint]
    return read(value, base)


def _text(value: object, base: Path | None = None) -> str:
    if not isinstance(value, str | Path) or not str(value).strip():
        raise ValueError("not a text")
    return str(value).strip()


def _currency(value: object, base: Path) -> str:
    code = _text(value)
    if not (len(code) == 3 and code.isascii() and code.isalpha() and code.isupper()):
        raise ValueError("not a currency code")
    return code


def _path(value: object, base: Path) -> Path:
    return base / Path(_text(value)).expanduser()


def _whole(value: object, base: Path) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError("not a whole number")
    return int(value)


def _decimal(value: object, base: Path) -> Decimal:
    """TOML floats go through their shortest text, so that 0.1 is 0.1."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise ValueError("not a number")
    number = Decimal(str(value))
    if not number.is_finite():
        raise ValueError("not finite")
    return number


def _texts(value: object, base: Path) -> tuple[str, ...]:
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list | tuple):
        raise ValueError("not a list")
    return tuple(_text(v) for v in cast("Iterable[object]", items))


def _table(value: object, base: Path) -> Mapping[str, str]:
    if isinstance(value, str):
        pairs = [item.partition("=") for item in value.split(",")]
        return types.MappingProxyType({_text(k): _text(v) for k, _, v in pairs})
    if not isinstance(value, dict):
        raise ValueError("not a table")
    items = cast("dict[str, object]", value).items()
    return types.MappingProxyType({_text(k): _text(v) for k, v in items})


_READERS: Final[dict[object, tuple[Callable[[object, Path], object], str]]] = {
    int: (_whole, "a whole number"),
    Decimal: (_decimal, "a number"),
    str: (_text, "a text"),
    Currency: (_currency, "a code of three capital letters"),
    Path: (_path, "a path"),
    Path | None: (_path, "a path"),
    tuple[str, ...]: (_texts, "a list of texts"),
    Mapping[str, str]: (_table, "a table of names (name=engine,name=engine)"),
}
"""How a field's type is read from a TOML or text value, and what would work, in words."""


def _facts(name: str) -> Facts:
    return cast(Facts, FIELDS[name].metadata["facts"])


def _expected(name: str) -> str:
    """What would work, in words: 'a whole number from 1 to 1,024 (threads)'."""
    hint, facts = _HINTS[name], _facts(name)
    if typing.get_origin(hint) is Literal:
        return "one of " + ", ".join(cast("tuple[str, ...]", typing.get_args(hint)))
    _, words = _READERS[hint]
    if facts.low is not None:
        words += f" from {facts.low:,}" + (f" to {facts.high:,}" if facts.high is not None else " up")
    return words + (f" ({facts.unit})" if facts.unit else "")


def _default_text(name: str) -> str:
    """The default as documentation shows it."""
    default = FIELDS[name].default
    return _facts(name).default_text or ("none" if default == () else f"`{default}`")


def reference() -> str:
    """docs/settings.md: every setting in one table, made from the code."""
    head = """# Settings

<!-- Made by `python -m scumble.config > docs/settings.md`; a test compares it with the code. -->

Settings come from `scumble.toml` (named by the variable `SCUMBLE_CONFIG` or by `--config`) and from variables. A
variable wins over the file, a command line option over both. An unknown name or a value that cannot work stops the
start with a sentence that names it. Relative paths in the file are relative to the file. `scumble doctor` checks that
what was chosen works on this machine.

```toml
# scumble.toml
data = "/var/lib/scumble"
port = 8000
price_output_per_million = "30.00"

[model_aliases]
gpt-image-1 = "auto"
```

| in `scumble.toml` | variable | default | value | what it does |
| --- | --- | --- | --- | --- |
"""
    rows = (
        f"| `{name}` | `{variable(name)}` | {_default_text(name)} | {_expected(name)} | {_facts(name).about} |\n"
        for name in FIELDS
    )
    return head + "".join(rows)


if __name__ == "__main__":
    print(reference(), end="")  # noqa: T201
