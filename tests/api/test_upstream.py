"""POST /v1/tasks as gateways use it: white masks, boxes, addresses, codes of errors, results without a key."""

import base64
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import cv2
import httpx
import jsonschema
import numpy as np
import pytest

from scumble.api.contract import contract_code
from scumble.api.keeping import keep
from scumble.api.tasks_schema import TASK_SCHEMA
from scumble.core.errors import (
    BadKey,
    DeadlinePassed,
    EngineFailed,
    FetchFailed,
    InvalidMask,
    InvalidValue,
    Overloaded,
    ScumbleError,
    StorageFull,
)
from scumble.db.engine import Database
from scumble.edits.entries import task_entry
from scumble.store.task_pictures import TaskPictures
from tests.api.helpers import AUTH, EditorDouble, api, picture, served, storage
from tests.jobs.desks import Opened


def url_of(pixels: np.ndarray, suffix: str = ".png") -> str:
    """A picture as a data URL."""
    ok, data = cv2.imencode(suffix, pixels)
    assert ok
    return f"data:image/{'jpeg' if suffix == '.jpg' else 'png'};base64," + base64.b64encode(data.tobytes()).decode()


PHOTO = "data:image/png;base64," + base64.b64encode(picture(48, 32)).decode()


class Gateway:
    """What a gateway does."""

    def __init__(self, http: httpx.Client) -> None:
        """http: with the key."""
        self.http = http

    def ask(self, headers: dict[str, str] | None = None, **given: Any) -> httpx.Response:
        """Submits; fields of `input`."""
        asked = {"image_url": PHOTO, "prompt": "white studio", **given}
        return self.http.post("/v1/tasks", json={"model": "auto", "input": asked}, headers=headers)

    def ended(self, answer: httpx.Response) -> dict[str, Any]:
        """Polls."""
        assert answer.status_code == 202, answer.text
        for _ in range(400):
            task = self.http.get(f"/v1/tasks/{answer.json()['id']}").json()
            if task["status"] not in {"queued", "processing"}:
                jsonschema.validate(task, TASK_SCHEMA)
                return dict(task)
            time.sleep(0.02)
        raise AssertionError(task)


@contextmanager
def gateway(folder: Path, editor: EditorDouble | None = None) -> Iterator[Gateway]:
    """A gateway before a server over doubles."""
    database = Database(f"sqlite:///{folder / 'scumble.db'}")
    database.migrate()
    kept: Any = storage(database)
    shelf: Any = TaskPictures(kept.files._store)
    opened = Opened(database, shelf=shelf, keep=keep, entry=task_entry)
    with (
        served(api(editor, desk=opened.desk, storage=kept), lifespan="on") as port,
        httpx.Client(base_url=f"http://127.0.0.1:{port}", headers=AUTH, timeout=30) as http,
    ):
        yield Gateway(http)
    database.close()


def test_submit_poll_fetch(tmp_path: Path) -> None:
    with gateway(tmp_path) as client:
        answer = client.ask(output_format="webp")
        assert answer.json()["status"] == "queued"
        task = client.ended(answer)
        assert task["status"] == "succeeded"
        (asset,) = task["output"]["assets"]
        assert (asset["type"], asset["mimeType"]) == ("image", "image/webp")
        assert asset["url"].startswith("http://127.0.0.1:")
        fetched = httpx.get(asset["url"])  # without a key
        assert fetched.headers["content-type"] == "image/webp"
        assert int(fetched.headers["cache-control"].split("max-age=")[1].split(",")[0]) >= 86_400


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_white_is_selected(tmp_path: Path, suffix: str) -> None:
    mask = np.zeros((32, 48), np.uint8)
    mask[8:16, 16:32] = 255
    editor = EditorDouble()
    with gateway(tmp_path, editor) as client:
        assert client.ended(client.ask(mask_url=url_of(mask, suffix)))["status"] == "succeeded"
    drawn = editor.asked[0].drawn
    assert drawn is not None
    assert drawn.region is not None
    assert np.array_equal(drawn.region.weights, (mask > 0).astype(np.float32))


