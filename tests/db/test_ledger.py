"""The ledger: balanced lines, one of a kind and step, budgets that hold, sums that agree with what the provider counts.

The random histories are the promise as a whole: crashes inside and after transactions, repetitions, late answers,
refunds, cached results and many keys at once.
"""

import contextlib
import json
import os
import random
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import sqlalchemy as sa

from scumble.core.caller import LOCAL, Caller
from scumble.core.errors import BudgetExceeded, Conflict, Forbidden, InvalidValue, NotFound, ScumbleError
from scumble.core.spending import NANO, Budget, Entry, Period, Totals, Wanted, period_end, period_of, to_money, to_nanos
from scumble.core.task import Turn
from scumble.core.usage import Money
from scumble.core.webhook import EVENTS, Endpoint
from scumble.db.budgets import BudgetRows
from scumble.db.engine import Database
from scumble.db.executors import ExecutorRows
from scumble.db.ledger import Ledger
from scumble.db.outcomes import Outcomes
from scumble.db.tables import ledger as lines
from scumble.db.tables import open_holds, projects, spending
from scumble.db.tasks import TaskRows
from scumble.db.webhooks import WebhookRows
from scumble.governance.keys import MODES, Keys, Mode
from tests.jobs.desks import entry as journal_entry
from tests.jobs.desks import new_task

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
CENT = NANO // 100
HISTORIES = 10_000 if os.environ.get("SCUMBLE_TEST_SOAK") == "full" else 60
"""In all; half of them on each database."""


@pytest.fixture
def ledger(database: Database) -> Ledger:
    return Ledger(database)


@pytest.fixture
def budgets(database: Database) -> BudgetRows:
    return BudgetRows(database)


def key(number: int) -> Caller:
    return Caller(project_id=LOCAL.project_id, key_id=f"key_{number}")


def used(ledger: Ledger, caller: Caller = LOCAL, period: Period = "day") -> Totals:
    return ledger.totals(caller, period, NOW)


def test_a_step_that_was_paid_frees_the_hold_and_counts_what_it_cost(ledger: Ledger) -> None:
    ledger.hold(LOCAL, "task_1:0", Wanted(amount=30 * CENT, task_id="task_1", engine="gpt-image-2"), NOW)
    assert used(ledger) == Totals(held=30 * CENT)
    entry = ledger.settle(LOCAL, "task_1:0", 22 * CENT, 20 * CENT, NOW)
    assert (entry.available, entry.held, entry.spent, entry.cost) == (8 * CENT, -30 * CENT, 22 * CENT, 20 * CENT)
    assert entry.engine == "gpt-image-2"
    assert used(ledger) == Totals(spent=22 * CENT)
    assert ledger.totals(LOCAL, "month", NOW, key_id=LOCAL.key_id) == Totals(spent=22 * CENT)


def test_doing_a_thing_twice_gives_the_first(ledger: Ledger) -> None:
    for _ in range(2):
        ledger.hold(LOCAL, "a", Wanted(amount=30), NOW)
    for _ in range(2):
        ledger.settle(LOCAL, "a", 20, 20, NOW)
    ledger.release(LOCAL, "a", NOW)
    for amount in (5, 9):
        ledger.refund(LOCAL, "a", amount, NOW)
    for _ in range(2):
        ledger.saving(LOCAL, "b", 7, NOW)
    assert used(ledger) == Totals(held=0, spent=15, saved=7)
    with pytest.raises(Conflict):
        ledger.hold(LOCAL, "a", Wanted(amount=30), NOW)


def test_an_answer_after_the_release_is_spent_all_the_same(ledger: Ledger) -> None:
    ledger.hold(LOCAL, "a", Wanted(amount=30), NOW)
    ledger.release(LOCAL, "a", NOW)
    ledger.settle(LOCAL, "a", 20, 20, NOW)
    assert used(ledger) == Totals(spent=20)


