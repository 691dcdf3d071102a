"""The HTTP client: answers, deadlines for the whole exchange, bounds, broken servers, cancel."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from scumble.core.errors import Cancelled
from scumble.core.work import CancelToken
from scumble.net import client
from scumble.net.client import post_json
from scumble.net.exchange import ExchangeFailed


@contextmanager
def answering(reply: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """The address of a server that reads one request (head and body) and hands the socket to `reply`."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        sock, _ = listening.accept()
        with sock:
            got = b""
            while b"\r\n\r\n" not in got or len(got.split(b"\r\n\r\n", 1)[1]) < length(got):
                got += sock.recv(65536)
            reply(sock, got)

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/v1/x?a=1"
    finally:
        thread.join(10)
        listening.close()


def length(got: bytes) -> int:
    lines = got.split(b"\r\n\r\n", maxsplit=1)[0].lower().split(b"\r\n")
    return next((int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")), 0)


def whole(status: str, body: bytes, said: int | None = None) -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body) if said is None else said}\r\n\r\n".encode() + body


def test_the_body_comes_back_and_the_request_is_what_was_asked() -> None:
    seen: list[bytes] = []

    def reply(sock: socket.socket, got: bytes) -> None:
        seen.append(got)
        sock.sendall(whole("200 OK", b'{"a": 1}'))

    with answering(reply) as url:
        assert post_json(url, b'{"q": 2}', {"Authorization": "Bearer k"}, seconds=10) == b'{"a": 1}'
    head, body = seen[0].split(b"\r\n\r\n", 1)
    assert head.startswith(b"POST /v1/x?a=1 HTTP/1.1\r\n")
    assert b"Authorization: Bearer k" in head
    assert b"Content-Type: application/json" in head
    assert body == b'{"q": 2}'


@pytest.mark.parametrize(
    ("sent", "why", "status"),
    [
        (whole("429 Too Many Requests", b"{}"), "status 429", 429),
        (whole("500 Internal Server Error", b"<html>"), "status 500", 500),
        (whole("302 Found\r\nLocation: http://127.0.0.1:1/", b""), "status 302", 302),
        (whole("200 OK", b'{"half": ', said=500), "connection failed|broke off", None),
        (b"no http at all\r\n\r\n", "connection failed", None),
        (b"", "connection failed", None),
    ],
)
def test_everything_but_a_whole_200_fails(sent: bytes, why: str, status: int | None) -> None:
    with answering(lambda sock, _: sock.sendall(sent)) as url, pytest.raises(ExchangeFailed, match=why) as failed:
        post_json(url, b"{}", {}, seconds=10)
    assert status is None or failed.value.status == status


def test_a_long_answer_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "LARGEST", 1000)
    with (
        answering(lambda sock, _: sock.sendall(whole("200 OK", b"x" * 1001))) as url,
        pytest.raises(ExchangeFailed, match="too long"),
    ):
        post_json(url, b"{}", {}, seconds=10)


def test_a_server_that_drips_is_cut_off_at_the_deadline() -> None:
    """Each byte comes in time for a socket's own timeout; together they take for ever."""

    def drip(sock: socket.socket, _: bytes) -> None:
        try:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(200):
                sock.sendall(b" ")
                time.sleep(0.05)
        except OSError:
            return

    with answering(drip) as url, pytest.raises(ExchangeFailed, match="no answer in time"):
        post_json(url, b"{}", {}, seconds=0.5)


def test_cancel_ends_the_exchange_while_it_waits() -> None:
    token, released = CancelToken(), threading.Event()

    def silent(_: socket.socket, __: bytes) -> None:
        token.cancel()
        released.wait(30)

    with answering(silent) as url:
        with pytest.raises(Cancelled):
            post_json(url, b"{}", {}, seconds=30, cancel=token)
        assert not released.is_set()
        released.set()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x/y", "http://", "nonsense"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(ExchangeFailed, match="address"):
        post_json(url, b"{}", {}, seconds=1)


def test_nobody_there_is_a_failed_connection() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ExchangeFailed, match="connection failed"):
        post_json(f"http://127.0.0.1:{port}/", b"{}", {}, seconds=5)
