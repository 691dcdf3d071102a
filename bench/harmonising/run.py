"""Harmonising: brings altered things of photos back into the photos' light, and measures how near they come.

    python -m bench.harmonising.run --photos DIR [--seed N] [--write]

Printed, and with --write written to bench/results/harmonising.md. Of the seeds, 1 was used to find the shares in
`engines/cpu/harmonise.py`; the published table is of another.
"""

import argparse
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from bench.harmonising.cases import Case, Cut, cases, composite, subjects
from bench.harmonising.methods import METHODS, NOTHING, lab
from scumble.core.image import Pixels
from scumble.vision.models import Models

RESULT = Path(__file__).resolve().parents[1] / "results" / "harmonising.md"
SEED = 2
EDGE = 2
"""Pixels on both sides of the soft edge that count to the edge band."""


@dataclass(frozen=True, kw_only=True)
class Scored:
    """Colour errors (Delta E 1976, mean) of one case: of the thing and of its edge band, by method."""

    name: str
    inside: dict[str, float]
    edge: dict[str, float]


def score(case: Case) -> Scored:
    """Every method on one case."""
    inside: dict[str, float] = {}
    edge: dict[str, float] = {}
    cut = case.cut
    body = cut.alpha > 0.5
    band = edge_band(cut)
    truth = lab(cut.photo)
    for name, method in METHODS.items():
        error = difference(composite(cut, method(cut, case.altered)), truth)
        inside[name], edge[name] = float(error[body].mean()), float(error[band].mean())
    return Scored(name=case.name, inside=inside, edge=edge)


def edge_band(cut: Cut) -> np.ndarray:
    """bool (H, W): the soft edge and EDGE pixels beside it."""
    body = (cut.alpha > 0.5).astype(np.uint8)
    kernel = np.ones((2 * EDGE + 1, 2 * EDGE + 1), np.uint8)
    rim = cv2.dilate(body, kernel) - cv2.erode(body, kernel)
    return (rim > 0) | ((cut.alpha > 0.02) & (cut.alpha < 0.98))


def difference(rgb: Pixels, truth: np.ndarray) -> np.ndarray:
    """Delta E 1976 of a picture to the truth in Lab, (H, W)."""
    return np.sqrt(((lab(rgb) - truth) ** 2).sum(axis=2))


def table(scored: Iterable[Scored]) -> str:
    """The page of results."""
    found = list(scored)
    lines = [
        f"# Harmonising: {len(found)} composites, truth known",
        "",
        "Things of photos, each in other lights (white balance, exposure, contrast), put back into their photo and",
        "brought into its light. The truth is the photo. Mean colour error (Delta E 1976) of the thing and of its edge",
        "band; 'better' is the share of composites that come nearer to the truth than by doing nothing, 'harm' the",
        "mean error added where they do not.",
        "",
        "| method | thing | edge band | better | harm |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name in METHODS:
        gain = np.array([s.inside[NOTHING] - s.inside[name] for s in found])
        worse = gain[gain < 0]
        harm = f"{-worse.mean():.2f}" if worse.size else ""
        better = "" if name == NOTHING else f"{float((gain > 0).mean()):.0%}"
        thing, edge = (
            float(np.mean([s[name] for s in part])) for part in ([x.inside for x in found], [x.edge for x in found])
        )
        lines.append(f"| {name} | {thing:.2f} | {edge:.2f} | {better} | {harm} |")
    return "\n".join(lines) + "\n"


def run(photos: Path, seed: int = SEED) -> list[Scored]:
    """Every photo of a folder whose subject is clear, in other lights."""
    return [score(c) for cut in subjects(photos, Models()) for c in cases(cut, seed)]


def main() -> None:
    """Runs the bench."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    page = table(run(arguments.photos, arguments.seed))
    print(page)
    if arguments.write:
        RESULT.write_text(page)


if __name__ == "__main__":
    main()
