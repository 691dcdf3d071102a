"""Nearest example: paraphrases are read as what they say, nonsense never, and every refusal has two good guesses."""

import re

import pytest

from scumble.core.errors import Unsupported
from scumble.planner import nearest
from scumble.planner.intents import EDITS
from scumble.planner.plan import Context, plan_edit
from scumble.planner.restate import understood
from scumble.planner.shape import STANDINS, shapes_of
from scumble.planner.words.paraphrases import PARAPHRASES

CONTEXT = Context(sources=1, has_drawn=False, transparent=None, width=1200, height=800)

READ = {
    "the traffic sign must disappear": "remove the traffic sign",
    "I'd rather not see that bottle": "remove that bottle",
    "could you make that car disappear for me": "remove that car",
    "that truck ruins my photo": "remove that truck",
    "can I please have a grey background": "make the background grey",
    "I'd like a crimson backdrop": "make the background crimson",
    "what about a #ff8800 background": "make the background #ff8800",
    "get the vase off the background": "remove the background",
    "the background is too crisp": "blur the background",
    "that's way too gloomy": "make it brighter",
    "it feels too warm": "make it cooler",
    "please go nearer to the bird": "crop to the bird",
    "I need this in 4:5 format": "crop to 4:5",
    "shrink everything to 30 %": "scale to 30 %",
    "surround the picture with a gold line": "add a gold border",
}
"""Sentences that are no row's and no paraphrase's -> what they are read as."""

NONSENSE = """make it pop like a summer mango|why is the sky blue|add a unicorn|write me a poem
what is the capital of France
give the dog a hat|make her smile|make him look younger|turn the day into night|put the car on the moon
change the season to winter|make the cat dance|draw a horse next to the tree|sing me a song|I love you
this is a great photo|who is in this picture|how many cups are there|translate the sign into German
replace the dog with a cat|swap the faces|give him a beard|make it look like Van Gogh painted it
convert it to a cartoon|make the picture smell nice|my dog is called Rex|the weather is nice today
order me a pizza|what time is it|turn her head to the left|open the door|close her eyes|make the people wave
make the car go faster|let it rain|add some clouds to the sky|put snow on the mountains|make the water boil
make the tree grow apples|the quick brown fox jumps over the lazy dog|asdf qwer zxcv|42
colorless green ideas sleep furiously|fix my marriage|make me rich|make the sofa comfortable
make the picture famous|print it on a mug|send it to my mother|undress the woman|make the man taller and thinner
give the woman longer hair|zoom out to show more of the room|animate it
turn it into a video|make the background a jungle|I would like to buy the red car|is the horizon straight
the red car is parked near the house|the dog should not go|I want to keep the lamp|the sofa is blue
the cup is on the table|the picture should not be darker|make the car drive to the left|the lamp is on
the colours are fine|the contrast is good|it is not too dark
the horizon is far away|can you see the cup|I do not want to remove the cup|the cup belongs to my sister
cut the dog some slack|the car is too fast|make the child taller than the man"""


def as_list(text: str) -> list[str]:
    return text.replace("\n", "|").split("|")


@pytest.mark.parametrize(("words", "meant"), READ.items())
def test_a_paraphrase_is_read_as_what_it_says(words: str, meant: str) -> None:
    hit = nearest.sure(words)
    assert hit is not None
    assert hit.sentence == meant


@pytest.mark.parametrize("words", ["that truck ruins my photo", "that's way too gloomy"])
def test_the_plan_is_that_of_the_canonical_sentence_and_says_so(words: str) -> None:
    plan, meant = plan_edit(words, CONTEXT), plan_edit(READ[words], CONTEXT)
    assert [(s.op, s.target, s.params) for s in plan.steps] == [(s.op, s.target, s.params) for s in meant.steps]
    assert plan.understood == meant.understood
    assert f'"{words}" was read as: "{READ[words]}".' in plan.notes
    assert plan.steps[0].text == words


def test_one_clause_of_several_is_restated() -> None:
    plan = plan_edit("crop to square, then give it a warm mood", CONTEXT)
    meant = plan_edit("crop to square, then make it warmer", CONTEXT)
    assert [(s.op, s.params) for s in plan.steps] == [(s.op, s.params) for s in meant.steps]


def test_a_complaint_before_an_instruction_asks_for_nothing() -> None:
    with pytest.raises(Unsupported):
        plan_edit("that's way too gloomy, blur the background", CONTEXT)
    assert len(plan_edit("that's way too gloomy", CONTEXT).steps) == 1


@pytest.mark.parametrize("words", as_list(NONSENSE))
def test_nonsense_is_refused_with_two_sentences_that_work(words: str) -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit(words, CONTEXT)
    assert len(set(refused.value.nearest)) == 2
    for sentence in refused.value.nearest:
        assert plan_edit(sentence, CONTEXT).steps


def test_guesses_carry_the_sentences_own_things_and_colours() -> None:
    with pytest.raises(Unsupported) as refused:
        plan_edit("please varnish the second lamp from the left", CONTEXT)
    assert all("the second lamp from the left" in n for n in refused.value.nearest)
    with pytest.raises(Unsupported) as refused:
        plan_edit("a turquoise vibe for what surrounds it", CONTEXT)
    assert any("turquoise" in n for n in refused.value.nearest)


def test_without_the_weights_nothing_is_read_and_refusals_still_have_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scumble.planner.nearest.ready", lambda: False)
    for words in ("that truck ruins my photo", "that's way too gloomy"):
        with pytest.raises(Unsupported) as refused:
            plan_edit(words, CONTEXT)
        assert len(refused.value.nearest) == 2


def test_opposites_are_told_apart() -> None:
    bright, dark = nearest.sure("that's way too bright"), nearest.sure("that's way too dark")
    assert bright is not None
    assert dark is not None
    assert (bright.sentence, dark.sentence) == ("make it darker", "make it brighter")


def test_content_that_has_no_place_is_not_dropped() -> None:
    assert nearest.sure("the cup and the 30 px line should go") is None
    assert nearest.sure("the cup should go 20 %") is None


def test_paraphrases_have_the_slots_of_their_sentence_and_nearly_all_are_used() -> None:
    written = 0
    for canonical, text in PARAPHRASES.items():
        for template in nearest.split_paraphrases(text):
            assert set(nearest.kinds(canonical)) <= set(nearest.kinds(template)), template
            written += 1
    assert len(nearest.examples()) > 0.95 * written


@pytest.mark.parametrize("canonical", [c for c in PARAPHRASES if "{thing}" not in c])
def test_the_grammar_understands_every_canonical_sentence(canonical: str) -> None:
    assert understood(nearest.with_standins(canonical), EDITS)
    assert understood(re.sub(" +", " ", canonical.format(**STANDINS, level="slightly")), EDITS)


def test_a_shape_leaves_only_the_way_of_saying_it() -> None:
    (shape,) = shapes_of("The red cup on the left table should go")
    assert shape.plain == "the cup should go"
    assert shape.slots == {"thing": ("The red cup on the left table",)}
    whole, bare = shapes_of("I prefer the sofa in navy")
    assert whole.plain == "I prefer the cup"
    assert bare.plain == "I prefer the cup in blue"
    assert bare.slots == {"thing": ("the sofa",), "color": ("navy",)}
