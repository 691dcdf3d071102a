"""Sentence-embedding weights: safetensors of a BERT to the compact file that `scumble.language.embed` loads.

Matrices become int8 rows with one float32 scale each (the row's largest magnitude over 127); biases and norms stay
float32. The file is an uncompressed .npz whose bytes depend on the weights alone, so that its hash can be pinned.
"""

import io
import json
import struct
import zipfile
from typing import TypedDict, cast

import numpy as np
from numpy.typing import NDArray

LAYERS = 6
NAMES = {
    "query": "attention.self.query",
    "key": "attention.self.key",
    "value": "attention.self.value",
    "out": "attention.output.dense",
    "up": "intermediate.dense",
    "down": "output.dense",
}
"""Our name of a layer's matrix -> its name in the checkpoint."""
NORMS = {"norm": "attention.output.LayerNorm", "last_norm": "output.LayerNorm"}
DATE = (1980, 1, 1, 0, 0, 0)
"""Of every member: the earliest a zip can say."""


class _Entry(TypedDict):
    """What the header says of an array."""

    dtype: str
    shape: list[int]
    data_offsets: tuple[int, int]


def read_safetensors(data: bytes) -> dict[str, NDArray[np.float32]]:
    """Name -> array of a safetensors file: eight bytes of header length, a JSON header, then the numbers."""
    (length,) = struct.unpack("<Q", data[:8])
    start = 8 + length
    header = cast("dict[str, _Entry]", json.loads(data[8:start]))
    found: dict[str, NDArray[np.float32]] = {}
    for name, entry in header.items():
        if entry.get("dtype") == "F32":
            first, last = entry["data_offsets"]
            found[name] = np.frombuffer(data[start + first : start + last], "<f4").reshape(entry["shape"])
    return found


def quantized(matrix: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """int8 rows and their scales: row = int8 * scale, off by half a scale at most."""
    scales = (np.abs(matrix).max(1) / np.float32(127)).astype(np.float32)
    scales[scales == 0] = 1
    return np.rint(matrix / scales[:, None]).astype(np.int8), scales


def packed(arrays: dict[str, NDArray[np.generic]]) -> bytes:
    """An uncompressed .npz of these arrays."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = zipfile.ZipInfo(f"{name}.npy", DATE)
            member.create_system, member.external_attr = 3, 0o644 << 16
            data = io.BytesIO()
            np.lib.format.write_array(data, np.ascontiguousarray(array), version=(1, 0), allow_pickle=False)
            archive.writestr(member, data.getvalue())
    return out.getvalue()


def safetensors_to_npz(weights: bytes, vocabulary: bytes) -> bytes:
    """The compact file. weights: all-MiniLM-L6-v2's model.safetensors. vocabulary: its vocab.txt, one piece a line."""
    given = read_safetensors(weights)
    arrays: dict[str, NDArray[np.generic]] = {}

    def add(name: str, source: str) -> None:
        arrays[name], arrays[f"{name}.scale"] = quantized(given[f"{source}.weight"])

    def norm(name: str, source: str) -> None:
        arrays[name], arrays[f"{name}.bias"] = given[f"{source}.weight"], given[f"{source}.bias"]

    add("word", "embeddings.word_embeddings")
    add("place", "embeddings.position_embeddings")
    arrays["type"] = given["embeddings.token_type_embeddings.weight"]
    norm("norm", "embeddings.LayerNorm")
    for k in range(LAYERS):
        for ours, theirs in NAMES.items():
            add(f"{k}.{ours}", f"encoder.layer.{k}.{theirs}")
            arrays[f"{k}.{ours}.bias"] = given[f"encoder.layer.{k}.{theirs}.bias"]
        for ours, theirs in NORMS.items():
            norm(f"{k}.{ours}", f"encoder.layer.{k}.{theirs}")
    arrays["vocabulary"] = np.frombuffer(vocabulary.rstrip(b"\n"), np.uint8)
    return packed(arrays)
