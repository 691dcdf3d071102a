"""Rows of the journal: what an edit or a task's end is remembered as; facts and numbers, neither pixels nor words."""

from collections.abc import Sequence
from dataclasses import replace

from scumble.core.errors import ScumbleError
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.plan import JsonValue
from scumble.core.task import Task
from scumble.core.usage import Money, Usage
from scumble.db.journal import Entry


def task_entry(task: Task, results: Sequence[Edited], error: ScumbleError | None) -> Entry:
    """The journal row of a task's end."""
    named = Instruction(words="", client_request_id=task.client_request_id)
    entry = entry_of(task.request_id, named, results if error is None else (), error, task.seconds)
    return replace(entry, id=task.id)


def entry_of(
    request_id: str, instruction: Instruction, results: Sequence[Edited], error: Exception | None, seconds: float
) -> Entry:
    """The journal row of one edit, all its variants together. results: empty when it failed."""
    if not results:
        code = error.code if isinstance(error, ScumbleError) else "internal_error"
        return Entry(
            request_id=request_id,
            client_request_id=instruction.client_request_id,
            status="failed",
            seconds=seconds,
            error_code=code,
        )
    edited = results[0]
    steps: list[JsonValue] = [
        {"op": str(s.op), "target": s.target.kind, "params": dict(s.params)} for s in edited.plan.steps
    ]
    return Entry(
        request_id=request_id,
        client_request_id=instruction.client_request_id,
        status="done",
        seconds=seconds,
        engine=edited.engine,
        plan={"steps": steps},
        width=edited.width,
        height=edited.height,
        usage=sum((r.usage for r in results), Usage()),
        money=sum((r.money for r in results), Money(currency=edited.money.currency)),
    )
