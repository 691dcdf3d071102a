"""Server-sent events: framing to the byte, previews, heartbeats, errors before and inside a stream."""

import base64
import json
from typing import Any

from scumble.core.errors import EngineFailed
from tests.api.helpers import AUTH, ENVELOPE, EditorDouble, api, call, edit, error_of, picture


def events(text: str) -> list[tuple[str, dict[str, Any]]]:
    """Events as (name, data), after checking each line is one the clients know."""
    assert text.endswith("\n\n")
    assert "\r" not in text
    found: list[tuple[str, dict[str, Any]]] = []
    for block in text[:-2].split("\n\n"):
        if block.startswith(":"):
            assert "\n" not in block
            continue
        name, data = block.split("\n")
        assert name.startswith("event: ")
        assert data.startswith("data: ")
        found.append((name[7:], json.loads(data[6:])))
    return found


def test_two_previews_then_the_result():
    response = edit(api(), {"stream": "true", "partial_images": "2", "quality": "high", "size": "auto"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/event-stream")
    assert "content-length" not in response.headers
    assert "no-transform" in response.headers["cache-control"]
    found = events(response.text)
    names = ["image_edit.partial_image", "image_edit.partial_image", "image_edit.completed"]
    assert [name for name, _ in found] == names
    assert [data["type"] for _, data in found] == names
    assert [data["partial_image_index"] for _, data in found[:2]] == [0, 1]
    for _, data in found:
        assert base64.b64decode(data["b64_json"], validate=True) == picture()
        assert data["size"] == "24x16"
        assert data["output_format"] == "png"
        assert data["background"] == "opaque"
        assert data["created_at"] > 1_700_000_000
    done = found[-1][1]
    assert "partial_image_index" not in done
    assert done["quality"] == "high"
    assert done["usage"]["total_tokens"] == 160
    assert done["edit"]["engine"] == "double"


def test_without_previews_there_is_one_event():
    assert [name for name, _ in events(edit(api(), {"stream": "true"}).text)] == ["image_edit.completed"]


def test_generation_has_its_own_event_names():
    sent = {"prompt": "a gradient", "stream": True, "partial_images": 1}
    found = events(call(api(), "POST", "/v1/images/generations", json=sent).text)
    assert [name for name, _ in found] == ["image_generation.partial_image", "image_generation.completed"]


def test_stream_is_decided_by_the_field_not_by_accept():
    headers = {**AUTH, "accept": "text/event-stream"}
    assert edit(api(), headers=headers).headers["content-type"] == "application/json"
    headers = {**AUTH, "accept": "application/json"}
    response = edit(api(), {"stream": "true"}, headers=headers)
    assert response.headers["content-type"].startswith("text/event-stream")


def test_heartbeats_are_comments_only():
    text = edit(api(EditorDouble(seconds=0.3), heartbeat_seconds=0.05), {"stream": "true"}).text
    assert text.startswith(": still working\n\n")
    assert text.count(":") > 3
    assert [name for name, _ in events(text)] == ["image_edit.completed"]


def test_an_error_before_the_first_event_keeps_its_status():
    error = error_of(edit(api(EditorDouble(error=EngineFailed("It broke."))), {"stream": "true"}), 500)
    assert error["code"] == "engine_failed"


def test_an_error_inside_a_stream_is_data_with_all_keys():
    editor = EditorDouble(error=EngineFailed("It broke."))
    response = edit(api(editor), {"stream": "true", "partial_images": "1"})
    assert response.status_code == 200
    name, data = events(response.text)[-1]
    assert name == "error"
    assert set(data["error"]) == ENVELOPE
    assert (data["error"]["message"], data["error"]["code"]) == ("It broke.", "engine_failed")


def test_an_unexpected_error_inside_a_stream_leaks_nothing():
    editor = EditorDouble(error=RuntimeError("secret path"))
    response = edit(api(editor), {"stream": "true", "partial_images": "1"})
    assert "secret" not in response.text
    assert response.headers["x-request-id"] in events(response.text)[-1][1]["error"]["message"]


def test_mask_on_request_travels_in_the_completed_event():
    found = events(edit(api(), {"stream": "true", "include": "mask"}).text)
    assert base64.b64decode(found[-1][1]["edit"]["region"]["mask"]).startswith(b"\x89PNG")


def test_previews_tell_what_they_are():
    editor = EditorDouble(partial={"format": "webp", "transparent": True, "quality": "high"})
    found = events(edit(api(editor), {"stream": "true", "partial_images": "1"}).text)
    told = {name: found[0][1][name] for name in ("output_format", "background", "quality")}
    assert told == {"output_format": "webp", "background": "transparent", "quality": "high"}
