"""Notation of the instruction set: intents, what sentences mean, and the sentences, as lines of a text file.

The rules stand at the top of bench/understanding/instructions/en.txt.
"""

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import ImageColor

FOLDER = Path(__file__).with_name("instructions")
CONTEXTS = ("plain", "two", "drawn", "clear", "canvas")
TARGETS = {"fill": "region"}
"""Where a step acts when the notation names nothing; background.* act on the background, all others on the whole."""
_STEP = re.compile(
    r"(?P<op>[a-z.]+)(?:\[(?P<target>[a-z]+)\]|\((?P<things>[^)]*)\))?(?P<params>(?: \S+=\S+| \S+[<>]\S+)*)"
)
_PARAM = re.compile(r"(?P<key>[a-z]+)(?P<sign>[=<>])(?P<value>\S+)")


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """One parameter that must come out: exactly this (low == high), within a range, or one of a kind of list."""

    key: str
    low: float | None = None
    high: float | None = None
    colors: tuple[tuple[int, int, int], ...] = ()
    numbers: tuple[float, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class WantedStep:
    """One step that must come out. things: acceptable names of the object it acts on (target 'object')."""

    op: str
    target: str
    things: tuple[str, ...] = ()
    params: tuple[Wanted, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Instruction:
    """A sentence and what it means. meanings: acceptable lists of steps; none: it must be refused."""

    language: str
    intent: str
    context: str
    words: str
    meanings: tuple[tuple[WantedStep, ...], ...]

    @property
    def held_out(self) -> bool:
        """A third of the instructions, by a fixed rule: not looked at while the planner is tuned."""
        return zlib.crc32(self.words.encode()) % 3 == 0


def load(folder: Path = FOLDER) -> tuple[Instruction, ...]:
    """Every instruction of every language file. Raises ValueError, naming the line, where the notation is broken."""
    found = [i for path in sorted(folder.glob("*.txt")) for i in _read(path)]
    keys = {(i.language, i.context, i.words) for i in found}
    if len(keys) != len(found):
        raise ValueError("an instruction is written twice")
    return tuple(found)


def _read(path: Path) -> Iterator[Instruction]:
    """The instructions of one file."""
    intent, fresh, meanings, context = "", False, list[tuple[WantedStep, ...]](), "plain"
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if line.startswith("## "):
            intent = line[3:]
        elif not line or line.startswith("#"):
            continue
        elif line.startswith("= "):
            if not fresh:
                meanings = []
            try:
                context, steps = meaning(line[2:])
            except ValueError as error:
                raise ValueError(f"{path.name}:{number}: {error}") from error
            meanings.append(steps)
            fresh = True
        else:
            fresh = False
            doable = tuple(m for m in meanings if m)
            yield Instruction(language=path.stem, intent=intent, context=context, words=line, meanings=doable)


def meaning(text: str) -> tuple[str, tuple[WantedStep, ...]]:
    """(context, steps) of one '=' line; no steps: to be refused."""
    context = "plain"
    if text.startswith("["):
        context, _, text = text[1:].partition("] ")
        if context not in CONTEXTS:
            raise ValueError(f"unknown context {context!r}")
    if text == "refuse":
        return context, ()
    return context, tuple(_step(part.strip()) for part in text.split(";"))


def _step(text: str) -> WantedStep:
    """One step of the notation."""
    match = _STEP.fullmatch(text)
    if match is None:
        raise ValueError(f"not a step: {text!r}")
    op, things = match["op"], match["things"]
    usual = TARGETS.get(op, "background" if op.startswith("background.") else "whole")
    return WantedStep(
        op=op,
        target="object" if things is not None else match["target"] or usual,
        things=tuple(things.split("|")) if things else (),
        params=tuple(_param(p) for p in match["params"].split()),
    )


def _param(text: str) -> Wanted:
    """'key=value', 'key>0' or 'key<0'."""
    match = _PARAM.fullmatch(text)
    if match is None:
        raise ValueError(f"not a parameter: {text!r}")
    key, sign, value = match["key"], match["sign"], match["value"]
    if sign != "=":
        limit = float(value)
        tiny = 1e-9
        return Wanted(key=key, low=limit + tiny) if sign == ">" else Wanted(key=key, high=limit - tiny)
    if key in {"color", "colors"}:
        return Wanted(key=key, colors=tuple(_rgb(name) for name in value.split(",")))
    if "," in value:
        return Wanted(key=key, numbers=tuple(float(v) for v in value.split(",")))
    low, dots, high = value.partition("..")
    try:
        return Wanted(key=key, low=float(low), high=float(high if dots else low))
    except ValueError:
        return Wanted(key=key, text=value)


def _rgb(name: str) -> tuple[int, int, int]:
    """A colour by CSS name or hex."""
    red, green, blue = ImageColor.getrgb(name)[:3]
    return red, green, blue
