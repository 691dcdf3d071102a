"""Measures denoising, deblurring, enlarging and extending on known degradations and writes the table.

    python -m bench.restoring.run [--photos DIR] [--kinds denoise,extend] [--most N] [--out FILE]

DIR holds photos named kodak_*.png; without it the pictures that scikit-image ships are used. PSNR and SSIM over the
whole picture; of an extension over the strip, with the seam's step and how much of the true structure there is.
"""

import argparse
import time
from collections import defaultdict
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.restoring.cases import BAND, Bytes, Case, cases, photos
from bench.restoring.methods import METHODS
from scumble.engines.cpu import plausible

RESULT = Path(__file__).resolve().parents[1] / "results" / "restoring.md"
Floats = NDArray[np.float64]
Scores = dict[tuple[str, str, str], list[tuple[float, ...]]]


def main() -> None:
    """Prints and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--kinds", default=",".join(METHODS))
    parser.add_argument("--most", type=int, default=99)
    parser.add_argument("--out", type=Path, default=RESULT)
    chosen = parser.parse_args()
    scores: Scores = defaultdict(list)
    for number, (name, truth) in enumerate(photos(chosen.photos)):
        if number >= chosen.most:
            break
        for case in cases(name, truth, tuple(chosen.kinds.split(","))):
            score(case, scores)
        print(name, flush=True)
    chosen.out.write_text(table(scores))
    print(chosen.out.read_text())


def score(case: Case, scores: Scores) -> None:
    """Adds each method's numbers for one case."""
    for method, run in METHODS[case.kind].items():
        start = time.process_time()
        made = run(case)
        seconds = time.process_time() - start
        level = "a band of 15 %" if case.kind == "extend" else case.level
        if case.kind == "extend":
            strip = case.given.shape[1]
            doubt = plausible.doubt(np.ascontiguousarray(made[:, strip:]), case.given, None)
            numbers = (psnr(made[:, strip:], case.truth[:, strip:]), structure(made, case), doubt, seconds)
        else:
            numbers = (psnr(made, case.truth), ssim(made, case.truth), seconds)
        scores[case.kind, level, method].append(numbers)


def psnr(made: Bytes, truth: Bytes) -> float:
    """Decibels; 99 for equal pictures."""
    error = float(np.mean((made.astype(np.float64) - truth) ** 2))
    return 99.0 if error == 0 else float(10 * np.log10(255**2 / error))


def ssim(made: Bytes, truth: Bytes) -> float:
    """Structural similarity of luma: Z. Wang et al. 2004, Gaussian window of 1.5 pixels."""
    a, b = _grey(made), _grey(truth)

    def soft(values: Floats) -> Floats:
        return cast(Floats, cv2.GaussianBlur(values, (11, 11), 1.5))

    ma, mb = soft(a), soft(b)
    va, vb, both = soft(a * a) - ma * ma, soft(b * b) - mb * mb, soft(a * b) - ma * mb
    one, two = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float(np.mean((2 * ma * mb + one) * (2 * both + two) / ((ma**2 + mb**2 + one) * (va + vb + two))))


def _grey(rgb: Bytes) -> Floats:
    """Luma."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.float64)


def structure(made: Bytes, case: Case) -> float:
    """Structure in the strip over that of the truth there; 1 = as much, 0 = a smear."""
    strip = case.given.shape[1]
    mine, true = (float(_slopes(p[:, strip:])) for p in (made, case.truth))
    return mine / max(true, 1e-6)


def _slopes(rgb: Bytes) -> float:
    luma = rgb.mean(axis=2, dtype=np.float32)
    x, y = (np.asarray(cv2.Sobel(luma, cv2.CV_32F, dx, dy), np.float64) for dx, dy in ((1, 0), (0, 1)))
    return float(np.hypot(x, y).mean())


def table(scores: Scores) -> str:
    """The numbers as Markdown."""
    lines = ["# Restoring and extending", "", "Means over the photos; made by `python -m bench.restoring.run`.", ""]
    for kind in METHODS:
        rows = [(level, method, values) for (k, level, method), values in scores.items() if k == kind]
        if not rows:
            continue
        heads = ("PSNR dB", "structure", "doubt", "CPU s") if kind == "extend" else ("PSNR dB", "SSIM", "CPU s")
        lines += [f"## {kind}", "", f"| level | method | {' | '.join(heads)} |", f"|{' --- |' * (len(heads) + 2)}"]
        for level, method, values in rows:
            means = [float(np.mean([v[k] for v in values])) for k in range(len(heads))]
            shown = [f"{n:.2f}" if head != "SSIM" else f"{n:.4f}" for n, head in zip(means, heads, strict=True)]
            lines.append(f"| {level} | {method} | {' | '.join(shown)} |")
        lines.append("")
        if kind == "extend":
            lines += [
                f"The outermost {BAND:.0%} of each photo, left and right, were cut off and made up again. A strip need "
                "not equal the truth (PSNR rewards smears); structure says how much detail it has against the truth "
                f"(1 = as much), doubt is the engine's own measure (above {plausible.LIMIT:g} it says so, above "
                f"{plausible.HOPELESS:g} it refuses).",
                "",
            ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
