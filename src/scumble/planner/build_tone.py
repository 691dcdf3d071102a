"""Step builders for tone: brighter, warmer, contrast, exposure in stops, automatic levels; and what is to be kept."""

from dataclasses import replace

from scumble.core.errors import Unsupported
from scumble.core.plan import CUTTING, JsonValue, Op, Target
from scumble.planner.amounts import change_of, out_of_range, share_of
from scumble.planner.chunks import Chunk
from scumble.planner.draft import Draft, target_of
from scumble.planner.intents import EDITS
from scumble.planner.match import Clause
from scumble.planner.refuse import refusal
from scumble.planner.words.things import SCENERY

_CAST = 64
"""Least difference of red and blue of a colour that is a cast, warm or cold."""
_NOUN_DIMENSIONS = {"COLORNOUN": "saturation", "LIGHT": "brightness"}
_DOWN = frozenset({"DOWN", "LESS", "BLURV"})
_THINGS = ("OBJECT", "PART", "UNKNOWN")
_ARTICLES = (" the", " my", " our", " your", " his", " her", " their", " this", " that")
_HARMLESS = frozenset({Op.RESIZE, Op.PAD, Op.BORDER, Op.FLIP})
"""Geometry that leaves all of the picture in it."""
_SIGNS = frozenset({"UP", "MORE", "DOWN", "LESS", "ADD", "GIVE", "BLURV"})
_ASKING = ("SETV", "TURN", "PUT", "USE", "GIVE", "ADD", "FIX", "EDITV", "TVERB", "MORE", "LESS", "UP", "DOWN", "AS")
_FAULTS = frozenset({"overexposed", "underexposed", "washed out"})
"""Qualities that nobody asks for: alone they are complaints."""
STATEMENTS = frozenset({"is", "are", "was", "were", "being", "it's", "that's", "looks", "look"})
"""'the photo is dark' says how it is, 'should be dark' how it is wanted."""


def tone(clause: Clause, draft: Draft) -> None:
    """One step with every dimension that the clause names."""
    if clause.has("COLOR") and not clause.has("ADJ"):
        clause = _cast_named(clause)
    target, named = target_of(clause, draft)
    params: dict[str, JsonValue] = {}
    for chunk, dimension, sign in _changes(clause):
        stops = dimension == "brightness" and clause.has("STOP")
        value = _change(clause, "exposure" if stops else dimension, sign)
        if dimension in params and params[dimension] != value:
            raise out_of_range(clause, chunk, f"{dimension} is asked for twice")
        params[dimension] = value
    if _observed(clause):
        draft.observed.append(len(draft.steps))
    if target.kind == "background" and list(params) == ["sharpen"] and float(str(params["sharpen"])) < 0:
        draft.add(clause, Op.BACKGROUND_BLUR, target, {"amount": share_of(clause, "blur", 0.5)})
        return
    draft.add(clause, Op.TONE, target, _light(params, clause), named=named)
    draft.it = target if named and target.kind != "whole" else None


def _observed(clause: Clause) -> bool:
    """'too dark' and 'the photo looks dark' say what is wrong: the change goes the other way."""
    if clause.has("TOO"):
        return True
    be, quality = clause.first("BE"), clause.first("ADJ")
    if quality is not None and clause.said(quality).lower() in _FAULTS and not clause.has(*_ASKING):
        return True
    if be is None or quality is None or be.start > quality.start:
        return False
    return clause.said(be).lower() in STATEMENTS and not clause.has(*_ASKING)


def _cast_named(clause: Clause) -> Clause:
    """'too yellow', 'less blue' and 'remove the orange tint', as if 'warm' or 'cold' had been said."""
    color = clause.all("COLOR")[0]
    red, _, blue = (int(str(color.value)[i : i + 2], 16) for i in (1, 3, 5))
    if abs(red - blue) < _CAST:
        raise refusal(clause, EDITS)
    quality = replace(color, cls="ADJ", value="temperature+" if red > blue else "temperature-")
    return replace(clause, chunks=tuple(quality if c is color else c for c in clause.chunks))


