"""Read a TensorFlow.js graph model (its JSON and its weights file) with nothing but json and numpy.

Only what the weights here need: one manifest group, int32 and float32 weights, the latter stored as float16 or float32.
The format is that of TensorFlow.js's own `graph-model` converter: a GraphDef as JSON beside a list of raw weights.
"""

import base64
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STORED = {"float32": np.float32, "float16": np.float16, "int32": np.int32}

Attribute = int | float | bool | str | list[int]


@dataclass(frozen=True, kw_only=True)
class Node:
    """An operator: its inputs by name (`node` or `node:1` for the second output) and its plain attributes."""

    name: str
    op: str
    inputs: list[str]
    attributes: dict[str, Attribute]


@dataclass(frozen=True, kw_only=True)
class Graph:
    """Operators in an order in which every input comes first, the constants, and the signature.

    inputs, outputs: name -> shape, outputs by name.
    """

    nodes: list[Node]
    constants: dict[str, NDArray[np.generic]]
    inputs: dict[str, tuple[int, ...]]
    outputs: dict[str, tuple[int, ...]]


def read_tfjs(model: bytes, weights: bytes) -> Graph:
    """The graph of a model. Raises ValueError for another format, an unknown type, or weights of another length."""
    parsed: dict[str, Any] = json.loads(model)
    if parsed.get("format") != "graph-model":
        raise ValueError("not a TensorFlow.js graph model")
    nodes = [_node(n) for n in parsed["modelTopology"]["node"]]
    return Graph(
        nodes=_sorted([n for n in nodes if n.op not in ("Const", "Placeholder")]),
        constants=_constants(parsed["weightsManifest"], weights),
        inputs=_signature(parsed["signature"]["inputs"]),
        outputs=_signature(parsed["signature"]["outputs"]),
    )


def source(name: str) -> str:
    """The operator that a name like `node:1` comes from."""
    return name.partition(":")[0]


def _node(raw: dict[str, Any]) -> Node:
    attributes: dict[str, Attribute] = {}
    for key, value in raw.get("attr", {}).items():
        plain = _attribute(value)
        if plain is not None:
            attributes[key] = plain
    return Node(name=raw["name"], op=raw["op"], inputs=list(raw.get("input", [])), attributes=attributes)


def _attribute(value: dict[str, Any]) -> Attribute | None:
    """A number, truth value, text or list of integers; None for types and shapes, which nobody here asks for."""
    if "s" in value:
        return base64.b64decode(value["s"]).decode()
    if "i" in value:
        return int(value["i"])
    if "list" in value:
        return [int(v) for v in value["list"].get("i", [])]
    return value.get("f", value.get("b"))


def _constants(manifest: list[dict[str, Any]], weights: bytes) -> dict[str, NDArray[np.generic]]:
    found: dict[str, NDArray[np.generic]] = {}
    at = 0
    for entry in (e for group in manifest for e in group["weights"]):
        stored = entry.get("quantization", {}).get("dtype", entry["dtype"])
        if stored not in STORED or entry["dtype"] not in STORED:
            raise ValueError(f"no rule for weights of type {entry['dtype']} stored as {stored}")
        count = int(np.prod(entry["shape"], dtype=np.int64))
        raw = np.frombuffer(weights, np.dtype(STORED[stored]).newbyteorder("<"), count, at)
        at += raw.nbytes
        # Widening float16 is exact.
        found[entry["name"]] = raw.astype(STORED[entry["dtype"]]).reshape(entry["shape"])
    if at != len(weights):
        raise ValueError(f"the manifest accounts for {at} of {len(weights)} bytes of weights")
    return found


def _signature(entries: dict[str, Any]) -> dict[str, tuple[int, ...]]:
    return {source(name): tuple(int(d["size"]) for d in entry["tensorShape"]["dim"]) for name, entry in entries.items()}


def _sorted(nodes: list[Node]) -> list[Node]:
    """Every operator after those it reads from; operators that are ready keep the order of the file."""
    names = {n.name for n in nodes}
    done: set[str] = set()
    ordered: list[Node] = []
    while len(ordered) < len(nodes):
        ready = [
            n
            for n in nodes
            if n.name not in done and all(source(i) not in names or source(i) in done for i in n.inputs)
        ]
        if not ready:
            raise ValueError("the graph has a cycle")
        ordered += ready
        done.update(n.name for n in ready)
    return ordered
