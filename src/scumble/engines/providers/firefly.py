"""Adobe Firefly Services: a token is fetched, picture and mask are uploaded, a fill is submitted, asked after, fetched.

Source: the vendor's published client types (`@adobe/firefly-apis` 2.0.1) and developer.adobe.com/firefly-services/docs.
Tokens live for a day; one is kept until shortly before it ends.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import urlencode

from scumble.core.provider_errors import BadAnswer, ModerationBlocked, ProviderFailed, ProviderKeyRefused
from scumble.core.work import CancelToken
from scumble.engines.providers import File, Job, Reply
from scumble.engines.providers.failures import failure, told_of
from scumble.engines.providers.line import Line
from scumble.engines.providers.polling import State, until_done
from scumble.engines.providers.values import count_in, list_in, object_in, text_in

TOKENS: Final = "https://ims-na1.adobelogin.com"
SCOPE: Final = "openid,AdobeID,session,additional_info,read_organizations,firefly_api,ff_apis"
EARLY: Final = 300.0
"""Seconds before its end that a token is no longer used."""
ENDED: Final = frozenset({"failed", "cancelled", "canceled", "timeout"})


@dataclass(kw_only=True)
class Firefly:
    """Speaks it. client, secret: its credentials. tokens: the server that tokens are got from."""

    client: str
    secret: str = field(repr=False)
    tokens: str = TOKENS
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    async def draw(self, job: Job, line: Line, cancel: CancelToken) -> Reply:
        """See `Vendor`."""
        headers = await self._headers(line, cancel)
        mask = job.mask
        if mask is None:
            raise line.failed(BadAnswer, "it fills what a mask says, and there is none")
        body = {
            "prompt": job.prompt,
            "numVariations": 1,
            "seeds": [job.seed],
            "image": {
                "source": {"uploadId": await _upload(job.pictures[0], headers, line, cancel)},
                "mask": {"uploadId": await _upload(mask, headers, line, cancel)},
            },
        }
        submitted, _ = await line.json("POST", "/v3/images/fill-async", body, headers=headers, cancel=cancel)
        name, where = text_in(submitted.get("jobId")), text_in(submitted.get("statusUrl"))
        if not name or not where:
            raise line.failed(BadAnswer, "its answer names no job")

        async def ask() -> Mapping[str, Any]:
            found, _ = await line.json("GET", where, headers=headers, cancel=cancel, safe=True)
            return found

        done = await until_done(ask, lambda found: _state(found, line, name), line, cancel)
        outputs = list_in(object_in(done.get("result")).get("outputs"))
        url = text_in(object_in(object_in(outputs[0] if outputs else None).get("image")).get("url"))
        if not url:
            raise line.failed(BadAnswer, "its answer has no picture")
        return Reply(data=await line.fetch(url, cancel), request_id=name)

    async def _headers(self, line: Line, cancel: CancelToken) -> dict[str, str]:
        """With a token that is good for a while."""
        if time.monotonic() >= self._until:
            asked = {"grant_type": "client_credentials", "client_id": self.client, "client_secret": self.secret}
            body = urlencode({**asked, "scope": SCOPE}).encode()
            there = replace(line, url=self.tokens, domains=())
            media = {"Content-Type": "application/x-www-form-urlencoded"}
            answer = await there.ask("POST", "/ims/token/v3", body, headers=media, cancel=cancel, safe=True)
            found = there.object_of(answer)
            self._token = text_in(found.get("access_token"))
            self._until = time.monotonic() + count_in(found.get("expires_in")) - EARLY
        if not self._token:
            raise line.failed(ProviderKeyRefused, "it gives no token for this client")
        return {"Authorization": f"Bearer {self._token}", "x-api-key": self.client, "Accept": "application/json"}


async def _upload(picture: File, headers: Mapping[str, str], line: Line, cancel: CancelToken) -> str:
    """What they call a picture that was uploaded."""
    sent = {**headers, "Content-Type": picture.media}
    answer = await line.ask("POST", "/v2/storage/image", picture.data, headers=sent, cancel=cancel, safe=True)
    images = list_in(line.object_of(answer).get("images"))
    name = text_in(object_in(images[0] if images else None).get("id"))
    if not name:
        raise line.failed(BadAnswer, "it does not say what it calls a picture that was uploaded")
    return name


def _state(found: Mapping[str, Any], line: Line, name: str) -> State:
    """What an answer says. Raises what it means."""
    status = text_in(found.get("status")).lower()
    if status == "succeeded":
        return "done"
    if status not in ENDED:
        return "working"
    error = failure(line.who, 500, told_of(found if found.get("error_code") else {"message": status}))
    if isinstance(error, ModerationBlocked | ProviderFailed):
        error.request_id = name
    raise error
