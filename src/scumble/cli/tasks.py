"""`scumble tasks list | show | cancel`: what was accepted and how it ended, from a running server or the database."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal, Protocol, cast
from urllib.parse import quote

import typer

from scumble.cli.options import Config, Json, Key, Url, server_of
from scumble.config import Settings, load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidValue, Misconfigured, NotFound
from scumble.core.task import Status

if TYPE_CHECKING:
    from scumble.db.engine import Database
    from scumble.net.served import Served

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="List, show and cancel tasks.")

Facts = Mapping[str, Any]
"""A task as `GET /v1/tasks/{id}` answers it (docs/schemas/task.json)."""
Id = Annotated[str, typer.Argument(metavar="TASK", help="The task's id, as `list` shows it.")]
StatusName = Literal["queued", "processing", "succeeded", "failed", "cancelled"]
PAGE: Final = 100


class Source(Protocol):
    """Where tasks are looked up."""

    def recent(self, limit: int, status: Status | None) -> Sequence[Facts]:
        """The newest first."""
        ...

    def get(self, task_id: str) -> Facts:
        """One. Raises NotFound."""
        ...

    def cancel(self, task_id: str) -> Facts:
        """Asks for it to be cancelled; how it stands then. Raises NotFound."""
        ...


@app.command("list")
def list_tasks(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="How many, newest first.")] = 20,
    status: Annotated[StatusName | None, typer.Option(help="Only those that stand so.")] = None,
    as_json: Json = False,
    url: Url = None,
    key: Key = None,
    config: Config = None,
) -> None:
    """List the latest tasks, of a server (--url, --key) or of this machine's database."""
    with _source(config, url, key) as source:
        found = source.recent(limit, status)
    if as_json:
        typer.echo(json.dumps(list(found), ensure_ascii=False))
    elif not found:
        typer.echo("There are no such tasks." if status else "There are no tasks yet.")
    else:
        for task in found:
            typer.echo(_line(task))


@app.command("show")
def show(task: Id, as_json: Json = False, url: Url = None, key: Key = None, config: Config = None) -> None:
    """Show one task: what was understood, how it stands or ended, what it cost."""
    with _source(config, url, key) as source:
        found = source.get(task)
    if as_json:
        typer.echo(json.dumps(found, ensure_ascii=False))
        return
    for name, value in _told(found):
        typer.echo(f"{name:<10} {value}")


@app.command("cancel")
def cancel(task: Id, url: Url = None, key: Key = None, config: Config = None) -> None:
    """Cancel a task; one in work stops at its next stage, one that has ended stays as it ended."""
    with _source(config, url, key) as source:
        found = source.cancel(task)
    if found["status"] == "cancelled":
        typer.echo(f"The task {task} is cancelled.")
    elif found["completed_at"] is None:
        typer.echo(f"The task {task} is being cancelled; it stops at its next stage.")
    else:
        typer.echo(f"The task {task} had ended before: it is {found['status']}.")


@contextmanager
def _source(config: "Config", url: str | None, key: str | None) -> Generator[Source]:
    """A server when one is named, else the database."""
    settings = load_settings(config)
    if url is not None or key is not None:
        yield FromServer(server_of(settings, url, key))
        return
    database = _database(settings)
    try:
        yield FromDatabase(database)
    finally:
        database.close()


def _database(settings: Settings) -> "Database":
    """The configured database as it is: looking changes nothing, so its schema has to be this version's."""
    from scumble.db import migrate
    from scumble.db.engine import Database

    database = Database(settings.database)
    if database.file is not None and not database.file.exists():
        raise InvalidValue(f"There is no database in the data folder {settings.data}.", param="data")
    if database.revision() != migrate.head():
        database.close()
        raise Misconfigured("The database is of another version of Scumble; start the server once to upgrade it.")
    return database


