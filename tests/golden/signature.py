"""Signatures of pictures: what is kept of a golden result, and how like a picture it is.

A signature is a small PNG of two panels over cells of 4 x 4 pixels (more in large pictures): the mean colour
(premultiplied, with its alpha), and how much changes inside the cell: luma's spread, and its steps to the right and
downwards. The first sees colours, places and shapes, the second grain, blur and edges; the picture's size is kept in
the file. What no eye sees (a level or two from another kind of CPU) passes; a spot of 6 x 6 pixels that stands out does
not.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL.PngImagePlugin import PngInfo

from scumble.core.image import Image

KEPT = Path(__file__).with_name("kept")
CELL, CELLS = 4, 80
"""Pixels of a cell's side at least, and cells of the longer side at most."""
GAIN = 3.0
"""What the second panel is multiplied by: spreads are small numbers."""
MOST_MEAN, MOST_CELL = 1.0, 6.0
"""Levels of 255 that two panels may differ on average, and in their worst cell."""

Panels = NDArray[np.uint8]


@dataclass(frozen=True, kw_only=True)
class Likeness:
    """How far a picture is from a golden: of each panel the mean and the worst difference in levels."""

    means: tuple[float, float]
    worst: tuple[float, float]
    sizes: tuple[tuple[int, int], tuple[int, int]]

    @property
    def same(self) -> bool:
        """Nothing that can be seen."""
        return self.sizes[0] == self.sizes[1] and max(self.means) <= MOST_MEAN and max(self.worst) <= MOST_CELL


def signature(image: Image) -> Panels:
    """uint8 (2 * rows of cells, columns of cells, 4)."""
    alpha = image.pixels[:, :, 3:] / 255.0
    colour = np.dstack([image.rgb * alpha, image.pixels[:, :, 3:]])
    luma = colour[:, :, :3] @ np.array([0.299, 0.587, 0.114]) + 0.25 * colour[:, :, 3]
    right = np.abs(np.diff(luma, axis=1, append=luma[:, -1:]))
    down = np.abs(np.diff(luma, axis=0, append=luma[-1:]))
    cell = max(CELL, -(-max(luma.shape) // CELLS))
    means, change = _cells(colour, cell), _cells(np.dstack([luma, luma**2, right, down]), cell)
    change[:, :, 1] = np.sqrt(np.maximum(change[:, :, 1] - change[:, :, 0] ** 2, 0))
    change = GAIN * change[:, :, 1:]
    panels = np.concatenate([means, np.dstack([change, np.full(change.shape[:2], 255.0)])])
    return np.clip(np.rint(panels), 0, 255).astype(np.uint8)


def _cells(values: NDArray[np.float64], cell: int) -> NDArray[np.float64]:
    """Means over cells; the last ones of a line are as small as what is left."""
    for axis in (0, 1):
        edges = np.arange(0, values.shape[axis], cell)
        counts = np.diff(np.append(edges, values.shape[axis]))
        shape = [1, 1, 1]
        shape[axis] = len(counts)
        values = np.add.reduceat(values, edges, axis=axis) / counts.reshape(shape)
    return values


def keep(title: str, image: Image) -> None:
    """Writes a golden."""
    info = PngInfo()
    info.add_text("size", f"{image.width}x{image.height}")
    Pillow.fromarray(signature(image)).save(path(title), pnginfo=info, optimize=True)


def path(title: str) -> Path:
    """Where a golden lies."""
    return KEPT / f"{title}.png"


def likeness(title: str, image: Image) -> Likeness:
    """How far a picture is from a golden."""
    with Pillow.open(path(title)) as file:
        width, height = (int(n) for n in file.info["size"].split("x"))
        golden = np.asarray(file.convert("RGBA")).astype(float)
    mine, sizes = signature(image).astype(float), ((image.width, image.height), (width, height))
    if mine.shape != golden.shape:
        return Likeness(means=(255.0, 255.0), worst=(255.0, 255.0), sizes=sizes)
    apart = np.abs(mine - golden).max(axis=2)
    half = apart.shape[0] // 2
    panels = (apart[:half], apart[half:])
    return Likeness(
        means=(float(panels[0].mean()), float(panels[1].mean())),
        worst=(float(panels[0].max()), float(panels[1].max())),
        sizes=sizes,
    )
