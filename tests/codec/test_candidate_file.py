"""Candidates as bytes: the same again to the bit, and nothing larger or other than may be."""

import io
import json
import zipfile
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scumble.codec.candidate_file import Unreadable, pack, unpack
from scumble.core.image import Image
from scumble.core.outcome import Candidate, Geometry, Inscription, Verdict
from scumble.core.region import Region
from scumble.core.usage import Money

DOUBT = Verdict(guard="likeness", passed=False, value=0.1 + 0.2, limit=1e-9, sentence="Täuschend ähnlich.")


def full(seed: int = 3, *, opaque: bool = False) -> Candidate:
    """One that has everything."""
    dice = np.random.default_rng(seed)
    height, width = int(dice.integers(1, 40)), int(dice.integers(1, 40))
    pixels = dice.integers(0, 256, (height, width, 4), np.uint8)
    pixels[..., 3] = 255 if opaque else np.where(dice.random((height, width)) < 0.5, 0, pixels[..., 3])
    return Candidate(
        image=Image(pixels=pixels, profile=bytes(dice.integers(0, 256, 300, np.uint8))),
        blended=True,
        geometry=(Geometry(kind="resize", params={"width": 3, "height": 4, "share": 0.1, "edge": "reflect"}),),
        region=Region(weights=dice.random((height, width), np.float32)),
        thing=Region(weights=dice.random((2, 5), np.float32)),
        notes=("One.", "Zwei."),
        verdicts=(DOUBT,),
        inscriptions=(Inscription(text="SALE", quad=dice.random((4, 2), np.float32) * 1000),),
        cost=Money(amount=Decimal("0.0400"), currency="EUR"),
        regenerated=True,
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000), st.booleans())
def test_a_candidate_comes_back_to_the_bit(seed: int, opaque: bool) -> None:
    before = full(seed, opaque=opaque)
    after = unpack(pack(before), max_pixels=1600)
    assert (after.image.pixels == before.image.pixels).all(), "colours under full transparency too"
    assert after.image.profile == before.image.profile
    for one, two in ((after.region, before.region), (after.thing, before.thing)):
        assert one is not None
        assert two is not None
        assert (one.weights == two.weights).all()
    assert [(i.text, i.quad.tolist()) for i in after.inscriptions] == [
        (i.text, i.quad.tolist()) for i in before.inscriptions
    ]
    assert after.inscriptions[0].quad.dtype == np.float32
    plain = ("blended", "geometry", "notes", "verdicts", "cost", "regenerated")
    assert [getattr(after, n) for n in plain] == [getattr(before, n) for n in plain]


def test_a_bare_candidate_stays_bare() -> None:
    after = unpack(pack(Candidate(image=Image(pixels=np.full((2, 3, 4), 255, np.uint8)))), max_pixels=6)
    assert (after.image.profile, after.region, after.thing, after.geometry) == (None, None, None, ())
    assert after.cost == Money()


def test_what_is_larger_than_allowed_is_not_unpacked() -> None:
    candidate = Candidate(image=Image(pixels=np.zeros((10, 10, 4), np.uint8)))
    with pytest.raises(Unreadable, match="10x10"):
        unpack(pack(candidate), max_pixels=99)


def changed(member: str, data: bytes) -> bytes:
    """A candidate's bytes with one part replaced."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(pack(full()))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, data if name == member else old.read(name))
    return out.getvalue()


def test_damaged_bytes_are_refused_in_one_way() -> None:
    whole = pack(full())
    for data in (b"", b"PK", whole[: len(whole) // 2], whole[:200] + b"\0" * 40 + whole[240:]):
        with pytest.raises(Unreadable):
            unpack(data, max_pixels=1600)
    for member, data in (
        ("candidate.json", b"[]"),
        ("candidate.json", json.dumps({"version": 2}).encode()),
        ("pixels.png", b"no picture"),
        ("region.f32", b"x"),
        ("pixels.png", b"\0" * 200_000),
    ):
        with pytest.raises(Unreadable):
            unpack(changed(member, data), max_pixels=1600)
