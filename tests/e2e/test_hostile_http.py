"""Hostile files against a real server: the right picture or a 4xx that names the problem; bounded memory."""

import base64
import json
from collections.abc import Iterator
from pathlib import Path

import httpx
import psutil
import pytest

from scumble.api.errors import status_of
from scumble.codec.decode import Limits, decode
from tests.codec.hostile import HostileFile, hostile_files
from tests.serving import Served, serving

FILES = hostile_files()
LEAST = 60
GROWTH_MB = 900
"""Resident memory that reading all of them may add (one 50 MP picture is 200 MB)."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("hostile")) as served:
        yield served


def send(server: Served, file: HostileFile, client: httpx.Client) -> httpx.Response:
    return client.post(
        f"{server.url}/images/edits",
        headers={"Authorization": f"Bearer {server.key}"},
        files={"image": (file.name, file.data, "image/png")},
        data={"prompt": "flip horizontally"},
        timeout=120,
    )


def test_every_file_is_the_right_picture_or_a_clear_refusal(server: Served) -> None:
    assert len(FILES) >= LEAST
    process = psutil.Process(server.pid)
    before, peak = process.memory_info().rss, 0
    wrong: dict[str, str] = {}
    with httpx.Client() as client:
        for file in FILES:
            answer = send(server, file, client)
            peak = max(peak, process.memory_info().rss)
            if problem := problem_of(file, answer):
                wrong[file.name] = problem
    assert wrong == {}
    assert (peak - before) / 2**20 < GROWTH_MB


def problem_of(file: HostileFile, answer: httpx.Response) -> str | None:
    """What is wrong with the answer, None when it is right."""
    if file.expect == "ok":
        if answer.status_code != 200:
            return f"{answer.status_code}: {answer.text[:300]}"
        sent = decode(base64.b64decode(answer.json()["data"][0]["b64_json"]), limits=Limits())
        read = decode(file.data, limits=Limits())
        same = (sent.image.pixels[:, ::-1] == read.image.pixels).all()
        return None if same else "another picture"
    error = json.loads(answer.text).get("error", {})
    if answer.status_code != status_of(file.expect("")):
        return f"{answer.status_code} instead of {file.expect.__name__}: {answer.text[:300]}"
    if set(error) != {"message", "type", "param", "code"} or len(error["message"]) < 15:
        return f"not an envelope: {answer.text[:300]}"
    return None


def test_a_broken_mask_or_second_image_is_named(server: Served, tmp_path: Path) -> None:
    good = next(f for f in FILES if f.expect == "ok" and f.picture is not None)
    with httpx.Client() as client:
        answer = client.post(
            f"{server.url}/images/edits",
            headers={"Authorization": f"Bearer {server.key}"},
            files=[("image", ("a.png", good.data)), ("mask", ("mask.png", b"not a picture"))],
            data={"prompt": "remove this"},
        )
    assert answer.status_code == 400
    assert "mask" in answer.json()["error"]["message"].lower() or answer.json()["error"]["param"] == "mask"
