"""Shadow of a thing on the ground, or in a drawn area: how much light it lets through, by channel, softly.

    find_shadow(rgb, alpha, box)   the shadow that a thing casts, or None
    shadow_within(rgb, area)       what is in shade inside an area that somebody drew, or None
    shadow_mask(mask, image)       bool: the thing's shadow with its soft rim

The one place that answers "where is the shadow": removal, moving and relighting all ask here. A shadow is darker than
the light of the ground around it (`ground.py`), than its own rows and than the nearest ground, all channels alike; it
starts at the thing, and it ends. Ground that is simply darker, or of another colour, is none.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.core.image import Image
from scumble.core.region import Box, Region, Weights
from scumble.vision.channels import mean_of
from scumble.vision.ground import blurred, flattened, lit_surface, logs, texture_of, wide_mean
from scumble.vision.shadow_signs import Search, beyond, by_row, dilated, fade_in, nearest, residue_of
from scumble.vision.tidy import standing

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

WORK_SIDE = 480
"""Longest side, pixels, of the copy in which a shadow is looked for."""
REACHES = (0.8, 1.6)
"""How far from the thing its shadow is looked for, as a share of its shorter side; further only where it goes on."""
UPPER = (0.55, 0.35)
"""Share of the thing's height, from its top, beside which no shadow is looked for; the second where it goes on."""
TALL = 0.6
"""Share of a tall thing's height that its reach is measured in."""
SURFACE, NEARBY = 0.6, 0.3
"""Sigma of the ground's light as a share of the reach: while looking, and once the shadow is known."""
ALIKE = 0.16
"""Difference in log chroma at which ground counts 60 % as ground of the same material."""
WEAK, STRONG = 0.1, 0.22
"""Darkening in natural logarithms that belongs to a shadow, and that only a shadow has; plus the texture's noise."""
CORE = 0.08
"""Share of a shadow that has to be that dark."""
DEEP, HEART = 0.8, 0.5
"""Quantile of the darkening in what was found that is its depth, and the share of it that is the shadow's heart."""
PENUMBRA = 2.5
"""How far the rest may lie from the heart, in units of what texture was averaged over."""
HUE, NEUTRAL = 0.35, 0.08
"""Most by which the channels may differ in darkening: a share of it plus this. Open shade is bluish."""
GOES_ON = 0.06
"""Share of what is found that lies at the limit of the reach, from which the shadow goes on beyond it."""
ENDS = 0.35
"""Share of its outline along the end of the reach, from which something dark is no shadow but a dark ground."""
BETTER = 0.6
"""Share of the residue that looking higher up has to leave, to be believed."""
SMOOTHER = 0.7
"""Share of the outline that the smooth one has to leave of what the sharp one does, to be taken."""
UNTOLD = 0.55
"""Residue above which what is dark was not told rightly: taking it away would leave an outline or make one."""
UNEVEN = 0.6
"""Mean difference (log light) of the ground beside a shadow from its smooth light, above which there is no one ground
that it could lie on: hedges, trunks and walls behind a thing that hangs or stands far in front. Floors and roads have
0.05 to 0.25, coarse gravel in hard sun 0.38."""
BOTH = 0.18
"""Share of the thing that may be dark both beyond its left and beyond its right: light comes from one side, and dark on
both is what the thing sits on or is before (a bench: 0.26 to 0.54; shadows in 20 photos: at most 0.09)."""
SHARP, LEVEL = 0.8, 3.0
"""Sigma in pixels of the copy at which the shadow's outline is told; and the texture's strength in log light times this
is what total variation evens out."""
FAINT = 0.03
"""Darkening (log) that is left alone."""
LINE, LINES = 5, 0.3
"""Pixels of the copy up to which a dark line in a shadow is the ground's own, and the share of all darkening in such
lines from which they are the shadow: of spokes, of a fence."""
FADE, TOLD = 0.08, (0.2, 0.5)
"""How far a faint shadow's end fades, as a share of its size; darkening (log) up to which it is faint, and from which
it is plainly told."""
MASKED = 0.95
"""Factor on encoded numbers below which a pixel counts as shadow where only yes or no is asked."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Shadow:
    """logs: float32 (h, w, 3), natural log of the share of linear light that is let through, at most 0, on a copy of
    the window at `scale`; it goes on softly under the thing. window: the part of the picture it is about. sigma: pixels
    of the copy over which texture was averaged; noise: what texture is left in `logs`. whole: it was seen to its end.
    residue: how much of the steps in brightness along its outline stays when it is taken away (0 none, 1 all): a shadow
    that was told rightly leaves little.
    """

    logs: Floats
    window: Box
    scale: float
    sigma: float
    noise: float
    whole: bool
    residue: float

    @property
    def factor(self) -> Floats:
        """float32 (H, W) of the window: what encoded numbers of the ground are multiplied by, 1 = no shadow."""
        return self._factor(mean_of(self.logs))

    @property
    def carried(self) -> Floats:
        """The same for other ground: without the dark lines of its own ground (joints between planks), and fading out
        where it is too faint to be told from ground that is a little darker; it would end there in a frayed edge."""
        level, line = mean_of(self.logs), np.ones((LINE, LINE), np.uint8)
        closed = cast(Floats, cv2.erode(cv2.dilate(level, line), line))
        if float(closed.sum()) > (1 - LINES) * float(level.sum()):
            return self._factor(level)
        area = (closed < -FAINT).astype(np.float32)
        wide = max(1.0, FADE * float(area.sum()) ** 0.5)
        # What rough ground took from it is spread over it: closing alone would make it lighter.
        closed += blurred(level - closed, 2 * wide) * area
        faint, told = TOLD
        soft, sure = np.clip(2 * blurred(area, wide) - 1, 0, 1), np.clip((-closed - faint) / (told - faint), 0, 1)
        return self._factor((closed * (sure + (1 - sure) * soft)).astype(np.float32))

    def _factor(self, level: Floats) -> Floats:
        """Of natural logarithms of light on the copy, (h, w)."""
        # Encoded numbers go about with the power 1 / 2.2 of light.
        small = np.exp(np.where(level > -FAINT, 0, level) / 2.2).astype(np.float32)
        size = (self.window.width, self.window.height)
        full = cast(Floats, cv2.resize(small, size, interpolation=cv2.INTER_LINEAR))
        return np.clip(full, 0.05, 1, out=full)


@dataclass(frozen=True, kw_only=True, eq=False)
class _Found:
    logs: Floats
    area: Mask
    sigma: float
    noise: float
    limit: float
    beyond: float
    residue: float
    topped: bool


def find_shadow(rgb: Bytes, alpha: Weights, box: Box) -> Shadow | None:
    """The shadow of the thing with this alpha float32 (H, W) and bounds, in a picture uint8 (H, W, 3).

    It is the shadow of what stands, not of what hangs below a seat in front of it.
    """
    stands = standing(alpha)
    if stands is not alpha:
        alpha, box = stands, Region.of_mask(stands > 0.5).bounds or box
    last: Shadow | None = None
    for reach in REACHES:
        window = _around(box, reach, int(alpha.shape[1]), int(alpha.shape[0]))
        small, cover, scale = _copy(rgb, alpha, window)
        best: _Found | None = None
        # Higher up only where the shadow goes on there: beside a thing's upper half lies the background.
        for upper in UPPER:
            found = _found(_beside(small, cover, window, box, scale, reach, upper), attached=True)
            if found is None or found.beyond > ENDS or found.residue > UNTOLD:
                break
            if best is not None and found.residue > BETTER * best.residue:
                break
            best = found
            if not found.topped:
                break
        if best is None:
            return last
        last = _shadow(best, window, scale, whole=best.limit <= GOES_ON)
        if last.whole:
            break
    return last


def _beside(small: Bytes, cover: Floats, window: Box, box: Box, scale: float, reach: float, upper: float) -> Search:
    """Where the shadow of the thing is looked for."""
    thing = cv2.dilate((cover > 0.02).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    away = cast(Floats, cv2.distanceTransform((~thing).astype(np.uint8), cv2.DIST_L2, 5))
    far = reach * scale * _unit(box)
    rows = np.arange(thing.shape[0], dtype=np.intp)[:, None]
    top = round((box.y0 + upper * box.height - window.y0) * scale)
    below, wide = (rows >= top) & ~thing, (rows >= top - far / 2) & ~thing
    return Search(
        rgb=small,
        thing=thing,
        near=below & (away <= far),
        wide=wide,
        far=wide & (away > 0.6 * far),
        close=below & (away <= max(6, 0.25 * far)),
        away=away,
        reach=far,
    )


def shadow_within(rgb: Bytes, area: Mask) -> Shadow | None:
    """What is in shade inside `area`, bool (H, W), against the ground around it; None where nothing is darker."""
    bounds = Region.of_mask(area).bounds
    if bounds is None:
        return None
    side = (bounds.width * bounds.height) ** 0.5
    window = _around(bounds, 0.35 * side / max(1, _unit(bounds)), area.shape[1], area.shape[0], up=1)
    small, cover, scale = _copy(rgb, area.astype(np.float32), window)
    inside = cover > 0.5
    out = cast(Floats, cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5))
    ring = ~inside & (out <= max(6, 0.2 * side * scale))
    if int(ring.sum()) < 30 or not inside.any():
        return None
    # Nothing is known to cast it, so that all of the window is ground; the drawing says where it is.
    search = Search(
        rgb=small,
        thing=np.zeros_like(inside),
        near=inside,
        wide=np.ones_like(inside),
        far=ring,
        close=ring,
        away=np.zeros(inside.shape, np.float32),
        reach=max(8.0, 0.6 * side * scale),
    )
    found = _found(search, attached=False)
    if found is None:
        return None
    return _shadow(found, window, scale, whole=True)


def _shadow(found: _Found, window: Box, scale: float, *, whole: bool) -> Shadow:
    """As it is handed out."""
    return Shadow(
        logs=found.logs,
        window=window,
        scale=scale,
        sigma=found.sigma,
        noise=found.noise,
        whole=whole,
        residue=found.residue,
    )


def shadow_mask(mask: Mask, image: Image) -> Mask:
    """The thing's shadow with its soft rim, bool (H, W), False on the mask itself."""
    out = np.zeros(mask.shape, bool)
    bounds = Region.of_mask(mask).bounds
    shadow = None if bounds is None else find_shadow(image.rgb, mask.astype(np.float32), bounds)
    if shadow is None:
        return out
    w = shadow.window
    out[w.y0 : w.y1, w.x0 : w.x1] = shadow.factor < MASKED
    return out & ~mask


