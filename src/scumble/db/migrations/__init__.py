"""Schema versions, oldest first; each is a file in `versions/`. Run by `scumble.db.migrate`."""
