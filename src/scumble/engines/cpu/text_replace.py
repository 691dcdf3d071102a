"""Change text: the old letters taken away, new words set in the like typeface, place, ink and sharpness (text.replace).

The letters' strokes are filled from what is around them; the face, its size and perspective are found by laying faces
over the old letters; longer words take the free room of the sign, then become narrower, then smaller.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.outcome import Candidate, Inscription, Verdict
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu import text_left
from scumble.engines.cpu.text_faces import Face, able, faces
from scumble.engines.cpu.text_line import Drawn, Known, know, redraw
from scumble.engines.cpu.text_part import Part, part_of, put_back, settable, text_of
from scumble.vision.lettering import Line
from scumble.vision.quads import upside_down

Floats = NDArray[np.float32]

GUARD = "lettering_match"
ALIKE = 0.8
"""Likeness of the best face to the letters from which the new words pass for the old ones'."""
LEAST = 0.6
"""Likeness below which nothing is written: the letters were not told from their ground, or are no letters of a font."""
SMALLER = 0.8
"""Share of the old letters' size below which a word's whole line is set anew, and of which is told."""
SAME_SIZE = 1.18
"""Lines whose heights differ by no more than this factor are set in one size."""


@dataclass(frozen=True, kw_only=True, eq=False)
class _Done:
    part: Part
    known: list[Known]
    drawn: list[Drawn]
    texts: list[str]

    @property
    def scale(self) -> float:
        """The smallest of the lines' sizes, as a share of the old ones'."""
        return min(d.scale for d in self.drawn)


def render(task: Task, cancel: CancelToken, folder: Path | None = None) -> Candidate:
    """The task's lines (`Task.lines`) with other words. Parameters: `text`, and `find`, what stands there as typed.

    folder: an operator's own fonts. Raises InvalidValue for a text that cannot be set, Unsupported where no line can be
    told from its ground or no font has the letters, Cancelled.
    """
    text, find = text_of(task, "text"), str(task.step.params.get("find") or "")
    lines = [line for line in task.lines if line.text]
    if not lines:
        raise Unsupported("There is no text to change: none could be read there.", part=task.step.text)
    choice = faces(folder)
    settable(text, choice, task.step.text)
    done = _written(task, lines, text, find, choice, cancel)
    notes: list[str] = []
    within = lines[0].within
    if len(lines) == 1 and within is not None and (done is None or done.scale < SMALLER):
        whole = f"{within.line.text[: within.start]}{text}{within.line.text[within.stop :]}"
        if able(whole, choice):
            again = _written(task, [within.line], whole, within.line.text, choice, cancel)
            if again is not None and (done is None or again.scale > done.scale):
                done = again
                notes.append("The new words are longer than the old ones, so that their whole line was set anew.")
    verdicts = () if done is None else (_doubt(done.known), text_left.verdict(done.part, [k.line for k in done.known]))
    # Letters of an unlike face on a ground that was not cleared are no picture to hand out, with a warning or without.
    if done is None or not any(v.passed for v in verdicts):
        raise Unsupported(
            f'"{lines[0].text}" was read, but its letters are not clear enough, or too much of a shape of their own, '
            "to set other words like them; a generative engine (such as gpt-image) could redraw them.",
            part=task.step.text,
            needs="generative edit",
        )
    pixels, cover = done.part.clean.copy(), np.zeros(done.part.ink.shape, np.float32)
    for one in done.drawn:
        place = (slice(one.box.y0, one.box.y1), slice(one.box.x0, one.box.x1))
        behind = pixels[place].astype(np.float32)
        laid = behind + one.cover[:, :, None] * (one.rgb - behind)
        pixels[place] = np.clip(np.rint(laid), 0, 255).astype(np.uint8)
        cover[place] = np.maximum(cover[place], one.cover)
    image, region = put_back(task, done.part, pixels, cover)
    if done.scale < SMALLER:
        notes.append(f"There was no more room, so that the new letters are {1 - done.scale:.0%} smaller.")
    corner = np.array([done.part.box.x0, done.part.box.y0], np.float32)
    written = tuple(
        Inscription(text=said, quad=d.quad + corner) for d, said in zip(done.drawn, done.texts, strict=True)
    )
    notes.append(_named(done.known))
    return Candidate(
        image=image,
        blended=True,
        region=region,
        notes=tuple(notes),
        verdicts=verdicts,
        inscriptions=written,
    )