class FromServer:
    """A running server's tasks: those of the key's project."""

    def __init__(self, server: "Served") -> None:
        """server: with the key."""
        self._server = server

    def recent(self, limit: int, status: Status | None) -> Sequence[Facts]:
        """See `Source`."""
        found: list[Facts] = []
        while len(found) < limit:
            query = {"limit": str(min(PAGE, limit - len(found)))}
            query |= {"status": status} if status else {}
            query |= {"after": found[-1]["id"]} if found else {}
            page = self._server.json("GET", "/v1/tasks", query=query)
            found += page["data"]
            if not page["has_more"]:
                break
        return found

    def get(self, task_id: str) -> Facts:
        """See `Source`."""
        return cast(Facts, self._server.json("GET", f"/v1/tasks/{quote(task_id, safe='')}"))

    def cancel(self, task_id: str) -> Facts:
        """See `Source`."""
        return cast(Facts, self._server.json("POST", f"/v1/tasks/{quote(task_id, safe='')}/cancel"))


class FromDatabase:
    """The tasks of this machine's database, also while the server runs."""

    def __init__(self, database: "Database") -> None:
        """database: of this version."""
        from scumble.db.tasks import TaskRows

        self._rows = TaskRows(database)

    def recent(self, limit: int, status: Status | None) -> Sequence[Facts]:
        """See `Source`."""
        from scumble.api.tasks import task_json

        return [task_json(task) for task in self._rows.recent(LOCAL, limit=limit, status=status)]

    def get(self, task_id: str) -> Facts:
        """See `Source`."""
        from scumble.api.tasks import task_json

        task = self._rows.get(LOCAL, task_id)
        if task is None:
            raise _missing(task_id)
        return task_json(task)

    def cancel(self, task_id: str) -> Facts:
        """See `Source`. A running server sees it within two seconds."""
        from scumble.api.tasks import task_json

        task = self._rows.cancel(LOCAL, task_id, datetime.now(UTC))
        if task is None:
            raise _missing(task_id)
        return task_json(task)


def _missing(task_id: str) -> NotFound:
    return NotFound(f"There is no task {task_id[:80]}; `scumble tasks list` shows those that there are.")


def _line(task: Facts) -> str:
    """One task on one line."""
    parts = [str(task["id"]), f"{task['status']:<10}", _moment(task["created_at"]) or "", f"{task['priority']:<11}"]
    told = _error(task) or _understood(task)
    if task["status"] == "queued" and task["position"] is not None:
        told = f"{task['position']} before it · {told}"
    return "  ".join([*parts, told]).rstrip()


def _told(task: Facts) -> list[tuple[str, str]]:
    """What is worth showing, with its name; empty values are left out."""
    cost = cast("Mapping[str, str] | None", task["cost"])
    output = cast("Mapping[str, Any] | None", task["output"])
    rows = (
        ("id", task["id"]),
        ("status", task["status"] + (", to be cancelled" if _stopping(task) else "")),
        ("kind", f"{task['type']}, {task['priority']}"),
        ("understood", _understood(task)),
        ("accepted", _moment(task["created_at"])),
        ("started", _moment(task["started_at"])),
        ("ended", _moment(task["completed_at"])),
        ("deadline", _moment(task["deadline_at"])),
        ("attempts", task["attempts"]),
        ("work", f"{task['seconds']:.1f} s" if task["seconds"] else ""),
        ("cost", f"{cost['amount']} {cost['currency']}" if cost else ""),
        ("engine", output["metadata"]["engine"] if output else ""),
        ("results", ", ".join(asset["url"] for asset in output["assets"]) if output else ""),
        ("error", _error(task)),
        ("client id", task["client_request_id"]),
        ("idempotency", task["idempotency_key"]),
    )
    return [(name, str(value)) for name, value in rows if value]


def _stopping(task: Facts) -> bool:
    return bool(task["cancel_requested"]) and task["completed_at"] is None


def _understood(task: Facts) -> str:
    plan = cast("Mapping[str, Any] | None", task["plan"])
    return str(plan["understood"]).removeprefix("I understood: ") if plan else ""


def _error(task: Facts) -> str:
    error = cast("Mapping[str, Any] | None", task["error"])
    return f"{error['code']}: {error['message']}" if error else ""


def _moment(seconds: int | None) -> str | None:
    return None if seconds is None else f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M:%S}"
