"""Pictures by web address: fetched by every JSON endpoint, bounded in bytes, time and number; refused by parameter."""

import asyncio
import base64
import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import numpy as np
import pytest

from scumble.core.errors import AddressRefused, FetchFailed, TooLarge
from scumble.core.work import CancelToken
from tests.api.helpers import AUTH, EditorDouble, api, call, edit_json, error_of, image, mask, picture, served

PHOTO = "https://example.com/photo.png"


class WebDouble:
    """Gives what lies at an address, in one piece, and counts it as the real one does."""

    def __init__(self, **pages: bytes | Exception | Callable[[CancelToken], bytes]) -> None:
        self.pages: dict[str, Any] = {"photo": picture(), "mask": mask(), **pages}
        self.asked: list[tuple[str, int, float]] = []

    def download(self, url: str, *, most: int, seconds: float, cancel: Any = None, took: Any = None) -> bytes:
        self.asked.append((url, most, seconds))
        assert threading.current_thread() is not threading.main_thread()
        found = self.pages[url.rsplit("/", 1)[1].split(".", maxsplit=1)[0]]
        if isinstance(found, Exception):
            raise found
        data: bytes = found if isinstance(found, bytes) else found(cancel)
        if len(data) > most:
            raise TooLarge
        took(len(data))
        return data


def body(*urls: str, **more: Any) -> dict[str, Any]:
    return {"prompt": "white studio", "images": [{"image_url": u} for u in urls or (PHOTO,)], **more}


def test_pictures_and_mask_are_fetched_and_stand_in_their_order():
    editor, web = EditorDouble(), WebDouble(small=picture(8, 8))
    inline = "data:image/png;base64," + base64.b64encode(picture(12, 12)).decode()
    sent = body(PHOTO, inline, "HTTP://example.com/small.png", mask={"image_url": "https://example.com/mask.png"})
    assert edit_json(api(editor, web=web), sent).status_code == 200
    first = editor.asked[0]
    assert [s.image.size for s in first.sources] == ["24x16", "12x12", "8x8"]
    assert np.array_equal(first.sources[0].image.pixels, image().pixels)
    assert first.drawn is not None
    assert first.drawn.region is not None
    assert first.drawn.region.share == 0.5
    assert [u for u, _, _ in web.asked] == [PHOTO, "HTTP://example.com/small.png", "https://example.com/mask.png"]


@pytest.mark.parametrize("path", ["/v1/images/edits", "/v1/images/plan"])
def test_every_endpoint_with_pictures_fetches(path: str):
    web = WebDouble()
    assert call(api(web=web), "POST", path, json=body()).status_code == 200
    assert len(web.asked) == 1


def test_regions_fetches_too():
    web = WebDouble(gone=FetchFailed("The web address answered with status 404."))
    sent = {"images": [{"image_url": "https://example.com/gone.png"}], "prompt": "the dog"}
    error = error_of(call(api(web=web), "POST", "/v1/images/regions", json=sent), 400)
    assert (error["param"], error["code"]) == ("images[0].image_url", "failed_to_download_image")


@pytest.mark.parametrize(
    ("found", "status", "code"),
    [
        (AddressRefused(), 400, "invalid_image_url"),
        (FetchFailed("The web address answered with status 500."), 400, "failed_to_download_image"),
        (TooLarge(), 413, "request_too_large"),
        (b"", 400, "empty_image_file"),
        (RuntimeError("secret"), 500, "internal_error"),
    ],
)
def test_what_goes_wrong_names_parameter_and_code(found: Any, status: int, code: str):
    sent = body(PHOTO, "https://example.com/bad.png")
    error = error_of(edit_json(api(web=WebDouble(bad=found)), sent), status)
    assert error["code"] == code
    assert error["param"] == (None if status == 500 else "images[1].image_url")
    assert "secret" not in error["message"]


def test_what_is_fetched_is_decoded_under_the_same_limits():
    error = error_of(edit_json(api(web=WebDouble(text=b"<html>no picture</html>")), body("http://x/text.html")), 400)
    assert (error["param"], error["code"]) == ("images[0]", "unsupported_file_mimetype")


