"""Converting RGB numbers from one colour profile to another: a second picture or a colour into the edited picture's."""

import io
from typing import cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pillow
from PIL import ImageCms

from scumble.core.image import Image


def between_profiles(rgb: NDArray[np.uint8], source: bytes | None, target: bytes | None) -> NDArray[np.uint8]:
    """uint8 (H, W, 3) in profile `source` as numbers of profile `target`; None = sRGB.

    Relative colorimetric with black point compensation, as Photoshop's default. A profile the colour engine cannot
    use counts as sRGB: its numbers are left as they are.
    """
    if source == target:
        return rgb
    try:
        transform = ImageCms.buildTransform(
            _profile(source),
            _profile(target),
            "RGB",
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return rgb
    picture = Pillow.fromarray(np.ascontiguousarray(rgb))
    return np.array(cast(Pillow.Image, ImageCms.applyTransform(picture, transform)), np.uint8)


def into_profile(image: Image, profile: bytes | None) -> Image:
    """The picture with its numbers in another profile; alpha is kept."""
    if image.profile == profile:
        return image
    rgb = between_profiles(image.rgb, image.profile, profile)
    return Image(pixels=np.dstack([rgb, image.alpha]), profile=profile)


def _profile(data: bytes | None) -> ImageCms.ImageCmsProfile:
    """The profile as the colour engine holds it; sRGB for None."""
    if data is not None:
        return ImageCms.ImageCmsProfile(io.BytesIO(data))
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType, reportUnknownArgumentType]