def test_what_was_held_before_midnight_is_settled_on_that_day(ledger: Ledger) -> None:
    ledger.hold(LOCAL, "a", Wanted(amount=30), NOW)
    later = NOW + timedelta(days=1)
    ledger.settle(LOCAL, "a", 20, 20, later)
    assert used(ledger) == Totals(spent=20)
    assert ledger.totals(LOCAL, "day", later) == ledger.totals(LOCAL, "month", later) == Totals()


def test_without_a_hold_nothing_is_settled_released_or_refunded(ledger: Ledger) -> None:
    for act in (lambda: ledger.settle(LOCAL, "a", 1, 1, NOW), lambda: ledger.release(LOCAL, "a", NOW)):
        with pytest.raises(NotFound):
            act()
    ledger.hold(LOCAL, "b", Wanted(amount=30), NOW)
    with pytest.raises(InvalidValue):
        ledger.refund(LOCAL, "b", 1, NOW)
    ledger.settle(LOCAL, "b", 20, 20, NOW)
    for wrong in (21, -1):
        with pytest.raises(InvalidValue):
            ledger.refund(LOCAL, "b", wrong, NOW)


def test_a_hold_that_would_pass_a_hard_limit_is_refused_and_leaves_nothing(ledger: Ledger, budgets: BudgetRows) -> None:
    budgets.set(LOCAL, Budget(id="b1", project_id="", period="day", hard=50))
    ledger.hold(LOCAL, "a", Wanted(amount=50), NOW)
    with pytest.raises(BudgetExceeded, match="this project for this day") as caught:
        ledger.hold(LOCAL, "b", Wanted(amount=1), NOW)
    assert caught.value.until == datetime(2026, 4, 1, tzinfo=UTC)
    assert used(ledger) == Totals(held=50)
    assert ledger.lines(LOCAL, "b") == {}
    ledger.hold(LOCAL, "c", Wanted(amount=1), NOW + timedelta(days=1))


def test_a_keys_budget_is_its_own(ledger: Ledger, budgets: BudgetRows) -> None:
    budgets.set(LOCAL, Budget(id="b1", project_id="", key_id="key_1", period="month", hard=50))
    with pytest.raises(BudgetExceeded, match="this key for this month"):
        ledger.hold(key(1), "a", Wanted(amount=51), NOW)
    ledger.hold(key(2), "a", Wanted(amount=51), NOW)


def test_the_soft_limit_is_told_of_once(ledger: Ledger, budgets: BudgetRows) -> None:
    soft = Budget(id="b1", project_id=LOCAL.project_id, period="day", soft=50)
    budgets.set(LOCAL, soft)
    assert ledger.hold(LOCAL, "a", Wanted(amount=50), NOW).crossed == ()
    assert ledger.hold(LOCAL, "b", Wanted(amount=1), NOW).crossed == (soft,)
    assert ledger.hold(LOCAL, "c", Wanted(amount=1), NOW).crossed == ()


def test_a_budget_takes_the_place_of_the_one_before(ledger: Ledger, budgets: BudgetRows) -> None:
    for number, hard in (("b1", 50), ("b2", 60)):
        budgets.set(LOCAL, Budget(id=number, project_id="", period="day", hard=hard))
    assert [b.hard for b in budgets.all(LOCAL)] == [60]
    assert budgets.remove(LOCAL, "b2")
    assert not budgets.remove(LOCAL, "b2")


def test_another_project_sees_and_moves_nothing(ledger: Ledger, budgets: BudgetRows, database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.insert(projects).values(project_id="proj_other", name="o", created_at=NOW))
    other = Caller(project_id="proj_other", key_id=LOCAL.key_id)
    budgets.set(LOCAL, Budget(id="b1", project_id="", period="day", hard=0))
    ledger.hold(other, "a", Wanted(amount=30), NOW)
    with pytest.raises(NotFound):
        ledger.settle(LOCAL, "a", 1, 1, NOW)
    assert used(ledger) == Totals()
    assert used(ledger, other) == Totals(held=30)
    assert ledger.entries(LOCAL, NOW, NOW + timedelta(days=1)) == []
    assert not budgets.remove(other, "b1")
    assert budgets.all(other) == []


