"""Heads of hair: straight, curly and blown by the wind, on a bust with face, neck and clothes."""

import numpy as np

from bench.composites.canvas import Canvas, Cut, curve
from bench.composites.strands import Points, draw, grow
from bench.composites.texture import lighter, shaded

WIDTH, HEIGHT = 1080, 860
FACE = (380.0, 330.0, 112.0, 150.0)
"""Centre and half axes of the face."""
SKINS = ((224, 172, 140), (141, 92, 66), (196, 140, 104), (240, 200, 176))
HAIRS = ((58, 38, 26), (172, 122, 66), (26, 22, 24), (128, 58, 30))
CLOTHES = ((58, 84, 132), (138, 44, 52), (70, 96, 74), (196, 186, 170))


def straight(rng: np.random.Generator) -> Cut:
    """Long hair falling over the shoulders, with flyaways."""
    return _head(rng, count=5200, length=(330, 60), bend=0.12, curl=0.06, turns=1.0, gravity=1.5, loose=130)


def curly(rng: np.random.Generator) -> Cut:
    """A full head of curls."""
    return _head(rng, count=4200, length=(190, 50), bend=0.6, curl=1.5, turns=3.2, gravity=0.35, loose=260, volume=1.1)


def blown(rng: np.random.Generator) -> Cut:
    """Hair carried to one side by the wind, in locks."""
    return _head(rng, count=4600, length=(320, 90), bend=0.4, curl=0.35, turns=1.2, gravity=0.25, loose=240, wind=1.0)


def _head(
    rng: np.random.Generator,
    *,
    count: int,
    length: tuple[float, float],
    bend: float,
    curl: float,
    turns: float,
    gravity: float,
    loose: int,
    volume: float = 1.0,
    wind: float = 0.0,
) -> Cut:
    canvas = Canvas(WIDTH, HEIGHT)
    hair = HAIRS[int(rng.integers(len(HAIRS)))]
    skin = SKINS[int(rng.integers(len(SKINS)))]

    def lock(number: int, back: bool, far: float = 1.0) -> Points:
        """Strands from the scalp; those behind the head grow from its whole back."""
        at = rng.uniform(-np.pi * (1.06 if back else 0.94), np.pi * (0.06 if back else -0.06), number)
        depth = rng.uniform(0.5 if back else 0.86, 1.06, number) * volume
        x, y, rx, ry = FACE
        roots = np.stack([x + rx * 1.06 * depth * np.cos(at), y - 12 + ry * 1.02 * depth * np.sin(at)], axis=1)
        away = np.arctan2(np.sin(at) * 1.2, np.cos(at)) + 0.22 * rng.standard_normal(number)
        if wind:
            away = (1 - wind * 0.75) * away + wind * 0.75 * (-0.12 + 0.25 * rng.standard_normal(number))
        lengths = length[0] * far + length[1] * rng.standard_normal(number)
        # Strands of a lock wave together.
        locks = rng.uniform(0, 6.28, 24)[np.digitize(at, np.linspace(-3.4, 0.3, 23))]
        return grow(
            roots,
            away,
            np.maximum(lengths, 30),
            bend=bend * rng.standard_normal(number),
            curl=curl,
            turns=turns,
            gravity=gravity,
            phase=locks + 0.5 * rng.standard_normal(number),
            steps=33 if curl > 1 else 17,
        )

    draw(canvas, lock(count, True), lighter(hair, 0.75), rng, width=1.9, vary=0.22)
    _bust(canvas, skin, CLOTHES[int(rng.integers(len(CLOTHES)))], rng)
    draw(canvas, lock(count // 3, False, 0.55 if not wind else 0.8), hair, rng, width=1.7, vary=0.25)
    _features(canvas, hair)
    draw(canvas, lock(loose, True, 1.12), lighter(hair, 1.1), rng, width=0.9, vary=0.25)
    return canvas.cut()


def _bust(canvas: Canvas, skin: tuple[int, ...], cloth: tuple[int, ...], rng: np.random.Generator) -> None:
    """Shoulders, neck and face."""
    outline = curve([(90, 880), (112, 680), (220, 592), (320, 556), (440, 556), (540, 592), (648, 680), (670, 880)], 80)
    shoulders = canvas.mask().fill(np.concatenate([outline, [(670, 900), (90, 900)]]))
    canvas.paint(shoulders.on, shaded(shoulders.small, cloth, rng, round_=90, gloss=0.02, grain=0.06, bump=5.0))
    neck = canvas.mask().fill([(312, 420), (448, 420), (466, 572), (380, 622), (294, 572)])
    canvas.paint(neck.on, shaded(neck.small, lighter(skin, 0.86), rng, round_=40, gloss=0.03, grain=0.02))
    face = canvas.mask().ellipse(*FACE)
    canvas.paint(face.on, shaded(face.small, skin, rng, round_=90, gloss=0.08, grain=0.02))


def _features(canvas: Canvas, hair: tuple[int, ...]) -> None:
    """Eyes, brows, nose and mouth."""
    for side in (-1, 1):
        x = 380 + side * 46
        canvas.fill(_oval(x, 318, 20, 9), (238, 234, 230))
        canvas.fill(_oval(x, 318, 8, 8.5), (70, 52, 40))
        canvas.fill(_oval(x - 2, 315, 2.4, 2.4), (250, 250, 250))
        canvas.stroke(curve([(x - 22, 314), (x, 307), (x + 22, 315)], 12), (46, 34, 30), 2.2)
        canvas.stroke(curve([(x - 26, 292), (x, 282), (x + 26, 290)], 12), lighter(hair, 0.8), 6)
    canvas.stroke(curve([(374, 330), (364, 372), (380, 380), (394, 374)], 16), (150, 96, 76), 2.5)
    lips = np.concatenate(
        [curve([(344, 414), (380, 407), (416, 414)], 16), curve([(416, 414), (380, 434), (344, 414)], 16)]
    )
    canvas.fill(lips, (178, 78, 80))
    canvas.stroke(curve([(344, 414), (380, 418), (416, 414)], 12), (116, 44, 50), 2)


def _oval(x: float, y: float, rx: float, ry: float) -> Points:
    t = np.linspace(0, 2 * np.pi, 40)
    return np.stack([x + rx * np.cos(t), y + ry * np.sin(t)], axis=1)
