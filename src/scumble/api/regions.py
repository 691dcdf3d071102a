"""POST /v1/images/regions: words, a click or a box to pixel masks, with the other candidates and how sure it is."""

import asyncio
from functools import partial
from typing import Annotated, Any

import orjson
import pybase64
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.answers import mask_png
from scumble.api.auth import authenticate
from scumble.api.body import cancel_when_gone, chunks, content_length, media_type, read_all
from scumble.api.fetching import Fetcher
from scumble.api.fields import Sent, read_form
from scumble.api.gate import Gate, Lease
from scumble.api.images import load_json
from scumble.api.limiting import Limiting, again
from scumble.api.memory import check_budget
from scumble.api.multipart import FormLimits, parse_form
from scumble.api.parameters import Reference, check
from scumble.api.references import read_pictures
from scumble.api.services import RegionsQuestion, Services
from scumble.api.stored import fetch
from scumble.api.wire import parse_region, probe_all
from scumble.codec.decode import decode
from scumble.core.caller import Caller
from scumble.core.errors import InvalidRequest, InvalidValue, MissingParameter, UnknownParameter, Unsupported
from scumble.core.region import Box, Region
from scumble.core.work import CancelToken
from scumble.regions.drawn import region_json
from scumble.regions.found import Found
from scumble.regions.scene import Thing

MAX_WORDS = 500
"""Characters of a noun phrase."""


