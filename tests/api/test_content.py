"""`response_format: url` and what its links open."""

from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI

from scumble.api.services import Storage
from scumble.core.errors import StorageFull
from scumble.db.engine import Database
from tests.api.helpers import EditorDouble, api, call, edit, error_of, picture, storage


@pytest.fixture
def kept(database: Database) -> Storage:
    """Where results are kept."""
    return storage(database)


def follow(app: FastAPI, url: str, method: str = "GET") -> httpx.Response:
    return call(app, method, urlsplit(url).path, headers={})


@pytest.mark.parametrize(("output_format", "suffix"), [("png", "png"), ("jpeg", "jpg"), ("webp", "webp")])
def test_a_link_opens_the_result_without_a_key(kept: Storage, output_format: str, suffix: str):
    app = api(storage=kept)
    body = edit(app, {"response_format": "url", "output_format": output_format}).json()
    (item,) = body["data"]
    assert set(item) == {"url", "edit"}
    assert item["url"].startswith("http://door/v1/content/")
    found = follow(app, item["url"])
    assert found.status_code == 200
    assert found.content == picture(file_format=output_format)
    assert found.headers["content-type"] == f"image/{output_format}"
    assert found.headers["content-disposition"].startswith("inline; filename*=UTF-8''req_")
    assert found.headers["content-disposition"].endswith(f"-0.{suffix}")
    assert found.headers["x-content-type-options"] == "nosniff"
    assert found.headers["cache-control"].startswith("private, max-age=3")
    assert found.headers["cross-origin-resource-policy"] == "cross-origin"
    assert found.headers["content-security-policy"].startswith("default-src 'none'")


def test_every_variant_has_a_link_and_the_rest_of_the_answer_is_the_same(kept: Storage):
    app = api(storage=kept)
    linked, plain = (edit(app, {"response_format": f, "n": "3"}).json() for f in ("url", "b64_json"))
    assert len({item["url"] for item in linked["data"]}) == 3
    assert {k: v for k, v in linked.items() if k not in {"data", "created"}} == {
        k: v for k, v in plain.items() if k not in {"data", "created"}
    }
    assert [item["edit"]["seed"] for item in linked["data"]] == [0, 1, 2]


def test_generations_can_be_linked_too(kept: Storage):
    app = api(storage=kept)
    body = call(app, "POST", "/v1/images/generations", json={"prompt": "a wall", "response_format": "url"}).json()
    assert follow(app, body["data"][0]["url"]).headers["content-type"] == "image/png"


def test_behind_a_proxy_links_name_the_public_address(database: Database):
    app = api(storage=storage(database, public_url="https://images.example.com/"))
    url = edit(app, {"response_format": "url"}).json()["data"][0]["url"]
    assert url.startswith("https://images.example.com/v1/content/")


def test_a_link_that_is_not_ours_opens_nothing(kept: Storage):
    app = api(storage=kept)
    url = edit(app, {"response_format": "url"}).json()["data"][0]["url"]
    assert error_of(follow(app, url + "A"), 404)["code"] == "invalid_link"
    assert error_of(follow(app, "/v1/content/x.y"), 404)["code"] == "invalid_link"


def test_a_stream_has_no_links(kept: Storage):
    error = error_of(edit(api(storage=kept), {"response_format": "url", "stream": "true"}), 400)
    assert error["param"] == "response_format"


def test_over_the_quota_nothing_is_drawn(database: Database):
    kept = storage(database, quota=1000)
    editor = EditorDouble()
    app = api(editor, storage=kept)
    call(app, "POST", "/v1/files", data={"purpose": "batch"}, files={"file": ("a", b"x" * 1000)})
    error = error_of(edit(app, {"response_format": "url"}), 403)
    assert error["code"] == "storage_quota_exceeded"
    assert editor.asked == []


def test_a_full_disk_is_told(kept: Storage, monkeypatch: pytest.MonkeyPatch):
    def full(*_: object, **__: object) -> str:
        raise StorageFull

    monkeypatch.setattr(kept.links, "publish", full)
    app = api(storage=kept)
    assert error_of(edit(app, {"response_format": "url"}), 507)["code"] == "insufficient_storage"
    assert edit(app).status_code == 200  # its place in the gate was given back
