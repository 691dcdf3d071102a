"""Random histories through the real hold and settle flow, against providers that count what they charge.

Keys work at once; processes die at every point between being asked and having written it down, and are resumed;
providers refuse, cut the line after they charged, honour keys or not; results come from a cache, and money comes back.
At the end every line is balanced, nothing is held, every charge is in the ledger once, and what nobody saw is there at
its estimate.
"""

import asyncio
import contextlib
import hashlib
import os
import random
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import accumulate
from typing import Any

import numpy as np
import pytest
import sqlalchemy as sa

from scumble.core.caller import Caller
from scumble.core.capability import Capabilities
from scumble.core.errors import (
    BudgetExceeded,
    Cancelled,
    ContentGone,
    EngineFailed,
    InvalidValue,
    Overloaded,
    ScumbleError,
)
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.spending import NANO, Budget, Entry, Wanted
from scumble.core.task import Task, Turn
from scumble.core.usage import Money
from scumble.core.work import CancelToken, WorkPool
from scumble.db.budgets import BudgetRows
from scumble.db.engine import Database, Transaction
from scumble.db.executors import ExecutorRows
from scumble.db.ledger import Ledger
from scumble.db.outcomes import Outcomes
from scumble.db.steps import StepRows
from scumble.db.tables import projects
from scumble.db.tasks import TaskRows
from scumble.edits.charging import Call, Charge, Charging
from scumble.edits.paid import Paid, PaidCalls, PaidSteps
from scumble.engines import Engine
from scumble.engines import Task as Drawn
from scumble.ledger.table import load
from tests.edits.test_paid import DRAWN
from tests.jobs.desks import entry, new_task

HISTORIES = 10_000 if os.environ.get("SCUMBLE_TEST_SOAK") == "full" else 24
"""In all; half of them on each database."""
ESTIMATE = Decimal("0.12")
CENT = NANO // 100


class Died(BaseException):
    """The process is gone."""


@cache
def pool() -> WorkPool:
    """One for all."""
    return WorkPool(1)


@dataclass
class Meter:
    """A provider's own count. known: answers by the key of their call. Amounts in nanos, no two alike."""

    dice: random.Random
    charges: list[int] = field(default_factory=list[int])
    known: dict[str, int] = field(default_factory=dict[str, int])

    def charge(self, key: str, *, keyed: bool) -> int:
        """What this call costs; nothing new for a key that is known."""
        if keyed and key in self.known:
            return self.known[key]
        amount = self.dice.randrange(CENT, int(ESTIMATE * NANO))
        self.charges.append(amount)
        if keyed and key:
            self.known[key] = amount
        return amount


class Provider:
    """An engine that charges, and does not always live to tell."""

    name = "provider"

    def __init__(self, meter: Meter, *, keyed: bool) -> None:
        self.meter, self.keyed = meter, keyed
        self.capabilities = Capabilities(
            operations={Op.TONE: frozenset({"whole"})},
            max_pixels=1000,
            paid=True,
            keyed=keyed,
            price_per_image=str(ESTIMATE),
        )

    async def render(self, task: Drawn, cancel: CancelToken) -> Candidate:
        fate = self.meter.dice.random()
        await asyncio.sleep(0)
        if fate < 0.1:
            raise Overloaded("Busy.") if fate < 0.05 else InvalidValue("Refused.")
        if fate < 0.15:
            raise Died
        cost = self.meter.charge(task.key, keyed=self.keyed)
        if fate < 0.2:
            raise Died
        if fate < 0.25:
            raise EngineFailed("The line was cut.")
        return Candidate(image=Image(pixels=np.full((4, 6, 4), 7, np.uint8)), cost=Money(amount=Decimal(cost) / NANO))


class MortalLedger(Ledger):
    """Its process may die inside a transaction."""

    def __init__(self, database: Database, dice: random.Random) -> None:
        super().__init__(database)
        self.dice = dice

    def _write(self, connection: Transaction, entry: Entry) -> Entry:
        if self.dice.random() < 0.03:
            raise Died
        return super()._write(connection, entry)


class MortalSteps(StepRows):
    """Its process may die right after a transaction."""

    dice: random.Random

    def begin(self, *args: Any) -> str | None:
        found = super().begin(*args)
        return self._lives(found)

    def answered(self, *args: Any) -> str:
        return self._lives(super().answered(*args))

    def _lives(self, found: Any) -> Any:
        if self.dice.random() < 0.03:
            raise Died
        return found


