"""Time per stage of whole edits in process: white studio at 1 and 12 MP, masked removal at 1 MP, codec at 12 MP.

    python -m bench.stages [--photo FILE] [--rounds 5]

Prints a table of medians and writes bench/results/stages.md. Ratios of one run travel between machines, seconds do not.
"""

import argparse
import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from scumble.app import App, build, limits_of
from scumble.codec import geometry
from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.image import Image, Source
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.work import CancelToken
from scumble.regions.drawn import region_json

RESULT = Path(__file__).parent / "results" / "stages.md"
STUDIO = "Replace the background with a clean white studio setting"
HOLE: dict[str, object] = {"type": "box", "units": "fraction", "x": 0.4, "y": 0.4, "width": 0.22, "height": 0.22}


def main() -> None:
    """Runs everything and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--photo", type=Path)
    parser.add_argument("--rounds", type=int, default=5)
    arguments = parser.parse_args()
    data = arguments.photo.read_bytes() if arguments.photo else _own_photo()
    with tempfile.TemporaryDirectory() as folder:
        app = build(load_settings(None, {}, data=folder))
        lines = asyncio.run(_edits(app, data, arguments.rounds)) + _codec(app, data, arguments.rounds)
        app.close()
    text = "# Time per stage\n\nMedians; wall and CPU seconds of the whole edit, wall seconds of each stage.\n\n"
    text += "| what | wall | CPU | stages |\n| --- | --- | --- | --- |\n" + "\n".join(lines) + "\n"
    print(text)
    RESULT.write_text(text)


def _own_photo() -> bytes:
    """A photo that an installed package ships."""
    import skimage

    return (Path(skimage.__file__).parent / "data" / "coffee.png").read_bytes()


def scaled(source: Source, megapixels: float) -> Source:
    """The photo at a size, as a JPEG source."""
    image = source.image
    factor = (megapixels * 1e6 / (image.width * image.height)) ** 0.5
    step = geometry.resize(round(image.width * factor), round(image.height * factor))
    bigger = Image(pixels=geometry.apply(step, image.pixels))
    noisy = bigger.pixels.astype(np.int16)
    noisy[:, :, :3] += np.random.default_rng(0).normal(0, 2, noisy[:, :, :3].shape).astype(np.int16)
    pixels = np.clip(noisy, 0, 255).astype(np.uint8)
    pixels[:, :, 3] = 255
    ok, data = cv2.imencode(".jpg", cv2.cvtColor(pixels, cv2.COLOR_RGBA2BGR), [cv2.IMWRITE_JPEG_QUALITY, 92])
    assert ok
    return decode(data.tobytes(), limits=decode_limits())


def decode_limits() -> Limits:
    """The default limits."""
    return limits_of(load_settings(None, {}))


async def _edits(app: App, data: bytes, rounds: int) -> list[str]:
    photo = decode(data, limits=decode_limits())
    cases: list[tuple[str, Source, Instruction]] = []
    for megapixels in (1, 12):
        source = scaled(photo, megapixels)
        cases.append((f"white studio, {megapixels} MP", source, Instruction(words=STUDIO, sources=(source,))))
    one = scaled(photo, 1)
    drawn: Drawn = region_json(HOLE, one.image.width, one.image.height)
    cases.append(("masked removal (5 %), 1 MP", one, Instruction(words="remove this", sources=(one,), drawn=drawn)))
    as_jpeg = Instruction(words="remove this", sources=(one,), drawn=drawn, output=Output(format="jpeg"))
    cases.append(("the same, JPEG to JPEG", one, as_jpeg))
    return [await _edit_line(app, name, instruction, rounds) for name, _, instruction in cases]


async def _edit_line(app: App, name: str, instruction: Instruction, rounds: int) -> str:
    walls: list[float] = []
    cpus: list[float] = []
    stages: dict[str, list[float]] = {}
    for k in range(rounds + 1):
        wall, cpu = time.perf_counter(), time.process_time()
        edited = await app.editor.edit(instruction, LOCAL, request_id="bench", on_partial=None, cancel=CancelToken())
        if k == 0:
            continue  # the first call loads models and compiles
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
        for stage, seconds in edited[0].timings.items():
            stages.setdefault(stage, []).append(seconds)
    parts = ", ".join(f"{s} {statistics.median(v):.3f}" for s, v in stages.items())
    return f"| {name} | {statistics.median(walls):.2f} | {statistics.median(cpus):.2f} | {parts} |"


def _codec(app: App, data: bytes, rounds: int) -> list[str]:
    source = scaled(decode(data, limits=decode_limits()), 12)
    image = source.image
    small = geometry.resize(image.width * 29 // 100, image.height * 29 // 100)
    work: dict[str, Callable[[], object]] = {
        "decode JPEG, 12 MP": lambda: decode(source.data, limits=decode_limits()),
        "resize 12 to 1 MP": lambda: geometry.apply(small, image.pixels),
        "encode PNG, 12 MP": lambda: encode(image, format="png", compression=None),
        "encode JPEG, 12 MP": lambda: encode(image, format="jpeg", compression=90),
        "encode WebP lossless, 12 MP": lambda: encode(image, format="webp", compression=None),
    }
    return [_codec_line(name, fn, rounds) for name, fn in work.items()]


def _codec_line(name: str, fn: Callable[[], object], rounds: int) -> str:
    walls: list[float] = []
    cpus: list[float] = []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        fn()
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return f"| {name} | {statistics.median(walls):.3f} | {statistics.median(cpus):.3f} | |"


if __name__ == "__main__":
    main()
