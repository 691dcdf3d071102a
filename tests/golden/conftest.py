"""One product for all golden tests, and each case drawn once."""

from collections.abc import Callable, Iterator
from functools import cache

import pytest

from scumble.app import App
from scumble.core.outcome import Edited
from tests.golden.cases import Case
from tests.golden.draw import product, right

Drawn = Callable[[Case], Edited]


@pytest.fixture(scope="session")
def app() -> Iterator[App]:
    """It remembers pictures, as in production."""
    with product() as made:
        yield made


@pytest.fixture(scope="session")
def drawn(app: App) -> Drawn:
    """What a case asks for."""
    return cache(lambda one: right(app, one))
