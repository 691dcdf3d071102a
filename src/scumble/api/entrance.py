"""Room for an edit, asked as early as it can be known, so that turning one away costs next to nothing.

By the headers before a byte of the body is read; by a form's fields before its first picture; by its wishes before
anything is looked up or planned. An edit that is waited for needs a place at the gate, one that is told later a place
in the queue: either may be free while the other is not.
"""

from collections.abc import Sequence

from starlette.requests import Request

from scumble.api.accepting import idempotency_key, prefers_later
from scumble.api.body import content_length, media_type
from scumble.api.gate import Gate, Lease
from scumble.api.limiting import again
from scumble.api.multipart import Part
from scumble.api.parameters import Wishes
from scumble.core.caller import Caller
from scumble.edits.turns import Turns

SMALL_JSON = 256 * 1024
"""Bytes of a JSON body that is read to learn whether it is to be told later, even when no edit can be waited for."""


class Entrance:
    """One request's way in."""

    def __init__(
        self, gate: Gate, turns: Turns | None, request: Request, caller: Caller, *, later: bool = False
    ) -> None:
        """turns: None = nothing is told later here. later: this is, whatever the request says."""
        self._gate, self._turns, self._caller = gate, turns, caller
        self._again = again(request)
        self._later = later or prefers_later(request)
        self._length = content_length(request)
        kind = media_type(request)
        small = self._length is not None and self._length <= SMALL_JSON
        # What was perhaps done already is told by its task, whatever waits.
        self._known = self._again or idempotency_key(request) is not None
        self._says_more = kind == "multipart/form-data" or (kind == "application/json" and small)

    async def open(self) -> Lease:
        """A lease to read the body with. Raises Overloaded, and TooLarge by the Content-Length."""
        lease = self._gate.open(self._length, key=self._caller.key_id, place=False, again=self._again)
        if self._later:
            await self._check_queue()
        elif self._turns is None or not self._says_more:
            self._check_place()
        return lease

    def at_picture(self, parts: Sequence[Part]) -> None:
        """A form's first picture begins. parts: what came before it. Raises Overloaded."""
        if self._later:
            return
        if not any(part.name == "background" and part.data.strip().lower() == b"true" for part in parts):
            self._check_place()
        elif self._turns is not None and not self._known:
            self._turns.check_lately(self._caller)

    async def at_wishes(self, wishes: Wishes) -> None:
        """The body is read and makes sense. Raises Overloaded."""
        if self._later or wishes.background is True:
            await self._check_queue()
        else:
            self._check_place()

    def _check_place(self) -> None:
        self._gate.check_place(self._caller.key_id, again=self._again)

    async def _check_queue(self) -> None:
        if self._turns is not None and not self._known:
            await self._turns.check_room(self._caller)
