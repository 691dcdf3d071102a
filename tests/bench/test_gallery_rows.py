"""The gallery's rows: every instruction is understood, every operation is shown, and the page says what was asked."""

import json
from pathlib import Path

import pytest

from bench import gallery, gallery_docs
from scumble.core.errors import Unsupported
from scumble.engines.cpu.operations import OPERATIONS
from scumble.planner.plan import Context, plan_edit

ROWS = [(path.stem, row) for path in sorted(gallery.ROWS.glob("*.json")) for row in json.loads(path.read_text())]
NOT_SHOWN = {"canvas", "crop", "resize", "pad", "rotate", "flip"}
"""Operations that leave nothing to judge by eye."""
REFUSED_FIRST = "refused"
"""Names of rows that show a refusal begin with this."""


def planned(row: gallery.Row) -> set[str]:
    context = Context(
        sources=2 if row.get("second") else 1,
        has_drawn=bool(row.get("region")),
        transparent=None,
        width=1000,
        height=1000,
    )
    return {str(s.op) for s in plan_edit(row["words"], context).steps}


@pytest.mark.parametrize("row", [r for _, r in ROWS], ids=[f"{t}-{gallery.name_of(r)}" for t, r in ROWS])
def test_every_instruction_of_the_gallery_is_understood(row: gallery.Row) -> None:
    if row["name"].startswith(REFUSED_FIRST):
        with pytest.raises(Unsupported):
            planned(row)
    else:
        assert planned(row)


def test_pictures_have_names_of_their_own_and_are_not_too_many_to_look_at() -> None:
    names = [gallery.name_of(r) for _, r in ROWS]
    assert len(set(names)) == len(names)
    assert len(names) <= 300


def test_every_operation_that_can_be_judged_by_eye_is_shown() -> None:
    shown = {op for _, row in ROWS if not row["name"].startswith(REFUSED_FIRST) for op in planned(row)}
    assert {str(op) for op in OPERATIONS} - NOT_SHOWN <= shown


def test_the_page_shows_what_was_chosen_with_the_words_that_were_given() -> None:
    chosen = [gallery_docs.Chosen(**c) for c in json.loads(gallery_docs.CHOSEN.read_text())]
    assert gallery_docs.PAGE.read_text() == gallery_docs.page(chosen, gallery_docs.rows_by_name())
    assert {Path(p).stem for p in gallery_docs.FOLDER.glob("*.jpg")} == {c.name for c in chosen}
    assert sum(c.good for c in chosen) >= 24
    assert sum(not c.good for c in chosen) >= 6
