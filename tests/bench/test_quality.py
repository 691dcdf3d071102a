"""The quality page: parts measured alone leave the others' rows and their dates; goals missed are said to be missed."""

from bench.quality.__main__ import PARTS, kept, table
from bench.quality.goals import Goal, at_least, at_most, beats

OLD, NEW = "2026-01-01, aaaaaaa", "2026-01-02, bbbbbbb"
GOAL = Goal(part="lettering", what="texts", goal=">= 95%", measured="99.0%", met=True)


def test_a_part_measured_alone_leaves_the_rows_of_the_others() -> None:
    first = table({"lettering": [GOAL.line(OLD)], "removal": [at_most("removal", "x", 0.1, 0.2).line(OLD)]})
    second = table({**kept(first), "lettering": [GOAL.line(NEW)]})
    assert second == first.replace(GOAL.line(OLD), GOAL.line(NEW))
    assert kept(second)["removal"] == [f"| removal | x | <= 10% | 20.0% | **no** | {OLD} |"]
    assert kept("# Quality\n") == {}


def test_parts_without_rows_are_named() -> None:
    text = table({"lettering": [GOAL.line(NEW)]})
    assert text.endswith(f"Not measured yet: {', '.join(p for p in PARTS if p != 'lettering')}.\n")
    assert "Not measured" not in table({part: [GOAL.line(NEW)] for part in PARTS})


def test_a_goal_is_met_only_when_it_is() -> None:
    assert at_least("p", "w", 0.95, 0.95).met
    assert not at_least("p", "w", 0.95, 0.949).met
    assert beats("p", "w", 1.0, {"a": 1.1, "b": 2.0}, low=True).met
    assert not beats("p", "w", 1.0, {"a": 0.9, "b": 2.0}, low=True).met
    assert not beats("p", "w", 1.0, {"a": 1.0}, low=True).met
    assert beats("p", "w", 1.0, {"a": 0.9}, low=False).measured == "1.00 (0.90 a)"
