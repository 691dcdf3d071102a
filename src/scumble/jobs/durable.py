"""Durable workflows on DBOS: one workflow a task, named by the task's id, started at once or taken from a queue.

DBOS keeps what is to run; what a task is, which of its paid steps are done and how it ended stands in our own tables,
where it is written together with the claim and with the pictures it needs. Rows of DBOS hold task ids. DBOS is one to a
process: two of these at a time cannot be.
"""

import asyncio
import contextvars
import json
import logging
import secrets
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, Final, cast

from dbos import DBOS, DBOSConfig, Queue, Serializer, SetEnqueueOptions, SetWorkflowID
from dbos import error as dbos_error
from dbos._queue import queue_worker_thread

from scumble.jobs.bell import POLL_SECONDS, Bell

Body = Callable[[str], Awaitable[None]]
"""Carries a task out, by its id; whatever happens is written into its row, so it returns nothing and raises nothing."""

QUEUE: Final = "tasks"
AGAIN: Final = "again"
"""Name of the workflows of tasks that were put back: a workflow that has begun cannot queue again, so another one does
in its place. Its id is the task's with `~` and something random behind."""
AGAIN_KEPT: Final = timedelta(hours=1)
THREADS: Final = 64
"""At most so many threads that wait for databases and disks. DBOS makes its own pool the event loop's."""
VERSION: Final = "1"
"""Of the workflow's steps: tasks in flight are resumed by processes of the same one only."""
log = logging.getLogger("scumble.jobs")
logging.getLogger("dbos").setLevel(logging.WARNING)


class Json(Serializer):
    """What DBOS stores, as plain JSON: to be read and erased by anyone."""

    def serialize(self, data: Any) -> str:
        """To text. Of an exception its words are kept: how a task ended stands in its own row."""
        return json.dumps({"error": str(data)} if isinstance(data, BaseException) else data, separators=(",", ":"))

    def deserialize(self, serialized_data: str) -> Any:
        """From text."""
        return json.loads(serialized_data)

    def name(self) -> str:
        """As stored beside each row."""
        return "json"


class Stopped(Exception):
    """This process has stopped carrying tasks out; the next one begins what it was given."""