def _written(
    task: Task, lines: Sequence[Line], text: str, find: str, choice: Sequence[Face], cancel: CancelToken
) -> _Done | None:
    """The lines set anew; None where their letters cannot be told."""
    part = part_of(task, lines, cancel)
    known: list[Known] = []
    for line in lines:
        typed = (find,) if len(lines) == 1 and find and _alike(find, line.text) else ()
        one = know(part, line, (line.text, *typed), choice, cancel)
        if one is None or one.match.likeness < ALIKE:
            # Readers read some words upside down as well.
            turned = know(part, replace(line, quad=upside_down(line.quad)), (line.text, *typed), choice, cancel)
            if turned is not None and (one is None or turned.match.likeness > one.match.likeness):
                one = turned
        if one is not None and one.match.likeness >= LEAST:
            known.append(one)
    if not known:
        return None
    texts = _shared(text, [k.line for k in known])
    used = _places(known, len(texts))
    letters = [_face(k.match.face, said, choice) for k, said in zip(used, texts, strict=True)]
    shape = part.ink.shape
    drawn = [redraw(k, said, face, shape, task.seed) for k, said, face in zip(used, texts, letters, strict=True)]
    heights = [k.line.height for k in used]
    if len(drawn) > 1 and max(heights) < SAME_SIZE * min(heights):
        least = min(d.scale for d in drawn)
        drawn = [
            redraw(k, said, face, shape, task.seed, most=least)
            for k, said, face in zip(used, texts, letters, strict=True)
        ]
    return _Done(part=part, known=used, drawn=drawn, texts=texts)


def _alike(typed: str, read: str) -> bool:
    """True when what was typed may be what was read, spaces, capitals and a misread letter aside."""
    a, b = ("".join(t.casefold().split()) for t in (typed, read))
    return len(a) == len(b) and sum(x != y for x, y in zip(a, b, strict=True)) <= max(1, len(a) // 4)


def _shared(text: str, lines: Sequence[Line]) -> list[str]:
    """The words spread over at most as many lines as there were, each about as full as its line was."""
    words, count = text.split(), len(lines)
    if count == 1 or len(words) == 1:
        return [text]
    count = min(count, len(words))
    room = sorted((len(line.text) for line in lines), reverse=True)[:count]
    best = min(
        _cuts(len(words), count),
        key=lambda cuts: max(
            len(" ".join(words[a:b])) / max(1, room[k]) for k, (a, b) in enumerate(pairwise((0, *cuts, len(words))))
        ),
    )
    return [" ".join(words[a:b]) for a, b in pairwise((0, *best, len(words)))]


def _cuts(words: int, lines: int, start: int = 1) -> list[tuple[int, ...]]:
    """Every way to cut so many words into so many lines, the first cut not before `start`; long texts evenly."""
    if words > 14 or lines > 4:
        return [tuple(round(k * words / lines) for k in range(1, lines))]
    if lines == 1:
        return [()]
    return [(at, *rest) for at in range(start, words - lines + 2) for rest in _cuts(words, lines - 1, at + 1)]


def _places(known: Sequence[Known], count: int) -> list[Known]:
    """The lines that get words: all, or the largest ones, in their order."""
    if count >= len(known):
        return list(known)
    kept = sorted(known, key=lambda k: -k.line.height * k.line.length)[:count]
    return [k for k in known if k in kept]


def _face(face: Face, text: str, choice: Sequence[Face]) -> Face:
    """The face, or the one nearest to it that has the letters."""
    if not face.missing(text):
        return face
    return min(
        able(text, choice),
        key=lambda f: (f.kind != face.kind, f.italic != face.italic, abs(f.weight - face.weight)),
    )


def _named(known: Sequence[Known]) -> str:
    """The typeface, for the reader."""
    names = " and ".join(dict.fromkeys(k.match.face.says for k in known))
    return f"Set in {names}, the likest of the typefaces here."


def _doubt(known: Sequence[Known]) -> Verdict:
    """How much the faces look like what stood there."""
    likeness = float(min(k.match.likeness for k in known))
    sentence = (
        "The new letters are of a typeface like the old ones'."
        if likeness >= ALIKE
        else "The old letters have a shape of their own (a logotype, handwriting, an outline, a curve or an effect), "
        "which is not imitated: the likest plain typeface was taken. Look whether it will do; a generative engine "
        "could do more."
    )
    return Verdict(guard=GUARD, passed=likeness >= ALIKE, value=likeness, limit=ALIKE, sentence=sentence)
