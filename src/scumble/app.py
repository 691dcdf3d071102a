"""Builds everything and joins it, top to bottom: settings -> database, keys, models, pool, engines, edits, door."""

import asyncio
import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path

from scumble import __version__
from scumble.api.errors import public_error
from scumble.api.keeping import keep
from scumble.api.server import Application, create_api
from scumble.api.services import (
    DoorSettings,
    ModelCard,
    OnPartial,
    Planned,
    PlanQuestion,
    RegionsQuestion,
    Services,
)
from scumble.config import Settings
from scumble.core.caller import Caller
from scumble.core.errors import Misconfigured, ScumbleError
from scumble.core.heap import Heap
from scumble.core.instruction import Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.task import Task
from scumble.core.work import CancelToken, WorkPool
from scumble.db.batches import BatchRows
from scumble.db.engine import Database
from scumble.db.executors import ExecutorRows
from scumble.db.folder_lock import FolderLock
from scumble.db.journal import Journal
from scumble.db.ledger import Ledger
from scumble.db.outcomes import Outcomes
from scumble.db.steps import StepRows
from scumble.db.tasks import TaskRows
from scumble.edits.batch_carrying import BatchLimits
from scumble.edits.batches import Batches
from scumble.edits.charging import Asked, Charging
from scumble.edits.desk import Desk
from scumble.edits.entries import entry_of, task_entry
from scumble.edits.insist import insist_on
from scumble.edits.paid import Paid, PaidCalls
from scumble.edits.recording import Recorder
from scumble.edits.routing import AUTO
from scumble.edits.run import Edits, Preview
from scumble.edits.turns import Turns
from scumble.engines.registry import Parts, build_engines
from scumble.governance.keys import Keys
from scumble.governance.limits import Limits as RateLimiter
from scumble.jobs.durable import Durable
from scumble.jobs.lease import Lease, new_executor_id
from scumble.ledger.prices import cost
from scumble.ledger.reports import Accounts
from scumble.ledger.sweeper import Sweeper
from scumble.ledger.table import load as load_prices
from scumble.net.addresses import read_rules
from scumble.net.guarded import Guarded
from scumble.net.remote import Remote
from scumble.parts import (
    choosing_of,
    context_asked,
    files_of,
    limits_in_force,
    limits_of,
    partial_of,
    planner_of,
    prices_of,
    providers_of,
    storage_of,
    store_of,
)
from scumble.planner.choose import warm
from scumble.regions.find import find
from scumble.regions.found import Found
from scumble.regions.pointed import find_pointed
from scumble.store.collect import HOLD, Collector
from scumble.store.keep import Store
from scumble.store.task_pictures import TaskPictures
from scumble.vision.memory import Memory
from scumble.vision.models import LAZY_FILES, PACKAGED_FILES, Models
from scumble.webhooks.endpoints import Webhooks
from scumble.webhooks.sender import Sender

log = logging.getLogger("scumble.edits")

