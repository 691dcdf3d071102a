"""Form of an edit to Instruction: every parameter, its values, its defaults and what is refused."""

from typing import Any

import numpy as np
import pytest

from scumble.core.instruction import Output
from tests.api.helpers import AUTH, EditorDouble, api, edit, error_of, image, mask, picture


def asked(fields: dict[str, Any] | None = None, **request: Any) -> Any:
    """The instruction the editor got for these fields."""
    editor = EditorDouble()
    response = edit(api(editor), fields, **request)
    assert response.status_code == 200, response.text
    return editor.asked[0]


def test_words_and_pixels_arrive_as_sent():
    instruction = asked({"prompt": "weißer Hintergrund, 白い背景"})
    assert instruction.words == "weißer Hintergrund, 白い背景"
    assert np.array_equal(instruction.sources[0].image.pixels, image().pixels)
    assert instruction.output == Output()
    assert instruction.model is None
    assert instruction.drawn is None


@pytest.mark.parametrize("value", ["", "auto"])
@pytest.mark.parametrize("name", ["size", "quality", "background", "model", "moderation", "tier", "cache"])
def test_absent_empty_and_auto_mean_the_same(name: str, value: str):
    if value == "auto" or name:
        assert asked({name: value}).output == Output()


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"n": "3"}, {"variants": 3}),
        ({"size": "640x480"}, {"width": 640, "height": 480}),
        ({"size": "17x5"}, {"width": 17, "height": 5}),
        ({"quality": "low", "model": "double"}, {"quality": "low"}),
        ({"quality": "low"}, {"quality": "low", "preview": True}),
        ({"tier": "preview", "model": "double"}, {"preview": True}),
        ({"quality": "xhigh"}, {"quality": "xhigh"}),
        ({"quality": "max"}, {"quality": "max"}),
        ({"quality": "standard"}, {"quality": "medium"}),
        ({"quality": "hd"}, {"quality": "high"}),
        ({"background": "transparent"}, {"transparent": True}),
        ({"background": "opaque"}, {"transparent": False}),
        ({"output_format": "webp", "background": "transparent"}, {"format": "webp", "transparent": True}),
        ({"output_format": "jpeg", "output_compression": "0"}, {"format": "jpeg", "compression": 0}),
        ({"output_format": "webp", "output_compression": "100"}, {"format": "webp", "compression": 100}),
        ({"output_compression": "100"}, {}),
        ({"fit": "contain"}, {"fit": "contain"}),
        ({"partial_images": "2"}, {}),
        ({"stream": "false", "n": "2"}, {"variants": 2}),
    ],
)
def test_wishes_for_the_output(fields: dict[str, str], expected: dict[str, object]):
    assert asked(fields).output == Output(**expected)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fields",
    [
        {"input_fidelity": "high"},
        {"moderation": "low"},
        {"user": "u-1", "safety_identifier": "s-1"},
        {"complexity": "high"},
        {"response_format": "b64_json"},
        {"cache": "refresh"},
    ],
)
def test_accepted_parameters_change_nothing(fields: dict[str, str]):
    assert asked(fields).output == Output()


def test_seed_and_model_are_passed_on():
    instruction = asked({"seed": "42", "model": "gpt-image-2"})
    assert (instruction.seed, instruction.model) == (42, "gpt-image-2")


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"quality": "ultra"}, "quality", "invalid_value"),
        ({"background": "white"}, "background", "invalid_value"),
        ({"output_format": "bmp"}, "output_format", "invalid_value"),
        ({"output_format": "gif"}, "output_format", "invalid_value"),
        ({"output_format": "svg"}, "output_format", "invalid_value"),
        ({"moderation": "off"}, "moderation", "invalid_value"),
        ({"input_fidelity": "best"}, "input_fidelity", "invalid_value"),
        ({"complexity": "extreme"}, "complexity", "invalid_value"),
        ({"response_format": "url"}, "response_format", "invalid_value"),
        ({"fit": "stretch"}, "fit", "invalid_value"),
        ({"tier": "gold"}, "tier", "invalid_value"),
        ({"include": "everything"}, "include[0]", "invalid_value"),
        ({"n": "0"}, "n", "integer_below_min_value"),
        ({"n": "11"}, "n", "integer_above_max_value"),
        ({"n": "two"}, "n", "invalid_type"),
        ({"stream": "perhaps"}, "stream", "invalid_type"),
        ({"partial_images": "4"}, "partial_images", "integer_above_max_value"),
        ({"output_compression": "101", "output_format": "jpeg"}, "output_compression", "integer_above_max_value"),
        ({"output_compression": "80"}, "output_compression", "invalid_value"),
        ({"output_format": "jpeg", "background": "transparent"}, "background", "invalid_value"),
        ({"stream": "true", "n": "2"}, "n", "invalid_value"),
        ({"seed": "-1"}, "seed", "integer_below_min_value"),
        ({"prompt": ""}, "prompt", "empty_string"),
        ({"prompt": "  \n"}, "prompt", "empty_string"),
        ({"prompt": "x" * 32_001}, "prompt", "string_above_max_length"),
        ({"strength": "0.5"}, "strength", "unknown_parameter"),
        ({"foo[bar]": "1"}, "foo[bar]", "unknown_parameter"),
        ({"svg[model]": "x"}, "svg", "unsupported_parameter"),
        ({"frame_count": "9"}, "frame_count", "unsupported_parameter"),
    ],
)
def test_refused_values_name_parameter_and_code(fields: dict[str, str], param: str, code: str):
    error = error_of(edit(api(), fields), 400)
    assert (error["param"], error["code"], error["type"]) == (param, code, "invalid_request_error")


