"""Recolour an object: another colour with its shading, highlights and texture (object.recolor).

Only the object's main material changes (`material.py`), pixel by pixel as `repaint.py` says. In the soft rim only the
object's own share of a pixel, its estimated foreground colour, is recoloured, so that nothing spills over the edge.
"""

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.composite import BAND_ROWS, edge_colors
from scumble.engines.cpu.material import Material, find_material, membership
from scumble.engines.cpu.oklab import to_oklab
from scumble.engines.cpu.palette import one_color
from scumble.engines.cpu.repaint import mixed, repainted

NOTHING = "Nothing could be recoloured: too little of the object is visible."
KEPT = "Only the main colour ({share:.0%} of the object) was changed; parts of other colours kept theirs."
UNTOLD = (
    "The object's material could not be told from what else is on it: its pieces are many and tiny, and the new colour "
    "may look speckled. Look at the result; a drawn mask of the part that is to change does better."
)
SCATTERED = 0.1
"""Share of the object at odds with its neighbours from which that is said: photos whose recolouring is clean have at
most 0.07, one that came out speckled had 0.11."""
MOSTLY = 0.8
"""Share of the object from which nothing is said of the parts that kept their colour."""
VEHICLES = frozenset(
    "car cars van vans truck trucks lorry lorries bus buses taxi taxis cab suv limousine train tram vehicle".split()
)
"""Nouns of things whose windows are not painted."""
WHITE_SIDE = 400
"""Longest side of the copy on which the scene's white is measured."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with the region's main material in `color` '#rrggbb'. Raises InvalidValue, Cancelled."""
    image = task.image
    if task.step.params.get("color") is None:
        raise InvalidValue("Say which colour the object gets, as '#rrggbb'.", param="color")
    wanted = one_color(task.step.params, "color", "#000000", image)
    box = task.region.bounds
    if box is None:
        return Candidate(image=image, blended=True, notes=(NOTHING,))
    part, alpha = _cut(image, task.region.weights, box)
    fore = edge_colors(part, alpha, alpha)
    cancel.check()
    material = find_material(fore, alpha, glazed=_is_vehicle(task))
    if material is None:
        return Candidate(image=image, blended=True, notes=(NOTHING,))
    paint = mixed(material, wanted, _scene_white(image))
    out = image.pixels.copy()
    target = out[box.y0 : box.y1, box.x0 : box.x1]
    for top in range(0, part.height, BAND_ROWS):
        cancel.check()
        rows = slice(top, top + BAND_ROWS)
        inside = alpha[rows] > 0
        ys, xs = np.nonzero(inside)
        old = fore[rows][inside]
        lab = to_oklab(old)
        share = membership(material, old, lab, ys + top, xs, alpha.shape)
        change = (repainted(material, paint, old, lab, share) - old) * alpha[rows][inside][:, None]
        target[rows][inside, :3] = np.clip(np.rint(part.pixels[rows][inside, :3] + change), 0, 255)
    return Candidate(image=image.with_pixels(out), blended=True, notes=_notes(material))


def _notes(material: Material) -> tuple[str, ...]:
    """What there is to say of the material that was found."""
    if material.scattered >= SCATTERED:
        return (UNTOLD,)
    return () if material.share >= MOSTLY else (KEPT.format(share=material.share),)


def _cut(image: Image, weights: Weights, box: Box) -> tuple[Image, Weights]:
    """The part of picture and region inside a box."""
    rows, columns = slice(box.y0, box.y1), slice(box.x0, box.x1)
    part = Image(pixels=np.ascontiguousarray(image.pixels[rows, columns]), profile=image.profile)
    return part, np.ascontiguousarray(weights[rows, columns])


def _scene_white(image: Image) -> float:
    """Lightness of the brightest percent of the picture: what a white thing looks like in this light."""
    step = max(1, max(image.width, image.height) // WHITE_SIDE)
    pixels: Pixels = image.pixels[::step, ::step]
    seen = pixels[pixels[:, :, 3] > 0][:, :3]
    return float(np.quantile(to_oklab(seen)[:, 0], 0.99)) if len(seen) else 1.0


def _is_vehicle(task: Task) -> bool:
    """True when the words that named the target say so."""
    return any(word in VEHICLES for word in (task.step.target.words or "").lower().split())