def _unit(box: Box) -> float:
    """What reaches are measured in: the shorter side, but tall things cast long shadows."""
    return max(min(box.width, box.height), TALL * box.height)


def _around(box: Box, reach: float, width: int, height: int, *, up: float = 0.0) -> Box:
    """The box with the ground beside and below it (and above, by `up` of that)."""
    by = round(2 * reach * _unit(box)) + 8
    top = max(0, box.y0 - 4 - round(up * by))
    return Box(x0=max(0, box.x0 - by), y0=top, x1=min(width, box.x1 + by), y1=min(height, box.y1 + by))


def _copy(rgb: Bytes, alpha: Weights, window: Box) -> tuple[Bytes, Floats, float]:
    """The window of picture and alpha at no more than WORK_SIDE, and its scale."""
    rows, columns = slice(window.y0, window.y1), slice(window.x0, window.x1)
    scale = min(1.0, WORK_SIDE / max(window.width, window.height))
    size = (max(8, round(window.width * scale)), max(8, round(window.height * scale)))
    small = cast(Bytes, cv2.resize(np.ascontiguousarray(rgb[rows, columns]), size, interpolation=cv2.INTER_AREA))
    cover = cast(Floats, cv2.resize(np.ascontiguousarray(alpha[rows, columns]), size, interpolation=cv2.INTER_AREA))
    return small, cover, scale


