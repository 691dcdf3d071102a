"""One Scumble behind another: the official SDK asks one server, whose provider is a second one.

What comes back is what the second gives directly, to the bit outside the region and inside it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import openai
import pytest

from tests.sdk.conftest import Pictures
from tests.sdk.test_python import pixels
from tests.serving import Served, serving


@dataclass(frozen=True, kw_only=True)
class Chain:
    """first asks second."""

    first: openai.OpenAI
    second: openai.OpenAI


@pytest.fixture(scope="module")
def chain(server: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chain]:
    engines = (
        f'{{second = {{kind = "openai", profile = "scumble", base_url = "{server.url}", key_env = "KEY_OF_SECOND", '
        'models = {chained = "scumble-cpu", lost = "no-such-model"}}}'
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("KEY_OF_SECOND", server.key)
        with (
            serving(tmp_path_factory.mktemp("first"), engines=engines) as served,
            openai.OpenAI(base_url=served.url, api_key=served.key, max_retries=0) as first,
            openai.OpenAI(base_url=server.url, api_key=server.key, max_retries=0) as second,
        ):
            yield Chain(first=first, second=second)


def both(chain: Chain, prompt: str, image: Path, mask: Path | None = None) -> tuple[np.ndarray, np.ndarray]:
    """The picture by way of both, and from the second directly."""
    found: list[np.ndarray] = []
    for client, model in ((chain.first, "chained"), (chain.second, "scumble-cpu")):
        more = {} if mask is None else {"mask": mask}
        result = client.images.edit(model=model, image=image, prompt=prompt, **more)  # type: ignore[call-overload]
        edit = result.data[0].model_extra["edit"]
        assert edit["engine"] == model
        found.append(pixels(result.data[0].b64_json))
        if mask is not None:
            assert (edit["preservation"]["mode"], edit["preservation"]["changed"]) == ("exact", 0)
    return found[0], found[1]


def test_a_masked_edit_is_the_same_picture_by_way_of_two(chain: Chain, pictures: Pictures) -> None:
    through, direct = both(chain, "Remove the masked object", pictures.photo, pictures.mask)
    assert (through == direct).all()


def test_a_background_is_the_same_picture_by_way_of_two(chain: Chain, pictures: Pictures) -> None:
    through, direct = both(chain, "make it brighter", pictures.photo)
    assert (through == direct).all()


def test_what_the_second_refuses_is_told_by_the_first(chain: Chain, pictures: Pictures) -> None:
    with pytest.raises(openai.BadRequestError) as failed:
        chain.first.images.edit(model="chained", image=pictures.photo, prompt="put a wizard hat on the bottle")
    assert failed.value.code == "provider_rejected"
    assert "'second' refuses the request" in failed.value.message
    with pytest.raises(openai.BadRequestError, match="no-such-model"):
        chain.first.images.edit(model="lost", image=pictures.photo, prompt="make it brighter")


def test_its_models_are_listed_with_what_they_can(chain: Chain) -> None:
    found = {m.id: m for m in chain.first.models.list().data}
    can = found["chained"].model_extra["capabilities"]  # type: ignore[index]
    assert can["operations"] == {"instruct": ["background", "object", "region", "subject", "whole"]}
    assert (can["paid"], can["verified"]) == (True, True)
