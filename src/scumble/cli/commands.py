"""The program `scumble`: its commands joined; errors leave it as one clear line and an exit code, never a traceback."""

import logging
import sys
from typing import Annotated

import typer

from scumble import __version__
from scumble.cli import backup, budgets, doctor, edit, keys, models, serve, tasks, usage, webhooks
from scumble.cli.batch import command as batch
from scumble.cli.failures import FAILED, exit_code, sentence, unexpected
from scumble.core.errors import ScumbleError

app = typer.Typer(
    name="scumble",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,  # rich would double the time to the first line of help
    pretty_exceptions_enable=False,
)
app.command("edit")(edit.command)
app.command("batch")(batch.command)
app.command("serve")(serve.command)
app.add_typer(keys.app, name="keys")
app.add_typer(webhooks.app, name="webhooks")
app.add_typer(tasks.app, name="tasks")
app.add_typer(budgets.app, name="budgets")
app.command("usage")(usage.command)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("models")(models.command)
app.command("doctor")(doctor.command)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"scumble {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an unexpected error came from.")] = False,
) -> None:
    """Scumble: change one thing in a picture, keep everything else, and prove it."""
    if debug:
        logging.basicConfig(level=logging.DEBUG)
    else:  # a command says what went wrong itself; the log of `serve` is set up there
        logging.getLogger().addHandler(logging.NullHandler())


def main() -> None:
    """Runs the command line of this process and leaves it with the exit code."""
    try:
        app(prog_name="scumble")
    except ScumbleError as error:
        typer.echo(sentence(error), err=True)
        sys.exit(exit_code(error))
    except Exception as error:
        if "--debug" in sys.argv:
            raise
        typer.echo(unexpected(error), err=True)
        sys.exit(FAILED)
