"""The only database driver: engine, tables, migrations, transactions."""
