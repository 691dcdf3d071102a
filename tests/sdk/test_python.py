"""The official Python SDK against a real server: only base URL and key differ from code written for OpenAI."""

import base64
import json
from pathlib import Path
from typing import Any

import cv2
import httpx
import jsonschema
import numpy as np
import openai
import pytest

from tests.sdk.conftest import Pictures
from tests.serving import Served

MODEL = "gpt-image-2"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "schemas" / "edit.json").read_text())


@pytest.fixture
def client(server: Served) -> Any:
    """The SDK's client, which must be closed so that no socket is left open."""
    with openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as found:
        yield found


def pixels(encoded: str | None) -> np.ndarray:
    """A result's pixels, BGR or BGRA."""
    assert encoded
    data = np.frombuffer(base64.b64decode(encoded, validate=True), np.uint8)
    found = cv2.imdecode(data, cv2.IMREAD_UNCHANGED)
    assert found is not None
    return found


def test_one_image(client: openai.OpenAI, pictures: Pictures):
    with pictures.photo.open("rb") as photo:
        result = client.images.edit(model=MODEL, image=photo, prompt="Put it on a white studio background")
    assert result.data is not None
    assert pixels(result.data[0].b64_json).shape[:2] == (pictures.height, pictures.width)
    assert result.size == f"{pictures.width}x{pictures.height}"
    assert (result.output_format, result.background) == ("png", "opaque")
    assert result.quality in {"low", "medium", "high"}
    assert result.usage is not None
    assert result.usage.total_tokens == result.usage.input_tokens + result.usage.output_tokens > 0
    assert result.usage.input_tokens_details.image_tokens > 0
    assert result._request_id
    edit = result.data[0].model_extra["edit"]
    jsonschema.validate(edit, SCHEMA)
    assert edit["engine"] == "scumble-cpu"


