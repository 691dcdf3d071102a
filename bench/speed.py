"""Speed and memory of every kind of edit: seconds at 1 MP, the first preview cold and again, 24 MP beside 6 MP.

    python -m bench.speed [--photo FILE] [--rounds 3] [--only TEXTS] [--large [TEXTS]] [--write]

Prints tables and writes bench/results/speed.md. Every edit is a process of its own; networks are loaded before it is
timed. "Again": the picture was looked at before (`vision/memory.py`). Peak memory at 24 MP is what the process holds at
most while it reads, edits and writes, over what it held after a small edit of the same kind, a pixel.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import cv2
import numpy as np

from bench.stages import scaled
from scumble import cli
from scumble.api.services import Partial
from scumble.app import App, build, limits_of
from scumble.cli import allocator
from scumble.cli.serve import calm_collector
from scumble.codec.decode import decode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.work import CancelToken
from scumble.regions.drawn import region_json
from scumble.vision.memory import Memory

RESULT = Path(__file__).parent / "results" / "speed.md"
SHIPPED = Path(cli.__file__).parent
"""Where the package's own picture lies."""
CASES = Path(__file__).with_name("speed.json")
"""Name -> words, goal in seconds at 1 MP, and where needed a box (fractions), a second picture, a sign, or none."""
MEGABYTES = 2048
"""Of the memory of pictures, so that 24 MP fit."""
SUPERLINEAR = 1.25
"""24 MP may take this many times four times what 6 MP take; less is noise."""
AGAIN_ROUNDS = 3
"""Where a stage seems superlinear it is measured so many times more, and the medians count."""
COLD, AGAIN, BYTES = 1.2, 0.4, 48.0
"""Goals: seconds to the first preview, and bytes a pixel."""


Seconds = tuple[float, float]
"""Wall and CPU."""


class Refused(Exception):
    """A case was not carried out, or its process failed; its last line says why."""


@dataclass(frozen=True, kw_only=True)
class Case:
    """One kind of edit."""

    name: str
    words: str
    goal: float
    box: list[float] | None = None
    second: bool = False
    sign: str | None = None
    """Words on a plate that is drawn on the photo."""
    picture: str | None = None
    """File of another photo that the same package ships."""
    blank: bool = False
    """No picture is sent: one of that size is made."""


@dataclass(kw_only=True)
class Timing:
    """Of one case at one size. wall, cpu: of whole edits in memory; cold, again: to the first preview, both too."""

    wall: float
    cpu: float
    cold: Seconds | None = None
    again: Seconds | None = None
    stages: dict[str, float] = field(default_factory=dict[str, float])
    bytes_a_pixel: float | None = None


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", default="", help="cases with one of these in their names, separated by commas")
    parser.add_argument("--write", action="store_true", help="the page, although it has only some of the cases")
    parser.add_argument("--large", nargs="?", const="", help="24 MP beside 6 MP, too; of cases with this in their name")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    parser.add_argument("--megapixels", type=float, default=1.0, help=argparse.SUPPRESS)
    args = parser.parse_args()
    allocator.ask()
    cases = [Case(**row) for row in json.loads(CASES.read_text(encoding="utf-8"))]
    if args.one:
        case = next(c for c in cases if c.name == args.one)
        print(json.dumps(asdict(asyncio.run(measure(case, args.photo, args.megapixels, args.rounds)))))
        return
    chosen = [c for c in cases if any(name in c.name for name in args.only.split(","))]
    text = "\n".join(report(chosen, args.photo, args.rounds, large=args.large))
    print(text)
    if args.write or not args.only:
        RESULT.write_text(text + "\n", encoding="utf-8")


