"""Measures durable tasks on both databases, and Celery + Redis on the same trivial job, in one run.

    python -m bench.jobs [--tasks 2000] [--many 100000] [--batch 5000] [--parts desks,served]
        [--write]

Needs PostgreSQL (SCUMBLE_TEST_POSTGRES, default the local server) and Redis (BENCH_REDIS, default database 9 of the
local one, which is emptied); what is not there is left out and said. Celery gets an environment of its own on first
use. Results: bench/results/jobs.md with --write.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import psutil
import psycopg

from bench.jobs.measure import ROOT, Figures, in_own_process

VENV = ROOT / "build" / "bench" / "celery-venv"
CELERY = ("celery[redis]==5.6.2", "psutil")
KEPT = ROOT / "build" / "bench" / "jobs"
"""Figures of the parts, so that each can be measured when the machine is quiet enough for it."""
DATABASES = ("SQLite", "PostgreSQL")
RESULT = ROOT / "bench" / "results" / "jobs.md"
POSTGRES = os.environ.get("SCUMBLE_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres")
REDIS = os.environ.setdefault("BENCH_REDIS", "redis://127.0.0.1:6379/9")
WAIT_GOAL_MS, SHARE_GOAL, GROWTH_GOAL_MB = 1_000.0, 0.05, 50.0
"""An interactive edit waits at most this at the 95th percentile; each of two keys has half of the work within 10 % of
it; memory grows no more than this over the tasks that pass through."""

ROWS = (
    ("start an interactive task, added: median", "start_median_ms", "ms"),
    ("the same, 95th percentile", "start_p95_ms", "ms"),
    ("a trivial task that is waited for, whole: median", "whole_median_ms", "ms"),
    ("the same, CPU", "interactive_cpu_ms", "ms"),
    ("queued on an idle queue until begun: median", "queued_start_median_ms", "ms"),
    ("accept and queue, 8 at a time, while a worker takes them", "queue_per_second", "/s"),
    ("accept, queue and carry out, 8 at a time", "queue_and_drain_per_second", "/s"),
    ("CPU a queued task", "queued_cpu_ms", "ms"),
)
OURS_ONLY = (
    ("second key's share while two keys wait (goal 0.45-0.55)", "fair_share", ""),
    ("tasks passed through for memory", "memory_tasks", ""),
    ("resident memory, first tenth of them", "memory_first_mb", "MB"),
    ("resident memory, last tenth", "memory_last_mb", "MB"),
)
SERVED = (
    ("edit that is waited for, idle server: median", "idle_median_ms", "ms"),
    ("the same, 95th percentile", "idle_p95_ms", "ms"),
    ("batch tasks behind it", "batch", ""),
    ("edit that is waited for, meanwhile: median", "busy_median_ms", "ms"),
    ("the same, 95th percentile", "busy_p95_ms", "ms"),
    ("wait over the idle median, 95th percentile (goal < 1000)", "interactive_wait_p95_ms", "ms"),
    ("batch tasks accepted over HTTP", "accept_per_second", "/s"),
    ("batch tasks accepted and done", "done_per_second", "/s"),
    ("server's memory before", "rss_before_mb", "MB"),
    ("server's memory, peak", "rss_peak_mb", "MB"),
)


def celery(tasks: int) -> Figures:
    """Celery's figures, in an environment made on first use."""
    python = VENV / "bin" / "python"
    if not python.exists():
        print(f"making {VENV.relative_to(ROOT)} with {CELERY[0]}")
        subprocess.run([sys.executable, "-m", "venv", str(VENV)], check=True)
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *CELERY], check=True)
    return in_own_process(str(python), ["jobs.celery_peer", "--tasks", str(tasks)], ROOT / "bench")


def on_sqlite(part: str, *words: str) -> Figures:
    """A part on an empty SQLite database."""
    with tempfile.TemporaryDirectory() as folder:
        return in_own_process(sys.executable, [f"bench.jobs.{part}", f"sqlite:///{Path(folder) / 's.db'}", *words])


def on_postgres(part: str, *words: str) -> Figures:
    """A part on an empty schema of PostgreSQL, dropped afterwards."""
    name = "scumble_bench_" + secrets.token_hex(4)
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"'.encode())
        try:
            return in_own_process(
                sys.executable, [f"bench.jobs.{part}", f"{POSTGRES}?options=-csearch_path%3D{name}", *words]
            )
        finally:
            connection.execute(f'DROP SCHEMA IF EXISTS "{name}_tasks" CASCADE'.encode())
            connection.execute(f'DROP SCHEMA "{name}" CASCADE'.encode())


