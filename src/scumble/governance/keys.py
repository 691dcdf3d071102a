"""API keys: `scm_live_…` tokens made, hashed, checked, listed, revoked; a short cache spares the database.

A token is `scm_live_` or `scm_test_`, a public id of 12 characters, and 43 characters carrying 256 random bits. Only
its SHA-256 is stored. A slow hash (bcrypt, argon2) protects secrets that people choose, which can be guessed from a
dictionary; 256 random bits cannot be guessed at any speed, and a slow hash would cost each request 50-300 ms of CPU.
"""

import hashlib
import hmac
import logging
import secrets
import string
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from scumble.core.caller import Caller
from scumble.core.errors import BadKey, InvalidValue, NotFound, ScumbleError
from scumble.core.rates import OwnLimits
from scumble.db.engine import Database
from scumble.db.keys import TEST_PREFIX, KeyRow, KeyRows

log = logging.getLogger(__name__)

Mode = Literal["live", "test"]
MODES: Final[tuple[Mode, ...]] = ("live", "test")
ID_ALPHABET: Final = string.ascii_lowercase + string.digits
ID_LENGTH: Final = 12
SECRET_BYTES: Final = 32
TOKEN_LENGTH: Final = len("scm_live_") + ID_LENGTH + 43
PREFIX_LENGTH: Final = len("scm_live_") + ID_LENGTH
NAME_LENGTH: Final = 200
CACHE_SECONDS: Final = 5.0
"""How long a key is believed without asking again: so long at most another process's revocation takes to work."""
CACHE_KEYS: Final = 10_000
TOUCH_EVERY: Final = timedelta(seconds=60)
"""`last used` is as coarse as this, so that a busy key does not cost a write for each request."""
HOW: Final = "Make one with `scumble keys create`, and send it as `Authorization: Bearer scm_…`."


@dataclass(frozen=True, kw_only=True)
class NewKey:
    """A key just made. token: shown to its owner now and never again."""

    token: str = field(repr=False)
    row: KeyRow


@dataclass(frozen=True, kw_only=True)
class _Known:
    """A cached yes. until: clock seconds."""

    caller: Caller
    until: float


