"""JSON bodies: references by data URL, strict types, null as absent; and the generation and plan endpoints."""

import base64
import threading
from typing import Any

import numpy as np
import pytest

from scumble.api.references import read_references
from scumble.core.errors import Unsupported
from scumble.core.instruction import Output
from tests.api.helpers import AUTH, EditorDouble, api, call, edit_json, error_of, image, mask, picture


def url(data: bytes, kind: str = "image/png") -> str:
    """A data URL."""
    return f"data:{kind};base64,{base64.b64encode(data).decode()}"


def body(**more: Any) -> dict[str, Any]:
    """A minimal edit."""
    return {"prompt": "white studio", "images": [{"image_url": url(picture())}], **more}


def test_data_url_pictures_and_mask_arrive():
    editor = EditorDouble()
    images = [{"image_url": url(picture())}, {"image_url": url(picture(8, 8), "image/webp;charset=x")}]
    assert edit_json(api(editor), body(images=images, mask={"image_url": url(mask())})).status_code == 200
    first = editor.asked[0]
    assert np.array_equal(first.sources[0].image.pixels, image().pixels)
    assert first.sources[1].image.size == "8x8"
    assert first.drawn is not None
    assert first.drawn.region is not None
    assert first.drawn.region.share == 0.5


def test_null_is_the_default_for_every_optional_parameter():
    editor = EditorDouble()
    names = ("model", "n", "size", "quality", "background", "output_format", "output_compression", "input_fidelity")
    more = ("moderation", "user", "stream", "partial_images", "mask", "seed", "region", "include", "complexity")
    response = edit_json(api(editor), body(**dict.fromkeys((*names, *more))))
    assert response.status_code == 200, response.text
    assert editor.asked[0].output == Output()


@pytest.mark.parametrize(
    ("more", "param", "code"),
    [
        ({"n": "2"}, "n", "invalid_type"),
        ({"n": 1.5}, "n", "invalid_type"),
        ({"n": True}, "n", "invalid_type"),
        ({"stream": "true"}, "stream", "invalid_type"),
        ({"prompt": 7}, "prompt", "invalid_type"),
        ({"prompt": None}, "prompt", "invalid_type"),
        ({"images": []}, "images", "empty_array"),
        ({"images": "x"}, "images", "invalid_type"),
        ({"images": [{"image_url": "data:,"}] * 17}, "images", "array_above_max_length"),
        ({"images": [{}]}, "images[0]", "invalid_value"),
        ({"images": [{"image_url": "data:,", "file_id": "file-1"}]}, "images[0]", "invalid_value"),
        ({"images": [{"image_url": "https://example.com/a.png"}]}, "images[0].image_url", "invalid_image_url"),
        ({"images": [{"image_url": "photo.png"}]}, "images[0].image_url", "invalid_image_url"),
        ({"images": [{"image_url": "data:image/png;base64,@@@"}]}, "images[0].image_url", "invalid_base64_image"),
        ({"images": [{"image_url": "data:image/png;base64,"}]}, "images[0].image_url", "empty_image_file"),
        ({"images": [{"image_url": "data:,", "detail": "high"}]}, "images[0].detail", "unknown_parameter"),
        ({"mask": {"image_url": "http://example.com/m.png"}}, "mask.image_url", "invalid_image_url"),
        ({"image": "x"}, "image", "unknown_parameter"),
        ({"region": [1, 2]}, "region", "invalid_type"),
        ({"svg": {"model": "x"}}, "svg", "unsupported_parameter"),
    ],
)
def test_refused_json_names_parameter_and_code(more: dict[str, Any], param: str, code: str):
    error = error_of(edit_json(api(), body(**more)), 400)
    assert (error["param"], error["code"]) == (param, code)


def test_misspelt_images_gets_a_hint():
    sent = body()
    sent["image"] = sent["images"]
    assert "'images'" in error_of(edit_json(api(), sent), 400)["message"]


def test_file_id_is_not_found():
    error = error_of(edit_json(api(), body(images=[{"file_id": "file-abc"}])), 404)
    assert (error["param"], error["code"]) == ("images[0].file_id", "image_file_not_found")


def test_missing_parameters_come_before_unknown_ones():
    error = error_of(edit_json(api(), {"promt": "x", "images": [{"image_url": url(picture())}]}), 400)
    assert (error["param"], error["code"]) == ("prompt", "missing_required_parameter")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b"[" * 5000])
