"""What must hold after the kills: one outcome each, nothing lost, no charge that need not be, no orphans."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
from sqlalchemy import RowMapping, select

from scumble.db.engine import Database
from scumble.db.tables import blob_uses, blobs, edits, task_steps, tasks
from scumble.store.collect import Collector
from scumble.store.local import HALF, LocalBlobs
from tests.kill.provider import PRICE, colour_of

TYPED = {"engine_failed", "content_policy_violation"}
"""Codes of errors that a paid edit may end in here: the provider's own."""
RAISED = r"^(\w[\w.]*(?:Error|Exception|Timeout)\b.{0,60})"
"""The last line of a traceback in a log."""


@dataclass
class Judgement:
    """Counts, and what is wrong (sentences; empty = all is well).

    again: charges beyond the first for one step, by why. late: of those whose answer had been sent, the longest time
    in seconds between its sending and the kill that lost it.
    """

    statuses: Counter[str] = field(default_factory=Counter[str])
    codes: Counter[str] = field(default_factory=Counter[str])
    attempts: Counter[int] = field(default_factory=Counter[int])
    steps: int = 0
    resumed: int = 0
    charges: int = 0
    replays: int = 0
    again: Counter[str] = field(default_factory=Counter[str])
    late: float = 0.0
    after_record: int = 0
    collected: int = 0
    tracebacks: Counter[str] = field(default_factory=Counter[str])
    wrong: list[str] = field(default_factory=list[str])


def judge(
    *,
    database: Database,
    folder: Path,
    accepted: Mapping[int, str],
    url: str,
    headers: Mapping[str, str],
    charges: Mapping[str, Any],
    kills: Sequence[float],
) -> Judgement:
    """Looks at everything. accepted: task by number. charges: the provider's ledger. kills: when, `time.time()`."""
    found = Judgement(replays=int(charges["replays"]))
    with database.read() as connection:
        steps = list(connection.execute(select(task_steps).where(task_steps.c.engine.is_not(None))).mappings())
        journal = Counter(connection.execute(select(edits.c.id)).scalars())
        known = set(connection.execute(select(tasks.c.id)).scalars())
    ids = list(accepted.values())
    found.wrong += [f"accepted twice: {i}" for i, n in Counter(ids).items() if n > 1]
    found.wrong += [f"a task that nobody was told of: {i}" for i in known - set(ids)]
    found.wrong += [f"{i} has {journal[i]} rows in the journal" for i in ids if journal[i] != 1]
    found.wrong += [f"a row of the journal without a task: {i}" for i in set(journal) - set(ids)]
    by_task: dict[str, list[RowMapping]] = defaultdict(list)
    for step in steps:
        by_task[step["task_id"]].append(step)
    with httpx.Client(base_url=url, headers=dict(headers), timeout=60) as http, ThreadPoolExecutor(4) as pool:
        for wrong in pool.map(lambda i: outcome(http, i, by_task[i], found), ids):
            found.wrong += wrong
    money(found, steps, charges["charges"], kills)
    orphans(found, database, folder)
    for log in folder.glob("log*"):
        found.tracebacks += Counter(re.findall(RAISED, log.read_text(), re.MULTILINE))
    return found


def outcome(http: httpx.Client, task_id: str, steps: Sequence[RowMapping], found: Judgement) -> list[str]:
    """What is wrong with one task's end."""
    answer = http.get(f"/v1/tasks/{task_id}")
    if answer.status_code != 200:
        return [f"{task_id} is lost: {answer.status_code}"]
    task = answer.json()
    found.statuses[task["status"]] += 1
    found.attempts[task["attempts"]] += 1
    if task["status"] == "failed":
        found.codes[str(task["error"]["code"])] += 1
        return [] if task["error"]["code"] in TYPED else [f"{task_id} ended in {task['error']}"]
    if task["status"] != "succeeded":
        return [f"{task_id} is {task['status']}"]
    wrong: list[str] = []
    last = max(int(s["name"].split(":")[1]) for s in steps)
    engine = steps[0]["name"].split(":")[0]
    for variant, asset in enumerate(task["output"]["assets"]):
        data = http.get(asset["url"]).content
        picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
        if picture is None or (picture != colour_of(f"{task_id}:{engine}:{last}:{variant}")).any():
            wrong.append(f"picture {variant} of {task_id} is not what was paid for")
    if any(s["answered_at"] is None for s in steps):
        wrong.append(f"{task_id} succeeded although an answer was never recorded")
    spent = sum((Decimal(s["amount"]) for s in steps), Decimal(0))
    if Decimal(task["cost"]["amount"]) != spent or spent != Decimal(PRICE) * len(steps):
        wrong.append(f"{task_id} says it cost {task['cost']}, its steps {spent}")
    return wrong


