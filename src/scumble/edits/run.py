"""One edit, steps 4 to 8 on one page: plan, select, render, paste back, check, and hand over the result."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from scumble.codec.decode import Limits
from scumble.codec.encode import encode
from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Instruction
from scumble.core.outcome import Drawing, Edited
from scumble.core.plan import GEOMETRIC, Op, Plan
from scumble.core.region import Region
from scumble.core.usage import Money, Usage, input_image_tokens, output_tokens, text_tokens
from scumble.core.work import CancelToken, WorkPool
from scumble.edits import compose
from scumble.edits.clock import Clock
from scumble.edits.finish import Finished, finish, resize_to
from scumble.edits.preview import EDGES, preview_of
from scumble.edits.routing import Route, resolve_model, route
from scumble.edits.selection import Selections
from scumble.engines import Engine, Task
from scumble.planner.plan import Context, plan_canvas, plan_edit
from scumble.vision.models import Models

DEFAULT_CANVAS = 1024
"""Edge in pixels of a generated picture when no size was asked for, as the Images API does."""


@dataclass(frozen=True, kw_only=True)
class Prices:
    """What the operator charges for the embedded engine's tokens: money per million, default nothing."""

    text_in: Decimal = Decimal(0)
    image_in: Decimal = Decimal(0)
    image_out: Decimal = Decimal(0)
    currency: str = "USD"

    def of(self, usage: Usage) -> Money:
        """The price of a usage."""
        total = (
            usage.input_text * self.text_in + usage.input_image * self.image_in + usage.output_image * self.image_out
        )
        return Money(amount=total / Decimal(1_000_000), currency=self.currency)


