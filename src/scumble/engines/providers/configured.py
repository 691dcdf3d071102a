"""Providers as they are configured: `[engines.NAME]` tables, and the usual variables of common providers, to engines.

A table names a server and its models; a provider whose usual key is set in the environment needs none. What a table
cannot mean is Misconfigured, with what would work. Keys stay in variables: a table says which one.
"""

import difflib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from typing import Final, cast
from urllib.parse import urlsplit

from scumble.core.errors import Misconfigured
from scumble.core.pricing import Price
from scumble.core.rates import RateLimits, read_limits
from scumble.core.work import WorkPool
from scumble.engines.providers import Vendor
from scumble.engines.providers.bfl import BlackForestLabs
from scumble.engines.providers.engine import ProviderEngine, Setup, no_price
from scumble.engines.providers.firefly import TOKENS, Firefly
from scumble.engines.providers.gemini import Gemini
from scumble.engines.providers.line import Line
from scumble.engines.providers.openai import OpenAI
from scumble.engines.providers.openoctopus import OpenOctopus
from scumble.engines.providers.profiles import PROFILES, Profile
from scumble.engines.providers.recraft import Recraft
from scumble.engines.providers.wavespeed import WaveSpeed
from scumble.net.remote import Remote

Table = Mapping[str, object]
Secret = Callable[[str], str]
"""The value of a variable; '' when it is not set."""
OFF: Final = "off"
"""A `kind` that keeps a provider away although its usual variable is set."""
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/-]{0,79}")
_FIELDS: Final[Mapping[str, str]] = {
    "kind": f"one of {', '.join(PROFILES)}, {OFF}",
    "profile": "the server that speaks this kind's format, when it is not the vendor's own",
    "base_url": "an http or https address, such as http://127.0.0.1:8000/v1",
    "token_url": "an http or https address, where Firefly's tokens are got",
    "key_env": "the name of the variable that holds the key (never the key itself)",
    "id_env": "the name of the variable that holds the client id",
    "models": 'a table such as { "name callers use" = "name there" }',
    "price": 'about what a picture costs, to choose by, such as "0.04"',
    "paid": "true or false: whether a picture costs money",
    "limits": "what each of its models is used for at most, a minute and at once, such as 'images=50 edits=4'",
    "seconds": "how long a picture may take, from 1 to 3600",
    "api_version": "Azure's api-version, for addresses with a deployment in them",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One entry, checked. key, client: the values of their variables, '' for none. url: without a slash at its end."""

    name: str
    profile: Profile
    url: str
    key: str = field(default="", repr=False)
    client: str = field(default="", repr=False)
    models: Mapping[str, str]
    limits: RateLimits = RateLimits()
    seconds: float = 300.0
    query: str = ""
    tokens: str = ""

    def headers(self) -> dict[str, str]:
        """How the key is sent; nothing where there is none."""
        if not self.key:
            return {}
        return {n: v.format(key=self.key, client=self.client) for n, v in self.profile.headers.items()}


def _openai(entry: Entry) -> Vendor:
    return OpenAI(profile=entry.profile, headers=entry.headers(), query=entry.query)


VENDORS: Final[Mapping[str, Callable[[Entry], Vendor]]] = {
    "openai": _openai,
    "gemini": lambda e: Gemini(headers=e.headers()),
    "bfl": lambda e: BlackForestLabs(profile=e.profile, headers=e.headers()),
    "recraft": lambda e: Recraft(headers=e.headers()),
    "wavespeed": lambda e: WaveSpeed(profile=e.profile, headers=e.headers()),
    "firefly": lambda e: Firefly(client=e.client, secret=e.key, tokens=e.tokens or TOKENS),
    "openoctopus": lambda e: OpenOctopus(profile=e.profile, headers=e.headers()),
}
"""Who speaks which wire format. A new vendor is one file, its profile, and one line here."""


def build(
    entries: Sequence[Entry], *, remote: Remote, pool: WorkPool, max_pixels: int, price: Price = no_price
) -> dict[str, ProviderEngine]:
    """Every model of every entry as an engine, by the name that callers use. Raises Misconfigured for a name that two
    entries give."""
    engines: dict[str, ProviderEngine] = {}
    owner: dict[str, str] = {}
    for entry in entries:
        line = Line(
            remote=remote,
            who=entry.name,
            url=entry.url,
            secret=entry.key,
            domains=entry.profile.domains,
            seconds=entry.seconds,
        )
        vendor = VENDORS[entry.profile.vendor](entry)
        for name, model in entry.models.items():
            if name in engines:
                raise _wrong(entry.name, f"the model name '{name}' is already that of engines.{owner[name]}")
            setup = Setup(name=name, model=model, profile=entry.profile, line=line, price=price, limits=entry.limits)
            engines[name], owner[name] = ProviderEngine(setup, vendor, pool, max_pixels), entry.name
    return engines


def read_entries(tables: Mapping[str, Table], secret: Secret) -> list[Entry]:
    """The entries of the tables, and of every common provider whose usual variables are set and that no table of its
    name replaces. Raises Misconfigured."""
    usual = {name: found for name, found in _usual(secret).items() if name not in tables}
    entries = [
        _entry(name, table, secret) for name, table in (dict(tables) | usual).items() if table.get("kind") != OFF
    ]
    return sorted(entries, key=lambda e: e.name)


def _usual(secret: Secret) -> dict[str, Table]:
    """Tables of the common providers whose variables are set."""
    found: dict[str, Table] = {}
    for name, profile in PROFILES.items():
        key = next((k for k in profile.keys if secret(k)), None)
        if key is None or (profile.id_keys and not any(secret(k) for k in profile.id_keys)):
            continue
        url = profile.url or secret(profile.url_key).rstrip("/")
        if url:
            found[name] = {"kind": name, "base_url": url + ("" if profile.url else profile.path), "key_env": key}
    return found


def _entry(name: str, table: Table, secret: Secret) -> Entry:
    """One table, checked."""
    for unknown in table.keys() - _FIELDS.keys():
        near = difflib.get_close_matches(unknown, _FIELDS, 1, 0.5)
        hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(_FIELDS)}."
        raise _wrong(name, f"there is no setting {unknown}; {hint}", end="")
    profile = _profile(name, table)
    if (paid := table.get("paid")) is not None:
        if not isinstance(paid, bool):
            raise _bad(name, "paid")
        profile = replace(profile, paid=paid)
    if "price" in table:
        profile = replace(profile, price=_price(name, table["price"]))
    version = _text(name, table, "api_version")
    return Entry(
        name=name,
        profile=profile,
        url=_url(name, _text(name, table, "base_url") or profile.url),
        key=_key(name, table, "key_env", profile.keys, secret),
        client=_key(name, table, "id_env", profile.id_keys, secret),
        models=_models(name, table, profile),
        limits=_limits(name, table),
        seconds=_seconds(name, table),
        query=f"?api-version={version}" if version else "",
        tokens=_url(name, _text(name, table, "token_url"), "token_url") if "token_url" in table else "",
    )


def _profile(name: str, table: Table) -> Profile:
    """The profile that `profile` or `kind` names."""
    kind = _text(name, table, "kind") or _text(name, table, "profile")
    wanted = _text(name, table, "profile") or kind
    if kind not in PROFILES:
        raise _bad(name, "kind")
    if wanted not in PROFILES or PROFILES[wanted].vendor != PROFILES[kind].vendor:
        able = ", ".join(n for n, p in PROFILES.items() if p.vendor == PROFILES[kind].vendor)
        raise _wrong(name, f"profile has to be one of {able}")
    return PROFILES[wanted]


def _url(name: str, url: str, setting: str = "base_url") -> str:
    """A base address."""
    parts = urlsplit(url)
    plain = not (parts.query or parts.fragment or "@" in parts.netloc)
    if parts.scheme not in {"http", "https"} or not parts.hostname or not plain:
        raise _bad(name, setting)
    return url.rstrip("/")


def _key(name: str, table: Table, setting: str, usual: tuple[str, ...], secret: Secret) -> str:
    """The value of the variable that is named, or of the usual one."""
    named = _text(name, table, setting)
    value = secret(named) if named else next((secret(k) for k in usual if secret(k)), "")
    if (named or usual) and not value:
        raise _wrong(name, f"the variable {named or ' or '.join(usual)} is not set, which holds its key")
    if not (value.isascii() and value.isprintable()) or " " in value:
        raise _wrong(name, f"the value of the variable {named or usual[0]} has characters that no key has")
    return value


def _models(name: str, table: Table, profile: Profile) -> Mapping[str, str]:
    """Names that callers use to the provider's own."""
    given = table.get("models", profile.models)
    if not isinstance(given, Mapping) or not given:
        raise _bad(name, "models")
    models: dict[str, str] = {}
    for ours, theirs in cast("Mapping[object, object]", given).items():
        usable = isinstance(ours, str) and _NAME.fullmatch(ours) and ours != "auto"
        if not usable or not isinstance(theirs, str) or not theirs.strip():
            raise _bad(name, "models")
        models[str(ours)] = theirs.strip()
    return models


def _limits(name: str, table: Table) -> RateLimits:
    """`limits`; none where it does not say."""
    try:
        return read_limits(text) if (text := _text(name, table, "limits")) else RateLimits()
    except ValueError:
        raise _bad(name, "limits") from None


def _seconds(name: str, table: Table) -> float:
    value = table.get("seconds", 300)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= 3600:
        raise _bad(name, "seconds")
    return float(value)


def _price(name: str, value: object) -> str:
    try:
        amount = Decimal(str(value))
    except InvalidOperation:
        raise _bad(name, "price") from None
    if not amount.is_finite() or amount < 0:
        raise _bad(name, "price")
    return str(amount)


def _text(name: str, table: Table, setting: str) -> str:
    value = table.get(setting, "")
    if not isinstance(value, str):
        raise _bad(name, setting)
    return value.strip()


def _bad(name: str, setting: str) -> Misconfigured:
    return _wrong(name, f"{setting} has to be {_FIELDS[setting]}")


def _wrong(name: str, what: str, end: str = ".") -> Misconfigured:
    return Misconfigured(f"engines.{name}: {what}{end}", param="engines")
