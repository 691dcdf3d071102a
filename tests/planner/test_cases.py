"""Every written instruction gives its expected plan or its expected refusal."""

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Plan
from scumble.planner.plan import plan_canvas, plan_edit
from scumble.planner.refuse import SUGGESTIONS
from tests.planner.cases import CANVASES, CASES
from tests.planner.held_out import HELD_OUT, HELD_OUT_CANVASES
from tests.planner.notation import CONTEXTS, Case

HELD_OUT_FLOOR = 0.95
"""Share of the held-out cases that must come out right; none may be answered wrongly."""


def made(case: Case, canvas: bool) -> Plan:
    """The plan for a case."""
    return plan_canvas(case.words) if canvas else plan_edit(case.words, CONTEXTS[case.context])


def steps(plan: Plan) -> tuple[tuple[str, str, dict[str, object]], ...]:
    """Steps as the cases write them."""
    return tuple((str(s.op), s.target.kind, dict(s.params)) for s in plan.steps)


ANSWERED = [(c, False) for c in CASES if c.refused is None] + [(c, True) for c in CANVASES if c.refused is None]
REFUSED = [(c, False) for c in CASES if c.refused] + [(c, True) for c in CANVASES if c.refused]


@pytest.mark.parametrize(("case", "canvas"), ANSWERED, ids=lambda v: getattr(v, "words", "")[:60])
def test_instruction_becomes_the_expected_steps(case: Case, canvas: bool) -> None:
    plan = made(case, canvas)
    assert steps(plan) == case.steps
    assert plan.understood.startswith("I understood: ")
    for step in plan.steps:
        assert step.text in case.words


@pytest.mark.parametrize(("case", "canvas"), REFUSED, ids=lambda v: getattr(v, "words", "")[:60])
def test_refusal_names_the_part_and_what_would_work(case: Case, canvas: bool) -> None:
    with pytest.raises(Unsupported) as refused:
        made(case, canvas)
    error = refused.value
    assert case.refused is not None
    assert case.refused.part.lower() in error.part.lower()
    assert error.part in error.message
    assert "\n" not in error.message.strip()
    assert len(error.nearest) == SUGGESTIONS
    if not canvas:
        for sentence in error.nearest:
            assert plan_edit(sentence, CONTEXTS["drawn"]).steps


def test_held_out_instructions_are_mostly_right_and_never_wrong() -> None:
    right, wrong = 0, []
    cases = [(c, False) for c in HELD_OUT] + [(c, True) for c in HELD_OUT_CANVASES]
    for case, canvas in cases:
        try:
            plan = made(case, canvas)
        except Unsupported as error:
            right += case.refused is not None and case.refused.part.lower() in error.part.lower()
            continue
        if case.refused is None and steps(plan) == case.steps:
            right += 1
        else:
            wrong.append(case.words)
    assert wrong == []
    assert right / len(cases) >= HELD_OUT_FLOOR


def test_there_are_enough_cases_and_none_stands_in_both_files() -> None:
    tuned = {(c.words, c.context) for c in (*CASES, *CANVASES)}
    held = {(c.words, c.context) for c in (*HELD_OUT, *HELD_OUT_CANVASES)}
    assert len(tuned | held) >= 340
    assert len(held) >= 120
    assert {words for words, _ in tuned if words} & {words for words, _ in held} == set()
