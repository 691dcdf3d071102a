"""Parts of the quality table that look at what was drawn: removal, exactness, lettering."""

from pathlib import Path

import numpy as np

from bench.exactness import report as exactness_report
from bench.exactness import run as drawing_anew
from bench.lettering import report as lettering_report
from bench.lettering import run as writing
from bench.quality.goals import Goal, at_least, page
from bench.removing import report as removing_report
from bench.removing import run as filling


def filled(photos: Path) -> list[Goal]:
    """Removals."""
    part = "removal"
    scored = filling.run(photos)
    page("removing.md", removing_report.table(scored))
    rows = {(r.group, r.method): r for r in removing_report.rows(scored)}
    methods = dict.fromkeys(r.method for r in rows.values())
    ours = removing_report.OURS
    others = [m for m in methods if m != ours]
    goals: list[Goal] = []
    for group, what in (
        ("thin, all", "never worse on thin holes"),
        ("textured, all", "clearly better on textured blobs"),
    ):
        mine = rows[group, ours]
        values = ", ".join(f"{rows[group, m].ssimulacra:.1f} {m}" for m in others)
        clear = 0.0 if group.startswith("thin") else removing_report.CLEAR
        met = all(mine.ssimulacra >= rows[group, m].ssimulacra + clear for m in others)
        measured = f"{mine.ssimulacra:.1f} ({values})"
        goals.append(Goal(part=part, what=f"{what}, SSIMULACRA 2 mean", goal="higher", measured=measured, met=met))
        styles = ", ".join(f"{rows[group, m].style:.2f} {m}" for m in others)
        met = all(mine.style <= rows[group, m].style for m in others)
        measured = f"{mine.style:.2f} ({styles})"
        goals.append(Goal(part=part, what=f"{what}, style distance", goal="lower", measured=measured, met=met))
    large = [s.large_seconds for s in scored if s.large_seconds is not None]
    median = float(np.median(large)) if large else float("nan")
    measured = f"{median:.2f} s"
    goals.append(
        Goal(
            part=part,
            what=f"{len(scored)} holes: CPU at 1 MP, median",
            goal="<= 2 s",
            measured=measured,
            met=median <= 2,
        )
    )
    return goals


def exact(_: Path) -> list[Goal]:
    """Edits of flat graphics."""
    part = "exactness"
    done = drawing_anew.measure()
    page("exactness.md", exactness_report.table(done))
    held = exactness_report.share([d for d in done if d.held_out])
    beside = f"; held-out wordings {held:.1%}"
    what = f"{len(done)} edits of flat graphics: exact to the pixel"
    return [at_least(part, what, exactness_report.GOAL, exactness_report.share(done), beside)]


def written(_: Path) -> list[Goal]:
    """Texts changed and read back. A refusal counts as not read back."""
    part = "lettering"
    done = writing.run(range(writing.COUNT))
    page("lettering.md", lettering_report.page(done))

    def share(group: list[lettering_report.Scored]) -> float:
        return sum(d.read >= 1 for d in group) / max(1, len(group))

    again = sum(d.found >= 1 for d in done) / len(done)
    beside = [d.kept == 1 for d in done if d.kept is not None]
    outside = sum(d.outside for d in done)
    refused = sum(bool(d.refusal) for d in done)
    return [
        at_least(part, f"{len(done)} texts: read back equal", 0.95, share(done), f"; {refused} refused"),
        at_least(part, "the same, held out", 0.95, share([d for d in done if d.held_out])),
        at_least(part, "the same, faces that are not bundled", 0.95, share([d for d in done if not d.ours])),
        at_least(part, "found equal in a fresh look at the picture", 0.95, again),
        at_least(part, "lines beside it read as before", 1.0, sum(beside) / max(1, len(beside))),
        Goal(part=part, what="pixels changed outside", goal="0", measured=str(outside), met=outside == 0),
    ]
