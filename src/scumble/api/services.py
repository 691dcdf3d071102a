"""What the HTTP door needs from the rest: protocols for keys and edits, and its limits; `app` builds and hands them in.

The door knows nothing about databases, engines or planning: it reads requests, asks these services and writes answers.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Protocol

from scumble.codec.decode import Limits
from scumble.core.caller import Caller
from scumble.core.capability import Capabilities
from scumble.core.image import Source
from scumble.core.instruction import Drawn, Instruction
from scumble.core.outcome import Edited
from scumble.core.plan import Plan
from scumble.core.task import Task
from scumble.core.usage import Money, Quality
from scumble.core.webhook import Delivery, Endpoint
from scumble.core.work import CancelToken, Spent, WorkPool
from scumble.edits.batches import Batches
from scumble.edits.charging import Charging
from scumble.edits.desk import Desk
from scumble.governance.limits import Limits as RateLimits
from scumble.ledger.reports import Accounts
from scumble.regions.found import Found
from scumble.store import BlobWriter, Chunks
from scumble.store.files import FileRow, Opened
from scumble.store.links import Linked


@dataclass(frozen=True, kw_only=True)
class Partial:
    """A preview on the way to the result. data: an encoded picture of `format`; index: 0-based."""

    data: bytes = field(repr=False)
    width: int
    height: int
    index: int
    format: str = "png"
    transparent: bool = False
    quality: str = "medium"


OnPartial = Callable[[Partial], Awaitable[None]]
"""Called by the editor with each preview, in order; awaiting it hands the preview to the stream."""


@dataclass(frozen=True, kw_only=True)
class PlanQuestion:
    """An instruction to be understood without being carried out; the pictures are known by their facts only.

    sources: how many pictures would be sent (0 = a generation). drawn: whether a mask, region or markup would be.
    width, height: of picture 1, when known. transparent: whether picture 1 has transparent pixels, when known.
    variants, previews, quality: of the result. max_cost: what all of it may cost at most.
    """

    words: str
    sources: int = 1
    drawn: bool = False
    width: int | None = None
    height: int | None = None
    transparent: bool | None = None
    model: str | None = None
    variants: int = 1
    previews: int = 0
    quality: Quality | None = None
    max_cost: Decimal | None = None


@dataclass(frozen=True, kw_only=True)
class Planned:
    """What an instruction was understood to mean and who would carry it out.

    pixels: of the largest picture that any step or the output size makes; 0 = no larger than the sources. estimate:
    the most that it is expected to cost; None = its price is not known here.
    """

    plan: Plan
    engine: str
    why: str
    pixels: int = 0
    estimate: Money | None = field(default_factory=Money)


@dataclass(frozen=True, kw_only=True, eq=False)
class RegionsQuestion:
    """Where something is in a picture: `words` name it, or what was drawn points at it."""

    source: Source
    words: str | None = None
    drawn: Drawn | None = None


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """A name callers may write in `model`. alias_of: what it stands for ('auto'), None for an engine of its own."""

    id: str
    owned_by: str = "scumble"
    created: int = 0
    capabilities: Capabilities | None = None
    alias_of: str | None = None


class Keys(Protocol):
    """Who is behind a key."""

    def cached(self, token: str) -> Caller | None:
        """The caller of this key if it was checked moments ago. Called on the event loop, so it never waits."""
        ...

    def authenticate(self, token: str) -> Caller:
        """The caller of this key; called in a worker thread, so it may touch the database. Raises BadKey."""
        ...


class Web(Protocol):
    """What lies at web addresses that callers give; it guards against addresses inside the operator's network."""

    def download(
        self,
        url: str,
        *,
        most: int,
        seconds: float,
        cancel: CancelToken | None = None,
        took: Callable[[int], None] | None = None,
    ) -> bytes:
        """The bytes at an address; called in a worker thread. most: bytes. took: called with each piece's bytes.

        Raises AddressRefused, FetchFailed, TooLarge, Cancelled, and what `took` raises.
        """
        ...


