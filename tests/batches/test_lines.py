"""Lines of a batch's input: split whatever way they arrive, each fault told with its line, bounded memory."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from scumble.core.errors import TooLarge
from scumble.edits.batch_lines import MOST_ERRORS, Line, check_lines, read_line, split_lines

EDITS = "/v1/images/edits"


def line(custom_id: Any = "a", **values: Any) -> bytes:
    return json.dumps({"custom_id": custom_id, "method": "POST", "url": EDITS, "body": {}, **values}).encode()


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data), size))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])
def test_lines_are_the_same_whatever_pieces_they_come_in(size: int) -> None:
    data = b"\xef\xbb\xbffirst\r\n\n  \nfourth\nfifth without an end"
    found = [(f.number, f.text) for f in split_lines(pieces(data, size))]
    assert found == [(1, b"first\r"), (4, b"fourth"), (5, b"fifth without an end")]


@pytest.mark.parametrize("size", [1, 5, 1000])
def test_a_line_that_is_too_long_is_told_and_not_kept(size: int) -> None:
    found = list(split_lines(pieces(b"short\n" + b"x" * 50 + b"\nshort", size), 10))
    assert [(f.number, f.text) for f in found] == [(1, b"short"), (2, None), (3, b"short")]
    with pytest.raises(TooLarge, match="too long"):
        read_line(found[1], EDITS)


@pytest.mark.parametrize(
    ("text", "code", "param"),
    [
        (b"{nonsense", "invalid_json_line", None),
        (b"[1]", "invalid_json_line", None),
        (line(None), "missing_required_parameter", "custom_id"),
        (line(body=None), "missing_required_parameter", "body"),
        (line(7), "invalid_value", "custom_id"),
        (line(""), "invalid_value", "custom_id"),
        (line("x" * 513), "invalid_value", "custom_id"),
        (line("a\0b"), "invalid_value", "custom_id"),
        (line(method="GET"), "invalid_method", "method"),
        (line(url="/v1/images/generations"), "invalid_url", "url"),
        (line(url=[1]), "invalid_url", "url"),
        (line(body=[1]), "invalid_value", "body"),
        (line(more=1), "unknown_parameter", "more"),
        (line("first"), "duplicate_custom_id", "custom_id"),
    ],
)
def test_every_fault_names_its_line(text: bytes, code: str, param: str | None) -> None:
    checked = check_lines(split_lines([line("first") + b"\n\n" + text + b"\n" + line("last")]), EDITS, 10)
    (error,) = checked.errors
    assert (error["code"], error["param"], error["line"]) == (code, param, 3)
    assert error["message"]
    assert checked.total == 3


def test_the_first_faults_are_told_and_reading_ends() -> None:
    read: list[int] = []

    def endless() -> Iterator[Line]:
        for number in range(1, 10_000):
            read.append(number)
            yield Line(number=number, text=b"nonsense")

    assert len(check_lines(endless(), EDITS, 50_000).errors) == MOST_ERRORS
    assert len(read) == MOST_ERRORS


def test_an_empty_file_and_one_with_too_many_lines_are_refused() -> None:
    assert [e["code"] for e in check_lines(split_lines([b"\n \n"]), EDITS, 10).errors] == ["empty_file"]
    many = b"\n".join(line(str(n)) for n in range(11))
    assert [e["code"] for e in check_lines(split_lines([many]), EDITS, 10).errors] == ["too_many_lines"]
    assert not check_lines(split_lines([many]), EDITS, 11).errors


def test_the_model_is_told_when_all_lines_name_the_same() -> None:
    same = b"\n".join(line(str(n), body={"model": "gpt-image-2"}) for n in range(3))
    assert check_lines(split_lines([same]), EDITS, 10).model == "gpt-image-2"
    assert check_lines(split_lines([same + b"\n" + line("x")]), EDITS, 10).model is None
