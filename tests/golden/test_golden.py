"""Every operation the embedded engine lists draws its golden picture, and no golden passes for a wrong one.

The goldens were looked at when they were kept (`python -m tests.golden.draw --sheet DIR`). Each one is seen failing in
every run: on the unedited source, on what other words make of it, and on the right result with a small blemish.
"""

import cv2
import numpy as np
import pytest

from scumble.app import App
from scumble.core.image import Image
from scumble.core.plan import Op
from tests.golden.cases import CASES, Case
from tests.golden.conftest import Drawn
from tests.golden.draw import opened, wrong
from tests.golden.pictures import picture
from tests.golden.signature import KEPT, likeness, path

every_case = pytest.mark.parametrize("one", CASES, ids=lambda c: c.title)


def test_every_listed_operation_has_a_case(app: App) -> None:
    (engine,) = app.editor.edits.engines.values()
    assert {c.op for c in CASES} == set(engine.capabilities.operations)
    assert sorted(c.title for c in CASES) == sorted({c.title for c in CASES})


def test_every_golden_has_a_case_and_they_stay_small() -> None:
    assert sorted(KEPT.iterdir()) == sorted(path(c.title) for c in CASES)
    assert sum(p.stat().st_size for p in KEPT.iterdir()) < 1 << 20


@every_case
def test_the_result_is_the_golden(one: Case, app: App, drawn: Drawn) -> None:
    edited = drawn(one)
    assert one.op in {s.op for s in edited.plan.steps}, "the words mean another operation"
    found = likeness(one.title, opened(app, edited))
    assert found.same, found


@every_case
def test_the_unedited_picture_fails(one: Case, app: App) -> None:
    before = picture(one.picture) if one.picture else Image(pixels=np.full((120, 160, 4), 255, np.uint8))
    assert not likeness(one.title, before).same


@every_case
def test_a_wrong_but_plausible_picture_fails(one: Case, app: App) -> None:
    assert one.words != one.wrong or one.wrong_box not in {None, one.box}
    assert not likeness(one.title, opened(app, wrong(app, one))).same


@every_case
def test_a_blemish_and_a_blur_fail_and_what_no_eye_sees_passes(one: Case, app: App, drawn: Drawn) -> None:
    """A spot of a fortieth of the picture's width, 40 levels off; a level more in every twentieth pixel."""
    done = opened(app, drawn(one))
    y, x, side = done.height // 3, done.width // 2, max(6, done.width // 40)
    spotted = done.pixels.copy()
    part = spotted[y : y + side, x : x + side]
    part[:] = np.where(part < 128, part + 40, part - 40)
    assert not likeness(one.title, Image(pixels=spotted)).same
    noisy = done.pixels.copy()
    some = np.random.default_rng(1).random(noisy.shape[:2]) < 0.05
    noisy[some, :3] = np.clip(noisy[some, :3].astype(int) + 1, 0, 255)
    assert likeness(one.title, Image(pixels=noisy)).same
    if one.op is not Op.CANVAS:
        blurred = cv2.GaussianBlur(done.pixels, (0, 0), 1.5)
        assert not likeness(one.title, Image(pixels=blurred)).same
