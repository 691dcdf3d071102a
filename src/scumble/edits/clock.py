"""Stage timings of one edit: seconds by stage, summed over steps; each stage is a span of the trace."""

import time
from collections.abc import Generator
from contextlib import contextmanager

from scumble import tracing


class Clock:
    """Collects wall seconds by stage name."""

    def __init__(self) -> None:
        """Starts empty."""
        self.stages: dict[str, float] = {}

    @contextmanager
    def __call__(self, stage: str) -> Generator[None]:
        """Adds the time spent inside the block to `stage`."""
        start = time.perf_counter()
        try:
            with tracing.span(stage):
                yield
        finally:
            self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - start
