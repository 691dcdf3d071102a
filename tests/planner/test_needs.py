"""What is not understood says what it would need: another engine, a missing word, or nothing but other words."""

import pytest

from scumble.core.errors import Unsupported
from scumble.planner.plan import plan_edit
from scumble.planner.refusals import ENGINES, GENERATIVE
from tests.planner.notation import CONTEXTS

PLAIN = CONTEXTS["plain"]
ANEW = """give her sunglasses|give him a beard|put a hat on the dog|make her smile|make him look older|open her eyes
dress her in a red dress|fold the shirt|turn his head to the left|make it night|make it look like it is raining
show the shoe on a model|show the back of the car|change the camera angle|colorize the photo|whiten the teeth
add a vignette|make the dog jump|restore this old photo""".replace("\n", "|").split("|")
COMPLETED = {
    "rotate the duck": "rotate the duck 15 degrees",
    "rotate the red car on the left": "rotate the red car on the left 15 degrees",
    "translate the text to German": "replace 'SALE' with 'WINTER SALE'",
    "fix the typo": "replace 'SALE' with 'WINTER SALE'",
    "round the corners": "add a white border with rounded corners",
}


def refused(words: str) -> Unsupported:
    """The refusal of an instruction."""
    with pytest.raises(Unsupported) as error:
        plan_edit(words, PLAIN)
    return error.value


@pytest.mark.parametrize("words", ANEW)
def test_what_has_to_be_drawn_anew_names_engines_that_can(words: str) -> None:
    error = refused(words)
    assert error.needs == GENERATIVE
    assert ENGINES in error.message
    assert error.nearest


@pytest.mark.parametrize("words", ["make it zorblax", "crop it", "blur the sides", "swap the colours"])
def test_words_that_are_not_known_are_no_sign_that_an_engine_is_missing(words: str) -> None:
    error = refused(words)
    assert error.needs is None
    assert ENGINES not in error.message


@pytest.mark.parametrize(("words", "instead"), COMPLETED.items())
def test_what_lacks_a_word_is_offered_with_it(words: str, instead: str) -> None:
    error = refused(words)
    assert error.nearest[0] == instead
    assert plan_edit(instead, PLAIN).steps
