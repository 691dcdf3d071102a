"""An edit whose pictures are at hand, looked at before it becomes a task that is carried out later."""

import asyncio
from dataclasses import dataclass

from scumble.api.fields import Sent
from scumble.api.images import ImageRoutes
from scumble.api.limiting import cost_of
from scumble.api.parameters import EditWishes, check
from scumble.api.services import Planned, Services
from scumble.api.wire import plan_question_of, probe_all, read_output
from scumble.core.caller import Caller
from scumble.core.rates import Cost


@dataclass(frozen=True, kw_only=True)
class Admitted:
    """What was found good. pixels: of the largest picture sent. cost: what it takes of limits."""

    wishes: EditWishes
    planned: Planned
    pixels: int
    cost: Cost


async def admit(sent: Sent, caller: Caller, services: Services, images: ImageRoutes) -> Admitted:
    """Everything that can be refused before a pixel is decoded is refused here, as `POST /v1/images/edits` does."""
    wishes = check(EditWishes, sent.values, strict=False)
    output = read_output(wishes, services.door)
    await images.check_links(wishes, caller)
    probed = await asyncio.to_thread(probe_all, sent, services.limits)
    planned = await images.planned(plan_question_of(wishes, sent, probed), caller)
    images.memory([p.pixels for p in probed], output, planned)
    pixels = max(p.pixels for p in probed)
    return Admitted(wishes=wishes, planned=planned, pixels=pixels, cost=cost_of(wishes, output, probed))
