"""Signed links: whoever has one sees what it points at until it expires; nothing in it can be changed."""

import json
import string
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
import sqlalchemy as sa

from scumble.core.errors import ContentGone, NotFound, StorageQuotaExceeded
from scumble.db.secrets import make_project_secret, project_secret
from scumble.store.collect import Collected, Collector
from scumble.store.keep import Store
from scumble.store.links import Links
from tests.store.conftest import CALLER, OTHER, Clock

DATA = b"\x89PNG a result"


@pytest.fixture
def links(store: Store) -> Links:
    """Links that work for an hour."""
    return Links(store, lifetime=timedelta(hours=1))


def publish(links: Links, data: bytes = DATA) -> str:
    return links.publish(CALLER, data, media_type="image/png", filename="result.png")


def size_of(links: Links, token: str) -> int:
    found = links.open(token)
    found.chunks.close()
    return found.size


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def payload_of(token: str) -> list[object]:
    found: list[object] = json.loads(urlsafe_b64decode(token.split(".", maxsplit=1)[0] + "=="))
    return found


def test_a_link_opens_what_it_points_at(links: Links) -> None:
    found = links.open(publish(links))
    assert b"".join(found.chunks) == DATA
    assert (found.size, found.media_type, found.filename) == (len(DATA), "image/png", "result.png")
    assert 3590 <= found.seconds <= 3600


def test_a_token_is_made_of_what_urls_hold_as_it_is(links: Links) -> None:
    token = publish(links)
    assert set(token) <= set(string.ascii_letters + string.digits + "-_.")
    assert len(token) < 400


def test_every_process_on_the_database_knows_the_secret_and_makes_the_same_one(store: Store, links: Links) -> None:
    token = publish(links)
    elsewhere = Links(store, lifetime=timedelta(hours=1))
    assert size_of(elsewhere, token) == len(DATA)
    database = store.database
    assert make_project_secret(database, CALLER.project_id, "links") == project_secret(
        database, CALLER.project_id, "links"
    )
    assert project_secret(database, OTHER.project_id, "links") is None


def test_a_changed_or_invented_token_opens_nothing(links: Links, store: Store) -> None:
    token = publish(links)
    other = store.put(OTHER.project_id, b"of another project").digest
    links.publish(OTHER, b"so that it has a secret", media_type="image/png", filename="x")
    payload, mac = token.split(".")
    project, digest, ends, kind, name = payload_of(token)
    assert digest == sha256(DATA).hexdigest()
    forged = [
        [project, digest, 9_999_999_999, kind, name],
        [OTHER.project_id, other, ends, kind, name],
        [OTHER.project_id, digest, ends, kind, name],
        [project, digest, ends, "text/html", name],
        ["proj_unknown", digest, ends, kind, name],
        [],
        [project],
        {"project": project},
        "text",
        None,
        [["nested"] * 5],
    ]
    tokens = [f"{text(json.dumps(p).encode())}.{mac}" for p in forged]
    tokens += [f"{text(b'[' * 1500)}.{mac}", payload, payload + ".", "." + mac, f"{payload}.{mac[:-2]}", "", "."]
    tokens += [token + "=", token[:-1] + ("A" if token[-1] != "A" else "B"), token + "." + mac, "é" * 40, "x" * 5000]
    tokens += [f"{payload}.{text(sha256(payload.encode()).digest())}"]
    for wrong in tokens:
        with pytest.raises(NotFound) as caught:
            links.open(wrong)
        assert caught.value.code == "invalid_link", wrong


def test_every_character_of_a_token_counts(links: Links) -> None:
    token = publish(links)
    for place in range(len(token)):
        if token[place] == ".":
            continue
        wrong = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(NotFound):
            links.open(wrong)


def test_a_link_ends_when_it_says_and_its_bytes_go(links: Links, store: Store, clock: Clock) -> None:
    token = publish(links)
    collector = Collector(store.database, store.blobs, now=clock)
    clock.later = timedelta(minutes=59)
    assert collector.collect() == Collected()
    assert size_of(links, token)
    clock.later = timedelta(minutes=61)
    for _ in range(2):
        with pytest.raises(ContentGone) as caught:
            links.open(token)
        assert caught.value.code == "link_expired"
        assert collector.collect() in (Collected(uses=1, blobs=1), Collected())
    assert list(store.blobs.walk()) == []


def test_a_second_link_to_the_same_keeps_it_longer(links: Links, store: Store, clock: Clock) -> None:
    first = publish(links)
    clock.later = timedelta(minutes=40)
    second = publish(links)
    clock.later = timedelta(minutes=70)
    Collector(store.database, store.blobs, now=clock, grace=timedelta()).collect()
    with pytest.raises(ContentGone):
        links.open(first)
    assert size_of(links, second) == len(DATA)


def test_links_count_towards_the_quota(links: Links, store: Store) -> None:
    store.quota = 100
    publish(links, b"x" * 100)
    with pytest.raises(StorageQuotaExceeded):
        links.check_room(CALLER)
    with pytest.raises(StorageQuotaExceeded):
        publish(links, b"y" * 100)


def test_without_its_secret_a_link_is_worth_nothing(links: Links, store: Store) -> None:
    token = publish(links)
    with store.database.write() as connection:
        connection.execute(sa.text("DELETE FROM secrets"))
    with pytest.raises(NotFound):
        Links(store, lifetime=timedelta(hours=1)).open(token)
