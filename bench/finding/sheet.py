"""Contact sheets of finds: region tinted, drawn boxes green, the found box in the colour of the outcome."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from bench.finding.phrases import Fractions, Phrase
from bench.finding.score import Answer, Outcome

CELL = 300
"""Pixels of a cell's longer side; two lines of text go below."""
TEXT = 34
PER_PAGE = 60
"""Cells of a page; more than 30 stand in ten columns, fewer in six, so that a page stays readable as one picture."""
GREEN = (60, 220, 60)
TINTS = {"right": (255, 190, 0), "wrong": (255, 40, 40), "asked": (80, 160, 255), "refused": (160, 160, 160)}

Rgb = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One phrase on a sheet."""

    phrase: Phrase
    answer: Answer
    outcome: Outcome
    picture: Rgb
    weights: NDArray[np.float32] | None


def small(rgb: Rgb, weights: NDArray[np.float32] | None) -> tuple[Rgb, NDArray[np.float32] | None]:
    """Photo and mask at the size of a cell."""
    scale = CELL / max(rgb.shape[:2])
    size = (max(1, round(rgb.shape[1] * scale)), max(1, round(rgb.shape[0] * scale)))
    picture = np.asarray(cv2.resize(rgb, size, interpolation=cv2.INTER_AREA), np.uint8)
    if weights is None:
        return picture, None
    return picture, np.asarray(cv2.resize(weights, size, interpolation=cv2.INTER_AREA), np.float32)


def write(cells: Sequence[Cell], folder: Path, per_page: int = PER_PAGE) -> list[Path]:
    """Pages of so many cells as PNG files; their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    columns = 10 if per_page > 30 else 6
    paths: list[Path] = []
    for start in range(0, len(cells), per_page):
        chosen = cells[start : start + per_page]
        page = np.full((-(-len(chosen) // columns) * (CELL + TEXT), columns * CELL, 3), 24, np.uint8)
        for i, cell in enumerate(chosen):
            y, x = i // columns * (CELL + TEXT), i % columns * CELL
            page[y : y + CELL + TEXT, x : x + CELL] = _tile(cell)
        path = folder / f"finds_{len(paths) + 1:02d}.png"
        cv2.imwrite(str(path), np.ascontiguousarray(page[:, :, ::-1]))
        paths.append(path)
    return paths


def _tile(cell: Cell) -> Rgb:
    """One cell: picture with tint, boxes, words."""
    rgb = cell.picture.astype(np.float32)
    tint = TINTS[cell.outcome]
    if cell.weights is not None:
        share = cell.weights[:, :, None] * 0.55
        rgb = rgb * (1 - share) + np.array(tint, np.float32) * share
    tile = np.full((CELL + TEXT, CELL, 3), 24, np.uint8)
    tile[: rgb.shape[0], : rgb.shape[1]] = np.rint(rgb).astype(np.uint8)
    for box in cell.phrase.boxes:
        _frame(tile, box, rgb.shape, GREEN)
    if cell.answer.box is not None:
        _frame(tile, cell.answer.box, rgb.shape, tint)
    _line(tile, cell.phrase.words, CELL + 13, (255, 255, 255))
    _line(tile, f"{cell.outcome}: {cell.answer.sentence}", CELL + 28, tint)
    return tile


def _frame(tile: Rgb, box: Fractions, shape: tuple[int, ...], colour: tuple[int, int, int]) -> None:
    """Draws a box."""
    height, width = shape[0] - 1, shape[1] - 1
    first, last = (round(box[0] * width), round(box[1] * height)), (round(box[2] * width), round(box[3] * height))
    cv2.rectangle(tile, first, last, colour, 1)


def _line(tile: Rgb, text: str, y: int, colour: tuple[int, int, int]) -> None:
    """Writes one line of plain letters (the drawing font knows no others)."""
    plain = text.encode("ascii", "replace").decode()[:52]
    cv2.putText(tile, plain, (3, y), cv2.FONT_HERSHEY_SIMPLEX, 0.4, colour, 1, cv2.LINE_AA)
