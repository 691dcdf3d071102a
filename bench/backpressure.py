"""Backpressure: ten times as many requests as a server can do, waited for and queued, for minutes; and then none.

    python -m bench.backpressure [--seconds 300] [--factor 10]

A server of its own is measured without overload first. Then requests come at `factor` times that rate, half of them to
be waited for and half for the queue, whatever the server answers; among them are clients that come back when they are
told to, one kind with the flooding key and one with a key of their own. Prints what came back and what the server
held; writes a section of bench/results/overload.md.
"""

import argparse
import asyncio
import collections
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import aiohttp
import cv2
import httpx
import numpy as np
import psutil
from prometheus_client.parser import text_string_to_metric_families

from bench.overload import RESULT, write_section

MOST_QUEUED = 200
MOST_OPEN = 600
"""Requests that the flood has open at once; beyond it, it skips beats."""
ALLOWED = {200, 202, 429}


@dataclass(kw_only=True)
class Returning:
    """What became of clients that come back when told: how many returns got in, and how many did not."""

    got_in: int = 0
    refused_again: int = 0
    at_once: int = 0
    seconds: list[float] = field(default_factory=list)

    @property
    def share(self) -> float:
        """Of the returns, those that got in; 1 when nobody was ever turned away."""
        returns = self.got_in + self.refused_again
        return self.got_in / returns if returns else 1.0


@dataclass(kw_only=True)
class Found:
    """What was measured. Seconds, MB (2**20 bytes); samples: one a second."""

    rate: float = 0.0
    alone: list[float] = field(default_factory=list)
    waited: collections.Counter[int] = field(default_factory=collections.Counter)
    queued: collections.Counter[int] = field(default_factory=collections.Counter)
    broken: collections.Counter[str] = field(default_factory=collections.Counter)
    served: list[float] = field(default_factory=list)
    retry_after: list[float] = field(default_factory=list)
    same_key: Returning = field(default_factory=Returning)
    own_key: Returning = field(default_factory=Returning)
    background: Returning = field(default_factory=Returning)
    rss: list[float] = field(default_factory=list)
    queue: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    sent: int = 0
    skipped: int = 0
    seconds: float = 0.0
    recovery: float = 0.0
    health: list[float] = field(default_factory=list)

    @property
    def accepted(self) -> int:
        """Edits that were done or queued, and are therefore kept."""
        return self.waited[200] + self.queued[202]


