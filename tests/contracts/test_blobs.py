"""What every place for blobs promises: in memory, in a folder, in an object store.

The object store's adapter runs over obstore's own stores in memory and in a folder; SCUMBLE_TEST_S3 names a bucket
(`s3://bucket/prefix`, with AWS_* variables) to run it over a real S3 as well.
"""

import os
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from obstore.store import LocalStore, MemoryStore

from scumble.core.errors import ContentGone
from scumble.store import Blobs, Chunks, Kept, put_chunks
from scumble.store.local import LocalBlobs
from scumble.store.memory import MemoryBlobs
from scumble.store.remote import RemoteBlobs, remote_blobs

S3 = os.environ.get("SCUMBLE_TEST_S3", "")
DATA = b"a picture's bytes" * 1000
DIGEST = sha256(DATA).hexdigest()
LARGE = 12_000_000
"""Bytes of which an object store makes several parts."""


@pytest.fixture(params=["memory", "local", "remote-memory", "remote-folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Blobs:
    """Each adapter, empty."""
    if request.param == "memory":
        return MemoryBlobs()
    if request.param == "local":
        return LocalBlobs(tmp_path / "blobs")
    if request.param == "remote-memory":
        return RemoteBlobs(MemoryStore(), tmp_path / "spool")
    if request.param == "remote-folder":
        return RemoteBlobs(LocalStore(tmp_path / "objects", mkdir=True), tmp_path / "spool")
    if not S3:
        pytest.skip("no S3: name a bucket by SCUMBLE_TEST_S3")
    return remote_blobs(f"{S3}/{secrets.token_hex(6)}", tmp_path / "spool")


def pieces(total: int, size: int = 100_000) -> Iterator[bytes]:
    """`total` bytes that do not repeat, piece by piece."""
    for start in range(0, total, size):
        yield start.to_bytes(8, "big") * (min(size, total - start) // 8)


def all_of(chunks: Chunks) -> bytes:
    """Everything, read piece by piece."""
    return b"".join(chunks)


def test_what_was_put_is_read_back_whole_and_in_pieces(blobs: Blobs) -> None:
    stored = blobs.put("proj_a", DATA)
    assert (stored.digest, stored.size) == (DIGEST, len(DATA))
    assert blobs.get("proj_a", DIGEST) == DATA
    assert all_of(blobs.read("proj_a", DIGEST)) == DATA
    assert blobs.size("proj_a", DIGEST) == len(DATA)


def test_putting_again_changes_nothing(blobs: Blobs) -> None:
    assert blobs.put("proj_a", DATA) == blobs.put("proj_a", DATA)
    assert [k.digest for k in blobs.walk()] == [DIGEST]


def test_nothing_at_all_can_be_kept(blobs: Blobs) -> None:
    stored = blobs.put("proj_a", b"")
    assert blobs.get("proj_a", stored.digest) == b""
    assert all_of(blobs.read("proj_a", stored.digest)) == b""
    assert blobs.size("proj_a", stored.digest) == 0


def test_another_project_does_not_have_it(blobs: Blobs) -> None:
    blobs.put("proj_a", DATA)
    assert blobs.size("proj_b", DIGEST) is None
    with pytest.raises(ContentGone):
        blobs.get("proj_b", DIGEST)
    blobs.put("proj_b", DATA)
    blobs.delete("proj_a", DIGEST)
    assert blobs.get("proj_b", DIGEST) == DATA


def test_what_comes_in_pieces_is_the_same_as_at_once(blobs: Blobs) -> None:
    whole = b"".join(pieces(LARGE))
    stored = put_chunks(blobs, "proj_a", pieces(LARGE))
    assert stored.digest == sha256(whole).hexdigest()
    assert stored.size == len(whole) == blobs.size("proj_a", stored.digest)
    assert all_of(blobs.read("proj_a", stored.digest)) == whole


def test_a_large_blob_is_read_in_several_pieces(blobs: Blobs) -> None:
    stored = put_chunks(blobs, "proj_a", pieces(LARGE))
    lengths = [len(piece) for piece in blobs.read("proj_a", stored.digest)]
    assert sum(lengths) == stored.size
    assert max(lengths) < stored.size


def test_what_was_written_can_be_looked_at_before_it_is_kept(blobs: Blobs) -> None:
    with blobs.writer("proj_a") as writer:
        writer.write(b"half")
        assert writer.written() == b"half"
        writer.write(b"whole")
        assert writer.stored.digest == sha256(b"halfwhole").hexdigest()
        assert writer.written() == b"halfwhole"
        assert blobs.size("proj_a", writer.stored.digest) is None
        stored = writer.commit()
        writer.discard()
    assert blobs.get("proj_a", stored.digest) == b"halfwhole"


def test_what_is_given_up_leaves_nothing(blobs: Blobs) -> None:
    def broken() -> Iterator[bytes]:
        yield DATA
        raise ConnectionError

    with pytest.raises(ConnectionError):
        put_chunks(blobs, "proj_a", broken())
    with blobs.writer("proj_a") as writer:
        writer.write(DATA)
        writer.discard()
        writer.discard()
    assert list(blobs.walk()) == []
    assert blobs.tidy(datetime.now(UTC) + timedelta(hours=1)) == 0


def test_deleting_is_final_and_can_be_repeated(blobs: Blobs) -> None:
    blobs.put("proj_a", DATA)
    blobs.delete("proj_a", DIGEST)
    blobs.delete("proj_a", DIGEST)
    assert blobs.size("proj_a", DIGEST) is None
    assert list(blobs.walk()) == []
    with pytest.raises(ContentGone):
        blobs.get("proj_a", DIGEST)
    with pytest.raises(ContentGone):
        blobs.read("proj_a", DIGEST)
    blobs.put("proj_a", DATA)
    assert blobs.get("proj_a", DIGEST) == DATA


def test_a_reader_can_stop_early(blobs: Blobs) -> None:
    stored = put_chunks(blobs, "proj_a", pieces(LARGE))
    chunks = blobs.read("proj_a", stored.digest)
    assert next(chunks)
    chunks.close()
    chunks.close()


def test_walking_tells_everything_with_its_project_size_and_time(blobs: Blobs) -> None:
    before = datetime.now(UTC) - timedelta(minutes=5)
    wanted = {(p, blobs.put(p, data).digest, len(data)) for p in ("proj_a", "proj_b") for data in (DATA, b"x", b"yy")}
    found: list[Kept] = list(blobs.walk())
    assert {(k.project_id, k.digest, k.size) for k in found} == wanted
    assert all(before < k.modified < datetime.now(UTC) + timedelta(minutes=5) for k in found)


@pytest.mark.parametrize(
    ("project_id", "digest"),
    [
        ("proj_a", "../" + DIGEST[3:]),
        ("proj_a", DIGEST.upper()),
        ("proj_a", DIGEST[:63]),
        ("proj_a", DIGEST + "\n"),
        ("../proj", DIGEST),
        ("", DIGEST),
        (".", DIGEST),
        ("a/b", DIGEST),
        ("proj_a\n", DIGEST),
        ("-rf", DIGEST),
    ],
)
def test_only_our_own_names_become_paths(blobs: Blobs, project_id: str, digest: str) -> None:
    for call in (blobs.get, blobs.read, blobs.size, blobs.delete):
        with pytest.raises(ValueError, match="project and digest"):
            call(project_id, digest)
    if digest == DIGEST:
        with pytest.raises(ValueError, match="project and digest"):
            blobs.put(project_id, DATA)
        with pytest.raises(ValueError, match="project and digest"):
            blobs.writer(project_id)
    assert list(blobs.walk()) == []
