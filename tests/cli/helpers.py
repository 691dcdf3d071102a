"""Running the real program as its users do: a process, its output, its exit code."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

PROGRAM = Path(sys.executable).with_name("scumble")


@dataclass(frozen=True, kw_only=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str


def environment(data: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """This process's environment with a data folder of its own."""
    return {**os.environ, "SCUMBLE_DATA": str(data), "OMP_NUM_THREADS": "1", **(more or {})}


def scumble(
    *args: str | Path,
    data: Path,
    more: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    before: Callable[[], None] | None = None,
) -> Ran:
    """Runs `scumble ARGS`. before: called in the new process before the program starts (to limit it)."""
    done = subprocess.run(
        [PROGRAM, *map(str, args)],
        env=environment(data, more),
        cwd=cwd,
        preexec_fn=before,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def one_line(ran: Ran) -> str:
    """What a failed run said: one line on stderr, nothing on stdout, no traceback."""
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1, ran.err
    return ran.err


def picture(path: Path, width: int = 160, height: int = 120) -> Path:
    """Writes a noisy picture with a dark disc in the middle."""
    rng = np.random.default_rng(3)
    pixels = rng.integers(150, 250, (height, width, 3), np.uint8)
    cv2.circle(pixels, (width // 2, height // 2), height // 3, (40, 60, 120), -1)
    assert cv2.imwrite(str(path), pixels)
    return path


def edit(*verdicts: Mapping[str, Any]) -> dict[str, Any]:
    """`data[].edit` as far as a batch reads it."""
    return {
        "plan": {"understood": "I understood: a <thing>."},
        "engine": "scumble-cpu",
        "size": "4x3",
        "preservation": {"mode": "exact", "outside": 10, "changed": 0, "maximum": 0, "reason": None},
        "verdicts": list(verdicts),
        "notes": [],
        "money": {"amount": "0.0100", "currency": "USD"},
        "usage": {"total_tokens": 7},
        "task": None,
    }
