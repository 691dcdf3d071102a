"""A receiver of webhooks as a process of its own, as a customer would write one: it verifies by the library.

In its folder: `secret` is read for each request, `reply` (JSON: status, headers, seconds) says how to answer, `now`
sets its clock (seconds since 1970), and each request becomes a line of `got` (JSON).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from standardwebhooks import webhooks


@dataclass(frozen=True)
class Receiver:
    """A running receiver. port: on 127.0.0.1."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """Where it is told of things."""
        return f"http://127.0.0.1:{self.port}/hook"

    def trust(self, secret: str) -> None:
        """From now on it believes what is signed with this."""
        (self.folder / "secret").write_text(secret)

    def answer(self, status: int = 200, seconds: float = 0.0, **headers: str) -> None:
        """From now on it answers like this."""
        new = self.folder / "reply.new"
        new.write_text(json.dumps({"status": status, "seconds": seconds, "headers": headers}))
        new.replace(self.folder / "reply")

    def believe(self, now: datetime) -> None:
        """Sets its clock."""
        new = self.folder / "now.new"
        new.write_text(str(now.timestamp()))
        new.replace(self.folder / "now")

    @property
    def got(self) -> list[dict[str, Any]]:
        """What has arrived, in order: id, verified, event, headers."""
        file = self.folder / "got"
        # The last line may be only half written.
        lines = file.read_text().split("\n")[:-1] if file.exists() else []
        return [json.loads(line) for line in lines]

    def wait(self, count: int, seconds: float = 15.0) -> list[dict[str, Any]]:
        """`got`, once so many have arrived."""
        until = time.monotonic() + seconds
        while len(self.got) < count:
            assert time.monotonic() < until, f"{len(self.got)} of {count} arrived"
            time.sleep(0.02)
        return self.got


@contextmanager
def receiving(folder: Path) -> Iterator[Receiver]:
    """Starts one, and stops it."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, __file__, str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": ""}) as process:
        assert process.stdout is not None
        try:
            yield Receiver(int(process.stdout.readline()), folder)
        finally:
            process.terminate()


class Handler(BaseHTTPRequestHandler):
    """Verifies, notes, answers."""

    folder = Path()

    def do_POST(self) -> None:
        """One event."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            event = webhooks.Webhook((self.folder / "secret").read_text()).verify(body, headers)
            verified = True
        except webhooks.WebhookVerificationError as error:
            event, verified = str(error), False
        line = {"id": headers.get("webhook-id"), "verified": verified, "event": event, "headers": headers}
        with (self.folder / "got").open("a") as got:
            got.write(json.dumps(line) + "\n")
        file = self.folder / "reply"
        reply = json.loads(file.read_text()) if file.exists() else {"status": 204, "seconds": 0, "headers": {}}
        time.sleep(reply["seconds"])
        self.send_response(reply["status"])
        for name, value in reply["headers"].items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


class Clock(datetime):
    """The library's clock, set by a file."""

    @classmethod
    def now(cls, tz: Any = None) -> datetime:
        """What the file says."""
        file = Handler.folder / "now"
        return datetime.fromtimestamp(float(file.read_text()), tz) if file.exists() else datetime.now(tz)


if __name__ == "__main__":
    Handler.folder = Path(sys.argv[1])
    webhooks.datetime = Clock
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()
