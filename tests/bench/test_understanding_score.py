"""Notation of the instruction set and what a plan is worth against it."""

from pathlib import Path

import pytest

from bench.understanding.notation import Instruction, load, meaning
from bench.understanding.score import bare, judge
from scumble.core.plan import JsonValue, Op, Plan, Step, Target, TargetKind


def instruction(*texts: str) -> Instruction:
    """An instruction with these acceptable meanings."""
    meanings = tuple(steps for _, steps in map(meaning, texts) if steps)
    return Instruction(language="en", intent="x", context="plain", words="x", meanings=meanings)


def plan(op: Op, kind: TargetKind = "whole", words: str | None = None, **params: JsonValue) -> Plan:
    """A plan of one step."""
    return Plan(steps=(Step(op=op, target=Target(kind=kind, words=words), params=params),), understood="")


def test_colours_count_when_they_are_near() -> None:
    wanted = instruction("background.color color=navy")
    assert judge(wanted, plan(Op.BACKGROUND_COLOR, "background", color="#000088")) == "right"
    assert judge(wanted, plan(Op.BACKGROUND_COLOR, "background", color="#0000ff")) == "parameters"


def test_signs_ranges_and_exact_numbers() -> None:
    assert judge(instruction("tone brightness>0"), plan(Op.TONE, brightness=0.1)) == "right"
    assert judge(instruction("tone brightness>0"), plan(Op.TONE, brightness=-0.1)) == "parameters"
    assert judge(instruction("tone brightness=0.02..0.2"), plan(Op.TONE, brightness=0.25)) == "parameters"
    assert judge(instruction("resize width=800"), plan(Op.RESIZE, width=800, fit="cover")) == "right"
    assert judge(instruction("pad pixels=5,5,5,5"), plan(Op.PAD, pixels=[5, 5, 5, 9], color=None)) == "parameters"


def test_a_parameter_nobody_asked_for_is_wrong_unless_it_has_a_sensible_default() -> None:
    assert judge(instruction("tone brightness>0"), plan(Op.TONE, brightness=0.1, contrast=0.2)) == "parameters"
    assert judge(instruction("border color=white"), plan(Op.BORDER, color="#ffffff", amount=0.03)) == "right"


def test_target_and_order_belong_to_the_intent() -> None:
    assert judge(instruction("tone[subject] brightness>0"), plan(Op.TONE, brightness=0.1)) == "intent"
    two = instruction("straighten ; flip axis=horizontal")
    assert judge(two, plan(Op.FLIP, axis="horizontal")) == "intent"


def test_things_are_compared_without_articles() -> None:
    wanted = instruction("fill(cup on the table|mug)")
    assert judge(wanted, plan(Op.FILL, "object", "the mug")) == "right"
    assert judge(wanted, plan(Op.FILL, "object", "the cup")) == "parameters"
    assert bare("The man on the left") == bare("man left")
    assert bare("l'homme à gauche") == bare("homme gauche")


def test_any_of_several_meanings_will_do() -> None:
    wanted = instruction("tone exposure=1", "tone brightness=0.9..1")
    assert judge(wanted, plan(Op.TONE, exposure=1.0)) == "right"
    assert judge(wanted, plan(Op.TONE, brightness=1.0)) == "right"


def test_what_cannot_be_done_must_be_refused_and_what_can_must_not() -> None:
    assert judge(instruction("refuse"), None) == "right"
    assert judge(instruction("refuse"), plan(Op.STRAIGHTEN)) == "intent"
    assert judge(instruction("straighten"), None) == "refused"


def test_the_set_is_large_enough_and_a_third_is_held_out() -> None:
    found = load()
    assert len(found) >= 600
    assert len({i.intent for i in found}) >= 25
    assert {i.language for i in found} == {"en", "de", "fr", "es", "pt"}
    assert 0.28 < sum(i.held_out for i in found) / len(found) < 0.4


def test_a_broken_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "en.txt").write_text("## x\n= tone brightness~1\nbrighter\n")
    with pytest.raises(ValueError, match=r"en\.txt:2"):
        load(tmp_path)
