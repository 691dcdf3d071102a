"""The page in a real browser (headless Chromium): key, live plan, edit, mask, refusal, second picture, wrong key."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests.serving import Served, serving

CHROMIUM = next((p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None)
pytestmark = pytest.mark.skipif(
    CHROMIUM is None, reason="no browser: none of chromium, chromium-browser, google-chrome is on PATH"
)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDTH, HEIGHT = 320, 240
SPOT = (slice(20, 60), slice(30, 80))
"""Rows and columns of a red spot on the wall, away from the subject."""
EDITING = 30_000
"""Milliseconds an edit may take on a busy machine."""


@dataclass
class Visit:
    """An open page, and everything that must not happen on it. refusals: console lines about refused requests."""

    page: Page
    root: str
    faults: list[str] = field(default_factory=list[str])
    refusals: list[str] = field(default_factory=list[str])

    def __post_init__(self) -> None:
        """Listens from before the first request."""
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda e: self.faults.append(f"exception: {e}"))
        self.page.on("request", lambda r: self._asked(r.url))

    def _heard(self, message: ConsoleMessage) -> None:
        # Chromium itself writes a line for every answer of 400 and above; those are asked for by name below.
        if re.search(r"the server responded with a status of 40[01]\b", message.text):
            self.refusals.append(message.text)
        elif message.type in {"error", "warning"}:
            self.faults.append(f"{message.type}: {message.text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"blob", "data"} and f"{parts.scheme}://{parts.netloc}" != self.root:
            self.faults.append(f"request to another host: {url}")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(tmp_path_factory.mktemp("page")) as served:
        yield served


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, server: Served) -> Iterator[Visit]:
    """A new browser profile; at the end nothing went wrong unseen and nothing went elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.set_default_timeout(10_000)
    found = Visit(context.new_page(), server.root)
    yield found
    context.close()
    assert found.faults == []


