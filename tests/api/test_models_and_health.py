"""GET /v1/models with capabilities, /healthz, /readyz and /metrics."""

from tests.api.helpers import EditorDouble, api, call, edit, error_of


def test_models_are_listed_as_openai_lists_them():
    body = call(api(), "GET", "/v1/models").json()
    assert body["object"] == "list"
    for model in body["data"]:
        assert {"id", "object", "created", "owned_by"} <= set(model)
        assert model["object"] == "model"
    assert [m["id"] for m in body["data"]] == ["auto", "double", "gpt-image-2"]
    assert body["data"][2]["alias_of"] == "auto"


def test_an_engine_s_capabilities_are_data():
    can = call(api(), "GET", "/v1/models/double").json()["capabilities"]
    assert can["operations"] == {"fill": ["region"]}
    assert can["max_pixels"] == 1_000_000
    assert can["deterministic"] is True


def test_an_unknown_model_is_404():
    error = error_of(call(api(), "GET", "/v1/models/dall-e/9"), 404)
    assert (error["code"], error["param"]) == ("model_not_found", "model")
    assert "dall-e/9" in error["message"]


def test_alive_needs_no_key():
    answer = call(api(EditorDouble(problems=["No weights."])), "GET", "/healthz", headers={})
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "version": "0.0.test"}


def test_ready_says_what_is_missing():
    assert call(api(), "GET", "/readyz", headers={}).json() == {"status": "ready", "problems": []}
    answer = call(api(EditorDouble(problems=["No weights."])), "GET", "/readyz", headers={})
    assert answer.status_code == 503
    assert answer.json()["problems"] == ["No weights."]


def test_metrics_count_by_route_and_status_without_unbounded_labels():
    app = api()
    edit(app)
    edit(app, {"quality": "ultra"})
    for i in range(3):
        call(app, "GET", f"/made/up/{i}")
    text = call(app, "GET", "/metrics", headers={}).text
    assert 'scumble_http_requests_total{method="POST",route="/v1/images/edits",status="200"} 1.0' in text
    assert 'scumble_http_requests_total{method="POST",route="/v1/images/edits",status="400"} 1.0' in text
    assert 'route="unknown",status="404"} 3.0' in text
    assert "made/up" not in text


def test_two_servers_in_one_process_count_apart():
    first, second = api(), api()
    edit(first)
    assert "/v1/images/edits" in call(first, "GET", "/metrics").text
    assert "/v1/images/edits" not in call(second, "GET", "/metrics").text
