"""Finding things by words: scores the finder on every phrase, by kind, with contact sheets to look at.

    python -m bench.finding.run --photos DIR [--sheet DIR] [--confident 0.5] [--only TEXT] [--per-page 60] [--held-out]

DIR holds the photos that bench/finding/phrases.json names; they are not part of the project. The tables are printed
and written to bench/results/finding.md (not with --only, which runs the phrases whose photo, words or kind contain
TEXT). The held-out third is counted but not shown, neither here nor on the sheets, so that nobody tunes on it by
accident; --held-out shows it.
"""

import argparse
import time
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.finding import sheet
from bench.finding.baselines import baselines, fractions
from bench.finding.phrases import PHRASES, Phrase, load
from bench.finding.report import Result, report
from bench.finding.score import Answer, box_of, judge
from scumble.codec.decode import Limits, decode
from scumble.core.errors import ScumbleError
from scumble.core.work import CancelToken
from scumble.regions.find import find_in
from scumble.regions.phrase import read_phrase
from scumble.regions.scene import Scene
from scumble.vision.models import Models

RESULT = Path(__file__).resolve().parent.parent / "results" / "finding.md"
CONFIDENT = 0.5
"""From this confidence on an answer counts as one that would be acted on without asking."""

Mask = NDArray[np.float32] | None


def ask(phrase: Phrase, scene: Scene, confident: float) -> tuple[Answer, Mask]:
    """The finder's answer to a phrase, and its mask. A refusal is an answer, any other exception is a defect.

    Seconds are CPU seconds. The scene keeps what was already looked at: a photo's first phrases pay for the others.
    """
    image = scene.image
    start = time.process_time()
    try:
        found = find_in(scene, read_phrase(phrase.words))
    except ScumbleError as refusal:
        seconds = time.process_time() - start
        return Answer(box=None, confident=False, sentence=refusal.message, seconds=seconds), None
    seconds = time.process_time() - start
    weights = None if found.region is None else found.region.weights
    answer = Answer(
        box=None if weights is None else box_of(weights),
        confident=found.confidence >= confident,
        candidates=tuple(fractions(thing.box, image) for thing in found.candidates),
        sentence=found.sentence,
        seconds=seconds,
    )
    return answer, weights


def run(
    phrases: Iterable[Phrase],
    photos: Path,
    confident: float,
    cells: list[sheet.Cell] | None,
    simple: dict[str, list[Result]],
) -> Iterator[Result]:
    """Every phrase's result, photo by photo; fills `cells` for the sheets and `simple` with the baselines' results."""
    models, limits = Models(), Limits()
    models.warm(CancelToken())
    for name, group in groupby(phrases, key=lambda p: p.photo):
        image = decode((photos / name).read_bytes(), limits=limits).image
        others = baselines(image, models)
        scene = Scene(image, models, CancelToken())
        for phrase in group:
            for label, other in others.items():
                said = other(phrase)
                simple.setdefault(label, []).append(Result(phrase=phrase, answer=said, outcome=judge(phrase, said)))
            answer, weights = ask(phrase, scene, confident)
            outcome = judge(phrase, answer)
            if cells is not None:
                picture, mask = sheet.small(image.rgb, weights)
                cells.append(sheet.Cell(phrase=phrase, answer=answer, outcome=outcome, picture=picture, weights=mask))
            yield Result(phrase=phrase, answer=answer, outcome=outcome)


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--sheet", type=Path)
    parser.add_argument("--confident", type=float, default=CONFIDENT)
    parser.add_argument("--only", default="")
    parser.add_argument("--phrases", type=Path, default=PHRASES)
    parser.add_argument("--per-page", type=int, default=sheet.PER_PAGE)
    parser.add_argument("--held-out", action="store_true")
    args = parser.parse_args()
    cv2.setNumThreads(1)
    chosen = [p for p in load(args.phrases) if args.only in f"{p.photo} {p.words} {p.kind}"]
    cells: list[sheet.Cell] | None = [] if args.sheet else None
    results: list[Result] = []
    simple: dict[str, list[Result]] = {}
    for result in run(chosen, args.photos, args.confident, cells, simple):
        results.append(result)
        if args.held_out or not result.phrase.held_out:
            print(f"{result.outcome:8}{result.answer.seconds:6.2f} s  {result.phrase.photo}: {result.phrase.words}")
    if not results:
        raise SystemExit(f"no phrase contains {args.only!r}")
    text = report(results, args.confident, simple)
    print(text)
    if not args.only:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(text, encoding="utf-8")
    shown = [c for c in cells or () if args.held_out or not c.phrase.held_out]
    for path in sheet.write(shown, args.sheet, args.per_page) if args.sheet else ():
        print(path)


if __name__ == "__main__":
    main()