OnPartial = Callable[[bytes, int, int, int], Awaitable[None]]
"""Receives a preview: PNG bytes, width, height, index from 0."""


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
    ) -> None:
        """engines: by name. aliases: model name or pattern -> engine name. limits: for decoding the output again."""
        self.engines, self.models, self.pool = engines, models, pool
        self.aliases, self.limits, self.prices = aliases, limits, prices

    def plan(self, words: str, context: Context, model: str | None) -> tuple[Plan, Route]:
        """What would be done and by whom. No engine is asked, nothing is spent. Raises Unsupported, ModelNotFound.

        context: facts of the pictures; `sources` 0 means a generation of `width` x `height`.
        """
        wish = resolve_model(model, self.engines, self.aliases)
        plan = plan_edit(words, context) if context.sources else plan_canvas(words)
        return plan, route(plan, context.width * context.height, wish, self.engines)

    async def edit(
        self, instruction: Instruction, *, cancel: CancelToken, on_partial: OnPartial | None = None
    ) -> list[Edited]:
        """The finished variants, `output.variants` of them; equal ones are drawn once. Raises core errors only."""
        clock = Clock()
        with clock("plan"):
            plan, routed = self.plan(instruction.words, context_of(instruction), instruction.model)
            _check_output(plan, instruction)
        if on_partial and instruction.output.partial_images:
            with clock("preview"):
                await self._previews(instruction, plan, routed.engine, cancel, on_partial)
        wanted = instruction.output.variants
        differs = bool({s.op for s in plan.steps} & routed.engine.capabilities.seeded)
        seeds = [instruction.seed + k for k in range(wanted)] if differs else [instruction.seed]
        results = [await self._one(replace(instruction, seed=s), plan, routed, cancel, clock) for s in seeds]
        usage = self._usage(instruction, results)
        edited = [self._edited(f, s, instruction, plan, routed, clock) for f, s in zip(results, seeds, strict=True)]
        edited[0] = replace(edited[0], usage=usage, money=self.prices.of(usage))
        return edited * wanted if not differs else edited

    async def _one(
        self, instruction: Instruction, plan: Plan, routed: Route, cancel: CancelToken, clock: Clock
    ) -> Finished:
        """One variant: drawn, brought to size, encoded and proved."""
        drawing, selections, notes = await self._draw(instruction, plan, routed.engine, cancel, clock)
        cancel.check()
        source = instruction.sources[0] if instruction.sources else None

        def last() -> Finished:
            output = instruction.output
            with clock("resize"):
                sized = resize_to(drawing, output, _for_cover(instruction, plan, selections))
            return replace(finish(sized, source, output, self.limits, clock), notes=notes)

        return await self.pool.run(last)

    async def _draw(
        self, instruction: Instruction, plan: Plan, engine: Engine, cancel: CancelToken, clock: Clock
    ) -> tuple[Drawing, Selections, tuple[str, ...]]:
        """Every step of the plan on the picture: select, render, paste back or move."""
        image = instruction.sources[0].image if instruction.sources else _blank(*_canvas_size(instruction))
        references = tuple(s.image for s in instruction.sources[1:])
        selections = Selections(image, instruction.drawn, self.models, cancel)
        drawing, moves = compose.begin(image), ()
        notes = [*(n for s in instruction.sources for n in s.notes), *plan.notes]
        for step in plan.steps:
            cancel.check()
            with clock("select"):
                found = await self.pool.run(selections.for_step, step, moves)
            task = Task(
                step=step,
                image=drawing.image,
                region=found.region,
                references=references,
                subject=found.subject,
                has_drawn=instruction.drawn is not None,
                seed=instruction.seed,
            )
            with clock("render"):
                candidate = await engine.render(task, cancel)
            with clock("compose"):
                if step.op in GEOMETRIC:
                    drawing = await self.pool.run(compose.move, drawing, candidate)
                    moves = (*moves, *candidate.geometry)
                else:
                    drawing = await self.pool.run(compose.paste, drawing, candidate, found.region)
            notes += [n for n in (*found.notes, *candidate.notes) if n not in notes]
        return drawing, selections, tuple(notes)

    async def _previews(
        self, instruction: Instruction, plan: Plan, engine: Engine, cancel: CancelToken, on_partial: OnPartial
    ) -> None:
        """Small versions of the result, first the smallest; skipped for pictures that are small themselves."""
        for index, edge in enumerate(EDGES[: instruction.output.partial_images]):
            small = preview_of(instruction, plan, edge)
            if small is None:
                return
            try:
                drawing, selections, _ = await self._draw(*small, engine, cancel, Clock())
            except Unsupported:
                # What is named may be too small to be found in a preview; the edit itself decides.
                continue
            sized = resize_to(drawing, small[0].output, _for_cover(*small, selections))
            data = await self.pool.run(encode, sized.image, format="png", compression=None)
            await on_partial(data, sized.image.width, sized.image.height, index)
            await asyncio.sleep(0)

    def _usage(self, instruction: Instruction, results: list[Finished]) -> Usage:
        """Tokens of the whole request by the public formulas; equal variants are billed once."""
        images = sum(input_image_tokens(s.image.width, s.image.height) for s in instruction.sources)
        first = results[0].drawing.image
        out = output_tokens(first.width, first.height, instruction.output.quality or "high")
        return Usage(input_text=text_tokens(instruction.words), input_image=images, output_image=out * len(results))

    def _edited(
        self, done: Finished, seed: int, instruction: Instruction, plan: Plan, routed: Route, clock: Clock
    ) -> Edited:
        """The finished edit as the door hands it out."""
        image = done.drawing.image
        return Edited(
            data=done.data,
            format=instruction.output.format,
            width=image.width,
            height=image.height,
            transparent=not image.opaque,
            quality=instruction.output.quality or "high",
            plan=plan,
            engine=routed.engine.name,
            why=routed.why,
            seed=seed,
            region=Region.of_mask(done.drawing.touched),
            preservation=done.preservation,
            verdicts=done.verdicts,
            notes=done.notes,
            timings=dict(clock.stages),
        )


def _for_cover(instruction: Instruction, plan: Plan, selections: Selections) -> Region | None:
    """The subject to keep in view when the output is cropped to another ratio; None where it cannot matter."""
    output = instruction.output
    moved = any(s.op in GEOMETRIC for s in plan.steps)
    if output.width is None or output.fit != "cover" or moved or not instruction.sources:
        return None
    image = instruction.sources[0].image
    if output.height is None or image.width * output.height == image.height * output.width:
        return None
    return selections.subject(must=False)


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
    """A transparent background needs a format that has transparency."""
    cuts_out = any(s.op == Op.BACKGROUND_REMOVE for s in plan.steps)
    if cuts_out and instruction.output.format == "jpeg":
        raise InvalidValue(
            "A transparent background needs output_format png or webp; jpeg has no transparency.",
            param="output_format",
        )
