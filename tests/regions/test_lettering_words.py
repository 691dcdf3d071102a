"""What phrases ask of text: what is written, on what, and which phrases speak of something else."""

import pytest

from scumble.regions.lettering_words import asked


@pytest.mark.parametrize(
    ("phrase", "kind", "says", "rest"),
    [
        ("the text", "text", "", "the text"),
        ("the writing on the mug", "text", "", "the writing on the mug"),
        ("the word SALE", "text", "SALE", "the word"),
        ('the word "SALE" on the door', "text", "SALE", "the word on the door"),
        ("the words Fresh Bread in the window", "text", "Fresh Bread", "the words"),
        ("the sign that says No Entry on the left", "sign", "No Entry", "the sign on the left"),
        ("the sign saying no parking at the gate", "sign", "no parking", "the sign at the gate"),
        ("the exit sign", "sign", "exit", "the sign"),
        ("the street sign", "sign", "", "the street sign"),
        ("the number 21", "number", "21", "the number"),
        ("the license plate", "plate", "", "the license plate"),
        ("the price tag on the shirt", "price", "", "the price tag on the shirt"),
        ("the ACME logo", "logo", "ACME", "the logo"),
        ("the logo in the top left corner", "logo", "", "the logo in the top left corner"),
        ("the bus that says PACE", "carrier", "PACE", "the bus"),
        ("the sail with the number 14", "carrier", "14", "the sail"),
        ("the date stamp in the corner", "date", "", "the date stamp in the corner"),
    ],
)
def test_what_is_written_is_told_from_where(phrase: str, kind: str, says: str, rest: str) -> None:
    found = asked(phrase)
    assert found is not None
    assert (found.kind, found.says) == (kind, says)
    if says != "Fresh Bread":
        assert " ".join(found.rest.split()) == rest


@pytest.mark.parametrize("phrase", ["the number on the door", "the phone number", "the sign with the number"])
def test_a_number_without_its_digits_is_any_number(phrase: str) -> None:
    found = asked(phrase)
    assert found is not None
    assert found.digits
    assert not found.says


@pytest.mark.parametrize(
    "phrase",
    [
        "the red cup",
        "the man reading the newspaper",
        "the man with the logo on his shirt",
        "the cup next to the sign",
        "the white truck behind the sign",
        "",
        "the",
        '"',
    ],
)
def test_other_things_are_left_to_others(phrase: str) -> None:
    assert asked(phrase) is None


def test_all_of_them_is_heard() -> None:
    every, one = asked("every label"), asked("the label")
    assert every is not None
    assert one is not None
    assert (every.many, one.many) == (True, False)
