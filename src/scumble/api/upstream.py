"""POST /v1/tasks: edits in the shape that gateways such as OpenOctopus expect of a self-hosted upstream.

{model, input: {image_url, mask_url (white = selected), region, prompt, output_format}} -> 202 and the task. Its errors,
here and in the task, have the codes of that contract; its result's addresses work without a key for a day.
"""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Annotated, Any, Final, Literal

import numpy as np
from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.accepting import accepting
from scumble.api.admitting import admit
from scumble.api.auth import authenticate
from scumble.api.contract import CONTRACT, contract_code
from scumble.api.entrance import Entrance
from scumble.api.fetching import Fetcher
from scumble.api.fields import Picture, Sent
from scumble.api.gate import Gate, Lease
from scumble.api.images import ImageRoutes
from scumble.api.limiting import Limiting
from scumble.api.parameters import MAX_DATA_URL, MAX_MODEL, MAX_PROMPT, EditJson, Reference, check
from scumble.api.references import read_references, urls_of
from scumble.api.services import Services
from scumble.codec.decode import Limits, decode, probe
from scumble.codec.encode import encode
from scumble.core.caller import Caller
from scumble.core.errors import ScumbleError
from scumble.core.image import Image

NEARLY: Final = 8
"""Levels from black and white that count as these: JPEG masks are not exact."""

Url = Annotated[
    str,
    Field(
        min_length=1,
        max_length=MAX_DATA_URL,
        description="A public http or https address, or a base64 data URL.",
    ),
]


class UpstreamInput(BaseModel):
    """What is edited, where and how."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    image_url: Url
    prompt: Annotated[str, Field(min_length=1, max_length=MAX_PROMPT)]
    mask_url: Annotated[Url | None, Field(description="Of the picture's size; white = edit here, black = keep.")] = None
    region: Annotated[
        dict[str, Any] | None,
        Field(
            description="Instead of a mask: {type: box, x, y, width, height}, in pixels of the picture.",
            examples=[{"type": "box", "x": 10, "y": 20, "width": 200, "height": 100}],
        ),
    ] = None
    output_format: Annotated[Literal["png", "jpeg", "webp"] | None, Field(description="Default png.")] = None


class UpstreamWishes(BaseModel):
    """The JSON body of a task."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    model: Annotated[str | None, Field(max_length=MAX_MODEL, description="As in an edit; absent = `auto`.")] = None
    input: UpstreamInput


class UpstreamRoutes:
    """The one endpoint; tasks are read at /v1/tasks/{id} as all others."""

    def __init__(
        self, services: Services, gate: Gate, fetcher: Fetcher, limiting: Limiting, images: ImageRoutes
    ) -> None:
        """Registers the route on `router`."""
        self._services, self._gate, self._fetcher, self._images = services, gate, fetcher, images
        self._limiting = limiting
        self.router = APIRouter(prefix="/v1/tasks")
        self.router.add_api_route("", self.create, methods=["POST"], response_model=None)

    async def create(self, request: Request) -> Response:
        """Accepts an edit to be fetched later."""
        try:
            caller = await authenticate(request, self._services.keys)
            self._limiting.arrived(request, caller)
            desk = self._services.desk
            turns = None if desk is None else desk.turns
            lease = await Entrance(self._gate, turns, request, caller, later=True).open()
            try:
                return await self._accept(request, caller, lease)
            finally:
                lease.release()
        except ScumbleError as error:
            error.code, error.param = contract_code(error), _named(error.param)
            raise

    async def _accept(self, request: Request, caller: Caller, lease: Lease) -> Response:
        wishes = check(UpstreamWishes, await self._images.read_json(request, lease), strict=True)
        sent = await self._read(wishes, request, caller, lease)
        admitted = await admit(sent, caller, self._services, self._images)
        new = await accepting(
            request,
            caller,
            "edits",
            admitted.wishes,
            sent,
            admitted.planned,
            pixels=admitted.pixels,
            cost=admitted.cost,
        )
        if new is None:
            raise RuntimeError("a task is always kept")
        task = replace(new.task, request={**new.task.request, "contract": CONTRACT})
        answer = await self._images.early(request, caller, replace(new, task=task), admitted.wishes)
        if answer is None:
            raise RuntimeError("a task that is told later is always answered at once")
        return answer

    async def _read(self, wishes: UpstreamWishes, request: Request, caller: Caller, lease: Lease) -> Sent:
        """The pictures, and the mask in the sense of the Images API."""
        asked = wishes.input
        body = EditJson(
            prompt=asked.prompt,
            model=wishes.model,
            background=True,
            output_format=asked.output_format,
            region=asked.region,
            images=[Reference(image_url=asked.image_url)],
            mask=None if asked.mask_url is None else Reference(image_url=asked.mask_url),
        )
        reading = partial(read_references, body, self._services.door.max_file_bytes)
        sent = await self._fetcher.read(reading, urls_of(body), request, lease, caller)
        if sent.mask is None:
            return sent
        limits = self._services.limits
        facts = await asyncio.to_thread(probe, sent.mask.data, limits=limits, name="mask")
        lease.grow(4 * facts.width * facts.height)  # its pixels, until it is turned
        turned = await self._services.pool.run(white_mask, sent.mask, limits)
        lease.keep(sum(len(picture.data) for picture in (*sent.images, turned)))
        return replace(sent, mask=turned)


def _named(param: str | None) -> str | None:
    """The parameter as it is called here."""
    names = {"images[0]": "input.image_url", "images[0].image_url": "input.image_url"}
    return {**names, "mask": "input.mask_url", "mask.image_url": "input.mask_url"}.get(param or "", param)


def white_mask(mask: Picture, limits: Limits) -> Picture:
    """A mask whose white is selected as one whose alpha 0 is. Raises InvalidImage."""
    pixels = decode(mask.data, limits=limits, name="mask").image.pixels
    weights = np.array([0.299, 0.587, 0.114], np.float32)  # Rec. 601 luma, what a grey mask is anyway
    selected = np.rint((pixels[:, :, :3] @ weights) * (pixels[:, :, 3] / np.float32(255)))
    selected[selected < NEARLY] = 0
    selected[selected > 255 - NEARLY] = 255
    turned = np.zeros_like(pixels)
    turned[:, :, 3] = 255 - selected.astype(np.uint8)
    return replace(mask, data=encode(Image(pixels=turned), format="png", compression=None))
