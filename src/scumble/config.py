"""Settings: every option with its unit, default, TOML name and SCUMBLE_* variable; nothing else reads the environment.

A setting is one field of `Settings`. Its name in `scumble.toml` is the field's name, its variable is SCUMBLE_ and the
name in capitals. Order, the later wins: default, file, variable, command line. `docs/settings.md` is `reference()`;
after a change run `python -m scumble.config > docs/settings.md` (a test compares them).
"""

import dataclasses
import math
import os
import tomllib
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final, Literal, cast

import platformdirs

from scumble.config_values import (
    OPENAI_MODELS,
    READERS,
    Currency,
    Facts,
    Tables,
    cores,
    memory_mb,
    no_tables,
    refuse_unknown,
    typed,
)
from scumble.config_values import setting as _setting
from scumble.core.errors import Misconfigured

PREFIX: Final = "SCUMBLE_"
CONFIG_VARIABLE: Final = "SCUMBLE_CONFIG"
TEST_VARIABLES: Final = ("SCUMBLE_TEST_", "SCUMBLE_SOAK")
"""Beginnings of the test suite's own variables: it runs real processes in its environment."""
CLIENT_VARIABLES: Final = ("SCUMBLE_URL", "SCUMBLE_KEY")
"""What commands that ask a running server read (`cli/options.py`); no settings."""


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
    fonts: Path | None = _setting(
        None,
        "Folder of your own fonts (.ttf, .otf, .ttc, .woff), which text is set in beside the bundled ones.",
        default_text="the bundled fonts",
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
    max_wait_seconds: int = _setting(
        10,
        "How long a request may be expected to wait for its turn; who would wait longer is told to come back (429), so "
        "that after an overload the server is free again within that time.",
        "seconds",
        1,
        3_600,
    )
    task_workers: int = _setting(
        lambda: max(1, cores() - 1),
        "Tasks of the queue worked on at the same time; requests that somebody waits for come on top.",
        "tasks",
        1,
        1_000,
        default_text="one less than the CPU cores, at least 1",
    )
    max_queued: int = _setting(
        10_000, "Tasks that may wait in the queue; beyond it new ones are told to come back (429); 0 = any.", "tasks", 0
    )
    max_queued_per_project: int = _setting(
        0, "The same for the tasks of one project; 0 = no limit of its own.", "tasks", 0
    )
    requests_per_minute: int = _setting(
        0, "Requests for edits that a key may send, unless it has a limit of its own; 0 = no limit.", "a minute", 0
    )
    images_per_minute: int = _setting(
        0, "Results that a key may ask for, unless it has a limit of its own; 0 = no limit.", "a minute", 0
    )
    tokens_per_minute: int = _setting(
        0,
        "Tokens that a key's edits may take, by OpenAI's public formulas, unless it has a limit of its own; "
        "0 = no limit.",
        "a minute",
        0,
    )
    edits_at_once: int = _setting(
        0, "Edits of a key in work at once, unless it has a limit of its own; 0 = no limit.", "edits", 0
    )
    engine_limits: Mapping[str, str] = _setting(
        lambda: types.MappingProxyType(dict[str, str]()),
        "What an engine is used for at most, in place of what it declares: `images=50 tokens=9000 edits=4` (a minute, "
        "and at once), by its name: requests above it are told to come back, queued tasks wait.",
        default_text="what the engines declare",
    )
    fallback: Literal["never", "failures", "refusals", "unknown", "all"] = _setting(
        "failures", "After what another engine steps in for one not asked for by name; see the guide to providers."
    )
    memory_budget_mb: int = _setting(
        lambda: max(256, memory_mb() // 2),
        "Memory that edits in work may use together; beyond it requests wait or are told to come back (429), and an "
        "edit that alone needs more is refused (413).",
        "MB",
        64,
        default_text="half of the machine's or container's memory",
    )
    picture_memory_mb: int = _setting(
        256,
        "Memory for what was found out about pictures (subject, things, text), so that the next edit of the same "
        "picture does not look again; the least recently used picture is forgotten first, 0 remembers nothing.",
        "MB",
        0,
        1_000_000,
    )
    shutdown_seconds: int = _setting(
        30, "How long a stopping server lets requests finish before it drops them.", "seconds", 0, 3_600
    )
    storage_url: str = _setting(
        "",
        "Where pictures and files are kept: `s3://bucket/prefix`, `gs://bucket/prefix` or "
        "`az://account/container/prefix`, with credentials in the variables of that store's own tools.",
        "URL",
        default_text="the folder `blobs` in the data folder",
    )
    storage_quota_bytes: int = _setting(
        0, "What one project may have kept, in files and linked results; 0 = no limit.", "bytes", 0
    )
    max_batch_bytes: int = _setting(200_000_000, "Largest uploaded file with purpose `batch`.", "bytes", 1_000)
    max_batch_lines: int = _setting(50_000, "Most lines of one batch.", "lines", 1, 1_000_000)
    max_open_batches: int = _setting(20, "Batches that one project may have under way.", "batches", 1, 10_000)
    max_open_batch_lines: int = _setting(200_000, "Lines that these may have together.", "lines", 1, 100_000_000)
    retention_days: int = _setting(
        30,
        "How long tasks with their pictures, and batch files, are kept by themselves; 0 = for ever.",
        "days",
        0,
        36_500,
    )
    result_url_minutes: int = _setting(
        60, "How long a link to a result works (`response_format: url`).", "minutes", 1, 525_600
    )
    public_url: str = _setting(
        "",
        "Address under which clients reach this server, for links in answers, such as `https://images.example.com`.",
        "URL",
        default_text="the address that the request was sent to",
    )
    model_aliases: Mapping[str, str] = _setting(
        lambda: types.MappingProxyType(dict.fromkeys(OPENAI_MODELS, "auto")),
        "Model names in requests that stand for another one; `*` matches anything. A table in the file, "
        "`name=engine,name=engine` in the variable. Replaces the default table.",
        default_text="OpenAI's image models, each standing for `auto`",
    )
    engines: Tables = _setting(
        no_tables, "Other servers that draw: [engines of providers](guides/providers.md).", default_text="by usual keys"
    )
    price_input_per_million: Decimal = _setting(Decimal(0), "Your price for input tokens.", "per 1,000,000 tokens", 0)
    price_output_per_million: Decimal = _setting(Decimal(0), "Your price for output tokens.", "per 1,000,000 tokens", 0)
    price_table: Path | None = _setting(
        None,
        "Your own prices of providers' models (TOML of the form of the packaged table), which come before those; a "
        "model's whole entry is replaced.",
        default_text="the packaged prices",
    )
    markup_percent: Decimal = _setting(
        Decimal(0), "What is added to what providers charge, for those who use this server.", "percent", 0, 10_000
    )
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
    fetch_seconds: int = _setting(
        20,
        "How long fetching the pictures of one request may take that are named by web address; 0 fetches none.",
        "seconds",
        0,
        600,
    )
    fetch_ports: tuple[str, ...] = _setting(
        ("80", "443", "1024-65535"),
        "Ports of web addresses that are opened, for pictures and webhooks.",
        "ports, or ranges of them",
        default_text="`80,443,1024-65535`",
    )
    allowed_private_networks: tuple[str, ...] = _setting(
        (),
        "Hosts and networks inside your own that pictures may be fetched from and webhooks sent to: `images.internal`, "
        "`10.1.0.0/16`, `127.0.0.1:9000`. All others that are not public are refused. Whoever has a key can then reach "
        "them, so name as little as possible.",
        "hosts and networks",
    )
    webhook_seconds: int = _setting(
        15, "How long a webhook's receiver may take to answer before it is tried again later.", "seconds", 1, 120
    )
    cors_origins: tuple[str, ...] = _setting(
        (), "Web pages of other origins that may call the API from a browser; `*` for all.", "origins"
    )
    traces_url: str = _setting(
        "",
        "Address that traces are sent to by OTLP/HTTP, such as `http://127.0.0.1:4318/v1/traces`; needs the extra "
        "`otel`. The standard variables (`OTEL_EXPORTER_OTLP_ENDPOINT`, `OTEL_TRACES_SAMPLER`, ...) work as well.",
        "URL",
        default_text="what the standard variables say; no traces without them",
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
    path = named_file(config, env)
    values: dict[str, object] = {}
    if path is not None:
        values |= _from_file(path)
    values |= _from_variables(env)
    for name, value in flags.items():
        if value is not None:
            values[name] = _convert(name, value, f"--{name.replace('_', '-')}", Path.cwd())
    return Settings(**cast("dict[str, Any]", values))


def named_file(config: Path | None = None, environ: Mapping[str, str] | None = None) -> Path | None:
    """The settings file: `config`, else the one that SCUMBLE_CONFIG names, else none."""
    named = (os.environ if environ is None else environ).get(CONFIG_VARIABLE)
    return config or (Path(named).expanduser() if named else None)


def standard_traces(environ: Mapping[str, str] | None = None) -> bool:
    """Whether OpenTelemetry's own variables name a receiver of traces."""
    env = os.environ if environ is None else environ
    off = env.get("OTEL_SDK_DISABLED", "").lower() == "true" or env.get("OTEL_TRACES_EXPORTER") == "none"
    names = ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT")
    return not off and any(env.get(name, "").strip() for name in names)


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
    refuse_unknown(table, FIELDS, str(path))
    base = path.resolve().parent
    return {name: _convert(name, value, f"{name} in {path}", base) for name, value in table.items()}


def _from_variables(env: Mapping[str, str]) -> dict[str, object]:
    """The settings among the environment's variables; an empty one counts as not set."""
    names = {variable(name): name for name in FIELDS}
    given = {v: text for v, text in env.items() if v.startswith(PREFIX) and not v.startswith(TEST_VARIABLES)}
    given = {v: text for v, text in given.items() if v not in (CONFIG_VARIABLE, *CLIENT_VARIABLES)}
    refuse_unknown(given, names, "the environment")
    return {names[v]: _convert(names[v], text, v, Path.cwd()) for v, text in given.items() if text != ""}


def variable(name: str) -> str:
    """The environment variable of a setting."""
    return PREFIX + name.upper()


def _convert(name: str, value: object, where: str, base: Path) -> object:
    """The value in the setting's type and range; raises Misconfigured saying what would work."""
    try:
        result = typed(_HINTS[name], value, base)
        facts = _facts(name)
        low, high = facts.low or 0, math.inf if facts.high is None else facts.high  # no setting is below 0
        if isinstance(result, int | Decimal) and not low <= result <= high:
            raise ValueError("outside the range")
    except (ValueError, InvalidOperation) as e:
        shown = repr(value) if FIELDS[name].repr else "the value given"
        raise Misconfigured(f"{where}: {shown} does not work; it has to be {_expected(name)}.", param=name) from e
    return result


def _facts(name: str) -> Facts:
    return cast(Facts, FIELDS[name].metadata["facts"])


def _expected(name: str) -> str:
    """What would work, in words: 'a whole number from 1 to 1,024 (threads)'."""
    hint, facts = _HINTS[name], _facts(name)
    if typing.get_origin(hint) is Literal:
        return "one of " + ", ".join(cast("tuple[str, ...]", typing.get_args(hint)))
    _, words = READERS[hint]
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
