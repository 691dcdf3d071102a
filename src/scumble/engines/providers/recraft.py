"""Recraft: a mask makes it an inpainting, its absence an image-to-image, no picture a generation.

Source: recraft.ai/docs/api-reference. Its masks are grey and white where it may draw: the reverse of OpenAI's alpha.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scumble.core.provider_errors import BadAnswer
from scumble.core.work import CancelToken
from scumble.engines.providers import Job, Reply
from scumble.engines.providers.line import Line, request_id
from scumble.engines.providers.openai import decoded
from scumble.engines.providers.sizes import nearest_ratio
from scumble.engines.providers.values import list_in, object_in, text_in
from scumble.net.form import form

STRENGTH: Final = "0.5"
"""How far an edit without a mask may go from the picture, 0..1; their own examples use 0.2 to 0.8."""
NEW_SIZES: Final = (
    (1024, 1024),
    (1365, 1024),
    (1024, 1365),
    (1536, 1024),
    (1024, 1536),
    (1820, 1024),
    (1024, 1820),
    (1024, 2048),
    (2048, 1024),
    (1434, 1024),
    (1024, 1434),
    (1024, 1280),
    (1280, 1024),
    (1024, 1707),
    (1707, 1024),
)


@dataclass(frozen=True, kw_only=True)
class Recraft:
    """Speaks it. headers: with the key in them."""

    headers: Mapping[str, str]

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        if not job.pictures:
            width, height = nearest_ratio(job.width, job.height, NEW_SIZES)
            body = {
                "prompt": job.prompt,
                "model": job.model,
                "size": f"{width}x{height}",
                "n": 1,
                "response_format": "b64_json",
            }
            found, answer = await line.json("POST", "/images/generations", body, headers=self.headers, cancel=cancel)
        else:
            fields = [("prompt", job.prompt), ("model", job.model), ("n", "1"), ("response_format", "b64_json")]
            picture = job.pictures[0]
            files = [("image", picture.name, picture.media, picture.data)]
            if job.mask is None:
                path, fields = "/images/imageToImage", [*fields, ("strength", STRENGTH)]
            else:
                path = "/images/inpaint"
                files.append(("mask", job.mask.name, job.mask.media, job.mask.data))
            data, media = form(fields, files)
            headers = {"Content-Type": media, **self.headers}
            answer = await line.ask("POST", path, data, headers=headers, cancel=cancel)
            found = line.object_of(answer)
        return Reply(data=await _picture(found, line, cancel), request_id=request_id(answer))


async def _picture(found: Mapping[str, Any], line: Line, cancel: CancelToken) -> bytes:
    """The first picture of an answer."""
    data = list_in(found.get("data"))
    item = object_in(data[0] if data else None)
    if coded := text_in(item.get("b64_json")):
        return decoded(coded, line)
    if url := text_in(item.get("url")):
        return await line.fetch(url, cancel)
    raise line.failed(BadAnswer, "its answer has no picture")
