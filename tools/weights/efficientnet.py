"""EfficientNet-Lite2 from its PyTorch checkpoint to ONNX: weights as float16, batch norms folded in.

The shape of the network (Tan and Le, 2019; the Lite variants of Google's TPU repository: no squeeze-and-excitation,
ReLU6) follows from the checkpoint: kernels and widths are those of its tensors, a stage ends where the width of the
blocks' output changes, and the strides of the stages are the paper's.
"""

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from to_onnx import IR_VERSION, OPSET

SIDE = 260
"""Height and width of what the network sees."""
STAGE_STRIDES = (1, 2, 2, 2, 1, 2, 1)
EPSILON = 1e-3
"""Of the batch norms."""

Floats = NDArray[np.float32]


class _Builder:
    """Adds layers one after the other; `side` is the height and width so far."""

    def __init__(self, tensors: dict[str, Floats]) -> None:
        self.tensors = tensors
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []
        self.side = SIDE
        self.last = "input"

    def node(self, kind: str, inputs: list[str], output: str, **attributes: int | list[int]) -> str:
        """One operator."""
        made = helper.make_node(kind, inputs, [output])
        made.attribute.extend(helper.make_attribute(key, attributes[key]) for key in sorted(attributes))
        self.nodes.append(made)
        return output

    def constant(self, name: str, value: NDArray[np.floating]) -> str:
        """A constant as float16, widened when the network is loaded."""
        self.initializers.append(numpy_helper.from_array(value.astype(np.float16), name))
        return self.node("Cast", [name], f"{name}/wide", to=TensorProto.FLOAT)

    def convolution(self, conv: str, norm: str, stride: int, *, depthwise: bool = False, relu: bool = True) -> None:
        """A convolution with 'same' padding, its batch norm, and ReLU6."""
        kernel = self.tensors[f"{conv}.weight"]
        variance = self.tensors[f"{norm}.running_var"] + np.float32(EPSILON)
        gain = (self.tensors[f"{norm}.weight"] / np.sqrt(variance)).astype(np.float32)
        shift = self.tensors[f"{norm}.bias"] - self.tensors[f"{norm}.running_mean"] * gain
        size = kernel.shape[2]
        out = -(-self.side // stride)
        pad = max((out - 1) * stride + size - self.side, 0)
        before, after = pad // 2, pad - pad // 2
        name = self.node(
            "Conv",
            [
                self.last,
                self.constant(f"{conv}/kernel", kernel * gain[:, None, None, None]),
                self.constant(f"{conv}/shift", shift),
            ],
            f"{conv}/out",
            group=kernel.shape[0] if depthwise else 1,
            kernel_shape=[size, size],
            pads=[before, before, after, after],
            strides=[stride, stride],
        )
        self.side = out
        self.last = self.node("Clip", [name, "zero", "six"], f"{conv}/relu") if relu else name

    def block(self, name: str, stride: int) -> None:
        """An inverted bottleneck, with its input added where the shapes are equal."""
        before, side = self.last, self.side
        width = self.tensors[f"{name}._depthwise_conv.weight"].shape[0]
        if f"{name}._expand_conv.weight" in self.tensors:
            width = self.tensors[f"{name}._expand_conv.weight"].shape[1]
            self.convolution(f"{name}._expand_conv", f"{name}._bn0", 1)
        self.convolution(f"{name}._depthwise_conv", f"{name}._bn1", stride, depthwise=True)
        self.convolution(f"{name}._project_conv", f"{name}._bn2", 1, relu=False)
        if (self.side, self.tensors[f"{name}._project_conv.weight"].shape[0]) == (side, width):
            self.last = self.node("Add", [self.last, before], f"{name}/sum")


def efficientnet_to_onnx(tensors: dict[str, Floats], name: str) -> bytes:
    """The ONNX file: float32 (n, 3, 260, 260), ImageNet-normalised RGB, to logits (n, 1000). Always the same bytes."""
    b = _Builder(tensors)
    for key, value in (("zero", 0.0), ("six", 6.0)):
        b.initializers.append(numpy_helper.from_array(np.array(value, np.float32), key))
    b.convolution("_conv_stem", "_bn0", 2)
    stage, width, index = -1, 0, 0
    while f"_blocks.{index}._project_conv.weight" in tensors:
        out = tensors[f"_blocks.{index}._project_conv.weight"].shape[0]
        stride = 1
        if out != width:
            stage, width = stage + 1, out
            stride = STAGE_STRIDES[stage]
        b.block(f"_blocks.{index}", stride)
        index += 1
    b.convolution("_conv_head", "_bn1", 1)
    b.node("GlobalAveragePool", [b.last], "pooled")
    b.node("Flatten", ["pooled"], "features")
    weights = [b.constant("_fc/weight", tensors["_fc.weight"]), b.constant("_fc/bias", tensors["_fc.bias"])]
    b.node("Gemm", ["features", *weights], "output", transB=1)
    info = helper.make_tensor_value_info
    graph = helper.make_graph(
        b.nodes,
        name,
        [info("input", TensorProto.FLOAT, ["n", 3, SIDE, SIDE])],
        [info("output", TensorProto.FLOAT, ["n", tensors["_fc.weight"].shape[0]])],
        b.initializers,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="scumble")
    model.ir_version = IR_VERSION
    onnx.checker.check_model(model, full_check=True)  # pyright: ignore[reportUnknownMemberType]
    return model.SerializeToString(deterministic=True)
