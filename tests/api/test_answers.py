"""Answers: OpenAI's fields with resolved values, usage, `data[].edit` by its published schema, masks on request."""

import base64
import json
import threading
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from scumble.api.answers import region_object
from scumble.api.schema import EDIT_SCHEMA
from scumble.codec.decode import Limits, decode
from scumble.core.region import Region
from tests.api.helpers import EditorDouble, api, edit, mask, picture

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "edit.json"


def masked(fields: dict[str, Any]) -> dict[str, Any]:
    """The answer to an edit with a mask over the left half."""
    files = [("image", ("a.png", picture(), "image/png")), ("mask", ("m.png", mask(), "image/png"))]
    return edit(api(), fields, files=files).json()


def test_the_published_schema_is_the_code_s():
    assert json.loads(PUBLISHED.read_text()) == EDIT_SCHEMA
    jsonschema.Draft202012Validator.check_schema(EDIT_SCHEMA)


@pytest.mark.parametrize(
    "fields", [{}, {"include": "mask"}, {"include[]": "mask", "n": "2"}, {"background": "transparent"}]
)
def test_edit_objects_meet_the_published_schema(fields: dict[str, Any]):
    for item in masked(fields)["data"]:
        jsonschema.validate(item["edit"], json.loads(PUBLISHED.read_text()))


@pytest.mark.parametrize(
    ("path", "value"),
    [(("engine",), None), (("preservation", "mode"), "perfect"), (("unknown",), 1), (("money", "amount"), 0.1)],
)
def test_the_schema_is_strict(path: tuple[str, ...], value: object):
    found = masked({})["data"][0]["edit"]
    where = found
    for key in path[:-1]:
        where = where[key]
    where[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, EDIT_SCHEMA)


def test_answers_have_openai_s_fields_with_resolved_values():
    response = edit(api(), {"n": "2", "output_format": "webp", "background": "transparent", "seed": "7"})
    body = response.json()
    assert set(body) == {"created", "data", "background", "output_format", "quality", "size", "usage"}
    assert body["created"] > 1_700_000_000
    assert (body["background"], body["output_format"], body["quality"]) == ("transparent", "webp", "medium")
    assert body["size"] == "24x16"
    assert [set(item) for item in body["data"]] == [{"b64_json", "edit"}] * 2
    assert [item["edit"]["seed"] for item in body["data"]] == [7, 8]
    assert response.headers["x-scumble-engine"] == "double"


def test_usage_adds_up_over_the_variants():
    usage = edit(api(), {"n": "3"}).json()["usage"]
    assert usage == {
        "input_tokens": 110,
        "input_tokens_details": {"image_tokens": 100, "text_tokens": 10},
        "output_tokens": 150,
        "output_tokens_details": {"image_tokens": 150, "text_tokens": 0},
        "total_tokens": 260,
    }


def test_the_picture_is_plain_base64_of_the_bytes():
    encoded = edit(api()).json()["data"][0]["b64_json"]
    assert base64.b64decode(encoded, validate=True) == picture()


def test_large_answers_are_whole():
    encoded = edit(api(EditorDouble(big=3_000_000))).json()["data"][0]["b64_json"]
    assert len(base64.b64decode(encoded, validate=True)) == len(picture()) + 3_000_000


def test_region_is_told_as_box_and_share_and_mask_only_on_request():
    plain = masked({})["data"][0]["edit"]["region"]
    assert plain == {"box": {"x": 0, "y": 0, "width": 12, "height": 16}, "share": 0.5}
    sent = base64.b64decode(masked({"include": "mask"})["data"][0]["edit"]["region"]["mask"])
    alpha = decode(sent, limits=Limits()).image.alpha
    assert np.array_equal(alpha[:, :12], np.zeros((16, 12)))
    assert np.array_equal(alpha[:, 12:], np.full((16, 12), 255))


@pytest.mark.parametrize(("side", "threaded"), [(16, False), (2000, True)])
def test_large_regions_are_measured_off_the_event_loop(side: int, threaded: bool, monkeypatch: pytest.MonkeyPatch):
    found: list[bool] = []

    def noted(region: Region, **more: Any) -> Any:
        found.append(threading.current_thread() is not threading.main_thread())
        return region_object(region, **more)

    monkeypatch.setattr("scumble.api.answers.region_object", noted)
    assert edit(api(EditorDouble(region_side=side))).status_code == 200
    assert found == [threaded]
