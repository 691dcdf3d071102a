"""Guesses are made of things that the sentence names for sure, never of words that only stand like one."""

import pytest

from scumble.core.errors import Unsupported
from scumble.planner.own_things import names_others, own_things
from scumble.planner.plan import Context, plan_edit

CONTEXT = Context(sources=1, has_drawn=False, transparent=None, width=1200, height=800)


@pytest.mark.parametrize(
    ("sentence", "things"),
    [
        ("quux the sofa", ("the sofa",)),
        ("the red car should fly", ("the red car",)),
        ("varnish the second lamp from the left", ("the second lamp from the left",)),
        ("render the boat in lego", ("the boat",)),
        ("swap the dog and the cat", ("the dog", "the cat")),
        ("tie his shoes", ("his shoes",)),
        ("let him laugh", ("him",)),
        ("add a hat to the cat", ("the cat",)),
        ("make her smile", ()),
        ("fix the wobble", ()),
        ("make the sings purple", ()),
        ("paint like van gogh", ()),
    ],
)
def test_what_is_named_for_sure(sentence: str, things: tuple[str, ...]) -> None:
    assert own_things(sentence) == things


def test_a_suggestion_about_something_else() -> None:
    assert names_others("make the sofa navy", "change her hairstyle")
    assert not names_others("remove the sofa", "quux the Sofa")
    assert not names_others("blur the background", "quux the sofa")


@pytest.mark.parametrize(
    ("words", "never"),
    [
        ("make her smile", "smile"),
        ("add a hat to the cat", "hat"),
        ("put the moon in her hand", "moon"),
        ("change her hairstyle", "sofa"),
        ("paint like van gogh", "van"),
        ("render the boat in lego", "lego"),
        ("tie his shoes", "tie"),
        ("dress the dog in green", "dress"),
        ("flarb the wobble", "cup"),
    ],
)
def test_no_guess_about_what_is_no_thing_of_the_sentence(words: str, never: str) -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit(words, CONTEXT)
    assert len(set(refused.value.nearest)) == 2
    for guess in refused.value.nearest:
        assert never not in guess.split()
        assert plan_edit(guess, CONTEXT).steps
