"""Put the subject into a scene out of focus, in its light: winter, beach, a wooden table … (background.scene)."""

from dataclasses import replace
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from scumble.codec.convert import between_profiles
from scumble.core.errors import InvalidValue
from scumble.core.image import Image, Pixels
from scumble.core.outcome import Candidate
from scumble.core.region import Region, Weights
from scumble.core.scenes import MOODS
from scumble.core.work import CancelToken
from scumble.engines import Task
from scumble.engines.cpu.backdrop import enlarged_rows, opaque
from scumble.engines.cpu.composite import BAND_ROWS, cleaned, lay_over, subject_alpha
from scumble.engines.cpu.harmonise import INTO_SCENE, change, grain_of, grain_tile, light_of, relit, side_of_light
from scumble.engines.cpu.scan_lines import NOTE as SCANNED
from scumble.engines.cpu.scan_lines import without_lines
from scumble.engines.cpu.scenery.gloss import reflection
from scumble.engines.cpu.scenery.place import footing, staged
from scumble.engines.cpu.scenery.scenes import SCENES, Scene, painted
from scumble.engines.cpu.under import standing_shadow
from scumble.engines.cpu.values import Params, number

Floats = NDArray[np.float32]

WRAP = 0.30
"""How much of the light behind it reaches over the subject's edge."""
WRAP_SIDE = 640
"""Longest side at which that light is worked out."""
LEAST_GRAIN, MOST_GRAIN = 0.7, 3.0
"""Grey levels: a scene without any grain looks drawn; more than this is no grain."""
RELIT = "The subject's light was matched to the scene; say 'keep the subject exactly as it is' to leave its colours."
NO_TABLE = "The picture's edge cuts the subject off, so the table it would stand on is not seen."


def render(task: Task, cancel: CancelToken) -> Candidate:
    """The subject in `scene` (see core/scenes.py), out of focus behind it, with its shadow on the ground.

    `moods`: the light, any of core/scenes.py. `match`: 0..1 (1 when absent), how far the subject's light is matched to
    the scene; 0 keeps its pixels. Where the caller drew the background, its pixels are kept anyway. The task's seed
    gives another place of the kind. Raises InvalidValue, Cancelled.
    """
    params = task.step.params
    name, moods = _named(params), _moods(params)
    match = 0.0 if task.has_drawn else number(params, "match", 0, 1, 1.0)
    if not task.region.inside.any():
        return Candidate(image=task.image, blended=True)
    task, lines = without_lines(task) if match > 0 else (task, None)
    image = task.image
    alpha = subject_alpha(task)
    scene, stand = SCENES[name], footing(alpha)
    light = side_of_light(image.rgb, alpha) or (1.0 if task.seed % 2 == 0 else -1.0)
    stage = staged(image.height, image.width, stand, table=scene.table, light=light, seed=task.seed)
    view = painted(scene, stage, moods)
    cancel.check()
    if image.profile is not None:
        view = between_profiles(np.rint(view).astype(np.uint8), None, image.profile).astype(np.float32)
    subject = _in_light(image, alpha, view, match, moods)
    back = _Backdrop(view, image, alpha, task.seed)
    if stand is not None and not stand.cut:
        back.ground(scene, subject, alpha)
    cancel.check()
    clean, fore = cleaned(replace(task, image=subject), match)
    laid = lay_over(clean, back.band, cancel, fore=fore)
    if match > 0:
        laid = laid.with_pixels(_wrapped(laid.pixels, view, alpha, light, match, cancel))
    notes = (RELIT,) if match > 0 else ()
    notes = notes if lines is None or not bool((alpha[lines] > 0).any()) else (*notes, SCANNED)
    notes = (*notes, NO_TABLE) if scene.table and stand is not None and stand.cut else notes
    wrote = Region.full(image.height, image.width) if match > 0 else None
    return Candidate(image=laid, blended=True, region=wrote, notes=notes)


def _named(params: Params) -> str:
    """The scene. Raises InvalidValue."""
    name = params.get("scene")
    if not isinstance(name, str) or name not in SCENES:
        raise InvalidValue(f"'scene' is one of {', '.join(SCENES)}, not {name!r}.", param="scene")
    return name


def _moods(params: Params) -> tuple[str, ...]:
    """The moods, none when absent. Raises InvalidValue."""
    found = params.get("moods") or []
    if not isinstance(found, list) or not all(isinstance(m, str) and m in MOODS for m in found):
        raise InvalidValue(f"'moods' is a list of {', '.join(MOODS)}, not {found!r}.", param="moods")
    return tuple(dict.fromkeys(str(m) for m in found))


