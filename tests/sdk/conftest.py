"""A real server process with a real key, as a stranger would start it; and pictures for the SDKs to send."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import pytest

MAX_BYTES = 3_000_000
"""The server's limit for one file, small so that the 413 test need not send 50 MB."""


@dataclass(frozen=True, kw_only=True)
class Served:
    """A running server. url: its base URL with /v1."""

    url: str
    key: str


@dataclass(frozen=True, kw_only=True)
class Pictures:
    """Files on disk: photo and other are JPEGs, mask is of photo's size, wrong_mask of another, big over the limit."""

    photo: Path
    other: Path
    mask: Path
    wrong_mask: Path
    big: Path
    width: int = 960
    height: int = 640


def environment(data: Path) -> dict[str, str]:
    """This process's environment with settings of the test's own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("SCUMBLE_")}
    return {**kept, "SCUMBLE_DATA": str(data), "SCUMBLE_MAX_IMAGE_BYTES": str(MAX_BYTES), "PYTHONUNBUFFERED": "1"}


def free_port() -> int:
    """A port that was free a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Starts `python -m scumble serve`, waits until it is ready, stops it at the end."""
    folder = tmp_path_factory.mktemp("served")
    env = environment(folder / "data")
    scumble = [sys.executable, "-m", "scumble"]
    made = subprocess.run(
        [*scumble, "keys", "create", "--name", "t", "--quiet"], env=env, check=True, capture_output=True, text=True
    )
    port = free_port()
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen([*scumble, "serve", "--port", str(port)], env=env, stdout=log, stderr=log)
    try:
        wait_until_ready(process, port, folder / "log")
        yield Served(url=f"http://127.0.0.1:{port}/v1", key=made.stdout.strip())
    finally:
        process.terminate()
        process.wait(20)


def wait_until_ready(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Polls /readyz; fails with the server's log when it ends or takes a minute."""
    for _ in range(600):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"the server did not become ready:\n{log.read_text()[-4000:]}")


def scene(width: int, height: int, hue: int) -> np.ndarray:
    """A coloured bottle on a plain table: a subject that any finder finds."""
    picture = np.full((height, width, 3), (188, 196, 204), np.uint8)
    picture[int(height * 0.7) :] = (120, 140, 160)
    left, right = int(width * 0.4), int(width * 0.6)
    cv2.rectangle(picture, (left, int(height * 0.35)), (right, int(height * 0.85)), (40, hue, 200 - hue), -1)
    cv2.rectangle(
        picture, (int(width * 0.46), int(height * 0.15)), (int(width * 0.54), int(height * 0.35)), (30, 60, 30), -1
    )
    return picture


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Pictures:
    """Draws the files once."""
    folder = tmp_path_factory.mktemp("pictures")
    found = Pictures(
        photo=folder / "photo.jpg",
        other=folder / "other.jpg",
        mask=folder / "mask.png",
        wrong_mask=folder / "wrong.png",
        big=folder / "big.png",
    )
    cv2.imwrite(str(found.photo), scene(found.width, found.height, 60))
    cv2.imwrite(str(found.other), scene(480, 320, 150))
    for path, width, height in ((found.mask, found.width, found.height), (found.wrong_mask, 100, 100)):
        mask = np.full((height, width, 4), 255, np.uint8)
        mask[height // 4 : height // 2, width // 3 : width // 2, 3] = 0
        cv2.imwrite(str(path), mask)
    noise = np.random.default_rng(1).integers(0, 256, (1200, 1200, 3), np.uint8)
    cv2.imwrite(str(found.big), noise)
    assert found.big.stat().st_size > MAX_BYTES
    return found
