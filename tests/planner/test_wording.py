"""Sentences for people: what was understood, notes, what an engine would need, suggestions, other languages."""

from dataclasses import replace

import pytest

from scumble.core.errors import Unsupported
from scumble.core.plan import Op
from scumble.planner.plan import plan_canvas, plan_edit
from scumble.planner.refuse import COMMON
from tests.planner.notation import CONTEXTS

PLAIN, DRAWN = CONTEXTS["plain"], CONTEXTS["drawn"]
ASSUMED = replace(PLAIN, width=1024, height=1024, known_size=False)


def refused(words: str, *, canvas: bool = False) -> Unsupported:
    """The refusal of an instruction."""
    with pytest.raises(Unsupported) as error:
        plan_canvas(words) if canvas else plan_edit(words, PLAIN)
    return error.value


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("sharpen", "sharpen the picture (+40 %)"),
        ("sharpen slightly", "sharpen the picture slightly (+20 %)"),
        ("sharpen a lot", "sharpen the picture strongly (+80 %)"),
        ("resize longest side to 1600", "resize the longest side to 1600 px"),
        ("resize to max 1000px", "resize the longest side to 1000 px"),
        ("white background 2000x2000 px", "fit into 2000x2000, filled up with white"),
    ],
)
def test_the_sentence_says_what_is_done(words: str, said: str) -> None:
    assert said in plan_edit(words, PLAIN).understood


def test_a_crop_to_what_was_drawn_says_so() -> None:
    assert "crop to the drawn region." in plan_edit("crop to this", DRAWN).understood


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("cut out the teapot", '"teapot" is taken to be the main subject of the picture.'),
        ("keep the zorblax, blur the background", '"zorblax" is taken to be the main subject of the picture.'),
        ("crop to 4:5 for instagram", '"for instagram" was taken as the purpose'),
        ("make background wite", '"wite" was read as "white".'),
        ("make background wihte", '"wihte" was read as "white".'),
        ("rotate slightly right", "Rotated by 2 degrees clockwise"),
        ("resize to max 3000px", "within 3000 px already"),
    ],
)
def test_every_assumption_is_noted(words: str, note: str) -> None:
    assert any(note in n for n in plan_edit(words, PLAIN).notes)


@pytest.mark.parametrize(
    "words", ["make the background a desert scene", "a castle", "add a dragon", "put the cat on the moon"]
)
def test_what_has_to_be_drawn_anew_needs_a_generative_engine(words: str) -> None:
    assert refused(words).needs == "generative engine"


@pytest.mark.parametrize("words", ["a cat on a sofa", "a dragon"])
def test_a_picture_of_things_needs_a_generative_engine(words: str) -> None:
    assert refused(words, canvas=True).needs == "generative engine"


@pytest.mark.parametrize(
    "words",
    [
        "hello",
        "🐕",
        "🙏",
        "make background flurb",
        "flurble the background",
        "asdf qwer",
        "make the sky wram",
        "le fond",
    ],
)
def test_what_is_not_understood_at_all_needs_nothing(words: str) -> None:
    assert refused(words).needs is None


def test_a_file_format_needs_its_parameter() -> None:
    assert refused("jpeg").needs == "the parameter `output_format`"


@pytest.mark.parametrize(
    "words",
    [
        "rimuovi lo sfondo",
        "verwijder de achtergrond",
        "usuń tło",
        "удали фон",
        "背景を白に",
        "배경 제거",
    ],
)
def test_other_languages_are_told_which_are_understood(words: str) -> None:
    assert "understood in English, German, French, Spanish and Portuguese" in refused(words).message


@pytest.mark.parametrize("words", ["hello there", "add a dragon to the plus side", "make it 5 µm wide", "zażółć"])
def test_english_and_plain_letters_are_not_called_another_language(words: str) -> None:
    assert "English" not in refused(words).message


def test_suggestions_are_sentences() -> None:
    assert refused("flurble transparent background").nearest[0] == "make the background transparent"
    assert refused("light gray (#eee)").nearest[0] == "make the background light gray (#eee)"
    assert refused("add a wavy white border").nearest[0] == "add a white border"
    assert "Styles of a border: plain, double-line, rounded" in refused("add a wavy white border").message
    assert refused("make it brighter and add a wooden frame").nearest[0] == "add a frame"
    assert refused("put a ✅ on a white background").nearest[0] != "put on white background"
    assert refused("mak the background white").nearest[0] == "make the background white"
    assert refused("do it on white background").nearest[0] != "it on white background"
    assert refused("remove").nearest == ("remove the background", "cut out the subject")


