"""SSRF suite: what the downloader and the webhook sender refuse, what they open, what a naive client would have done.

A server on this machine stands for everything internal; it must never be reached. The same cases go through the
webhooks' own sender in tests/webhooks.
"""

import contextlib
import socket
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path

import pytest

from scumble.core.errors import AddressRefused, Cancelled, FetchFailed, Misconfigured, ScumbleError, TooLarge
from scumble.core.work import CancelToken
from scumble.net import exchange
from scumble.net.addresses import Rules, is_public, read_rules
from scumble.net.exchange import Line
from scumble.net.guarded import Guarded
from tests.net.hostile_urls import CASES, LITERALS, NAMES, lookup
from tests.net.site import Reply, Site, site

Open = Callable[[Guarded, str], object]
OPENERS: dict[str, Open] = {
    "download": lambda guarded, url: guarded.download(url, most=1000, seconds=5),
    "webhook": lambda guarded, url: guarded.post(url, b"{}", {}, seconds=5),
}
PLAIN = AddressRefused().message


@pytest.fixture(scope="module")
def inside() -> Iterator[Site]:
    """A server that nobody outside may reach."""
    with site() as running:
        yield running


@pytest.fixture
def never_connects(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails the test when a connection to anywhere is so much as tried."""

    def connected(line: Line) -> None:
        pytest.fail(f"connected to {line.host}")

    monkeypatch.setattr(Line, "connect", connected)


@pytest.mark.usefixtures("never_connects")
@pytest.mark.parametrize("how", OPENERS)
@pytest.mark.parametrize("case", CASES)
def test_refused_before_a_connection_is_made(case: str, how: str, inside: Site) -> None:
    with pytest.raises(AddressRefused) as refused:
        OPENERS[how](Guarded(lookup=lookup), CASES[case].format(port=inside.port))
    assert inside.seen == []
    assert len(refused.value.message) < 200


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 60


@pytest.mark.usefixtures("never_connects")
@pytest.mark.parametrize("case", [*LITERALS, *NAMES])
def test_what_is_inside_unknown_or_misspelt_is_told_in_one_sentence(case: str, inside: Site) -> None:
    """No port scan and no list of internal names by asking: nothing tells one of these from another."""
    with pytest.raises(AddressRefused) as refused:
        Guarded(lookup=lookup).download(CASES[case].format(port=inside.port), most=10, seconds=5)
    assert (refused.value.message, refused.value.code) == (PLAIN, "address_not_allowed")


def naive(url: str, proxies: dict[str, str] | None = None) -> bytes:
    """What the standard library gets. proxies: by scheme; None = the environment's."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler(proxies))
    with opener.open(url, timeout=5) as answer:
        return answer.read()


NAIVE = ["loopback", "decimal", "octal", "hexadecimal", "mixed bases", "short", "nothing", "IPv6 mapped", "localhost"]


@pytest.mark.parametrize("case", NAIVE)
def test_a_naive_client_would_have_reached_the_server_inside(case: str) -> None:
    """The guard is seen to matter: the standard library opens the very same addresses."""
    with site() as running:
        url = CASES[case].format(port=running.port)
        assert naive(url, {}) == b"inside"
        assert len(running.seen) == 1
        with pytest.raises(AddressRefused):
            Guarded().download(url, most=1000, seconds=5)
        assert len(running.seen) == 1


def test_a_naive_client_would_have_followed_the_redirect_inside() -> None:
    with site() as outside, site() as within:
        outside.pages["/"] = Reply(status=302, headers={"Location": within.url("/secret")})
        assert naive(outside.url(), {}) == b"inside"
        within.seen.clear()
        guarded = Guarded(rules=read_rules(["1024-65535"], [f"127.0.0.1:{outside.port}"]))
        with pytest.raises(AddressRefused):
            guarded.download(outside.url(), most=1000, seconds=5)
        assert within.seen == []


REDIRECTS = {
    "loopback": "http://127.0.0.1:{port}/secret",
    "decimal": "http://2130706433:{port}/secret",
    "IPv6": "http://[::1]:{port}/secret",
    "mapped": "http://[::ffff:127.0.0.1]:{port}/secret",
    "metadata": "http://169.254.169.254/latest/meta-data/",
    "a name": "http://localhost:{port}/secret",
    "without a scheme": "//127.0.0.1:{port}/secret",
    "credentials": "http://a:b@127.0.0.1:{port}/secret",
    "file": "file:///etc/passwd",
    "gopher": "gopher://127.0.0.1:{port}/",
    "a low port": "http://127.0.0.1:22/",
    "backslashes": "\\\\127.0.0.1:{port}\\secret",
    "a loop back by name": "http://loopback.example.com:{port}/secret",
}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("case", REDIRECTS)
def test_redirects_to_what_is_inside_are_refused(case: str, status: int, inside: Site) -> None:
    with site() as outside:
        outside.pages["/"] = Reply(status=status, headers={"Location": REDIRECTS[case].format(port=inside.port)})
        guarded = Guarded(rules=read_rules(["1024-65535"], [f"127.0.0.1:{outside.port}"]), lookup=lookup)
        with pytest.raises(AddressRefused):
            guarded.download(outside.url(), most=1000, seconds=5)
    assert inside.seen == []


@pytest.mark.parametrize("how", OPENERS)
def test_a_name_that_means_another_address_a_moment_later_changes_nothing(how: str, inside: Site) -> None:
    """DNS rebinding: public when it is checked, internal ever after. The second answer is never asked for."""
    asked: list[str] = []
    tried: list[object] = []

    def rebinding(host: str, port: int) -> list[tuple[str, int]]:
        asked.append(host)
        return [("93.184.215.14" if len(asked) == 1 else "127.0.0.1", port)]

    def connect(_: socket.socket, address: object) -> None:
        tried.append(address)
        raise ConnectionRefusedError

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("socket.socket.connect", connect)
        with pytest.raises(FetchFailed):
            OPENERS[how](Guarded(lookup=rebinding), f"http://rebind.example.com:{inside.port}/")
    assert (asked, tried) == (["rebind.example.com"], [("93.184.215.14", inside.port)])
    assert inside.seen == []
    with pytest.raises(AddressRefused):  # the next look-up gives the other address: checked again
        OPENERS[how](Guarded(lookup=rebinding), f"http://rebind.example.com:{inside.port}/")


def test_a_client_that_asks_twice_would_have_been_rebound(inside: Site) -> None:
    """Checking a name and then connecting to the name, as most do, ends inside."""
    answers = iter(["93.184.215.14", "127.0.0.1"])
    assert is_public(ip_address(next(answers)))
    with socket.create_connection((next(answers), inside.port), 5) as sock:
        sock.sendall(b"GET / HTTP/1.0\r\n\r\n")
        assert sock.makefile("rb").read().endswith(b"inside")
    inside.seen.clear()


def test_a_redirect_to_a_name_that_was_rebound_is_checked_anew() -> None:
    with site() as outside:
        outside.pages["/"] = Reply(status=302, headers={"Location": "/again"})
        answers = iter([[("127.0.0.1", outside.port)], [("10.0.0.1", outside.port)]])
        rules = read_rules(["1024-65535"], [f"127.0.0.1:{outside.port}"])
        with pytest.raises(AddressRefused):
            Guarded(rules=rules, lookup=lambda _, __: next(answers)).download(
                f"http://site.example.com:{outside.port}/", most=10, seconds=5
            )
        assert [s.path for s in outside.seen] == ["/"]


def test_proxies_of_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    with site() as proxy, site() as wanted:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url())
        for name in ("no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        naive(wanted.url("/x"))
        assert len(proxy.seen) == 1  # a naive client asks it
        assert allowing(wanted).download(wanted.url("/x"), most=1000, seconds=5) == b"inside"
        assert (len(proxy.seen), len(wanted.seen)) == (1, 1)


# What has to work.


def allowing(*sites: Site) -> Guarded:
    """A client that may reach these servers."""
    return Guarded(rules=read_rules(["1024-65535"], [f"127.0.0.1:{s.port}" for s in sites]), lookup=lookup)


def test_a_server_that_the_operator_allows_is_opened() -> None:
    with site() as running:
        running.pages["/a b.png"] = Reply(body=b"never")
        running.pages["/%C3%A4.png"] = Reply(body=b"picture")
        guarded = allowing(running)
        assert guarded.download(running.url("/ä.png?w=1&u=http://x/|#part"), most=1000, seconds=5) == b"picture"
        assert guarded.post(running.url("/hook"), b'{"a":1}', {"webhook-id": "m"}, seconds=5).status == 200
    got, sent = running.seen
    assert (got.method, got.path) == ("GET", "/%C3%A4.png?w=1&u=http://x/%7C")
    assert got.headers["Accept-Encoding"] == "identity"
    assert got.headers["Host"] == f"127.0.0.1:{running.port}"
    assert (sent.method, sent.path, sent.body, sent.headers["webhook-id"]) == ("POST", "/hook", b'{"a":1}', "m")


@pytest.mark.parametrize(
    ("entry", "url", "opened"),
    [
        ("127.0.0.1", "http://127.0.0.1:{port}/", True),
        ("127.0.0.0/8", "http://127.0.0.1:{port}/", True),
        ("127.0.0.1:{port}", "http://127.0.0.1:{port}/", True),
        ("127.0.0.1:1", "http://127.0.0.1:{port}/", False),
        ("10.0.0.0/8", "http://127.0.0.1:{port}/", False),
        ("loopback.example.com", "http://loopback.example.com:{port}/", True),
        ("Loopback.Example.com:{port}", "http://LOOPBACK.example.com.:{port}/", True),
        ("loopback.example.com", "http://127.0.0.1:{port}/", False),
        ("intranet", "http://intranet:{port}/", True),
        ("127.0.0.0/8", "http://intranet:{port}/", True),
        ("127.0.0.0/8", "http://app.localhost:{port}/", True),
        ("127.0.0.0/8", "http://2130706433:{port}/", False),
        ("127.0.0.0/8", "http://[::ffff:127.0.0.1]:{port}/", False),
        ("127.0.0.0/8", "http://both.example.com:{port}/", None),
    ],
)
def test_what_an_entry_of_the_operator_opens(entry: str, url: str, opened: bool | None) -> None:
    with site() as running:
        rules = read_rules(["1024-65535"], [entry.format(port=running.port)])
        target = url.format(port=running.port)
        if opened is None:  # a public address beside the allowed one: both may be opened
            rules.check(rules.read(target), [ip_address("127.0.0.1"), ip_address("93.184.215.14")])
            return
        if opened:
            assert Guarded(rules=rules, lookup=lookup).download(target, most=1000, seconds=5) == b"inside"
        else:
            with pytest.raises(AddressRefused):
                Guarded(rules=rules, lookup=lookup).download(target, most=1000, seconds=5)
        assert len(running.seen) == int(opened)


def test_metadata_is_opened_only_when_it_is_named_itself() -> None:
    for entry, opened in (("0.0.0.0/0", False), ("169.254.0.0/16", False), ("169.254.169.254", True)):
        rules = read_rules(["80"], [entry])
        with contextlib.nullcontext() if opened else pytest.raises(AddressRefused):
            rules.read("http://169.254.169.254/")


@pytest.mark.parametrize(
    "entry", ["", "a b", "10.0.0.0/33", "10.0.0.1/8", "http://x", "127.1", "host:port", "[::1", "a/8"]
)
def test_entries_that_cannot_be_meant_stop_the_start(entry: str) -> None:
    with pytest.raises(Misconfigured, match="allowed_private_networks"):
        read_rules(["80"], [entry])


@pytest.mark.parametrize("entry", ["", "http", "0", "70000", "90-80", "1-2-3"])
def test_ports_that_cannot_be_meant_stop_the_start(entry: str) -> None:
    with pytest.raises(Misconfigured, match="fetch_ports"):
        read_rules([entry], [])


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:4700::1111", "64:ff9b::808:808", "100.128.0.1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize(
    ("url", "host", "port", "path"),
    [
        ("https://Example.com", "example.com", 443, "/"),
        ("http://example.com.:8080/a?b=c#d", "example.com", 8080, "/a?b=c"),
        ("https://b\u00fccher.example.com/", "xn--bcher-kva.example.com", 443, "/"),
        ("http://8.8.8.8/", "8.8.8.8", 80, "/"),
        ("http://[2606:4700:0:0::1111]:/", "2606:4700::1111", 80, "/"),
        ("https://a_b.s3.example.com/x%20y", "a_b.s3.example.com", 443, "/x%20y"),
        ("http://1.example.com/", "1.example.com", 80, "/"),
    ],
)
def test_ordinary_addresses_are_read(url: str, host: str, port: int, path: str) -> None:
    target = Rules().read(url)
    assert (target.host, target.port, target.path) == (host, port, path)


def test_redirects_are_followed_three_times_and_no_more() -> None:
    with site() as running:
        for i in range(4):
            running.pages[f"/{i}"] = Reply(status=302, headers={"Location": f"../{i + 1}?again"})
        running.pages["/4"] = Reply(body=b"end")
        assert allowing(running).download(running.url("/1"), most=10, seconds=5) == b"end"
        with pytest.raises(FetchFailed, match="more than 3 times"):
            allowing(running).download(running.url("/0"), most=10, seconds=5)


def test_a_webhook_is_never_redirected() -> None:
    with site() as running:
        running.pages["/"] = Reply(status=307, headers={"Location": "/elsewhere"})
        assert allowing(running).post(running.url(), b"{}", {}, seconds=5).status == 307
        assert [s.path for s in running.seen] == ["/"]


@pytest.mark.parametrize(
    ("reply", "error", "words"),
    [
        (Reply(body=b"x" * 1001), TooLarge, "1000 bytes"),
        (Reply(body=b"x" * 1001, length=-1), TooLarge, "1000 bytes"),
        (Reply(body=b"", length=10**12), TooLarge, "1000 bytes"),
        (Reply(body=b"x" * 10, length=500), FetchFailed, "broke off"),
        (Reply(body=b"x", headers={"Content-Encoding": "gzip"}), FetchFailed, "compressed"),
        (Reply(status=404, body=b"secret words"), FetchFailed, "status 404"),
        (Reply(status=304), FetchFailed, "status 304"),
        (Reply(status=302), FetchFailed, "more than 3 times"),
    ],
)
def test_answers_that_are_no_use(reply: Reply, error: type[ScumbleError], words: str) -> None:
    with site() as running:
        running.pages["/"] = reply
        with pytest.raises(error, match=words) as failed:
            allowing(running).download(running.url(), most=1000, seconds=5)
        assert "secret" not in failed.value.message


def test_as_many_bytes_as_are_allowed_arrive_and_are_told_as_they_do() -> None:
    told: list[int] = []
    with site() as running:
        running.pages["/"] = Reply(body=b"x" * 3_000_000)
        got = allowing(running).download(running.url(), most=3_000_000, seconds=20, took=told.append)
    assert len(got) == sum(told) == 3_000_000
    assert max(told) <= 1 << 20


def test_whoever_counts_the_bytes_can_end_it() -> None:
    def enough(_: int) -> None:
        raise TooLarge("enough")

    with site() as running:
        running.pages["/"] = Reply(body=b"x" * 100)
        with pytest.raises(TooLarge, match="enough"):
            allowing(running).download(running.url(), most=1000, seconds=5, took=enough)


def test_the_deadline_holds_for_all_redirects_together() -> None:
    with site() as running:

        def slow(_: object) -> Reply:
            time.sleep(0.4)
            return Reply(status=302, headers={"Location": "/"})

        running.pages["/"] = slow
        began = time.monotonic()
        with pytest.raises(FetchFailed, match="in time"):
            allowing(running).download(running.url(), most=10, seconds=0.7)
        assert time.monotonic() - began < 1.5


def test_a_resolver_that_takes_for_ever_is_not_waited_for() -> None:
    forever = threading.Event()

    def silent(host: str, port: int) -> list[tuple[str, int]]:
        forever.wait(20)
        return []

    with pytest.raises(FetchFailed, match="in time"):
        Guarded(lookup=silent).download("http://slow.example.com/", most=10, seconds=0.3)
    token = CancelToken()
    threading.Timer(0.2, token.cancel).start()
    with pytest.raises(Cancelled):
        Guarded(lookup=silent).download("http://slow.example.com/", most=10, seconds=20, cancel=token)
    forever.set()


def test_cancel_ends_a_connection_that_is_being_made() -> None:
    """A listener whose queue is full lets nobody in and refuses nobody."""
    token = CancelToken()
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        time.sleep(0.1)
        threading.Timer(0.3, token.cancel).start()
        port = full.getsockname()[1]
        rules = read_rules(["1024-65535"], ["127.0.0.1"])
        began = time.monotonic()
        with pytest.raises(Cancelled):
            Guarded(rules=rules).download(f"http://127.0.0.1:{port}/", most=10, seconds=20, cancel=token)
        assert time.monotonic() - began < 5


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """A certificate for site.example.com that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    files = str(folder / "cert.pem"), str(folder / "key.pem")
    made = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=test"]
    named = ["-addext", "subjectAltName=DNS:site.example.com", "-out", files[0], "-keyout", files[1]]
    try:
        subprocess.run([*made, *named], check=True, capture_output=True)
    except FileNotFoundError:
        pytest.skip("there is no openssl to make a certificate with")
    return files


def test_tls_is_checked_against_the_name_while_the_address_is_pinned(certificate: tuple[str, str]) -> None:
    def trust() -> ssl.SSLContext:
        return ssl.create_default_context(cafile=certificate[0])

    with site(certificate) as running:
        rules = read_rules(["1024-65535"], ["127.0.0.1"])

        def here(host: str, port: int) -> list[tuple[str, int]]:
            return [("127.0.0.1", port)]

        guarded = Guarded(rules=rules, lookup=here, trust=trust)
        url = f"https://site.example.com:{running.port}/"
        assert guarded.download(url, most=1000, seconds=5) == b"inside"
        assert running.seen[0].headers["Host"] == f"site.example.com:{running.port}"
        for other in (f"https://other.example.com:{running.port}/", f"https://127.0.0.1:{running.port}/"):
            with pytest.raises(FetchFailed, match="connection failed"):
                guarded.download(other, most=1000, seconds=5)
        with pytest.raises(FetchFailed, match="connection failed"):  # the system's authorities do not know it
            Guarded(rules=rules, lookup=here).download(url, most=1000, seconds=5)
        with site() as plain:
            running.pages["/"] = Reply(status=302, headers={"Location": plain.url()})
            with pytest.raises(AddressRefused, match="from https to http"):
                guarded.download(url, most=1000, seconds=5)
            assert plain.seen == []


def test_a_server_that_never_finishes_its_handshake_is_cut_off(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        rules = read_rules(["1024-65535"], ["127.0.0.1"])
        began = time.monotonic()
        with pytest.raises(FetchFailed, match="in time"):
            Guarded(rules=rules).download(f"https://127.0.0.1:{silent.getsockname()[1]}/", most=10, seconds=0.5)
        assert time.monotonic() - began < 2


def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    with site() as running:
        rules = read_rules(["1024-65535"], ["127.0.0.0/8"])
        both = Guarded(rules=rules, lookup=lambda _, port: [("127.0.0.9", port), ("127.0.0.1", port)])
        assert both.download(f"http://x.example.com:{running.port}/", most=10, seconds=5) == b"inside"


def test_tls_settings_are_the_strict_ones() -> None:
    context = exchange.verifying()
    assert context.check_hostname
    assert context.verify_mode == ssl.CERT_REQUIRED
