"""Servers under load: the upstream, our own as `scumble serve` starts it, and the LiteLLM proxy in its own environment.

LiteLLM is tuned as fairly as is known here: byte-compiled, with httptools, uvloop and opentelemetry-sdk installed, its
cost map read from disk, no retries, one worker as ours.
"""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil

from bench.gateway.load import MARK
from bench.gateway.upstream import command

ROOT: Final = Path(__file__).parents[2]
VENV: Final = ROOT / "build" / "bench" / "litellm-venv"
LITELLM: Final = ("litellm[proxy]", "opentelemetry-sdk", "httptools", "uvloop")
MASTER: Final = "sk-bench-0123456789abcdef"
READY_SECONDS: Final = 180.0
IDLE: Final = 0.12
"""CPU seconds a second below which a server has settled."""
OURS: Final = """\
port = {port}
data = "{data}"
max_in_flight = 64
max_waiting = 256

[engines.here]
kind = "openai"
profile = "openai-compatible"
base_url = "{upstream}/v1"
models = {{ "drawn" = "gpt-image-1" }}
paid = false

[engines.metered]
kind = "openai"
profile = "openai-compatible"
base_url = "{upstream}/v1"
models = {{ "drawn-for-money" = "gpt-image-1" }}
paid = true
price = "0.04"
"""
THEIRS: Final = """\
model_list:
  - model_name: drawn
    litellm_params:
      model: openai/gpt-image-1
      api_base: {upstream}/v1
      api_key: unused
litellm_settings:
  num_retries: 0
  telemetry: false
general_settings:
  master_key: {master}
"""


@dataclass(frozen=True, kw_only=True)
class Server:
    """A server that runs. what: its name and version. key: of its callers, '' for none."""

    what: str
    port: int
    pid: int
    key: str = ""

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def cpu_seconds(self) -> float:
        """CPU of it and all that it started."""
        whole = psutil.Process(self.pid)
        found = 0.0
        for one in [whole, *whole.children(recursive=True)]:
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            found += times.user + times.system
        return found

    def rss_mb(self) -> float:
        """Resident memory of the same."""
        whole = psutil.Process(self.pid)
        return sum(p.memory_info().rss for p in [whole, *whole.children(recursive=True)]) / 2**20


def free_port() -> int:
    """A port that nothing listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def upstream(answer: bytes, folder: Path) -> Generator[Server]:
    """The fixed answer. folder: empty."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    line, what = command(port, answer, folder)
    with _running(line, folder / "log", {}) as process:
        _wait(port, process, folder / "log", path=None)
        yield Server(what=what, port=port, pid=process.pid)


@contextmanager
def scumble(upstream_url: str, folder: Path, settings: str = OURS) -> Generator[Server]:
    """Our own, with a key, as an operator starts it."""
    port, folder = free_port(), folder.absolute()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "scumble.toml"
    config.write_text(settings.format(port=port, data=folder / "data", upstream=upstream_url))
    # Helper threads of libraries are not counted as work on pixels by the server; with one thread nothing escapes it.
    env = {"SCUMBLE_CONFIG": str(config), "OPENCV_FOR_THREADS_NUM": "1", "OPENBLAS_NUM_THREADS": "1"}
    program = [sys.executable, "-m", "scumble"]
    made = [*program, "keys", "create", "--name", "bench", "--quiet"]
    key = subprocess.run(made, env=_env(env), check=True, capture_output=True, text=True).stdout.strip()
    version = subprocess.run([*program, "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    with _running([*program, "serve"], folder / "log", env) as process:
        _wait(port, process, folder / "log", path="/readyz")
        _settled(process.pid)
        yield Server(what=f"Scumble {version}", port=port, pid=process.pid, key=key)


def litellm_version() -> str | None:
    """The version that is installed; None where there is none."""
    found = VENV.glob("lib/*/site-packages/litellm-*.dist-info")
    return next((p.name.removesuffix(".dist-info").split("-")[1] for p in found), None)


def install_litellm() -> None:
    """Its environment, made on first use and byte-compiled."""
    if litellm_version() is None:
        print(f"making {VENV.relative_to(ROOT)} with {LITELLM[0]}")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(VENV / "bin" / "pip"), "install", "--quiet", *LITELLM], check=True)
    compiled = [str(VENV / "bin" / "python"), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")]
    subprocess.run(compiled, check=False, capture_output=True)  # a file for another Python among them is no failure


@contextmanager
def litellm(upstream_url: str, folder: Path) -> Generator[Server]:
    """The LiteLLM proxy, one worker, with a key of its own."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    config = folder / "config.yaml"
    config.write_text(THEIRS.format(upstream=upstream_url, master=MASTER))
    line = [str(VENV / "bin" / "litellm"), "--config", str(config), "--host", "127.0.0.1", "--port", str(port)]
    env = {"LITELLM_LOCAL_MODEL_COST_MAP": "True", "LITELLM_LOG": "ERROR", "LITELLM_MODE": "PRODUCTION"}
    with _running([*line, "--num_workers", "1", "--telemetry", "False"], folder / "log", env) as process:
        _wait(port, process, folder / "log", path="/health/liveliness")
        _settled(process.pid)
        yield Server(what=f"LiteLLM {litellm_version()}", port=port, pid=process.pid, key=MASTER)


def form(fields: Mapping[str, str], picture: bytes, key: str, port: int, *, own: bool = False) -> tuple[str, bytes]:
    """The head and body of an edit as the official clients send it. fields: `prompt` first. own: its words end with
    the request's own number (MARK)."""
    boundary = "bench-0f7c3b1e5a9d4c28"
    parts: list[bytes] = []
    for name, text in fields.items():
        words = f"{text} {MARK.decode()}" if own and name == "prompt" else text
        parts.append(f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{words}\r\n'.encode())
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="image"; filename="photo.jpg"\r\n'
        "Content-Type: image/jpeg\r\n\r\n".encode()
    )
    parts += [picture, f"\r\n--{boundary}--\r\n".encode()]
    body = b"".join(parts)
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept: application/json\r\n"
        f"Authorization: Bearer {key}\r\nUser-Agent: bench\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary={boundary}\r\n\r\n"
    )
    return head, body


def _settled(pid: int) -> None:
    """Until it does nothing any more: what is loaded beside the first requests must not count as theirs."""
    process = psutil.Process(pid)
    for _ in range(120):
        before = sum(process.cpu_times()[:2])
        time.sleep(1.0)
        if sum(process.cpu_times()[:2]) - before < IDLE:
            return


def _env(more: Mapping[str, str]) -> dict[str, str]:
    """This environment without our settings, and without what would keep Python from compiling what it imports."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_") and k != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, **more}


@contextmanager
def _running(line: Sequence[str], log: Path, env: Mapping[str, str]) -> Generator["subprocess.Popen[bytes]"]:
    """A process while the block runs."""
    with log.open("wb") as out:
        process = subprocess.Popen(line, stdout=out, stderr=out, env=_env(env), cwd=ROOT)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path, *, path: str | None) -> None:
    """Until it answers. path: None = until it listens. Raises RuntimeError with the log's end when it does not."""
    until = time.monotonic() + READY_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            if path is None:
                socket.create_connection(("127.0.0.1", port), timeout=1).close()
                return
            if httpx.get(f"http://127.0.0.1:{port}{path}", timeout=5).status_code == 200:
                return
        except (OSError, httpx.HTTPError):
            time.sleep(0.1)
    raise RuntimeError(f"it did not become ready: {log.read_text(errors='replace')[-2000:]}")