def test_an_assumed_size_is_told_where_it_counts() -> None:
    assumed = "Worked out for a picture of 1024x1024 pixels."
    for words in ("crop 100 px off the top", "cut off 200px at the bottom", "resize the longest side to 500 px"):
        assert assumed in plan_edit(words, ASSUMED).notes
        assert assumed not in plan_edit(words, PLAIN).notes
    assert plan_edit("make the background white, crop to square", ASSUMED).notes == ()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("make the sofa navy", 'give "the sofa" where it is found the colour navy'),
        ("move the dog 100 pixels right", 'move "the dog" where it is found right by 100 pixels'),
        ("put the vase in the centre", 'move "the vase" where it is found to the center'),
        ("make the dog twice as big", 'scale "the dog" where it is found to 200 % of its size'),
        ("duplicate the tree", 'put a second one of "the tree" where it is found beside it'),
        ("flip the car", 'mirror "the car" where it is found left to right'),
        ("rotate the plate by 45 degrees", 'turn "the plate" where it is found by 45 degrees clockwise'),
        ("remove the watermrak", 'fill "the watermark" where it is found from its surroundings'),
    ],
)
def test_the_sentence_says_what_is_done_to_a_thing(words: str, said: str) -> None:
    assert said in plan_edit(words, PLAIN).understood


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("remove the lamp post behind the dog", "the lamp post behind the dog"),
        ("remove the sign that says SALE and sharpen it", "the sign that says SALE"),
        ("make the red car on the left blue", "the red car on the left"),
        ("move the cup on the table to the left", "the cup on the table"),
        ("put the left cup in the top right corner", "the left cup"),
        ("make the boat in the background twice as big", "the boat in the background"),
        ("erase all the writing", "the writing"),
        ("remove all the cars", "all the cars"),
        ("i want two of those ducks", "duck"),
        ("delete teh bird", "bird"),
        ("remove the cable running across the wall", "the cable running across the wall"),
        ("get rid of the guy in the back", "the guy in the back"),
        ("duplicate the cup on the left", "the cup on the left"),
        ("remove the words SALE", "the words SALE"),
        ("remove the man's hat", "the man's hat"),
    ],
)
def test_a_thing_is_named_as_it_was_said(words: str, name: str) -> None:
    assert plan_edit(words, PLAIN).steps[0].target.words == name


def test_it_is_the_thing_last_named_or_the_subject() -> None:
    steps = plan_edit("move the dog up and make it bigger", PLAIN).steps
    assert [s.target.words for s in steps] == ["the dog", "the dog"]
    assert any("main subject" in n for n in plan_edit("move it to the left", PLAIN).notes)


def test_what_is_taken_back_is_noted() -> None:
    assert '"make it brighter." was taken back.' in plan_edit("make it brighter. no wait, make it darker", PLAIN).notes


@pytest.mark.parametrize(
    ("words", "op", "shadow"),
    [
        ("light grey background with a soft shadow", "background.color", 0.5),
        ("light grey background without shadow", "background.color", 0.0),
        ("light grey studio background with a soft shadow", "background.studio", 0.5),
        ("white background with a soft shadow", "background.studio", 0.5),
    ],
)
def test_a_colour_with_a_shadow_is_that_colour_and_a_studio_is_lit(words: str, op: str, shadow: float) -> None:
    (step,) = plan_edit(words, PLAIN).steps
    assert (str(step.op), step.params["shadow"]) == (op, shadow)


@pytest.mark.parametrize("words", ["asdf qwer", "flurb the zonk"])
def test_nonsense_is_answered_by_edits_that_suit_every_picture(words: str) -> None:
    assert refused(words).nearest == COMMON


@pytest.mark.parametrize(
    ("words", "instead"),
    [
        ("make the picture 16:9 with more wall on the sides", "extend it to 16:9"),
        ("make the image 4:3 with more sky", "extend it to 4:3"),
        ("make it square with more floor", "extend it to square"),
    ],
)
def test_more_of_something_at_another_shape_is_offered_an_extension_first(words: str, instead: str) -> None:
    assert refused(words).nearest[0] == instead
    assert plan_edit(instead, PLAIN).steps[0].op is Op.EXTEND


def test_another_shape_with_more_space_is_an_extension() -> None:
    steps = plan_edit("make it 16:9 with more background on the sides", PLAIN).steps
    assert [(s.op, dict(s.params)) for s in steps] == [(Op.EXTEND, {"ratio": "16:9"})]
