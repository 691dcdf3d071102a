"""One edit, steps 4 to 8 on one page: plan, select, render, paste back, check, and hand over the result."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import partial

from scumble import tracing
from scumble.codec.decode import Limits
from scumble.codec.encode import encode
from scumble.core.errors import Cancelled, ScumbleError
from scumble.core.image import Image
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Drawing, Edited, Geometry, Verdict
from scumble.core.plan import GEOMETRIC, Plan
from scumble.core.region import Region
from scumble.core.usage import Money, Usage
from scumble.core.work import CancelToken, WorkPool
from scumble.edits import compose, extent
from scumble.edits.billing import Prices, output_usage, quality_of, request_usage
from scumble.edits.canvas import blank, canvas_size, check_output, context_of, interned, unused
from scumble.edits.charging import Asked, Purse
from scumble.edits.choosing import Choosing, Wishes
from scumble.edits.clock import Clock
from scumble.edits.fallback import BEGUN, Relay
from scumble.edits.finish import Finished, as_file, finish, resize_to
from scumble.edits.following import carried, found_for
from scumble.edits.paid import Paying, renderer
from scumble.edits.preview import EDGES, preview_of
from scumble.edits.reading import planned
from scumble.edits.redrawn import Draws, draws
from scumble.edits.routing import AUTO, Route, allowed
from scumble.edits.selection import Selections
from scumble.edits.small_selection import for_preview
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
        choosing: Choosing | None = None,
    ) -> None:
        """engines: by name. aliases: model name or pattern -> engine name. limits: of pictures, made ones too.

        planner: reads the instructions; None = the grammar alone. choosing: of engines; None = by what they list.
        """
        self.engines, self.models, self.pool = engines, models, pool
        self.aliases, self.limits, self.prices = aliases, limits, prices
        self.planner, self.choosing = planner or Planner(), choosing or Choosing()

    def wishes(
        self,
        words: str,
        context: Context,
        model: str | None,
        output: Output,
        *,
        max_cost: Decimal | None = None,
        until: datetime | None = None,
        free: bool = False,
    ) -> Wishes:
        """What the choice of an engine depends on besides the plan. See `plan`. until: when it has to be done.
        Raises ModelNotFound, Forbidden."""
        wish, engines = allowed(model, self.engines, self.aliases, free=free)
        size, many = (context.width, context.height), (output.variants, output.partial_images)
        asked = Asked(words, context.sources, *size, output.quality, *many)
        return Wishes(wish=wish, engines=engines, asked=asked, max_cost=max_cost, until=until)

    async def plan(self, words: str, context: Context, wishes: Wishes, cancel: CancelToken) -> tuple[Plan, Route, int]:
        """What would be done, by whom, and the pixels of the largest picture on the way. Nothing is drawn or spent.

        context: facts of the pictures; `sources` 0 means a generation of `width` x `height`. Raises Unsupported,
        InvalidSize for a size named in the words that is over the limit, what `Choosing.route` raises, Cancelled.
        """

        def check(plan: Plan) -> tuple[Route, int]:
            most, side = self.limits.max_pixels, self.limits.max_side
            pixels = extent.check(plan, context.width, context.height, max_pixels=most, max_side=side)
            asked = replace(wishes.asked, height=max(context.height, pixels // max(1, context.width)))
            chosen = self.choosing.route(plan, replace(wishes, asked=asked), context.width * context.height)
            return chosen, pixels

        wish, engines = wishes.wish, wishes.engines
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
        until: datetime | None = None,
    ) -> list[Edited]:
        """The finished variants, `output.variants` of them; equal ones are drawn once and billed once.

        paid: asks engines that cost money; None = nothing is counted. free: only by engines that cost nothing (test
        keys). until: when it has to be done. Raises core errors only.
        """
        asked, most = (instruction.words, context_of(instruction), instruction.model), instruction.max_cost
        try:
            with tracing.span("edit"):
                wishes = self.wishes(*asked, instruction.output, max_cost=most, until=until, free=free)
                return await self._edit(instruction, cancel, on_partial, paid, wishes)
        finally:
            self.models.memory.settle()

    async def _edit(
        self,
        instruction: Instruction,
        cancel: CancelToken,
        on_partial: OnPartial | None,
        paid: Paying | None,
        wishes: Wishes,
    ) -> list[Edited]:
        """See `edit`."""
        clock, context = Clock(), context_of(instruction)
        with clock("plan"):
            begun: Mapping[int, str] = {} if paid is None else await paid.engines()
            plan, routed = await self._planned(instruction, cancel, paid, wishes, begun.get(0))
            check_output(plan, instruction)
        if any(s.image.is_read for s in instruction.sources):
            instruction = await self.pool.run(interned, instruction, self.models.memory)
        image = instruction.sources[0].image if instruction.sources else blank(*canvas_size(instruction))
        others = tuple(s.image for s in instruction.sources[1:])
        selections = Selections(image, instruction.drawn, self.models, cancel, others)
        purse = Purse(instruction.max_cost)
        pixels = context.width * context.height
        relay = Relay(self.choosing, plan, wishes, routed, pixels=pixels, purse=purse)
        previews, can = 0, routed.engine.capabilities
        if on_partial and instruction.output.partial_images and (can.preview_tier or not can.paid):
            with clock("preview"):
                unkept = None if paid is None else paid.unkept()
                asked = renderer(relay.engine, cancel, unkept, 0, quality="low", purse=purse)
                drawn = draws(asked, can, self.pool, cancel)
                previews = await self._previews(instruction, plan, drawn, selections, on_partial)
        edited: list[Edited] = []
        counted = Decimal(0)
        for k in range(instruction.output.variants):
            seed = instruction.seed + k
            relay.resume(begun.get(k))
            routed = relay.route
            seeded = {s.op for s in plan.steps} & routed.engine.capabilities.seeded
            if edited and not seeded and edited[-1].engine == routed.engine.name:
                edited.append(replace(edited[-1], seed=seed, usage=Usage(), money=self.prices.of(Usage())))
                continue

            one = partial(self._one, replace(instruction, seed=seed), plan, selections, clock, paid, relay, k)
            done, cost = await relay.draw(one, left=instruction.output.variants - k)
            done = replace(done, notes=(*done.notes, *relay.notes))
            usage = output_usage(instruction, done.drawing.image)
            usage = usage if k else usage + request_usage(instruction, previews)
            money = Money(amount=purse.spent - counted, currency=cost.currency)
            counted = purse.spent
            if not relay.route.engine.capabilities.paid:
                money = money + self.prices.of(usage)
            clock, times = Clock(), clock.stages
            edited.append(_edited(done, seed, instruction, plan, relay.route, usage, money, times))
        return edited

    async def _planned(
        self, instruction: Instruction, cancel: CancelToken, paid: Paying | None, wishes: Wishes, begun: str | None
    ) -> tuple[Plan, Route]:
        """What is to be done and by whom; what an earlier attempt began to do with paid steps is gone on with.

        begun: the engine that it had begun with.
        """
        context = context_of(instruction)
        kept = None if paid is None else await paid.plan()
        if kept is not None:
            engine = wishes.engines.get(begun or "")
            if engine is not None:
                return kept, Route(engine=engine, why=BEGUN if wishes.wish == AUTO else "asked for by name")
            return kept, self.choosing.route(kept, wishes, context.width * context.height)
        plan, routed, _ = await self.plan(instruction.words, context, wishes, cancel)
        if paid is not None and routed.engine.capabilities.paid:
            await paid.keep_plan(plan, cancel)
        return plan, routed

    async def _one(
        self,
        instruction: Instruction,
        plan: Plan,
        selections: Selections,
        clock: Clock,
        paid: Paying | None,
        relay: Relay,
        variant: int,
        engine: Engine,
    ) -> tuple[Finished, Money]:
        """One variant by one engine: drawn, brought to size, encoded and proved; and what its engine charged."""
        cancel = selections.cancel
        if paid is not None and relay.notes and engine.capabilities.paid:
            await paid.keep_plan(plan, cancel)
        asked = renderer(engine, cancel, paid, variant, quality=instruction.output.quality, purse=relay.purse)
        render = draws(asked, engine.capabilities, self.pool, cancel)
        drawn = await self._draw(instruction, plan, render, selections.source, selections, clock)
        drawing, moves = drawn.drawing, drawn.moves
        source, output = (instruction.sources[0] if instruction.sources else None), instruction.output

        def last() -> Finished:
            with clock("resize"):
                sized = resize_to(drawing, output, _for_cover(output, drawing, selections, moves))
            return finish(sized, source, output, clock, selections.cancel)

        done = await self.pool.run_if(output.checked or not as_file(drawing, output), last)
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
        notes = [*(n for s in instruction.sources for n in s.notes), *plan.notes, *unused(instruction, plan)]
        for number, step in enumerate(plan.steps):
            selections.cancel.check()
            with clock("select"):
                found, taken = await found_for(self.pool, selections, step, drawing.image, moves, things)
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
                checked=instruction.output.checked,
            )
            candidate, where = await render(task, number, clock)
            cost += candidate.cost
            with clock("compose"):
                if step.op in GEOMETRIC:
                    drawing = await self.pool.run(compose.move, drawing, candidate)
                    moves = (*moves, *candidate.geometry)
                else:
                    wrote = compose.written(step, candidate, where)
                    mixes = compose.mixes(drawing, candidate, wrote)
                    drawing = await self.pool.run_if(mixes, compose.paste, drawing, candidate, wrote, selections.cancel)
                    thing = carried(step, found, candidate, moves)
                    things = things if thing is None else (*things, thing)
            notes += [n for n in (*found.notes, *candidate.notes) if n not in notes]
            verdicts += [v for v in found.verdicts if v not in verdicts]
            verdicts += candidate.verdicts
            if candidate.inscriptions and instruction.output.checked:
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
    ) -> int:
        """Sends small versions of the result, the smallest first; how many.

        Skipped for pictures that are small themselves. Things are found at full size, once, and that selection is
        kept for the result: a preview costs little more than drawing it. One that fails is no reason to fail the edit.
        """
        sent = 0
        for edge in EDGES[: instruction.output.partial_images]:
            small = await self.pool.run(preview_of, instruction, plan, edge)
            if small is None:
                break
            others = tuple(s.image for s in small.instruction.sources[1:])
            shrunk = for_preview(selections, small.step, others, first=not sent)
            image = small.instruction.sources[0].image if small.step else blank(*canvas_size(small.instruction))
            output = small.instruction.output
            try:
                drawn = await self._draw(small.instruction, small.plan, render, image, shrunk, Clock(), draft=True)
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
        return sent


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
        region=done.region,
        preservation=done.preservation,
        verdicts=done.verdicts,
        notes=done.notes,
        usage=usage,
        money=money,
        timings=dict(times),
    )


def _for_cover(output: Output, drawing: Drawing, selections: Selections, moves: tuple[Geometry, ...]) -> Region | None:
    """The subject to keep in view when the output is cropped to another ratio; None where it cannot matter."""
    image = drawing.image
    if output.width is None or output.height is None or output.fit != "cover":
        return None
    if image.width * output.height == image.height * output.width:
        return None
    subject = selections.subject(must=False)
    return compose.move_region(subject, moves) if subject is not None and moves else subject
