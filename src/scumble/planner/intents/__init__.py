"""Registry of intents, as data: which sequences of word classes mean which operation. A new operation adds rows.

A pattern is a regular expression over class names; {NAME} is a macro; words of dropped classes and of LEVEL (slightly,
a lot) are taken out before matching, so a row says in `levels` whether it can be weaker or stronger. Because the whole
clause has to match, every content word is accounted for: what no row explains is refused, never guessed.
"""

from scumble.planner.intents.background import BACKGROUND
from scumble.planner.intents.canvas import CANVASES
from scumble.planner.intents.canvas_edits import CANVAS_EDITS
from scumble.planner.intents.fill import FILL
from scumble.planner.intents.geometry import GEOMETRY
from scumble.planner.intents.keep import KEEP
from scumble.planner.intents.light import LIGHT
from scumble.planner.intents.objects import OBJECTS
from scumble.planner.intents.replace import REPLACING
from scumble.planner.intents.row import Intent
from scumble.planner.intents.scene import SCENES
from scumble.planner.intents.shapes import SHAPES, SHAPES_FIRST
from scumble.planner.intents.style import STYLES
from scumble.planner.intents.tone import TONE

__all__ = ["CANVASES", "EDITS", "Intent"]

EDITS: tuple[Intent, ...] = (
    *SHAPES_FIRST,
    *KEEP,
    *CANVAS_EDITS,
    *SCENES,
    *REPLACING,
    *BACKGROUND,
    *LIGHT,
    *TONE,
    *FILL,
    *OBJECTS,
    *STYLES,
    *GEOMETRY,
    *SHAPES,
)
"""Order matters only where two rows explain the same clause: the first wins."""
