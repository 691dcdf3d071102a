"""A doubt about the cut-out reaches whoever asked for the edit, once."""

import pytest

from scumble.core.image import Source
from scumble.core.instruction import Instruction
from scumble.core.outcome import Verdict
from scumble.regions import scene as scene_module
from scumble.vision.subject import Subject
from tests.edits.conftest import Edit
from tests.vision.helpers import mug


def test_the_verdict_on_the_cut_out_is_part_of_the_answer(edit: Edit, monkeypatch: pytest.MonkeyPatch) -> None:
    image, true = mug(240, 320)
    doubt = Verdict(guard="cut_out", passed=False, value=2.0, limit=1.0, sentence="Look at its edges.")
    told = Subject(alpha=true, edges="hard", confidence=1.0, verdicts=(doubt,))
    monkeypatch.setattr(scene_module, "find_subject", lambda *_, **__: told)
    source = Source(image=image, data=b"", format="png")
    words = "make the background light grey and make the subject brighter"
    made = edit(Instruction(words=words, sources=(source,)))[0]
    assert [v for v in made.verdicts if v.guard == "cut_out"] == [doubt]
