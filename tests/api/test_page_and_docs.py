"""The page at / and the docs: shipped files, strict content policy, nothing inline, nothing from elsewhere; OpenAPI."""

import re
from html.parser import HTMLParser
from typing import cast

import pytest
from fastapi.openapi.utils import get_openapi

from scumble.api.files import FileWishes
from scumble.api.parameters import EditWishes, GenerateWishes
from scumble.api.regions import RegionsWishes
from scumble.db.engine import Database
from scumble.edits.batches import Batches
from scumble.ledger.reports import Accounts
from tests.api.helpers import api, call, storage

PAGES = ["/", "/docs"]


class Tags(HTMLParser):
    """Collects tags with their attributes, and text inside scripts."""

    def __init__(self, text: str) -> None:
        """Reads the page."""
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.inline = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Text; only that of scripts and styles is kept."""
        if self.tags and self.tags[-1][0] in {"script", "style"}:
            self.inline += data.strip()


def page(path: str) -> Tags:
    """A page taken apart."""
    answer = call(api(), "GET", path, headers={})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/html")
    return Tags(answer.text)


@pytest.mark.parametrize("path", PAGES)
def test_pages_load_only_their_own_files_and_all_exist(path: str):
    linked = [a.get("src") or a.get("href") for tag, a in page(path).tags if tag in {"script", "link", "img"}]
    files = [link for link in linked if link]
    assert len(files) >= 3
    for file in files:
        assert file.startswith("/")
        assert call(api(), "GET", file, headers={}).status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline(path: str):
    found = page(path)
    assert not re.sub(r"\s", "", found.inline)
    for _, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]


@pytest.mark.parametrize("path", PAGES)
def test_the_content_policy_allows_own_scripts_only(path: str):
    policy = call(api(), "GET", path, headers={}).headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "http" not in policy


def test_scripts_of_the_page_import_files_that_exist():
    script = call(api(), "GET", "/static/page.js", headers={}).text
    imported = re.findall(r'from "([^"]+)"', script)
    assert imported
    assert all(call(api(), "GET", path, headers={}).status_code == 200 for path in imported)
    assert "innerHTML" not in script


def test_scripts_only_look_for_elements_that_exist():
    ids = {a["id"] for _, a in page("/").tags if "id" in a}
    for name in ("page.js", "picture.js"):
        script = call(api(), "GET", f"/static/{name}", headers={}).text
        assert set(re.findall(r'\$\("([^"]+)"\)', script)) <= ids


def test_every_control_has_a_name():
    found = page("/")
    labelled = {a.get("for") for tag, a in found.tags if tag == "label"}
    within = re.findall(r"<label[^>]*>.*?</label>", call(api(), "GET", "/", headers={}).text, re.DOTALL)
    inside = set(re.findall(r'id="([^"]+)"', " ".join(within)))
    for tag, a in found.tags:
        if tag in {"input", "select", "textarea"}:
            assert a["id"] in labelled | inside or a.get("aria-label"), a["id"]


def test_files_are_not_sent_twice_to_who_has_them():
    first = call(api(), "GET", "/static/page.css", headers={})
    again = call(api(), "GET", "/static/page.css", headers={"if-none-match": first.headers["etag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert again.content == b""


def test_openapi_documents_every_route_and_both_bodies_of_an_edit(database: Database):
    # Its routes are all that is looked at.
    app = api(storage=storage(database), batches=cast(Batches, object()), accounts=Accounts(database, "USD"))
    described = call(app, "GET", "/openapi.json", headers={}).json()
    assert described["openapi"].startswith("3.1")
    routes = get_openapi(title="x", version="x", routes=app.routes)["paths"]
    known = {re.sub(r":path}", "}", path): set(methods) for path, methods in routes.items()}
    assert {path: set(methods) for path, methods in described["paths"].items()} == known
    content = described["paths"]["/v1/images/edits"]["post"]["requestBody"]["content"]
    assert set(content) == {"multipart/form-data", "application/json"}
    form = described["components"]["schemas"]["EditForm"]
    assert set(EditWishes.model_fields) | {"image", "image[]", "mask", "markup"} == set(form["properties"])
    regions = described["components"]["schemas"]["RegionsForm"]
    assert set(RegionsWishes.model_fields) | {"image"} == set(regions["properties"])
    upload = described["components"]["schemas"]["FileForm"]
    assert set(FileWishes.model_fields) | {"file"} == set(upload["properties"])
    generation = described["components"]["schemas"]["GenerateWishes"]
    assert set(GenerateWishes.model_fields) == set(generation["properties"])


def test_openapi_references_resolve():
    described = call(api(), "GET", "/openapi.json", headers={})
    schemas = described.json()["components"]["schemas"]
    used = set(re.findall(r'"\$ref":"#/components/schemas/(\w+)"', described.text))
    assert used
    assert used <= set(schemas)
