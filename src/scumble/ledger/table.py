"""Price table: what each model costs, read from versioned data (`prices.toml`) and the operator's own file over it."""

import fnmatch
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from pathlib import Path
from typing import Any, Final, cast

from scumble.core.errors import Misconfigured

PACKAGED: Final = Path(__file__).with_name("prices.toml")
QUALITIES: Final = ("low", "medium", "high", "xhigh", "max")
CONFIDENCES: Final = ("A", "B", "C")


@dataclass(frozen=True, kw_only=True)
class ModelPrice:
    """One entry of the table; what its fields mean stands at the head of `prices.toml`. Amounts are never below 0."""

    names: tuple[str, ...]
    vendor: str
    source: str
    date: date
    confidence: str
    currency: str = "USD"
    text_in: Decimal | None = None
    text_in_cached: Decimal | None = None
    image_in: Decimal | None = None
    image_in_cached: Decimal | None = None
    image_out: Decimal | None = None
    text_out: Decimal | None = None
    batch_share: Decimal = Decimal(1)
    factors: Mapping[str, int] = field(default_factory=dict[str, int])
    tokens: Mapping[str, Sequence[int]] = field(default_factory=dict[str, Sequence[int]])
    per_image: Mapping[str, Sequence[Decimal]] = field(default_factory=dict[str, Sequence[Decimal]])
    per_edge: Sequence[tuple[int, Decimal]] = ()
    first_megapixel: Decimal | None = None
    next_megapixel: Decimal | None = None
    headroom: Decimal = Decimal(1)

    @property
    def known(self) -> bool:
        """Whether it says any price at all."""
        tokens = self.image_out is not None and bool(self.factors or self.tokens)
        return tokens or bool(self.per_image or self.per_edge) or self.first_megapixel is not None


@dataclass(frozen=True, kw_only=True)
class PriceTable:
    """All prices, in one currency. version: of the packaged table; an operator's file adds `+` and its own."""

    version: str
    currency: str
    models: tuple[ModelPrice, ...]

    def find(self, model: str) -> ModelPrice | None:
        """The first entry that one of its names fits; looked up once for each name, which are the engines'."""
        if model not in self._found:
            fits = (e for e in self.models if any(fnmatch.fnmatchcase(model, name) for name in e.names))
            self._found[model] = next(fits, None)
        return self._found[model]

    @cached_property
    def _found(self) -> dict[str, ModelPrice | None]:
        return {}


def load(own: Path | None = None) -> PriceTable:
    """The packaged table. own: the operator's file of the same form, whose entries come first.

    Raises Misconfigured for a file that cannot be read or an entry that cannot work, naming it.
    """
    packaged = _read(PACKAGED)
    if own is None:
        return packaged
    mine = _read(own)
    if strange := {m.currency for m in mine.models} - {packaged.currency}:
        raise Misconfigured(
            f"The price table {own} is in {strange.pop()}; budgets add all prices up, so it has to be in"
            f" {packaged.currency} as the packaged one.",
            param="price_table",
        )
    return replace(packaged, version=f"{packaged.version}+{mine.version}", models=(*mine.models, *packaged.models))


def _read(path: Path) -> PriceTable:
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as e:
        raise Misconfigured(f"The price table {path} cannot be read: {e.strerror}.", param="price_table") from e
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as e:
        raise Misconfigured(f"The price table {path} is not valid TOML: {e}.", param="price_table") from e
    version, currency, models = found.get("version"), found.get("currency", "USD"), found.get("model", [])
    if not isinstance(version, str) or not isinstance(currency, str) or not isinstance(models, list):
        raise Misconfigured(
            f'The price table {path} needs `version = "…"` and entries `[[model]]`.', param="price_table"
        )
    entries = [_entry(one, currency, str(path)) for one in cast("list[object]", models)]
    return PriceTable(version=version, currency=currency, models=tuple(entries))


def _entry(found: object, currency: str, where: str) -> ModelPrice:
    """One entry. Raises Misconfigured."""
    values = cast("dict[str, object]", found) if isinstance(found, dict) else {}
    label = ", ".join(str(n) for n in cast("list[object]", values.get("names") or ["without names"]))
    try:
        if unknown := sorted(set(values) - set(_READERS)):
            raise ValueError(f"there is no field '{unknown[0]}'")
        if missing := [n for n in ("names", "vendor", "source", "date", "confidence") if n not in values]:
            raise ValueError(f"'{missing[0]}' is missing")
        read: dict[str, Any] = {"currency": currency}
        read |= {name: _READERS[name](value) for name, value in values.items()}
        return ModelPrice(**read)
    except (ValueError, TypeError, InvalidOperation) as e:
        why = "a price has to be a number as text, from 0" if isinstance(e, InvalidOperation) else str(e)
        raise Misconfigured(f"The price of {label} in {where} does not work: {why}.", param="price_table") from e


def _amount(value: object) -> Decimal:
    """Text or a whole number; a TOML float has lost digits before it is seen."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise ValueError(f'{value!r} has to be a number as text, such as "0.04"')
    amount = Decimal(value)
    if not amount.is_finite() or amount < 0:
        raise ValueError(f"{value!r} has to be 0 or more")
    return amount


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError(f"{value!r} has to be a text")
    return value


def _confidence(value: object) -> str:
    if value not in CONFIDENCES:
        raise ValueError(f"confidence {value!r} has to be one of {', '.join(CONFIDENCES)}")
    return str(value)


def _date(value: object) -> date:
    if not isinstance(value, date):
        raise ValueError(f"date {value!r} has to be a date, such as 2026-11-28")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise ValueError(f"{value!r} has to be a list")
    return cast("list[object]", value)


def _count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} has to be a whole number from 0")
    return value


def _by_quality(value: object) -> dict[str, object]:
    found = cast("dict[str, object]", value) if isinstance(value, dict) else {}
    if not found or not set(found) <= set(QUALITIES):
        raise ValueError(f"{value!r} has to be a table by quality ({', '.join(QUALITIES)})")
    return found


def _three(value: object) -> list[object]:
    found = _list(value)
    if len(found) != 3:
        raise ValueError(f"{value!r} has to be three: square, portrait, landscape")
    return found


def _per_image(value: object) -> Mapping[str, Sequence[Decimal]]:
    if isinstance(value, dict):
        return {q: [_amount(v) for v in _three(three)] for q, three in _by_quality(cast(object, value)).items()}
    return {"high": [_amount(value)] * 3}


def _per_edge(value: object) -> Sequence[tuple[int, Decimal]]:
    pairs = [_list(one) for one in _list(value)]
    return sorted((_count(pair[0]), _amount(pair[1])) for pair in pairs)


_READERS: Final[dict[str, Callable[[object], object]]] = {
    "names": lambda v: tuple(_text(n) for n in _list(v)),
    **dict.fromkeys(("vendor", "source"), _text),
    "date": _date,
    "confidence": _confidence,
    **dict.fromkeys(
        (
            *("text_in", "text_in_cached", "image_in", "image_in_cached", "image_out", "text_out", "batch_share"),
            *("first_megapixel", "next_megapixel", "headroom"),
        ),
        _amount,
    ),
    "factors": lambda v: {q: _count(n) for q, n in _by_quality(v).items()},
    "tokens": lambda v: {q: [_count(n) for n in _three(three)] for q, three in _by_quality(v).items()},
    "per_image": _per_image,
    "per_edge": _per_edge,
}
"""How each field is read; no other is known."""
