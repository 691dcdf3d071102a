"""Rate limits at the door: requests counted when they arrive, images and tokens when an edit is put to work.

`x-ratelimit-limit|remaining|reset-requests|images|tokens` stand on every answer for a key that has such a limit, as
OpenAI's have them; the reset is the time until all of it is there again, like `1m30s` or `120ms`.
"""

from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager

from starlette.requests import Request

from scumble.api.parameters import Wishes
from scumble.api.services import Planned
from scumble.api.wire import Probed
from scumble.core.caller import Caller
from scumble.core.errors import RateLimited
from scumble.core.instruction import Output
from scumble.core.rates import Cost
from scumble.core.usage import PARTIAL_TOKENS, input_image_tokens, output_tokens, text_tokens
from scumble.edits.preview import DEFAULT_CANVAS
from scumble.governance.limits import Limits
from scumble.governance.rates import Held, Standing

RETRIED = "x-stainless-retry-count"
"""The official SDKs' header of how often they have sent a request before."""


def again(request: Request) -> bool:
    """Whether the client says that it was turned away before."""
    return request.headers.get(RETRIED, "0") not in {"", "0"}


def cost_of(wishes: Wishes, output: Output, probed: Sequence[Probed]) -> Cost:
    """What an edit takes of the limits, estimated by the public formulas before it is carried out."""
    width, height = output.width, output.height
    if width is None or height is None:
        first = probed[0].facts if probed else None
        width, height = (first.width, first.height) if first else (DEFAULT_CANVAS, DEFAULT_CANVAS)
    made = output_tokens(width, height, output.quality or "high") * output.variants
    sent = sum(input_image_tokens(p.facts.width, p.facts.height) for p in probed)
    tokens = text_tokens(wishes.prompt) + sent + made + output.partial_images * PARTIAL_TOKENS
    return Cost(images=output.variants, tokens=tokens, edits=1)


class Limiting:
    """The door's view of the limits. None of them = nothing is limited and no header is sent."""

    def __init__(self, limits: Limits | None) -> None:
        """limits: of this process."""
        self._limits = limits
        self.refused = 0

    def arrived(self, request: Request, caller: Caller) -> None:
        """Counts a request. Raises RateLimited."""
        if self._limits is None:
            return
        request.state.caller = caller
        with self._counting():
            self._limits.arrive(caller)

    def take(self, caller: Caller, planned: Planned, cost: Cost) -> Held | None:
        """What an edit takes, to be held until its end. Raises RateLimited."""
        if self._limits is None:
            return None
        with self._counting():
            return self._limits.take(caller, planned.engine, cost)

    @contextmanager
    def _counting(self) -> Generator[None]:
        """Counts a refusal."""
        try:
            yield
        except RateLimited:
            self.refused += 1
            raise

    def headers(self, state: Mapping[str, object]) -> dict[str, str]:
        """The headers for an answer, by the request's state."""
        caller = state.get("caller")
        if self._limits is None or not isinstance(caller, Caller):
            return {}
        found: dict[str, str] = {}
        for standing in self._limits.standings(caller):
            found |= _headers(standing)
        return found


def _headers(standing: Standing) -> dict[str, str]:
    return {
        f"x-ratelimit-limit-{standing.unit}": str(standing.limit),
        f"x-ratelimit-remaining-{standing.unit}": str(standing.remaining),
        f"x-ratelimit-reset-{standing.unit}": duration(standing.reset),
    }


def duration(seconds: float) -> str:
    """Seconds as OpenAI writes them: '0s', '120ms', '58.891s', '6m0s'."""
    ms = round(seconds * 1000)
    if ms < 1000:
        return f"{ms}ms" if ms else "0s"
    minutes, rest = divmod(ms, 60_000)
    shown = f"{rest / 1000:.3f}".rstrip("0").rstrip(".") + "s"
    return f"{minutes}m{shown}" if minutes else shown
