"""Sentence embeddings: texts to unit vectors whose dot product says how alike they mean (all-MiniLM-L6-v2, numpy).

The network is a BERT of six layers (Devlin and others, 2018; Wang and others, "MiniLM", 2020) with mean pooling
(Reimers and Gurevych, "Sentence-BERT", 2019). `tools/weights/minilm.py` writes its weights as int8 rows with a scale
each. In memory the layers stand as float32 (42 MB) and the word table stays int8 (12 MB): rows of it are scaled as
they are looked up. Loading takes a tenth of a second, a sentence of ten words some ten milliseconds on one core.
"""

import hashlib
import threading
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Misconfigured
from scumble.language.wordpiece import WordPiece

PACKAGED = Path(__file__).resolve().parent / "weights" / "minilm.npz"
"""Where `tools/weights/fetch.py` puts the weights, and where the wheel carries them."""
REMEMBERED = PACKAGED.with_name("phrases.npz")
"""Where `tools/weights/phrases.py` puts the embeddings of texts that every process needs, each list by its digest."""
WIDTH = 384
"""Numbers in an embedding."""
HEADS = 12
LAYERS = 6
EPSILON = 1e-12
"""Keeps the layer norm's division finite; the network's own value."""
LONGEST = 256
"""Word pieces of a text that count, start and end included; the network was trained on no more."""
BATCH = 32
"""Texts computed together; bounds the memory of long lists."""

Matrix = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Layer:
    """One layer's weights, a row for each output. mix: (1152, 384), query, key and value one below the other."""

    mix: Matrix
    mix_bias: Matrix
    out: Matrix
    out_bias: Matrix
    norm: tuple[Matrix, Matrix]
    up: Matrix
    up_bias: Matrix
    down: Matrix
    down_bias: Matrix
    last_norm: tuple[Matrix, Matrix]


