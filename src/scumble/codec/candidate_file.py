"""Candidate as bytes and back, to the bit: an engine's answer kept until its task has ended (zip: JSON, PNG, masks).

Nothing in it is ever executed (no pickles), and nothing is unpacked that is larger than it may be.
"""

import io
import json
import zipfile
import zlib
from decimal import Decimal
from typing import Any, Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.png_writer import write_png
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate, Geometry, Inscription, Verdict
from scumble.core.region import Region
from scumble.core.usage import Money

VERSION: Final = 1
MAX_FACTS: Final = 4 << 20
"""Bytes of JSON."""
MAX_PROFILE: Final = 16 << 20
_FACTS, _PIXELS, _PROFILE, _REGION, _THING = "candidate.json", "pixels.png", "profile.icc", "region.f32", "thing.f32"
_MASK: Final = np.dtype("<f4")


class Unreadable(Exception):
    """The bytes are no candidate, or a larger one than may be read; the message says what is wrong."""


def pack(candidate: Candidate) -> bytes:
    """The bytes of a candidate; `unpack` gives an equal one."""
    image = candidate.image
    facts = {
        "version": VERSION,
        "width": image.width,
        "height": image.height,
        "opaque": image.opaque,
        "blended": candidate.blended,
        "geometry": [{"kind": g.kind, "params": dict(g.params)} for g in candidate.geometry],
        "notes": list(candidate.notes),
        "verdicts": [vars(v) for v in candidate.verdicts],
        "inscriptions": [{"text": i.text, "quad": i.quad.astype(np.float64).tolist()} for i in candidate.inscriptions],
        "cost": {"amount": str(candidate.cost.amount), "currency": candidate.cost.currency},
        "region": _shape(candidate.region),
        "thing": _shape(candidate.thing),
        "regenerated": candidate.regenerated,
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as file:
        file.writestr(_FACTS, json.dumps(facts))
        # Lossless: the colours under full transparency too.
        file.writestr(_PIXELS, write_png(image.pixels, alpha=not image.opaque))
        if image.profile is not None:
            file.writestr(_PROFILE, image.profile)
        for name, region in ((_REGION, candidate.region), (_THING, candidate.thing)):
            if region is not None:
                file.writestr(name, zlib.compress(region.weights.astype(_MASK).tobytes(), 1))
    return out.getvalue()


def unpack(data: bytes, *, max_pixels: int) -> Candidate:
    """The candidate again. max_pixels: of its picture and its masks. Raises Unreadable."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            facts: dict[str, Any] = json.loads(_read(file, _FACTS, MAX_FACTS))
            return _candidate(file, facts, max_pixels)
    except (zipfile.BadZipFile, zlib.error, ValueError, KeyError, TypeError, ArithmeticError, cv2.error) as broken:
        raise Unreadable(f"this is no candidate: {type(broken).__name__}") from broken


def _candidate(file: zipfile.ZipFile, facts: dict[str, Any], max_pixels: int) -> Candidate:
    """Raises Unreadable, and what libraries raise for damaged bytes."""
    if facts["version"] != VERSION:
        raise Unreadable(f"this candidate is of version {facts['version']}; {VERSION} can be read")
    height, width = int(facts["height"]), int(facts["width"])
    _check_size(height, width, max_pixels)
    profile = _read(file, _PROFILE, MAX_PROFILE) if _PROFILE in file.namelist() else None
    return Candidate(
        image=Image(pixels=_pixels(file, height, width, opaque=bool(facts["opaque"])), profile=profile),
        blended=bool(facts["blended"]),
        geometry=tuple(Geometry(kind=g["kind"], params=g["params"]) for g in facts["geometry"]),
        region=_mask(file, _REGION, facts["region"], max_pixels),
        thing=_mask(file, _THING, facts["thing"], max_pixels),
        notes=tuple(facts["notes"]),
        verdicts=tuple(Verdict(**v) for v in facts["verdicts"]),
        inscriptions=tuple(
            Inscription(text=i["text"], quad=np.array(i["quad"], np.float32)) for i in facts["inscriptions"]
        ),
        cost=Money(amount=Decimal(facts["cost"]["amount"]), currency=facts["cost"]["currency"]),
        regenerated=bool(facts.get("regenerated", False)),
    )


def _pixels(file: zipfile.ZipFile, height: int, width: int, *, opaque: bool) -> Pixels:
    """uint8 (H, W, 4). The PNG's own header is looked at before it is decoded."""
    data = _read(file, _PIXELS, 8 * height * width + (1 << 16))
    if (int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")) != (width, height):
        raise Unreadable("the picture has another size than it is said to have")
    read = cast("NDArray[Any] | None", cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED))
    channels = 3 if opaque else 4
    if read is None or read.dtype != np.uint8 or read.shape != (height, width, channels):
        raise Unreadable("the picture cannot be read")
    return cast(Pixels, cv2.cvtColor(read, cv2.COLOR_BGR2RGBA if opaque else cv2.COLOR_BGRA2RGBA))


def _mask(file: zipfile.ZipFile, name: str, shape: list[int] | None, max_pixels: int) -> Region | None:
    """A region of the shape that is said."""
    if shape is None:
        return None
    height, width = (int(n) for n in shape)
    _check_size(height, width, max_pixels)
    size = height * width * _MASK.itemsize
    inflater = zlib.decompressobj()
    data = inflater.decompress(_read(file, name, size + size // 100 + 1024), size + 1)
    if len(data) != size:
        raise Unreadable("a mask has another size than it is said to have")
    weights: NDArray[np.float32] = np.frombuffer(data, _MASK).reshape(height, width).astype(np.float32)
    return Region(weights=weights)


def _read(file: zipfile.ZipFile, name: str, most: int) -> bytes:
    """A member of at most so many bytes; its checksum is compared."""
    if file.getinfo(name).file_size > most:
        raise Unreadable(f"{name} is larger than it may be")
    return file.read(name)


def _check_size(height: int, width: int, max_pixels: int) -> None:
    if height < 1 or width < 1 or height * width > max_pixels:
        raise Unreadable(f"a picture of {width}x{height} is not read here")


def _shape(region: Region | None) -> list[int] | None:
    return None if region is None else list(region.shape)
