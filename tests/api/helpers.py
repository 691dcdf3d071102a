"""What the door's tests share: small pictures, an editor double, an in-process client and raw multipart bodies."""

import asyncio
import contextlib
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

import httpx
import numpy as np
import sqlalchemy as sa
import uvicorn
from fastapi import FastAPI

from scumble.api.protocol import guarded
from scumble.api.server import create_api
from scumble.api.services import (
    DoorSettings,
    ModelCard,
    OnPartial,
    Partial,
    Planned,
    PlanQuestion,
    RegionsQuestion,
    Services,
    Storage,
    Web,
    Webhooks,
)
from scumble.codec.decode import Limits
from scumble.codec.encode import encode
from scumble.core.caller import Caller
from scumble.core.capability import Capabilities
from scumble.core.errors import BadKey, Cancelled
from scumble.core.image import Image
from scumble.core.instruction import Instruction, OutputFormat
from scumble.core.outcome import Edited, Preservation, Verdict
from scumble.core.plan import Op, Plan, Step, Target
from scumble.core.region import Region
from scumble.core.task import Task
from scumble.core.usage import Money, Usage
from scumble.core.work import CancelToken, WorkPool
from scumble.db.engine import Database
from scumble.edits.batches import Batches
from scumble.edits.desk import Desk
from scumble.governance.limits import Limits as RateLimits
from scumble.ledger.reports import Accounts
from scumble.regions.found import Found
from scumble.store.files import Files
from scumble.store.keep import Store
from scumble.store.links import Links
from scumble.store.memory import MemoryBlobs

KEY = "sk-test-0123456789abcdef"
AUTH = {"authorization": f"Bearer {KEY}"}
ENVELOPE = {"message", "type", "param", "code"}


def image(width: int = 24, height: int = 16, *, alpha: int = 255) -> Image:
    """A gradient, so that decoders and orientation cannot go unnoticed."""
    pixels = np.zeros((height, width, 4), np.uint8)
    pixels[:, :, 0] = np.linspace(0, 255, width, dtype=np.uint8)[None, :]
    pixels[:, :, 1] = np.linspace(0, 255, height, dtype=np.uint8)[:, None]
    pixels[:, :, 2] = 90
    pixels[:, :, 3] = alpha
    return Image(pixels=pixels)


def picture(width: int = 24, height: int = 16, file_format: OutputFormat = "png") -> bytes:
    """The gradient as a file."""
    return encode(image(width, height), format=file_format, compression=None)


