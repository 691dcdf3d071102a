"""Who reads an instruction: the grammar, or the language model where one is configured; and in which order.

The grammar is free, answers in a millisecond and always the same way, so it goes first by default and the model is
asked only where the grammar refuses. Whatever the model fails at, the grammar's own answer stands, and says so.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from scumble.core.errors import Unsupported
from scumble.core.plan import Plan
from scumble.core.work import CancelToken, WorkPool
from scumble.planner import nearest
from scumble.planner.draft import Context
from scumble.planner.model import ModelFailed, ModelPlanner
from scumble.planner.plan import plan_canvas, plan_edit
from scumble.planner.restate import plainly

Order = Literal["grammar", "fallback", "model-first"]


class Planner:
    """The planner as it is configured."""

    def __init__(self, model: ModelPlanner | None = None, order: Order = "fallback") -> None:
        """model: None = the grammar alone. order: 'grammar' never asks the model, 'fallback' where the grammar refuses,
        'model-first' before the grammar."""
        self.model = None if order == "grammar" else model
        self.order = order

    async def plan(
        self, words: str, context: Context, *, pool: WorkPool, cancel: CancelToken, check: Callable[[Plan], object]
    ) -> Plan:
        """The plan for an instruction. pool: where the grammar reads. check: raises for a plan that is not to be done.

        A model's plan that no engine can do counts as no answer. Raises what the grammar or `check` raises, and
        Cancelled.
        """
        if self.model is not None and self.order == "model-first":
            try:
                return await self._ask(self.model, words, context, cancel, check)
            except ModelFailed as failed:
                plan = await pool.run_words(read, words, context)
                note = f"The language model was of no help ({failed}): the built-in grammar read the instruction."
                check(plan)
                return replace(plan, notes=(*plan.notes, note))
        try:
            plan = await pool.run_words(read, words, context)
        except Unsupported as refused:
            if self.model is None:
                raise
            try:
                return await self._ask(self.model, words, context, cancel, check)
            except ModelFailed as failed:
                raise _with_reason(refused, failed) from failed
        check(plan)
        return plan

    async def _ask(
        self, model: ModelPlanner, words: str, context: Context, cancel: CancelToken, check: Callable[[Plan], object]
    ) -> Plan:
        """The model's plan, checked. It is waited for on a thread of its own: nobody's pixels wait for a network."""
        try:
            plan = await asyncio.to_thread(model.plan, words, context, cancel)
        except asyncio.CancelledError:
            cancel.cancel()
            raise
        try:
            check(plan)
        except Unsupported as error:
            raise ModelFailed("it answered with what no engine here can do") from error
        return plan


def read(words: str, context: Context) -> Plan:
    """The grammar's plan."""
    return plan_edit(words, context) if context.sources else plan_canvas(words)


def warm(cancel: CancelToken) -> None:
    """Makes what reading needs, so that the first instruction does not pay for it: the rows' patterns, the examples'
    embeddings. Raises Cancelled."""
    read_plainly("make it brighter", Context(sources=1, has_drawn=False, transparent=None, width=1, height=1))
    cancel.check()
    nearest.warm()


def read_plainly(words: str, context: Context) -> Plan | None:
    """The grammar's plan where its rows explain every word, else None: for who reads the words itself, and so needs
    neither guesses at what they mean nor sentences that would work."""
    with plainly():
        try:
            return read(words, context)
        except Unsupported:
            return None


def _with_reason(refused: Unsupported, failed: ModelFailed) -> Unsupported:
    """The grammar's refusal, with why the model did not help."""
    return Unsupported(
        f"{refused.message} The language model was asked too: {failed}.",
        part=refused.part,
        nearest=refused.nearest,
        needs=refused.needs,
        param=refused.param,
    )
