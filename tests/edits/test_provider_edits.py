"""Edits by a provider's engine, from words to bytes: what it is given, what is kept, what it is told to have cost."""

import asyncio
from collections.abc import Iterator

import numpy as np
import pytest

from scumble.app import App
from scumble.codec.decode import Limits, decode
from scumble.codec.encode import encode
from scumble.core.caller import LOCAL
from scumble.core.errors import InvalidValue, Unsupported
from scumble.core.image import Image
from scumble.core.instruction import Drawn, Instruction, Output
from scumble.core.outcome import Edited
from scumble.core.provider_errors import ModerationBlocked
from scumble.core.region import Region
from scumble.core.work import CancelToken
from tests.edits.conftest import with_provider
from tests.vendors.double import PAINT
from tests.vendors.openai_images import OpenAIDouble

LIMITS = Limits(max_bytes=10**8, max_pixels=10**8, max_side=20_000)
UNREAD = "put a tiny wizard hat on the cat"


pytestmark = pytest.mark.usefixtures("honest")


@pytest.fixture(scope="module")
def app(double: OpenAIDouble, tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    with with_provider(double, tmp_path_factory.mktemp("providers"), picture_memory_mb=0) as app:
        yield app


def edit(app: App, words: str, *, model: str | None = None, drawn: bool = False, **output: object) -> Edited:
    pixels = np.random.default_rng(1).integers(0, 256, (832, 800, 4), np.uint8)
    pixels[..., 3] = 255
    source = decode(encode(Image(pixels=pixels), format="png"), limits=LIMITS)
    mask = np.zeros((832, 800), bool)
    mask[100:300, 200:500] = True
    instruction = Instruction(
        words=words,
        sources=(source,),
        model=model,
        drawn=Drawn(region=Region.of_mask(mask)) if drawn else None,
        output=Output(**output),  # type: ignore[arg-type]
    )
    work = app.editor.edit(instruction, LOCAL, request_id="req", on_partial=None, cancel=CancelToken())
    return asyncio.run(work)[0]


def test_words_that_the_grammar_refuses_are_drawn_and_the_rest_is_kept_to_the_bit(
    app: App, double: OpenAIDouble
) -> None:
    done = edit(app, UNREAD, drawn=True, quality="low")
    assert done.engine == "gpt"
    assert (done.preservation.mode, done.preservation.changed) == ("exact", 0)
    assert done.preservation.outside == 832 * 800 - 200 * 300
    out = decode(done.data, limits=LIMITS).image
    assert np.abs(out.rgb[150:250, 250:450].astype(int) - PAINT).max() <= 40
    assert double.asked[0].fields["quality"] == "low"
    assert double.asked[0].prompt == UNREAD


def test_the_whole_picture_without_a_region(app: App, double: OpenAIDouble) -> None:
    assert edit(app, UNREAD).width == 800
    assert double.asked[0].edit is None


def test_a_thing_that_is_not_found_here_is_the_engines_to_find(app: App, double: OpenAIDouble) -> None:
    done = edit(app, "remove the elephant", model="gpt")
    assert double.asked[0].edit is None
    assert any("The engine was given the whole picture." in n for n in done.notes)


def test_the_embedded_engine_by_name_sends_nothing(app: App, double: OpenAIDouble) -> None:
    with pytest.raises(Unsupported, match="gpt"):
        edit(app, UNREAD, model="scumble-cpu")
    assert double.asked == []


def test_a_refusal_by_moderation_is_the_callers_to_hear(app: App, double: OpenAIDouble) -> None:
    double.play = "moderated"
    with pytest.raises(ModerationBlocked) as failed:
        edit(app, UNREAD)
    assert (failed.value.stage, failed.value.categories) == ("input", ("violence",))


def test_a_transparent_result_is_asked_for_and_not_as_jpeg(app: App, double: OpenAIDouble) -> None:
    edit(app, UNREAD, transparent=True)
    assert double.asked[0].fields["background"] == "transparent"
    with pytest.raises(InvalidValue, match="transparency"):
        edit(app, UNREAD, transparent=True, format="jpeg")
