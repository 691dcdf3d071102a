"""JPEG DCT coefficients: read from and written into a file without touching quantisation or sampling."""

import ctypes
from dataclasses import dataclass, field
from typing import Any, cast

import jpeglib
import numpy as np
from jpeglib._bind import CJpegLib
from numpy.typing import NDArray

from scumble.codec.jpeg_markers import JpegFile
from scumble.codec.memory_file import memory_file

Blocks = NDArray[np.int16]

# The newest library it carries; the default, libjpeg 6b of 1998, lacks twenty years of fixes.
jpeglib.version.set("turbo210")

_GREY, _RGB, _YCC = 1, 2, 3
_OPTIMISED_HUFFMAN = 1 << 6


@dataclass(frozen=True, kw_only=True, eq=False)
class Coefficients:
    """Quantised coefficients. blocks: per component int16 (rows, columns, 64) of 8x8 blocks in row order.
    tables: per component uint16 (64,), the quantisation steps in the same order."""

    blocks: tuple[Blocks, ...] = field(repr=False)
    tables: tuple[NDArray[np.uint16], ...] = field(repr=False)


def is_rgb(jpeg: JpegFile) -> bool:
    """True when the components are R, G, B themselves. Source: libjpeg, jdapimin.c, default_decompress_parms."""
    if len(jpeg.components) != 3 or jpeg.jfif is not None:
        return False
    if jpeg.adobe is not None:
        return jpeg.adobe == 0
    return tuple(c.identifier for c in jpeg.components) == (82, 71, 66)


def block_shape(jpeg: JpegFile, index: int) -> tuple[int, int]:
    """(rows, columns) of 8x8 blocks of one component."""
    part = jpeg.components[index]
    across, down = max(c.h for c in jpeg.components), max(c.v for c in jpeg.components)
    return -(-jpeg.height * part.v // (8 * down)), -(-jpeg.width * part.h // (8 * across))


def read_coefficients(jpeg: JpegFile) -> Coefficients | None:
    """All coefficients of a one- or three-component JPEG that has been decoded without complaint before.

    The library is called below its Python classes: those go through temporary files on disk, and through global
    variables while they read markers. Called like this it keeps no state, so threads may use it side by side.
    """
    blocks = tuple(np.zeros((*block_shape(jpeg, i), 64), np.int16) for i in range(len(jpeg.components)))
    tables, slots = np.zeros((4, 64), np.uint16), np.zeros(4, np.int16)
    with memory_file(jpeg.clean) as path:
        planes = [_pointer(blocks[i]) if i < len(blocks) else None for i in range(4)]
        done = _library().read_jpeg_dct(str(path).encode(), *planes, _pointer(tables), _pointer(slots))
    if not done:
        return None
    return Coefficients(blocks=blocks, tables=tuple(tables[int(slots[i])].copy() for i in range(len(blocks))))


def write_coefficients(jpeg: JpegFile, blocks: tuple[Blocks, ...]) -> bytes | None:
    """A baseline JPEG with other coefficients, optimal Huffman tables, and everything else as in `jpeg`.

    blocks: as read. None when the library refuses (tables redefined between scans, values out of range).
    """
    colour = _GREY if len(blocks) == 1 else _RGB if is_rgb(jpeg) else _YCC
    size = (ctypes.c_int * 2)(jpeg.height, jpeg.width)
    shapes = (ctypes.c_int * 6)(*(n for b in blocks for n in b.shape[:2]))
    planes = [_pointer(np.ascontiguousarray(blocks[i])) if i < len(blocks) else None for i in range(4)]
    flags = ctypes.c_uint(_OPTIMISED_HUFFMAN)
    with memory_file(jpeg.clean) as source, memory_file() as target:
        names = (str(source).encode(), str(target).encode())
        keep = (None, colour, len(blocks), None, ctypes.c_short(-1), None, 0, None, None, None)
        done = _library().write_jpeg_dct(*names, *planes, size, shapes, *keep, flags, flags)
        return target.read_bytes() if done else None


def _library() -> Any:
    """The C library behind jpeglib."""
    return cast(Any, CJpegLib).get()


def _pointer(array: NDArray[Any]) -> ctypes.c_void_p:
    """The array's memory, for C."""
    return array.ctypes.data_as(ctypes.c_void_p)
