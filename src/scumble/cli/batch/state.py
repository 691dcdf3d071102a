"""State of a batch in its output folder: a journal of one JSON line an event, and a lock; a killed run goes on from it.

An item is done when its line says so, or when the bytes that were announced before they were written are there. Each
line is on the disk before what follows from it is done; a last line that was cut off does not count.
"""

import json
import os
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, cast

from filelock import FileLock, Timeout

from scumble.core.errors import InvalidValue, StorageFull

FOLDER: Final = ".scumble-batch"
VERSION: Final = 1


@dataclass(kw_only=True)
class Entry:
    """What is known of an item. attempt: the last one that began, 1 = the first; source: size and time of its picture.

    task: of the server that works on it. result: facts of the finished edit; digest: of its bytes (SHA-256, hex).
    """

    attempt: int = 0
    source: tuple[int, int] = (0, 0)
    task: str | None = None
    result: Mapping[str, Any] | None = None
    digest: str | None = None
    done: bool = False
    error: Mapping[str, Any] | None = None


class State:
    """One output folder's journal; threads share it. Close it to let another run have the folder."""

    def __init__(self, out: Path) -> None:
        """out: made when it is not there. Raises InvalidValue when another run works in it, StorageFull."""
        self.folder = out / FOLDER
        self.entries: dict[str, Entry] = {}
        self.batch = secrets.token_hex(8)
        self._guard = threading.Lock()
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as e:
            raise InvalidValue(f"The folder {out} cannot be made: {(e.strerror or '').lower()}.", param="out") from e
        self._lock = FileLock(self.folder / "lock", timeout=0)
        try:
            self._lock.acquire()
        except Timeout:
            raise InvalidValue(
                f"Another batch is at work in {out}; wait for it, or choose another --out.", param="out"
            ) from None
        path = self.folder / "state.jsonl"
        try:
            whole = self._read(path)
        except InvalidValue:
            self._lock.release()
            raise
        self._file = path.open("ab")
        self._file.truncate(whole)
        if not whole:
            self._write({"version": VERSION, "batch": self.batch})

    def _read(self, path: Path) -> int:
        """Takes in what an earlier run wrote; how many bytes of it are whole lines."""
        if not path.exists():
            return 0
        data = path.read_bytes()
        whole = data.rfind(b"\n") + 1
        for line in data[:whole].splitlines():
            try:
                self._take(cast("dict[str, Any]", json.loads(line)))
            except (ValueError, KeyError, TypeError) as e:
                raise InvalidValue(
                    f"{path} is damaged; choose another --out, or delete the folder {self.folder} to begin again.",
                    param="out",
                ) from e
        return whole

    def _take(self, line: Mapping[str, Any]) -> None:
        """One event."""
        if "batch" in line:
            if line["version"] != VERSION:
                raise ValueError(line["version"])
            self.batch = line["batch"]
            return
        entry = self.entries.setdefault(line["item"], Entry())
        if "attempt" in line:
            size, modified = line["source"]
            self.entries[line["item"]] = Entry(attempt=line["attempt"], source=(size, modified))
        elif "task" in line:
            entry.task = line["task"]
        elif "result" in line:
            entry.result, entry.digest = line["result"], line["digest"]
        elif "error" in line:
            entry.error = line["error"]
        else:
            entry.done = True

    def entry(self, item: str) -> Entry:
        """What is known of an item."""
        return self.entries.get(item, Entry())

    def begun(self, item: str, attempt: int, source: tuple[int, int]) -> None:
        """An attempt begins, with a picture of that size and time."""
        self._note({"item": item, "attempt": attempt, "source": list(source)})

    def accepted(self, item: str, task: str) -> None:
        """A server works on it."""
        self._note({"item": item, "task": task})

    def made(self, item: str, result: Mapping[str, Any], data: bytes) -> None:
        """These bytes are going to be written."""
        self._note({"item": item, "result": dict(result), "digest": sha256(data).hexdigest()})

    def done(self, item: str) -> None:
        """They are written."""
        self._note({"item": item, "done": True})

    def failed(self, item: str, error: Mapping[str, Any]) -> None:
        """The attempt ended without a result."""
        self._note({"item": item, "error": dict(error)})

    def settled(self, item: str, out: Path, source: tuple[int, int]) -> bool:
        """Whether nothing is left to do: the output is there, and was made of this very picture."""
        entry = self.entry(item)
        if entry.result is None or entry.source != source or not out.is_file():
            return False
        if not entry.done:  # killed between writing the file and saying so
            if sha256(out.read_bytes()).hexdigest() != entry.digest:
                return False
            self.done(item)
        return True

    def _note(self, line: dict[str, Any]) -> None:
        with self._guard:
            self._write(line)
            self._take(line)

    def _write(self, line: Mapping[str, Any]) -> None:
        try:
            self._file.write(json.dumps(line, separators=(",", ":")).encode() + b"\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as e:
            raise StorageFull(f"The state of the batch cannot be written to {self.folder}.") from e

    def close(self) -> None:
        """Lets another run have the folder."""
        self._file.close()
        self._lock.release()
