"""A picture that was edited before is not looked at again, and gives the same bytes as the first time."""

import asyncio
from pathlib import Path

import pytest

from scumble.app import build
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.image import Image, Source
from scumble.core.instruction import Instruction
from scumble.core.work import CancelToken
from scumble.regions import scene as scene_module
from tests.regions.scenes import balls, pretend, seen

BALLS = (("red", 100, 160, 46), ("blue", 300, 160, 46))


def test_the_second_edit_of_a_picture_finds_everything_again_without_looking(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])
    looks: list[int] = []
    find_objects = scene_module.find_objects

    def counted(image: Image, *args: object, **options: object) -> object:
        looks.append(image.width)
        return find_objects(image, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(scene_module, "find_objects", counted)
    app = build(load_settings(None, {}, data=tmp_path))

    def edit(words: str) -> bytes:
        source = Source(image=balls(*BALLS), data=b"", format="png")
        instruction = Instruction(words=words, sources=(source,))
        asked = app.editor.edit(instruction, LOCAL, request_id="req", on_partial=None, cancel=CancelToken())
        return asyncio.run(asked)[0].data

    first = edit("make the blue cup black and white")
    assert len(looks) == 1
    assert edit("make the blue cup black and white") == first
    assert edit("blur the red cup") != first
    assert len(looks) == 1
    app.close()