def _changes(clause: Clause) -> list[tuple[Chunk, str, float]]:
    """(phrase, dimension, direction) of each change in a clause."""
    found: list[tuple[Chunk, str, float]] = []
    turn = -1.0 if _observed(clause) or clause.chunks[0].cls == "REMOVE" else 1.0
    sign = 1.0
    for i, c in enumerate(clause.chunks):
        if c.cls in _SIGNS:
            sign = -1.0 if c.cls in _DOWN else 1.0
        elif c.cls in {"ADJ", "TVERB"}:
            before = clause.chunks[i - 1].cls if i else ""
            own = -1.0 if before in _DOWN else 1.0
            key = str(c.value)
            found.append((c, key[:-1], own * turn * (1.0 if key.endswith("+") else -1.0)))
        elif c.cls == "DIM":
            found.append((c, str(c.value), sign))
    if not found and clause.has("BLURADJ"):
        return [(c, "sharpen", 1.0) for c in clause.all("BLURADJ")]
    if not found:
        nouns = clause.all("COLORNOUN", "LIGHT")
        found = [(c, _NOUN_DIMENSIONS[c.cls], sign) for c in nouns]
    if not found and (stop := clause.first("STOP")) is not None:
        found = [(stop, "exposure", sign)]
    after = next((c for c in clause.chunks if c.cls in _DOWN and found and c.start > found[-1][0].start), None)
    if after is not None and found[-1][0].cls == "DIM":
        found = [(c, dimension, -abs(s)) for c, dimension, s in found]
    return found


def _change(clause: Clause, dimension: str, sign: float) -> float:
    """The change of one dimension; light said in stops or as a factor is exposure's business (see `_light`)."""
    times = clause.first("TIMES")
    if times is not None:
        factor = float(times.value or 0)
        if factor == 2.0:
            return sign * 1.0
        if factor == 0.5:
            return -0.5 if dimension != "exposure" else -1.0
        raise out_of_range(clause, times, "twice and half are understood here, other factors are not")
    return change_of(clause, dimension, sign)


def _light(params: dict[str, JsonValue], clause: Clause) -> dict[str, JsonValue]:
    """Brightness in stops, doubled or halved is exposure: a stop is twice the light."""
    if "brightness" not in params:
        return params
    times, stop = clause.first("TIMES"), clause.first("STOP")
    if times is None and stop is None:
        return params
    rest = {k: v for k, v in params.items() if k != "brightness"}
    if stop is not None:
        return {**rest, "exposure": params["brightness"]}
    return {**rest, "exposure": 1.0 if times is not None and times.value == 2.0 else -1.0}


def auto(clause: Clause, draft: Draft) -> None:
    """Automatic levels."""
    target, named = target_of(clause, draft)
    if clause.has("IT", "TONEDOWN") and len(draft.steps) - 1 in draft.observed:
        draft.note(f'"{clause.text}": that is done by "{draft.steps[-1].text}".')
        return
    if clause.has("TONEDOWN"):
        raise refusal(clause, EDITS)
    draft.add(clause, Op.TONE, target, {"auto": True}, named=named)
    draft.it = target if named and target.kind != "whole" else None


def keep(clause: Clause, draft: Draft) -> None:
    """'keep the subject', 'don't change the background', 'everything else the same': no step, but a promise."""
    if clause.has("REST", "NOTHINGELSE", "PROP"):
        draft.note(f'"{clause.text}": nothing else is changed.')
        return
    adjective = clause.first("ADJ")
    if adjective is not None and adjective.value != "sharpen+":
        said = clause.said(adjective)
        raise Unsupported(
            f'"{said}" in "{clause.text}" is not understood: keeping leaves things as they are, or sharp.',
            part=said,
            nearest=("keep the subject sharp, blur the background", "brighten the subject"),
        )
    if clause.has(*_THINGS):
        target = Target(kind="subject", words=_kept_thing(clause))
    else:
        target, _ = target_of(clause, draft)
    draft.kept.append((target, clause))


