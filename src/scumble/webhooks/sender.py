"""The sender of webhooks: takes what is due from the outbox, signs it, posts it, and says when to try again.

Signed by the Standard Webhooks library. Several processes may send from one database: each claims what it sends.
"""

import logging
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

from standardwebhooks.webhooks import Webhook

from scumble.core.errors import AddressRefused, Cancelled, FetchFailed, ScumbleError
from scumble.core.work import CancelToken
from scumble.db.engine import Database
from scumble.db.outbox import Claimed, Outbox, Settled
from scumble.net.exchange import Answer
from scumble.webhooks.schedule import next_attempt

log = logging.getLogger(__name__)

WORKERS: Final = 8
EACH: Final = 2
"""Attempts at the same time, to all endpoints and to one of them."""
POLL_SECONDS: Final = 1.0
TROUBLE_SECONDS: Final = 5.0
"""How long to wait for more, and after the database could not be reached."""
PATIENCE_SECONDS: Final = 2.0
"""How long a stopping sender lets attempts finish."""
KEPT: Final = timedelta(days=30)
"""How long deliveries that ended are kept."""
SWEEP_EVERY: Final = timedelta(hours=1)
GONE: Final = 410
COME_BACK: Final = (429, 503)


class Poster(Protocol):
    """Posts to an address that a caller gave, guarded."""

    def post(
        self, url: str, body: bytes, headers: Mapping[str, str], *, seconds: float, cancel: CancelToken | None = None
    ) -> Answer:
        """The answer, without a body. Raises AddressRefused, FetchFailed, Cancelled."""
        ...


class Sender:
    """Sends what is due, on threads of its own between `start` and `stop`; `due` and `send` alone do one round."""

    def __init__(
        self,
        database: Database,
        web: Poster,
        *,
        seconds: float = 15.0,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        chance: Callable[[], float] = random.random,
    ) -> None:
        """database: migrated. seconds: for one attempt. chance: 0 to 1, for the jitter."""
        self._outbox = Outbox(database)
        self._web = web
        self._seconds = seconds
        self._now = now
        self._chance = chance
        self._cancel = CancelToken()
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._running: Counter[str] = Counter()
        self._pool: ThreadPoolExecutor | None = None
        self._loop: threading.Thread | None = None
        self._swept: datetime | None = None

    def due(self, limit: int = WORKERS) -> tuple[Claimed, ...]:
        """Claims at most `limit` deliveries that are due: they are this sender's until well after an attempt's time."""
        now = self._now()
        first = self._outbox.next_due()
        if first is None or first > now:
            return ()
        with self._lock:
            busy = [endpoint for endpoint, count in self._running.items() if count >= EACH]
        lost_after = timedelta(seconds=2 * self._seconds + 30)
        return self._outbox.claim(now, limit, lost_after=lost_after, each=EACH, busy=busy)

    def send(self, claimed: Claimed) -> None:
        """One attempt, and what became of it. Raises what the database raises; it counts as lost then, and is due
        again."""
        now = self._now()
        delivery = claimed.delivery
        try:
            answer = self._web.post(
                claimed.url,
                delivery.body.encode(),
                signed(claimed, now),
                seconds=self._seconds,
                cancel=self._cancel,
            )
        except Cancelled:
            self._outbox.give_back(delivery, self._now())
            return
        except (AddressRefused, FetchFailed) as error:
            how = self._failed(claimed, error=error.message)
        else:
            how = self._answered(claimed, answer)
        self._outbox.settle(delivery, how)
        log.info(
            "webhook %s, attempt %d: %s",
            delivery.id,
            delivery.attempts,
            how.status or how.error or "",
            extra={"event": delivery.event_type},
        )

    def wake(self) -> None:
        """Something may be due."""
        self._wake.set()

    def start(self) -> None:
        """Begins to send, until `stop`."""
        self._pool = ThreadPoolExecutor(WORKERS, thread_name_prefix="webhooks")
        self._loop = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._loop.start()

    def stop(self) -> None:
        """Claims no more, lets attempts finish for a moment, breaks off the others: they are due again at once."""
        self._stopping.set()
        self._wake.set()
        if self._loop is None or self._pool is None:
            return
        self._loop.join()
        until = time.monotonic() + PATIENCE_SECONDS
        while self._running and time.monotonic() < until:
            time.sleep(0.02)
        self._cancel.cancel()
        self._pool.shutdown(wait=True)

    def _answered(self, claimed: Claimed, answer: Answer) -> Settled:
        """What an answer means: any 2xx is taken, everything else is not, redirects too."""
        if 200 <= answer.status < 300:
            return Settled(at=self._now(), status=answer.status, delivered=True)
        if answer.status == GONE:
            return Settled(at=self._now(), status=GONE, gone=True)
        retry_after = answer.headers.get("retry-after") if answer.status in COME_BACK else None
        return self._failed(claimed, status=answer.status, retry_after=retry_after)

    def _failed(
        self,
        claimed: Claimed,
        *,
        status: int | None = None,
        error: str | None = None,
        retry_after: str | None = None,
    ) -> Settled:
        """A failed attempt, and when the next one is."""
        now = self._now()
        again = next_attempt(now, claimed.delivery.attempts, self._chance(), retry_after)
        return Settled(at=now, status=status, error=error, next_at=again)

    def _run(self) -> None:
        """The loop: whatever goes wrong in one round, there is a next one."""
        while not self._stopping.is_set():
            self._wake.clear()
            pause = POLL_SECONDS
            try:
                pause = self._round()
            except ScumbleError as error:
                log.warning("webhooks have to wait: %s", error.message)
                pause = TROUBLE_SECONDS
            except Exception:
                log.exception("webhooks have to wait")
                pause = TROUBLE_SECONDS
            if pause:
                self._wake.wait(pause)

    def _round(self) -> float:
        """Sends what is due as far as there is room; how long to wait before the next round."""
        self._sweep()
        with self._lock:
            room = WORKERS - self._running.total()
        found = self.due(room) if room else ()
        for claimed in found:
            self._begin(claimed)
        return 0.0 if found else POLL_SECONDS

    def _begin(self, claimed: Claimed) -> None:
        """Sends on a thread of the pool."""
        endpoint = claimed.delivery.endpoint_id
        with self._lock:
            self._running[endpoint] += 1

        def work() -> None:
            try:
                self.send(claimed)
            except Exception:
                log.exception("a webhook could not be settled; it will be sent again")
            finally:
                with self._lock:
                    self._running[endpoint] -= 1
                    if not self._running[endpoint]:
                        del self._running[endpoint]
                self.wake()

        if self._pool is not None:
            self._pool.submit(work)

    def _sweep(self) -> None:
        """Forgets what ended long ago, now and then."""
        now = self._now()
        if self._swept is None or now - self._swept >= SWEEP_EVERY:
            self._swept = now
            self._outbox.forget(now - KEPT)


def signed(claimed: Claimed, now: datetime) -> dict[str, str]:
    """The headers of Standard Webhooks, and what the body is."""
    delivery = claimed.delivery
    return {
        "Content-Type": "application/json",
        "webhook-id": delivery.id,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(claimed.secret).sign(delivery.id, now.astimezone(UTC), delivery.body),
    }
