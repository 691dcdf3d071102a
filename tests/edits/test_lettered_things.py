"""Lettering on a thing is looked for where an edit would drown or reverse it, and only on the thing."""

from dataclasses import replace

import numpy as np
import pytest

from scumble.core.errors import Misconfigured
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.work import CancelToken
from scumble.edits import selection
from scumble.edits.selection import Selections
from scumble.vision.lettering import Line
from scumble.vision.models import Models
from tests.regions.scenes import balls, pretend, seen

BALLS = (("red", 100, 160, 46), ("blue", 300, 160, 46))
MODELS = Models()
PICTURE: Image = balls(*BALLS)


def line(text: str, x: int) -> Line:
    quad = np.array([(x - 20, 150), (x + 20, 150), (x + 20, 170), (x - 20, 170)], np.float32)
    return Line(text=text, score=0.9, seen=0.9, quad=quad)


def lettering(op: Op, **params: str) -> list[str]:
    found = Selections(PICTURE, None, MODELS, CancelToken())
    step = Step(op=op, target=Target(kind="object", words="the blue cup"), params=dict(params))
    return [k.text for k in found.for_step(step, PICTURE, ()).lettering]


@pytest.fixture(autouse=True)
def two_lettered_cups(monkeypatch: pytest.MonkeyPatch) -> None:
    pretend(monkeypatch, [seen("cup", *b[1:]) for b in BALLS])
    monkeypatch.setattr(selection, "glance", lambda *_, **__: (line("RED", 100), line("BLUE", 300)))
    monkeypatch.setattr(selection, "look_along", lambda *_, **__: ())


def test_only_what_is_on_the_thing_and_only_for_edits_that_would_spoil_it() -> None:
    assert lettering(Op.OBJECT_FLIP, axis="horizontal") == ["BLUE"]
    assert lettering(Op.OBJECT_RECOLOR, color="#000080") == ["BLUE"]
    assert lettering(Op.OBJECT_MOVE, direction="left") == []


def test_without_the_weights_to_read_nothing_is_lettered(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object, **__: object) -> None:
        raise Misconfigured("no weights")

    monkeypatch.setattr(selection, "glance", missing)
    other = Selections(balls(*BALLS, width=520), None, MODELS, CancelToken())
    step = Step(op=Op.OBJECT_FLIP, target=Target(kind="object", words="the blue cup"), params={"axis": "horizontal"})
    assert other.for_step(step, other.source, ()).lettering == ()


def test_a_lettered_thing_is_also_looked_at_along_its_sides(monkeypatch: pytest.MonkeyPatch) -> None:
    along = replace(line("UP", 300), quad=line("UP", 300).quad + np.array([0, 24], np.float32))
    monkeypatch.setattr(selection, "look_along", lambda *_, **__: (along,))
    other = Selections(balls(*BALLS, width=530), None, MODELS, CancelToken())
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words="the blue cup"), params={"color": "#000080"})
    assert {k.text for k in other.for_step(step, other.source, ()).lettering} == {"BLUE", "UP"}


def test_where_no_lettering_is_seen_none_is_looked_for_along(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selection, "glance", lambda *_, **__: ())
    monkeypatch.setattr(selection, "look_along", lambda *_, **__: pytest.fail("looked twice"))
    other = Selections(balls(*BALLS, width=540), None, MODELS, CancelToken())
    step = Step(op=Op.OBJECT_RECOLOR, target=Target(kind="object", words="the blue cup"), params={"color": "#000080"})
    assert other.for_step(step, other.source, ()).lettering == ()
