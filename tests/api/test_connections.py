"""Connections of a real server: late and endless heads, malformed requests, too many at once, readers that stopped."""

import contextlib
import json
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from fastapi import FastAPI

from tests.api.helpers import AUTH, EditorDouble, api, part, picture, served

HALF = b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-A: "
WHOLE = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"


def everything(client: socket.socket) -> bytes:
    """What the server says until it closes."""
    return b"".join(iter(lambda: client.recv(65536), b""))


def read(client: socket.socket, pause: float = 0.0) -> int:
    """Reads one answer to its end, with a pause after every piece; how many bytes of body it had."""
    head, _, body = client.recv(65536).partition(b"\r\n\r\n")
    length = int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0])
    got = len(body)
    while got < length:
        got += len(client.recv(65536))
        time.sleep(pause)
    return got


def error_in(answer: bytes, status: int) -> str:
    """The code of a raw error answer, after checking what every error answer has."""
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.decode().lower().split("\r\n")
    assert lines[0].startswith(f"http/1.1 {status} ")
    headers = dict(line.split(": ", 1) for line in lines[1:])
    assert headers["x-request-id"].startswith("req_")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["connection"] == "close"
    assert "server" not in headers
    error = json.loads(body)["error"]
    assert set(error) == {"message", "type", "param", "code"}
    return str(error["code"])


@pytest.mark.parametrize(("sent", "code"), [(b"", None), (HALF, "request_timeout")], ids=["silent", "half a head"])
def test_a_head_that_does_not_come_closes_the_connection(sent: bytes, code: str | None):
    with served(api(), head_seconds=0.3) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(sent)
        start = time.monotonic()
        answer = everything(client)
        assert 0.1 < time.monotonic() - start < 3.0
    assert answer == b"" if code is None else error_in(answer, 408) == code


def test_a_head_that_dribbles_in_is_no_better():
    with served(api(), head_seconds=0.5) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(HALF)
        start = time.monotonic()
        client.settimeout(0.05)
        answer = b""
        while not answer and time.monotonic() - start < 5.0:
            client.sendall(b"a")
            try:
                answer = client.recv(65536)
            except TimeoutError:
                continue
    assert error_in(answer, 408) == "request_timeout"


def test_the_clock_runs_again_for_the_second_request_of_a_connection():
    with served(api(), head_seconds=0.4) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        for _ in range(2):
            client.sendall(WHOLE)
            assert read(client) > 0
            time.sleep(0.6)
        client.sendall(HALF)
        assert error_in(everything(client), 408) == "request_timeout"


def test_a_long_edit_is_not_cut_by_the_clock_of_heads():
    files = {"image": ("a.png", picture(), "image/png")}
    with served(api(EditorDouble(seconds=0.8)), head_seconds=0.3) as port:
        url = f"http://127.0.0.1:{port}/v1/images/edits"
        assert httpx.post(url, data={"prompt": "x"}, files=files, headers=AUTH, timeout=10).status_code == 200


def test_a_body_that_nobody_reads_ends_the_connection():
    with served(api(), head_seconds=0.3) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + b"a" * 90_000)
        assert read(client) > 0
        assert everything(client) == b""


@pytest.mark.parametrize(
    "garbage", [b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\r\n"]
)
def test_what_is_no_http_is_answered_in_the_envelope(garbage: bytes):
    with served(api()) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(garbage)
        assert error_in(everything(client), 400) == "invalid_http"


def test_endless_headers_are_refused():
    with served(api()) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(b"GET / HTTP/1.1\r\n" + b"X-A: b\r\n" * 10_000)
        assert error_in(everything(client), 431) == "invalid_request"


def test_a_large_body_is_no_head():
    body = part("prompt", b"x") + part("image", bytes(500_000), filename="a.png") + b"--XX--\r\n"
    headers = {**AUTH, "content-type": "multipart/form-data; boundary=XX"}
    with served(api()) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}") as client:
        for _ in range(2):
            assert client.post("/v1/images/edits", content=body, headers=headers).status_code == 400


