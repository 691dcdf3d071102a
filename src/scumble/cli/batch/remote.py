"""A running server as a batch's worker: every edit a task of the class `batch`, joined again after a break."""

import secrets
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar, cast
from urllib.parse import quote

from scumble.cli.batch.workers import Made, Wishes, Work
from scumble.core.errors import NotFound, Overloaded, ScumbleError
from scumble.core.work import CancelToken
from scumble.net.served import UNREACHABLE, Served

T = TypeVar("T")
PARALLEL: Final = 8
"""Tasks that are with the server at a time: enough that its queue never runs dry, few enough that others are served."""
LOOK_SECONDS: Final = (0.1, 2.0)
"""How soon and how seldom a task is looked at."""
BUSY_SECONDS: Final = 900.0
AWAY_SECONDS: Final = 60.0
"""How long one request is tried again while the server has no room, and while it does not answer at all."""


class Remote:
    """A server."""

    parallel = PARALLEL

    def __init__(
        self,
        server: Served,
        wishes: Wishes,
        stop: CancelToken,
        *,
        busy_seconds: float = BUSY_SECONDS,
        away_seconds: float = AWAY_SECONDS,
    ) -> None:
        """Asks it something small first. Raises core errors: a wrong key, no server."""
        self._server, self._wishes, self._stop = server, wishes, stop
        self._busy, self._away = busy_seconds, away_seconds
        self.where = server.root
        server.json("GET", "/v1/models")

    def understand(self, words: str) -> Mapping[str, Any]:
        """See `Worker`."""
        body: dict[str, object] = {"prompt": words}
        if self._wishes.model is not None:
            body["model"] = self._wishes.model
        return cast("Mapping[str, Any]", self._patiently(lambda: self._server.json("POST", "/v1/images/plan", body)))

    def edit(self, work: Work) -> Made:
        """See `Worker`. Once the batch stops the task goes on; the next run fetches its result."""
        task = self._joined(work) or self._sent(work)
        pause = LOOK_SECONDS[0]
        while task["completed_at"] is None:
            self._sleep(pause)
            pause = min(pause * 1.5, LOOK_SECONDS[1])
            task = self._task(task["id"])
        if task["status"] != "succeeded":
            raise _error_of(task)
        data = self._patiently(lambda: self._server.ask("GET", f"/v1/tasks/{quote(task['id'])}/content/0")).body
        return Made(data=data, edit=task["result"]["data"][0]["edit"])

    def _joined(self, work: Work) -> Mapping[str, Any] | None:
        """The task of an earlier run, when the server still keeps it."""
        if work.task is None:
            return None
        try:
            return self._task(work.task)
        except NotFound:
            return None

    def _task(self, task_id: str) -> Mapping[str, Any]:
        found = self._patiently(lambda: self._server.json("GET", f"/v1/tasks/{quote(task_id)}"))
        return cast("Mapping[str, Any]", found)

    def _sent(self, work: Work) -> Mapping[str, Any]:
        """The task that the server made of it, or had made of it already."""
        body, kind = self._form(work)
        headers = {"Content-Type": kind, "Idempotency-Key": work.key}
        path = "/v1/images/edits"
        answer = self._patiently(lambda: self._server.ask("POST", path, body, headers))
        task_id = answer.headers.get("x-scumble-task", "")
        if not task_id:
            raise ScumbleError("The server answered without a task; is it a Scumble server?")
        work.accepted(task_id)
        return self._task(task_id)

    def _form(self, work: Work) -> tuple[bytes, str]:
        """The request as multipart/form-data, and its media type."""
        wishes = self._wishes
        fields: dict[str, object | None] = {
            "prompt": work.item.words,
            "background": "true",
            "priority": "batch",
            "output_format": work.item.format,
            "output_compression": wishes.compression if work.item.format != "png" else None,
            "size": wishes.size,
            "fit": wishes.fit,
            "quality": wishes.quality,
            "seed": wishes.seed,
            "model": wishes.model,
        }
        line = secrets.token_hex(16)
        parts = [
            f'--{line}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in fields.items()
            if value is not None
        ]
        suffix = work.item.picture.suffix.lower()
        head = f'--{line}\r\nContent-Disposition: form-data; name="image"; filename="picture{suffix}"\r\n'
        parts += [head.encode(), b"Content-Type: application/octet-stream\r\n\r\n", work.data, b"\r\n"]
        parts.append(f"--{line}--\r\n".encode())
        return b"".join(parts), f"multipart/form-data; boundary={line}"

    def _patiently(self, ask: Callable[[], T]) -> T:
        """Asks until there is an answer: as late as the server says while it has no room, and for a while when it does
        not answer. Raises what it refuses with, and Cancelled when the batch stops."""
        began = time.monotonic()
        pause = 0.5
        while True:
            try:
                return ask()
            except ScumbleError as error:
                away = error.code == UNREACHABLE
                if not away and not isinstance(error, Overloaded):
                    raise
                if time.monotonic() - began > (self._away if away else self._busy):
                    raise
                wait = max(pause, error.retry_after) if isinstance(error, Overloaded) else pause
            self._sleep(wait * (1 + secrets.randbelow(250) / 1000))  # so that not all come back at once
            pause = min(pause * 2, 10.0)

    def _sleep(self, seconds: float) -> None:
        """Raises Cancelled when the batch stops meanwhile."""
        until = time.monotonic() + seconds
        tick = threading.Event()
        while (left := until - time.monotonic()) > 0:
            self._stop.check()
            tick.wait(min(left, 0.1))
        self._stop.check()

    def close(self) -> None:
        """See `Worker`."""


def _error_of(task: Mapping[str, Any]) -> ScumbleError:
    """Why a task has no result."""
    told = cast("Mapping[str, Any] | None", task.get("error"))
    if told is None:
        return ScumbleError("It was cancelled at the server.", code="task_cancelled")
    error = ScumbleError(str(told.get("message")), code=str(told.get("code")))
    return error
