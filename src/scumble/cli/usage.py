"""`scumble usage`: what was done and spent, by day, key, engine and model; a table, CSV or JSON."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
from typing import Annotated

import typer

from scumble.cli.options import Config, Json
from scumble.config import load_settings
from scumble.core.caller import LOCAL

SHOWN = ("edits", "failed", "calls", "spent", "cost", "held")
"""Columns of the table; CSV and JSON have all of them."""


def command(
    since: Annotated[str | None, typer.Option(metavar="DAY", help="First day, in UTC; default 30 days back.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="First day left out; default tomorrow.")] = None,
    by: Annotated[str | None, typer.Option("--by", help="What to group by: some of day,key,engine,model.")] = None,
    key: Annotated[str | None, typer.Option(help="Of this key only, by its id.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV.")] = False,
    as_json: Json = False,
    config: Config = None,
) -> None:
    """Show what was done and what it cost."""
    from scumble.db.engine import Database
    from scumble.ledger.reports import Accounts, now, read_days, read_groups, row_json, write_csv
    from scumble.ledger.table import load

    settings = load_settings(config)
    groups, (first, last) = read_groups(by), read_days(since, until, now().date())
    currency = load(settings.price_table).currency
    database = Database(settings.database)
    try:
        database.migrate()
        rows = list(Accounts(database, currency).all(LOCAL, first, last, groups, key))
    finally:
        database.close()
    if as_csv:
        typer.echo("".join(write_csv(rows, groups, currency, inside=True)), nl=False)
        return
    told = [row_json(row, groups, inside=True) for row in rows]
    if as_json:
        typer.echo(json.dumps({"since": str(first), "until": str(last), "currency": currency, "data": told}))
    elif not told:
        typer.echo(f"Nothing was done from {first} to before {last}.")
    else:
        _table([*groups, *SHOWN], told, currency)


def _table(head: list[str], rows: list[dict[str, object]], currency: str) -> None:
    lines = [[*head[:-3], *(f"{name} ({currency})" for name in head[-3:])]]
    lines += [["-" if row[name] is None else str(row[name]) for name in head] for row in rows]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())
