"""POST /v1/images/regions: both bodies, exactly one question, masks that an edit takes back, schema, errors."""

import base64
import json
from pathlib import Path
from typing import Any

import jsonschema
import numpy as np
import pytest

from scumble.api.regions_schema import REGIONS_SCHEMA
from scumble.codec.decode import Limits, decode
from scumble.core.errors import Cancelled
from scumble.core.region import Box, Region
from scumble.regions.drawn import mask_region
from scumble.regions.found import Found
from scumble.regions.scene import Thing
from tests.api.helpers import AUTH, EditorDouble, api, call, error_of, mask, picture

PUBLISHED = Path(__file__).parents[2] / "docs" / "schemas" / "regions.json"
PATH = "/v1/images/regions"
DATA_URL = "data:image/png;base64," + base64.b64encode(picture()).decode()


def soft_region() -> Region:
    """A soft disc in a 24 x 16 picture."""
    yy, xx = np.mgrid[:16, :24]
    return Region(weights=np.clip(1.5 - np.hypot(xx - 8, yy - 8) / 5, 0, 1).astype(np.float32))


def found() -> Found:
    """One cup, and another that could have been meant."""
    region = soft_region()
    assert region.bounds is not None
    cup = Thing(label="cup", box=region.bounds, score=0.8, region=region)
    other = Thing(label="cup", box=Box(x0=15, y0=2, x1=20, y1=9), score=0.4)
    return Found(region=region, box=cup.box, candidates=(cup, other), confidence=0.9, sentence="2 cups.", chosen=(cup,))


def unsure(*candidates: Thing) -> Found:
    """Nothing selected."""
    return Found(region=None, box=None, candidates=candidates, confidence=0.2, sentence="No cup was found; found: dog.")


def ask(editor: EditorDouble, data: dict[str, Any], **request: Any) -> Any:
    """A multipart question with one picture."""
    files = request.pop("files", [("image", ("photo.png", picture(), "image/png"))])
    return call(api(editor), "POST", PATH, data=data, files=files, **request)


def test_words_in_a_form_give_regions_that_follow_the_published_schema() -> None:
    editor = EditorDouble(found=found())
    response = ask(editor, {"prompt": "the red cup"})
    assert response.status_code == 200
    body = response.json()
    jsonschema.validate(body, json.loads(PUBLISHED.read_text()))
    assert (body["object"], body["width"], body["height"], body["sentence"]) == ("image.regions", 24, 16, "2 cups.")
    assert [(r["label"], r["words"], r["confidence"]) for r in body["regions"]] == [("cup", "the red cup", 0.9)]
    assert [c["confidence"] for c in body["candidates"]] == [0.8, 0.4]
    assert editor.looked[0].words == "the red cup"
    assert editor.looked[0].drawn is None


def test_the_published_schema_is_the_code_s() -> None:
    assert json.loads(PUBLISHED.read_text()) == REGIONS_SCHEMA
    jsonschema.Draft202012Validator.check_schema(REGIONS_SCHEMA)


def test_the_mask_sent_back_selects_exactly_that_region() -> None:
    body = ask(EditorDouble(found=found()), {"prompt": "cup"}).json()
    png = base64.b64decode(body["regions"][0]["mask"]["b64_json"])
    editor = EditorDouble()
    files = [("image", ("a.png", picture(), "image/png")), ("mask", ("mask.png", png, "image/png"))]
    assert call(api(editor), "POST", "/v1/images/edits", data={"prompt": "blur it"}, files=files).status_code == 200
    drawn = editor.asked[0].drawn
    assert drawn is not None
    assert drawn.region is not None
    assert np.array_equal(drawn.region.inside, soft_region().inside)
    assert np.abs(drawn.region.weights - soft_region().weights).max() <= 1 / 255
    alone = mask_region(decode(png, limits=Limits()).image, 24, 16)
    assert body["regions"][0]["share"] == pytest.approx(alone.share, abs=1e-6)


