"""Planner's door: plan_edit and plan_canvas turn instruction text into a Plan, or refuse naming what is not known."""

from collections.abc import Callable, Mapping, Sequence

from scumble.core.errors import Unsupported
from scumble.core.plan import Op, Plan, Target
from scumble.planner import build_background as background
from scumble.planner import build_canvas_edits as canvas_edits
from scumble.planner import build_crop as crops
from scumble.planner import build_geometry as geometry
from scumble.planner import build_light as light
from scumble.planner import build_object as objects
from scumble.planner import build_shapes as shapes
from scumble.planner import build_tone as tones
from scumble.planner.build_canvas import gradient as canvas_gradient
from scumble.planner.build_canvas import solid as canvas_solid
from scumble.planner.build_canvas import studio as canvas_studio
from scumble.planner.build_replace import replace_thing
from scumble.planner.build_scene import scene
from scumble.planner.build_style import style, style_like
from scumble.planner.build_text import write
from scumble.planner.chunks import Chunk
from scumble.planner.clauses import SHARED, Read, read_clauses
from scumble.planner.draft import NAMED, Context, Draft
from scumble.planner.explain import explain
from scumble.planner.intents import CANVASES, EDITS, Intent
from scumble.planner.lettering import pieces
from scumble.planner.match import Clause
from scumble.planner.phrases import chunk
from scumble.planner.pivot import in_english
from scumble.planner.refuse import nothing_to_do, refusal, with_guesses
from scumble.planner.restate import restated

__all__ = ["Context", "plan_canvas", "plan_edit"]

MAX_STEPS = 24
"""More edits than this in one instruction are refused."""

BUILDERS: Mapping[str, Callable[[Clause, Draft], None]] = {
    "studio": background.studio,
    "gradient": background.gradient,
    "color": background.color,
    "picture": background.picture,
    "cut": background.cut,
    "blur": background.blur,
    "desaturate": background.desaturate,
    "fill": background.fill,
    "shadow_remove": light.shadow_remove,
    "shadow_adjust": light.shadow_adjust,
    "shadow_add": light.shadow_add,
    "light_from": light.light_from,
    "reflection_remove": light.reflection_remove,
    "reflection_add": light.reflection_add,
    "glare": light.glare,
    "tone": tones.tone,
    "auto": tones.auto,
    "scene": scene,
    "style": style,
    "style_like": style_like,
    "keep": tones.keep,
    "forbid": tones.forbid,
    "crop_shape": crops.crop_shape,
    "crop_subject": crops.crop_subject,
    "crop_region": crops.crop_region,
    "crop_sides": crops.crop_sides,
    "crop_rim": crops.crop_rim,
    "resize_scale": geometry.resize_scale,
    "resize_side": geometry.resize_side,
    "pad": geometry.pad,
    "rotate": geometry.rotate,
    "flip": geometry.flip,
    "straighten": geometry.straighten,
    "extend": canvas_edits.extend,
    "frame": canvas_edits.frame,
    "perspective": canvas_edits.perspective,
    "denoise": canvas_edits.denoise,
    "deblur": canvas_edits.deblur,
    "border": geometry.border,
    "replace": replace_thing,
    "recolor": objects.recolor,
    "move": objects.move,
    "scale": objects.scale,
    "duplicate": objects.duplicate,
    "flip_object": objects.flip_object,
    "rotate_object": objects.rotate_object,
    "shear": shapes.shear,
    "invert": shapes.invert,
    "object_gradient": shapes.object_gradient,
    "object_blend": shapes.object_blend,
    "object_border": shapes.object_border,
    "flood": shapes.flood,
    "canvas_solid": canvas_solid,
    "canvas_gradient": canvas_gradient,
    "canvas_studio": canvas_studio,
}
"""Step builder of each row's `build`."""


def plan_edit(words: str, context: Context) -> Plan:
    """The plan for an edit. Raises Unsupported for what is not understood; nothing is ever done half.

    Context.transparent adds a cut-out at the end where the plan has none.
    """
    draft = Draft(context=context, size=(context.width, context.height))
    if words.strip() or context.transparent is not True:
        for piece in pieces(words):
            if isinstance(piece, str):
                _read(piece, EDITS, draft)
            else:
                write(piece, draft)
    if context.transparent is True and not any(s.op is Op.BACKGROUND_REMOVE for s in draft.steps):
        clause = Clause((), (), 0, 0, "")
        draft.add(clause, Op.BACKGROUND_REMOVE, Target(kind="background"), {})
        draft.note("A transparent background was asked for: the subject is cut out.")
    return Plan(steps=tuple(draft.steps), understood=explain(draft.steps), notes=tuple(draft.notes))


def plan_canvas(words: str) -> Plan:
    """The plan for a picture from nothing: plain colour, gradient or studio backdrop. Raises Unsupported otherwise."""
    context = Context(sources=0, has_drawn=False, transparent=None, width=1024, height=1024)
    draft = Draft(context=context)
    _read(words, CANVASES, draft)
    if len(draft.steps) > 1:
        second = draft.steps[1].text
        error = Unsupported(f'One picture is drawn at a time; "{second}" would be a second.', part=second)
        raise with_guesses(error, words, CANVASES)
    return Plan(steps=tuple(draft.steps), understood=explain(draft.steps), notes=tuple(draft.notes))


