"""Pictures by web address through a real server: an allowed server's are edited, everything inside stays unreached."""

import base64
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from openai import OpenAI

import scumble
from scumble.codec.decode import Limits, decode
from tests.api.helpers import mask, picture
from tests.net.hostile_urls import CASES
from tests.net.site import Reply, Site, site
from tests.serving import Served, serving

SAMPLE = (Path(scumble.__file__).parent / "cli" / "sample.jpg").read_bytes()


@pytest.fixture(scope="module")
def shop() -> Iterator[Site]:
    """Where the pictures are: a server in the operator's own network."""
    with site() as running:
        running.pages["/photo.jpg"] = Reply(body=SAMPLE, headers={"Content-Type": "text/plain"})
        running.pages["/small.png"] = Reply(body=picture())
        running.pages["/mask.png"] = Reply(body=mask())
        running.pages["/moved.png"] = Reply(status=301, headers={"Location": "/small.png"})
        running.pages["/page"] = Reply(body=b"<html>secret words</html>")
        running.pages["/bomb.png"] = Reply(body=b"\x89PNG\r\n\x1a\n" + bytes(3_000_000))
        running.pages["/missing.png"] = Reply(status=404, body=b"secret words")
        yield running


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, shop: Site) -> Iterator[Served]:
    settings = {"allowed_private_networks": f"127.0.0.1:{shop.port}", "max_image_bytes": "2000000"}
    with serving(tmp_path_factory.mktemp("web"), **settings) as served:
        yield served


def edit(server: Served, url: str, **more: object) -> httpx.Response:
    body = {"prompt": "make it black and white", "images": [{"image_url": url}], **more}
    headers = {"authorization": f"Bearer {server.key}"}
    return httpx.post(f"{server.url}/images/edits", json=body, headers=headers, timeout=60)


def result(answer: httpx.Response) -> bytes:
    assert answer.status_code == 200, answer.text
    return base64.b64decode(answer.json()["data"][0]["b64_json"])


def test_a_picture_is_fetched_and_edited(server: Served, shop: Site) -> None:
    pixels = decode(result(edit(server, shop.url("/photo.jpg"))), limits=Limits(), name="result").image.pixels
    before = decode(SAMPLE, limits=Limits(), name="sample").image.pixels
    assert pixels.shape == before.shape
    assert (pixels[:, :, 0] == pixels[:, :, 1]).all()
    assert not (before[:, :, 0] == before[:, :, 1]).all()


def test_the_mask_may_lie_elsewhere_and_addresses_may_have_moved(server: Served, shop: Site) -> None:
    more = {"mask": {"image_url": shop.url("/mask.png")}}
    same = result(edit(server, shop.url("/moved.png"), **more))
    inline = "data:image/png;base64," + base64.b64encode(picture()).decode()
    assert result(edit(server, inline, **more)) == same


def test_openai_s_client_can_send_an_address(server: Served, shop: Site) -> None:
    client = OpenAI(base_url=server.url, api_key=server.key)
    body = {"prompt": "make it black and white", "images": [{"image_url": shop.url("/small.png")}]}
    answer = client.post("/images/edits", body=body, cast_to=httpx.Response)
    assert "b64_json" in answer.text


@pytest.mark.parametrize(
    ("path", "status", "param", "code"),
    [
        ("/page", 400, "images[0]", "unsupported_file_mimetype"),
        ("/missing.png", 400, "images[0].image_url", "failed_to_download_image"),
        ("/bomb.png", 413, "images[0].image_url", "request_too_large"),
    ],
)
def test_what_cannot_be_used_names_the_parameter(
    path: str, status: int, param: str, code: str, server: Served, shop: Site
) -> None:
    answer = edit(server, shop.url(path))
    error = answer.json()["error"]
    assert (answer.status_code, error["param"], error["code"]) == (status, param, code)
    assert "secret" not in answer.text


def test_nothing_inside_is_reached_and_all_of_it_is_told_alike(server: Served) -> None:
    """With the machine's own resolver: names that nobody has are told as names that mean something inside."""
    own = httpx.URL(server.root).port
    with site() as inside:
        for case in ("loopback", "decimal", "octal", "short", "IPv6 mapped", "localhost", "metadata", "unknown"):
            for port in (inside.port, own):
                answer = edit(server, CASES[case].format(port=port))
                error = answer.json()["error"]
                assert (answer.status_code, error["code"]) == (400, "invalid_image_url")
                assert error["message"].startswith("This server opens public http and https addresses only")
        assert inside.seen == []
