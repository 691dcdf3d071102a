"""WaveSpeedAI: pictures are uploaded, a prediction is submitted, asked after and fetched.

Source: the vendor's own client (`wavespeed` 2.0.5) and wavespeed.ai/docs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote

from scumble.core.provider_errors import BadAnswer, ModerationBlocked, ProviderFailed
from scumble.core.work import CancelToken
from scumble.engines.providers import File, Job, Reply
from scumble.engines.providers.failures import Told, failure, made, told_of
from scumble.engines.providers.line import Line
from scumble.engines.providers.polling import State, until_done
from scumble.engines.providers.profiles import Profile
from scumble.engines.providers.sizes import nearest_ratio
from scumble.engines.providers.values import count_in, list_in, object_in, text_in

ENDED: Final = frozenset({"failed", "cancelled", "timeout", "deleted"})


@dataclass(frozen=True, kw_only=True)
class WaveSpeed:
    """Speaks it. headers: with the key in them."""

    profile: Profile
    headers: Mapping[str, str]

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        uploaded = [await self._upload(p, line, cancel) for p in job.pictures]
        across, down = nearest_ratio(job.width, job.height, self.profile.sizes.ratios)
        body: dict[str, Any] = {
            "prompt": job.prompt,
            "images": uploaded,
            "aspect_ratio": f"{across}:{down}",
            "resolution": resolution(job),
            "output_format": "png",
        }
        if job.quality is not None and job.quality in self.profile.qualities:
            body["quality"] = self.profile.qualities[job.quality]
        submitted = await self._data("POST", f"/api/v3/{job.model}", body, line, cancel)
        name = text_in(submitted.get("id"))
        if not name:
            raise line.failed(BadAnswer, "its answer names no prediction")

        async def ask() -> Mapping[str, Any]:
            path = f"/api/v3/predictions/{quote(name, safe='')}/result"
            return await self._data("GET", path, None, line, cancel)

        done = await until_done(ask, lambda found: _state(found, line, name), line, cancel)
        outputs = list_in(done.get("outputs"))
        url = text_in(outputs[0]) if outputs else ""
        if not url:
            raise line.failed(BadAnswer, "its answer has no picture")
        return Reply(data=await line.fetch(url, cancel), request_id=name)

    async def _upload(self, picture: File, line: Line, cancel: CancelToken) -> str:
        """Where a picture can be fetched by them."""
        ask = {"filename": picture.name, "size": len(picture.data), "content_type": picture.media}
        ticket = await self._data("POST", "/api/v3/media/uploads", ask, line, cancel, safe=True)
        way = object_in(ticket.get("upload"))
        there, url = text_in(ticket.get("download_url")), text_in(way.get("url"))
        if not there or not url or text_in(way.get("method")).upper() != "PUT":
            raise line.failed(BadAnswer, "it does not say where pictures are uploaded to")
        headers = {str(k): str(v) for k, v in object_in(way.get("headers")).items()}
        await line.put(url, picture.data, headers, cancel)
        return there

    async def _data(
        self, method: str, path: str, body: object, line: Line, cancel: CancelToken, *, safe: bool = False
    ) -> Mapping[str, Any]:
        """The `data` of an answer whose own code says that all went well."""
        found, _ = await line.json(
            method, path, body, headers=self.headers, cancel=cancel, safe=safe or method == "GET"
        )
        code = count_in(found.get("code"))
        if code not in (0, 200):
            raise failure(line.who, code if 400 <= code < 600 else 500, told_of(found), secret=line.secret)
        return object_in(found.get("data"))


def resolution(job: Job) -> str:
    """1k, 2k or 4k: the smallest that the picture fits in, 4k only where quality is asked for."""
    side = max(job.width, job.height)
    if side <= 1536 or job.quality == "low":
        return "1k"
    return "4k" if side > 2560 and job.quality in ("high", "xhigh", "max") else "2k"


def _state(found: Mapping[str, Any], line: Line, name: str) -> State:
    """What an answer says. Raises what it means."""
    status = text_in(found.get("status"))
    if status == "completed":
        return "done"
    if status not in ENDED:
        return "working"
    said = text_in(found.get("error"))
    if any(list_in(found.get("has_nsfw_contents"))) or "moderat" in said.lower() or "safety" in said.lower():
        error = made(ModerationBlocked, line.who, Told(message=said, stage="unknown"), secret=line.secret)
    else:
        error = made(ProviderFailed, line.who, Told(message=said or status), secret=line.secret)
    if isinstance(error, ModerationBlocked | ProviderFailed):
        error.request_id = name
    raise error