def _read(words: str, table: Sequence[Intent], draft: Draft) -> None:
    """Reads every clause into the draft, in other languages by way of English. Raises Unsupported, always with two
    sentences that would work."""
    with in_english(words, table, draft) as english:
        try:
            _read_all(english, table, draft)
        except Unsupported as error:
            raise with_guesses(error, english, table) from None


def _read_all(words: str, table: Sequence[Intent], draft: Draft) -> None:
    """Reads every clause of an English instruction into the draft."""
    words = restated(words, table, draft)
    chunks = _last_word(chunk(words), words, draft)
    before: Read | None = None
    last_kept = ""
    for read in read_clauses(chunks, words, table):
        if not read.intents or _vague(read, chunks):
            raise refusal(read.clause, table)
        if before is not None and _claims(before, read):
            raise refusal(before.clause, table)
        steps = len(draft.steps)
        BUILDERS[_meant(read, draft).build](read.clause, draft)
        if len(draft.steps) > MAX_STEPS:
            raise Unsupported(
                f"At most {MAX_STEPS} edits fit in one instruction: send the rest, from "
                f'"{read.clause.text[:60]}" on, as a second one.',
                part=read.clause.text[:160],
            )
        if len(draft.steps) > steps:
            _share_target(draft, before, read, steps)
        else:
            last_kept = last_kept or read.clause.text
        before = read
    if not draft.steps:
        raise nothing_to_do(words, table, kept=last_kept)
    tones.drop_observed(draft)
    tones.apply_kept(draft)
    _note_purpose(chunks, words, draft)
    _note_mended(chunks, draft)
    _note_opposites(draft)


def _last_word(chunks: Sequence[Chunk], words: str, draft: Draft) -> Sequence[Chunk]:
    """What is said after 'no wait' and the like: what was said before is taken back."""
    last = max((i for i, c in enumerate(chunks) if c.cls == "CANCEL"), default=None)
    if last is None or last + 1 == len(chunks):
        return chunks
    draft.note(f'"{words[: chunks[last].start].strip()}" was taken back.')
    return chunks[last + 1 :]


def _meant(read: Read, draft: Draft) -> Intent:
    """The first row; an 'it' that stands for the picture skips the rows about one thing, where there is another."""
    if objects.of_thing(read.clause, draft):
        return read.intents[0]
    return next((i for i in read.intents if not i.of_thing), read.intents[0])


def _vague(read: Read, chunks: Sequence[Chunk]) -> bool:
    """'optimize it for the web' asks for something else than automatic levels."""
    clause = read.clause
    purpose = any(c.cls == "PURPOSE" and clause.start <= c.start < clause.end for c in chunks)
    return purpose and read.intents[0].build == "auto" and clause.has("FIX")


def _claims(before: Read, read: Read) -> bool:
    """'erase and replace the background': the bare verb may mean the next clause's noun, not what was drawn."""
    bare = [c.cls for c in before.clause.chunks] in (["REMOVE"], ["FILLV"], ["FILLIN"])
    return bare and read.joined and read.clause.has(*NAMED)


def _share_target(draft: Draft, before: Read | None, read: Read, index: int) -> None:
    """'blur and darken the background': the first verb shares the target of the second."""
    if before is None or not read.joined or index == 0 or not draft.unnamed[index - 1] or draft.unnamed[index]:
        return
    if (
        before.clause.has(*NAMED)
        or before.clause.chunks[0].cls not in SHARED
        or read.clause.chunks[0].cls not in SHARED
    ):
        return
    if len(before.clause.chunks) > 1 or all(c.cls == "IT" for c in read.clause.all(*NAMED)):
        return
    held, draft.steps, draft.unnamed = draft.steps[index:], draft.steps[: index - 1], draft.unnamed[: index - 1]
    shared = Clause(
        (*before.clause.chunks, *read.clause.all(*NAMED)),
        before.clause.levels,
        before.clause.start,
        before.clause.end,
        before.clause.words,
    )
    BUILDERS[before.intents[0].build](shared, draft)
    if held and held[0].target.kind == "object":
        draft.retarget(len(draft.steps) - 1, held[0].target)
    draft.steps.extend(held)
    draft.unnamed.append(False)


def _note_purpose(chunks: Sequence[Chunk], words: str, draft: Draft) -> None:
    """Says that what a picture is for changes nothing."""
    for c in chunks:
        if c.cls == "PURPOSE":
            draft.note(f'"{words[c.start : c.end]}" was taken as the purpose: it changes nothing by itself.')


def _note_mended(chunks: Sequence[Chunk], draft: Draft) -> None:
    """Says which mistyped words were read as what."""
    for c in chunks:
        for pair in (c.mended or "").split():
            typed, _, meant = pair.partition("=")
            if typed in (f"{meant}s", f"{meant}es"):
                continue
            draft.note(f'"{typed}" was read as "{meant}".')


def _note_opposites(draft: Draft) -> None:
    """Says when two steps undo each other."""
    seen: dict[tuple[str, str], float] = {}
    for step in draft.steps:
        if step.op is not Op.TONE:
            continue
        for key, value in step.params.items():
            number = float(value) if isinstance(value, int | float) else 0.0
            earlier = seen.setdefault((step.target.kind, key), number)
            if earlier * number < 0:
                draft.note(f"The instruction asks for more and for less {key}; both are done, in that order.")