def report(cases: Sequence[Case], photo: Path | None, rounds: int, *, large: str | None) -> list[str]:
    """The page. large: of which cases 24 MP are measured, None for none."""
    lines = [
        "# Speed and memory",
        "",
        "Written by `python -m bench.speed --large`. Medians; wall and CPU seconds of whole edits of a photo at 1 MP",
        f"that was not seen before. First preview: goals {COLD} s, and {AGAIN} s when the picture was looked at",
        f"before. Cases: {len(cases)}, rounds: {rounds}. Load of the machine at the start: {os.getloadavg()[0]:.1f} on",
        f"{os.cpu_count()} cores (about 1 is this alone).",
        "",
        "| edit | wall | CPU | goal | met | first preview (CPU) | again (CPU) | met |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for case in cases:
        try:
            t = alone(case, photo, 1.0, rounds)
        except Refused as refused:
            lines.append(f"| {case.name} | - | - | {case.goal} | **no**: {refused} | - | - | - |")
            print(lines[-1], flush=True)
            continue
        met = "yes" if t.wall <= case.goal else "**no**"
        quick = (t.cold or (0.0,))[0] <= COLD and (t.again or (0.0,))[0] <= AGAIN
        lines.append(
            f"| {case.name} | {t.wall:.2f} | {t.cpu:.2f} | {case.goal} | {met} | {_seconds(t.cold)} | "
            f"{_seconds(t.again)} | {'yes' if quick else '**no**'} |"
        )
        print(lines[-1], flush=True)
    lines += [
        "",
        f"Load at the end {os.getloadavg()[0]:.1f}; on a busy machine the CPU seconds say more than the wall's.",
    ]
    if large is None:
        return lines
    lines += [
        "",
        "## 24 MP beside 6 MP",
        "",
        f"A stage is superlinear when it takes more than {4 * SUPERLINEAR:.0f} times as long, and more than a fifth of",
        f"a second; where one seems to be, medians of {AGAIN_ROUNDS} more runs count. Goal for memory: at most",
        f"{BYTES:.0f} bytes a pixel beside the networks.",
        "",
        "| edit | wall 6 MP | wall 24 MP | times | superlinear stages | bytes a pixel | met |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for case in (c for c in cases if any(name in c.name for name in large.split(","))):
        try:
            six, most = alone(case, photo, 6.0, 1), alone(case, photo, 24.0, 1)
        except Refused as refused:
            lines.append(f"| {case.name} | - | - | - | - | - | **no**: {refused} |")
            print(lines[-1], flush=True)
            continue
        steep = _steep(six, most)
        if steep:  # once may be chance
            six, most = alone(case, photo, 6.0, AGAIN_ROUNDS), alone(case, photo, 24.0, AGAIN_ROUNDS)
            steep = _steep(six, most)
        met = not steep and (most.bytes_a_pixel or 0.0) <= BYTES
        lines.append(
            f"| {case.name} | {six.wall:.2f} | {most.wall:.2f} | {most.wall / six.wall:.1f} | "
            f"{', '.join(steep) or '-'} | {most.bytes_a_pixel or 0.0:.0f} | {'yes' if met else '**no**'} |"
        )
        print(lines[-1], flush=True)
    return lines


def _steep(six: Timing, most: Timing) -> list[str]:
    """The stages that are superlinear, each with how many times as long it took."""
    return [
        f"{stage} {most.stages[stage] / seconds:.1f}x"
        for stage, seconds in six.stages.items()
        if most.stages.get(stage, 0.0) > 4 * SUPERLINEAR * seconds and most.stages[stage] > 0.2
    ]


def _seconds(value: Seconds | None) -> str:
    """Wall and CPU seconds."""
    return "-" if value is None else f"{value[0]:.2f} ({value[1]:.2f})"


def alone(case: Case, photo: Path | None, megapixels: float, rounds: int) -> Timing:
    """A case in a process of its own."""
    command = [sys.executable, "-m", "bench.speed", "--one", case.name, "--megapixels", str(megapixels)]
    command += ["--rounds", str(rounds), *(["--photo", str(photo)] if photo else [])]
    # As the commands that work on pictures start themselves (`cli/allocator.py`).
    env = {allocator.TUNABLES: allocator.wanted(), **os.environ}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise Refused(done.stderr.strip().splitlines()[-1][-300:])
    return Timing(**json.loads(done.stdout.splitlines()[-1]))


async def measure(case: Case, photo: Path | None, megapixels: float, rounds: int) -> Timing:
    """A case at a size, in this process."""
    cv2.setNumThreads(2)
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder, picture_memory_mb=MEGABYTES))
        original = decode(_signed(_photo(photo, case.picture), case.sign), limits=limits_of(app.settings))
        data = scaled(original, megapixels).data
        small = scaled(original, min(1.0, megapixels)).data
        await run(app, case, small, previews=0)
        calm_collector()
        before, peak = held("VmRSS"), 0
        walls: list[float] = []
        cpus: list[float] = []
        stages: dict[str, list[float]] = {}
        for _ in range(rounds):
            forget(app)
            touch(round(BYTES * megapixels * 1e6))
            count_anew()
            cpu = time.process_time()
            wall, _, times = await run(app, case, data, previews=0)
            walls.append(wall)
            cpus.append(time.process_time() - cpu)
            peak = max(peak, held("VmHWM"))
            for stage, seconds in times.items():
                stages.setdefault(stage, []).append(seconds)
        cold, again = await previews(app, case, data, rounds) if megapixels == 1.0 else (None, None)
        app.close()
    return Timing(
        wall=statistics.median(walls),
        cpu=statistics.median(cpus),
        cold=cold,
        again=again,
        stages={k: statistics.median(v) for k, v in stages.items()},
        bytes_a_pixel=(peak - before) / (megapixels * 1e6),
    )


