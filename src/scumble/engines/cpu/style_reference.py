"""Style of a reference picture: of a photo its light and colour, of a drawing or graphic its colours and strokes too.

Strokes are drawn by Magenta's arbitrary stylization (Ghiasi and others, BMVC 2017): one network turns the reference
into a vector of 100 numbers, another draws any picture by such a vector. Strength mixes the reference's vector with the
picture's own; faces get less of the reference's, because eyes and mouths are the first to be lost. Of a photo the
network would make fur of sand and turf of a road: its look is taken over by `style_look.py`.
"""

from collections.abc import Sequence
from typing import Final, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.errors import Unsupported
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box
from scumble.core.work import CancelToken
from scumble.engines.cpu.style_look import look_of
from scumble.engines.cpu.style_sheet import from_lab, palette, to_lab
from scumble.vision.channels import mean_of
from scumble.vision.drawn import is_drawn
from scumble.vision.faces import FILE, find_faces
from scumble.vision.models import Models

Floats = NDArray[np.float32]

LIKE: Final = "reference"
"""The name of this style in Op.STYLE."""
PREDICT, TRANSFORM = "style_predict.onnx", "style_transform.onnx"
LOOK = 256
"""Side at which the network looks at a style."""
MOST_PIXELS = 1_000_000
"""A larger picture is drawn at this size and enlarged: the strokes are some pixels wide, whatever the size."""
FULL = 0.8
"""Share of the reference's vector at strength 1; beyond it things are hard to recognise."""
FACE = 0.32
"""The same in faces, at most."""
CLOSE_UP, SLIGHT = 0.2, 0.25
"""Share of the picture from which a face fills it: strokes as wide as its features disfigure it, whatever the vector.
Up to the strength SLIGHT at least half of what is seen is the picture itself."""
WIDER, FADE = 1.25, 0.12
"""A face's ellipse, in sides of its box, and how softly it passes over to the rest."""
INKS, LIGHT_COUNTS, MIXED, TAKEN = 16, 0.35, 10.0, 0.65
"""Colours that stand for a reference's; how much their lightness counts in likeness; how far apart, in Lab units, they
still mix; and the share of a place's own colour that they replace."""
ROWS = 32
"""Rows that are worked on at once."""
STEP = 4
"""The network halves the picture twice."""
IMAGE, STYLE, DRAWN = "content_image", "mobilenet_conv/Conv/BiasAdd", "transformer/expand/conv3/conv/Sigmoid"
"""Names of the networks' values."""
GRID: Final = np.array([1, 2, 2, 2, 1], np.float32) / 8
"""Takes away the dots that the network leaves every four pixels, its step, and every two: this filter lets neither
through; what is fine in the picture itself is then put back."""
FACES: Final = "Faces were drawn with less of the style, so that they stay recognisable."
DISFIGURED: Final = (
    "A face fills this picture, and drawn in the strokes of the other picture it would be disfigured. Ask for a style "
    "that keeps faces (a pencil sketch, a watercolour), take it over slightly (strength 0.25), or send a photo as the "
    "second picture: of photos light and colour are taken over."
)
PHOTO: Final = (
    "The other picture is a photo: its light and colour were taken over, not its texture. "
    "Strokes are taken from drawings and graphics."
)

BAND_ROWS = 512
"""Rows of a drawing that are finished at a time."""


def like(image: Image, reference: Image, box: Box, strength: float, models: Models, cancel: CancelToken) -> Candidate:
    """The image with the box in the look of a photo, or drawn in the style of a drawing; alpha is kept.

    Raises Unsupported where a drawing would disfigure a face, Cancelled, Misconfigured.
    """
    other = reference.over_white().rgb
    if is_drawn(other):
        made, gently = drawn_like(image, reference, box, strength, models, cancel)
        return Candidate(image=made, notes=(FACES,) if gently else ())
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    part = image.with_pixels(np.ascontiguousarray(image.pixels[rows, columns]))
    found = find_faces(part, models) if models.has(FILE) else ()
    cancel.check()
    look = look_of(part.over_white().rgb, other, found)
    pixels = image.pixels.copy()
    pixels[rows, columns, :3] = look.apply(part.rgb, strength)
    return Candidate(image=image.with_pixels(pixels), notes=(PHOTO,))