def test_all_pictures_of_a_request_share_one_deadline_and_one_bound_of_bytes():
    size = len(picture())
    web = WebDouble(slow=lambda _: (time.sleep(0.3), picture())[1])
    urls = ["https://example.com/slow.png"] * 3
    assert edit_json(api(web=web, fetch_seconds=5.0, max_file_bytes=size + 5), body(*urls)).status_code == 200
    assert [most for _, most, _ in web.asked] == [size + 5] * 3
    seconds = [s for _, _, s in web.asked]
    assert 4.9 < seconds[0] <= 5
    assert seconds[0] - seconds[2] > 0.55
    web = WebDouble()
    bound = 2 * size + size // 2
    error = error_of(edit_json(api(web=web, max_body_bytes=bound), body(*[PHOTO] * 3)), 413)
    assert error["param"] == "images[2].image_url"
    assert [most for _, most, _ in web.asked] == [bound, bound - size, bound - 2 * size]


def test_a_reference_that_cannot_be_used_is_told_before_anything_is_fetched():
    web = WebDouble()
    sent = body(PHOTO, "data:image/png;base64,@@@")
    assert error_of(edit_json(api(web=web), sent), 400)["code"] == "invalid_base64_image"
    assert web.asked == []


def test_bytes_that_arrive_are_counted_by_the_gate():
    """Body and fetched pictures together are more than all bodies may have: refused while they arrive."""
    web = WebDouble(big=bytes(900_000))
    inline = "data:image/png;base64," + base64.b64encode(bytes(150_000)).decode()
    app = api(web=web, max_body_bytes=1_000_000, max_pixel_memory=4_000_000)
    assert error_of(edit_json(app, body("http://x/big.png")), 400)["code"] == "unsupported_file_mimetype"
    error = error_of(edit_json(app, body("http://x/big.png", inline)), 413)
    assert "held in memory" in error["message"]
    assert edit_json(app, body()).status_code == 200


def test_a_server_without_fetching_says_so():
    error = error_of(edit_json(api(), body()), 400)
    assert (error["param"], error["code"]) == ("images[0].image_url", "invalid_image_url")
    assert "not fetched" in error["message"]


def test_a_key_gets_half_of_the_downloads_and_is_told_to_come_back():
    hold, busy = threading.Event(), threading.Semaphore(0)

    def slow(_: CancelToken) -> bytes:
        busy.release()
        hold.wait(20)
        return picture()

    app = api(web=WebDouble(slow=slow), max_fetches=4)
    sent = body("https://example.com/slow.png")
    answers: list[int] = []
    with served(app) as port:

        def send() -> None:
            answers.append(httpx.post(f"http://127.0.0.1:{port}/v1/images/edits", json=sent, headers=AUTH).status_code)

        threads = [threading.Thread(target=send) for _ in range(2)]
        for thread in threads:
            thread.start()
        assert all(busy.acquire(timeout=10) for _ in threads)
        third = httpx.post(f"http://127.0.0.1:{port}/v1/images/edits", json=sent, headers=AUTH)
        assert (third.status_code, third.json()["error"]["code"]) == (429, "rate_limit_exceeded")
        assert int(third.headers["retry-after"]) >= 1
        hold.set()
        for thread in threads:
            thread.join(20)
        assert answers == [200, 200]
        assert httpx.post(f"http://127.0.0.1:{port}/v1/images/edits", json=sent, headers=AUTH).status_code == 200


def test_a_client_that_leaves_ends_the_download_and_gives_everything_back():
    ended = threading.Event()

    def slow(cancel: CancelToken) -> bytes:
        until = time.monotonic() + 20
        while time.monotonic() < until and not cancel.cancelled:
            time.sleep(0.01)
        ended.set()
        cancel.check()
        return picture()

    app = api(web=WebDouble(slow=slow), max_fetches=1)
    with served(app) as port:
        address = f"http://127.0.0.1:{port}/v1/images/edits"
        with pytest.raises(httpx.ReadTimeout):
            httpx.post(address, json=body("https://example.com/slow.png"), headers=AUTH, timeout=0.5)
        assert ended.wait(5)
        for _ in range(50):
            answer = httpx.post(address, json=body(), headers=AUTH)
            if answer.status_code == 200:
                break
            time.sleep(0.05)
        assert answer.status_code == 200


def test_the_event_loop_stays_free_while_pictures_are_fetched():
    hold = threading.Event()
    app = api(web=WebDouble(slow=lambda _: (hold.wait(20), picture())[1]))

    async def both() -> tuple[int, int]:
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://door", headers=AUTH) as client:
            slow = asyncio.create_task(client.post("/v1/images/edits", json=body("https://example.com/slow.png")))
            await asyncio.sleep(0.1)
            alive = await client.get("/healthz")
            hold.set()
            return alive.status_code, (await slow).status_code

    assert asyncio.run(both()) == (200, 200)
