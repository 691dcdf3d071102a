"""A double of the OpenAI Images API and servers that speak it; requests are held against the official SDK's types."""

import base64
import json
import typing
from collections.abc import Mapping
from typing import Any, Literal

import numpy as np
from openai.types import image_edit_params, image_generate_params

from tests.net.site import Reply, Seen, Site
from tests.vendors.double import KEY, Double, Drawn, Part, as_json, cut, header, parts_of, picture

EDIT = typing.get_type_hints(image_edit_params.ImageEditParamsBase)
GENERATE = typing.get_type_hints(image_generate_params.ImageGenerateParamsBase)
USAGE = {
    "input_tokens": 1040,
    "input_tokens_details": {"image_tokens": 1024, "text_tokens": 16},
    "output_tokens": 5146,
    "total_tokens": 6186,
}
OWN: Mapping[str, set[str]] = {
    "openai": set(),
    "azure": set(),
    "vllm-omni": {"mask_image", "seed"},
    "sglang": {"seed"},
    "stable-diffusion.cpp": set(),
    "openai-compatible": set(),
}
"""Fields that a server has beyond the SDK's."""


class OpenAIDouble(Double):
    """Of one profile."""

    def __init__(self, site: Site, profile: str = "openai") -> None:
        """profile: which server it is."""
        super().__init__(site)
        self.profile = profile
        self.by_url = False
        base = "/openai/v1" if profile == "azure" else "/v1"
        self.base = base
        site.pages = {
            f"{base}/images/edits": self.edits,
            f"{base}/images/generations": self.generations,
            "/result.png": self.result,
        }
        self.made = b""

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url(self.base)

    def edits(self, seen: Seen) -> Reply:
        """POST /images/edits."""
        self.common(seen)
        parts = parts_of(seen)
        fields = {p.name: p.data.decode() for p in parts if p.filename is None}
        files = [p for p in parts if p.filename is not None]
        self.fields(fields, EDIT)
        order = [p.filename is not None for p in parts]
        self.check(order == sorted(order), "text parts come first, as the SDK sends them")
        self.check({p.name for p in files} <= {"image", "image[]", "mask", "mask_image"}, "unknown files")
        images = [p for p in files if p.name in ("image", "image[]")]
        self.check(len(images) == 1 or all(p.name == "image[]" for p in images), "duplicate parameter: image")
        self.check(1 <= len(images) <= 16, "1 to 16 images")
        for p in files:
            self.check(p.media in ("image/png", "image/jpeg", "image/webp"), f"unsupported_file_mimetype {p.media}")
            self.check(len(p.data) < 50_000_000, "too large")
        pictures = [picture(p.data) for p in images]
        mask = self.mask(files, pictures[0])
        size = fields.get("size")
        shape = pictures[0].shape
        self.check(size is None or size == f"{shape[1]}x{shape[0]}", f"size {size} for a picture of {shape}")
        drawn = Drawn(
            prompt=fields["prompt"],
            model=fields["model"],
            pictures=pictures,
            edit=mask,
            size=size,
            fields=fields,
            media=tuple(p.media for p in images),
        )
        return self.answer(drawn)

    def mask(self, files: list[Part], first: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
        """The part to edit, by this server's convention."""
        name = "mask_image" if self.profile == "vllm-omni" else "mask"
        found = [p for p in files if p.name.startswith("mask")]
        if not found:
            return None
        self.check([p.name for p in found] == [name], f"the mask's field is {name}")
        self.check(found[0].media == "image/png", "a mask is a PNG")
        if self.profile in ("openai", "azure"):
            media = next(p.media for p in files if p.name in ("image", "image[]"))
            self.check(media == found[0].media, "the picture and its mask are of one format (images guide)")
        pixels = picture(found[0].data)
        self.check(pixels.shape[:2] == first.shape[:2], "invalid_mask_image_format: another size")
        if self.profile in ("vllm-omni", "stable-diffusion.cpp"):
            grey = pixels if pixels.ndim == 2 else pixels[..., 0]
            return np.asarray(grey > 127)
        self.check(pixels.ndim == 3 and pixels.shape[2] == 4, "invalid_mask_image_format: no alpha")
        return np.asarray(pixels[..., 3] == 0)

    def generations(self, seen: Seen) -> Reply:
        """POST /images/generations."""
        self.common(seen)
        self.check(header(seen, "content-type") == "application/json", "JSON only")
        fields = json.loads(seen.body)
        self.fields(fields, GENERATE)
        return self.answer(
            Drawn(
                prompt=fields["prompt"],
                model=fields["model"],
                pictures=[],
                edit=None,
                size=fields["size"],
                fields=fields,
            )
        )

    def common(self, seen: Seen) -> None:
        """What every call has."""
        self.calls += 1
        self.check(seen.method == "POST", "POST only")
        if self.profile == "azure":
            self.check(header(seen, "api-key") == KEY, "api-key")
            self.check(header(seen, "authorization") is None, "no Authorization beside api-key")
        else:
            self.check(header(seen, "authorization") == f"Bearer {KEY}", "incorrect API key")
        self.check(header(seen, "idempotency-key") is None, "Idempotency-Key is sent to nobody who does not know it")

    def fields(self, fields: Mapping[str, Any], types: Mapping[str, Any]) -> None:
        """Names and values against the SDK's types, and the size rules."""
        own = OWN[self.profile]
        for name, value in fields.items():
            self.check(name in types or name in own, f"unknown parameter {name}")
            allowed = [a for t in typing.get_args(types.get(name)) for a in typing.get_args(t)]
            literal = any(typing.get_origin(t) is Literal for t in typing.get_args(types.get(name)))
            if literal and name not in ("size", "model"):
                self.check(value in allowed, f"invalid value {value} of {name}")
        self.check(bool(fields.get("prompt")) and bool(fields.get("model")), "prompt and model are required")
        if self.profile in ("openai", "azure"):
            width, height = (int(n) for n in str(fields["size"]).split("x"))
            fine = width % 16 == height % 16 == 0 and 655_360 <= width * height <= 8_294_400
            fine = fine and max(width, height) <= 3840 and max(width, height) <= 3 * min(width, height)
            self.check(fine, f"Invalid size '{fields['size']}'.")

    def answer(self, drawn: Drawn) -> Reply:
        """As it plays."""
        play = self.playing()
        bad = refusals(play)
        if bad is not None:
            return bad
        if play == "silent":
            return self.silent()
        self.made = self.draw(drawn, play)
        item = {"b64_json": base64.b64encode(self.made).decode()}
        if self.by_url or play == "expired":
            item = {"url": self.site.url("/result.png")}
        self.expired = play == "expired"
        body: dict[str, Any] = {"created": 1, "data": [] if play == "no picture" else [item], "usage": USAGE}
        reply = as_json(body, headers={"x-request-id": "req_42"})
        return cut(reply) if play == "cut" else reply

    def result(self, seen: Seen) -> Reply:
        """GET a result: no key may come along."""
        self.check(header(seen, "authorization") is None and header(seen, "api-key") is None, "a key was sent along")
        return Reply(status=403) if self.expired else Reply(body=self.made)


def refusals(play: str) -> Reply | None:
    """The answers of OpenAI that are none."""

    def error(status: int, code: str | None, kind: str, message: str, **headers: str) -> Reply:
        body = {"message": message, "type": kind, "param": None, "code": code}
        if code == "moderation_blocked":
            body["moderation_details"] = {"moderation_stage": "input", "categories": ["violence"]}  # type: ignore[assignment]
        sent = {"x-request-id": "req_42", **{k.replace("_", "-"): v for k, v in headers.items()}}
        return as_json({"error": body}, status, sent)

    limited = (429, "rate_limit_exceeded", "requests", f"Rate limit reached for {KEY}: limit 5, used 5.")
    known = {
        "moderated": lambda: error(400, "moderation_blocked", "image_generation_user_error", "Rejected: [violence]."),
        "busy": lambda: error(*limited, retry_after="0.2"),
        "busy long": lambda: error(*limited, retry_after="45"),
        "busy unsaid": lambda: error(*limited),
        "broken": lambda: error(500, None, "server_error", "The server had an error."),
        "overloaded": lambda: error(503, None, "server_error", "Overloaded."),
        "no json": lambda: Reply(body=b"<html>hello</html>"),
        "key refused": lambda: error(401, "invalid_api_key", "invalid_request_error", f"Incorrect API key: {KEY}."),
        "credits gone": lambda: error(429, "insufficient_quota", "insufficient_quota", "You exceeded your quota."),
    }
    return known[play]() if play in known else None
