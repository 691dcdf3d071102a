"""Lettering guard: equal shares, and text beside what was written."""

import numpy as np
import pytest

from scumble.core.image import Image
from scumble.core.outcome import Inscription
from scumble.guards.lettering import equal_share, verdicts
from scumble.vision.lettering import Line
from scumble.vision.models import Models
from tests.engines.cpu.lettered import sign


@pytest.mark.parametrize(
    ("wanted", "said", "share"),
    [
        ("SALE", "SALE", 1.0),
        ("WINTER SALE", "WINTERSALE", 1.0),
        ("Sale", "SALE", 1.0),
        ("It's", "It’s", 1.0),
        ("SALE", "SAIE", 0.75),
        ("SALE", "", 0.0),
        ("19,99 €", "19,99 C", 5 / 6),
        ("AB", "XYZWV", 0.0),
    ],
)
def test_shares(wanted: str, said: str, share: float) -> None:
    assert equal_share(wanted, said) == pytest.approx(share)


def test_text_beside_that_was_damaged_fails() -> None:
    models = Models()
    above, first = sign("Information", size=30, height=80)
    below, second = sign("CLOSED", size=50, height=110)
    both = Image(pixels=np.concatenate([above.pixels, below.pixels]))
    down = second.quad + np.array([0, 80], np.float32)
    lines = (first, Line(quad=down, text="OPEN", score=0.99, seen=0.99))
    written = (Inscription(text="CLOSED", quad=down),)
    good = verdicts(both, written, lines, lines[1:], models)
    assert [(v.guard, v.passed) for v in good] == [("lettering", True), ("lettering_kept", True)]
    pixels = both.pixels.copy()
    pixels[:80, 150:260] = pixels[0, 0]
    bad = verdicts(Image(pixels=pixels), written, lines, lines[1:], models)
    assert [(v.guard, v.passed) for v in bad] == [("lettering", True), ("lettering_kept", False)]
    assert "Information" in bad[1].sentence