def _found(search: Search, *, attached: bool) -> _Found | None:
    """The shadow in the copy; None when nothing is one, or the ground cannot be told."""
    s = search
    free = ~s.thing
    if int(s.close.sum()) < 30 or int(s.far.sum()) < 30 or s.reach < 3:
        return None
    texture, sigma = texture_of(s.rgb, free, s.wide & ~s.near if (s.wide & ~s.near).any() else s.wide)
    light = logs(s.rgb, free, sigma)
    level = mean_of(light)
    noise = texture * 1.5 / sigma
    chroma = light - level[:, :, None]
    usual = np.median(chroma[s.close], axis=0)
    material = np.exp(-((chroma - usual) ** 2).sum(axis=2) / (2 * ALIKE**2)).astype(np.float32) * s.wide
    ground = material > 0.3
    if int(ground.sum()) < 30:
        return None
    surface = lit_surface(level, material, SURFACE * s.reach, float(np.quantile(level[ground], 0.6)))
    off = level - surface
    if attached:
        off = np.maximum(off, level - nearest(level, s.far, off))
        off = np.maximum(off, level - by_row(level, s.far, material))
    weight = (material * np.exp(-np.abs(level - surface) / 0.15)).astype(np.float32) + np.float32(1e-6)
    spread = np.ptp(light - wide_mean(light, weight, SURFACE * s.reach), axis=2)
    dark = np.maximum(-off, 0)
    able = s.near & (spread < HUE * dark + NEUTRAL + noise)
    area = _connected(able & (dark > WEAK + 1.5 * noise), able & (dark > STRONG + 2 * noise), s, sigma, attached)
    if int(area.sum()) < 12:
        return None
    # Ground a little darker than the rest that only touches a deep shadow is no part of it.
    deep = float(np.quantile(dark[area], DEEP))
    area &= dilated(area & (dark > HEART * deep), round(PENUMBRA * sigma))
    if attached and s.thing.any() and _on_both_sides(area, s.thing):
        return None
    rest = s.near & ~dilated(area, 2)
    if attached and rest.any() and float(np.abs(level - surface)[rest].mean()) > UNEVEN:
        return None
    return _measured(s, light, level - surface, material, area, sigma, noise, attached)


