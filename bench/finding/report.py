"""Tables of a finding run: by kind of phrase, tuned and held out, and the list of what went wrong."""

import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.finding.phrases import KINDS, Phrase
from bench.finding.score import Answer, Outcome, offered

GOALS = (0.80, 0.05)
"""At least this share right, at most this share confidently wrong."""
HEAD = "| {} | phrases | right | confidently wrong | asked | of these, right one shown | refused |"


@dataclass(frozen=True, kw_only=True)
class Result:
    """One phrase, the answer and what it is worth."""

    phrase: Phrase
    answer: Answer
    outcome: Outcome


def report(results: Sequence[Result], confident: float, baselines: Mapping[str, Sequence[Result]]) -> str:
    """The whole report in Markdown; the baselines' results in the same order as the finder's."""
    held = [r for r in results if r.phrase.held_out]
    tuned = [r for r in results if not r.phrase.held_out]
    present = [r for r in results if r.phrase.kind != "absent"]
    counts = Counter(r.outcome for r in results)
    right, wrong = counts["right"] / len(results), counts["wrong"] / len(results)
    seconds = [r.answer.seconds for r in results]
    photos = len({r.phrase.photo for r in results})
    own = [(f"baseline: {name}", list(found)) for name, found in baselines.items()]
    lines = [
        "# Finding things by words",
        "",
        f"{len(results)} phrases on {photos} real photos; boxes drawn by eye before anything was run. Right: overlap",
        "(IoU) of the region's box above 0.5 with a drawn box, for tiny things the centre inside it; nothing done for",
        "what is not there; a box that fits or a question where the phrase is ambiguous. Confidently wrong: it would",
        f"have acted (confidence from {confident:g}) on other pixels. A third is held out by a fixed rule.",
        "",
        f"Right **{right:.1%}** (goal: at least {GOALS[0]:.0%}), confidently wrong **{wrong:.1%}** (goal: at most "
        f"{GOALS[1]:.0%}). Median "
        f"{statistics.median(seconds):.2f} CPU seconds a phrase, slowest {max(seconds):.2f}, mean "
        f"{statistics.mean(seconds):.2f}: a photo is looked at once for all its phrases, the first of them pay.",
        "",
        *_table("part", [("all", results), ("tuned on", tuned), ("held out", held), ("there", present), *own]),
        "",
        *_table("kind", [(k, [r for r in results if r.phrase.kind == k]) for k in KINDS]),
        "",
        "## Confidently wrong",
        "",
        *_listed(results, "wrong"),
        "",
        "## Asked or refused although it is there",
        "",
        *_listed(results, "asked"),
        *_listed(results, "refused"),
    ]
    return "\n".join(lines) + "\n"


def _table(name: str, groups: Sequence[tuple[str, Sequence[Result]]]) -> list[str]:
    """Counts and shares of each group."""
    rows = [HEAD.format(name), "| --- | --- | --- | --- | --- | --- | --- |"]
    for label, group in groups:
        if group:
            counts = Counter(r.outcome for r in group)
            shown = sum(offered(r.phrase, r.answer) for r in group if r.outcome == "asked")
            parts = [f"{counts[k]} ({counts[k] / len(group):.0%})" for k in ("right", "wrong", "asked", "refused")]
            rows.append(f"| {label} | {len(group)} | {parts[0]} | {parts[1]} | {parts[2]} | {shown} | {parts[3]} |")
    return rows


def _listed(results: Sequence[Result], outcome: Outcome) -> list[str]:
    """One line for each phrase of that outcome; of held-out phrases only how many, so that nobody tunes on them."""
    found = [r for r in results if r.outcome == outcome]
    hidden = sum(r.phrase.held_out for r in found)
    lines = [
        f"- {outcome}: {r.phrase.photo}, “{r.phrase.words}” ({r.phrase.kind}): {r.answer.sentence}"
        for r in found
        if not r.phrase.held_out
    ]
    return [*lines, f"- {outcome}, held out and not shown: {hidden}"]
