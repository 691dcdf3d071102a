"""A double of Gemini's generateContent; requests are held against the official client's own types."""

import base64
import json
from typing import Any

import numpy as np
from google.genai import types

from scumble.engines.providers.profiles import GEMINI_RATIOS
from tests.net.site import Reply, Seen, Site
from tests.vendors.double import KEY, Double, Drawn, as_json, cut, header, picture

MODEL = "gemini-3-pro-image"


class GeminiDouble(Double):
    """Of one model."""

    def __init__(self, site: Site, model: str = MODEL) -> None:
        """model: whose path it answers."""
        super().__init__(site)
        self.model = model
        site.pages = {f"/v1beta/models/{model}:generateContent": self.generate}

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("/v1beta")

    def generate(self, seen: Seen) -> Reply:
        """POST generateContent."""
        self.calls += 1
        self.check(seen.method == "POST" and header(seen, "content-type") == "application/json", "POST of JSON")
        self.check(header(seen, "x-goog-api-key") == KEY, "API key")
        self.check(len(seen.body) <= 20 << 20, "more than 20 MB inline")
        body: dict[str, Any] = json.loads(seen.body)
        self.check(set(body) == {"contents", "generationConfig"}, f"fields {set(body)}")
        contents = [types.Content.model_validate(c) for c in body["contents"]]
        config = types.GenerateContentConfig.model_validate(body["generationConfig"])
        self.check(config.response_modalities == ["IMAGE"], "modalities")
        self.check(config.image_config is not None, "imageConfig")
        assert config.image_config is not None
        ratio = str(config.image_config.aspect_ratio)
        self.check(tuple(int(n) for n in ratio.split(":")) in GEMINI_RATIOS, f"ratio {ratio}")
        self.check(config.image_config.image_size in ("1K", "2K", "4K"), "imageSize")
        self.check(len(contents) == 1 and contents[0].role == "user", "one content of the user")
        parts = contents[0].parts or []
        files = [p.inline_data for p in parts if p.inline_data is not None]
        for f in files:
            self.check(f.mime_type in ("image/png", "image/jpeg", "image/webp"), "mime type")
        pictures: list[np.ndarray[Any, Any]] = [picture(f.data or b"") for f in files]
        if pictures:
            width, height = pictures[0].shape[1], pictures[0].shape[0]
            across, down = (int(n) for n in ratio.split(":"))
            self.check(abs(width * down / (height * across) - 1) < 0.01, f"{width}x{height} is not {ratio}")
        words = [p.text for p in parts if p.text]
        size = "x".join(str(32 * int(n)) for n in ratio.split(":"))
        drawn = Drawn(prompt=words[0], model=self.model, pictures=pictures, edit=None, size=size, fields=body)
        return self.answer(drawn)

    def answer(self, drawn: Drawn) -> Reply:
        """As it plays."""
        play = self.playing()
        if (bad := _refusal(play)) is not None:
            return bad
        if play == "silent":
            return self.silent()
        coded = base64.b64encode(self.draw(drawn, play)).decode()
        shown = {"inlineData": {"mimeType": "image/png", "data": coded}}
        tried = {"inlineData": {"mimeType": "image/png", "data": "AAAA"}, "thought": True}
        body = {
            "candidates": [
                {
                    "content": {"role": "model", "parts": [tried] if play == "no picture" else [tried, shown]},
                    "finishReason": "NO_IMAGE" if play == "no picture" else "STOP",
                }
            ],
            "usageMetadata": {
                "promptTokenCount": 1300,
                "candidatesTokenCount": 1120,
                "promptTokensDetails": [
                    {"modality": "TEXT", "tokenCount": 10},
                    {"modality": "IMAGE", "tokenCount": 1290},
                ],
            },
            "responseId": "resp-42",
        }
        reply = as_json(body)
        return cut(reply) if play == "cut" else reply


def _refusal(play: str) -> Reply | None:
    def error(status: int, name: str, message: str, headers: dict[str, str] | None = None, reason: str = "") -> Reply:
        details = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
        told = {"code": status, "message": message, "status": name, "details": details}
        return as_json({"error": told}, status, headers)

    known = {
        "moderated": lambda: as_json({"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}}),
        "busy": lambda: error(429, "RESOURCE_EXHAUSTED", "Quota.", {"retry-after": "0.2"}),
        "busy long": lambda: error(429, "RESOURCE_EXHAUSTED", "Quota.", {"retry-after": "45"}),
        "busy unsaid": lambda: error(429, "RESOURCE_EXHAUSTED", "Quota."),
        "broken": lambda: error(500, "INTERNAL", "Internal error."),
        "overloaded": lambda: error(503, "UNAVAILABLE", "The model is overloaded."),
        "no json": lambda: Reply(body=b"<html>"),
        "key refused": lambda: error(400, "INVALID_ARGUMENT", f"API key {KEY} not valid.", reason="API_KEY_INVALID"),
    }
    return known[play]() if play in known else None
