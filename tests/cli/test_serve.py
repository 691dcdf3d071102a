"""`scumble serve`: says where it listens, takes the first key's curl line, stops gracefully, names a taken port."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import cv2
import httpx
import pytest

from scumble.cli.first_key import SAMPLE, curl
from scumble.cli.serve import listen, url_of
from scumble.core.errors import Misconfigured
from tests.cli.helpers import PROGRAM, environment, one_line, picture, scumble


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running server and what it printed up to its introduction."""

    process: subprocess.Popen[str]
    url: str
    said: str
    data: Path

    def get(self, path: str, token: str = "") -> int:
        """The status of a GET."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.get(self.url + path, headers=headers, timeout=30).status_code


def start(data: Path) -> Server:
    """Starts a server on a free port and reads what it says until the curl line."""
    process = subprocess.Popen(
        [PROGRAM, "serve", "--port", "0", "--first-key"],
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("curl "):
            break
    found = re.search(r"http://127\.0\.0\.1:\d+", said)
    if found is None:
        process.kill()
        raise AssertionError(said + (process.communicate()[1] or ""))
    return Server(process=process, url=found[0], said=said, data=data)


def stop(server: Server, number: int = signal.SIGTERM) -> tuple[int, str]:
    """Sends the signal and waits; the exit code and what stood on stderr."""
    server.process.send_signal(number)
    _, err = server.process.communicate(timeout=60)
    return server.process.returncode, err


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = start(tmp_path_factory.mktemp("serve"))
    yield running
    code, err = stop(running)
    assert code == 0
    assert "Traceback" not in err


def first_key(said: str) -> str:
    return re.findall(r"^ +(scm_live_\S+)$", said, re.MULTILINE)[0]


def test_it_serves_where_it_said_it_would(server: Server) -> None:
    assert server.get("/healthz") == 200
    assert server.get("/v1/models", first_key(server.said)) == 200
    assert server.get("/v1/models", "scm_live_wrong") == 401


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl")
def test_the_printed_line_edits_the_sample_picture(server: Server, tmp_path: Path) -> None:
    (line,) = [text for text in server.said.splitlines() if text.startswith("curl ")]
    done = subprocess.run(["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    edited = cv2.imread(str(tmp_path / "edited.png"))
    assert edited is not None
    assert edited.shape == (600, 800, 3)
    assert edited[:40, :40].mean() > 225  # the corner of the wall is studio white now
    sample = cv2.imread(str(SAMPLE))
    assert sample is not None
    assert abs(edited[330:360, 390:410].astype(int) - sample[330:360, 390:410]).max() <= 8  # the mug is still the mug


def test_the_key_is_printed_once_and_kept_as_a_hash(tmp_path: Path) -> None:
    first = start(tmp_path)
    token = first_key(first.said)
    assert stop(first)[0] == 0
    kept = b"".join(p.read_bytes() for p in tmp_path.iterdir() if p.is_file())
    assert token[21:].encode() not in kept
    second = start(tmp_path)
    assert "scm_live_" not in second.said
    assert "scumble keys create" in second.said
    assert second.get("/v1/models", token) == 200
    assert len(json.loads(scumble("keys", "list", "--json", data=tmp_path).out)) == 1
    assert stop(second, signal.SIGINT)[0] == 0


def test_a_stopping_server_finishes_the_edit_in_work(tmp_path: Path) -> None:
    running = start(tmp_path / "data")
    photo = picture(tmp_path / "photo.jpg", 2400, 1800)
    token = first_key(running.said)

    def ask() -> httpx.Response:
        return httpx.post(
            running.url + "/v1/images/edits",
            headers={"Authorization": f"Bearer {token}"},
            files={"image": photo.read_bytes()},
            data={"prompt": "white studio background"},
            timeout=60,
        )

    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(ask)
        time.sleep(1)
        code, err = stop(running)
        assert asked.result().status_code == 200
    assert code == 0, err


def test_a_second_ctrl_c_tells_who_still_waits(tmp_path: Path) -> None:
    running = start(tmp_path / "data")
    photo = picture(tmp_path / "photo.jpg", 4000, 3000)
    headers = {"Authorization": f"Bearer {first_key(running.said)}"}
    url, data = running.url + "/v1/images/edits", {"prompt": "white studio background"}
    with ThreadPoolExecutor(1) as thread:
        asked = thread.submit(
            lambda: httpx.post(url, headers=headers, files={"image": photo.read_bytes()}, data=data, timeout=60)
        )
        while "scumble_edits_in_flight 1" not in httpx.get(running.url + "/metrics").text:
            time.sleep(0.02)
        running.process.send_signal(signal.SIGINT)
        time.sleep(0.5)  # the first is heard before the second
        code, err = stop(running, signal.SIGINT)
        answer = asked.result()
    assert (code, answer.status_code) == (0, 503), err
    assert answer.json()["error"]["code"] == "server_shutting_down"
    assert answer.headers["retry-after"] == "10"
    assert "Traceback" not in err


def test_keys_made_and_ended_by_the_command_line_work_in_the_running_server(server: Server) -> None:
    token = scumble("keys", "create", "--name", "late", "-q", data=server.data).out.strip()
    assert server.get("/v1/models", token) == 200
    assert scumble("keys", "revoke", token[:21], data=server.data).code == 0
    status = 200
    for _ in range(40):
        status = server.get("/v1/models", token)
        if status == 401:
            break
        time.sleep(0.25)
    assert status == 401


def test_a_taken_port_is_one_line_and_code_2(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ran = scumble("serve", "--port", str(port), data=tmp_path)
    assert ran.code == 2
    assert f"Port {port} on 127.0.0.1 is in use" in one_line(ran)


def test_an_address_that_is_not_this_machines_is_refused_in_words() -> None:
    with pytest.raises(Misconfigured, match="not an address of this machine"):
        listen("192.0.2.1", 0)
    with pytest.raises(Misconfigured, match="not an address of this machine"):
        listen("no such host", 0)


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="only where low ports are refused")
def test_a_port_that_needs_rights_says_so() -> None:
    with pytest.raises(Misconfigured, match="special rights"):
        listen("127.0.0.1", 80)


def test_a_server_on_every_interface_is_reached_by_the_loopback_address() -> None:
    with listen("0.0.0.0", 0) as listener:  # noqa: S104
        assert url_of(listener) == f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_the_line_survives_a_path_with_spaces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scumble.cli.first_key.SAMPLE", Path("/a b/it's.jpg"))
    line = curl("http://127.0.0.1:1", "scm_live_x")
    done = subprocess.run(
        ["bash", "-c", f'curl() {{ printf "%s\\n" "$@"; }}; {line.split(" | ")[0]}'],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "image=@/a b/it's.jpg" in done.stdout.splitlines()
    assert "prompt=white studio background" in done.stdout.splitlines()


def test_a_signal_whose_exception_is_dropped_stops_it_all_the_same(tmp_path: Path) -> None:
    """It comes while a weak reference's callback runs, as it may while modules are imported."""
    code = """
import os, signal, sys, typer, weakref
from scumble.cli.commands import main
class Thing: pass
def said(*words, echo=typer.echo, **more):
    echo(*words, **more)
    thing = Thing()
    reference = weakref.ref(thing, lambda _: os.kill(os.getpid(), signal.SIGTERM))
    del thing
typer.echo = said
sys.argv = ["scumble", "serve", "--port", "0"]
main()
"""
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=environment(tmp_path), capture_output=True, text=True, timeout=120, check=False)
    assert "Exception ignored" in done.stderr, "the test is about this"
    assert done.returncode == 0
