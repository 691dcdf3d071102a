"""Model sessions: lazy, thread-safe onnxruntime sessions over the packaged weights or an operator's better ones.

Packaged: `u2netp.onnx` (salient object) and `selfie.onnx` (people). An operator may put better weights for the subject
into a folder of their own; the first of `saliency.NETS` that is found there is used and named in the notes. The
contract of each file (name, input, output) stands in `saliency.py`.
"""

import os
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, cast

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from scumble.core.errors import Misconfigured
from scumble.core.work import CancelToken
from scumble.vision.memory import Memory

PACKAGED = Path(__file__).resolve().parent / "weights"
"""Where `tools/weights/fetch.py` puts the weights, and where the wheel carries them."""

PACKAGED_FILES = ("u2netp.onnx", "selfie.onnx", "nanodet.onnx", "face.onnx")
"""The weights every edit may need; loaded and run once at the start."""
LAZY_FILES = (
    *("segment_encoder.onnx", "segment_decoder.onnx", "lettering_boxes.onnx", "lettering_lines.onnx"),
    *("kinds.onnx", "palm.onnx", "hand.onnx", "face_mesh.onnx"),
    *("style_predict.onnx", "style_transform.onnx"),
)
"""Weights that only some edits need; loaded when first asked for."""

Tensor = NDArray[np.float32]


class _Entry(Protocol):
    """What onnxruntime tells about an input or output."""

    name: str
    shape: list[object]


class _Meta(Protocol):
    """What a weights file says of itself."""

    custom_metadata_map: dict[str, str]


class _Network(Protocol):
    """The part of onnxruntime's session that is used here; the library ships no usable types."""

    def get_inputs(self) -> list[_Entry]: ...

    def get_outputs(self) -> list[_Entry]: ...

    def get_modelmeta(self) -> _Meta: ...

    def run(self, names: list[str], feed: dict[str, Tensor]) -> list[Tensor]: ...


def _load(path: Path, threads: int) -> _Network:
    """An onnxruntime session. Raises Misconfigured when the file cannot be loaded."""
    runtime = cast(Any, ort)
    options = runtime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    # The arena keeps its peak for ever (600 MB against 130 MB for u2netp) and gains no time on these networks.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return cast(_Network, runtime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]))
    except Exception as error:  # onnxruntime raises several classes of its own
        raise Misconfigured(f"The weights file {path.name} cannot be loaded; put a valid ONNX file there.") from error


class Session:
    """One network: float32 (N, 3, H, W) in, its first output out. Safe to call from several threads at once."""

    def __init__(self, path: Path, threads: int, turns: AbstractContextManager[object]) -> None:
        """path: an ONNX file. threads: within one run. turns: held while it runs. Raises Misconfigured when the file
        cannot be loaded."""
        self._name, self._turns = path.name, turns
        self._network = _load(path, threads)
        entry = self._network.get_inputs()[0]
        self._input = entry.name
        self._output = self._network.get_outputs()[0].name
        self._inputs = frozenset(i.name for i in self._network.get_inputs())
        side = entry.shape[2] if len(entry.shape) == 4 else None
        self.side = side if isinstance(side, int) else None
        """Fixed input height (= width), None when the network takes any size."""

    def run(self, tensor: Tensor) -> Tensor:
        """The first output for one input."""
        with self._turns:
            return self._network.run([self._output], {self._input: tensor})[0]

    def note(self, key: str) -> str:
        """What the weights file says of itself under `key`. Raises Misconfigured when it says nothing."""
        notes = self._network.get_modelmeta().custom_metadata_map
        if key not in notes:
            raise Misconfigured(
                f"The weights file {self._name} has no '{key}' among its metadata; put a valid one there."
            )
        return notes[key]

    def answer(self, outputs: tuple[str, ...], feed: Mapping[str, Tensor]) -> list[Tensor]:
        """The named outputs, in order, of a network with several inputs; what it does not ask for is left out."""
        fed = {name: value for name, value in feed.items() if name in self._inputs}
        with self._turns:
            return self._network.run(list(outputs), fed)


class Models:
    """Sessions by file name, each loaded once, when first asked for."""

    def __init__(self, folder: Path | None = None, threads: int = 1, memory: Memory | None = None) -> None:
        """folder: an operator's own weights, looked at before the packaged ones. threads: within one run.

        memory: of what these networks found in pictures; None remembers nothing.
        """
        self.memory = memory or Memory()
        self.folder = folder
        self.threads = threads
        self._lock = threading.Lock()
        # As many at a time as there are processors for: two that share them take a fifth longer than in turn.
        self._turns = threading.BoundedSemaphore(max(1, (os.cpu_count() or 1) // max(1, threads)))
        self._sessions: dict[str, Session] = {}
        self._hidden: frozenset[str] = frozenset()
        self.rough = False
        """What they find is only for a preview: it may be rough."""

    def roughly(self, *names: str, memory: Memory) -> "Models":
        """The same sessions for a rough look, but these, which are as if their files were not there; with a memory of
        its own."""
        fewer = Models(self.folder, self.threads, memory)
        fewer.rough = True
        fewer._lock, fewer._turns, fewer._sessions = self._lock, self._turns, self._sessions
        fewer._hidden = self._hidden | set(names)
        return fewer

    def path(self, name: str) -> Path | None:
        """The file that `name` means, None when there is none."""
        for folder in (self.folder, PACKAGED) if name not in self._hidden else ():
            if folder is not None and (folder / name).is_file():
                return folder / name
        return None

    def has(self, name: str) -> bool:
        """True when the file is there."""
        return self.path(name) is not None

    def session(self, name: str) -> Session:
        """The session of a weights file. Raises Misconfigured when the file is missing or broken."""
        with self._lock:
            if name not in self._sessions or name in self._hidden:
                path = self.path(name)
                if path is None:
                    raise Misconfigured(
                        f"The model weights {name} are missing; run `make setup` or reinstall the package."
                    )
                self._sessions[name] = Session(path, self.threads, self._turns)
            return self._sessions[name]

    def warm(self, cancel: CancelToken) -> None:
        """Loads and runs the packaged networks once, so that the first edit does not pay for it. Raises Cancelled."""
        for name, side in zip(PACKAGED_FILES, (320, 256, 416, 128), strict=True):
            cancel.check()
            self.session(name).run(np.zeros((1, 3, side, side), np.float32))
