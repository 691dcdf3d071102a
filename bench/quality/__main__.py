"""The quality table: every part against its goals, with baselines.

    python -m bench.quality --photos DIR [--parts lettering,exactness]

Each part also writes its own page in bench/results, with the methods, the held-out thirds and the worst cases; this
page, quality.md, sets the numbers beside the goals. A run of some parts replaces their rows and leaves the others:
every row says on which day and at which revision it was measured. Parts run two at a time, each on one thread; only CPU
seconds are measured. Lettering needs the bench's fonts: `python tools/fonts/fetch_fonts.py --bench`.
"""

import argparse
import datetime
import subprocess
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import cv2

from bench.quality.drawing import exact, filled, written
from bench.quality.goals import RESULTS, Goal
from bench.quality.light import harmonised, relit, restored
from bench.quality.looking import cut, found, understood

PAGE = RESULTS / "quality.md"
PARTS: dict[str, tuple[str, Callable[[Path], list[Goal]]]] = {
    "understanding": ("understanding.md", understood),
    "finding": ("finding.md", found),
    "cut-out": ("composites.md", cut),
    "removal": ("removing.md", filled),
    "exactness": ("exactness.md", exact),
    "lettering": ("lettering.md", written),
    "harmonising": ("harmonising.md", harmonised),
    "relighting": ("relighting.md", relit),
    "restoring": ("restoring.md", restored),
}
"""In the order of the table: each with its own page."""
HEAD = "| part | what | goal | measured | met | measured on |"


def one(name: str, photos: Path) -> list[Goal]:
    """A part, on one thread."""
    cv2.setNumThreads(1)
    return PARTS[name][1](photos)


def revision() -> str:
    """'2026-11-28, abf4fcd': today, and the revision of the code; 'changed' where files differ from it."""
    root = RESULTS.parents[1]

    def git(*words: str) -> str:
        done = subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=False)
        return done.stdout.strip()

    changed = " changed" if git("status", "--porcelain", "--", "src", "bench", ":!bench/results") else ""
    return f"{datetime.date.today().isoformat()}, {git('rev-parse', '--short', 'HEAD') or 'no revision'}{changed}"


def kept(text: str) -> dict[str, list[str]]:
    """The rows of an earlier page, by part."""
    rows: dict[str, list[str]] = {}
    lines = text.splitlines()
    for line in lines[lines.index(HEAD) + 2 :] if HEAD in lines else []:
        part = line.removeprefix("| ").split(" | ")[0]
        if part in PARTS:
            rows.setdefault(part, []).append(line)
    return rows


def table(rows: Mapping[str, Sequence[str]]) -> str:
    """The page in Markdown. rows: by part; parts without any are named as not measured."""
    pages = ", ".join(f"[{part}]({file})" for part, (file, _) in PARTS.items())
    missing = [part for part in PARTS if not rows.get(part)]
    lines = [
        "# Quality",
        "",
        "Written by `make quality PHOTOS=DIR`. Sentences, phrases with their boxes, composites and holes were fixed",
        "before anything was tuned on them, and a third is held out; texts, scenes and lights are drawn by rule from",
        "seeds. Methods and worst cases stand on the parts' own pages:",
        f"{pages}.",
        "In brackets: the baselines of the same run. Parts may be measured one by one: each row says when, and at",
        "which revision of the code.",
        "",
        HEAD,
        f"|{' --- |' * 6}",
        *(line for part in PARTS for line in rows.get(part, ())),
    ]
    if missing:
        lines += ["", f"Not measured yet: {', '.join(missing)}."]
    return "\n".join(lines) + "\n"


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photos", type=Path, required=True)
    parser.add_argument("--parts", default=",".join(PARTS))
    args = parser.parse_args()
    names = args.parts.split(",")
    if unknown := [n for n in names if n not in PARTS]:
        parser.error(f"no part {', '.join(unknown)}; there are: {', '.join(PARTS)}")
    when = revision()
    with ProcessPoolExecutor(2) as pool:
        for name, running in [(n, pool.submit(one, n, args.photos)) for n in names]:
            measured = [goal.line(when) for goal in running.result()]
            print(*measured, sep="\n", flush=True)
            earlier = kept(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else {}
            PAGE.write_text(table({**earlier, name: measured}), encoding="utf-8")


if __name__ == "__main__":
    main()