def photo(width: int = 640, height: int = 480) -> bytes:
    """A small JPEG."""
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    picture = np.stack([90 + 60 * xx / width, 120 + 50 * yy / height, np.full_like(xx, 140)], axis=2)
    cv2.circle(picture, (width // 2, height // 2), height // 4, (40, 60, 220), -1)
    ok, data = cv2.imencode(".jpg", picture.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert ok
    return data.tobytes()


PHOTO = photo()
WORDS = "make it brighter"


@dataclass(frozen=True, kw_only=True)
class Server:
    """A running one. folder: its data."""

    root: str
    keys: dict[str, str]
    process: psutil.Process
    folder: Path

    def database_mb(self) -> float:
        """Size of its databases' files."""
        return sum(f.stat().st_size for f in self.folder.glob("*.db*")) / 2**20


@contextmanager
def server() -> Iterator[Server]:
    """Started as operators do, with two keys."""
    with tempfile.TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
        env |= {"SCUMBLE_DATA": folder, "SCUMBLE_MAX_QUEUED": str(MOST_QUEUED), "SCUMBLE_LOG_LEVEL": "warning"}
        scumble = [sys.executable, "-m", "scumble"]
        keys = {
            name: subprocess.run(
                [*scumble, "keys", "create", "--name", name, "-q"], env=env, check=True, capture_output=True, text=True
            ).stdout.strip()
            for name in ("flood", "own")
        }
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        log = Path(folder) / "log"
        with log.open("wb") as out:
            process = subprocess.Popen([*scumble, "serve", "--port", str(port)], env=env, stdout=out, stderr=out)
        try:
            root = f"http://127.0.0.1:{port}"
            for _ in range(1200):
                try:
                    if httpx.get(f"{root}/readyz", timeout=10).status_code == 200:
                        break
                except httpx.HTTPError:
                    time.sleep(0.1)
            yield Server(root=root, keys=keys, process=psutil.Process(process.pid), folder=Path(folder))
        finally:
            process.terminate()
            process.wait(120)
            for line in log.read_text(errors="replace").splitlines()[-20:]:
                print("log:", line[:200])


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    text: str


class Load:
    """All clients, on one event loop."""

    def __init__(self, at: Server, found: Found) -> None:
        self._at, self._found = at, found
        # httpx looks through all of its connections at every request: with hundreds of them it, and not the server,
        # would be what is measured.
        connector = aiohttp.TCPConnector(limit=MOST_OPEN + 100)
        self._client = aiohttp.ClientSession(at.root, connector=connector, timeout=aiohttp.ClientTimeout(total=300))
        self._until = 0.0

    async def close(self) -> None:
        """Lets go of its connections."""
        await self._client.close()

    async def edit(self, key: str, *, later: bool = False, again: int = 0) -> Answer:
        """One request."""
        head = {"Authorization": f"Bearer {self._at.keys[key]}", "x-stainless-retry-count": str(again)}
        # Every request is another one: an SDK's repetition of the same one would be joined to the first.
        data = {"prompt": WORDS, "output_format": "jpeg", "user": "load"} | ({"background": "true"} if later else {})
        if again:
            data["seed"] = str(time.monotonic_ns() % 2**31)
        form = aiohttp.FormData(data)
        form.add_field("image", PHOTO, filename="photo.jpg", content_type="image/jpeg")
        async with self._client.post("/v1/images/edits", headers=head, data=form) as answer:
            return Answer(status=answer.status, headers=answer.headers.copy(), text=await answer.text())

    async def measure(self, seconds: float) -> None:
        """How many edits a second the server does with as many clients as it works on at once."""
        done = 0
        until = time.monotonic() + seconds

        async def client() -> None:
            nonlocal done
            while time.monotonic() < until:
                start = time.monotonic()
                assert (await self.edit("own")).status == 200
                self._found.alone.append(time.monotonic() - start)
                done += 1

        start = time.monotonic()
        await asyncio.gather(*(client() for _ in range(2 * (os.cpu_count() or 1))))
        self._found.rate = done / (time.monotonic() - start)

    async def overload(self, seconds: float, factor: float) -> None:
        """The flood, those who come back, and a look at the server every second."""
        found, start = self._found, time.monotonic()
        self._until = start + seconds
        tasks: set[asyncio.Task[None]] = set()
        beside = [
            asyncio.create_task(self._watch()),
            *(asyncio.create_task(self._returning(found.same_key, "flood")) for _ in range(4)),
            *(asyncio.create_task(self._returning(found.own_key, "own")) for _ in range(2)),
            *(asyncio.create_task(self._returning(found.background, "own", later=True)) for _ in range(2)),
        ]
        every, beat = 1 / (factor * found.rate), 0
        while time.monotonic() < self._until:
            due = int((time.monotonic() - start) / every)
            while beat < due:
                beat += 1
                if len(tasks) >= MOST_OPEN:
                    found.skipped += 1
                    continue
                task = asyncio.create_task(self._one(later=beat % 2 == 0))
                tasks.add(task)
                task.add_done_callback(tasks.discard)
                found.sent += 1
            await asyncio.sleep(every)
        found.seconds = time.monotonic() - start
        await self._recover()
        for task in beside:
            task.cancel()
        async with asyncio.timeout(120):
            await asyncio.gather(*tasks, *beside, return_exceptions=True)

    async def _one(self, *, later: bool) -> None:
        found, start = self._found, time.monotonic()
        try:
            answer = await self.edit("flood", later=later)
        except (aiohttp.ClientError, TimeoutError) as error:
            found.broken[type(error).__name__] += 1
            return
        (found.queued if later else found.waited)[answer.status] += 1
        if answer.status == 200:
            found.served.append(time.monotonic() - start)
        if answer.status == 429:
            found.retry_after.append(int(answer.headers["retry-after-ms"]) / 1000)

    async def _returning(self, who: Returning, key: str, *, later: bool = False) -> None:
        """A client that comes back when told, as the official SDKs do, and when it got in begins anew."""
        while True:
            again, start = 0, time.monotonic()
            while True:
                try:
                    answer = await self.edit(key, later=later, again=again)
                except (aiohttp.ClientError, TimeoutError) as error:
                    self._found.broken[type(error).__name__] += 1
                    break
                (self._found.queued if later else self._found.waited)[answer.status] += 1
                if answer.status == 429:
                    who.refused_again += again > 0
                    again += 1
                    await asyncio.sleep(int(answer.headers["retry-after-ms"]) / 1000)
                    continue
                who.got_in += again > 0
                who.at_once += again == 0
                who.seconds.append(time.monotonic() - start)
                break
            await asyncio.sleep(0.5)

    async def _watch(self) -> None:
        found = self._found
        while True:
            start = time.monotonic()
            async with self._client.get("/metrics") as answer:
                text = await answer.text()
            found.health.append(time.monotonic() - start)
            values = {s.name: 0.0 for f in text_string_to_metric_families(text) for s in f.samples}
            for family in text_string_to_metric_families(text):
                for sample in family.samples:
                    values[sample.name] = values.get(sample.name, 0.0) + sample.value
            found.queue.append(values.get("scumble_queue_tasks", 0.0))
            found.rss.append(self._at.process.memory_info().rss / 2**20)
            found.database.append(self._at.database_mb())
            await asyncio.sleep(1)

    async def _recover(self) -> None:
        """Seconds from the flood's end until a new request was served, of the key that flooded: one is sent twice a
        second until one is let in."""
        start = time.monotonic()
        while (answer := await self.edit("flood")).status == 429:  # noqa: ASYNC110 - the other process frees it
            await asyncio.sleep(0.5)
        assert answer.status == 200, answer.text
        self._found.recovery = time.monotonic() - start


def run(seconds: float, factor: float = 10.0, measure: float = 10.0) -> Found:
    """All of it, on a server of its own."""
    found = Found()

    async def story(at: Server) -> None:
        load = Load(at, found)
        try:
            for _ in range(3):
                await load.edit("own")  # the networks are loaded
            await load.measure(measure)
            await load.overload(seconds, factor)
        finally:
            await load.close()

    with server() as at:
        asyncio.run(story(at))
    return found


def p95(values: list[float]) -> float:
    """The 95th percentile; 0 of nothing."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else sum(values)


def table(found: Found, factor: float) -> str:
    """What is written down."""
    third = max(1, len(found.rss) // 3)

    def share(who: Returning) -> str:
        turned_away = who.got_in + who.refused_again
        return f"{who.got_in} of {turned_away} returns ({who.share:.0%}); {who.at_once} got in at once"

    rows = {
        "without overload": f"{found.rate:.1f} edits/s, p95 {p95(found.alone):.2f} s",
        "overload": f"{factor:g} times that for {found.seconds:.0f} s: {found.sent} requests, half of them waited for",
        "skipped by the client (too many open)": str(found.skipped),
        "waited for, by status": ", ".join(f"{n}x {s}" for s, n in sorted(found.waited.items())),
        "for the queue, by status": ", ".join(f"{n}x {s}" for s, n in sorted(found.queued.items())),
        "broken connections": ", ".join(f"{n}x {s}" for s, n in found.broken.items()) or "none",
        "served while overloaded": f"p50 {statistics.median(found.served or [0]):.2f} s, p95 {p95(found.served):.2f} s",
        "Retry-After told": f"{min(found.retry_after):.1f} to {max(found.retry_after):.1f} s, "
        f"median {statistics.median(found.retry_after):.1f} s"
        if found.retry_after
        else "never",
        "came back when told, the flooding key": share(found.same_key),
        "came back when told, a key of their own": share(found.own_key),
        "came back when told, for the queue": share(found.background),
        "/metrics answered": f"p95 {p95(found.health):.2f} s",
        "memory (RSS), peak by thirds": ", ".join(
            f"{max(found.rss[k : k + third]):.0f}" for k in range(0, third * 3, third) if found.rss[k : k + third]
        )
        + " MB",
        "tasks in the queue, most": f"{max(found.queue):.0f} (bound {MOST_QUEUED})",
        "databases": f"{found.database[0]:.1f} to {found.database[-1]:.1f} MB, "
        f"{(found.database[-1] - found.database[0]) * 1024 / max(1, found.accepted):.1f} KB an accepted edit",
        "first edit after it": f"{found.recovery:.1f} s",
    }
    return "| | |\n| --- | --- |\n" + "".join(f"| {k} | {v} |\n" for k, v in rows.items())


def revision() -> str:
    """What was measured."""
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def main() -> None:
    """Runs once and writes the section."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--factor", type=float, default=10)
    parser.add_argument("--note", default="")
    a = parser.parse_args()
    text = table(run(a.seconds, a.factor), a.factor)
    print(text)
    when = f"{date.today().isoformat()}, revision {revision()}, {os.cpu_count()} cores"
    write_section("Backpressure", f"`python -m bench.backpressure`: {when}{a.note}.\n\n{text}")
    print(RESULT)


if __name__ == "__main__":
    main()
