"""Charging: what paid calls are expected to cost and did cost, held before they are made and settled after.

The most that a call is expected to cost is held in the ledger before the provider is asked; a hard budget, a test key
or the caller's own `max_cost` refuses it there. What it did cost is settled with its answer. A call that surely was
not charged is released. One whose outcome nobody learnt stays held until its task has ended, and is settled at its
estimate then: it may have been charged. (`db/ledger.py` says what a late answer changes.)
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from decimal import ROUND_UP, Decimal
from typing import Final, Literal

from scumble.core.caller import Caller
from scumble.core.capability import Capabilities
from scumble.core.errors import BudgetExceeded, InvalidValue
from scumble.core.plan import Plan
from scumble.core.pricing import CallFacts
from scumble.core.spending import NANO, Budget, Held, Wanted, to_nanos
from scumble.core.usage import (
    PARTIAL_TOKENS,
    Money,
    Quality,
    Usage,
    input_image_tokens,
    output_tokens,
    text_tokens,
)
from scumble.db.engine import Transaction
from scumble.db.ledger import Ledger
from scumble.edits.billing import Prices
from scumble.engines import Engine
from scumble.engines import Task as Drawn
from scumble.ledger import prices
from scumble.ledger.table import PriceTable

log = logging.getLogger("scumble.money")

Event = Literal["held", "settled", "released", "soft_limit", "hard_limit"]
CENTS: Final = Decimal("0.000001")
"""To how much an estimate is told, rounded up."""


class Purse:
    """What one edit may still cost, by its caller's own wish."""

    def __init__(self, most: Decimal | None = None) -> None:
        """most: None = whatever it costs."""
        self.most, self.spent = most, Decimal(0)
        self._asked = Decimal(0)
        self._risked = Decimal(0)

    @property
    def left(self) -> Decimal | None:
        """What it may still cost; None = whatever it costs."""
        return None if self.most is None else self.most - self.spent - self._risked

    def risk(self) -> None:
        """The call that was allowed last may have been charged: what it can have cost is not there any more."""
        self._risked += self._asked

    def allow(self, price: Money | None) -> None:
        """Raises InvalidValue where one more call would be more than it may cost, or nobody knows what it costs."""
        self._asked = Decimal(0) if price is None else price.amount
        if self.most is None:
            return
        if price is None:
            raise above("What this costs is not known here, so that 'max_cost' cannot be kept; leave it out.")
        used = self.spent + self._risked + price.amount
        if used > self.most:
            need = Money(amount=used, currency=price.currency)
            raise above(f"This can cost up to {told(need)}; 'max_cost' allows {self.most:f}. Nothing was sent.")


def told(money: Money) -> str:
    """An amount for people, rounded up: '0.23 USD'."""
    return f"{money.amount.quantize(CENTS, ROUND_UP).normalize():f} {money.currency}"


def above(sentence: str) -> InvalidValue:
    """The refusal by `max_cost`."""
    return InvalidValue(sentence, param="max_cost", code="max_cost_exceeded")


@dataclass(frozen=True, kw_only=True, eq=False)
class Call:
    """A step that a paid engine is about to be asked for."""

    engine: Engine
    drawn: Drawn
    quality: Quality | None = None
    purse: Purse = field(default_factory=Purse)


@dataclass(frozen=True)
class Asked:
    """An edit or generation as far as its cost depends on it. width, height: of its largest picture. sources: how many
    pictures are sent."""

    words: str
    sources: int
    width: int
    height: int
    quality: Quality | None = None
    variants: int = 1
    previews: int = 0

    def usage(self, results: int) -> Usage:
        """Tokens of an engine that costs nothing but what its operator wants, by the public formulas."""
        images = self.sources * input_image_tokens(self.width, self.height)
        one = output_tokens(self.width, self.height, self.quality or "high")
        made = results * one + self.previews * PARTIAL_TOKENS
        return Usage(input_text=text_tokens(self.words), input_image=images, output_image=made)

    def facts(self, quality: Quality | None) -> CallFacts:
        """What each of its calls is measured by: every step sends all pictures."""
        size = (self.width, self.height)
        sources = (size,) * max(1, self.sources)
        return CallFacts(
            model="", width=self.width, height=self.height, sources=sources, words=self.words, quality=quality
        )


@dataclass(frozen=True, kw_only=True)
class Charge:
    """Money set aside for a call. key: in the ledger. again: it was set aside for an earlier call, whose outcome nobody
    learnt. notes: sentences about soft limits that it passed."""

    key: str
    again: bool = False
    notes: tuple[str, ...] = ()


