"""Pace: pauses and least rates of bodies and answers; time that we spend ourselves is nobody's fault."""

import asyncio
import socket
import time

import pytest

from scumble.api.pace import Pace
from tests.api.helpers import AUTH, api, served


async def after(seconds: float) -> str:
    """A step that takes so long."""
    await asyncio.sleep(seconds)
    return "done"


def test_a_pause_is_bounded_and_bytes_earn_time():
    async def story() -> None:
        pace = Pace(0.3, 1000)
        assert await pace.wait(after(0.2)) == "done"
        assert pace.left == pytest.approx(0.1, abs=0.09)
        pace.moved(150)
        assert pace.left == pytest.approx(0.25, abs=0.09)
        pace.moved(1_000_000)
        assert pace.left == 0.3
        with pytest.raises(TimeoutError):
            await pace.wait(after(5.0))

    asyncio.run(story())


def test_our_own_time_does_not_count():
    async def story() -> None:
        pace = Pace(0.2, 1000)
        await after(0.3)
        assert await pace.wait(after(0.01)) == "done"

    asyncio.run(story())


def test_a_body_that_dribbles_in_is_given_up():
    """It never pauses for as long as is allowed, and yet it is too slow."""
    head = (
        "POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\nContent-Type: multipart/form-data;"
        f" boundary=XX\r\nAuthorization: {AUTH['authorization']}\r\n\r\n--XX\r\n"
    )
    with (
        served(api(body_seconds=0.6, drain_seconds=0.1)) as port,
        socket.create_connection(("127.0.0.1", port), timeout=0.1) as client,
    ):
        client.sendall(head.encode())
        answer, start = b"", time.monotonic()
        while not answer and time.monotonic() - start < 5.0:
            client.sendall(b"a")
            try:
                answer = client.recv(65536)
            except TimeoutError:
                continue
    assert answer.startswith(b"HTTP/1.1 408")
