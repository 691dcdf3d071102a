"""What an instruction says of its pictures before one is touched: their facts for the planner, and its blank canvas."""

from dataclasses import replace

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.image import Image
from scumble.core.instruction import Instruction
from scumble.core.plan import GEOMETRIC, Op, Plan
from scumble.edits.preview import DEFAULT_CANVAS
from scumble.edits.selection import wants_subject
from scumble.planner.plan import Context
from scumble.vision.memory import Memory


def context_of(instruction: Instruction) -> Context:
    """What the planner may know of the pictures."""
    width, height = canvas_size(instruction)
    if instruction.sources:
        width, height = instruction.sources[0].image.width, instruction.sources[0].image.height
    return Context(
        sources=len(instruction.sources),
        has_drawn=instruction.drawn is not None,
        transparent=instruction.output.transparent,
        width=width,
        height=height,
    )


def interned(instruction: Instruction, memory: Memory) -> Instruction:
    """With pictures that are remembered in the place of equal ones. One that nobody has read is left unread: whoever
    has to look at it will. Their keys take a while: for the pool."""
    sources = (replace(s, image=memory.intern(s.image)) if s.image.is_read else s for s in instruction.sources)
    return replace(instruction, sources=tuple(sources))


def canvas_size(instruction: Instruction) -> tuple[int, int]:
    """Width and height of a generated picture."""
    return instruction.output.width or DEFAULT_CANVAS, instruction.output.height or DEFAULT_CANVAS


def blank(width: int, height: int) -> Image:
    """An opaque white picture."""
    return Image(pixels=np.full((height, width, 4), 255, np.uint8))


def check_output(plan: Plan, instruction: Instruction) -> None:
    """A transparent background needs a format that has transparency, and a picture to cut out of."""
    output = instruction.output
    words = any(s.op == Op.INSTRUCT for s in plan.steps)
    cut = any(s.op == Op.BACKGROUND_REMOVE for s in plan.steps) or (words and output.transparent)
    if cut and output.format == "jpeg":
        raise InvalidValue(
            "A transparent background needs output_format png or webp; jpeg has no transparency.",
            param="output_format",
        )
    if output.transparent and not instruction.sources and not words:
        raise InvalidValue(
            "The embedded engine generates opaque backdrops only; leave background out, or edit a picture with it.",
            param="background",
        )


def unused(instruction: Instruction, plan: Plan) -> list[str]:
    """Sentences about what was sent and has no part in the edit."""
    notes: list[str] = []
    whole = all(s.target.kind == "whole" and s.op in GEOMETRIC and not wants_subject(s) for s in plan.steps)
    if instruction.drawn is not None and whole:
        notes.append("What was drawn was not used: this edit moves or frames the picture as a whole.")
    used = [s.params.get("image") for s in plan.steps if "image" in s.params]
    unused = [str(k) for k in range(2, len(instruction.sources) + 1) if k not in used]
    if unused:
        notes.append(f"Not used in this edit: picture {', '.join(unused)}.")
    return notes
