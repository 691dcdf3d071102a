"""A HEIC writer for tests: one 32x32 picture, coded as raw samples (PCM) in a valid HEVC stream.

There is no freely licensed HEVC encoder among the packages, and none is needed for this: a single coding unit of raw
samples takes one context-coded decision. Source: ITU-T H.265, 7.3 (syntax), 9.3 (CABAC); ISO/IEC 23008-12 (boxes).
"""

import struct

import numpy as np
from numpy.typing import NDArray

SIDE = 32
_PROFILE = bytes.fromhex("01 60000000 900000000000 1e")
"""Main profile, its compatibility flags, progressive frames, level 1."""


class _Bits:
    """A bit string under construction."""

    def __init__(self) -> None:
        """Empty."""
        self.text = ""

    def u(self, *fields: tuple[int, int]) -> "_Bits":
        """(value, bits) each, fixed length."""
        self.text += "".join(f"{value:0{bits}b}" for value, bits in fields)
        return self

    def ue(self, *values: int) -> "_Bits":
        """Exponential Golomb codes; 0 is also the signed 0."""
        for value in values:
            code = f"{value + 1:b}"
            self.text += "0" * (len(code) - 1) + code
        return self

    def raw(self, data: bytes) -> "_Bits":
        """Whole bytes."""
        self.text += "".join(f"{byte:08b}" for byte in data)
        return self

    def aligned(self, stop: str = "") -> bytes:
        """Padded with zeros to a whole number of bytes."""
        text = self.text + stop
        text += "0" * (-len(text) % 8)
        return bytes(int(text[i : i + 8], 2) for i in range(0, len(text), 8))


def _terminated(low: int) -> str:
    """The bits of a CABAC flush from `low` after a terminating decision (range 2). Source: H.265, 9.3.5.5-6."""
    out, outstanding, first = "", 0, True

    def put(bit: str) -> None:
        nonlocal out, outstanding, first
        out += "" if first else bit
        first = False
        out += ("1" if bit == "0" else "0") * outstanding
        outstanding = 0

    for _ in range(7):
        if low < 256:
            put("0")
        elif low >= 512:
            low -= 512
            put("1")
        else:
            low -= 256
            outstanding += 1
        low *= 2
    put(str((low >> 9) & 1))
    return out + f"{((low >> 7) & 3) | 1:02b}"


def _nal(kind: int, payload: bytes) -> bytes:
    """A network unit with emulation prevention."""
    out, zeros = bytearray((kind << 1, 1)), 0
    for byte in payload:
        if zeros >= 2 and byte <= 3:
            out.append(3)
            zeros = 0
        out.append(byte)
        zeros = zeros + 1 if byte == 0 else 0
    return bytes(out)


def _parameter_sets() -> tuple[bytes, bytes, bytes]:
    """Video, sequence and picture parameter set."""
    video = _Bits().u((0, 4), (3, 2), (0, 6), (0, 3), (1, 1), (0xFFFF, 16)).raw(_PROFILE)
    video.u((1, 1)).ue(0, 0, 0).u((0, 6)).ue(0).u((0, 2))
    sequence = _Bits().u((0, 4), (0, 3), (1, 1)).raw(_PROFILE).ue(0, 1, SIDE, SIDE).u((0, 1)).ue(0, 0, 0).u((1, 1))
    # Coding units and trees of 32, transforms of 4 to 32; PCM of 8 bits in units of 32, not filtered.
    sequence.ue(0, 0, 0, 2, 0, 0, 3, 0, 0).u((0, 3), (1, 1), (7, 4), (7, 4)).ue(2, 0).u((1, 1)).ue(0).u((0, 5))
    picture = _Bits().ue(0, 0).u((0, 7)).ue(0, 0, 0).u((0, 3)).ue(0, 0).u((0, 7), (1, 1), (0, 1), (1, 1), (0, 2))
    picture.ue(0).u((0, 2))
    return _nal(32, video.aligned("1")), _nal(33, sequence.aligned("1")), _nal(34, picture.aligned("1"))


def _slice(luma: bytes, chroma: bytes) -> bytes:
    """The picture: header, 'one undivided unit' and 'raw samples' as decisions, the samples, the end."""
    header = _Bits().u((1, 1), (0, 1)).ue(0, 2, 0).aligned("1")
    # The first decision leaves low 0 and range 270 (most probable symbol, state 0); terminating takes 268.
    start = _Bits()
    start.text = _terminated(270 - 2)
    end = _Bits()
    end.text = _terminated(510 - 2)
    return _nal(19, header + start.aligned() + luma + chroma + end.aligned())


def _box(kind: bytes, *parts: bytes) -> bytes:
    """One box."""
    body = b"".join(parts)
    return struct.pack(">I", len(body) + 8) + kind + body


def _full(kind: bytes, version: int, *parts: bytes) -> bytes:
    """One box with version and flags."""
    return _box(kind, bytes((version, 0, 0, 0)), *parts)


def heic(
    luma: NDArray[np.uint8],
    blue: NDArray[np.uint8],
    red: NDArray[np.uint8],
    quarter_turns: int = 0,
    colours: tuple[int, int] = (1, 13),
) -> bytes:
    """A HEIC of 32x32 luma and 16x16 chroma samples (full range BT.601), turned counter-clockwise when shown.

    colours: code points of primaries and transfer (H.273); (1, 13) is sRGB.
    """
    sets = _parameter_sets()
    arrays = b"".join(bytes((0xA0 + 32 + i,)) + struct.pack(">HH", 1, len(s)) + s for i, s in enumerate(sets))
    config = b"\x01" + _PROFILE + bytes.fromhex("f000fcfdf8f800000f03") + arrays
    properties = [
        _box(b"hvcC", config),
        _full(b"ispe", 0, struct.pack(">II", SIDE, SIDE)),
        _box(b"colr", b"nclx" + struct.pack(">HHHB", *colours, 6, 0x80)),
        _box(b"irot", bytes((quarter_turns,))),
    ]
    used = b"\x81\x02\x03\x84" if quarter_turns else b"\x81\x02\x03"
    association = struct.pack(">IHB", 1, 1, len(used)) + used
    coded = _slice(luma.tobytes(), blue.tobytes() + red.tobytes())
    item = struct.pack(">I", len(coded)) + coded
    brand = _box(b"ftyp", b"heic\0\0\0\0mif1heic")

    def meta(offset: int) -> bytes:
        place = b"\x44\0" + struct.pack(">HHHHII", 1, 1, 0, 1, offset, len(item))
        return _full(
            b"meta",
            0,
            _full(b"hdlr", 0, bytes(4), b"pict", bytes(12), b"\0"),
            _full(b"pitm", 0, struct.pack(">H", 1)),
            _full(b"iloc", 0, place),
            _full(b"iinf", 0, struct.pack(">H", 1), _full(b"infe", 2, struct.pack(">HH", 1, 0), b"hvc1\0")),
            _box(b"iprp", _box(b"ipco", *properties), _full(b"ipma", 0, association)),
        )

    offset = len(brand) + len(meta(0)) + 8
    return brand + meta(offset) + _box(b"mdat", item)
