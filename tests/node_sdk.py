"""The official Node SDK from its lock file, for the tests that run JavaScript against a real server."""

import os
import shutil
import subprocess
from pathlib import Path

FOLDER = Path(__file__).parent / "sdk" / "node"
HERE = shutil.which("node") is not None and shutil.which("npm") is not None
"""Whether there is a Node to run it with."""


def install(folder: Path) -> None:
    """Puts the locked SDK into a folder. Raises CalledProcessError when npm cannot."""
    for name in ("package.json", "package-lock.json"):
        shutil.copy(FOLDER / name, folder)
    quiet = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(["npm", "ci", *quiet], cwd=folder, check=True, capture_output=True, timeout=120)


def environment(**more: str) -> dict[str, str]:
    """The environment a Node process gets."""
    return {**os.environ, **more}
