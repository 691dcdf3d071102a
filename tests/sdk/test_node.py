"""The official Node SDK against a real server, in one Node process; each case is checked here."""

import json
import shutil
import subprocess
from typing import Any

import pytest

from tests import node_sdk
from tests.sdk.conftest import Pictures
from tests.serving import Served

pytestmark = pytest.mark.skipif(not node_sdk.HERE, reason="needs Node and npm")


@pytest.fixture(scope="session")
def outcomes(server: Served, pictures: Pictures, tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, Any]]:
    """Installs the locked SDK into a folder of its own and runs every case once."""
    folder = tmp_path_factory.mktemp("node")
    node_sdk.install(folder)
    shutil.copy(node_sdk.FOLDER / "edit.mjs", folder)
    env = node_sdk.environment(
        SCUMBLE_TEST_URL=server.url,
        SCUMBLE_TEST_KEY=server.key,
        SCUMBLE_TEST_PICTURES=str(pictures.photo.parent),
    )
    ran = subprocess.run(
        ["node", "edit.mjs"], cwd=folder, env=env, check=True, capture_output=True, text=True, timeout=200
    )
    return {found["case"]: found for found in map(json.loads, ran.stdout.splitlines())}


@pytest.mark.parametrize(
    ("case", "images"),
    [("one", 1), ("stream_upload", 1), ("three", 1), ("mask", 1), ("two", 2), ("json", 1)],
)
def test_edits_give_pictures_and_facts(outcomes: dict[str, dict[str, Any]], pictures: Pictures, case: str, images: int):
    assert "error" not in outcomes[case], outcomes[case]
    result = outcomes[case]["result"]
    assert result["images"] == images
    assert all(count > 1000 for count in result["bytes"])
    assert (result["size"], result["format"]) == (f"{pictures.width}x{pictures.height}", "png")
    assert result["tokens"] > 0
    assert result["engine"] == "scumble-cpu"
    assert result["changed"] == 0
    assert result["request"].startswith("req_")


def test_streaming_with_two_previews(outcomes: dict[str, dict[str, Any]], pictures: Pictures):
    events = outcomes["streaming"]["result"]["events"]
    assert [e[:2] for e in events] == [
        ["image_edit.partial_image", 0],
        ["image_edit.partial_image", 1],
        ["image_edit.completed", None],
    ]
    assert events[-1][2] == f"{pictures.width}x{pictures.height}"


@pytest.mark.parametrize(
    ("case", "name", "status", "code", "param"),
    [
        ("wrong_key", "AuthenticationError", 401, "invalid_api_key", None),
        ("wrong_size", "BadRequestError", 400, "invalid_value", "size"),
        ("wrong_mask", "BadRequestError", 400, "invalid_mask_image_format", "mask"),
        ("wrong_model", "NotFoundError", 404, "model_not_found", "model"),
        ("wrong_in_stream", "BadRequestError", 400, "unsupported_instruction", "prompt"),
        ("too_large", "APIError", 413, "request_too_large", "image"),
    ],
)
def test_typed_errors(
    outcomes: dict[str, dict[str, Any]], case: str, name: str, status: int, code: str, param: str | None
):
    error = outcomes[case]["error"]
    assert (error["name"], error["status"], error["code"], error["param"]) == (name, status, code, param)
    assert error["type"]
    assert error["request"].startswith("req_")
