"""Reader's state while a plan is built: the picture's size so far, what 'it' means, the steps and their targets."""

from dataclasses import dataclass, field, replace
from itertools import pairwise

from scumble.core.errors import Unsupported
from scumble.core.plan import JsonValue, Op, Step, Target
from scumble.planner.chunks import Chunk
from scumble.planner.match import Clause
from scumble.planner.naming import named_thing

NAMED = ("IT", "SUBJECT", "WHOLE", "REGION", "OBJECT", "PART", "BG", "BGBEHIND", "ALLBUT", "REST")


@dataclass(frozen=True, kw_only=True)
class Context:
    """What is known beside the words: number of input pictures, whether a region was drawn, the wish for a transparent
    background, and the first picture's size in pixels; known_size is False when that size is only assumed."""

    sources: int
    has_drawn: bool
    transparent: bool | None
    width: int
    height: int
    known_size: bool = True


@dataclass(kw_only=True)
class Draft:
    """Steps so far. size: pixels after them, None when it depends on the picture; it: what a pronoun stands for;
    observed: steps that only say what is wrong ('too dark'); typed: what restated clauses were typed as."""

    context: Context
    steps: list[Step] = field(default_factory=list[Step])
    notes: list[str] = field(default_factory=list[str])
    observed: list[int] = field(default_factory=list[int])
    kept: list[tuple[Target, Clause]] = field(default_factory=list[tuple[Target, Clause]])
    unnamed: list[bool] = field(default_factory=list[bool])
    size: tuple[int, int] | None = None
    it: Target | None = None
    typed: dict[str, str] = field(default_factory=dict[str, str])

    def add(self, clause: Clause, op: Op, target: Target, params: dict[str, JsonValue], *, named: bool = True) -> None:
        """One more step; named is False when the clause did not say what it acts on."""
        self.steps.append(Step(op=op, target=target, params=params, text=self.typed.get(clause.text, clause.text)))
        self.unnamed.append(not named)

    def note(self, sentence: str) -> None:
        """One more note, once."""
        if sentence not in self.notes:
            self.notes.append(sentence)

    @property
    def assumed(self) -> str:
        """For the reader of a number: the picture's size is only assumed."""
        size = f"{self.context.width}x{self.context.height}"
        return "" if self.context.known_size else f" (worked out for a picture of {size})"

    def assume_size(self) -> None:
        """Says that a step was worked out for the assumed size, where the size is not known."""
        if not self.context.known_size:
            self.note(f"Worked out for a picture of {self.context.width}x{self.context.height} pixels.")

    def retarget(self, index: int, target: Target) -> None:
        """Gives a step another target; a blur of the background is the background's own operation."""
        step = self.steps[index]
        op = Op.BACKGROUND_BLUR if step.op is Op.BLUR and target.kind == "background" else step.op
        self.steps[index] = replace(step, op=op, target=target)


def target_of(clause: Clause, draft: Draft) -> tuple[Target, bool]:
    """What a clause acts on, and whether it says so; a drawn region is the default where there is one."""
    named = [c for c in clause.chunks if c.cls in NAMED]
    strong = [c for c in named if c.cls != "IT"]
    if any(c.cls == "ALLBUT" for c in strong):
        return _complement(clause, strong), True
    if any(c.cls == "REST" for c in strong):
        return _rest(clause, draft), True
    thing = _thing_in_background(strong)
    if thing is not None:
        return _named(clause, thing, draft), True
    for cls in ("REGION", "BG", "BGBEHIND", "PART", "OBJECT", "SUBJECT", "WHOLE"):
        found = next((c for c in strong if c.cls == cls), None)
        if found is not None:
            return _named(clause, found, draft), True
    default = Target(kind="region") if draft.context.has_drawn else Target(kind="whole")
    if named and draft.it is not None:
        return replace(draft.it, words=clause.said(named[0])), True
    return default, False


def _thing_in_background(named: list[Chunk]) -> Chunk | None:
    """The trees of 'the trees in the background': a thing named before the background it stands in."""
    for thing, place in pairwise(named):
        if thing.cls in {"OBJECT", "PART", "SUBJECT"} and place.cls == "BG":
            return thing
    return None


def _complement(clause: Clause, named: list[Chunk]) -> Target:
    """'everything but the subject' is the background, and the other way round."""
    kind = "subject" if any(c.cls == "BG" for c in named) else "background"
    return Target(kind=kind, words=clause.words[named[0].start : named[-1].end])


def _rest(clause: Clause, draft: Draft) -> Target:
    """'everything else': all but what was kept or acted on before."""
    before = draft.kept[-1][0] if draft.kept else draft.steps[-1].target if draft.steps else None
    if before is None or before.kind not in {"subject", "background"}:
        rest = next(c for c in clause.chunks if c.cls == "REST")
        raise Unsupported(
            f'"{clause.said(rest)}" in "{clause.text}" is not clear: name the subject or the background.',
            part=clause.said(rest),
            nearest=("desaturate the background", "blur the background"),
        )
    other = "background" if before.kind == "subject" else "subject"
    return Target(kind=other, words="everything else")


def _named(clause: Clause, chunk: Chunk, draft: Draft) -> Target:
    """The target that a noun names."""
    said = clause.said(chunk)
    if chunk.cls in {"BG", "BGBEHIND"}:
        return Target(kind="background", words=said)
    thing = named_thing(clause)
    if chunk.cls == "SUBJECT" and (thing is None or thing.plain or draft.context.has_drawn):
        return Target(kind="subject", words=said)
    if chunk.cls == "WHOLE":
        return Target(kind="whole", words=said)
    if draft.context.has_drawn:
        return Target(kind="region", words=said)
    if chunk.cls == "REGION":
        raise needs_drawing(clause, said)
    if thing is None:
        raise needs_finding(clause, said)
    return Target(kind="object", words=thing.words)


def needs_drawing(clause: Clause, said: str) -> Unsupported:
    """Nothing was drawn, but the clause speaks of it."""
    where = "" if said == clause.text else f' in "{clause.text}"'
    return Unsupported(
        f'"{said}"{where} needs a drawn region: send a `mask`, or pass `region`, and it will be used.',
        part=said,
        nearest=("remove the background", "cut out the subject")
        if clause.has("REMOVE", "FILLV", "FILLIN")
        else ("crop to the subject", "crop to square")
        if clause.has("CROP")
        else ("brighten the subject", "blur the background"),
        needs="a mask or region",
    )


def needs_finding(clause: Clause, said: str) -> Unsupported:
    """Not everything can be found by its name: logos, texts, words nobody knows."""
    verb = "removed" if clause.has("REMOVE", "USE", "CUT") else "edited"
    return Unsupported(
        f'"{said}" cannot be found by words: draw a `mask` around it or pass `region`, and it will be {verb}.',
        part=said,
        nearest=("remove the background", "cut out the subject")
        if verb == "removed"
        else ("brighten the subject", "darken the background"),
        needs="finding objects by words",
    )
