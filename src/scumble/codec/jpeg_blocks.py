"""JPEG to JPEG without loss outside the edit: only the blocks an edit touches are coded anew, the rest is copied."""

from dataclasses import dataclass, field, replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.dct import Plane, downsample, to_coefficients, to_plane, upsample
from scumble.codec.decode import decode_jpeg_pixels
from scumble.codec.jpeg_coefficients import Blocks, is_rgb, read_coefficients, write_coefficients
from scumble.codec.jpeg_markers import JpegFile, read_jpeg
from scumble.codec.limits import Limits
from scumble.codec.orient import stored, upright
from scumble.core.image import Image, Pixels, Source

_STRIP = 32
"""Rows of blocks worked on at once: bounds memory to a few megabytes per thousand columns."""
_ROUNDS = 4
"""Corrections of the chroma samples towards what the decoder's smoothing will make of them."""
_LARGEST = 1023
"""Largest coefficient baseline Huffman coding can express."""

# ITU-T T.871 (JFIF), section 7: Y, Cb, Cr as weights of R, G, B, and offset.
_YCC = (
    ((0.299, 0.587, 0.114), 0.0),
    ((-0.168735892, -0.331264108, 0.5), 128.0),
    ((0.5, -0.418687589, -0.081312411), 128.0),
)
_RGB = (((1.0, 0.0, 0.0), 0.0), ((0.0, 1.0, 0.0), 0.0), ((0.0, 0.0, 1.0), 0.0))
Weights = tuple[tuple[float, float, float], float]


@dataclass(frozen=True, kw_only=True, eq=False)
class Spliced:
    """The new JPEG, and where its decoded pixels may differ from the source's: bool (H, W), upright.

    `changed` lies within the MCUs that the edit touches, grown by one pixel where chroma is subsampled.
    """

    data: bytes = field(repr=False)
    changed: NDArray[np.bool_] = field(repr=False)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Edit:
    """The edit in stored orientation: RGB (H, W, 3) wanted, and bool (H, W) where it differs from the source."""

    wanted: Pixels
    differs: NDArray[np.bool_]


def splice(source: Source, edited: Image, touched: NDArray[np.bool_]) -> Spliced | None:
    """The source's own JPEG with the edit coded into the blocks it touches.

    touched: bool (H, W), upright; pixels outside keep the source's coefficients whatever `edited` holds there. Source
    quantisation tables, sampling, orientation tag, density and colour profile are kept, all other metadata is left
    out; coding becomes baseline with optimal Huffman tables. None when it cannot be done: not a JPEG, converted
    (CMYK), arithmetic coding, another size or profile, transparency, colour added to a grey JPEG.
    """
    if not _same_picture(source, edited) or touched.shape != edited.alpha.shape:
        return None
    jpeg = read_jpeg(source.data, Limits(max_scans=1 << 20))
    if not _can_splice(jpeg):
        return None
    differs = touched & _differing(edited.pixels, source.image.pixels)
    if len(jpeg.components) == 1 and _coloured(edited.pixels[differs]):
        return None
    if not differs.any():
        data = jpeg.with_markers(orientation=source.orientation, profile=source.image.profile)
        return Spliced(data=data, changed=differs)
    edit = _Edit(wanted=stored(edited.rgb, source.orientation), differs=stored(differs, source.orientation))
    return _spliced(source, jpeg, edit)


def _same_picture(source: Source, edited: Image) -> bool:
    """True when the edited picture still is the source's: size, profile, no transparency."""
    image = source.image
    if source.format != "jpeg" or source.converted is not None or edited.profile != image.profile:
        return False
    return edited.pixels.shape == image.pixels.shape and edited.opaque


def _coloured(pixels: Pixels) -> bool:
    """True when (N, 4) pixels hold anything but greys, which a grey JPEG could not show."""
    return bool((np.ptp(pixels[:, :3], axis=1) > 0).any()) if len(pixels) else False


def _can_splice(jpeg: JpegFile) -> bool:
    """True for grey and three-component Huffman JPEG whose sampling factors divide each other."""
    parts = jpeg.components
    if jpeg.arithmetic or len(parts) not in {1, 3} or not all(1 <= p.h <= 4 and 1 <= p.v <= 4 for p in parts):
        return False
    across, down = max(p.h for p in parts), max(p.v for p in parts)
    return all(across % p.h == 0 and down % p.v == 0 for p in parts)


