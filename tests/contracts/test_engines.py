"""The contract of providers' engines: every vendor and server passes this one suite, against a double that checks all
that is sent to it."""

import asyncio
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.core.errors import Cancelled, InvalidValue, ScumbleError, Unsupported
from scumble.core.image import Image
from scumble.core.outcome import Candidate
from scumble.core.plan import Op, Step, Target
from scumble.core.pricing import CallFacts
from scumble.core.provider_errors import (
    BadAnswer,
    CreditsGone,
    ModerationBlocked,
    ProviderBusy,
    ProviderDown,
    ProviderFailed,
    ProviderKeyRefused,
    ProviderTimeout,
    ResultExpired,
)
from scumble.core.region import Region
from scumble.core.usage import Money
from scumble.core.work import CancelToken, WorkPool
from scumble.engines import Task
from scumble.engines.providers import line, polling
from scumble.engines.providers.configured import build, read_entries
from scumble.engines.providers.engine import ProviderEngine
from scumble.engines.providers.profiles import PROFILES, Profile
from scumble.engines.providers.sizes import fit, laid_mask
from scumble.net.remote import Remote
from tests.net.site import Site, site
from tests.vendors.double import KEY, PAINT, SHIFT, Double
from tests.vendors.gemini_content import MODEL, GeminiDouble
from tests.vendors.jobs import FireflyDouble, FluxDouble, OctopusDouble, WaveSpeedDouble
from tests.vendors.openai_images import OpenAIDouble
from tests.vendors.recraft_images import RecraftDouble

WIDTH, HEIGHT = 1000, 700
"""No multiple of 16, and within every model's limits: it is filled up, not scaled."""
LIMITS = Limits(max_bytes=10**8, max_pixels=10**8, max_side=20_000)
COST = Money(amount=Decimal("0.0123"))


@dataclass(frozen=True, kw_only=True)
class Case:
    """A vendor or server. kind: of its entry; table: the rest of it. lacks: what its double cannot play, because the
    vendor does not tell it, or sends no addresses."""

    kind: str
    double: Callable[[Site], Double]
    table: Mapping[str, Any] = field(default_factory=dict[str, Any])
    profile: str = ""
    upstream: str = "gpt-image-2"
    lacks: frozenset[str] = frozenset()

    @property
    def facts(self) -> Profile:
        """Its profile."""
        return PROFILES[self.profile or self.kind]


def openai(profile: str) -> Case:
    own = profile in ("openai", "azure")
    return Case(
        kind=profile if own else "openai",
        profile="" if own else profile,
        double=lambda running: OpenAIDouble(running, profile),
    )


def flux(profile: str, model: str) -> Case:
    return Case(kind="bfl", profile=profile, upstream=model, double=lambda running: FluxDouble(running, model))


GPT_EDIT = "openai/gpt-image-2/edit"
CASES = {
    name: openai(name)
    for name in ("openai", "azure", "vllm-omni", "sglang", "stable-diffusion.cpp", "openai-compatible")
} | {
    "gemini": Case(kind="gemini", double=GeminiDouble, upstream=MODEL, lacks=frozenset({"credits gone", "expired"})),
    "flux-2": flux("bfl", "flux-2-pro"),
    "kontext": flux("bfl-kontext", "flux-kontext-pro"),
    "fill": flux("bfl-fill", "flux-pro-1.0-fill"),
    "recraft": Case(kind="recraft", double=RecraftDouble, upstream="recraftv3"),
    "wavespeed": Case(kind="wavespeed", double=lambda s: WaveSpeedDouble(s, GPT_EDIT), upstream=GPT_EDIT),
    "firefly": Case(
        kind="firefly",
        double=FireflyDouble,
        upstream="fill",
        table={"id_env": "ITS_ID"},
    ),
    "openoctopus": Case(kind="openoctopus", double=OctopusDouble, upstream="openoctopus/gpt-image-2-text-input"),
}


@dataclass
class Bench:
    """One engine, its double, and what it was priced by."""

    case: Case
    double: Double
    engine: ProviderEngine
    priced: list[CallFacts]
    pauses: list[float]

    def render(self, task: Task, cancel: CancelToken | None = None) -> Candidate:
        return asyncio.run(self.engine.render(task, cancel or CancelToken()))


