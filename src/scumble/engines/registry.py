"""The table of engines: name -> factory. A new engine is one line here."""

from collections.abc import Callable
from dataclasses import dataclass

from scumble.core.work import WorkPool
from scumble.engines import Engine
from scumble.engines.cpu.engine import CpuEngine


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What factories may build from. max_pixels: largest picture the operator lets in."""

    pool: WorkPool
    max_pixels: int


FACTORIES: dict[str, Callable[[Parts], Engine]] = {
    "scumble-cpu": lambda parts: CpuEngine(parts.pool, parts.max_pixels),
}


def build_engines(parts: Parts) -> dict[str, Engine]:
    """Every engine of the table, by name."""
    return {name: make(parts) for name, make in FACTORIES.items()}