def _on_both_sides(area: Mask, thing: Mask) -> bool:
    """True where what is dark reaches as far to the left of the thing as to its right."""
    columns = np.flatnonzero(thing.any(axis=0))
    sides = area[:, : columns[0]], area[:, columns[-1] + 1 :]
    return min(int(np.count_nonzero(side)) for side in sides) > BOTH * int(np.count_nonzero(thing))


def _connected(weak: Mask, strong: Mask, s: Search, sigma: float, attached: bool) -> Mask:
    """Dark areas with a clear core; those of a thing start at it."""
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    opened = cv2.morphologyEx(weak.astype(np.uint8), cv2.MORPH_OPEN, disc)
    count, found = cv2.connectedComponents(opened, connectivity=4)
    labels = np.asarray(found, np.int32)
    size = np.bincount(labels.ravel(), minlength=count)
    core = np.bincount(labels[strong], minlength=count)
    keep = core >= np.maximum(8, CORE * size)
    if attached:
        touching = np.bincount(labels[s.away <= 3 + sigma], minlength=count)
        keep &= touching >= np.maximum(3, 0.01 * size)
    keep[0] = False
    return keep[labels]


def _measured(
    s: Search,
    light: Floats,
    off: Floats,
    material: Floats,
    area: Mask,
    sigma: float,
    noise: float,
    attached: bool,
) -> _Found:
    """How dark it is, against the light of the ground right around it."""
    grown = dilated(area, round(2 * sigma))
    known = material * ~grown * np.exp(-np.maximum(np.abs(off) - 2 * noise - 0.1, 0) / 0.1)
    weight = known.astype(np.float32) + np.float32(1e-7)
    narrow, wide = NEARBY * s.reach, SURFACE * s.reach
    sure = np.clip(wide_mean(weight, np.ones_like(weight), narrow) / 0.03, 0, 1)[:, :, None]
    lit = wide_mean(light, weight, narrow) * sure + wide_mean(light, weight, wide) * (1 - sure)
    depth = np.minimum(light - lit, 0)
    share = blurred(dilated(area, round(sigma)).astype(np.float32), max(1.0, sigma))
    limit, past, topped = 0.0, 0.0, False
    if attached:
        limit = float((area & (s.away > 0.85 * s.reach)).sum() / area.sum())
        share *= dilated(s.near, 2) & ~s.thing
        # What is cut off by the end of the search fades there: a shadow has no edge of that shape.
        if limit > GOES_ON:
            share *= 1 - np.clip((s.away - 0.8 * s.reach) / (0.2 * s.reach), 0, 1)
        topped = bool(area[: int(np.argmax(s.near.any(axis=1))) + 3].any())
        if topped:
            share *= fade_in(s.near)
        past = beyond(area, s, sigma)
    else:
        share *= s.near
    fine: Floats = mean_of(logs(s.rgb, ~s.thing, SHARP)) - mean_of(lit)
    fine = np.where(s.thing, mean_of(depth), np.minimum(np.maximum(fine, -6), 0)).astype(np.float32)
    flat = np.minimum(flattened(fine, LEVEL * noise * sigma / 1.5), 0)
    mean = np.minimum(depth.mean(axis=2, keepdims=True), -FAINT)
    tint = blurred(np.clip(depth / mean, 0.5, 1.6).astype(np.float32), sigma)
    share = np.clip(share, 0, 1)[:, :, None]
    # Sharp where the ground is smooth or the outline hard; where dark texture passes for shadow the smooth one is
    # truer: the one that leaves less of an outline.
    level = mean_of(light)
    smooth, sharp = (depth * share).astype(np.float32), (flat[:, :, None] * tint * share).astype(np.float32)
    left = residue_of(level, mean_of(smooth), area, s, sigma)
    residue = residue_of(level, blurred(mean_of(sharp), sigma), area, s, sigma)
    soft = sharp
    if left < SMOOTHER * residue:
        soft, residue = smooth, left
    # Where what is taken is much less than what was found dark, the ground around was not lit ground either.
    taken = float(mean_of(soft)[area].mean()) / min(-1e-3, float(off[area].mean()))
    residue = max(residue, 1 - taken)
    if s.thing.any():
        soft = np.where(s.thing[:, :, None], _carried_on(soft, ~s.thing, max(2.0, 0.08 * s.reach)), soft)
    return _Found(
        logs=soft.astype(np.float32),
        area=area,
        sigma=sigma,
        noise=noise,
        limit=limit,
        beyond=past,
        residue=residue,
        topped=topped,
    )


def _carried_on(values: Floats, known: Mask, sigma: float) -> Floats:
    """The values' soft continuation to where nothing is known."""
    weight = known.astype(np.float32)
    return wide_mean(values, weight, sigma)
