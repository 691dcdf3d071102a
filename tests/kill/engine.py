"""Engines that speak to the fake provider: one whose keys are honoured, one where every call costs."""

import asyncio
import http.client
from decimal import Decimal
from typing import Final

import numpy as np

from scumble.core.capability import Capabilities
from scumble.core.errors import EngineFailed, InvalidValue
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op
from scumble.core.usage import Money
from scumble.core.work import CancelToken
from scumble.engines import Task

HONOURED: Final = "paid"
KEYLESS: Final = "paid-keyless"
TRIES: Final = 12


class PaidEngine:
    """Draws tone and negatives in the provider's one colour."""

    def __init__(self, name: str, port: int) -> None:
        """port: of the provider."""
        self.name = name
        self._port = port
        whole = frozenset({"whole"})
        self.capabilities = Capabilities(
            operations={Op.TONE: whole, Op.INVERT: whole},  # type: ignore[dict-item]
            max_pixels=1_000_000,
            deterministic=False,
            seeded=frozenset({Op.TONE, Op.INVERT}),
            paid=True,
            keyed=name == HONOURED,
            price_per_image="0.04",
        )

    async def render(self, task: Task, cancel: CancelToken) -> Candidate:
        """Asks until there is an answer. After a cut line it is known only where keys are honoured that asking again
        does not cost again."""
        for _ in range(TRIES):
            cancel.check()
            try:
                status, body, cost = await asyncio.to_thread(self._ask, task)
            except (OSError, http.client.HTTPException) as cut:
                if self.name != HONOURED:
                    raise EngineFailed("The provider cut the line; it may have charged.") from cut
                continue
            if status == 400:
                raise InvalidValue("The provider refuses this.", param="prompt", code="content_policy_violation")
            if status == 200:
                pixels = np.frombuffer(body, np.uint8).reshape(task.image.pixels.shape)
                return Candidate(image=Image(pixels=pixels.copy()), cost=Money(amount=Decimal(cost)))
            await asyncio.sleep(0.05)
        raise EngineFailed("The provider is busy.")

    def _ask(self, task: Task) -> tuple[int, bytes, str]:
        line = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {
                "idempotency-key": task.key,
                "x-size": task.image.size,
                "x-honours": "1" if self.name == HONOURED else "0",
            }
            line.request("POST", "/render", task.image.pixels.tobytes(), headers)
            answer = line.getresponse()
            return answer.status, answer.read(), answer.headers["x-cost"]
        finally:
            line.close()
