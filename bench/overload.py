"""Overload: many large edits at once against a real server; memory stays bounded, the rest is told to come back (429).

    python -m bench.overload [--requests 64] [--megapixels 12] [--budget-mb 4096]

Among them are thumbnails that are to become 7000x7000 (a quarter as many), and one edit with so many references that it
alone is above the budget, which must be refused for good (413).
Prints answers by status, seconds, Retry-After and the server's peak memory; writes a section of
bench/results/overload.md.
"""

import argparse
import collections
import concurrent.futures
import math
import os
import socket
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import httpx
import numpy as np
import psutil

GROW = "resize to 7000x7000"
Form = tuple[str, list[bytes]]
"""A request: words and pictures."""
RESULT = Path(__file__).parent / "results" / "overload.md"


@dataclass(kw_only=True)
class Outcome:
    """What came back. peak_mb: the server's resident memory; retry_after: seconds, of every 429.

    statuses: of the photos; grown: of the thumbnails; above: of the edit above the budget. codes: of all refusals.
    """

    statuses: collections.Counter[int] = field(default_factory=collections.Counter)
    grown: collections.Counter[int] = field(default_factory=collections.Counter)
    above: collections.Counter[int] = field(default_factory=collections.Counter)
    codes: collections.Counter[str] = field(default_factory=collections.Counter)
    retry_after: list[float] = field(default_factory=list)
    seconds: float = 0.0
    idle_mb: float = 0.0
    peak_mb: float = 0.0
    after_ok: bool = False


def photo(megapixels: float) -> bytes:
    """A JPEG of a soft scene with a round subject."""
    height = int((megapixels * 1e6 / 1.5) ** 0.5)
    width = int(height * 1.5)
    yy, xx = np.mgrid[:height, :width].astype(np.float32)
    picture = np.stack([90 + 60 * xx / width, 120 + 50 * yy / height, np.full_like(xx, 140)], axis=2)
    cv2.circle(picture, (width // 2, height // 2), height // 4, (40, 60, 220), -1)
    ok, data = cv2.imencode(".jpg", picture.astype(np.uint8), [cv2.IMWRITE_JPEG_QUALITY, 90])
    assert ok
    return data.tobytes()


def blank(width: int, height: int) -> bytes:
    """A PNG of one colour: few bytes, many pixels."""
    ok, data = cv2.imencode(".png", np.full((height, width, 3), 128, np.uint8))
    assert ok
    return data.tobytes()


def above_budget(budget_mb: int) -> Form:
    """An edit with so many references that it needs more than the budget, at no less than 10 bytes a pixel."""
    edge = min(7000, math.ceil((budget_mb * 2**20 / 10 / 15) ** 0.5))
    return "flip it", [blank(64, 64), *[blank(edge, edge)] * 15]


def run(requests: int, megapixels: float, budget_mb: int, waiting: int = 32) -> Outcome:
    """Starts a server of its own, sends `requests` edits at once, and one more when they are done.

    waiting: how many requests may wait for their turn.
    """
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
        env |= {"SCUMBLE_DATA": folder, "SCUMBLE_MEMORY_BUDGET_MB": str(budget_mb), "SCUMBLE_MAX_WAITING": str(waiting)}
        scumble = [sys.executable, "-m", "scumble"]
        key = subprocess.run(
            [*scumble, "keys", "create", "--name", "load", "--quiet"],
            env=env,
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        with socket.create_server(("127.0.0.1", 0)) as listener:
            port = listener.getsockname()[1]
        with (Path(folder) / "log").open("wb") as log:
            server = subprocess.Popen([*scumble, "serve", "--port", str(port)], env=env, stdout=log, stderr=log)
        try:
            _wait(port)
            forms: list[tuple[collections.Counter[int], Form]] = [
                *[(outcome.statuses, ("Replace the background with a clean white studio setting", [photo(megapixels)]))]
                * requests,
                *[(outcome.grown, (GROW, [blank(64, 64)]))] * (requests // 4),
            ]
            _load(outcome, server, f"http://127.0.0.1:{port}", key, forms, above_budget(budget_mb))
        finally:
            server.terminate()
            server.wait(60)
    return outcome


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx.HTTPError:
            time.sleep(0.1)
    raise TimeoutError("the server did not become ready")


def _load(
    outcome: Outcome,
    server: "subprocess.Popen[bytes]",
    url: str,
    key: str,
    forms: list[tuple[collections.Counter[int], Form]],
    too_much: Form,
) -> None:
    process, done = psutil.Process(server.pid), threading.Event()

    def watch() -> None:
        while not done.wait(0.05):
            outcome.peak_mb = max(outcome.peak_mb, process.memory_info().rss / 2**20)

    def send(form: Form) -> httpx.Response:
        words, pictures = form
        return httpx.post(
            f"{url}/v1/images/edits",
            headers={"Authorization": f"Bearer {key}"},
            files=[("image[]", ("photo", data)) for data in pictures],
            data={"prompt": words, "output_format": "jpeg"},
            timeout=590,
        )

    outcome.idle_mb = process.memory_info().rss / 2**20
    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()

    def count(statuses: collections.Counter[int], answer: httpx.Response) -> None:
        statuses[answer.status_code] += 1
        if answer.status_code != 200:
            outcome.codes[str(answer.json()["error"]["code"])] += 1
        if answer.status_code == 429:
            outcome.retry_after.append(float(answer.headers["retry-after"]))

    with concurrent.futures.ThreadPoolExecutor(len(forms)) as pool:
        for (statuses, _), answer in zip(forms, pool.map(send, [form for _, form in forms]), strict=True):
            count(statuses, answer)
    outcome.seconds = time.perf_counter() - start
    count(outcome.above, send(too_much))  # alone: in the crowd it may be told to come back before anyone looks at it
    outcome.after_ok = send(forms[0][1]).status_code == 200
    done.set()
    watcher.join()


def write_section(title: str, text: str) -> None:
    """Puts a section into the file of results, in the place of an earlier one."""
    old = RESULT.read_text() if RESULT.exists() else ""
    sections = dict(part.split("\n", 1) for part in old.split("\n## ")[1:])
    sections[title] = f"\n{text.strip()}\n"
    RESULT.write_text("# Overload\n" + "".join(f"\n## {name}\n{body}" for name, body in sections.items()))


def main() -> None:
    """Runs once and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=64)
    parser.add_argument("--megapixels", type=float, default=12)
    parser.add_argument("--budget-mb", type=int, default=4096)
    a = parser.parse_args()
    o = run(a.requests, a.megapixels, a.budget_mb)
    waits = f"{min(o.retry_after):.0f}-{max(o.retry_after):.0f} s" if o.retry_after else "none"
    other = sum(o.statuses.values()) - o.statuses[200] - o.statuses[429]
    grown = ", ".join(f"{count}x {status}" for status, count in sorted(o.grown.items()))
    text = (
        "| at once | each | memory budget | answered 200 | 429 | other | thumbnails to 49 MP | edit above the budget "
        "| Retry-After | idle RSS | peak RSS | seconds | next edit |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
        f"| {a.requests} | {a.megapixels:g} MP | {a.budget_mb} MB | {o.statuses[200]} | {o.statuses[429]} | "
        f"{other} | {grown} | {', '.join(map(str, o.above))} | {waits} | {o.idle_mb:.0f} MB | "
        f"{o.peak_mb:.0f} MB | {o.seconds:.1f} | {'200' if o.after_ok else 'failed'} |\n"
    )
    print(text, dict(o.codes))
    write_section("Large edits at once", text)


if __name__ == "__main__":
    main()
