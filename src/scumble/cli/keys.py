"""`scumble keys create | list | limit | revoke`: API keys of this machine's database, also while the server runs."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scumble.cli.options import Config, Json
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.rates import OwnLimits

if TYPE_CHECKING:
    from scumble.db.keys import KeyRow
    from scumble.governance.keys import Keys

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Make, list, limit and revoke API keys.")

HELP = "(0: no limit; without it: as the settings say)"
Requests = Annotated[int | None, typer.Option("--requests-per-minute", min=0, help=f"Requests a minute {HELP}.")]
Images = Annotated[int | None, typer.Option("--images-per-minute", min=0, help=f"Results a minute {HELP}.")]
Tokens = Annotated[int | None, typer.Option("--tokens-per-minute", min=0, help=f"Tokens a minute {HELP}.")]
Edits = Annotated[int | None, typer.Option("--edits-at-once", min=0, help=f"Edits in work at once {HELP}.")]


@app.command("create")
def create(
    name: Annotated[str, typer.Option(help="Who or what will use it.")],
    test: Annotated[bool, typer.Option("--test", help="Begin it with scm_test_ instead of scm_live_.")] = False,
    days: Annotated[int | None, typer.Option(min=1, max=36_500, help="Let it expire after so many days.")] = None,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print the key alone.")] = False,
    requests: Requests = None,
    images: Images = None,
    tokens: Tokens = None,
    edits: Edits = None,
    config: Config = None,
) -> None:
    """Make a key. It is shown once: only its hash is kept."""
    limits = OwnLimits(requests=requests, images=images, tokens=tokens, edits=edits)
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    with _keys(config) as keys:
        made = keys.create(LOCAL, name, mode="test" if test else "live", expires_at=expires, limits=limits)
    if quiet:
        typer.echo(made.token)
        return
    typer.echo(
        f"{made.token}\n\nThis is the key {made.row.name!r} ({made.row.id}). It is shown this once; keep it safe."
    )


@app.command("list")
def list_keys(as_json: Json = False, config: Config = None) -> None:
    """List the keys: their public beginning, never the key."""
    with _keys(config) as keys:
        rows = keys.list(LOCAL)
    if as_json:
        typer.echo(json.dumps([_facts(row) for row in rows]))
    elif not rows:
        typer.echo("There are no keys yet; `scumble keys create --name NAME` makes one.")
    else:
        _table(rows)


@app.command("revoke")
def revoke(
    key: Annotated[str, typer.Argument(help="The key's id or its beginning, as `list` shows them.")],
    config: Config = None,
) -> None:
    """End a key for good; a running server refuses it within seconds."""
    with _keys(config) as keys:
        keys.revoke(LOCAL, key)
    typer.echo(f"The key {key} is revoked.")


@app.command("limit")
def limit(
    key: Annotated[str, typer.Argument(help="The key's id or its beginning, as `list` shows them.")],
    requests: Requests = None,
    images: Images = None,
    tokens: Tokens = None,
    edits: Edits = None,
    config: Config = None,
) -> None:
    """Give a key limits of its own, in the place of those it had; a running server keeps them within seconds."""
    with _keys(config) as keys:
        keys.limit(LOCAL, key, OwnLimits(requests=requests, images=images, tokens=tokens, edits=edits))
    typer.echo(f"The limits of the key {key} are set.")


@contextmanager
def _keys(config: Path | None) -> "Generator[Keys]":
    """The keys of the configured database, its schema brought up to date."""
    from scumble.db.engine import Database
    from scumble.governance.keys import Keys

    database = Database(load_settings(config).database)
    try:
        database.migrate()
        yield Keys(database)
    finally:
        database.close()


def _facts(row: "KeyRow") -> dict[str, object]:
    def moment(value: datetime | None) -> str | None:
        return value.isoformat(timespec="seconds") if value else None

    return {
        "id": row.id,
        "name": row.name,
        "prefix": row.prefix,
        "created_at": moment(row.created_at),
        "last_used_at": moment(row.last_used_at),
        "expires_at": moment(row.expires_at),
        "revoked_at": moment(row.revoked_at),
        "requests_per_minute": row.requests_per_minute,
        "images_per_minute": row.images_per_minute,
        "tokens_per_minute": row.tokens_per_minute,
        "edits_at_once": row.edits_at_once,
    }


def _table(rows: "tuple[KeyRow, ...]") -> None:
    """Columns as wide as their content, never cut: ids are there to be copied."""
    head = ("id", "name", "key", "created", "last used", "own limits", "state")
    lines = [head, *(_cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(head))]
    for line in lines:
        typer.echo("  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip())


def _cells(row: "KeyRow") -> tuple[str, str, str, str, str, str, str]:
    used = f"{row.last_used_at:%Y-%m-%d %H:%M}" if row.last_used_at else "never"
    return row.id, row.name, f"{row.prefix}…", f"{row.created_at:%Y-%m-%d}", used, _limits(row), _state(row)


def _limits(row: "KeyRow") -> str:
    """'5 images, 100 requests a minute, 2 at once'; '-' without any."""
    own = row.limits
    told = ((own.requests, "requests"), (own.images, "images"), (own.tokens, "tokens"))
    minute = ", ".join(f"{count or 'any'} {unit}" for count, unit in told if count is not None)
    parts = [f"{minute} a minute"] if minute else []
    if own.edits is not None:
        parts.append(f"{own.edits or 'any'} at once")
    return ", ".join(parts) or "-"


def _state(row: "KeyRow") -> str:
    if row.revoked_at:
        return f"revoked {row.revoked_at:%Y-%m-%d}"
    if row.expires_at is None:
        return "active"
    return (
        f"expired {row.expires_at:%Y-%m-%d}"
        if row.expires_at <= datetime.now(UTC)
        else f"until {row.expires_at:%Y-%m-%d}"
    )
