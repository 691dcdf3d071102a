"""Bodies with pictures inside: valid JSON whatever the pictures' sizes, a true length, shared bytes held once."""

import base64
import json

import pytest

from scumble.api.pictures import RAW, Writer


@pytest.mark.parametrize("sizes", [(0,), (1,), (2,), (RAW,), (RAW + 1,), (3 * RAW - 1, 5, RAW * 2)])
def test_pieces_join_to_the_value_with_pictures_in_base64(sizes: tuple[int, ...]):
    pictures = [bytes(range(256)) * (size // 256) + bytes(size % 256) for size in sizes]
    writer = Writer()
    body = writer.body({"data": [{"b64_json": writer.put(p), "words": 'a "quoted" ü'} for p in pictures], "end": 1})
    pieces = list(body.pieces())
    assert sum(map(len, pieces)) == body.length
    assert max(map(len, pieces)) <= RAW * 4 // 3
    found = json.loads(b"".join(pieces))
    assert [base64.b64decode(item["b64_json"], validate=True) for item in found["data"]] == pictures
    assert found["end"] == 1


def test_framing_adds_text_around_with_and_without_pictures():
    writer = Writer()
    with_one = writer.body([writer.put(b"abc")]).framed(b"<", b">")
    assert b"".join(with_one.pieces()) == b'<["YWJj"]>'
    assert b"".join(Writer().body([]).framed(b"<", b">").pieces()) == b"<[]>"


def test_a_picture_told_ten_times_is_held_once():
    writer, picture = Writer(), bytes(1000)
    body = writer.body([writer.put(picture) for _ in range(10)])
    assert body.length > 10_000
    assert body.held < 1100