def money(
    found: Judgement, steps: Sequence[RowMapping], charges: Sequence[Mapping[str, Any]], kills: Sequence[float]
) -> None:
    """At most one charge wherever the answer was recorded; every other one has a lost answer before it."""
    by_key: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for charge in charges:
        by_key[charge["key"]].append(charge)
    found.charges, found.steps = len(charges), len(steps)
    for key, paid in by_key.items():  # the second step is drawn on the first one's answer
        task_id, engine, number, variant = key.split(":")
        if number == "0" and (later := by_key.get(f"{task_id}:{engine}:1:{variant}")):
            first = min(c["at"] for c in later)
            found.wrong += [f"{key} was charged when the step after it had been" for c in paid if c["at"] > first]
    for step in steps:
        key = f"{step['task_id']}:{step['name']}"
        paid = sorted(by_key.get(key, ()), key=lambda c: c["at"])
        answered = step["answered_at"]
        found.resumed += step["calls"] > 1
        if answered is not None and not paid:
            found.wrong.append(f"{key} was answered and never charged")
        if answered is not None and (after := [c for c in paid if c["at"] > answered.timestamp()]):
            found.after_record += len(after)
            found.wrong.append(f"{key} was charged {len(after)} times after its answer was recorded")
        for one, following in pairwise(paid):
            if one["honours"]:
                found.wrong.append(f"{key} was charged twice although keys are honoured")
            why = _why_again(found, one, following, kills)
            found.again[why or "?"] += 1
            if why is None:
                found.wrong.append(f"{key} was charged again although nothing was lost: {one} {following}")
    known = {f"{s['task_id']}:{s['name']}" for s in steps}
    found.wrong += [f"{key} was charged without a step" for key in by_key if key not in known]


def _why_again(
    found: Judgement, one: Mapping[str, Any], following: Mapping[str, Any], kills: Sequence[float]
) -> str | None:
    """Why a step was charged again; None where nothing explains it."""
    if one["cut"]:
        return "line cut by the provider"
    if one["sent"] is None:
        return "killed while the provider drew"
    if any(one["at"] - 1.0 < k <= one["sent"] for k in kills):  # sent into the buffers of one who was dead already
        return "killed while the provider drew"
    between = [k for k in kills if one["sent"] < k < following["at"]]
    if between:
        found.late = max(found.late, between[0] - one["sent"])
        return "killed between the answer's arrival and its row"
    return None


def orphans(found: Judgement, database: Database, folder: Path) -> None:
    """After a collection every blob is used by a task that is there, every file is a blob, and nothing else is left."""
    store = LocalBlobs(folder / "data" / "blobs")
    late = Collector(database, store, now=lambda: datetime.now(UTC) + timedelta(hours=3))
    found.collected = late.collect(sweep=True).blobs
    with database.read() as connection:
        rows = {(r.project_id, r.digest) for r in connection.execute(select(blobs))}
        uses = list(connection.execute(select(blob_uses)))
        known = set(connection.execute(select(tasks.c.id)).scalars())
        held = connection.execute(select(task_steps.c.task_id).where(task_steps.c.digest.is_not(None))).all()
    files = {(k.project_id, k.digest) for k in store.walk()}
    found.wrong += [f"a file without a row: {f}" for f in files - rows]
    found.wrong += [f"a row without a file: {r}" for r in rows - files]
    found.wrong += [f"a blob without a use: {r}" for r in rows - {(u.project_id, u.digest) for u in uses}]
    found.wrong += [f"a use that should have ended: {u}" for u in uses if u.owner_kind != "task"]
    found.wrong += [f"a use by no task: {u}" for u in uses if u.owner_id not in known]
    found.wrong += [f"an answer is still held for {h}" for h in held]
    found.wrong += [f"half a file is left: {p}" for p in store.folder.glob(f"*/{HALF}*")]
    own = {"blobs", "server.lock", "uploads"}
    left = [p.name for p in (folder / "data").iterdir() if p.name not in own and ".db" not in p.name]
    left += [str(p) for p in (folder / "tmp").iterdir()]
    found.wrong += [f"left behind: {name}" for name in left]
