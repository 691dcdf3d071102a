"""Sentence embeddings: as the unrounded network gives them, whatever stands beside them, from any thread."""

import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from scumble.core.errors import Misconfigured
from scumble.language import embed as module
from scumble.language.embed import PACKAGED, WIDTH, Embedder, available, embed, gelu, remember, remembered
from scumble.planner import nearest

RECORDED = [
    ("dog", "puppy", 0.8040),
    ("dog", "a plate of spaghetti", 0.2178),
    ("remove the red cup", "I do not want the red cup in the picture", 0.8331),
    ("make the sky brighter", "why is the sky blue", 0.5482),
]
"""Cosines of the float32 checkpoint in double precision, by another implementation."""
FIRST = [0.0230, 0.1108, -0.0096, 0.0512, 0.0497, 0.0283]
"""The first numbers for 'remove the red cup', from there too."""


@pytest.mark.parametrize(("one", "other", "cosine"), RECORDED)
def test_cosines_are_those_of_the_unrounded_network(one: str, other: str, cosine: float) -> None:
    a, b = embed([one, other])
    assert float(a @ b) == pytest.approx(cosine, abs=0.01)


def test_numbers_are_those_of_the_unrounded_network() -> None:
    assert embed(["remove the red cup"])[0, : len(FIRST)] == pytest.approx(FIRST, abs=0.005)


def test_a_text_means_the_same_alone_and_among_others() -> None:
    texts = ["dog", "make the sofa navy and keep everything else as it is", "", "a dog " * 60, "dog"]
    together = embed(texts)
    assert together.shape == (5, WIDTH)
    assert together.dtype == np.float32
    assert np.linalg.norm(together, axis=1) == pytest.approx(1, abs=1e-5)
    for text, row in zip(texts, together, strict=True):
        assert row == pytest.approx(embed([text])[0], abs=1e-5)
    assert embed([]).shape == (0, WIDTH)


def test_threads_do_not_disturb_each_other() -> None:
    texts = [f"remove {n} cups" for n in range(8)]
    alone = [embed([t])[0] for t in texts]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda t: embed([t])[0], texts))
    assert all(np.array_equal(a, b) for a, b in zip(alone, found, strict=True))


def test_gelu_is_the_exact_one() -> None:
    x = np.linspace(-6, 6, 241, dtype=np.float32)
    exact = [v * 0.5 * (1 + math.erf(v / math.sqrt(2))) for v in x.tolist()]
    assert gelu(x) == pytest.approx(exact, abs=2e-6)


@pytest.mark.parametrize("damage", [None, b"", b"no zip at all"])
def test_missing_and_broken_weights_are_named(tmp_path: Path, damage: bytes | None) -> None:
    path = tmp_path / "minilm.npz"
    if damage is not None:
        path.write_bytes(damage)
    with pytest.raises(Misconfigured, match=r"minilm\.npz"):
        Embedder(path)


def test_a_cut_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "minilm.npz"
    path.write_bytes(PACKAGED.read_bytes()[: 1 << 20])
    with pytest.raises(Misconfigured, match="make setup"):
        Embedder(path)
    assert available()


def test_what_every_process_needs_is_read_and_not_computed(monkeypatch: pytest.MonkeyPatch) -> None:
    """What `make setup` wrote is for today's examples: else every start would pay for them."""
    lists = nearest.texts()
    computed = [embed(some) for some in lists]
    monkeypatch.setattr(module, "embed", None)
    for some, expected in zip(lists, computed, strict=True):
        assert remembered(some) == pytest.approx(expected, abs=1e-5)


@pytest.mark.parametrize("damage", [None, b"", b"no zip at all"])
def test_without_that_file_it_is_computed(
    damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "phrases.npz"
    if damage is not None:
        path.write_bytes(damage)
    monkeypatch.setattr(module, "REMEMBERED", path)
    module._stored.cache_clear()
    try:
        assert np.array_equal(remembered(["a dog"]), embed(["a dog"]))
        remember([["a cat"]], path)
        module._stored.cache_clear()
        assert np.array_equal(remembered(["a cat"]), embed(["a cat"]))
    finally:
        module._stored.cache_clear()
