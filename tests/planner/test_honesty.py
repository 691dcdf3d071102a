"""Nothing but core errors, linear time, contradictions refused, notes for every assumption."""

import re
import time
from collections.abc import Callable

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
LONG = 16_000
"""Characters of a huge instruction."""
MOST_GROWTH = 24.0
"""An eighth of the text takes an eighth of the work where it grows linearly, a 64th where it grows with the square."""


def cpu(act: Callable[[], object]) -> float:
    """Seconds of this thread's own time on a processor, the less of two: other programs hardly count."""
    seconds: list[float] = []
    for _ in range(2):
        start = time.thread_time()
        act()
        seconds.append(time.thread_time() - start)
    return max(min(seconds), 1e-4)


def work(words: str, name: str) -> float:
    """The time that a text takes which is refused in the end."""

    def refuse() -> None:
        with pytest.raises(ScumbleError):
            plan_edit(words, CONTEXTS[name])

    return cpu(refuse)


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
        "at (1, 2) ",
        "the circle left of the square ",
        "the circle to the in the ",
        "the 3 red ",
    ],
)
def test_a_text_eight_times_as_long_takes_about_eight_times_the_work(unit: str) -> None:
    words = (unit * LONG)[:LONG]
    for name in ("plain", "drawn"):
        assert work(words, name) < MOST_GROWTH * work(words[: LONG // 8], name)


def test_mistyped_colours_take_work_in_proportion_to_their_number() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    typos = [c[:i] + x + c[i:] for c in sorted(MENDABLE_COLORS) for i in range(1, len(c)) for x in letters]
    words = " ".join(typos)[:LONG]
    assert work(words, "plain") < MOST_GROWTH * work(words[: LONG // 8], "plain")


def test_text_whose_work_grows_with_its_square_would_be_seen() -> None:
    square = re.compile(r"(?:x.*)?y")
    assert cpu(lambda: square.search("x" * 8_000)) > MOST_GROWTH * cpu(lambda: square.search("x" * 1_000))


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
