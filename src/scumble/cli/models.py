"""`scumble models`: the names that `model` accepts, and what each engine can do."""

# ruff: noqa: PLC0415 - the engines are imported when the command runs

import json

import typer

from scumble.cli.options import Config, Json
from scumble.config import load_settings


def command(as_json: Json = False, config: Config = None) -> None:
    """List the engines and the names that stand for them."""
    from scumble.app import build

    app = build(load_settings(config))
    try:
        cards = app.editor.models()
    finally:
        app.close()
    if as_json:
        facts = [
            {
                "id": c.id,
                "alias_of": c.alias_of,
                "operations": sorted(map(str, c.capabilities.operations)) if c.capabilities else [],
            }
            for c in cards
        ]
        typer.echo(json.dumps(facts))
        return
    for card in cards:
        typer.echo(card.id + (f" -> {card.alias_of}" if card.alias_of else ""))
        if card.capabilities:
            for op, targets in sorted(card.capabilities.operations.items()):
                typer.echo(f"    {op}  ({', '.join(sorted(targets))})")
