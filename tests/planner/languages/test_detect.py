"""The language of an instruction is found, and English is never taken for another one."""

import pytest

from scumble.planner.languages.detect import language_of
from tests.planner.cases import CASES


@pytest.mark.parametrize(
    "words",
    [
        "remove the pan",
        "put the die on the table",
        "make the sale sign red",
        "remove the fond memories text",
        "I see a dog, remove it",
        "brighter plus more contrast",
        "remove the main logo",
        "no background",
        "remove the chat bubble",
        "the wand in his hand",
        "make the kind man brighter",
        "remvoe teh bakground",
        "delete the art on the wall",
        "bleu background",
        "remove the rose and the vase",
        "make the hotel sign pop",
        "flurble the wibble",
        "",
        "+20 %",
    ],
)
def test_english_stays_english(words: str) -> None:
    assert language_of(words) is None


def test_no_case_of_the_english_grammar_is_taken_for_another_language() -> None:
    assert [c.words for c in CASES if not c.refused and language_of(c.words)] == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Hintergrund weg", "de"),
        ("mach den background white", "de"),
        ("das Logo bitte removen", "de"),
        ("setz der Katze einen Hut auf", "de"),
        ("enlève le background", "fr"),
        ("plus de contraste", "fr"),
        ("mais contraste", "pt"),
        ("más contraste", "es"),
        ("fondo blanco", "es"),
        ("fundo branco", "pt"),
        ("remova o fundo", "pt"),
        ("quita el background", "es"),
    ],
)
def test_other_languages_are_found_in_mixed_sentences_too(words: str, code: str) -> None:
    assert language_of(words) == code
