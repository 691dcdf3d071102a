"""The reader of PyTorch checkpoints: tensors come out as they are, and nothing else of a pickle is ever called."""

import io
import pickle
import struct
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

TOOLS = Path(__file__).resolve().parents[2] / "tools" / "weights"
MAGIC = 0x1950A86A20F9469CFC6C


@pytest.fixture(scope="module")
def tools() -> Iterator[ModuleType]:
    """tools/weights/torch_file.py as a module."""
    sys.path.insert(0, str(TOOLS))
    try:
        import torch_file

        yield torch_file
    finally:
        sys.path.remove(str(TOOLS))


def checkpoint(numbers: NDArray[np.float32], stored: int | None = None, module: str = "torch._utils") -> bytes:
    """A checkpoint with one tensor "w", 2 x 3, transposed in its storage, as the older torch.save writes it.

    Written by hand in pickle's own operators, for the classes it names are not here. stored: the length written before
    the numbers when it is to be a wrong one.
    """
    tensor = b"".join(
        [
            b"\x80\x02ccollections\nOrderedDict\n)R(X\x01\x00\x00\x00w",
            f"c{module}\n_rebuild_tensor_v2\n((X\x07\x00\x00\x00storagectorch\nFloatStorage\n".encode(),
            b"X\x01\x00\x00\x007X\x03\x00\x00\x00cpuK\x06NtQK\x00K\x02K\x03\x86K\x01K\x02\x86\x89NtRu.",
        ]
    )
    out = io.BytesIO()
    for value in (MAGIC, 1001, {"little_endian": True}):
        pickle.dump(value, out, protocol=2)
    out.write(tensor)
    pickle.dump(["7"], out, protocol=2)
    out.write(struct.pack("<q", numbers.size if stored is None else stored))
    out.write(numbers.astype("<f4").tobytes())
    return out.getvalue()


def test_a_tensor_comes_out_with_its_strides(tools: ModuleType) -> None:
    numbers = np.arange(6, dtype=np.float32)
    found: dict[str, NDArray[np.float32]] = tools.read_torch(checkpoint(numbers))
    assert list(found) == ["w"]
    assert np.array_equal(found["w"], [[0, 2, 4], [1, 3, 5]])


def test_a_storage_of_another_length_is_refused(tools: ModuleType) -> None:
    with pytest.raises(ValueError, match="length"):
        tools.read_torch(checkpoint(np.arange(6, dtype=np.float32), stored=5))


def test_what_no_tensor_needs_is_never_called(tools: ModuleType) -> None:
    with pytest.raises(ValueError, match=r"os\._rebuild_tensor_v2"):
        tools.read_torch(checkpoint(np.arange(6, dtype=np.float32), module="os"))


def test_another_file_is_refused(tools: ModuleType) -> None:
    for value in (1, {"a": 2}):
        with pytest.raises(ValueError, match="no PyTorch checkpoint"):
            tools.read_torch(pickle.dumps(value, protocol=2) * 3)
