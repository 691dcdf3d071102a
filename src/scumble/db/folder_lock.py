"""Folder lock: one server to an embedded database. Two processes on one folder would run each other's work again."""

from pathlib import Path
from typing import Final

from filelock import FileLock, Timeout

from scumble.core.errors import Misconfigured

NAME: Final = "server.lock"
IN_USE: Final = "data_folder_in_use"
"""Code of the error when another process has it."""


class FolderLock:
    """Held until it is released or the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Takes the lock at once. Raises Misconfigured when another process has it."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = FileLock(folder / NAME, timeout=0, mode=0o600)
        try:
            self._lock.acquire()
        except Timeout:
            raise Misconfigured(
                f"Another Scumble server works in the data folder {folder}. Stop it, choose another folder (data), or"
                " use PostgreSQL (database_url), which several servers may share.",
                param="data",
                code=IN_USE,
            ) from None

    def release(self) -> None:
        """Lets another process have the folder."""
        self._lock.release()
