"""Parts of the quality table with a known truth of light and detail: harmonising, relighting, restoring."""

from collections import defaultdict
from pathlib import Path

import numpy as np

from bench.harmonising import methods as harmonising_methods
from bench.harmonising import run as harmonising
from bench.quality.goals import Goal, at_least, beats, page
from bench.relighting import run as relighting
from bench.relighting.scenes import scenes
from bench.restoring import run as restoring
from bench.restoring.cases import cases, photos
from bench.restoring.methods import METHODS

OURS = "scumble"
NOTHING = harmonising_methods.NOTHING


def harmonised(folder: Path) -> list[Goal]:
    """Things in another light, brought into the photo's."""
    part = "harmonising"
    scored = harmonising.run(folder)
    page("harmonising.md", harmonising.table(scored))
    goals: list[Goal] = []
    for what, errors in (("thing", [s.inside for s in scored]), ("edge band", [s.edge for s in scored])):
        means = {name: float(np.mean([e[name] for e in errors])) for name in errors[0]}
        ours, said = means.pop(OURS), f"{len(scored)} composites: colour error of the {what}"
        goals.append(beats(part, said, ours, means, low=True))
    nearer = float(np.mean([s.inside[OURS] < s.inside[NOTHING] for s in scored]))
    return [*goals, at_least(part, "nearer to the truth than doing nothing", 0.5, nearer)]


def relit(_: Path) -> list[Goal]:
    """Shadows, reflections and glare taken off."""
    part = "relighting"
    rows = [relighting.measure(scene)[0] for scene in scenes()]
    page("relighting.md", relighting.report(rows))
    goals: list[Goal] = []
    for kind in relighting.OPS:
        own = [r for r in rows if r.kind == kind]
        means = {name: float(np.mean([r.error[name] for r in own])) for name in own[0].error}
        ours, refused = means.pop(OURS), sum(r.refused for r in own)
        said = f"{len(own)} scenes with {kind}, {refused} refused: error in grey levels"
        goals.append(beats(part, said, ours, means, low=True, form=".1f"))
        if kind != "reflection":
            kept = {name: float(np.mean([r.texture[name] for r in own])) for name in own[0].error}
            goals.append(beats(part, f"{kind}: texture kept", kept[OURS], {"Telea": kept["Telea"]}, low=False))
    return goals


def restored(folder: Path) -> list[Goal]:
    """Noise, blur, enlarging and extending."""
    part = "restoring"
    scores: restoring.Scores = defaultdict(list)
    for name, truth in photos(folder):
        for case in cases(name, truth, tuple(METHODS)):
            restoring.score(case, scores)
    page("restoring.md", restoring.table(scores))
    goals: list[Goal] = []
    for kind, level in dict.fromkeys((kind, level) for kind, level, _ in scores):
        own = {m: np.mean(scores[kind, level, m], axis=0) for m in METHODS[kind]}
        if kind == "extend":
            goals += _extended(own)
            continue
        for k, what, form in ((0, "PSNR dB", ".2f"), (1, "SSIM", ".4f")):
            values = {m: float(v[k]) for m, v in own.items()}
            ours = values.pop(OURS)
            goals.append(beats(part, f"{kind}, {level}: {what}", ours, values, low=False, form=form))
    return goals


def _extended(own: dict[str, np.ndarray]) -> list[Goal]:
    """An extension should have as much structure as the truth; PSNR, which rewards smears, is shown, not asked for."""
    off = {m: abs(float(np.log(max(v[1], 1e-6)))) for m, v in own.items()}
    ours = off.pop(OURS)
    what = "extend, a band of 15 %: log ratio of its structure to the truth's"
    goal = beats("restoring", what, ours, off, low=True)
    shown = ", ".join(f"{float(v[0]):.1f} {m}" for m, v in own.items())
    return [Goal(part=goal.part, what=f"{what} (PSNR dB: {shown})", goal="lower", measured=goal.measured, met=goal.met)]