NETWORK_THREADS = 4
"""Threads within one run of a network, at most: the same numbers, sooner; small networks gain nothing beyond."""
LEAST_FREE = 4 << 20
"""Bytes free under the data folder below which the server says that it is not ready."""


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything, joined. `editor` and `keys` serve the command line, `api` the server."""

    settings: Settings
    database: Database
    keys: Keys
    editor: "Editor"
    pool: WorkPool
    store: Store
    collector: Collector
    web: Guarded
    remote: Remote
    webhooks: Webhooks
    sender: Sender
    sweeper: Sweeper
    heap: Heap

    def api(self) -> Application:
        """The ASGI application; the networks are loaded meanwhile, so that the first edit does not pay for it, and
        webhooks are sent from now on. Raises Misconfigured when another server works in the same data folder."""
        self.pool.start(self.editor.edits.models.warm)
        self.pool.start(warm)
        for part in (self.sender, self.collector, self.sweeper, self.heap):
            part.start()
        s = self.settings
        door = DoorSettings(
            max_file_bytes=s.max_image_bytes,
            max_body_bytes=s.max_body_bytes,
            max_edits=s.max_in_flight,
            max_waiting=s.max_waiting,
            max_wait_seconds=float(s.max_wait_seconds),
            max_pixel_memory=s.memory_budget_mb << 20,
            max_output_pixels=s.max_pixels,
            max_output_side=s.max_side,
            cors_origins=s.cors_origins,
            fetch_seconds=float(s.fetch_seconds),
        )
        rates = limits_in_force(self.settings, self.editor.edits.engines, self.keys)
        executor = new_executor_id()
        desk = desk_of(self, executor, rates)
        return create_api(
            Services(
                keys=self.keys,
                editor=self.editor,
                pool=self.pool,
                limits=limits_of(s),
                version=__version__,
                desk=desk,
                batches=batches_of(self, desk, executor),
                rates=rates,
                kept=self.store.totals,
                spent={"pixels": self.pool.spent, "database": self.database.spent},
                charging=self.editor.charging,
                resting=self.editor.edits.choosing.health.resting,
                beside=self.remote.here,
                accounts=Accounts(self.database, self.editor.charging.table.currency),
                door=door,
                web=self.web if s.fetch_seconds else None,
                webhooks=self.webhooks,
                storage=storage_of(s, self.store),
            )
        )

    def close(self) -> None:
        """Lets running pixel work and webhooks finish and closes the database."""
        for part in (self.sender, self.collector, self.sweeper, self.heap):
            part.stop()
        self.remote.close()
        self.pool.close()
        self.database.close()


def build(settings: Settings) -> App:
    """Builds the application. Raises Misconfigured when the settings cannot work on this machine."""
    pool = WorkPool(settings.workers)
    threads = min(settings.workers, NETWORK_THREADS)
    models = Models(settings.weights, threads, Memory(settings.picture_memory_mb << 20))
    web = Guarded(rules=read_rules(settings.fetch_ports, settings.allowed_private_networks))
    remote = Remote(web)
    table = load_prices(settings.price_table)
    parts = Parts(
        pool=pool,
        max_pixels=settings.max_pixels,
        models=models,
        fonts=settings.fonts,
        providers=providers_of(settings),
        remote=remote,
        price=partial(cost, table),
    )
    engines = build_engines(parts)
    unknown = sorted(set(settings.model_aliases.values()) - {*engines, AUTO})
    if unknown:
        known = ", ".join([*engines, AUTO])
        raise Misconfigured(f"model_aliases: there is no engine {', '.join(unknown)}; there are {known}.")
    database = Database(settings.database)
    database.migrate()
    charging = Charging(ledger=Ledger(database), table=table, markup=settings.markup_percent)
    edits = Edits(
        engines=engines,
        models=models,
        pool=pool,
        aliases=settings.model_aliases,
        limits=limits_of(settings),
        prices=prices_of(settings),
        planner=planner_of(settings),
        choosing=choosing_of(settings, charging),
    )
    editor = Editor(edits, Journal(database), settings.data, charging, keys := Keys(database))
    sender = Sender(database, web, seconds=float(settings.webhook_seconds))
    store = store_of(settings, database)
    return App(
        settings=settings,
        database=database,
        keys=keys,
        editor=editor,
        pool=pool,
        web=web,
        remote=remote,
        webhooks=Webhooks(database, web.rules, wake=sender.wake),
        sender=sender,
        sweeper=Sweeper(charging.ledger),
        heap=Heap(pool.spent),
        store=store,
        collector=Collector(database, store.blobs, hold=settings.data / HOLD),
    )


def desk_of(app: App, executor: str, pacer: RateLimiter) -> Desk:
    """Where edits become durable tasks. An embedded database is for one server: its folder is locked.

    executor: this process. Raises Misconfigured when another server has it.
    """
    database = app.database
    lock = FolderLock(app.settings.data) if database.is_sqlite else None
    rows = TaskRows(database)
    lease = Lease(ExecutorRows(database), executor, alone=database.is_sqlite)
    pictures = TaskPictures(app.store)
    paid = Paid(
        rows=StepRows(database),
        answers=pictures,
        charging=app.editor.charging,
        fresh=lambda: lease.fresh,
        pool=app.pool,
        max_pixels=app.settings.max_pixels,
    )
    app.editor.paid = paid
    durable = Durable(
        url=database.sibling("tasks"),
        schema=database.schema("tasks"),
        executor=executor,
        at_once=app.settings.task_workers,
        alone=database.is_sqlite,
    )
    most, most_of_project = app.settings.max_queued, app.settings.max_queued_per_project
    return Desk(
        rows=rows,
        outcomes=Outcomes(database, rows),
        pictures=pictures,
        durable=durable,
        turns=Turns(rows, durable, pacer=pacer, most=most, most_of_project=most_of_project),
        lease=lease,
        keep=keep,
        entry=task_entry,
        public=public_error,
        retention=timedelta(days=app.settings.retention_days) if app.settings.retention_days else None,
        settle=lambda: paid.settle(app.settings.shutdown_seconds),
        closed=lock.release if lock else None,
    )


def batches_of(app: App, desk: Desk, executor: str) -> Batches:
    """Where batches are carried on. executor: this process."""
    s = app.settings
    return Batches(
        rows=BatchRows(app.database),
        tasks=TaskRows(app.database),
        files=files_of(s, app.store),
        desk=desk,
        executor=executor,
        limits=BatchLimits(
            lines=s.max_batch_lines,
            open=s.max_open_batches,
            open_lines=s.max_open_batch_lines,
            window=max(BatchLimits.window, 2 * s.task_workers),
        ),
        public=public_error,
    )


class Editor:
    """The door's editor: runs the edit and writes one journal row for it, finished or failed."""

    def __init__(self, edits: Edits, journal: Journal, data: Path, charging: Charging, keys: Keys) -> None:
        """edits: does the work. journal: keeps what happened, without pixels or words. data: the data folder."""
        self.edits, self.journal, self.data = edits, journal, data
        self.charging, self.keys, self.recorder = charging, keys, Recorder(journal)
        self.paid: Paid | None = None

    async def edit(
        self,
        instruction: Instruction,
        caller: Caller,
        *,
        request_id: str,
        on_partial: OnPartial | None,
        cancel: CancelToken,
        task: Task | None = None,
    ) -> list[Edited]:
        """See `api.services.Editor`."""
        start = time.perf_counter()
        # A task that was begun is not failed by a database that is away for a moment.
        free = await (self._free(caller) if task is None else insist_on(lambda: self._free(caller), cancel))

        async def preview(small: Preview) -> None:
            if on_partial:
                await on_partial(partial_of(small, instruction))

        watched = preview if on_partial else None
        if task is not None:  # the desk writes its own row, together with the task's end
            paid = PaidCalls(self.charging, caller) if self.paid is None else self.paid.of(task)
            end = task.deadline_at
            return await self.edits.edit(
                instruction, cancel=cancel, on_partial=watched, paid=paid, free=free, until=end
            )
        try:
            calls = PaidCalls(self.charging, caller)
            results = await self.edits.edit(instruction, cancel=cancel, on_partial=watched, paid=calls, free=free)
        except Exception as error:
            await self._record(caller, request_id, instruction, (), error, time.perf_counter() - start)
            raise
        await self._record(caller, request_id, instruction, results, None, time.perf_counter() - start)
        return results

    async def plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """See `api.services.Editor`."""
        q, context = question, context_asked(question)
        try:
            free = await self._free(caller)
        except ScumbleError:  # the database is away; a plan spends nothing, and whoever carries it out asks again
            free = False
        output = Output(quality=q.quality, variants=q.variants, partial_images=q.previews)
        wishes = self.edits.wishes(q.words, context, q.model, output, max_cost=q.max_cost, free=free)
        plan, routed, pixels = await self.edits.plan(q.words, context, wishes, CancelToken())
        height = max(context.height, pixels // context.width)
        asked = Asked(q.words, q.sources, context.width, height, q.quality, q.variants, q.previews)
        estimate = self.charging.planned(routed.engine, plan, asked, self.edits.prices)
        return Planned(plan=plan, engine=routed.engine.name, why=routed.why, pixels=pixels, estimate=estimate)

    async def _free(self, caller: Caller) -> bool:
        """Whether only engines that cost nothing may be asked: for test keys."""
        if not any(engine.capabilities.paid for engine in self.edits.engines.values()):
            return False
        return caller.test if caller.test is not None else await asyncio.to_thread(self.keys.is_test, caller)

    async def regions(self, question: RegionsQuestion, caller: Caller, *, cancel: CancelToken) -> Found:
        """See `api.services.Editor`. Nothing is drawn, so no journal row is written."""
        cancel.check()
        models, pool = self.edits.models, self.edits.pool
        image = await pool.run(models.memory.intern, question.source.image)
        try:
            if question.drawn is not None:
                return await pool.run(find_pointed, image, question.drawn, models, cancel=cancel)
            return await pool.run(find, question.words or "", image, models, cancel=cancel)
        finally:
            models.memory.settle()

    def models(self) -> Sequence[ModelCard]:
        """See `api.services.Editor`."""
        own = [ModelCard(id=name, capabilities=e.capabilities) for name, e in self.edits.engines.items()]
        aliases = [ModelCard(id=name, alias_of=to) for name, to in self.edits.aliases.items() if "*" not in name]
        return [ModelCard(id="auto"), *own, *aliases]

    async def ready(self) -> Sequence[str]:
        """See `api.services.Editor`."""
        files = [name for name in (*PACKAGED_FILES, *LAZY_FILES) if not self.edits.models.has(name)]
        missing = [f"The model weights {name} are missing; set the server up again." for name in files]
        try:
            await asyncio.to_thread(self.journal.check)
        except ScumbleError as error:
            missing.append(error.message)
        if shutil.disk_usage(self.data).free < LEAST_FREE:
            missing.append("The disk under the data folder is full.")
        return missing

    async def _record(
        self,
        caller: Caller,
        request_id: str,
        instruction: Instruction,
        results: Sequence[Edited],
        error: Exception | None,
        seconds: float,
    ) -> None:
        """One journal row; a row that cannot be written fails the edit only when the edit itself succeeded."""
        entry = entry_of(request_id, instruction, results, error, seconds)
        try:
            await self.recorder.record(caller, entry)
        except ScumbleError:
            if error is None:
                raise
            log.exception("the journal row of a failed edit could not be written")
