"""Noun phrases: what is named, which one, and what stays unknown."""

import pytest

from scumble.core import things
from scumble.regions.phrase import Phrase, read_phrase


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("the car", {"noun": "car", "labels": ("car",), "kind": "class"}),
        ("my mug", {"noun": "mug", "labels": ("cup",)}),
        ("sofas", {"labels": ("couch",), "plural": True}),
        ("the puppy", {"labels": ("dog",)}),
        ("the woman on the left", {"labels": ("person",), "places": ("left",), "relation": None}),
        ("red cup", {"colour": "red", "labels": ("cup",)}),
        ("the navy car", {"colour": "blue"}),
        ("the orange", {"labels": ("orange",), "colour": None}),
        ("the orange cat", {"labels": ("cat",), "colour": "orange"}),
        ("the second cup from the right", {"ordinal": 2, "counted": "right", "places": ()}),
        ("the last person", {"ordinal": -1, "plural": False}),
        ("the biggest dog", {"size": "largest"}),
        ("all the cups", {"everything": True, "labels": ("cup",)}),
        ("both dogs", {"count": 2}),
        ("everyone", {"everything": True, "labels": ("person",)}),
        ("the man in black", {"wears": "black", "relation": None}),
        ("the woman with the red jacket on the left", {"wears": "red", "places": ("left",)}),
        ("the cat in the top left corner", {"noun": "cat", "places": ("top", "left", "corner")}),
        ("the person in the background", {"places": ("background",)}),
        ("the subject", {"kind": "subject"}),
        ("it", {"kind": "subject"}),
        ("the yellow thing", {"kind": "vague", "colour": "yellow"}),
        ("the sky", {"kind": "stuff", "labels": ("sky",)}),
        ("the logo", {"kind": "unseen"}),
        ("the teapot", {"kind": "class", "exact": False}),
        ("the guitar", {"kind": "object", "labels": ()}),
        ("the gizmo", {"kind": "unknown", "noun": "gizmo"}),
        ("the lamp shade", {"kind": "part", "noun": "lamp shade"}),
        ("the door knob", {"kind": "unknown", "noun": "door knob"}),
        ("the sleeping dog", {"kind": "class", "ignored": ("sleeping",)}),
        ("the bottle of water", {"labels": ("bottle",), "relation": None}),
        ("", {"noun": "", "kind": "unknown"}),
    ],
)
def test_words_say_what_is_meant(words: str, said: dict[str, object]) -> None:
    phrase = read_phrase(words)
    assert {name: getattr(phrase, name) for name in said} == said
    assert phrase.text == words


@pytest.mark.parametrize(
    ("words", "relation", "other"),
    [
        ("the red cup on the left table", "on", "table"),
        ("the dog next to the bench", "next to", "bench"),
        ("the person behind the car", "behind", "car"),
        ("the car to the left of the truck", "left of", "truck"),
        ("the man holding an umbrella", "with", "umbrella"),
        ("the bench under the dog", "under", "dog"),
    ],
)
def test_relations_lead_to_another_phrase(words: str, relation: str, other: str) -> None:
    found = read_phrase(words).relation
    assert found is not None
    assert (found[0], found[1].noun) == (relation, other)


def test_the_place_of_the_other_thing_is_not_the_thing_s() -> None:
    phrase = read_phrase("the red cup on the left table")
    assert (phrase.colour, phrase.places) == ("red", ())
    assert phrase.relation is not None
    assert phrase.relation[1].places == ("left",)


def test_many_is_said_by_plurals_and_counts_but_not_by_an_ordinal() -> None:
    assert read_phrase("the cups").many
    assert read_phrase("two cups").many
    assert not read_phrase("the cup").many
    assert not read_phrase("the first of the cups").many


def test_every_name_of_a_thing_is_read_as_one() -> None:
    strange = [name for name in things.all_names() if read_phrase(f"the {name}").kind in {"unknown", "vague"}]
    assert strange == []


def test_any_text_gives_a_phrase_in_little_time() -> None:
    for text in ("on the left of " * 3000, "\0\n" * 50, "the " * 9000, "🙂 ёж", "red " * 4000 + "cup"):
        assert isinstance(read_phrase(text), Phrase)
