"""Writing the result: whole or not at all, also on a full disk; inputs are not overwritten by accident."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from scumble.cli.files import read_file, refuse_overwriting, refuse_unwritable, write_file
from scumble.core.errors import InvalidValue, StorageFull, TooLarge

LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /dev/full and file size limits")


def test_a_file_is_written_with_the_usual_rights_and_nothing_else(tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        write_file(tmp_path / "out.png", b"data")
    finally:
        os.umask(mask)
    assert (tmp_path / "out.png").read_bytes() == b"data"
    assert stat.S_IMODE((tmp_path / "out.png").stat().st_mode) == 0o640
    assert [p.name for p in tmp_path.iterdir()] == ["out.png"]


def test_a_file_that_is_replaced_keeps_its_rights(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"before")
    out.chmod(0o600)
    write_file(out, b"after")
    assert out.read_bytes() == b"after"
    assert stat.S_IMODE(out.stat().st_mode) == 0o600


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.png").write_bytes(b"before")
    (tmp_path / "out.png").symlink_to(tmp_path / "real" / "a.png")
    write_file(tmp_path / "out.png", b"after")
    assert (tmp_path / "out.png").is_symlink()
    assert (tmp_path / "real" / "a.png").read_bytes() == b"after"


@LINUX
def test_a_full_disk_leaves_the_old_file_whole_and_no_rest(tmp_path: Path) -> None:
    out = tmp_path / "out.png"
    out.write_bytes(b"before")
    code = (
        "import resource, sys; from pathlib import Path; from scumble.cli.files import write_file\n"
        "from scumble.core.errors import StorageFull\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))\n"
        "try: write_file(Path(sys.argv[1]), bytes(5000))\n"
        "except StorageFull as e: print(e.message)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, out], capture_output=True, text=True, check=True)
    assert "There is no room to write" in done.stdout
    assert out.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir()] == ["out.png"]


@LINUX
def test_a_full_device_is_said() -> None:
    with pytest.raises(StorageFull, match="no room"):
        write_file(Path("/dev/full"), b"data")


@LINUX
def test_a_device_is_written_to_and_stays_one() -> None:
    write_file(Path("/dev/null"), b"data")
    assert not Path("/dev/null").is_file()


def test_the_input_is_not_replaced_unless_forced(tmp_path: Path) -> None:
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"x")
    (tmp_path / "same.png").symlink_to(photo)
    for out in (photo, tmp_path / "same.png", tmp_path / "." / "photo.png"):
        with pytest.raises(InvalidValue, match="--force"):
            refuse_overwriting(out, [tmp_path / "other.png", photo], force=False)
        refuse_overwriting(out, [photo], force=True)
    refuse_overwriting(tmp_path / "new.png", [photo], force=False)


def test_an_output_that_could_not_be_written_is_refused_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match="does not exist; make it first"):
        refuse_unwritable(tmp_path / "no" / "out.png")
    with pytest.raises(InvalidValue, match="is a folder"):
        refuse_unwritable(tmp_path)
    refuse_unwritable(tmp_path / "out.png")


def test_an_input_that_is_missing_a_folder_or_too_large_is_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidValue, match=r"gone\.png cannot be read: no such file"):
        read_file(tmp_path / "gone.png", "image", 10)
    with pytest.raises(InvalidValue, match="is a directory"):
        read_file(tmp_path, "image", 10)
    (tmp_path / "big.png").write_bytes(bytes(11))
    with pytest.raises(TooLarge, match="more than 10 bytes"):
        read_file(tmp_path / "big.png", "image", 10)
    assert read_file(tmp_path / "big.png", "image", 11) == bytes(11)
