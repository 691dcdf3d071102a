"""Tables of a run: all composites and the held-out third, by subject, and the ten worst."""

from collections.abc import Sequence
from dataclasses import dataclass

from bench.composites.baselines import MATTING, REMBG
from bench.composites.measures import Errors, lost, mean

OURS, BARE = "scumble", "bare network"
NAMES = (OURS, BARE, REMBG, MATTING)


@dataclass(frozen=True, kw_only=True)
class Row:
    """One composite's outcome. seconds: CPU of the cut-out. errors: by who made the matte."""

    name: str
    subject: str
    kind: str
    held_out: bool
    edges: str
    confidence: float
    seconds: float
    errors: dict[str, Errors]

    def line(self) -> str:
        """For the screen."""
        ours, best = self.errors[OURS], self.errors[BARE]
        return (
            f"{self.name:24} {self.edges:5} {self.confidence:.2f} {self.seconds:5.2f} s | "
            f"IoU {ours.iou:.3f} ({best.iou:.3f}) SAD {ours.sad:6.1f} ({best.sad:6.1f}) "
            f"grad {ours.gradient:.3f} ({best.gradient:.3f}) band {ours.band:5.1f} ({best.band:5.1f})"
        )


def table(rows: Sequence[Row]) -> list[str]:
    """Mean errors by who made the mattes."""
    lines = [
        "| matte | mean IoU | below 0.8 | SAD / 1000 | MSE x 1000 | gradient / 1000 | edge band x 1000 |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in NAMES:
        own = [r.errors[name] for r in rows if name in r.errors]
        if not own:
            continue
        m = mean(own)
        title = name if len(own) == len(rows) else f"{name} ({len(own)} of {len(rows)})"
        lines.append(
            f"| {title} | {m.iou:.3f} | {lost(own):.1%} | {m.sad:.2f} | {m.mse:.2f} | {m.gradient:.4f} | {m.band:.1f} |"
        )
    return lines


def goals(rows: Sequence[Row]) -> list[str]:
    """Ours against each of the others, error by error, on the composites that both answered."""
    out: list[str] = []
    for name in NAMES[1:]:
        both = [r for r in rows if name in r.errors]
        if not both:
            continue
        ours, theirs = ([r.errors[n] for r in both] for n in (OURS, name))
        a, b = mean(ours), mean(theirs)
        shares = ", ".join(
            f"{field} {getattr(a, field) / getattr(b, field) - 1:+.1%}" for field in ("gradient", "band", "sad", "mse")
        )
        out.append(
            f"- against {name} ({len(both)}): {shares}; below IoU 0.8 {lost(ours):.1%} against {lost(theirs):.1%}"
        )
    return [*out, "", "Goals: gradient and band at most -10 %, SAD and MSE at most 0 %, half as many below IoU 0.8."]


def report(rows: Sequence[Row]) -> str:
    """The page, in Markdown."""
    held = [r for r in rows if r.held_out]
    lines = [
        "# Cut-out quality on known alphas",
        "",
        f"{len(rows)} composites of {len({r.subject for r in rows})} subjects over parts of real photos; every third",
        "subject is held out. Blended in sRGB numbers, every fourth in linear light; noise; JPEG 92. Same weights for",
        "all (u2netp). SAD, MSE and gradient are sums or means over the whole picture (0.9 to 1.6 megapixels).",
        "",
        f"## All {len(rows)}",
        "",
        *table(rows),
        "",
        *goals(rows),
    ]
    if held:
        lines += ["", f"## The {len(held)} held out", "", *table(held), "", *goals(held)]
    lines += ["", "## By subject", "", *_by_subject(rows), "", "## The ten worst by overlap (held out: not named)", ""]
    worst = sorted(rows, key=lambda r: r.errors[OURS].iou)[:10]
    lines += [
        "| composite | ours | bare network | confidence |",
        "| --- | --- | --- | --- | --- |",
    ]
    for r in worst:
        name = "held out" if r.held_out else r.name.replace("_", " ")
        ious = " | ".join(f"{r.errors[n].iou:.3f}" for n in (OURS, BARE))
        lines.append(f"| {name} | {ious} | {r.confidence:.2f} |")
    return "\n".join(lines) + "\n"


def _by_subject(rows: Sequence[Row]) -> list[str]:
    """Overlap, gradient and band of ours and of the bare network, subject by subject."""
    lines = [
        "| subject | held out | IoU | (bare) | gradient | (bare) | edge band | (bare) |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for subject in dict.fromkeys(r.subject for r in rows):
        own = [r for r in rows if r.subject == subject]
        a, b = mean([r.errors[OURS] for r in own]), mean([r.errors[BARE] for r in own])
        held = "yes" if own[0].held_out else ""
        lines.append(
            f"| {subject} | {held} | {a.iou:.3f} | {b.iou:.3f} | {a.gradient:.4f} | {b.gradient:.4f} "
            f"| {a.band:.1f} | {b.band:.1f} |"
        )
    return lines