class Webhooks(Protocol):
    """Who is told of finished work. Everything may touch the database, so it is called in a worker thread.

    An id that the caller's project does not have raises NotFound.
    """

    def create(self, caller: Caller, url: str, events: Sequence[str]) -> Endpoint:
        """A new endpoint with its secret. Raises AddressRefused, InvalidRequest."""
        ...

    def list(self, caller: Caller) -> Sequence[Endpoint]:
        """All of the project's."""
        ...

    def get(self, caller: Caller, endpoint_id: str) -> Endpoint:
        """One of them."""
        ...

    def delete(self, caller: Caller, endpoint_id: str) -> None:
        """Deletes one and its deliveries."""
        ...

    def test(self, caller: Caller, endpoint_id: str) -> Delivery:
        """Sends it a test event. Raises InvalidRequest for a disabled one."""
        ...

    def deliveries(self, caller: Caller, endpoint_id: str, limit: int, after: str | None) -> Sequence[Delivery]:
        """Newest first; those after the id `after`."""
        ...

    def replay(self, caller: Caller, delivery_id: str) -> Delivery:
        """Sends one again. Raises InvalidRequest where its endpoint is disabled."""
        ...


class Editor(Protocol):
    """The one thing this product does, seen from the door."""

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
        """`instruction.output.variants` results, first seed first; their usages add up to the request's usage.

        on_partial: None when nobody watches. task: the claimed task that this is done for; it keeps its own record.
        Raises ScumbleError only; Cancelled once `cancel` is set.
        """
        ...

    async def plan(self, question: PlanQuestion, caller: Caller) -> Planned:
        """What would be done; no engine runs. Raises Unsupported, ModelNotFound, Forbidden for a paid engine and a test
        key, InvalidValue when it is expected to cost more than it may."""
        ...

    async def regions(self, question: RegionsQuestion, caller: Caller, *, cancel: CancelToken) -> Found:
        """What is named or pointed at; nothing is drawn. Raises Unsupported, Cancelled once `cancel` is set."""
        ...

    def models(self) -> Sequence[ModelCard]:
        """Every name that `model` accepts, the router's 'auto' included."""
        ...

    async def ready(self) -> Sequence[str]:
        """Sentences about what is missing to serve edits; empty = ready."""
        ...


class Files(Protocol):
    """Files of projects, as OpenAI's Files API has them. Every method may wait: called in a worker thread."""

    @property
    def max_bytes(self) -> int:
        """The largest file of any purpose, bytes."""
        ...

    def check_room(self, caller: Caller, size: int) -> None:
        """Refuses a file before it is sent. Raises StorageQuotaExceeded."""
        ...

    def begin(self, caller: Caller) -> BlobWriter:
        """Takes a file's bytes piece by piece. Raises StorageFull."""
        ...

    def add(
        self, caller: Caller, writer: BlobWriter, *, filename: str, purpose: str, lifetime: timedelta | None = None
    ) -> FileRow:
        """Keeps what was written. Raises InvalidRequest, TooLarge, StorageFull, StorageQuotaExceeded."""
        ...

    def list(
        self, caller: Caller, *, after: str | None, limit: int, newest: bool, purpose: str = ""
    ) -> tuple[Sequence[FileRow], bool]:
        """A page of the project's files, and whether there are more."""
        ...

    def get(self, caller: Caller, file_id: str) -> FileRow:
        """One file. Raises NotFound."""
        ...

    def open(self, caller: Caller, file_id: str) -> Opened:
        """One file with its bytes; whoever gets them closes them. Raises NotFound."""
        ...

    def data(self, caller: Caller, row: FileRow) -> bytes:
        """All of a file's bytes. Raises NotFound."""
        ...

    def read(self, caller: Caller, digest: str) -> Chunks:
        """Bytes that something of the project's holds, by what they are. Raises ContentGone."""
        ...

    def delete(self, caller: Caller, file_id: str) -> None:
        """Deletes it. Raises NotFound."""
        ...


class Links(Protocol):
    """Links to results that work without a key until they expire. Every method may wait, as those of `Files`."""

    def check_room(self, caller: Caller) -> None:
        """Refuses a result before it is made. Raises StorageQuotaExceeded."""
        ...

    def publish(self, caller: Caller, data: bytes, *, media_type: str, filename: str) -> str:
        """Keeps the bytes for a while; the token that opens them. Raises StorageFull, StorageQuotaExceeded."""
        ...

    def share(
        self, caller: Caller, digest: str, *, owner: str, media_type: str, filename: str, lifetime: timedelta
    ) -> str:
        """A token for bytes that `owner` keeps already. Raises ContentGone."""
        ...

    def open(self, token: str) -> Linked:
        """What a token points at. Raises NotFound."""
        ...


