"""A batch's report in a real browser: pictures shown, hostile names shown as text, nothing run, nothing asked for."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from scumble.cli.batch.items import Item
from scumble.cli.batch.report import Line, write_reports
from scumble.cli.batch.state import Entry
from scumble.cli.batch.thumbs import Thumbs
from tests.api.helpers import picture
from tests.cli.helpers import edit

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser: none of chromium, chromium-browser, google-chrome is on PATH"
)
EVIL = "<img src=http://127.0.0.1:9/x onerror=alert(1)>\"'&<script>alert(2)</script>"


def test_it_shows_what_happened_and_runs_nothing(tmp_path: Path) -> None:
    thumbs = Thumbs(tmp_path, most_pixels=1_000_000)
    for name in ("before", "after"):
        thumbs.make("k", name, picture(600, 400))
    facts = {**edit(), "understood": EVIL, "tokens": 1, "seconds": 1.5}
    item = Item(picture=Path("x"), shown=EVIL, words=EVIL, name="x", out=Path("a #?<b>.png"), format="png")
    failed = Entry(attempt=1, error={"code": "x", "message": EVIL})
    lines = [Line(item=item, entry=e, key="k") for e in (Entry(attempt=1, result=facts, done=True), failed)]
    page_path = write_reports(tmp_path, lines, thumbs, words=EVIL)
    heard: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 360, "height": 800})
        page.on("console", lambda m: heard.append(m.text))
        page.on("dialog", lambda d: heard.append(d.message))
        page.on("request", lambda r: heard.append(r.url) if r.url.startswith("http") else None)
        page.goto(page_path.as_uri())
        assert page.locator("article").count() == 2
        sizes = page.eval_on_selector_all("img", "all => all.map(i => i.naturalWidth)")
        assert len(sizes) == 3
        assert min(sizes) > 200
        assert page.locator("h1").inner_text() == EVIL
        link = str(page.locator("article a").get_attribute("href"))
        assert page.evaluate("link => new URL(link, location).pathname", link).endswith("/a%20%23%3F%3Cb%3E.png")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "fits a phone"
        browser.close()
    assert heard == []
