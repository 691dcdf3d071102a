"""Recolour an object: another colour with its shading, highlights and texture (object.recolor).

Only the object's main material changes (`material.py`), pixel by pixel as `repaint.py` says. In the soft rim only the
object's own share of a pixel, its estimated foreground colour, is recoloured, so that nothing spills over the edge.
Flat graphics get the exact colour (`flat_paint.py`).
"""

import numpy as np

from scumble.core.errors import InvalidValue
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Box, Weights
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.composite import BAND_ROWS, edge_colors
from scumble.engines.cpu.flat_paint import flat_areas, painted, plain
from scumble.engines.cpu.half_told import half_told
from scumble.engines.cpu.holes import ring
from scumble.engines.cpu.material import Material, features_at, find_material, membership
from scumble.engines.cpu.oklab import from_oklab, to_oklab
from scumble.engines.cpu.palette import one_color
from scumble.engines.cpu.relettered import Painted, relettered
from scumble.engines.cpu.repaint import Paint, mixed, repainted
from scumble.engines.cpu.rims import unmixed

NOTHING = "Nothing could be recoloured: too little of the object is visible."
KEPT = "Only the main colour ({share:.0%} of the object) was changed; parts of other colours kept theirs."
UNTOLD = (
    "The object's material could not be told from what else is on it: its pieces are many and tiny, and the new colour "
    "may look speckled. Look at the result; a drawn mask of the part that is to change does better."
)
DULLED = "So dark and pure a colour looks like a lamp on a lit thing, so it was made a little greyer: about {middle}."
DULL = 0.15
"""Share of the chroma taken off from which that is said."""
SCATTERED = 0.1
"""Share of the object at odds with its neighbours from which that is said: photos whose recolouring is clean have at
most 0.07, one that came out speckled had 0.11."""
MOSTLY = 0.955
"""Share of the object from which nothing is said of the parts that kept their colour."""
VEHICLES = frozenset(
    "car cars van vans truck trucks lorry lorries bus buses taxi taxis cab suv limousine train tram vehicle".split()
)
"""Nouns of things whose windows are not painted."""
AROUND = 8
"""Pixels of ground around a thing that are looked at, to tell its rim."""
WHITE_SIDE = 400
"""Longest side of the copy on which the scene's white is measured."""


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The picture with the region's main material in `color` '#rrggbb'. Raises InvalidValue, Cancelled."""
    image = task.image
    if task.step.params.get("color") is None:
        raise InvalidValue("Say which colour the object gets, as '#rrggbb'.", param="color")
    wanted = one_color(task.step.params, "color", "#000000", image)
    flat = flat_areas(task)
    if flat is not None:
        return painted(task, *flat, plain(wanted))
    box = task.region.bounds
    if box is None:
        return Candidate(image=image, blended=True, notes=(NOTHING,))
    part, alpha = _cut(image, task.region.weights, box)
    fore = edge_colors(part, alpha, alpha)
    cancel.check()
    quads = tuple(line.quad - np.array([box.x0, box.y0], np.float32) for line in task.lettering)
    ground = _ground(task, box)
    material = find_material(fore, alpha, glazed=_is_vehicle(task), quads=quads, ground=ground)
    if material is None:
        return Candidate(image=image, blended=True, notes=(NOTHING,))
    fore, mixed_in = _unmixed(task, fore, box)
    paint = mixed(material, wanted, _scene_white(image))
    out = image.pixels.copy()
    shares = np.zeros(alpha.shape if quads else (0, 0), np.float32)
    target = out[box.y0 : box.y1, box.x0 : box.x1]
    for top in range(0, part.height, BAND_ROWS):
        cancel.check()
        rows = slice(top, top + BAND_ROWS)
        inside = alpha[rows] > 0
        ys, xs = np.nonzero(inside)
        old = fore[rows][inside]
        lab = to_oklab(old)
        share = membership(material, old, lab, ys + top, xs, alpha.shape)
        kept = features_at(material, ys + top, xs, alpha.shape)
        change = (repainted(material, paint, old, lab, share, kept) - old) * mixed_in[rows][inside][:, None]
        if quads:
            shares[rows][inside] = share
        target[rows][inside, :3] = np.clip(np.rint(part.pixels[rows][inside, :3] + change), 0, 255)
    notes = (*_notes(material), *_dulled(paint))
    if quads:
        made = Painted(old=fore, new=target[:, :, :3], share=shares, alpha=alpha)
        target[:, :, :3], said = relettered(made, quads)
        notes = (*notes, *said)
    return Candidate(image=image.with_pixels(out), blended=True, notes=notes, verdicts=half_told(task))


def _notes(material: Material) -> tuple[str, ...]:
    """What there is to say of the material that was found."""
    if material.scattered >= SCATTERED:
        return (UNTOLD,)
    return () if material.share >= MOSTLY else (KEPT.format(share=material.share),)


def _dulled(paint: Paint) -> tuple[str, ...]:
    """What there is to say of a paint that is not quite the colour asked for."""
    if paint.dulled < DULL:
        return ()
    red, green, blue = (round(float(v)) for v in from_oklab(np.array([[paint.level, paint.a, paint.b]], np.float32))[0])
    return (DULLED.format(middle=f"#{red:02x}{green:02x}{blue:02x}"),)


def _unmixed(task: Task, fore: Pixels, box: Box) -> tuple[Pixels, Weights]:
    """The thing's colours in its box, and its share of each pixel: told with a rim of the ground around the box."""
    wide = _grown(box, task.image)
    part, alpha = _cut(task.image, task.region.weights, wide)
    inner = (slice(box.y0 - wide.y0, box.y1 - wide.y0), slice(box.x0 - wide.x0, box.x1 - wide.x0))
    colours = part.rgb.copy()
    colours[inner] = fore
    colours, share = unmixed(part.rgb, colours, alpha)
    return colours[inner], np.ascontiguousarray(share[inner])


def _ground(task: Task, box: Box) -> Weights | None:
    """Median OKLab (3,) of what lies around the thing; None where nothing does."""
    wide = _grown(box, task.image)
    part, alpha = _cut(task.image, task.region.weights, wide)
    around = ring(alpha > 0, AROUND) & (part.alpha > 0)
    return np.median(to_oklab(part.rgb[around]), axis=0).astype(np.float32) if around.any() else None


def _grown(box: Box, image: Image) -> Box:
    """The box with a rim of the ground, inside the picture."""
    return Box(
        x0=max(0, box.x0 - AROUND),
        y0=max(0, box.y0 - AROUND),
        x1=min(image.width, box.x1 + AROUND),
        y1=min(image.height, box.y1 + AROUND),
    )


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
