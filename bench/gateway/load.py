"""The load: closed-loop, raw HTTP/1.1 over connections that are kept alive, in a process of its own.

    python -m bench.gateway.load JOB.json

Every connection sends its next request as soon as the last answer is read to its end. What was sent is never copied:
head, the part of the form before the words, the words (each request's own), and the part after them. Prints figures as
JSON.
"""

import json
import resource
import socket
import sys
import threading
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

import numpy as np

MARK: Final = b"%%%%%%%%"
"""Where a request's own number stands in its words."""
HEAD_MOST: Final = 65_536
SAMPLED: Final = 50
"""One in so many answers is read as JSON and its picture decoded."""


@dataclass(frozen=True, kw_only=True)
class Job:
    """port: of the target. head: the request's head with its Content-Length. body: a file with the form, MARK in it.
    seconds: how long; requests: how many at most (0 = any). watched: a process whose memory is noted (0 = none).
    b64: whether the answer has to hold a picture."""

    port: int
    head: str
    body: str
    connections: int
    seconds: float = 0.0
    requests: int = 0
    watched: int = 0
    b64: bool = True


@dataclass(kw_only=True)
class Seen:
    """What one connection saw. took: seconds of each answer that was whole; ended: when."""

    took: list[float] = field(default_factory=list[float])
    ended: list[float] = field(default_factory=list[float])
    errors: dict[str, int] = field(default_factory=dict[str, int])
    sampled: int = 0
    edits: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])

    def failed(self, why: str) -> None:
        """Counts an error."""
        self.errors[why] = self.errors.get(why, 0) + 1


class Loop:
    """All connections."""

    def __init__(self, job: Job) -> None:
        """Reads the form."""
        body = Path(job.body).read_bytes()
        before, self._mark, after = body.partition(MARK)
        self._job, self._before, self._after = job, before, after
        self._head = job.head.encode()
        self._lock = threading.Lock()
        self._number = 0
        self.seen = [Seen() for _ in range(job.connections)]
        self.rss: list[tuple[int, float]] = []
        self._start = threading.Barrier(job.connections + 1)
        self.began = self.spent = 0.0

    def run(self) -> float:
        """Seconds that it took."""
        threads = [threading.Thread(target=self._connection, args=(one,), daemon=True) for one in self.seen]
        for thread in threads:
            thread.start()
        self.began = time.perf_counter()
        self._start.wait()
        self.began, self.spent = time.perf_counter(), time.process_time()
        for thread in threads:
            thread.join()
        self.spent = time.process_time() - self.spent
        return time.perf_counter() - self.began

    def _next(self) -> int | None:
        with self._lock:
            if self._job.requests and self._number >= self._job.requests:
                return None
            if self._job.seconds and time.perf_counter() - self.began >= self._job.seconds:
                return None
            self._number += 1
            if self._job.watched and self._number % 100 == 0:
                self.rss.append((self._number, rss_mb(self._job.watched)))
            return self._number

    def _connection(self, seen: Seen) -> None:
        """One connection; after an error it is opened again."""
        sock: socket.socket | None = None
        room = bytearray(1 << 22)
        self._start.wait()
        while (number := self._next()) is not None:
            try:
                sock = sock or self._opened()
                start = time.perf_counter()
                self._send(sock, number)
                status, answer = _read(sock, room)
                now = time.perf_counter()
                self._check(seen, number, status, answer)
                seen.took.append(now - start)
                seen.ended.append(now - self.began)
            except (OSError, ValueError) as error:
                seen.failed(f"{type(error).__name__}: {str(error)[:160]}")
                if sock is not None:
                    sock.close()
                sock = None
                time.sleep(0.05)
        if sock is not None:
            sock.close()

    def _opened(self) -> socket.socket:
        sock = socket.create_connection(("127.0.0.1", self._job.port), timeout=120)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return sock

    def _send(self, sock: socket.socket, number: int) -> None:
        words = b"%08d" % number if self._mark else b""
        sock.sendall(self._head + self._before + words, socket.MSG_MORE)
        sock.sendall(self._after)

    def _check(self, seen: Seen, number: int, status: int, answer: memoryview) -> None:
        """Raises ValueError for anything but a whole answer; one in SAMPLED is looked into."""
        if status != 200:
            raise ValueError(f"{status}: {bytes(answer[:300])!r}")
        if bytes(answer[-2:]).strip()[-1:] != b"}":
            raise ValueError("the answer does not end")
        if number % SAMPLED and number > self._job.connections:
            return
        found = json.loads(bytes(answer))
        item = found["data"][0]
        if self._job.b64:
            import base64

            if not base64.b64decode(item["b64_json"], validate=True).startswith(b"\x89PNG"):
                raise ValueError("there is no picture in the answer")
        seen.sampled += 1
        if "edit" in item:
            seen.edits.append({k: item["edit"][k] for k in ("timings", "preservation", "verdicts", "engine")})


