"""The page against a real server: every example it offers is understood, and its plan says so."""

import re

import httpx

from tests.serving import Served


def test_every_example_of_the_page_is_understood(server: Served):
    root = server.url.removesuffix("/v1")
    script = httpx.get(f"{root}/static/page.js").text
    block = re.search(r"const EXAMPLES = \[(.*?)\];", script, re.DOTALL)
    assert block
    examples = re.findall(r'"([^"]+)"', block[1])
    assert len(examples) >= 5
    for example in examples:
        question = {"prompt": example, "image_size": "960x640", "has_mask": "painted" in example}
        headers = {"authorization": f"Bearer {server.key}"}
        answer = httpx.post(f"{server.url}/images/plan", json=question, headers=headers)
        assert answer.status_code == 200, answer.text
        assert answer.json()["plan"]["understood"]
