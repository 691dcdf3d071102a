"""Nothing but core errors, linear time, contradictions refused, notes for every assumption."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.core.errors import ScumbleError, Unsupported
from scumble.core.plan import Op
from scumble.planner.plan import MAX_STEPS, plan_canvas, plan_edit
from scumble.planner.words.things import MENDABLE_COLORS
from tests.planner.cases import CASES
from tests.planner.notation import CONTEXTS

PIECES = st.sampled_from([c.words for c in CASES if c.words])
WORDS = st.sampled_from(sorted({w for c in CASES for w in c.words.split()}))
GLUE = st.sampled_from([" ", ", ", " and ", ". ", " then ", " but ", " except ", " without ", "\n", " not ", "; "])
PLAIN = CONTEXTS["plain"]


@st.composite
def mixtures(draw: st.DrawFn) -> str:
    """Words and whole instructions in any order, glued by separators."""
    parts = draw(st.lists(st.one_of(PIECES, WORDS, st.text(max_size=12)), min_size=0, max_size=7))
    return "".join(p + draw(GLUE) for p in parts)


@settings(max_examples=400, deadline=None, derandomize=True)
@given(words=mixtures(), name=st.sampled_from(sorted(CONTEXTS)))
def test_any_mixture_gives_a_plan_or_a_core_error(words: str, name: str) -> None:
    try:
        plan = plan_edit(words, CONTEXTS[name])
    except ScumbleError:
        return
    assert plan.steps
    assert plan.understood
    if not CONTEXTS[name].has_drawn:
        assert all(s.target.kind != "region" for s in plan.steps)
    assert all(s.text in words for s in plan.steps)


@settings(max_examples=150, deadline=None, derandomize=True)
@given(words=st.one_of(mixtures(), st.text()))
def test_any_text_gives_a_canvas_or_a_core_error(words: str) -> None:
    try:
        plan = plan_canvas(words)
    except ScumbleError:
        return
    assert [s.op for s in plan.steps] == [Op.CANVAS]


@pytest.mark.parametrize(
    "unit",
    [
        "make it brighter and ",
        "a",
        "a ",
        "remove the cup on the table in the ",
        "((((",
        '"',
        "1x",
        "9",
        "#fff ",
        "red and white and ",
        "brighter, ",
        "not except without but ",
        "gradient from red to ",
        "very light pale ",
        "backgruond ",
        "\n1. ",
        "İß",
        "rgb(1,",
        "twice as ",
    ],
)
def test_huge_texts_take_little_time(unit: str) -> None:
    words = (unit * 32_000)[:32_000]
    for name in ("plain", "drawn"):
        start = time.perf_counter()
        with pytest.raises(ScumbleError):
            plan_edit(words, CONTEXTS[name])
        assert time.perf_counter() - start < 2.0


def test_a_huge_text_of_mistyped_colours_takes_little_time() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    typos = [c[:i] + x + c[i:] for c in sorted(MENDABLE_COLORS) for i in range(1, len(c)) for x in letters]
    words = " ".join(typos)[:32_000]
    start = time.perf_counter()
    with pytest.raises(ScumbleError):
        plan_edit(words, PLAIN)
    assert time.perf_counter() - start < 2.0


def test_a_refusal_of_a_huge_text_stays_short() -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit("blub " * 6_000, PLAIN)
    assert len(refused.value.message) < 1_000
    assert len(refused.value.part) <= 160


def test_more_steps_than_allowed_are_refused_whole() -> None:
    many = ". ".join(["flip horizontally"] * (MAX_STEPS + 1))
    with pytest.raises(Unsupported, match="At most"):
        plan_edit(many, PLAIN)
    assert len(plan_edit(". ".join(["flip horizontally"] * MAX_STEPS), PLAIN).steps) == MAX_STEPS


def test_opposites_are_noted() -> None:
    plan = plan_edit("make it brighter, then make it darker", PLAIN)
    assert any("more and for less brightness" in note for note in plan.notes)


def test_keeping_everything_else_is_noted_and_does_nothing() -> None:
    plan = plan_edit("make the background blue but keep everything else the same", PLAIN)
    assert [s.op for s in plan.steps] == [Op.BACKGROUND_COLOR]
    assert any("everything else" in note for note in plan.notes)


def test_the_sentence_says_what_was_understood() -> None:
    plan = plan_edit("replace the background with a white studio and warm it up a bit", PLAIN)
    assert plan.understood == (
        "I understood: replace the background by a white studio backdrop with a soft shadow, "
        "then warm the picture slightly (+15 %)."
    )
    assert [s.text for s in plan.steps] == ["replace the background with a white studio", "warm it up a bit"]


def test_the_verb_before_serves_the_next_noun() -> None:
    plan = plan_edit("blur and darken the background", PLAIN)
    assert [(s.op, s.target.kind) for s in plan.steps] == [(Op.BACKGROUND_BLUR, "background"), (Op.TONE, "background")]


def test_a_missing_second_picture_names_the_parameter() -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit("use the second image as the background", PLAIN)
    assert refused.value.param == "image"


def test_empty_words_with_a_transparent_background_cut_out() -> None:
    assert [s.op for s in plan_edit("", CONTEXTS["clear"]).steps] == [Op.BACKGROUND_REMOVE]
