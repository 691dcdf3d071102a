"""Files of a project: kept, listed page by page, read, deleted; seen by their project only."""

from datetime import timedelta

import pytest

from scumble.codec.decode import Limits
from scumble.core.errors import ContentGone, InvalidRequest, NotFound, StorageQuotaExceeded, TooLarge
from scumble.db.files import FileRow
from scumble.store.files import Files, new_id, safe_name
from scumble.store.keep import Store
from tests.api.helpers import picture
from tests.store.conftest import CALLER, OTHER, Clock


@pytest.fixture
def files(store: Store) -> Files:
    """Files whose batches live for 30 days."""
    return Files(store, limits=Limits(max_bytes=5_000), max_batch_bytes=10_000, retention=timedelta(days=30))


def add(files: Files, data: bytes, purpose: str = "batch", **more: object) -> FileRow:
    with files.begin(CALLER) as writer:
        writer.write(data)
        return files.add(CALLER, writer, filename="lines.jsonl", purpose=purpose, **more)  # pyright: ignore


def test_a_file_is_read_back_by_its_project_only(files: Files) -> None:
    row = add(files, b"{}\n")
    assert row.id.startswith("file-")
    assert files.get(CALLER, row.id) == row
    assert b"".join(files.open(CALLER, row.id).chunks) == b"{}\n" == files.data(CALLER, row)
    for call in (files.get, files.open, files.delete):
        with pytest.raises(NotFound):
            call(OTHER, row.id)
    assert files.list(OTHER, after=None, limit=10, newest=True) == ([], False)
    assert files.get(CALLER, row.id) == row


def test_the_same_content_twice_is_two_files_and_one_blob(files: Files, store: Store) -> None:
    first, second = add(files, b"{}\n"), add(files, b"{}\n")
    assert first.id != second.id
    assert len(list(store.blobs.walk())) == 1
    files.delete(CALLER, first.id)
    assert files.data(CALLER, second) == b"{}\n"


def test_a_page_goes_on_where_the_one_before_ended_even_when_that_file_is_gone(files: Files) -> None:
    rows = [add(files, str(i).encode()) for i in range(5)]
    page, more = files.list(CALLER, after=None, limit=2, newest=True)
    assert ([r.id for r in page], more) == ([rows[4].id, rows[3].id], True)
    files.delete(CALLER, rows[3].id)
    page, more = files.list(CALLER, after=rows[3].id, limit=3, newest=True)
    assert ([r.id for r in page], more) == ([rows[2].id, rows[1].id, rows[0].id], False)
    page, more = files.list(CALLER, after=rows[0].id, limit=1, newest=False)
    assert ([r.id for r in page], more) == ([rows[1].id], True)


def test_a_list_can_be_of_one_purpose(files: Files) -> None:
    add(files, b"{}\n")
    photo = add(files, picture(), "vision")
    found, _ = files.list(CALLER, after=None, limit=10, newest=True, purpose="vision")
    assert [r.id for r in found] == [photo.id]
    assert photo.media_type == "image/png"


def test_ids_sort_by_their_time() -> None:
    ids = [new_id(moment) for moment in (1.0, 1_000.0, 1_700_000_000.0, 1_700_000_000.01, 4_000_000_000.0)]
    assert ids == sorted(ids)
    assert len({len(i) for i in ids}) == 1


def test_batch_files_live_for_the_retention_time_pictures_for_ever_and_both_as_told(files: Files) -> None:
    assert add(files, b"{}\n").expires_at is not None
    assert add(files, picture(), "vision").expires_at is None
    short = add(files, picture(), "vision", lifetime=timedelta(hours=1))
    assert short.expires_at == short.created_at + timedelta(hours=1)


def test_an_expired_file_is_gone_before_it_is_collected(files: Files, clock: Clock) -> None:
    row = add(files, b"{}\n", lifetime=timedelta(hours=1))
    clock.later = timedelta(hours=2)
    with pytest.raises(NotFound):
        files.get(CALLER, row.id)
    assert files.list(CALLER, after=None, limit=10, newest=True) == ([], False)


@pytest.mark.parametrize(
    ("data", "purpose", "error"),
    [
        (b"", "batch", InvalidRequest),
        (b"", "vision", InvalidRequest),
        (b"no picture", "vision", InvalidRequest),
        (picture()[:60], "vision", InvalidRequest),
        (picture() + bytes(5_000), "vision", TooLarge),
        (bytes(10_001), "batch", TooLarge),
    ],
)
def test_what_cannot_be_kept_is_refused_and_nothing_stays(
    files: Files, store: Store, data: bytes, purpose: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        add(files, data, purpose)
    assert files.list(CALLER, after=None, limit=10, newest=True) == ([], False)
    assert list(store.blobs.walk()) == []


def test_over_the_quota_no_file_is_kept_until_one_is_deleted(files: Files, store: Store) -> None:
    store.quota = 1000
    first = add(files, b"a" * 800)
    with pytest.raises(StorageQuotaExceeded, match="DELETE"):
        files.check_room(CALLER, 800)
    with pytest.raises(StorageQuotaExceeded, match=r"0\.0 MB"):
        add(files, b"b" * 800)
    assert len(files.list(CALLER, after=None, limit=10, newest=True)[0]) == 1
    files.delete(CALLER, first.id)
    add(files, b"b" * 800)


def test_bytes_that_were_lost_are_not_called_a_wrong_id(files: Files, store: Store) -> None:
    row = add(files, b"{}\n")
    store.blobs.delete(CALLER.project_id, row.digest)
    with pytest.raises(ContentGone, match="missing from the storage"):
        files.open(CALLER, row.id)
    with pytest.raises(ContentGone):
        files.data(CALLER, row)
    files.delete(CALLER, row.id)
    with pytest.raises(NotFound, match="No such file"):
        files.data(CALLER, row)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("a.jsonl", "a.jsonl"),
        ("../../etc/passwd", "passwd"),
        ("C:\\photos\\cat.png", "cat.png"),
        ("", "upload"),
        ("..", "upload"),
        ("a\r\nSet-Cookie: x", "aSet-Cookie: x"),
        ("Foto – Größe.png", "Foto – Größe.png"),
        ("x" * 300 + ".png", "x" * 251 + ".png"),
    ],
)
def test_names_are_shown_without_folders_and_control_characters(sent: str, kept: str) -> None:
    assert safe_name(sent) == kept