def test_transparent_background(client: openai.OpenAI, pictures: Pictures):
    with pictures.photo.open("rb") as photo:
        result = client.images.edit(
            model=MODEL, image=photo, prompt="Remove the background", background="transparent", quality="high"
        )
    assert result.background == "transparent"
    assert result.quality == "high"
    assert result.data is not None
    alpha = pixels(result.data[0].b64_json)[:, :, 3]
    assert alpha[2, 2] == 0
    assert alpha[pictures.height // 2, pictures.width // 2] == 255


def test_three_images_use_the_first_and_accept_references(client: openai.OpenAI, pictures: Pictures):
    files = [pictures.photo, pictures.other, pictures.other]
    result = client.images.edit(model=MODEL, image=files, prompt="Use the second image as the background")
    assert result.data is not None
    edit = result.data[0].model_extra["edit"]
    assert edit["plan"]["steps"][0]["op"] == "background.image"
    assert result.size == f"{pictures.width}x{pictures.height}"


def test_mask_keeps_everything_else_to_the_pixel(client: openai.OpenAI, pictures: Pictures):
    result = client.images.edit(
        model=MODEL, image=pictures.photo, mask=pictures.mask, prompt="Remove the masked object"
    )
    assert result.data is not None
    edited = pixels(result.data[0].b64_json)
    source = cv2.imread(str(pictures.photo))
    mask = cv2.imread(str(pictures.mask), cv2.IMREAD_UNCHANGED)
    assert source is not None
    assert mask is not None
    kept = mask[:, :, 3] == 255
    assert (edited[:, :, :3].astype(int) - source)[~kept].any()
    kept_facts = result.data[0].model_extra["edit"]["preservation"]
    assert (kept_facts["mode"], kept_facts["changed"]) == ("exact", 0)
    assert kept_facts["outside"] >= int(kept.sum())


def test_two_variants(client: openai.OpenAI, pictures: Pictures):
    result = client.images.edit(model=MODEL, image=pictures.photo, prompt="Make it black and white", n=2)
    assert result.data is not None
    assert len(result.data) == 2
    assert all(pixels(item.b64_json).shape[:2] == (pictures.height, pictures.width) for item in result.data)


def test_another_size_and_format(client: openai.OpenAI, pictures: Pictures):
    result = client.images.edit(
        model=MODEL,
        image=pictures.photo,
        prompt="Brighten it",
        size="512x512",
        output_format="webp",
        output_compression=80,
    )
    assert result.data is not None
    assert (result.size, result.output_format) == ("512x512", "webp")
    assert pixels(result.data[0].b64_json).shape[:2] == (512, 512)


def test_streaming_with_two_previews(client: openai.OpenAI, pictures: Pictures):
    stream = client.images.edit(
        model=MODEL, image=pictures.photo, prompt="Blur the background", stream=True, partial_images=2
    )
    events = list(stream)
    partial = [e for e in events if e.type == "image_edit.partial_image"]
    assert [e.partial_image_index for e in partial] == list(range(len(partial)))
    assert len(partial) == 2
    assert events[-1].type == "image_edit.completed"
    assert pixels(events[-1].b64_json).shape[:2] == (pictures.height, pictures.width)
    assert events[-1].usage.total_tokens > 0
    for event in partial:
        assert pixels(event.b64_json).size


def test_json_body(server: Served, pictures: Pictures):
    url = "data:image/jpeg;base64," + base64.b64encode(pictures.photo.read_bytes()).decode()
    body = {"model": MODEL, "images": [{"image_url": url}], "prompt": "Make the background grey", "n": None}
    headers = {"authorization": f"Bearer {server.key}"}
    answer = httpx.post(f"{server.url}/images/edits", json=body, headers=headers, timeout=60)
    assert answer.status_code == 200, answer.text[:400]
    assert pixels(answer.json()["data"][0]["b64_json"]).shape[:2] == (pictures.height, pictures.width)


def test_generation_of_what_the_embedded_engine_can(client: openai.OpenAI):
    result = client.images.generate(model=MODEL, prompt="a solid red background", size="320x200")
    assert result.data is not None
    assert pixels(result.data[0].b64_json).shape[:2] == (200, 320)


def test_models(client: openai.OpenAI):
    ids = {model.id for model in client.models.list()}
    assert {"auto", "scumble-cpu", MODEL} <= ids
    assert client.models.retrieve(MODEL).id == MODEL


def test_wrong_key(server: Served, pictures: Pictures):
    stranger = openai.OpenAI(base_url=server.url, api_key="sk-wrong", max_retries=0)
    with stranger as client, pytest.raises(openai.AuthenticationError) as caught:
        client.images.edit(model=MODEL, image=pictures.photo, prompt="x")
    assert (caught.value.status_code, caught.value.code) == (401, "invalid_api_key")
    assert caught.value.request_id


@pytest.mark.parametrize(
    ("wishes", "kind", "status", "code", "param"),
    [
        ({"size": "banana"}, openai.BadRequestError, 400, "invalid_value", "size"),
        ({"quality": "ultra"}, openai.BadRequestError, 400, "invalid_value", "quality"),
        ({"model": "gemini-9"}, openai.NotFoundError, 404, "model_not_found", "model"),
        ({"extra_body": {"strength": "1"}}, openai.BadRequestError, 400, "unknown_parameter", "strength"),
        (
            {"prompt": "add a dragon that breathes fire"},
            openai.BadRequestError,
            400,
            "unsupported_instruction",
            "prompt",
        ),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_typed_errors(
    client: openai.OpenAI,
    pictures: Pictures,
    wishes: dict[str, Any],
    kind: type[openai.APIStatusError],
    status: int,
    code: str,
    param: str,
    stream: bool,
):
    given = {"model": MODEL, "image": pictures.photo, "prompt": "Make it black and white", **wishes}
    with pytest.raises(kind) as caught:
        list(client.images.edit(**given, stream=stream))
    assert (caught.value.status_code, caught.value.code, caught.value.param) == (status, code, param)
    assert caught.value.type
    assert caught.value.request_id


def test_mask_of_another_size(client: openai.OpenAI, pictures: Pictures):
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.edit(model=MODEL, image=pictures.photo, mask=pictures.wrong_mask, prompt="Remove it")
    assert (caught.value.code, caught.value.param) == ("invalid_mask_image_format", "mask")
    assert "100x100" in caught.value.message


def test_a_file_over_the_limit(client: openai.OpenAI, pictures: Pictures):
    with pytest.raises(openai.APIStatusError) as caught:
        client.images.edit(model=MODEL, image=pictures.big, prompt="Make it black and white")
    assert (caught.value.status_code, caught.value.code) == (413, "request_too_large")


def test_a_broken_picture_among_good_ones_is_named(client: openai.OpenAI, pictures: Pictures):
    files = [pictures.photo, ("b.png", pictures.mask.read_bytes()[:100], "image/png")]
    with pytest.raises(openai.BadRequestError) as caught:
        client.images.edit(model=MODEL, image=files, prompt="Make it black and white")
    assert caught.value.param == "image[1]"
    assert caught.value.type == "image_generation_user_error"
