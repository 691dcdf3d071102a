"""Every now and then: something done on a thread of its own, until it is stopped."""

import threading
from collections.abc import Callable


class Every:
    """Does something every so many seconds, the first time after as many."""

    def __init__(self, name: str, seconds: float, look: Callable[[], object]) -> None:
        """name: of the thread. look: what is done; it raises nothing."""
        self._name, self._seconds, self._look = name, seconds, look
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """From now on."""
        self._thread = threading.Thread(target=self._run, name=self._name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ends that; what is being done is waited for."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self._seconds):
            self._look()
