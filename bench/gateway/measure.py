"""One row measured: load for some seconds, CPU of the target's processes meanwhile, its work by kind where it tells."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import httpx

from bench.gateway.load import Job, job_file
from bench.gateway.servers import ROOT, Server, form

CPU: Final = re.compile(r'^scumble_cpu_seconds_total\{work="(\w+)"\} (\S+)$', re.MULTILINE)
WARM: Final = 8
"""Requests before anything is counted, at least; at least one on each connection."""


@dataclass(frozen=True, kw_only=True)
class Target:
    """A row. fields: of the form, `prompt` first. tells: it says what its CPU went to (ours). own: the words of each
    request are its own."""

    name: str
    server: Server
    fields: Mapping[str, str]
    tells: bool = False
    own: bool = False


@dataclass(frozen=True, kw_only=True)
class Row:
    """What was measured of a target at one concurrency. cpu_ms: a request's; by_work: parts of it. load_ms: the load
    generator's own CPU a request. rss: (requests, MB) while it ran. edits: what sampled answers said of the edit."""

    answers: int
    per_second: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    load_ms: float
    rss_mb: float
    by_work: Mapping[str, float] = field(default_factory=dict[str, float])
    errors: Mapping[str, int] = field(default_factory=dict[str, int])
    rss: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    edits: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])


def measured(
    target: Target, picture: bytes, folder: Path, *, connections: int, seconds: float = 0.0, requests: int = 0
) -> Row:
    """Warms the target up, then measures it. requests: at most, 0 = as many as there is time for."""
    server = target.server
    head, body = form(target.fields, picture, server.key, server.port, own=target.own)
    (folder / "form").write_bytes(body)
    job = Job(port=server.port, head=head, body=str(folder / "form"), connections=connections)
    _loaded(folder, replace(job, requests=max(WARM, connections)))
    before, told = server.cpu_seconds(), work_of(target)
    watched = server.pid if requests else 0
    found = _loaded(folder, replace(job, seconds=seconds, requests=requests, watched=watched))
    spent, now = server.cpu_seconds() - before, work_of(target)
    answers = max(1, found["answers"])
    return Row(
        answers=found["answers"],
        per_second=found["answers"] / found["seconds"],
        cpu_ms=1000 * spent / answers,
        p50_ms=found["p50_ms"],
        p95_ms=found["p95_ms"],
        load_ms=1000 * found["cpu_seconds"] / answers,
        rss_mb=server.rss_mb(),
        by_work={name: 1000 * (value - told.get(name, 0.0)) / answers for name, value in now.items()},
        errors=found["errors"],
        rss=[(int(n), float(mb)) for n, mb in found["rss"]],
        edits=found["edits"],
    )


def work_of(target: Target) -> dict[str, float]:
    """CPU seconds of our server by work, so far; empty for others."""
    if not target.tells:
        return {}
    text = httpx.get(f"{target.server.url}/metrics", timeout=30).text
    return {name: float(value) for name, value in CPU.findall(text)}


def _loaded(folder: Path, job: Job) -> dict[str, Any]:
    """What the load generator says. Raises RuntimeError with its words when it fails."""
    line = [sys.executable, "-m", "bench.gateway.load", str(job_file(folder / "job.json", job))]
    done = subprocess.run(line, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout)
