"""A small web server on this machine for tests: answers by a table, notes every request that reached it."""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True, kw_only=True)
class Reply:
    """What a path answers. length: the Content-Length it claims; None = the truth, -1 = none at all."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    length: int | None = None


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A request that reached the server."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Site:
    """A running server. pages: path to its reply, or to a function of the request that makes one."""

    port: int
    pages: dict[str, Reply | Callable[[Seen], Reply]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """An address of it."""
        return f"http://{host}:{self.port}{path}"


@contextmanager
def site(certificate: tuple[str, str] | None = None, host: str = "127.0.0.1") -> Iterator[Site]:
    """Starts one; every path it does not know answers 'inside'. certificate: files of certificate and key, for TLS."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            seen = Seen(method=self.command, path=self.path, headers=dict(self.headers), body=body)
            running.seen.append(seen)
            reply = running.pages.get(self.path.split("?")[0], Reply(body=b"inside"))
            reply = reply if isinstance(reply, Reply) else reply(seen)
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.length != -1:
                self.send_header("Content-Length", str(len(reply.body) if reply.length is None else reply.length))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(reply.body)
            self.close_connection = True

        do_GET = do_POST = do_PUT = answer  # noqa: N815 - the library's names

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer((host, 0), Handler)
    server.daemon_threads = True
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    running = Site(port=server.server_address[1])
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)
