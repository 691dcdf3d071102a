"""One edit, steps 4 to 8 on one page: plan, select, render, paste back, check, and hand over the result."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from scumble import tracing
from scumble.codec.decode import Limits
from scumble.codec.encode import encode
from scumble.core.errors import Cancelled, InvalidValue, ScumbleError
from scumble.core.image import Image
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Drawing, Edited, Geometry, Verdict
from scumble.core.plan import GEOMETRIC, Op, Plan
from scumble.core.region import Region
from scumble.core.usage import Money, Usage
from scumble.core.work import CancelToken, WorkPool
from scumble.edits import compose, extent
from scumble.edits.billing import Prices, output_usage, quality_of, request_usage
from scumble.edits.charging import Purse
from scumble.edits.clock import Clock
from scumble.edits.finish import Finished, finish, resize_to
from scumble.edits.following import carried, followed
from scumble.edits.paid import Paying, renderer
from scumble.edits.preview import DEFAULT_CANVAS, EDGES, preview_of
from scumble.edits.reading import planned
from scumble.edits.redrawn import Draws, draws
from scumble.edits.routing import Route, allowed, route
from scumble.edits.selection import Selections, wants_subject
from scumble.engines import Engine, Task
from scumble.guards import lettering
from scumble.planner.choose import Planner
from scumble.planner.plan import Context
from scumble.vision.models import Models


@dataclass(frozen=True, kw_only=True)
class Preview:
    """A small version of the result, encoded in the format asked for. index: from 0."""

    data: bytes
    width: int
    height: int
    index: int
    transparent: bool


@dataclass(frozen=True, kw_only=True, eq=False)
class Rendered:
    """A plan carried out on a picture: how it was moved on the way, and what the steps had to say."""

    drawing: Drawing
    moves: tuple[Geometry, ...]
    notes: tuple[str, ...]
    verdicts: tuple[Verdict, ...]
    cost: Money


OnPartial = Callable[[Preview], Awaitable[None]]
"""Receives each preview, in order."""
OPAQUE_NOTE = "The result has transparent parts; for an opaque output they were laid over white."
PREVIEW_NOTE = "the embedded engine has no cheaper preview tier, so this is its full quality"


class Edits:
    """Runs instructions. Everything it needs is handed in; it keeps no state between edits."""

    def __init__(
        self,
        *,
        engines: Mapping[str, Engine],
        models: Models,
        pool: WorkPool,
        aliases: Mapping[str, str],
        limits: Limits,
        prices: Prices,
        planner: Planner | None = None,
    ) -> None:
        """engines: by name. aliases: model name or pattern -> engine name. limits: of pictures, made ones too.

        planner: reads the instructions; None = the grammar alone.
        """
        self.engines, self.models, self.pool = engines, models, pool
        self.aliases, self.limits, self.prices = aliases, limits, prices
        self.planner = planner or Planner()

    async def plan(
        self, words: str, context: Context, model: str | None, cancel: CancelToken, *, free: bool = False
    ) -> tuple[Plan, Route, int]:
        """What would be done, by whom, and the pixels of the largest picture on the way. Nothing is drawn or spent.

        context: facts of the pictures; `sources` 0 means a generation of `width` x `height`. free: only by an engine
        that costs nothing (test keys). Raises Unsupported, ModelNotFound, Forbidden for a paid engine that was named
        then, InvalidSize for a size named in the words that is over the limit, Cancelled.
        """
        wish, engines = allowed(model, self.engines, self.aliases, free=free)

        def check(plan: Plan) -> tuple[Route, int]:
            most, side = self.limits.max_pixels, self.limits.max_side
            pixels = extent.check(plan, context.width, context.height, max_pixels=most, max_side=side)
            return route(plan, context.width * context.height, wish, engines), pixels

        plan = await planned(
            self.planner, words, context, wish=wish, engines=engines, pool=self.pool, cancel=cancel, check=check
        )
        return plan, *check(plan)

    async def edit(
        self,
        instruction: Instruction,
        *,
        cancel: CancelToken,
        on_partial: OnPartial | None = None,
        paid: Paying | None = None,
        free: bool = False,
    ) -> list[Edited]:
        """The finished variants, `output.variants` of them; equal ones are drawn once and billed once.

        paid: asks engines that cost money; None = nothing is counted. free: see `plan`. Raises core errors only.
        """
        try:
            with tracing.span("edit"):
                return await self._edit(instruction, cancel, on_partial, paid, free)
        finally:
            self.models.memory.settle()

    async def _edit(
        self,
        instruction: Instruction,
        cancel: CancelToken,
        on_partial: OnPartial | None,
        paid: Paying | None,
        free: bool,
    ) -> list[Edited]:
        """See `edit`."""
        clock = Clock()
        with clock("plan"):
            plan, routed = await self._planned(instruction, cancel, paid, free)
            _check_output(plan, instruction)
        can = routed.engine.capabilities
        if instruction.sources:
            image = await self.pool.run(self.models.memory.intern, instruction.sources[0].image)
        else:
            image = _blank(*_canvas_size(instruction))
        others = tuple([await self.pool.run(self.models.memory.intern, s.image) for s in instruction.sources[1:]])
        selections = Selections(image, instruction.drawn, self.models, cancel, others)
        previews, spent, purse = 0, Money(), Purse(instruction.max_cost)
        if on_partial and instruction.output.partial_images and (can.preview_tier or not can.paid):
            with clock("preview"):
                unkept = None if paid is None else paid.unkept()
                asked = renderer(routed.engine, cancel, unkept, 0, quality="low", purse=purse)
                drawn = draws(asked, can, self.pool, cancel)
                previews, spent = await self._previews(instruction, plan, drawn, selections, on_partial)
        edited: list[Edited] = []
        for k in range(instruction.output.variants):
            seed = instruction.seed + k
            if k and not {s.op for s in plan.steps} & can.seeded:
                edited.append(replace(edited[0], seed=seed, usage=Usage(), money=self.prices.of(Usage())))
                continue
            asked = renderer(routed.engine, cancel, paid, k, quality=instruction.output.quality, purse=purse)
            render = draws(asked, can, self.pool, cancel)
            done, cost = await self._one(replace(instruction, seed=seed), plan, render, selections, clock)
            usage = output_usage(instruction, done.drawing.image)
            usage = usage if k else usage + request_usage(instruction, previews)
            clock, times = Clock(), clock.stages
            money = self.prices.of(usage) if not can.paid else cost if k else cost + spent
            edited.append(_edited(done, seed, instruction, plan, routed, usage, money, times))
        return edited

    async def _planned(
        self, instruction: Instruction, cancel: CancelToken, paid: Paying | None, free: bool
    ) -> tuple[Plan, Route]:
        """What is to be done and by whom; what an earlier attempt began to do with paid steps is gone on with."""
        begun = None if paid is None else await paid.plan()
        if begun is not None:
            wish, engines = allowed(instruction.model, self.engines, self.aliases, free=free)
            context = context_of(instruction)
            return begun, route(begun, context.width * context.height, wish, engines)
        context, model = context_of(instruction), instruction.model
        plan, routed, _ = await self.plan(instruction.words, context, model, cancel, free=free)
        if paid is not None and routed.engine.capabilities.paid:
            await paid.keep_plan(plan, cancel)
        return plan, routed

    async def _one(
        self, instruction: Instruction, plan: Plan, render: Draws, selections: Selections, clock: Clock
    ) -> tuple[Finished, Money]:
        """One variant: drawn, brought to size, encoded and proved; and what its engine charged."""
        drawn = await self._draw(instruction, plan, render, selections.source, selections, clock)
        drawing, moves = drawn.drawing, drawn.moves
        source, output = (instruction.sources[0] if instruction.sources else None), instruction.output

        def last() -> Finished:
            with clock("resize"):
                sized = resize_to(drawing, output, _for_cover(output, drawing, selections, moves))
            return finish(sized, source, output, clock, selections.cancel)

        done = await self.pool.run(last)
        flattens = output.transparent is False or output.format == "jpeg"
        flat = (OPAQUE_NOTE,) if flattens and not drawing.image.opaque else ()
        return replace(done, notes=(*drawn.notes, *flat), verdicts=(*done.verdicts, *drawn.verdicts)), drawn.cost

    async def _draw(
        self,
        instruction: Instruction,
        plan: Plan,
        render: Draws,
        image: Image,
        selections: Selections,
        clock: Clock,
        *,
        draft: bool = False,
    ) -> Rendered:
        """Every step of the plan on the picture: select, render, paste back or move. draft: for a preview."""
        references = tuple(s.image for s in instruction.sources[1:])
        drawing, moves, things = compose.begin(image), (), ()
        verdicts: list[Verdict] = []
        cost = Money()
        notes = [*(n for s in instruction.sources for n in s.notes), *plan.notes, *_unused(instruction, plan)]
        for number, step in enumerate(plan.steps):
            selections.cancel.check()
            with clock("select"):
                found = await self.pool.run(selections.for_step, step, drawing.image, moves)
                found = await self.pool.run(followed, found, step, things, moves)
                taken = await self.pool.run(selections.taken, step)
            task = Task(
                step=step,
                image=drawing.image,
                region=found.region,
                references=references,
                subject=found.subject,
                thing=taken,
                avoid=found.avoid,
                lines=found.lines,
                lettering=found.lettering,
                has_drawn=instruction.drawn is not None,
                seed=instruction.seed,
                draft=draft,
                quality=instruction.output.quality,
            )
            candidate, where = await render(task, number, clock)
            cost += candidate.cost
            with clock("compose"):
                if step.op in GEOMETRIC:
                    drawing = await self.pool.run(compose.move, drawing, candidate)
                    moves = (*moves, *candidate.geometry)
                else:
                    wrote = compose.written(step, candidate, where)
                    drawing = await self.pool.run(compose.paste, drawing, candidate, wrote, selections.cancel)
                    thing = carried(step, found, candidate, moves)
                    things = things if thing is None else (*things, thing)
            notes += [n for n in (*found.notes, *candidate.notes) if n not in notes]
            verdicts += [v for v in found.verdicts if v not in verdicts]
            verdicts += candidate.verdicts
            if candidate.inscriptions:
                with clock("check"):
                    read = await self.pool.run(
                        lettering.verdicts,
                        drawing.image,
                        candidate.inscriptions,
                        found.lettering,
                        found.lines,
                        self.models,
                    )
                verdicts += read
        return Rendered(drawing=drawing, moves=moves, notes=tuple(notes), verdicts=tuple(verdicts), cost=cost)

    async def _previews(
        self, instruction: Instruction, plan: Plan, render: Draws, selections: Selections, on_partial: OnPartial
    ) -> tuple[int, Money]:
        """Sends small versions of the result, the smallest first; how many, and what they cost.

        Skipped for pictures that are small themselves. Things are found at full size, once, and that selection is
        kept for the result: a preview costs little more than drawing it. One that fails is no reason to fail the edit.
        """
        sent, cost = 0, Money()
        for edge in EDGES[: instruction.output.partial_images]:
            small = await self.pool.run(preview_of, instruction, plan, edge)
            if small is None:
                break
            others = tuple(s.image for s in small.instruction.sources[1:])
            shrunk = selections.shrunk(small.step, others) if small.step else selections
            image = small.instruction.sources[0].image if small.step else _blank(*_canvas_size(small.instruction))
            output = small.instruction.output
            try:
                drawn = await self._draw(small.instruction, small.plan, render, image, shrunk, Clock(), draft=True)
                cost += drawn.cost
                covered = await self.pool.run(_for_cover, output, drawn.drawing, shrunk, drawn.moves)
                sized = (await self.pool.run(resize_to, drawn.drawing, output, covered)).image
                data = await self.pool.run(encode, sized, format=output.format, compression=output.compression)
            except Cancelled:
                raise
            except ScumbleError:
                break
            await on_partial(
                Preview(data=data, width=sized.width, height=sized.height, index=sent, transparent=not sized.opaque)
            )
            sent += 1
        return sent, cost


def _edited(
    done: Finished,
    seed: int,
    instruction: Instruction,
    plan: Plan,
    routed: Route,
    usage: Usage,
    money: Money,
    times: Mapping[str, float],
) -> Edited:
    """The finished edit as the door hands it out."""
    image = done.drawing.image
    return Edited(
        data=done.data,
        format=instruction.output.format,
        width=image.width,
        height=image.height,
        transparent=not image.opaque,
        quality=quality_of(instruction),
        plan=plan,
        engine=routed.engine.name,
        why=f"{routed.why}; {PREVIEW_NOTE}"
        if instruction.output.preview and not routed.engine.capabilities.paid
        else routed.why,
        seed=seed,
        region=Region.of_mask(done.drawing.touched),
        preservation=done.preservation,
        verdicts=done.verdicts,
        notes=done.notes,
        usage=usage,
        money=money,
        timings=dict(times),
    )


def _unused(instruction: Instruction, plan: Plan) -> list[str]:
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


def _for_cover(output: Output, drawing: Drawing, selections: Selections, moves: tuple[Geometry, ...]) -> Region | None:
    """The subject to keep in view when the output is cropped to another ratio; None where it cannot matter."""
    image = drawing.image
    if output.width is None or output.height is None or output.fit != "cover":
        return None
    if image.width * output.height == image.height * output.width:
        return None
    subject = selections.subject(must=False)
    return compose.move_region(subject, moves) if subject is not None and moves else subject


def context_of(instruction: Instruction) -> Context:
    """What the planner may know of the pictures."""
    width, height = _canvas_size(instruction)
    if instruction.sources:
        width, height = instruction.sources[0].image.width, instruction.sources[0].image.height
    return Context(
        sources=len(instruction.sources),
        has_drawn=instruction.drawn is not None,
        transparent=instruction.output.transparent,
        width=width,
        height=height,
    )


def _canvas_size(instruction: Instruction) -> tuple[int, int]:
    """Width and height of a generated picture."""
    return instruction.output.width or DEFAULT_CANVAS, instruction.output.height or DEFAULT_CANVAS


def _blank(width: int, height: int) -> Image:
    """An opaque white picture."""
    return Image(pixels=np.full((height, width, 4), 255, np.uint8))


def _check_output(plan: Plan, instruction: Instruction) -> None:
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
