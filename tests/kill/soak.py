"""`kill -9` at random moments over a stream of small paid edits, and the judgement afterwards.

    python -m tests.kill.soak [--edits 2500] [--kills 100] [--out bench/results/soak-kill.md]

On SQLite the one server is killed (its API and its worker are one process), on PostgreSQL two servers that share the
database, and the database server itself. All come back; clients send again what was not answered.
"""

import argparse
import os
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from sqlalchemy import func, select

from scumble.codec.encode import encode
from scumble.core.errors import ScumbleError
from scumble.core.image import Image
from scumble.db.engine import Database
from scumble.db.tables import tasks
from tests.kill.engine import HONOURED, KEYLESS
from tests.kill.judge import Judgement, judge
from tests.kill.machines import ROOT, Postgres, Server, Zygote, postgres_programs

WORDS = ("make it brighter", "invert the colours", "make it brighter and then invert the colours")
MOST_OPEN = 48
"""Accepted edits that have not ended: enough to kill something in the middle, and no long queue."""


@dataclass
class World:
    """Everything that runs. kills: (time, what)."""

    folder: Path
    servers: list[Server]
    database: Database
    provider: "subprocess.Popen[str]"
    provider_url: str
    headers: dict[str, str]
    postgres: Postgres | None = None
    kills: list[tuple[float, str]] = field(default_factory=list[tuple[float, str]])
    accepted: dict[int, str] = field(default_factory=dict[int, str])
    stop: threading.Event = field(default_factory=threading.Event)

    def open_tasks(self) -> int:
        """How many have not ended; many while the database is away."""
        try:
            with self.database.read() as connection:
                ended = tasks.c.status.in_(("succeeded", "failed", "cancelled"))
                return connection.execute(select(func.count()).select_from(tasks).where(~ended)).scalar_one()
        except ScumbleError:
            return MOST_OPEN


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A whole run. kinds: how often what was killed. revision: of the code, 'changed' where files differ from it."""

    database: str
    edits: int
    kinds: Counter[str]
    seconds: float
    revision: str
    judgement: Judgement


def small_picture(number: int) -> bytes:
    """Noise, 48 x 32, unlike any other number's."""
    pixels = np.random.default_rng(number).integers(0, 255, (32, 48, 4), np.uint8)
    pixels[..., 3] = 255
    return encode(Image(pixels=pixels), format="png", compression=None)


