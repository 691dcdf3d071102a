"""Masked removal at 1 MP: CPU seconds of each stage of the fill, and of OpenCV's own inpainting for scale.

    python -m bench.removal [--photo PICTURE] [--megapixels N] [--share S] [--rounds N]

A disc of S of the picture (default 5 %) is filled. Without --photo a brick wall is drawn. The median over the rounds is
printed as a table and written to bench/results/removal.md.
"""

import argparse
import functools
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import enlarge, fill, patchmatch

RESULT = Path(__file__).resolve().parent / "results" / "removal.md"
STAGES: tuple[tuple[Any, str, str], ...] = (
    (patchmatch, "inpaint", "PatchMatch"),
    (fill, "mend", "smears replaced"),
    (fill, "blend_to_rim", "blend to the rim"),
    (enlarge, "best_sources", "detail: search"),
    (enlarge, "carry", "detail: carry over"),
    (fill, "signs", "signs of doubt"),
)


def picture(path: str | None, megapixels: float) -> Image:
    """The photo, or a brick wall, at the size asked for."""
    if path is None:
        ys, xs = np.mgrid[:1000, :1000]
        mortar = (ys % 40 < 5) | ((xs + ys // 40 % 2 * 40) % 80 < 5)
        rgb = np.where(mortar[:, :, None], 200, [150, 80, 60]) + np.random.default_rng(1).normal(0, 9, (1000, 1000, 3))
        rgb = np.clip(rgb, 0, 255).astype(np.uint8)
    else:
        rgb = cv2.cvtColor(cv2.imread(path, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)
    scale = (megapixels * 1e6 / (rgb.shape[0] * rgb.shape[1])) ** 0.5
    kind = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    rgb = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=kind)
    return Image(pixels=np.dstack([rgb, np.full(rgb.shape[:2], 255, np.uint8)]))


def timed(spent: dict[str, float], name: str, function: Callable[..., Any]) -> Callable[..., Any]:
    """The function, adding its CPU seconds to `spent`."""

    @functools.wraps(function)
    def run(*args: Any, **kwargs: Any) -> Any:
        start = time.process_time()
        try:
            return function(*args, **kwargs)
        finally:
            spent[name] += time.process_time() - start

    return run


def measure(image: Image, hole: np.ndarray, rounds: int) -> dict[str, float]:
    """Median CPU seconds of each stage and of the whole."""
    task = Task(step=Step(op=Op.FILL, target=Target(kind="region")), image=image, region=Region.of_mask(hole))
    kept = [(module, name, getattr(module, name)) for module, name, _ in STAGES]
    seen: dict[str, list[float]] = defaultdict(list)
    try:
        for _ in range(rounds):
            spent: dict[str, float] = defaultdict(float)
            for (module, name, label), (_, _, original) in zip(STAGES, kept, strict=True):
                setattr(module, name, timed(spent, label, original))
            timed(spent, "whole fill", fill.render)(task, CancelToken())
            for label, seconds in spent.items():
                seen[label].append(seconds)
    finally:
        for module, name, original in kept:
            setattr(module, name, original)
    return {label: statistics.median(seconds) for label, seconds in seen.items()}


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo")
    parser.add_argument("--megapixels", type=float, default=1.0)
    parser.add_argument("--share", type=float, default=0.05)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    cv2.setNumThreads(1)
    image = picture(args.photo, args.megapixels)
    ys, xs = np.mgrid[: image.height, : image.width]
    away = (ys - image.height / 2) ** 2 + (xs - image.width / 2) ** 2
    hole = away <= args.share * image.width * image.height / np.pi
    found = measure(image, hole, args.rounds)
    for label, method in (("OpenCV Telea, for scale", cv2.INPAINT_TELEA), ("OpenCV NS, for scale", cv2.INPAINT_NS)):
        start = time.process_time()
        cv2.inpaint(np.ascontiguousarray(image.rgb), hole.astype(np.uint8), 5, method)
        found[label] = time.process_time() - start
    whole = found["whole fill"]
    rows = [f"| {label} | {seconds:.2f} | {seconds / whole:.0%} |" for label, seconds in found.items()]
    title = f"Masked removal, {image.size}, hole {hole.mean():.1%}, median of {args.rounds} rounds, one thread"
    text = "\n".join([f"# {title}", "", "| stage | CPU s | of the fill |", "| --- | --- | --- |", *rows, ""])
    print(text)
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(text)


if __name__ == "__main__":
    main()
