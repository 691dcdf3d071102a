"""Overload: places, memory and body bytes are bounded, the rest gets 429 with a true Retry-After; nothing is lost."""

import asyncio
import json
import socket
import threading
import time
from dataclasses import replace

import httpx
import pytest

from scumble.api.gate import FIRST_GUESS, Gate, Lease
from scumble.api.services import DoorSettings
from scumble.core.errors import InvalidImage, Overloaded, TooLarge
from tests.api.helpers import AUTH, EditorDouble, api, call, edit, error_of, part, picture, served

SETTINGS = DoorSettings(
    max_edits=2,
    max_waiting=1,
    max_pixel_memory=2000,
    max_body_bytes=400,
)
"""All bodies together: 500 bytes, a quarter of the memory."""


class Clock:
    """Time that a test moves."""

    now = 100.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


def opened(gate: Gate, length: int | None = None, *, key: str = "key", place: bool = True) -> Lease:
    """A lease for a request with this Content-Length."""
    return gate.open(length, key=key, place=place)


async def settle() -> None:
    """Lets every task that can go on do so."""
    for _ in range(5):
        await asyncio.sleep(0)


def test_places_are_bounded_and_turns_come_in_order():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_waiting=2))
        leases = [opened(gate, 10) for _ in range(5)]
        waits = [asyncio.create_task(lease.admit(1)) for lease in leases]
        await settle()
        assert [lease.admitted for lease in leases] == [True, True, False, False, False]
        assert (gate.in_flight, gate.waiting) == (2, 2)
        assert isinstance(waits[4].exception(), Overloaded)
        with pytest.raises(Overloaded):
            opened(gate, 10)
        opened(gate, 10, place=False).release()
        leases[1].release()
        await settle()
        assert [lease.admitted for lease in leases[2:4]] == [True, False]
        leases[0].release()
        await asyncio.gather(*waits[:4])
        assert (gate.in_flight, gate.waiting, gate.refused.total()) == (2, 0, 2)

    asyncio.run(story())


def test_memory_is_bounded_by_those_in_work_and_by_answers_not_yet_sent():
    async def story() -> None:
        gate = Gate(SETTINGS)
        big, small = opened(gate), opened(gate)
        await big.admit(1500)
        assert gate.pixel_memory == 1500
        wait = asyncio.create_task(small.admit(501))
        await settle()
        assert not small.admitted
        big.finish(1500)
        await settle()
        assert (gate.in_flight, gate.answer_bytes, small.admitted) == (0, 1500, False)
        big.finish(1499)
        await wait
        assert gate.pixel_memory == 2000
        big.release()
        small.release()
        assert gate.pixel_memory == 0

    asyncio.run(story())


def test_what_needs_more_than_all_memory_is_refused_however_idle_the_server_is():
    async def story() -> None:
        with pytest.raises(TooLarge, match="memory_budget_mb"):
            await opened(Gate(SETTINGS)).admit(2001)
        await opened(Gate(SETTINGS)).admit(2000)

    asyncio.run(story())


def test_who_leaves_the_queue_lets_the_next_one_in():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=2))
        first, second, third = opened(gate), opened(gate), opened(gate)
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
    one, two = opened(gate, key="a"), opened(gate, key="b")
    one.grow(300)
    two.grow(200)
    with pytest.raises(Overloaded):
        two.grow(1)
    with pytest.raises(Overloaded):
        opened(gate, 100)
    one.release()
    one.release()
    two.grow(300)
    assert gate.body_bytes == 500
    with pytest.raises(TooLarge):
        two.grow(1)
    two.keep(100)
    assert gate.body_bytes == 100


def test_no_key_holds_more_than_half_of_the_body_bytes_by_several_requests():
    gate = Gate(SETTINGS)
    first, second = opened(gate, key="greedy"), opened(gate, key="greedy")
    first.grow(200)
    second.grow(50)
    with pytest.raises(Overloaded):
        second.grow(1)
    with pytest.raises(Overloaded):
        opened(gate, 1, key="greedy")
    opened(gate, key="other").grow(250)
    second.release()
    first.grow(1)


def test_body_bytes_are_a_quarter_of_the_memory_and_one_body_at_least():
    assert DoorSettings(max_pixel_memory=4000, max_body_bytes=400).max_bodies_bytes == 1000
    assert DoorSettings(max_pixel_memory=1000, max_body_bytes=400).max_bodies_bytes == 400


def test_a_length_over_the_limit_is_refused_before_reading():
    with pytest.raises(TooLarge):
        opened(Gate(SETTINGS), 401)


async def one_edit(gate: Gate, clock: Clock, seconds: float) -> None:
    """An edit that takes so long."""
    lease = opened(gate)
    await lease.admit(1)
    clock.now += seconds
    lease.release()


@pytest.mark.parametrize(("edits", "waiting", "each"), [(1, 0, 10.0), (2, 1, 5.0), (4, 7, 2.5)])
def test_retry_after_is_when_there_will_be_a_place_after_those_who_were_told_so_before(
    edits: int, waiting: int, each: float
):
    async def story() -> None:
        clock = Clock()
        gate = Gate(replace(SETTINGS, max_edits=edits, max_waiting=waiting), clock)
        for _ in range(50):
            await one_edit(gate, clock, 10.0)
        waits = [asyncio.create_task(opened(gate).admit(1)) for _ in range(edits + waiting)]
        await settle()
        for k in range(1, 30):
            with pytest.raises(Overloaded) as caught:
                opened(gate)
            assert caught.value.retry_after == pytest.approx(min(60.0, k * each), abs=0.1)
        for wait in waits:
            wait.cancel()

    asyncio.run(story())


