"""Memory of an edit: what it will need, estimated from headers and plan before decoding; what its results hold.

Measured peaks in bytes for each pixel of a 12-megapixel picture: make it brighter 28 (png) and 36 (jpeg), white studio
26, blur the background 32, blur it as webp 42; a thumbnail resized to 25 megapixels 16; 6 megapixels brought to 25 by
`size` 34. All are below 12 for each pixel sent and 32 for each of the largest picture made.
"""

from collections.abc import Sequence

from scumble.api.services import DoorSettings, Planned
from scumble.core.capability import Capabilities
from scumble.core.errors import TooLarge
from scumble.core.instruction import Output
from scumble.core.outcome import Edited
from scumble.core.plan import Op

GENERATED_PIXELS = 1024 * 1024
"""Pixels a generation is thought to have when no size was asked for."""
KEPT_PER_PIXEL = 8
"""Bytes per pixel that a finished variant holds while the next is drawn: its file (at most 4) and its region (4)."""

REDRAWN_PER_PIXEL = 8
"""Bytes per pixel for what the geometry guard holds of a picture that was drawn anew as a whole: it, moved back (4),
and its lightness beside the first one's (4)."""


def working_memory(
    sources: Sequence[int],
    output: Output,
    planned: Planned,
    can: Capabilities | None,
    settings: DoorSettings,
) -> int:
    """Bytes an edit needs while it is in work.

    sources: pixels of every picture sent, masks included, the edited one first. planned: knows the largest picture on
    the way. can: of the engine that will draw; tells whether variants differ, so that each is drawn and kept.
    """
    asked = (output.width or 0) * (output.height or 0)
    largest = max(planned.pixels, asked, sources[0] if sources else 0)
    if not largest:
        largest = GENERATED_PIXELS
    redrawn = can is not None and any(
        step.op is Op.INSTRUCT and step.op in can.operations for step in planned.plan.steps
    )
    differ = can is not None and any(step.op in can.seeded for step in planned.plan.steps)
    kept = (output.variants - 1) * largest * KEPT_PER_PIXEL if differ else 0
    each = settings.bytes_per_pixel + (REDRAWN_PER_PIXEL if redrawn else 0)
    return sum(sources) * settings.bytes_per_source_pixel + largest * each + kept


def held_memory(results: Sequence[Edited]) -> int:
    """Bytes of finished results: files and regions, each counted once however many variants share it."""
    held = {id(part): size for r in results for part, size in ((r.data, len(r.data)), (r.region, r.region.nbytes))}
    return sum(held.values())


def check_budget(memory: int, settings: DoorSettings) -> None:
    """Raises TooLarge for an edit that could never run within the budget, however long it waited."""
    if memory > settings.max_pixel_memory:
        raise TooLarge(
            f"This edit needs about {memory / 2**20:,.0f} MB of memory; all edits of this server together get"
            f" {settings.max_pixel_memory / 2**20:,.0f} MB (memory_budget_mb). Send smaller pictures, or ask for less."
        )
