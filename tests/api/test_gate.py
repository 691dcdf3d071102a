"""Overload: places, memory and body bytes are bounded, the rest gets 429 with a true Retry-After; nothing is lost."""

import asyncio
import json
import socket
import threading
import time
from dataclasses import replace

import httpx
import pytest

from scumble.api.gate import FIRST_GUESS, Gate
from scumble.api.services import DoorSettings
from scumble.core.errors import InvalidImage, Overloaded, TooLarge
from tests.api.helpers import AUTH, EditorDouble, api, call, edit, error_of, part, picture, served

SETTINGS = DoorSettings(
    max_edits=2,
    max_waiting=1,
    max_pixel_memory=1000,
    bytes_per_pixel=10,
    max_bodies_bytes=500,
    max_body_bytes=400,
)


class Clock:
    """Time that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


async def settle() -> None:
    """Lets every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_places_are_bounded_and_turns_come_in_order():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_waiting=2))
        leases = [gate.open(10) for _ in range(5)]
        waits = [asyncio.create_task(lease.admit(1)) for lease in leases]
        await settle()
        assert [lease.admitted for lease in leases] == [True, True, False, False, False]
        assert (gate.in_flight, gate.waiting) == (2, 2)
        assert isinstance(waits[4].exception(), Overloaded)
        with pytest.raises(Overloaded):
            gate.open(10)
        gate.open(10, place=False).release()
        leases[1].release()
        await settle()
        assert [lease.admitted for lease in leases[2:4]] == [True, False]
        leases[0].release()
        await asyncio.gather(*waits[:4])
        assert (gate.in_flight, gate.waiting, gate.refused) == (2, 0, 2)

    asyncio.run(story())


def test_memory_is_bounded_but_one_big_edit_may_run_alone():
    async def story() -> None:
        gate = Gate(SETTINGS)
        big, small = gate.open(None), gate.open(None)
        await big.admit(500)
        assert gate.pixel_memory == 5000
        wait = asyncio.create_task(small.admit(1))
        await settle()
        assert not small.admitted
        big.release()
        await wait
        assert gate.pixel_memory == 10

    asyncio.run(story())


def test_who_leaves_the_queue_lets_the_next_one_in():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=2))
        first, second, third = gate.open(None), gate.open(None), gate.open(None)
        await first.admit(1)
        waits = [asyncio.create_task(lease.admit(1)) for lease in (second, third)]
        await settle()
        waits[0].cancel()
        second.release()
        first.release()
        await waits[1]
        assert third.admitted
        assert (gate.in_flight, gate.waiting) == (1, 0)

    asyncio.run(story())


def test_body_bytes_are_bounded_while_they_arrive():
    gate = Gate(SETTINGS)
    one, two = gate.open(None), gate.open(None)
    one.grow(300)
    two.grow(200)
    with pytest.raises(Overloaded):
        two.grow(1)
    with pytest.raises(Overloaded):
        gate.open(100)
    one.release()
    one.release()
    two.grow(300)
    assert gate.body_bytes == 500


def test_a_length_over_the_limit_is_refused_before_reading():
    with pytest.raises(TooLarge):
        Gate(SETTINGS).open(401)


async def one_edit(gate: Gate, clock: Clock, seconds: float) -> None:
    """An edit that takes so long."""
    lease = gate.open(None)
    await lease.admit(1)
    clock.now += seconds
    lease.release()


def test_retry_after_is_when_the_oldest_edit_should_be_done():
    async def story() -> None:
        clock = Clock()
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=0), clock)
        for _ in range(50):
            await one_edit(gate, clock, 10.0)
        await gate.open(None).admit(1)
        with pytest.raises(Overloaded) as caught:
            gate.open(None)
        assert caught.value.retry_after == pytest.approx(10.0, abs=0.1)

    asyncio.run(story())


def test_before_anything_was_measured_a_first_guess_is_told():
    async def story() -> None:
        gate = Gate(SETTINGS, Clock())
        await gate.open(None).admit(1)
        assert gate.expected_wait() == pytest.approx(FIRST_GUESS)

    asyncio.run(story())


def test_no_wait_is_longer_than_a_minute():
    async def story() -> None:
        clock = Clock()
        gate = Gate(SETTINGS, clock)
        for _ in range(20):
            await one_edit(gate, clock, 500.0)
        await gate.open(None).admit(1)
        assert gate.expected_wait() == 60.0

    asyncio.run(story())


@pytest.mark.parametrize(
    "editor",
    [EditorDouble(), EditorDouble(error=InvalidImage("x")), EditorDouble(error=RuntimeError("x"))],
    ids=["fine", "refused", "broken"],
)
@pytest.mark.parametrize("fields", [{}, {"stream": "true"}, {"n": "99"}, {"size": "x"}], ids=str)
def test_everything_is_given_back_however_a_request_ends(editor: EditorDouble, fields: dict[str, str]):
    app = api(editor)
    edit(app, fields)
    edit(app, fields, files=[("image", ("a.png", b"broken", "image/png"))])
    text = call(app, "GET", "/metrics").text
    for name in ("scumble_edits_in_flight", "scumble_body_bytes", "scumble_pixel_memory_bytes"):
        assert f"{name} 0.0" in text


