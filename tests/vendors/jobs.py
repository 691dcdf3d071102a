"""Doubles of providers that work in jobs: Black Forest Labs, WaveSpeed, OpenOctopus, Firefly: submit, look, fetch."""

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

import numpy as np

from tests.net.site import Reply, Seen, Site
from tests.vendors.double import KEY, Double, Drawn, as_json, cut, header, picture


class JobDouble(Double):
    """What they share: a job needs two looks until it is done, and its result lies at an address for a while."""

    looks_needed = 2

    def __init__(self, site: Site) -> None:
        """See `Double`."""
        super().__init__(site)
        self.made: bytes | None = None
        self.looks = 0
        self.behaving = "honest"
        site.pages = {"/result.png": self.result}

    def submitted(self, drawn: Drawn, accepted: Mapping[str, Any], refusals: Mapping[str, Reply], status: int) -> Reply:
        """A submission. accepted: the answer. refusals: of this vendor, by play."""
        self.calls += 1
        self.behaving = self.playing()
        if self.behaving in refusals:
            return refusals[self.behaving]
        if self.behaving == "silent":
            return self.silent()
        if self.behaving == "no json":
            return Reply(body=b"<html>")
        self.made, self.looks = self.draw(drawn, self.behaving), 0  # type: ignore[arg-type]
        reply = as_json(accepted, status)
        return cut(reply) if self.behaving == "cut" else reply

    def done(self) -> bool:
        """Whether the job is done at this look."""
        self.looks += 1
        return self.looks >= self.looks_needed

    def result(self, seen: Seen) -> Reply:
        """GET the result, for which no key may come along."""
        keys = ("authorization", "x-key", "x-goog-api-key")
        self.check(not any(header(seen, k) for k in keys), "a key was sent along")
        return Reply(status=404) if self.behaving == "expired" or self.made is None else Reply(body=self.made)

    def bearer(self, seen: Seen) -> None:
        """Holds the key against the one there is."""
        self.check(header(seen, "authorization") == f"Bearer {KEY}", "key")


class FluxDouble(JobDouble):
    """Black Forest Labs. kind: 'flux-2', 'kontext' or 'fill'."""

    def __init__(self, site: Site, model: str) -> None:
        """model: whose path it answers."""
        super().__init__(site)
        self.model = model
        site.pages |= {f"/v1/{model}": self.submit, "/regional/get_result": self.look}

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("").rstrip("/")

    def submit(self, seen: Seen) -> Reply:
        """POST /v1/MODEL."""
        self.check(seen.method == "POST" and header(seen, "x-key") == KEY, "POST with x-key")
        self.check(header(seen, "authorization") is None, "no other key")
        body: dict[str, Any] = json.loads(seen.body)
        common = {"prompt", "seed", "output_format"}
        if "fill" in self.model:
            allowed = common | {"image", "mask"}
        else:
            pictures = {"input_image", *(f"input_image_{k}" for k in range(2, 9))}
            allowed = common | pictures | ({"aspect_ratio"} if "kontext" in self.model else {"width", "height"})
        self.check(set(body) <= allowed, f"unknown fields {set(body) - allowed}")
        self.check(body["output_format"] == "png" and isinstance(body["seed"], int), "format and seed")
        names = ["image", "input_image", *(f"input_image_{k}" for k in range(2, 9))]
        sent = [picture(base64.b64decode(body[n], validate=True)) for n in names if n in body]
        size = None
        if "width" in body:
            width, height = body["width"], body["height"]
            self.check(min(width, height) >= 64 and width % 16 == height % 16 == 0, f"size {width}x{height}")
            self.check(not sent or sent[0].shape[:2] == (height, width), "the size of what is sent")
            size = f"{width}x{height}"
        if "aspect_ratio" in body:
            across, down = (int(n) for n in body["aspect_ratio"].split(":"))
            self.check(3 / 7 - 0.01 <= across / down <= 7 / 3 + 0.01, "ratio")
            size = f"{32 * across}x{32 * down}"
        edit = self.mask(body, sent[0]) if "fill" in self.model else None
        drawn = Drawn(prompt=body["prompt"], model=self.model, pictures=sent, edit=edit, size=size, fields=body)
        accepted = {
            "id": "job-42",
            "polling_url": self.site.url("/regional/get_result?id=job-42"),
            "cost": 4.5,
            "input_mp": 1.0,
            "output_mp": 1.0,
        }
        refusals = {
            "busy": as_json({"detail": "Too many active tasks"}, 429, {"retry-after": "0.2"}),
            "busy long": as_json({"detail": "Too many active tasks"}, 429, {"retry-after": "45"}),
            "busy unsaid": as_json({"detail": "Too many active tasks"}, 429),
            "broken": as_json({"detail": "Internal error"}, 500),
            "overloaded": as_json({"detail": "Unavailable"}, 503),
            "key refused": as_json({"detail": f"Not authenticated - {KEY}"}, 403),
            "credits gone": as_json({"detail": "Insufficient credits"}, 402),
        }
        return self.submitted(drawn, accepted, refusals, 200)

    def mask(self, body: Mapping[str, Any], first: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]] | None:
        """White = edit; None when all of it is, but for margins."""
        found = picture(base64.b64decode(body["mask"], validate=True))
        self.check(found.ndim == 2 and found.shape == first.shape[:2], "a grey mask of the picture's size")
        return None if (found == 255).mean() > 0.9 else np.asarray(found == 255)

    def look(self, seen: Seen) -> Reply:
        """GET the polling address."""
        self.check(header(seen, "x-key") == KEY and seen.path.endswith("?id=job-42"), "the address that was named")
        if self.behaving == "moderated":
            told = {"Moderation Reasons": ["violence"]}
            return as_json({"id": "job-42", "status": "Request Moderated", "result": None, "details": told})
        if not self.done():
            return as_json({"id": "job-42", "status": "Pending", "result": None, "progress": 0.4})
        sample = None if self.behaving == "no picture" else self.site.url("/result.png?sig=abc")
        return as_json({"id": "job-42", "status": "Ready", "result": {"sample": sample}})


