"""Relighting measured: what is left of shadows, reflections and glare after they were taken off, against the truth.

    python -m bench.relighting.run --out bench/results/relighting.md [--pictures FOLDER]

Beside the engine stand doing nothing and OpenCV's inpainting of the true area (Telea, 2004): the mean error against the
truth in that area, in grey levels, and how much of the ground's texture is kept (correlation of gradients with those of
the truth). The engine is given the subject's true mask, not the area. Refusals are counted, and as doing nothing.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.relighting.scenes import Kind, Scene, scenes
from scumble.core.errors import Unsupported
from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.operations import OPERATIONS

Bytes = NDArray[np.uint8]
Mask = NDArray[np.bool_]

OPS: dict[Kind, Op] = {
    "shadow": Op.SHADOW_REMOVE,
    "reflection": Op.REFLECTION_REMOVE,
    "glare": Op.GLARE_REDUCE,
}
RIM = 9
"""Pixels around the subject that are not measured: reflections leave a contact shadow there, by design."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One scene. error, texture: by method. refused: the engine found nothing to do."""

    name: str
    kind: Kind
    error: dict[str, float]
    texture: dict[str, float]
    refused: bool
    seconds: float


def measure(scene: Scene) -> tuple[Row, Bytes]:
    """The row of a scene, and the engine's picture."""
    started = time.process_time()
    ours, refused = relit(scene)
    seconds = time.process_time() - started
    telea = np.asarray(cv2.inpaint(scene.seen, _grown(scene.area, 2).astype(np.uint8), 5, cv2.INPAINT_TELEA), np.uint8)
    where = scene.area
    if scene.kind != "glare":
        where = where & ~_grown(scene.thing > 0.01, RIM)
    answers = {"nothing": scene.seen, "Telea": telea, "scumble": ours}
    row = Row(
        name=scene.name,
        kind=scene.kind,
        error={k: error(v, scene.truth, where) for k, v in answers.items()},
        texture={k: texture(v, scene.truth, where) for k, v in answers.items()},
        refused=refused,
        seconds=seconds,
    )
    return row, ours


def relit(scene: Scene) -> tuple[Bytes, bool]:
    """The engine's picture, and whether it refused."""
    pixels = np.dstack([scene.seen, np.full(scene.seen.shape[:2], 255, np.uint8)])
    image, op = Image(pixels=pixels), OPS[scene.kind]
    task = Task(step=Step(op=op, target=Target(kind="subject")), image=image, region=Region(weights=scene.thing))
    try:
        got = OPERATIONS[op][0](task, CancelToken())
    except Unsupported:
        return scene.seen, True
    region = task.region if got.region is None else got.region
    return np.where(region.inside[:, :, None], got.image.rgb, image.rgb), False


def error(one: Bytes, truth: Bytes, where: Mask) -> float:
    """Mean absolute difference in grey levels of pictures without their noise."""
    a, b = (cv2.GaussianBlur(x.astype(np.float32), (0, 0), 1.0) for x in (one, truth))
    return float(np.abs(a - b)[where].mean())


def texture(one: Bytes, truth: Bytes, where: Mask) -> float:
    """Correlation of the gradients with the truth's, -1..1."""
    down: list[NDArray[np.float32]] = []
    right: list[NDArray[np.float32]] = []
    for x in (one, truth):
        grey = x.mean(axis=2, dtype=np.float32)
        down.append(np.diff(grey, axis=0, prepend=0)[where])
        right.append(np.diff(grey, axis=1, prepend=0)[where])
    a, b = (np.concatenate([down[k], right[k]]) for k in (0, 1))
    return float(np.corrcoef(a, b)[0, 1]) if a.std() > 0 and b.std() > 0 else 0.0


def report(rows: Sequence[Row]) -> str:
    """The tables as Markdown."""
    lines = [
        "# Relighting against the truth",
        "",
        "<!-- python -m bench.relighting.run --out bench/results/relighting.md -->",
        "",
        "Shadows, reflections and glare drawn by known physics on real textures and taken off again:",
        "mean error in the area in grey levels, and how much of the texture is kept (correlation of gradients). Telea",
        "is OpenCV's inpainting of the true area, which the engine is not told. Refused scenes count as nothing done.",
        "",
        "| scenes | n | refused | error: nothing | Telea | scumble | texture: Telea | scumble | CPU s, median |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for title, own in _groups(rows):
        e = {k: np.mean([r.error[k] for r in own]) for k in ("nothing", "Telea", "scumble")}
        t = {k: np.mean([r.texture[k] for r in own]) for k in ("Telea", "scumble")}
        seconds = float(np.median([r.seconds for r in own]))
        lines.append(
            f"| {title} | {len(own)} | {sum(r.refused for r in own)} | {e['nothing']:.1f} | {e['Telea']:.1f} | "
            f"{e['scumble']:.1f} | {t['Telea']:.2f} | {t['scumble']:.2f} | {seconds:.2f} |"
        )
    lines += ["", "The ten worst, by what is left of the error:", "", "| scene | nothing | Telea | scumble | texture |"]
    lines.append("| --- | --- | --- | --- | --- |")
    worst = sorted(rows, key=lambda r: -r.error["scumble"] / max(1e-6, r.error["nothing"]))
    for r in worst[:10]:
        said = "refused" if r.refused else f"{r.error['scumble']:.1f}"
        lines.append(
            f"| {r.kind}: {r.name} | {r.error['nothing']:.1f} | {r.error['Telea']:.1f} | {said} | "
            f"{r.texture['scumble']:.2f} |"
        )
    return "\n".join(lines) + "\n"


def _groups(rows: Sequence[Row]) -> list[tuple[str, list[Row]]]:
    """All of a kind; shadows by ground, too."""
    out: list[tuple[str, list[Row]]] = []
    for kind in OPS:
        own = [r for r in rows if r.kind == kind]
        if own:
            out.append((f"**{kind}**", own))
        for ground in sorted({r.name.split(", ")[1] for r in own}) if kind == "shadow" else ():
            out.append((f"on {ground}", [r for r in own if f", {ground}," in r.name]))
    return out


def _grown(mask: Mask, by: int) -> Mask:
    return cv2.dilate(mask.astype(np.uint8), np.ones((2 * by + 1, 2 * by + 1), np.uint8)) > 0


def main() -> None:
    """Measures every scene and writes the report."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--only", default="", help="scenes whose kind or name contains this")
    arguments = parser.parse_args()
    rows: list[Row] = []
    for scene in scenes(only=arguments.only):
        row, ours = measure(scene)
        rows.append(row)
        shown = " ".join(f"{k} {v:.1f}" for k, v in row.error.items())
        print(f"{scene.kind:10} {scene.name:26} {shown} texture {row.texture['scumble']:.2f} {row.refused}", flush=True)
        if arguments.pictures is not None:
            arguments.pictures.mkdir(parents=True, exist_ok=True)
            side = np.hstack([scene.seen, ours, scene.truth])[:, :, ::-1]
            file = arguments.pictures / f"{scene.kind}_{scene.name.replace(', ', '_')}.png"
            cv2.imwrite(str(file), np.ascontiguousarray(side))
    text = report(rows)
    print(text)
    if arguments.out is not None:
        arguments.out.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
