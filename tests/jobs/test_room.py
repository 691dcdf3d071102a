"""Room in the queue: those who are on their way into it count, so that many at once do not overfill it."""

import asyncio
from pathlib import Path

from scumble.core.caller import LOCAL
from scumble.core.errors import Overloaded
from scumble.core.task import Turn
from scumble.db.engine import Database
from scumble.edits.turns import Turns
from tests.jobs.desks import Opened, new_task


def test_a_queue_is_not_overfilled_by_many_at_once(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    database.migrate()
    opened = Opened(database)
    turns = Turns(opened.rows, opened.durable, most=8)

    async def one() -> bool:
        try:
            async with turns.room(LOCAL):
                await asyncio.sleep(0.05)
                opened.rows.add(LOCAL, new_task("normal"), Turn(place=1, end=1), lambda _: None)
        except Overloaded:
            return False
        return True

    async def many() -> list[bool]:
        return await asyncio.gather(*(one() for _ in range(40)))

    taken = sum(asyncio.run(many()))
    assert taken == 7, "one in eight places is for those who come back"
    assert opened.rows.queued(LOCAL)[0] == taken
    database.close()
