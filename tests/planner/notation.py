"""Short notation for instruction -> plan cases: contexts by name, steps and refusals as small values."""

from dataclasses import dataclass
from typing import Any

from scumble.planner.plan import Context

CONTEXTS = {
    "plain": Context(sources=1, has_drawn=False, transparent=None, width=1200, height=800),
    "drawn": Context(sources=1, has_drawn=True, transparent=None, width=1200, height=800),
    "two": Context(sources=2, has_drawn=False, transparent=None, width=1200, height=800),
    "clear": Context(sources=1, has_drawn=False, transparent=True, width=1200, height=800),
}


@dataclass(frozen=True)
class Refused:
    """The instruction must be refused and the refusal's `part` must contain these words (any case)."""

    part: str


StepCase = tuple[str, str, dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """An instruction, where it is said, and what must come out: (op, target, params) in order, or Refused."""

    words: str
    steps: tuple[StepCase, ...] = ()
    refused: Refused | None = None
    context: str = "plain"


def no(words: str, part: str, context: str = "plain") -> Case:
    """A refusal."""
    return Case(words, refused=Refused(part), context=context)


def yes(words: str, *steps: StepCase, context: str = "plain") -> Case:
    """A plan."""
    return Case(words, steps=steps, context=context)


CUT: StepCase = ("background.remove", "background", {})
CROP_REGION: StepCase = ("crop", "region", {})
FILL: StepCase = ("fill", "region", {})
REMOVE: StepCase = ("fill", "object", {})
STRAIGHTEN: StepCase = ("straighten", "whole", {})


def color(value: str) -> StepCase:
    """Background to a colour."""
    return ("background.color", "background", {"color": value})


def gradient(*colors: str, direction: str = "vertical") -> StepCase:
    """Background to a gradient."""
    return ("background.gradient", "background", {"colors": list(colors), "direction": direction})


def studio(value: str = "#ffffff", shadow: float = 0.5) -> StepCase:
    """Background to a studio."""
    return ("background.studio", "background", {"color": value, "shadow": shadow})


def picture(index: int = 2) -> StepCase:
    """Background from an input picture."""
    return ("background.image", "background", {"image": index})


def bg_blur(amount: float = 0.5) -> StepCase:
    """Background blurred."""
    return ("background.blur", "background", {"amount": amount})


def bg_grey(amount: float = 1.0) -> StepCase:
    """Background desaturated."""
    return ("background.desaturate", "background", {"amount": amount})


def blur(target: str, amount: float = 0.5) -> StepCase:
    """Target blurred."""
    return ("blur", target, {"amount": amount})


def tone(target: str = "whole", **params: Any) -> StepCase:
    """Tone on a target."""
    return ("tone", target, params)


def style(name: str, target: str = "whole", **params: Any) -> StepCase:
    """A style on a target."""
    return ("style", target, {"style": name, **params})


def scene(name: str, **params: Any) -> StepCase:
    """A scene behind the subject."""
    return ("background.scene", "background", {"scene": name, **params})


def thing(op: str, target: str = "object", **params: Any) -> StepCase:
    """An operation on a single thing."""
    return (f"object.{op}", target, params)


def recolor(value: str, target: str = "object") -> StepCase:
    """Thing in another colour."""
    return thing("recolor", target, color=value)


def move(target: str = "object", **params: Any) -> StepCase:
    """Thing to another place."""
    return thing("move", target, **params)


def scale(factor: float) -> StepCase:
    """Thing in another size."""
    return thing("scale", factor=factor)


def crop(**params: Any) -> StepCase:
    """Crop."""
    return ("crop", "whole", params)


def resize(**params: Any) -> StepCase:
    """Resize."""
    return ("resize", "whole", params)


def pad(**params: Any) -> StepCase:
    """Pad."""
    return ("pad", "whole", params)


def rotate(degrees: float) -> StepCase:
    """Rotate clockwise."""
    return ("rotate", "whole", {"degrees": degrees})


def flip(axis: str = "horizontal") -> StepCase:
    """Flip."""
    return ("flip", "whole", {"axis": axis})


def border(value: str = "#ffffff", **params: Any) -> StepCase:
    """Border."""
    return ("border", "whole", {"color": value, **params})


def styled(style: str, **params: Any) -> StepCase:
    """Border of a style."""
    return ("border", "whole", {"style": style, **params})


def canvas(kind: str, *colors: str, direction: str = "vertical") -> StepCase:
    """Generated picture."""
    params: dict[str, Any] = {"kind": kind, "colors": list(colors)}
    if kind == "gradient":
        params["direction"] = direction
    return ("canvas", "whole", params)
