"""Memory of edits is known before anything is decoded: by the plan, references, variants; too much is 413 or waits."""

from dataclasses import replace
from decimal import Decimal

import numpy as np
import pytest

from scumble.api.memory import GENERATED_PIXELS, held_memory, working_memory
from scumble.api.services import DoorSettings, Planned
from scumble.core.capability import Capabilities
from scumble.core.errors import ModelNotFound, ScumbleError, Unsupported
from scumble.core.instruction import Output
from scumble.core.outcome import Edited, Preservation
from scumble.core.plan import Op, Plan
from scumble.core.region import Region
from scumble.core.usage import Money
from tests.api.helpers import AUTH, PLAN, EditorDouble, api, call, edit, error_of, mask, picture

COSTS = DoorSettings(bytes_per_source_pixel=1, bytes_per_pixel=10)
SEEDED = Capabilities(operations={}, max_pixels=1, seeded=frozenset({Op.BACKGROUND_STUDIO}))


def memory(
    sources: list[int],
    output: Output | None = None,
    *,
    pixels: int = 0,
    can: Capabilities | None = None,
    plan: Plan = PLAN,
) -> int:
    """Working memory with 1 byte for each pixel sent and 10 for each of the largest made."""
    planned = Planned(plan=plan, engine="double", why="", pixels=pixels)
    return working_memory(sources, output or Output(), planned, can, COSTS)


def test_every_source_and_the_largest_picture_made_count():
    assert memory([100]) == 1100
    assert memory([100, 50, 50]) == 1200
    assert memory([100], pixels=49_000_000) == 490_000_100
    assert memory([100], Output(width=30, height=20)) == 6100
    assert memory([100], Output(width=3, height=2)) == 1100
    assert memory([]) == GENERATED_PIXELS * 10
    assert memory([], Output(width=30, height=20)) == 6000


def test_variants_count_where_each_is_drawn():
    assert memory([100], Output(variants=3)) == 1100
    assert memory([100], Output(variants=3), can=Capabilities(operations={}, max_pixels=1)) == 1100
    assert memory([100], Output(variants=3), can=SEEDED) == 1100 + 2 * 100 * 8


def test_what_draws_the_whole_picture_anew_needs_room_for_its_check():
    plan = replace(PLAN, steps=(replace(PLAN.steps[0], op=Op.INSTRUCT),))
    reads = Capabilities(operations={Op.INSTRUCT: frozenset({"whole"})}, max_pixels=1)
    assert memory([100], can=reads, plan=plan) == 1100 + 100 * 8
    assert memory([100], can=reads) == memory([100], can=SEEDED, plan=plan) == 1100


def result(data: bytes, region: Region) -> Edited:
    """A finished edit of these bytes."""
    return Edited(
        data=data,
        format="png",
        width=4,
        height=4,
        transparent=False,
        quality="high",
        plan=PLAN,
        engine="double",
        why="",
        seed=0,
        region=region,
        preservation=Preservation(mode="exact", outside=0, changed=0, maximum=0),
        money=Money(amount=Decimal(0)),
    )


def test_results_that_share_their_bytes_hold_them_once():
    region, data = Region(weights=np.ones((4, 4), np.float32)), b"x" * 100
    assert held_memory([result(data, region)] * 3) == 164
    assert held_memory([result(data, region), result(b"y" * 50, Region(weights=np.ones((4, 4), np.float32)))]) == 278


def test_a_tiny_picture_that_is_to_become_huge_is_refused_before_it_is_decoded():
    editor = EditorDouble(pixels=49_000_000)
    found = error_of(edit(api(editor, max_pixel_memory=512 << 20), {"prompt": "resize to 7000x7000"}), 413)
    assert "memory_budget_mb" in found["message"]
    assert found["code"] == "request_too_large"
    assert editor.asked == []


def test_a_size_and_a_generation_are_refused_alike():
    app = api(max_pixel_memory=512 << 20)
    error_of(edit(app, {"size": "7000x7000"}), 413)
    error_of(call(app, "POST", "/v1/images/generations", json={"prompt": "red", "size": "7000x7000"}), 413)
    assert edit(app, {"size": "700x700"}).status_code == 200


def test_references_and_mask_count():
    files = [("image", ("a.png", picture(200, 100), "image/png"))]
    door = DoorSettings()
    room = 20_000 * (door.bytes_per_source_pixel + door.bytes_per_pixel)
    assert edit(api(max_pixel_memory=room), files=files).status_code == 200
    error_of(edit(api(max_pixel_memory=room), files=[("image[]", files[0][1]), ("image[]", files[0][1])]), 413)
    error_of(edit(api(max_pixel_memory=room), files=[*files, ("mask", ("m.png", mask(200, 100), "image/png"))]), 413)


@pytest.mark.parametrize(
    ("error", "status"), [(ModelNotFound("No such model."), 404), (Unsupported("Not understood."), 400)]
)
@pytest.mark.parametrize("stream", ["false", "true"])
def test_what_cannot_be_done_is_said_before_anything_is_decoded(
    error: ScumbleError, status: int, stream: str, monkeypatch: pytest.MonkeyPatch
):
    decoded: list[object] = []
    monkeypatch.setattr("scumble.api.images.edit_instruction", lambda *given: decoded.append(given))
    response = edit(api(EditorDouble(plan_error=error)), {"stream": stream})
    assert error_of(response, status)["message"] == error.message
    assert decoded == []


def test_the_engine_is_told_on_streams_too():
    assert edit(api(), {"stream": "true"}).headers["x-scumble-engine"] == "double"


def test_plans_are_refused_when_too_many_are_being_read():
    app = api(max_plans=0, max_plans_waiting=0)
    response = call(app, "POST", "/v1/images/plan", json={"prompt": "x"}, headers=AUTH)
    assert error_of(response, 429)["code"] == "rate_limit_exceeded"
    error_of(edit(app), 429)
