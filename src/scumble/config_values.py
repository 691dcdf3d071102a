"""Values of settings: how a field's type is read from a TOML or text value, what would work, what is measured."""

import dataclasses
import difflib
import os
import tomllib
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal, NewType, TypeVar, cast

from scumble.core.errors import Misconfigured

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
T = TypeVar("T")
Currency = NewType("Currency", str)
"""Three capital letters (ISO 4217)."""
Tables = NewType("Tables", Mapping[str, Mapping[str, object]])
"""Tables by name, whose fields whoever uses them checks."""


def no_tables() -> Tables:
    """None at all."""
    return Tables(types.MappingProxyType(dict[str, Mapping[str, object]]()))


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


def _tables(value: object, base: Path) -> Tables:
    """Tables by name, frozen; a variable holds them as one inline TOML table."""
    if isinstance(value, str):
        try:
            value = tomllib.loads(f"value = {value}")["value"]
        except tomllib.TOMLDecodeError as e:
            raise ValueError("not an inline TOML table") from e
    if not isinstance(value, dict) or not all(isinstance(v, dict) for v in cast("dict[str, object]", value).values()):
        raise ValueError("not a table of tables")
    given = cast("dict[str, dict[str, object]]", value)
    return Tables(types.MappingProxyType({k: types.MappingProxyType(dict(v)) for k, v in given.items()}))


def _table(value: object, base: Path) -> Mapping[str, str]:
    if isinstance(value, str):
        pairs = [item.partition("=") for item in value.split(",")]
        return types.MappingProxyType({_text(k): _text(v) for k, _, v in pairs})
    if not isinstance(value, dict):
        raise ValueError("not a table")
    items = cast("dict[str, object]", value).items()
    return types.MappingProxyType({_text(k): _text(v) for k, v in items})


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What a setting's row says besides name and default. low, high: allowed range, inclusive."""

    about: str
    unit: str = ""
    low: float | None = None
    high: float | None = None
    default_text: str | None = None


def setting(
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


READERS: Final[dict[object, tuple[Callable[[object, Path], object], str]]] = {
    int: (_whole, "a whole number"),
    Decimal: (_decimal, "a number"),
    str: (_text, "a text"),
    Currency: (_currency, "a code of three capital letters"),
    Path: (_path, "a path"),
    Path | None: (_path, "a path"),
    tuple[str, ...]: (_texts, "a list of texts"),
    Tables: (_tables, 'a table of tables (in the variable: {name={kind="openai"}})'),
    Mapping[str, str]: (_table, "a table of names (name=engine,name=engine)"),
}
"""How a field's type is read from a TOML or text value, and what would work, in words."""


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


def typed(hint: object, value: object, base: Path) -> object:
    """Converts a TOML or text value to a field's type; raises ValueError."""
    if typing.get_origin(hint) is Literal:
        if value not in typing.get_args(hint):
            raise ValueError("not one of the choices")
        return value
    read, _ = READERS[hint]
    return read(value, base)


def refuse_unknown(given: Iterable[str], known: Iterable[str], where: str) -> None:
    """Raises Misconfigured for the first name that is no setting, with the nearest one that is."""
    known = list(known)
    for name in given:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1, 0.5)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted(known))}."
            raise Misconfigured(f"There is no setting {name} (in {where}); {hint}", param=name)
