"""The TensorFlow.js converter: a small graph gives the numbers worked out by hand, other graphs are refused."""

import base64
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import onnxruntime as ort
import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "weights"


@pytest.fixture(scope="module")
def tools() -> Iterator[tuple[ModuleType, ModuleType]]:
    """tools/weights/tfjs.py and tfjs_to_onnx.py as modules."""
    sys.path.insert(0, str(TOOLS))
    try:
        import tfjs
        import tfjs_to_onnx

        yield tfjs, tfjs_to_onnx
    finally:
        sys.path.remove(str(TOOLS))


WEIGHTS = {
    "pads": np.array([[0, 0], [0, 0], [1, 1], [1, 1]], np.int32),
    "to_nhwc": np.array([0, 2, 3, 1], np.int32),
    "kernel": np.arange(9 * 2 * 3, dtype=np.float16).reshape(3, 3, 2, 3) / 8,
    "bias": np.array([1.0, -2.0, 3.0], np.float16),
    "to_nchw": np.array([0, 3, 1, 2], np.int32),
    "flat": np.array([1, 3, 4], np.int32),
    "cells_first": np.array([0, 2, 1], np.int32),
}
NODES = [
    ("padded", "Pad", ["image", "pads"], {}),
    ("nhwc", "Transpose", ["padded", "to_nhwc"], {}),
    ("convolved", "Conv2D", ["nhwc", "kernel"], {"strides": [1, 2, 2, 1], "padding": "VALID"}),
    ("shifted", "Add", ["convolved", "bias"], {}),
    ("nchw", "Transpose", ["shifted", "to_nchw"], {}),
    ("leaky", "LeakyRelu", ["nchw"], {"alpha": 0.5}),
    ("flattened", "Reshape", ["leaky", "flat"], {}),
    ("turned", "Transpose", ["flattened", "cells_first"], {}),
    ("answer", "Identity", ["turned"], {}),
]


def attribute(value: object) -> dict[str, Any]:
    """As a GraphDef in JSON writes it."""
    if isinstance(value, str):
        return {"s": base64.b64encode(value.encode()).decode()}
    return {"list": {"i": [str(v) for v in value]}} if isinstance(value, list) else {"f": value}


def model(nodes: list[tuple[str, str, list[str], dict[str, Any]]]) -> tuple[bytes, bytes]:
    """The JSON and the weights of a graph over a 1 x 2 x 4 x 4 image; the operators stand last to first."""

    def shaped(*shape: int) -> dict[str, Any]:
        return {"tensorShape": {"dim": [{"size": str(n)} for n in shape]}}

    listed = [
        {"name": n, "op": op, "input": i, "attr": {k: attribute(v) for k, v in a.items()}} for n, op, i, a in nodes
    ]
    manifest: list[dict[str, Any]] = []
    for name, value in WEIGHTS.items():
        entry: dict[str, Any] = {"name": name, "shape": list(value.shape), "dtype": "int32"}
        if value.dtype == np.float16:
            entry |= {"dtype": "float32", "quantization": {"dtype": "float16"}}
        manifest.append(entry)
    parsed = {
        "format": "graph-model",
        "modelTopology": {"node": [{"name": "image", "op": "Placeholder"}, *reversed(listed)]},
        "weightsManifest": [{"weights": manifest}],
        "signature": {"inputs": {"image:0": shaped(1, 2, 4, 4)}, "outputs": {"answer:0": shaped(1, 4, 3)}},
    }
    return json.dumps(parsed).encode(), b"".join(v.tobytes() for v in WEIGHTS.values())


def by_hand(image: np.ndarray) -> np.ndarray:
    """The graph in numpy: (1, 3, cells)."""
    around = np.pad(image[0], ((0, 0), (1, 1), (1, 1)))
    rows, columns = image.shape[2] // 2, image.shape[3] // 2
    out = np.zeros((3, rows, columns), np.float64)
    for y in range(rows):
        for x in range(columns):
            patch = around[:, 2 * y : 2 * y + 3, 2 * x : 2 * x + 3].transpose(1, 2, 0)
            out[:, y, x] = np.tensordot(patch, WEIGHTS["kernel"].astype(np.float64), 3) + WEIGHTS["bias"]
    return np.where(out > 0, out, out / 2).reshape(1, 3, -1)


@pytest.mark.parametrize("shape", [(1, 2, 4, 4), (1, 2, 6, 10)])
def test_the_converted_graph_gives_the_same_numbers_at_any_size(
    tools: tuple[ModuleType, ModuleType], shape: tuple[int, ...]
) -> None:
    tfjs, tfjs_to_onnx = tools
    data = tfjs_to_onnx.tfjs_to_onnx(tfjs.read_tfjs(*model(NODES)), "small")
    assert data == tfjs_to_onnx.tfjs_to_onnx(tfjs.read_tfjs(*model(NODES)), "small")
    image = np.random.default_rng(3).normal(size=shape).astype(np.float32)
    (out,) = ort.InferenceSession(data, providers=["CPUExecutionProvider"]).run(None, {"input": image})
    np.testing.assert_allclose(out, by_hand(image), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("place", "node", "message"),
    [
        (5, ("leaky", "Softplus", ["nchw"], {}), "Softplus"),
        (2, ("convolved", "Conv2D", ["nhwc", "kernel"], {"strides": [1, 2, 2, 1], "padding": "SAME"}), "padding"),
        (2, ("convolved", "Conv2D", ["padded", "kernel"], {"strides": [1, 2, 2, 1], "padding": "VALID"}), "layout"),
        (6, ("flattened", "Reshape", ["leaky", "bias"], {}), "flattening"),
    ],
)
def test_what_has_no_rule_is_refused(
    tools: tuple[ModuleType, ModuleType], place: int, node: tuple[str, str, list[str], dict[str, Any]], message: str
) -> None:
    tfjs, tfjs_to_onnx = tools
    nodes = [*NODES[:place], node, *NODES[place + 1 :]]
    with pytest.raises(ValueError, match=message):
        tfjs_to_onnx.tfjs_to_onnx(tfjs.read_tfjs(*model(nodes)), "small")


def test_other_files_and_weights_of_another_length_are_refused(tools: tuple[ModuleType, ModuleType]) -> None:
    tfjs, _ = tools
    graph, weights = model(NODES)
    with pytest.raises(ValueError, match="graph model"):
        tfjs.read_tfjs(b"{}", b"")
    with pytest.raises(ValueError, match="manifest accounts for"):
        tfjs.read_tfjs(graph, weights + b"\0\0")
    looped = [("a", "Identity", ["b"], {}), ("b", "Identity", ["a"], {})]
    with pytest.raises(ValueError, match="cycle"):
        tfjs.read_tfjs(model(looped)[0], weights)