class WaveSpeedDouble(JobDouble):
    """WaveSpeedAI, as its own client speaks."""

    def __init__(self, site: Site, model: str) -> None:
        """model: whose path it answers."""
        super().__init__(site)
        self.model = model
        self.uploads: dict[str, bytes] = {}
        site.pages |= {
            f"/api/v3/{model}": self.submit,
            "/api/v3/media/uploads": self.ticket,
            "/api/v3/predictions/job-42/result": self.look,
        }

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("").rstrip("/")

    def ticket(self, seen: Seen) -> Reply:
        """POST /media/uploads."""
        self.bearer(seen)
        body = json.loads(seen.body)
        self.check(set(body) == {"filename", "size", "content_type"}, f"fields {set(body)}")
        path = f"/bucket/{len(self.uploads)}/{body['filename']}"
        self.uploads[path] = b""

        def put(there: Seen) -> Reply:
            self.check(there.method == "PUT" and len(there.body) == body["size"], "PUT of the whole file")
            self.check(header(there, "authorization") is None, "no key goes to the bucket")
            self.check(header(there, "x-amz-acl") == "private", "the ticket's headers")
            self.uploads[path] = there.body
            return Reply()

        self.site.pages[path] = put
        instruction = {"method": "PUT", "url": self.site.url(path), "headers": {"x-amz-acl": "private"}}
        data = {"upload": instruction, "download_url": self.site.url(path)}
        return as_json({"code": 200, "message": "success", "data": data})

    def submit(self, seen: Seen) -> Reply:
        """POST /MODEL."""
        self.bearer(seen)
        body: dict[str, Any] = json.loads(seen.body)
        allowed = {"prompt", "images", "aspect_ratio", "resolution", "output_format", "quality"}
        self.check(set(body) <= allowed, f"unknown fields {set(body) - allowed}")
        self.check(body["resolution"] in ("1k", "2k", "4k") and body["output_format"] == "png", "values")
        sent = [picture(self.uploads[urlsplit(u).path]) for u in body["images"]]
        drawn = Drawn(prompt=body["prompt"], model=self.model, pictures=sent, edit=None, size=None, fields=body)
        data = {"id": "job-42", "status": "created", "urls": {"get": ""}}

        def refused(status: int, message: str, **headers: str) -> Reply:
            told = {"code": status, "message": message}
            return as_json(told, status, {k.replace("_", "-"): v for k, v in headers.items()})

        refusals = {
            "busy": refused(429, "Too many requests", retry_after="0.2"),
            "busy long": refused(429, "Too many requests", retry_after="45"),
            "busy unsaid": refused(429, "Too many requests"),
            "broken": refused(500, "Internal error"),
            "overloaded": refused(503, "Overloaded"),
            "key refused": refused(401, f"Key {KEY} is invalid"),
            "credits gone": refused(402, "Insufficient credits"),
        }
        return self.submitted(drawn, {"code": 200, "message": "success", "data": data}, refusals, 200)

    def look(self, seen: Seen) -> Reply:
        """GET the prediction."""
        self.bearer(seen)
        data: dict[str, Any] = {"id": "job-42", "status": "processing", "outputs": [], "error": ""}
        if self.behaving == "moderated":
            data |= {"status": "failed", "error": "Blocked by content moderation", "has_nsfw_contents": [True]}
        elif self.done():
            outputs = [] if self.behaving == "no picture" else [self.site.url("/result.png")]
            data |= {"status": "completed", "outputs": outputs}
        return as_json({"code": 200, "message": "success", "data": data})