def _kept_thing(clause: Clause) -> str:
    """The thing of 'keep the teapot'; a word that is not known has to stand like a noun. Raises Unsupported."""
    things = clause.all(*_THINGS)
    said = clause.words[things[0].start : things[-1].end]
    if clause.has("UNKNOWN"):
        article = clause.words[: things[0].start].lower().rstrip().endswith(_ARTICLES)
        names = said.lower().split()
        if not article or any(len(n) < 3 or not n.replace("-", "").isalpha() or n in SCENERY for n in names):
            raise refusal(clause, EDITS)
    return said


def forbid(clause: Clause, draft: Draft) -> None:
    """'don't blur the background': nothing is done, but it says what the next 'it' is."""
    target, named = target_of(clause, draft)
    draft.note(f'"{clause.text}": not done.')
    draft.it = target if named and target.kind != "whole" else draft.it


def drop_observed(draft: Draft) -> None:
    """'it is too dark, brighten it' asks once: the remark gives way to the step that answers it."""
    for i in reversed(draft.observed):
        keys = set(draft.steps[i].params)
        if any(keys & set(s.params) and s.op is Op.TONE for s in draft.steps[i + 1 :]):
            del draft.steps[i], draft.unnamed[i]


def apply_kept(draft: Draft) -> None:
    """Steps on the whole spare what is to be kept; a step on the very thing that is to be kept is a contradiction."""
    for kept, clause in draft.kept:
        thing = clause.has(*_THINGS)
        if thing:
            _check_thing(kept, clause, draft)
        for i, step in enumerate(draft.steps):
            kind = step.target.kind
            # A subject that is to be kept from being replaced is not one whose rim is to keep the old ground's tint.
            same = step.op is Op.BACKGROUND_SCENE or (step.op in CUTTING and clause.has("SAME"))
            if same and kept.kind == "subject":
                draft.steps[i] = replace(step, params={**step.params, "match": 0.0})
            if kind == "object" and clause.has("EXCEPT"):
                raise _cannot_spare(clause)
            local = step.op in {Op.TONE, Op.BLUR} and not (step.op is Op.TONE and clause.has("ADJ"))
            if kept.kind == kind and kind != "whole" and not thing:
                raise _contradiction(clause, step.text)
            if local and kept.kind == "whole":
                continue
            if local and kind == "whole" and kept.kind in {"subject", "background"} and not thing:
                other = Target(kind="background" if kept.kind == "subject" else "subject")
                draft.retarget(i, other)
            elif local and (kind in {"whole", "region"}) and kind != kept.kind:
                raise _cannot_spare(clause)
        others = thing and all(s.target.kind == "object" for s in draft.steps)
        said = f'; "{kept.words}" is taken to be the main subject of the picture' if thing and not others else ""
        draft.note(f'"{clause.text}": kept{said}.')


def _check_thing(kept: Target, clause: Clause, draft: Draft) -> None:
    """A named thing is kept as the subject: not scenery, nor an unknown word in an edit of the whole."""
    behind = [s for s in draft.steps if s.target.kind == "background"]
    if behind and SCENERY & set((kept.words or "").lower().split()):
        raise _contradiction(clause, behind[0].text)
    harmless = all(s.target.kind == "background" or s.op in _HARMLESS for s in draft.steps)
    if draft.steps and clause.has("UNKNOWN") and not (behind and harmless):
        raise _cannot_spare(clause)


def _contradiction(clause: Clause, other: str) -> Unsupported:
    """Keep it and change it."""
    return Unsupported(
        f'"{clause.text}" contradicts "{other}": say which of the two is meant.',
        part=clause.text,
        nearest=(other,),
    )


def _cannot_spare(clause: Clause) -> Unsupported:
    """A part that cannot be left out of a step."""
    return Unsupported(
        f'"{clause.text}" cannot be done together with a change of everything: draw a `mask` over what may change.',
        part=clause.text,
        nearest=("darken the background", "brighten the subject"),
        needs="a mask or region",
    )
