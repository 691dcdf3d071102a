"""Convert a TensorFlow Lite graph of convolutions to ONNX, float32, NCHW, byte for byte the same every time.

Every activation here has rank 4, so that NHWC becomes NCHW by renaming axes: no transposes are needed inside the
graph, and the input and output of the result are NCHW too. An operator this file does not know is an error.

A graph that ends in lists (TensorFlow's (1, cells, numbers)) is a detector. It becomes one that takes any height and
width that its largest stride divides, with one output (1, numbers, cells): the lists with fewer numbers come first, and
in each map all cells of the first anchor come before those of the second.

A graph that ends in several rows of numbers gets one output (1, numbers, 1, 1) that holds them end to end, in the
file's order. Weights that were stored as float16 may stay so in the file (`half`); they are widened when it is loaded.
"""

import struct
from collections.abc import Callable

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tflite import Graph, Operator

OPSET = 17
IR_VERSION = 8
ACTIVATIONS = {0: None, 1: "Relu", 3: "Relu6"}


class Converter:
    """Builds the ONNX nodes of one graph in the order of the file."""

    def __init__(self, graph: Graph, *, half: bool = False) -> None:
        """graph: as read by `tflite.read_tflite`. half: weights that float16 holds exactly are written so."""
        self.graph = graph
        self.half = half
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[int, NDArray[np.generic]] = {
            i: t.constant for i, t in enumerate(graph.tensors) if t.constant is not None
        }
        self.initializers: dict[str, onnx.TensorProto] = {}
        self.rules: dict[str, Callable[[Operator], None]] = {
            "ADD": lambda op: self._binary(op, "Add"),
            "MUL": lambda op: self._binary(op, "Mul"),
            "RELU": lambda op: self._unary(op, "Relu"),
            "LOGISTIC": lambda op: self._unary(op, "Sigmoid"),
            "HARD_SWISH": lambda op: self._unary(op, "HardSwish"),
            "DEQUANTIZE": self._dequantize,
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._depthwise,
            "PRELU": self._prelu,
            "MEAN": self._mean,
            "FULLY_CONNECTED": self._dense,
            "AVERAGE_POOL_2D": self._global_pool,
            "MAX_POOL_2D": self._max_pool,
            "PAD": self._pad,
            "RESHAPE": self._list,
            "CONCATENATION": self._lists,
            "RESIZE_BILINEAR": self._resize,
            "Convolution2DTransposeBias": self._transposed,
        }

    def convert(self, name: str) -> bytes:
        """The ONNX file. Raises ValueError for an operator or option that has no rule here."""
        for op in self.graph.operators:
            if op.name not in self.rules:
                raise ValueError(f"no rule for the operator {op.name}")
            self.rules[op.name](op)
        if self.detector:
            inputs, outputs = self._detector()
        elif len(self.graph.outputs) > 1:
            inputs, outputs = [self._info(i) for i in self.graph.inputs], [self._joined()]
        else:
            inputs = [self._info(i) for i in self.graph.inputs]
            outputs = [self._info(i) for i in self.graph.outputs]
        graph = helper.make_graph(self.nodes, name, inputs, outputs, list(self.initializers.values()))
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="scumble")
        model.ir_version = IR_VERSION
        onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
        return model.SerializeToString(deterministic=True)

    @property
    def detector(self) -> bool:
        """True for a graph that ends in lists."""
        return all(len(self.graph.tensors[i].shape) == 3 for i in self.graph.outputs)

    def _info(self, index: int) -> onnx.ValueInfoProto:
        n, h, w, c = self.graph.tensors[index].shape
        return helper.make_tensor_value_info(self._name(index), TensorProto.FLOAT, [n, c, h, w])

    def _detector(self) -> tuple[list[onnx.ValueInfoProto], list[onnx.ValueInfoProto]]:
        """Joins the lists and frees height and width; the input and output of that."""
        lists = sorted(self.graph.outputs, key=lambda i: self.graph.tensors[i].shape[2])
        self._node("Concat", [self._name(i) for i in lists], "output", axis=1)
        numbers = sum(self.graph.tensors[i].shape[2] for i in lists)
        n, _, _, c = self.graph.tensors[self.graph.inputs[0]].shape
        info = helper.make_tensor_value_info
        given = info(self._name(self.graph.inputs[0]), TensorProto.FLOAT, [n, c, "height", "width"])
        return [given], [info("output", TensorProto.FLOAT, [n, numbers, "cells"])]

    def _joined(self) -> onnx.ValueInfoProto:
        """Rows of numbers, (1, n) or (1, 1, 1, n) in the file, end to end; the output of that."""
        shapes = [self.graph.tensors[i].shape for i in self.graph.outputs]
        if any(int(np.prod(shape)) != shape[-1] for shape in shapes):
            raise ValueError("only rows of numbers have a rule for several outputs")
        self._node("Concat", [self._name(i) for i in self.graph.outputs], "output", axis=1)
        numbers = sum(shape[-1] for shape in shapes)
        return helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, numbers, 1, 1])

    def _name(self, index: int) -> str:
        return f"t{index}"

    def _constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.initializers[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def _weight(self, name: str, value: NDArray[np.generic]) -> str:
        """A constant, written as float16 and widened on load where that is asked for and says the same."""
        narrow = value.astype(np.float16)
        if not self.half or not np.array_equal(narrow.astype(value.dtype), value):
            return self._constant(name, value)
        if name + "_half" not in self.initializers:
            self._node("Cast", [self._constant(name + "_half", narrow)], name, to=TensorProto.FLOAT)
        return name

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: int | str | list[int]) -> None:
        node = helper.make_node(kind, inputs, [output])
        node.attribute.extend(helper.make_attribute(key, attributes[key]) for key in sorted(attributes))
        self.nodes.append(node)

    def _finish(
        self, op: Operator, kind: str, inputs: list[str], activation: int, **attributes: int | str | list[int]
    ) -> None:
        out = self._name(op.outputs[0])
        if activation not in ACTIVATIONS:
            raise ValueError(f"no rule for the fused activation {activation}")
        after = ACTIVATIONS[activation]
        self._node(kind, inputs, out if after is None else out + "_linear", **attributes)
        if after == "Relu6":
            low, high = (self._constant(n, np.array(v, np.float32)) for n, v in (("zero", 0.0), ("six", 6.0)))
            self._node("Clip", [out + "_linear", low, high], out)
        elif after is not None:
            self._node(after, [out + "_linear"], out)

    def _value(self, index: int) -> str:
        """An input of an elementwise operator; a constant is brought to NCHW."""
        if index not in self.constants:
            return self._name(index)
        value = self.constants[index].astype(np.float32)
        return self._constant(
            f"c{index}", value.transpose(0, 3, 1, 2) if value.ndim == 4 else value.reshape(1, -1, 1, 1)
        )

    def _unary(self, op: Operator, kind: str) -> None:
        self._node(kind, [self._name(op.inputs[0])], self._name(op.outputs[0]))

    def _binary(self, op: Operator, kind: str) -> None:
        activation = op.options.scalar(0, "b") if op.options else 0
        self._finish(op, kind, [self._value(i) for i in op.inputs], activation)

    def _dequantize(self, op: Operator) -> None:
        """Weights are stored as float16; widening them is exact."""
        self.constants[op.outputs[0]] = self.constants[op.inputs[0]].astype(np.float32)

    def _prelu(self, op: Operator) -> None:
        """One slope per channel, (1, 1, C) in the file."""
        slope = self.constants[op.inputs[1]].reshape(-1, 1, 1)
        inputs = [self._name(op.inputs[0]), self._weight(f"a{op.inputs[1]}", slope)]
        self._node("PRelu", inputs, self._name(op.outputs[0]))

    def _mean(self, op: Operator) -> None:
        """Over the whole picture; the result keeps rank 4 here, (1, C, 1, 1)."""
        if sorted(int(v) for v in self.constants[op.inputs[1]].reshape(-1)) != [1, 2]:
            raise ValueError("only means over height and width have a rule")
        self._node("GlobalAveragePool", [self._name(op.inputs[0])], self._name(op.outputs[0]))

    def _dense(self, op: Operator) -> None:
        """A fully connected layer (out, in) on (1, in, 1, 1) is a convolution of one pixel."""
        if len(self.graph.tensors[op.inputs[0]].shape) != 2:
            raise ValueError("only fully connected layers on a row of numbers have a rule")
        weight = self.constants[op.inputs[1]][:, :, None, None]
        inputs = [self._name(op.inputs[0]), self._weight(f"w{op.inputs[1]}", weight), *self._bias(op)]
        self._finish(op, "Conv", inputs, op.options.scalar(0, "b") if op.options else 0, kernel_shape=[1, 1])

    def _padding(self, op: Operator, same: bool, kernel: tuple[int, int], strides: tuple[int, int]) -> list[int]:
        """Explicit pads [top, left, bottom, right] of TensorFlow's SAME (the odd pixel goes last) or VALID."""
        if not same:
            return [0, 0, 0, 0]
        _, in_h, in_w, _ = self.graph.tensors[op.inputs[0]].shape
        before: list[int] = []
        after: list[int] = []
        for size, k, s in zip((in_h, in_w), kernel, strides, strict=True):
            total = max((-(-size // s) - 1) * s + k - size, 0)
            before.append(total // 2)
            after.append(total - total // 2)
        return before + after

    def _bias(self, op: Operator) -> list[str]:
        if len(op.inputs) < 3 or op.inputs[2] < 0:
            return []
        return [self._weight(f"b{op.inputs[2]}", self.constants[op.inputs[2]])]

    def _convolution(self, op: Operator) -> None:
        assert op.options is not None
        weight = self.constants[op.inputs[1]].transpose(0, 3, 1, 2)
        strides = op.options.scalar(2, "i"), op.options.scalar(1, "i")
        dilations = op.options.scalar(5, "i", 1), op.options.scalar(4, "i", 1)
        self._emit_convolution(op, weight, 1, strides, dilations, op.options.scalar(3, "b"))

    def _depthwise(self, op: Operator) -> None:
        assert op.options is not None
        weight = self.constants[op.inputs[1]].transpose(3, 0, 1, 2)
        group = self.graph.tensors[op.inputs[0]].shape[3]
        strides = op.options.scalar(2, "i"), op.options.scalar(1, "i")
        dilations = op.options.scalar(6, "i", 1), op.options.scalar(5, "i", 1)
        self._emit_convolution(op, weight, group, strides, dilations, op.options.scalar(4, "b"))

    def _emit_convolution(
        self,
        op: Operator,
        weight: NDArray[np.generic],
        group: int,
        strides: tuple[int, int],
        dilations: tuple[int, int],
        activation: int,
    ) -> None:
        assert op.options is not None
        kernel = int(weight.shape[2]), int(weight.shape[3])
        reach = (kernel[0] - 1) * dilations[0] + 1, (kernel[1] - 1) * dilations[1] + 1
        pads = self._padding(op, op.options.scalar(0, "b") == 0, reach, strides)
        inputs = [self._name(op.inputs[0]), self._weight(f"w{op.inputs[1]}", weight), *self._bias(op)]
        self._finish(
            op,
            "Conv",
            inputs,
            activation,
            kernel_shape=list(kernel),
            strides=list(strides),
            dilations=list(dilations),
            group=group,
            pads=pads,
        )

    def _transposed(self, op: Operator) -> None:
        """MediaPipe's custom operator: a transposed convolution with a bias; options are int32 padding, strides."""
        _padding, stride_w, stride_h = struct.unpack_from("<iii", op.custom)
        weight = self.constants[op.inputs[1]].transpose(3, 0, 1, 2)
        kernel = [int(weight.shape[2]), int(weight.shape[3])]
        if kernel != [stride_h, stride_w]:
            raise ValueError("only transposed convolutions whose kernel equals their stride have a rule")
        inputs = [self._name(op.inputs[0]), self._weight(f"w{op.inputs[1]}", weight), *self._bias(op)]
        self._node(
            "ConvTranspose", inputs, self._name(op.outputs[0]), kernel_shape=kernel, strides=[stride_h, stride_w]
        )

    def _global_pool(self, op: Operator) -> None:
        assert op.options is not None
        _, h, w, _ = self.graph.tensors[op.inputs[0]].shape
        if (op.options.scalar(4, "i"), op.options.scalar(3, "i")) != (h, w):
            raise ValueError("only average pools over the whole picture have a rule")
        self._node("GlobalAveragePool", [self._name(op.inputs[0])], self._name(op.outputs[0]))

    def _max_pool(self, op: Operator) -> None:
        assert op.options is not None
        kernel = op.options.scalar(4, "i"), op.options.scalar(3, "i")
        strides = op.options.scalar(2, "i"), op.options.scalar(1, "i")
        pads = self._padding(op, op.options.scalar(0, "b") == 0, kernel, strides)
        if any(pads):
            raise ValueError("only max pools that need no padding have a rule")
        inputs, out = [self._name(op.inputs[0])], self._name(op.outputs[0])
        self._node("MaxPool", inputs, out, kernel_shape=list(kernel), strides=list(strides))

    def _pad(self, op: Operator) -> None:
        """Zeros around; the operator's rows of NHWC become NCHW's, all that come before first."""
        pads = self.constants[op.inputs[1]][[0, 3, 1, 2]].T.astype(np.int64).reshape(-1)
        amounts = self._constant(f"p{op.outputs[0]}", pads)
        self._node("Pad", [self._name(op.inputs[0]), amounts], self._name(op.outputs[0]))

    def _list(self, op: Operator) -> None:
        """A map (1, H, W, anchors * numbers) as a list, here (1, numbers, anchors * H * W)."""
        n, h, w, c = self.graph.tensors[op.inputs[0]].shape
        batch, cells, numbers = self.graph.tensors[op.outputs[0]].shape
        anchors = c // numbers
        if (batch, cells, numbers) != (n, h * w * anchors, c // anchors):
            raise ValueError("only reshapes of maps to lists have a rule")
        out = self._name(op.outputs[0])
        apart = self._constant(out + "_apart", np.array([n, anchors, numbers, -1], np.int64))
        flat = self._constant(out + "_flat", np.array([n, numbers, -1], np.int64))
        self._node("Reshape", [self._name(op.inputs[0]), apart], out + "_anchors")
        self._node("Transpose", [out + "_anchors"], out + "_numbers", perm=[0, 2, 1, 3])
        self._node("Reshape", [out + "_numbers", flat], out)

    def _lists(self, op: Operator) -> None:
        if op.options is None or op.options.scalar(0, "i") != 1 or len(self.graph.tensors[op.outputs[0]].shape) != 3:
            raise ValueError("only lists end to end have a rule for concatenation")
        self._node("Concat", [self._name(i) for i in op.inputs], self._name(op.outputs[0]), axis=2)

    def _resize(self, op: Operator) -> None:
        aligned = op.options.scalar(2, "b") if op.options else 0
        centred = op.options.scalar(3, "b") if op.options else 0
        mode = "align_corners" if aligned else "half_pixel" if centred else "asymmetric"
        n, h, w, c = self.graph.tensors[op.outputs[0]].shape
        if self.detector:
            # Any size of picture: what was twice as large stays twice as large.
            _, given_h, given_w, _ = self.graph.tensors[op.inputs[0]].shape
            factors = np.array([1.0, 1.0, h / given_h, w / given_w], np.float32)
            inputs = [self._name(op.inputs[0]), "", self._constant(f"s{op.outputs[0]}", factors)]
        else:
            sizes = self._constant(f"s{op.outputs[0]}", np.array([n, c, h, w], np.int64))
            inputs = [self._name(op.inputs[0]), "", "", sizes]
        self._node(
            "Resize",
            inputs,
            self._name(op.outputs[0]),
            mode="linear",
            coordinate_transformation_mode=mode,
        )


def tflite_to_onnx(graph: Graph, name: str, *, half: bool = False) -> bytes:
    """The ONNX file of a TensorFlow Lite graph; `name` is written into it. half: see the module."""
    return Converter(graph, half=half).convert(name)