class OctopusDouble(JobDouble):
    """OpenOctopus."""

    def __init__(self, site: Site) -> None:
        """See `Double`."""
        super().__init__(site)
        self.uploads: dict[str, bytes] = {}
        site.pages |= {
            "/v1/images/edits": self.submit,
            "/v1/images/generations": self.submit,
            "/v1/uploads": self.upload,
            "/v1/tasks/job-42": self.look,
        }

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("").rstrip("/")

    def upload(self, seen: Seen) -> Reply:
        """POST /v1/uploads: the raw bytes."""
        self.bearer(seen)
        query = parse_qs(urlsplit(seen.path).query)
        self.check(set(query) == {"filename", "field", "model", "capability"}, f"query {set(query)}")
        self.check(header(seen, "content-type") in ("image/png", "image/jpeg"), "content type")
        url = self.site.url(f"/files/{len(self.uploads)}")
        self.uploads[url] = seen.body
        return as_json({"url": url, "mimeType": "image/png", "size": len(seen.body)}, 201)

    def submit(self, seen: Seen) -> Reply:
        """POST /v1/images/..."""
        self.bearer(seen)
        body: dict[str, Any] = json.loads(seen.body)
        asked: dict[str, Any] = body["input"]
        allowed = {"images", "aspect_ratio", "resolution", "output_format", "quality"}
        self.check(set(body) == {"model", "prompt", "input"} and set(asked) <= allowed, "fields")
        edits = seen.path.endswith("edits")
        self.check(edits == bool(asked.get("images")), "pictures are for edits")
        ratios = "1:1 3:2 2:3 4:3 3:4 16:9 9:16 5:4 21:9".split()
        self.check(asked["aspect_ratio"] in ratios and asked["resolution"] in ("1k", "2k", "4k"), "values")
        sent = [picture(self.uploads[u]) for u in asked.get("images", ())]
        size = "x".join(str(32 * int(n)) for n in asked["aspect_ratio"].split(":"))
        drawn = Drawn(prompt=body["prompt"], model=body["model"], pictures=sent, edit=None, size=size, fields=body)

        def refused(status: int, code: str, message: str, **headers: str) -> Reply:
            told = {"error": {"code": code, "message": message, "retryable": False}}
            return as_json(told, status, {k.replace("_", "-"): v for k, v in headers.items()})

        refusals = {
            "moderated": refused(400, "content_policy_violation", "Not allowed."),
            "busy": refused(429, "rate_limit_exceeded", "Slow down.", retry_after="0.2"),
            "busy long": refused(429, "rate_limit_exceeded", "Slow down.", retry_after="45"),
            "busy unsaid": refused(429, "rate_limit_exceeded", "Slow down."),
            "broken": refused(500, "internal_error", "It broke."),
            "overloaded": refused(503, "provider_offline", "Offline."),
            "key refused": refused(401, "invalid_api_key", f"Unknown key {KEY}."),
            "credits gone": refused(402, "insufficient_balance", "Top up."),
        }
        accepted = {"id": "job-42", "status": "queued", "queue": {}, "asset_storage": {}}
        return self.submitted(drawn, accepted, refusals, 202)

    def look(self, seen: Seen) -> Reply:
        """GET the task."""
        self.bearer(seen)
        if not self.done():
            return as_json({"id": "job-42", "status": "processing"})
        assets = [{"type": "image", "url": self.site.url("/result.png"), "mimeType": "image/png"}]
        payload = {"format": "openoctopus.image.output.v1", "assets": [] if self.behaving == "no picture" else assets}
        return as_json({"id": "job-42", "status": "succeeded", "output_payload": payload})


