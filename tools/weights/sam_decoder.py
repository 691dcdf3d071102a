"""Segment Anything's mask decoder with all four of its masks, out of a file exported with the best one alone.

The exporter's flag for a single mask adds a choice (an arg max and a gather) after the network, and both forms enlarge
the mask to the picture's size, which nothing here asks for. What is cut away is only that: the outputs `low_res_masks`
(1, 4, 256, 256) and `iou_predictions` (1, 4) are what the exporter writes without the flag.
"""

import onnx
from onnx import TensorProto, helper

MASKS, QUALITY = "/Reshape_9_output_0", "/iou_prediction_head/layers.2/Gemm_output_0"
"""Names of the two values in the carrier's file."""


def all_masks(data: bytes) -> bytes:
    """The changed file. Raises ValueError when the two values are not in it."""
    model = onnx.load_from_string(data)
    graph = model.graph
    made = {output for node in graph.node for output in node.output}
    if not {MASKS, QUALITY} <= made:
        raise ValueError("the decoder has not the layers that the single mask is chosen from")
    needed, kept = {MASKS, QUALITY}, list[onnx.NodeProto]()
    for node in reversed(graph.node):
        if needed & set(node.output):
            kept.append(node)
            needed |= set(node.input)
    names = ((MASKS, "low_res_masks", [1, 4, 256, 256]), (QUALITY, "iou_predictions", [1, 4]))
    nodes = [*reversed(kept), *(helper.make_node("Identity", [value], [name]) for value, name, _ in names)]
    inputs = [i for i in graph.input if i.name in needed]
    constants = [c for c in graph.initializer if c.name in needed]
    outputs = [helper.make_tensor_value_info(name, TensorProto.FLOAT, shape) for _, name, shape in names]
    for field, values in ((graph.node, nodes), (graph.input, inputs), (graph.initializer, constants)):
        del field[:]
        field.extend(values)  # pyright: ignore[reportArgumentType]
    del graph.output[:], graph.value_info[:]
    graph.output.extend(outputs)
    onnx.checker.check_model(model)  # pyright: ignore[reportUnknownMemberType]
    return model.SerializeToString(deterministic=True)
