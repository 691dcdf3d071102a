"""A network exported for pictures of one size, for pictures of any size.

Only what the file says of its input and output is changed; the layers themselves have to work at any size.
"""

import onnx
from onnx import numpy_helper

CHANNELS = {1, 3}
"""How many channels a picture or a mask has: a last side of so many is not its width."""


def free_size(data: bytes) -> bytes:
    """The changed file: height and width of its first input and of its outputs, (1, H, W, C) or (1, C, H, W), are free.

    Raises ValueError when a layer would bring a picture to a fixed size.
    """
    model = onnx.load_from_string(data)
    graph = model.graph
    constants = {c.name: numpy_helper.to_array(c) for c in graph.initializer}
    constants |= {n.output[0]: numpy_helper.to_array(n.attribute[0].t) for n in graph.node if n.op_type == "Constant"}
    for node in graph.node:
        if node.op_type == "Reshape" and sum(int(side) > 1 for side in constants[node.input[1]]) > 1:
            raise ValueError(f"{node.name} makes a fixed size")
        if node.op_type == "Resize" and len(node.input) > 3 and node.input[3] in constants:
            raise ValueError(f"{node.name} enlarges to a fixed size")
    for value in (graph.input[0], *graph.output):
        dims = value.type.tensor_type.shape.dim
        first = 1 if dims[3].dim_value in CHANNELS else 2
        for dim, name in zip(dims[first : first + 2], ("height", "width"), strict=True):
            dim.dim_param = name
    del graph.value_info[:]
    onnx.checker.check_model(model)  # pyright: ignore[reportUnknownMemberType]
    return model.SerializeToString(deterministic=True)