def test_lines_come_page_by_page_in_their_order(ledger: Ledger) -> None:
    for number in range(5):
        ledger.hold(LOCAL, f"k{number}", Wanted(amount=number), NOW + timedelta(minutes=number))
    page = ledger.entries(LOCAL, NOW, NOW + timedelta(minutes=4), limit=2)
    rest = ledger.entries(LOCAL, NOW, NOW + timedelta(minutes=4), after=page[-1][0])
    assert [entry.key for _, entry in [*page, *rest]] == ["k0", "k1", "k2", "k3"]


def test_the_database_takes_no_line_that_is_not_balanced(ledger: Ledger, database: Database) -> None:
    ledger.hold(LOCAL, "a", Wanted(amount=30), NOW)
    with pytest.raises(ValueError, match="not balanced"):
        Entry(key="b", kind="hold", project_id="p", key_id="k", available=1, created_at=NOW, day=NOW.date())
    with pytest.raises(sa.exc.IntegrityError), database.write() as connection:
        connection.execute(sa.update(lines).values(held=31))


def test_money_is_whole_billionths() -> None:
    assert to_nanos(Money(amount=Decimal("0.000005"))) == 5_000
    assert to_money(5_000, "EUR") == Money(amount=Decimal("0.000005"), currency="EUR")
    assert period_of("month", NOW) == date(2026, 3, 1)
    assert period_end("month", datetime(2026, 12, 31, tzinfo=UTC)) == datetime(2027, 1, 1, tzinfo=UTC)


def open_of(database: Database) -> list[str]:
    with database.read() as connection:
        return list(connection.execute(sa.select(open_holds.c.key).order_by(open_holds.c.key)).scalars())


def test_open_holds_are_known_without_searching_the_ledger(ledger: Ledger, database: Database) -> None:
    for name in "abc":
        ledger.hold(LOCAL, name, Wanted(amount=30), NOW)
    ledger.settle(LOCAL, "a", 20, 20, NOW)
    ledger.release(LOCAL, "b", NOW)
    assert open_of(database) == ["c"]


def test_what_nobody_learnt_is_settled_at_its_estimate_and_corrected_when_it_is_known(
    ledger: Ledger, database: Database
) -> None:
    ledger.hold(LOCAL, "lone", Wanted(amount=33, cost=30), NOW)
    ledger.hold(LOCAL, "young", Wanted(amount=33), NOW + timedelta(hours=1))
    assert ledger.sweep(NOW, NOW + timedelta(minutes=1), 9) == 1
    assert open_of(database) == ["young"]
    settled = ledger.lines(LOCAL, "lone")["settle"]
    assert (settled.estimated, settled.spent, settled.cost) == (True, 33, 30)
    for _ in range(2):
        entry = ledger.settle(LOCAL, "lone", 22, 20, NOW)
    assert (entry.kind, entry.spent, entry.available, entry.cost) == ("correction", -11, 11, -10)
    assert used(ledger) == Totals(held=33, spent=22)
    with pytest.raises(InvalidValue, match=r"At most 0\.000000022"):
        ledger.refund(LOCAL, "lone", 23, NOW)
    ledger.refund(LOCAL, "lone", 22, NOW)
    assert used(ledger) == Totals(held=33, spent=0)


def test_holds_of_a_task_are_open_as_long_as_it_is(ledger: Ledger, database: Database) -> None:
    rows, task = TaskRows(database), new_task()
    rows.add(LOCAL, task, Turn(), lambda connection: None)
    ledger.hold(LOCAL, "a", Wanted(amount=30, task_id=task.id), NOW - timedelta(days=2))
    ledger.hold(LOCAL, "b", Wanted(amount=30, task_id="task_gone"), NOW)
    assert ledger.sweep(NOW, NOW, 9) == 1
    assert open_of(database) == ["a"]
    ExecutorRows(database).enter("one", "host", 1)
    claimed = rows.claim(task.id, "one", NOW)
    assert claimed is not None
    done = replace(claimed, status="failed", ended_at=NOW)
    assert Outcomes(database, rows).end(done, journal_entry(done, [], None), lambda connection: None)
    assert open_of(database) == []
    assert ledger.lines(LOCAL, "a")["settle"].estimated


