"""Removing: fills seeded holes in photos by this engine and by OpenCV, and compares them with the truth.

    python -m bench.removing.run --photos DIR [--only TEXT] [--count N] [--seed N] [--sheet DIR] [--json FILE]
                                     [--jobs N]

DIR holds the twelve photos kodak_*.png; they are not part of the project. The table is printed and written to
bench/results/removing.md (not with --only or --seed). --sheet writes every hole as a strip of crops: truth, hole,
this engine, Telea, NS.
"""

import argparse
import json
import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import cv2
import numpy as np

from bench.removing import distances, report
from bench.removing.cases import SEED, Case, cases
from bench.removing.methods import METHODS, OURS, Bytes, candidate
from scumble.engines.cpu.holes import clusters
from scumble.engines.cpu.quality import signs

RESULT = Path(__file__).resolve().parents[1] / "results" / "removing.md"
EVERY = 8
"""Every so many-th hole is filled at 1 MP as well, for the time."""
LARGE = 1_000_000


def score(case: Case, *, large: bool, sheet: Path | None = None) -> report.Scored:
    """Fills one hole by every method and measures the fills."""
    scores: dict[str, tuple[float, float, float, float]] = {}
    fills: list[Bytes] = []
    doubt, doubted = None, False
    for name, method in METHODS.items():
        start = time.process_time()
        if name == OURS:
            answer = candidate(case.rgb, case.mask)
            filled = answer.image.pixels[:, :, :3]
            doubt, doubted = _verdict(answer)
        else:
            filled = method(case.rgb, case.mask)
        seconds = time.process_time() - start
        scores[name] = (
            distances.ssimulacra(case.rgb, filled, case.mask),
            distances.style(case.rgb, filled, case.mask),
            distances.psnr(case.rgb, filled, case.mask),
            seconds,
        )
        fills.append(filled)
    if sheet is not None:
        strip(case, fills, sheet / f"{case.name}.png")
    return report.Scored(
        name=case.name,
        kind=case.kind,
        group=case.group,
        share=float(case.mask.mean()),
        scores=scores,
        doubt=doubt,
        doubted=doubted,
        signs=_signs(case, fills[list(METHODS).index(OURS)]),
        large_seconds=_large_seconds(case) if large else None,
    )


def _verdict(answer: object) -> tuple[float | None, bool]:
    """The engine's own doubt: its value, and whether it says so."""
    for verdict in getattr(answer, "verdicts", ()):
        if verdict.guard == "fill_quality":
            return verdict.value, not verdict.passed
    return None, False


def _signs(case: Case, filled: Bytes) -> dict[str, float]:
    """What the verdict is made of."""
    hole = clusters(case.mask)[0]
    w = hole.window
    after = np.ascontiguousarray(filled[w.y0 : w.y1, w.x0 : w.x1])
    found = signs(case.rgb, float(case.mask.mean()), hole).after(after, hole.mask)
    return {k: float(v) for k, v in vars(found).items() if k != "edges"}


def _large_seconds(case: Case) -> float:
    """CPU seconds of this engine for the same hole at 1 MP."""
    scale = (LARGE / case.mask.size) ** 0.5
    size = (round(case.mask.shape[1] * scale), round(case.mask.shape[0] * scale))
    rgb = cv2.resize(case.rgb, size, interpolation=cv2.INTER_CUBIC)
    mask = cv2.resize(case.mask.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST) > 0
    start = time.process_time()
    candidate(rgb, mask)
    return time.process_time() - start


def strip(case: Case, fills: Sequence[Bytes], path: Path) -> None:
    """Crops side by side, at 1:1."""
    part = distances.part_of(case.mask)
    cut = case.rgb.copy()
    cut[case.mask] = (255, 0, 255)
    shown = [p[part] for p in (case.rgb, cut, *fills)]
    gap = np.full((shown[0].shape[0], 4, 3), 255, np.uint8)
    joined = np.concatenate([a for s in shown for a in (s, gap)], axis=1)
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), cv2.cvtColor(joined, cv2.COLOR_RGB2BGR))


def run(
    photos: Path,
    *,
    count: int | None = None,
    only: str = "",
    seed: int = SEED,
    sheet: Path | None = None,
    jobs: int = 1,
) -> list[report.Scored]:
    """Every hole, scored; in `jobs` processes."""
    work = [(case, i % EVERY == 0, sheet) for i, case in enumerate(cases(photos, count=count, only=only, seed=seed))]
    found: list[report.Scored] = []
    with multiprocessing.get_context("spawn").Pool(jobs, initializer=cv2.setNumThreads, initargs=(1,)) as pool:
        for scored in pool.imap(_score, work):
            found.append(scored)
            print(_line(scored), flush=True)
    return found


def _score(work: tuple[Case, bool, Path | None]) -> report.Scored:
    """`score` for a pool."""
    case, large, sheet = work
    return score(case, large=large, sheet=sheet)


def _line(s: report.Scored) -> str:
    values = "  ".join(f"{m} {v[0]:6.1f} {v[1]:6.2f}" for m, v in s.scores.items())
    said = "" if s.doubt is None else f"  doubt {s.doubt:.2f}{' !' if s.doubted else ''}"
    return f"{s.name:32} {s.group:16} {s.share:6.1%}  {values}{said}  {s.scores[OURS][3]:.2f} s"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--only", default="")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--json", type=Path, help="write every hole's scores there")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    found = run(args.photos, count=args.count, only=args.only, seed=args.seed, sheet=args.sheet, jobs=args.jobs)
    text = report.table(found)
    print(text)
    if args.json:
        args.json.write_text(json.dumps([asdict(s) for s in found]))
    if not args.only and args.seed == SEED:
        RESULT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