class Shelf:
    """Answers in memory; now and then one is lost."""

    def __init__(self, dice: random.Random) -> None:
        self.kept: dict[str, bytes] = {}
        self.dice = dice

    def put_answer(self, project_id: str, data: bytes) -> str:
        digest = hashlib.sha256(data).hexdigest()
        self.kept[digest] = data
        return digest

    def get(self, project_id: str, digest: str) -> bytes:
        if self.dice.random() < 0.03:
            raise ContentGone
        return self.kept[digest]

    def use_answer(self, connection: Transaction, task: Task, digest: str) -> None:
        """Nothing is collected here."""


@dataclass
class History:
    """Three keys of one project at once, each with a few jobs."""

    database: Database
    number: int
    dice: random.Random
    charging_type: type[Charging] = Charging
    saved: int = 0
    refunded: int = 0

    def __post_init__(self) -> None:
        self.project = f"proj_{self.number}"
        with self.database.write() as connection:
            at = datetime.now(UTC)
            connection.execute(sa.insert(projects).values(project_id=self.project, name="h", created_at=at))
        self.callers = [Caller(project_id=self.project, key_id=f"key_{k}") for k in range(3)]
        self.markup = self.dice.choice([Decimal(0), Decimal(25)])
        self.estimate = int(ESTIMATE * (1 + self.markup / 100) * NANO)
        self.hard = self.dice.choice([20, 60, 400]) * CENT
        budget = Budget(id=f"b{self.number}", project_id="", period="day", hard=self.hard)
        BudgetRows(self.database).set(self.callers[0], budget)
        self.meter = Meter(self.dice)
        self.ledger = MortalLedger(self.database, self.dice)
        self.charging = self.charging_type(ledger=self.ledger, table=load(), markup=self.markup)
        steps = MortalSteps(self.database)
        steps.dice = self.dice
        self.rows = TaskRows(self.database)
        self.paid = Paid(
            rows=steps,
            answers=Shelf(self.dice),
            charging=self.charging,
            fresh=lambda: True,
            pool=pool(),
            max_pixels=1000,
        )

    async def run(self) -> None:
        """All of it, what is left over swept, and looked at."""
        await asyncio.gather(*[self.jobs(caller) for caller in self.callers])
        while True:
            with contextlib.suppress(Died):
                later = datetime.now(UTC) + timedelta(hours=2)
                if not Ledger(self.database).sweep(later, later, 100):
                    break
        self.check()

    async def jobs(self, caller: Caller) -> None:
        for number in range(self.dice.randint(1, 3)):
            engine = Provider(self.meter, keyed=self.dice.random() < 0.5)
            kind = self.dice.random()
            if kind < 0.15:
                self.saving(caller, f"saving_{caller.key_id}_{number}")
            elif kind < 0.35:
                with contextlib.suppress(Died, ScumbleError):
                    call = Call(engine=engine, drawn=DRAWN)
                    await PaidCalls(self.charging, caller).render(call, "0:0", CancelToken())
            else:
                await self.task(caller, engine)

    def saving(self, caller: Caller, key: str) -> None:
        """A result that was there already; a process that died says it again."""
        for _ in range(2):
            with contextlib.suppress(Died):
                self.ledger.saving(caller, key, 5 * CENT, datetime.now(UTC))
        if "saving" in self.ledger.lines(caller, key):
            self.saved += 5 * CENT

    async def task(self, caller: Caller, engine: Engine) -> None:
        """A task of one or two steps, resumed until it has ended."""
        new = new_task(caller=caller)
        self.rows.add(caller, new, Turn(), lambda connection: None)
        steps = self.dice.randint(1, 2)
        while True:
            task = self.rows.claim(new.id, "one", datetime.now(UTC))
            assert task is not None
            try:
                for step in range(steps):
                    call = Call(engine=engine, drawn=DRAWN)
                    await PaidSteps(self.paid, task).render(call, f"{step}:0", CancelToken())
            except Died:
                if self.dice.random() < 0.8:
                    continue  # resumed; else it is cancelled meanwhile
            except (BudgetExceeded, Overloaded, InvalidValue, EngineFailed, Cancelled):
                if self.dice.random() < 0.2:
                    continue  # died before it had written down that it failed
            break
        self.end(task)
        if self.dice.random() < 0.2:
            self.refund(caller, f"{task.id}:provider:0:0")

    def end(self, task: Task) -> None:
        done = replace(task, status="failed", ended_at=datetime.now(UTC))
        while True:
            with contextlib.suppress(Died):
                assert Outcomes(self.database, self.rows).end(done, entry(done, [], None), lambda connection: None)
                return

    def refund(self, caller: Caller, key: str) -> None:
        """Some of what a step cost comes back; asked for until it is written."""
        lines = self.ledger.lines(caller, key)
        if "settle" not in lines:
            return
        amount = self.dice.randint(0, lines["settle"].spent)
        while "refund" not in self.ledger.lines(caller, key):
            with contextlib.suppress(Died):
                self.ledger.refund(caller, key, amount, datetime.now(UTC))
        self.refunded += amount

    def check(self) -> None:
        """The promise as a whole."""
        ledger, caller = Ledger(self.database), self.callers[0]
        now = datetime.now(UTC)
        entries = [e for _, e in ledger.entries(caller, now - timedelta(days=1), now + timedelta(days=1), limit=10**6)]
        assert all(e.available + e.held + e.spent == 0 for e in entries)
        assert len({(e.key, e.kind) for e in entries}) == len(entries)
        assert sum(e.held for e in entries) == 0
        assert "correction" not in {e.kind for e in entries}, "no answer here comes after its task's end"
        settled = [e for e in entries if e.kind == "settle"]
        seen = Counter(e.cost for e in settled if not e.estimated)
        charged = Counter(self.meter.charges)
        assert seen <= charged, "nothing is counted twice, and nothing that was not charged"
        assumed = [e.spent for e in settled if e.estimated]
        unseen = charged - seen
        factor = 1 + self.markup / 100
        assert unseen.total() <= len(assumed), "a charge that nobody saw is taken for spent"
        assert sum(int(amount * factor) for amount in unseen.elements()) <= sum(assumed)
        spent = sum(round(amount * factor) for amount in seen.elements()) + sum(assumed) - self.refunded
        totals = [ledger.totals(caller, "month", now, key_id=c.key_id) for c in self.callers]
        assert abs(sum(t.spent for t in totals) - spent) <= len(settled), "to the billionth, but for its rounding"
        assert sum(t.saved for t in totals) == self.saved
        whole = ledger.totals(caller, "month", now)
        assert (whole.spent, whole.held) == (sum(t.spent for t in totals), 0)
        # What came back may be spent again, so it is not the end that tells but every moment on the way.
        used = list(accumulate(e.held + e.spent for e in entries))
        assert max(used, default=0) <= self.hard + self.estimate, "no budget is passed by more than one estimate"