@pytest.mark.parametrize("mode", MODES)
def test_a_test_key_holds_nothing(mode: Mode, ledger: Ledger, database: Database) -> None:
    made = Keys(database).create(LOCAL, "k", mode=mode)
    own = Caller(project_id=LOCAL.project_id, key_id=made.row.id)
    if mode == "live":
        ledger.hold(own, "a", Wanted(amount=1, engine="paid"), NOW)
        return
    with pytest.raises(Forbidden, match="'paid' costs money"):
        ledger.hold(own, "a", Wanted(amount=1, engine="paid"), NOW)
    assert used(ledger) == Totals()


def test_without_a_known_price_a_hard_limit_cannot_be_kept(ledger: Ledger, budgets: BudgetRows) -> None:
    unknown = Wanted(amount=0, priced=False, engine="firefly")
    budgets.set(LOCAL, Budget(id="b1", project_id="", period="day", soft=50))
    ledger.hold(LOCAL, "a", unknown, NOW)
    budgets.set(LOCAL, Budget(id="b1", project_id="", period="day", hard=50))
    with pytest.raises(BudgetExceeded, match="'firefly' costs is not known"):
        ledger.hold(LOCAL, "b", unknown, NOW)


def test_a_soft_limit_that_was_passed_is_an_event(ledger: Ledger, budgets: BudgetRows, database: Database) -> None:
    rows = WebhookRows(database)
    rows.add(LOCAL, Endpoint(id="wh_1", url="https://a.example", secret="s", events=EVENTS, created_at=NOW), 9)
    budgets.set(LOCAL, Budget(id="b1", project_id="", key_id="key_1", period="day", soft=50 * CENT))
    for name in "ab":
        ledger.hold(key(1), name, Wanted(amount=51 * CENT), NOW)
    (sent,) = rows.deliveries(LOCAL, "wh_1", 10)
    assert sent.event_type == "budget.soft_limit"
    assert json.loads(sent.body)["data"] == {
        "budget": "b1",
        "key": "key_1",
        "period": "day",
        "soft": "0.500000",
        "used": "0.510000",
        "currency": "USD",
    }


# Random histories.


class Crash(Exception):
    """The process dies here."""


class Mortal(Ledger):
    """A ledger whose process may die inside a transaction, or right after it."""

    def __init__(self, database: Database, dice: random.Random) -> None:
        super().__init__(database)
        self.dice, self.lock = dice, threading.Lock()

    def _write(self, connection: sa.Connection, entry: Entry) -> Entry:
        with self.lock:
            fate = self.dice.random()
        if fate < 0.05:
            raise Crash
        written = super()._write(connection, entry)
        if fate > 0.95:
            raise Crash
        return written


@dataclass
class Meter:
    """A provider that counts what it charges: by the key of the call, once."""

    charged: dict[str, int] = field(default_factory=dict[str, int])
    lock: threading.Lock = field(default_factory=threading.Lock)

    def call(self, name: str, amount: int) -> int:
        with self.lock:
            return self.charged.setdefault(name, amount)


