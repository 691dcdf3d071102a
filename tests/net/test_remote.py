"""The providers' HTTP client: kept connections, bounds, deadlines, cancel, no redirects, guarded downloads."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator

import pytest

from scumble.core.errors import AddressRefused, Cancelled, FetchFailed, Misconfigured
from scumble.core.work import CancelToken
from scumble.net.exchange import Answer, ExchangeFailed, TooLong
from scumble.net.remote import REFUSAL, Call, Remote
from tests.net.site import Reply, Site, site
from tests.net.test_client import answering, whole


@pytest.fixture
def remote() -> Iterator[Remote]:
    made = Remote()
    yield made
    made.close()


@pytest.fixture
def there() -> Iterator[Site]:
    with site() as running:
        yield running


def ask(remote: Remote, url: str, *, seconds: float = 20, most: int = 1 << 20, method: str = "GET") -> Answer:
    return asyncio.run(remote.ask(Call(method=method, url=url, seconds=seconds, most=most), CancelToken()))


def test_answers_come_back_whatever_their_status_and_redirects_are_not_followed(remote: Remote, there: Site) -> None:
    there.pages = {
        "/a": Reply(body=b"yes", headers={"X-Request-Id": "r1"}),
        "/b": Reply(status=302, headers={"Location": there.url("/a")}),
        "/c": Reply(status=429, body=b"no"),
    }
    first = ask(remote, there.url("/a"))
    assert (first.status, first.body, first.headers["x-request-id"]) == (200, b"yes", "r1")
    assert ask(remote, there.url("/b")).status == 302
    assert (ask(remote, there.url("/c")).status, [s.path for s in there.seen]) == (429, ["/a", "/b", "/c"])


def test_what_is_sent_is_what_was_asked(remote: Remote, there: Site) -> None:
    call = Call(method="POST", url=there.url("/p?a=1"), headers={"Authorization": "Bearer k"}, body=b"{}", seconds=9)
    asyncio.run(remote.ask(call, CancelToken()))
    seen = there.seen[0]
    assert (seen.method, seen.path, seen.body, seen.headers["Authorization"]) == ("POST", "/p?a=1", b"{}", "Bearer k")
    assert "k" not in repr(call).split("url")[1].replace(there.url("/p?a=1"), "")


def test_one_connection_serves_calls_from_several_loops(remote: Remote) -> None:
    ports: list[int] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for _ in range(1):
            sock, peer = listening.accept()
            for _ in range(3):
                got = b""
                while b"\r\n\r\n" not in got:
                    got += sock.recv(65536)
                ports.append(peer[1])
                sock.sendall(whole("200 OK", b"x"))
            sock.close()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    for _ in range(3):
        assert ask(remote, f"http://127.0.0.1:{listening.getsockname()[1]}/").body == b"x"
    thread.join(10)
    listening.close()
    assert len(ports) == 3
    assert len(set(ports)) == 1


def test_a_long_answer_is_not_read_and_a_long_refusal_is_cut(remote: Remote, there: Site) -> None:
    there.pages = {"/a": Reply(body=b"x" * 1001), "/b": Reply(status=500, body=b"y" * (REFUSAL + 9))}
    with pytest.raises(TooLong):
        ask(remote, there.url("/a"), most=1000)
    assert len(ask(remote, there.url("/a"), most=1001).body) == 1001
    assert len(ask(remote, there.url("/b")).body) == REFUSAL


def test_a_cut_answer_fails(remote: Remote) -> None:
    with (
        answering(lambda sock, _: sock.sendall(whole("200 OK", b'{"half": ', said=500))) as url,
        pytest.raises(ExchangeFailed, match="broke off") as failed,
    ):
        ask(remote, url)
    assert failed.value.reached


def test_nobody_there_has_not_been_reached(remote: Remote) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(ExchangeFailed, match="connection failed") as failed:
        ask(remote, f"http://127.0.0.1:{port}/")
    assert not failed.value.reached


def test_the_deadline_is_for_all_of_it(remote: Remote) -> None:
    def drip(sock: socket.socket, _: bytes) -> None:
        try:
            sock.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
            for _ in range(200):
                sock.sendall(b" ")
                time.sleep(0.05)
        except OSError:
            return

    with answering(drip) as url, pytest.raises(ExchangeFailed, match="in time"):
        ask(remote, url, seconds=0.4)


def test_cancel_ends_a_call_at_once(remote: Remote) -> None:
    token, released = CancelToken(), threading.Event()
    moment: list[float] = []

    def silent(_: socket.socket, __: bytes) -> None:
        moment.append(time.monotonic())
        token.cancel()
        released.wait(30)

    with answering(silent) as url:
        with pytest.raises(Cancelled):
            asyncio.run(remote.ask(Call(method="GET", url=url, seconds=30), token))
        assert time.monotonic() - moment[0] < 5  # a busy machine; an idle one takes 0.05
        released.set()


def test_closing_ends_calls_under_way(there: Site) -> None:
    remote, released = Remote(), threading.Event()

    def slow(_: object) -> Reply:
        threading.Thread(target=remote.close).start()
        released.wait(30)
        return Reply()

    there.pages = {"/a": slow}
    with pytest.raises((asyncio.CancelledError, ExchangeFailed)):
        ask(remote, there.url("/a"))
    released.set()


def test_a_server_s_own_loop_makes_its_calls_itself(remote: Remote, there: Site) -> None:
    body = (b"a", b"b" * 700_000, b"", b"c")

    async def serve() -> tuple[Answer, int]:
        async with remote.here():
            call = Call(method="POST", url=there.url("/p"), body=body, seconds=20)
            first = await remote.ask(call, CancelToken())
            # Another loop's calls are still made on the client's own thread.
            return first, (await asyncio.to_thread(ask, remote, there.url("/q"))).status

    threads: set[str] = set()
    there.pages = {"/p": lambda _: threads.update(t.name for t in threading.enumerate()) or Reply(body=b"yes")}
    first, second = asyncio.run(serve())
    assert (first.body, second) == (b"yes", 200)
    assert "net-remote" not in threads
    assert there.seen[0].body == b"".join(body)
    assert ask(remote, there.url("/p")).body == b"yes"


@pytest.mark.parametrize("why", ["cancelled", "late", "gone"])
def test_calls_of_a_server_s_own_loop_end_as_others_do(remote: Remote, why: str) -> None:
    token, released = CancelToken(), threading.Event()

    def silent(_: socket.socket, __: bytes) -> None:
        if why == "cancelled":
            token.cancel()
            token.cancel()  # said twice, it is still one end
        released.wait(30)

    async def serve(url: str) -> None:
        async with remote.here():
            call = Call(method="GET", url=url, seconds=0.3 if why == "late" else 30)
            asked = asyncio.create_task(remote.ask(call, token))
            if why == "gone":
                await asyncio.sleep(0.2)
                asked.cancel()
            await asked

    kind = {"late": ExchangeFailed, "gone": asyncio.CancelledError}.get(why, Cancelled)
    with answering(silent) as url:
        began = time.monotonic()
        with pytest.raises(kind):
            asyncio.run(serve(url))
        assert time.monotonic() - began < 5
        released.set()


@pytest.mark.parametrize("url", ["file:///etc/passwd", "http://", "nonsense"])
def test_other_addresses_are_misconfigured(remote: Remote, url: str) -> None:
    with pytest.raises(Misconfigured):
        ask(remote, url)


def test_results_are_fetched_from_the_providers_own_host_and_public_ones_only(remote: Remote, there: Site) -> None:
    there.pages = {"/a": Reply(body=b"picture"), "/gone": Reply(status=403)}

    def fetch(path: str, home: str, host: str = "127.0.0.1") -> bytes:
        url = there.url(path, host)
        return asyncio.run(remote.download(url, most=100, seconds=9, home=home, cancel=CancelToken()))

    assert fetch("/a", there.url("/v1")) == b"picture"
    with pytest.raises(FetchFailed) as gone:
        fetch("/gone", there.url("/v1"))
    assert gone.value.status == 403
    for home in ("https://api.example.com/v1", "http://127.0.0.1:9/v1", "http://127.0.0.2/v1"):
        with pytest.raises(AddressRefused):
            fetch("/a", home)
    with pytest.raises(AddressRefused):
        fetch("/a", there.url("/v1"), "127.0.0.2")
