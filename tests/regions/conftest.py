"""One set of model sessions for all tests of regions."""

import pytest

from scumble.vision.models import Models


@pytest.fixture(scope="session")
def models() -> Models:
    """The packaged networks."""
    return Models()