class RegionsWishes(BaseModel):
    """Parameters of a look for regions, besides the picture: exactly one of the two."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    prompt: Annotated[
        str | None,
        Field(
            max_length=MAX_WORDS,
            description="The thing, in words.",
            examples=["the red cup on the left table", "all the dogs", "the second person from the right"],
        ),
    ] = None
    region: Annotated[
        dict[str, Any] | str | None,
        Field(
            description="Or where it is: a box around it, points on it (label 1) and off it (label 0), or a polygon; as"
            " `region` of an edit.",
            examples=[{"type": "points", "points": [{"x": 120, "y": 80, "label": 1}]}],
        ),
    ] = None


class RegionsJson(RegionsWishes):
    """The JSON body of a look for regions."""

    images: Annotated[list[Reference], Field(min_length=1, max_length=1)]


class RegionRoutes:
    """The endpoint over one set of services and the gate it shares with the edits."""

    def __init__(self, services: Services, gate: Gate, fetcher: Fetcher, limiting: Limiting) -> None:
        """Registers the route on `router`."""
        self._limiting = limiting
        self._services = services
        self._fetcher = fetcher
        self._gate = gate
        self.router = APIRouter(prefix="/v1/images")
        self.router.add_api_route("/regions", self.regions, methods=["POST"], response_model=None)

    async def regions(self, request: Request) -> Response:
        """Finds what is named or pointed at; nothing is changed and nothing is kept."""
        caller = await authenticate(request, self._services.keys)
        self._limiting.arrived(request, caller)
        lease = self._gate.open(content_length(request), key=caller.key_id, again=again(request))
        cancel = CancelToken()
        try:
            sent = await self._read(request, lease, caller)
            wishes = check_wishes(sent)
            (probed,) = await asyncio.to_thread(probe_all, sent, self._services.limits)
            watch = asyncio.create_task(cancel_when_gone(request.receive, cancel))
            try:
                door = self._services.door
                memory = probed.pixels * (door.bytes_per_source_pixel + door.bytes_per_pixel)
                check_budget(memory, door)
                await lease.admit(memory)
                question = await self._services.pool.run(self._question, wishes, sent)
                found = await self._services.editor.regions(question, caller, cancel=cancel)
            finally:
                watch.cancel()
        finally:
            lease.release()
        if not found.chosen and not found.candidates:
            raise Unsupported(found.sentence, part=question.words or "", needs="finding objects by words")
        image = question.source.image
        body = await asyncio.to_thread(regions_json, found, question.words or "", image.width, image.height)
        return Response(body, media_type="application/json")

    def _question(self, wishes: RegionsWishes, sent: Sent) -> RegionsQuestion:
        """Decodes the picture (slow) and reads what was drawn on it."""
        picture = sent.images[0]
        source = decode(picture.data, limits=self._services.limits, name=picture.name)
        drawn = None
        if wishes.region is not None:
            drawn = region_json(parse_region(wishes.region), source.image.width, source.image.height)
        return RegionsQuestion(words=wishes.prompt, source=source, drawn=drawn)

    async def _read(self, request: Request, lease: Lease, caller: Caller) -> Sent:
        """The body, of either kind, taken apart."""
        door = self._services.door
        if media_type(request) == "multipart/form-data":
            limits = FormLimits(max_file_bytes=door.max_file_bytes)
            parts = await parse_form(chunks(request, lease, door), request.headers["content-type"], limits)
            return await fetch(read_form(parts), caller, self._services, lease)
        if media_type(request) != "application/json":
            raise InvalidRequest(
                f"Send multipart/form-data or application/json; got '{media_type(request)[:80]}'.",
                code="unsupported_content_type",
            )
        body = await read_all(request, lease, door)
        lease.grow(len(body))
        asked = check(RegionsJson, await load_json(body), strict=True)
        urls = [reference.image_url or "" for reference in asked.images]
        images = await self._fetcher.read(
            partial(read_pictures, asked.images, door.max_file_bytes), urls, request, lease, caller
        )
        sent = Sent(values=asked.model_dump(exclude={"images"}), images=images)
        return await fetch(sent, caller, self._services, lease)


def check_wishes(sent: Sent) -> RegionsWishes:
    """Words or a region, and one picture. Raises InvalidRequest naming what is missing or too much."""
    extra = next((p.name for p in (sent.mask, sent.markup) if p is not None), None)
    if extra is not None:
        raise UnknownParameter(f"Unknown parameter: '{extra}'. Send 'prompt' or 'region'.", param=extra)
    wishes = check(RegionsWishes, sent.values, strict=False)
    if len(sent.images) > 1:
        raise InvalidValue("Send one picture; a look for regions has no references.", param="image")
    words = (wishes.prompt or "").strip()
    if not words and wishes.region is None:
        raise MissingParameter("Say what to find: 'prompt' in words, or 'region' with a box or points.", param="prompt")
    if words and wishes.region is not None:
        raise InvalidValue("'region' cannot be sent together with 'prompt'; send one of them.", param="region")
    return wishes


def regions_json(found: Found, words: str, width: int, height: int) -> bytes:
    """The answer; its form is REGIONS_SCHEMA, published as docs/schemas/regions.json."""
    body = {
        "object": "image.regions",
        "width": width,
        "height": height,
        "regions": [_region_json(thing, words, found) for thing in found.chosen if thing.region is not None],
        "candidates": [_candidate_json(thing) for thing in found.candidates],
        "sentence": found.sentence,
    }
    return orjson.dumps(body)


def _region_json(thing: Thing, words: str, found: Found) -> dict[str, object]:
    """One thing that was found, with its mask."""
    region = thing.region or Region.empty_of(1, 1)
    sure = found.confidence if len(found.chosen) == 1 else min(found.confidence, max(thing.score, 0.5))
    return {
        "label": thing.label,
        "words": words,
        "box": _box_json(region.bounds or thing.box),
        "confidence": round(sure, 3),
        "share": round(region.share, 6),
        "mask": {"b64_json": pybase64.b64encode(mask_png(region)).decode()},
    }


def _candidate_json(thing: Thing) -> dict[str, object]:
    """Something that could have been meant."""
    return {"label": thing.label, "box": _box_json(thing.box), "confidence": round(thing.score, 3)}


def _box_json(box: Box) -> dict[str, int]:
    """A box as the wire writes it."""
    return {"x": box.x0, "y": box.y0, "width": box.width, "height": box.height}