def _spliced(source: Source, jpeg: JpegFile, edit: _Edit) -> Spliced | None:
    """Codes the blocks, writes the file, and proves on its decoded pixels that the rest is untouched."""
    old = read_coefficients(jpeg)
    if old is None:
        return None
    weights: tuple[Weights, ...] = _YCC[:1] if len(old.blocks) == 1 else _RGB if is_rgb(jpeg) else _YCC
    changed = np.zeros(edit.differs.shape, np.bool_)
    blocks: list[Blocks] = []
    for i, part in enumerate(jpeg.components):
        factors = (max(c.h for c in jpeg.components) // part.h, max(c.v for c in jpeg.components) // part.v)
        coded, coded_anew = _code(old.blocks[i], old.tables[i], edit, weights[i], factors)
        blocks.append(coded)
        changed |= _footprint(coded_anew, factors, changed.shape)
    written = write_coefficients(jpeg, tuple(blocks))
    if written is None:
        return None
    result = replace(jpeg, pieces=read_jpeg(written, Limits()).pieces)
    outside = upright(changed, source.orientation)
    if not _kept(result.clean, source, outside):
        return None
    data = result.with_markers(orientation=source.orientation, profile=source.image.profile)
    return Spliced(data=data, changed=np.ascontiguousarray(outside))


def _kept(clean: bytes, source: Source, changed: NDArray[np.bool_]) -> bool:
    """True when every decoded pixel outside `changed` equals the source's.

    It always is for complete files; a progressive source that lacks its last scans is smoothed by decoders and would
    not be, once it is baseline.
    """
    after = np.ascontiguousarray(upright(decode_jpeg_pixels(clean), source.orientation))
    return not bool((_differing(after, source.image.pixels) & ~changed).any())


def _differing(a: Pixels, b: Pixels) -> NDArray[np.bool_]:
    """bool (H, W): where two RGBA pictures differ, each pixel compared as one 32-bit number."""
    return a.view(np.uint32)[:, :, 0] != b.view(np.uint32)[:, :, 0]


def _touched_blocks(differs: NDArray[np.bool_], shape: tuple[int, ...], factors: tuple[int, int]) -> NDArray[np.bool_]:
    """bool (rows, columns): blocks of one component with a differing pixel among those they cover."""
    across, down = 8 * factors[0], 8 * factors[1]
    missing = ((0, shape[0] * down - differs.shape[0]), (0, shape[1] * across - differs.shape[1]))
    rows = np.pad(differs, missing).reshape(shape[0], down, -1).any(axis=1)
    return np.asarray(rows.reshape(shape[0], shape[1], across).any(axis=2))


def _footprint(blocks: NDArray[np.bool_], factors: tuple[int, int], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """bool (H, W): pixels that decode from these blocks; smoothed chroma reaches one pixel further."""
    across, down = factors
    pixels = np.repeat(np.repeat(blocks, 8 * down, axis=0), 8 * across, axis=1)[: shape[0], : shape[1]].copy()
    if across > 1:
        columns = pixels.copy()
        pixels[:, 1:] |= columns[:, :-1]
        pixels[:, :-1] |= columns[:, 1:]
    if down > 1:
        rows = pixels.copy()
        pixels[1:] |= rows[:-1]
        pixels[:-1] |= rows[1:]
    return pixels


def _code(
    old: Blocks, table: NDArray[np.uint16], edit: _Edit, weights: Weights, factors: tuple[int, int]
) -> tuple[Blocks, NDArray[np.bool_]]:
    """The component's coefficients with the touched blocks coded anew, strip by strip; and which blocks those are."""
    touched = _touched_blocks(edit.differs, old.shape, factors)
    new = old.copy()
    steps = table.astype(np.float32)
    rows = np.flatnonzero(touched.any(axis=1))
    for top in range(int(rows[0]), int(rows[-1]) + 1, _STRIP):
        bottom = min(top + _STRIP, old.shape[0])
        hit = touched[top:bottom]
        if not hit.any():
            continue
        columns = np.flatnonzero(hit.any(axis=0))
        # One more block on every side, so that smoothing sees its neighbours.
        r0, r1 = max(top - 1, 0), min(bottom + 1, old.shape[0])
        c0, c1 = max(int(columns[0]) - 1, 0), min(int(columns[-1]) + 2, old.shape[1])
        before = to_plane(old[r0:r1, c0:c1].astype(np.float32) * steps)
        wanted = _samples(before, edit, weights, factors, (r0, c0), touched[r0:r1, c0:c1])
        coded = np.rint(to_coefficients(wanted) / steps).clip(-_LARGEST, _LARGEST).astype(np.int16)
        inner = new[top:bottom, c0:c1]
        choose = hit[:, c0:c1]
        inner[choose] = coded[top - r0 : bottom - r0][choose]
    return new, touched


def _component(rgb: Pixels, weights: Weights) -> Plane:
    """One colour component (H, W) of RGB pixels, unrounded."""
    matrix = np.array([[*weights[0], weights[1]]], np.float32)
    return cast(Plane, cv2.transform(rgb.astype(np.float32), matrix))


def _samples(
    before: Plane,
    edit: _Edit,
    weights: Weights,
    factors: tuple[int, int],
    origin: tuple[int, int],
    touched: NDArray[np.bool_],
) -> Plane:
    """The samples a strip should decode to: the edit where it differs, the source's own (unrounded) samples elsewhere.

    For subsampled components the samples are corrected a few times by what upsampling leaves over, which brings the
    decoded colours closer than plain averaging does. Samples beyond the picture repeat its last ones.
    """
    across, down = factors
    y, x = origin[0] * 8 * down, origin[1] * 8 * across
    area = (slice(y, y + before.shape[0] * down), slice(x, x + before.shape[1] * across))
    differs = edit.differs[area]
    height, width = differs.shape
    rows, columns = -(-height // down), -(-width // across)
    plane = before[:rows, :columns]
    colour = _component(edit.wanted[area], weights)
    if across == down == 1:
        plane = np.where(differs, colour, plane)
    else:
        target = np.where(differs, colour, upsample(plane, across, down)[:height, :width])
        free = np.repeat(np.repeat(touched, 8, axis=0), 8, axis=1)[:rows, :columns].astype(np.float32)
        for _ in range(_ROUNDS):
            left = target - upsample(plane, across, down)[:height, :width]
            plane = (plane + downsample(left, across, down) * free).astype(np.float32, copy=False)
    missing = ((0, before.shape[0] - rows), (0, before.shape[1] - columns))
    return np.pad(plane, missing, mode="edge").astype(np.float32)
