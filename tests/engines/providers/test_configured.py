"""Entries of the settings: common providers by their variables, tables, and errors that say what would work."""

from collections.abc import Mapping
from typing import Any

import pytest

from scumble.config import load_settings
from scumble.core.errors import Misconfigured
from scumble.core.rates import RateLimits
from scumble.core.work import WorkPool
from scumble.engines.providers.configured import Entry, build, read_entries
from scumble.engines.providers.profiles import PROFILES
from scumble.net.remote import Remote

LOCAL = {"kind": "openai", "profile": "vllm-omni", "base_url": "http://127.0.0.1:1/v1/", "models": {"ours": "theirs"}}


def entries(tables: Mapping[str, Mapping[str, Any]] | None = None, **variables: str) -> dict[str, Entry]:
    found = read_entries(tables or {}, lambda name: variables.get(name, ""))
    return {e.name: e for e in found}


def test_nothing_is_there_without_keys_and_tables() -> None:
    assert entries() == {}


def test_a_usual_variable_brings_its_provider() -> None:
    found = entries(OPENAI_API_KEY="sk-1")["openai"]
    assert (found.url, found.key) == ("https://api.openai.com/v1", "sk-1")
    assert found.models["gpt-image-2"] == "gpt-image-2"
    assert found.headers() == {"Authorization": "Bearer sk-1"}
    assert "sk-1" not in repr(found)


def test_azure_needs_its_address_too() -> None:
    assert entries(AZURE_OPENAI_API_KEY="k") == {}
    found = entries(AZURE_OPENAI_API_KEY="k", AZURE_OPENAI_ENDPOINT="https://a.openai.azure.com/", OPENAI_API_KEY="s")
    assert found["azure"].url == "https://a.openai.azure.com/openai/v1"
    assert found["azure"].headers() == {"api-key": "k"}
    assert not found["azure"].models.keys() & found["openai"].models.keys()


def test_every_usual_variable_is_one_of_a_profile_that_is_complete() -> None:
    for name, profile in PROFILES.items():
        if profile.keys:
            variables = dict.fromkeys((*profile.keys, *profile.id_keys, profile.url_key), "https://a.example")
            assert entries(**variables)[name].models


def test_a_table_is_read_whole() -> None:
    found = entries({"farm": {**LOCAL, "key_env": "K", "price": "0.002", "paid": False, "seconds": 30}}, K="secret")
    entry = found["farm"]
    assert (entry.url, entry.key, entry.models) == ("http://127.0.0.1:1/v1", "secret", {"ours": "theirs"})
    assert (entry.profile.mask_field, entry.profile.price, entry.profile.paid) == ("mask_image", "0.002", False)
    assert entry.seconds == 30
    assert entries({"farm": LOCAL})["farm"].headers() == {}


def test_a_table_replaces_the_usual_entry_of_its_name_and_may_keep_it_away() -> None:
    own = {"openai": {"kind": "openai", "models": {"mine": "gpt-image-2"}}}
    assert entries(own, OPENAI_API_KEY="s")["openai"].models == {"mine": "gpt-image-2"}
    assert entries({"openai": {"kind": "off"}}, OPENAI_API_KEY="s") == {}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "opnai"}, "engines.farm: kind has to be one of openai, azure"),
        ({"kind": None}, "kind has to be"),
        ({"profile": "gemini-pro"}, "profile has to be one of openai, azure"),
        ({"base_url": "ftp://x"}, "base_url has to be an http or https address"),
        ({"base_url": "http://user:pass@x/v1"}, "base_url has to be"),
        ({"key_env": "NOT_SET"}, "the variable NOT_SET is not set"),
        ({"key_env": "SPACES"}, "SPACES has characters that no key has"),
        ({"models": {}}, "models has to be a table"),
        ({"models": {"auto": "x"}}, "models has to be a table"),
        ({"models": {"a b": "x"}}, "models has to be a table"),
        ({"seconds": 0}, "seconds has to be how long a picture may take, from 1 to 3600"),
        ({"limits": "many"}, "limits has to be what each of its models is used for at most"),
        ({"paid": "yes"}, "paid has to be true or false"),
        ({"price": "cheap"}, "price has to be about"),
        ({"basurl": "x"}, "there is no setting basurl; did you mean base_url?"),
        ({"key": "sk-live"}, "there is no setting key; did you mean key_env?"),
    ],
)
def test_what_cannot_work_is_named_with_what_would(change: Mapping[str, Any], said: str) -> None:
    table = {k: v for k, v in {**LOCAL, **change}.items() if v is not None}
    if change == {"kind": None}:
        del table["profile"]
    with pytest.raises(Misconfigured) as failed:
        entries({"farm": table}, SPACES="a b")
    assert said in failed.value.message
    assert "sk-live" not in failed.value.message


def test_two_entries_cannot_share_a_model_name() -> None:
    pool, remote = WorkPool(1), Remote()
    with pytest.raises(Misconfigured, match=r"'ours' is already that of engines\.a"):
        build(list(entries({"a": LOCAL, "b": LOCAL}).values()), remote=remote, pool=pool, max_pixels=1)
    pool.close()


def test_engines_have_the_limits_and_the_memory_of_keys_that_their_entry_has() -> None:
    pool, remote = WorkPool(1), Remote()
    upstream = {"kind": "scumble", "base_url": "http://127.0.0.1:1/v1", "models": {"up": "scumble-cpu"}}
    tables = {"farm": {**LOCAL, "limits": "images=50 edits=4"}, "up": upstream}
    made = build(list(entries(tables).values()), remote=remote, pool=pool, max_pixels=1)
    assert made["ours"].capabilities.limits == RateLimits(images=50, edits=4)
    assert made["up"].capabilities.limits == RateLimits()
    # A Scumble that is asked again under one key answers with what it drew; others may draw, and charge, again.
    assert (made["up"].capabilities.keyed, made["ours"].capabilities.keyed) == (True, False)
    pool.close()


def test_tables_come_from_the_file_and_from_a_variable(tmp_path: Any) -> None:
    file = tmp_path / "scumble.toml"
    file.write_text('[engines.farm]\nkind = "openai"\nprofile = "sglang"\nbase_url = "http://h:1/v1"\n')
    assert load_settings(file, environ={}).engines["farm"]["profile"] == "sglang"
    value = '{farm = {kind = "openai", profile = "sglang"}}'
    assert load_settings(environ={"SCUMBLE_ENGINES": value}).engines["farm"]["kind"] == "openai"
    for wrong in ("{farm", "farm", '{farm = "x"}'):
        with pytest.raises(Misconfigured, match="a table of tables"):
            load_settings(environ={"SCUMBLE_ENGINES": wrong})
