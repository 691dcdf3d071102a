"""Routes of the HTTP door as data: method, path, bodies, answers and one sentence each, for OpenAPI and the docs."""

from typing import Any

Json = dict[str, Any]

REF = "#/components/schemas/{model}"


def ref(name: str) -> Json:
    """A reference to a named schema."""
    return {"$ref": REF.format(model=name)}


def _json_body(schema: Json) -> Json:
    return {"application/json": {"schema": schema}}


def _operation(summary: str, answer: Json, *, body: Json | None = None, errors: tuple[int, ...] = ()) -> Json:
    """One operation. body: media types of its request; errors: statuses besides 401 and 500."""
    operation: Json = {"summary": summary, "responses": {"200": {"description": "As asked.", "content": answer}}}
    if body:
        operation["requestBody"] = {"required": True, "content": body}
    for status in sorted({401, 500, *errors}):
        operation["responses"][str(status)] = {
            "description": "See the error's message.",
            "content": _json_body(ref("Error")),
        }
    return operation


def _open(summary: str, answer: Json) -> Json:
    """An operation that needs no key."""
    return {
        "summary": summary,
        "security": [],
        "responses": {"200": {"description": "As asked.", "content": answer}},
    }


def _named(operation: Json, name: str, *query: Json) -> Json:
    """The operation with the name in its path, '' = none, and with parameters of its query."""
    path = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}] if name else []
    return {**operation, "parameters": [*path, *query]}


def _query(name: str, schema: Json) -> Json:
    """A parameter of a query."""
    return {"name": name, "in": "query", "schema": schema}


def _path(name: str) -> Json:
    """One more parameter of a path."""
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}