def test_one_connection_too_many_is_told_to_come_back():
    with served(api(), max_connections=3) as port:
        held = [socket.create_connection(("127.0.0.1", port), timeout=5) for _ in range(3)]
        time.sleep(0.1)
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(WHOLE)
            answer = everything(client)
        assert error_in(answer, 429) == "rate_limit_exceeded"
        assert b"retry-after: 5\r\n" in answer
        for client in held:
            client.close()
        time.sleep(0.1)
        assert httpx.get(f"http://127.0.0.1:{port}/healthz").status_code == 200


def stuck_reader(port: int) -> socket.socket:
    """A connection that has asked for an edit and reads none of the answer."""
    body = part("prompt", b"x") + part("image", picture(), filename="a.png") + b"--XX--\r\n"
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary=XX\r\nAuthorization: {AUTH['authorization']}\r\n\r\n"
    )
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
    client.settimeout(5)
    client.connect(("127.0.0.1", port))
    client.sendall(head.encode() + body)
    return client


def gauge(port: int, name: str) -> float:
    """A metric's value."""
    lines = httpx.get(f"http://127.0.0.1:{port}/metrics").text.splitlines()
    return next(float(line.split()[1]) for line in lines if line.startswith(f"{name} "))


BIG = 12_000_000
"""Bytes of an answer that no socket's buffer swallows."""


def wait_for(port: int, name: str, low: float, high: float, seconds: float = 5.0) -> bool:
    """Whether a metric comes to lie in a range."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if low <= gauge(port, name) <= high:
            return True
        time.sleep(0.02)
    return False


def slow(answer_seconds: float) -> FastAPI:
    """An application that waits for readers so long."""
    return api(EditorDouble(big=BIG), answer_seconds=answer_seconds)


def test_an_answer_is_counted_until_it_has_left():
    with served(slow(60.0)) as port, stuck_reader(port) as client:
        assert wait_for(port, "scumble_answer_bytes", BIG, BIG * 1.1)
        assert gauge(port, "scumble_edits_in_flight") == 0
        read(client)
        assert wait_for(port, "scumble_answer_bytes", 0, 0)
        assert gauge(port, "scumble_pixel_memory_bytes") == 0


def test_a_reader_that_takes_nothing_is_given_up():
    with served(slow(0.3)) as port, stuck_reader(port) as client:
        assert wait_for(port, "scumble_answer_bytes", BIG, BIG * 1.1)
        assert wait_for(port, "scumble_answer_bytes", 0, 0)
        got = 0
        with contextlib.suppress(ConnectionResetError):
            while piece := client.recv(65536):
                got += len(piece)
        assert got < BIG


def test_a_slow_but_steady_reader_gets_everything():
    with served(slow(0.4)) as port, stuck_reader(port) as client:
        start = time.monotonic()
        assert read(client, pause=0.002) > BIG * 4 / 3
        assert time.monotonic() - start > 0.4


def test_a_shutdown_that_is_cut_short_tells_who_still_waits():
    """The edit outlasts the time that a stopping server gives its requests."""
    editor = EditorDouble(seconds=30)
    files = {"image": ("a.png", picture(), "image/png")}
    with ThreadPoolExecutor(1) as thread:
        with served(api(editor)) as port:
            url = f"http://127.0.0.1:{port}/v1/images/edits"
            asked = thread.submit(httpx.post, url, data={"prompt": "x"}, files=files, headers=AUTH, timeout=30)
            assert editor.started.wait(5)
        answer = asked.result()
    assert answer.status_code == 503
    assert answer.json()["error"]["code"] == "server_shutting_down"
    assert answer.headers["retry-after"] == "10"
    assert answer.headers["x-should-retry"] == "true"
    assert answer.headers["x-request-id"].startswith("req_")
