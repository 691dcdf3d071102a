"""Metrics of one server (Prometheus): requests, edits and their stages, waits, the queue, refusals, memory, storage.

Labels have few values: routes by pattern, engines, classes, stages, error codes; never a key, a project or a word.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily
from prometheus_client.registry import Collector

from scumble.api.errors import public_error
from scumble.api.gate import Gate
from scumble.api.services import Editor, ModelCard, OnPartial, Planned, PlanQuestion, RegionsQuestion, Services
from scumble.core.caller import Caller
from scumble.core.errors import Cancelled, ScumbleError
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.task import Task
from scumble.core.work import CancelToken, Spent
from scumble.regions.found import Found

log = logging.getLogger("scumble.api")

SECONDS: Final = (0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0)
STAGE_SECONDS: Final = (0.001, 0.005, 0.025, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
WAIT_SECONDS: Final = (0.01, 0.1, 0.5, 1.0, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0, 7200.0, 28800.0, 86400.0)
LOOK_SECONDS: Final = 5.0
"""How old what the database said may be: scrapes by several collectors cost it no more than one."""
CLASSES: Final = ("interactive", "normal", "batch")


class Metrics:
    """Counters of one server, in a registry of their own."""

    def __init__(self, gate: Gate, services: Services, limited: Callable[[], int] = lambda: 0) -> None:
        """Gauges look at the gate when they are read. limited: requests refused for a limit so far."""
        self.registry = registry = CollectorRegistry()
        self._services, self._looked = services, -LOOK_SECONDS
        # Of counters that every request counts with, the child of a set of labels is remembered: the library makes
        # and compares texts and takes a lock to find it, a dozen times a request.
        self._requests = cache(
            Counter(
                "scumble_http_requests", "Answered requests.", ("route", "method", "status"), registry=registry
            ).labels
        )
        self._seconds = cache(
            Histogram("scumble_http_seconds", "Time to answer.", ("route",), buckets=SECONDS, registry=registry).labels
        )
        self._edits = cache(
            Counter(
                "scumble_edits",
                "Edits that were carried out, by how they ended and the error's code.",
                ("outcome", "code", "engine"),
                registry=registry,
            ).labels
        )
        self._edit_seconds = cache(
            Histogram(
                "scumble_edit_seconds", "Time to carry an edit out.", ("engine",), buckets=SECONDS, registry=registry
            ).labels
        )
        self._stages = cache(
            Histogram(
                "scumble_stage_seconds",
                "Time of one stage of an edit.",
                ("stage",),
                buckets=STAGE_SECONDS,
                registry=registry,
            ).labels
        )
        self._waits = Histogram(
            "scumble_wait_seconds",
            "Time from being accepted to being begun, by class.",
            ("class",),
            buckets=WAIT_SECONDS,
            registry=registry,
        )
        self._tasks = Counter(
            "scumble_tasks", "Tasks that were begun and have ended, by class.", ("class", "status"), registry=registry
        )
        self._queue = Gauge("scumble_queue_tasks", "Tasks that wait, by class.", ("class",), registry=registry)
        self._blobs = Gauge("scumble_blobs", "Pictures and files that are kept.", registry=registry)
        self._blob_bytes = Gauge("scumble_blob_bytes", "Bytes of pictures and files that are kept.", registry=registry)
        for name, text, read in (
            ("scumble_edits_in_flight", "Edits in work.", lambda: gate.in_flight),
            ("scumble_edits_waiting", "Requests that wait for their turn.", lambda: gate.waiting),
            ("scumble_body_bytes", "Request bodies in memory.", lambda: gate.body_bytes),
            ("scumble_pixel_memory_bytes", "Estimated memory of edits and unsent answers.", lambda: gate.pixel_memory),
            ("scumble_answer_bytes", "Results that were not sent yet.", lambda: gate.answer_bytes),
        ):
            Gauge(name, text, registry=registry).set_function(read)
        resting = services.resting or dict[str, float]
        Gauge("scumble_engines_resting", "Engines that rest after failures.", registry=registry).set_function(
            lambda: len(resting())
        )
        desk = services.desk
        registry.register(
            Refusals(lambda: {**gate.refused, "limit": limited(), "queue": desk.turns.refused if desk else 0})
        )
        registry.register(Work(services.spent))
        gate.on_turn = self._waits.labels("interactive").observe
        money = Counter(
            "scumble_money_events",
            "Paid calls held, settled and released; soft limits passed, hard limits met.",
            ("event",),
            registry=registry,
        )
        if services.charging is not None:
            services.charging.on_event = lambda event: money.labels(event).inc()
        if desk is not None:
            desk.on_begin, desk.on_end = self._began, self._ended

    def observe(self, route: str, method: str, status: int, seconds: float) -> None:
        """Counts one answered request."""
        self._requests(route, method, str(status)).inc()
        self._seconds(route).observe(seconds)

    def edited(self, results: Sequence[Edited], seconds: float) -> None:
        """Counts an edit that succeeded."""
        engine = results[0].engine
        self._edits("succeeded", "", engine).inc()
        self._edit_seconds(engine).observe(seconds)
        for result in results:
            for stage, took in result.timings.items():
                self._stages(stage).observe(took)

    def failed(self, error: ScumbleError) -> None:
        """Counts an edit that did not."""
        outcome = "cancelled" if isinstance(error, Cancelled) else "failed"
        self._edits(outcome, error.code or "", "").inc()

    def _began(self, task: Task) -> None:
        """A task was begun; the wait of interactive ones is the gate's."""
        if task.priority != "interactive" and task.started_at is not None:
            waited = (task.started_at - task.created_at).total_seconds()
            self._waits.labels(task.priority).observe(max(0.0, waited))

    def _ended(self, task: Task) -> None:
        self._tasks.labels(task.priority, task.status).inc()

    async def look(self) -> None:
        """Asks the database for what only it knows; when it is away, what it said last stands."""
        if time.monotonic() - self._looked < LOOK_SECONDS:
            return
        self._looked = time.monotonic()
        try:
            if self._services.desk is not None:
                waiting = await self._services.desk.waiting()
                for name in CLASSES:
                    self._queue.labels(name).set(waiting.get(name, 0))
            if self._services.kept is not None:
                count, size = await asyncio.to_thread(self._services.kept)
                self._blobs.set(count)
                self._blob_bytes.set(size)
        except ScumbleError as error:
            log.warning("metrics of the database are not fresh: %s", error.message)

    def text(self) -> bytes:
        """Everything in Prometheus' text format."""
        return generate_latest(self.registry)