class Embedder:
    """The network. Holds no state between calls: safe to call from several threads at once."""

    def __init__(self, path: Path = PACKAGED) -> None:
        """path: the weights file. Raises Misconfigured when it is missing or not what it should be."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
                arrays = {name: stored[name] for name in stored.files}
            self._words, self._word_scales = arrays["word"], arrays["word.scale"]
            self._places = _rows(arrays, "place") + arrays["type"][0]
            self._first_norm = arrays["norm"], arrays["norm.bias"]
            self._layers = [_layer(arrays, f"{k}.") for k in range(LAYERS)]
            self._pieces = WordPiece(bytes(arrays["vocabulary"]).decode("utf-8").split("\n"))
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise Misconfigured(
                f"The model weights {path.name} are missing or broken; run `make setup` or reinstall the package."
            ) from error

    def embed(self, texts: Sequence[str]) -> Matrix:
        """float32 (len(texts), 384), each row of length 1, in the order of the texts."""
        numbers = [self._pieces.numbers(text, LONGEST) for text in texts]
        found = np.empty((len(texts), WIDTH), np.float32)
        # Texts of like length together: what is filled up to the longest is computed for nothing.
        order = sorted(range(len(texts)), key=lambda i: len(numbers[i]))
        for start in range(0, len(order), BATCH):
            some = order[start : start + BATCH]
            found[some] = self._forward([numbers[i] for i in some])
        return found

    def _forward(self, rows: Sequence[Sequence[int]]) -> Matrix:
        """Unit vectors of texts given as piece numbers."""
        count, length = len(rows), max(map(len, rows))
        numbers = np.zeros((count, length), np.int64)
        used = np.zeros((count, length), bool)
        for i, row in enumerate(rows):
            numbers[i, : len(row)] = row
            used[i, : len(row)] = True
        words = self._words[numbers].astype(np.float32) * self._word_scales[numbers, None]
        state = _normed((words + self._places[:length]).reshape(-1, WIDTH), self._first_norm)
        hidden = None if used.all() else np.where(used, 0, -1e9).astype(np.float32)[:, None, None, :]
        for layer in self._layers:
            state = _step(state, layer, hidden, count)
        weights = used[:, :, None].astype(np.float32)
        pooled = (state.reshape(count, length, WIDTH) * weights).sum(1) / weights.sum(1)
        return pooled / np.linalg.norm(pooled, axis=1, keepdims=True)


def _step(state: Matrix, layer: _Layer, hidden: Matrix | None, count: int) -> Matrix:
    """One layer: attention and feed-forward, each added to its input and normed. state: (count * length, 384).

    hidden: what is added to the attention on filled-up places, None when there are none.
    """
    mixed = _linear(state, layer.mix, layer.mix_bias).reshape(count, -1, 3, HEADS, WIDTH // HEADS)
    query, key, value = mixed.transpose(2, 0, 3, 1, 4)
    scores = query @ key.swapaxes(-1, -2)
    if hidden is not None:
        scores += hidden
    scores -= scores.max(-1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(-1, keepdims=True)
    seen = (scores @ value).transpose(0, 2, 1, 3).reshape(-1, WIDTH)
    state = _normed(state + _linear(seen, layer.out, layer.out_bias), layer.norm)
    wide = gelu(_linear(state, layer.up, layer.up_bias))
    return _normed(state + _linear(wide, layer.down, layer.down_bias), layer.last_norm)


def _linear(x: Matrix, weights: Matrix, bias: Matrix) -> Matrix:
    """x @ weights.T + bias, with the large matrix first: that is a third faster for the few rows of a sentence."""
    return (weights @ x.T).T + bias


def gelu(x: Matrix) -> Matrix:
    """x times the normal distribution's share below x, by Abramowitz and Stegun's 7.1.26 for erf (error < 2e-7)."""
    size = np.abs(x) * np.float32(2**-0.5)
    t = 1 / (1 + np.float32(0.3275911) * size)
    tail = np.float32(1.061405429) * t
    for c in (-1.453152027, 1.421413741, -0.284496736, 0.254829592):
        tail = (tail + np.float32(c)) * t
    tail *= np.exp(-size * size)
    return 0.5 * x * (1 + np.copysign(1 - tail, x))


def _normed(x: Matrix, norm: tuple[Matrix, Matrix]) -> Matrix:
    """Layer norm over the last axis."""
    centred = x - x.mean(-1, keepdims=True)
    spread = np.sqrt(np.square(centred).mean(-1, keepdims=True) + np.float32(EPSILON))
    return centred / spread * norm[0] + norm[1]


def _rows(arrays: Mapping[str, NDArray[np.generic]], name: str) -> Matrix:
    """A stored matrix as float32: int8 rows times their scales."""
    return arrays[name].astype(np.float32) * arrays[f"{name}.scale"].astype(np.float32)[:, None]


def _layer(arrays: Mapping[str, Matrix], at: str) -> _Layer:
    """One layer; the query's share of the attention's scale is put into its weights."""
    scale = np.float32((WIDTH / HEADS) ** -0.5)
    query, key, value = (_rows(arrays, at + n) for n in ("query", "key", "value"))
    biases = [arrays[f"{at}{n}.bias"] for n in ("query", "key", "value")]
    return _Layer(
        mix=np.concatenate([query * scale, key, value]),
        mix_bias=np.concatenate([biases[0] * scale, *biases[1:]]),
        out=_rows(arrays, at + "out"),
        out_bias=arrays[at + "out.bias"],
        norm=(arrays[at + "norm"], arrays[at + "norm.bias"]),
        up=_rows(arrays, at + "up"),
        up_bias=arrays[at + "up.bias"],
        down=_rows(arrays, at + "down"),
        down_bias=arrays[at + "down.bias"],
        last_norm=(arrays[at + "last_norm"], arrays[at + "last_norm.bias"]),
    )


class _Once:
    """The packaged network, loaded when first asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loaded: Embedder | None = None

    def get(self) -> Embedder:
        with self._lock:
            if self._loaded is None:
                self._loaded = Embedder()
            return self._loaded


_ONCE = _Once()


def available() -> bool:
    """True when the packaged weights are there; nothing is loaded."""
    return PACKAGED.is_file()


def embed(texts: Sequence[str]) -> Matrix:
    """`Embedder.embed` of the packaged network, which is loaded on first use. Raises Misconfigured without weights."""
    return _ONCE.get().embed(texts)


def remembered(texts: Sequence[str]) -> Matrix:
    """`embed` of a list that every process needs: read from the file beside the weights where it was made for just
    these texts (two seconds of work less), else computed. Raises Misconfigured without weights."""
    found = _stored().get(digest(texts))
    return embed(texts) if found is None or found.shape != (len(texts), WIDTH) else found


def remember(lists: Sequence[Sequence[str]], path: Path = REMEMBERED) -> None:
    """Writes the file that `remembered` reads, in one move. Raises Misconfigured without weights."""
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.savez(file, allow_pickle=False, **{digest(texts): embed(texts) for texts in lists})
    part.replace(path)


def digest(texts: Sequence[str]) -> str:
    """SHA-256 of a list of texts, hex."""
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


@cache
def _stored() -> dict[str, Matrix]:
    """What the file holds; nothing when it is missing or broken: it only saves time."""
    try:
        with REMEMBERED.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return {name: stored[name].astype(np.float32, copy=False) for name in stored.files}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
