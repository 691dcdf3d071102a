"""Same input, words and seed give the same bytes in another process: other hash seed, threads and order."""

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from scumble.app import App
from scumble.core.plan import Op
from tests.golden.cases import CASES
from tests.golden.conftest import Drawn
from tests.golden.draw import right

ROOT = Path(__file__).resolve().parents[2]
OTHER = {"PYTHONHASHSEED": "4711", "OMP_NUM_THREADS": "3", "OPENBLAS_NUM_THREADS": "3"}
THREADS = 3
"""OpenCV's, in the other process."""


def test_another_process_makes_the_same_bytes(drawn: Drawn) -> None:
    command = [sys.executable, "-m", "tests.golden.draw", "--digests", "--backwards", "--threads", str(THREADS)]
    other = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **OTHER}, stdout=subprocess.PIPE, text=True)
    here = {c.title: hashlib.sha256(drawn(c).data).hexdigest() for c in CASES}
    there = json.loads(other.communicate(timeout=240)[0])
    assert other.returncode == 0
    assert there["threads"] == THREADS
    assert {t for t, digest in there["digests"].items() if here[t] != digest} == set()
    assert len(there["digests"]) == len(here)


def test_another_seed_makes_another_picture_only_where_the_engine_says_so(app: App, drawn: Drawn) -> None:
    """Variants are drawn by it and billed by it. Also the proof that the digests above can differ."""
    (engine,) = app.editor.edits.engines.values()
    seeded = engine.capabilities.seeded
    differ = {c.op for c in CASES if right(app, replace(c, seed=8)).data != drawn(c).data}
    assert differ <= seeded
    assert {Op.FILL, Op.STYLE, Op.BACKGROUND_SCENE, Op.EXTEND, Op.OBJECT_MOVE} <= differ