def drawn_like(
    image: Image, reference: Image, box: Box, strength: float, models: Models, cancel: CancelToken
) -> tuple[Image, bool]:
    """The image with the box drawn in the reference's style, and whether faces were drawn with less; alpha is kept.

    The whole picture is drawn, because the network weighs all of it against the style. Raises Unsupported where a face
    fills the picture, Cancelled, Misconfigured.
    """
    rgb = image.over_white().rgb
    share = np.float32(FULL * strength)
    faces = [f for f in find_faces(image, models) if _meet(f, box)] if strength > SLIGHT else []
    if any(f.width * f.height > CLOSE_UP * image.width * image.height for f in faces):
        nearest = ("make it a pencil sketch", "make it a watercolour")
        raise Unsupported(DISFIGURED, nearest=nearest, needs="generative edit")
    faces = faces if share > FACE else []
    cancel.check()
    scale = min(1.0, (MOST_PIXELS / (image.width * image.height)) ** 0.5)
    small = _sized(rgb, max(STEP, round(image.width * scale)), max(STEP, round(image.height * scale)))
    own, wanted = _vector(small, models), _vector(reference.over_white().rgb, models)
    cancel.check()
    drawn = _draw(small, _mixed(own, wanted, share), models)
    cancel.check()
    if faces:
        gentle = _draw(small, _mixed(own, wanted, np.float32(FACE)), models).astype(np.float32)
        soft = _around(faces, scale, small.shape)[:, :, None]
        drawn = np.rint(drawn + soft * (gentle - drawn)).astype(np.uint8)
        cancel.check()
    drawn = with_colours_of(drawn, reference.over_white().rgb)
    cancel.check()
    # At little strength the network still redraws: the picture itself takes over towards 0.
    weight = min(1.0, 2.0 * strength)
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    full = (
        drawn
        if scale == 1.0
        else cast(Pixels, cv2.resize(drawn, (image.width, image.height), interpolation=cv2.INTER_CUBIC))
    )
    full = without_grid(full, rgb, 1.0 / scale)
    pixels = image.pixels.copy()
    mixed = cv2.addWeighted(full[rows, columns], weight, rgb[rows, columns], 1.0 - weight, 0.0)
    pixels[rows, columns, :3] = mixed
    return image.with_pixels(pixels), bool(faces)


def _mixed(own: Floats, wanted: Floats, share: np.float32) -> Floats:
    """So much of the wanted vector, the rest of the own one."""
    return (share * wanted + (1 - share) * own).astype(np.float32)


def _meet(one: Box, two: Box) -> bool:
    """True when two boxes have pixels in common."""
    return one.x0 < two.x1 and two.x0 < one.x1 and one.y0 < two.y1 and two.y0 < one.y1


def _around(faces: Sequence[Box], scale: float, shape: tuple[int, ...]) -> Floats:
    """float32 (h, w), 0..1: soft ellipses around faces, of a picture at `scale`."""
    found = np.zeros(shape[:2], np.float32)
    for face in faces:
        one = np.zeros(shape[:2], np.float32)
        centre = round((face.x0 + face.x1) / 2 * scale), round((face.y0 + face.y1) / 2 * scale)
        axes = round(face.width * scale * WIDER / 2), round(face.height * scale * WIDER / 2)
        cv2.ellipse(one, centre, axes, 0, 0, 360, 1.0, cv2.FILLED)
        sigma = max(1.0, FADE * (face.width + face.height) / 2 * scale)
        found = np.maximum(found, cast(Floats, cv2.GaussianBlur(one, (0, 0), sigma)))
    return found


