"""ICC colour profiles: which are kept on the picture, which numbers are converted to sRGB, which are dropped."""

import io
from typing import Any, cast

from PIL import Image as Pillow
from PIL import ImageCms

_HEADER = 128
_CLASSES = frozenset({b"mntr", b"scnr", b"prtr", b"spac"})


def colour_space(profile: bytes | None) -> str | None:
    """'RGB', 'GRAY', 'CMYK', 'Lab' ... of a usable profile; None when there is none or it is damaged."""
    if profile is None or len(profile) < _HEADER + 4 or profile[36:40] != b"acsp":
        return None
    if int.from_bytes(profile[:4], "big") > len(profile) or profile[12:16] not in _CLASSES:
        return None
    space = profile[16:20].decode("latin-1").strip()
    return space if _opens(profile, space) else None


def _opens(profile: bytes, space: str) -> bool:
    """True when the colour engine can build a transform from this profile to sRGB."""
    mode = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK", "Lab": "LAB"}.get(space)
    if mode is None:
        return False
    try:
        ImageCms.buildTransform(_parse(profile), _srgb(), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return False
    return True


def _parse(profile: bytes) -> ImageCms.ImageCmsProfile:
    """The profile as the colour engine holds it."""
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def _srgb() -> ImageCms.ImageCmsProfile:
    """The colour engine's own sRGB."""
    return ImageCms.ImageCmsProfile(cast(Any, ImageCms).createProfile("sRGB"))


def _lab() -> ImageCms.ImageCmsProfile:
    """CIE Lab, D50."""
    return ImageCms.ImageCmsProfile(cast(Any, ImageCms).createProfile("LAB"))


def to_srgb(picture: Pillow.Image, profile: bytes | None) -> Pillow.Image:
    """A CMYK, grey or Lab picture as sRGB, relative colorimetric with black point compensation.

    profile: of the picture's own colour space; None = CMYK by its plain formula, grey as it is, Lab as CIE D50.
    """
    if profile is None and picture.mode != "LAB":
        return picture.convert("RGB")
    source = _parse(profile) if profile is not None else _lab()
    transform = ImageCms.buildTransform(
        source,
        _srgb(),
        picture.mode,
        "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )
    return cast(Pillow.Image, ImageCms.applyTransform(picture, transform))
