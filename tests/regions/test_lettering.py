"""Finding text by words: by what it says, where it is and what it is; strokes, signs, date stamps; and refusals."""

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.plan import Target
from scumble.core.work import CancelToken
from scumble.regions import plates
from scumble.regions import scene as scene_module
from scumble.regions.find import find
from scumble.regions.found import LEAST, SURE, Found
from scumble.regions.lettering_match import best_matches, blocks, folded, nearest
from scumble.regions.select import UNREAD, select
from scumble.vision.lettering import Line
from scumble.vision.models import Models
from tests.regions.scenes import pretend
from tests.vision.letters import Text, drawn_on, grainy, ink_of

MODELS = Models()
WIDTH, HEIGHT = 640, 420
SALE, OPEN, DATE = Text("SALE", 170, 120, 44), Text("OPEN 24 H", 470, 130, 34), Text("12.08.2019", 545, 400, 20)
SIGN = (60, 70, 280, 170)


def line(text: Text, *, says: str | None = None, score: float = 0.97) -> Line:
    """A line as the reader gives it for a drawn text."""
    ys, xs = np.nonzero(ink_of(text, WIDTH, HEIGHT) > 0.3)
    x0, x1, y0, y1 = xs.min() - 4, xs.max() + 5, ys.min() - 4, ys.max() + 5
    quad = np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], np.float32)
    letters = says or text.says
    places = tuple((k + 0.5) / len(letters) for k in range(len(letters)))
    return Line(quad=quad, text=letters, score=score, seen=0.8, places=places)


def picture() -> tuple[Image, NDArray[np.bool_]]:
    """A red sign that says SALE, OPEN 24 H on the wall, and an orange date stamp in the corner."""
    rgb = grainy((150, 160, 158), WIDTH, HEIGHT)
    cv2.rectangle(rgb, SIGN[:2], SIGN[2:], (170, 30, 35), -1, cv2.LINE_AA)
    date = Text(DATE.says, DATE.x, DATE.y, DATE.size, colour=(250, 140, 20))
    return drawn_on(rgb, SALE, OPEN, date)


