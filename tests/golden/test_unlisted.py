"""What the engine does not list is refused in words that say who could: never a picture, never the server's fault."""

import asyncio
from dataclasses import replace
from itertools import product as every

import pytest

from scumble.api.errors import envelope, status_of
from scumble.app import App
from scumble.core.errors import Unsupported
from scumble.core.instruction import Instruction
from scumble.core.plan import Op, Plan, Step, Target, TargetKind
from scumble.core.work import CancelToken
from scumble.edits.run import Edits
from scumble.engines import Engine
from scumble.engines.cpu.engine import CpuEngine
from scumble.engines.cpu.operations import OPERATIONS
from scumble.planner.choose import Planner
from tests.golden.cases import CASES, Case
from tests.golden.draw import instruction

KINDS: tuple[TargetKind, ...] = ("whole", "subject", "background", "region", "object")
UNLISTED = [(op, kind) for op, kind in every(Op, KINDS) if op not in OPERATIONS or kind not in OPERATIONS[op][1]]
ONE_EACH = list({c.op: c for c in CASES}.values())


class Fixed(Planner):
    """Whatever is asked, this step is meant."""

    def __init__(self, step: Step) -> None:
        super().__init__()
        self._plan = Plan(steps=(step,), understood="x")

    async def plan(self, words: str, *_: object, **__: object) -> Plan:
        return self._plan


def refused(edits: Edits, asked: Instruction) -> Unsupported:
    """The refusal, as the door would send it: 400 with the code for it."""
    with pytest.raises(Unsupported) as caught:
        asyncio.run(edits.edit(asked, cancel=CancelToken()))
    assert status_of(caught.value) == 400
    assert envelope(caught.value)["error"]["code"] == "unsupported_instruction"
    return caught.value


def made_of(app: App, engines: dict[str, Engine], planner: Planner | None = None) -> Edits:
    """The product's edits with other engines, or another reader."""
    own = app.editor.edits
    return Edits(
        engines=engines,
        models=own.models,
        pool=own.pool,
        aliases={},
        limits=own.limits,
        prices=own.prices,
        planner=planner,
    )


@pytest.mark.parametrize(("op", "kind"), UNLISTED, ids=str)
def test_a_target_the_engine_does_not_list_for_an_operation_is_refused(op: Op, kind: TargetKind, app: App) -> None:
    step = Step(op=op, target=Target(kind=kind), text="do it there")
    engines = dict(app.editor.edits.engines)
    found = refused(made_of(app, engines, Fixed(step)), instruction(CASES[0], "whatever"))
    if op in OPERATIONS:
        who = f"'scumble-cpu' does it on: {', '.join(sorted(OPERATIONS[op][1]))}"
    else:
        who = f"it needs an engine that lists '{op}' among its operations"
    said = f"No configured engine can do 'do it there' ({op} on {kind}); {who}."
    assert (found.message, found.needs) == (said, str(op))


@pytest.mark.parametrize("one", ONE_EACH, ids=lambda c: c.title)
def test_an_operation_no_engine_lists_is_refused_by_name(one: Case, app: App) -> None:
    """The same words that draw the golden, asked of a product whose engine lacks the operation."""
    lacking = CpuEngine(app.pool, 10**6, {op: row for op, row in OPERATIONS.items() if op is not one.op})
    found = refused(made_of(app, {"small": lacking}), instruction(one, one.words, one.box))
    assert f"it needs an engine that lists '{one.op}' among its operations" in found.message
    assert found.needs == str(one.op)
    assert found.part in one.words.replace("'", '"')


@pytest.mark.parametrize("one", ONE_EACH, ids=lambda c: c.title)
def test_an_engine_asked_for_by_name_names_the_one_that_can(one: Case, app: App) -> None:
    lacking = CpuEngine(app.pool, 10**6, {op: row for op, row in OPERATIONS.items() if op is not one.op})
    edits = made_of(app, {"small": lacking, "full": CpuEngine(app.pool, 10**6)})
    found = refused(edits, replace(instruction(one, one.words, one.box), model="small"))
    assert found.message.startswith("'small' cannot do ")
    assert found.message.endswith("these engines can: full.")


def test_steps_that_no_engine_can_do_together_say_which_can_do_which(app: App) -> None:
    engines: dict[str, Engine] = {
        name: CpuEngine(app.pool, 10**6, {op: OPERATIONS[op]}) for name, op in (("a", Op.FLIP), ("b", Op.BLUR))
    }
    found = refused(made_of(app, engines), instruction(CASES[0], "mirror it and blur it"))
    assert found.message == (
        "No engine can do every step; each alone can be done by: 'mirror it': a; 'blur it': b. Send them one by one."
    )


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("add a dog next to the mug", "generative engine"),
        ("turn the mug into a teapot", "generative engine"),
        ("make the person smile", "generative engine"),
        ("put a hat on the cat", "generative engine"),
        ("make it a 3d render", "style transfer"),
        ("remove the haze", "photo restoration"),
    ],
)
def test_what_another_kind_of_engine_could_do_names_that_kind(words: str, kind: str, app: App) -> None:
    found = refused(app.editor.edits, instruction(CASES[0], words))
    assert found.needs == kind
    assert kind in found.message
    assert found.nearest


@pytest.mark.parametrize("words", ["give him a beard", "turn the day into night", "restore this old damaged photo"])
def test_words_that_mean_nothing_listed_say_what_would_work(words: str, app: App) -> None:
    found = refused(app.editor.edits, instruction(CASES[0], words))
    assert found.part
    assert found.nearest
