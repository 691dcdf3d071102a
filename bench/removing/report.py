"""The table of the holes: by kind and method, medians and means, and how often this engine loses."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from bench.removing.methods import METHODS, OURS

OTHERS = tuple(m for m in METHODS if m != OURS)
CLEAR = 1.0
"""Points of SSIMULACRA 2 by which one fill is worse than another before it counts."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """One hole, filled by every method. scores: method -> (ssimulacra2, style, psnr, CPU seconds)."""

    name: str
    kind: str
    group: str
    share: float
    scores: dict[str, tuple[float, float, float, float]]
    doubt: float | None = None
    doubted: bool = False
    signs: dict[str, float] = field(default_factory=dict[str, float])
    large_seconds: float | None = None


@dataclass(frozen=True, kw_only=True)
class Row:
    """One line of the table."""

    group: str
    method: str
    holes: int
    ssimulacra: float
    ssimulacra_median: float
    style: float
    psnr: float
    seconds: float
    worse: float | None = None


def rows(scored: Sequence[Scored]) -> list[Row]:
    """For each group and for all: one row a method."""
    groups = [*sorted({s.group for s in scored}), "thin, all", "textured, all", "all"]
    out: list[Row] = []
    for group in groups:
        members = [s for s in scored if belongs(s, group)]
        if members:
            out += [_row(group, method, members) for method in METHODS]
    return out


def belongs(s: Scored, group: str) -> bool:
    """True when a hole counts in a group."""
    if group == "thin, all":
        return "," not in s.group
    if group == "textured, all":
        return s.group.endswith("textured")
    return group in {"all", s.group}


def _row(group: str, method: str, members: Sequence[Scored]) -> Row:
    values = np.array([s.scores[method] for s in members])
    worse = None
    if method == OURS:
        best = np.array([max(s.scores[m][0] for m in OTHERS) for s in members])
        worse = float((values[:, 0] < best - CLEAR).mean())
    return Row(
        group=group,
        method=method,
        holes=len(members),
        ssimulacra=float(values[:, 0].mean()),
        ssimulacra_median=float(np.median(values[:, 0])),
        style=float(values[:, 1].mean()),
        psnr=float(values[:, 2].mean()),
        seconds=float(np.median(values[:, 3])),
        worse=worse,
    )


def doubt_rows(scored: Sequence[Scored]) -> list[str]:
    """What the verdict is worth: the scores of the fills it doubts and of those it does not, away from thin holes."""
    wide = [s for s in scored if "," in s.group]
    lines = ["| verdict | holes | SSIMULACRA 2, mean | below 30 | style |", "| --- | --- | --- | --- | --- |"]
    for said, members in (("good", [s for s in wide if not s.doubted]), ("doubtful", [s for s in wide if s.doubted])):
        if members:
            values = np.array([s.scores[OURS][:2] for s in members])
            bad = float((values[:, 0] < 30).mean())
            mean, style = values.mean(axis=0)
            lines.append(f"| {said} | {len(members)} | {mean:.1f} | {bad:.0%} | {style:.1f} |")
    return lines


def table(scored: Sequence[Scored]) -> str:
    """Markdown."""
    lines = [
        f"# Removing: {len(scored)} holes in photos, truth known",
        "",
        "SSIMULACRA 2 (100 = the truth; higher is better) and the distance of style vectors (lower is better) are",
        "taken on the hole with some truth around it. PSNR is for the record: it rewards blur, so that a smear scores",
        "like a texture. 'Worse' is the share of holes where SSIMULACRA 2 is more than one point below the better of",
        "OpenCV's two methods. CPU seconds at the photos' own 0.39 MP, one thread.",
        "",
        "| holes | method | number | SSIMULACRA 2 mean | median | style | PSNR | CPU s | worse |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for r in rows(scored):
        worse = "" if r.worse is None else f"{r.worse:.0%}"
        lines.append(
            f"| {r.group} | {r.method} | {r.holes} | {r.ssimulacra:.2f} | {r.ssimulacra_median:.2f} | {r.style:.2f} | "
            f"{r.psnr:.2f} | {r.seconds:.2f} | {worse} |"
        )
    large = [s.large_seconds for s in scored if s.large_seconds is not None]
    if large:
        lines += ["", f"At 1 MP (photo and hole enlarged, {len(large)} holes): median {np.median(large):.2f} CPU s, "]
        lines[-1] += f"90 % within {np.quantile(large, 0.9):.2f} s, at most {max(large):.2f} s."
    lines += ["", "The engine's own verdict on blobs and objects:", "", *doubt_rows(scored)]
    worst = sorted((s for s in scored), key=lambda s: s.scores[OURS][0] - max(s.scores[m][0] for m in OTHERS))[:10]
    lines += ["", "Ten holes where OpenCV is furthest ahead:", ""]
    for s in worst:
        ours, best = s.scores[OURS][0], max(s.scores[m][0] for m in OTHERS)
        lines.append(f"- {s.name}: {ours:.1f} against {best:.1f}, {s.share:.1%} of the picture")
    return "\n".join(lines) + "\n"
