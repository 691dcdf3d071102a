"""OpenOctopus: pictures are uploaded, a task is submitted, asked after and fetched; JSON, with its own field names.

Source: openoctopus.com/docs and the gateway's public API contracts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

from scumble.core.provider_errors import BadAnswer, ProviderFailed
from scumble.core.work import CancelToken
from scumble.engines.providers import File, Job, Reply
from scumble.engines.providers.failures import failure, told_of
from scumble.engines.providers.line import Line
from scumble.engines.providers.polling import State, until_done
from scumble.engines.providers.profiles import Profile
from scumble.engines.providers.sizes import nearest_ratio
from scumble.engines.providers.values import list_in, object_in, text_in
from scumble.engines.providers.wavespeed import resolution

ENDED: Final = frozenset({"failed", "cancelled", "not_found"})


@dataclass(frozen=True, kw_only=True)
class OpenOctopus:
    """Speaks it. headers: with the key in them."""

    profile: Profile
    headers: Mapping[str, str]

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        what = "edits" if job.pictures else "generations"
        across, down = nearest_ratio(job.width, job.height, self.profile.sizes.ratios)
        asked: dict[str, Any] = {
            "aspect_ratio": f"{across}:{down}",
            "resolution": resolution(job),
            "output_format": "png",
        }
        if job.pictures:
            asked["images"] = [await self._upload(p, job, line, cancel) for p in job.pictures]
        if job.quality is not None and job.quality in self.profile.qualities:
            asked["quality"] = self.profile.qualities[job.quality]
        body = {"model": job.model, "prompt": job.prompt, "input": asked}
        submitted, _ = await line.json("POST", f"/v1/images/{what}", body, headers=self.headers, cancel=cancel)
        name = text_in(submitted.get("id"))
        if not name:
            raise line.failed(BadAnswer, "its answer names no task")

        async def ask() -> Mapping[str, Any]:
            path = f"/v1/tasks/{quote(name, safe='')}"
            found, _ = await line.json("GET", path, headers=self.headers, cancel=cancel, safe=True)
            return found

        done = await until_done(ask, lambda found: _state(found, line, name), line, cancel)
        assets = list_in(object_in(done.get("output_payload")).get("assets"))
        url = text_in(object_in(assets[0] if assets else None).get("url"))
        if not url:
            raise line.failed(BadAnswer, "its answer has no picture")
        return Reply(data=await line.fetch(url, cancel), request_id=name)

    async def _upload(self, picture: File, job: Job, line: Line, cancel: CancelToken) -> str:
        """Where a picture can be fetched by them."""
        query = urlencode({"filename": picture.name, "field": "images", "model": job.model, "capability": "image.edit"})
        headers = {"Content-Type": picture.media, **self.headers}
        answer = await line.ask("POST", f"/v1/uploads?{query}", picture.data, headers=headers, cancel=cancel, safe=True)
        url = text_in(line.object_of(answer).get("url"))
        if not url:
            raise line.failed(BadAnswer, "it does not say where the picture is that was uploaded")
        return url


def _state(found: Mapping[str, Any], line: Line, name: str) -> State:
    """What an answer says. Raises what it means."""
    status = text_in(found.get("status"))
    if status == "succeeded":
        return "done"
    if status not in ENDED:
        return "working"
    told = object_in(found.get("error")) or {
        "code": text_in(found.get("error_code")),
        "message": text_in(found.get("error_message")) or status,
    }
    error = failure(line.who, 500, told_of({"error": dict(told)}), secret=line.secret)
    if isinstance(error, ProviderFailed):
        error.request_id = name
    raise error
