"""A double of Recraft: its own paths, grey masks of exactly two values, limits on sides and bytes."""

import base64
import json
from typing import Any

import numpy as np

from tests.net.site import Reply, Seen, Site
from tests.vendors.double import KEY, Double, Drawn, Part, as_json, cut, header, parts_of, picture


class RecraftDouble(Double):
    """See the module."""

    def __init__(self, site: Site) -> None:
        """See `Double`."""
        super().__init__(site)
        self.made, self.gone = b"", False
        site.pages = {
            "/v1/images/inpaint": lambda seen: self.edit(seen, "inpaint"),
            "/v1/images/imageToImage": lambda seen: self.edit(seen, "imageToImage"),
            "/v1/images/generations": self.generations,
            "/result.png": self.result,
        }

    @property
    def url(self) -> str:
        """See `Double`."""
        return self.site.url("/v1")

    def edit(self, seen: Seen, what: str) -> Reply:
        """POST /images/inpaint or /images/imageToImage."""
        self.common(seen)
        parts = parts_of(seen)
        fields = {p.name: p.data.decode() for p in parts if p.filename is None}
        files = {p.name: p for p in parts if p.filename is not None}
        wanted = {"prompt", "model", "n", "response_format"} | ({"strength"} if what == "imageToImage" else set())
        self.check(set(fields) == wanted, f"fields {set(fields)} of {what}")
        self.check(set(files) == ({"image", "mask"} if what == "inpaint" else {"image"}), f"files of {what}")
        self.check(0 <= float(fields.get("strength", "0")) <= 1 and 1 <= int(fields["n"]) <= 6, "values")
        image = picture(files["image"].data)
        height, width = image.shape[:2]
        self.check(len(files["image"].data) < 10 << 20, "10 MB")
        self.check(256 <= min(width, height) <= max(width, height) <= 4096 and width * height <= 16 << 20, "sides")
        edit = self.mask(files["mask"], image) if "mask" in files else None
        return self.answer(
            Drawn(
                prompt=fields["prompt"],
                model=fields["model"],
                pictures=[image],
                edit=edit,
                size=None,
                fields=fields,
            )
        )

    def mask(self, part: Part, image: np.ndarray[Any, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Grey, of exactly two values, of exactly the picture's size; white = draw."""
        mask = picture(part.data)
        self.check(mask.ndim == 2 and mask.shape == image.shape[:2], "a grey mask of the picture's size")
        self.check(set(np.unique(mask)) <= {0, 255}, "only 0 and 255")
        return np.asarray(mask == 255)

    def generations(self, seen: Seen) -> Reply:
        """POST /images/generations."""
        self.common(seen)
        body: dict[str, Any] = json.loads(seen.body)
        self.check(set(body) == {"prompt", "model", "size", "n", "response_format"}, f"fields {set(body)}")
        return self.answer(
            Drawn(prompt=body["prompt"], model=body["model"], pictures=[], edit=None, size=body["size"], fields=body)
        )

    def common(self, seen: Seen) -> None:
        """What every call has."""
        self.calls += 1
        self.check(seen.method == "POST" and header(seen, "authorization") == f"Bearer {KEY}", "POST with the key")

    def answer(self, drawn: Drawn) -> Reply:
        """As it plays."""
        play = self.playing()

        def refused(status: int, code: str, message: str, **headers: str) -> Reply:
            told = {"code": code, "message": message}
            return as_json(told, status, {k.replace("_", "-"): v for k, v in headers.items()})

        known = {
            "moderated": lambda: refused(400, "content_policy_violation", "Not allowed."),
            "busy": lambda: refused(429, "rate_limit_exceeded", "Slow down.", retry_after="0.2"),
            "busy long": lambda: refused(429, "rate_limit_exceeded", "Slow down.", retry_after="45"),
            "busy unsaid": lambda: refused(429, "rate_limit_exceeded", "Slow down."),
            "broken": lambda: refused(500, "internal", "It broke."),
            "overloaded": lambda: refused(503, "unavailable", "Later."),
            "no json": lambda: Reply(body=b"<html>"),
            "key refused": lambda: refused(401, "unauthorized", f"Token {KEY} is unknown."),
            "credits gone": lambda: refused(400, "not_enough_credits", "Buy units."),
            "silent": self.silent,
        }
        if play in known:
            return known[play]()
        self.made, self.gone = self.draw(drawn, play), play == "expired"
        item = {"b64_json": base64.b64encode(self.made).decode()}
        item = {"url": self.site.url("/result.png")} if play == "expired" else item
        reply = as_json({"created": 1, "credits": 40, "data": [] if play == "no picture" else [item]})
        return cut(reply) if play == "cut" else reply

    def result(self, seen: Seen) -> Reply:
        """GET a result."""
        self.check(header(seen, "authorization") is None, "a key was sent along")
        return Reply(status=410) if self.gone else Reply(body=self.made)
