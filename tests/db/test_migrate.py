"""Migrations: up and down on both kinds of database, all or nothing, several at once, and the schema they build."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from scumble.core.errors import Misconfigured
from scumble.db import migrate
from scumble.db.engine import Database
from scumble.db.tables import metadata


def tables_of(database: Database) -> set[str]:
    with database.read() as connection:
        return set(sa.inspect(connection).get_table_names()) - {"alembic_version"}


def test_an_empty_database_is_brought_to_this_versions_schema(empty_database: Database) -> None:
    assert empty_database.revision() is None
    empty_database.migrate()
    assert empty_database.revision() == migrate.head()
    assert tables_of(empty_database) == set(metadata.tables)


def test_migrations_build_exactly_the_tables_that_the_code_declares(database: Database) -> None:
    with database.read() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_migrating_again_changes_nothing(database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.text("UPDATE projects SET name = 'renamed'"))
    database.migrate()
    with database.read() as connection:
        assert connection.execute(sa.text("SELECT project_id, name FROM projects")).all() == [
            ("proj_default", "renamed")
        ]


def test_down_to_nothing_and_up_again(database: Database) -> None:
    database.downgrade("base")
    assert tables_of(database) == set()
    assert database.revision() is None
    database.migrate()
    assert tables_of(database) == set(metadata.tables)


def test_a_migration_that_fails_half_way_leaves_nothing_behind(empty_database: Database) -> None:
    with empty_database.write() as connection:
        connection.execute(sa.text("CREATE TABLE edits (mine INTEGER)"))
    with pytest.raises(sa.exc.DBAPIError):
        empty_database.migrate()
    assert tables_of(empty_database) == {"edits"}
    assert empty_database.revision() is None


def test_several_processes_may_start_on_an_empty_database_at_once(database_url: str) -> None:
    databases = [Database(database_url) for _ in range(6)]
    with ThreadPoolExecutor(len(databases)) as threads:
        for done in [threads.submit(database.migrate) for database in databases]:
            done.result()
    assert {database.revision() for database in databases} == {migrate.head()}
    with databases[0].read() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM projects")).scalar() == 1
    for database in databases:
        database.close()


def test_a_database_of_a_newer_version_is_refused_in_words(database: Database) -> None:
    with database.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Misconfigured, match="newer version of Scumble"):
        database.migrate()


def test_every_migration_can_be_undone_one_by_one(database: Database) -> None:
    seen = [database.revision()]
    while seen[-1] is not None:
        database.downgrade("-1")
        seen.append(database.revision())
    assert seen[0] == migrate.head()
    assert tables_of(database) == set()
