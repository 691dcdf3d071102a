"""Batches against a real server: JSONL made while it is written, batches watched to their end, their files checked."""

import base64
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openai
from openai.types import Batch

from tests.api.helpers import picture

WORDS = ("flip it horizontally", "make it brighter", "rotate it by 90 degrees", "make it 50 % smaller")
EDITS = "/v1/images/edits"


def data_url(width: int, height: int) -> str:
    """A small picture as JSON bodies have it."""
    return "data:image/png;base64," + base64.b64encode(picture(width, height)).decode()


def edit_line(number: int, image: Mapping[str, str], **body: Any) -> dict[str, Any]:
    """One line; its custom id is its number."""
    asked = {"prompt": WORDS[number % len(WORDS)], "images": [image], "model": "gpt-image-2", **body}
    return {"custom_id": f"line-{number}", "method": "POST", "url": EDITS, "body": asked}


def edit_lines(count: int, *, side: int = 128) -> Iterator[dict[str, Any]]:
    """Lines whose pictures are small and differ."""
    for number in range(count):
        yield edit_line(number, {"image_url": data_url(side - number % 32, side - number % 29)})


def write_lines(path: Path, lines: Iterable[Mapping[str, Any]]) -> Path:
    """A JSONL file, written line by line."""
    with path.open("w") as file:
        for line in lines:
            file.write(json.dumps(line) + "\n")
    return path


def begin(client: openai.OpenAI, path: Path, endpoint: Any = EDITS, **more: Any) -> Batch:
    """Uploads the lines and makes the batch."""
    file = client.files.create(file=path, purpose="batch")
    return client.batches.create(input_file_id=file.id, endpoint=endpoint, completion_window="24h", **more)


def ended(client: openai.OpenAI, batch_id: str, seconds: float = 120.0) -> Batch:
    """The batch once it has ended."""
    until = time.monotonic() + seconds
    while (batch := client.batches.retrieve(batch_id)).status not in {"completed", "failed", "expired", "cancelled"}:
        assert time.monotonic() < until, batch
        time.sleep(0.2)
    return batch


@dataclass(frozen=True, kw_only=True)
class Files:
    """What a batch's files say, by custom id; each line stands there once."""

    output: Mapping[str, dict[str, Any]]
    errors: Mapping[str, dict[str, Any]]

    def codes(self) -> set[str | None]:
        """Codes of lines that were not executed."""
        return {line["error"]["code"] for line in self.errors.values() if line["error"]}


def files_of(client: openai.OpenAI, batch: Batch) -> Files:
    """Both files, read line by line."""
    return Files(output=_lines(client, batch.output_file_id), errors=_lines(client, batch.error_file_id))


def _lines(client: openai.OpenAI, file_id: str | None) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    if file_id is None:
        return found
    with client.files.with_streaming_response.content(file_id) as answer:
        for text in answer.iter_lines():
            line = json.loads(text)
            assert line["id"].startswith("batch_req_")
            assert line["custom_id"] not in found, "a line twice"
            assert (line["response"] is None) == (line["error"] is not None)
            found[line["custom_id"]] = line
    return found


def check_answer(line: Mapping[str, Any]) -> None:
    """A line of the output file answers as the route would have."""
    response = line["response"]
    assert response["status_code"] == 200
    assert response["request_id"].startswith("req_")
    (item,) = response["body"]["data"]
    assert base64.b64decode(item["b64_json"]).startswith(b"\x89PNG")
    assert item["edit"]["engine"] == "scumble-cpu"
    assert response["body"]["usage"]["total_tokens"] > 0