@pytest.fixture(scope="module")
def pixels() -> NDArray[np.uint8]:
    """A shaded wall with a red spot, and a striped vase in the middle."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    wall = np.stack([170 + y // 8, 165 + x // 10, 150 + y // 10], axis=2)
    vase = ((x - 170) / 55) ** 2 + ((y - 130) / 85) ** 2 < 1
    wall[vase] = np.stack([60 + 40 * (y // 12 % 2), 30 + y // 6, 120 - x // 8], axis=2)[vase]
    wall[SPOT] = (200, 20, 20)
    return wall.astype(np.uint8)


@pytest.fixture(scope="module")
def photo(tmp_path_factory: pytest.TempPathFactory, pixels: NDArray[np.uint8]) -> Path:
    path = tmp_path_factory.mktemp("photo") / "it's a vase.png"
    Image.fromarray(pixels).save(path)
    return path


def enter(visit: Visit, key: str, photo: Path) -> Page:
    """Opens the page with a key in its address, and chooses the picture."""
    page = visit.page
    page.goto(f"{visit.root}/#key={key}")
    page.set_input_files("#file", photo)
    expect(page.locator("#view")).to_be_visible()
    return page


def say(page: Page, words: str) -> None:
    page.get_by_label("What should change?").fill(words)


def result(page: Page, folder: Path) -> NDArray[np.uint8]:
    """Waits for the result and downloads it."""
    expect(page.locator("#result")).to_be_visible(timeout=EDITING)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    path = folder / download.value.suggested_filename
    download.value.save_as(path)
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB"))


def test_an_edit_shows_its_plan_its_result_and_what_was_kept(
    visit: Visit, server: Served, photo: Path, pixels: NDArray[np.uint8], tmp_path: Path
) -> None:
    page = enter(visit, server.key, photo)
    assert server.key not in page.url
    say(page, "make the background navy")
    expect(page.locator("#plan")).to_have_text("I understood: replace the background by plain navy.")
    page.get_by_role("button", name="Edit picture").click()
    after = result(page, tmp_path)
    expect(page.locator("#kept")).to_have_text(
        re.compile(r"^All [\d,]+ pixels outside the edit are exactly the source's own\.$")
    )
    kept = int(re.sub(r"\D", "", page.locator("#kept").inner_text()))
    assert kept <= int((after == pixels).all(axis=2).sum())
    shown = page.locator("#after").evaluate("image => [image.naturalWidth, image.naturalHeight]")
    assert shown == [WIDTH, HEIGHT]
    assert after[5, WIDTH - 5].tolist() == [0, 0, 128]
    assert page.locator("#meta").inner_text().count("scumble-cpu") == 1
    assert visit.refusals == []


def test_the_divider_follows_the_pointer_and_the_keyboard(visit: Visit, server: Served, photo: Path) -> None:
    page = enter(visit, server.key, photo)
    say(page, "sharpen it")
    page.keyboard.press("Enter")
    expect(page.locator("#result")).to_be_visible(timeout=EDITING)
    box = page.locator("#view").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] * 0.25, box["y"] + 20)
    assert abs(float(page.locator("#compare").input_value()) - 25) <= 1
    page.locator("#compare").press("End")
    clip = page.locator("#after").evaluate("image => getComputedStyle(image).clipPath")
    assert "100%" in clip
    page.get_by_role("button", name="Back to the original").click()
    expect(page.locator("#result")).to_be_hidden()
    expect(page.get_by_role("button", name="Paint an area")).to_be_visible()


def test_what_was_painted_is_removed_and_the_rest_is_kept(
    visit: Visit, server: Served, photo: Path, pixels: NDArray[np.uint8], tmp_path: Path
) -> None:
    page = enter(visit, server.key, photo)
    page.get_by_role("button", name="Paint an area").click()
    page.locator("#brush-size").fill("60")
    box = page.locator("#overlay").bounding_box()
    assert box
    page.mouse.move(box["x"] + 25, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + 85, box["y"] + 40, steps=5)
    page.mouse.up()
    say(page, "remove what I painted")
    expect(page.locator("#plan")).to_contain_text("I understood:")
    page.get_by_role("button", name="Edit picture").click()
    after = result(page, tmp_path)
    assert not (after[SPOT][:, :, 0].astype(int) - after[SPOT][:, :, 1] > 100).any()
    assert (after[100:] == pixels[100:]).all()
    expect(page.locator("#kept")).to_have_class("exact")
    page.locator("#command summary").click()
    command = page.locator("#curl").inner_text()
    assert "--form-string 'prompt=remove what I painted'" in command
    assert "-F 'image=@\"it'\\''s a vase.png\"'" in command
    assert server.key not in command


def test_a_refused_instruction_offers_what_would_work(visit: Visit, server: Served, photo: Path) -> None:
    page = enter(visit, server.key, photo)
    say(page, "make the dog smile")
    refusal = page.locator("#refusal")
    expect(refusal).to_contain_text("make the dog smile")
    suggestion = page.locator("#refusal-chips button").first
    words = suggestion.inner_text()
    suggestion.click()
    expect(page.get_by_label("What should change?")).to_have_value(words)
    expect(page.locator("#plan")).to_contain_text("I understood:")
    expect(refusal).to_be_hidden()
    assert len(visit.refusals) == 1


def test_a_running_edit_can_be_stopped(visit: Visit, server: Served, photo: Path) -> None:
    page = enter(visit, server.key, photo)
    page.route("**/v1/images/edits", lambda _: None)  # An answer that never comes.
    say(page, "sharpen it")
    page.get_by_role("button", name="Edit picture").click()
    expect(page.get_by_role("button", name="Editing…")).to_be_disabled()
    page.get_by_role("button", name="Stop").click()
    expect(page.locator("#error")).to_contain_text("Stopped")
    expect(page.get_by_role("button", name="Edit picture")).to_be_enabled()


def test_the_second_picture_is_asked_for_when_the_words_need_it(visit: Visit, server: Served, photo: Path) -> None:
    page = enter(visit, server.key, photo)
    expect(page.locator("#second-row")).to_be_hidden()
    say(page, "use the second picture as the background")
    expect(page.locator("#second-row")).to_be_visible()
    page.set_input_files("#second", photo)
    expect(page.locator("#plan")).to_contain_text("picture 2")


def test_a_wrong_key_is_said_where_the_key_is_entered(visit: Visit, server: Served) -> None:
    page = visit.page
    page.goto(visit.root)
    page.get_by_label("API key", exact=True).fill("scm_live_mistyped")
    page.get_by_role("button", name="Use this key").click()
    expect(page.get_by_role("alert").filter(visible=True)).to_contain_text("Incorrect API key")
    page.get_by_label("API key", exact=True).fill(server.key)
    page.get_by_role("button", name="Use this key").click()
    expect(page.locator("#key-form")).to_be_hidden()
    assert len(visit.refusals) == 1


def test_a_phone_never_scrolls_sideways(visit: Visit, server: Served, photo: Path) -> None:
    page = enter(visit, server.key, photo)
    page.set_viewport_size({"width": 360, "height": 740})
    page.get_by_role("button", name="Draw a box").click()
    say(page, "use the second picture as the background")
    expect(page.locator("#refusal")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 360
