"""A real server with thousands of batch tasks in its queue: how long an edit that is waited for takes meanwhile.

    python -m bench.jobs.served URL [--batch 5000]

Prints figures as JSON. All edits are of 64 px pictures; the batch ones are accepted over HTTP too, eight at a time.
"""

import argparse
import json
import os
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np

from bench.jobs.measure import Figures, percentile, rss_mb, summary_ms
from tests.serving import serving

SENDERS = 8
IDLE = 60
"""Edits that are timed before anything waits."""
PAUSE = 0.1
"""Seconds between two edits that are timed."""


def picture() -> bytes:
    """A PNG of 64 x 64."""
    yy, xx = np.mgrid[:64, :64]
    ok, data = cv2.imencode(".png", np.stack([xx * 4, yy * 4, np.full_like(xx, 90)], axis=2).astype(np.uint8))
    assert ok
    return data.tobytes()


class Client:
    """One key's requests."""

    def __init__(self, root: str, key: str) -> None:
        """root: of the server."""
        self._http = httpx.Client(base_url=root, headers={"Authorization": f"Bearer {key}"}, timeout=120)
        self._picture = picture()

    def edit(self, number: int, **fields: str) -> httpx.Response:
        """An edit of the picture."""
        return self._http.post(
            "/v1/images/edits",
            data={"prompt": "flip it horizontally", "seed": str(number), **fields},
            files={"image": ("p.png", self._picture, "image/png")},
        )

    def later(self, number: int) -> None:
        """A batch task; sent again when there is no room."""
        while (answer := self.edit(number, background="true", priority="batch")).status_code == 429:
            time.sleep(float(answer.headers["retry-after"]))
        answer.raise_for_status()

    def waited(self, number: int) -> float:
        """Seconds of an edit that is waited for."""
        began = time.perf_counter()
        self.edit(number).raise_for_status()
        return time.perf_counter() - began

    def open_tasks(self) -> int:
        """Whether any task waits or is worked on: 0 when none."""
        left = 0
        for status in ("queued", "processing"):
            found: dict[str, Any] = self._http.get("/v1/tasks", params={"status": status, "limit": 1}).json()
            left += len(found["data"])
        return left


def measure(url: str, batch: int) -> Figures:
    """Idle first, then with the queue."""
    with tempfile.TemporaryDirectory() as folder, serving(Path(folder), database_url=url) as server:
        client = Client(server.root, server.key)
        for number in range(5):
            client.waited(number)
        idle = [client.waited(100 + number) for number in range(IDLE)]
        figures = summary_ms("idle", idle) | {"rss_before_mb": rss_mb(server.pid)}
        busy: list[float] = []
        queued, all_there = time.perf_counter(), threading.Event()

        def send() -> None:
            clients = [Client(server.root, server.key) for _ in range(SENDERS)]
            with ThreadPoolExecutor(SENDERS) as pool:
                list(pool.map(lambda k: clients[k % SENDERS].later(1_000 + k), range(batch)))
            all_there.set()

        sender = threading.Thread(target=send)
        sender.start()
        peak, accepted = 0.0, 0.0
        while not all_there.is_set() or client.open_tasks():
            busy.append(client.waited(10_000_000 + len(busy)))
            peak = max(peak, rss_mb(server.pid))
            if all_there.is_set() and not accepted:
                accepted = time.perf_counter() - queued
            time.sleep(PAUSE)
        sender.join()
        whole = time.perf_counter() - queued
        figures |= summary_ms("busy", busy)
        waits = [max(0.0, seconds - percentile(idle, 50)) for seconds in busy]
        figures |= {"interactive_wait_p95_ms": 1000 * percentile(waits, 95), "interactive_count": len(busy)}
        figures |= {"batch": batch, "accept_per_second": batch / (accepted or whole), "done_per_second": batch / whole}
        return figures | {"rss_peak_mb": peak}


def main() -> None:
    """One database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("--batch", type=int, default=5_000)
    a = parser.parse_args()
    os.environ.pop("SCUMBLE_DATABASE_URL", None)
    print(json.dumps(measure(a.url, a.batch)))


if __name__ == "__main__":
    main()
