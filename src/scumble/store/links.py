"""Signed URLs: links to results that work without a key until they expire (HMAC-SHA256 over what they point at).

A token is base64url(payload) "." base64url(mac). The payload names project, digest, end, media type and file name; the
mac is made with the project's own secret, which lies in the database, so every process knows it and no one else.
"""

import hashlib
import hmac
import json
import secrets
import threading
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, cast

from scumble.core.caller import Caller
from scumble.core.errors import ContentGone, NotFound
from scumble.db.blobs import add_use
from scumble.db.secrets import make_project_secret, project_secret
from scumble.store import PROJECT, Chunks
from scumble.store.keep import Store

USE: Final = "link"
"""What a link's use of its blob is called."""
SIGNED_WITH: Final = "links"
"""Name of the secret."""
MAX_TOKEN: Final = 2048
MOST_SECRETS: Final = 10_000
"""Projects whose secret is remembered."""


@dataclass(frozen=True, kw_only=True)
class Linked:
    """What a link points at. size: bytes. seconds: how long the link still works."""

    chunks: Chunks = field(repr=False)
    size: int
    media_type: str
    filename: str
    seconds: int


class Links:
    """Makes and follows links; share it among threads. Every method may wait: call it in a worker thread."""

    def __init__(self, store: Store, *, lifetime: timedelta) -> None:
        """lifetime: how long a link works."""
        self._store = store
        self._lifetime = lifetime
        self._secrets: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def check_room(self, caller: Caller) -> None:
        """Refuses a result before it is made. Raises StorageQuotaExceeded."""
        self._store.check_room(caller.project_id, 1)

    def publish(self, caller: Caller, data: bytes, *, media_type: str, filename: str) -> str:
        """Keeps the bytes for as long as the link works, and makes its token. Raises StorageFull and
        StorageQuotaExceeded."""
        stored = self._store.put(caller.project_id, data)
        ends = self._store.now() + self._lifetime
        with self._store.database.write() as connection:
            owner = secrets.token_hex(12)
            self._store.use(connection, caller.project_id, stored.digest, kind=USE, owner=owner, expires_at=ends)
        return self._token(caller, stored.digest, ends, media_type, filename)

    def share(
        self, caller: Caller, digest: str, *, owner: str, media_type: str, filename: str, lifetime: timedelta
    ) -> str:
        """A token for bytes that are kept already, by what they are. owner: whose picture it is; asked again, its link
        holds the bytes once, until the last token ends. lifetime: of the token, unless links live longer anyway.
        Raises ContentGone."""
        now = self._store.now()
        ends = now + max(lifetime, self._lifetime)
        with self._store.database.write() as connection:
            add_use(connection, caller.project_id, digest, kind=USE, owner=owner, now=now, expires_at=ends)
        return self._token(caller, digest, ends, media_type, filename)

    def _token(self, caller: Caller, digest: str, ends: datetime, media_type: str, filename: str) -> str:
        payload = [caller.project_id, digest, int(ends.timestamp()), media_type, filename]
        text = json.dumps(payload, separators=(",", ":")).encode()
        return f"{_text(text)}.{_text(self._mac(caller.project_id, text, make=True))}"

    def open(self, token: str) -> Linked:
        """What a token points at. Raises NotFound for one that is not ours, ContentGone when its time is over."""
        project_id, digest, ends, media_type, filename = self._verified(token)
        left = (datetime.fromtimestamp(ends, UTC) - self._store.now()).total_seconds()
        size = self._store.blobs.size(project_id, digest) if left > 0 else None
        if size is None:
            raise ContentGone("This link has expired; ask for the picture again.", code="link_expired")
        return Linked(
            chunks=self._store.blobs.read(project_id, digest),
            size=size,
            media_type=media_type,
            filename=filename,
            seconds=int(left),
        )

    def _verified(self, token: str) -> tuple[str, str, int, str, str]:
        """A token's payload once its mac is right. Nothing in it is believed before, except which secret to use."""
        first, dot, second = token.partition(".")
        payload, mac = _bytes(first), _bytes(second)
        if dot and len(token) <= MAX_TOKEN and payload and mac:
            project_id = _project(payload)
            if hmac.compare_digest(mac, self._mac(project_id, payload, make=False)):
                return cast(tuple[str, str, int, str, str], tuple(json.loads(payload)))
        raise NotFound("This link is not valid.", code="invalid_link")

    def _mac(self, project_id: str, payload: bytes, *, make: bool) -> bytes:
        """make: whether a project without a secret gets one; otherwise nothing ever matches."""
        return hmac.new(self._secret(project_id, make=make), payload, hashlib.sha256).digest()

    def _secret(self, project_id: str, *, make: bool) -> bytes:
        known = self._secrets.get(project_id)
        if known is not None:
            return known
        database = self._store.database
        found = make_project_secret(database, project_id, SIGNED_WITH) if make else self._found(project_id)
        if found is None:
            return secrets.token_bytes(32)
        with self._lock:
            if len(self._secrets) >= MOST_SECRETS:
                self._secrets.clear()
            self._secrets[project_id] = found
        return found

    def _found(self, project_id: str) -> bytes | None:
        return project_secret(self._store.database, project_id, SIGNED_WITH) if project_id else None


def _project(payload: bytes) -> str:
    """The project that an unchecked payload names; '' for anything that cannot be one of ours."""
    try:
        loaded: object = json.loads(payload)
    except (ValueError, RecursionError):
        return ""
    if not isinstance(loaded, list) or not loaded:
        return ""
    named = cast(list[object], loaded)[0]
    return named if isinstance(named, str) and PROJECT.fullmatch(named) else ""


def _text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    """Empty for anything that is not base64url as we write it: one token has one spelling."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return b""
    return data if _text(data) == text else b""
