"""Parts of the application that settings alone decide: storage, files, the decoder's limits, the planner, choosing."""

from collections.abc import Mapping
from datetime import timedelta
from urllib.parse import urlsplit

from scumble.api.services import Partial, PlanQuestion, Storage
from scumble.codec.decode import Limits
from scumble.config import Settings, secret
from scumble.core.errors import Misconfigured
from scumble.core.instruction import Instruction
from scumble.core.plan import Plan
from scumble.core.rates import RateLimits
from scumble.core.usage import Money
from scumble.db.engine import Database
from scumble.edits.billing import Prices, quality_of
from scumble.edits.charging import Asked, Charging
from scumble.edits.choosing import Choosing
from scumble.edits.run import Preview
from scumble.engines import Engine
from scumble.engines.providers.configured import Entry, read_entries
from scumble.governance.keys import Keys
from scumble.governance.limits import Limits as RateLimiter
from scumble.governance.limits import engine_limits
from scumble.planner.choose import Planner
from scumble.planner.model import ModelPlanner
from scumble.planner.plan import Context
from scumble.store import Blobs
from scumble.store.files import Files
from scumble.store.keep import Store
from scumble.store.links import Links
from scumble.store.local import LocalBlobs
from scumble.store.remote import remote_blobs


def store_of(settings: Settings, database: Database) -> Store:
    """Where bytes are kept. Raises Misconfigured, StorageFull."""
    if settings.storage_url:
        blobs: Blobs = remote_blobs(settings.storage_url, settings.data / "uploads")
    else:
        blobs = LocalBlobs(settings.data / "blobs")
    return Store(database, blobs, quota=settings.storage_quota_bytes)


def storage_of(settings: Settings, store: Store) -> Storage:
    """What the door keeps files and results with."""
    links = Links(store, lifetime=timedelta(minutes=settings.result_url_minutes))
    return Storage(files=files_of(settings, store), links=links, public_url=settings.public_url)


def files_of(settings: Settings, store: Store) -> Files:
    """The files of projects."""
    retention = timedelta(days=settings.retention_days) if settings.retention_days else None
    return Files(store, limits=limits_of(settings), max_batch_bytes=settings.max_batch_bytes, retention=retention)


def planner_of(settings: Settings) -> Planner:
    """Who reads instructions. Raises Misconfigured when the language model is set up by half."""
    if not settings.planner_url:
        if settings.planner == "model-first" or settings.planner_model:
            raise Misconfigured("A language-model planner needs planner_url, the base of a chat endpoint.")
        return Planner()
    if not settings.planner_model or urlsplit(settings.planner_url).scheme not in {"http", "https"}:
        raise Misconfigured("planner_url has to be an http or https address, and planner_model names the model there.")
    model = ModelPlanner(
        url=settings.planner_url,
        model=settings.planner_model,
        key=secret(settings.planner_key_variable),
        seconds=float(settings.planner_seconds),
    )
    return Planner(model, settings.planner)


def prices_of(settings: Settings) -> Prices:
    """What the embedded engine's tokens cost."""
    return Prices(
        text_in=settings.price_input_per_million,
        image_in=settings.price_input_per_million,
        image_out=settings.price_output_per_million,
        currency=settings.currency,
    )


def choosing_of(settings: Settings, charging: Charging) -> Choosing:
    """How engines are chosen: by what they are expected to cost the caller, and by how they do."""
    own = prices_of(settings)

    def estimate(engine: Engine, plan: Plan, asked: Asked) -> Money | None:
        return charging.planned(engine, plan, asked, own)

    return Choosing(estimate=estimate, fallback=settings.fallback)


def providers_of(settings: Settings, environ: Mapping[str, str] | None = None) -> list[Entry]:
    """Providers of pictures, from the settings and their usual variables. Raises Misconfigured."""
    return read_entries(settings.engines, lambda name: secret(name, environ))


def limits_of(settings: Settings) -> Limits:
    """The decoder's limits."""
    return Limits(max_bytes=settings.max_image_bytes, max_pixels=settings.max_pixels, max_side=settings.max_side)


def limits_in_force(settings: Settings, engines: Mapping[str, Engine], keys: Keys) -> RateLimiter:
    """Limits of keys and engines. Raises Misconfigured for one that cannot be read, or of an engine there is not."""
    s = settings
    declared = {name: engine.capabilities.limits for name, engine in engines.items()}
    defaults = RateLimits(
        requests=s.requests_per_minute, images=s.images_per_minute, tokens=s.tokens_per_minute, edits=s.edits_at_once
    )
    return RateLimiter(defaults=defaults, engines=engine_limits(declared, s.engine_limits), own=keys.limits)


def partial_of(small: Preview, instruction: Instruction) -> Partial:
    """A preview as the door streams it."""
    return Partial(
        data=small.data,
        width=small.width,
        height=small.height,
        index=small.index,
        format=instruction.output.format,
        transparent=small.transparent,
        quality=quality_of(instruction),
    )


def context_asked(question: PlanQuestion) -> Context:
    """What the planner may know of pictures that are only spoken of."""
    return Context(
        sources=question.sources,
        has_drawn=question.drawn,
        transparent=None,
        width=question.width or 1024,
        height=question.height or 1024,
        known_size=not question.sources or (question.width is not None and question.height is not None),
    )
