"""One embedded editor for the room's tests, in a folder of its own."""

import asyncio
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from scumble.app import App, build
from scumble.config import load_settings
from scumble.core.caller import LOCAL
from scumble.core.instruction import Instruction
from scumble.core.outcome import Edited
from scumble.core.work import CancelToken

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