@dataclass(frozen=True, kw_only=True)
class Storage:
    """Where files and results are kept. public_url: how clients reach this server; '' = as they addressed it."""

    files: Files
    links: Links
    public_url: str = ""


@dataclass(frozen=True, kw_only=True)
class DoorSettings:
    """Limits of the door. Sizes in bytes, times in seconds.

    max_file_bytes: one picture. max_body_bytes: one whole request. max_edits: edits in work at the same time.
    max_waiting: requests, read but not yet decoded, that wait for their turn; max_wait_seconds: whose turn is not
    expected within that time is told to come back. max_plans, max_plans_waiting:
    instructions read at the same time, and how many may wait for that. max_pixel_memory: working memory of the edits
    in work together and of answers not yet read, estimated as bytes_per_source_pixel for each pixel of every picture
    sent and bytes_per_pixel for each of the largest picture made (see `memory`).
    drain_bytes, drain_seconds: how much of a refused body is read away so that its sender hears the answer (as long as
    nginx lingers).
    body_seconds, answer_seconds: longest pause within a body, or within an answer that is not read; least_rate: bytes
    per second that both must reach after that time. max_output_pixels, max_output_side: largest `size` that can be
    asked for. heartbeat_seconds: silence in a stream before a comment line. cors_origins: origins of other pages that
    may call the API from a browser, '*' for all. fetch_seconds: for all pictures of a request that are named by web
    address; max_fetches: requests that fetch at the same time.
    """

    max_file_bytes: int = 50 * 1024 * 1024
    max_body_bytes: int = 256 * 1024 * 1024
    max_edits: int = 4
    max_waiting: int = 32
    max_wait_seconds: float = 100.0
    max_plans: int = 2
    max_plans_waiting: int = 64
    max_pixel_memory: int = 4 * 1024 * 1024 * 1024
    bytes_per_source_pixel: int = 12
    bytes_per_pixel: int = 32
    drain_bytes: int = 64 * 1024 * 1024
    drain_seconds: float = 30.0
    body_seconds: float = 60.0
    answer_seconds: float = 60.0
    least_rate: float = 50_000.0
    max_output_pixels: int = 50_000_000
    max_output_side: int = 16_384
    heartbeat_seconds: float = 10.0
    cors_origins: tuple[str, ...] = ()
    fetch_seconds: float = 20.0
    max_fetches: int = 16

    @property
    def max_bodies_bytes(self) -> int:
        """All request bodies held in memory together: a quarter of the pixels' budget, but room for one at least."""
        return max(self.max_pixel_memory // 4, self.max_body_bytes)


@dataclass(frozen=True, kw_only=True)
class Services:
    """Everything `create_api` is built from. limits: what the decoder accepts; version: shown in docs and headers.

    desk: keeps edits as durable tasks; None = nothing is kept and there are no tasks. batches: need desk and storage.
    storage: None for a door that keeps nothing. rates: limits of keys and engines; None = there are none.
    kept: how many blobs are kept, and their bytes; it asks the database. spent: CPU by kind of work.
    charging: tells of paid calls. accounts: usage and budgets, to be read. resting: engines that are not asked now,
    with the seconds left.
    beside: entered before the first connection and left after the last one.
    web: None = pictures are not fetched from web addresses. webhooks: None = there are none.
    """

    keys: Keys
    editor: Editor
    pool: WorkPool
    limits: Limits
    version: str
    desk: Desk | None = None
    batches: Batches | None = None
    door: DoorSettings = field(default_factory=DoorSettings)
    web: Web | None = None
    webhooks: Webhooks | None = None
    storage: Storage | None = None
    rates: RateLimits | None = None
    kept: Callable[[], tuple[int, int]] | None = None
    spent: Mapping[str, Spent] = field(default_factory=dict[str, Spent])
    charging: Charging | None = None
    accounts: Accounts | None = None
    resting: Callable[[], Mapping[str, float]] | None = None
    beside: Callable[[], AbstractAsyncContextManager[None]] = nullcontext
