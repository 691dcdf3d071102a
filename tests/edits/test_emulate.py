"""Engines without masks: a part of the picture is sent, what comes back is laid where it was, all else is kept."""

import asyncio
import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image as Pillow

from scumble.app import App
from scumble.codec.decode import Limits, decode
from scumble.core.capability import Capabilities
from scumble.core.errors import DrewOtherwise, EngineFailed
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.outcome import Candidate, Edited
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.edits.billing import Prices
from scumble.edits.emulate import crop_box, placed, sent
from scumble.edits.run import Edits
from scumble.engines import Task
from tests.hostile import GREEN, Hostile, core_of
from tests.photo_like import ellipse, photo_like

TONE = Step(op=Op.TONE, target=Target(kind="region"))


def region_at(box: Box, width: int, height: int) -> Region:
    mask = np.zeros((height, width), bool)
    mask[box.y0 : box.y1, box.x0 : box.x1] = True
    return Region.of_mask(mask)


def edited(app: App, engine: Hostile, source: Image, inside: np.ndarray) -> Edited:
    """One edit through the whole way."""
    own = app.editor.edits
    edits = Edits(
        engines={engine.name: engine},
        models=own.models,
        pool=own.pool,
        aliases={},
        limits=own.limits,
        prices=Prices(),
    )
    file = io.BytesIO()
    Pillow.fromarray(source.pixels).save(file, "PNG")
    instruction = Instruction(
        words="make it brighter",
        sources=(Source(image=source, data=file.getvalue(), format="png"),),
        drawn=Drawn(region=Region.of_mask(inside)),
        model=engine.name,
    )
    return asyncio.run(edits.edit(instruction, cancel=CancelToken()))[0]


def test_a_small_region_is_sent_as_a_part_and_comes_back_to_its_place(app: App) -> None:
    source = photo_like(720, 480, 3)
    inside = np.zeros((480, 720), bool)
    inside[280:380, 500:620] = ellipse(120, 100, 0.5)
    engine = Hostile()
    done = edited(app, engine, source, inside)
    assert [(s.width, s.height) for s in engine.sent] == [(262, 262)]
    assert done.preservation.mode == "exact"
    assert done.preservation.changed == 0
    assert done.preservation.outside == int((~inside).sum())
    pixels = decode(done.data, limits=Limits()).image.pixels
    assert np.abs(np.median(pixels[core_of(inside)][:, :3], axis=0) - np.array(GREEN)).max() <= 4
    told = {v.guard: v for v in done.verdicts}
    assert {"geometry", "cast", "rim", "preservation", "change"} == set(told)
    assert all(v.passed for v in told.values())
    assert "px right" in told["geometry"].sentence
    assert "register" in done.timings


def test_an_engine_with_masks_gets_the_whole_picture(app: App) -> None:
    source, inside = photo_like(720, 480, 3), np.zeros((480, 720), bool)
    inside[280:380, 500:620] = True
    engine = Hostile()
    engine.capabilities = replace(engine.capabilities, masks=True)
    done = edited(app, engine, source, inside)
    assert [(s.width, s.height) for s in engine.sent] == [(720, 480)]
    assert done.preservation.changed == 0
    assert next(v for v in done.verdicts if v.guard == "geometry").passed


def test_another_picture_fails_the_edit_and_is_not_asked_for_again(app: App) -> None:
    source, inside = photo_like(360, 240, 3), ellipse(360, 240)
    engine = Hostile(other=photo_like(360, 240, 8))
    with pytest.raises(DrewOtherwise) as failed:
        edited(app, engine, source, inside)
    assert not failed.value.retryable


@pytest.mark.parametrize(
    ("box", "expected"),
    [
        (Box(x0=900, y0=500, x1=1000, y1=600), (512, 512)),
        (Box(x0=0, y0=0, x1=40, y1=40), (512, 512)),
        (Box(x0=1990, y0=1090, x1=2000, y1=1100), (512, 512)),
        (Box(x0=700, y0=500, x1=1100, y1=560), (880, 587)),
        (Box(x0=700, y0=100, x1=760, y1=500), (587, 880)),
        (Box(x0=100, y0=100, x1=1900, y1=1000), None),
    ],
)
def test_where_is_cut(box: Box, expected: tuple[int, int] | None) -> None:
    found = crop_box(TONE, region_at(box, 2000, 1100), 512)
    assert expected == (None if found is None else (found.width, found.height))
    if found is not None:
        assert found.x0 <= box.x0
        assert found.y0 <= box.y0
        assert found.x1 >= box.x1
        assert found.y1 >= box.y1
        assert 0 <= found.x0 < found.x1 <= 2000
        assert 0 <= found.y0 < found.y1 <= 1100


@pytest.mark.parametrize("op", [Op.CROP, Op.OBJECT_MOVE, Op.TEXT_REPLACE])
def test_operations_that_need_all_of_it_get_all_of_it(op: Op) -> None:
    region = region_at(Box(x0=900, y0=500, x1=1000, y1=600), 2000, 1100)
    assert crop_box(replace(TONE, op=op), region, 512) is None
    assert crop_box(TONE, Region.empty_of(20, 20), 512) is None


def test_masks_go_along_with_the_part_and_come_back() -> None:
    image = photo_like(400, 300)
    region = region_at(Box(x0=300, y0=200, x1=330, y1=230), 400, 300)
    task = Task(step=TONE, image=image, region=region, subject=region, avoid=region.invert())
    can = Capabilities(operations={}, max_pixels=10**6, masks=False, useful_side=100)
    part = sent(task, can)
    assert part.box is not None
    assert part.task.region.shape == part.task.image.alpha.shape == (100, 100)
    assert int(part.task.region.inside.sum()) == 900
    assert part.task.subject is not None
    assert part.task.subject.shape == (100, 100)
    back = placed(Candidate(image=part.task.image, thing=part.task.region), part, task)
    assert np.array_equal(back.image.pixels, image.pixels)
    assert back.thing is not None
    assert np.array_equal(back.thing.inside, region.inside)
    with pytest.raises(EngineFailed, match="returned"):
        placed(Candidate(image=image), part, task)
    assert sent(task, replace(can, masks=True)).task is task