@pytest.mark.parametrize("size", ["big", "1024", "0x10", "10x0", "-1x5", "1024x", "99999x8", "16000x16000", "10 x 10"])
def test_refused_sizes_have_openai_s_type_and_words(size: str):
    error = error_of(edit(api(), {"size": size}), 400)
    assert (error["param"], error["code"], error["type"]) == ("size", "invalid_value", "image_generation_user_error")
    assert error["message"].startswith(f"Invalid size '{size}'.")


def test_enum_errors_list_what_would_work():
    message = error_of(edit(api(), {"quality": "ultra"}), 400)["message"]
    assert "'ultra'" in message
    assert "'low'" in message
    assert "'high'" in message


def test_missing_prompt_and_missing_image_are_named():
    files = [("image", ("a.png", picture(), "image/png"))]
    assert error_of(edit(api(), {"prompt": None}, files=files), 400)["param"] == "prompt"
    error = error_of(edit(api(), files=[("mask", ("m.png", mask(), "image/png"))]), 400)
    assert (error["param"], error["code"]) == ("image", "missing_required_parameter")


def test_mask_marks_transparent_pixels_as_editable():
    files = [("image", ("a.png", picture(), "image/png")), ("mask", ("m.png", mask(), "image/png"))]
    region = asked(files=files).drawn.region
    assert region.weights[:, :12].min() == 1.0
    assert region.weights[:, 12:].max() == 0.0


def test_mask_of_another_size_is_refused_by_both_sizes():
    files = [("image", ("a.png", picture(), "image/png")), ("mask", ("m.png", mask(10, 10), "image/png"))]
    error = error_of(edit(api(), files=files), 400)
    assert (error["param"], error["code"]) == ("mask", "invalid_mask_image_format")
    assert error["type"] == "image_generation_user_error"
    assert "10x10" in error["message"]
    assert "24x16" in error["message"]


def test_markup_travels_as_a_picture_of_image_1_s_size():
    files = [("image", ("a.png", picture(), "image/png")), ("markup", ("m.png", mask(), "image/png"))]
    drawn = asked(files=files).drawn
    assert drawn.region is None
    assert drawn.markup.size == "24x16"


def test_mask_together_with_markup_or_region_is_refused():
    files = [(name, (f"{name}.png", mask(), "image/png")) for name in ("image", "mask", "markup")]
    assert error_of(edit(api(), files=files), 400)["param"] == "markup"
    box = '{"type":"box","x":1,"y":1,"width":2,"height":2}'
    assert error_of(edit(api(), {"region": box}, files=files[:2]), 400)["param"] == "region"


@pytest.mark.parametrize(
    "fields",
    [
        {"region": '{"type":"box","x":2,"y":3,"width":4,"height":5}'},
        {"region[type]": "box", "region[x]": "2", "region[y]": "3", "region[width]": "4", "region[height]": "5"},
        {"region[x]": "2", "region[y]": "3", "region[width]": "4", "region[height]": "5"},
    ],
)
def test_box_region_as_json_or_bracket_fields(fields: dict[str, str]):
    bounds = asked(fields).drawn.region.bounds
    assert (bounds.x0, bounds.y0, bounds.width, bounds.height) == (2, 3, 4, 5)


@pytest.mark.parametrize(
    "fields",
    [
        {"region": "left half"},
        {"region[points]": "1,2"},
        {"region[type]": "polygon"},
        {"region[x]": "wide"},
        {"region": '{"type":"box","x":1,"y":1,"width":2,"height":2}', "region[x]": "2"},
    ],
)
def test_unreadable_regions_name_the_parameter(fields: dict[str, str]):
    assert error_of(edit(api(), fields), 400)["param"] == "region"


def test_the_caller_s_own_request_id_is_passed_on():
    assert asked(headers={**AUTH, "x-client-request-id": "mine-1"}).client_request_id == "mine-1"
    assert asked().client_request_id is None


@pytest.mark.parametrize("digits", [7, 5000])
def test_an_endless_index_is_refused_in_words(digits: int):
    name = f"image[{'1' * digits}]"
    found = error_of(edit(api(), files=[(name, ("a.png", picture(), "image/png"))]), 400)
    assert "send pictures as 'image' or 'image[]'" in found["message"]


@pytest.mark.parametrize("name", ["seed", "n", "output_compression", "region[x]"])
def test_endless_numbers_are_refused_in_words(name: str):
    error_of(edit(api(), {name: "9" * 5000}), 400)


@pytest.mark.parametrize(
    "fields", [{"model": "x" * 201}, {"model": "x" * 900_000}, {"y" * 7000: "1"}, {"region[" + "z" * 7000 + "]": "1"}]
)
def test_names_are_not_repeated_at_length(fields: dict[str, str]):
    response = edit(api(), fields)
    error_of(response, 400)
    assert len(response.content) < 1000


def test_a_model_name_may_have_two_hundred_characters():
    assert asked({"model": "m" * 200}).model == "m" * 200