def mask(width: int = 24, height: int = 16) -> bytes:
    """A mask whose left half may change."""
    pixels = np.full((height, width, 4), 255, np.uint8)
    pixels[:, : width // 2, 3] = 0
    return encode(Image(pixels=pixels), format="png", compression=None)


PLAN = Plan(
    steps=(Step(op=Op.BACKGROUND_STUDIO, target=Target(kind="background"), params={"color": "#ffffff"}, text="white"),),
    understood="Put the subject on a white studio background.",
    notes=("a note of the plan",),
)


class KeysDouble:
    """Knows one key."""

    looked_up = 0
    remembered: Caller | None = None

    def cached(self, token: str) -> Caller | None:
        """Whom a test made it remember."""
        return self.remembered

    def authenticate(self, token: str) -> Caller:
        """The one caller."""
        self.looked_up += 1
        if token != KEY:
            raise BadKey("Incorrect API key provided. Make one with 'scumble keys create'.")
        return Caller(project_id="proj_test", key_id="key_test")


@dataclass
class EditorDouble:
    """Gives the source back as the result; can be told to fail, to wait, or to send previews."""

    error: Exception | None = None
    seconds: float = 0.0
    problems: Sequence[str] = ()
    big: int = 0
    region_side: int | None = None
    partial: dict[str, Any] = field(default_factory=dict[str, Any])
    plan_error: Exception | None = None
    pixels: int = 0
    estimate: Money | None = Money()
    asked: list[Instruction] = field(default_factory=list)
    questions: list[PlanQuestion] = field(default_factory=list)
    looked: list[RegionsQuestion] = field(default_factory=list)
    found: Found | None = None
    cancelled: threading.Event = field(default_factory=threading.Event)
    started: threading.Event = field(default_factory=threading.Event)

    async def edit(
        self,
        instruction: Instruction,
        caller: Caller,
        *,
        request_id: str,
        on_partial: OnPartial | None,
        cancel: CancelToken,
        task: Task | None = None,
    ) -> list[Edited]:
        """See the class."""
        self.asked.append(instruction)
        self.started.set()
        picture = instruction.sources[0].image if instruction.sources else image(32, 32)
        for index in range(instruction.output.partial_images):
            assert on_partial is not None
            data = encode(picture, format="png", compression=None)
            facts = {"width": picture.width, "height": picture.height, **self.partial}
            await on_partial(Partial(data=data, index=index, **facts))
        until = time.monotonic() + self.seconds
        while time.monotonic() < until:
            if cancel.cancelled:
                self.cancelled.set()
                raise Cancelled
            await asyncio.sleep(0.01)
        if self.error is not None:
            raise self.error
        return [self._result(instruction, picture, i) for i in range(instruction.output.variants)]

    def _result(self, instruction: Instruction, picture: Image, index: int) -> Edited:
        drawn = instruction.drawn.region if instruction.drawn else None
        output = instruction.output
        data = encode(picture, format=output.format, compression=output.compression)
        side = self.region_side
        whole = Region.full(picture.height, picture.width)
        anything = Region.of_mask(np.ones((side, side), np.bool_)) if side else whole
        return Edited(
            data=data + bytes(self.big),
            format=output.format,
            width=picture.width,
            height=picture.height,
            transparent=bool(output.transparent),
            quality=output.quality or "medium",
            plan=PLAN,
            engine="double",
            why="there is no other",
            seed=instruction.seed + index,
            region=drawn or anything,
            preservation=Preservation(mode="exact", outside=10, changed=0, maximum=0),
            verdicts=(Verdict(guard="kept", passed=True, value=0.0, limit=0.0, sentence="Every pixel was kept."),),
            notes=("a note",),
            usage=Usage(input_text=10 if index == 0 else 0, input_image=100 if index == 0 else 0, output_image=50),
            money=Money(amount=Decimal("0.0015")),
            timings={"plan": 0.001, "render": 0.25},
            extra={"crop": [1, 2, 3]},
        )

    async def plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """The one plan."""
        self.questions.append(question)
        if self.plan_error is not None:
            raise self.plan_error
        return Planned(plan=PLAN, engine="double", why="there is no other", pixels=self.pixels, estimate=self.estimate)

    async def regions(self, question: RegionsQuestion, caller: Caller, *, cancel: CancelToken) -> Found:
        """What it was told to find."""
        self.looked.append(question)
        if self.error is not None:
            raise self.error
        assert self.found is not None
        return self.found

    def models(self) -> Sequence[ModelCard]:
        """The double and two names for it."""
        can = Capabilities(operations={Op.FILL: frozenset({"region"})}, max_pixels=1_000_000)
        return [
            ModelCard(id="auto", alias_of="auto"),
            ModelCard(id="double", capabilities=can),
            ModelCard(id="gpt-image-2", alias_of="auto"),
        ]

    async def ready(self) -> Sequence[str]:
        """What it was told."""
        return self.problems


POOL = WorkPool(2)


def storage(database: Database, *, quota: int = 0, max_batch_bytes: int = 1_000_000, public_url: str = "") -> Storage:
    """A real storage on blobs in memory, with the caller's project in the database."""
    with database.write() as connection:
        connection.execute(
            sa.text("INSERT INTO projects VALUES ('proj_test', 'test', :now)"), {"now": datetime.now(UTC)}
        )
    store = Store(database, MemoryBlobs(), quota=quota)
    files = Files(store, limits=Limits(), max_batch_bytes=max_batch_bytes, retention=timedelta(days=30))
    return Storage(files=files, links=Links(store, lifetime=timedelta(minutes=60)), public_url=public_url)


def api(
    editor: EditorDouble | None = None,
    *,
    keys: KeysDouble | None = None,
    web: Web | None = None,
    webhooks: Webhooks | None = None,
    desk: Desk | None = None,
    batches: Batches | None = None,
    storage: Storage | None = None,
    rates: RateLimits | None = None,
    accounts: Accounts | None = None,
    **door: Any,
) -> FastAPI:
    """The application over doubles. door: settings that differ from the defaults."""
    services = Services(
        keys=keys or KeysDouble(),
        editor=editor or EditorDouble(),
        pool=POOL,
        limits=Limits(),
        version="0.0.test",
        desk=desk,
        batches=batches,
        door=replace(DoorSettings(drain_seconds=2.0, body_seconds=5.0), **door),
        web=web,
        webhooks=webhooks,
        storage=storage,
        rates=rates,
        accounts=accounts,
    )
    return create_api(services)


def call(app: FastAPI, method: str, path: str, **request: Any) -> httpx.Response:
    """One request in this process, with the key unless `headers` says otherwise."""
    headers = request.pop("headers", AUTH)

    async def send() -> httpx.Response:
        transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://door") as client:
            return await client.request(method, path, headers=headers, **request)

    return asyncio.run(send())


def edit(app: FastAPI, fields: dict[str, Any] | None = None, *, files: Any = None, **request: Any) -> httpx.Response:
    """A multipart edit; one picture and a prompt unless said otherwise."""
    data = {"prompt": "white studio", **(fields or {})}
    files = [("image", ("photo.png", picture(), "image/png"))] if files is None else files
    return call(app, "POST", "/v1/images/edits", data=data, files=files, **request)


def edit_json(app: FastAPI, body: Any) -> httpx.Response:
    """A JSON edit."""
    return call(app, "POST", "/v1/images/edits", json=body)


def error_of(response: httpx.Response, status: int) -> dict[str, Any]:
    """The error object of an answer, after checking what every error answer has."""
    assert response.status_code == status, response.text[:400]
    assert response.headers["content-type"] == "application/json"
    assert response.headers["x-request-id"].startswith("req_")
    assert response.headers["x-should-retry"] in {"true", "false"}
    body = response.json()
    assert set(body) == {"error"}
    assert set(body["error"]) >= ENVELOPE
    assert body["error"]["message"]
    return body["error"]


def part(name: str | None, data: bytes, *headers: str, filename: str | None = None) -> bytes:
    """One raw part of a form with boundary 'XX'; headers: more header lines."""
    disposition = "form-data" + (f'; name="{name}"' if name is not None else "")
    if filename is not None:
        disposition += f'; filename="{filename}"'
    lines = [f"Content-Disposition: {disposition}", *headers]
    return b"--XX\r\n" + "\r\n".join(lines).encode() + b"\r\n\r\n" + data + b"\r\n"


def raw_form(app: FastAPI, *parts: bytes, end: bytes = b"--XX--\r\n", chunk: int | None = None) -> httpx.Response:
    """Posts hand-made parts. chunk: send in pieces of so many bytes, without Content-Length."""
    body = b"".join(parts) + end
    headers = {**AUTH, "content-type": "multipart/form-data; boundary=XX"}

    async def pieces() -> Any:
        for i in range(0, len(body), chunk or 1):
            yield body[i : i + (chunk or 1)]

    content = body if chunk is None else pieces()
    return call(app, "POST", "/v1/images/edits", content=content, headers=headers)


@contextlib.contextmanager
def served(
    app: FastAPI, *, max_connections: int = 100, head_seconds: float = 15.0, lifespan: Literal["on", "off"] = "off"
) -> Iterator[int]:
    """A real server on a free port of this machine; yields the port. lifespan: 'on' lets tasks be worked on."""
    listener = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(
        app,
        http=guarded(max_connections=max_connections, head_seconds=head_seconds),
        log_level="warning",
        lifespan=lifespan,
        ws="none",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(120)
        listener.close()
        # One that lives on would share the process' one workflow library with the next server's.
        assert not thread.is_alive(), "the server does not stop"
