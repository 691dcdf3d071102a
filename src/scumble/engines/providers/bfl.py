"""Black Forest Labs (FLUX): a picture is submitted, asked after at the address that is named, and fetched.

Source: docs.bfl.ai, API reference and errors page. Asking after a job costs nothing: it is tried again when it fails.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from scumble.core.provider_errors import BadAnswer, ModerationBlocked, ProviderFailed, ResultExpired
from scumble.core.usage import Money
from scumble.core.work import CancelToken
from scumble.engines.providers import Job, Reply
from scumble.engines.providers.failures import Told, made
from scumble.engines.providers.line import Line
from scumble.engines.providers.polling import State, until_done
from scumble.engines.providers.profiles import Profile
from scumble.engines.providers.sizes import nearest_ratio
from scumble.engines.providers.values import list_in, object_in, text_in

CREDIT: Final = Decimal("0.01")
"""US dollars."""
WORKING: Final = frozenset({"Pending", "Queued", "Processing"})


@dataclass(frozen=True, kw_only=True)
class BlackForestLabs:
    """Speaks it. headers: with the key in them."""

    profile: Profile
    headers: Mapping[str, str]

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        submitted, _ = await line.json("POST", f"/v1/{job.model}", self._body(job), headers=self.headers, cancel=cancel)
        where, name = text_in(submitted.get("polling_url")), text_in(submitted.get("id"))
        if not where or not name:
            raise line.failed(BadAnswer, "its answer names no job")

        async def ask() -> Mapping[str, Any]:
            found, _ = await line.json("GET", where, headers=self.headers, cancel=cancel, safe=True)
            return found

        done = await until_done(ask, lambda found: _state(found, line, name), line, cancel)
        sample = text_in(object_in(done.get("result")).get("sample"))
        if not sample:
            raise line.failed(BadAnswer, "its answer has no picture")
        cost = submitted.get("cost")
        charged = None if not isinstance(cost, int | float) or isinstance(cost, bool) else Decimal(str(cost)) * CREDIT
        return Reply(
            data=await line.fetch(sample, cancel),
            charged=None if charged is None else Money(amount=charged),
            request_id=name,
        )

    def _body(self, job: Job) -> dict[str, Any]:
        """The request. A model that fills takes one picture and a mask; others take several, and no mask."""
        coded = [base64.b64encode(p.data).decode() for p in job.pictures]
        body: dict[str, Any] = {"prompt": job.prompt, "seed": job.seed, "output_format": "png"}
        if self.profile.mask != "none":
            mask = job.mask.data if job.mask is not None else b""
            return body | {"image": coded[0], "mask": base64.b64encode(mask).decode()}
        body |= {"input_image" if k == 0 else f"input_image_{k + 1}": data for k, data in enumerate(coded)}
        if self.profile.asks_size:
            return body | {"width": job.width, "height": job.height}
        across, down = nearest_ratio(job.width, job.height, self.profile.sizes.ratios)
        return body | {"aspect_ratio": f"{across}:{down}"}


def _state(found: Mapping[str, Any], line: Line, name: str) -> State:
    """What an answer says. Raises what it means."""
    status = text_in(found.get("status"))
    if status == "Ready":
        return "done"
    if status in WORKING:
        return "working"
    if status in ("Request Moderated", "Content Moderated"):
        reasons = list_in(object_in(found.get("details")).get("Moderation Reasons"))
        told = Told(
            message=status,
            stage="input" if status.startswith("Request") else "output",
            categories=tuple(str(r)[:60] for r in reasons),
        )
        error = made(ModerationBlocked, line.who, told)
        if isinstance(error, ModerationBlocked):
            error.request_id = name
        raise error
    failed = line.failed(ResultExpired if status == "Task not found" else ProviderFailed, f"it says '{status[:60]}'")
    failed.request_id = name
    raise failed
