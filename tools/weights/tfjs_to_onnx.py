"""Convert a TensorFlow.js graph of convolutions to ONNX, float32, NCHW, any height and width, always the same bytes.

TensorFlow's transposes between NHWC and NCHW are not written out: a value remembers in which order TensorFlow sees the
axes of its ONNX tensor. Paddings wait until the convolution or pool that reads them. Sizes that follow from the
input's (resizes, flattened maps) become factors, so that the network takes every height and width its strides divide.
Weights that were stored as float16 stay so in the file. An operator or layout this file does not know is an error.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tfjs import Graph, Node
from to_onnx import IR_VERSION, OPSET

NCHW = (0, 1, 2, 3)
NHWC = (0, 2, 3, 1)
"""NHWC as axes of an NCHW tensor."""
NOTHING = (0, 0, 0, 0)


@dataclass(frozen=True, kw_only=True)
class Value:
    """An ONNX tensor: its shape for the signature's input, and its axes in the order in which TensorFlow sees them.

    pads: top, left, bottom, right still to be put around it. filler: what with.
    """

    name: str
    shape: tuple[int, ...]
    order: tuple[int, ...]
    pads: tuple[int, int, int, int] = NOTHING
    filler: float = 0.0


class Converter:
    """Builds the ONNX nodes of one graph."""

    def __init__(self, graph: Graph) -> None:
        """graph: as read by `tfjs.read_tfjs`, with one NCHW input."""
        self.graph = graph
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: dict[str, onnx.TensorProto] = {}
        self.constants: dict[str, NDArray[np.generic]] = dict(graph.constants)
        self.values: dict[str, Value] = {
            name: Value(name="input", shape=shape, order=NCHW) for name, shape in graph.inputs.items()
        }
        self.rules: dict[str, Callable[[Node], None]] = {
            "Add": self._add,
            "AddV2": self._add,
            "ConcatV2": self._concat,
            "Conv2D": self._convolution,
            "Identity": self._identity,
            "LeakyRelu": self._leaky,
            "MaxPool": self._max_pool,
            "Pad": self._pad,
            "PadV2": self._pad,
            "Reshape": self._flatten,
            "ResizeBilinear": self._resize,
            "Sigmoid": lambda node: self._unary(node, "Sigmoid"),
            "SparseToDense": self._dense,
            "SplitV": self._split,
            "Transpose": self._transpose,
        }

    def convert(self, name: str) -> bytes:
        """The ONNX file. Raises ValueError for an operator or layout that has no rule here."""
        for node in self.graph.nodes:
            if node.op not in self.rules:
                raise ValueError(f"no rule for the operator {node.op}")
            self.rules[node.op](node)
        channels = self._join()
        ((batch, planes, _, _),) = self.graph.inputs.values()
        info = helper.make_tensor_value_info
        inputs = [info("input", TensorProto.FLOAT, [batch, planes, "height", "width"])]
        outputs = [info("output", TensorProto.FLOAT, [batch, channels, "cells"])]
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.initializers.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="scumble")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
        return model.SerializeToString(deterministic=True)

    def _join(self) -> int:
        """One output of all: maps with the same channels end to end, the largest first, then channels on top of each
        other in the order of the signature's names. Returns the number of channels."""
        outputs = [self.values[name] for name in sorted(self.graph.outputs)]
        if any(len(v.shape) != 3 or v.order != (0, 2, 1) for v in outputs):
            raise ValueError("only outputs (1, cells, channels) have a rule")
        kinds = list(dict.fromkeys(v.shape[1] for v in outputs))
        for channels in kinds:
            maps = sorted((v for v in outputs if v.shape[1] == channels), key=lambda v: -v.shape[2])
            self._node("Concat", [v.name for v in maps], [f"joined_{channels}"], axis=2)
        self._node("Concat", [f"joined_{channels}" for channels in kinds], ["output"], axis=1)
        return sum(kinds)

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _weights(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant of float32, written as float16 and widened on load when that says the same."""
        half = value.astype(np.float16)
        if not np.array_equal(half.astype(np.float32), value):
            return self._constant(name, value)
        wide = f"{name}/wide"
        self._node("Cast", [self._constant(name, half)], [wide], to=TensorProto.FLOAT)
        return wide

    def _node(
        self, kind: str, inputs: list[str], outputs: list[str], **attributes: int | float | str | list[int]
    ) -> None:
        node = helper.make_node(kind, inputs, outputs)
        node.attribute.extend(helper.make_attribute(key, attributes[key]) for key in sorted(attributes))
        self.nodes.append(node)

    def _input(self, node: Node, index: int = 0) -> Value:
        """An input that nothing has to be put around."""
        value = self.values[node.inputs[index]]
        if value.pads != NOTHING:
            raise ValueError(f"no rule for a padded input of {node.op}")
        return value

    def _ints(self, node: Node, index: int) -> list[int]:
        """An input that is a constant of integers."""
        return [int(v) for v in np.atleast_1d(self.constants[node.inputs[index]])]

    def _result(self, node: Node, like: Value, *, shape: tuple[int, ...] | None = None, output: int = 0) -> str:
        """Registers an output in the layout of `like` and returns its ONNX name."""
        name = f"{node.name}:{output}" if output else node.name
        self.values[name] = replace(like, name=name, shape=shape or like.shape, pads=NOTHING, filler=0.0)
        return name

    def _unary(self, node: Node, kind: str, **attributes: float) -> None:
        value = self._input(node)
        self._node(kind, [value.name], [self._result(node, value)], **attributes)

    def _leaky(self, node: Node) -> None:
        self._unary(node, "LeakyRelu", alpha=float(str(node.attributes["alpha"])))

    def _dense(self, node: Node) -> None:
        """A constant that the exporter made of no entries at all: the default everywhere."""
        if self.constants[node.inputs[0]].size:
            raise ValueError("only SparseToDense without entries has a rule")
        self.constants[node.name] = np.full(self._ints(node, 1), self.constants[node.inputs[3]])

    def _add(self, node: Node) -> None:
        """Two tensors of one layout, a tensor and one number per channel, or two constants."""
        left, right = node.inputs
        if left in self.constants and right in self.constants:
            self.constants[node.name] = np.add(self.constants[left], self.constants[right])
            return
        value = self._input(node)
        if right in self.constants:
            vector = self.constants[right].reshape(-1)
            axis = value.order[-1]
            other = self._constant(right, vector.reshape([-1 if i == axis else 1 for i in range(len(value.shape))]))
        else:
            if self._input(node, 1).order != value.order:
                raise ValueError("no rule for a sum of two layouts")
            other = self._input(node, 1).name
        self._node("Add", [value.name, other], [self._result(node, value)])

    def _transpose(self, node: Node) -> None:
        value = self.values[node.inputs[0]]
        self.values[node.name] = replace(value, order=tuple(value.order[i] for i in self._ints(node, 1)))

    def _identity(self, node: Node) -> None:
        self.values[node.name] = self._input(node)

    def _pad(self, node: Node) -> None:
        value = self._input(node)
        pads = dict(zip(value.order, self.constants[node.inputs[1]].tolist(), strict=True))
        if pads[0] != [0, 0] or pads[1] != [0, 0]:
            raise ValueError("only padding of height and width has a rule")
        filler = float(self.constants[node.inputs[2]]) if node.op == "PadV2" else 0.0
        (top, bottom), (left, right) = pads[2], pads[3]
        self.values[node.name] = replace(value, pads=(top, left, bottom, right), filler=filler)

    def _window(self, node: Node, kernel: tuple[int, int], channels: int) -> tuple[Value, list[int], tuple[int, ...]]:
        """Input, strides and output shape of a convolution or pool as TensorFlow's VALID, dilation 1, has them."""
        value = self.values[node.inputs[0]]
        strides, dilations = node.attributes["strides"], node.attributes.get("dilations", [1, 1, 1, 1])
        assert isinstance(strides, list)
        if value.order != NHWC or node.attributes["padding"] != "VALID" or dilations != [1, 1, 1, 1]:
            raise ValueError(f"no rule for this layout, padding or dilation of {node.op}")
        sides = zip(value.shape[2:], value.pads[:2], value.pads[2:], kernel, strides[1:3], strict=False)
        size = [(side + before + after - k) // s + 1 for side, before, after, k, s in sides]
        return value, strides[1:3], (value.shape[0], channels, *size)

    def _convolution(self, node: Node) -> None:
        weight = self.constants[node.inputs[1]].transpose(3, 2, 0, 1)
        kernel = int(weight.shape[2]), int(weight.shape[3])
        value, strides, shape = self._window(node, kernel, int(weight.shape[0]))
        if value.filler != 0.0 or weight.shape[1] != value.shape[1]:
            raise ValueError("only convolutions of all channels with zeros around have a rule")
        inputs = [value.name, self._weights(node.inputs[1], weight)]
        out = self._result(node, value, shape=shape)
        self._node("Conv", inputs, [out], kernel_shape=list(kernel), strides=strides, pads=list(value.pads))

    def _max_pool(self, node: Node) -> None:
        sizes = node.attributes["ksize"]
        assert isinstance(sizes, list)
        value, strides, shape = self._window(node, (sizes[1], sizes[2]), self.values[node.inputs[0]].shape[1])
        if value.pads != NOTHING and value.filler > -60000.0:
            raise ValueError("only maxima with the lowest float16 or minus infinity around have a rule")
        out = self._result(node, value, shape=shape)
        self._node("MaxPool", [value.name], [out], kernel_shape=sizes[1:3], strides=strides, pads=list(value.pads))

    def _concat(self, node: Node) -> None:
        values = [self._input(node, i) for i in range(len(node.inputs) - 1)]
        if any(v.order != values[0].order for v in values):
            raise ValueError("no rule for a concatenation of two layouts")
        axis = values[0].order[self._ints(node, len(values))[0]]
        shape = list(values[0].shape)
        shape[axis] = sum(v.shape[axis] for v in values)
        self._node("Concat", [v.name for v in values], [self._result(node, values[0], shape=tuple(shape))], axis=axis)

    def _split(self, node: Node) -> None:
        value = self._input(node)
        sizes = self._ints(node, 1)
        axis = value.order[self._ints(node, 2)[0]]
        shapes = [tuple(size if i == axis else d for i, d in enumerate(value.shape)) for size in sizes]
        outs = [self._result(node, value, shape=s, output=i) for i, s in enumerate(shapes)]
        lengths = self._constant(f"{node.name}/sizes", np.array(sizes, np.int64))
        self._node("Split", [value.name, lengths], outs, axis=axis)

    def _resize(self, node: Node) -> None:
        """Bilinear, by the factor that the given size is of the input's."""
        value = self._input(node)
        if value.order != NHWC or not node.attributes["half_pixel_centers"] or node.attributes["align_corners"]:
            raise ValueError("only resizes of NHWC with half-pixel centres have a rule")
        height, width = self._ints(node, 1)
        factors = np.array([1, 1, height / value.shape[2], width / value.shape[3]], np.float32)
        out = self._result(node, value, shape=(*value.shape[:2], height, width))
        inputs = [value.name, "", self._constant(f"{node.name}/factors", factors)]
        self._node("Resize", inputs, [out], mode="linear", coordinate_transformation_mode="half_pixel")

    def _flatten(self, node: Node) -> None:
        """A map (N, C, H, W) to (N, C, H * W)."""
        value = self._input(node)
        n, c, h, w = value.shape
        if value.order != NCHW or self._ints(node, 1) not in ([n, c, h * w], [n, c, -1]):
            raise ValueError("only flattening height and width of NCHW has a rule")
        self.values[node.name] = Value(name=node.name, shape=(n, c, h * w), order=(0, 1, 2))
        target = self._constant(f"{node.name}/shape", np.array([n, c, -1], np.int64))
        self._node("Reshape", [value.name, target], [node.name])


def tfjs_to_onnx(graph: Graph, name: str) -> bytes:
    """The ONNX file of a TensorFlow.js graph; `name` is written into it."""
    return Converter(graph).convert(name)
