"""GET /docs and /openapi.json: the OpenAPI 3.1 description, shown by a Swagger UI that ships along (offline)."""

from typing import get_args

import orjson
from fastapi import APIRouter
from pydantic import BaseModel
from starlette.responses import Response

from scumble.api.batches import BatchWishes
from scumble.api.files import FileWishes
from scumble.api.page import add_file
from scumble.api.parameters import MAX_IMAGES, EditJson, EditWishes, GenerateWishes, PlanWishes
from scumble.api.regions import RegionsJson, RegionsWishes
from scumble.api.regions_schema import REGIONS_SCHEMA
from scumble.api.routes import REF, Json, paths, ref
from scumble.api.schema import EDIT_SCHEMA
from scumble.api.static_files import StaticFile
from scumble.api.tasks_schema import TASK_SCHEMA
from scumble.api.upstream import UpstreamWishes
from scumble.api.webhooks import WebhookWishes
from scumble.core.batch import ENDPOINTS, BatchStatus

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""Swagger UI sets style attributes, so inline styles must be allowed on this page."""

FILE: Json = {"type": "string", "format": "binary"}


def _schemas() -> Json:
    """Every named schema: the request models, the form of an edit, and the answers."""
    schemas: Json = {}
    models: tuple[type[BaseModel], ...] = (
        BatchWishes,
        EditJson,
        EditWishes,
        FileWishes,
        GenerateWishes,
        PlanWishes,
        RegionsJson,
        RegionsWishes,
        UpstreamWishes,
        WebhookWishes,
    )
    for model in models:
        schema = model.model_json_schema(ref_template=REF)
        schemas.update(schema.pop("$defs", {}))
        schemas[model.__name__] = schema
    form = schemas.pop("EditWishes")
    form["title"] = "EditForm"
    form["properties"] = {
        "image": {
            **FILE,
            "description": "The picture to edit. Required, unless pictures are sent as `image[]`.",
        },
        "image[]": {
            "type": "array",
            "items": FILE,
            "maxItems": MAX_IMAGES,
            "description": "Several pictures; the first is the one edited, the others are references.",
        },
        "mask": {**FILE, "description": "Of image 1's size; alpha 0 = edit here."},
        "markup": {**FILE, "description": "Strokes over image 1 that hint at the place; not together with `mask`."},
        **form["properties"],
    }
    schemas["EditForm"] = form
    where = schemas.pop("RegionsWishes")
    where["title"] = "RegionsForm"
    where["properties"] = {"image": {**FILE, "description": "The picture to look at."}, **where["properties"]}
    where["required"] = ["image"]
    schemas["RegionsForm"] = where
    upload = schemas.pop("FileWishes")
    upload["title"] = "FileForm"
    upload["properties"] = {"file": FILE, **upload["properties"]}
    upload["required"] = ["file", *upload["required"]]
    schemas["FileForm"] = upload
    schemas["File"] = _file_schema()
    schemas["Batch"] = _batch_schema()
    schemas["Regions"] = {k: v for k, v in REGIONS_SCHEMA.items() if k != "$schema"}
    schemas["Task"] = {k: v for k, v in TASK_SCHEMA.items() if k != "$schema"}
    schemas["Edit"] = {k: v for k, v in EDIT_SCHEMA.items() if k != "$schema"}
    schemas["Usage"] = EDIT_SCHEMA["properties"]["usage"]
    schemas["Images"] = _images_schema()
    schemas["Error"] = _error_schema()
    return schemas


def _images_schema() -> Json:
    """The answer of edits and generations."""
    item = {
        "type": "object",
        "properties": {
            "b64_json": {"type": "string"},
            "url": {"type": "string", "description": "Instead of b64_json, with response_format `url`."},
            "edit": ref("Edit"),
        },
    }
    return {
        "type": "object",
        "properties": {
            "created": {"type": "integer", "description": "Seconds since 1970."},
            "data": {"type": "array", "items": {**item, "required": ["edit"]}},
            "background": {"enum": ["transparent", "opaque"]},
            "output_format": {"enum": ["png", "jpeg", "webp"]},
            "quality": {"enum": ["low", "medium", "high", "xhigh", "max"]},
            "size": {"type": "string"},
            "usage": ref("Usage"),
        },
        "required": ["created", "data", "background", "output_format", "quality", "size", "usage"],
    }


def _file_schema() -> Json:
    """A file, as the Files API answers it."""
    seconds = {"type": "integer", "description": "Seconds since 1970."}
    properties: Json = {
        "id": {"type": "string", "description": "`file-…`; usable wherever a picture goes."},
        "object": {"const": "file"},
        "bytes": {"type": "integer"},
        "created_at": seconds,
        "expires_at": {"anyOf": [seconds, {"type": "null"}]},
        "filename": {"type": "string"},
        "purpose": {"enum": ["batch", "batch_output", "vision"]},
        "status": {"const": "processed"},
        "status_details": {"type": "null"},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _batch_schema() -> Json:
    """A batch, as the Batch API answers it."""
    seconds = {"type": ["integer", "null"], "description": "Seconds since 1970."}
    number, text, maybe = {"type": "integer"}, {"type": "string"}, {"type": ["string", "null"]}
    states = get_args(BatchStatus)
    times = ("in_progress", "expires", "finalizing", "completed", "failed", "expired", "cancelling", "cancelled")
    properties: Json = {
        "id": {"type": "string", "description": "`batch_…`"},
        "object": {"const": "batch"},
        "endpoint": {"enum": list(ENDPOINTS)},
        "model": {**maybe, "description": "Where all lines name the same."},
        "errors": {
            "type": ["object", "null"],
            "description": "Why it failed: {data: [{code, message, line}]}.",
        },
        "input_file_id": text,
        "completion_window": {"const": "24h"},
        "status": {"enum": list(states)},
        "output_file_id": {**maybe, "description": "Lines that were carried out, once it has ended."},
        "error_file_id": {**maybe, "description": "Lines that failed, expired or were cancelled."},
        "created_at": {"type": "integer"},
        **{f"{name}_at": seconds for name in times},
        "request_counts": {
            "type": "object",
            "properties": {"total": number, "completed": number, "failed": number},
            "description": "Lines that expired or were cancelled count neither as completed nor as failed.",
        },
        "usage": {"type": ["object", "null"]},
        "metadata": {"type": ["object", "null"]},
    }
    return {"type": "object", "properties": properties, "required": list(properties)}


def _error_schema() -> Json:
    """The envelope of every error."""
    nullable = {"type": ["string", "null"]}
    error: Json = {
        "type": "object",
        "properties": {
            "message": {"type": "string"},
            "type": {"type": "string"},
            "param": nullable,
            "code": nullable,
            "details": {"type": "object", "description": "Of unsupported_instruction: part, nearest, needs."},
        },
        "required": ["message", "type", "param", "code"],
    }
    return {"type": "object", "properties": {"error": error}, "required": ["error"]}


def openapi(version: str) -> Json:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Scumble",
            "version": version,
            "description": "Image edits in the shape of the OpenAI Images API: change one thing, keep everything else.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"key": []}],
        "paths": paths(),
        "components": {
            "schemas": _schemas(),
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
        },
    }


def docs_routes(version: str) -> APIRouter:
    """/openapi.json, /docs and the files it needs."""
    router = APIRouter()
    description = orjson.dumps(openapi(version))

    @router.get("/openapi.json", include_in_schema=False, response_model=None)
    async def openapi_json() -> Response:  # pyright: ignore[reportUnusedFunction]
        """The description."""
        return Response(description, media_type="application/json")

    add_file(router, "/docs", StaticFile("docs.html", POLICY))
    for name in ("swagger-ui-bundle.js", "swagger-ui.css", "start.js"):
        add_file(router, f"/docs/{name}", StaticFile(f"swagger/{name}"))
    return router
