"""`scumble webhooks`: made, listed without secrets, tried, replayed, deleted, beside the database of a server."""

import json
import re
from pathlib import Path

from tests.cli.helpers import one_line, scumble

URL = "https://shop.example.com/hook"


def test_a_webhook_from_beginning_to_end(tmp_path: Path) -> None:
    assert "scumble webhooks create" in scumble("webhooks", "list", data=tmp_path).out
    ran = scumble("webhooks", "create", URL, "--event", "task.failed", data=tmp_path)
    secret, found = ran.out.split(maxsplit=1)[0], re.search(r"wh_\w+", ran.out)
    assert secret.startswith("whsec_")
    assert found is not None
    listed = scumble("webhooks", "list", data=tmp_path).out
    assert listed == f"{found[0]}  active  {URL}  task.failed\n"
    (facts,) = json.loads(scumble("webhooks", "list", "--json", data=tmp_path).out)
    assert (facts["id"], facts["events"]) == (found[0], ["task.failed"])
    assert secret not in json.dumps(facts)
    sent = scumble("webhooks", "test", found[0], data=tmp_path)
    delivery = re.search(r"msg_\w+", sent.out)
    assert delivery is not None
    shown = scumble("webhooks", "deliveries", found[0], data=tmp_path).out
    assert shown.startswith(delivery[0])
    assert shown.endswith("webhook.test  waiting\n")
    assert scumble("webhooks", "replay", delivery[0], data=tmp_path).code == 0
    assert len(json.loads(scumble("webhooks", "deliveries", found[0], "--json", data=tmp_path).out)) == 1
    assert scumble("webhooks", "delete", found[0], data=tmp_path).code == 0
    assert "no webhooks yet" in scumble("webhooks", "list", data=tmp_path).out


def test_what_cannot_be_done_is_one_line(tmp_path: Path) -> None:
    assert "public http and https" in one_line(scumble("webhooks", "create", "http://127.0.0.1/", data=tmp_path))
    assert "There is no event" in one_line(scumble("webhooks", "create", URL, "--event", "x", data=tmp_path))
    assert "There is no webhook 'wh_x'" in one_line(scumble("webhooks", "delete", "wh_x", data=tmp_path))
    more = {"SCUMBLE_ALLOWED_PRIVATE_NETWORKS": "127.1"}
    assert "allowed_private_networks" in one_line(scumble("webhooks", "list", data=tmp_path, more=more))
