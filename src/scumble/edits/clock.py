"""Stage timings of one edit: seconds by stage, summed over steps; each stage is a span of the trace."""

import time
from types import TracebackType

from scumble import tracing


class Clock:
    """Collects wall seconds by stage name."""

    def __init__(self) -> None:
        """Starts empty."""
        self.stages: dict[str, float] = {}

    def __call__(self, stage: str) -> "_Stage":
        """Adds the time spent inside the block to `stage`."""
        return _Stage(self.stages, stage)


class _Stage:
    """One stage, as a context."""

    def __init__(self, stages: dict[str, float], stage: str) -> None:
        """stages: what it is added to."""
        self._stages, self._stage, self._span = stages, stage, tracing.span(stage)

    def __enter__(self) -> None:
        """It begins."""
        self._start = time.perf_counter()
        self._span.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """It ends, however that comes."""
        try:
            self._span.__exit__(kind, error, trace)
        finally:
            took = time.perf_counter() - self._start
            self._stages[self._stage] = self._stages.get(self._stage, 0.0) + took
