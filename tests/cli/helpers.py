"""Running the real program as its users do: a process, its output, its exit code."""

import atexit
import functools
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np

PROGRAM = Path(sys.executable).with_name("scumble")
_one_at_a_time = threading.Lock()


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
    whole: bool = False,
) -> Ran:
    """Runs `scumble ARGS` in a process of its own. before: called in it before the program starts (to limit it). whole:
    the installed program, from its very beginning; else a fork of one that has everything imported, where there are
    forks."""
    words, env = [*map(str, args)], environment(data, more)
    if not whole and before is None and hasattr(os, "fork"):
        return _forked(words, env, cwd or Path.cwd())
    done = subprocess.run(
        [PROGRAM, *words],
        env=env,
        cwd=cwd,
        preexec_fn=before,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ran(code=done.returncode, out=done.stdout, err=done.stderr)


def _forked(words: Sequence[str], env: Mapping[str, str], cwd: Path) -> Ran:
    """The same by the one that forks."""
    with tempfile.TemporaryDirectory() as folder, _one_at_a_time:
        out, err = Path(folder, "out"), Path(folder, "err")
        order = {"args": words, "env": dict(env), "cwd": str(cwd), "out": str(out), "err": str(err)}
        forks = _zygote()
        assert forks.stdin is not None
        assert forks.stdout is not None
        forks.stdin.write(json.dumps(order) + "\n")
        forks.stdin.flush()
        code = int(forks.stdout.readline())
        return Ran(code=code, out=out.read_text(), err=err.read_text())


@functools.cache
def _zygote() -> "subprocess.Popen[str]":
    """Started when it is first needed; ends with this process."""
    line = [sys.executable, str(Path(__file__).with_name("zygote.py"))]
    env = {**os.environ, "OMP_NUM_THREADS": "1"}
    started = subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env, text=True)
    assert started.stdout is not None
    assert started.stdout.readline() == "ready\n"
    atexit.register(started.kill)
    return started


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
