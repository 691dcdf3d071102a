"""Batches by the official SDKs, Python and Node, and a gateway's task, against a real server and its own engine."""

import base64
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest

from tests import node_sdk
from tests.batches.helpers import begin, check_answer, edit_line, edit_lines, ended, files_of, write_lines
from tests.sdk.conftest import Pictures
from tests.serving import Served


@pytest.fixture
def client(server: Served) -> Iterator[openai.OpenAI]:
    """The SDK's client."""
    with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0, timeout=120) as found:
        yield found


def test_python(client: openai.OpenAI, pictures: Pictures, tmp_path: Path) -> None:
    photo = client.files.create(file=pictures.photo, purpose="vision")
    lines = [*edit_lines(3, side=64), edit_line(3, {"file_id": photo.id}), edit_line(4, {"file_id": photo.id}, n=0)]
    batch = ended(client, begin(client, write_lines(tmp_path / "lines.jsonl", lines)).id, 240)
    assert batch.status == "completed"
    counts, files = batch.request_counts, files_of(client, batch)
    assert counts is not None
    assert (counts.total, counts.completed, counts.failed) == (5, 4, 1)
    for line in files.output.values():
        check_answer(line)
    half = f"{pictures.width // 2}x{pictures.height // 2}"
    assert files.output["line-3"]["response"]["body"]["size"] == half
    error = files.errors["line-4"]["response"]["body"]["error"]
    assert (error["code"], error["param"]) == ("integer_below_min_value", "n")
    with pytest.raises(openai.ConflictError):
        client.batches.cancel(batch.id)


@pytest.mark.skipif(not node_sdk.HERE, reason="needs Node and npm")
def test_node(server: Served, pictures: Pictures, tmp_path: Path) -> None:
    node_sdk.install(tmp_path)
    shutil.copy(node_sdk.FOLDER / "batch.mjs", tmp_path)
    env = node_sdk.environment(
        SCUMBLE_TEST_URL=server.url,
        SCUMBLE_TEST_KEY=server.key,
        SCUMBLE_TEST_PICTURES=str(pictures.photo.parent),
    )
    ran = subprocess.run(["node", "batch.mjs"], cwd=tmp_path, env=env, check=True, capture_output=True, timeout=240)
    found: dict[str, Any] = json.loads(ran.stdout)
    assert found["status"] == "completed"
    assert found["counts"] == {"total": 2, "completed": 1, "failed": 1}
    assert found["metadata"] == {"shop": "north"}
    (good,), (bad,) = found["output"], found["errors"]
    assert good["custom_id"] == "good"
    check_answer(good)
    assert (bad["custom_id"], bad["response"]["status_code"]) == ("bad", 400)
    assert found["listed"]
    assert found["refused"] == {"name": "ConflictError", "status": 409, "code": "batch_not_cancellable"}


def test_a_gateways_task(server: Served, pictures: Pictures) -> None:
    with httpx.Client(base_url=server.url, headers={"authorization": f"Bearer {server.key}"}, timeout=60) as http:
        photo = "data:image/jpeg;base64," + base64.b64encode(pictures.photo.read_bytes()).decode()
        asked = {"model": "auto", "input": {"image_url": photo, "prompt": "make it black and white"}}
        answer = http.post("/tasks", json=asked)
        assert answer.status_code == 202, answer.text
        for _ in range(600):
            task = http.get(f"/tasks/{answer.json()['id']}").json()
            if task["status"] not in {"queued", "processing"}:
                break
            time.sleep(0.1)
        assert task["status"] == "succeeded", task
        (asset,) = task["output"]["assets"]
        assert httpx.get(asset["url"]).content.startswith(b"\x89PNG")
        asked["input"] = {"image_url": "http://127.0.0.1:1/x.png", "prompt": "make it black and white"}
        refused = http.post("/tasks", json=asked)
        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "image_download_failed")
