"""The guides' own code, run as written against a real server: every python, javascript and bash block that can run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import scumble
from tests import node_sdk
from tests.serving import Served, serving

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = "http://127.0.0.1:8080"
PAGES = [*sorted((ROOT / "docs" / "guides").glob("*.md")), ROOT / "README.md"]
NOT_HERE = ("make run", "make test")
"""What the README tells a person to type; running it is the whole suite's and a clone's business."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    # The guides' own receivers listen on this machine, which has to be allowed.
    with serving(tmp_path_factory.mktemp("guides"), allowed_private_networks="127.0.0.1") as served:
        yield served


def blocks(page: Path) -> list[tuple[str, str]]:
    """(language, code) of every block, in order."""
    found = re.findall(
        r"^```(python|javascript|bash)\n(.*?)^```", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    return [(language, code) for language, code in found if code.strip() not in NOT_HERE]


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_every_block_runs(server: Served, tmp_path: Path, page: Path) -> None:
    shutil.copy(Path(scumble.__file__).parent / "cli" / "sample.jpg", tmp_path / "photo.jpg")
    found = blocks(page)
    assert len(found) >= 2
    python = [code for language, code in found if language == "python"]
    run([sys.executable, "-c", f"KEY = {server.key!r}\n" + "\n".join(python)], server, tmp_path)
    script = "\n".join(code for language, code in found if language == "javascript")
    if script and node_sdk.HERE:
        node_sdk.install(tmp_path)
        run(["node", "--input-type=module", "--eval", script], server, tmp_path)
    for language, code in found:
        if language == "bash":
            run(["bash", "-e", "-o", "pipefail", "-c", code], server, tmp_path)


def run(command: list[str], server: Served, folder: Path) -> None:
    """Runs one block with the server's address and key in place."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    env = {**kept, "KEY": server.key, "SCUMBLE_DATA": str(folder / "data"), "PYTHONWARNINGS": "ignore"}
    env["PATH"] = f"{Path(sys.executable).parent}:{env['PATH']}"
    words = [word.replace(ADDRESS, server.root) for word in command]
    done = subprocess.run(words, cwd=folder, env=env, capture_output=True, text=True, check=False, timeout=180)
    assert done.returncode == 0, f"{words[-1]}\n{done.stdout[-2000:]}\n{done.stderr[-3000:]}"
    assert '"error"' not in done.stdout, done.stdout[-2000:]
