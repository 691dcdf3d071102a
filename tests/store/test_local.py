"""The local folder: private, whole or not at all, also on a full disk and under a kill; leftovers are found."""

import errno
import os
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from scumble.core.errors import Misconfigured, StorageFull
from scumble.store import put_chunks
from scumble.store.local import HALF, LocalBlobs

SOON = timedelta(minutes=1)


def files_in(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()]


def test_folders_and_files_are_for_their_owner_only(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "deep" / "blobs")
    old = os.umask(0)
    try:
        stored = blobs.put("proj_a", b"private")
    finally:
        os.umask(old)
    path = blobs.path("proj_a", stored.digest)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    below = [p for p in (tmp_path / "deep").rglob("*") if p.is_dir()]
    assert len(below) == 4
    assert {stat.S_IMODE(p.stat().st_mode) for p in below} == {0o700}


def test_a_blob_is_fsynced_before_it_has_its_name_and_its_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def noted_fsync(number: int) -> None:
        done.append("folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file")
        fsync(number)

    def noted_replace(self: Path, target: Path) -> Path:
        done.append("rename")
        return replace(self, target)

    blobs.put("proj_a", b"first, so that the project has its folder")
    monkeypatch.setattr(os, "fsync", noted_fsync)
    monkeypatch.setattr(Path, "replace", noted_replace)
    blobs.put("proj_a", b"durable")
    assert done[-3:] == ["file", "rename", "folder"]
    done.clear()
    blobs.put("proj_a", b"durable")
    assert done == ["folder"]  # another writer may have renamed it and not got further


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")

    def full(number: int) -> None:
        raise OSError(code, "full")

    blobs.put("proj_a", b"before")
    kept = files_in(blobs.folder)
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(StorageFull):
        blobs.put("proj_a", b"does not fit")
    with pytest.raises(StorageFull):
        put_chunks(blobs, "proj_b", [b"does not fit"])
    assert files_in(blobs.folder) == kept


def test_a_disk_that_fills_up_within_a_blob_is_told_and_leaves_nothing(tmp_path: Path) -> None:
    """/dev/full takes no byte: what a write to a full disk raises, raised by the kernel itself."""
    if not Path("/dev/full").exists():
        pytest.skip("no /dev/full here")
    blobs = LocalBlobs(tmp_path / "blobs")
    with blobs.writer("proj_a") as writer:
        full = os.open("/dev/full", os.O_WRONLY)
        os.dup2(full, writer._file.fileno())
        os.close(full)
        with pytest.raises(StorageFull):
            writer.write(b"x")
    assert files_in(blobs.folder) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(Misconfigured, match="cannot be made"):
        LocalBlobs(tmp_path / "file" / "blobs")


def test_what_a_kill_leaves_half_written_is_tidied_up_when_nobody_writes_to_it_any_more(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from scumble.store.local import LocalBlobs\n"
        "writer = LocalBlobs(Path(sys.argv[1])).writer('proj_a')\n"
        "writer.write(b'half')\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)}
    killed = subprocess.run([sys.executable, "-c", script, str(tmp_path / "blobs")], env=env, check=False)
    assert killed.returncode == -9
    blobs = LocalBlobs(tmp_path / "blobs")
    (left,) = files_in(blobs.folder)
    assert left.name.startswith(HALF)
    assert list(blobs.walk()) == []
    now = datetime.now(UTC)
    assert blobs.tidy(now - SOON) == 0
    assert blobs.tidy(now + SOON) == 1
    assert files_in(blobs.folder) == []


def test_many_putting_the_same_at_once_leave_one(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    data = os.urandom(300_000)
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: blobs.put("proj_a", data), range(40)))
    (stored,) = found
    assert blobs.get("proj_a", stored.digest) == data
    assert len(files_in(blobs.folder)) == 1


def test_a_blob_cut_short_from_outside_is_written_again(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    stored = blobs.put("proj_a", b"whole")
    blobs.path("proj_a", stored.digest).write_bytes(b"who")
    blobs.put("proj_a", b"whole")
    assert blobs.get("proj_a", stored.digest) == b"whole"


def test_a_reader_reads_on_while_the_blob_is_deleted(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    stored = put_chunks(blobs, "proj_a", [os.urandom(100_000) for _ in range(20)])
    chunks = blobs.read("proj_a", stored.digest)
    first = next(chunks)
    blobs.delete("proj_a", stored.digest)
    assert len(first) + sum(map(len, chunks)) == stored.size


def test_strangers_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    blobs = LocalBlobs(tmp_path / "blobs")
    stored = blobs.put("proj_a", b"ours")
    (blobs.folder / "notes.txt").write_text("not ours")
    (blobs.path("proj_a", stored.digest).parent / "lost").write_text("not ours")
    assert [k.digest for k in blobs.walk()] == [stored.digest]
    assert blobs.tidy(datetime.now(UTC) + SOON) == 0
