"""GET /v1/models and /v1/models/{id}: every name `model` accepts, with the engine's capabilities as data."""

import orjson
from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from scumble.api.auth import authenticate
from scumble.api.services import ModelCard, Services
from scumble.core.capability import Capabilities
from scumble.core.errors import ModelNotFound


def capabilities_json(can: Capabilities) -> dict[str, object]:
    """An engine's capabilities. operations: name to the targets it can act on."""
    return {
        "operations": {str(op): sorted(targets) for op, targets in sorted(can.operations.items())},
        "max_pixels": can.max_pixels,
        "max_references": can.max_references,
        "masks": can.masks,
        "deterministic": can.deterministic,
        "streaming": can.streaming,
        "verified": can.verified,
        "paid": can.paid,
        "price_per_image": can.price_per_image,
        "seconds_per_megapixel": can.seconds_per_megapixel,
    }


def model_json(card: ModelCard) -> dict[str, object]:
    """OpenAI's model object, with `alias_of` and `capabilities` added."""
    return {
        "id": card.id,
        "object": "model",
        "created": card.created,
        "owned_by": card.owned_by,
        "alias_of": card.alias_of,
        "capabilities": capabilities_json(card.capabilities) if card.capabilities else None,
    }


def model_routes(services: Services) -> APIRouter:
    """Both routes."""
    router = APIRouter(prefix="/v1/models")

    @router.get("", response_model=None)
    async def list_models(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]
        """All names."""
        await authenticate(request, services.keys)
        body = {"object": "list", "data": [model_json(card) for card in services.editor.models()]}
        return Response(orjson.dumps(body), media_type="application/json")

    @router.get("/{model:path}", response_model=None)
    async def get_model(request: Request, model: str) -> Response:  # pyright: ignore[reportUnusedFunction]
        """One name."""
        await authenticate(request, services.keys)
        for card in services.editor.models():
            if card.id == model:
                return Response(orjson.dumps(model_json(card)), media_type="application/json")
        raise ModelNotFound(
            f"The model '{model[:80]}' does not exist here; GET /v1/models lists those that do.", param="model"
        )

    return router
