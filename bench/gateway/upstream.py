"""The upstream: reads the whole body of every POST and answers at once with the same bytes.

    python -m bench.gateway.upstream PORT FILE

By nginx with its echo module where the machine has both (`serve_by_nginx`), else by this process: one event loop that
looks at nothing but the head's end and the Content-Length. What it costs is a row of its own.
"""

import asyncio
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Final

BUFFER: Final = 1 << 20
LENGTH: Final = re.compile(rb"\r\ncontent-length:\s*(\d+)", re.IGNORECASE)
MODULES: Final = (Path("/usr/lib/nginx/modules"), Path("/usr/share/nginx/modules"))
NGINX: Final = """
{loads}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_max_body_size 64m;
    client_body_buffer_size 4m;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    keepalive_requests 10000000;
    keepalive_timeout 300s;
    sendfile on;
    tcp_nodelay on;
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{ echo_read_request_body; echo_exec @answer; }}
        location @answer {{ root {folder}; error_page 404 405 =200 /answer.json; }}
        location = /answer.json {{ internal; root {folder}; default_type application/json; }}
    }}
}}
"""


class Answering(asyncio.BufferedProtocol):
    """One connection."""

    def __init__(self, answer: bytes, buffer: bytearray) -> None:
        """answer: head and body. buffer: one for all connections: what it holds is looked at before the next read."""
        self._answer, self._buffer = answer, buffer
        self._head = b""
        self._left = 0
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remembers where to write."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def get_buffer(self, sizehint: int) -> bytearray:
        """Where the next bytes go."""
        return self._buffer

    def buffer_updated(self, nbytes: int) -> None:
        """Counts a body's bytes; at its end the answer goes out."""
        start = 0
        while start < nbytes:
            if not self._left:
                start = self._read_head(start, nbytes)
                if not self._left:
                    return
            took = min(self._left, nbytes - start)
            self._left -= took
            start += took
            if not self._left and self._transport is not None:
                self._transport.write(self._answer)

    def _read_head(self, start: int, end: int) -> int:
        """Where the body begins in what has arrived. A request without one (a probe) is answered, too."""
        before = len(self._head)
        self._head += bytes(self._buffer[start : min(end, start + 65_536)])
        found = self._head.find(b"\r\n\r\n")
        if found < 0:
            return end
        length = LENGTH.search(self._head, 0, found + 2)
        self._left = int(length[1]) if length else 0
        self._head = b""
        if not self._left and self._transport is not None:
            self._transport.write(self._answer)
        return start + found + 4 - before


async def serve(port: int, body: bytes) -> None:
    """Until it is killed."""
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    answer, buffer = head.encode() + body, bytearray(BUFFER)
    server = await asyncio.get_running_loop().create_server(
        lambda: Answering(answer, buffer), "127.0.0.1", port, backlog=1024
    )
    await server.serve_forever()


def nginx() -> str | None:
    """nginx's program, when its echo module is there as well."""
    found = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    return found if found and _module() is not None else None


def _module() -> Path | None:
    return next((f / "ngx_http_echo_module.so" for f in MODULES if (f / "ngx_http_echo_module.so").exists()), None)


def command(port: int, answer: bytes, folder: Path) -> tuple[list[str], str]:
    """How the upstream is started, and what it is. folder: for its files, empty."""
    (folder / "answer.json").write_bytes(answer)
    program = nginx()
    if program is None:
        return [sys.executable, "-m", "bench.gateway.upstream", str(port), str(folder / "answer.json")], "own server"
    loads = f"user root;\nload_module {_module()};" if Path("/proc/self").owner() == "root" else ""
    (folder / "nginx.conf").write_text(
        NGINX.format(loads=loads or f"load_module {_module()};", folder=folder, port=port)
    )
    version = subprocess.run([program, "-v"], capture_output=True, text=True, check=True).stderr
    return [program, "-p", str(folder), "-c", str(folder / "nginx.conf")], version.strip().rpartition(": ")[2]


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]), Path(sys.argv[2]).read_bytes()))