class Keys:
    """Makes and checks keys; share it among threads."""

    def __init__(
        self,
        database: Database,
        *,
        cache_seconds: float = CACHE_SECONDS,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """database: migrated. clock, now: what time it is, for the cache and for stored moments."""
        self._rows = KeyRows(database)
        self._cache_seconds = cache_seconds
        self._clock = clock
        self._now = now
        self._known: OrderedDict[bytes, _Known] = OrderedDict()
        self._revocations = 0
        self._lock = threading.Lock()

    def create(
        self,
        caller: Caller,
        name: str,
        *,
        mode: Mode = "live",
        expires_at: datetime | None = None,
        limits: OwnLimits | None = None,
    ) -> NewKey:
        """A new key in the caller's project. Raises InvalidValue for an empty or long name or a past expiry."""
        limits = limits or OwnLimits()
        name = name.strip()
        if not name or len(name) > NAME_LENGTH or not name.isprintable():
            raise InvalidValue(f"A key's name has 1 to {NAME_LENGTH} printable characters.", param="name")
        now = self._now()
        if expires_at is not None and expires_at <= now:
            raise InvalidValue("A key's expiry lies in the future.", param="expires")
        prefix = f"scm_{mode}_" + "".join(secrets.choice(ID_ALPHABET) for _ in range(ID_LENGTH))
        token = prefix + secrets.token_urlsafe(SECRET_BYTES)
        row = KeyRow(
            id=f"key_{secrets.token_hex(8)}",
            project_id=caller.project_id,
            name=name,
            prefix=prefix,
            hash=_digest(token).hex(),
            created_at=now,
            expires_at=expires_at,
            requests_per_minute=limits.requests,
            images_per_minute=limits.images,
            tokens_per_minute=limits.tokens,
            edits_at_once=limits.edits,
        )
        self._rows.add(caller, row)
        return NewKey(token=token, row=row)

    def list(self, caller: Caller) -> tuple[KeyRow, ...]:
        """The project's keys, oldest first."""
        return self._rows.all(caller)

    def revoke(self, caller: Caller, key_id: str) -> None:
        """Ends a key, by its id, its prefix or the key itself: here at once, elsewhere within the cache's seconds.

        Whoever holds a leaked key pastes all of it: it is understood, and never shown again. Raises NotFound when the
        project has no such key.
        """
        named = self.named(caller, key_id)
        if not self._rows.revoke(caller, named, self._now()):
            raise NotFound("There is no such key; `scumble keys list` shows them.", param="key")
        self._forget(named)

    def limit(self, caller: Caller, key_id: str, limits: OwnLimits) -> None:
        """Gives a key limits of its own in the place of all that it had: here at once, elsewhere within the cache's
        seconds. Raises NotFound when the project has no such key."""
        named = self.named(caller, key_id)
        self._rows.limit(caller, named, limits)
        self._forget(named)

    def limits(self, caller: Caller) -> OwnLimits:
        """The limits that the caller's key has of its own; asks the database."""
        row = self._rows.by_id(caller)
        return OwnLimits() if row is None else row.limits

    def is_test(self, caller: Caller) -> bool:
        """Whether the caller's key is a test key; asks the database unless the caller says so."""
        if caller.test is not None:
            return caller.test
        row = self._rows.by_id(caller)
        return row is not None and _is_test(row)

    def named(self, caller: Caller, key_id: str) -> str:
        """The id of a key that is named by its id, its prefix or the key itself. Raises NotFound."""
        whole = _digest(key_id).hex()
        named = [k.id for k in self._rows.all(caller) if key_id in (k.id, k.prefix) or k.hash == whole]
        if not named:
            shown = _masked(key_id) if key_id.startswith("scm_") and len(key_id) > PREFIX_LENGTH else key_id
            raise NotFound(f"There is no key {shown}; `scumble keys list` shows them.", param="key")
        return named[0]

    def _forget(self, key_id: str) -> None:
        """What is cached of a key that changed."""
        with self._lock:
            self._revocations += 1
            for digest in [d for d, known in self._known.items() if known.caller.key_id == key_id]:
                del self._known[digest]

    def cached(self, token: str) -> Caller | None:
        """Who this key belongs to, if that was checked within the last seconds; never waits."""
        digest = _digest(token)
        with self._lock:
            known = self._known.get(digest)
        return known.caller if known is not None and self._clock() < known.until else None

    def authenticate(self, token: str) -> Caller:
        """Who this key belongs to; asks the database when the cache does not know. Raises BadKey."""
        found = self.cached(token)
        if found is not None:
            return found
        asked, revocations = self._clock(), self._revocations
        row = self._rows.by_prefix(_prefix(token))
        digest = _digest(token)
        # Compared even when there is no such key, so that the time tells nothing about which ids exist.
        same = hmac.compare_digest(digest, bytes.fromhex(row.hash) if row else bytes(32))
        if row is None or not same:
            raise BadKey(f"Incorrect API key provided: {_masked(token)}. {HOW}")
        now = self._now()
        if row.revoked_at is not None:
            raise BadKey(f"The API key {row.prefix}… was revoked. {HOW}")
        if row.expires_at is not None and row.expires_at <= now:
            raise BadKey(f"The API key {row.prefix}… has expired. {HOW}")
        caller = Caller(project_id=row.project_id, key_id=row.id, name=row.name, limits=row.limits, test=_is_test(row))
        self._remember(digest, _Known(caller=caller, until=asked + self._seconds(row, now)), revocations)
        self._touch(caller, row, now)
        return caller

    def _seconds(self, row: KeyRow, now: datetime) -> float:
        """How long this key may be believed: never beyond its expiry."""
        if row.expires_at is None:
            return self._cache_seconds
        return min(self._cache_seconds, (row.expires_at - now).total_seconds())

    def _remember(self, digest: bytes, known: _Known, revocations: int) -> None:
        """Caches a yes, unless a key was revoked since the database was asked: that answer may be stale."""
        with self._lock:
            if revocations != self._revocations:
                return
            self._known[digest] = known
            self._known.move_to_end(digest)
            while len(self._known) > CACHE_KEYS:
                self._known.popitem(last=False)

    def _touch(self, caller: Caller, row: KeyRow, now: datetime) -> None:
        """Notes the use now and then; a full or busy database must not refuse a good key for it."""
        if row.last_used_at is not None and now - row.last_used_at < TOUCH_EVERY:
            return
        try:
            self._rows.touch(caller, now)
        except ScumbleError as e:
            log.warning("the use of key %s was not noted: %s", row.prefix, e.message)


def _is_test(row: KeyRow) -> bool:
    return row.prefix.startswith(TEST_PREFIX)


def _digest(token: str) -> bytes:
    """SHA-256; what the cache and the database know a token by."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _prefix(token: str) -> str:
    """The public beginning of something that looks like one of our tokens. Raises BadKey for anything else."""
    if not token:
        raise BadKey(f"You didn't provide an API key. {HOW}")
    ours = len(token) == TOKEN_LENGTH and token.isascii() and token.startswith(("scm_live_", TEST_PREFIX))
    if not ours:
        raise BadKey(f"Incorrect API key provided: {_masked(token)}. {HOW}")
    return token[:PREFIX_LENGTH]


def _masked(token: str) -> str:
    """Enough of a wrong key for its owner to know it by, and not enough for anyone else to use it."""
    shown = token[:7] if token.startswith("scm_") else token[:3]
    printable = "".join(c for c in shown if c.isprintable())
    return printable + "*" * 8 + (token[-4:] if len(token) > 30 and token[-4:].isprintable() else "")
