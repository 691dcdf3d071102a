"""Memory of pictures: what was found out about a picture, kept for the next edit of it as long as there is room.

An edit of a picture that was edited before finds its subject, things, text and segments again without looking. Pictures
are told by their key; equal pictures become one object (`intern`), to which the findings belong. The least recently
used picture is forgotten first.
"""

import dataclasses
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator, Mapping
from typing import TypeVar, cast
from weakref import WeakKeyDictionary

import numpy as np

from scumble.core.image import Image
from scumble.core.region import Region
from scumble.core.work import CancelToken

T = TypeVar("T")

EMBEDDING = 5 << 20
"""Bytes of a segmenter's embedding, which lives as long as its picture."""
PATIENCE = 0.1
"""Seconds between looks at the cancel token while another edit looks at the same picture."""


class Known:
    """What is known of one picture: each thing found out once, by whoever asks first; who asks meanwhile waits."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._lock = threading.Lock()
        self._finding: dict[Hashable, threading.RLock] = {}
        self._values: dict[Hashable, tuple[Hashable, object]] = {}

    def get(self, key: Hashable, find_out: Callable[[], T], cancel: CancelToken, version: Hashable = None) -> T:
        """What is known under the key, found out now if it was not. Raises Cancelled, and what finding out raises.

        version: of what it depends on besides the picture, such as what was drawn; of each key the last one is kept.
        What is found out may ask for what lies under other keys, none of which may ask for this one.
        """
        with self._lock:
            finding = self._finding.setdefault(key, threading.RLock())
        while not finding.acquire(timeout=PATIENCE):
            cancel.check()
        try:
            if key not in self._values or self._values[key][0] != version:
                self._values[key] = version, find_out()
            return cast(T, self._values[key][1])
        finally:
            finding.release()

    def has(self, key: Hashable, version: Hashable = None) -> bool:
        """Whether `get` would have nothing to find out."""
        return self._values.get(key, (object(), None))[0] == version

    def bytes(self) -> int:
        """Bytes of the arrays that are known; shared ones count once."""
        seen: set[int] = set()
        return sum(_bytes(v, seen) for v in list(self._values.values()))


class Memory:
    """Pictures and what is known of them, up to a number of bytes."""

    def __init__(self, max_bytes: int = 0) -> None:
        """max_bytes: of pictures and findings together; 0 remembers nothing."""
        self._most = max_bytes
        self._lock = threading.Lock()
        self._pictures: OrderedDict[str, Image] = OrderedDict()
        self._known: WeakKeyDictionary[Image, Known] = WeakKeyDictionary()

    def intern(self, image: Image) -> Image:
        """The picture, or the equal one that is remembered. Call `settle` when the edit is done."""
        if _size(image) > self._most // 2:
            return image
        key = image.key
        with self._lock:
            kept = self._pictures.setdefault(key, image)
            self._pictures.move_to_end(key)
            self._known.setdefault(kept, Known())
            return kept

    def of(self, image: Image) -> Known:
        """What is known of a picture; of one that is not remembered nothing, and nothing will be."""
        with self._lock:
            return self._known.get(image) or Known()

    def settle(self) -> None:
        """Forgets the least recently used pictures until the rest fits."""
        with self._lock:
            pictures = list(self._pictures.items())
            left = self._most - sum(self._cost(image) for _, image in pictures)
            for key, image in pictures:
                if left >= 0:
                    return
                left += self._cost(image)
                del self._pictures[key]
                # An edit that still runs holds its own reference to what is known.
                self._known.pop(image, None)

    def _cost(self, image: Image) -> int:
        known = self._known.get(image)
        return _size(image) + EMBEDDING + (known.bytes() if known else 0)


def _size(image: Image) -> int:
    """Bytes of a picture: its pixels, and its file where it has one."""
    return 4 * image.width * image.height + (len(image.file.data) if image.file else 0)


def _bytes(value: object, seen: set[int]) -> int:
    """Bytes of all arrays that a value holds."""
    if id(value) in seen:
        return 0
    seen.add(id(value))
    if isinstance(value, np.ndarray):
        if isinstance(value.base, np.ndarray):
            return _bytes(cast(object, value.base), seen)
        return value.nbytes
    return sum(_bytes(part, seen) for part in _parts(value))


def _parts(value: object) -> Iterator[object]:
    """What a value consists of: items of containers, fields of dataclasses and regions."""
    if isinstance(value, Mapping):
        yield from cast("Mapping[object, object]", value).values()
    elif isinstance(value, (tuple, list)):
        yield from cast("list[object]", value)
    elif dataclasses.is_dataclass(value) or isinstance(value, Region):
        yield from vars(value).values() if hasattr(value, "__dict__") else ()
