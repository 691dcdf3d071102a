"""Scoring of one plan against what its instruction means: right, parameters wrong, intent wrong, refused."""

from collections.abc import Mapping, Sequence
from typing import Literal, cast

from bench.understanding.notation import Instruction, Wanted, WantedStep
from scumble.core.plan import JsonValue, Plan, Step

Outcome = Literal["right", "parameters", "intent", "refused"]
COLOUR_SLACK = 48
"""Largest difference of a channel (0..255) at which a named colour still counts as the one meant."""
NUMBER_SLACK = 0.01
"""Relative; in pixels and degrees at least half a unit."""
FREE: Mapping[str, frozenset[str]] = {
    "background.studio": frozenset({"shadow", "color"}),
    "background.gradient": frozenset({"direction"}),
    "background.blur": frozenset({"amount"}),
    "background.desaturate": frozenset({"amount"}),
    "blur": frozenset({"amount"}),
    "crop": frozenset({"margin"}),
    "resize": frozenset({"fit"}),
    "pad": frozenset({"color"}),
    "border": frozenset({"amount", "pixels"}),
    "canvas": frozenset({"direction"}),
    "move": frozenset({"amount", "pixels"}),
    "duplicate": frozenset({"direction", "amount", "pixels"}),
    "flip": frozenset({"axis"}),
}
"""Parameters that a step may carry although the instruction does not ask for them: they have sensible defaults."""
ARTICLES = frozenset(
    word
    for words in (
        "the a an that this my your of in on at to from with",
        "der die das den dem des ein eine einen einem eines mein meine auf im am",
        "le la les l un une du de des mon ma à au aux",
        "el los las una al del mi sobre",
        "o os as um uma do da dos das no na ao meu minha em",
    )
    for word in words.split()
)
"""Words that do not change which thing is meant, in the languages of the set."""


def judge(instruction: Instruction, plan: Plan | None) -> Outcome:
    """What a plan (None: refused) is worth. Refusing what cannot be done is right, acting on it a wrong intent."""
    if not instruction.meanings:
        return "right" if plan is None else "intent"
    if plan is None:
        return "refused"
    if any(_same(wanted, plan.steps) for wanted in instruction.meanings):
        return "right"
    kinds = [(_operation(s), s.target.kind) for s in plan.steps]
    if any(kinds == [(w.op, w.target) for w in wanted] for wanted in instruction.meanings):
        return "parameters"
    return "intent"


def _same(wanted: Sequence[WantedStep], steps: Sequence[Step]) -> bool:
    """Whether the steps are the wanted ones in the wanted order."""
    return len(wanted) == len(steps) and all(_fits(w, s) for w, s in zip(wanted, steps, strict=True))


def _operation(step: Step) -> str:
    """The operation's name as the notation writes it: 'object.recolor' and 'recolor' are one."""
    return str(step.op).removeprefix("object.")


def _fits(wanted: WantedStep, step: Step) -> bool:
    """Operation, target, thing and parameters."""
    if wanted.op != _operation(step) or wanted.target != step.target.kind:
        return False
    if wanted.things and bare(step.target.words or "") not in {bare(t) for t in wanted.things}:
        return False
    asked = {w.key for w in wanted.params}
    extra = {k for k, v in step.params.items() if v is not None} - asked - FREE.get(wanted.op, frozenset())
    return not extra and all(_value_fits(w, step.params.get(w.key)) for w in wanted.params)


def bare(words: str) -> str:
    """A name of a thing without articles, little words and case."""
    text = words.lower().replace("'s", " ").replace("'", " ").replace("’", " ")
    return " ".join(w for w in text.split() if w not in ARTICLES)


def _value_fits(wanted: Wanted, value: JsonValue) -> bool:
    """Whether a parameter has the wanted value."""
    if wanted.text:
        return str(value).lower() == wanted.text or wanted.text == "*"
    if wanted.colors:
        given = value if isinstance(value, list) else [value]
        return len(given) == len(wanted.colors) and all(map(_alike, wanted.colors, given))
    if wanted.numbers:
        return (
            isinstance(value, list)
            and len(value) == len(wanted.numbers)
            and all(_within(v, n, n) for v, n in zip(cast(list[JsonValue], value), wanted.numbers, strict=True))
        )
    return _within(value, wanted.low, wanted.high)


def _alike(wanted: tuple[int, int, int], value: JsonValue) -> bool:
    """Whether '#rrggbb' is near a colour."""
    if not isinstance(value, str) or len(value) != 7:
        return False
    given = (int(value[i : i + 2], 16) for i in (1, 3, 5))
    return max(abs(a - b) for a, b in zip(wanted, given, strict=True)) <= COLOUR_SLACK


def _within(value: JsonValue, low: float | None, high: float | None) -> bool:
    """Whether a number lies in a range, with a little slack at both ends."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    slack = max((abs(b) * NUMBER_SLACK for b in (low, high) if b is not None), default=0.0)
    if max(abs(b) for b in (low, high) if b is not None) > 8:
        slack = max(slack, 0.5)
    return (low is None or value >= low - slack * (low == high)) and (
        high is None or value <= high + slack * (low == high)
    )
