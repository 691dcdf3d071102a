"""The table of exactness: by operation, by how the shape was told, and the held-out wordings apart."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bench.exactness.score import EDGE_SHARE, LEVELS, Score

GOAL = 0.9


@dataclass(frozen=True, kw_only=True)
class Done:
    """One case with what came of it. refused: the error's sentence, where there was one."""

    name: str
    operation: str
    words: str
    way: str
    held_out: bool
    smooth: bool
    resampled: bool
    score: Score
    seconds: float
    refused: str | None = None


def share(done: Sequence[Done]) -> float:
    """Share of exact ones; 0 for none."""
    return sum(d.score.exact for d in done) / len(done) if done else 0.0


def _cell(done: Sequence[Done]) -> str:
    """'24/25'."""
    return f"{sum(d.score.exact for d in done)}/{len(done)}" if done else "–"


def table(done: Sequence[Done]) -> str:
    """As Markdown."""
    known, unseen = [d for d in done if not d.held_out], [d for d in done if d.held_out]
    lines = [
        "# Exactness of flat graphics",
        "",
        "`python -m bench.exactness.run`: random scenes of three to eight shapes, a sentence, the expected",
        "picture drawn from the scene anew with the shape changed. Through the whole product, PNG in and PNG out.",
        "",
        "A result is exact when",
        "- aliased pictures: every pixel of the picture equals the expected one;",
        f"- antialiased pictures: no pixel is more than {LEVELS:g} of 255 levels off;",
        "- antialiased shapes drawn in a new form (turned, scaled, sheared, bordered): the same away from edges; on",
        f"  edges no pixel is more than {EDGE_SHARE:.0%} of its contrast off, and those drawn anew not more than",
        f"  {EDGE_SHARE / 5:.0%} on average.",
        "",
        f"**{share(done):.1%} of {len(done)} exact** (goal {GOAL:.0%}); wordings that were looked at while building "
        f"{share(known):.1%} of {len(known)}, held-out wordings {share(unseen):.1%} of {len(unseen)}.",
        "",
        "| operation | exact | aliased | antialiased | held-out wordings | refused | median CPU s |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for operation in dict.fromkeys(d.operation for d in done):
        rows = [d for d in done if d.operation == operation]
        lines.append(
            f"| {operation} | {_cell(rows)} | {_cell([d for d in rows if not d.smooth])} "
            f"| {_cell([d for d in rows if d.smooth])} | {_cell([d for d in rows if d.held_out])} "
            f"| {sum(d.refused is not None for d in rows)} | {np.median([d.seconds for d in rows]):.2f} |"
        )
    lines += ["", "| told by | exact |", "| --- | --- |"]
    for way in sorted({d.way for d in done}):
        lines.append(f"| {way} | {_cell([d for d in done if d.way == way])} |")
    missed = [d for d in done if not d.score.exact]
    if missed:
        lines += ["", "Not exact:", ""]
        lines += [f'- {d.name}{", held out" if d.held_out else ""}: "{d.words}" ({_why(d)})' for d in missed]
    return "\n".join([*lines, ""])


def _why(d: Done) -> str:
    """In a few words."""
    if d.refused is not None:
        return "refused: " + d.refused.split(". ")[0][:110]
    if d.score.worst == 255 and d.score.same == 0:
        return "another size"
    if d.resampled and d.score.edge_worst:
        return (
            f"edges off by {d.score.edge_worst:.0%} of their contrast at most, {d.score.edge_mean:.1%} on average, "
            f"{d.score.away} other pixels off"
        )
    return f"{1 - d.score.same:.2%} of the pixels differ, by {d.score.worst:g} levels at most"
