"""Display P3 without a profile: HEIC and AVIF name their colours by numbers; here the number becomes an ICC profile."""

import struct

P3_PRIMARIES, BT2020_PRIMARIES = 12, 9
PQ_TRANSFER, HLG_TRANSFER = 16, 18
"""Code points of ITU-T H.273, tables 2 and 3."""

# SMPTE EG 432-1 primaries with the sRGB white point, adapted to D50 (Bradford), as X, Y, Z of red, green and blue.
_COLOURS = {
    b"rXYZ": (0.51512, 0.2412, -0.00105),
    b"gXYZ": (0.29198, 0.69225, 0.04189),
    b"bXYZ": (0.1571, 0.06657, 0.78407),
    b"wtpt": (0.9642, 1.0, 0.82491),
}
_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
"""IEC 61966-2-1, as parameters g, a, b, c, d of ICC's parametric curve type 3."""


def _fixed(*values: float) -> bytes:
    """ICC s15Fixed16 numbers."""
    return b"".join(struct.pack(">i", round(v * 65536)) for v in values)


def display_p3_profile() -> bytes:
    """An ICC 4.3 profile of Display P3: three primaries and the sRGB tone curve."""
    name = "Display P3".encode("utf-16-be")
    words = b"mluc" + bytes(4) + struct.pack(">II2s2sII", 1, 12, b"en", b"US", len(name), 28) + name
    curve = b"para" + bytes(4) + struct.pack(">HH", 3, 0) + _fixed(*_SRGB_CURVE)
    tags = {b"desc": words, b"cprt": words, **{tag: b"XYZ " + bytes(4) + _fixed(*v) for tag, v in _COLOURS.items()}}
    tags |= {b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, body, start = b"", b"", 128 + 4 + 12 * len(tags)
    for tag, value in tags.items():
        table += tag + struct.pack(">II", start + len(body), len(value))
        body += value + bytes(-len(value) % 4)
    header = struct.pack(">I4sI", start + len(body), b"", 0x04300000) + b"mntrRGB XYZ " + bytes(12) + b"acsp"
    header += bytes(28) + _fixed(*_COLOURS[b"wtpt"]) + bytes(48)
    return header + struct.pack(">I", len(tags)) + table + body


def described_colours(header: bytes) -> tuple[bytes | None, tuple[str, ...]]:
    """(profile, notes) for the colour numbers ('nclx') in a HEIC's or AVIF's header when it has no ICC profile.

    sRGB and unknown numbers need none; Display P3 gets its profile; the rest is read as sRGB, and said.
    """
    at = header.find(b"colrnclx")
    if at < 0 or at + 12 > len(header):
        return None, ()
    primaries, transfer = struct.unpack_from(">HH", header, at + 8)
    if transfer in {PQ_TRANSFER, HLG_TRANSFER}:
        return None, ("The picture is in high dynamic range; it was read as sRGB and may look pale.",)
    if primaries == P3_PRIMARIES:
        return display_p3_profile(), ()
    if primaries == BT2020_PRIMARIES:
        return None, ("The picture's wide BT.2020 colours were read as sRGB and may look pale.",)
    return None, ()