@dataclass
class History:
    """Paid steps of many keys of one project at once."""

    database: Database
    number: int
    dice: random.Random
    meter: Meter = field(default_factory=Meter)
    refunded: int = 0
    saved: int = 0
    late: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self.project = f"proj_{self.number}"
        with self.database.write() as connection:
            connection.execute(sa.insert(projects).values(project_id=self.project, name="h", created_at=NOW))
        self.hard = self.dice.choice([20, 100, 400]) * CENT
        self.callers = [Caller(project_id=self.project, key_id=f"key_{k}") for k in range(3)]
        self.estimate = 12 * CENT
        own = Budget(id=f"b{self.number}", project_id=self.project, period="day", hard=self.hard)
        BudgetRows(self.database).set(self.callers[0], own)

    def run(self) -> None:
        seeds = [self.dice.randrange(2**32) for _ in self.callers]
        with ThreadPoolExecutor(len(self.callers)) as pool:
            for done in [pool.submit(self.steps, *pair) for pair in zip(self.callers, seeds, strict=True)]:
                done.result()
        self.check()

    def steps(self, caller: Caller, seed: int) -> None:
        dice = random.Random(seed)
        ledger = Mortal(self.database, dice)
        for number in range(dice.randint(1, 5)):
            self.step(ledger, caller, f"task_{caller.key_id}_{number}:0", dice)

    def step(self, ledger: Ledger, caller: Caller, name: str, dice: random.Random) -> None:
        if dice.random() < 0.15:
            amount = dice.randint(1, 9) * CENT
            self.insist(lambda: ledger.saving(caller, name, amount, NOW))
            with self.lock:
                self.saved += amount
            return
        try:
            self.insist(lambda: ledger.hold(caller, name, Wanted(amount=self.estimate), NOW))
        except BudgetExceeded:
            return
        fate = dice.random()
        if fate < 0.15:  # refused, or never sent
            self.insist(lambda: ledger.release(caller, name, NOW))
            return
        late = fate < 0.25  # given up, and then the answer comes after all
        if late:
            self.insist(lambda: ledger.release(caller, name, NOW))
        cost = self.meter.call(name, dice.randint(1, 12) * CENT + dice.randint(0, 999))
        with self.lock:
            self.late += cost if late else 0
        for _ in range(dice.randint(1, 3)):  # a resumed task settles again
            self.insist(lambda: ledger.settle(caller, name, cost, cost, NOW))
        if fate > 0.9:
            amount = dice.randint(0, cost)
            for _ in range(2):
                self.insist(lambda: ledger.refund(caller, name, amount, NOW))
            with self.lock:
                self.refunded += amount

    def insist(self, act: object) -> None:
        """Does something until the process lives through it; now and then once more."""
        assert callable(act)
        while True:
            try:
                act()
                break
            except Crash:
                continue
        if self.dice.random() < 0.2:
            with contextlib.suppress(Crash, ScumbleError):
                act()

    def check(self) -> None:
        ledger, caller = Ledger(self.database), self.callers[0]
        totals = ledger.totals(caller, "day", NOW)
        assert totals == ledger.totals(caller, "month", NOW)
        charged = sum(self.meter.charged.values())
        assert totals == Totals(held=0, spent=charged - self.refunded, saved=self.saved)
        assert charged - self.late <= self.hard + self.estimate  # a hold that is still there keeps its budget
        entries = [entry for _, entry in ledger.entries(caller, NOW, NOW + timedelta(days=1))]
        assert all(e.available + e.held + e.spent == 0 for e in entries)
        assert sum(e.held for e in entries) == 0
        assert {e.key: e.cost for e in entries if e.kind == "settle"} == self.meter.charged
        assert len({(e.key, e.kind) for e in entries}) == len(entries)
        by_key = [ledger.totals(caller, "day", NOW, key_id=c.key_id) for c in self.callers]
        assert sum(t.spent for t in by_key) == totals.spent


@pytest.mark.soak
def test_no_history_loses_or_doubles_money(database: Database) -> None:
    dice = random.Random(4)
    for number in range(HISTORIES // 2):
        History(database, number, dice).run()
    with database.read() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(lines)).scalar_one() > HISTORIES
        assert connection.execute(sa.select(sa.func.sum(spending.c.held))).scalar_one() == 0


def test_a_ledger_that_forgets_what_it_did_is_found_out(database: Database) -> None:
    """The check of the histories fails where a repetition counts twice."""

    class Forgetful(Ledger):
        def settle(self, caller: Caller, key: str, spent: int, cost: int, at: datetime) -> Entry:
            found = super().settle(caller, key, spent, cost, at)
            with self._database.write() as connection:
                # One row: several in another order than the ledger's would wait for each other for ever.
                mine = (spending.c.key_id == "") & (spending.c.period == "day")
                connection.execute(sa.update(spending).where(mine).values(spent=spending.c.spent + spent))
            return found

    history = History(database, 0, random.Random(1))
    history.steps = lambda caller, seed: history.step(Forgetful(database), caller, f"x{seed}:0", random.Random(3))  # type: ignore[method-assign]
    with pytest.raises(AssertionError):
        history.run()