def test_json_with_points_becomes_clicks() -> None:
    editor = EditorDouble(found=found())
    sent = {"images": [{"image_url": DATA_URL}], "region": {"type": "points", "points": [{"x": 3, "y": 4}]}}
    assert call(api(editor), "POST", PATH, json=sent).status_code == 200
    drawn = editor.looked[0].drawn
    assert drawn is not None
    assert [(c.x, c.y, c.label) for c in drawn.clicks] == [(3, 4, 1)]
    assert editor.looked[0].words is None


def test_a_box_in_fractions_and_bracket_fields_is_read() -> None:
    editor = EditorDouble(found=found())
    box = {"region[x]": "0.25", "region[y]": "0", "region[width]": "0.5", "region[height]": "1"}
    assert ask(editor, {**box, "region[units]": "fraction"}).status_code == 200
    drawn = editor.looked[0].drawn
    assert drawn is not None
    assert drawn.region is not None
    assert drawn.region.bounds == Box(x0=6, y0=0, x1=18, y1=16)


def test_unsure_is_answered_with_the_candidates_and_no_region() -> None:
    thing = Thing(label="dog", box=Box(x0=0, y0=0, x1=5, y1=5), score=0.4)
    body = ask(EditorDouble(found=unsure(thing)), {"prompt": "the cup"}).json()
    assert body["regions"] == []
    assert body["candidates"][0]["box"] == {"x": 0, "y": 0, "width": 5, "height": 5}


def test_absent_is_an_error_that_says_what_was_found() -> None:
    error = error_of(ask(EditorDouble(found=unsure()), {"prompt": "the cup"}), 400)
    assert error["code"] == "unsupported_instruction"
    assert "found: dog" in error["message"]
    assert error["details"]["part"] == "the cup"


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({}, "prompt", "missing_required_parameter"),
        ({"prompt": "  "}, "prompt", "missing_required_parameter"),
        ({"prompt": "cup", "region": '{"type":"box","x":1,"y":1,"width":2,"height":2}'}, "region", "invalid_value"),
        ({"prompt": "cup", "n": "2"}, "n", "unknown_parameter"),
        ({"prompt": "c" * 501}, "prompt", "string_above_max_length"),
        ({"region": "left half"}, "region", "invalid_value"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(fields: dict[str, str], param: str, code: str) -> None:
    error = error_of(ask(EditorDouble(found=found()), fields), 400)
    assert (error["param"], error["code"]) == (param, code)


def test_masks_and_second_pictures_have_no_place_here() -> None:
    one = ("image", ("a.png", picture(), "image/png"))
    with_mask = ask(EditorDouble(), {"prompt": "x"}, files=[one, ("mask", ("m.png", mask(), "image/png"))])
    assert error_of(with_mask, 400)["param"] == "mask"
    two = [("image[]", one[1]), ("image[]", one[1])]
    assert error_of(ask(EditorDouble(), {"prompt": "x"}, files=two), 400)["param"] == "image"
    assert error_of(ask(EditorDouble(), {"prompt": "x"}, files=[("other", ("a.txt", b"x", None))]), 400)


def test_no_key_no_answer() -> None:
    assert error_of(ask(EditorDouble(found=found()), {"prompt": "cup"}, headers={}), 401)["code"]


def test_other_content_types_are_refused_by_name() -> None:
    headers = {**AUTH, "content-type": "text/plain"}
    error = error_of(call(api(), "POST", PATH, content=b"x", headers=headers), 400)
    assert error["code"] == "unsupported_content_type"


def test_a_full_server_refuses_and_every_place_is_given_back() -> None:
    editor = EditorDouble(error=Cancelled())
    app = api(editor, max_edits=1, max_waiting=0)
    files = [("image", ("photo.png", picture(), "image/png"))]
    for _ in range(3):
        assert call(app, "POST", PATH, data={"prompt": "cup"}, files=files).status_code >= 400
    editor.error, editor.found = None, found()
    assert call(app, "POST", PATH, data={"prompt": "cup"}, files=files).status_code == 200
