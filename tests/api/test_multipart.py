"""Multipart oddities by hand-made bodies: order, chunks, missing and wrong types and names, limits, malformed forms."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest

from scumble.api.multipart import LARGE, FormLimits, parse_form
from tests.api.helpers import AUTH, EditorDouble, api, call, edit, error_of, mask, part, picture, raw_form

PROMPT = part("prompt", b"white studio")
IMAGE = part("image", picture(), "Content-Type: image/png", filename="a.png")


def sizes(editor: EditorDouble) -> list[str]:
    """Sizes of the pictures the editor got, in order."""
    return [s.image.size for s in editor.asked[0].sources]


@pytest.mark.parametrize("chunk", [None, 1, 7, 64, 1000])
def test_file_before_prompt_in_chunks_of_any_size(chunk: int | None):
    editor = EditorDouble()
    response = raw_form(api(editor), IMAGE, PROMPT, chunk=chunk)
    assert response.status_code == 200, response.text
    assert editor.asked[0].words == "white studio"
    assert editor.asked[0].sources[0].data == picture()


@pytest.mark.parametrize("chunk", [LARGE - 1, LARGE, LARGE + 3, 3 * LARGE, 100 * LARGE])
def test_a_large_part_is_the_same_in_pieces_of_any_size(chunk: int):
    data = np.random.default_rng(4).bytes(5 * LARGE + 77)
    form = b"".join([part("prompt", b"white studio"), part("image", data, filename="a"), b"--XX--\r\n"])

    async def pieces() -> AsyncIterator[bytes]:
        for start in range(0, len(form), chunk):
            yield form[start : start + chunk]

    limits = FormLimits(max_file_bytes=len(data))
    words, file = asyncio.run(parse_form(pieces(), "multipart/form-data; boundary=XX", limits))
    assert (words.data, file.data) == (b"white studio", data)
    assert type(file.data) is bytes


@pytest.mark.parametrize(
    "image",
    [
        part("image", picture(), filename="a.png"),
        part("image", picture(), "Content-Type: application/octet-stream", filename="a"),
        part("image", picture(), "Content-Type: text/plain", filename="a.txt"),
        part("image", picture(), "Content-Type: image/jpeg", filename="a.jpg"),
        part("image", picture()),
        part("image", picture(), "Content-Type: image/png"),
        part("image", picture(), "CONTENT-TYPE: image/png", "X-Other: 1", filename="ä ö.png"),
        part("image", picture(), "Content-Transfer-Encoding: binary", filename="a.png"),
        part("image[]", picture(), filename="a.png"),
        part("image[0]", picture(), filename="a.png"),
    ],
)
def test_bytes_decide_what_a_picture_is(image: bytes):
    editor = EditorDouble()
    response = raw_form(api(editor), image, PROMPT)
    assert response.status_code == 200, response.text
    assert sizes(editor) == ["24x16"]


@pytest.mark.parametrize(
    "names",
    [("image", "image", "image"), ("image[]", "image[]", "image[]"), ("image[0]", "image[1]", "image[2]")],
)
def test_several_pictures_keep_their_order(names: tuple[str, ...]):
    editor = EditorDouble()
    parts = [part(n, picture(10 + i, 8), filename="x") for i, n in enumerate(names)]
    assert raw_form(api(editor), *parts, PROMPT).status_code == 200
    assert sizes(editor) == ["10x8", "11x8", "12x8"]


def test_indexes_order_pictures_sent_out_of_order():
    editor = EditorDouble()
    parts = [part(f"image[{i}]", picture(10 + i, 8), filename="x") for i in (2, 0, 1)]
    assert raw_form(api(editor), *parts, PROMPT).status_code == 200
    assert sizes(editor) == ["10x8", "11x8", "12x8"]


def test_a_browser_s_empty_mask_input_is_no_mask():
    editor = EditorDouble()
    empty = part("mask", b"", "Content-Type: application/octet-stream", filename="")
    assert raw_form(api(editor), IMAGE, empty, PROMPT).status_code == 200
    assert editor.asked[0].drawn is None


def test_no_line_break_after_the_closing_boundary():
    assert raw_form(api(), IMAGE, PROMPT, end=b"--XX--").status_code == 200


def test_preamble_line_break_and_epilogue_are_ignored():
    assert raw_form(api(), b"\r\n", IMAGE, PROMPT, end=b"--XX--\r\nepilogue").status_code == 200


@pytest.mark.parametrize(
    ("image", "status", "code"),
    [
        (part("image", b"", filename="a.png"), 400, "empty_image_file"),
        (part("image", b""), 400, "empty_image_file"),
        (part("image", b"photo.png"), 400, "invalid_type"),
        (part("image", b"data:image/png;base64,AAAA"), 400, "invalid_type"),
        (part("image", b"file-abc123"), 404, "image_file_not_found"),
        (part("image", b"ver_abc123"), 404, "image_file_not_found"),
        (part("image", b"this is text", filename="a.png"), 400, "unsupported_file_mimetype"),
        (part("image[first]", picture(), filename="a.png"), 400, "invalid_value"),
    ],
)
def test_pictures_that_are_none_are_named(image: bytes, status: int, code: str):
    error = error_of(raw_form(api(), image, PROMPT), status)
    assert error["code"] == code
    assert error["param"].startswith("image")


def test_the_second_picture_is_named_when_it_is_broken():
    broken = part("image[]", b"\x89PNG\r\n\x1a\n broken", filename="b.png")
    good = part("image[]", picture(), filename="a.png")
    assert error_of(raw_form(api(), good, broken, PROMPT), 400)["param"] == "image[1]"


@pytest.mark.parametrize("name", ["mask", "markup"])
def test_two_masks_are_refused(name: str):
    twice = part(name, mask(), filename="m.png") * 2
    assert error_of(raw_form(api(), IMAGE, twice, PROMPT), 400)["param"] == name


def test_a_value_sent_twice_is_refused():
    error = error_of(raw_form(api(), IMAGE, PROMPT, part("n", b"1"), part("n", b"2")), 400)
    assert (error["param"], error["code"]) == ("n", "duplicate_parameter")


def test_text_that_is_not_utf8_is_refused():
    assert error_of(raw_form(api(), IMAGE, part("prompt", b"\xff\xfe\x00")), 400)["param"] == "prompt"


def test_seventeen_pictures_are_too_many():
    parts = [part("image[]", picture(4, 4), filename="x") for _ in range(17)]
    assert error_of(raw_form(api(), *parts, PROMPT), 400)["param"] == "image"


def test_a_thousand_parts_are_refused():
    parts = [part(f"f{i}", b"x") for i in range(1000)]
    assert error_of(raw_form(api(), *parts), 400)["code"] == "too_many_parts"


@pytest.mark.parametrize(
    ("parts", "end"),
    [
        ([part("prompt", b"x", "X-Big: " + "a" * 20_000)], b"--XX--\r\n"),
        ([part("prompt", b"x", *[f"X-{i}: 1" for i in range(50)])], b"--XX--\r\n"),
        ([part(None, b"x")], b"--XX--\r\n"),
        ([part("prompt", b"eA==", "Content-Transfer-Encoding: base64")], b"--XX--\r\n"),
        ([b"--XX\r\n\r\nno headers\r\n"], b"--XX--\r\n"),
        ([b"not a form at all"], b""),
        ([PROMPT], b""),
        ([IMAGE[:40]], b""),
        ([], b""),
    ],
)
def test_malformed_forms_are_refused_as_such(parts: list[bytes], end: bytes):
    assert error_of(raw_form(api(), *parts, end=end), 400)["code"] == "invalid_multipart"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", f"multipart/form-data; boundary={'x' * 300}"]
)
def test_a_form_without_usable_boundary_is_refused(kind: str):
    headers = {**AUTH, "content-type": kind}
    error = error_of(call(api(), "POST", "/v1/images/edits", content=IMAGE, headers=headers), 400)
    assert error["code"] == "invalid_multipart"


def test_one_file_over_its_limit_is_413_with_its_name():
    error = error_of(edit(api(max_file_bytes=100)), 413)
    assert (error["param"], error["code"]) == ("image", "request_too_large")


def test_text_over_its_limit_is_413_with_its_name():
    error = error_of(raw_form(api(), IMAGE, part("prompt", b"x" * 1_100_000)), 413)
    assert error["param"] == "prompt"


@pytest.mark.parametrize("chunk", [None, 256])
def test_a_body_over_the_limit_is_413_with_and_without_its_length(chunk: int | None):
    error = error_of(raw_form(api(max_body_bytes=400), IMAGE, PROMPT, part("user", b"x" * 400), chunk=chunk), 413)
    assert error["code"] == "request_too_large"