@pytest.fixture(params=CASES)
def bench(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    case = CASES[request.param]
    pool, remote, pauses, priced = WorkPool(1), Remote(), list[float](), list[CallFacts]()

    async def no_rest(seconds: float, cancel: CancelToken) -> None:
        pauses.append(seconds)
        await asyncio.sleep(0.01)
        cancel.check()

    def price(facts: CallFacts) -> Money:
        priced.append(facts)
        return COST

    monkeypatch.setattr(line, "rest", no_rest)
    monkeypatch.setattr(polling, "rest", no_rest)
    with site() as running:
        double = case.double(running)
        table = {
            "kind": case.kind,
            "base_url": double.url,
            "key_env": "ITS_KEY",
            "models": {"theirs": case.upstream},
            "seconds": 20,
            **case.table,
        }
        if case.facts.id_keys:
            table["token_url"] = double.url
        if case.profile:
            table["profile"] = case.profile
        keys = {"ITS_KEY": KEY, "ITS_ID": "client-1"}
        entries = read_entries({"x": table}, lambda name: keys.get(name, ""))
        engine = build(entries, remote=remote, pool=pool, max_pixels=50_000_000, price=price)["theirs"]
        yield Bench(case=case, double=double, engine=engine, priced=priced, pauses=pauses)
        double.released.set()
        assert double.problems == []
    remote.close()
    pool.close()


def noise(width: int = WIDTH, height: int = HEIGHT, seed: int = 1) -> Image:
    """An opaque picture whose every pixel can be told."""
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255
    return Image(pixels=pixels)


def blob(width: int = WIDTH, height: int = HEIGHT) -> Region:
    """An ellipse with a soft rim, off the middle."""
    y, x = np.mgrid[:height, :width]
    far = np.hypot((x - width * 0.4) / (width * 0.2), (y - height * 0.6) / (height * 0.3))
    return Region(weights=np.clip((1.1 - far) * 6, 0, 1).astype(np.float32))


def task(image: Image | None = None, region: Region | None = None, **more: Any) -> Task:
    image = image or noise()
    params = {"prompt": "a red door", **more.pop("params", {})}
    step = Step(op=Op.INSTRUCT, target=Target(kind="region" if region else "whole"), params=params)
    return Task(step=step, image=image, region=region or Region.full(image.height, image.width), **more)


def test_a_region_is_drawn_where_it_is_and_nowhere_else(bench: Bench) -> None:
    work = task(region=blob())
    found = bench.render(work)
    (asked,) = bench.double.asked
    way = fit(WIDTH, HEIGHT, bench.case.facts.sizes)
    assert found.image.pixels.shape == work.image.pixels.shape
    assert (way.inner_width, way.inner_height) == (WIDTH, HEIGHT)
    assert (asked.prompt, asked.model) == ("a red door", bench.case.upstream)
    assert found.regenerated
    if bench.case.facts.mask == "none":
        assert asked.edit is None
        return
    assert asked.edit is not None
    assert (asked.edit == (laid_mask(work.region.weights, way) > 0)).all()
    inside = work.region.inside
    assert (found.image.rgb[inside] == PAINT).all()
    assert (found.image.pixels[~inside] == work.image.pixels[~inside]).all()


def test_the_picture_that_is_sent_is_the_picture(bench: Bench) -> None:
    work = task()
    bench.render(work)
    (asked,) = bench.double.asked
    way = fit(WIDTH, HEIGHT, bench.case.facts.sizes)
    sent = asked.pictures[0][way.y : way.y + HEIGHT, way.x : way.x + WIDTH, :3]
    assert asked.edit is None
    assert (sent == work.image.rgb).all()


def test_a_jpeg_is_sent_as_it_came_but_where_it_has_to_be_of_its_masks_format(bench: Bench) -> None:
    width, height = 1024, 1024
    data = encode(noise(width, height), format="jpeg")
    image = decode(data, limits=LIMITS).image
    facts = bench.case.facts
    assert fit(width, height, facts.sizes).whole
    bench.render(task(image, blob(width, height)))
    (asked,) = bench.double.asked
    as_png = facts.like_mask or facts.exact
    assert facts.like_mask == (facts.vendor == "openai" and not facts.kind)
    if asked.media:
        assert asked.media == ("image/png" if as_png else "image/jpeg",)
    if not as_png:
        assert (asked.pictures[0][..., :3] == image.rgb).all()


def test_what_it_cost_is_what_the_price_says_of_what_was_counted(bench: Bench) -> None:
    found = bench.render(task(quality="low"))
    (facts,) = bench.priced
    assert found.cost == COST
    assert (facts.model, facts.images, facts.quality) == (bench.case.upstream, 1, "low")
    assert facts.width >= WIDTH
    assert facts.usage is not None or facts.charged is not None or bench.case.facts.vendor not in ("openai", "gemini")


def test_other_pictures_come_after_it_in_order(bench: Bench) -> None:
    if bench.case.facts.references < 2:
        with pytest.raises(InvalidValue, match="at most"):
            bench.render(task(references=tuple(noise(640, 480, k) for k in range(17))))
        return
    others = (noise(640, 480, 2), noise(320, 480, 3))
    bench.render(task(references=others))
    (asked,) = bench.double.asked
    assert [p.shape[:2] for p in asked.pictures[1:]] == [(480, 640), (480, 320)]
    for sent, other in zip(asked.pictures[1:], others, strict=True):
        assert (sent[..., :3] == other.rgb).all()


def test_too_many_pictures_are_refused_before_anything_is_sent(bench: Bench) -> None:
    with pytest.raises(InvalidValue, match="at most"):
        bench.render(task(references=tuple(noise(64, 64, k) for k in range(bench.case.facts.references + 1))))
    assert bench.double.calls == 0


def test_a_new_picture_has_the_size_that_is_wanted(bench: Bench) -> None:
    blank = Image(pixels=np.full((600, 900, 4), 255, np.uint8))
    work = task(blank, params={"new": True})
    if not bench.case.facts.makes:
        with pytest.raises(Unsupported, match="Send one"):
            bench.render(work)
        return
    found = bench.render(work)
    (asked,) = bench.double.asked
    assert asked.pictures == []
    assert found.image.size == "900x600"
    assert (found.image.rgb == PAINT).all()
    assert not found.regenerated


@pytest.mark.parametrize(
    ("play", "kind", "retryable", "calls"),
    [
        ("moderated", ModerationBlocked, False, 1),
        ("busy long", ProviderBusy, True, 1),
        ("broken", ProviderFailed, True, 1),
        ("overloaded", ProviderDown, True, 3),
        ("cut", ProviderTimeout, False, 1),
        ("no json", BadAnswer, False, 1),
        ("no picture", BadAnswer, False, 1),
        ("no image file", BadAnswer, False, 1),
        ("key refused", ProviderKeyRefused, False, 1),
        ("credits gone", CreditsGone, False, 1),
    ],
)
def test_failures_are_typed_and_nothing_is_asked_for_twice_that_may_have_been_drawn(
    bench: Bench, play: Any, kind: type[ScumbleError], retryable: bool, calls: int
) -> None:
    if play in bench.case.lacks:
        pytest.skip("this vendor does not tell it")
    bench.double.play = play
    with pytest.raises(kind) as failed:
        bench.render(task(region=blob()))
    assert type(failed.value) is kind
    assert failed.value.retryable == retryable
    assert bench.double.calls == calls
    assert KEY not in failed.value.message
    assert "'x'" in failed.value.message
    assert "http" not in failed.value.message
    if isinstance(failed.value, ProviderFailed | ModerationBlocked):
        assert failed.value.provider == "x"


def test_a_moderated_request_says_what_the_provider_said(bench: Bench) -> None:
    bench.double.play = "moderated"
    with pytest.raises(ModerationBlocked) as failed:
        bench.render(task())
    assert failed.value.code == "moderation_blocked"
    assert failed.value.stage in ("input", "output", "unknown")


def test_a_rate_limit_that_is_over_soon_is_sat_out(bench: Bench) -> None:
    bench.double.play, bench.double.times = "busy", 1
    assert bench.render(task()).image.size == f"{WIDTH}x{HEIGHT}"
    assert bench.double.calls == 2
    assert bench.pauses[0] == pytest.approx(0.2 if bench.case.facts.vendor == "openai" else bench.pauses[0])


def test_a_rate_limit_that_is_not_is_told_with_the_providers_own_time(bench: Bench) -> None:
    bench.double.play = "busy long"
    with pytest.raises(ProviderBusy) as failed:
        bench.render(task())
    assert failed.value.retry_after == 45
    bench.double.play, bench.double.times = "busy unsaid", 10**9
    with pytest.raises(ProviderBusy) as failed:
        bench.render(task())
    assert 0 < failed.value.retry_after <= 60


def test_a_server_that_never_answers_is_a_timeout(bench: Bench) -> None:
    bench.double.play = "silent"
    quick = build_with(bench, seconds=1)
    with pytest.raises(ProviderTimeout):
        asyncio.run(quick.render(task(), CancelToken()))
    assert bench.double.calls == 1


def build_with(bench: Bench, *, seconds: float) -> ProviderEngine:
    """The same engine with less patience."""
    from dataclasses import replace

    setup = bench.engine._setup
    quick = replace(setup, line=replace(setup.line, seconds=seconds))
    return ProviderEngine(quick, bench.engine._vendor, bench.engine._pool, 50_000_000)


def test_a_result_that_is_gone_is_said_to_be(bench: Bench) -> None:
    if "expired" in bench.case.lacks:
        pytest.skip("this vendor sends no addresses")
    bench.double.play = "expired"
    with pytest.raises(ResultExpired):
        bench.render(task())
    assert bench.double.calls == 1


def test_a_smaller_picture_is_brought_to_size_and_told_of(bench: Bench) -> None:
    bench.double.play = "smaller"
    found = bench.render(task())
    assert found.image.size == f"{WIDTH}x{HEIGHT}"
    assert any("What came back was" in n for n in found.notes)


def test_a_shifted_picture_is_handed_on_as_it_came(bench: Bench) -> None:
    bench.double.play = "shifted"
    work = task()
    found = bench.render(work)
    assert found.regenerated
    assert (found.image.rgb[:, SHIFT + 40 : 900] == work.image.rgb[:, 40 : 900 - SHIFT]).all()


def test_cancel_ends_it_at_once(bench: Bench) -> None:
    bench.double.play = "silent"
    token = CancelToken()

    async def run() -> float:
        asked = asyncio.create_task(bench.engine.render(task(), token))
        while not bench.double.calls:  # noqa: ASYNC110 - the double lives on other threads
            await asyncio.sleep(0.01)
        token.cancel()
        start = time.monotonic()
        with pytest.raises(Cancelled):
            await asked
        return time.monotonic() - start

    assert asyncio.run(run()) < 5  # a busy machine; 0.05 on an idle one


def test_another_operation_is_not_its_own(bench: Bench) -> None:
    image = noise(64, 64)
    step = Step(op=Op.TONE, target=Target(kind="whole"))
    with pytest.raises(Unsupported):
        bench.render(Task(step=step, image=image, region=Region.full(64, 64)))
    assert bench.double.calls == 0


def test_transparent_parts_are_sent_as_white_and_said_to_be(bench: Bench) -> None:
    pixels = noise().pixels.copy()
    pixels[:100, :, 3] = 0
    found = bench.render(task(Image(pixels=pixels)))
    (asked,) = bench.double.asked
    way = fit(WIDTH, HEIGHT, bench.case.facts.sizes)
    assert (asked.pictures[0][way.y : way.y + 100, way.x : way.x + WIDTH, :3] == 255).all()
    assert any("white" in n for n in found.notes)


def test_the_capabilities_say_what_it_is(bench: Bench) -> None:
    can = bench.engine.capabilities
    assert can.operations == {Op.INSTRUCT: {"whole", "region", "subject", "background", "object"}}
    assert can.masks == (bench.case.facts.mask != "none")
    assert not can.verified
    assert not can.deterministic
