"""WordPiece: the pieces that the Rust `tokenizers` library made of the same texts, recorded."""

import numpy as np
import pytest

from scumble.language.embed import PACKAGED
from scumble.language.wordpiece import WordPiece, split_words

RECORDED = [
    ("Remove the red cup, please!", "remove the red cup , please !"),
    ("naïve café Ångström", "naive cafe ang ##strom"),
    ("把背景换成白色", "[UNK] [UNK] [UNK] [UNK] 成 白 [UNK]"),
    ("犬を消して", "犬 を [UNK] し ##て"),
    ("\U0001f468\u200d\U0001f469\u200d\U0001f467 it \U0001f44d\U0001f3fd", "[UNK] it [UNK]"),
    ("it’s “quoted” — dash…", "it ’ s “ quoted ” — dash …"),
    ("100% @home $5 a_b ~`^", "100 % @ home $ 5 a _ b ~ ` ^"),
    ("İstanbul ß ſ", "istanbul ß [UNK]"),
    ("\u200bzero\u200dwidth\ufeff", "zero ##wi ##dt ##h"),
    ("a\x00b\ufffdc", "abc"),
    ("tab\tnew\nline", "tab new line"),
    ("한국어", "ᄒ ##ᅡ ##ᆫ ##ᄀ ##ᅮ ##ᆨ ##ᄋ ##ᅥ"),
    ("make unbelievably photorealistic", "make un ##bel ##ie ##va ##bly photo ##real ##istic"),
    ("x" * 101, "[UNK]"),
    ("", ""),
]


@pytest.fixture(scope="module")
def vocabulary() -> list[str]:
    """The packaged vocabulary."""
    with np.load(PACKAGED) as stored:
        return bytes(stored["vocabulary"]).decode("utf-8").split("\n")


@pytest.mark.parametrize(("text", "pieces"), RECORDED)
def test_pieces_are_those_of_the_reference(vocabulary: list[str], text: str, pieces: str) -> None:
    numbers = WordPiece(vocabulary).numbers(text, 64)
    assert " ".join(vocabulary[n] for n in numbers) == f"[CLS] {pieces} [SEP]".replace("  ", " ")


def test_long_texts_are_cut_and_still_end(vocabulary: list[str]) -> None:
    pieces = WordPiece(vocabulary)
    whole, cut = pieces.numbers("red cup " * 50, 256), pieces.numbers("red cup " * 50, 16)
    assert cut == [*whole[:15], whole[-1]]
    assert len(pieces.numbers("word " * 200_000, 256)) == 256


def test_a_vocabulary_of_ones_own_takes_the_longest_piece_first() -> None:
    pieces = WordPiece(["[UNK]", "[CLS]", "[SEP]", "foot", "##ball", "football", "##s"])
    assert pieces.numbers("footballs foot football x footx", 32) == [1, 5, 6, 3, 5, 0, 0, 2]


def test_signs_stand_alone() -> None:
    assert split_words("Don't-do(IT)") == ["don", "'", "t", "-", "do", "(", "it", ")"]
