"""Lettering guard: what was written is read back by OCR, and the text beside it still reads as it did."""

from collections.abc import Sequence

import cv2

from scumble.core.image import Image
from scumble.core.outcome import Inscription, Verdict
from scumble.vision.lettering import Line, read_quad
from scumble.vision.models import Models
from scumble.vision.quads import extent, grown

READ, KEPT = "lettering", "lettering_kept"
LEAST = 0.9
"""Share of the letters that have to be read back for the text to pass."""
MARGINS = (0.15, 0.3)
"""What a quad is grown by before it is read, in heights of its letters: readers want a little ground around them."""
CERTAIN = 0.95
"""Mean certainty of its letters from which a first reading counts."""
BESIDE = 2.0
"""Heights of new letters around them in which other lines are read again."""
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "„": '"', "–": "-", "—": "-", "−": "-", "…": "..."})


def verdicts(
    after: Image, written: Sequence[Inscription], lines: Sequence[Line], replaced: Sequence[Line], models: Models
) -> tuple[Verdict, ...]:
    """What was written read back, and the lines near it read again; the second only where there are such lines.

    lines: all that were read before; replaced: those of them that new text stands for.
    """
    wanted = " ".join(w.text for w in written)
    said = " ".join(_read(after, w, models) for w in written)
    share = equal_share(wanted, said)
    sentence = (
        f'"{said}" is read where "{wanted}" was written.'
        if share < 1
        else f'"{wanted}" is read back as it was written.'
    )
    found = [Verdict(guard=READ, passed=share >= LEAST, value=share, limit=LEAST, sentence=sentence)]
    near = [line for line in lines if _beside(line, written) and not _same(line, replaced)]
    if near:
        found.append(_kept(after, near, models))
    return tuple(found)


def equal_share(wanted: str, said: str) -> float:
    """0..1: one less the edit distance (Levenshtein) over the length; spaces, capitals and kinds of quotes and dashes
    aside, which readers do not tell for certain."""
    a, b = _folded(wanted), _folded(said)
    row = list(range(len(b) + 1))
    for i, c in enumerate(a, 1):
        last, row = row, [i]
        for j, d in enumerate(b, 1):
            row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (c != d)))
    return max(0.0, 1 - row[-1] / max(1, len(a)))


def _folded(text: str) -> str:
    return "".join(text.translate(_PLAIN).casefold().split())


def _read(image: Image, written: Inscription, models: Models) -> str:
    """What a reader makes of it, with a little ground around it or more, whichever it is surer of."""
    tall = extent(written.quad)[1]
    best = None
    for margin in MARGINS:
        said = read_quad(image, grown(written.quad, margin * tall, margin * tall), models)
        if best is None or said.score > best.score:
            best = said
        if best.score >= CERTAIN:
            break
    return best.text if best else ""


def _kept(after: Image, near: Sequence[Line], models: Models) -> Verdict:
    """The lines beside what was written, read again."""
    now = [read_quad(after, line.quad, models).text for line in near]
    lost = [line.text for line, text in zip(near, now, strict=True) if equal_share(line.text, text) < LEAST]
    share = 1 - len(lost) / len(near)
    sentence = "The text beside it reads as before."
    if lost:
        sentence = f"Text beside it no longer reads as before: {', '.join(repr(t) for t in lost[:3])}."
    return Verdict(guard=KEPT, passed=not lost, value=share, limit=1.0, sentence=sentence)


def _beside(line: Line, written: Sequence[Inscription]) -> bool:
    """True when a line lies close to one that was written."""
    for one in written:
        reach = BESIDE * extent(one.quad)[1]
        if float(cv2.intersectConvexConvex(grown(one.quad, reach, reach), line.quad)[0]) > 0:
            return True
    return False


def _same(line: Line, replaced: Sequence[Line]) -> bool:
    """True when a line is one of those that were replaced, or holds a part that was."""
    for one in replaced:
        whole = one if one.within is None else one.within.line
        both = float(cv2.intersectConvexConvex(whole.quad, line.quad)[0])
        if both > 0.3 * line.length * line.height:
            return True
    return False
