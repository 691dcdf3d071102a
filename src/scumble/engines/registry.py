"""The table of engines: name -> factory. A new engine is one line here."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from scumble.core.work import WorkPool
from scumble.engines import Engine
from scumble.engines.cpu.engine import CpuEngine
from scumble.engines.cpu.operations import operations
from scumble.vision.models import Models


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What factories may build from.

    max_pixels: largest picture the operator lets in. models: networks that draw. fonts: a folder of the operator's own.
    """

    pool: WorkPool
    max_pixels: int
    models: Models
    fonts: Path | None = None


FACTORIES: dict[str, Callable[[Parts], Engine]] = {
    "scumble-cpu": lambda p: CpuEngine(p.pool, p.max_pixels, operations(p.models, p.fonts)),
}


def build_engines(parts: Parts) -> dict[str, Engine]:
    """Every engine of the table, by name."""
    return {name: make(parts) for name, make in FACTORIES.items()}
