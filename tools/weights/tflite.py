"""Read a TensorFlow Lite file (a FlatBuffer) with nothing but struct and numpy: tensors, operators, options.

Only what the weights here need. Field numbers are those of TensorFlow's public `schema.fbs` (version 3).
"""

import struct
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

DTYPES = {0: np.float32, 1: np.float16, 2: np.int32, 3: np.uint8}
OPERATORS = {
    0: "ADD",
    1: "AVERAGE_POOL_2D",
    2: "CONCATENATION",
    3: "CONV_2D",
    4: "DEPTHWISE_CONV_2D",
    6: "DEQUANTIZE",
    9: "FULLY_CONNECTED",
    14: "LOGISTIC",
    17: "MAX_POOL_2D",
    18: "MUL",
    19: "RELU",
    22: "RESHAPE",
    23: "RESIZE_BILINEAR",
    32: "CUSTOM",
    34: "PAD",
    40: "MEAN",
    54: "PRELU",
    117: "HARD_SWISH",
}


class Table:
    """One FlatBuffer table: fields are looked up by number, absent ones have their default."""

    def __init__(self, data: bytes, position: int) -> None:
        """data: the whole file; position: offset of the table."""
        self.data = data
        self.position = position
        self.vtable = position - struct.unpack_from("<i", data, position)[0]
        self.vtable_size = struct.unpack_from("<H", data, self.vtable)[0]

    def offset(self, number: int) -> int:
        """Absolute offset of a field, 0 when it is absent."""
        slot = 4 + 2 * number
        if slot >= self.vtable_size:
            return 0
        relative = struct.unpack_from("<H", self.data, self.vtable + slot)[0]
        return self.position + relative if relative else 0

    def scalar(self, number: int, form: str, default: int = 0) -> int:
        """A number in struct notation ('b', 'i', 'I')."""
        at = self.offset(number)
        return struct.unpack_from("<" + form, self.data, at)[0] if at else default

    def _follow(self, at: int) -> int:
        return at + struct.unpack_from("<I", self.data, at)[0]

    def table(self, number: int) -> "Table | None":
        """A nested table."""
        at = self.offset(number)
        return Table(self.data, self._follow(at)) if at else None

    def tables(self, number: int) -> list["Table"]:
        """A vector of tables."""
        at = self.offset(number)
        if not at:
            return []
        start = self._follow(at)
        count = struct.unpack_from("<I", self.data, start)[0]
        return [Table(self.data, self._follow(start + 4 + 4 * i)) for i in range(count)]

    def raw(self, number: int, item: int = 1) -> bytes:
        """A vector of items of `item` bytes, or a string."""
        at = self.offset(number)
        if not at:
            return b""
        start = self._follow(at)
        count = struct.unpack_from("<I", self.data, start)[0]
        return self.data[start + 4 : start + 4 + count * item]

    def ints(self, number: int) -> list[int]:
        """A vector of int32."""
        return [int(v) for v in np.frombuffer(self.raw(number, 4), "<i4")]


@dataclass(frozen=True, kw_only=True)
class Tensor:
    """A value of the graph: shape as TensorFlow orders it (NHWC), `constant` when the file holds its numbers."""

    name: str
    shape: tuple[int, ...]
    constant: NDArray[np.generic] | None


@dataclass(frozen=True, kw_only=True)
class Operator:
    """A node: operator name (a custom one's own name), indices of tensors (-1 = none), its option table or bytes."""

    name: str
    inputs: list[int]
    outputs: list[int]
    options: Table | None = None
    custom: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Graph:
    """The first subgraph of a file."""

    tensors: list[Tensor]
    operators: list[Operator]
    inputs: list[int]
    outputs: list[int]
    notes: list[str] = field(default_factory=list[str])


def read_tflite(data: bytes) -> Graph:
    """The graph of a .tflite file. Raises ValueError for files that are none or use an unknown operator or type."""
    if data[4:8] != b"TFL3":
        raise ValueError("not a TensorFlow Lite file")
    model = Table(data, struct.unpack_from("<I", data, 0)[0])
    names = [_operator_name(t) for t in model.tables(1)]
    buffers = model.tables(4)
    graph = model.tables(2)[0]
    tensors = [_tensor(t, buffers) for t in graph.tables(0)]
    operators = [
        Operator(
            name=names[t.scalar(0, "I")],
            inputs=t.ints(1),
            outputs=t.ints(2),
            options=t.table(4),
            custom=t.raw(5),
        )
        for t in graph.tables(3)
    ]
    return Graph(tensors=tensors, operators=operators, inputs=graph.ints(1), outputs=graph.ints(2))


def _operator_name(table: Table) -> str:
    code = max(table.scalar(0, "b"), table.scalar(3, "i"))
    if code not in OPERATORS:
        raise ValueError(f"unknown TensorFlow Lite operator {code}")
    return table.raw(1).decode() if OPERATORS[code] == "CUSTOM" else OPERATORS[code]


def _tensor(table: Table, buffers: list[Table]) -> Tensor:
    shape = tuple(table.ints(0))
    raw = buffers[table.scalar(2, "I")].raw(0)
    constant = None
    if raw:
        code = table.scalar(1, "b")
        if code not in DTYPES:
            raise ValueError(f"unknown TensorFlow Lite tensor type {code}")
        constant = np.frombuffer(raw, DTYPES[code]).reshape(shape)
    return Tensor(name=table.raw(3).decode(), shape=shape, constant=constant)
