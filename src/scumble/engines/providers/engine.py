"""ProviderEngine: one model of one provider as an engine: fit the picture, ask, count, bring the answer to size."""

import logging
import time
from dataclasses import dataclass, field

from scumble.core.capability import Capabilities
from scumble.core.errors import ScumbleError, Unsupported
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, TargetKind
from scumble.core.pricing import CallFacts, Price
from scumble.core.provider_errors import BadAnswer
from scumble.core.rates import RateLimits
from scumble.core.usage import Money
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.providers import Reply, Vendor
from scumble.engines.providers.line import Line
from scumble.engines.providers.pictures import Sent, Unreadable, as_it_came, finish, is_light, prepare
from scumble.engines.providers.profiles import Profile

log = logging.getLogger("scumble.engines")

TARGETS: frozenset[TargetKind] = frozenset({"whole", "region", "subject", "background", "object"})


def no_price(facts: CallFacts) -> Money | None:
    """Only what the provider itself says it charged."""
    return facts.charged


@dataclass(frozen=True, kw_only=True)
class Setup:
    """One model that an entry of the settings names.

    name: as callers write it. model: its name at the provider. verified: a real call has succeeded.
    """

    name: str
    model: str
    profile: Profile
    line: Line
    limits: RateLimits = RateLimits()
    price: Price = field(default=no_price, repr=False)


class ProviderEngine:
    """Reads the words itself (`instruct`), on whatever target; draws the whole picture anew."""

    def __init__(self, setup: Setup, vendor: Vendor, pool: WorkPool, max_pixels: int) -> None:
        """vendor: speaks the wire format. pool: where pixel work runs. max_pixels: the largest picture taken."""
        self._setup, self._vendor, self._pool = setup, vendor, pool
        profile = setup.profile
        self._capabilities = Capabilities(
            operations={Op.INSTRUCT: TARGETS},
            max_pixels=max_pixels,
            max_references=profile.references,
            masks=profile.mask != "none",
            deterministic=False,
            seeded=frozenset({Op.INSTRUCT}),
            streaming=False,
            verified=profile.verified,
            paid=profile.paid,
            keyed=profile.idempotent,
            price_per_image=profile.price,
            price_model=setup.model,
            seconds_per_megapixel=20.0,
            limits=setup.limits,
        )

    @property
    def name(self) -> str:
        """As callers write it in `model`."""
        return self._setup.name

    @property
    def capabilities(self) -> Capabilities:
        """`instruct` alone."""
        return self._capabilities

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """The candidate for one step.

        Raises Unsupported for another operation or a new picture from a model that only edits, InvalidValue, what
        providers fail with (`failures.py`), and Cancelled.
        """
        setup = self._setup
        prompt = task.step.params.get("prompt")
        if task.step.op is not Op.INSTRUCT or not isinstance(prompt, str):
            raise Unsupported(f"'{self.name}' only does what words say; it does no '{task.step.op}' by itself.")
        if task.step.params.get("new") is True and not setup.profile.makes:
            raise Unsupported(f"'{self.name}' edits pictures; it makes none from nothing. Send one.", param="model")
        if task.step.params.get("transparent") is True and "background" not in setup.profile.extras:
            raise Unsupported(f"'{self.name}' makes no transparent backgrounds; leave background out.", param="model")
        cancel.check()
        draws = not is_light(task, setup.profile)
        sent = await self._pool.run_if(draws, prepare, task, setup.profile, setup.model, prompt)
        start = time.perf_counter()
        try:
            reply = await self._vendor.draw(sent.job, setup.line, cancel)
        except ScumbleError as error:
            took = time.perf_counter() - start
            log.warning("%s gave no picture after %.1f s: %s", self.name, took, error.code)
            raise
        log.debug("%s drew %s in %.1f s", self.name, sent.job.model, time.perf_counter() - start)
        cost = self._cost(task, sent, reply)
        try:
            candidate = as_it_came(task, sent, reply, setup.profile, cost)
            return candidate or await self._pool.run(finish, task, sent, reply, setup.profile, cost)
        except Unreadable as broken:
            raise setup.line.failed(BadAnswer, f"what it sent is no picture that can be read ({broken})") from broken

    def _cost(self, task: Task, sent: Sent, reply: Reply) -> Money:
        """What it charged, as far as is known."""
        job = sent.job
        facts = CallFacts(
            model=job.model,
            width=job.width,
            height=job.height,
            sources=() if job.new else ((job.width, job.height), *((r.width, r.height) for r in task.references)),
            words=job.prompt,
            quality=job.quality,
            usage=reply.usage,
            charged=reply.charged,
        )
        return self._setup.price(facts) or Money()
