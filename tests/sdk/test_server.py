"""`scumble serve` as a process: its connections are watched, its answers name no server software."""

import json
import socket
from urllib.parse import urlsplit

from scumble.cli.serve import MOST_CONNECTIONS, connections
from tests.serving import Served


def answer_to(server: Served, sent: bytes) -> tuple[str, bytes]:
    """Head and body of the answer to raw bytes."""
    where = urlsplit(server.url)
    with socket.create_connection((where.hostname or "", where.port or 0), timeout=10) as client:
        client.sendall(sent)
        head, _, body = b"".join(iter(lambda: client.recv(65536), b"")).partition(b"\r\n\r\n")
    return head.decode().lower(), body


def test_what_is_no_http_is_answered_in_the_envelope(server: Served) -> None:
    head, body = answer_to(server, b"GARBAGE\r\n\r\n")
    assert head.startswith("http/1.1 400 ")
    assert "\r\nx-request-id: req_" in head
    assert json.loads(body)["error"]["code"] == "invalid_http"


def test_no_answer_names_the_server_s_software(server: Served) -> None:
    for sent in (b"GARBAGE\r\n\r\n", b"GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"):
        head, _ = answer_to(server, sent)
        assert "\r\nserver:" not in head


def test_open_connections_leave_room_for_other_files() -> None:
    assert 16 <= connections() <= MOST_CONNECTIONS
