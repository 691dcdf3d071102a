"""Parts of the quality table that look at words and pictures: understanding, finding, cut-out."""

import statistics
from collections.abc import Sequence
from pathlib import Path

from bench.composites import run as cutting
from bench.composites.baselines import MATTING, REMBG
from bench.composites.measures import lost, mean
from bench.composites.report import BARE, OURS
from bench.finding import phrases as finding_phrases
from bench.finding import report as finding_report
from bench.finding import run as searching
from bench.quality.goals import Goal, at_least, at_most, page
from bench.understanding import notation
from bench.understanding import run as reading


def understood(_: Path) -> list[Goal]:
    """Instructions."""
    part = "understanding"
    asked = notation.load()
    reading.understand(asked[0])
    results = [reading.measure(i, 3) for i in asked]
    page("understanding.md", reading.report(results))

    def right(group: Sequence[reading.Result]) -> tuple[float, float]:
        doable = [r for r in group if r.instruction.meanings]
        answered = [r for r in doable if r.outcome != "refused"]
        return sum(r.outcome == "right" for r in answered) / max(1, len(answered)), len(answered) / len(doable)

    exact, answers = right(results)
    held, held_answers = right([r for r in results if r.instruction.held_out])
    median = statistics.median(r.milliseconds for r in results)
    impossible = [r for r in results if not r.instruction.meanings]
    refused = sum(r.plan is None for r in impossible) / len(impossible)
    return [
        at_least(part, f"{len(asked)} instructions: right where it answers", 0.95, exact),
        at_least(part, "the same, held out", 0.90, held),
        at_least(part, "answers", 0.85, answers, f"; held out {held_answers:.1%}"),
        at_least(part, "refuses what cannot be done", 0.95, refused),
        Goal(part=part, what="median", goal="< 25 ms", measured=f"{median:.1f} ms", met=median < 25),
    ]


def found(photos: Path) -> list[Goal]:
    """Phrases."""
    part = "finding"
    simple: dict[str, list[finding_report.Result]] = {}
    results = list(searching.run(finding_phrases.load(), photos, searching.CONFIDENT, None, simple))
    page("finding.md", finding_report.report(results, searching.CONFIDENT, simple))

    def share(group: Sequence[finding_report.Result], outcome: str) -> float:
        return sum(r.outcome == outcome for r in group) / max(1, len(group))

    held = [r for r in results if r.phrase.held_out]
    others = {name: (share(r, "right"), share(r, "wrong")) for name, r in simple.items()}
    beside = "; ".join(f"{name} {a:.0%}" for name, (a, _) in others.items())
    wrong = "; ".join(f"{name} {b:.0%}" for name, (_, b) in others.items())
    return [
        at_least(part, f"{len(results)} phrases: right", 0.80, share(results, "right"), f" ({beside})"),
        at_most(part, "confidently wrong", 0.05, share(results, "wrong"), f" ({wrong})"),
        at_least(part, "right, held out", 0.80, share(held, "right")),
        at_most(part, "confidently wrong, held out", 0.05, share(held, "wrong")),
    ]


def cut(photos: Path) -> list[Goal]:
    """Cut-outs."""
    part = "cut-out"
    rows = cutting.run(photos)
    page("composites.md", cutting.report(rows))
    errors = {name: [r.errors[name] for r in rows] for name in (OURS, BARE, REMBG, MATTING)}
    means = {name: mean(e) for name, e in errors.items()}
    goals: list[Goal] = []
    for field, least in (("gradient", 0.10), ("band", 0.10), ("sad", 0.0), ("mse", 0.0)):
        better = {n: 1 - getattr(means[OURS], field) / getattr(means[n], field) for n in (BARE, REMBG, MATTING)}
        said = ", ".join(f"{b:+.0%} {n}" for n, b in better.items())
        what = f"{len(rows)} composites: {field} error, better by"
        goals.append(
            Goal(part=part, what=what, goal=f">= {least:.0%}", measured=said, met=min(better.values()) >= least)
        )
    low = {name: lost(e) for name, e in errors.items()}
    said = f"{low[OURS]:.1%} ({', '.join(f'{low[n]:.1%} {n}' for n in (BARE, REMBG, MATTING))})"
    halved = low[OURS] <= 0.5 * min(low[n] for n in (BARE, REMBG))
    return [*goals, Goal(part=part, what="share below IoU 0.8", goal="halved", measured=said, met=halved)]