@pytest.fixture(autouse=True)
def read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reader reads what was drawn; what the reader itself reads is tested with it."""
    reads(monkeypatch, [line(SALE), line(OPEN), line(DATE)])
    pretend(monkeypatch, [])
    monkeypatch.setattr(plates, "can_segment", lambda _: False)


def reads(patch: pytest.MonkeyPatch, lines: Sequence[Line]) -> None:
    """From now on these lines are read."""
    patch.setattr(scene_module, "read_lettering", lambda *_, **__: tuple(lines))
    patch.setattr(scene_module, "look_closer", lambda *_, **__: ())


def look(words: str) -> Found:
    """What is found in the picture."""
    return find(words, picture()[0], MODELS, cancel=CancelToken())


def overlap(found: Found, x0: int, y0: int, x1: int, y1: int) -> float:
    """Intersection over union of the mask and a box."""
    assert found.region is not None
    box = np.zeros((HEIGHT, WIDTH), bool)
    box[y0:y1, x0:x1] = True
    mask = found.region.weights > 0.5
    return float((mask & box).sum() / (mask | box).sum())


@pytest.mark.parametrize("words", ["the word SALE", "the text that says sale", 'the text "SÂLE"', "the word SALES"])
def test_text_is_found_by_what_it_says_and_taken_as_strokes(words: str) -> None:
    found = look(words)
    assert found.region is not None, found.sentence
    assert found.confidence >= LEAST
    ink = ink_of(SALE, WIDTH, HEIGHT) > 0.5
    mask = found.region.weights > 0.5
    assert float((mask & ink).sum() / ink.sum()) > 0.99
    # Strokes and their rims, not the sign.
    assert mask.sum() < 4.2 * ink.sum()
    assert found.fitted


def test_the_sign_that_says_something_is_the_whole_sign() -> None:
    found = look("the sign that says SALE")
    assert overlap(found, *SIGN) > 0.9, found.sentence
    assert not found.fitted


def test_what_nothing_says_is_refused_with_what_was_read() -> None:
    found = look("the word EXIT")
    assert found.region is None
    assert found.confidence < LEAST
    for said in ("EXIT", "SALE", "OPEN 24 H"):
        assert f'"{said}"' in found.sentence


def test_where_nothing_is_written_the_answer_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    reads(monkeypatch, [])
    for words in ("the text", "the logo", "the license plate", "the sign that says SALE"):
        found = look(words)
        assert found.region is None
        assert "No text could be read in the picture." in found.sentence


def test_all_text_is_every_line_and_a_place_chooses() -> None:
    everything, low = look("the text"), look("the text at the bottom")
    assert everything.region is not None
    assert len(everything.chosen) == 3
    assert everything.confidence >= SURE
    assert [t.label for t in low.chosen] == ["12.08.2019"]
    assert [t.label for t in look("the text on the left").chosen] == ["SALE"]


def test_a_number_is_found_among_letters() -> None:
    found = look("the number 24")
    assert found.box is not None, found.sentence
    whole = look("the text that says OPEN 24 H").box
    assert whole is not None
    assert found.box.width < 0.45 * whole.width
    assert abs((found.box.x0 + found.box.x1) - (whole.x0 + whole.x1)) < 0.5 * whole.width
    assert look("the number 2").region is None


def test_a_date_stamp_is_digits_in_a_corner() -> None:
    found = look("the date stamp")
    assert [t.label for t in found.chosen] == ["12.08.2019"]
    assert found.confidence >= SURE


def test_a_watermark_is_an_owners_name_in_a_corner(monkeypatch: pytest.MonkeyPatch) -> None:
    mark = Text("© A. Painter", 540, 395, 22)
    reads(monkeypatch, [line(SALE), line(mark)])
    found = look("the watermark")
    assert [t.label for t in found.chosen] == ["© A. Painter"]
    reads(monkeypatch, [line(SALE)])
    assert look("the watermark").region is None


def test_the_same_words_twice_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    again = Text("SALE", 480, 300, 44)
    reads(monkeypatch, [line(SALE), line(again)])
    found = look("the word SALE")
    assert found.region is not None
    assert LEAST <= found.confidence < SURE
    assert "2 places were found" in found.sentence
    assert [t.box.x0 > 400 for t in look("the word SALE on the right").chosen] == [True]
    assert len(look("every word SALE").chosen) == 2


def test_misread_letters_and_broken_lines_are_matched() -> None:
    one, two = Text("FRESH", 200, 200, 40), Text("BREAD", 200, 250, 40)
    lines = [line(one, says="FRE5H"), line(two)]
    assert len(blocks(lines)) == 1
    (match,) = best_matches("fresh bread", lines)
    assert [k.text for k in match.lines] == ["FRE5H", "BREAD"]
    assert match.likeness > 0.9
    assert best_matches("whole grain", lines) == []


def test_likeness_counts_mistakes() -> None:
    assert nearest("sale", "bigsaletoday") == (0, 3, 7)
    assert nearest("sale", "s4le")[0] == 1
    assert nearest("room0", "roomo")[0] == 0.5
    assert folded("Café Größe 3")[0] == "cafegrosse3"


def test_of_all_text_it_is_said_that_some_may_not_have_been_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def notes(words: str) -> tuple[str, ...]:
        return select(Target(kind="object", words=words), picture()[0], MODELS, None, cancel=CancelToken()).notes

    assert UNREAD in notes("the text")
    assert UNREAD not in notes("the word SALE")
    reads(monkeypatch, [line(SALE), line(Text("SALE", 480, 300, 44))])
    assert UNREAD not in notes("every word SALE")


def test_no_specks_are_left_between_two_lines_that_are_both_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    upper, lower = Text("TRANSIT", 300, 150, 44), Text("LONDON", 300, 184, 44)
    image, _ = drawn_on(grainy((90, 170, 220), WIDTH, HEIGHT), upper, lower)
    reads(monkeypatch, [line(upper), line(lower)])
    region = find("the text", image, MODELS, cancel=CancelToken()).region
    assert region is not None
    _, _, stats, _ = cv2.connectedComponentsWithStats((~region.inside).astype(np.uint8), connectivity=4)
    assert stats[1:, cv2.CC_STAT_AREA].min() > 36, "counters of letters, and no crumbs of them"