@pytest.mark.soak
def test_no_history_loses_or_doubles_money(database: Database) -> None:
    ExecutorRows(database).enter("one", "host", 1)
    dice = random.Random(9)
    charges = 0
    for number in range(HISTORIES // 2):
        history = History(database, number, dice)
        asyncio.run(history.run())
        charges += len(history.meter.charges)
    assert charges > HISTORIES


class Forgetful(Charging):
    """Takes a second call for the first one, although the provider charges for each."""

    def hold_step(
        self, connection: Transaction, caller: Caller, base: str, number: int, call: Call, task_id: str
    ) -> Charge:
        wrong = replace(call, engine=Provider(Meter(random.Random(0)), keyed=True))
        return super().hold_step(connection, caller, base, number, wrong, task_id)


class Generous(Charging):
    """Frees what a call did cost."""

    def settle(self, caller: Caller, charge: Charge, cost: Money) -> None:
        self.release(caller, charge)


class Careless(Charging):
    """Sets nothing aside."""

    def wanted(self, call: Call, task_id: str | None = None) -> Wanted:
        return replace(super().wanted(call, task_id), amount=0, cost=0)


@pytest.mark.parametrize("broken", [Forgetful, Generous, Careless])
def test_a_flow_that_breaks_a_rule_is_found_out(broken: type[Charging], database: Database) -> None:
    ExecutorRows(database).enter("one", "host", 1)
    dice = random.Random(3)

    def histories() -> None:
        for number in range(60):
            asyncio.run(History(database, number, dice, broken).run())

    with pytest.raises(AssertionError):
        histories()
