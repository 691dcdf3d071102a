"""Builds everything and joins it, top to bottom: settings -> database, keys, models, pool, engines, edits, door."""

import asyncio
import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from scumble import __version__
from scumble.api.server import Application, create_api
from scumble.api.services import (
    DoorSettings,
    ModelCard,
    OnPartial,
    Partial,
    Planned,
    PlanQuestion,
    RegionsQuestion,
    Services,
)
from scumble.codec.decode import Limits
from scumble.config import Settings, secret
from scumble.core.caller import Caller
from scumble.core.errors import Misconfigured, ScumbleError
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.plan import JsonValue
from scumble.core.work import CancelToken, WorkPool
from scumble.db.engine import Database
from scumble.db.journal import Entry, Journal
from scumble.edits.billing import Prices
from scumble.edits.routing import AUTO
from scumble.edits.run import Edits, Preview, quality_of
from scumble.engines.registry import Parts, build_engines
from scumble.governance.keys import Keys
from scumble.planner import nearest
from scumble.planner.choose import Planner
from scumble.planner.model import ModelPlanner
from scumble.planner.plan import Context
from scumble.regions.find import find
from scumble.regions.found import Found
from scumble.regions.pointed import find_pointed
from scumble.vision.models import LAZY_FILES, PACKAGED_FILES, Models

log = logging.getLogger("scumble.edits")

LEAST_FREE = 4 << 20
"""Bytes free under the data folder below which the server says that it is not ready."""


@dataclass(frozen=True, kw_only=True)
class App:
    """Everything, joined. `editor` and `keys` serve the command line, `api` the server."""

    settings: Settings
    database: Database
    keys: Keys
    editor: "Editor"
    pool: WorkPool

    def api(self) -> Application:
        """The ASGI application; the networks are loaded meanwhile, so that the first edit does not pay for it."""
        self.pool.start(self.editor.edits.models.warm)
        self.pool.start(nearest.warm)
        s = self.settings
        door = DoorSettings(
            max_file_bytes=s.max_image_bytes,
            max_body_bytes=s.max_body_bytes,
            max_edits=s.max_in_flight,
            max_waiting=s.max_waiting,
            max_pixel_memory=s.memory_budget_mb << 20,
            max_output_pixels=s.max_pixels,
            max_output_side=s.max_side,
            cors_origins=s.cors_origins,
        )
        return create_api(
            Services(
                keys=self.keys,
                editor=self.editor,
                pool=self.pool,
                limits=limits_of(s),
                version=__version__,
                door=door,
            )
        )

    def close(self) -> None:
        """Lets running pixel work finish and closes the database."""
        self.pool.close()
        self.database.close()


def build(settings: Settings) -> App:
    """Builds the application. Raises Misconfigured when the settings cannot work on this machine."""
    pool = WorkPool(settings.workers)
    engines = build_engines(Parts(pool=pool, max_pixels=settings.max_pixels))
    unknown = sorted(set(settings.model_aliases.values()) - {*engines, AUTO})
    if unknown:
        known = ", ".join([*engines, AUTO])
        raise Misconfigured(f"model_aliases: there is no engine {', '.join(unknown)}; there are {known}.")
    database = Database(settings.database)
    database.migrate()
    edits = Edits(
        engines=engines,
        models=Models(settings.weights),
        pool=pool,
        aliases=settings.model_aliases,
        limits=limits_of(settings),
        prices=Prices(
            text_in=settings.price_input_per_million,
            image_in=settings.price_input_per_million,
            image_out=settings.price_output_per_million,
            currency=settings.currency,
        ),
        planner=planner_of(settings),
    )
    editor = Editor(edits, Journal(database), settings.data)
    return App(settings=settings, database=database, keys=Keys(database), editor=editor, pool=pool)


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


def limits_of(settings: Settings) -> Limits:
    """The decoder's limits."""
    return Limits(max_bytes=settings.max_image_bytes, max_pixels=settings.max_pixels, max_side=settings.max_side)


