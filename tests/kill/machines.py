"""Things that are killed: Scumble servers (forks of one zygote), and a PostgreSQL server of one's own."""

import contextlib
import json
import os
import pwd
import shutil
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx
import psutil

from tests.serving import free_port

ROOT = Path(__file__).parents[2]


class Zygote:
    """Starts and kills servers; see `zygote.py`."""

    def __init__(self) -> None:
        """Imports everything."""
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.kill.zygote"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        self._line()

    def start(self, env: dict[str, str], log: Path, port: int) -> int:
        """A server's process id."""
        return self._ask({"env": env, "log": str(log), "port": port})

    def kill(self, pid: int) -> None:
        """`kill -9`, and buried."""
        self._ask({"kill": pid})

    def _ask(self, order: dict[str, object]) -> int:
        with self._lock:
            stdin = self._process.stdin
            assert stdin is not None
            stdin.write(json.dumps(order) + "\n")
            stdin.flush()
            return int(self._line())

    def _line(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline().strip()
        assert line, "the zygote died"
        return line

    def close(self) -> None:
        """Ends it and what it started."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(60)
        self._process.stdout.close()


class Server:
    """A Scumble server that can be killed and comes back on the same port with the same data."""

    def __init__(self, zygote: Zygote, env: dict[str, str], log: Path) -> None:
        """env: all of its environment."""
        self._zygote, self._env, self.log = zygote, env, log
        self.port = free_port()
        self.pid = self._start()

    def _start(self) -> int:
        return self._zygote.start(self._env, self.log, self.port)

    @property
    def url(self) -> str:
        """Base address."""
        return f"http://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """As a power cut would, and begun again; one that could not start while the database was away, too."""
        self._zygote.kill(self.pid)
        self.pid = self._start()

    def stop(self) -> None:
        """For good."""
        self._zygote.kill(self.pid)

    def ready(self) -> bool:
        """Whether it answers."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == 200
        except httpx.HTTPError:
            return False

    def wait(self, seconds: float = 120.0) -> None:
        """Until it answers; one that ended by itself, because its database was away, is begun again."""
        until = time.monotonic() + seconds
        while not self.ready():
            if psutil.Process(self.pid).status() == psutil.STATUS_ZOMBIE:
                self.kill()
            if time.monotonic() > until:
                raise AssertionError(f"the server did not become ready:\n{self.log.read_text()[-4000:]}")
            time.sleep(0.05)


def postgres_programs() -> Path | None:
    """The folder of initdb and pg_ctl; None where PostgreSQL's server is not installed."""
    found = shutil.which("initdb")
    folders = [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((folder for folder in folders if (folder / "initdb").exists()), None)


class Postgres:
    """A cluster of one's own in a folder; as root it runs as the user postgres, since it refuses to run as root."""

    def __init__(self, folder: Path, programs: Path) -> None:
        """Makes and starts it."""
        self._programs, self._data, self.port = programs, folder / "cluster", free_port()
        self._user = "postgres" if os.geteuid() == 0 else None
        self._data.mkdir(mode=0o700)
        if self._user:
            for parent in (*reversed([p for p in folder.parents if p.owner() == "root"]), folder):
                with contextlib.suppress(OSError):
                    parent.chmod(parent.stat().st_mode | 0o011)
            shutil.chown(self._data, self._user, pwd.getpwnam(self._user).pw_gid)
        self._run("initdb", "-A", "trust", "-U", "scumble", "-D", str(self._data))
        settings = f"port = {self.port}\nlisten_addresses = '127.0.0.1'\nunix_socket_directories = ''\n"
        with (self._data / "postgresql.conf").open("a") as file:
            file.write(settings + "max_connections = 200\n")
        self.start()

    @property
    def url(self) -> str:
        """As Scumble is told it."""
        return f"postgresql://scumble@127.0.0.1:{self.port}/postgres"

    def _run(self, program: str, *words: str) -> None:
        with (self._data.parent / "postgres.log").open("ab") as log:
            command = [str(self._programs / program), *words]
            subprocess.run(command, check=True, stdout=log, stderr=log, user=self._user, cwd="/")

    def start(self) -> None:
        """And waits until it answers, crash recovery and all."""
        log = self._data / "server.log"
        self._run("pg_ctl", "-w", "-t", "120", "-D", str(self._data), "-l", str(log), "start")

    def kill(self) -> None:
        """`kill -9` of the server and all its processes, and started again."""
        self._die()
        self.start()

    def _die(self) -> None:
        parent = psutil.Process(int((self._data / "postmaster.pid").read_text().splitlines()[0]))
        family = [parent, *parent.children(recursive=True)]
        for process in family:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, 30)

    def stop(self) -> None:
        """For good."""
        self._die()
