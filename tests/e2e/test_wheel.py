"""The built wheel, installed in an empty environment without Node, edits a picture."""

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import cv2
import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.timeout(900)
def test_the_wheel_edits_a_picture_in_an_empty_environment(tmp_path: Path) -> None:
    built = tmp_path / "dist"
    _run([sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(built), str(ROOT)])
    (wheel,) = built.glob("scumble-*.whl")
    home = tmp_path / "venv"
    venv.create(home, with_pip=True)
    python = home / "bin" / "python"
    install = [str(python), "-m", "pip", "install", "-q", "--no-compile"]  # a minute less on a slow machine
    _run([*install, "--require-hashes", "-r", str(ROOT / "requirements.lock")])
    _run([*install, "--no-deps", str(wheel)])

    photo, out = tmp_path / "photo.png", tmp_path / "out.png"
    picture = np.full((120, 160, 3), 90, np.uint8)
    cv2.circle(picture, (80, 60), 30, (20, 160, 240), -1)
    cv2.imwrite(str(photo), picture)
    bare = {"PATH": str(home / "bin"), "HOME": str(tmp_path), "SCUMBLE_DATA": str(tmp_path / "data")}
    assert shutil.which("node", path=bare["PATH"]) is None
    _run(
        [str(home / "bin" / "scumble"), "edit", str(photo), "make the background black", "-o", str(out)],
        env=bare,
        cwd=tmp_path,
    )
    edited = cv2.imread(str(out))
    assert edited is not None
    assert edited[2, 2].max() < 8
    assert np.abs(edited[60, 80].astype(int) - [20, 160, 240]).max() == 0


def _run(command: list[str], env: dict[str, str] | None = None, cwd: Path | None = None) -> None:
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env=env or dict(os.environ), cwd=cwd, timeout=800
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
