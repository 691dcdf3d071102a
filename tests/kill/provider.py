"""A fake provider of paid pictures, in a process of its own that outlives every kill: it counts each charge by its key.

`POST /render` (headers Idempotency-Key, X-Size, X-Honours) answers raw RGBA of one colour, which follows from the key.
At random it is slow, busy (429), broken (500), or cuts the line after it has charged; a few keys it refuses for good.
With `X-Honours: 1` a key that was charged is answered again for nothing; else every call that gets so far is charged.
`GET /ledger` tells every charge.
"""

import hashlib
import json
import random
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

PRICE = "0.04"


def colour_of(key: str) -> tuple[int, int, int]:
    """What this key is answered with."""
    a, b, c = hashlib.sha256(key.encode()).digest()[:3]
    return a, b, c


def refused(key: str) -> bool:
    """Keys that are refused for good (content policy, say); nothing is charged."""
    return hashlib.sha256(key.encode()).digest()[3] < 2


class Ledger:
    """What was charged. Times are `time.time()`."""

    def __init__(self, seed: int) -> None:
        """seed: of what happens at random."""
        self.lock = threading.Lock()
        self.dice = random.Random(seed)
        self.charges: list[dict[str, Any]] = []
        self.known: set[str] = set()
        self.calls = self.replays = 0

    def roll(self) -> tuple[float, float, float]:
        """Seconds before and after the charge, and the number that decides how a call goes."""
        with self.lock:
            self.calls += 1
            return self.dice.uniform(0.01, 0.2), self.dice.uniform(0.0, 0.15), self.dice.random()

    def charge(self, key: str, *, honours: bool) -> dict[str, Any]:
        """Counts money, unless this key was charged and such keys are honoured."""
        with self.lock:
            if honours and key in self.known:
                self.replays += 1
                return {}
            self.known.add(key)
            charge: dict[str, Any] = {"key": key, "honours": honours, "at": time.time(), "sent": None, "cut": False}
            self.charges.append(charge)
            return charge


class Handler(BaseHTTPRequestHandler):
    """One call."""

    ledger: Ledger

    def do_POST(self) -> None:
        """Renders."""
        self.rfile.read(int(self.headers["content-length"]))
        key, honours = self.headers["idempotency-key"], self.headers["x-honours"] == "1"
        width, height = (int(n) for n in self.headers["x-size"].split("x"))
        before, after, fate = self.ledger.roll()
        time.sleep(before)
        if refused(key):
            return self._send(400, b"refused")
        if fate < 0.05:
            return self._send(429 if fate < 0.025 else 500, b"later")
        charge = self.ledger.charge(key, honours=honours)
        time.sleep(after)
        if fate < 0.07:
            charge["cut"] = True
            self.close_connection = True
            return None
        try:
            self._send(200, bytes((*colour_of(key), 255)) * (width * height))
        except OSError:
            return None
        charge["sent"] = time.time()
        return None

    def do_GET(self) -> None:
        """Tells everything."""
        with self.ledger.lock:
            told = {"charges": self.ledger.charges, "calls": self.ledger.calls, "replays": self.ledger.replays}
            body = json.dumps(told).encode()
        self._send(200, body)

    def _send(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.send_header("x-cost", PRICE)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class Server(ThreadingHTTPServer):
    """Quiet about callers who were killed."""

    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """The line was cut at the other end."""


def main() -> None:
    """Serves on a free port, which it prints."""
    Handler.ledger = Ledger(int(sys.argv[1]))
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
