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
    model = _operation("One model", anything, errors=(404,))
    model["parameters"] = [{"name": "model", "in": "path", "required": True, "schema": {"type": "string"}}]
    busy = (400, 404, 408, 413, 429, 507)
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
        "/v1/models": {"get": _operation("Every name that `model` accepts", anything)},
        "/v1/models/{model}": {"get": model},
        "/healthz": {"get": _open("Alive", anything)},
        "/readyz": {"get": _open("Able to serve", anything)},
        "/metrics": {"get": _open("Prometheus metrics", {"text/plain": {"schema": {"type": "string"}}})},
    }


def describe_routes() -> list[tuple[str, str, str]]:
    """(method, path, what it does) of every route, in the order of the docs."""
    return [
        (method.upper(), path, operation["summary"])
        for path, methods in paths().items()
        for method, operation in methods.items()
    ]
