"""`scumble backup` and `scumble restore`: the data folder as one file, and back into an empty folder."""

# ruff: noqa: PLC0415 - the database driver is imported when a command runs

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from scumble import __version__
from scumble.cli.edit import Show, spinner
from scumble.cli.files import read_file
from scumble.cli.options import Config, Json
from scumble.config import load_settings, named_file
from scumble.core.errors import InvalidValue, Misconfigured

if TYPE_CHECKING:
    from scumble.store.backup import Manifest

MOST_SETTINGS = 10_000_000
OURS = frozenset({"server.lock", "collect.lock", ".restore"})
"""Names in a data folder that still count as an empty one."""

File = Annotated[Path, typer.Argument(metavar="FILE", help="The backup, a tar file.")]


def backup(file: File, as_json: Json = False, config: Config = None) -> None:
    """Write the data folder into one file.

    Database, tasks, pictures and settings, also while the server runs. All of one moment, whole or not at all. It holds
    secrets: keep it as safe as the data folder itself.
    """
    from scumble.db.engine import Database
    from scumble.store.backup import write_backup
    from scumble.store.local import LocalBlobs

    settings = load_settings(config)
    database = Database(settings.database)
    if database.file is not None and not database.file.exists():
        raise InvalidValue(f"There is nothing to back up in the data folder {settings.data}.", param="data")
    own = named_file(config)
    with spinner() as show:
        try:
            done = write_backup(
                file,
                database=database,
                data=settings.data,
                blobs=None if settings.storage_url else LocalBlobs(settings.data / "blobs"),
                settings=None if own is None else read_file(own, "config", MOST_SETTINGS),
                scumble=__version__,
                show=show,
            )
        finally:
            database.close()
    if as_json:
        facts = {"file": str(file), "bytes": done.bytes, "pictures": done.pictures, "revision": done.revision}
        facts |= {"missing": list(done.missing), "damaged": list(done.damaged)}
        typer.echo(json.dumps(facts))
    else:
        what = "the database and " if database.is_sqlite else ""
        typer.echo(f"{file}: {what}{done.pictures:,} pictures and files, {done.bytes / 1e6:,.1f} MB")
    if not database.is_sqlite:
        typer.echo(
            f"The database is NOT in it. Back it up by PostgreSQL's own tool, before this command:\n"
            f"    pg_dump --format=custom --file=scumble.dump '{database.shown_to_tools}'",
            err=True,
        )
    if settings.storage_url:
        typer.echo(
            "Pictures and files are NOT in it: they are in the object store (storage_url), which has its own ways to"
            " keep versions and copies.",
            err=True,
        )
    for names, how in ((done.missing, "missing from the storage"), (done.damaged, "damaged on the disk")):
        if names:
            typer.echo(f"{len(names):,} pictures were {how} already, such as {names[0]}.", err=True)


def restore(file: File, as_json: Json = False, config: Config = None) -> None:
    """Put a backup into an empty data folder.

    Everything in it is checked first. Tasks that were under way are carried on when the server starts.
    """
    from scumble.db.engine import Database
    from scumble.db.folder_lock import FolderLock
    from scumble.store.backup import STAGE, clear_unfinished, put_in_place, staging

    settings = load_settings(config)
    database = Database(settings.database)
    target = None if database.file is None else database.file.absolute()
    lock = FolderLock(settings.data)
    try:
        clear_unfinished(settings.data, target)
        _refuse_full(settings.data, target)
        if target is not None:
            database.make_folder()
        with spinner() as show, staging(settings.data / STAGE) as stage:
            manifest = _checked(file, stage, show, sqlite=target is not None, local=not settings.storage_url)
            put_in_place(stage, data=settings.data, database_file=target)
    finally:
        lock.release()
        database.close()
    if as_json:
        typer.echo(json.dumps({"data": str(settings.data), "made_at": manifest.made_at, "pictures": manifest.pictures}))
        return
    typer.echo(
        f"The backup of {manifest.made_at} is in {settings.data}: {manifest.pictures:,} pictures and files,"
        f" {manifest.bytes / 1e6:,.1f} MB."
    )
    if (settings.data / "scumble.toml.backup").exists():
        typer.echo(f"Its settings are in {settings.data / 'scumble.toml.backup'}; compare them with yours.")
    if manifest.revision is None:
        typer.echo("The database is not in it: restore it by pg_restore.", err=True)


def _refuse_full(data: Path, database: Path | None) -> None:
    """Raises InvalidValue when anything would be mixed with the backup or replaced by it."""
    there = sorted(path.name for path in data.iterdir() if path.name not in OURS)
    if there:
        raise InvalidValue(
            f"The data folder {data} is not empty (it has {there[0]}); restore into an empty one (SCUMBLE_DATA).",
            param="data",
        )
    if database is not None and database.exists():
        raise InvalidValue(f"There is a database already: {database}; name another (database_url).", param="data")


def _checked(file: Path, stage: Path, show: Show, *, sqlite: bool, local: bool) -> "Manifest":
    """Unpacks the backup, and sees that it fits the settings and this version."""
    from scumble.db import snapshot
    from scumble.db.engine import Database
    from scumble.db.migrate import knows
    from scumble.store.backup import MAIN, SIBLING, unpack

    manifest = unpack(file, stage, show)
    if manifest.revision is not None and not sqlite:
        raise Misconfigured(
            "The backup holds an SQLite database, but database_url names PostgreSQL; leave database_url out.",
            param="database_url",
        )
    if manifest.revision is None and sqlite:
        raise Misconfigured(
            "The backup holds no database: it was made beside PostgreSQL. Set database_url to the restored one.",
            param="database_url",
        )
    if manifest.pictures and not local:
        raise Misconfigured(
            "The backup holds pictures for the data folder, but storage_url names an object store; leave it out.",
            param="storage_url",
        )
    show("checking the database")
    for name in (MAIN, SIBLING):
        if (stage / name).exists():
            snapshot.check(stage / name)
    if sqlite:
        copy = Database(f"sqlite:///{stage / MAIN}")
        try:
            revision = copy.revision()
        finally:
            copy.close()
        if revision is None or not knows(revision):
            raise Misconfigured("The backup was made by a newer version of Scumble; upgrade Scumble first.")
    return manifest
