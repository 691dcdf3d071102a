"""`scumble budgets set | list | remove`: what the project and its keys may spend in a day or month."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
import secrets
from collections.abc import Generator
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scumble.cli.options import Config, Json
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidValue, NotFound
from scumble.core.spending import Budget, Period, to_nanos
from scumble.core.usage import Money

if TYPE_CHECKING:
    from scumble.db.engine import Database

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Say what may be spent in a day or month.")


@app.command("set")
def set_budget(
    period: Annotated[Period, typer.Argument(help="day or month, in UTC.")],
    hard: Annotated[str | None, typer.Option(metavar="AMOUNT", help="What no paid call may pass.")] = None,
    soft: Annotated[str | None, typer.Option(metavar="AMOUNT", help="From where it is told of.")] = None,
    key: Annotated[str | None, typer.Option(help="Of this key, by its id or beginning; default the project.")] = None,
    config: Config = None,
) -> None:
    """Set a budget, in the place of one for the same key and period; a running server keeps it at once."""
    from scumble.db.budgets import BudgetRows
    from scumble.governance.keys import Keys
    from scumble.ledger.table import load

    limits = {name: _amount(text, name) for name, text in (("hard", hard), ("soft", soft)) if text is not None}
    if not limits:
        raise InvalidValue("Say how much: --hard AMOUNT, --soft AMOUNT, or both.", param="hard")
    if "soft" in limits and limits["soft"] > limits.get("hard", limits["soft"]):
        raise InvalidValue("The soft limit lies above the hard one, so that nobody would ever be told.", param="soft")
    currency = load(load_settings(config).price_table).currency
    with _database(config) as database:
        key_id = Keys(database).named(LOCAL, key) if key else ""
        made = Budget(
            id=f"bud_{secrets.token_hex(6)}",
            project_id=LOCAL.project_id,
            key_id=key_id,
            period=period,
            currency=currency,
            **limits,
        )
        BudgetRows(database).set(LOCAL, made)
    told = " and ".join(f"{name} {text} {currency}" for name, text in (("soft", soft), ("hard", hard)) if text)
    typer.echo(f"{made.id}: {f'the key {key_id}' if key_id else 'the project'}, each {period}: {told}.")


@app.command("list")
def list_budgets(as_json: Json = False, config: Config = None) -> None:
    """List the budgets with what is used of them."""
    from scumble.db.budgets import BudgetRows
    from scumble.ledger.reports import budget_json, now

    with _database(config) as database:
        rows, at = BudgetRows(database), now()
        found = rows.all(LOCAL)
        told = [budget_json(b, used, at) for b, used in zip(found, rows.used(LOCAL, at, found), strict=True)]
    if as_json:
        typer.echo(json.dumps(told))
    elif not told:
        typer.echo("There are no budgets yet; `scumble budgets set month --hard 100` makes one.")
    for b in () if as_json else told:
        limits = ", ".join(f"{name} {b[name]}" for name in ("soft", "hard") if b[name] is not None)
        used = f"spent {b['spent']}, held {b['held']}"
        typer.echo(f"{b['id']}  {b['key'] or 'project'}  each {b['period']}  {limits} {b['currency']}  {used}")


@app.command("remove")
def remove_budget(
    budget: Annotated[str, typer.Argument(metavar="BUDGET", help="The budget's id, as `list` shows it.")],
    config: Config = None,
) -> None:
    """Remove a budget."""
    from scumble.db.budgets import BudgetRows

    with _database(config) as database:
        if not BudgetRows(database).remove(LOCAL, budget):
            raise NotFound(f"There is no budget {budget}; `scumble budgets list` shows them.", param="budget")
    typer.echo(f"The budget {budget} is removed.")


def _amount(text: str, name: str) -> int:
    """Billionths. Raises InvalidValue."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        amount = Decimal("NaN")
    if not amount.is_finite() or not 0 <= amount <= 1_000_000_000:
        raise InvalidValue(f"--{name} has to be an amount from 0, such as 25.00.", param=name)
    return to_nanos(Money(amount=amount))


@contextmanager
def _database(config: Path | None) -> "Generator[Database]":
    """The configured database, its schema brought up to date."""
    from scumble.db.engine import Database

    database = Database(load_settings(config).database)
    try:
        database.migrate()
        yield database
    finally:
        database.close()
