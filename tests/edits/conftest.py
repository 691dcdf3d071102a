"""One embedded editor for the room's tests, in a folder of its own; and one that has a provider, which is a double."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scumble.app import App, build
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken
from tests.net.site import site
from tests.vendors.double import KEY
from tests.vendors.openai_images import OpenAIDouble

Edit = Callable[[Instruction], list[Edited]]


@pytest.fixture(scope="session")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder: Path = tmp_path_factory.mktemp("edits")
    app = build(load_settings(None, {}, data=folder, picture_memory_mb=0))
    yield app
    app.close()


@pytest.fixture(scope="session")
def edit(app: App) -> Edit:
    def run(instruction: Instruction) -> list[Edited]:
        return asyncio.run(
            app.editor.edit(instruction, LOCAL, request_id="req_test", on_partial=None, cancel=CancelToken())
        )

    return run


@pytest.fixture(scope="module")
def double() -> Iterator[OpenAIDouble]:
    with site() as running:
        yield OpenAIDouble(running)


@pytest.fixture
def honest(double: OpenAIDouble) -> Iterator[None]:
    """The provider behaves, and was asked nothing that its contract does not know."""
    double.play = "honest"
    double.asked.clear()
    yield
    assert double.problems == []


@contextmanager
def with_provider(double: OpenAIDouble, folder: Path, **settings: object) -> Iterator[App]:
    """An application with the model `gpt` of that provider."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEY_OF_IT", KEY)
        table = (
            f'{{it = {{kind = "openai", base_url = "{double.url}", key_env = "KEY_OF_IT", models = {{gpt = "g"}}}}}}'
        )
        app = build(load_settings(None, {"SCUMBLE_ENGINES": table}, data=folder, **settings))
        yield app
        app.close()
