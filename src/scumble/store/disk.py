"""Files on disk, durably: folders and files for their owner only, fsync, and a full disk as StorageFull."""

import errno
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from scumble.core.errors import StorageFull

FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def full_disk_told() -> Generator[None]:
    """Turns a full disk or an exhausted quota of the file system into StorageFull; other errors pass through."""
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise StorageFull from error
        raise


def sync_folder(folder: Path) -> None:
    """Makes the names in a folder durable: a renamed file is there after a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, each for its owner only, durably; one that is there stays as it is."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(mode=0o700, exist_ok=True)
    sync_folder(folder.parent)