TASK_QUERY = (
    _query("after", {"type": "string", "description": "The last id of the page before."}),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
    _query("status", {"enum": ["queued", "processing", "succeeded", "failed", "cancelled"]}),
    _query("client_request_id", {"type": "string", "description": "What you sent as X-Client-Request-Id."}),
    _query("idempotency_key", {"type": "string", "description": "What you sent as Idempotency-Key."}),
)
LIST_QUERY = (
    _query("after", {"type": "string", "description": "The last id of the page before."}),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 10_000, "default": 10_000}),
    _query("order", {"enum": ["asc", "desc"], "default": "desc"}),
    _query("purpose", {"type": "string"}),
)
USAGE_QUERY = (
    _query("since", {"type": "string", "format": "date", "description": "First day (UTC); default 30 days back."}),
    _query("until", {"type": "string", "format": "date", "description": "First day that is left out."}),
    _query("group_by", {"type": "string", "default": "day,key,engine", "description": "Of day, key, engine, model."}),
    _query("key", {"type": "string", "description": "Of this key only."}),
    _query("limit", {"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}),
    _query("after", {"type": "string", "description": "`next` of the page before."}),
    _query("format", {"enum": ["json", "csv"], "default": "json"}),
)


def paths() -> Json:
    """OpenAPI's `paths`."""
    images = {**_json_body(ref("Images")), "text/event-stream": {"schema": {"type": "string"}}}
    edit_body = {"multipart/form-data": {"schema": ref("EditForm")}, **_json_body(ref("EditJson"))}
    plan_body = {
        **_json_body({"anyOf": [ref("PlanWishes"), ref("EditJson")]}),
        "multipart/form-data": {"schema": ref("EditForm")},
    }
    regions_body = {"multipart/form-data": {"schema": ref("RegionsForm")}, **_json_body(ref("RegionsJson"))}
    anything = _json_body({"type": "object"})
    file, octets = _json_body(ref("File")), {"application/octet-stream": {"schema": {"format": "binary"}}}
    file_body = {"multipart/form-data": {"schema": ref("FileForm")}}
    model = _named(_operation("One model", anything, errors=(404,)), "model")
    usage = {**anything, "text/csv": {"schema": {"type": "string"}}}
    task, answer = _json_body(ref("Task")), _json_body(ref("Images"))
    events = {"text/event-stream": {"schema": {"type": "string"}}}
    busy = (400, 403, 404, 408, 409, 413, 429, 507)
    return {
        "/v1/images/edits": {"post": _operation("Edit a picture", images, body=edit_body, errors=busy)},
        "/v1/images/generations": {
            "post": _operation("Draw from words", images, body=_json_body(ref("GenerateWishes")), errors=busy)
        },
        "/v1/images/plan": {
            "post": _operation("Show what an edit would do", anything, body=plan_body, errors=(400, 404, 408, 413, 429))
        },
        "/v1/images/regions": {
            "post": _operation(
                "Find things by words, box or click", _json_body(ref("Regions")), body=regions_body, errors=busy
            )
        },
        **_webhook_paths(),
        **_batch_paths(),
        "/v1/tasks": {
            "get": _named(_operation("List tasks", anything, errors=(400,)), "", *TASK_QUERY),
            "post": _accepted("An edit as gateways ask a self-hosted upstream", task, ref("UpstreamWishes"), busy),
        },
        "/v1/tasks/{task_id}": {"get": _named(_operation("One task", task, errors=(404,)), "task_id")},
        "/v1/tasks/{task_id}/cancel": {"post": _named(_operation("Cancel a task", task, errors=(404,)), "task_id")},
        "/v1/tasks/{task_id}/answer": {
            "get": _named(_operation("The answer of a task's request", answer, errors=(404,)), "task_id")
        },
        "/v1/tasks/{task_id}/content/{index}": {
            "get": _named(_operation("One picture of a task", octets, errors=(404,)), "task_id", _path("index"))
        },
        "/v1/tasks/{task_id}/events": {"get": _named(_operation("Watch a task", events, errors=(404,)), "task_id")},
        "/v1/files": {
            "post": _operation("Upload a file", file, body=file_body, errors=(400, 403, 408, 413, 429, 507)),
            "get": _named(_operation("List files", anything, errors=(400,)), "", *LIST_QUERY),
        },
        "/v1/files/{file_id}": {
            "get": _named(_operation("One file", file, errors=(404,)), "file_id"),
            "delete": _named(_operation("Delete a file", anything, errors=(404,)), "file_id"),
        },
        "/v1/files/{file_id}/content": {
            "get": _named(_operation("A file's bytes", octets, errors=(404,)), "file_id"),
        },
        "/v1/content/{token}": {"get": _named(_open("A result, by the link in an answer", octets), "token")},
        "/v1/usage": {"get": _named(_operation("Usage and cost by day, key, engine, model", usage), "", *USAGE_QUERY)},
        "/v1/budgets": {"get": _operation("Budgets that bind the key", anything)},
        "/v1/models": {"get": _operation("Every name that `model` accepts", anything)},
        "/v1/models/{model}": {"get": model},
        "/healthz": {"get": _open("Alive", anything)},
        "/readyz": {"get": _open("Able to serve", anything)},
        "/metrics": {"get": _open("Prometheus metrics", {"text/plain": {"schema": {"type": "string"}}})},
    }


def _accepted(summary: str, answer: Json, body: Json, errors: tuple[int, ...]) -> Json:
    """An operation that is answered by 202."""
    operation = _operation(summary, answer, body=_json_body(body), errors=errors)
    operation["responses"]["202"] = {**operation["responses"].pop("200"), "description": "Accepted; GET the task."}
    return operation


def _batch_paths() -> Json:
    """The paths of batches."""
    batch, anything = _json_body(ref("Batch")), _json_body({"type": "object"})
    query = (
        _query("after", {"type": "string", "description": "The last id of the page before."}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}),
    )
    create = _operation(
        "Carry out a file of requests", batch, body=_json_body(ref("BatchWishes")), errors=(400, 403, 404, 409, 429)
    )
    return {
        "/v1/batches": {
            "post": create,
            "get": _named(_operation("List batches", anything, errors=(400,)), "", *query),
        },
        "/v1/batches/{batch_id}": {"get": _named(_operation("One batch", batch, errors=(404,)), "batch_id")},
        "/v1/batches/{batch_id}/cancel": {
            "post": _named(_operation("Cancel a batch", batch, errors=(404, 409)), "batch_id")
        },
    }


def _webhook_paths() -> Json:
    """The paths of webhooks."""
    anything = _json_body({"type": "object"})
    create = _operation("Be told of finished work", anything, body=_json_body(ref("WebhookWishes")), errors=(400, 429))

    def of(name: str, operation: Json) -> Json:
        operation["parameters"] = [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]
        return operation

    listing = of("webhook", _operation("What was and will be sent, newest first", anything, errors=(400, 404)))
    listing["parameters"] += [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}},
        {
            "name": "after",
            "in": "query",
            "schema": {"type": "string"},
            "description": "The last id of the page before.",
        },
    ]
    return {
        "/v1/webhooks": {"get": _operation("Every webhook", anything), "post": create},
        "/v1/webhooks/{webhook}": {
            "get": of("webhook", _operation("One webhook", anything, errors=(404,))),
            "delete": of("webhook", _operation("Delete a webhook and its deliveries", anything, errors=(404,))),
        },
        "/v1/webhooks/{webhook}/test": {
            "post": of("webhook", _operation("Send a test event", anything, errors=(400, 404)))
        },
        "/v1/webhooks/{webhook}/deliveries": {"get": listing},
        "/v1/webhooks/deliveries/{delivery}/replay": {
            "post": of("delivery", _operation("Send a delivery again", anything, errors=(400, 404)))
        },
    }


def describe_routes() -> list[tuple[str, str, str]]:
    """(method, path, what it does) of every route, in the order of the docs."""
    return [
        (method.upper(), path, operation["summary"])
        for path, methods in paths().items()
        for method, operation in methods.items()
    ]
