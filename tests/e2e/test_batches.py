"""Batches on a real server: cancelled in the middle, many lines in constant memory, and killed on the way."""

import os
import random
import signal
import time
from pathlib import Path

import openai
import pytest

from bench.batch import accept_many, cancel_in_the_middle, check_cancelled
from scumble.core.caller import LOCAL
from scumble.db.engine import Database
from scumble.db.journal import Journal
from tests.batches.helpers import begin, check_answer, edit_lines, ended, files_of, write_lines
from tests.e2e.test_kill import Life

FULL = os.environ.get("SCUMBLE_TEST_SOAK") == "full"
MOST_GROWTH_MB = 50
KILLS = 3


class Mortal(Life):
    """A server that can be killed and started again on the same data."""

    def kill(self) -> None:
        """As a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()
        self.process = self._start()


def test_a_batch_cancelled_in_the_middle(tmp_path: Path) -> None:
    check_cancelled(cancel_in_the_middle(tmp_path, 60), 60)


def test_many_lines_are_accepted_in_constant_memory(tmp_path: Path) -> None:
    found = accept_many(tmp_path, 5_000)
    assert found.errors == 5_000
    assert found.growth_mb < MOST_GROWTH_MB


@pytest.mark.soak
@pytest.mark.skipif(not FULL, reason="full size runs by `make soak`")
def test_two_thousand_lines_cancelled_in_the_middle(tmp_path: Path) -> None:
    check_cancelled(cancel_in_the_middle(tmp_path, 2_000), 2_000)


@pytest.mark.soak
@pytest.mark.skipif(not FULL, reason="full size runs by `make soak`")
def test_fifty_thousand_lines_are_accepted_in_constant_memory(tmp_path: Path) -> None:
    found = accept_many(tmp_path, 50_000)
    assert found.errors == 50_000
    assert found.growth_mb < MOST_GROWTH_MB


def test_no_kill_loses_a_line_or_carries_one_out_twice(database_url: str, tmp_path: Path) -> None:
    """`kill -9` while lines are fed and drawn, three times."""
    dice, lines = random.Random(3), 40
    life = Mortal(tmp_path, database_url)
    try:
        url, key = f"http://127.0.0.1:{life.port}/v1", life.http.headers["authorization"].removeprefix("Bearer ")
        with openai.OpenAI(base_url=url, api_key=key, max_retries=5, timeout=30) as client:
            batch = begin(client, write_lines(tmp_path / "lines.jsonl", edit_lines(lines, side=64)))
            for kill in range(KILLS):
                while (counts := client.batches.retrieve(batch.id).request_counts) is None or (
                    counts.completed < lines * (kill + 1) // (KILLS + 2)
                ):
                    time.sleep(0.05)
                time.sleep(dice.uniform(0, 0.4))
                life.kill()
            done = ended(client, batch.id, 200)
            assert done.status == "completed", life.log.read_text()[-3000:]
            files = files_of(client, done)
        assert set(files.output) == {f"line-{n}" for n in range(lines)}
        assert files.errors == {}
        for line in files.output.values():
            check_answer(line)
    finally:
        life.close()
    database = Database(database_url)
    names = [entry.client_request_id for entry in Journal(database).recent(LOCAL, 1_000)]
    database.close()
    assert sorted(names, key=str) == sorted(files.output), "one outcome each in the journal"
