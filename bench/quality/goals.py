"""A goal of the quality table: what was asked for, what was measured, where, and whether it is met."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

RESULTS = Path(__file__).resolve().parents[1] / "results"


@dataclass(frozen=True, kw_only=True)
class Goal:
    """One line of the table."""

    part: str
    what: str
    goal: str
    measured: str
    met: bool

    def line(self, when: str) -> str:
        """As Markdown. when: day and revision of the measurement."""
        met = "yes" if self.met else "**no**"
        return f"| {self.part} | {self.what} | {self.goal} | {self.measured} | {met} | {when} |"


def at_least(part: str, what: str, goal: float, measured: float, beside: str = "") -> Goal:
    """A share that should be high."""
    return Goal(part=part, what=what, goal=f">= {goal:.0%}", measured=f"{measured:.1%}{beside}", met=measured >= goal)


def at_most(part: str, what: str, goal: float, measured: float, beside: str = "") -> Goal:
    """A share that should be low."""
    return Goal(part=part, what=what, goal=f"<= {goal:.0%}", measured=f"{measured:.1%}{beside}", met=measured <= goal)


def beats(part: str, what: str, ours: float, others: Mapping[str, float], *, low: bool, form: str = ".2f") -> Goal:
    """Lower (or higher) than every baseline. others: by name. form: how numbers are written."""
    beside = ", ".join(f"{value:{form}} {name}" for name, value in others.items())
    return Goal(
        part=part,
        what=what,
        goal="lower" if low else "higher",
        measured=f"{ours:{form}} ({beside})",
        met=all(ours < v if low else ours > v for v in others.values()),
    )


def page(name: str, text: str) -> None:
    """Writes a part's own page. name: its file."""
    (RESULTS / name).write_text(text, encoding="utf-8")