def _in_light(image: Image, alpha: Weights, view: Floats, match: float, moods: tuple[str, ...]) -> Image:
    """The picture with the subject's colours in the scene's light."""
    if match <= 0:
        return image
    seen = np.clip(np.rint(view), 0, 255).astype(np.uint8)
    scene = light_of(seen, np.ones(seen.shape[:2], np.float32))
    by = change(light_of(image.rgb, alpha), scene, INTO_SCENE, strength=match, soft=1.0 if "soft" in moods else 0.0)
    return image if by.none else image.with_pixels(relit(image.pixels, by))


class _Backdrop:
    """The scene at full size, row by row: enlarged, with shadow and reflection of the subject, and grain."""

    def __init__(self, view: Floats, image: Image, alpha: Weights, seed: int) -> None:
        """view: float32 (h, w, 3), 0..255."""
        self.view, self.height, self.width = view, image.height, image.width
        noise = grain_of(image.rgb, np.asarray(1 - alpha, np.float32))
        self.sigma = float(np.clip(noise, LEAST_GRAIN, MOST_GRAIN))
        self.tile = grain_tile(seed)
        self.shadow: Weights | None = None
        self.gloss: Floats | None = None

    def ground(self, scene: Scene, subject: Image, alpha: Weights) -> None:
        """Puts the subject's shadow and reflection on the ground."""
        self.shadow = standing_shadow(alpha, scene.shadow)
        if scene.gloss > 0 and self.shadow is not None:
            self.gloss = reflection(subject.rgb, alpha, scene.gloss)

    def band(self, top: int, bottom: int) -> Pixels:
        """Rows top..bottom-1, uint8 (rows, W, 4)."""
        rows = enlarged_rows(self.view, top, bottom, self.height, self.width)
        if self.gloss is not None:
            seen = enlarged_rows(self.gloss, top, bottom, self.height, self.width)
            cover = np.clip(seen[:, :, 3:], 0, 1)
            rows = rows * (1 - cover) + np.maximum(seen[:, :, :3], 0)
        if self.shadow is not None:
            dark = np.clip(enlarged_rows(self.shadow, top, bottom, self.height, self.width), 0, 1)
            rows = rows * (1 - dark[:, :, None])
        side = self.tile.shape[0]
        lines = np.take(self.tile, np.arange(top, bottom) % side, axis=0)
        grain = np.tile(lines, (1, -(-self.width // side), 1))[:, : self.width]
        return opaque(np.clip(np.rint(rows + self.sigma * grain), 0, 255).astype(np.uint8))


def _wrapped(pixels: Pixels, view: Floats, alpha: Weights, light: float, match: float, cancel: CancelToken) -> Pixels:
    """The light behind the subject reaching over its edge, more on the side the light comes from."""
    height, width = alpha.shape
    scale = min(1.0, WRAP_SIDE / max(height, width))
    size = (max(4, round(width * scale)), max(4, round(height * scale)))
    small = cast(Floats, cv2.resize(np.ascontiguousarray(alpha), size, interpolation=cv2.INTER_AREA))
    sigma = 0.012 * max(size)
    around = 1 - cast(Floats, cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE))
    toward = cv2.Sobel(cv2.GaussianBlur(small, (0, 0), sigma), cv2.CV_32F, 1, 0, ksize=3) * np.float32(sigma)
    side = np.clip(0.75 - 0.5 * np.sign(light) * np.asarray(toward, np.float32), 0.3, 1.3)
    weight = (match * WRAP * np.clip(2 * around, 0, 1) ** 1.5 * side * small).astype(np.float32)
    soft = cast(Floats, cv2.GaussianBlur(cv2.resize(view, size, interpolation=cv2.INTER_AREA), (0, 0), 2 * sigma))
    out = pixels.copy()
    for top in range(0, height, BAND_ROWS):
        cancel.check()
        bottom = min(top + BAND_ROWS, height)
        share = np.clip(enlarged_rows(weight, top, bottom, height, width), 0, 1) * alpha[top:bottom]
        near = share > 0.004
        if not near.any():
            continue
        rows = out[top:bottom]
        behind = enlarged_rows(soft, top, bottom, height, width)[near]
        own = rows[near][:, :3].astype(np.float32)
        # Light only adds: 'screen' by what is behind, so that dark scenes darken nothing.
        added = own + share[near][:, None] * (255 - own) * np.clip(behind, 0, 255) / 255
        rows[near, :3] = np.rint(np.clip(added, 0, 255)).astype(np.uint8)
    return out