def test_the_plan_is_still_answered_when_all_places_are_taken():
    assert edit(api(max_edits=0, max_waiting=0)).status_code == 429
    assert call(api(max_edits=0, max_waiting=0), "POST", "/v1/images/plan", json={"prompt": "x"}).status_code == 200


def test_of_many_at_once_the_rest_gets_429_and_all_are_answered():
    editor = EditorDouble(seconds=0.4)
    app = api(editor, max_edits=2, max_waiting=3)

    async def storm(port: int) -> list[httpx.Response]:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            files = {"image": ("a.png", picture(), "image/png")}
            edits = [
                client.post("/v1/images/edits", data={"prompt": "x"}, files=files, headers=AUTH) for _ in range(24)
            ]
            return await asyncio.gather(*edits)

    with served(app) as port:
        answers = asyncio.run(storm(port))
    statuses = sorted(a.status_code for a in answers)
    assert set(statuses) == {200, 429}
    assert statuses.count(200) >= 5
    for answer in (a for a in answers if a.status_code == 429):
        assert error_of(answer, 429)["code"] == "rate_limit_exceeded"
        assert error_of(answer, 429)["type"] == "requests"
        assert 1 <= int(answer.headers["retry-after"]) <= 60
        assert answer.headers["x-should-retry"] == "true"


@pytest.mark.parametrize("megabytes", [1, 8])
def test_a_refused_upload_is_read_away_so_that_its_sender_hears_429(megabytes: int):
    big = part("image", bytes(megabytes * 1_000_000), filename="a.png") + b"--XX--\r\n"
    headers = {**AUTH, "content-type": "multipart/form-data; boundary=XX"}
    with served(api(max_edits=0, max_waiting=0)) as port:
        url = f"http://127.0.0.1:{port}/v1/images/edits"
        with httpx.Client(timeout=30) as client:
            for _ in range(2):
                assert client.post(url, content=big, headers=headers).status_code == 429
            assert client.post(url, content=big, headers={**headers, "authorization": "Bearer no"}).status_code == 401


def test_a_client_that_waits_for_continue_is_refused_without_sending():
    head = (
        "POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: 5000000\r\nExpect: 100-continue\r\n"
        f"Authorization: {AUTH['authorization']}\r\nContent-Type: multipart/form-data; boundary=XX\r\n\r\n"
    )
    with (
        served(api(max_edits=0, max_waiting=0)) as port,
        socket.create_connection(("127.0.0.1", port), timeout=5) as client,
    ):
        client.sendall(head.encode())
        answer = client.recv(65536)
    assert answer.startswith(b"HTTP/1.1 429")
    assert b"connection: close" in answer.lower()


def test_a_body_that_stops_arriving_is_408():
    head = (
        "POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: 5000\r\nContent-Type: multipart/form-data;"
        f" boundary=XX\r\nAuthorization: {AUTH['authorization']}\r\n\r\n--XX\r\n"
    )
    app = api(body_seconds=0.2, drain_seconds=60.0)
    with served(app) as port, socket.create_connection(("127.0.0.1", port), timeout=5) as client:
        client.sendall(head.encode())
        answer = b"".join(iter(lambda: client.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 408")
    assert json.loads(answer.split(b"\r\n\r\n", 1)[1])["error"]["code"] == "request_timeout"


@pytest.mark.parametrize("stream", [False, True])
def test_work_stops_when_the_client_goes_away(stream: bool):
    editor = EditorDouble(seconds=20.0)
    app = api(editor, heartbeat_seconds=0.1)
    body = part("prompt", b"x") + part("stream", str(stream).lower().encode())
    body += part("image", picture(), filename="a.png") + b"--XX--\r\n"
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary=XX\r\nAuthorization: {AUTH['authorization']}\r\n\r\n"
    )
    with served(app) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(head.encode() + body)
            assert editor.started.wait(5)
            time.sleep(0.2)
        assert editor.cancelled.wait(2.0)
        assert wait_for(lambda: "scumble_edits_in_flight 0.0" in httpx.get(f"http://127.0.0.1:{port}/metrics").text)


def wait_for(condition: object, seconds: float = 2.0) -> bool:
    """True as soon as a condition holds."""
    assert callable(condition)
    waited = threading.Event()
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if condition():
            return True
        waited.wait(0.02)
    return False


def test_a_waiting_request_leaves_the_queue_when_its_client_goes_away():
    editor = EditorDouble(seconds=2.0)
    body = part("prompt", b"x") + part("image", picture(), filename="a.png") + b"--XX--\r\n"
    head = (
        f"POST /v1/images/edits HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        f"Content-Type: multipart/form-data; boundary=XX\r\nAuthorization: {AUTH['authorization']}\r\n\r\n"
    )
    with served(api(editor, max_edits=1)) as port:
        address = ("127.0.0.1", port)
        url = f"http://127.0.0.1:{port}/metrics"
        with socket.create_connection(address, timeout=5) as first:
            first.sendall(head.encode() + body)
            assert editor.started.wait(5)
            with socket.create_connection(address, timeout=5) as second:
                second.sendall(head.encode() + body)
                assert wait_for(lambda: "scumble_edits_waiting 1.0" in httpx.get(url).text)
            assert wait_for(lambda: "scumble_edits_waiting 0.0" in httpx.get(url).text)
            assert "scumble_edits_in_flight 1.0" in httpx.get(url).text
    assert len(editor.asked) == 1
