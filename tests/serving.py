"""A real `scumble serve` process for tests: started as a stranger would, with a key, stopped at the end."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server. root: 'http://127.0.0.1:PORT'; pid: of the process."""

    root: str
    key: str
    pid: int

    @property
    def url(self) -> str:
        """Base URL for the SDKs."""
        return f"{self.root}/v1"


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[Served]:
    """Starts a server with its data in `folder` and SCUMBLE_* settings by lower-case name."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    env = {**kept, "SCUMBLE_DATA": str(folder / "data"), "PYTHONUNBUFFERED": "1"}
    env |= {f"SCUMBLE_{name.upper()}": value for name, value in settings.items()}
    scumble = [sys.executable, "-m", "scumble"]
    made = subprocess.run(
        [*scumble, "keys", "create", "--name", "t", "--quiet"], env=env, check=True, capture_output=True, text=True
    )
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*scumble, "serve", "--port", str(port)], env=env, stdout=log, stderr=log)
    try:
        wait_until_ready(process, port, folder / "log")
        yield Served(root=f"http://127.0.0.1:{port}", key=made.stdout.strip(), pid=process.pid)
    finally:
        process.terminate()
        process.wait(60)


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Raises AssertionError with the end of the log when the server does not become ready."""
    for _ in range(1800):  # a busy machine takes minutes to start one
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"the server did not become ready:\n{log.read_text()[-4000:]}")