def send(world: World, http: httpx.Client, dice: random.Random, number: int) -> None:
    """One edit until it is accepted: mostly told later, a fifth of them waited for."""
    waits = number % 5 == 0
    data = {"prompt": WORDS[number % 3], "model": (HONOURED, KEYLESS)[number // 3 % 2]}
    data |= {} if waits else {"background": "true"}
    data |= {"n": "2"} if number % 7 == 0 else {}
    files = {"image": ("p.png", small_picture(number), "image/png")}
    while not world.stop.is_set():
        server = dice.choice(world.servers)
        headers = {**world.headers, "Idempotency-Key": f"soak-{number}"}
        try:
            answer = http.post(f"{server.url}/v1/images/edits", data=data, files=files, headers=headers)
            if (task := answer.headers.get("x-scumble-task")) and answer.status_code in {200, 202}:
                world.accepted[number] = task
                return
            # An edit that ended in an error is one that was accepted, too.
            listed = http.get(f"{server.url}/v1/tasks?idempotency_key=soak-{number}", headers=world.headers)
            if listed.status_code == 200 and listed.json()["data"]:
                world.accepted[number] = listed.json()["data"][0]["id"]
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)


def stream(world: World, edits: int, seed: int) -> None:
    """All of them, by eight clients."""
    numbers = iter(range(edits))
    lock = threading.Lock()

    def client(which: int) -> None:
        dice = random.Random(seed * 100 + which)
        with httpx.Client(timeout=60, limits=httpx.Limits(max_keepalive_connections=0)) as http:
            while not world.stop.is_set():
                with lock:
                    number = next(numbers, None)
                if number is None:
                    return
                while world.open_tasks() >= MOST_OPEN and not world.stop.is_set():
                    time.sleep(0.3)
                send(world, http, dice, number)

    with ThreadPoolExecutor(8) as clients:
        for done in [clients.submit(client, which) for which in range(8)]:
            done.result()


def kill_all(world: World, edits: int, kills: int, dice: random.Random) -> None:
    """Each kill comes when the stream has got to a random place, and a random moment later."""
    for due in sorted(dice.uniform(0.01, 0.98) * edits for _ in range(kills)):
        while len(world.accepted) < due and not world.stop.is_set():
            time.sleep(0.02)
        if world.stop.is_set():
            return
        for server in world.servers:
            if dice.random() < 0.9:  # the others are killed while they start
                server.wait()
        time.sleep(dice.uniform(0, 0.5))
        if world.postgres is not None and dice.random() < 0.25:
            world.kills.append((time.time(), "database"))
            world.postgres.kill()
        else:
            server = dice.choice(world.servers)
            world.kills.append((time.time(), "server"))
            server.kill()


def settle(world: World, seconds: float = 300.0) -> None:
    """Until every task has ended."""
    until = time.monotonic() + seconds
    while (left := world.open_tasks()) and time.monotonic() < until:
        for server in world.servers:
            server.wait()
        time.sleep(0.5)
    if left:
        print(f"{left} tasks did not end", file=sys.stderr)


def opened(folder: Path, kind: str, zygote: Zygote, seed: int) -> World:
    """Starts everything."""
    postgres = None
    url = f"sqlite:///{folder / 'data' / 'scumble.db'}"
    if kind == "postgresql":
        programs = postgres_programs()
        assert programs is not None
        postgres = Postgres(folder, programs)
        url = postgres.url
    provider = subprocess.Popen(
        [sys.executable, "-m", "tests.kill.provider", str(seed)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert provider.stdout is not None
    port = provider.stdout.readline().strip()
    (folder / "tmp").mkdir()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    env = {**kept, "SCUMBLE_DATA": str(folder / "data"), "SCUMBLE_DATABASE_URL": url, "PROVIDER_PORT": port}
    env |= {"SCUMBLE_TASK_WORKERS": "8", "SCUMBLE_WORKERS": "2", "TMPDIR": str(folder / "tmp")}
    made = subprocess.run(
        [sys.executable, "-m", "scumble", "keys", "create", "--name", "soak", "--quiet"],
        env=env,
        check=True,
        capture_output=True,
        text=True,
    )
    count = 1 if postgres is None else 2
    servers = [Server(zygote, env, folder / f"log{k}") for k in range(count)]
    for server in servers:
        server.wait()
    headers = {"Authorization": f"Bearer {made.stdout.strip()}"}
    return World(folder, servers, Database(url), provider, f"http://127.0.0.1:{port}", headers, postgres)


def run(folder: Path, kind: str, *, edits: int, kills: int, seed: int = 7, zygote: Zygote | None = None) -> Outcome:
    """The whole soak on one kind of database ('sqlite', 'postgresql')."""
    began, code = time.monotonic(), revision()
    own = zygote or Zygote()
    world = opened(folder, kind, own, seed)
    try:
        with ThreadPoolExecutor(1) as killer:
            killed = killer.submit(kill_all, world, edits, kills, random.Random(seed))
            # A database that could not be started again: without it the stream would go on for ever.
            killed.add_done_callback(lambda f: world.stop.set() if f.exception() else None)
            try:
                stream(world, edits, seed)
                killed.result()
            finally:
                world.stop.set()
        settle(world)
        charges: dict[str, Any] = httpx.get(f"{world.provider_url}/ledger", timeout=60).json()
        found = judge(
            database=world.database,
            folder=world.folder,
            accepted=world.accepted,
            url=world.servers[0].url,
            headers=world.headers,
            charges=charges,
            kills=[when for when, _ in world.kills],
        )
    finally:
        for server in world.servers:
            server.stop()
        world.provider.kill()
        world.provider.wait()
        if world.provider.stdout is not None:
            world.provider.stdout.close()
        world.database.close()
        if world.postgres is not None:
            world.postgres.stop()
        if zygote is None:
            own.close()
    kinds = Counter(what for _, what in world.kills)
    seconds = time.monotonic() - began
    return Outcome(database=kind, edits=edits, kinds=kinds, seconds=seconds, revision=code, judgement=found)


def revision() -> str:
    """The revision of the code."""

    def git(*words: str) -> str:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()

    changed = " changed" if git("status", "--porcelain", "--", "src", "tests") else ""
    return f"{git('rev-parse', '--short', 'HEAD') or 'unknown'}{changed}"


def main() -> None:
    """Both databases; writes what came out, and fails when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--edits", type=int, default=2500, help="for each database")
    parser.add_argument("--kills", type=int, default=100, help="for each database")
    parser.add_argument("--databases", default="sqlite,postgresql")
    parser.add_argument("--folder", type=Path, help="keeps everything there, logs and databases")
    parser.add_argument("--out", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as made:

        def one(kind: str) -> Outcome:
            folder = (asked.folder or Path(made)).absolute() / kind
            folder.mkdir(parents=True)
            outcome = run(folder, kind, edits=asked.edits, kills=asked.kills)
            print(outcome, flush=True)
            return outcome

        kinds = asked.databases.split(",")
        with ThreadPoolExecutor(len(kinds)) as pool:  # most of it is waiting
            outcomes = list(pool.map(one, kinds))
        if asked.out:
            from tests.kill.report import report

            asked.out.write_text(report(outcomes))
        wrong = [f"{o.database}: {line}" for o in outcomes for line in o.judgement.wrong]
        if wrong:
            sys.exit("\n".join(wrong[:50]))


if __name__ == "__main__":
    main()