def _sized(rgb: Pixels, width: int, height: int) -> Pixels:
    """RGB at another size, contiguous."""
    if rgb.shape[:2] == (height, width):
        return np.ascontiguousarray(rgb)
    return np.asarray(cv2.resize(rgb, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


def _vector(rgb: Pixels, models: Models) -> Floats:
    """float32 (1, 1, 1, 100): the style of a picture."""
    seen = _sized(rgb, LOOK, LOOK).astype(np.float32) / np.float32(255.0)
    return models.session(PREDICT).run(seen[None])


def _draw(rgb: Pixels, vector: Floats, models: Models) -> Pixels:
    """uint8 (H, W, 3): the picture drawn by a style's vector."""
    height, width = rgb.shape[:2]
    padded = np.pad(rgb, ((0, -height % STEP), (0, -width % STEP), (0, 0)), mode="edge")
    content = padded.astype(np.float32) / np.float32(255.0)
    drawn = models.session(TRANSFORM).answer((DRAWN,), {IMAGE: content[None], STYLE: vector})[0][0]
    return np.rint(np.clip(drawn[:height, :width], 0.0, 1.0) * 255.0).astype(np.uint8)


def with_colours_of(drawn: Pixels, reference: Pixels) -> Pixels:
    """The drawing in the reference's own colours, each place in the likest ones: the network mixes others as well."""
    small = _sized(reference, LOOK, LOOK).astype(np.float32) / np.float32(255.0)
    inks = palette(to_lab(small).reshape(-1, 3), INKS, 0)
    near = np.array([LIGHT_COUNTS, 1, 1], np.float32)
    height, width = drawn.shape[:2]
    # As in video, colour needs only half the size.
    half = to_lab(_sized(drawn, -(-width // 2), -(-height // 2)).astype(np.float32) / np.float32(255.0))
    wanted = np.empty((*half.shape[:2], 2), np.float32)
    for top in range(0, half.shape[0], ROWS):
        off = half[top : top + ROWS].reshape(-1, 1, 3) * near - inks * near
        far = np.einsum("nkc,nkc->nk", off, off)
        weights = np.exp((far.min(axis=1, keepdims=True) - far) / np.float32(2 * MIXED * MIXED))
        mixed = (weights @ inks[:, 1:]) / weights.sum(axis=1, keepdims=True)
        wanted[top : top + ROWS] = mixed.reshape(-1, half.shape[1], 2)
    lab = to_lab(drawn.astype(np.float32) / np.float32(255.0))
    own = lab[:, :, 1:]
    own += np.float32(TAKEN) * (cv2.resize(wanted, (width, height), interpolation=cv2.INTER_LINEAR) - own)
    return np.rint(from_lab(lab) * 255).astype(np.uint8)


def without_grid(drawn: Pixels, rgb: Pixels, by: float) -> Pixels:
    """The drawing without the network's dots, with the picture's own fine structure. by: how much it was enlarged."""
    out = np.empty_like(drawn)
    # As far as the blurs below reach, one after the other.
    reach = int(np.ceil(17 * by)) + 4
    for top in range(0, drawn.shape[0], BAND_ROWS):
        around = slice(max(0, top - reach), top + BAND_ROWS + reach)
        here = slice(top - around.start, top - around.start + BAND_ROWS)
        out[top : top + BAND_ROWS] = _without_grid(drawn[around], rgb[around], by)[here]
    return out


def _without_grid(drawn: Pixels, rgb: Pixels, by: float) -> Pixels:
    """Some rows of `without_grid`."""

    def softened(values: Floats) -> Floats:
        if by == 1.0:
            return np.asarray(cv2.sepFilter2D(values, -1, GRID, GRID), np.float32)
        # 1.22 pixels are the deviation of GRID.
        return np.asarray(cv2.GaussianBlur(values, (0, 0), 1.22 * by), np.float32)

    calm = softened(drawn.astype(np.float32))
    luma = mean_of(rgb)
    soft = softened(luma)
    # Where the drawing left out a thing its fine outline would be an embossing.
    share = np.minimum(1.0, _contrast(mean_of(calm), by) / (_contrast(soft, by) + 1e-3))
    return np.clip(np.rint(calm + ((luma - soft) * share)[:, :, None]), 0, 255).astype(np.uint8)


def _contrast(values: Floats, by: float) -> Floats:
    """Standard deviation around each pixel."""
    values = values - np.float32(128)
    mean, square = (cv2.GaussianBlur(v, (0, 0), 3.0 * by) for v in (values, values * values))
    return np.sqrt(np.maximum(np.asarray(square - mean * mean, np.float32), 0))