def test_bodies_that_are_no_json_object_are_refused(content: bytes):
    headers = {**AUTH, "content-type": "application/json"}
    error = error_of(call(api(), "POST", "/v1/images/edits", content=content, headers=headers), 400)
    assert error["code"] == "invalid_json"


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_other_content_types_are_refused_by_name(kind: str):
    headers = {**AUTH, "content-type": kind}
    error = error_of(call(api(), "POST", "/v1/images/edits", content=b"x", headers=headers), 400)
    assert error["code"] == "unsupported_content_type"


def test_generation_has_no_source():
    editor = EditorDouble()
    sent = {"prompt": "a blue gradient", "size": "64x32", "style": "vivid", "quality": "hd", "moderation": "low"}
    response = call(api(editor), "POST", "/v1/images/generations", json=sent)
    assert response.status_code == 200
    assert editor.asked[0].sources == ()
    assert editor.asked[0].output == Output(width=64, height=32, quality="high")


@pytest.mark.parametrize("name", ["images", "mask", "input_fidelity", "region"])
def test_generation_refuses_parameters_of_edits(name: str):
    error = error_of(call(api(), "POST", "/v1/images/generations", json={"prompt": "x", name: "high"}), 400)
    assert (error["param"], error["code"]) == (name, "unknown_parameter")


def test_generation_refuses_forms():
    files = {"image": ("a.png", picture(), "image/png")}
    response = call(api(), "POST", "/v1/images/generations", data={"prompt": "x"}, files=files)
    assert error_of(response, 400)["code"] == "unsupported_content_type"


def test_plan_from_facts_alone():
    editor = EditorDouble()
    facts = {
        "prompt": "white studio",
        "image_count": 2,
        "image_size": "640x480",
        "has_mask": True,
        "transparent": False,
    }
    answer = call(api(editor), "POST", "/v1/images/plan", json=facts).json()
    assert answer["plan"]["understood"]
    assert answer["plan"]["steps"][0]["op"] == "background.studio"
    assert answer["engine"] == "double"
    asked = editor.questions[0]
    assert (asked.sources, asked.width, asked.height) == (2, 640, 480)
    assert (asked.drawn, asked.transparent, asked.model) == (True, False, None)


def test_plan_with_the_body_of_an_edit():
    editor = EditorDouble()
    files = {"image": ("a.png", picture(), "image/png"), "mask": ("m.png", mask(), "image/png")}
    data = {"prompt": "remove it", "model": "gpt-image-2"}
    assert call(api(editor), "POST", "/v1/images/plan", data=data, files=files).status_code == 200
    assert call(api(editor), "POST", "/v1/images/plan", json=body()).status_code == 200
    form, sent = editor.questions
    assert (form.width, form.height, form.drawn, form.model) == (24, 16, True, "gpt-image-2")
    assert (sent.width, sent.height, sent.drawn, sent.model) == (24, 16, False, None)


def test_plan_says_what_cannot_be_done():
    error = Unsupported(
        "No engine here can 'add a hat'.", part="add a hat", nearest=("crop it",), needs="generative edit"
    )
    found = error_of(
        call(api(EditorDouble(plan_error=error)), "POST", "/v1/images/plan", json={"prompt": "add a hat"}), 400
    )
    assert found["code"] == "unsupported_instruction"
    assert found["details"] == {"part": "add a hat", "nearest": ["crop it"], "needs": "generative edit"}


def test_plan_refuses_a_bad_picture_size():
    sent = {"prompt": "x", "image_size": "huge"}
    assert error_of(call(api(), "POST", "/v1/images/plan", json=sent), 400)["param"] == "image_size"


def test_names_in_json_are_not_repeated_at_length():
    response = edit_json(api(), body(**{"y" * 100_000: 1}))
    error_of(response, 400)
    assert len(response.content) < 1000


@pytest.mark.parametrize("path", ["/v1/images/edits", "/v1/images/plan"])
def test_pictures_are_decoded_from_base64_off_the_event_loop(path: str, monkeypatch: pytest.MonkeyPatch):
    threads: list[bool] = []

    def noted(*args: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return read_references(*args)

    monkeypatch.setattr("scumble.api.images.read_references", noted)
    assert call(api(), "POST", path, json=body()).status_code == 200
    assert threads == [False]
