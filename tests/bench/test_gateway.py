"""The gateway bench: its pictures, its upstream, its load, its page; and all of it once, small and without LiteLLM."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bench.gateway.__main__ import main
from bench.gateway.load import Job, Loop
from bench.gateway.pictures import pictures
from bench.gateway.report import page
from bench.gateway.servers import form, upstream
from scumble.codec.decode import Limits, decode

LIMITS = Limits(max_bytes=10**8, max_pixels=10**8, max_side=20_000)


def test_the_pictures_are_of_one_size_and_the_answer_holds_its_own() -> None:
    made = pictures(128)
    sent, drawn = decode(made.sent, limits=LIMITS).image, decode(made.drawn, limits=LIMITS).image
    assert (sent.width, sent.height) == (drawn.width, drawn.height) == (128, 128)
    assert json.loads(made.answer)["data"][0]["b64_json"].startswith("iVBOR")


def job(port: int, folder: Path, **more: object) -> Job:
    head, body = form({"prompt": "anything", "model": "drawn"}, bytes(300_000), "key", port)
    (folder / "form").write_bytes(body)
    return Job(port=port, head=head, body=str(folder / "form"), connections=3, requests=12, b64=False, **more)  # type: ignore[arg-type]


def test_the_upstream_reads_all_and_answers_every_request(tmp_path: Path) -> None:
    with upstream(json.dumps({"data": [{"filler": "x" * 200_000}]}).encode(), tmp_path / "upstream") as up:
        loop = Loop(job(up.port, tmp_path))
        loop.run()
    assert sum(len(seen.took) for seen in loop.seen) == 12
    assert not any(seen.errors for seen in loop.seen)
    assert sum(seen.sampled for seen in loop.seen) >= 3


@contextmanager
def answering(answer: bytes) -> Iterator[int]:
    """A server that says the same to everyone, and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    got = b""
                    while not got.endswith(b"--\r\n"):
                        got = (got + connection.recv(1 << 20))[-1_000:]
                    connection.sendall(answer)

        threading.Thread(target=serve, daemon=True).start()
        yield int(listener.getsockname()[1])
        listener.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}", "broke off"),
        (b"HTTP/1.1 500 No\r\nContent-Length: 2\r\n\r\n{}", "500"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n{} ...", "more came"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{,", "does not end"),
    ],
)
def test_an_answer_that_is_not_whole_is_an_error(tmp_path: Path, answer: bytes, why: str) -> None:
    with answering(answer) as port:
        loop = Loop(job(port, tmp_path))
        loop.run()
    told = [error for seen in loop.seen for error in seen.errors]
    assert told
    assert all(why in error for error in told)
    assert not any(seen.took for seen in loop.seen)


def test_all_of_it_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.gateway.__main__.IDLE_SECONDS", 0.2)
    monkeypatch.setattr("bench.gateway.servers.IDLE", 9.9)  # nobody waits for the networks to be loaded
    small = ["--side", "128", "--seconds", "0.2", "--rounds", "1", "--connections", "1", "--parts", "load"]
    text = main([*small, "--without-litellm", "--kept", str(tmp_path)])
    assert "| **(a)** Scumble: no region, checks off, not durable |" in text
    assert "(b) pixels: " in text
    assert json.loads((tmp_path / "load.json").read_text())["figures"]["rows"]["durable"]["1"][0]["answers"] > 0


def test_memory_that_grows_is_told() -> None:
    noted = [[number, 500.0 + number / 100] for number in range(0, 10_000, 100)]
    part = {"when": "now", "figures": {"answers": 10_000, "errors": {}, "rss": noted}}
    text = page({"memory": part})
    assert "growth +90 MB (below 30): not met" in text
    assert "errors 0: met" in text
