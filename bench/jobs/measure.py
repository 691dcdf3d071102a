"""What the parts share: percentiles, CPU and memory of a process and its children, and a part run in a process of its
own, so that what one leaves behind does not count for the next."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psutil

ROOT = Path(__file__).parents[2]
Figures = dict[str, Any]
"""By name: numbers, in the unit that the name ends with (ms, s, mb, per_second)."""


def percentile(values: Sequence[float], percent: float) -> float:
    """Nearest rank, 0-100."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(percent / 100 * (len(ordered) - 1)))]


def summary_ms(name: str, seconds: Sequence[float]) -> Figures:
    """Median and 95th percentile in milliseconds."""
    return {
        f"{name}_median_ms": 1000 * statistics.median(seconds),
        f"{name}_p95_ms": 1000 * percentile(seconds, 95),
    }


def cpu_seconds(pid: int | None = None) -> float:
    """User and system seconds of a process and the children it has now."""
    process = psutil.Process(pid)
    total = 0.0
    for one in [process, *process.children(recursive=True)]:
        times = one.cpu_times()
        total += times.user + times.system
    return total


def rss_mb(pid: int | None = None) -> float:
    """Resident memory of a process and the children it has now, in MiB."""
    process = psutil.Process(pid)
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 2**20


def in_own_process(python: str, words: Sequence[str], folder: Path = ROOT) -> Figures:
    """Runs `python -m ...`; its last line of output is the figures as JSON. Its other lines are passed on."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    with subprocess.Popen([python, "-m", *words], cwd=folder, env=env, stdout=subprocess.PIPE, text=True) as process:
        last = ""
        for line in process.stdout or ():
            if last:
                print(last, end="", file=sys.stderr, flush=True)
            last = line
    if process.returncode:
        raise RuntimeError(f"{' '.join(words)} ended with {process.returncode}")
    return json.loads(last)
