"""What can be removed by its surroundings: faces are refused, parts come with a word, whole things with none."""

import pytest

from scumble.core.errors import Unsupported
from scumble.regions.removable import check_removable


@pytest.mark.parametrize("words", ["the face", "her face", "the eyes of the dog", "the man's nose", "the head"])
def test_faces_and_what_belongs_to_them_are_refused_with_what_would_work(words: str) -> None:
    with pytest.raises(Unsupported, match="generative engine") as refused:
        check_removable(words)
    assert refused.value.needs == "generative edit"
    assert refused.value.nearest[0].startswith("blur ")


@pytest.mark.parametrize("words", ["the lid of the teapot", "the wheel"])
def test_parts_come_with_a_word_about_what_is_behind(words: str) -> None:
    assert "may look cut off" in check_removable(words)[0]


@pytest.mark.parametrize("words", ["the dog", "the shadow of the car", "the red part", "the man", "the face mask"])
def test_whole_things_and_what_lies_on_others_come_with_none(words: str) -> None:
    assert check_removable(words) == ()
