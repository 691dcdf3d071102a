"""`scumble webhooks create | list | test | deliveries | replay | delete`: who is told of finished work."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scumble.cli.options import Config, Json
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.webhook import EVENTS, Delivery, Endpoint

if TYPE_CHECKING:
    from scumble.webhooks.endpoints import Webhooks

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Say who is told of finished work.")

Id = Annotated[str, typer.Argument(metavar="WEBHOOK", help="The webhook's id, as `list` shows it.")]


@app.command("create")
def create(
    url: Annotated[str, typer.Argument(help="Where events are posted.")],
    event: Annotated[list[str] | None, typer.Option(help="An event to be told of, repeatable; all if absent.")] = None,
    config: Config = None,
) -> None:
    """Make a webhook. Its secret is shown once: with it the receiver verifies what arrives."""
    with _webhooks(config) as webhooks:
        made = webhooks.create(LOCAL, url, event or EVENTS)
    typer.echo(f"{made.secret}\n\nThis is the secret of {made.id}. It is shown this once; keep it safe.")


@app.command("list")
def list_webhooks(as_json: Json = False, config: Config = None) -> None:
    """List the webhooks, without their secrets."""
    with _webhooks(config) as webhooks:
        found = webhooks.list(LOCAL)
    if as_json:
        typer.echo(json.dumps([_facts(e, "secret") for e in found]))
    elif not found:
        typer.echo("There are no webhooks yet; `scumble webhooks create URL` makes one.")
    for e in () if as_json else found:
        state = f"disabled {e.disabled_at:%Y-%m-%d}" if e.disabled_at else "active"
        typer.echo(f"{e.id}  {state}  {e.url}  {'all events' if e.events == EVENTS else ', '.join(e.events)}")


@app.command("test")
def send_test(webhook: Id, config: Config = None) -> None:
    """Send a test event; a running server posts it within a second."""
    with _webhooks(config) as webhooks:
        made = webhooks.test(LOCAL, webhook)
    typer.echo(f"The test event is on its way as {made.id}.")


@app.command("deliveries")
def deliveries(
    webhook: Id,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many, newest first.")] = 20,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show what was and will be sent to a webhook, and how it went."""
    with _webhooks(config) as webhooks:
        found = webhooks.deliveries(LOCAL, webhook, limit)
    if as_json:
        typer.echo(json.dumps([_facts(d) for d in found]))
        return
    for d in found:
        typer.echo(f"{d.id}  {d.created_at:%Y-%m-%d %H:%M:%S}  {d.event_type}  {_state(d)}")


@app.command("replay")
def replay(
    delivery: Annotated[str, typer.Argument(metavar="DELIVERY", help="The delivery's id.")], config: Config = None
) -> None:
    """Send a delivery again, with the same id."""
    with _webhooks(config) as webhooks:
        webhooks.replay(LOCAL, delivery)
    typer.echo(f"The delivery {delivery} is on its way again.")


@app.command("delete")
def delete(webhook: Id, config: Config = None) -> None:
    """Delete a webhook and its deliveries."""
    with _webhooks(config) as webhooks:
        webhooks.delete(LOCAL, webhook)
    typer.echo(f"The webhook {webhook} is deleted.")


@contextmanager
def _webhooks(config: Path | None) -> "Generator[Webhooks]":
    """The webhooks of the configured database, its schema brought up to date."""
    from scumble.db.engine import Database
    from scumble.net.addresses import read_rules
    from scumble.webhooks.endpoints import Webhooks

    settings = load_settings(config)
    rules = read_rules(settings.fetch_ports, settings.allowed_private_networks)
    database = Database(settings.database)
    try:
        database.migrate()
        yield Webhooks(database, rules)
    finally:
        database.close()


def _facts(thing: Endpoint | Delivery, *without: str) -> dict[str, object]:
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(thing).items()
        if name not in without
    }


def _state(d: Delivery) -> str:
    """How a delivery stands, in words."""
    last = str(d.last_status or d.last_error or "no answer yet")
    if d.delivered_at:
        return f"delivered, attempt {d.attempts} ({last})"
    if d.gave_up_at:
        return f"given up after {d.attempts} attempts ({last})"
    if d.attempts == 0 or d.next_at is None:
        return "waiting"
    return f"attempt {d.attempts} failed ({last}), next {d.next_at:%Y-%m-%d %H:%M:%S}"
