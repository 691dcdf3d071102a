"""Memory files: a path that C libraries can open although nothing is written to disk."""

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")


@contextmanager
def memory_file(data: bytes = b"") -> Generator[Path]:
    """A path to a file that holds `data` until the block ends: in memory on Linux, else a private temporary file."""
    if hasattr(os, "memfd_create") and _DESCRIPTORS.exists():
        descriptor = os.memfd_create("scumble", os.MFD_CLOEXEC)
        try:
            with open(descriptor, "wb", closefd=False) as file:
                file.write(data)
            yield _DESCRIPTORS / str(descriptor)
        finally:
            os.close(descriptor)
    else:
        with tempfile.TemporaryDirectory(prefix="scumble-") as folder:
            path = Path(folder) / "file"
            path.write_bytes(data)
            yield path