async def previews(app: App, case: Case, data: bytes, rounds: int) -> tuple[Seconds | None, Seconds | None]:
    """Seconds to the first preview: of a picture not seen before, and of one that was."""
    cold: list[Seconds] = []
    again: list[Seconds] = []
    for _ in range(rounds):
        forget(app)
        for times in (cold, again):
            _, first, _ = await run(app, case, data, previews=1)
            if first is None:
                return None, None
            times.append(first)
    return _median(cold), _median(again)


def _median(times: Sequence[Seconds]) -> Seconds:
    return statistics.median(w for w, _ in times), statistics.median(c for _, c in times)


def held(what: str) -> int:
    """Bytes of this process's memory: VmRSS now, VmHWM at most."""
    line = next(x for x in Path("/proc/self/status").read_text().splitlines() if x.startswith(f"{what}:"))
    return int(line.split()[1]) * 1024


def touch(size: int) -> None:
    """Memory is written to once and given back: then a virtual machine's host backs it, which takes ten times as long
    as the kernel's clearing of it and is no stage's work."""
    np.empty(size, np.uint8)[:: 1 << 12] = 1


def count_anew() -> None:
    """From here on VmHWM is the most since now."""
    Path("/proc/self/clear_refs").write_text("5")


def forget(app: App) -> None:
    """As if no picture had been seen."""
    app.editor.edits.models.memory = Memory(MEGABYTES << 20)


async def run(app: App, case: Case, data: bytes, *, previews: int) -> tuple[float, Seconds | None, dict[str, float]]:
    """Seconds of one edit from bytes to bytes, to its first preview, and of its stages."""
    start, busy = time.perf_counter(), time.process_time()
    seen: list[Seconds] = []

    async def on_partial(_: Partial) -> None:
        seen.append((time.perf_counter() - start, time.process_time() - busy))

    source: Source = decode(data, limits=limits_of(app.settings))
    drawn: Drawn | None = None
    if case.box is not None:
        x, y, w, h = case.box
        box = {"type": "box", "units": "fraction", "x": x, "y": y, "width": w, "height": h}
        drawn = region_json(box, source.image.width, source.image.height)
    width, height = (source.image.width, source.image.height) if case.blank else (None, None)
    instruction = Instruction(
        words=case.words,
        sources=() if case.blank else (source, source) if case.second else (source,),
        drawn=drawn,
        output=Output(partial_images=previews, width=width, height=height),
    )
    edited = await app.editor.edit(
        instruction, LOCAL, request_id="bench", on_partial=on_partial if previews else None, cancel=CancelToken()
    )
    return time.perf_counter() - start, seen[0] if seen else None, dict(edited[0].timings)


def _photo(photo: Path | None, name: str | None = None) -> bytes:
    """The photo, or one that an installed package ships, or the one of that name that it or this one ships."""
    if photo and not name:
        return photo.read_bytes()
    if name and (own := SHIPPED / name).is_file():
        return own.read_bytes()
    import skimage

    return (Path(skimage.__file__).parent / "data" / (name or "coffee.png")).read_bytes()


def _signed(photo: bytes, words: str | None) -> bytes:
    """The photo with a white plate at its top left that says the words."""
    if words is None:
        return photo
    pixels = np.asarray(cv2.imdecode(np.frombuffer(photo, np.uint8), cv2.IMREAD_COLOR), np.uint8)
    scale = pixels.shape[1] / 600
    x, y = round(0.05 * pixels.shape[1]), round(0.08 * pixels.shape[0])
    (width, height), _ = cv2.getTextSize(words, cv2.FONT_HERSHEY_DUPLEX, scale, max(1, round(2 * scale)))
    cv2.rectangle(pixels, (x, y), (x + width + height, y + 2 * height), (250, 250, 250), -1)
    place = (x + height // 2, y + 3 * height // 2)
    cv2.putText(
        pixels, words, place, cv2.FONT_HERSHEY_DUPLEX, scale, (30, 30, 30), max(1, round(2 * scale)), cv2.LINE_AA
    )
    return cv2.imencode(".png", pixels)[1].tobytes()


if __name__ == "__main__":
    np.seterr(all="ignore")
    main()
