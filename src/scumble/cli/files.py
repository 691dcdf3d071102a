"""Reading inputs and writing the result: all of a file or none of it, also when the disk is full."""

import errno
import glob
import os
import tempfile
from contextlib import suppress
from pathlib import Path

from scumble.core.errors import InvalidValue, StorageFull, TooLarge

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def read_file(path: Path, param: str, most: int) -> bytes:
    """The bytes of a file of at most `most` bytes. Raises InvalidValue, TooLarge naming the file."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as e:
        raise InvalidValue(f"{path} cannot be read: {_why(e)}.", param=param) from e
    if len(data) > most:
        raise TooLarge(
            f"{path} has more than {most:,} bytes, the most that is accepted (max_image_bytes).", param=param
        )
    return data


def refuse_overwriting(out: Path, inputs: list[Path], *, force: bool) -> None:
    """Raises InvalidValue when the result would replace one of the inputs and that was not asked for."""
    if force:
        return
    for path in inputs:
        with suppress(OSError):  # one of them does not exist: then they are not the same
            if out.samefile(path):
                raise InvalidValue(f"{out} is an input; choose another output, or --force to replace it.", param="out")


def refuse_unwritable(out: Path) -> None:
    """Raises InvalidValue before any work when the result could not be written."""
    folder = out.absolute().parent
    if not folder.is_dir():
        raise InvalidValue(f"The folder {folder} of the output does not exist; make it first.", param="out")
    if out.is_dir():
        raise InvalidValue(f"{out} is a folder; name a file in it.", param="out")
    if not os.access(out if out.exists() and not out.is_file() else folder, os.W_OK):
        raise InvalidValue(f"{out} cannot be written: permission denied.", param="out")


def write_file(out: Path, data: bytes) -> None:
    """Writes a file so that it is there whole or not at all; a device (/dev/stdout) is written to directly.

    Raises StorageFull when there is no room, InvalidValue when it may not be written.
    """
    try:
        if out.exists() and not out.is_file():
            out.write_bytes(data)
        else:
            _replace(out.resolve(), data)
    except OSError as e:
        if e.errno in FULL:
            raise StorageFull(f"There is no room to write {out} ({len(data):,} bytes); nothing was written.") from e
        raise InvalidValue(f"{out} cannot be written: {_why(e)}.", param="out") from e


def clear_parts(out: Path) -> None:
    """Removes what a process that was killed while it wrote this file left beside it; nobody else may be writing it."""
    for left in out.parent.glob(f".{glob.escape(out.name[:100])}.*.part"):
        left.unlink(missing_ok=True)


def _replace(out: Path, data: bytes) -> None:
    """Temporary file beside it, forced to the disk, renamed over it, and the folder forced too."""
    handle, name = tempfile.mkstemp(prefix=f".{out.name[:100]}.", suffix=".part", dir=out.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(out.stat().st_mode & 0o777 if out.exists() else 0o666 & ~_umask())
        Path(name).replace(out)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync_folder(out.parent)


def _sync_folder(folder: Path) -> None:
    """Makes the rename survive a power cut, where folders can be opened (not on Windows)."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _umask() -> int:
    """The process's mask for new files; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _why(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()
