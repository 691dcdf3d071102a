"""The table of engines: name -> factory; a new engine is one line here. And the models of configured providers."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from scumble.core.errors import Misconfigured
from scumble.core.pricing import Price
from scumble.core.work import WorkPool
from scumble.engines import Engine
from scumble.engines.cpu.engine import CpuEngine
from scumble.engines.cpu.operations import operations
from scumble.engines.providers.configured import Entry, build
from scumble.engines.providers.engine import no_price
from scumble.net.remote import Remote
from scumble.vision.models import Models


@dataclass(frozen=True, kw_only=True)
class Parts:
    """What factories may build from.

    max_pixels: largest picture the operator lets in. models: networks that draw. fonts: a folder of the operator's own.
    providers: entries of the settings. remote: opens connections to them. price: what their calls cost.
    """

    pool: WorkPool
    max_pixels: int
    models: Models
    fonts: Path | None = None
    providers: Sequence[Entry] = ()
    remote: Remote = field(default_factory=Remote)
    price: Price = no_price


FACTORIES: dict[str, Callable[[Parts], Engine]] = {
    "scumble-cpu": lambda p: CpuEngine(p.pool, p.max_pixels, operations(p.models, p.fonts)),
}


def build_engines(parts: Parts) -> dict[str, Engine]:
    """Every engine, by name. Raises Misconfigured for a name that is given twice."""
    own = {name: make(parts) for name, make in FACTORIES.items()}
    others = build(
        parts.providers, remote=parts.remote, pool=parts.pool, max_pixels=parts.max_pixels, price=parts.price
    )
    if twice := sorted(own.keys() & others.keys()):
        raise Misconfigured(f"engines: '{twice[0]}' is the name of an engine that is always here.", param="engines")
    return own | others