def test_the_next_turn_is_that_of_the_key_with_the_fewest_edits_in_work():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_edits=2, max_waiting=7))
        greedy = [opened(gate, key="greedy") for _ in range(5)]
        waits = [asyncio.create_task(lease.admit(1)) for lease in greedy]
        await settle()
        modest = opened(gate, key="modest")
        waits.append(asyncio.create_task(modest.admit(1)))
        await settle()
        assert not modest.admitted
        greedy[0].release()
        await settle()
        assert modest.admitted
        assert not greedy[2].admitted
        for lease in greedy:
            lease.release()
        await asyncio.gather(*waits, return_exceptions=True)

    asyncio.run(story())


def test_a_key_that_has_few_waiting_places_takes_one_over_from_the_one_that_has_most():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=3))
        greedy = [opened(gate, key="greedy") for _ in range(4)]
        waits = [asyncio.create_task(lease.admit(1)) for lease in greedy]
        await settle()
        with pytest.raises(Overloaded):
            opened(gate, key="greedy")
        modest = opened(gate, key="modest")
        last = asyncio.create_task(modest.admit(1))
        await settle()
        assert isinstance(waits[3].exception(), Overloaded)  # the newest of them
        assert [wait.done() for wait in (*waits[:3], last)] == [True, False, False, False]
        # It has as many places as there are keys to share them: it takes no more.
        with pytest.raises(Overloaded):
            opened(gate, key="modest")
        assert gate.refused == {"edits": 2, "share": 1}
        for lease in (*greedy, modest):
            lease.release()
        await asyncio.gather(*waits, last, return_exceptions=True)

    asyncio.run(story())


def test_some_waiting_places_are_for_those_who_come_back():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=8))
        leases = [opened(gate) for _ in range(8)]
        waits = [asyncio.create_task(lease.admit(1)) for lease in leases]
        await settle()
        with pytest.raises(Overloaded):
            opened(gate)
        back = gate.open(None, key="key", again=True)
        waits.append(asyncio.create_task(back.admit(1)))
        await settle()
        assert not waits[-1].done()
        with pytest.raises(Overloaded):
            gate.open(None, key="key", again=True)
        for lease in (*leases, back):
            lease.release()
        await asyncio.gather(*waits, return_exceptions=True)

    asyncio.run(story())


def test_nobody_is_let_wait_longer_than_is_sensible():
    async def story() -> None:
        clock = Clock()
        gate = Gate(replace(SETTINGS, max_edits=1, max_waiting=32, max_wait_seconds=16.0), clock)
        for _ in range(50):
            await one_edit(gate, clock, 5.0)
        leases = [opened(gate) for _ in range(3)]  # in work, and turns after 5 and 10 seconds
        waits = [asyncio.create_task(lease.admit(1)) for lease in leases]
        await settle()
        with pytest.raises(Overloaded):  # 15 s is more than seven eighths of 16
            opened(gate)
        gate.open(None, key="key", again=True).release()
        for lease in leases:
            lease.release()
        await asyncio.gather(*waits, return_exceptions=True)

    asyncio.run(story())


def test_before_anything_was_measured_a_first_guess_is_told():
    async def story() -> None:
        gate = Gate(SETTINGS, Clock())
        await opened(gate).admit(1)
        assert gate.expected_wait() == pytest.approx(FIRST_GUESS)

    asyncio.run(story())


def test_no_wait_is_shorter_than_a_second():
    async def story() -> None:
        clock = Clock()
        gate = Gate(SETTINGS, clock)
        for _ in range(50):
            await one_edit(gate, clock, 0.01)
        assert gate.expected_wait() == 1.0

    asyncio.run(story())


def test_instructions_are_read_a_few_at_a_time():
    async def story() -> None:
        gate = Gate(replace(SETTINGS, max_plans=1, max_plans_waiting=1))
        inside: list[int] = []
        go = asyncio.Event()

        async def read(number: int) -> None:
            async with gate.planning():
                inside.append(number)
                await go.wait()

        reads = [asyncio.create_task(read(i)) for i in range(3)]
        await settle()
        assert inside == [0]
        assert isinstance(reads[2].exception(), Overloaded)
        go.set()
        await asyncio.gather(*reads[:2])
        assert inside == [0, 1]
        async with gate.planning():
            pass

    asyncio.run(story())


def test_no_wait_is_longer_than_a_minute():
    async def story() -> None:
        clock = Clock()
        gate = Gate(SETTINGS, clock)
        for _ in range(20):
            await one_edit(gate, clock, 500.0)
        await opened(gate).admit(1)
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
    names = ("scumble_edits_in_flight", "scumble_body_bytes", "scumble_pixel_memory_bytes", "scumble_answer_bytes")
    for name in names:
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
    editor = EditorDouble(seconds=8.0)
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
