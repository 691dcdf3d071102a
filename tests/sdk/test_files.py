"""The Files API and linked results by the official Python SDK against a real server."""

import hashlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import httpx
import numpy as np
import openai
import psutil
import pytest

from tests.sdk.conftest import Pictures
from tests.serving import Served

LARGE = 120_000_000
"""Bytes of a batch file; the server may grow by a fraction of that."""
GROWTH = 40_000_000


@pytest.fixture
def client(server: Served) -> Any:
    """The SDK's client, which must be closed so that no socket is left open."""
    with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0, timeout=120) as found:
        yield found


def test_the_whole_life_of_a_file(client: openai.OpenAI, tmp_path: Path):
    lines = tmp_path / "lines.jsonl"
    lines.write_bytes(b'{"custom_id": "1"}\n')
    before = int(time.time())
    with lines.open("rb") as content:
        made = client.files.create(file=content, purpose="batch")
    assert made.id.startswith("file-")
    assert (made.object, made.bytes, made.filename, made.purpose) == ("file", 19, "lines.jsonl", "batch")
    assert before <= made.created_at <= time.time() + 1
    assert made.expires_at == made.created_at + 30 * 86400
    assert client.files.retrieve(made.id) == made
    assert client.files.wait_for_processing(made.id).status == "processed"
    assert client.files.content(made.id).read() == lines.read_bytes()
    deleted = client.files.delete(made.id)
    assert (deleted.id, deleted.deleted, deleted.object) == (made.id, True, "file")
    with pytest.raises(openai.NotFoundError, match="No such file"):
        client.files.retrieve(made.id)


def test_the_sdk_walks_through_all_pages(client: openai.OpenAI):
    made = [client.files.create(file=(f"{i}.jsonl", b"{}"), purpose="batch").id for i in range(5)]
    walked = [file.id for file in client.files.list(limit=2, purpose="batch")]
    assert [i for i in walked if i in made] == made[::-1]
    up = [file.id for file in client.files.list(limit=2, order="asc", purpose="batch")]
    assert [i for i in up if i in made] == made
    for file_id in made:
        client.files.delete(file_id)


def test_expiry_as_the_sdk_sends_it(client: openai.OpenAI, pictures: Pictures):
    made = client.files.create(
        file=pictures.photo, purpose="vision", expires_after={"anchor": "created_at", "seconds": 3600}
    )
    assert made.expires_at == made.created_at + 3600
    with pytest.raises(openai.BadRequestError) as caught:
        client.files.create(
            file=pictures.photo, purpose="vision", expires_after={"anchor": "created_at", "seconds": 60}
        )
    assert caught.value.param == "expires_after.seconds"


def test_what_is_no_picture_is_refused_in_words(client: openai.OpenAI):
    with pytest.raises(openai.BadRequestError) as caught:
        client.files.create(file=("a.png", b"not a picture"), purpose="vision")
    assert caught.value.param == "file"


def test_an_uploaded_picture_is_edited_by_its_id(client: openai.OpenAI, server: Served, pictures: Pictures):
    photo = client.files.create(file=pictures.photo, purpose="vision")
    mask = client.files.create(file=pictures.mask, purpose="vision")
    auth = {"authorization": f"Bearer {server.key}"}
    body = {"prompt": "Make it black and white", "images": [{"file_id": photo.id}], "mask": {"file_id": mask.id}}
    answer = httpx.post(f"{server.url}/images/edits", json=body, headers=auth, timeout=120)
    assert answer.status_code == 200, answer.text[:400]
    assert answer.json()["size"] == f"{pictures.width}x{pictures.height}"
    form = {"prompt": (None, "Make it black and white"), "image": (None, photo.id), "mask": (None, mask.id)}
    again = httpx.post(f"{server.url}/images/edits", files=form, headers=auth, timeout=120)
    assert again.json()["data"][0]["b64_json"] == answer.json()["data"][0]["b64_json"]
    by_bytes = client.images.edit(
        image=pictures.photo, mask=pictures.mask, prompt="Make it black and white", model="gpt-image-2"
    )
    assert by_bytes.data is not None
    assert by_bytes.data[0].b64_json == answer.json()["data"][0]["b64_json"]


def test_a_result_by_its_link(client: openai.OpenAI, pictures: Pictures):
    result = client.images.edit(
        image=pictures.photo,
        prompt="Make it black and white",
        model="gpt-image-2",
        extra_body={"response_format": "url"},
    )
    assert result.data is not None
    assert result.data[0].b64_json is None
    assert result.data[0].url is not None
    answer = httpx.get(result.data[0].url, timeout=30)
    assert answer.headers["content-type"] == "image/png"
    found = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert found is not None
    assert found.shape[:2] == (pictures.height, pictures.width)
    head = httpx.head(result.data[0].url, timeout=30)
    assert head.status_code == 200
    assert head.content == b""
    drawn = client.images.generate(
        prompt="a solid light grey background", model="dall-e-3", size="1024x1024", response_format="url"
    )
    assert drawn.data is not None
    assert drawn.data[0].url is not None
    assert httpx.get(drawn.data[0].url, timeout=30).headers["content-type"] == "image/png"


class Lines:
    """A large file that is made while it is sent."""

    def __init__(self, size: int) -> None:
        """size: bytes."""
        self.left = size
        self.hash = hashlib.sha256()

    def __iter__(self) -> Iterator[bytes]:
        """Pieces of 1 MB."""
        head = b'--XX\r\nContent-Disposition: form-data; name="purpose"\r\n\r\nbatch\r\n--XX\r\n'
        yield head + b'Content-Disposition: form-data; name="file"; filename="l.jsonl"\r\n\r\n'
        while self.left:
            piece = self.left.to_bytes(8, "big") * (min(self.left, 1_000_000) // 8)
            self.left -= len(piece)
            self.hash.update(piece)
            yield piece
        yield b"\r\n--XX--\r\n"


def settled(process: psutil.Process) -> int:
    """The process's memory once it no longer grows: a server that has just started loads its networks meanwhile."""
    last, since, until = process.memory_info().rss, time.monotonic(), time.monotonic() + 60
    while time.monotonic() < min(since + 3, until):
        time.sleep(0.2)
        now = process.memory_info().rss
        if abs(now - last) > 1_000_000:
            last, since = now, time.monotonic()
    return last


def test_a_large_batch_file_passes_through_in_constant_memory(client: openai.OpenAI, server: Served):
    process = psutil.Process(server.pid)
    client.files.create(file=("small.jsonl", b"{}"), purpose="batch")
    before = peak = settled(process)
    lines = Lines(LARGE)

    def watched() -> Iterator[bytes]:
        nonlocal peak
        for piece in lines:
            peak = max(peak, process.memory_info().rss)
            yield piece

    headers = {"authorization": f"Bearer {server.key}", "content-type": "multipart/form-data; boundary=XX"}
    made = httpx.post(f"{server.url}/files", content=watched(), headers=headers, timeout=120).json()
    assert made["bytes"] == LARGE
    found = hashlib.sha256()
    with client.files.with_streaming_response.content(made["id"]) as answer:
        for piece in answer.iter_bytes(1_000_000):
            peak = max(peak, process.memory_info().rss)
            found.update(piece)
    assert found.digest() == lines.hash.digest()
    assert peak - before < GROWTH, f"{(peak - before) / 1e6:.0f} MB"
    client.files.delete(made["id"])
