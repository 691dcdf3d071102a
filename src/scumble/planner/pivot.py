"""Instructions in other languages on their way to the English grammar: read as English, noted, refused by the word."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager

from scumble.core.errors import Unsupported
from scumble.planner.draft import Draft
from scumble.planner.intents import Intent
from scumble.planner.language import surely_foreign
from scumble.planner.languages.detect import language_of
from scumble.planner.languages.reading import NotKnown, Reading, read
from scumble.planner.refuse import in_english_only, word_not_known


@contextmanager
def in_english(words: str, table: Sequence[Intent], draft: Draft) -> Generator[str]:
    """The instruction in English, English ones as they are; what was read stands in the notes and in refusals.

    Raises Unsupported for a language that is not read, and for a word that is not known, naming it.
    """
    code = language_of(words)
    if code is None:
        if surely_foreign(words):
            raise in_english_only(words, table)
        yield words
        return
    try:
        reading = read(words, code)
    except NotKnown as error:
        if surely_foreign(words):
            raise in_english_only(words, table) from error
        raise word_not_known(error.word, error.language, words, table) from error
    for typed, meant in reading.mended:
        draft.note(f'"{typed}" was read as "{meant}".')
    draft.note(f'Read as: "{reading.english}".')
    try:
        yield reading.english
    except Unsupported as error:
        raise _told(error, reading) from error


def _told(error: Unsupported, reading: Reading) -> Unsupported:
    """A refusal of the English grammar, with what the instruction was read as."""
    return Unsupported(
        f'The {reading.language} instruction was read as "{reading.english}". {error}',
        part=error.part,
        nearest=error.nearest,
        needs=error.needs,
        param=error.param,
    )
