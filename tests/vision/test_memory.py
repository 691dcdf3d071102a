"""Memory of pictures: equal pictures are one, findings are shared, the least recently used is forgotten first."""

import threading
from typing import Literal

import numpy as np
import pytest

from scumble.core.errors import Cancelled
from scumble.core.image import File, Image
from scumble.core.work import CancelToken
from scumble.vision.memory import EMBEDDING, Memory

MB = 1 << 20


def picture(value: int, side: int = 512) -> Image:
    return Image(pixels=np.full((side, side, 4), value, np.uint8))


def test_an_equal_picture_finds_what_was_found_out_about_the_first() -> None:
    memory, cancel = Memory(64 * MB), CancelToken()
    first, second = memory.intern(picture(7)), memory.intern(picture(7))
    assert first is second
    asked: list[str] = []
    for image in (first, second):
        memory.of(image).get("subject", lambda: asked.append("once"), cancel)
    assert asked == ["once"]
    assert memory.intern(picture(8)) is not first


def test_pictures_with_files_are_told_by_those_and_never_taken_for_others() -> None:
    def of(data: bytes, value: int = 7, format: Literal["png", "jpeg"] = "png") -> Image:
        return Image(pixels=np.full((64, 64, 4), value, np.uint8), file=File(format=format, data=data))

    memory = Memory(64 * MB)
    first = memory.intern(of(b"one file"))
    assert memory.intern(of(b"one file")) is first
    assert memory.intern(of(b"another", 8)) is not first
    assert memory.intern(of(b"one file", 7, "jpeg")) is not first
    assert memory.intern(picture(7, 64)) is not first


def test_nothing_is_remembered_of_a_picture_that_was_not_handed_in_or_with_no_memory() -> None:
    memory, cancel, image = Memory(64 * MB), CancelToken(), picture(1)
    memory.of(image).get("x", lambda: 1, cancel)
    assert memory.of(image).get("x", lambda: 2, cancel) == 2
    none = Memory(0)
    assert none.intern(image) is image
    none.of(image).get("x", lambda: 1, cancel)
    assert none.of(image).get("x", lambda: 2, cancel) == 2


def test_the_least_recently_used_picture_is_forgotten_when_findings_do_not_fit() -> None:
    memory, cancel = Memory(3 * (MB + EMBEDDING) + MB), CancelToken()
    a, b, c = (memory.intern(picture(v)) for v in (1, 2, 3))
    for image in (a, b, c):
        memory.of(image).get("x", lambda: "kept", cancel)
    memory.intern(picture(1))
    memory.settle()
    assert [memory.of(i).get("x", lambda: "new", cancel) for i in (a, b, c)] == ["kept"] * 3
    memory.of(c).get("mask", lambda: (np.zeros((MB,), np.float32),), cancel)
    memory.settle()
    assert memory.of(b).get("x", lambda: "new", cancel) == "new"
    assert memory.of(a).get("x", lambda: "new", cancel) == "kept"


def test_views_of_one_array_count_once() -> None:
    memory, cancel = Memory(64 * MB), CancelToken()
    known = memory.of(memory.intern(picture(5)))
    whole = np.zeros((1000, 1000), np.float32)
    known.get("a", lambda: {"mask": whole[:10]}, cancel)
    known.get("b", lambda: [whole], cancel)
    assert known.bytes() == whole.nbytes


def test_what_fails_is_not_remembered() -> None:
    memory, cancel = Memory(64 * MB), CancelToken()
    known = memory.of(memory.intern(picture(6)))

    def fails() -> int:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        known.get("x", fails, cancel)
    assert known.get("x", lambda: 3, cancel) == 3


def test_two_edits_look_once_and_one_that_is_cancelled_stops_waiting() -> None:
    memory = Memory(64 * MB)
    known = memory.of(memory.intern(picture(9)))
    begun, go = threading.Event(), threading.Event()
    seen: list[int] = []

    def slow() -> int:
        begun.set()
        go.wait(10)
        seen.append(1)
        return 1

    looking = threading.Thread(target=known.get, args=("x", slow, CancelToken()))
    looking.start()
    assert begun.wait(10)
    stopped = CancelToken()
    stopped.cancel()
    with pytest.raises(Cancelled):
        known.get("x", slow, stopped)
    go.set()
    looking.join(10)
    assert known.get("x", slow, CancelToken()) == 1
    assert seen == [1]


def test_while_one_thing_is_looked_for_others_are_found() -> None:
    memory, cancel = Memory(64 * MB), CancelToken()
    known = memory.of(memory.intern(picture(9)))
    begun, go = threading.Event(), threading.Event()

    def slow() -> int:
        begun.set()
        assert go.wait(10)
        return 1

    looking = threading.Thread(target=known.get, args=("x", slow, cancel))
    looking.start()
    assert begun.wait(10)
    assert known.get("y", lambda: 2, cancel) == 2
    go.set()
    looking.join(10)
    assert known.get("x", lambda: 3, cancel) == 1


def test_of_what_depends_on_a_drawing_the_last_is_kept() -> None:
    memory, cancel = Memory(64 * MB), CancelToken()
    known = memory.of(memory.intern(picture(6)))
    assert known.get("selection", lambda: "of a", cancel, "a") == "of a"
    assert known.get("selection", lambda: "again", cancel, "a") == "of a"
    assert known.get("selection", lambda: "of b", cancel, "b") == "of b"
    assert known.get("selection", lambda: "anew", cancel, "a") == "anew"
