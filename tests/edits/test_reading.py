"""Who reads the words: the grammar, or an engine that does; and what each refusal says."""

import asyncio
from collections.abc import Mapping

import pytest

from scumble.core.capability import Capabilities
from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Plan, TargetKind
from scumble.core.work import CancelToken, WorkPool
from scumble.edits.reading import planned
from scumble.edits.routing import route
from scumble.engines import Engine, Task
from scumble.planner.choose import Planner
from scumble.planner.plan import Context

ON: frozenset[TargetKind] = frozenset({"whole", "region", "subject", "background", "object"})
UNREAD = "put a tiny wizard hat on the cat"


class Double:
    """An engine that draws nothing."""

    def __init__(self, name: str, *ops: Op) -> None:
        """ops: what it lists, on everything."""
        self.name = name
        self.capabilities = Capabilities(operations=dict.fromkeys(ops, ON), max_pixels=10**9)

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """Never."""
        raise AssertionError


CPU = Double("scumble-cpu", *(op for op in Op if op is not Op.INSTRUCT))
BOTH: Mapping[str, Engine] = {"scumble-cpu": CPU, "reader": Double("reader", Op.INSTRUCT)}


def plan(words: str, wish: str = "auto", engines: Mapping[str, Engine] = BOTH, **context: object) -> Plan:
    facts = {"sources": 1, "has_drawn": False, "transparent": None, "width": 640, "height": 480, **context}
    pool = WorkPool(1)

    def check(found: Plan) -> object:
        return route(found, 640 * 480, wish, engines)

    async def read() -> Plan:
        found = await planned(
            Planner(),
            words,
            Context(**facts),  # type: ignore[arg-type]
            wish=wish,
            engines=engines,
            pool=pool,
            cancel=CancelToken(),
            check=check,
        )
        check(found)
        return found

    try:
        return asyncio.run(read())
    finally:
        pool.close()


def test_what_the_grammar_reads_it_reads() -> None:
    assert [s.op for s in plan("make it brighter").steps] == [Op.TONE]


def test_what_it_refuses_goes_to_an_engine_that_reads_words() -> None:
    (step,) = plan(UNREAD).steps
    assert (step.op, step.target.kind, dict(step.params)) == (Op.INSTRUCT, "whole", {"prompt": UNREAD})
    (drawn,) = plan(UNREAD, has_drawn=True).steps
    assert drawn.target.kind == "region"


def test_without_such_an_engine_the_refusal_stands() -> None:
    with pytest.raises(Unsupported):
        plan(UNREAD, engines={"scumble-cpu": CPU})


def test_the_embedded_engine_by_name_says_who_could() -> None:
    with pytest.raises(Unsupported, match="read such words themselves: reader"):
        plan(UNREAD, "scumble-cpu")


def test_a_reader_by_name_gets_the_words_and_the_one_target_that_was_found() -> None:
    (step,) = plan("make the background white", "reader").steps
    assert (step.op, step.target.kind) == (Op.INSTRUCT, "background")
    (step,) = plan("remove the red car", "reader").steps
    assert (step.target.kind, step.target.words) == ("object", "the red car")
    (step,) = plan("remove the car and make the background white", "reader").steps
    assert step.target.kind == "whole"
    (step,) = plan("move the car to the left", "reader").steps
    assert step.target.kind == "whole"


def test_what_moves_the_picture_is_left_to_who_can() -> None:
    with pytest.raises(Unsupported, match=r"'reader' cannot do .*these engines can: scumble-cpu"):
        plan("rotate it by 90 degrees", "reader")


def test_a_new_picture_and_a_transparent_one_are_said_in_the_step() -> None:
    (step,) = plan("a cat on a sofa", sources=0).steps
    assert step.params["new"] is True
    assert step.target.kind == "whole"
    (step,) = plan(UNREAD, transparent=True).steps
    assert step.params["transparent"] is True
    (step,) = plan("a plain red picture", sources=0).steps
    assert step.op is Op.CANVAS


def test_no_words_are_no_instruction() -> None:
    for wish in ("auto", "reader"):
        with pytest.raises(Unsupported):
            plan("  ", wish)


def test_the_plan_says_what_was_understood() -> None:
    assert UNREAD in plan(UNREAD).understood
