"""Google's Gemini image models: `generateContent` with the pictures and the words; no masks, ratios instead of sizes.

Source: the official client's own types (`google-genai` 3.6).
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from scumble.core.provider_errors import BadAnswer, ModerationBlocked
from scumble.core.usage import Usage
from scumble.core.work import CancelToken
from scumble.engines.providers import Job, Reply
from scumble.engines.providers.failures import Told, made
from scumble.engines.providers.line import Line, request_id
from scumble.engines.providers.openai import decoded
from scumble.engines.providers.profiles import GEMINI_RATIOS
from scumble.engines.providers.sizes import nearest_ratio
from scumble.engines.providers.values import count_in, list_in, object_in, text_in
from scumble.net.exchange import Answer

BLOCKED: Final = frozenset(
    "SAFETY BLOCKLIST PROHIBITED_CONTENT SPII RECITATION IMAGE_SAFETY IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION "
    "MODEL_ARMOR JAILBREAK".split()
)
"""Reasons for which a picture is kept back by moderation; others are failures."""
SIZES: Final = (("1K", 1_600_000), ("2K", 6_000_000))
"""What `imageSize` is asked for, up to so many pixels of the picture; 4K, twice as dear, is for high quality."""
ONE_SIZE: Final = ("gemini-2.5-flash-image",)
"""Models, by the beginning of their names, that have no `imageSize`."""


@dataclass(frozen=True, kw_only=True)
class Gemini:
    """Speaks it. headers: with the key in them."""

    headers: Mapping[str, str]

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        path = f"/models/{job.model}:generateContent"
        found, answer = await line.json("POST", path, _body(job), headers=self.headers, cancel=cancel)
        feedback = object_in(found.get("promptFeedback"))
        if blocked := text_in(feedback.get("blockReason")):
            raise _blocked(line, "input", blocked, text_in(feedback.get("blockReasonMessage")))
        candidates = list_in(found.get("candidates"))
        first = object_in(candidates[0] if candidates else None)
        parts = [object_in(p) for p in list_in(object_in(first.get("content")).get("parts"))]
        # A model that thinks sends what it tried, too; the result is the last picture that is no thought.
        shown = [p for p in parts if p.get("inlineData") and p.get("thought") is not True]
        pictures = [object_in(p.get("inlineData")) for p in shown]
        reason = text_in(first.get("finishReason"))
        if not pictures:
            raise _without(line, answer, reason, text_in(first.get("finishMessage")))
        data = decoded(text_in(pictures[-1].get("data")), line)
        return Reply(data=data, usage=_usage(found), request_id=text_in(found.get("responseId")) or request_id(answer))


def _body(job: Job) -> dict[str, Any]:
    """The request."""
    parts: list[dict[str, Any]] = [
        {"inlineData": {"mimeType": p.media, "data": base64.b64encode(p.data).decode()}} for p in job.pictures
    ]
    across, down = nearest_ratio(job.width, job.height, GEMINI_RATIOS)
    image: dict[str, str] = {"aspectRatio": f"{across}:{down}"}
    if not job.model.startswith(ONE_SIZE):
        image["imageSize"] = _size(job)
    return {
        "contents": [{"role": "user", "parts": [*parts, {"text": job.prompt}]}],
        "generationConfig": {"responseModalities": ["IMAGE"], "imageConfig": image, "seed": job.seed},
    }


def _size(job: Job) -> str:
    """The smallest that the picture fits in; the largest only where quality is asked for."""
    if job.quality == "low":
        return "1K"
    fitting = next((name for name, most in SIZES if job.width * job.height <= most), "4K")
    return fitting if fitting != "4K" or job.quality in ("high", "xhigh", "max") else "2K"


def _blocked(line: Line, stage: str, reason: str, message: str) -> ModerationBlocked:
    error = made(ModerationBlocked, line.who, Told(message=message or reason, stage=stage, categories=(reason,)))
    assert isinstance(error, ModerationBlocked)  # noqa: S101 - what `made` was asked for
    return error


def _without(line: Line, answer: Answer, reason: str, message: str) -> Exception:
    """Why there is no picture."""
    if reason in BLOCKED:
        return line.named(_blocked(line, "output", reason, message), answer)
    return line.named(line.failed(BadAnswer, f"its answer has no picture ({reason or 'no reason'})"), answer)


def _usage(found: Mapping[str, Any]) -> Usage | None:
    """Tokens: pictures and words apart, as far as it says."""
    told = object_in(found.get("usageMetadata"))
    total, out = count_in(told.get("promptTokenCount")), count_in(told.get("candidatesTokenCount"))
    details = [object_in(d) for d in list_in(told.get("promptTokensDetails"))]
    image = sum(count_in(d.get("tokenCount")) for d in details if d.get("modality") == "IMAGE")
    thought = count_in(told.get("thoughtsTokenCount"))
    if not total and not out:
        return None
    return Usage(input_text=max(0, total - image), input_image=image, output_image=out + thought)