class FireflyDouble(JobDouble):
    """Adobe Firefly Services, by its client's types."""

    def __init__(self, site: Site) -> None:
        """See `Double`."""
        super().__init__(site)
        self.uploads: dict[str, bytes] = {}
        self.tokens = 0
        site.pages |= {
            "/ims/token/v3": self.token,
            "/v2/storage/image": self.upload,
            "/v3/images/fill-async": self.submit,
            "/v3/status/job-42": self.look,
        }

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("").rstrip("/")

    def token(self, seen: Seen) -> Reply:
        """POST /ims/token/v3."""
        form = {k: v[0] for k, v in parse_qs(seen.body.decode()).items()}
        self.check(header(seen, "content-type") == "application/x-www-form-urlencoded", "a form")
        self.check(form["grant_type"] == "client_credentials" and "firefly_api" in form["scope"], "grant and scope")
        self.tokens += 1
        if self.play == "key refused":
            self.calls += 1
            return as_json({"error": "invalid_client", "error_description": f"invalid secret {KEY}"}, 401)
        self.check((form["client_id"], form["client_secret"]) == ("client-1", KEY), "client and secret")
        return as_json({"access_token": "token-1", "token_type": "bearer", "expires_in": 86399})

    def authorised(self, seen: Seen) -> None:
        """The token and the client's id."""
        self.check(header(seen, "authorization") == "Bearer token-1", "token")
        self.check(header(seen, "x-api-key") == "client-1", "x-api-key")

    def upload(self, seen: Seen) -> Reply:
        """POST /v2/storage/image."""
        self.authorised(seen)
        self.check(header(seen, "content-type") in ("image/png", "image/jpeg"), "content type")
        name = f"up-{len(self.uploads)}"
        self.uploads[name] = seen.body
        return as_json({"images": [{"id": name}]})

    def submit(self, seen: Seen) -> Reply:
        """POST /v3/images/fill-async."""
        self.authorised(seen)
        body: dict[str, Any] = json.loads(seen.body)
        self.check(set(body) == {"prompt", "numVariations", "seeds", "image"}, f"fields {set(body)}")
        self.check(set(body["image"]) == {"source", "mask"} and len(body["seeds"]) == body["numVariations"], "image")
        image = picture(self.uploads[body["image"]["source"]["uploadId"]])
        mask = picture(self.uploads[body["image"]["mask"]["uploadId"]])
        self.check(mask.shape == image.shape[:2] and set(np.unique(mask)) <= {0, 255}, "a grey mask of its size")
        edit = None if (mask == 255).mean() > 0.9 else np.asarray(mask == 255)
        drawn = Drawn(prompt=body["prompt"], model="fill", pictures=[image], edit=edit, size=None, fields=body)

        def refused(status: int, code: str, message: str, **headers: str) -> Reply:
            told = {"error_code": code, "message": message}
            return as_json(told, status, {k.replace("_", "-"): v for k, v in headers.items()})

        refusals = {
            "moderated": refused(400, "prompt_unsafe", "The prompt is unsafe."),
            "busy": refused(429, "too_many_requests", "Slow down.", retry_after="0.2"),
            "busy long": refused(429, "too_many_requests", "Slow down.", retry_after="45"),
            "busy unsaid": refused(429, "too_many_requests", "Slow down."),
            "broken": refused(500, "runtime_error", "It broke."),
            "overloaded": refused(503, "model_not_loaded", "Later."),
            "credits gone": refused(402, "quota_exceeded", "No credits."),
        }
        accepted = {"jobId": "job-42", "statusUrl": self.site.url("/v3/status/job-42"), "cancelUrl": ""}
        return self.submitted(drawn, accepted, refusals, 202)

    def look(self, seen: Seen) -> Reply:
        """GET the status."""
        self.authorised(seen)
        if not self.done():
            return as_json({"jobId": "job-42", "status": "running"})
        outputs = [] if self.behaving == "no picture" else [{"seed": 1, "image": {"url": self.site.url("/result.png")}}]
        return as_json({"jobId": "job-42", "status": "succeeded", "result": {"outputs": outputs}})
