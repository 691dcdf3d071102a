"""Settings: file, variables, flags, their order, and errors that name the setting and what would work."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from scumble.app import planner_of
from scumble.config import FIELDS, Settings, load_settings, reference, secret, variable
from scumble.config_values import memory_mb
from scumble.core.errors import Misconfigured

DOCS = Path(__file__).parent.parent / "docs" / "settings.md"
OTHER = "/somewhere/else"
SAMPLES: Mapping[str, tuple[str, str, object]] = {
    "data": (f'"{OTHER}"', OTHER, Path(OTHER)),
    "database_url": ('"postgresql://a:b@c/d"', "postgresql://a:b@c/d", "postgresql://a:b@c/d"),
    "weights": (f'"{OTHER}"', OTHER, Path(OTHER)),
    "fonts": (f'"{OTHER}"', OTHER, Path(OTHER)),
    "host": ('"::1"', "::1", "::1"),
    "port": ("9000", "9000", 9000),
    "workers": ("37", "37", 37),
    "max_image_bytes": ("7_000_000", "7_000_000", 7_000_000),
    "max_body_bytes": ("9000000", "9000000", 9_000_000),
    "max_pixels": ("1000000", "1000000", 1_000_000),
    "max_side": ("4096", "4096", 4096),
    "max_wait_seconds": ("20", "20", 20),
    "max_queued": ("7", "7", 7),
    "max_queued_per_project": ("7", "7", 7),
    "requests_per_minute": ("60", "60", 60),
    "images_per_minute": ("5", "5", 5),
    "tokens_per_minute": ("100_000", "100000", 100_000),
    "edits_at_once": ("3", "3", 3),
    "engine_limits": ('{ "a-1" = "images=5 edits=2" }', "a-1=images=5 edits=2", {"a-1": "images=5 edits=2"}),
    "fallback": ('"all"', "all", "all"),
    "max_in_flight": ("5", "5", 5),
    "task_workers": ("11", "11", 11),
    "max_waiting": ("0", "0", 0),
    "memory_budget_mb": ("512", "512", 512),
    "picture_memory_mb": ("0", "0", 0),
    "shutdown_seconds": ("1", "1", 1),
    "storage_url": ('"s3://bucket/a"', "s3://bucket/a", "s3://bucket/a"),
    "storage_quota_bytes": ("5000000000", "5_000_000_000", 5_000_000_000),
    "max_batch_bytes": ("5_000", "5000", 5_000),
    "max_batch_lines": ("9", "9", 9),
    "max_open_batches": ("3", "3", 3),
    "max_open_batch_lines": ("8_000", "8000", 8_000),
    "retention_days": ("0", "0", 0),
    "result_url_minutes": ("1", "1", 1),
    "public_url": ('"https://a.example"', "https://a.example", "https://a.example"),
    "model_aliases": ('{ "a-b" = "auto", c = "cpu" }', "a-b=auto, c=cpu", {"a-b": "auto", "c": "cpu"}),
    "engines": ('{ a = { kind = "openai" } }', '{a={kind="openai"}}', {"a": {"kind": "openai"}}),
    "price_input_per_million": ("0.1", "0.1", Decimal("0.1")),
    "price_output_per_million": ('"30.00"', "30.00", Decimal("30.00")),
    "price_table": (f'"{OTHER}"', OTHER, Path(OTHER)),
    "markup_percent": ('"12.5"', "12.5", Decimal("12.5")),
    "currency": ('"EUR"', "EUR", "EUR"),
    "planner": ('"model-first"', "model-first", "model-first"),
    "planner_url": ('"http://127.0.0.1:1/v1"', "http://127.0.0.1:1/v1", "http://127.0.0.1:1/v1"),
    "planner_model": ('"some-model"', "some-model", "some-model"),
    "planner_key_variable": ('"MY_KEY"', "MY_KEY", "MY_KEY"),
    "planner_seconds": ("3", "3", 3),
    "fetch_seconds": ("5", "5", 5),
    "fetch_ports": ('["443"]', "443", ("443",)),
    "allowed_private_networks": ('["10.0.0.0/8", "a.internal"]', "10.0.0.0/8,a.internal", ("10.0.0.0/8", "a.internal")),
    "webhook_seconds": ("3", "3", 3),
    "cors_origins": ('["https://a", "https://b"]', "https://a, https://b", ("https://a", "https://b")),
    "traces_url": ('"http://otel:4318/v1/traces"', "http://otel:4318/v1/traces", "http://otel:4318/v1/traces"),
    "log_level": ('"debug"', "debug", "debug"),
    "log_format": ('"json"', "json", "json"),
}  # fmt: skip


def test_the_documented_settings_are_the_settings() -> None:
    assert DOCS.read_text() == reference(), "run: python -m scumble.config > docs/settings.md"
    assert all(f"`{name}`" in reference() and f"`{variable(name)}`" in reference() for name in FIELDS)


def test_every_setting_is_tried_below() -> None:
    assert set(SAMPLES) == set(FIELDS)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_setting_can_be_set_in_the_file_and_by_its_variable(name: str, tmp_path: Path) -> None:
    in_file, in_variable, expected = SAMPLES[name]
    file = tmp_path / "scumble.toml"
    file.write_text(f"{name} = {in_file}\n")
    assert getattr(load_settings(environ={}), name) != expected
    assert getattr(load_settings(file, environ={}), name) == expected
    assert getattr(load_settings(environ={variable(name): in_variable}), name) == expected


def test_a_flag_wins_over_a_variable_and_a_variable_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "scumble.toml"
    file.write_text("port = 1001\nworkers = 11\nmax_waiting = 7\n")
    environ = {"SCUMBLE_CONFIG": str(file), "SCUMBLE_PORT": "1002", "SCUMBLE_WORKERS": "12"}
    settings = load_settings(environ=environ, port=1003, host=None)
    assert (settings.port, settings.workers, settings.max_waiting) == (1003, 12, 7)
    assert settings.host == Settings().host


def test_an_explicit_file_wins_over_the_variable_that_names_one(tmp_path: Path) -> None:
    for name, port in (("a.toml", 1001), ("b.toml", 1002)):
        (tmp_path / name).write_text(f"port = {port}\n")
    assert load_settings(tmp_path / "b.toml", environ={"SCUMBLE_CONFIG": str(tmp_path / "a.toml")}).port == 1002


def test_relative_paths_in_the_file_start_at_the_file(tmp_path: Path) -> None:
    file = tmp_path / "scumble.toml"
    file.write_text('data = "state"\nweights = "../models"\n')
    settings = load_settings(file, environ={})
    assert settings.data == tmp_path / "state"
    assert settings.weights == tmp_path / "../models"


def test_the_home_folder_may_be_written_as_a_tilde() -> None:
    assert load_settings(environ={"SCUMBLE_DATA": "~/pictures"}).data == Path.home() / "pictures"


def test_an_empty_variable_is_as_good_as_none() -> None:
    assert load_settings(environ={"SCUMBLE_PORT": ""}).port == Settings().port


def test_the_database_lies_in_the_data_folder_unless_it_is_named() -> None:
    assert load_settings(environ={"SCUMBLE_DATA": "/d"}).database == "sqlite:////d/scumble.db"
    assert load_settings(environ={"SCUMBLE_DATABASE_URL": "postgresql://h/n"}).database == "postgresql://h/n"


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [
        ("port", "eighty", "a whole number from 0 to 65,535"),
        ("port", "65536", "a whole number from 0 to 65,535"),
        ("workers", "0", "a whole number from 1"),
        ("workers", "2.5", "a whole number from 1"),
        ("max_waiting", "-1", "a whole number from 0"),
        ("price_input_per_million", "-0.01", "a number from 0"),
        ("price_input_per_million", "NaN", "a number from 0"),
        ("price_input_per_million", "cheap", "a number from 0"),
        ("log_level", "loud", "one of debug, info, warning, error"),
        ("log_format", "xml", "one of text, json"),
        ("cors_origins", "https://a.example,", "a list of texts"),
        ("model_aliases", "gpt-image-1", "name=engine,name=engine"),
        ("currency", " ", "a code of three capital letters"),
        ("currency", "DOLLARS", "a code of three capital letters"),
    ],
)
def test_a_value_that_cannot_work_is_named_with_what_would(name: str, value: str, hint: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        load_settings(environ={variable(name): value})
    assert variable(name) in caught.value.message
    assert repr(value) in caught.value.message
    assert hint in caught.value.message
    assert caught.value.param == name


@pytest.mark.parametrize(
    "line", ["port = true", "data = 3", "cors_origins = [1]", "model_aliases = 1", "log_level = 1"]
)
def test_a_value_of_the_wrong_type_in_the_file_is_named_with_the_file(line: str, tmp_path: Path) -> None:
    file = tmp_path / "scumble.toml"
    file.write_text(line)
    with pytest.raises(Misconfigured, match=rf"{line.split(maxsplit=1)[0]} in .*scumble\.toml"):
        load_settings(file, environ={})


def test_an_unknown_name_in_the_file_is_refused_with_the_nearest(tmp_path: Path) -> None:
    file = tmp_path / "scumble.toml"
    file.write_text("max_pixel = 3\n")
    with pytest.raises(Misconfigured, match=r"no setting max_pixel .*did you mean max_pixels\?"):
        load_settings(file, environ={})


def test_an_unknown_variable_is_refused_with_the_nearest() -> None:
    with pytest.raises(Misconfigured, match=r"SCUMBLE_WORKER .*did you mean SCUMBLE_WORKERS\?"):
        load_settings(environ={"SCUMBLE_WORKER": "3"})


def test_other_programs_variables_and_the_test_suites_own_are_left_alone() -> None:
    environ = {"PORT": "x", "SCUMBLE_TEST_POSTGRES": "x", "SCUMBLE_SOAK": "full"}
    assert load_settings(environ=environ) == Settings()


def test_a_file_that_is_missing_or_no_toml_is_named(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match=r"gone\.toml cannot be read"):
        load_settings(environ={"SCUMBLE_CONFIG": str(tmp_path / "gone.toml")})
    broken = tmp_path / "broken.toml"
    broken.write_text("port = = 3")
    with pytest.raises(Misconfigured, match=r"broken\.toml is not valid TOML"):
        load_settings(broken, environ={})


def test_a_password_appears_neither_in_errors_nor_when_settings_are_printed() -> None:
    settings = load_settings(environ={"SCUMBLE_DATABASE_URL": "postgresql://me:hunter2@db/scumble"})
    assert "hunter2" not in repr(settings)


def test_defaults_fit_this_machine_and_cannot_be_changed() -> None:
    settings = Settings()
    assert settings.workers >= 1
    assert settings.max_in_flight >= settings.workers
    assert 0 < settings.memory_budget_mb <= max(256, memory_mb())
    assert settings.model_aliases["gpt-image-1"] == "auto"
    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.port = 1  # type: ignore[misc]
    with pytest.raises(TypeError):
        settings.model_aliases["x"] = "y"  # type: ignore[index]


def test_a_secret_is_read_from_the_variable_that_a_setting_names() -> None:
    assert secret("MY_KEY", {"MY_KEY": " sk-1 "}) == "sk-1"
    assert secret("MY_KEY", {}) == ""


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"planner": "model-first"}, "needs planner_url"),
        ({"planner_model": "m"}, "needs planner_url"),
        ({"planner_url": "http://127.0.0.1:1/v1"}, "planner_model"),
        ({"planner_url": "file:///x", "planner_model": "m"}, "http or https"),
    ],
)
def test_a_language_model_that_is_set_up_by_half_is_refused(given: dict[str, str], why: str) -> None:
    settings = load_settings(environ={variable(name): value for name, value in given.items()})
    with pytest.raises(Misconfigured, match=why):
        planner_of(settings)


def test_a_language_model_is_asked_as_it_is_set_up() -> None:
    given = {"planner_url": "http://127.0.0.1:1/v1", "planner_model": "m", "planner_seconds": "3"}
    planner = planner_of(load_settings(environ={variable(name): value for name, value in given.items()}))
    assert planner.order == "fallback"
    assert planner.model is not None
    assert (planner.model.url, planner.model.model, planner.model.seconds) == ("http://127.0.0.1:1/v1", "m", 3.0)
    assert planner_of(load_settings(environ={})).model is None