class Editor:
    """The door's editor: runs the edit and writes one journal row for it, finished or failed."""

    def __init__(self, edits: Edits, journal: Journal, data: Path) -> None:
        """edits: does the work. journal: keeps what happened, without pixels or words. data: the data folder."""
        self.edits, self.journal, self.data = edits, journal, data

    async def edit(
        self,
        instruction: Instruction,
        caller: Caller,
        *,
        request_id: str,
        on_partial: OnPartial | None,
        cancel: CancelToken,
    ) -> list[Edited]:
        """See `api.services.Editor`."""
        start = time.perf_counter()

        async def partial(small: Preview) -> None:
            if on_partial:
                await on_partial(_partial(small, instruction))

        try:
            results = await self.edits.edit(instruction, cancel=cancel, on_partial=partial if on_partial else None)
        except Exception as error:
            await self._record(caller, request_id, instruction, None, error, time.perf_counter() - start)
            raise
        await self._record(caller, request_id, instruction, results[0], None, time.perf_counter() - start)
        return results

    async def plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """See `api.services.Editor`."""
        context = Context(
            sources=question.sources,
            has_drawn=question.drawn,
            transparent=None,
            width=question.width or 1024,
            height=question.height or 1024,
            known_size=not question.sources or (question.width is not None and question.height is not None),
        )
        plan, routed, pixels = await self.edits.plan(question.words, context, question.model, CancelToken())
        return Planned(plan=plan, engine=routed.engine.name, why=routed.why, pixels=pixels)

    async def regions(self, question: RegionsQuestion, caller: Caller, *, cancel: CancelToken) -> Found:
        """See `api.services.Editor`. Nothing is drawn, so no journal row is written."""
        cancel.check()
        image, models = question.source.image, self.edits.models
        if question.drawn is not None:
            return await self.edits.pool.run(find_pointed, image, question.drawn, models, cancel=cancel)
        return await self.edits.pool.run(find, question.words or "", image, models, cancel=cancel)

    def models(self) -> Sequence[ModelCard]:
        """See `api.services.Editor`."""
        own = [ModelCard(id=name, capabilities=e.capabilities) for name, e in self.edits.engines.items()]
        aliases = [ModelCard(id=name, alias_of=to) for name, to in self.edits.aliases.items() if "*" not in name]
        return [ModelCard(id="auto"), *own, *aliases]

    async def ready(self) -> Sequence[str]:
        """See `api.services.Editor`."""
        files = [name for name in (*PACKAGED_FILES, *LAZY_FILES) if not self.edits.models.has(name)]
        missing = [f"The model weights {name} are missing; set the server up again." for name in files]
        try:
            await asyncio.to_thread(self.journal.check)
        except ScumbleError as error:
            missing.append(error.message)
        if shutil.disk_usage(self.data).free < LEAST_FREE:
            missing.append("The disk under the data folder is full.")
        return missing

    async def _record(
        self,
        caller: Caller,
        request_id: str,
        instruction: Instruction,
        edited: Edited | None,
        error: Exception | None,
        seconds: float,
    ) -> None:
        """One journal row; a row that cannot be written fails the edit only when the edit itself succeeded."""
        entry = entry_of(request_id, instruction, edited, error, seconds)
        try:
            await asyncio.to_thread(self.journal.record, caller, entry)
        except ScumbleError:
            if error is None:
                raise
            log.exception("the journal row of a failed edit could not be written")


def _partial(small: Preview, instruction: Instruction) -> Partial:
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


def entry_of(
    request_id: str, instruction: Instruction, edited: Edited | None, error: Exception | None, seconds: float
) -> Entry:
    """The journal row of one edit: facts and numbers, neither pixels nor the caller's words."""
    if edited is None:
        code = error.code if isinstance(error, ScumbleError) else "internal_error"
        return Entry(
            request_id=request_id,
            client_request_id=instruction.client_request_id,
            status="failed",
            seconds=seconds,
            error_code=code,
        )
    steps: list[JsonValue] = [
        {"op": str(s.op), "target": s.target.kind, "params": dict(s.params)} for s in edited.plan.steps
    ]
    return Entry(
        request_id=request_id,
        client_request_id=instruction.client_request_id,
        status="done",
        seconds=seconds,
        engine=edited.engine,
        plan={"steps": steps},
        width=edited.width,
        height=edited.height,
        usage=edited.usage,
        money=edited.money,
    )
