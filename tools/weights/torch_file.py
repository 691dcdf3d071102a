"""Read a PyTorch checkpoint of plain tensors in the older of its two formats, without PyTorch and without running code.

The format (torch.save before version 1.6): five pickles - a magic number, a protocol version, facts of the system, the
dictionary of tensors, the keys of the storages - and then, for each key, eight bytes of length and the numbers. The
pickles may name only the few things that tensors need; anything else is refused.
"""

import io
import pickle
import struct
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

MAGIC = 0x1950A86A20F9469CFC6C
"""The number that such a file begins with."""
PICKLES_BEFORE = 3
TYPES = {"FloatStorage": "<f4", "LongStorage": "<i8"}
"""PyTorch's storages -> numpy's type."""


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A tensor before its numbers are known."""

    key: str
    start: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _tensor(storage: str, start: int, shape: Sequence[int], strides: Sequence[int], *_: object) -> _Tensor:
    """What PyTorch's `_rebuild_tensor_v2` is told."""
    return _Tensor(storage, start, tuple(shape), tuple(strides))


class _Reader(pickle.Unpickler):
    """A pickle of a state dictionary; notes the type and size of each storage."""

    def __init__(self, file: io.BytesIO) -> None:
        super().__init__(file)
        self.storages: dict[str, tuple[str, int]] = {}

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if module == "torch" and name in TYPES:
            return TYPES[name]
        raise ValueError(f"the checkpoint names {module}.{name}, which no tensor needs")

    def persistent_load(self, pid: Any) -> str:
        kind, dtype, key, _, size = cast("tuple[str, str, str, str, int]", pid[:5])
        if kind != "storage":
            raise ValueError(f"the checkpoint refers to a {kind}")
        self.storages[key] = (dtype, size)
        return key


def read_torch(data: bytes) -> dict[str, NDArray[np.float32]]:
    """Name -> array of every tensor of 32-bit floats. Raises ValueError for anything that is no such file."""
    file = io.BytesIO(data)
    facts = [_Reader(file).load() for _ in range(PICKLES_BEFORE)]
    if facts[0] != MAGIC:
        raise ValueError("this is no PyTorch checkpoint of the older format")
    reader = _Reader(file)
    tensors = cast("dict[str, _Tensor]", reader.load())
    numbers: dict[str, NDArray[np.generic]] = {}
    for key in cast("list[str]", _Reader(file).load()):
        dtype, size = reader.storages[key]
        (length,) = struct.unpack("<q", file.read(8))
        if length != size:
            raise ValueError("a storage has not the length that its tensor says")
        numbers[key] = np.frombuffer(file.read(size * np.dtype(dtype).itemsize), dtype)
    found: dict[str, NDArray[np.float32]] = {}
    for name, tensor in tensors.items():
        storage = numbers[tensor.key]
        if storage.dtype == np.float32:
            steps = tuple(s * storage.itemsize for s in tensor.strides)
            view = np.lib.stride_tricks.as_strided(storage[tensor.start :], tensor.shape, steps)
            found[name] = np.ascontiguousarray(view, np.float32)
    return found
