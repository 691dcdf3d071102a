"""Nouns to kinds of ImageNet: by their own name, by their last word, by the table; and the table names only kinds."""

import pytest

from scumble.regions.kind_names import NOUNS
from scumble.regions.kinds import kinds_of
from scumble.regions.looks import looks
from scumble.vision.imagenet import KINDS


def names(noun: str) -> set[str]:
    """Usual names of the kinds that a noun means."""
    kinds = kinds_of(noun)
    return set() if kinds is None else {KINDS[i][0] for i in kinds.nonzero()[0]}


@pytest.mark.parametrize(
    ("noun", "some", "not_this"),
    [
        ("teapot", {"teapot"}, "bucket"),
        ("fence", {"picket fence", "chainlink fence"}, "stone wall"),
        ("hats", {"cowboy hat", "sombrero"}, "running shoe"),
        ("puppy", {"chihuahua", "pembroke", "standard poodle"}, "timber wolf"),
        ("white sneaker", {"running shoe"}, "sock"),
        ("bird", {"macaw", "drake", "bald eagle"}, "tench"),
        ("strawberries", {"strawberry"}, "lemon"),
        ("boxes", {"carton"}, "beer glass"),
    ],
)
def test_a_noun_means_kinds(noun: str, some: set[str], not_this: str) -> None:
    found = names(noun)
    assert some <= found
    assert not_this not in found


def test_a_noun_of_no_kind_means_none() -> None:
    assert kinds_of("florble") is None
    assert kinds_of("lifebuoy") is None


def test_every_row_of_the_table_names_kinds() -> None:
    for nouns in NOUNS:
        for noun in nouns.replace("\n", "|").split("|"):
            kinds = kinds_of(noun.strip())
            assert kinds is not None, noun
            # A range written the wrong way round would be empty, one over half the list a slip.
            assert 0 < kinds.sum() < 450, noun


def test_looks_have_bounds_in_order() -> None:
    for noun, look in looks().items():
        assert look.wide[0] < look.wide[1], noun
        assert 0 < look.area[0] < look.area[1] <= 1, noun
        assert 0 <= look.y[0] < look.y[1] <= 1, noun
        assert look.full <= look.thin, noun