def test_grey_is_selected_in_part_and_transparent_not_at_all(tmp_path: Path) -> None:
    mask = np.zeros((32, 48, 4), np.uint8)
    mask[:, :16] = (255, 255, 255, 255)
    mask[:, 16:32] = (128, 128, 128, 255)
    mask[:, 32:] = (255, 255, 255, 0)
    editor = EditorDouble()
    with gateway(tmp_path, editor) as client:
        assert client.ended(client.ask(mask_url=url_of(mask)))["status"] == "succeeded"
    drawn = editor.asked[0].drawn
    assert drawn is not None
    assert drawn.region is not None
    assert [round(float(drawn.region.weights[0, x]), 2) for x in (0, 20, 40)] == [1.0, 0.5, 0.0]


def test_a_box(tmp_path: Path) -> None:
    editor = EditorDouble()
    with gateway(tmp_path, editor) as client:
        box = {"type": "box", "x": 4, "y": 2, "width": 10, "height": 6}
        assert client.ended(client.ask(region=box))["status"] == "succeeded"
    drawn = editor.asked[0].drawn
    assert drawn is not None
    assert drawn.region is not None
    assert float(drawn.region.weights.sum()) == 60.0


def test_errors_have_the_codes_of_the_contract(tmp_path: Path) -> None:
    with gateway(tmp_path) as client:
        small = url_of(np.zeros((5, 5), np.uint8))
        for given, status, code, param in (
            ({"image_url": "ftp://x/y.png"}, 400, "invalid_request", "input.image_url"),
            ({"image_url": "http://127.0.0.1/x.png"}, 400, "invalid_request", "input.image_url"),
            ({"image_url": "data:image/png;base64,AAAA"}, 400, "invalid_request", "input.image_url"),
            ({"mask_url": small}, 400, "mask_invalid", "input.mask_url"),
            ({"mask_url": "data:image/png;base64,AAAA"}, 400, "mask_invalid", None),
            ({"prompt": ""}, 400, "invalid_request", "input.prompt"),
            ({"surprise": 1}, 400, "invalid_request", "input.surprise"),
            ({"output_format": "gif"}, 400, "invalid_request", "input.output_format"),
        ):
            answer = client.ask(**given)
            error = answer.json()["error"]
            assert (answer.status_code, error["code"]) == (status, code), error
            assert param is None or error["param"] == param, error
        answer = client.ask({"authorization": "Bearer nonsense"})
        assert (answer.status_code, answer.json()["error"]["code"]) == (401, "unauthorized")


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadKey(), "unauthorized"),
        (FetchFailed(), "image_download_failed"),
        (InvalidMask(), "mask_invalid"),
        (InvalidValue(param="input.mask_url"), "mask_invalid"),
        (FetchFailed(param="input.mask_url"), "image_download_failed"),
        (InvalidValue(), "invalid_request"),
        (EngineFailed(), "model_error"),
        (DeadlinePassed(), "timeout"),
        (Overloaded(), "server_error"),
        (StorageFull(), "server_error"),
    ],
)
def test_the_code_of_every_kind_of_error(error: ScumbleError, code: str) -> None:
    assert contract_code(error) == code


def test_a_task_that_fails_tells_the_contracts_code(tmp_path: Path) -> None:
    with gateway(tmp_path, EditorDouble(error=EngineFailed("The engine broke."))) as client:
        task = client.ended(client.ask())
        assert task["status"] == "failed"
        assert (task["error"]["code"], task["error"]["message"]) == ("model_error", "The engine broke.")
        plain = client.http.post(
            "/v1/images/edits",
            data={"prompt": "x", "background": "true"},
            files={"image": ("p.png", picture(), "image/png")},
        )
        assert client.ended(plain)["error"]["code"] == "engine_failed", "other tasks keep their own codes"


def test_a_key_makes_it_once(tmp_path: Path) -> None:
    editor = EditorDouble()
    with gateway(tmp_path, editor) as client:
        named = {"Idempotency-Key": "mine"}
        first, second = client.ask(named), client.ask(named)
        assert first.json()["id"] == second.json()["id"]
        client.ended(second)
        assert len(editor.asked) == 1
        assert client.ask(named, prompt="another").status_code == 409