@dataclass(kw_only=True)
class Charging:
    """One ledger, one price table and the operator's markup. markup: percent on top of what providers charge.

    on_event: told of each thing that happens, for metrics.
    """

    ledger: Ledger
    table: PriceTable
    markup: Decimal = Decimal(0)
    on_event: Callable[[Event], None] = lambda _: None

    def price(self, cost: Money) -> Money:
        """What a caller pays for what a provider charges."""
        return Money(amount=cost.amount * (1 + self.markup / 100), currency=cost.currency)

    def estimate(self, can: Capabilities, facts: CallFacts) -> Money | None:
        """What an engine is expected to charge at most. None: nobody knows."""
        found = prices.estimate(self.table, facts)
        if found is None and Decimal(can.price_per_image):
            return Money(amount=Decimal(can.price_per_image) * facts.images)
        return found

    def planned(self, engine: Engine, plan: Plan, asked: Asked, own: Prices) -> Money | None:
        """What a whole plan is expected to cost its caller at most; None: nobody knows. own: of the embedded engine."""
        can = engine.capabilities
        seeded = any(step.op in can.seeded for step in plan.steps)
        results = asked.variants if seeded else 1
        if not can.paid:
            return own.of(asked.usage(results))
        one = self.estimate(can, _named(can, engine.name, asked.facts(asked.quality)))
        draft = self.estimate(can, _named(can, engine.name, asked.facts("low")))
        if one is None or draft is None:
            return None
        amount = one.amount * results + draft.amount * (asked.previews if can.preview_tier else 0)
        return self.price(Money(amount=amount * len(plan.steps), currency=one.currency))

    def wanted(self, call: Call, task_id: str | None = None) -> Wanted:
        """What is set aside for a call. Raises InvalidValue where the caller's own wish forbids it."""
        can, name = call.engine.capabilities, call.engine.name
        facts = facts_of(call)
        cost = self.estimate(can, facts)
        price = None if cost is None else self.price(cost)
        call.purse.allow(price)
        nothing = Money()
        return Wanted(
            amount=to_nanos(price or nothing),
            cost=to_nanos(cost or nothing),
            priced=cost is not None,
            currency=(cost or nothing).currency,
            engine=name,
            model=facts.model,
            prices=self.table.version[:64],
            task_id=task_id,
        )

    def hold(self, caller: Caller, key: str, call: Call, task_id: str | None = None) -> Charge:
        """Sets money aside for a call that is not kept. Raises BudgetExceeded, Forbidden, InvalidValue."""
        try:
            held = self.ledger.hold(caller, key, self.wanted(call, task_id), datetime.now(UTC))
        except BudgetExceeded:
            self.on_event("hard_limit")
            raise
        return self._charge(key, held)

    def hold_step(
        self, connection: Transaction, caller: Caller, base: str, number: int, call: Call, task_id: str
    ) -> Charge:
        """Sets money aside for a step of a task, in the transaction that notes the call. Raises as `hold`.

        base: of the step; number: of the call, 1 = the first. A provider that knows keys is asked again for nothing, so
        the first hold stands as long as it was not released; any other one may charge again, so each call has its own.
        """
        keys = [base, *(f"{base}#{n}" for n in range(2, number + 1))]
        newest = self.ledger.newest_within(connection, caller, keys)
        if newest is not None and call.engine.capabilities.keyed and "release" not in newest[1]:
            return Charge(key=newest[0], again=True)
        key = base if newest is None else keys[-1]
        try:
            held = self.ledger.hold_within(connection, caller, key, self.wanted(call, task_id), datetime.now(UTC))
        except BudgetExceeded:
            self.on_event("hard_limit")
            raise
        return self._charge(key, held)

    def settle(self, caller: Caller, charge: Charge, cost: Money) -> None:
        """The call was answered: what it did cost is spent."""
        price = to_nanos(self.price(cost))
        self.ledger.settle(caller, charge.key, price, to_nanos(cost), datetime.now(UTC))
        self.on_event("settled")

    def settle_within(self, connection: Transaction, caller: Caller, charge: Charge, cost: Money) -> None:
        """The same in a transaction of the caller's."""
        price = to_nanos(self.price(cost))
        self.ledger.settle_within(connection, caller, charge.key, price, to_nanos(cost), datetime.now(UTC))
        self.on_event("settled")

    def release(self, caller: Caller, charge: Charge) -> None:
        """The call surely was not charged. An earlier one under the same key may have been: that stays held."""
        if charge.again:
            return
        self.ledger.release(caller, charge.key, datetime.now(UTC))
        self.on_event("released")

    def _charge(self, key: str, held: Held) -> Charge:
        self.on_event("held")
        notes: list[str] = []
        for budget in held.crossed:
            self.on_event("soft_limit")
            whose = budget.key_id or budget.project_id
            log.warning("the soft budget %s of %s for this %s is passed", budget.id, whose, budget.period)
            notes.append(_note(budget))
        return Charge(key=key, notes=tuple(notes))


def facts_of(call: Call) -> CallFacts:
    """What a call is measured by before it is made."""
    drawn, can = call.drawn, call.engine.capabilities
    pictures = (drawn.image, *drawn.references)
    facts = CallFacts(
        model="",
        width=drawn.image.width,
        height=drawn.image.height,
        sources=tuple((p.width, p.height) for p in pictures),
        words=str(drawn.step.params.get("prompt") or drawn.step.text),
        quality="low" if drawn.draft else call.quality,
    )
    return _named(can, call.engine.name, facts)


def _named(can: Capabilities, name: str, facts: CallFacts) -> CallFacts:
    return replace(facts, model=can.price_model or name)


def _note(budget: Budget) -> str:
    whose = "this key" if budget.key_id else "this project"
    return (
        f"With this, {whose} has passed its soft budget for the {budget.period} of"
        f" {Decimal(budget.soft or 0) / NANO:.2f} {budget.currency}."
    )
