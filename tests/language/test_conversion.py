"""The converter of the embedding weights: reads safetensors, rounds rows to int8, writes the same bytes every time."""

import importlib.util
import io
import json
import struct
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

TOOL = Path(__file__).resolve().parents[2] / "tools" / "weights" / "minilm.py"


@pytest.fixture(scope="module")
def minilm() -> ModuleType:
    """tools/weights/minilm.py as a module."""
    spec = importlib.util.spec_from_file_location("weights_minilm", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_safetensors_are_read(minilm: ModuleType) -> None:
    numbers = np.arange(6, dtype="<f4").reshape(2, 3)
    header = {
        "__metadata__": {"format": "pt"},
        "ids": {"dtype": "I64", "shape": [1], "data_offsets": [24, 32]},
        "a.weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]},
    }
    text = json.dumps(header).encode()
    found = minilm.read_safetensors(struct.pack("<Q", len(text)) + text + numbers.tobytes() + bytes(8))
    assert list(found) == ["a.weight"]
    assert np.array_equal(found["a.weight"], numbers)


def test_rows_are_off_by_half_a_scale_at_most(minilm: ModuleType) -> None:
    matrix = np.random.default_rng(0).normal(size=(20, 64)).astype(np.float32)
    matrix[3] = 0
    rows, scales = minilm.quantized(matrix)
    assert rows.dtype == np.int8
    assert np.all(np.abs(rows * scales[:, None] - matrix) <= scales[:, None] * 0.5001)
    assert np.abs(rows).max() == 127
    assert not rows[3].any()


def test_the_file_depends_on_its_arrays_alone(minilm: ModuleType) -> None:
    arrays = {"a": np.arange(4, dtype=np.int8), "b.scale": np.ones((2, 2), np.float32)}
    data = minilm.packed(arrays)
    assert data == minilm.packed(arrays)
    with np.load(io.BytesIO(data)) as stored:
        assert {n: stored[n].tolist() for n in stored.files} == {n: a.tolist() for n, a in arrays.items()}
