"""Pictures taken out of the Images API's answers unparsed: where they stand plainly, and nowhere else."""

import base64
import json

import pytest

from scumble.engines.providers.openai import taken_out

PICTURE = bytes(range(256)) * 50
CODED = base64.b64encode(PICTURE).decode()


def _answer(*coded: str, behind: int = 0) -> bytes:
    """behind: characters of what is told after the pictures."""
    told = {"created": 1, "data": [{"b64_json": c} for c in coded], "usage": {"input_tokens": 3}, "note": "x" * behind}
    return json.dumps(told).encode()


@pytest.mark.parametrize("behind", [0, 400, 4_000, 4_096, 5_000, 40_000])
def test_the_picture_is_found_whatever_stands_behind_it(behind: int) -> None:
    left, picture = taken_out(_answer(CODED, behind=behind))
    assert picture == PICTURE
    assert json.loads(left)["data"] == [{"b64_json": ""}]
    assert json.loads(left)["usage"] == {"input_tokens": 3}


@pytest.mark.parametrize("behind", [0, 5_000])
@pytest.mark.parametrize(
    "coded",
    [
        (CODED, CODED),
        (CODED, "AAAA"),
        ("",),
        (),
        (CODED[:-1] + "-",),
        (CODED.replace("/", "\\/"),),
        ("no base64",),
    ],
    ids=["two", "a small one behind", "empty", "none", "another sign", "escaped", "words"],
)
def test_what_does_not_stand_there_plainly_once_is_left(coded: tuple[str, ...], behind: int) -> None:
    body = _answer(*coded, behind=behind)
    assert taken_out(body) == (body, None)


def test_an_answer_that_breaks_off_is_left() -> None:
    body = _answer(CODED)
    for end in (0, 30, 60, len(body) // 2, body.rfind(CODED[-20:].encode()) + 20):
        assert taken_out(body[:end]) == (body[:end], None)


class Watched(bytes):
    """Notes from where on it is searched."""

    searched: list[int]

    def find(self, what: bytes, start: int = 0) -> int:  # type: ignore[override]
        """As usual."""
        self.searched.append(start)
        return super().find(what, start)


def test_a_picture_of_some_size_is_not_searched_for_its_end() -> None:
    body = Watched(_answer(CODED, behind=400))
    body.searched = []
    assert taken_out(body)[1] == PICTURE
    first, last = body.index(CODED.encode()), body.index(CODED.encode()) + len(CODED)
    assert not [at for at in body.searched if first <= at < last - 4_096]