class Durable:
    """Starts, queues and resumes workflows."""

    _open: ClassVar[bool] = False
    """Whether one works in this process: the library would hand a second one the first one's tables and threads."""

    def __init__(self, *, url: str, schema: str, executor: str, at_once: int, alone: bool = False) -> None:
        """url: of DBOS' own database. schema: of its tables (PostgreSQL). executor: this process, unlike any other.

        at_once: how many queued tasks this process works on at a time. alone: no other process can use the database.
        """
        self._bell = Bell(alone=alone)
        self._taking: threading.Thread | None = None
        self._url, self._schema, self._executor, self._at_once = url, schema, executor, at_once
        self._body: Body | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._workflow: Any = None
        self._again: Any = None
        self._closing = False

    async def launch(self, body: Body) -> None:
        """From now on workflows run, on the event loop that calls this, those of an earlier life among them.

        Raises RuntimeError while another one of this process is open.
        """
        if Durable._open:
            raise RuntimeError("there is one workflow library to a process, and another desk has it open")
        Durable._open = True
        try:
            await self._launch(body)
        except BaseException:
            await self.close()
            raise

    async def _launch(self, body: Body) -> None:
        self._body, self._loop = body, asyncio.get_running_loop()
        config = DBOSConfig(
            name="scumble",
            system_database_url=self._url,
            executor_id=self._executor,
            application_version=VERSION,
            log_level="WARNING",
            serializer=Json(),
            dbos_system_schema=self._schema,
            notification_listener_polling_interval_sec=0.25,
            max_executor_threads=THREADS,
        )
        instance = DBOS(config=config)
        DBOS.listen_queues([])  # its own thread would look ten times a second, whether anything is there or not

        async def run(task_id: str) -> None:  # DBOS marks the functions it is given, which methods cannot be
            await self._run(task_id)

        async def again(task_id: str) -> None:
            await self._run(task_id)

        self._workflow = cast("Any", DBOS.workflow(name="task", max_recovery_attempts=1_000))(run)
        self._again = cast("Any", DBOS.workflow(name=AGAIN, max_recovery_attempts=1_000))(again)
        await asyncio.to_thread(DBOS.launch)
        queue = await DBOS.register_queue_async(
            QUEUE, worker_concurrency=self._at_once, polling_interval_sec=POLL_SECONDS
        )
        take = threading.Thread(target=self._take, args=(instance, queue), name="queue", daemon=True)
        take.start()
        self._taking = take

    def _take(self, instance: DBOS, queue: Queue) -> None:
        """Takes what is queued until it is all over; whatever goes wrong, it goes on."""
        while not self._bell.is_set():
            try:
                queue_worker_thread(self._bell, instance, queue)
            except Exception:
                log.exception("the queue cannot be read; trying again")
            self._bell.wait()

    async def _run(self, task_id: str) -> None:
        """The workflow. Those from the queue begin on a loop of DBOS; all work is done on the server's own."""
        body, loop = self._body, self._loop
        if body is None or loop is None:
            raise RuntimeError("not launched")
        if asyncio.get_running_loop() is loop:
            await body(task_id)
            return
        try:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_call(body, task_id), loop))
        finally:
            self._bell.ring()  # its place is free

    async def start(self, task_id: str) -> None:
        """Starts a task at once and waits for its end; one that runs or ran is only waited for. Raises Stopped."""
        try:
            with SetWorkflowID(task_id):
                handle = await DBOS.start_workflow_async(self._workflow, task_id)
        except dbos_error.DBOSException as error:
            if not self._closing:
                raise
            raise Stopped from error
        await handle.get_result()

    async def enqueue(self, task_id: str, turn: int, delay: float = 0.0) -> None:
        """Puts a task into the queue. turn: smaller ones go first, 1 or more. delay: seconds before it may begin."""
        with SetWorkflowID(task_id), SetEnqueueOptions(priority=turn, delay_seconds=delay or None):
            await DBOS.enqueue_workflow_async(QUEUE, self._workflow, task_id)
        self._ring(delay)

    async def put_back(self, task_id: str, turn: int, delay: float) -> None:
        """Puts a task whose workflow has begun, and ends now without having done anything, into the queue again."""

        async def enqueue() -> None:
            options = SetEnqueueOptions(priority=turn, delay_seconds=delay or None)
            with SetWorkflowID(f"{task_id}~{secrets.token_hex(6)}"), options:
                await DBOS.enqueue_workflow_async(QUEUE, self._again, task_id)

        # Outside of the workflow that calls this: DBOS takes what is started inside one for a part of it.
        await asyncio.create_task(enqueue(), context=contextvars.Context())
        self._ring(delay)

    def _ring(self, delay: float = 0.0) -> None:
        """Something is in the queue, or will be after so many seconds."""
        if delay > 0:
            asyncio.get_running_loop().call_later(delay, self._bell.ring)
        else:
            self._bell.ring()

    async def resume(self, task_ids: Sequence[str]) -> None:
        """Lets tasks run again that no process works on any more; steps that finished are not repeated."""
        for task_id in task_ids:
            try:
                await DBOS.resume_workflow_async(task_id, queue_name=QUEUE)
            except dbos_error.DBOSNonExistentWorkflowError:  # accepted, but the process died before it could start it
                await self.enqueue(task_id, 1)
            else:
                status = await DBOS.get_workflow_status_async(task_id)
                if status is not None and status.status in {"SUCCESS", "ERROR"} and "~" not in task_id:
                    await self.put_back(task_id, 1, 0.0)  # another workflow had it, after this one was put back
        if task_ids:
            self._ring()

    async def orphaned(self, living: Sequence[str]) -> Sequence[str]:
        """Tasks that processes have taken which are not among the living, among them those they did not begin."""
        found = await DBOS.list_workflows_async(status="PENDING", load_input=False, load_output=False)
        return [workflow.workflow_id for workflow in found if workflow.executor_id not in living]

    async def forget(self, task_ids: Sequence[str]) -> None:
        """Deletes what DBOS keeps of tasks that ended."""
        if task_ids:
            await DBOS.delete_workflows_async(list(task_ids))
        before = (datetime.now(UTC) - AGAIN_KEPT).isoformat()
        over = await DBOS.list_workflows_async(
            name=AGAIN,
            status=["SUCCESS", "ERROR", "CANCELLED"],
            end_time=before,
            limit=500,
            load_input=False,
            load_output=False,
        )
        if over:
            await DBOS.delete_workflows_async([workflow.workflow_id for workflow in over])

    async def close(self) -> None:
        """Stops taking tasks; what runs is resumed by the next process. The event loop gets a pool of its own again."""
        pool = ThreadPoolExecutor(max_workers=THREADS)
        self._closing = True
        self._bell.set()

        def end() -> None:
            if self._taking is not None:
                self._taking.join(10.0)  # it may be in the middle of a look
            DBOS.destroy(destroy_registry=True)

        try:
            await asyncio.get_running_loop().run_in_executor(pool, end)
        finally:
            asyncio.get_running_loop().set_default_executor(pool)
            Durable._open = False


async def _call(body: Body, task_id: str) -> None:
    """A coroutine of its own, as `run_coroutine_threadsafe` wants one."""
    await body(task_id)