def _read(sock: socket.socket, room: bytearray) -> tuple[int, memoryview]:
    """Status and body: all that Content-Length announces, or every chunk. Raises ValueError, OSError."""
    view = memoryview(room)
    have = 0
    while (end := room.find(b"\r\n\r\n", 0, have)) < 0:
        have += _more(sock, view[have:HEAD_MOST])
    head = bytes(view[:end]).lower()
    status, at = int(head[9:12]), end + 4
    if b"\r\ntransfer-encoding: chunked" in head:
        return status, _chunked(sock, room, at, have)
    mark = head.find(b"\r\ncontent-length:")
    if mark < 0:
        raise ValueError("no Content-Length")
    until = at + int(head[mark + 17 :].split(b"\r\n", 1)[0])
    if until > len(room):
        raise ValueError("the answer is too long")
    while have < until:
        have += _more(sock, view[have:until])
    if have > until:
        raise ValueError("more came than was announced")
    return status, view[at:until]


def _chunked(sock: socket.socket, room: bytearray, at: int, have: int) -> memoryview:
    """A chunked body, put together."""
    view, out = memoryview(room), bytearray()
    while True:
        while (end := room.find(b"\r\n", at, have)) < 0:
            have += _more(sock, view[have:])
        size = int(bytes(view[at:end]).split(b";")[0], 16)
        while have < end + 2 + size + 2:
            have += _more(sock, view[have:])
        out += view[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
        if not size:
            return memoryview(bytes(out))


def _more(sock: socket.socket, room: memoryview) -> int:
    count = sock.recv_into(room)
    if not count:
        raise ValueError("the answer broke off")
    return count


def rss_mb(pid: int) -> float:
    """Resident memory of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def main() -> None:
    """One job."""
    loop = Loop(Job(**json.loads(Path(sys.argv[1]).read_text())))
    seconds = loop.run()
    took = np.array([t for seen in loop.seen for t in seen.took])
    errors: dict[str, int] = {}
    for seen in loop.seen:
        for why, count in seen.errors.items():
            errors[why] = errors.get(why, 0) + count
    percentiles = [float(p) for p in np.percentile(took, [50, 95])] if took.size else [0.0, 0.0]
    print(
        json.dumps(
            {
                "answers": int(took.size),
                "seconds": seconds,
                "p50_ms": 1000 * percentiles[0],
                "p95_ms": 1000 * percentiles[1],
                "errors": errors,
                "sampled": sum(seen.sampled for seen in loop.seen),
                "cpu_seconds": loop.spent,
                "rss": loop.rss,
                "edits": [edit for seen in loop.seen for edit in seen.edits],
            }
        )
    )


def job_file(path: Path, job: Job) -> Path:
    """The job written down for the process that carries it out."""
    path.write_text(json.dumps(asdict(job)))
    return path


if __name__ == "__main__":
    main()
