"""Segment Anything's small encoder (TinyViT), exported for squares, for pictures of any ratio.

The export holds the sides of a square in its shapes: those of the feature maps, of the windows that attention looks
at, and of what pads the maps to whole windows. Here each becomes what follows from the input's own height and width;
no weight changes, and a square gives what it gave (to 3e-7). A picture of 3:2 takes two thirds of the time.

Layout: Wu and others, "TinyViT", ECCV 2022; `TinyViTBlock` of the repository `ChaoningZhang/MobileSAM`.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import helper, numpy_helper

SQUARE = 1024
"""Side of the square that the file was exported for, pixels."""


@dataclass(frozen=True)
class Layer:
    """Layers of blocks: pixels of the input to one of their feature map, and the side of their windows."""

    stride: int
    window: int

    @property
    def side(self) -> int:
        """Of the square's feature map."""
        return SQUARE // self.stride

    @property
    def windows(self) -> int:
        """Along one side of the square."""
        return -(-self.side // self.window)


LAYERS = {1: Layer(8, 7), 2: Layer(16, 14), 3: Layer(16, 7)}
REWRITTEN = 103
"""Shapes that are rewritten: ten in each of the ten blocks, one in each of two reductions, one before the neck."""


class _Shapes:
    """What follows from the input's size, as nodes at the beginning of the graph."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self._graph = graph
        self.size = self.make("Shape", [graph.input[0].name], "size")

    def constant(self, name: str, values: Sequence[int]) -> str:
        """Whole numbers."""
        self._graph.initializer.append(numpy_helper.from_array(np.array(values, np.int64), f"ratio/{name}"))
        return f"ratio/{name}"

    def make(self, kind: str, inputs: Sequence[str], name: str, **settings: int | list[int]) -> str:
        """A node; its output has its name."""
        node = helper.make_node(kind, inputs, [f"ratio/{name}"], name=f"ratio/{name}")
        node.attribute.extend(helper.make_attribute(key, value) for key, value in settings.items())
        self.nodes.append(node)
        return f"ratio/{name}"


def _of_layer(shapes: _Shapes, number: int, layer: Layer, axes: dict[str, str]) -> dict[str, str]:
    """h, w: sides of the map; nh, nw: windows; sh, sw: the same as scalars; ph, pw: padded sides; pads: for Pad."""
    found: dict[str, str] = {}
    stride = shapes.constant(f"{number}/stride", [layer.stride])
    window = shapes.constant(f"{number}/window", [layer.window])
    less = shapes.constant(f"{number}/less", [layer.window - 1])
    for axis, whole in axes.items():
        side = shapes.make("Div", [whole, stride], f"{number}/{axis}")
        count = shapes.make("Div", [shapes.make("Add", [side, less], f"{number}/{axis}+"), window], f"{number}/n{axis}")
        padded = shapes.make("Mul", [count, window], f"{number}/p{axis}")
        found |= {axis: side, f"n{axis}": count, f"p{axis}": padded}
        found[f"s{axis}"] = shapes.make("Squeeze", [count], f"{number}/s{axis}", axes=[0])
        found[f"r{axis}"] = shapes.make("Sub", [padded, side], f"{number}/r{axis}")
    before, between = shapes.constant(f"{number}/before", [0, 0, 0]), shapes.constant(f"{number}/between", [0])
    pads = [before, found["rw"], between, found["rh"]]
    return found | {"pads": shapes.make("Concat", pads, f"{number}/pads", axis=0)}


def any_ratio(data: bytes) -> bytes:
    """The changed file: (N, 3, H, W) -> (N, 256, H/16, W/16), H and W multiples of 16.

    Raises ValueError when the file is not laid out as expected.
    """
    model = onnx.load_from_string(data)
    graph = model.graph
    constants = {n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == "Constant"}
    shapes = _Shapes(graph)
    places = {"h": shapes.constant("second", [2]), "w": shapes.constant("third", [3])}
    axes = {axis: shapes.make("Gather", [shapes.size, at], axis, axis=0) for axis, at in places.items()}
    layers = {number: _of_layer(shapes, number, layer, axes) for number, layer in LAYERS.items()}
    ends = shapes.constant("one", [1]), shapes.constant("rest", [-1])
    rewritten = 0
    for node in graph.node:
        held = [constants[i].tolist() if i in constants else None for i in node.input]
        if node.name == "/Concat":
            number = 3
        elif node.name.startswith("/layers.") and int(node.name[8]) in layers:
            number = int(node.name[8])
        else:
            continue
        sizes = layers[number]
        if node.op_type == "Reshape" and "downsample" in node.name and held[1] is not None:
            inner = shapes.make("Concat", [ends[0], sizes["h"], sizes["w"], ends[1]], node.name, axis=0)
            changes = {1: inner}
        else:
            changes = _changes(node, held, LAYERS[number], sizes)
        for at, name in changes.items():
            node.input[at] = name
        rewritten += bool(changes)
    if rewritten != REWRITTEN:
        raise ValueError(f"{rewritten} shapes were found, not {REWRITTEN}")
    used = {name for node in graph.node for name in node.input}
    nodes = [n for n in graph.node if n.op_type != "Constant" or n.output[0] in used]
    del graph.node[:], graph.value_info[:]
    graph.node.extend([*shapes.nodes, *nodes])
    for value, names in ((graph.input[0], ("height", "width")), (graph.output[0], ("rows", "columns"))):
        for dim, name in zip(value.type.tensor_type.shape.dim[2:], names, strict=True):
            dim.dim_param = name
    onnx.checker.check_model(model)  # pyright: ignore[reportUnknownMemberType]
    return model.SerializeToString(deterministic=True)


def _changes(node: onnx.NodeProto, held: Sequence[object], layer: Layer, sizes: dict[str, str]) -> dict[int, str]:
    """Number of a node's input -> what it becomes; empty when it holds no side of the square."""
    side, count, window = [layer.side], [layer.windows], [layer.window]
    padded, pad = [layer.windows * layer.window], layer.windows * layer.window - layer.side
    if node.op_type == "Concat":
        known: list[tuple[int, list[object], dict[int, str]]] = [
            (1, [side, side], {1: "h", 2: "w"}),
            (2, [side, side], {2: "h", 3: "w"}),
            (0, [[0, 0, 0, pad, 0, pad]], {0: "pads"}),
            (1, [count, window, count, window], {1: "nh", 3: "nw"}),
            (1, [count, count, window, window], {1: "nh", 2: "nw"}),
            (1, [padded, padded], {1: "ph", 2: "pw"}),
        ]
        for first, values, changes in known:
            if list(held[first : first + len(values)]) == values:
                return {at: sizes[name] for at, name in changes.items()}
    elif node.op_type == "Mul" and held[1] == count[0] and "/attn" not in node.name and "/mlp" not in node.name:
        return {1: sizes["sh" if node.name.endswith("/Mul") else "sw"]}
    elif node.op_type == "Slice" and held[2] == side:
        return {2: sizes["h" if held[3] == [1] else "w"]}
    return {}
