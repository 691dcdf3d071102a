"""Our requests beside those of the vendors' own clients, sent to the same server: the same parts, fields and values."""

import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import openai
import pytest
from google import genai
from google.genai import types

from scumble.core.image import Image
from scumble.core.plan import Op, Step, Target
from scumble.core.region import Region
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.providers.configured import build, read_entries
from scumble.net.remote import Remote
from tests.net.site import Seen, Site, site
from tests.vendors.double import KEY, Double, Part, header, parts_of
from tests.vendors.gemini_content import MODEL, GeminiDouble
from tests.vendors.openai_images import OpenAIDouble


@pytest.fixture
def running() -> Iterator[Site]:
    with site() as found:
        yield found


def ours(double: Double, kind: str, upstream: str, *, new: bool = False, references: int = 0) -> Seen:
    """What we send."""
    pool, remote = WorkPool(1), Remote()
    table = {"kind": kind, "base_url": double.url, "key_env": "K", "models": {"m": upstream}}
    entries = read_entries({"x": table}, lambda name: KEY if name == "K" else "")
    engine = build(entries, remote=remote, pool=pool, max_pixels=10**8)["m"]
    pixels = np.random.default_rng(3).integers(0, 256, (1024, 1024, 4), np.uint8)
    pixels[..., 3] = 255
    mask = np.zeros((1024, 1024), bool)
    mask[300:600, 200:700] = True
    step = Step(op=Op.INSTRUCT, target=Target(kind="whole"), params={"prompt": "a red door", "new": new})
    task = Task(
        step=step,
        image=Image(pixels=pixels),
        region=Region.full(1024, 1024) if new else Region.of_mask(mask),
        references=tuple(Image(pixels=pixels[: 512 + k]) for k in range(references)),
        quality="low",
        seed=7,
    )
    asyncio.run(engine.render(task, CancelToken()))
    remote.close()
    pool.close()
    assert double.problems == []
    return double.site.seen[-1]


def key_of(part: Part) -> tuple[str, str | None, str | None, bytes]:
    return part.name, part.filename, part.media, part.data


@pytest.mark.parametrize("references", [0, 2])
def test_an_edit_is_the_form_that_openais_client_sends(running: Site, references: int) -> None:
    double = OpenAIDouble(running)
    mine = parts_of(ours(double, "openai", "gpt-image-2", references=references))
    files = {p.name: [q for q in mine if q.name == p.name] for p in mine if p.filename}
    images: list[Any] = [(p.filename, p.data, p.media) for p in files.get("image[]", files.get("image", []))]
    (mask,) = files["mask"]
    with openai.OpenAI(base_url=double.url, api_key=KEY, max_retries=0) as client:
        client.images.edit(
            model="gpt-image-2",
            prompt="a red door",
            image=images if references else images[0],
            mask=(mask.filename, mask.data, mask.media),
            size="1024x1024",
            quality="low",
            output_format="png",
            n=1,
        )
    theirs = parts_of(running.seen[-1])
    assert sorted(map(key_of, mine)) == sorted(map(key_of, theirs))
    assert [p.filename is not None for p in mine] == [p.filename is not None for p in theirs]
    assert double.problems == []


def test_a_new_picture_is_the_json_that_openais_client_sends(running: Site) -> None:
    double = OpenAIDouble(running)
    mine = ours(double, "openai", "gpt-image-2", new=True)
    with openai.OpenAI(base_url=double.url, api_key=KEY, max_retries=0) as client:
        client.images.generate(
            model="gpt-image-2", prompt="a red door", size="1024x1024", quality="low", output_format="png", n=1
        )
    theirs = running.seen[-1]
    assert json.loads(mine.body) == json.loads(theirs.body)
    assert (mine.path, header(mine, "authorization")) == (theirs.path, header(theirs, "authorization"))


def test_an_edit_is_the_json_that_googles_client_sends(running: Site) -> None:
    double = GeminiDouble(running)
    mine = ours(double, "gemini", MODEL)
    sent = json.loads(mine.body)["contents"][0]["parts"][0]["inlineData"]
    options = types.HttpOptions(base_url=running.url("").rstrip("/"), api_version="v1beta")
    client = genai.Client(api_key=KEY, http_options=options)
    client.models.generate_content(
        model=MODEL,
        contents=[
            types.Part.from_bytes(data=base64.b64decode(sent["data"]), mime_type=sent["mimeType"]),
            types.Part.from_text(text="a red door"),
        ],
        config=types.GenerateContentConfig(
            response_modalities=["IMAGE"],
            image_config=types.ImageConfig(aspect_ratio="1:1", image_size="1K"),
            seed=7,
        ),
    )
    client.close()
    theirs = running.seen[-1]
    mine_json, theirs_json = json.loads(mine.body), json.loads(theirs.body)
    for part in (*mine_json["contents"][0]["parts"], *theirs_json["contents"][0]["parts"]):
        if sent := part.get("inlineData"):  # the client writes base64 for addresses, and one name in snake case
            sent["data"] = base64.b64decode(sent["data"].replace("-", "+").replace("_", "/"))
            sent["mimeType"] = sent.pop("mime_type", sent.get("mimeType"))
    assert mine_json == theirs_json
    assert (mine.path, header(mine, "x-goog-api-key")) == (theirs.path, header(theirs, "x-goog-api-key"))
