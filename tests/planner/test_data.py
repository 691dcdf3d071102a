"""The registry and the vocabulary are sound: examples work, builders exist, no phrase has two meanings by accident."""

import re

import pytest

from scumble.planner.colors import NAMES, name_of, read_color
from scumble.planner.intents import CANVASES, EDITS
from scumble.planner.language import surely_foreign
from scumble.planner.lexicon import distance, english_lexicon
from scumble.planner.macros import MACROS
from scumble.planner.match import expand
from scumble.planner.phrases import chunk
from scumble.planner.plan import BUILDERS, plan_canvas, plan_edit
from scumble.planner.refusals import DRAWINGS, REFUSALS
from scumble.planner.words import canvas, confusable, english, everyday, objects, shapes, things
from tests.planner.notation import CONTEXTS

TABLES = (canvas.PHRASES, canvas.LINES, english.PHRASES, objects.PHRASES, everyday.PHRASES, shapes.PHRASES)


@pytest.mark.parametrize("sentence", [e for i in EDITS for e in i.examples] + [n for r in REFUSALS for n in r.nearest])
def test_every_suggested_edit_is_understood(sentence: str) -> None:
    context = CONTEXTS["two"] if "second image" in sentence else CONTEXTS["drawn"]
    assert plan_edit(sentence, context).steps


@pytest.mark.parametrize(
    "sentence", [e for i in CANVASES for e in i.examples] + [n for r in DRAWINGS for n in r.nearest]
)
def test_every_suggested_canvas_is_understood(sentence: str) -> None:
    assert plan_canvas(sentence).steps


def test_every_row_has_a_builder_and_every_builder_a_row() -> None:
    assert {i.build for i in (*EDITS, *CANVASES)} == set(BUILDERS)


def test_patterns_name_only_classes_that_exist() -> None:
    known = {cls for table in TABLES for cls in table}
    known |= {"ADJ", "TVERB", "DIM", "SHADOW", "TIMES", "STOP", "DEG", "COLOR", "IMAGE", "SIZE", "LOOK"}
    known |= {"RATIO", "NUM", "PCT", "PX", "COMMA", "UNKNOWN", "DESC", "SAYING", "BSTYLE", "POINT"}
    known |= {"FRAME", "FRAMEFOR", "SCENE", "MOOD", "BESIDE"}
    known |= {"REFLECT", "GLARE", "LIT", "RIM", "RESOL", "UPSCALEV", "LONGPX"}
    for intent in (*EDITS, *CANVASES):
        for says in intent.says:
            named = set(re.findall(r"[A-Z]+", expand(says)))
            assert named <= known, (intent.name, named - known)
    assert not any("{" in re.sub(r"\{\d,\d\}", "", expand("{" + name + "}")) for name in MACROS)


def test_colours_keep_their_css_values() -> None:
    assert NAMES["rebecca purple"] == NAMES["rebeccapurple"] == "#663399"
    assert name_of("#ffffff") == "white"
    assert read_color(["light", "grey"], 0) == ("#d3d3d3", 2)
    assert read_color(["snow"], 0) is None
    light, dark = read_color(["dark", "gray"], 0), read_color(["gray"], 0)
    assert light is not None
    assert dark is not None
    assert light[0] < dark[0]


def test_typing_errors_are_mended_only_into_key_words() -> None:
    lexicon = english_lexicon()
    assert lexicon.mend("backgorund") == "background"
    assert lexicon.mend("contarst") == "contrast"
    assert lexicon.mend("flame") == "flame"
    assert lexicon.mend("plaid") == "plaid"
    assert not any(lexicon.mend(word) != word for word in confusable.WORDS)


def test_colours_are_mended_only_where_no_english_word_is_near() -> None:
    lexicon = english_lexicon()
    assert [lexicon.mend(w) for w in ("wite", "greeen", "blakc", "yelow")] == ["white", "green", "black", "yellow"]
    for word in (*things.NEAR_COLORS, "wide", "with", "rad", "grean", "blu"):
        assert lexicon.mend(word) not in NAMES


def test_sure_words_of_other_languages_are_no_english_vocabulary() -> None:
    known = {w for table in TABLES for phrases in table.values() for w in re.findall(r"[^\W\d_]+", phrases)}
    sure = {w for w in known | set(NAMES) | set(things.SCENERY) if surely_foreign(w)}
    assert sure == set()


def test_a_mended_word_is_said_in_the_notes() -> None:
    plan = plan_edit("blur the backgruond", CONTEXTS["plain"])
    assert '"backgruond" was read as "background".' in plan.notes


def test_distance_counts_a_swap_as_one() -> None:
    assert distance("abcd", "abdc", 2) == 1
    assert distance("abcd", "abcd", 2) == 0
    assert distance("abcd", "wxyz", 2) == 3


def test_chunks_keep_their_places() -> None:
    words = "Set  brightness, to +20 %"
    assert [words[c.start : c.end] for c in chunk(words)] == ["Set", "brightness", ",", "to", "+20 %"]