def cell(figures: Figures | None, name: str, unit: str) -> str:
    """A number with three digits that mean something."""
    if figures is None or name not in figures:
        return "-"
    value = float(figures[name])
    text = f"{value:.0f}" if value >= 100 or value == int(value) else f"{value:.1f}" if value >= 10 else f"{value:.2f}"
    return f"{text} {unit}".strip() if unit != "/s" else f"{text}/s"


def table(rows: tuple[tuple[str, str, str], ...], columns: Mapping[str, Figures | None]) -> str:
    """Markdown."""
    lines = [f"| | {' | '.join(columns)} |", f"| --- |{' --- |' * len(columns)}"]
    for words, name, unit in rows:
        lines.append(f"| {words} | {' | '.join(cell(f, name, unit) for f in columns.values())} |")
    return "\n".join(lines)


def verdict(name: str, desks: Figures, served: Figures, memory: Figures) -> str:
    """Which goals were met."""
    goals: list[tuple[str, bool]] = []
    if served:
        wait = served["interactive_wait_p95_ms"]
        goals.append((f"interactive wait {wait:.0f} ms", wait < WAIT_GOAL_MS))
    if desks:
        goals.append((f"share {desks['fair_share']:.2f}", abs(desks["fair_share"] - 0.5) <= SHARE_GOAL))
    if memory:
        grown = memory["memory_last_mb"] - memory["memory_first_mb"]
        goals.append((f"memory {grown:+.0f} MB", grown < GROWTH_GOAL_MB))
    return f"{name}: " + "; ".join(f"{words} ({'met' if met else 'not met'})" for words, met in goals) + "."


def main() -> None:
    """All of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=2_000)
    parser.add_argument("--many", type=int, default=100_000)
    parser.add_argument("--batch", type=int, default=5_000)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--parts", default="celery,desks,served,memory")
    a = parser.parse_args()
    KEPT.mkdir(parents=True, exist_ok=True)
    for part in a.parts.split(","):
        found = measured(part, a)
        when = f"{date.today()}, revision {revision()}, load at its end {psutil.getloadavg()[0]:.1f}"
        (KEPT / f"{part}.json").write_text(json.dumps({"when": when, "figures": found}))
    text = page()
    print(text)
    if a.write:
        RESULT.write_text(text)


def measured(part: str, a: argparse.Namespace) -> dict[str, Figures]:
    """One part, by database."""
    if part == "celery":
        return {"Celery + Redis": celery(a.tasks)}
    words = {
        "desks": ["desks", "--tasks", str(a.tasks)],
        "served": ["served", "--batch", str(a.batch)],
        "memory": ["desks", "--many", str(a.many)],
    }[part]
    return {"SQLite": on_sqlite(*words), "PostgreSQL": on_postgres(*words)}


def revision() -> str:
    """Of the code."""
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT).stdout.strip()


def page() -> str:
    """What was measured of each part the last time."""
    parts = {path.stem: json.loads(path.read_text()) for path in sorted(KEPT.glob("*.json"))}
    found = {name: part["figures"] for name, part in parts.items()}
    desks, served, memory = (found.get(name, {}) for name in ("desks", "served", "memory"))
    return "\n".join(
        [
            "# Durable tasks",
            "",
            f"Written by `python -m bench.jobs`, {os.cpu_count()} cores. By part:",
            "",
            *[f"- {name}: {part['when']}" for name, part in parts.items()],
            "",
            "The trivial job: accepted, carried out, ended; nothing is drawn and no picture kept. Ours is written to",
            "disk before it is accepted and after it ends (SQLite or PostgreSQL); Celery's lies in Redis' memory,",
            "acknowledged late, with its result kept. Eight are worked on at a time.",
            "",
            table(ROWS, {**desks, **found.get("celery", {})}),
            "",
            table(OURS_ONLY, {name: {**desks.get(name, {}), **memory.get(name, {})} for name in (desks or memory)}),
            "",
            "A real server with its queue full of batch edits (64 px pictures, over HTTP, pictures and results kept):",
            "",
            table(SERVED, served),
            "",
            *[verdict(name, desks.get(name, {}), served.get(name, {}), memory.get(name, {})) for name in DATABASES],
            "",
        ]
    )


if __name__ == "__main__":
    main()
