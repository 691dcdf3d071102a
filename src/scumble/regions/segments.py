"""Segments: a picture as a tree of areas, from small ones of one colour to whole things and backgrounds.

Leaves are the basins of the colour gradient (watershed from its minima: Vincent and Soille, PAMI 1991). Neighbours are
put together two by two, always the pair whose union costs least: Ward's growth of variance in colour and texture, times
the contrast along the common border, which keeps shading together and edges apart. Every node of the tree is a
candidate for what words may mean (as in selective search: Uijlings and others, IJCV 2013).
"""

import heapq
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]
Ints = NDArray[np.int32]
Mask = NDArray[np.bool_]

MINIMA = 7
"""Side in pixels of the neighbourhood in which a minimum of the gradient starts a leaf."""
LIGHTNESS = 0.7
"""Weight of lightness against the two colour axes: shading changes lightness within one thing."""
TEXTURE = 0.8
"""Weight of local contrast, in the same units."""
EDGE = 6.0
"""Gradient along a border, in Lab units a pixel, at which joining costs twice as much as without an edge."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Segments:
    """The tree. labels: int32 (h, w), the leaf of each pixel in the order of the tree; a node is the leaves from
    `first` up to `last` (exclusive). The other arrays have a row for each node, leaves first, parents after children.

    parent: the node above, -1 at the root. pixels: how many. boxes: x0, y0, x1, y1 in pixels of the copy. lab: mean
    colour. contrast: mean local contrast of lightness. rims: pixels on the left, top, right and bottom edge of the
    picture. outline: mean gradient all along its border, Lab units a pixel.
    """

    labels: Ints
    first: Ints
    last: Ints
    parent: Ints
    pixels: Doubles
    boxes: Doubles
    lab: Doubles
    contrast: Doubles
    rims: Doubles
    outline: Doubles

    def mask(self, node: int) -> Mask:
        """bool (h, w): the pixels of a node."""
        return (self.labels >= self.first[node]) & (self.labels < self.last[node])

    def mean(self, values: NDArray[np.generic]) -> Doubles:
        """(nodes,): the mean of a map (h, w) over each node."""
        leaves = int(self.labels.max()) + 1
        flat = np.asarray(values, np.float64).ravel()
        sums = np.bincount(self.labels.ravel(), flat, leaves)
        total = np.concatenate([[0.0], np.cumsum(sums)])
        return (total[self.last] - total[self.first]) / self.pixels


def segment(lab: Floats) -> Segments:
    """The tree of a Lab picture, float32 (h, w, 3) with L 0..100; about 0.2 s for 400 x 300 pixels."""
    smooth = np.asarray(cv2.bilateralFilter(lab, 5, 9.0, 2.0), np.float32)
    gradient = _gradient(smooth)
    leaves = _leaves(gradient)
    contrast = local_contrast(lab[:, :, 0])
    return _tree(leaves, smooth, contrast, gradient)


def local_contrast(light: Floats) -> Floats:
    """Deviation of lightness over 5 x 5 pixels."""
    mean = cv2.blur(light, (5, 5))
    return np.sqrt(np.maximum(cv2.blur(light * light, (5, 5)) - mean * mean, 0.0)).astype(np.float32)


def _gradient(lab: Floats) -> Floats:
    """Length of the colour gradient, Lab units a pixel."""
    scaled = lab * np.array([LIGHTNESS, 1.0, 1.0], np.float32)
    dx = np.asarray(cv2.Sobel(scaled, cv2.CV_32F, 1, 0, scale=0.125), np.float32)
    dy = np.asarray(cv2.Sobel(scaled, cv2.CV_32F, 0, 1, scale=0.125), np.float32)
    return np.sqrt((dx * dx + dy * dy).sum(axis=2)).astype(np.float32)


def _leaves(gradient: Floats) -> Ints:
    """int32 (h, w): 0..n-1, the basin of each pixel."""
    height, width = gradient.shape
    # A faint ramp makes flat areas break into leaves of a usual size instead of one for each pixel of noise.
    lowest = cv2.erode(cv2.blur(gradient, (3, 3)), np.ones((MINIMA, MINIMA), np.uint8))
    seeds = (np.asarray(cv2.blur(gradient, (3, 3))) <= lowest + 1e-6).astype(np.uint8)
    markers = cv2.connectedComponents(seeds, connectivity=8)[1]
    markers = np.asarray(markers, np.int32).copy()
    bytes_ = np.clip(gradient * 12.0, 0, 255).astype(np.uint8)
    cv2.watershed(np.dstack([bytes_] * 3), markers)
    # Watershed leaves ridges (-1) and a frame; each takes the leaf next to it.
    while (markers <= 0).any():
        spread = cv2.dilate(markers.astype(np.float32), np.ones((3, 3), np.uint8)).astype(np.int32)
        markers = np.where(markers <= 0, spread, markers).astype(np.int32)
        if not (markers > 0).any():
            return np.zeros((height, width), np.int32)
    return (np.unique(markers, return_inverse=True)[1].reshape(height, width)).astype(np.int32)


def _borders(leaves: Ints, gradient: Floats, n: int) -> dict[tuple[int, int], tuple[float, float]]:
    """Neighbouring leaves -> length of the common border and the sum of the gradient along it."""
    keys: list[NDArray[np.int64]] = []
    values: list[Floats] = []
    for a, b, ga, gb in (
        (leaves[:, :-1], leaves[:, 1:], gradient[:, :-1], gradient[:, 1:]),
        (leaves[:-1], leaves[1:], gradient[:-1], gradient[1:]),
    ):
        apart = a != b
        low, high = np.minimum(a[apart], b[apart]), np.maximum(a[apart], b[apart])
        keys.append(low.astype(np.int64) * n + high)
        values.append(np.maximum(ga[apart], gb[apart]))
    key, value = np.concatenate(keys), np.concatenate(values)
    pairs, where = np.unique(key, return_inverse=True)
    length, total = np.bincount(where), np.bincount(where, value)
    return {(int(k // n), int(k % n)): (float(c), float(t)) for k, c, t in zip(pairs, length, total, strict=True)}


def _tree(leaves: Ints, lab: Floats, contrast: Floats, gradient: Floats) -> Segments:
    """Joins the leaves two by two."""
    n = int(leaves.max()) + 1
    flat = leaves.ravel()
    scale = np.array([LIGHTNESS, 1.0, 1.0, TEXTURE])
    planes = [*(lab[:, :, k].ravel() for k in range(3)), contrast.ravel()]
    size = np.bincount(flat, minlength=n).astype(np.float64)
    sums = np.stack([np.bincount(flat, p, n) for p in planes], axis=1).astype(np.float64)
    total = 2 * n - 1
    count = [*size.tolist(), *([0.0] * (n - 1))]
    means = [*map(tuple, (sums / size[:, None] * scale).tolist()), *([(0.0, 0.0, 0.0, 0.0)] * (n - 1))]
    parent = np.full(total, -1, np.int32)
    around = np.zeros((total, 2))
    children: list[tuple[int, int]] = []
    near: list[dict[int, tuple[float, float]]] = [{} for _ in range(total)]
    heap: list[tuple[float, int, int]] = []

    def price(a: int, b: int, border: tuple[float, float]) -> float:
        ma, mb = means[a], means[b]
        apart = sum((x - y) ** 2 for x, y in zip(ma, mb, strict=True))
        both = count[a] * count[b] / (count[a] + count[b])
        return (apart + 0.5) * both * (1.0 + border[1] / border[0] / EDGE) ** 2

    for (a, b), border in _borders(leaves, gradient, n).items():
        near[a][b] = near[b][a] = border
        around[a] += border
        around[b] += border
        heap.append((price(a, b, border), a, b))
    heapq.heapify(heap)
    alive = [True] * n + [False] * (n - 1)
    new = n
    while heap and new < total:
        _, a, b = heapq.heappop(heap)
        if not (alive[a] and alive[b]):
            continue
        alive[a] = alive[b] = False
        alive[new] = True
        whole = count[a] + count[b]
        means[new] = tuple((x * count[a] + y * count[b]) / whole for x, y in zip(means[a], means[b], strict=True))
        count[new] = whole
        parent[a] = parent[b] = new
        border = near[a].pop(b)
        near[b].pop(a)
        around[new] = around[a] + around[b] - 2.0 * np.array(border)
        children.append((a, b))
        for old in (a, b):
            for other, (length, grad) in near[old].items():
                before = near[new].get(other, (0.0, 0.0))
                near[new][other] = (before[0] + length, before[1] + grad)
        for other, common in near[new].items():
            near[other].pop(a, None)
            near[other].pop(b, None)
            near[other][new] = common
            heapq.heappush(heap, (price(new, other, common), new, other))
        new += 1
    return _ordered(leaves, children, _Joins(parent[:new], around[:new]), n, sums, size)


@dataclass(frozen=True, slots=True)
class _Joins:
    """What was noted while joining, a row for each node. around: length of the border and the gradient along it."""

    parent: Ints
    around: Doubles


def _ordered(
    leaves: Ints,
    children: list[tuple[int, int]],
    joins: "_Joins",
    n: int,
    sums: Doubles,
    size: Doubles,
) -> Segments:
    """Numbers the leaves so that every node is a run of them, and adds up what is known of each node."""
    parent = joins.parent
    total = len(parent)
    first, last = np.zeros(total, np.int32), np.zeros(total, np.int32)
    rank = np.zeros(n, np.int32)
    counter = 0
    stack = [(int(root), False) for root in np.flatnonzero(parent < 0)[::-1]]
    while stack:
        node, done = stack.pop()
        if done or node < n:
            if node < n:
                first[node], rank[node], counter = counter, counter, counter + 1
            last[node] = counter
            continue
        first[node] = counter
        stack.append((node, True))
        stack.extend((child, False) for child in children[node - n][::-1])
    height, width = leaves.shape
    rows, columns = np.mgrid[0:height, 0:width]
    boxes = np.zeros((total, 4))
    flat = leaves.ravel()
    for k, (values, lowest) in enumerate(((columns, True), (rows, True), (columns, False), (rows, False))):
        side = np.full(n, np.inf if lowest else -np.inf)
        (np.minimum if lowest else np.maximum).at(side, flat, values.ravel())
        boxes[:n, k] = side if lowest else side + 1
    rims = np.zeros((total, 4))
    for k, line in enumerate((leaves[:, 0], leaves[0], leaves[:, -1], leaves[-1])):
        rims[:n, k] = np.bincount(line, minlength=n)
    pixels = np.concatenate([size, np.zeros(total - n)])
    features = np.concatenate([sums, np.zeros((total - n, sums.shape[1]))])
    for node in range(n, total):
        a, b = children[node - n]
        pixels[node] = pixels[a] + pixels[b]
        features[node] = features[a] + features[b]
        rims[node] = rims[a] + rims[b]
        boxes[node, :2] = np.minimum(boxes[a, :2], boxes[b, :2])
        boxes[node, 2:] = np.maximum(boxes[a, 2:], boxes[b, 2:])
    means = features / pixels[:, None]
    return Segments(
        labels=rank[leaves],
        first=first,
        last=last,
        parent=parent,
        pixels=pixels,
        boxes=boxes,
        lab=means[:, :3],
        contrast=means[:, 3],
        rims=rims,
        outline=joins.around[:, 1] / np.maximum(joins.around[:, 0], 1.0),
    )
