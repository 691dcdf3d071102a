"""/v1/webhooks on the wire: the secret told once, lists, pages, replays, errors by parameter, keys and projects."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from fastapi import FastAPI

from scumble.core.caller import LOCAL, Caller
from scumble.core.webhook import EVENTS
from scumble.db.engine import Database
from scumble.db.outbox import publish
from scumble.net.addresses import Rules
from scumble.webhooks.endpoints import Webhooks
from tests.api.helpers import AUTH, KeysDouble, api, call, error_of

URL = "https://shop.example.com/hook"


class LocalKeys(KeysDouble):
    """The key of the default project."""

    caller = LOCAL

    def authenticate(self, token: str) -> Caller:
        super().authenticate(token)
        return self.caller


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    found = Database(f"sqlite:///{tmp_path / 'scumble.db'}")
    found.migrate()
    yield found
    found.close()


@pytest.fixture
def app(database: Database) -> FastAPI:
    return api(keys=LocalKeys(), webhooks=Webhooks(database, Rules()))


def create(app: FastAPI, **more: Any) -> dict[str, Any]:
    answer = call(app, "POST", "/v1/webhooks", json={"url": URL, **more})
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_the_secret_is_told_once_and_never_again(app: FastAPI) -> None:
    made = create(app)
    assert made["secret"].startswith("whsec_")
    assert {k: made[k] for k in ("object", "url", "events", "disabled_at", "disabled_why")} == {
        "object": "webhook",
        "url": URL,
        "events": list(EVENTS),
        "disabled_at": None,
        "disabled_why": None,
    }
    sent = call(app, "POST", f"/v1/webhooks/{made['id']}/test")
    later = [
        call(app, "GET", "/v1/webhooks"),
        call(app, "GET", f"/v1/webhooks/{made['id']}"),
        call(app, "GET", f"/v1/webhooks/{made['id']}/deliveries"),
        sent,
        call(app, "POST", f"/v1/webhooks/deliveries/{sent.json()['id']}/replay"),
        call(app, "DELETE", f"/v1/webhooks/{made['id']}"),
    ]
    assert [a.status_code for a in later] == [200] * 6
    assert not any(made["secret"] in a.text or "whsec_" in a.text for a in later)
    assert later[0].json()["data"] == [{k: v for k, v in made.items() if k != "secret"}]


def test_deliveries_tell_the_event_and_how_it_stands(app: FastAPI, database: Database) -> None:
    made = create(app, events=["task.completed"])
    with database.write() as connection:
        publish(connection, LOCAL.project_id, "task.completed", {"id": "task_1"})
        publish(connection, LOCAL.project_id, "task.failed", {"id": "task_2"})
    answer = call(app, "GET", f"/v1/webhooks/{made['id']}/deliveries").json()
    (found,) = answer["data"]
    assert (answer["object"], answer["has_more"]) == ("list", False)
    assert (found["status"], found["attempts"], found["type"]) == ("pending", 0, "task.completed")
    assert found["event"]["data"] == {"id": "task_1"}
    assert found["webhook"] == made["id"]
    again = call(app, "POST", f"/v1/webhooks/deliveries/{found['id']}/replay").json()
    assert (again["id"], again["event"]) == (found["id"], found["event"])


def test_pages(app: FastAPI) -> None:
    made = create(app)
    for _ in range(5):
        call(app, "POST", f"/v1/webhooks/{made['id']}/test")
    path = f"/v1/webhooks/{made['id']}/deliveries?limit=2"
    seen: list[str] = []
    more = True
    while more:
        page = call(app, "GET", path + (f"&after={seen[-1]}" if seen else "")).json()
        seen += [d["id"] for d in page["data"]]
        more = page["has_more"]
    assert len(seen) == len(set(seen)) == 5


@pytest.mark.parametrize(
    ("body", "param", "code"),
    [
        ({}, "url", "missing_required_parameter"),
        ({"url": 7}, "url", "invalid_type"),
        ({"url": ""}, "url", "empty_string"),
        ({"url": "http://127.0.0.1/"}, "url", "address_not_allowed"),
        ({"url": "http://169.254.169.254/latest"}, "url", "address_not_allowed"),
        ({"url": "https://a:b@example.com/"}, "url", "address_not_allowed"),
        ({"url": URL, "events": []}, "events", "invalid_value"),
        ({"url": URL, "events": ["task.done"]}, "events", "invalid_value"),
        ({"url": URL, "events": "task.failed"}, "events", "invalid_type"),
        ({"url": URL, "secret": "whsec_x"}, "secret", "unknown_parameter"),
    ],
)
def test_what_cannot_be_made_names_parameter_and_code(
    body: dict[str, Any], param: str, code: str, app: FastAPI
) -> None:
    error = error_of(call(app, "POST", "/v1/webhooks", json=body), 400)
    assert (error["param"], error["code"]) == (param, code)


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "9" * 5000])
def test_limits_of_pages(limit: str, app: FastAPI) -> None:
    made = create(app)
    error = error_of(call(app, "GET", f"/v1/webhooks/{made['id']}/deliveries?limit={limit}"), 400)
    assert error["param"] == "limit"


EVERY = [
    ("GET", "/v1/webhooks/wh_x"),
    ("DELETE", "/v1/webhooks/wh_x"),
    ("POST", "/v1/webhooks/wh_x/test"),
    ("GET", "/v1/webhooks/wh_x/deliveries"),
    ("POST", "/v1/webhooks/deliveries/msg_x/replay"),
]


@pytest.mark.parametrize(("method", "path"), EVERY)
def test_what_is_not_there_is_404(method: str, path: str, app: FastAPI) -> None:
    assert error_of(call(app, method, path), 404)["code"] == "not_found"


@pytest.mark.parametrize(("method", "path"), [*EVERY, ("GET", "/v1/webhooks"), ("POST", "/v1/webhooks")])
def test_every_route_needs_a_key(method: str, path: str, app: FastAPI) -> None:
    assert error_of(call(app, method, path, headers={}), 401)["code"] == "invalid_api_key"


def test_another_project_sees_nothing(app: FastAPI, database: Database) -> None:
    made = create(app)
    sent = call(app, "POST", f"/v1/webhooks/{made['id']}/test").json()
    with database.write() as connection:
        connection.execute(sa.text("INSERT INTO projects VALUES ('proj_b', 'b', '2026-01-01 00:00:00')"))
    keys = LocalKeys()
    keys.caller = Caller(project_id="proj_b", key_id="key_b")
    other = api(keys=keys, webhooks=Webhooks(database, Rules()))
    assert call(other, "GET", "/v1/webhooks").json()["data"] == []
    for method, path in EVERY:
        real = path.replace("wh_x", made["id"]).replace("msg_x", sent["id"])
        error_of(call(other, method, real), 404)
    assert call(app, "GET", f"/v1/webhooks/{made['id']}").status_code == 200


def test_a_server_without_webhooks_says_so() -> None:
    answer: httpx.Response = call(api(), "GET", "/v1/webhooks", headers=AUTH)
    assert "no webhooks" in error_of(answer, 404)["message"]