class Refusals(Collector):
    """Requests that were turned away, by reason, read where they are counted."""

    def __init__(self, read: Callable[[], dict[str, int]]) -> None:
        """read: the counts."""
        self._read = read

    def collect(self) -> Iterable[CounterMetricFamily]:
        """The counter."""
        text = "Requests told to come back (429): no room for edits, uploads, instructions; a fair share; limit; queue."
        found = CounterMetricFamily("scumble_refused", text, labels=["reason"])
        for reason, count in self._read().items():
            found.add_metric([reason], count)
        yield found


class Work(Collector):
    """CPU seconds by kind of work, read where they are counted."""

    def __init__(self, spent: Mapping[str, Spent]) -> None:
        """spent: by kind."""
        self._spent = spent

    def collect(self) -> Iterable[CounterMetricFamily]:
        """The counter."""
        found = CounterMetricFamily("scumble_cpu_seconds", "CPU by kind of work.", labels=["work"])
        for kind, spent in self._spent.items():
            found.add_metric([kind], spent.seconds)
        yield found


class Watched(Editor):
    """An editor whose edits are counted."""

    def __init__(self, editor: Editor, metrics: Metrics) -> None:
        """editor: does the work."""
        self._editor, self._metrics = editor, metrics

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
        """See `services.Editor`."""
        start = time.perf_counter()
        try:
            results = await self._editor.edit(
                instruction, caller, request_id=request_id, on_partial=on_partial, cancel=cancel, task=task
            )
        except Exception as error:
            known = error if isinstance(error, ScumbleError) else public_error(error, request_id)
            self._metrics.failed(known)
            raise known from error
        self._metrics.edited(results, time.perf_counter() - start)
        return results

    async def plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """See `services.Editor`."""
        return await self._editor.plan(question, caller)

    async def regions(self, question: RegionsQuestion, caller: Caller, *, cancel: CancelToken) -> Found:
        """See `services.Editor`."""
        return await self._editor.regions(question, caller, cancel=cancel)

    def models(self) -> Sequence[ModelCard]:
        """See `services.Editor`."""
        return self._editor.models()

    async def ready(self) -> Sequence[str]:
        """See `services.Editor`."""
        return await self._editor.ready()
