"""OpenAI's Images API, and every server that speaks it: edits as a multipart form, new pictures as JSON.

Source: the official client's own types and requests (`openai` 3.54), and the published description 2.3.0.
"""

import binascii
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import pybase64

from scumble.core.provider_errors import BadAnswer
from scumble.core.usage import Usage
from scumble.core.work import CancelToken
from scumble.engines.providers import Job, Reply
from scumble.engines.providers.line import Line, request_id
from scumble.engines.providers.profiles import Profile
from scumble.engines.providers.values import count_in, list_in, object_in, text_in
from scumble.net.exchange import Answer
from scumble.net.form import form

_KEY: Final = b'"b64_json"'
_BEHIND: Final = 4096
"""Bytes of an answer in which the end of its picture is looked for first: OpenAI's have 400 behind it."""


@dataclass(frozen=True, kw_only=True)
class OpenAI:
    """Speaks it. headers: with the key in them. query: after the path, such as Azure's api-version."""

    profile: Profile
    headers: Mapping[str, str]
    query: str = ""

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        if job.pictures:
            return await self._edit(job, line, cancel)
        body = {**self._fields(job), **({"n": 1} if "n" in self.profile.extras else {})}
        found, answer = await line.json(
            "POST",
            f"/images/generations{self.query}",
            body,
            headers=self._headers(job),
            cancel=cancel,
            safe=self._safe(job),
        )
        return await self._reply(found, answer, line, cancel)

    async def _edit(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """An edit. Several pictures go as a list, as the official clients send them."""
        fields = [(name, str(value)) for name, value in self._fields(job).items()]
        fields += [("n", "1")] if "n" in self.profile.extras else []
        name = "image" if len(job.pictures) == 1 else "image[]"
        files = [(name, p.name, p.media, p.data) for p in job.pictures]
        if job.mask is not None:
            files.append((self.profile.mask_field, job.mask.name, job.mask.media, job.mask.data))
        body, media = form(fields, files)
        answer = await line.ask(
            "POST",
            f"/images/edits{self.query}",
            body,
            headers={"Content-Type": media, **self._headers(job)},
            cancel=cancel,
            safe=self._safe(job),
        )
        found, picture = taken_out(answer.body)
        if picture is None:
            return await self._reply(line.object_of(answer), answer, line, cancel)
        told = line.object_of(replace(answer, body=found))
        return Reply(data=picture, usage=usage_of(told.get("usage")), request_id=request_id(answer))

    def _fields(self, job: Job) -> dict[str, str | int]:
        """What both calls say."""
        profile = self.profile
        fields: dict[str, str | int] = {"prompt": job.prompt, "model": job.model}
        if profile.asks_size or job.new:
            fields["size"] = f"{job.width}x{job.height}"
        if job.quality is not None and job.quality in profile.qualities:
            fields["quality"] = profile.qualities[job.quality]
        if "output_format" in profile.extras:
            fields["output_format"] = "png"
        if job.transparent and "background" in profile.extras:
            fields["background"] = "transparent"
        if "seed" in profile.extras:
            fields["seed"] = job.seed
        return fields

    def _headers(self, job: Job) -> dict[str, str]:
        key = {"Idempotency-Key": job.key} if self._safe(job) else {}
        return {"Accept": "application/json", **self.headers, **key}

    def _safe(self, job: Job) -> bool:
        """Whether asking again draws nothing twice."""
        return bool(job.key) and self.profile.idempotent

    async def _reply(self, found: Mapping[str, Any], answer: Answer, line: Line, cancel: CancelToken) -> Reply:
        """The picture in an answer: as base64, or at an address."""
        data = list_in(found.get("data"))
        item = object_in(data[0] if data else None)
        if coded := text_in(item.get("b64_json")):
            picture = decoded(coded, line)
        elif url := text_in(item.get("url")):
            picture = decoded(url.partition(",")[2], line) if url.startswith("data:") else await line.fetch(url, cancel)
        else:
            raise line.named(line.failed(BadAnswer, "its answer has no picture"), answer)
        return Reply(data=picture, usage=usage_of(found.get("usage")), request_id=request_id(answer))


def taken_out(body: bytes) -> tuple[bytes, bytes | None]:
    """An answer without its picture, and the picture: its base64 is most of the answer, and need not be read as JSON.
    None where it does not stand there plainly, once."""
    key = body.find(_KEY)
    start = body.find(b'"', key + len(_KEY)) + 1
    plain = 0 <= key < start - len(_KEY) and not body[key + len(_KEY) : start - 1].strip(b" \t\r\n:")
    if not plain or b":" not in body[key + len(_KEY) : start]:
        return body, None
    # Little stands behind the picture. Where that is not so, a quote among what is decoded tells.
    for near in (max(start, len(body) - _BEHIND), start):
        end = body.find(b'"', near)
        picture = None if end < 0 else _of_base64(memoryview(body)[start:end])
        if picture is not None:
            return (body, None) if body.find(_KEY, end) >= 0 else (body[:start] + body[end:], picture)
    return body, None


def _of_base64(coded: memoryview) -> bytes | None:
    """What it stands for; None where that is nothing, or it is no base64: an escaped sign among it."""
    try:
        return pybase64.b64decode(coded, validate=True) or None
    except (binascii.Error, ValueError):
        return None


def decoded(coded: str, line: Line) -> bytes:
    """Base64 to bytes. Raises BadAnswer."""
    try:
        return pybase64.b64decode(coded, validate=True)
    except (binascii.Error, ValueError):
        raise line.failed(BadAnswer, "its picture is no base64") from None


def usage_of(found: object) -> Usage | None:
    """Tokens as the Images API counts them; None where it does not."""
    told = object_in(found)
    total, out = count_in(told.get("input_tokens")), count_in(told.get("output_tokens"))
    text = count_in(object_in(told.get("input_tokens_details")).get("text_tokens"))
    return Usage(input_text=text, input_image=max(0, total - text), output_image=out) if total or out else None
